"""The commands that operators' scripts use, in their order, on both databases: from a workbook to published rates.

The ballots are those of a count that was published; they go through the real HTTP protocol, and the export must give
the published rates to the last digit.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evalsite.settings import ROOT
from tests.running import Server

CASE = json.loads((ROOT / "tests" / "cases" / "zhanyi-2019.json").read_text(encoding="utf-8"))
WORKBOOK = ROOT / "examples" / "zhanyi-2019.xlsx"
BALLOTS = ROOT / "examples" / "zhanyi-2019-ballots.csv"


class Shell:
    """Runs ``evalsite`` as an operator does; ``said`` is what the last command said on stderr."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment, self.said = environment, ""

    def __call__(self, *words: str | Path, status: int = 0) -> str:
        command = [sys.executable, "-m", "evalsite", *map(str, words)]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        self.said = done.stderr
        assert done.returncode == status, done.stderr
        return done.stdout


@pytest.fixture
def server(server_databases, tmp_path, free_port):
    address = f"http://127.0.0.1:{free_port}"
    with Server(tmp_path / "instance", free_port, BASE_URL=address, **server_databases) as made:
        yield made


@pytest.fixture
def evalsite(server):
    return Shell(dict(os.environ) | server.environment)


def rates_of(exported: dict[str, Any], subject: str) -> tuple[list[int], list[str | None]]:
    """Votes and rates of a subject's grades; no rate for a grade that nobody gave, which the notice does not mention."""
    lines = {
        line["grade"]: line
        for line in exported["counts"]
        if line["subject"] == subject and line["electorate"] != "*" and line["grade"] in CASE["grades"]
    }
    found = [lines[grade] for grade in CASE["grades"]]
    return [line["votes"] for line in found], [line["rate"] if line["votes"] else None for line in found]


def prepare(evalsite: Shell, folder: Path) -> str:
    """A published campaign with its tickets; three share files, of which two open."""
    campaign = evalsite("campaign", "import", WORKBOOK).split()[-1]
    assert campaign in evalsite("campaign", "list")
    fingerprint = evalsite("campaign", "publish", campaign, "--shares", folder / "shares", "-k", "2", "-n", "3")
    assert fingerprint.split()[-1] in evalsite("campaign", "show", campaign)
    evalsite("tickets", "issue", campaign, "--out", folder / "paper", "--csv")
    assert (folder / "paper" / "slips.pdf").read_bytes().startswith(b"%PDF")
    return campaign


def cast(evalsite: Shell, folder: Path) -> str:
    """All the published ballots; gives one of the receipts."""
    tickets = folder / "paper" / "tickets.csv"
    done = json.loads(evalsite("vote", "--tickets", tickets, "--ballots", BALLOTS, "--concurrency", "8", "--json"))
    assert (done["cast"], done["refused"]) == (CASE["returned"], {})
    return str(done["receipts"][0])


def close_and_open(evalsite: Shell, campaign: str, folder: Path) -> None:
    closing = json.loads(evalsite("close", campaign, "--json"))
    assert [line["dropped"] for line in closing["counts"]] == [CASE["returned"]]
    one, two, three = sorted(folder.iterdir())
    evalsite("open", campaign, "--share", one, status=1)
    assert "份额不够" in evalsite.said
    evalsite("open", campaign, "--share", one, "--share", three)
    evalsite("open", campaign, "--share", two, "--share", three)  # a recount by others


def test_the_rates_that_a_congress_published_in_2019_come_out_of_the_box(server, evalsite, tmp_path):
    campaign = prepare(evalsite, tmp_path)
    server.start()
    receipt = cast(evalsite, tmp_path)
    server.stop()
    close_and_open(evalsite, campaign, tmp_path / "shares")

    exported = json.loads(evalsite("export", campaign, "--format", "json"))
    subjects = dict.fromkeys(line["subject"] for line in exported["counts"])
    for subject, published in zip(subjects, CASE["subjects"], strict=True):
        assert rates_of(exported, subject) == (published["counts"], published["published_rates_pct"])
    assert exported["withheld"] == []
    (turnout,) = exported["turnout"]
    assert (turnout["issued"], turnout["stamped"], turnout["dropped"], turnout["void"]) == (28, 28, 28, 0)

    bundle = tmp_path / "bundle.zip"
    evalsite("bundle", campaign, "-o", bundle)
    evalsite("verify", bundle, "--receipt", receipt)
    evalsite("verify", bundle, "--receipt", "0000-0000-0000", status=1)
    evalsite("report", campaign, "--subject", next(iter(subjects)), "--format", "pdf", "-o", tmp_path / "one.pdf")
    assert (tmp_path / "one.pdf").read_bytes().startswith(b"%PDF")
