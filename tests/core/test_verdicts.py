"""Verdicts follow from exact shown figures by the rule that the report prints; a share is never exceeded."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import judging, rules
from evalsite.core.ballot import Nomination
from evalsite.core.campaign import Electorate, Grade, Indicator, Rates, Rounding, Rule, Scale, Type
from evalsite.core.disclosure import BELOW_LIMIT, NO_TOTAL, Shown, Withheld, disclose
from evalsite.core.judging import Verdict, governing
from evalsite.core.report import unit_report
from evalsite.core.scheme import Empty, Scheme
from evalsite.core.scoring import Scorer
from evalsite.core.verdicts import Band, Condition, Ladder, Measure, Sense, Share, beyond, decide, in_order
from tests.core.builders import campaign, count

PLAIN = Scale("三等", (Grade("优秀"), Grade("称职"), Grade("不称职"), Grade("不了解", counts=False)))
VOTED = Indicator("v", "总评", Type.GRADE, scale="三等")
SCORE = Indicator("s", "打分", Type.SCORE)
NOMINATE = Indicator("n", "推荐", Type.NOMINATE)
SCORES = "得分≥85：优秀；得分≥75：良好；得分≥60：合格；其余：不合格"


def ruled(*lines, indicators=(SCORE,), subjects=3, **changes):
    made = campaign(*indicators, subjects=subjects, **changes)
    made = replace(made, scales=(*made.scales, PLAIN), rules=tuple(Rule(*line) for line in lines))
    made, failed = rules.apply(made)
    assert failed == ()
    return made


def results(made, ballots):
    tally = count(made, ballots)
    return disclose("c-1", made, tally, dict.fromkeys(ballots, (50, 50, 50)))


def verdicts(made, ballots):
    """Verdict by subject, as text; None where there is none."""
    found = {s.subject: s for s in results(made, ballots).scores if s.electorate is None and s.indicator is None}
    return {code: one.verdict.text if isinstance(one.verdict, Shown) else one.verdict for code, one in found.items()}


def rule_of(found):
    """The rule as it is printed under the first subject's verdict."""
    judgement = unit_report(found, "s1").verdict
    assert judgement is not None
    return judgement.rule


def scored(made, *scores):
    """Verdicts where every subject gets one score, from one ballot."""
    return verdicts(made, {"e1": [{n: score for n, score in enumerate(scores) if score is not None}]})


# --- ladders ----------------------------------------------------------------------------------------------------------


def test_the_first_band_that_holds_decides_and_the_rest_is_for_the_others():
    made = ruled(("等次评定", "", SCORES), subjects=4)
    assert scored(made, 85, 84, 60, 59) == {"s1": "优秀", "s2": "良好", "s3": "合格", "s4": "不合格"}


def test_who_has_no_score_has_no_verdict():
    made = ruled(("等次评定", "", SCORES))
    assert scored(made, 90, None, 70) == {"s1": "优秀", "s2": None, "s3": "合格"}


def test_a_verdict_is_decided_on_the_exact_value_and_not_on_what_is_shown():
    made = ruled(("等次评定", "", SCORES), subjects=1, rates=Rates(decimals=0))
    found = results(made, {"e1": [{0: 84}, {0: 85}]}).scores
    (line,) = [one for one in found if (one.electorate, one.indicator) == (None, None)]
    assert (line.score.text, line.verdict, line.ground) == ("85", Shown(Fraction(2), "良好"), "得分≥75")
    assert rule_of(results(made, {"e1": [{0: 84}, {0: 85}]})) == (
        "得分≥85的为“优秀”；得分≥75的为“良好”；得分≥60的为“合格”；其余为“不合格”。"
    )


@pytest.mark.parametrize("rounding", Rounding)
def test_rates_decide_exactly_with_the_base_of_the_campaign(rounding):
    line = ("等次评定", "组", "优秀+称职率≥2/3：合格；不称职率≥50%：不称职；其余：基本合格")
    made = ruled(line, indicators=(VOTED,), subjects=1, rates=Rates(rounding=rounding, decimals=0))
    two_of_three = [{0: 1}, {0: 2}, {0: 3}]
    assert verdicts(made, {"e1": two_of_three})["s1"] == "合格"
    assert verdicts(made, {"e1": [*two_of_three, {}]})["s1"] == "基本合格"  # a blank ballot stays in the base
    assert verdicts(made, {"e1": [*two_of_three, {0: 4}]})["s1"] == "合格"  # 不了解 does not
    assert verdicts(made, {"e1": [{0: 3}, {0: 1}]})["s1"] == "不称职"


def test_without_points_the_verdict_stands_with_a_total_that_has_no_score():
    made = ruled(("等次评定", "", "优秀率≥50%：优秀；其余：称职"), indicators=(VOTED,), subjects=2)
    found = results(made, {"e1": [{0: 1, 1: 2}]})
    totals = [one for one in found.scores if one.electorate is None and one.indicator is None]
    assert [(one.subject, one.score, one.rank, one.verdict.text, one.ground) for one in totals] == [
        ("s1", None, None, "优秀", "优秀率≥50%"),
        ("s2", None, None, "称职", "不符合前面各条"),
    ]
    assert [(one.label, one.note) for one in unit_report(found, "s1").cover] == [
        ("优秀率", "总评"), ("评定等次", "优秀率≥50%"), ("有效票", "发出 50，收回 50（100.00%）"),
    ]  # fmt: skip


def test_of_a_rate_that_nothing_is_left_to_divide_by_there_is_no_verdict():
    made = ruled(("等次评定", "", "优秀率≥50%：优秀；其余：称职"), indicators=(VOTED,), subjects=1)
    assert verdicts(made, {"e1": [{0: 4}]}) == {"s1": None}


def test_a_nomination_gives_verdicts_by_its_votes_and_a_total_to_stand_with():
    made = ruled(("等次评定", "", "推荐率>50%：推荐；其余：不推荐"), indicators=(NOMINATE,), subjects=2)
    found = results(made, {"e1": [{0: Nomination(frozenset({0}))}, {0: Nomination(frozenset({0, 1}))}]})
    assert [(one.subject, one.score, one.verdict) for one in found.scores] == [
        ("s1", None, Shown(Fraction(1), "推荐")),
        ("s2", None, Shown(Fraction(2), "不推荐")),
    ]


def test_where_the_rule_halts_the_total_the_verdict_says_so():
    voters = (Electorate("e1", "甲", 9, ("组",)), Electorate("e2", "乙", 9, ("组",)))
    made = ruled(("等次评定", "", SCORES), subjects=1, electorates=voters)
    made = replace(made, scheme=replace(made.scheme, empty=Empty.NO_TOTAL))
    assert verdicts(made, {"e1": [{0: 90}], "e2": [{}]}) == {"s1": Withheld(NO_TOTAL)}


def test_a_group_has_its_own_rule_or_the_one_for_all():
    made = campaign(SCORE, subjects=3, electorates=(Electorate("e1", "干部", 20, ("组", "另一组")),))
    subjects = (*made.subjects[:2], replace(made.subjects[2], group="另一组"))
    lines = (Rule("等次评定", "", "得分≥60：合格；其余：不合格"), Rule("等次评定", "另一组", "得分≥90：好；其余：一般"))
    made, failed = rules.apply(replace(made, subjects=subjects, rules=lines))
    assert failed == ()
    assert scored(made, 80, 50, 80) == {"s1": "合格", "s2": "不合格", "s3": "一般"}
    own = replace(made, scheme=Scheme(ladders=made.scheme.ladders[1:]))
    assert scored(own, 80, 50, 80) == {"s1": None, "s2": None, "s3": "一般"}
    assert governing((), "组") is None


def test_a_verdict_that_rests_on_a_withheld_figure_is_withheld_whatever_the_others_say():
    voters = (Electorate("e1", "甲", 9, ("组",)), Electorate("e2", "乙", 9, ("别组",)))
    made = campaign(VOTED, SCORE, electorates=voters, threshold=3)
    subjects = (made.subjects[0], replace(made.subjects[1], group="别组"))
    line = Rule("等次评定", "", "优秀率≥50%：优秀；得分≥60：合格；其余：不合格")
    made, failed = rules.apply(replace(made, subjects=subjects, scales=(*made.scales, PLAIN), rules=(line,)))
    assert failed == ()
    ballots = {"e1": [{0: 1, 1: 90}] * 3, "e2": [{0: 1, 1: 90}] * 2}
    assert verdicts(made, ballots) == {"s1": "优秀", "s2": Withheld(BELOW_LIMIT)}
    report = unit_report(results(made, ballots), "s2")
    assert report.verdict is not None
    assert (report.verdict.verdict, report.verdict.ground) == (Withheld(BELOW_LIMIT), "")
    assert [note.reason for note in report.footnotes] == [BELOW_LIMIT]


@pytest.mark.parametrize(
    ("sense", "held"),
    [(Sense.AT_LEAST, [60, 61]), (Sense.ABOVE, [61]), (Sense.AT_MOST, [59, 60]), (Sense.BELOW, [59])],
)
def test_a_condition_holds_on_its_side_of_the_bound(sense, held):
    condition = Condition(Measure("s"), sense, Fraction(60))
    assert [value for value in (59, 60, 61) if condition.holds(Fraction(value))] == held


@given(st.lists(st.integers(0, 100), min_size=2, max_size=2))
def test_a_better_score_never_gets_a_worse_verdict(scores):
    made = ruled(("等次评定", "", SCORES), subjects=2)
    order = list(made.scheme.ladders[0].verdicts)
    first, second = scored(made, *scores).values()
    if scores[0] >= scores[1]:
        assert order.index(first) <= order.index(second)


def test_a_rule_with_two_measures_asks_for_all_conditions_of_a_band():
    made = ruled(("等次评定", "", "优秀率≥50%且60≤打分的得分<90：甲；其余：乙"), indicators=(VOTED, SCORE), subjects=1)
    found = [verdicts(made, {"e1": [{0: grade, 1: score}]})["s1"] for grade, score in ((1, 60), (1, 90), (2, 60))]
    assert found == ["甲", "乙", "乙"]


# --- shares -----------------------------------------------------------------------------------------------------------


def test_those_beyond_the_share_get_the_next_verdict_by_score():
    made = ruled(("等次评定", "", SCORES), ("强制分布", "", "优秀≤50%"), subjects=4)
    assert scored(made, 90, 95, 88, 86) == {"s1": "优秀", "s2": "优秀", "s3": "良好", "s4": "良好"}
    assert scored(made, 90, 80, 80, 80) == {"s1": "优秀", "s2": "良好", "s3": "良好", "s4": "良好"}


def test_who_fell_is_told_why():
    made = ruled(("等次评定", "", SCORES), ("强制分布", "", "优秀≤1"), subjects=2)
    found = [s for s in results(made, {"e1": [{0: 90, 1: 95}]}).scores if s.verdict is not None]
    assert [one.ground for one in found] == ["得分≥85，因“优秀”不超过 1 个，列为“良好”", "得分≥85"]
    assert rule_of(results(made, {"e1": [{0: 90, 1: 95}]})).endswith(
        "。“优秀”不超过 1 个，按得分从高到低取，超出的评为“良好”；在界线上并列的，都不取。"
    )


def test_those_who_are_tied_at_the_border_all_fall():
    made = ruled(("等次评定", "", SCORES), ("强制分布", "", "优秀≤2，超出评为合格"), subjects=4)
    assert list(scored(made, 95, 90, 90, 90).values()) == ["优秀", "合格", "合格", "合格"]
    assert list(scored(made, 90, 90, 90, 90).values()) == ["合格"] * 4
    assert list(scored(made, 95, 90, 70, 50).values()) == ["优秀", "优秀", "合格", "不合格"]


def test_who_falls_into_a_full_verdict_can_fall_on():
    lines = (("强制分布", "", "良好≤1"), ("强制分布", "", "优秀≤1"))  # written the wrong way round
    made = ruled(("等次评定", "", SCORES), *lines, subjects=4)
    assert list(scored(made, 95, 94, 93, 80).values()) == ["优秀", "良好", "合格", "合格"]
    (fell,) = [s.ground for s in results(made, {"e1": [{0: 95, 1: 94, 2: 93, 3: 80}]}).scores if s.subject == "s3" and s.verdict]  # fmt: skip
    assert fell == "得分≥85，因“优秀”不超过 1 个、“良好”不超过 1 个，列为“合格”"


def test_a_share_counts_those_who_have_a_verdict():
    made = ruled(("等次评定", "", SCORES), ("强制分布", "", "优秀≤50%"), subjects=4)
    assert list(scored(made, 95, 94, None, None).values()) == ["优秀", "良好", None, None]


def test_a_group_has_its_own_share_or_that_for_all():
    made = campaign(SCORE, subjects=4, electorates=(Electorate("e1", "干部", 20, ("组", "另一组")),))
    subjects = (*made.subjects[:2], *(replace(one, group="另一组") for one in made.subjects[2:]))
    lines = (Rule("等次评定", "", SCORES), Rule("强制分布", "", "优秀≤50%"), Rule("强制分布", "另一组", "优秀≤2"))
    made, failed = rules.apply(replace(made, subjects=subjects, rules=lines))
    assert failed == ()
    assert list(scored(made, 95, 94, 93, 92).values()) == ["优秀", "良好", "优秀", "优秀"]


def test_where_the_order_of_a_holder_is_withheld_so_is_the_verdict_and_the_others_share_the_room():
    votes = "优秀率≥50%：优秀；其余：称职"
    made = ruled(("等次评定", "", votes), ("强制分布", "", "优秀≤1，超出评为称职"), indicators=(VOTED, SCORE))
    scorer = Scorer(made, count(made, {"e1": [{0: 1, 1: 80, 2: 1, 3: 70, 4: 1, 5: 90}]}), {"e1": 20})
    counts, lines = tuple(scorer.counts()), tuple(scorer.scores())
    (best,) = [x for x in lines if (x.subject, x.electorate, x.indicator) == ("s3", None, None)]
    found = judging.verdicts(made, judging.Facts(counts, lines, {best: BELOW_LIMIT}))
    assert found["s3"] == judging.Secret(BELOW_LIMIT)
    assert [(one.text, one.fell) for one in (found["s1"], found["s2"]) if isinstance(one, Verdict)] == [
        ("优秀", ()),
        ("称职", ("优秀",)),
    ]


def test_of_what_was_never_asked_there_is_no_value():
    facts = judging.Facts((), (), {})
    assert facts.value("s1", Measure()) is None
    assert facts.value("s1", Measure("v", ("优秀",))) is None


values = st.none() | st.fractions(0, 3, max_denominator=2)


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=2), values), st.integers(0, 6))
def test_a_share_is_never_exceeded_and_nobody_falls_below_one_who_stays(holders, limit):
    fallen = beyond(holders, limit)
    kept = {code: value for code, value in holders.items() if code not in fallen}
    assert len(kept) <= limit
    assert fallen <= set(holders)
    for code in fallen:
        assert all(value is not None and (holders[code] is None or value > holders[code]) for value in kept.values())
    if fallen:  # one more would not have fitted: the best of the fallen, with whoever is tied
        best = max((holders[c] is not None, holders[c] or 0) for c in fallen)
        tied = sum((holders[c] is not None, holders[c] or 0) == best for c in fallen)
        assert len(kept) + tied > limit


@given(st.permutations(range(6)), st.lists(st.integers(60, 100), min_size=6, max_size=6))
def test_renaming_the_subjects_permutes_their_verdicts(order, scores):
    made = ruled(("等次评定", "", SCORES), ("强制分布", "", "优秀≤30%"), subjects=6)
    plain = list(scored(made, *scores).values())
    assert list(scored(made, *(scores[n] for n in order)).values()) == [plain[n] for n in order]
    assert plain.count("优秀") <= 1


def test_shares_are_carried_out_from_where_nobody_falls_in():
    one, two, three = (Share("", v, to, count=1) for v, to in (("优", "良"), ("良", "中"), ("中", "差")))
    assert in_order([three, two, one]) == [one, two, three]
    circle = [Share("", "优", "良", count=1), Share("", "良", "优", count=1)]
    assert in_order(circle) == circle  # refused at preparation, but never endless


# --- values -----------------------------------------------------------------------------------------------------------


measures = st.sampled_from([Measure(), Measure("s"), Measure("v", ("优秀", "称职"))])
conditions = st.builds(Condition, measures, st.sampled_from(Sense), st.fractions(0, 100))
made_bands = st.builds(Band, st.sampled_from("甲乙丙"), st.lists(conditions, min_size=1, max_size=3).map(tuple))
ladders = st.builds(Ladder, st.sampled_from(["", "组"]), st.lists(made_bands, min_size=1, max_size=3).map(tuple), st.sampled_from(["", "丁"]))  # fmt: skip
shares = st.builds(Share, st.just("组"), st.just("甲"), st.just("乙"), st.fractions(1, 99), st.none(), measures)


@given(st.lists(ladders, max_size=2).map(tuple), st.lists(shares, max_size=2).map(tuple))
def test_a_scheme_survives_the_manifest(of_ladders, of_shares):
    scheme = Scheme(ladders=of_ladders, shares=(*of_shares, Share("组", "甲", "", None, 3)))
    assert Scheme.from_json(scheme.to_json()) == scheme


@given(ladders, st.lists(st.fractions(0, 100), min_size=3, max_size=3))
def test_a_verdict_is_one_of_those_that_the_ladder_names(made, of):
    named, band = decide(made, dict(zip((Measure(), Measure("s"), Measure("v", ("优秀", "称职"))), of, strict=True)))
    assert (named in made.verdicts) or (not named and not made.rest)
    assert band is None or band.verdict == named


def test_after_the_last_verdict_there_is_none_to_fall_to():
    made = Ladder("", (Band("甲", ()), Band("乙", ())), "丙")
    assert [made.after(one) for one in made.verdicts] == ["乙", "丙", "丙"]
    assert Verdict("甲", 1).fell == ()
