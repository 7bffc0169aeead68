"""What stands in the way of publishing, wherever the campaign came from."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evalsite.core import rules
from evalsite.core.campaign import (
    Campaign,
    Electorate,
    Grade,
    Indicator,
    Kind,
    Quota,
    Rates,
    Rule,
    Scale,
    Subject,
    Type,
)
from evalsite.core.findings import has_invisible, meant, nearest, repeated, shown, squeezed
from evalsite.core.preparation import MOST, MOST_BALLOT, Problem, problems
from evalsite.core.questionnaire import ballot_size, sheet_for
from tests.core.builders import GRADED, SCALE, campaign
from tests.core.strategies import campaigns

FIT = campaign(
    GRADED,
    Indicator("s", "打分", Type.SCORE),
    Indicator("t", "意见", Type.TEXT, whole=True),
    subjects=3,
)


def found(made):
    return [(one.part, one.index, one.field) for one in problems(made)]


def with_line(made, part, index, **changes):
    lines = list(getattr(made, part))
    lines[index] = replace(lines[index], **changes)
    return replace(made, **{part: tuple(lines)})


def test_the_campaign_these_tests_spoil_is_fit():
    assert problems(FIT) == []


@given(campaigns())
def test_where_nothing_is_found_sheets_and_ballots_can_be_made(made):
    assert problems(made) == []
    assert ballot_size(made) <= MOST_BALLOT
    assert all(sheet_for(made, electorate.code).subjects for electorate in made.electorates)


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"name": ""}, "name", "是空的"),
        ({"name": "测评\x07"}, "name", "控制字符"),
        ({"name": " 测评"}, "name", "空格"),
        ({"organiser": "办" * 101}, "organiser", "101 个字"),
        ({"series": "系\u202e列"}, "series", "控制字符"),
        ({"round": "期 "}, "round", "空格"),
        ({"opens": datetime.fromisoformat("2026-11-21T08:00")}, "opens", "没有时区"),
        ({"opens": datetime(2026, 11, 21, 8, 0, 0, 1, tzinfo=UTC)}, "opens", "秒以下"),
        ({"closes": datetime(1999, 11, 21, tzinfo=UTC)}, "closes", "1999 年"),
        ({"threshold": 0}, "threshold", "公布下限是 0"),
        ({"rates": Rates(decimals=-1)}, "rates.decimals", "小数位是 -1"),
    ],
)  # fmt: skip
def test_the_campaigns_own_fields_are_checked(changes, field, message):
    (problem,) = problems(replace(FIT, **changes))
    assert (problem.part, problem.index, problem.field) == ("campaign", None, field)
    assert message in problem.message
    assert problem.remedy


def test_closing_comes_after_opening():
    opens = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
    assert found(replace(FIT, opens=opens, closes=opens)) == [("campaign", None, "closes")]
    assert found(replace(FIT, opens=opens, closes=opens.replace(hour=9))) == []


@pytest.mark.parametrize(
    ("part", "index", "changes", "fields"),
    [
        ("subjects", 1, {"code": ""}, ["code"]),
        ("subjects", 1, {"code": "s1"}, ["code"]),
        ("subjects", 1, {"name": "对象1"}, ["name"]),
        ("subjects", 1, {"kind": "team"}, ["kind"]),
        ("subjects", 1, {"unit": "s1"}, ["unit"]),
        ("subjects", 1, {"unit": "局" * 101}, ["unit"]),
        ("subjects", 1, {"group": ""}, ["group"]),
        ("subjects", 1, {"group": "组、组"}, ["group"]),
        ("subjects", 1, {"group": "全表"}, ["group"]),
        ("subjects", 1, {"field": "\n"}, ["field"]),
        ("subjects", 1, {"name": "#REF!"}, ["name"]),
        ("subjects", 1, {"field": "#合并! 综合"}, ["field"]),
        ("scales", 0, {"grades": SCALE.grades[:1]}, ["name"]),
        ("scales", 0, {"grades": ()}, ["name"]),
        ("scales", 0, {"grades": tuple(Grade(f"等{n}") for n in range(51))}, ["name"]),
        ("scales", 0, {"grades": (Grade("好"), Grade("好"))}, ["grades.1.name"]),
        ("scales", 0, {"grades": (Grade("好"), Grade(""))}, ["grades.1.name"]),
        ("scales", 0, {"grades": (Grade("好"), Grade("差", Fraction(1, 3)))}, ["grades.1.points"]),
        ("scales", 0, {"grades": (Grade("好", Fraction(1001)), Grade("差"))}, ["grades.0.points"]),
        ("indicators", 0, {"code": "s"}, []),
        ("indicators", 0, {"hint": "\t"}, ["hint"]),
        ("indicators", 0, {"scale": ""}, ["scale"]),
        ("indicators", 0, {"scale": "五档"}, ["scale"]),
        ("indicators", 1, {"scale": "四档"}, ["scale"]),
        ("indicators", 0, {"groups": ("别组",)}, ["groups"]),
        ("indicators", 0, {"groups": ("组", "组")}, ["groups"]),
        ("indicators", 2, {"groups": ("组",)}, ["groups"]),
        ("indicators", 0, {"whole": True}, ["groups"]),
        ("indicators", 2, {"weight": Fraction(5)}, ["weight"]),
        ("indicators", 0, {"weight": Fraction(-5)}, ["weight"]),
        ("indicators", 0, {"weight": Fraction(50)}, []),
        ("electorates", 0, {"code": "*"}, ["code"]),
        ("electorates", 0, {"tickets": 0}, ["tickets"]),
        ("electorates", 0, {"tickets": 100_001}, ["tickets"]),
        ("electorates", 0, {"spare": -1}, ["spare"]),
        ("electorates", 0, {"spare": 20, "tickets": 20}, ["spare"]),
        ("electorates", 0, {"groups": ()}, ["groups"]),
        ("electorates", 0, {"groups": ("全表",)}, ["groups"]),
        ("electorates", 0, {"unit": "别局"}, ["unit"]),
        ("electorates", 0, {"weight": Fraction(1, 3)}, ["weight", "weight"]),
    ],
)  # fmt: skip
def test_every_line_is_checked_at_its_place(part, index, changes, fields):
    spoilt = with_line(FIT, part, index, **changes)
    if not fields:  # told at the other line of the two
        assert {(one.part, one.index) for one in problems(spoilt)} == {(part, index + 1)}
        return
    own = [one.field for one in problems(spoilt) if (one.part, one.index) == (part, index)]
    assert own == fields


def test_a_name_used_twice_is_told_with_the_code_of_who_used_it_first():
    twice = (*FIT.electorates, replace(FIT.electorates[0], code="e2"))
    (problem,) = problems(replace(FIT, electorates=twice))
    assert (problem.part, problem.index, problem.field) == ("electorates", 1, "name")
    assert (problem.message, problem.remedy) == ("名称“干部”重复，前面的“e1”已经用了", "请换一个不同的名称")
    assert found(with_line(FIT, "indicators", 2, name="打分")) == [("indicators", 2, "name")]


@pytest.mark.parametrize("part", ["subjects", "electorates", "indicators"])
def test_a_campaign_needs_one_of_each(part):
    emptied: dict[str, Any] = {part: ()}
    assert (part, None, "*") in found(replace(FIT, **emptied))


def test_a_campaign_of_only_scores_and_texts_needs_no_scales():
    assert problems(replace(FIT, scales=(), indicators=FIT.indicators[1:])) == []


def test_nothing_grows_without_bounds():
    grown = replace(FIT, subjects=tuple(Subject(f"{n}", f"对象{n}", group="组") for n in range(MOST["subjects"] + 1)))
    assert found(grown) == [("subjects", None, "*")]
    many = tuple(replace(GRADED, code=f"i{n}", name=f"指标{n}") for n in range(60))
    heavy = replace(grown, subjects=grown.subjects[:600], indicators=many)
    (problem,) = problems(heavy)
    assert (problem.part, problem.index) == ("indicators", None)
    assert "手机上填不完" in problem.message


def test_the_same_scale_twice_is_told():
    assert found(replace(FIT, scales=(SCALE, SCALE))) == [("scales", 1, "name")]


def test_a_place_in_a_ranking_fits_its_byte():
    crowd = tuple(Subject(f"{n}", f"对象{n}", group="组") for n in range(256))
    made = campaign(Indicator("r", "排序", Type.RANK))
    assert found(replace(made, subjects=crowd)) == [("indicators", 0, "groups")]
    assert found(replace(made, subjects=crowd[:255])) == []
    own = replace(made.electorates[0], unit="对象7")
    assert found(replace(made, subjects=crowd, electorates=(own,))) == [("subjects", 7, "unit")]  # nobody else rates it


def test_persons_of_different_units_may_share_a_name():
    persons = (
        Subject("1", "某某", "person", "甲局", "组"),
        Subject("2", "某某", "person", "乙局", "组"),
    )
    assert problems(replace(FIT, subjects=persons)) == []
    same = replace(persons[1], unit="甲局")
    assert found(replace(FIT, subjects=(persons[0], same))) == [("subjects", 1, "name")]
    unit = replace(persons[1], kind="unit")
    assert found(replace(FIT, subjects=(persons[0], unit))) == [("subjects", 1, "name")]


# --- who rates whom -----------------------------------------------------------------------------------------------------

TWO = replace(
    FIT,
    subjects=(Subject("1", "甲局", group="部门"), Subject("2", "第一街道", group="镇街"), Subject("3", "第二街道", group="镇街")),
    electorates=(Electorate("e1", "领导", 20, ("部门", "镇街")), Electorate("e2", "街道", 20, ("部门",), unit="第一街道")),
)  # fmt: skip


def test_two_groups_and_two_electorates_are_fit():
    assert problems(TWO) == []


def test_a_mistyped_group_is_told_where_it_was_mistyped_and_nowhere_else():
    mistyped = with_line(TWO, "electorates", 0, groups=("部门", "镇接"))
    (problem,) = problems(mistyped)
    assert (problem.part, problem.index, problem.field) == ("electorates", 0, "groups")
    assert problem.remedy.startswith("是不是“镇街”？")
    assert problem.needs == (("subjects", None, "group"),)


def test_a_group_that_nobody_rates_is_told_at_its_first_subject():
    assert found(with_line(TWO, "electorates", 0, groups=("部门",))) == [("subjects", 1, "group")]


def test_a_group_without_indicators_is_told_at_its_first_subject():
    made = with_line(with_line(TWO, "indicators", 0, groups=("部门",)), "indicators", 1, groups=("部门",))
    assert found(made) == [("subjects", 1, "group")]


def test_an_electorate_left_with_nobody_is_told():
    own = with_line(TWO, "electorates", 1, groups=("部门",), unit="甲局")
    assert found(own) == [("electorates", 1, "unit")]


def test_a_subject_left_with_no_raters_but_its_own_unit_is_told():
    made = with_line(TWO, "electorates", 0, unit="第二街道")
    assert found(made) == [("subjects", 2, "unit")]


def test_a_blank_group_explains_groups_that_nobody_seems_to_belong_to():
    blank = with_line(with_line(TWO, "subjects", 1, group=""), "subjects", 2, group="")
    assert found(blank) == [("subjects", 1, "group"), ("subjects", 2, "group")]
    mistyped = with_line(blank, "electorates", 1, groups=("部们",))
    assert ("electorates", 1, "groups") in found(mistyped)


# --- weights ------------------------------------------------------------------------------------------------------------


def weighed(*weights):
    plain = tuple(replace(GRADED, code=f"i{n}", name=f"指标{n}", weight=weight) for n, weight in enumerate(weights))
    return replace(FIT, indicators=plain)


@pytest.mark.parametrize(
    "weights",
    [(None, None), (1, 1, 1), (50, 50), (Fraction(1, 2), Fraction(1, 2)), (Fraction(3333, 100), Fraction(3333, 100), Fraction(3334, 100)), (0, None, None), (0, 1, 1), (0, 100), (1,), (100,)],
)  # fmt: skip
def test_weights_are_blank_or_ones_or_add_up(weights):
    made = weighed(*(None if weight is None else Fraction(weight) for weight in weights))
    assert problems(made) == []
    voters = tuple(
        Electorate(f"e{n}", f"票种{n}", 10, ("组",), None if weight is None else Fraction(weight))
        for n, weight in enumerate(weights)
    )
    assert problems(replace(FIT, electorates=voters)) == []


@pytest.mark.parametrize(
    ("weights", "index", "message"),
    [
        ((50, 49), 0, "权重合计 99（指标0 50 + 指标1 49），应为 100，还差 1"),
        ((Fraction(3333, 100),) * 3, 0, "还差 0.01"),
        ((60, 60), 0, "应为 100，多出 20"),
        ((Fraction(1, 2), Fraction(1, 4)), 0, "应为 1，还差 0.25"),
        ((1, 1, Fraction(1, 2)), 0, "应为 1，多出 1.5"),
        ((None, 50, 50), 0, "有的填了，有的没填"),
        ((50, 50, None), 2, "有的填了，有的没填"),
        ((5,) * 13, 0, "指标11 5 + …）"),
    ],
)
def test_weights_that_do_not_add_up_are_told_with_what_is_missing(weights, index, message):
    (problem,) = problems(weighed(*(None if weight is None else Fraction(weight) for weight in weights)))
    assert (problem.part, problem.index, problem.field) == ("indicators", index, "weight")
    assert message in problem.message


def test_the_same_sum_is_told_once_for_all_its_groups():
    made = replace(TWO, indicators=weighed(50, 40).indicators)
    (problem,) = problems(made)
    assert "对象组“部门、镇街”的指标" in problem.message


def test_every_group_has_its_own_sum():
    of_one = replace(weighed(100).indicators[0], groups=("部门",))
    of_other = replace(weighed(90).indicators[0], code="x", name="别的", groups=("镇街",))
    (problem,) = problems(replace(TWO, indicators=(of_one, of_other)))
    assert (problem.index, "对象组“镇街”的指标" in problem.message) == (1, True)


def test_an_electorates_weight_counts_for_each_group_it_rates():
    made = replace(
        TWO,
        electorates=(
            replace(TWO.electorates[0], weight=Fraction(40)),
            replace(TWO.electorates[1], weight=Fraction(60)),
        ),
    )
    (problem,) = problems(made)
    assert "对象组“镇街”的票种，权重合计 40（领导 40），应为 100" in problem.message


# --- rules --------------------------------------------------------------------------------------------------------------


def ruled(*lines):
    made = replace(FIT, rules=tuple(Rule(*line) for line in lines))
    return rules.apply(made)


def test_rules_change_the_fields_that_the_count_goes_by():
    made, failed = ruled(("限额", "i1", "优秀≤30%"), ("限额", "总体评价", "良好≤2"), ("打分范围", "ｓ", "0-10/0.5"))
    assert failed == ()
    assert made.quotas == (Quota("i1", "优秀", percent=Fraction(30)), Quota("i1", "良好", count=2))
    assert (made.indicators[1].high, made.indicators[1].step) == (10, Fraction(1, 2))
    assert problems(made) == []


def test_applying_rules_again_changes_nothing():
    made, _ = ruled(("限额", "i1", "优秀≤30%"), ("打分范围", "s", "1-5"))
    assert rules.apply(made) == (made, ())


def test_fields_that_no_rule_accounts_for_are_told():
    for made in (with_line(FIT, "indicators", 1, high=10), replace(FIT, quotas=(Quota("i1", "优秀", count=1),))):
        assert found(made) == [("rules", None, "params")]


def test_taking_a_rule_away_takes_its_effect_away():
    made, _ = ruled(("打分范围", "s", "1-5"))
    assert rules.apply(replace(made, rules=()))[0] == FIT


def test_an_exact_name_comes_before_a_similar_one():
    alike = (replace(FIT.indicators[1], code="A1", name="Ａ 2"), replace(FIT.indicators[1], code="A2", name="打分二"))
    made = rules.apply(
        replace(FIT, indicators=alike, rules=(Rule("打分范围", "Ａ 2", "1-5"), Rule("打分范围", "A2", "1-6")))
    )[0]
    assert [one.high for one in made.indicators] == [5, 6]
    loose = rules.apply(replace(FIT, indicators=alike, rules=(Rule("打分范围", "a 1".upper(), "1-7"),)))[0]
    assert loose.indicators[0].high == 7


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (("去极", "s", "1"), "rule"),
        (("", "s", "1"), "rule"),
        (("限额", "", "优秀≤1"), "scope"),
        (("限额", "没有", "优秀≤1"), "scope"),
        (("限额", "s", "优秀≤1"), "scope"),
        (("限额", "i1", "优秀"), "params"),
        (("限额", "i1", "极好≤1"), "params"),
        (("打分范围", "s", "100"), "params"),
    ],
)
def test_a_rule_that_cannot_be_carried_out_is_told_at_its_line(line, field):
    made, failed = ruled(("限额", "i1", "优秀≤1"), line)
    assert [(one.part, one.index, one.field) for one in failed] == [("rules", 1, field)]
    assert made.quotas == (Quota("i1", "优秀", count=1),)
    assert ("rules", 1, field) in found(made)


@pytest.mark.parametrize(("first", "second"), [("优秀≤1", "优秀≤2"), ("优秀≤1", "优秀≤50%")])
def test_two_limits_for_one_grade_are_one_too_many(first, second):
    _, failed = ruled(("限额", "i1", first), ("限额", "总体评价", second))
    assert [(one.index, one.field) for one in failed] == [(1, "rule")]


def test_an_indicator_without_its_scale_is_told_there_and_not_at_its_rules():
    made, failed = rules.apply(
        replace(with_line(FIT, "indicators", 0, scale="五档"), rules=(Rule("限额", "i1", "甲≤1"),))
    )
    assert failed == ()
    assert found(made) == [("indicators", 0, "scale")]
    choice = replace(FIT.indicators[0], type=Type.CHOICE, scale="五档")
    made, failed = rules.apply(replace(FIT, indicators=(choice,), rules=(Rule("选择数", "i1", "1-99"),)))
    assert failed == ()
    assert found(made) == [("indicators", 0, "scale")]


# --- words --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "char",
    [
        "\0",
        "\t",
        "\n",
        "\x7f",
        "\x85",
        "\u200b",
        "\u200e",
        "\u202e",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\ud800",
        "\ufffe",
        "\uffff",
        "\ufdd0",
        "\U0001fffe",
    ],
)
def test_what_nobody_sees_is_invisible(char):
    assert has_invisible(f"甲{char}乙")


@pytest.mark.parametrize(
    "char", ["龚", "䶮", "𫖮", "\U00031350", "😀", "·", " ", "\u3000", "\ufe00", "\ufdcf", "\ufdf0", "\ufffd"]
)
def test_what_people_see_is_not(char):
    """With characters that this Python has not heard of yet, and the selectors of variant forms of names."""
    assert not has_invisible(f"甲{char}乙")


def test_line_feeds_are_visible_where_lines_are_allowed():
    assert not has_invisible("甲\n乙", lines=True)
    assert has_invisible("甲\r\n乙", lines=True)


@given(st.text(), st.text())
@example("R¸", "")  # the space inside the accent goes, and the letter takes the mark
def test_squeezing_forgets_spaces_and_width_only(one, other):
    assert squeezed(f"{one} {other}") == squeezed(f"{one}\u3000{other}\n")
    assert squeezed(squeezed(one)) == squeezed(one)


def test_near_words_are_offered_and_far_ones_are_not():
    assert nearest("部们", ["镇街", "部门"]) == "部门"
    assert nearest("xyz", ["镇街", "部门"]) is None
    assert meant("部们", ["镇街", "部门"], "对象组") == "是不是“部门”？可用的对象组：镇街、部门"
    assert meant("xyz", [], "对象组") == "请先填写对象组"
    assert meant("x", [f"组{n}" for n in range(20)], "对象组").endswith("、组11等")


def test_only_what_was_there_before_is_repeated():
    assert list(repeated(["a", "b", "a", "", "", "b", "a"])) == [(2, 0), (5, 1), (6, 0)]


def test_numbers_are_shown_as_decimals_where_they_can_be():
    assert (shown(Fraction(5, 2)), shown(Fraction(1, 3))) == ("2.5", "1/3")


def test_problems_are_values():
    assert Problem("subjects", 0, "name", "m", "r") == Problem("subjects", 0, "name", "m", "r", ())


def test_a_campaign_with_nothing_in_it_is_told_all_it_lacks():
    empty = Campaign("", Kind.SURVEY, (), (), (), ())
    assert found(empty) == [
        ("campaign", None, "name"),
        ("subjects", None, "*"),
        ("indicators", None, "*"),
        ("electorates", None, "*"),
    ]


def test_scales_that_nothing_uses_may_stay():
    assert problems(replace(FIT, scales=(*FIT.scales, Scale("闲置", SCALE.grades)))) == []
