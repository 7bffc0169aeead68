"""Nothing leaves the count but figures that are shown or withheld."""

from fractions import Fraction

from evalsite.core.campaign import Electorate, Indicator, Rates, Rounding, Type
from evalsite.core.disclosure import BELOW_LIMIT, REASONS, Shown, Withheld, disclose
from tests.core.builders import campaign, count
from tests.core.test_scoring import line

TWO = (Electorate("e1", "甲", 20, ("组",)), Electorate("e2", "乙", 20, ("组",)))


def results(made, ballots, void=None):
    closing = {e.code: (20, len(ballots.get(e.code, [])), len(ballots.get(e.code, []))) for e in made.electorates}
    return disclose("c-1", made, count(made, ballots, void), closing)


def test_a_group_below_the_limit_is_withheld_in_votes_rates_scores_and_ranks():
    made = campaign(subjects=1, electorates=TWO, threshold=5)
    found = results(made, {"e1": [{0: 1}] * 5, "e2": [{0: 2}] * 4})
    hidden = line(found.counts, electorate="e2", grade="优秀")
    assert (hidden.votes, hidden.rate) == (Withheld(BELOW_LIMIT), Withheld(BELOW_LIMIT))
    score = line(found.scores, electorate="e2", indicator=None)
    assert (score.score, score.rank, score.of) == (Withheld(BELOW_LIMIT), Withheld(BELOW_LIMIT), None)
    assert line(found.counts, electorate="e1", grade="优秀").votes == Shown(Fraction(5), "5")
    assert BELOW_LIMIT in REASONS


def test_a_withheld_grade_outside_the_base_still_has_no_rate():
    found = results(campaign(subjects=1, threshold=5), {"e1": [{0: 4}] * 2})
    hidden = line(found.counts, electorate="e1", grade="不了解")
    assert (hidden.votes, hidden.rate) == (Withheld(BELOW_LIMIT), None)


def test_one_vote_among_many_ballots_is_shown_because_the_ballots_count():
    found = results(campaign(subjects=1, threshold=5), {"e1": [{0: 1}] * 6 + [{0: 3}]})
    assert line(found.counts, electorate="e1", grade="较差").votes == Shown(Fraction(1), "1")


def test_without_a_base_there_is_no_rate():
    found = results(campaign(subjects=1), {"e1": [{0: 4}, {0: 4}]})
    assert {x.rate for x in found.counts if x.electorate == "e1"} == {None}


def test_options_of_a_choice_never_take_the_rest():
    rates = Rates(rounding=Rounding.LAST_TAKES_REST)
    made = campaign(Indicator("c", "问题", Type.CHOICE, scale="四档"), subjects=1, rates=rates)
    found = results(made, {"e1": [{0: frozenset({0, 3})}] * 2 + [{0: frozenset({0})}]})
    assert [x.rate.text for x in found.counts if x.electorate == "e1"] == ["100.00", "0.00", "0.00", "66.67"]


def test_ranks_stand_within_the_group_and_pass_over_those_without_score():
    found = results(campaign(subjects=3), {"e1": [{0: 2, 1: 1}]})
    totals = {x.subject: x for x in found.scores if x.electorate is None and x.indicator is None}
    assert (totals["s2"].rank, totals["s2"].of) == (Shown(Fraction(1), "1"), 2)
    assert (totals["s1"].rank, totals["s1"].of) == (Shown(Fraction(2), "2"), 2)
    assert (totals["s3"].score, totals["s3"].rank, totals["s3"].of) == (None, None, None)


def test_in_a_ranking_the_smallest_mean_place_is_first():
    found = results(campaign(Indicator("r", "排序", Type.RANK)), {"e1": [{0: (2, 1)}]})
    assert line(found.scores, subject="s2", electorate=None, indicator="r").rank.text == "1"


def test_scores_are_rounded_only_for_the_eye():
    found = results(campaign(subjects=1), {"e1": [{0: 1}, {0: 1}, {0: 3}]})
    score = line(found.scores, electorate="e1", indicator="i1").score
    assert (score.value, score.text) == (Fraction(230, 3), "76.67")


def test_comments_come_in_an_order_that_means_nothing_and_stays():
    made = campaign(Indicator("t", "意见", Type.TEXT), subjects=1)
    texts = [f"意见{n:02}" for n in range(20)]
    orders = [
        [c.text for c in results(made, {"e1": [{0: t} for t in given]}).comments] for given in (texts, texts[::-1])
    ]
    assert orders[0] == orders[1]
    assert sorted(orders[0]) == texts
    assert orders[0] not in (texts, texts[::-1])


def test_void_ballots_are_told_by_reason():
    found = results(campaign(subjects=1), {"e1": [{0: 1}]}, {"e1": ["over_quota"]})
    assert found.void == {"e1": {"over_quota": 1}}
