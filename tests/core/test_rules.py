"""The lines of the 规则 sheet: each is carried out as written, or told with what would be right."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import rules
from evalsite.core.campaign import Indicator, Quota, Rule, Type
from evalsite.core.questionnaire import score_steps
from evalsite.core.visibility import Extent, Eyes, Public, Visibility, in_words
from tests.core.builders import GRADED, SCALE, campaign

GRADE = GRADED
CHOICE = Indicator("c", "问题", Type.CHOICE, scale=SCALE.name)
SCORE = Indicator("s", "打分", Type.SCORE)
RANK = Indicator("r", "排序", Type.RANK)
NOMINATE = Indicator("n", "推荐", Type.NOMINATE)
# The type of indicator that each rule with such a scope is for.
MEANT_FOR = {
    "限额": Type.GRADE,
    "选择数": Type.CHOICE,
    "推荐名额": Type.NOMINATE,
    "打分范围": Type.SCORE,
    "排序并列": Type.RANK,
}
EVERY = campaign(GRADE, CHOICE, SCORE, RANK, NOMINATE, Indicator("t", "意见", Type.TEXT))


def apply(*line):
    return rules.apply(replace(EVERY, rules=(Rule(*line),)))


def carried_out(*line):
    made, failed = apply(*line)
    assert failed == ()
    return made


def told(*line):
    """What is said of a line that cannot be carried out; it changes nothing."""
    made, (problem,) = apply(*line)
    assert replace(made, rules=()) == EVERY
    assert (problem.part, problem.index) == ("rules", 0)
    return problem.field, problem.message, problem.remedy


AS_THIS = "请照这样写：" + rules.KNOWN["限额"].example


# --- 限额 -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("params", "quota"),
    [
        ("优秀≤30%", Quota("i1", "优秀", percent=Fraction(30))),
        ("优秀 不超过 33.34 %", Quota("i1", "优秀", percent=Fraction(3334, 100))),
        ("优秀<=2", Quota("i1", "优秀", count=2)),
        ("优秀最多２个", Quota("i1", "优秀", count=2)),
        ("不了解≦100%", Quota("i1", "不了解", percent=Fraction(100))),
        ("良好⩽1", Quota("i1", "良好", count=1)),
        ("优秀≤1/4", Quota("i1", "优秀", percent=Fraction(25))),
        ("优秀≤½", Quota("i1", "优秀", percent=Fraction(50))),
    ],
)
def test_a_quota_is_a_share_or_a_number(params, quota):
    assert carried_out("限额", "i1", params).quotas == (quota,)


@pytest.mark.parametrize(
    ("params", "message", "remedy"),
    [
        ("优秀30%", "参数“优秀30%”看不懂", AS_THIS),
        ("≤30%", "参数“≤30%”看不懂", AS_THIS),
        ("良≤2", "指标“总体评价”的等次表里没有“良”", "是不是“良好”？可用的等次：优秀、良好、较差、不了解"),
        ("优秀≤0%", "比例 0% 不在 0 到 100% 之间", "请填大于 0、不超过 100% 的比例"),
        ("优秀≤100.5%", "比例 100.5% 不在 0 到 100% 之间", "请填大于 0、不超过 100% 的比例"),
        ("优秀≤0", "个数 0 不是正整数", "请填 1 以上的整数，或写成比例，如 30%、1/3"),
        ("优秀≤0.3", "个数 0.3 不是正整数", "请填 1 以上的整数，或写成比例，如 30%、1/3"),
        ("优秀≤1.5", "个数 1.5 不是正整数", "请填 1 以上的整数，或写成比例，如 30%、1/3"),
    ],
)
def test_a_quota_that_limits_nothing_or_nobody_knows_what_is_told(params, message, remedy):
    assert told("限额", "i1", params) == ("params", message, remedy)


# --- 选择数 and 推荐名额 ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("params", "bounds"),
    [
        ("1-3", (1, 3)), ("1 至 3", (1, 3)), ("2~2", (2, 2)), ("0到4", (0, 4)), ("≤3", (0, 3)), ("最多4", (0, 4)),
        ("≥1", (1, 0)), ("不少于2", (2, 0)), ("至少４", (4, 0)), ("１－３", (1, 3)),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("rule", "place"), [("选择数", 1), ("推荐名额", 4)])
def test_how_many_may_be_chosen_has_a_lower_an_upper_or_both_bounds(rule, place, params, bounds):
    changed = carried_out(rule, EVERY.indicators[place].code, params).indicators[place]
    assert (changed.least, changed.most) == bounds


def test_a_bare_number_of_nominations_is_the_most_and_nobody_must_use_it_up():
    changed = carried_out("推荐名额", "n", "5").indicators[4]
    assert (changed.least, changed.most) == (0, 5)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ("3", "参数“3”看不懂"),  # exactly three, or at most? The sheet must say
        ("≥0", "参数“≥0”看不懂"),
        ("许多", "参数“许多”看不懂"),
        ("", "参数“”看不懂"),
        ("1-1000", "参数“1-1000”看不懂"),
        ("3-1", "参数“3-1”的上限比下限小，或者上限是 0"),
        ("0-0", "参数“0-0”的上限比下限小，或者上限是 0"),
        ("≤0", "参数“≤0”的上限比下限小，或者上限是 0"),
    ],
)
def test_bounds_that_say_nothing_or_cannot_be_kept_are_told(params, message):
    assert told("选择数", "c", params) == ("params", message, "请照这样写：1-3，或 ≤3")


@pytest.mark.parametrize(
    ("params", "message"),
    [("1-5", "最多选 5 项，但“四档”只有 4 项"), ("≥5", "至少选 5 项，但“四档”只有 4 项")],
)
def test_nobody_can_choose_more_options_than_there_are(params, message):
    assert told("选择数", "c", params) == ("params", message, "请改成不超过 4 的数")


def test_more_may_be_nominated_than_stand_on_the_list_since_names_are_written_in():
    assert carried_out("推荐名额", "n", "≤9").indicators[4].most == 9


# --- 打分范围 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("params", "bounds"),
    [("0-100", (0, 100, 1)), ("60至100", (60, 100, 1)), ("0 - 10 / 0.5", (0, 10, Fraction(1, 2))), ("1-254", (1, 254, 1)), ("0-1000/4", (0, 1000, 4))],
)  # fmt: skip
def test_a_range_of_scores_has_both_ends_and_may_have_steps(params, bounds):
    changed = carried_out("打分范围", "s", params).indicators[2]
    assert (changed.low, changed.high, changed.step) == bounds


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ("100", "参数“100”看不懂"),
        ("-5-5", "参数“-5-5”看不懂"),
        ("100-0", "最低分 100 不小于最高分 0"),
        ("5-5", "最低分 5 不小于最高分 5"),
        ("0-10/3", "从 0 到 10 不能按 3 分一档整分"),
        ("0-10/0", "从 0 到 10 不能按 0 分一档整分"),
        ("0-254", "共有 255 档分数，超过 254 档"),
        ("0-100/0.1", "共有 1001 档分数，超过 254 档"),
    ],
)
def test_a_range_that_cannot_be_scored_in_is_told(params, message):
    field, found, remedy = told("打分范围", "s", params)
    assert (field, found) == ("params", message)
    assert remedy.startswith("请")


@given(st.integers(0, 1000), st.integers(0, 1000), st.sampled_from(["", "/0.5", "/2", "/0.25", "/3"]))
def test_every_range_that_passes_fits_one_byte_and_reaches_its_upper_end(low, high, step):
    made, failed = apply("打分范围", "s", f"{low}-{high}{step}")
    if not failed:
        one = made.indicators[2]
        assert score_steps(one) <= rules.SCORE_STEPS
        assert one.low + (score_steps(one) - 1) * one.step == one.high == high


# --- 排序并列 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("params", "ties"), [("允许", True), ("不允许", False), (" 允 许 ", True)])
def test_ties_are_allowed_or_not(params, ties):
    assert carried_out("排序并列", "r", params).indicators[3].ties is ties


def test_ties_that_are_perhaps_allowed_are_told():
    assert told("排序并列", "r", "是") == ("params", "参数“是”看不懂", "请照这样写：允许，或 不允许")


# --- scope and rule ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "scope", "params"),
    [("限额", "c", "优秀≤1"), ("选择数", "i1", "1-2"), ("打分范围", "n", "0-10"), ("排序并列", "t", "允许"), ("推荐名额", "r", "5")],
)  # fmt: skip
def test_a_rule_is_for_one_type_of_indicator_alone(rule, scope, params):
    field, message, remedy = told(rule, scope, params)
    assert field == "scope"
    right, wrong = rules.TYPE_WORDS[MEANT_FOR[rule]], rules.TYPE_WORDS[EVERY.indicator(scope).type]
    assert message == f"“{rule}”只用于{right}题，“{EVERY.indicator(scope).name}”是{wrong}题"
    assert remedy == f"请换成{right}题的编号，或删去这一行"


def test_an_unknown_rule_and_an_unknown_scope_are_told_with_what_may_have_been_meant():
    assert told("名 额", "n", "5")[2].startswith("是不是“推荐名额”？")
    assert told("限额", "总评价", "优秀≤1")[2].startswith("是不是“总体评价”？可用的指标编号：i1、c、s、r、n、t")
    assert told("限额", "完全不同", "优秀≤1")[2] == "可用的指标编号：i1、c、s、r、n、t"
    assert told("限额", "", "优秀≤1")[:2] == ("scope", "没有写明是哪项指标的规则")


@pytest.mark.parametrize("example", [(name, part) for name in MEANT_FOR for part in rules.KNOWN[name].example.split("，或 ")])  # fmt: skip
def test_every_example_of_a_remedy_can_be_carried_out(example):
    name, params = example
    (scope,) = [one.code for one in EVERY.indicators if one.type is MEANT_FOR[name]]
    assert apply(name, scope, params.split("（", maxsplit=1)[0])[1] == ()


@given(st.sampled_from([*MEANT_FOR, "别的"]), st.sampled_from(["i1", "c", "s", "r", "n", "t", "x", ""]), st.text(max_size=12))  # fmt: skip
def test_a_line_is_carried_out_or_told_and_never_passed_over(rule, scope, params):
    made, failed = apply(rule, scope, params)
    changed = replace(made, rules=()) != EVERY
    assert not (changed and failed)
    assert len(failed) <= 1
    if not changed and not failed:  # what it says is what holds anyway
        assert (rule, made.indicator(scope).ties) == ("排序并列", False) or rule == "打分范围"


# --- 可见范围 ---------------------------------------------------------------------------------------------------------


def test_who_sees_what_is_chosen_for_each_and_kept_by_the_manifest():
    assert EVERY.visibility == Visibility()
    assert carried_out("可见范围", "领导", "不含意见").visibility.of(Eyes.LEADER) is Extent.FIGURES
    assert carried_out("可见范围", " 单位", "不开放").visibility.of(Eyes.UNIT) is Extent.NONE
    made = carried_out("可见范围", "公众", "总分和名次")
    assert made.visibility == Visibility(public=Public.RANKS)
    assert made.visibility.of(Eyes.ORGANISER) is Extent.ALL
    told = made.to_json()["visibility"]
    assert told["words"] == f"谁能看结果：{in_words(made.visibility)}"
    assert {**told, "words": ""} == {"leaders": "all", "units": "all", "public": "ranks", "words": ""}
    assert type(made).from_json(made.to_json()) == made


def test_a_line_on_visibility_that_is_not_understood_is_told():
    assert told("可见范围", "", "不开放")[0] == "scope"
    assert told("可见范围", "群众", "不开放")[0] == "scope"
    assert told("可见范围", "公众", "含意见")[0] == "params"
    assert told("可见范围", "领导", "总分")[0] == "params"


@given(st.builds(Visibility, st.sampled_from(Extent), st.sampled_from(Extent), st.sampled_from(Public)))
def test_every_visibility_is_said_in_words_of_its_own_and_read_back(one):
    text = in_words(one)
    assert text.startswith("组织者和监票人看全部结果；")
    assert ("不提供给领导" in text) == (one.leaders is Extent.NONE)
    assert ("不向社会公布" in text) == (one.public is Public.NONE)
    assert text.count("不看意见") == (one.leaders, one.units).count(Extent.FIGURES)
    assert Visibility.from_json(one.to_json()) == one


# --- 到期自动封箱 -----------------------------------------------------------------------------------------------------


def test_a_box_closes_by_itself_unless_a_line_says_no():
    assert EVERY.closes_itself
    assert carried_out("到期自动封箱", "", " 是 ").closes_itself
    by_hand = carried_out("到期自动封箱", "", "否")
    assert not by_hand.closes_itself
    assert by_hand.to_json()["closed_by_hand"] is True
    assert not type(by_hand).from_json(by_hand.to_json()).closes_itself


def test_a_line_on_closing_that_is_not_understood_is_told():
    assert told("到期自动封箱", "优秀", "否")[0] == "scope"
    assert told("到期自动封箱", "", "看情况")[0] == "params"
