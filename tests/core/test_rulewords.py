"""The printed rules: whoever reads a report can count again by them, and nothing is said that had no effect."""

from dataclasses import replace
from fractions import Fraction

import pytest

from evalsite.core.campaign import (
    Base,
    Electorate,
    Grade,
    Indicator,
    Missing,
    Quota,
    Rates,
    Rounding,
    Rule,
    Scale,
    Type,
)
from evalsite.core.rulewords import BASES, ROUNDINGS, meanings, rules_in_words
from tests.core.builders import GRADED, SCALE, campaign

PLAIN = Scale("三等", (Grade("满意"), Grade("基本满意"), Grade("不满意")))
SECOND = replace(GRADED, code="i2", name="作风")
TWO = (Electorate("e1", "领导", 20, ("组",)), Electorate("e2", "群众", 20, ("组",)))
TEXT = Indicator("t", "意见", Type.TEXT)
SCORE = Indicator("s", "打分", Type.SCORE, low=0, high=10)


def said(made):
    return {sentence.title: sentence.text for sentence in rules_in_words(made)}


def weighing(lines, *weights):
    return tuple(
        replace(line, weight=None if weight is None else Fraction(weight))
        for line, weight in zip(lines, weights, strict=True)
    )


def unscored(*indicators, **changes):
    """Grades without points: nothing to weigh and nobody to rank."""
    made = campaign(*(indicators or (replace(GRADED, scale="三等"),)))
    return replace(made, scales=(PLAIN,), **changes)


def test_a_plain_campaign_says_what_shaped_its_figures_and_no_more():
    assert list(said(campaign())) == ["得票率", "小数", "分值", "排名", "缺项", "公布下限", "可见范围"]
    assert list(said(unscored())) == ["得票率", "小数", "缺项", "公布下限", "可见范围"]
    assert list(said(campaign(TEXT))) == ["小数", "缺项", "公布下限", "可见范围"]
    assert said(campaign(threshold=7))["公布下限"] == "有效票少于 7 张的数字不予公布，标为“未公布”。"


@pytest.mark.parametrize("base", Base)
def test_the_base_of_rates_is_named_with_the_grades_that_stay_out_of_it(base):
    text = said(campaign(rates=Rates(base)))["得票率"]
    rest = "“不了解”不计得票率。" if base.people else "“不了解”的票不计入分母。"
    assert text == f"得票率 = 票数 ÷ {BASES[base]}。{rest}"
    assert said(unscored(rates=Rates(base)))["得票率"] == f"得票率 = 票数 ÷ {BASES[base]}。"


@pytest.mark.parametrize("rounding", Rounding)
def test_decimals_zeros_and_rounding_are_named(rounding):
    words = ROUNDINGS[rounding]
    start = "得票率和得分按精确值计算，公布时"
    assert said(campaign(rates=Rates(rounding=rounding)))["小数"] == f"{start}保留 2 位小数，{words}。"
    dropped = Rates(decimals=1, rounding=rounding, keep_zeros=False)
    assert said(campaign(rates=dropped))["小数"] == f"{start}保留 1 位小数，{words}，末尾的零不写。"
    assert said(campaign(rates=replace(dropped, decimals=0)))["小数"] == f"{start}取整数，{words}。"


def test_points_are_named_by_scale_where_there_are_several_and_scores_by_their_range():
    worth = "优秀 100 分、良好 80 分、较差 30 分；“不了解”不计分。"
    assert said(campaign(GRADED, TEXT))["分值"] == f"{worth}每个票种先求平均分。"
    other = Scale("两等", (Grade("好", Fraction(1)), Grade("差", Fraction("0.5"))))
    made = campaign(GRADED, replace(SECOND, scale="两等"), SCORE)
    both = said(replace(made, scales=(*made.scales, other, PLAIN)))["分值"]
    assert both == f"四档：{worth}两等：好 1 分、差 0.5 分。打分项 0 至 10 分。每个票种先求平均分。"
    assert said(campaign(SCORE))["分值"] == "打分项 0 至 10 分。每个票种先求平均分。"


@pytest.mark.parametrize(
    ("weights", "listed"),
    [
        ((60, 40), "总体评价 60、作风 40；"),
        ((0, 100), "总体评价 0、作风 100；"),
        ((0, None), "总体评价 0，未列出的权重相同；"),
    ],
)
def test_the_weights_of_indicators_are_named_and_who_takes_one_that_is_free(weights, listed):
    made = campaign(*weighing((GRADED, SECOND), *weights), TEXT)
    rest = "总分为各指标得分按权重的加权平均。某项指标没有有效评分时，其权重由其余指标按比例分担。"
    assert said(made)["指标权重"] == listed + rest


def test_blank_weights_are_named_as_equal_ones():
    made = replace(campaign(GRADED, SECOND), electorates=TWO)
    assert said(made)["指标权重"] == "各指标权重相同，总分为各指标得分的平均。"
    assert said(made)["票种权重"].startswith("各票种权重相同，合计为各票种得分的平均。")


@pytest.mark.parametrize(
    ("weights", "listed"), [((40, 60), "领导 40、群众 60；"), ((None, 0), "群众 0，未列出的权重相同；")]
)
def test_the_weights_of_electorates_are_named_and_who_takes_one_that_is_free(weights, listed):
    made = replace(campaign(), electorates=weighing(TWO, *weights))
    rest = "合计为各票种得分按权重的加权平均。某一票种没有有效评分时，其权重由其余票种按比例分担。"
    assert said(made)["票种权重"] == listed + rest


def test_without_points_no_weight_is_named_whatever_stands_there():
    voters = weighing(TWO, 40, 60)
    two = unscored(replace(GRADED, scale="三等"), replace(SECOND, scale="三等"), electorates=voters)
    assert {"指标权重", "票种权重", "排名", "分值"}.isdisjoint(said(two))


def test_a_missing_mark_is_an_abstention_or_voids_the_ballot():
    assert said(campaign())["缺项"] == "没有填的项按弃权处理，同一张票的其他项仍然有效。"
    assert said(replace(campaign(), missing=Missing.VOID))["缺项"] == "必答项漏填的，整张票作废。"


def test_quotas_are_named_as_shares_and_as_numbers():
    quotas = (Quota("i1", "优秀", percent=Fraction(30)), Quota("i1", "较差", count=2))
    first = "一张票上“总体评价”评为“优秀”的不超过表上对象数的 30%（向下取整）"
    second = "一张票上“总体评价”评为“较差”的不超过 2 个"
    assert said(replace(campaign(), quotas=quotas))["限额"] == f"{first}；{second}，超过的整张票作废。"


def test_limits_of_choices_and_nominations_are_named_where_there_are_any():
    choice = Indicator("c", "问题", Type.CHOICE, scale=SCALE.name, least=1, most=2)
    named = Indicator("n", "推荐", Type.NOMINATE, most=3)
    free = replace(choice, code="d", name="其他", least=0, most=0)
    text = said(campaign(choice, named, free))["选择数"]
    assert text == "“问题”最少 1 个、最多 2 个；“推荐”最多 3 个，不符的整张票作废。"
    assert "选择数" not in said(campaign(free))


def test_rankings_say_whether_places_may_be_shared_and_how_they_are_put_together():
    ranks = (Indicator("r", "综合排序", Type.RANK), Indicator("q", "能力排序", Type.RANK, ties=True))
    assert said(campaign(*ranks))["排序"] == (
        "“综合排序”名次不得重复；“能力排序”名次可以并列，须排满全部对象；按各票名次的平均数排列，越小越靠前。"
    )


def test_that_nobody_rates_the_own_unit_is_said_where_an_electorate_has_one():
    bound = replace(campaign(), electorates=(replace(TWO[0], unit="甲局"),))
    assert said(bound)["回避"] == "限定所属单位的票种，不评本单位和本单位的人。"


def test_each_line_of_the_rules_says_what_it_means_by_itself_or_after_those_it_rests_on():
    three = [replace(GRADED, code=f"Z{number}", name=name) for number, name in enumerate("德能绩", 1)]
    lines = (
        Rule("指标组", "履职", "60：Z1、Z2"),
        Rule("指标组", "总评", "100：履职、Z3"),
        Rule("票种明细", "", "公布"),
    )
    first, second, third = meanings(replace(campaign(*three), rules=lines))
    assert "履职 60（德、能）" in first
    assert "总评 100（履职 60" in second
    assert third == ""
