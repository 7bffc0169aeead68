"""The command line: parses, calls one use case, prints. Data on stdout, messages on stderr, status 0 only on success."""

import os
import sys
from importlib import import_module
from io import TextIOWrapper

import click

from evalsite.cli.common import Speaking
from evalsite.cli.usage import in_chinese

# Which module holds which command: loaded when it is used, so that `evalsite serve` loads no PDF machinery.
COMMANDS = {
    "serve": "serving",
    "worker": "serving",
    "migrate": "serving",
    "user": "accounts",
    "register": "registering",
    "campaign": "campaigns",
    "figures": "figuring",
    "index": "indexing",
    "rehearse": "rehearsing",
    "seats": "seating",
    "tickets": "slips",
    "close": "campaigns",
    "paper": "paper",
    "open": "campaigns",
    "vote": "voting",
    "comments": "comments",
    "names": "names",
    "export": "outputs",
    "report": "reports",
    "template": "reports",
    "archive": "archiving",
    "protocol": "outputs",
    "bundle": "outputs",
    "verify": "outputs",
    "log": "logbook",
    "backup": "outputs",
    "restore": "outputs",
    "demo": "demo",
}


class Commands(Speaking):
    """The commands by name, in the order in which a campaign needs them."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        found: dict[str, click.Command] = import_module(f"evalsite.cli.{COMMANDS[name]}").COMMANDS
        return in_chinese(found[name])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="evalsite", message="云端测评 %(version)s")
def evalsite() -> None:
    """云端测评：匿名、可复核的测评。"""


def main() -> None:
    """The console script. What it writes (slips, shares, backups, databases, reports) is for its owner alone."""
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):  # a terminal that knows no Chinese gets escapes instead of a traceback
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    evalsite(prog_name="evalsite")
