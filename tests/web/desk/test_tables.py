"""Tables of results: filtered and sorted by their address, and as files of just what is shown."""

import csv
import html
import io
import re
from fractions import Fraction

import openpyxl
import pytest

from evalsite.core.campaign import Electorate, Subject
from evalsite.core.scheme import Scheme, Small
from evalsite.paper.tables import Column, Kind, Line, Table, Told
from evalsite.paper.tables_files import Origin, table_csv
from evalsite.usecases import closing, opening, recording
from tests import factories
from tests.factories import NOW
from tests.web.desk.conftest import words

SUBJECTS = (
    Subject("D1", "=1+1科", group="机关", unit="甲片"),
    Subject("D2", "第二科", group="机关", unit="乙片"),
    Subject("D3", "第三科", group="基层", unit="乙片"),
)
LEFT_OUT = Scheme(small=Small.LEAVE_OUT)  # else the totals would be withheld with the second electorate


@pytest.fixture
def opened(sqlite_only):
    """Two electorates, of which the second is below the limit; one sentence about the first subject."""
    groups = ("机关", "基层")
    voters = (Electorate("A", "职工", 12, groups, spare=2), Electorate("B", "服务对象", 6, groups))
    live = factories.publish(
        sqlite_only, factories.small_campaign(subjects=SUBJECTS, electorates=voters, scheme=LEFT_OUT)
    )
    for code in live.codes["A"][:8]:
        factories.cast(live, code, {0: 1, 1: "@办得好", 2: 2, 4: 3})
    for code in live.codes["B"][:3]:
        factories.cast(live, code, {0: 3, 2: 3, 4: 3}, "B")
    closing.close(live.desk, live.box, live.id, NOW)
    opening.open_box(live.desk, live.box, live.id)
    return live


def rows(answer):
    assert answer.status_code == 200, words(answer)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def files_on(page):
    """Addresses of the tables of a page as CSV files."""
    return [html.unescape(one) for one in re.findall(r'href="([^"]*file=csv[^"]*)"', page.text)]


def test_every_table_of_every_page_of_results_is_a_file_too(organiser, opened):
    seen: dict[str, list[list[str]]] = {}
    for path in ("results", "results/of/D1", "compare"):
        page = organiser.get(f"/desk/c/{opened.id}/{path}")
        tables = re.findall(r'<table class="sortable[^>]* id="([^"]+)"', page.text)
        files = {name: one for one in files_on(page) for name in re.findall(r"table=([\w-]+)", one)}
        assert set(tables) <= set(files), path
        seen |= {key: rows(organiser.get(address)) for key, address in files.items()}
    assert {"scores-1", "scores-2", "voters-1", "turnout", "electorates", "votes-1", "comments", "standings"} <= set(
        seen
    )
    assert seen["scores-1"][0][:6] == ["名次", "编号", "对象", "所属单位", "对象组", "综合得分"]
    assert [seen["votes-1"][-1][n] for n in (1, -1)] == ["未公布", "有效票少于公布下限，为保护投票人不予公布"]
    assert [row[2] for row in seen["comments"][1:]] == ["'@办得好"] * 8


def test_the_address_leaves_lines_out_sorts_and_is_kept_to_by_the_file(organiser, opened):
    path = f"/desk/c/{opened.id}/results?sort=-scores-1.rank&only_unit=乙片&find=科"
    page = organiser.get(path)
    assert "符合条件的有 2 个，共 3 个" in words(page)
    assert "=1+1科" not in page.text.partition('id="scores-1"')[2]
    assert 'aria-sort="descending"' in page.text
    (address,) = [one for one in files_on(page) if "table=scores-1" in one]
    assert [row[2] for row in rows(organiser.get(address))[1:]] == ["第二科"]
    assert "没有符合条件的" in words(organiser.get(f"/desk/c/{opened.id}/results?find=没有的"))
    order = [
        row[2]
        for row in rows(organiser.get(f"/desk/c/{opened.id}/results?sort=-scores-1.rank&table=scores-1&file=csv"))
    ]
    assert order == ["对象", "第二科", "'=1+1科"]
    strange = "campaign_id=c-x&endpoint=x&_anchor=q&_method=POST&_scheme=https&_external=1&unit=%26"
    page = organiser.get(f"/desk/c/{opened.id}/results?{strange}")
    assert {one.partition("&")[0] for one in files_on(page)} == {f"/desk/c/{opened.id}/results?unit=%26"}


def test_the_workbook_of_a_table_says_what_it_is_and_holds_no_formula(organiser, opened):
    answer = organiser.get(f"/desk/c/{opened.id}/results?find=1&table=scores-1&file=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["机关", "说明"]
    assert [cell.value for cell in book["机关"][2]][:6] == [1, "D1", "=1+1科", "甲片", "机关", 100]
    assert book["机关"]["C2"].data_type == "s"
    told = {row[0].value: row[1].value for row in book["说明"].iter_rows()}
    assert told["条件"] == "含有“1”"
    assert told["行数"] == "1 行，共 2 行"


def test_a_table_that_is_not_there_is_said_to_be_so_and_one_that_leaves_is_logged(organiser, opened):
    path = f"/desk/c/{opened.id}/results"
    for query in ("table=nothing&file=csv", "table=scores-1&file=exe", "file=csv"):
        assert organiser.get(f"{path}?{query}").status_code == 404
    organiser.get(f"{path}?table=turnout&file=csv")
    entry = [one for one in recording.entries(opened.desk) if one.action == "download"][-2]
    assert (entry.about, entry.outcome) == (opened.id, "begun")
    assert dict(entry.details) == {"file": "results", "table": "turnout", "format": "csv"}


def test_the_share_that_came_back_is_of_those_expected_on_every_page(organiser, opened):
    path = f"/desk/c/{opened.id}"
    for page in ("/desk/", f"{path}/"):
        assert "68.8%" in words(organiser.get(page)), page  # 11 of 16, beside 2 spare slips
    assert rows(organiser.get(f"{path}/results?table=turnout&file=csv"))[1][1:] == ["16", "11", "11", "0", "68.75"]
    told = list(csv.reader(io.StringIO(organiser.get(f"{path}/export.csv").data.decode("utf-8-sig"))))
    place = told[0].index("等次")
    assert [row[place + 1] for row in told if row[place] == "发出"] == ["10", "6"]


def test_what_people_wrote_leaves_as_they_wrote_it_and_a_place_is_no_day():
    columns = (Column("post", "职务", Kind.WORDS), Column("place", "名次"))
    table = Table("t", "表", columns, (Line(("1/2", Told("3/12", Fraction(3)))),))
    assert table_csv(table, Origin("甲")).decode("utf-8-sig").splitlines() == ["职务,名次", "'1/2,3（共 12）"]


def test_lists_turnout_and_texts_can_be_taken_along_too(organiser, opened):
    path = f"/desk/c/{opened.id}"
    assert rows(organiser.get("/desk/archive?only_unit=乙片&sort=-archives.code&table=archives&file=csv"))[1][:2] == [
        "D3",
        "第三科",
    ]
    assert rows(organiser.get("/desk/archive/D1?table=part-1&file=csv"))[0][0] == "封箱日期"
    counts = rows(organiser.get(f"{path}/?table=counts&file=csv"))
    assert counts[:2] == [
        ["票种", "发出", "备用条", "签章", "投入票箱", "收回率（%）"],
        ["职工", "10", "2", "8", "8", "80.00"],
    ]
    slips = rows(organiser.get(f"{path}/reconcile?table=accounts&file=csv"))
    assert slips[:2] == [["票种", "印制", "已用", "作废", "未用"], ["合计", "18", "11", "0", "7"]]
    assert organiser.get(f"{path}/texts?of=D2&table=comments&file=csv").location == f"{path}/texts?of=D2"
    assert "没有可以导出的" in words(organiser.get(f"{path}/texts?of=D2"))
    token = organiser.token(f"{path}/texts")
    key = re.findall(r'name="key" value="([^"]+)"', organiser.get(f"{path}/texts").text)[0]
    organiser.client.post(
        f"{path}/texts/hide", data={"csrf_token": token, "key": key, "whole": "1", "reason": "identity"}
    )
    told = rows(organiser.get(f"{path}/texts?table=comments&file=csv"))
    assert "办得好" not in str(told)
    assert len(told) == 9
