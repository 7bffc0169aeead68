"""去极值: the ends are left out, no more than can be, and a better mark still never lowers a score."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evalsite.core import rules
from evalsite.core.ballot import Answer
from evalsite.core.campaign import Indicator, Rule, Type
from evalsite.core.scoring import Scorer
from evalsite.core.trimming import Trimming, mean, trimmed
from tests.core.builders import GRADED, campaign, count

FIELD = Trimming(None, 1, above=5)
TENTH = Trimming(None, percent=Fraction(10))
marks = st.lists(st.integers(0, 100).map(Fraction), min_size=1, max_size=30)
trimmings = st.one_of(
    st.builds(lambda one, more: Trimming(None, one, above=2 * one + more), st.integers(1, 3), st.integers(0, 6)),
    st.builds(
        lambda percent, above: Trimming(None, percent=percent, above=above),
        st.fractions(Fraction(1, 10), Fraction(499, 10), max_denominator=10),
        st.integers(0, 12),
    ),
)


def score(given_marks, trimming):
    return mean(trimmed([(mark, 1) for mark in given_marks], trimming.dropped(len(given_marks))))


@pytest.mark.parametrize(("number", "ends"), [(1, 0), (5, 0), (6, 1), (100, 1)])
def test_one_at_each_end_is_left_out_where_there_are_more_than_five(number, ends):
    assert FIELD.dropped(number) == ends


@pytest.mark.parametrize(("number", "ends"), [(1, 0), (9, 0), (10, 1), (19, 1), (20, 2)])
def test_a_percentage_of_the_marks_is_rounded_down(number, ends):
    assert TENTH.dropped(number) == ends


def test_the_ends_are_left_out_by_points_and_ties_lose_one_each():
    given_marks = [(Fraction(90), 3), (Fraction(60), 1), (Fraction(100), 1), (Fraction(80), 1)]
    assert [left for _, left in trimmed(given_marks, 1)] == [0, 1, 3, 0]
    assert mean(trimmed(given_marks, 1)) == Fraction(350, 4)
    assert mean(trimmed(given_marks, 2)) == 90
    assert mean([]) is None


@given(marks, trimmings)
def test_something_is_always_left_and_what_is_left_lies_in_the_middle(given_marks, trimming):
    ends = trimming.dropped(len(given_marks))
    middle = sorted(given_marks)[ends : len(given_marks) - ends]
    assert middle
    assert score(given_marks, trimming) == sum(middle) / len(middle)


@given(marks, trimmings, st.randoms())
def test_the_order_of_marks_does_not_matter(given_marks, trimming, random):
    assert score(given_marks, trimming) == score(random.sample(given_marks, len(given_marks)), trimming)


@given(marks, trimmings, st.integers(0, 29), st.integers(0, 100))
def test_a_mark_made_better_never_lowers_a_trimmed_score(given_marks, trimming, place, better):
    place %= len(given_marks)
    improved = [max(mark, Fraction(better)) if n == place else mark for n, mark in enumerate(given_marks)]
    before, after = score(given_marks, trimming), score(improved, trimming)
    assert before is not None
    assert after is not None
    assert after >= before


@given(marks, trimmings)
def test_one_more_best_mark_never_lowers_a_score_where_it_leaves_out_one_more_at_each_end_or_none(
    given_marks, trimming
):
    number = len(given_marks)
    assume(trimming.dropped(number + 1) <= trimming.dropped(number) + 1)
    before, after = score(given_marks, trimming), score([*given_marks, Fraction(100)], trimming)
    assert before is not None
    assert after is not None
    assert after >= before


def test_one_more_mark_above_the_mean_may_lower_it_since_the_highest_then_falls_out():
    given_marks = [Fraction(0)] * 4 + [Fraction(100)]
    assert score(given_marks, FIELD) == 20
    assert score([*given_marks, Fraction(21)], FIELD) == Fraction(21, 4)


def test_one_more_best_mark_may_lower_it_where_two_at_each_end_begin_to_be_left_out():
    two = Trimming(None, 2, above=4)
    assert score([Fraction(0)] * 3 + [Fraction(1)], two) == Fraction(1, 4)
    assert score([Fraction(0)] * 3 + [Fraction(1), Fraction(100)], two) == 0


@given(st.integers(0, 400), st.fractions(Fraction(1, 10), Fraction(499, 10), max_denominator=10))
def test_a_percentage_never_leaves_out_more_than_one_more_for_one_more_mark(number, percent):
    one = Trimming(None, percent=percent)
    assert 0 <= one.dropped(number + 1) - one.dropped(number) <= 1


# --- in a campaign ----------------------------------------------------------------------------------------------------

SCORE = Indicator("s", "打分", Type.SCORE)


def scores(lines, ballots, *indicators):
    made, failed = rules.apply(replace(campaign(*indicators, subjects=1), rules=tuple(Rule(*line) for line in lines)))
    assert failed == ()
    return {one.indicator: one.score for one in Scorer(made, count(made, {"e1": ballots}), {"e1": 20}).scores()}


def test_a_line_for_one_indicator_comes_before_the_line_for_all():
    ballots = [{0: 1, 1: n} for n in (0, 50, 60, 60, 70, 100)]
    found = scores([("去极值", "", "各2个（多于4票）"), ("去极值", "s", "各1个（多于5票）")], ballots, GRADED, SCORE)
    assert (found["i1"], found["s"]) == (100, 60)
    assert scores([("去极值", "i1", "各1个")], ballots, GRADED, SCORE)["s"] == Fraction(340, 6)


def test_marks_without_points_are_no_extremes():
    ballots = [*({0: 4} for _ in range(9)), {0: 1}, {0: 1}, {0: 2}, {0: 3}, {0: 3}, {}]
    found = scores([("去极值", "", "各1个（多于4票）")], ballots, GRADED)
    assert found["i1"] == Fraction(100 + 80 + 30, 3)  # one 优秀 and one 较差 of the five that judge are left out


def test_places_are_not_trimmed():
    lines = (Rule("去极值", "", "各1个"),)
    made, _ = rules.apply(replace(campaign(GRADED, Indicator("r", "排序", Type.RANK)), rules=lines))
    ballots: list[dict[int, Answer]] = [{2: (2, 1)}]
    ballots += [{2: (1, 2)} for _ in range(5)]
    found = Scorer(made, count(made, {"e1": ballots}), {"e1": 20}).scores()
    (place,) = [one for one in found if (one.subject, one.electorate, one.indicator) == ("s1", "e1", "r")]
    assert place.score == Fraction(2 + 5 * 1, 6)


@pytest.mark.parametrize("trimming", [FIELD, TENTH, Trimming("s", 2, above=9)])
def test_a_trimming_travels_as_json(trimming):
    assert Trimming.from_json(trimming.to_json()) == trimming
