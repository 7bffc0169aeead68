"""Where everybody voted alike, everybody's vote is known: that is said, and what can be done about it beforehand."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from evalsite.core.ballot import Nomination
from evalsite.core.campaign import Electorate, Grade, Indicator, Rates, Rule, Scale, Type
from evalsite.core.crowds import Caution, cautions, merge_with
from evalsite.core.crowds import in_words as caution_in_words
from evalsite.core.disclosure import Shown, Withheld, disclose
from evalsite.core.rules import apply
from evalsite.core.rulewords import rules_in_words
from evalsite.core.scheme import Pool, Scheme, Small
from evalsite.core.scoring import ALL, half_up
from evalsite.core.trimming import Trimming
from evalsite.core.unanimity import Unanimous, agreements, in_words, unanimous
from evalsite.core.withholding import MIXED, TOTALS_ONLY
from tests.core.builders import GRADED, campaign, count

TWO = (Electorate("e1", "甲", 20, ("组",)), Electorate("e2", "乙", 20, ("组",)))


def results(made, ballots):
    closing = {e.code: (20, len(ballots.get(e.code, [])), len(ballots.get(e.code, []))) for e in made.electorates}
    return disclose("c-1", made, count(made, ballots), closing)


def places(made, ballots):
    return [(one.electorate, one.subject, one.mark, one.ballots) for one in unanimous(results(made, ballots))]


def test_an_electorate_whose_ballots_all_agree_is_named_and_its_total_only_where_it_is_not():
    made = campaign(subjects=1, electorates=TWO)
    assert places(made, {"e1": [{0: 1}] * 6, "e2": [{0: 1}] * 5 + [{0: 2}]}) == [("e1", "s1", "优秀", 6)]
    assert places(made, {"e1": [{0: 1}] * 6, "e2": [{0: 1}] * 5}) == [("e2", "s1", "优秀", 5), ("e1", "s1", "优秀", 6)]


def test_one_other_mark_or_a_missing_one_is_no_unanimity():
    made = campaign(subjects=1)
    assert places(made, {"e1": [{0: 1}] * 6 + [{0: 3}]}) == []
    assert places(made, {"e1": [{0: 1}] * 6 + [{}]}) == []
    assert places(made, {}) == []


def test_a_total_of_withheld_electorates_that_agree_is_named_as_the_total():
    made = replace(campaign(subjects=1, electorates=TWO, threshold=3), scheme=Scheme(details=False))
    assert places(made, {"e1": [{0: 1}] * 6, "e2": [{0: 1}] * 4}) == [(ALL, "s1", "优秀", 10)]


def test_a_total_made_without_those_below_the_limit_rests_on_the_others():
    made = campaign(subjects=1, electorates=TWO, threshold=3)
    made = replace(made, scheme=Scheme(small=Small.LEAVE_OUT, details=False))
    assert places(made, {"e1": [{0: 1}] * 6, "e2": [{0: 2}] * 2}) == [(ALL, "s1", "优秀", 6)]


def test_withheld_figures_are_never_named():
    made = campaign(subjects=1, threshold=7)
    assert places(made, {"e1": [{0: 1}] * 6}) == []


def test_choices_and_places_that_all_share_are_named():
    made = campaign(Indicator("c", "方面", Type.CHOICE, scale="四档"), subjects=1)
    ballots = [{0: frozenset({0, 1})}, {0: frozenset({0})}]
    assert places(made, {"e1": ballots}) == [("e1", "s1", "优秀", 2)]
    made = campaign(Indicator("r", "排序", Type.RANK))
    found = places(made, {"e1": [{0: (2, 1)}] * 3})
    assert {(subject, mark) for _, subject, mark, _ in found} == {("s1", "第2名"), ("s2", "第1名")}


SCORE = Indicator("p", "打分", Type.SCORE, low=0, high=10)


def test_a_mean_at_the_end_of_the_range_tells_every_score():
    made = campaign(SCORE, subjects=2)
    assert places(made, {"e1": [{0: 10, 1: 9}] * 5}) == [("e1", "s1", "最高分", 5)]
    assert places(made, {"e1": [{0: 0, 1: 9}] * 5}) == [("e1", "s1", "最低分", 5)]


def test_a_mean_that_rounds_to_the_end_of_the_range_is_not_at_it():
    made = campaign(SCORE, subjects=1, rates=Rates(decimals=0))
    assert places(made, {"e1": [{0: 10}] * 15 + [{0: 9}]}) == []


def test_a_mean_that_a_rule_has_made_of_some_scores_tells_nothing_of_the_others():
    made = replace(campaign(SCORE, subjects=1), scheme=Scheme(trimmings=(Trimming(indicator="p", count=1),)))
    assert places(made, {"e1": [{0: 10}] * 7 + [{0: 3}]}) == []


def test_what_many_agree_on_is_news_and_what_few_do_is_said_an_electorate_at_a_time():
    made = campaign(subjects=2, electorates=TWO)
    found = results(made, {"e1": [{0: 1, 1: 2}] * 6, "e2": [{0: 1}] * 20})
    (one,) = agreements(found)
    assert (one.electorate, one.ballots, len(one.places)) == ("e1", 6, 2)
    assert in_words(one, made) == "票种“甲”的 6 张有效票有 2 处完全一样，如“对象1”的“总体评价”全是“优秀”"
    single = replace(one, places=(Unanimous(ALL, "s2", "i1", "良好", 6),), electorate=ALL)
    assert in_words(single, made) == "各票种合计的 6 张有效票完全一样：“对象2”的“总体评价”全是“良好”"


# --- totals alone -----------------------------------------------------------------------------------------------------


def ruled(params, scope=""):
    return apply(replace(campaign(electorates=TWO), rules=(Rule("票种明细", scope, params),)))


def test_a_campaign_may_publish_totals_alone():
    made, problems = ruled("不公布")
    assert problems == ()
    assert not made.scheme.details
    assert Scheme.from_json(made.scheme.to_json()) == made.scheme
    made = replace(
        made, scales=(*made.scales, PLAIN), indicators=(GRADED, Indicator("q", "看法", Type.GRADE, scale="两档"))
    )
    found = results(made, {"e1": [dict.fromkeys(range(4), 1)] * 6, "e2": [dict.fromkeys(range(4), 2)] * 6})
    assert {c.votes for c in found.counts if c.electorate != ALL} == {Withheld(TOTALS_ONLY)}
    assert {s.score for s in found.scores if s.electorate is not None} == {Withheld(TOTALS_ONLY)}
    assert all(isinstance(c.votes, Shown) for c in found.counts if c.electorate == ALL and c.indicator == "q")
    assert all(isinstance(s.score, Shown) for s in found.scores if s.electorate is None and s.indicator != "q")
    assert any(text.startswith("只公布合计，不公布单个票种的数字。") for text in (s.text for s in rules_in_words(made)))


PLAIN = Scale("两档", (Grade("同意"), Grade("不同意")))  # grades without points: nothing is weighed


def ways_to(printed, weights, ballots, points=(100, 80, 30)):
    """Every way in which two electorates can have marked so that the score is ``printed``: votes by grade, of each."""
    each = [[(a, b, n - a - b) for a in range(n + 1) for b in range(n + 1 - a)] for n in ballots]
    for pair in product(*each):
        means = (sum(v * p for v, p in zip(one, points, strict=True)) / Fraction(sum(one)) for one in pair)
        if half_up(sum(w * mean for w, mean in zip(weights, means, strict=True)) / 100, 2) == printed:
            yield pair


def test_votes_of_all_together_are_withheld_where_the_score_beside_them_would_tell_each_electorate():
    voters = tuple(replace(one, weight=Fraction(weight)) for one, weight in zip(TWO, (60, 40), strict=True))
    made = replace(campaign(subjects=1, electorates=voters, threshold=5), scheme=Scheme(details=False))
    found = results(made, {"e1": [{0: 1}] * 4 + [{0: 2}] * 2, "e2": [{0: 2}] * 5 + [{0: 3}] * 4})
    assert {c.votes for c in found.counts if c.electorate == ALL} == {Withheld(MIXED)}
    score = next(s.score.value for s in found.scores if s.electorate is None)
    ways = list(ways_to(half_up(score, 2), (60, 40), (6, 9)))
    assert [one for one in ways if [sum(both) for both in zip(*one, strict=True)] == [4, 7, 4]] == [
        ((4, 2, 0), (0, 5, 4))
    ]
    assert len({of[0] for one in ways for of in one}) > 2  # with the votes of all beside the score there is one way


def test_one_heap_of_votes_is_published_with_its_score():
    pool = Scheme(details=False, pools=(Pool("全体", ("e1", "e2")),))
    made = replace(campaign(subjects=1, electorates=TWO, threshold=5), scheme=pool)
    found = results(made, {"e1": [{0: 1}] * 6, "e2": [{0: 2}] * 9})
    assert [c.votes for c in found.counts if c.electorate == ALL][:2] == [
        Shown(Fraction(6), "6"),
        Shown(Fraction(9), "9"),
    ]
    assert [s.text for s in rules_in_words(made) if s.title == "票种明细"] == ["只公布合计，不公布单个票种的数字。"]


def test_places_and_pairs_go_where_the_mean_place_weighs_electorates_and_nominations_stay():
    asked = (Indicator("r", "排序", Type.RANK), Indicator("n", "推荐", Type.NOMINATE, most=2))
    made = replace(campaign(*asked, electorates=TWO, threshold=2), scheme=Scheme(details=False))
    found = results(made, {"e1": [{0: (2, 1), 1: Nomination(frozenset({0}))}] * 3, "e2": [{0: (1, 2)}] * 3})
    assert {pair.before for pair in found.pairs} == {line.points for line in found.rankings} == {Withheld(MIXED)}
    assert [one.votes for one in found.nominations] == [Shown(Fraction(3), "3"), Shown(Fraction(0), "0")]
    assert all(isinstance(one.score, Shown) for one in found.scores if one.electorate is None)


def test_a_total_at_the_end_of_the_range_is_named_where_its_votes_are_not_shown():
    made = replace(campaign(GRADED, SCORE, subjects=1, electorates=TWO), scheme=Scheme(details=False))
    ballots = {"e1": [{0: 3, 1: 10}] * 6, "e2": [{0: 3, 1: 10}] * 4}
    assert places(made, ballots) == [(ALL, "s1", "较差", 10), (ALL, "s1", "最高分", 10)]
    assert places(made, {**ballots, "e2": [{0: 2, 1: 9}] * 4}) == []
    light = (replace(TWO[0], weight=Fraction(1)), replace(TWO[1], weight=Fraction(0)))
    assert places(replace(made, electorates=light), ballots) == []


def test_a_mean_place_is_no_end_of_a_range():
    made = campaign(Indicator("r", "排序", Type.RANK), electorates=TWO, threshold=2)
    assert places(replace(made, scheme=Scheme(details=False)), {"e1": [{0: (2, 1)}] * 3, "e2": [{0: (2, 1)}] * 3}) == []


def test_figures_of_electorates_are_published_by_default_and_by_word():
    made, problems = ruled("公布")
    assert problems == ()
    assert made.scheme == Scheme()
    assert "票种明细" not in {sentence.title for sentence in rules_in_words(made)}


@pytest.mark.parametrize(("params", "scope", "field"), [("也许", "", "params"), ("不公布", "甲", "scope")])
def test_what_cannot_be_understood_of_it_is_told(params, scope, field):
    _, (problem,) = ruled(params, scope)
    assert (problem.part, problem.index, problem.field) == ("rules", 0, field)


# --- before anybody votes ---------------------------------------------------------------------------------------------


def cautioned(*electorates, threshold=5, subjects=5):
    made = campaign(GRADED, electorates=electorates, threshold=threshold, subjects=subjects)
    return {one.electorate: one for one in cautions(made)}, made


def voters(code, tickets, **changes):
    return Electorate(code, f"票种{code}", tickets, ("组",), **changes)


def test_a_large_electorate_needs_no_caution():
    assert cautioned(voters("a", 20))[0] == {}


def test_a_small_electorate_is_warned_of_with_the_one_to_merge_it_with():
    found, made = cautioned(voters("a", 9), voters("b", 40, unit=""), voters("c", 30))
    assert caution_in_words(found["a"], made) == (
        "票种“票种a”：只有 9 张票，容易猜到是谁投的。"
        "建议与票种“票种c”合并（合并后 39 张），或在规则里写“票种明细 不公布”，只公布合计。"
    )


def test_what_is_expected_to_stay_below_the_limit_is_said():
    found, _ = cautioned(voters("a", 12), threshold=10)
    assert found["a"].reasons == ("按七成收回约 8 票，少于公布下限 10，它的数字很可能不公布，含有它的合计也会受影响",)
    found, _ = cautioned(voters("a", 12), threshold=13)
    assert found["a"].reasons == ("发票数 12 少于公布下限 13，它的数字一定不公布",)
    assert found["a"].remedy.startswith("没有评同样对象组的票种可以并入")


def test_few_subjects_for_few_voters_are_said_and_so_is_a_small_unit():
    found, _ = cautioned(voters("a", 19), subjects=2)
    assert found["a"].reasons == ("19 张票只评 2 个对象，容易全票一致，等于公开每个人的选择",)
    found, _ = cautioned(voters("a", 19, unit="财政局"))
    assert found["a"] == Caution(
        "a",
        ("投票的都是“财政局”的人，不到 20 人，同事之间容易对上",),
        "没有评同样对象组的票种可以并入，请增加发票数，或在规则里写“票种明细 不公布”，只公布合计",
    )


def test_whoever_rates_other_groups_is_no_one_to_merge_with_and_equal_weight_goes_before_size():
    other = Electorate("c", "票种c", 10, ("别组",))
    made = campaign(electorates=(voters("a", 9), voters("b", 20), voters("d", 15, weight=Fraction(2)), other))
    assert merge_with(made, made.electorates[0]) == made.electorates[1]
    assert merge_with(made, other) is None


def test_who_leaves_out_the_own_unit_is_counted_in_one_heap_rather_than_merged():
    found, _ = cautioned(voters("a", 9, unit="对象1"), voters("b", 40))
    assert found["a"].remedy == (
        "建议在规则里写“合并计票”，与票种“票种b”的票合在一起计算（共 49 张），或在规则里写“票种明细 不公布”，只公布合计"
    )


def pooled(**changes):
    heap = Scheme(pools=(Pool("两票种", ("e1", "e2")),), **changes)
    return replace(campaign(subjects=2, electorates=TWO, threshold=3), scheme=heap)


def test_electorates_counted_in_one_heap_are_looked_at_as_one():
    made = pooled()
    assert [one.electorate for one in cautions(replace(made, threshold=41))] == ["两票种"]
    assert places(made, {"e1": [{0: 1, 1: 1}] * 2, "e2": [{0: 1, 1: 2}] * 2}) == [("两票种", "s1", "优秀", 4)]
    (one,) = agreements(results(made, {"e1": [{0: 1}] * 2, "e2": [{0: 1}] * 2}))
    assert in_words(one, made).startswith("票种“两票种”的 4 张有效票")


def test_of_a_heap_those_alone_who_rate_a_subject_stand_behind_its_figures():
    made = pooled()
    own = (replace(TWO[0], unit="对象1"), TWO[1])
    made = replace(made, electorates=own)
    assert ("两票种", "s1", "优秀", 4) in places(made, {"e1": [{0: 2}] * 3, "e2": [{0: 1}] * 4})
