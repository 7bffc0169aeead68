"""Remarks, verdicts, rankings and nominations on the pages of results, after a whole trip through the protocol."""

import html
import io
import re
from dataclasses import replace

import openpyxl
import pytest

from evalsite.core import rules
from evalsite.core.ballot import Nomination
from evalsite.core.campaign import Indicator, Rule, Subject, Type
from evalsite.core.shown import whole
from evalsite.usecases import closing, opening, reporting
from evalsite.web.desk import standing_tables
from tests import factories
from tests.factories import NOW
from tests.web.desk.conftest import words

LINES = (
    Rule("法定人数", "", "收回率≥2/3，否则无效"),
    Rule("等次评定", "", "优秀率≥60%：好；其余：一般"),
    Rule("强制分布", "", "好≤1，超出评为一般，按优秀率"),
    Rule("排序计分", "R", "波达"),
    Rule("排序并列", "R", "允许"),
)
INDICATORS = (
    Indicator("总体", "总体评价", Type.GRADE, scale="四档"),
    Indicator("R", "从优到差", Type.RANK),
    Indicator("N", "推荐先进", Type.NOMINATE, required=False),
)
NAMES = ("第一科", "第二科", "第三科")


def opened_with(sqlite_only, ballots, **changes):
    subjects = tuple(Subject(f"D{n}", name, group="科室") for n, name in enumerate(NAMES, start=1))
    plain = factories.small_campaign(tickets=12, subjects=subjects, indicators=INDICATORS, rules=LINES, **changes)
    made, failed = rules.apply(plain)
    assert failed == ()
    live = factories.publish(sqlite_only, made)
    for code, answers in zip(live.codes["A"], ballots, strict=False):
        factories.cast(live, code, answers)
    closing.close(live.desk, live.box, live.id, NOW)
    opening.open_box(live.desk, live.box, live.id)
    return live


BALLOT = {0: 1, 1: 1, 2: 2, 3: (1, 2, 2), 4: Nomination(frozenset({0, 2}))}


@pytest.fixture
def opened(sqlite_only):
    return opened_with(sqlite_only, [BALLOT] * 5 + [{**BALLOT, 1: 2, 3: (2, 1, 3)}])


def test_a_missed_quorum_is_the_first_thing_on_every_page_of_results(organiser, opened):
    told = "收回率 50.00%（发出 12 张，收回 6 票），未达到规定的 2/3，结果无效。"
    for page in ("results", "results/of/D1", "reports", "reports/D1.html"):
        text = words(organiser.get(f"/desk/c/{opened.id}/{page}"))
        assert told in text


def test_verdicts_stand_with_what_they_were_given_for_and_their_rule(organiser, opened):
    page = words(organiser.get(f"/desk/c/{opened.id}/results"))
    assert "第一科 好 优秀率≥60%" in page
    assert "第二科 一般 优秀率≥60%，因“好”不超过 1 个，列为“一般”" in page
    assert "评定规则：优秀率≥60%的为“好”；其余为“一般”。“好”不超过 1 个，按优秀率从高到低取" in page
    subject = words(organiser.get(f"/desk/c/{opened.id}/results/of/D2"))
    assert "一般（优秀率≥60%，因“好”不超过 1 个，列为“一般”）" in subject


def test_every_table_with_verdicts_is_a_workbook_too(organiser, opened):
    page = organiser.get(f"/desk/c/{opened.id}/results")
    files = [html.unescape(one) for one in re.findall(r'href="([^"]*file=xlsx[^"]*)"', page.text)]
    books = {name: organiser.get(one) for one in files for name in re.findall(r"table=([\w-]+)", one)}
    assert {name: one.status_code for name, one in books.items()} == dict.fromkeys(books, 200)
    sheet = openpyxl.load_workbook(io.BytesIO(books["scores-1"].data))["得分与排名"]
    column = [cell.value for cell in sheet[1]].index("评定等次")
    assert [row[column].value for row in sheet.iter_rows(min_row=2)] == ["好", "一般", "一般"]


def test_a_ranking_is_told_as_an_order_with_points_and_pairs(organiser, opened):
    page = words(organiser.get(f"/desk/c/{opened.id}/results"))
    assert "按波达分从优到差：第一科、第二科、第三科。" in page
    assert "1 第一科 1.83 11" in page
    assert "第一科 · 5 6 第二科 1 · 1 第三科 0 0 ·" in page


def test_nominations_have_their_share_of_every_base(organiser, opened):
    page = words(organiser.get(f"/desk/c/{opened.id}/results"))
    assert "占有效票（%）" in page
    assert "1 第一科 6 100.00 100.00 50.00 100.00" in page


def test_what_is_withheld_stands_as_withheld_and_in_no_sort_key(organiser, sqlite_only):
    live = opened_with(sqlite_only, [BALLOT] * 2)
    answer = organiser.get(f"/desk/c/{live.id}/results")
    page = words(answer)
    assert "第一科 未公布 —" in page
    assert "第一科 · 未公布 未公布" in page
    assert "从优到差：" not in page


def test_long_lists_are_cut_short_and_ties_are_named(opened):
    found = reporting.results(opened.desk, opened.id)
    (table,) = standing_tables.rank_tables(found)
    assert len(table.square) == 3
    subject, score, points = table.lines[0]
    many = [(replace(subject, name=f"第{n}"), score, points) for n in range(3)]
    assert standing_tables._order(many) == "第0和第1和第2（并列）"
    names = standing_tables.MOST_NAMED
    ranks = [
        (
            replace(subject, name=f"甲{n}"),
            replace(score, rank=whole(n)),
            points,
        )
        for n in range(names + 2)
    ]
    assert standing_tables._order(ranks).endswith("……另有 2 个")
    assert standing_tables._square([f"x{n}" for n in range(standing_tables.MOST_SQUARED + 1)], found.pairs) == ()
    assert standing_tables._square(["x", "y"], found.pairs) == ()
