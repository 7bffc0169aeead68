import itertools
import re
from dataclasses import replace
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from evalsite.core.campaign import Type
from evalsite.core.disclosure import Shown, Withheld
from evalsite.core.report_parts import Distribution, ElectorateRow, Peer, Segment
from evalsite.paper import score_charts, vote_charts
from evalsite.paper.chart_parts import BEST, GOOD, MIDDLE, NEUTRAL, POOR, WORST, inks
from evalsite.paper.drawing import (
    BLUE,
    HATCHED,
    INK,
    MUTE,
    PALE,
    RED,
    WIDTH,
    Drawing,
    Ink,
    Letters,
    clipped,
    em,
    speaking,
    split,
)
from tests.paper.contrast import contrast, luminance

SVG = "{http://www.w3.org/2000/svg}"
HIDDEN = Withheld("below_limit")


def shown(text):
    return Shown(Fraction(text), text)


def distribution(name="履职尽责", rates=("60.00", "25.00", "10.00", "3.00"), score="88.10", difference="+1.10"):
    grades = ("优秀", "良好", "一般", "较差")
    segments = tuple(Segment(g, shown("7"), shown(r)) for g, r in zip(grades, rates, strict=True))
    return Distribution(
        "I1", name, Type.GRADE, "四等", "20", segments, shown(score), shown("3"), shown("87.00"),
        Shown(Fraction(difference), difference),
    )  # fmt: skip


def withheld(row):
    segments = tuple(replace(segment, votes=HIDDEN, rate=HIDDEN) for segment in row.segments)
    return replace(row, segments=segments, score=HIDDEN, rank=HIDDEN, difference=None)


def electorate(name, score, valid=9):
    return ElectorateRow("E1", name, "20", 12, 10, valid, 1, score, (score,))


def peers(count, own=3):
    return [
        Peer(f"第{n}局", shown(f"{95 - n / 4:.2f}"), shown(str(n)), n == own) for n in range(1, count + 1)
    ]  # fmt: skip


EVERY = {
    "distribution": lambda: vote_charts.distribution([distribution(), withheld(distribution("廉洁自律"))]),
    "options": lambda: vote_charts.options(replace(distribution(), type=Type.CHOICE)),
    "places": lambda: vote_charts.places(replace(distribution(), type=Type.RANK)),
    "electorates": lambda: score_charts.electorates(
        [electorate("领导", shown("91")), electorate("代表", HIDDEN, 3)], shown("90")
    ),
    "comparison": lambda: score_charts.comparison([distribution(), withheld(distribution("廉洁自律"))]),
    "ranking": lambda: score_charts.ranking([*peers(8), Peer("某局", HIDDEN, HIDDEN, own=False)], shown("92"))[0],
}


@pytest.fixture(params=sorted(EVERY))
def svg(request):
    return EVERY[request.param]()


def words(svg):
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text")]


def described(svg):
    node = ET.fromstring(svg).find(f"{SVG}desc")
    assert node is not None
    assert node.text
    return node.text


def test_a_chart_is_well_formed_and_has_a_title_and_a_description(svg):
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert [root[0].tag, root[1].tag] == [f"{SVG}title", f"{SVG}desc"]
    assert root[0].text
    assert root[1].text


def test_a_chart_has_no_inline_style_and_no_link_so_the_strictest_policy_admits_it(svg):
    for node in ET.fromstring(svg).iter():
        assert not {"style", "class", "href"} & set(node.attrib)
        assert not any(name.startswith("on") for name in node.attrib)
        assert node.tag.removeprefix(SVG) in {
            "svg", "title", "desc", "defs", "pattern", "rect", "path", "text",
        }  # fmt: skip


def test_nothing_of_a_chart_lies_outside_its_picture(svg):
    root = ET.fromstring(svg)
    _, _, width, height = (float(part) for part in root.get("viewBox", "").split())
    for box in root.findall(f"{SVG}rect"):
        x, y, wide, tall = (float(box.get(name, "")) for name in ("x", "y", "width", "height"))
        assert x >= -0.01
        assert y >= -0.01
        assert x + wide <= width + 0.01
        assert y + tall <= height + 0.01
    for text in root.findall(f"{SVG}text"):
        x, room = float(text.get("x", "")), em(text.text or "") * float(text.get("font-size", ""))
        left = {"end": x - room, "middle": x - room / 2}.get(text.get("text-anchor", ""), x)
        assert left >= -1
        assert left + room <= width + 1
        assert 0 < float(text.get("y", "")) <= height


def test_every_pattern_that_is_used_is_defined_once(svg):
    used = set(re.findall(r'fill="url\(#(\w+)\)"', svg))
    defined = re.findall(r'<pattern id="(\w+)"', svg)
    assert used == set(defined)
    assert len(defined) == len(set(defined))


def test_a_withheld_figure_is_a_hatched_bar_that_says_so():
    for name in ("distribution", "electorates", "comparison", "ranking"):
        assert HATCHED.key in EVERY[name]()
        assert "未公布" in words(EVERY[name]())
    hidden = withheld(distribution())
    for draw in (vote_charts.options, vote_charts.places):
        picture = draw(hidden)
        assert HATCHED.key in picture
        assert "未公布" in words(picture)
        assert not [word for word in words(picture) if re.search(r"\d+ 票", word)]


def test_percentages_stand_inside_the_bars_as_far_as_they_fit():
    told = words(vote_charts.distribution([distribution()]))
    assert "60.00%" in told
    assert "25.00%" in told
    assert "10.00" in told  # no room for the sign
    assert not [word for word in told if word.startswith("3")]  # no room at all: the table has it
    assert "优秀 60.00%，良好 25.00%，一般 10.00%，较差 3.00%，得分 88.10" in described(
        vote_charts.distribution([distribution()])
    )


def test_what_is_missing_to_a_hundred_is_an_empty_box_named_in_the_legend():
    partly = vote_charts.distribution([distribution()])
    assert "其余（未填、废票等）" in words(partly)
    whole = vote_charts.distribution([distribution(rates=("60", "25", "10", "5"))])
    assert "其余（未填、废票等）" not in words(whole)


def test_a_difference_has_its_sign_and_goes_to_its_side_of_the_line():
    picture = vote_charts.distribution([distribution(difference="+2.00"), distribution("作风", difference="-1.00")])
    assert "+2.00" in words(picture)
    assert "-1.00" in words(picture)
    bars = [r for r in ET.fromstring(picture).findall(f"{SVG}rect") if r.get("height") == "8.00"]
    centre = WIDTH - 56
    assert float(bars[0].get("x", "")) == pytest.approx(centre)
    assert float(bars[1].get("x", "")) + float(bars[1].get("width", "")) == pytest.approx(centre)
    assert float(bars[0].get("width", "")) == pytest.approx(2 * float(bars[1].get("width", "")), abs=0.02)


def test_without_scores_the_bars_take_the_whole_width():
    bare = replace(distribution(), score=None, mean=None, difference=None)
    picture = vote_charts.distribution([bare])
    assert "得分" not in words(picture)
    assert max(
        float(r.get("x", "")) + float(r.get("width", "")) for r in ET.fromstring(picture).findall(f"{SVG}rect")
    ) == pytest.approx(WIDTH, abs=0.5)


def test_a_grade_outside_the_base_has_no_part_of_the_bar_and_no_place_in_the_legend():
    row = distribution()
    more = replace(row, segments=(*row.segments, Segment("不了解", shown("4"), None, neutral=True)))
    assert "不了解" not in words(vote_charts.distribution([more]))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_neighbouring_grades_differ_without_colour(count):
    ladder = inks([Segment(str(n), shown("1"), shown("1")) for n in range(count)])
    assert len(set(ladder)) == count
    for one, other in itertools.pairwise(ladder):
        assert one.lines != other.lines or abs(luminance(one.colour) - luminance(other.colour)) > 0.2


def test_more_grades_than_inks_still_run_from_best_to_worst():
    ladder = inks([Segment(str(n), shown("1"), shown("1")) for n in range(9)])
    assert ladder[0] is BEST
    assert ladder[-1] is WORST


@pytest.mark.parametrize("ink", [BEST, GOOD, MIDDLE, POOR, WORST, NEUTRAL])
def test_letters_on_every_fill_have_the_contrast_that_wcag_asks_for(ink):
    assert contrast(ink.text, ink.colour) >= 4.5


def test_letters_beside_the_bars_have_it_too():
    for colour in (INK, MUTE, BLUE, RED):
        assert contrast(colour, "#ffffff") >= 4.5
        assert contrast(colour, PALE) >= 4.5


def test_the_own_bar_is_marked_by_more_than_its_colour():
    (picture,) = score_charts.ranking(peers(5), shown("94"))
    assert words(picture).count("▶") == 1
    own = [t for t in ET.fromstring(picture).findall(f"{SVG}text") if t.text == "第3局"]
    assert own[0].get("font-weight") == "700"
    assert "第 3 名 第3局 94.25（本对象）" in described(picture)


def test_a_large_group_is_cut_into_pictures_that_fit_a_page_and_share_one_axis():
    pictures = score_charts.ranking(peers(73), shown("85"))
    assert len(pictures) == 3
    axes = [
        [word for word in words(picture) if re.fullmatch(r"\d+", word) and not int(word) % 20] for picture in pictures
    ]
    assert {"0", "100"} <= set(axes[0])
    assert {"0", "100"} <= set(axes[1]) & set(axes[2])
    assert sum(word.endswith("局") for picture in pictures for word in words(picture)) == 73
    heights = [float(ET.fromstring(picture).get("viewBox", "").split()[3]) for picture in pictures]
    assert max(heights) < 640


def test_a_group_without_anyone_gives_no_picture():
    assert score_charts.ranking([], None) == []


@pytest.mark.parametrize("scores", [("91", "92"), ("3", "92"), ("-4", "10"), ("99.98", "99.99")])
def test_bars_begin_at_zero_so_that_their_lengths_are_the_scores(scores):
    picture = score_charts.electorates([electorate(score, shown(score)) for score in scores], None)
    bars = [box for box in ET.fromstring(picture).findall(f"{SVG}rect") if box.get("height") == "10.00"]
    lengths = [float(bar.get("width", "")) for bar in bars]
    assert lengths[0] / lengths[1] == pytest.approx(abs(float(scores[0]) / float(scores[1])), abs=0.01)
    assert "0" in words(picture)


def test_a_percentage_in_a_bar_is_the_one_of_the_table_or_none():
    """3.57 next to 4% would be two answers to one question."""
    picture = vote_charts.distribution([distribution(rates=("53.57", "39.29", "3.57", "3.57"))])
    assert [word for word in words(picture) if re.fullmatch(r"[\d.]+%?", word)] == ["53.57%", "39.29%", "88.10"]
    wide = vote_charts.distribution([distribution(rates=("53.57", "37.50", "8.93", "0.00"))])
    assert "8.93" in words(wide)


@pytest.mark.parametrize("values", [["0"], ["100", "100"], ["0.5", "0.7"], ["3", "700"], ["55", "60", "99.99"]])
def test_all_values_lie_on_their_axis_and_ticks_are_few(values):
    numbers = [Fraction(value) for value in values]
    axis = score_charts.Axis(numbers, 10, 200)
    assert all(10 <= axis.x(number) <= 200 for number in numbers)
    assert 1 <= (axis.high - axis.low) / axis.step <= 9


def test_a_missing_mark_is_told_apart_from_a_withheld_one():
    picture = score_charts.electorates(
        [electorate("甲", None), electorate("乙", HIDDEN), electorate("丙", shown("80"))], None
    )
    assert "无评分" in words(picture)
    assert "未公布" in words(picture)


def test_every_nth_place_is_named_where_a_ranking_is_long():
    segments = tuple(Segment(f"第{n}名", shown("1"), shown("1")) for n in range(1, 61))
    picture = vote_charts.places(replace(distribution(), type=Type.RANK, segments=segments))
    named = [word for word in words(picture) if word.isdigit()]
    assert "1" in named
    assert len(named) < 40


def test_a_place_nobody_gave_has_a_column_of_no_height():
    segments = tuple(Segment(f"第{n}名", shown("0"), shown("0")) for n in range(1, 4))
    picture = vote_charts.places(replace(distribution(), type=Type.RANK, segments=segments))
    assert all(box.get("height") == "0.00" for box in ET.fromstring(picture).findall(f"{SVG}rect"))


def test_an_option_outside_the_base_shows_its_votes_alone():
    row = replace(distribution(), segments=(Segment("说不清", shown("4"), None),))
    assert "4 票" in words(vote_charts.options(row))


def test_names_from_a_workbook_cannot_become_markup():
    nasty = '</text><script>alert(1)</script>&"甲'
    row = distribution(nasty)
    root = ET.fromstring(vote_charts.distribution([replace(row, segments=(Segment(nasty, shown("1"), shown("9")),))]))
    assert not root.findall(f".//{SVG}script")


def test_long_names_are_split_and_cut_to_their_room():
    name = "服务群众、联系基层和解决急难愁盼问题的实际成效与满意程度"
    lines = split(name, 90, 8.5)
    assert len(lines) == 2
    assert all(em(line) * 8.5 <= 90 for line in lines)
    assert lines[1].endswith("…")
    assert clipped("短名", 90, 8.5) == "短名"
    assert split("", 90, 8.5) == [""]


def test_letters_and_lines_are_drawn_as_told():
    drawing = Drawing(100)
    drawing.text(1, 2, "甲", Letters(9, "#000000", "end", bold=True, halo="#ffffff"))
    drawing.line((0, 0), (1, 1), dash="3 2")
    drawing.box(0, 0, -5, 4, Ink("#123456"))
    picture = drawing.svg(10, "题", "述")
    assert 'text-anchor="end" font-weight="700" stroke="#ffffff"' in picture
    assert 'stroke-dasharray="3 2"' in picture
    assert 'width="0.00"' in picture


def test_a_chart_on_a_page_is_in_its_language_and_one_in_a_document_is_not():
    english = {"得分": "score", "与同组平均差": "against the mean", "{told}。": "{told}."}
    with speaking(lambda pattern: english.get(pattern, pattern)):
        page = vote_charts.distribution([distribution()], "履职")
        with speaking(None):
            document = vote_charts.distribution([distribution()], "履职")
    assert "against the mean</text>" in page
    assert "score</text>" in page
    assert document == vote_charts.distribution([distribution()], "履职")
    assert "与同组平均差</text>" in document
