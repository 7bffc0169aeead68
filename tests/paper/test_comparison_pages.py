"""Charts and sections that compare: rounds, two measures, both directions, indices; what they draw and what they tell."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from evalsite.core.campaign import Rates
from evalsite.core.disclosure import BELOW_LIMIT, Shown, Withheld
from evalsite.core.report import unit_report
from evalsite.core.rounds import Point, Trend
from evalsite.paper import comparison_charts as charts
from evalsite.paper.blocks import blocks_of
from evalsite.paper.comparison_charts import Both
from evalsite.paper.comparison_content import circle_note, numbered
from evalsite.paper.drawing import BLUE, PALE, WIDTH
from evalsite.paper.report_content import content
from evalsite.paper.report_html import report_html
from evalsite.paper.report_pdf import report_pdf
from tests.paper import reading, series

SVG = "{http://www.w3.org/2000/svg}"
HIDDEN = Withheld(BELOW_LIMIT)


@pytest.fixture(scope="module")
def around():
    return series.three_years()


@pytest.fixture(scope="module")
def reports(around):
    results = around.rounds[-1].results
    return {code: unit_report(results, code, around) for code in ("B1", "B6", "Z1")}


def shown(text):
    return Shown(Fraction(text), text)


def point(label, score, rank=None, differences=(), here=False):
    figure = shown(score) if isinstance(score, str) else score
    place = shown(rank) if rank else (HIDDEN if isinstance(score, Withheld) else None)
    return Point(f"c-{label}", label, date(int(label[:4]), 11, 1), "某局", figure, place, 6, differences, here)


LINE = (
    point("2022年", None),
    point("2023年", HIDDEN),
    point("2024年", "90.00", "3", ("指标不同：多了“作风”",)),
    point("2025年", "88.00", "2"),
    point("2026年", "91.50", "1", here=True),
)


def drawn(points):
    return ET.fromstring(charts.trend(Trend(tuple(points), Rates(), None)))


def words(svg):
    root = ET.fromstring(svg) if isinstance(svg, str) else svg
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


def told(svg):
    return ET.fromstring(svg).findtext(f"{SVG}desc")


def lines(root):
    """Strokes in the colour of the line that joins rounds."""
    return [p for p in root.iter(f"{SVG}path") if p.get("stroke") == BLUE]


# --- rounds -----------------------------------------------------------------------------------------------------------


def test_only_rounds_that_compare_and_are_shown_are_joined():
    assert len(lines(drawn(LINE))) == 2  # scores and ranks, 2025 to 2026
    assert len(lines(drawn(LINE[:4]))) == 0
    comparable = [replace(one, differences=()) for one in LINE]
    assert len(lines(drawn(comparable))) == 4


def test_a_round_apart_a_withheld_one_and_a_missing_one_differ_by_shape_and_word():
    said = words(drawn(LINE))
    assert said.count("不可比") == 2
    assert said.count("未公布") == 2
    assert said.count("—") == 2
    assert {"88.00", "91.50", "2/6", "1/6", "90.00", "3/6"} <= set(said)


def test_the_first_place_stands_on_top_and_a_higher_score_too():
    root = drawn(LINE)
    for stroke in lines(root):
        start, end = (float(part.split()[1]) for part in stroke.get("d", "").removeprefix("M").split("L"))
        assert end < start  # both rise from 2025 to 2026, and heights count from the top


def test_the_line_tells_every_round_to_people_who_cannot_see_it():
    svg = charts.trend(Trend(LINE, Rates(), None))
    assert told(svg) == (
        "2022年 未参加或没有得分；2023年 得分 未公布；2024年 得分 90.00，第 3 名（共 6 个）（不可比：指标不同：多了“作风”）；"
        "2025年 得分 88.00，第 2 名（共 6 个）；2026年 得分 91.50，第 1 名（共 6 个）。"
    )


def test_of_many_rounds_the_last_ten_are_drawn_and_equal_ones_lie_on_a_level():
    many = [point(f"{2010 + n}年", "90.00", "1", here=n == 15) for n in range(16)]
    root = drawn(many)
    assert "2015年" not in words(root)
    assert len([one for one in words(root) if one == "90.00"]) == 10
    assert len(lines(root)) == 18


# --- two measures -----------------------------------------------------------------------------------------------------


def test_the_own_spot_is_a_diamond_with_its_name_and_the_others_bear_the_numbers_of_the_table(reports):
    axes = reports["B1"].compared.axes
    svg = charts.two_axes(axes, numbered(axes))
    said = words(svg)
    assert "发展和改革局" in said
    assert {"2", "3", "4", "5"} <= set(said)
    assert {"两项均居前", "横轴居前、纵轴居后", "横轴居后、纵轴居前", "两项均居后"} <= set(said)
    assert "财政局" not in said
    assert "发展和改革局（本对象）" in (told(svg) or "")


def test_spots_in_the_same_place_share_a_mark_and_a_crowd_has_no_numbers(reports):
    axes = reports["B1"].compared.axes
    same = [replace(spot, x=Fraction(50), y=Fraction(50), own=False) for spot in axes.spots]
    numbers = numbered(replace(axes, spots=tuple(same)))
    assert "1、2、3、4、5" in words(charts.two_axes(replace(axes, spots=tuple(same)), numbers))
    crowd = tuple(replace(same[0], x=Fraction(n), subject=replace(same[0].subject, code=f"x{n}")) for n in range(70))
    assert "7" not in words(charts.two_axes(replace(axes, spots=crowd), {one.subject.code: "7" for one in crowd}))


def test_everything_is_drawn_inside_the_picture(reports):
    axes = reports["B1"].compared.axes
    for svg in (charts.two_axes(axes, numbered(axes)), charts.trend(Trend(LINE, Rates(), None))):
        root = ET.fromstring(svg)
        high = float(root.get("viewBox", "").split()[3])
        for node in root.iter(f"{SVG}text"):
            assert 0 <= float(node.get("x", "")) <= WIDTH
            assert 0 <= float(node.get("y", "")) <= high


# --- both directions --------------------------------------------------------------------------------------------------

ROWS = (Both("甲镇", shown("90.00"), shown("45.00")), Both("乙镇", HIDDEN, None))


def test_the_two_directions_grow_from_the_names_to_either_side_and_from_zero():
    root = ET.fromstring(charts.both_directions(ROWS))
    bars = [r for r in root.iter(f"{SVG}rect") if r.get("height") == "10.00"]
    received, given, hidden = ((float(r.get("x", "")), float(r.get("width", ""))) for r in bars)
    assert received[0] + received[1] == pytest.approx((WIDTH - charts.NAMES) / 2)
    assert given[0] == pytest.approx((WIDTH + charts.NAMES) / 2)
    assert received[1] == pytest.approx(2 * given[1], abs=0.02)
    assert hidden[1] > 0
    assert words(root)[2:] == ["甲镇", "90.00", "45.00", "乙镇", "未公布", "无评分"]
    assert told(charts.both_directions(ROWS)) == (
        "甲镇 评本单位 90.00，本单位评它 45.00；乙镇 评本单位 未公布，本单位评它 无评分。"
    )


def test_the_two_directions_differ_in_pattern_and_not_in_colour_alone():
    root = ET.fromstring(charts.both_directions(ROWS))
    bars = [r for r in root.iter(f"{SVG}rect") if r.get("height") == "10.00"]
    assert not (bars[0].get("fill") or "").startswith("url")
    assert (bars[1].get("fill") or "").startswith("url")


# --- sections ---------------------------------------------------------------------------------------------------------


def tables(report, title):
    return [[[one["text"] for one in row] for row in t["rows"]] for t in blocks_of(content(report), "table", title)]


def paragraphs(report, title):
    return [one["text"] for one in blocks_of(content(report), "paragraph", title)]


def test_a_report_has_its_sections_in_reading_order(reports):
    titles = [one["title"] for one in content(reports["B1"])["sections"]]
    wanted = ["同组比较", "纵向与横向比较", "两维比较", "历次得分与名次", "综合指数", "双向对照", "得票与得票率"]
    assert [title for title in titles if title in wanted] == wanted


def test_a_round_that_does_not_compare_says_why_in_the_table(reports):
    (rows,) = tables(reports["B1"], "历次得分与名次")
    assert [row[0] for row in rows] == ["2023年", "2024年", "2025年", "2026年"]
    assert [row[4] for row in rows] == ["未公布，不比较", "不可比：指标不同：多了“廉洁自律”", "可比", "本期"]
    assert rows[0][2].startswith("未公布")
    assert any("变化 +" in text for text in paragraphs(reports["B1"], "历次得分与名次"))


def test_an_index_prints_its_formula_its_sources_and_that_it_is_not_official(reports):
    said = paragraphs(reports["B1"], "综合指数")
    assert any("双力指数 = 领导力 " in text and "+ 加减分 1.5 = " in text for text in said)
    assert "加分 2：承办全省现场推进会（县委办公室，2026年9月18日）" in said
    assert any("不是官方指标" in text for text in said)
    (block,) = blocks_of(content(reports["B1"]), "terms", "综合指数")
    assert "示例县2026年度双向测评（2026年，2026年11月25日封箱，c-2026）综合得分" in block["rows"][0]["text"]


def test_both_directions_stand_side_by_side_and_a_withheld_one_has_its_footnote(reports):
    pairs, legs = tables(reports["Z1"], "双向对照")
    names = [row[0] for row in pairs]
    assert names == list(series.DEPARTMENTS)
    own = pairs[names.index("卫生健康局")]
    assert own[1].startswith("未公布")
    assert own[1][-1] in {note["mark"] for note in content(reports["Z1"])["footnotes"]}
    assert [row[0] for row in legs] == ["县级领导 → 部门", "部门 → 镇街", "镇街 → 部门（本单位参加评议）"]


def test_a_team_or_field_in_which_nobody_is_placed_is_left_out(reports, around):
    results = around.rounds[-1].results
    hidden = tuple(replace(s, score=HIDDEN, rank=HIDDEN) for s in results.scores)
    report = unit_report(replace(results, scores=hidden), "B1", around)
    assert "纵向与横向比较" not in [one["title"] for one in content(report)["sections"]]
    circle = reports["B1"].compared.circles[0]
    assert circle_note(replace(circle, left_out=2)) == "另有 2 个对象用的是不同的测评表，不作比较。"


def test_paper_and_web_say_the_same(reports):
    for report in reports.values():
        html, pdf = report_html(report), reading.words(report_pdf(report))
        plain = "".join(pdf.split())
        for title in ("历次得分与名次", "双向对照"):
            assert title in html
            assert title in plain
        for one in report.compared.indices:
            if isinstance(one.own.value, Shown):
                assert one.own.value.text in html
                assert one.own.value.text in plain


def test_the_report_round_stands_on_a_ground_of_its_own():
    root = drawn(LINE)
    assert [r for r in root.iter(f"{SVG}rect") if r.get("fill") == PALE]
