"""The files of an issue: whose eyes they are for."""

import csv
import io
import os
import zipfile
from collections import Counter
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from evalsite.core.batches import plan
from evalsite.core.refusals import FileExists
from evalsite.paper import slipping, slips
from evalsite.paper.layouts import Layout
from evalsite.usecases import ticketing
from evalsite.usecases.ticketing import Issue
from tests.factories import BASE_URL, SECRET, publish, two_electorates
from tests.paper import reading

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


@pytest.fixture
def sent(sqlite_only):
    """The tickets of one electorate as links: how they were issued, the files, and what the progress was told."""
    made: list[Issue] = []
    told: list[tuple[int, int]] = []
    both = two_electorates(14, 12)
    both = replace(both, electorates=(replace(both.electorates[0], spare=2), both.electorates[1]))
    live = publish(sqlite_only, both, issue=False)
    ticketing.issue(live.desk, SECRET, live.id, BASE_URL, made.append)
    choice = slipping.Choice(links=("A",), singles=True)
    files = slipping.slip_files(made[0], ZONE, choice, lambda *progress: told.append(progress))
    return [ticket.url for ticket in made[0].tickets if ticket.electorate == "A"][:12], files, told


def test_tickets_go_out_as_links_in_random_order_and_the_spare_ones_as_slips(sent):
    issued, files, told = sent
    assert list(files) == ["slips.pdf", "links-A.xlsx", "links-A.csv", "singles-A.zip", "poster.pdf", "handout.pdf"]
    assert [slipping.in_chinese(name) for name in files][1:4] == ["链接-A.xlsx", "链接-A.csv", "单张-A.zip"]
    assert told[-1] == (26, 26)
    lines = list(csv.DictReader(io.StringIO(files["links-A.csv"].decode("utf-8-sig"))))
    assert [line["链接"] for line in lines] == issued  # as they come, which is random
    assert all(line["链接"] in line["可以照发的文字"] for line in lines)
    book = load_workbook(io.BytesIO(files["links-A.xlsx"]))
    assert book.sheetnames == ["发送之前请读", "链接"]
    assert [row[0] for row in book["链接"].iter_rows(min_row=2, values_only=True)] == issued
    assert "对发送的人不再保密" in "".join(row[0] for row in book["发送之前请读"].iter_rows(values_only=True))
    handed = " ".join(reading.words(files["handout.pdf"], layout=True).split())
    assert "职工 备用条 2" in handed
    assert "合计 14" in handed


def test_each_link_is_a_page_to_scan_or_to_touch_under_a_name_that_is_chance(sent):
    issued, files, _ = sent
    with zipfile.ZipFile(io.BytesIO(files["singles-A.zip"])) as package:
        names = package.namelist()
        first = package.read(names[0])
    assert len(set(names)) == 12
    (page,) = reading.pages(first)
    assert reading.symbols(page) == [issued[0]]
    assert issued[0].encode() in first  # the whole page is a link
