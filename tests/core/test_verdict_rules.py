"""Lines that make verdicts are read as people write them; what contradicts itself is told with place and remedy."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import rules
from evalsite.core.campaign import Campaign, Electorate, Grade, Indicator, Rule, Scale, Type
from evalsite.core.placing import Placing
from evalsite.core.preparation import problems
from evalsite.core.rules import verdict_checks
from evalsite.core.rules.verdicts import KNOWN
from evalsite.core.rulewords import rules_in_words
from evalsite.core.verdicts import Band, Condition, Ladder, Measure, Sense, Share
from tests.core.builders import GRADED, campaign

PLAIN = Scale("三等", (Grade("优秀"), Grade("称职"), Grade("不称职"), Grade("弃权", counts=False)))
VOTED = Indicator("v", "年度考核", Type.GRADE, scale="三等")
SCORE = Indicator("s", "打分", Type.SCORE, low=0, high=100)
CHOICE = Indicator("c", "问题", Type.CHOICE, scale="三等")
RANK = Indicator("r", "排序", Type.RANK)
NOMINATE = Indicator("n", "推荐人选", Type.NOMINATE)
BOTH = (Electorate("e1", "干部", 20, ("组", "另一组")),)
OUT, LEFT, RIGHT, MEETS = (
    Measure("v", ("不称职",)),
    Measure("v", ("优秀",)),
    Measure("v", ("称职",)),
    Measure("i1", ("优秀",)),
)


def made_of(*lines, indicators=(VOTED, SCORE, CHOICE, RANK, NOMINATE), subjects=10):
    """A campaign of two groups with five subjects each."""
    made = campaign(*indicators, subjects=subjects, electorates=BOTH)
    of = tuple(replace(one, group="另一组") if n >= subjects / 2 else one for n, one in enumerate(made.subjects))
    lines = tuple(Rule(*line) for line in lines)
    return replace(made, subjects=of, scales=(*made.scales, PLAIN), rules=lines)


def read(*lines, **parts):
    """The scheme of lines that are right."""
    made, failed = rules.apply(made_of(*lines, **parts))
    assert failed == ()
    assert problems(made) == []
    assert Campaign.from_json(made.to_json()) == made
    return made.scheme


def told(*lines, **parts):
    """(line, message, remedy) of everything that is wrong."""
    made, _failed = rules.apply(made_of(*lines, **parts))
    found = problems(made)
    assert all(one.part == "rules" and one.remedy for one in found)
    return [(one.index, one.message) for one in found]


def conditions(text, **parts):
    (ladder,) = read(("等次评定", "", f"{text}：甲；其余：乙"), **parts).ladders
    return ladder.bands[0].conditions


# --- conditions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("优秀率≥90%", [Condition(LEFT, Sense.AT_LEAST, Fraction(90))]),
        ("优秀率>=90％", [Condition(LEFT, Sense.AT_LEAST, Fraction(90))]),
        ("优秀率 不低于 90.5 %", [Condition(LEFT, Sense.AT_LEAST, Fraction(181, 2))]),
        ("优秀率超过2/3", [Condition(LEFT, Sense.ABOVE, Fraction(200, 3))]),
        ("不称职率不超过１/3", [Condition(OUT, Sense.AT_MOST, Fraction(100, 3))]),
        ("不称职率＜50%", [Condition(OUT, Sense.BELOW, Fraction(50))]),
        ("优秀率+称职率≥80%", [Condition(Measure("v", ("优秀", "称职")), Sense.AT_LEAST, Fraction(80))]),
        ("优秀+称职率≥80%", [Condition(Measure("v", ("优秀", "称职")), Sense.AT_LEAST, Fraction(80))]),
        ("年度考核的优秀率≥1/2", [Condition(LEFT, Sense.AT_LEAST, Fraction(50))]),
        ("v·优秀率≥1/2", [Condition(LEFT, Sense.AT_LEAST, Fraction(50))]),
        ("推荐率>50%", [Condition(Measure("n", ("推荐",)), Sense.ABOVE, Fraction(50))]),
        ("推荐人选的推荐率>50%", [Condition(Measure("n", ("推荐",)), Sense.ABOVE, Fraction(50))]),
        ("得分≥85", [Condition(Measure(), Sense.AT_LEAST, Fraction(85))]),
        ("综合得分高于 59.5", [Condition(Measure(), Sense.ABOVE, Fraction(119, 2))]),
        ("打分的平均分≥85", [Condition(Measure("s"), Sense.AT_LEAST, Fraction(85))]),
        ("60≤得分<75", [Condition(Measure(), Sense.AT_LEAST, Fraction(60)), Condition(Measure(), Sense.BELOW, Fraction(75))]),
        ("得分≥60且<75", [Condition(Measure(), Sense.AT_LEAST, Fraction(60)), Condition(Measure(), Sense.BELOW, Fraction(75))]),
        ("75>得分", [Condition(Measure(), Sense.BELOW, Fraction(75))]),
        ("90%≥优秀率>60%", [Condition(LEFT, Sense.AT_MOST, Fraction(90)), Condition(LEFT, Sense.ABOVE, Fraction(60))]),
        (
            "优秀率≥60%且得分≥85 并且 不称职率<10%",
            [
                Condition(LEFT, Sense.AT_LEAST, Fraction(60)),
                Condition(Measure(), Sense.AT_LEAST, Fraction(85)),
                Condition(OUT, Sense.BELOW, Fraction(10)),
            ],
        ),
    ],
)  # fmt: skip
def test_a_condition_is_a_rate_or_a_score_held_against_a_bound(text, expected):
    assert conditions(text) == tuple(expected)


def test_the_longest_name_is_the_indicator_that_is_meant():
    long = replace(GRADED, code="l", name="打分的总评")
    assert conditions("打分的总评的优秀率≥9%", indicators=(SCORE, VOTED, long))[0].measure == Measure("l", ("优秀",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("优秀率", "条件“优秀率”看不懂"),
        ("<80", "条件“<80”看不懂"),
        ("", "“：甲”看不懂"),
        ("优秀率≥90", "率“90”没有写成百分数"),
        ("优秀率≥1/0", "率“1/0”没有写成百分数"),
        ("优秀率≥120%", "率 120% 不在 0 到 100% 之间"),
        ("优秀率≥3/2", "率 3/2 不在 0 到 100% 之间"),
        ("优秀率≥-1%", "率 -1% 不在 0 到 100% 之间"),
        ("得分≥85%", "得分不能和“85%”比"),
        ("得分≥2/3", "得分不能和“2/3”比"),
        ("良好率≥90%", "没有一项指标的等次里有“良好”"),
        ("年度考核的良好率≥90%", "指标“年度考核”的等次表里没有“良好”"),
        ("优秀+优秀率≥90%", "“优秀+优秀率”里有等次写了两次"),
        ("弃权率≥90%", "“弃权”不计入分母，没有率"),
        ("问题的优秀率≥90%", "“问题”没有等次，没有率"),
        ("推荐人选的优秀率≥90%", "推荐题“推荐人选”只有推荐率"),
        ("优秀+推荐率≥90%", "没有一项指标的等次里有“优秀+推荐”"),
        ("问题的得分≥3", "“问题”不计分，没有得分"),
        ("排序的得分≥3", "对象组“组、另一组”没有“排序”的得分"),
        ("水平≥3", "看不懂“水平”是什么"),
        ("年度考核的水平≥3", "看不懂“年度考核的水平”是什么"),
    ],
)
def test_a_condition_that_nobody_can_check_is_told(text, message):
    assert told(("等次评定", "", f"{text}：甲；其余：乙")) == [(0, message)]


def test_a_rate_that_several_indicators_have_is_told_with_their_names():
    second = replace(VOTED, code="w", name="作风")
    line = ("等次评定", "", "优秀率≥9%：甲；其余：乙")
    made, _ = rules.apply(made_of(line, indicators=(VOTED, second)))
    (problem,) = problems(made)
    assert problem.message == "“优秀率”没有写明是哪项指标的率：“年度考核”、“作风”都有这些等次"
    assert problem.remedy == "请写成 年度考核的优秀率"
    own = replace(second, groups=("另一组",))
    assert (
        told(("等次评定", "组", line[2]), indicators=(VOTED, own)) == []
    )  # only one of them is asked about this group


# --- ladders ----------------------------------------------------------------------------------------------------------


def test_arms_are_parted_by_semicolons_or_commas_and_the_rest_stands_last():
    (ladder,) = read(("等次评定", "另一组", "得分≥85:优秀; 得分≥60： 合 格，其他：不合格")).ladders
    bands = (Band("优秀", (Condition(Measure(), Sense.AT_LEAST, Fraction(85)),)), Band("合格", (Condition(Measure(), Sense.AT_LEAST, Fraction(60)),)))  # fmt: skip
    assert ladder == Ladder("另一组", bands, "不合格")
    assert ladder.verdicts == ("优秀", "合格", "不合格")


@pytest.mark.parametrize(
    ("scope", "params", "message"),
    [
        ("", "", "参数“”看不懂"),
        ("", "其余：甲", "参数“其余：甲”看不懂"),
        ("", "得分≥60", "“得分≥60”看不懂"),
        ("", "得分≥60：", "“得分≥60：”看不懂"),
        ("", "其余：乙；得分≥60：甲", "“其余”后面还写了“得分≥60：甲”，轮不到它"),
        ("第三组", "得分≥60：甲；其余：乙", "没有对象组“第三组”"),
        ("", f"得分≥60：{'甲' * 101}；其余：乙", "等次“甲甲甲甲甲甲甲甲甲甲甲甲…”太长"),
    ],
)
def test_a_ladder_that_cannot_be_read_is_told(scope, params, message):
    assert told(("等次评定", scope, params)) == [(0, message)]


def test_two_ladders_of_one_group_are_told_and_one_for_all_beside_one_for_a_group_is_not():
    line = "得分≥60：甲；其余：乙"
    assert told(("等次评定", "组", line), ("等次评定", "组", line)) == [(1, "“组”的“等次评定”前面已经写过")]
    assert len(read(("等次评定", "组", line), ("等次评定", "", line)).ladders) == 2
    each = [("等次评定", "组", line), ("等次评定", "另一组", line), ("等次评定", "", line)]
    assert told(*each) == [(2, "每个对象组都另有一行“等次评定”，这一行不起作用")]


@pytest.mark.parametrize(
    ("params", "messages"),
    [
        ("得分≥90且<80：甲；其余：乙", ["“得分≥90且<80”不可能成立，谁也得不到“甲”"]),
        ("得分≥90且得分<80：甲；其余：乙", ["“得分≥90且<80”不可能成立，谁也得不到“甲”"]),
        ("得分>100：甲；其余：乙", ["“得分>100”不可能成立，谁也得不到“甲”"]),
        ("打分的得分<0：甲；其余：乙", ["““打分”的得分<0”不可能成立，谁也得不到“甲”"]),
        ("优秀率>100%：甲；其余：乙", ["“优秀率>100%”不可能成立，谁也得不到“甲”"]),
        ("得分≥75：良好；得分≥85：优秀；其余：中", ["“得分≥85：优秀”轮不到：前面的条件已经全部占去"]),
        ("得分≥85：优秀；75≤得分≤85：良好；其余：中", ["“得分≥85：优秀”和“得分≥75且≤85：良好”有重叠"]),
        ("得分≥85：优秀；得分<75：一般", ["得分≥75且<85的没有等次"]),
        ("得分≥85：优秀", ["得分≥0且<85的没有等次"]),
        ("优秀率≥60%：甲；优秀率≤2/5：乙", ["优秀率>40%且<60%的没有等次"]),
        ("得分≥60：甲；得分<60：乙；其余：丙", ["前面的条件已经包括所有情况，“其余：丙”轮不到"]),
        ("得分≥0：甲；其余：乙", ["前面的条件已经包括所有情况，“其余：乙”轮不到"]),
        ("得分>100：甲；得分≥75：乙；得分≥80：丙", ["“得分>100”不可能成立，谁也得不到“甲”", "“得分≥80：丙”轮不到：前面的条件已经全部占去", "得分≥0且<75的没有等次"]),
    ],
)  # fmt: skip
def test_bands_that_overlap_leave_a_gap_or_never_hold_are_told_all_at_once(params, messages):
    found = told(("等次评定", "", params), indicators=(replace(VOTED, name="年度考核"), SCORE))
    assert found == [(0, message) for message in messages]


def test_a_gap_over_two_measures_is_told_by_what_it_lies_between():
    line = ("等次评定", "", "优秀率≥60%且得分≥80：甲；优秀率<60%：乙")
    assert told(line, indicators=(VOTED, SCORE)) == [(0, "优秀率≥60%且≤100%、得分≥0且<80的没有等次")]


def test_bands_without_a_gap_need_no_rest():
    (ladder,) = read(("等次评定", "", "得分≥60：合格；得分<60：不合格")).ladders
    assert ladder.rest == ""


def check(*lines, **scheme):
    """What is said of verdicts beside other parts of a scheme."""
    made, failed = rules.apply(made_of(*lines))
    assert failed == ()
    return [one.message for one in verdict_checks.check(replace(made, scheme=replace(made.scheme, **scheme)))]


def test_a_scheme_that_lifts_scores_out_of_the_points_leaves_them_unbounded():
    beyond = ("等次评定", "", "得分≥150：甲；其余：乙")
    assert check(beyond) == ["“得分≥150”不可能成立，谁也得不到“甲”"]
    assert check(beyond, full=Fraction(600)) == []
    assert check(("等次评定", "", "得分≥150：甲"), full=Fraction(600)) == ["得分<150的没有等次"]
    assert check(("等次评定", "", "得分≤150：甲"), full=Fraction(600)) == ["得分>150的没有等次"]


def test_a_ranking_has_a_score_where_places_have_points():
    line = ("等次评定", "", "排序的得分≥90：甲；其余：乙")
    assert check(line, placings=(Placing("r", Fraction(100), Fraction(2)),)) == []
    assert check(line) == ["对象组“组、另一组”没有“排序”的得分"]


def test_a_group_that_lacks_what_a_rule_looks_at_is_told():
    only = replace(VOTED, groups=("组",))
    assert told(("等次评定", "", "优秀率≥9%：甲；其余：乙"), indicators=(only, SCORE)) == [(0, "对象组“另一组”没有优秀率")]  # fmt: skip
    assert told(("等次评定", "", "得分≥9：甲；其余：乙"), indicators=(VOTED,)) == [(0, "对象组“组、另一组”没有得分")]
    assert told(("等次评定", "", "年度考核的得分≥9：甲；其余：乙"), indicators=(VOTED, SCORE)) == [
        (0, "对象组“组、另一组”没有“年度考核”的得分")
    ]
    assert told(("等次评定", "", "得分≥9：甲；其余：乙"), indicators=(VOTED, replace(SCORE, weight=Fraction(0)))) == [
        (0, "对象组“组、另一组”没有得分")
    ]
    weightless = replace(SCORE, groups=("组",))
    assert told(("等次评定", "组", "得分≥9：甲；其余：乙"), indicators=(VOTED, weightless)) == []


# --- shares -----------------------------------------------------------------------------------------------------------


LADDER = ("等次评定", "", "得分≥85：优秀；得分≥75：良好；得分≥60：合格；其余：不合格")


@pytest.mark.parametrize(
    ("params", "share"),
    [
        ("优秀≤30%", Share("", "优秀", "", Fraction(30))),
        ("优秀 不超过 1/3", Share("", "优秀", "", Fraction(100, 3))),
        ("优秀≤2个，超出评为合格", Share("", "优秀", "合格", None, 2)),
        ("优秀最多2名；超出的列为良好；按优秀率", Share("", "优秀", "良好", None, 2, LEFT)),
        ("优秀≤40%，按打分的得分从高到低", Share("", "优秀", "", Fraction(40), by=Measure("s"))),
    ],
)
def test_a_share_is_a_part_or_a_number_with_where_the_others_go(params, share):
    assert read(LADDER, ("强制分布", "", params)).shares == (share,)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ("", "参数“”看不懂"),
        ("优秀30%", "参数“优秀30%”看不懂"),
        ("优秀≤100%", "比例 100% 不起限制作用"),
        ("优秀≤0%", "比例 0% 不起限制作用"),
        ("优秀≤1/0", "比例 0% 不起限制作用"),
        ("优秀≤0", "个数 0 不是正整数"),
        ("优秀≤30%，其他随便", "“其他随便”看不懂"),
        ("优秀≤30%，按高低排", "看不懂“高低排”是什么"),
        ("特优≤30%", "“等次评定”里没有“特优”这一等"),
        ("优秀≤30%，超出评为较好", "“等次评定”里没有“较好”这一等"),
        ("优秀≤30%，超出评为优秀", "超出“优秀”的又回到“优秀”，限制不住"),
        ("不合格≤30%", "超出“不合格”的又回到“不合格”，限制不住"),
        ("优秀≤10%", "对象组“组”只有 5 个对象，10% 不足 1 个，谁也评不上“优秀”"),
    ],
)
def test_a_share_that_limits_nothing_or_leads_nowhere_is_told(params, message):
    assert (1, message) in told(LADDER, ("强制分布", "", params))


def test_a_share_needs_a_ladder_and_an_order():
    assert told(("强制分布", "", "优秀≤30%")) == [(0, "没有“等次评定”的规则，无从限制")]
    votes = ("等次评定", "", "优秀率≥60%：优秀；其余：称职")
    assert told(votes, ("强制分布", "", "优秀≤30%"), indicators=(VOTED,)) == [
        (1, "对象组“组”没有得分，排不出先后"),
        (1, "对象组“另一组”没有得分，排不出先后"),
    ]
    assert told(votes, ("强制分布", "", "优秀≤30%，按优秀率"), indicators=(VOTED,)) == []


def test_who_is_beyond_must_know_where_to_go_unless_the_bands_run_from_high_to_low():
    mixed = ("等次评定", "", "优秀率≥60%：优秀；不称职率≥50%：不称职；其余：称职")
    (found,) = told(mixed, ("强制分布", "", "优秀≤30%"))
    assert found == (1, "没有写明超出的评为哪一等：“等次评定”的各等不是按同一个数从高到低写的")
    assert told(mixed, ("强制分布", "", "优秀≤30%，超出评为称职")) == []
    ladder = ("等次评定", "", "得分≥85：优秀；60≤得分<85：合格；得分<60：不合格")
    assert told(ladder, ("强制分布", "", "优秀≤30%")) == []
    low_first = ("等次评定", "", "得分<60：不合格；得分≥85：优秀；其余：合格")
    assert told(low_first, ("强制分布", "", "优秀≤30%"))[0][1].startswith("没有写明超出的评为哪一等")


def test_shares_that_send_subjects_round_are_told_on_each_line():
    lines = (("强制分布", "", "优秀≤30%，超出评为良好"), ("强制分布", "", "良好≤30%，超出评为优秀"))
    assert told(LADDER, *lines) == [
        (1, "超出“优秀”的又回到“优秀”，限制不住"),
        (2, "超出“良好”的又回到“良好”，限制不住"),
    ]
    into = (("强制分布", "", "优秀≤30%，超出评为良好"), ("强制分布", "", "良好≤30%，超出评为合格"))
    assert told(LADDER, *into) == []
    third = (("强制分布", "", "不合格≤40%，超出评为优秀"), lines[0], lines[1])
    assert [number for number, _ in told(LADDER, *third)] == [2, 3]


def test_where_a_ladder_cannot_be_read_nothing_is_said_of_its_shares():
    found = told(("等次评定", "", "得分≥六十：甲；其余：乙"), ("强制分布", "", "甲≤30%"))
    assert [number for number, _ in found] == [0]
    second = ("等次评定", "组", "得分≥60：甲；其余：乙")
    assert [n for n, _ in told(second, ("强制分布", "另一组", "甲≤3%"), ("限额", "v", "特优≤1"))] == [2, 1]


def test_a_group_with_a_share_of_its_own_is_not_asked_for_that_of_all():
    lines = (("强制分布", "组", "优秀≤1"), ("强制分布", "", "优秀≤2"))
    scheme = read(LADDER, *lines)
    assert [share.group for share in scheme.shares] == ["组", ""]


# --- words ------------------------------------------------------------------------------------------------------------


def said(*lines, **parts):
    made, failed = rules.apply(made_of(*lines, **parts))
    assert failed == ()
    return {one.title: one.text for one in rules_in_words(made)}


def test_verdicts_and_shares_are_printed_as_the_rules_that_they_are():
    text = said(LADDER, ("强制分布", "", "优秀≤1/3"), ("强制分布", "组", "优秀≤2，超出评为合格，按优秀率"))
    assert text["等次评定"] == (
        "得分≥85的为“优秀”；得分≥75的为“良好”；得分≥60的为“合格”；其余为“不合格”。"
        "从前往后，先符合的为准；按未经舍入的数判定，所依据的数未公布的，等次也不公布。"
    )
    assert text["等次比例"] == (
        "其他各组：“优秀”不超过本组参加评定对象的 1/3（向下取整），按得分从高到低取，超出的评为下一等；在界线上并列的，都不取；"
        "“组”：“优秀”不超过 2 个，按优秀率从高到低取，超出的评为“合格”；在界线上并列的，都不取。"
    )
    one = said(
        ("等次评定", "组", "年度考核的优秀率≥2/3：甲；其余：乙"), ("等次评定", "", "打分的得分>60：甲；其余：乙")
    )
    assert one["等次评定"] == (
        "“组”：优秀率≥2/3的为“甲”；其余为“乙”。其他各组：“打分”的得分>60的为“甲”；其余为“乙”。"
        "按未经舍入的数判定，所依据的数未公布的，等次也不公布。"
    )
    assert said(LADDER, ("强制分布", "", "优秀≤2"))["等次比例"].startswith("每个对象组：“优秀”不超过 2 个")


@pytest.mark.parametrize("rule", KNOWN)
def test_every_example_of_a_remedy_can_be_carried_out(rule):
    for params in KNOWN[rule].example.split("，或 "):
        lines = [(rule, "", params)] if rule == "等次评定" else [LADDER, (rule, "", params)]
        _made, failed = rules.apply(made_of(*lines))
        assert failed == ()


@given(st.sampled_from(list(KNOWN)), st.sampled_from(["", "组", "x"]), st.text("优秀率得分≥<：；，0123456789%/其余按超出评为", max_size=24))  # fmt: skip
def test_whatever_is_written_is_carried_out_or_told(rule, scope, params):
    made, failed = rules.apply(made_of(LADDER, (rule, scope, params)))
    assert len(failed) <= 1
    carried = len(made.scheme.ladders) + len(made.scheme.shares)
    assert carried == 2 - len(failed)
    assert isinstance(problems(made), list)


def test_where_a_scale_is_missing_only_that_is_told():
    lost = replace(VOTED, scale="没有")
    made, _failed = rules.apply(made_of(("等次评定", "", "年度考核的优秀率≥9%：甲；其余：乙"), indicators=(lost,)))
    assert [one.part for one in problems(made)] == ["indicators"]


def test_points_of_bands_are_what_a_score_can_be():
    bands = ("分段赋分", "v", "优秀：≥90%得200，其余得160")
    assert check(bands, ("等次评定", "", "年度考核的得分≥180：甲；其余：乙")) == []


# --- rates that are not published (票种明细) ---------------------------------------------------------------------------

TWO = (*BOTH, Electorate("e2", "群众", 20, ("组", "另一组")))
KEPT = ("票种明细", "", "不公布")


def of_two(*lines):
    made = replace(made_of(*lines, indicators=(GRADED, VOTED, SCORE)), electorates=TWO)
    return [one.message for one in problems(rules.apply(made)[0])]


def test_no_verdict_rests_on_a_rate_that_will_not_be_published():
    by_rate = ("等次评定", "", "总体评价的优秀率≥90%：优秀；其余：称职")
    by_score = ("等次评定", "", "得分≥90：优秀；其余：称职")
    refused = "按“票种明细 不公布”，几个票种评出的“总体评价”的优秀率不公布，不能按它评定"
    assert of_two(by_rate) == of_two(KEPT, by_score) == []
    assert of_two(KEPT, by_rate) == [refused]
    assert of_two(KEPT, by_score, ("强制分布", "", "优秀≤30%，按总体评价的优秀率")) == [refused]
    assert (
        of_two(KEPT, ("等次评定", "", "年度考核的优秀率≥90%：优秀；其余：称职")) == []
    )  # grades without points weigh nothing
    assert of_two(KEPT, by_rate, ("合并计票", "全体", "干部、群众")) == []
    assert told(KEPT, by_rate, indicators=(GRADED, VOTED)) == []  # one electorate is no mixture
    one_heap = ("分段赋分", "总体评价", "优秀：≥90%得100，其余得60；各票种合并")
    assert of_two(KEPT, one_heap, by_rate) == []


def test_totals_alone_leave_scores_between_the_points_of_the_marks():
    assert told(KEPT, ("等次评定", "", "85≤得分≤100：优秀；得分<85：称职")) == []
