"""The log at the command line: which commands do something, under which name, and the two hooks that log it.

``begin`` is called by ``common.instance``: a command that never opens the instance has done nothing to it.
"""

import getpass
from dataclasses import dataclass
from datetime import UTC, datetime

import click

from evalsite.core.logbook import Action, Deed, Outcome
from evalsite.store.engine import Database
from evalsite.usecases import recording

LOGGED = {
    "archive make": Action.DOWNLOAD,
    "backup": Action.BACKUP,
    "bundle": Action.DOWNLOAD,
    "campaign destroy-key": Action.KEY_DESTROY,
    "campaign extend": Action.EXTEND,
    "campaign import": Action.CAMPAIGN_IMPORT,
    "campaign publish": Action.PUBLISH,
    "campaign zones": Action.CAMPAIGN_ZONES,
    "close": Action.CLOSE,
    "comments redact": Action.TEXT_HIDE,
    "comments restore": Action.TEXT_SHOW,
    "export": Action.DOWNLOAD,
    "figures import": Action.FIGURES_IMPORT,
    "figures withdraw": Action.FIGURES_WITHDRAW,
    "index import": Action.INDEX_IMPORT,
    "index remove": Action.INDEX_REMOVE,
    "names merge": Action.NAMES_MERGE,
    "names split": Action.NAMES_SPLIT,
    "open": Action.OPEN,
    "paper enter": Action.PAPER_ENTER,
    "paper take-back": Action.PAPER_TAKE_BACK,
    "register import": Action.REGISTER_IMPORT,
    "protocol": Action.DOWNLOAD,
    "rehearse": Action.REHEARSE,
    "report": Action.DOWNLOAD,
    "seats clear": Action.SCRUTINEERS,
    "seats invite": Action.INVITE,
    "seats publish": Action.PUBLISH,
    "seats set": Action.SCRUTINEERS,
    "template reset": Action.TEMPLATE_CHANGE,
    "template use": Action.TEMPLATE_CHANGE,
    "tickets issue": Action.TICKETS_ISSUE,
    "tickets void": Action.TICKET_VOID,
    "user activate": Action.ACCOUNT_ACTIVATE,
    "user add": Action.ACCOUNT_ADD,
    "user change": Action.ACCOUNT_CHANGE,
    "user deactivate": Action.ACCOUNT_DEACTIVATE,
    "user end-sessions": Action.SESSION_END,
    "user invite": Action.INVITE,
    "user reset-second-step": Action.SECOND_STEP_OFF,
    "user withdraw": Action.INVITATION_WITHDRAW,
}
UNLOGGED = {
    "archive list": "looks",
    "campaign export": "looks",
    "campaign list": "looks",
    "campaign show": "looks",
    "comments list": "looks",
    "demo": "makes an instance of its own, of invented campaigns",
    "figures export": "looks",
    "figures list": "looks",
    "figures template": "opens no instance",
    "index export": "looks",
    "index list": "looks",
    "index show": "looks",
    "log export": "looks",
    "log list": "looks",
    "log verify": "looks",
    "migrate": "changes schemas, no content",
    "names list": "looks",
    "paper ballots": "prints empty ballots",
    "paper sheet": "prints an empty sheet",
    "paper show": "looks",
    "register campaign": "looks",
    "register export": "looks",
    "register list": "looks",
    "restore": "logs itself: the log is there afterwards",
    "seats show": "looks",
    "serve": "serves",
    "template check": "looks",
    "template export": "looks",
    "user invitations": "looks",
    "user list": "looks",
    "verify": "opens no instance",
    "vote": "votes as a stranger over HTTP",
    "worker": "does what the desk has logged",
}
# Parameters of commands that say on what something was done; no password, ticket or share is among them.
_TELLING = {
    "name": "account",
    "role": "role",
    "subject": "subject",
    "electorate": "electorate",
    "teller": "teller",
    "links": "links",
}


def who() -> str:
    """Who runs the command, for the record; a machine that knows no name for the account still has the command line."""
    try:
        return f"命令行 {getpass.getuser()}"
    except (KeyError, OSError):
        return "命令行"


@dataclass(frozen=True, slots=True)
class _Running:
    desk: Database
    deed: Deed
    begun: int


_running: list[_Running] = []  # one command a process; a list, for there may be none


def path_of(context: click.Context | None) -> str:
    """The command as it is typed, without the program's own name: "campaign publish"."""
    names: list[str] = []
    while context is not None and context.parent is not None:
        names.insert(0, context.info_name or "")
        context = context.parent
    return " ".join(names)


def begin(desk: Database) -> None:
    """Note what the running command is about to do, once. Raises Busy, so that nothing is done unlogged."""
    context = click.get_current_context(silent=True)
    action = LOGGED.get(path_of(context))
    if context is None or action is None or _running:
        return
    details = {word: str(context.params[name]) for name, word in _TELLING.items() if context.params.get(name)}
    if action is Action.DOWNLOAD:
        details["file"] = path_of(context)
    if action is Action.SCRUTINEERS:
        details["step"] = path_of(context).replace(" ", "_")
    deed = Deed(who(), action, str(context.params.get("campaign_id") or "")[:40], details)
    _running.append(_Running(desk, deed, recording.begin(desk, deed, datetime.now(UTC))))


def end(outcome: Outcome) -> None:
    """Note how the command went, if it was one that is logged."""
    while _running:
        one = _running.pop()
        recording.end(
            one.desk, one.begun, Deed(one.deed.who, one.deed.action, one.deed.about), outcome, datetime.now(UTC)
        )
