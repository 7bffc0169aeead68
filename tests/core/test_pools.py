"""合并计票: electorates counted in one heap, as if their voters had one electorate and differed in what they leave out."""

from dataclasses import replace
from fractions import Fraction

import pytest

from evalsite.core import rules
from evalsite.core.ballot import Answer, Nomination
from evalsite.core.campaign import Campaign, Electorate, Indicator, Quota, Rule, Subject, Type
from evalsite.core.disclosure import Results, Shown, Withheld, disclose
from evalsite.core.preparation import problems
from evalsite.core.report import unit_report
from evalsite.core.rulewords import rules_in_words
from evalsite.core.scheme import Pool, Scheme
from evalsite.core.summary import summary_report
from evalsite.core.withholding import BELOW_LIMIT, SAME_BALLOTS
from evalsite.paper.results import results_json
from tests.core.builders import GRADED, campaign, count

SCORE = Indicator("s", "打分", Type.SCORE)
TEXT = Indicator("t", "意见", Type.TEXT)
UNITS = ("对象1", "对象2", "对象3")
POOL = Rule("合并计票", "各镇", "甲镇、乙镇、e3")


def towns(*indicators: Indicator, pooled: bool = True, weights: tuple[int, ...] = (20, 20, 20, 40)) -> Campaign:
    """Three towns that leave out themselves, and the county, rate three units; the limit is five."""
    voters = tuple(
        Electorate(f"e{n}", name, 20, ("组",), Fraction(weight), unit)
        for n, (name, weight, unit) in enumerate(
            zip(("甲镇", "乙镇", "丙镇", "县级"), weights, (*UNITS, ""), strict=True), start=1
        )
    )
    made = campaign(*indicators, electorates=voters, subjects=3, threshold=5)
    ruled, failed = rules.apply(replace(made, rules=(POOL,) if pooled else ()))
    assert failed == ()
    return ruled


def published(made: Campaign, ballots: dict[str, list[dict[int, Answer]]]) -> Results:
    numbers = {e.code: (20, len(ballots.get(e.code, [])), len(ballots.get(e.code, []))) for e in made.electorates}
    return disclose("c-1", made, count(made, ballots), numbers)


SMALL: dict[str, list[dict[int, Answer]]] = {
    "e1": [{0: 1, 1: 2}] * 3,
    "e2": [{0: 1, 1: 2}] * 3,
    "e3": [{0: 2, 1: 2}] * 3,
    "e4": [{0: 3, 1: 3, 2: 3}] * 6,
}


def test_members_are_told_of_together_and_never_alone():
    made = towns()
    assert problems(made) == []
    found = published(made, SMALL)
    assert {x.electorate for x in found.counts} == {"各镇", "e4", "*"}
    assert {x.electorate for x in found.scores} == {"各镇", "e4", None}
    votes = {(x.subject, x.grade): x.votes for x in found.counts if x.electorate == "各镇"}
    # The first is left out by its own town, so the two others rate it: three 优秀 and three 良好.
    assert votes["s1", "优秀"] == votes["s1", "良好"] == Shown(Fraction(3), "3")
    assert votes["s3", "较差"] == Shown(Fraction(0), "0")
    document = results_json(found)
    assert "e1" not in {line["electorate"] for part in ("counts", "scores") for line in document[part]}
    assert [line["electorate"] for line in document["turnout"]] == ["e1", "e2", "e3", "e4"]


def test_a_pool_has_the_mean_of_all_its_ballots_and_weighs_what_its_members_weigh_together():
    found = published(towns(), SMALL)
    scores = {(x.subject, x.electorate): x.score for x in found.scores if x.indicator is None}
    assert scores["s1", "各镇"] == Shown(Fraction(90), "90.00")  # three of 100 and three of 80
    assert scores["s1", "e4"] == Shown(Fraction(30), "30.00")
    assert scores["s1", None] == Shown(Fraction(66), "66.00")  # 60 : 40


def test_the_report_on_the_whole_has_a_column_for_the_pool():
    (group,) = summary_report(published(towns(), SMALL)).groups
    assert group.electorates == ("各镇", "县级")
    assert {one.subject.code: one.by_electorate[0] for one in group.standings}["s1"] == Shown(Fraction(90), "90.00")


def test_without_the_pool_small_towns_take_every_sum_with_them():
    found = published(towns(pooled=False), SMALL)
    totals = [x.score for x in found.scores if x.electorate is None]
    assert totals
    assert all(isinstance(one, Withheld) for one in totals)


def test_a_pool_that_is_too_small_for_one_subject_alone_is_withheld_there_with_its_sums():
    ballots = {**SMALL, "e1": [], "e3": []}  # the second town's three leave out the second unit: nobody is left there
    found = published(towns(), ballots)
    scores = {(x.subject, x.electorate): x.score for x in found.scores if x.indicator is None}
    assert isinstance(scores["s1", "各镇"], Withheld)
    assert isinstance(scores["s1", None], Withheld)
    assert scores["s2", None] == Shown(Fraction(30), "30.00")


def test_numbers_given_by_the_members_are_counted_together_too():
    made = towns(GRADED, SCORE, weights=(0, 0, 0, 100))
    few: list[dict[int, Answer]] = [{1: 80}, {0: 1}, {0: 1}]
    found = published(made, {"e1": few, "e2": few, "e3": few, "e4": [{1: 50, 3: 50, 5: 50}] * 6})
    shown = {(x.subject, x.electorate, x.indicator): x.score for x in found.scores}
    assert isinstance(shown["s1", "各镇", "s"], Withheld)
    assert shown["s1", None, "s"] == Shown(Fraction(50), "50.00")  # towns weigh nothing


def test_texts_of_small_members_are_kept_where_the_pool_is_large_enough():
    made = towns(GRADED, TEXT)
    said: list[dict[int, Answer]] = [{1: "多到村里走走"}] * 3
    assert {c.text for c in published(made, {"e1": said, "e2": said, "e3": said}).comments} == {"多到村里走走"}
    assert published(made, {"e1": said}).comments == ()


def test_the_report_has_one_row_for_the_pool_with_the_turnout_of_those_who_rate_the_subject():
    report = unit_report(published(towns(), SMALL), "s1")
    assert [(row.name, row.weight, row.issued, row.dropped, row.valid) for row in report.electorates] == [
        ("各镇", "60", 40, 6, 6),
        ("县级", "40", 20, 6, 6),
    ]


RANKED = Indicator("r", "排序", Type.RANK)


def test_a_ranking_is_shown_of_a_pool_only_where_enough_ballots_had_the_same_list():
    """Two towns and the county in one heap. Only the county ranks all three: third places are the county's alone, and
    with them who of the first two stood before the other there.
    """
    made = towns(RANKED)
    made = replace(made, electorates=(*made.electorates[:2], made.electorates[3]), scheme=Scheme(pools=(Pool("各镇", ("e1", "e2", "e4")),)))  # fmt: skip
    town: list[dict[int, Answer]] = [{0: (1, 2)}] * 5
    county: dict[int, Answer] = {0: (1, 2, 3)}
    found = published(made, {"e1": town, "e2": town, "e4": [county] * 4})
    assert all(isinstance(x.votes, Withheld) for x in (*found.counts,))
    assert all(isinstance(x.points, Withheld) for x in found.rankings)
    assert all(isinstance(x.before, Withheld) for x in found.pairs)
    found = published(made, {"e1": town, "e2": town, "e4": [county] * 5})
    assert all(isinstance(x.votes, Shown) for x in (*found.counts,))
    assert all(isinstance(x.before, Shown) for x in found.pairs)


@pytest.mark.parametrize(
    ("asked", "quotas"),
    [
        (RANKED, ()),
        (Indicator("r", "推荐", Type.NOMINATE, most=1), ()),
        (replace(GRADED, code="r"), (Quota("r", "优秀", count=1),)),
    ],
)
def test_a_subject_that_few_of_a_pool_rate_does_not_follow_from_the_others_on_the_same_ballots(asked, quotas):
    made = replace(towns(asked), quotas=quotas)
    marks: list[Answer] = (
        [(1, 2)] if asked.type is Type.RANK else [Nomination(frozenset({0}))] if asked.type is Type.NOMINATE else [1, 2]
    )
    ballots = {"e1": [dict(enumerate(marks))] * 4, "e2": [dict(enumerate(marks))] * 2}
    found = published(made, ballots)  # two rate the first, four the second, six the third
    reasons = {x.subject: x.votes for x in found.counts if x.electorate == "各镇"}
    third = BELOW_LIMIT if asked is RANKED else SAME_BALLOTS  # two and four had the same list to rank
    assert reasons == {"s1": Withheld(BELOW_LIMIT), "s2": Withheld(BELOW_LIMIT), "s3": Withheld(third)}
    assert all(isinstance(x.votes, Withheld) for x in found.counts if x.electorate == "*")


def test_without_places_or_limits_a_subject_that_few_of_a_pool_rate_leaves_the_others_shown():
    found = published(towns(), {"e1": [{0: 1, 1: 2}] * 4, "e2": [{0: 1, 1: 2}] * 2})
    assert {x.subject for x in found.counts if x.electorate == "各镇" and isinstance(x.votes, Shown)} == {"s3"}


def test_the_rule_is_printed():
    said = {one.title: one.text for one in rules_in_words(towns())}
    assert said["合并计票"] == "“甲镇”、“乙镇”、“丙镇”的票合在一起计算，只公布“各镇”的数字。"
    assert said["票种权重"].startswith("各镇 60、县级 40；")
    assert "合并计票" not in {one.title for one in rules_in_words(towns(pooled=False))}


def test_a_campaign_with_a_pool_goes_through_the_manifest_unchanged():
    made = towns()
    assert Campaign.from_json(made.to_json()) == made


def test_blank_weights_make_the_pool_one_among_equals():
    made = replace(towns(), electorates=tuple(replace(one, weight=None) for one in towns().electorates))
    assert [(one.code, one.weight, one.tickets) for one in made.counted] == [("各镇", None, 60), ("e4", None, 20)]


@pytest.mark.parametrize(
    ("line", "field", "message"),
    [
        (("合并计票", "", "甲镇、乙镇"), "scope", "合并后的名称是空的"),
        (("合并计票", "县级", "甲镇、乙镇"), "scope", "“县级”已经是一个票种的编号或名称"),
        (("合并计票", "各 镇", "县级、丙镇"), "scope", "“各 镇”已经是一个票种的编号或名称"),
        (("合并计票", "两镇", "丁镇、乙镇"), "params", "没有编号或名称是“丁镇”的票种"),
        (("合并计票", "两镇", "县级"), "params", "参数“县级”看不懂"),
        (("合并计票", "两镇", "县级、县级"), "params", "参数“县级、县级”看不懂"),
        (("合并计票", "两镇", "县级、甲镇"), "params", "“甲镇”已经并入“各镇”"),
        (("不足下限", "各镇", "隐去合计"), "scope", "“不足下限”对整个活动有效，不用写范围"),
        (("不足下限", "", "照常公布"), "params", "参数“照常公布”看不懂"),
    ],
)
def test_lines_that_cannot_be_carried_out_are_told(line, field, message):
    _, failed = rules.apply(replace(towns(), rules=(POOL, Rule(*line))))
    assert [(one.index, one.field, one.message) for one in failed] == [(1, field, message)]


def test_electorates_that_rate_different_groups_are_not_pooled():
    made = towns(pooled=False)
    other = replace(made.electorates[0], groups=("组", "别组"))
    subjects = (*made.subjects, Subject("s9", "对象9", group="别组"))
    made = replace(made, electorates=(other, *made.electorates[1:]), subjects=subjects, rules=(POOL,))
    (problem,) = rules.apply(made)[1]
    assert (problem.field, problem.message) == ("params", "这些票种评的对象组不一样")
