"""名次赋分: places become points, and a ranking takes part in totals."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import rules
from evalsite.core.ballot import Answer
from evalsite.core.campaign import Indicator, Rule, Type
from evalsite.core.disclosure import Shown, disclose
from evalsite.core.placing import Placing
from evalsite.core.preparation import problems
from evalsite.core.scoring import Scorer
from tests.core.builders import GRADED, campaign, count

FIELD = Placing("r", Fraction(100), Fraction(2))
RANK = Indicator("r", "综合排序", Type.RANK)


@pytest.mark.parametrize(("place", "points"), [(1, 100), (2, 98), (10, 82), (51, 0), (60, 0)])
def test_the_first_place_is_full_and_each_place_after_it_gives_two_percent_less(place, points):
    assert FIELD.points(place) == points


def test_no_place_gives_less_than_the_least():
    assert [replace(FIELD, least=Fraction(95)).points(place) for place in (1, 2, 3, 4, 9)] == [100, 98, 96, 95, 95]


@given(st.integers(1, 300), st.fractions(0, 100), st.fractions(0, 100), st.fractions(0, 100))
def test_a_better_place_never_gives_fewer_points(place, full, less, least):
    one = Placing("r", full, less, least)
    assert one.points(place) >= one.points(place + 1) >= least


def test_a_placing_travels_as_json():
    assert Placing.from_json(FIELD.to_json()) == FIELD


def ruled(*indicators, params="满分100，每名减2%"):
    made, failed = rules.apply(replace(campaign(*indicators, subjects=3), rules=(Rule("名次赋分", "r", params),)))
    assert failed == ()
    return made


def test_points_of_places_are_the_mean_over_raters_and_the_highest_is_the_best():
    made = ruled(RANK)
    ballots: list[dict[int, Answer]] = [{0: (1, 2, 3)}, {0: (1, 3, 2)}, {0: (2, 1, 3)}]
    found = disclose("c-1", made, count(made, {"e1": ballots}), {"e1": (20, 3, 3)})
    totals = {one.subject: one for one in found.scores if (one.electorate, one.indicator) == (None, None)}
    assert totals["s1"].score == Shown(Fraction(298, 3), "99.33")
    assert totals["s1"].rank == Shown(Fraction(1), "1")
    ranked = {one.subject: one for one in found.scores if (one.electorate, one.indicator) == (None, "r")}
    assert [ranked[code].rank for code in ("s1", "s2", "s3")] == [Shown(Fraction(n), str(n)) for n in (1, 2, 3)]


def test_a_ranking_with_points_is_weighed_beside_other_indicators():
    weighed = (replace(GRADED, weight=Fraction(60)), replace(RANK, weight=Fraction(40)))
    made = ruled(*weighed)
    assert problems(made) == []
    (total,) = [
        one
        for one in Scorer(made, count(made, {"e1": [{0: 2, 3: (3, 1, 2)}]}), {"e1": 20}).scores()
        if (one.subject, one.electorate, one.indicator) == ("s1", None, None)
    ]
    assert total.score == Fraction(60 * 80 + 40 * 96, 100)


def test_without_points_a_ranking_still_gives_mean_places_of_which_the_lowest_is_best():
    made = campaign(RANK, subjects=2)
    found = disclose("c-1", made, count(made, {"e1": [{0: (2, 1)}]}), {"e1": (20, 1, 1)})
    assert {one.subject: one.rank for one in found.scores if one.electorate is None} == {
        "s1": Shown(Fraction(2), "2"),
        "s2": Shown(Fraction(1), "1"),
    }


@given(st.lists(st.permutations([1, 2, 3]), min_size=1, max_size=6), st.randoms())
def test_the_order_of_ballots_does_not_matter_and_the_points_of_all_add_up(given_places, random):
    made = ruled(RANK)
    ballots: list[dict[int, Answer]] = [{0: tuple(one)} for one in given_places]
    first, second = (
        [one for one in Scorer(made, count(made, {"e1": cast}), {"e1": 20}).scores() if one.electorate == "e1"]
        for cast in (ballots, random.sample(ballots, len(ballots)))
    )
    assert first == second
    assert sum(one.score for one in first if one.indicator == "r" and one.score is not None) == 100 + 98 + 96
