"""The files of an issue: whose eyes they are for."""

import os
from collections import Counter
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from evalsite.core.batches import plan
from evalsite.core.refusals import FileExists
from evalsite.paper import slipping, slips
from evalsite.paper.layouts import Layout
from evalsite.usecases import ticketing
from evalsite.usecases.ticketing import Issue
from tests.factories import BASE_URL, SECRET, publish, two_electorates

ZONE = ZoneInfo("Asia/Shanghai")
NAMES = ("slips.pdf", "poster.pdf", "handout.pdf", "tickets.csv")  # what they hold is told in test_slips.py


@pytest.fixture
def write(sqlite_only):
    """Writes the slips of a real issue of six tickets into a folder, under an open umask."""
    made: list[Issue] = []
    live = publish(sqlite_only, issue=False)
    ticketing.issue(live.desk, SECRET, live.id, BASE_URL, made.append)
    before = os.umask(0o022)
    yield lambda folder: slipping.write_slips(made[0], folder, ZONE, slipping.Choice(with_csv=True))
    os.umask(before)


def mode(path):
    return oct(path.stat().st_mode & 0o777)


def test_files_with_codes_are_for_their_owner_alone_also_in_a_folder_that_is_open_to_all(write, tmp_path):
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o755)
    write(folder)
    assert {path.name: mode(path) for path in folder.iterdir()} == dict.fromkeys(NAMES, "0o600")
    assert mode(folder) == "0o755"


def test_folders_that_are_made_for_them_are_closed_to_others(write, tmp_path):
    write(tmp_path / "out" / "slips")
    assert mode(tmp_path / "out") == mode(tmp_path / "out" / "slips") == "0o700"


def test_slips_that_are_there_are_not_written_over(write, tmp_path):
    write(tmp_path)
    with pytest.raises(FileExists):
        write(tmp_path)


def test_piles_get_as_many_slips_as_were_asked_for_each_ticket_once(sqlite_only, monkeypatch):
    made: list[Issue] = []
    both = two_electorates(30, 12)
    both = replace(both, electorates=(replace(both.electorates[0], spare=2), both.electorates[1]))
    live = publish(sqlite_only, both, issue=False)
    ticketing.issue(live.desk, SECRET, live.id, BASE_URL, made.append)
    batches = plan(live.campaign.electorates, {"A": "第一科 10"})
    printed = list(slipping.piled(made[0], batches))
    assert Counter((slip.electorate, slip.batch) for slip in printed) == {
        ("职工", "第一科"): 10,
        ("职工", "其余"): 18,
        ("职工", "备用条"): 2,
        ("服务对象", ""): 12,
    }
    assert {slip.code for slip in printed} == {ticket.code for ticket in made[0].tickets}
    assert len(printed) == 42
    monkeypatch.setattr(slips, "MOST_IN_FILE", 24)
    files = slipping.slip_files(made[0], ZONE, slipping.Choice(Layout.GRID, batches))
    assert list(files) == ["slips.pdf", "slips-2.pdf", "slips-3.pdf", "poster.pdf", "handout.pdf"]
