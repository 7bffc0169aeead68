"""Rates, scores and ranks: exact until shown, and as the field rounds them."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core.ballot import Nomination
from evalsite.core.campaign import Base, Electorate, Grade, Indicator, Rates, Rounding, Scale, Type
from evalsite.core.scoring import (
    ALL,
    Scorer,
    half_up,
    in_words,
    places,
    rounded,
    rounded_rates,
    truncate,
    turnout,
    weighted_mean,
)
from tests.core.builders import GRADED, campaign, count

CASE = json.loads((Path(__file__).parents[1] / "cases" / "zhanyi-2019.json").read_text(encoding="utf-8"))
exact = st.fractions(min_value=-1000, max_value=1000, max_denominator=997)


def scorer(made, ballots, issued=20, void=None):
    return Scorer(made, count(made, ballots, void), {e.code: issued for e in made.electorates})


def line(lines, **wanted):
    (found,) = [x for x in lines if all(getattr(x, key) == value for key, value in wanted.items())]
    return found


# --- rounding ---


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [("2.345", 2, "2.35"), ("2.344", 2, "2.34"), ("-2.345", 2, "-2.35"), ("0.5", 0, "1"), ("89.2857142", 2, "89.29")],
)
def test_half_goes_away_from_zero(value, decimals, shown):
    assert half_up(Fraction(value), decimals) == Fraction(shown)


def test_truncation_cuts_towards_zero():
    assert truncate(Fraction("2.349"), 2) == Fraction("2.34")
    assert truncate(Fraction("-2.349"), 2) == Fraction("-2.34")


@given(exact, st.integers(0, 6))
def test_rounding_moves_a_value_by_at_most_half_a_unit(value, decimals):
    assert abs(half_up(value, decimals) - value) <= Fraction(1, 2 * 10**decimals)
    assert 0 <= abs(value) - abs(truncate(value, decimals)) < Fraction(1, 10**decimals)


@pytest.mark.parametrize(
    ("value", "keep", "decimals", "shown"),
    [
        ("25", True, 2, "25.00"),
        ("25", False, 2, "25"),
        ("7.1", False, 2, "7.1"),
        ("0", False, 2, "0"),
        ("100", False, 0, "100"),
        ("-0.5", True, 1, "-0.5"),
        ("0.05", True, 2, "0.05"),
    ],
)
def test_a_number_is_printed_with_or_without_trailing_zeros(value, keep, decimals, shown):
    assert in_words(Fraction(value), Rates(decimals=decimals, keep_zeros=keep)) == shown


def test_rounded_follows_the_campaigns_rounding():
    assert rounded(Fraction("1.999"), Rates(rounding=Rounding.TRUNCATE)) == Fraction("1.99")
    assert rounded(Fraction("1.999"), Rates()) == 2


@given(st.lists(st.integers(0, 500), min_size=1, max_size=6), st.integers(0, 200))
def test_the_last_grade_takes_what_is_left(votes, abstained):
    base = sum(votes) + abstained
    if not base:
        return
    rates = Rates(rounding=Rounding.LAST_TAKES_REST)
    shown = rounded_rates(votes, base, rates)
    assert sum(shown) == half_up(Fraction(100 * sum(votes), base), 2)
    last = max((place for place, vote in enumerate(votes) if vote), default=-1)
    plain = rounded_rates(votes, base, Rates())
    assert [*shown[:last], *shown[last + 1 :]] == [*plain[:last], *plain[last + 1 :]]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12), st.integers(0, 2000), st.integers(0, 2))
def test_no_grade_takes_a_rate_below_zero_or_one_without_votes(votes, abstained, decimals):
    base = sum(votes) + abstained
    if not base:
        return
    shown = rounded_rates(votes, base, Rates(rounding=Rounding.LAST_TAKES_REST, decimals=decimals))
    assert min(shown) >= 0
    assert all(rate == 0 for rate, vote in zip(shown, votes, strict=True) if not vote)
    assert sum(shown) == half_up(Fraction(100 * sum(votes), base), decimals)


@pytest.mark.parametrize(
    ("votes", "base", "decimals", "shown"),
    [
        ((1, 1, 5, 0), 7, 2, ["14.29", "14.29", "71.42", "0.00"]),
        ((1, 1, 1), 3, 2, ["33.33", "33.33", "33.34"]),
        ((1, 1, 1, 0), 3, 2, ["33.33", "33.33", "33.34", "0.00"]),
        ((1, 1, 1, 1), 200, 0, ["1", "1", "0", "0"]),
        ((0, 0), 5, 2, ["0.00", "0.00"]),
    ],
)
def test_the_rest_goes_to_the_last_grade_that_can_bear_it(votes, base, decimals, shown):
    rates = Rates(rounding=Rounding.LAST_TAKES_REST, decimals=decimals)
    assert [in_words(rate, rates) for rate in rounded_rates(votes, base, rates)] == shown


# --- rates ---


def test_the_published_rates_of_zhanyi_come_out_to_the_last_digit():
    rates = Rates(keep_zeros=False)
    for subject in CASE["subjects"]:
        shown = rounded_rates(subject["counts"], CASE["returned"], rates)
        for value, published in zip(shown, subject["published_rates_pct"], strict=True):
            assert in_words(value, rates) == (published or "0")


def test_a_grade_outside_the_base_shrinks_it_and_has_no_rate_of_its_own():
    made = campaign(subjects=1)
    counts = scorer(made, {"e1": [{0: 1}, {0: 1}, {0: 4}, {0: 2}]}).counts()
    assert line(counts, electorate="e1", grade="优秀").base == 3
    assert line(counts, electorate="e1", grade="不了解").base is None


@pytest.mark.parametrize(("base", "expected"), [(Base.RETURNED, 4), (Base.VALID, 3), (Base.DUE, 20)])
def test_the_base_of_a_rate_is_a_setting(base, expected):
    made = campaign(subjects=1, rates=Rates(base=base))
    counts = scorer(made, {"e1": [{0: 1}, {0: 2}, {}]}, void={"e1": ["malformed"]}).counts()
    assert line(counts, electorate="e1", grade="优秀").base == expected


def test_full_membership_stays_the_base_whatever_people_tick():
    made = campaign(subjects=1, rates=Rates(base=Base.DUE))
    counts = scorer(made, {"e1": [{0: 4}, {0: 1}]}).counts()
    assert line(counts, electorate=ALL, grade="优秀").base == 20


def test_all_electorates_together_are_the_sum_of_those_that_rate_the_subject():
    voters = (
        Electorate("e1", "甲", 9, ("组",)),
        Electorate("e2", "乙", 9, ("组",)),
        Electorate("e3", "丙", 9, ("别",)),
    )
    made = campaign(subjects=1, electorates=voters)
    counts = scorer(made, {"e1": [{0: 1}, {0: 2}], "e2": [{0: 1}]}).counts()
    together = line(counts, electorate=ALL, grade="优秀")
    assert (together.votes, together.base, together.ballots) == (2, 3, 3)
    assert not [x for x in counts if x.electorate == "e3"]


def test_options_places_and_nominations_are_counted_too():
    options = Scale("问题", (Grade("形式主义"), Grade("推诿")))
    made = campaign(
        Indicator("c", "问题", Type.CHOICE, scale="问题"),
        Indicator("r", "排序", Type.RANK),
        Indicator("n", "推荐", Type.NOMINATE),
    )
    made = replace(made, scales=(*made.scales, options))
    ballots = [{0: frozenset({0, 1}), 2: (2, 1), 3: Nomination(frozenset({1}))}, {0: frozenset({1}), 2: (1, 2)}]
    counts = scorer(made, {"e1": ballots}).counts()
    assert line(counts, electorate="e1", subject="s1", indicator="c", grade="推诿").votes == 2
    assert line(counts, electorate="e1", subject="s1", indicator="r", grade="第2名").votes == 1
    assert line(counts, electorate="e1", subject="s2", indicator="n", grade="推荐").votes == 1


def test_an_indicator_for_one_group_leaves_the_others_without_lines():
    made = campaign(GRADED, Indicator("x", "只评别组", Type.GRADE, scale="四档", groups=("别",)), subjects=1)
    assert {x.indicator for x in scorer(made, {"e1": [{0: 1}]}).counts()} == {"i1"}


# --- scores ---


def test_a_score_is_the_mean_of_points_over_marks_that_have_points():
    made = campaign(subjects=1)
    scores = scorer(made, {"e1": [{0: 1}, {0: 3}, {0: 4}, {}]}).scores()
    assert line(scores, electorate="e1", indicator="i1").score == 65


def test_a_subject_nobody_graded_has_no_score_rather_than_zero():
    scores = scorer(campaign(subjects=1), {"e1": [{0: 4}, {}]}).scores()
    assert {x.score for x in scores} == {None}


def test_indicators_and_electorates_weigh_as_they_say():
    voters = (Electorate("e1", "甲", 9, ("组",), Fraction(40)), Electorate("e2", "乙", 9, ("组",), Fraction(60)))
    made = campaign(
        Indicator("a", "甲项", Type.GRADE, scale="四档", weight=Fraction(25)),
        Indicator("b", "乙项", Type.SCORE, weight=Fraction(75)),
        subjects=1,
        electorates=voters,
    )
    scores = scorer(made, {"e1": [{0: 1, 1: 60}], "e2": [{0: 2, 1: 90}]}).scores()
    assert line(scores, electorate="e1", indicator=None).score == Fraction(25 * 100 + 75 * 60, 100)
    assert line(scores, electorate=None, indicator="a").score == 40 + 48
    assert line(scores, electorate=None, indicator=None).score == Fraction(40 * 70 + 60 * Fraction("87.5"), 100)


def test_an_electorate_without_a_mark_gives_its_weight_to_the_others():
    voters = (Electorate("e1", "甲", 9, ("组",), Fraction(40)), Electorate("e2", "乙", 9, ("组",), Fraction(60)))
    scores = scorer(campaign(subjects=1, electorates=voters), {"e1": [{0: 2}], "e2": []}).scores()
    assert line(scores, electorate=None, indicator=None).score == 80


def test_scores_start_at_their_lower_bound_and_go_in_steps():
    indicator = Indicator("p", "打分", Type.SCORE, low=1, high=10, step=Fraction(1, 2))
    scores = scorer(campaign(indicator, subjects=1), {"e1": [{0: Fraction(3, 2)}, {0: 10}, {}]}).scores()
    assert line(scores, electorate="e1", indicator="p").score == Fraction(23, 4)


def test_a_ranking_gives_the_mean_place_and_no_total():
    scores = scorer(
        campaign(Indicator("r", "排序", Type.RANK)), {"e1": [{0: (1, 2)}, {0: (1, 2)}, {0: (2, 1)}]}
    ).scores()
    assert line(scores, subject="s1", electorate="e1", indicator="r").score == Fraction(4, 3)
    assert not [x for x in scores if x.indicator is None]


@given(st.lists(st.integers(1, 3), min_size=1, max_size=10), st.integers(0, 9), st.integers(1, 3))
def test_a_better_mark_never_lowers_a_score(marks, position, better):
    position %= len(marks)
    improved = [min(mark, better) if n == position else mark for n, mark in enumerate(marks)]
    before, after = (
        scorer(campaign(subjects=1), {"e1": [{0: m} for m in g]}).scores()[0].score for g in (marks, improved)
    )
    assert after >= before


weighted = st.lists(st.tuples(st.fractions(0, 100, max_denominator=50), exact), min_size=1, max_size=6)


@given(weighted, st.integers(1, 50))
def test_weights_scaled_together_change_nothing(parts, factor):
    assert weighted_mean(parts) == weighted_mean([(factor * weight, value) for weight, value in parts])


@given(weighted)
def test_a_weighted_mean_lies_between_its_parts(parts):
    mean = weighted_mean(parts)
    values = [value for weight, value in parts if weight]
    assert mean is None if not values else min(values) <= mean <= max(values)


def test_equal_scores_share_a_place_and_leave_the_next_one_empty():
    scores = {"a": Fraction(90), "b": Fraction(80), "c": Fraction(90), "d": Fraction(70)}
    assert places(scores) == {"a": 1, "c": 1, "b": 3, "d": 4}
    assert places(scores, low_is_better=True) == {"d": 1, "b": 2, "a": 3, "c": 3}


def test_turnout_joins_the_signed_counts_with_the_count_of_ballots():
    made = campaign(GRADED, subjects=1)
    (one,) = turnout(made, count(made, {"e1": [{0: 1}]}, {"e1": ["malformed"]}), {"e1": (20, 3, 2)})
    assert (one.issued, one.stamped, one.dropped, one.valid, one.void) == (20, 3, 2, 1, 1)
