"""Rankings: mean places, Borda points and pairs agree with each other and with counting by hand."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import pairing, rules
from evalsite.core import tally as tallies
from evalsite.core.campaign import Campaign, Electorate, Indicator, Rule, Type
from evalsite.core.disclosure import BELOW_LIMIT, PART_WITHHELD, Shown, Withheld, disclose
from evalsite.core.pairing import added, borda, count_pairs, paired
from evalsite.core.paper import PaperCount, PaperTally, Told
from evalsite.core.placing import Placing
from evalsite.core.preparation import problems
from evalsite.core.questionnaire import sheet_for
from evalsite.core.ranking import mean_points, points_of, ranked
from evalsite.core.remarks import ORDER, Remark
from evalsite.core.report import unit_report
from evalsite.core.report_standings import Faced
from evalsite.core.rulewords import rules_in_words
from evalsite.core.scheme import Pool, Scheme, Small
from evalsite.core.shown import whole
from evalsite.core.tally import Tally
from tests.core.builders import GRADED, campaign, count

STRICT = Indicator("r", "排序", Type.RANK)
TIED = replace(STRICT, ties=True)


def shared(places):
    """Competition ranks (1, 2, 2, 4) of some numbers."""
    return tuple(1 + sum(other < place for other in places) for place in places)


orders = st.permutations(range(1, 5)).map(tuple)
tied = st.lists(st.integers(1, 4), min_size=4, max_size=4).map(shared)


def made_of(indicator=TIED, subjects=4, borda=False, **changes):
    made = campaign(indicator, subjects=subjects, **changes)
    return replace(made, scheme=Scheme(borda=("r",))) if borda else made


def results(made, ballots, issued=50):
    return disclose("c-1", made, count(made, ballots), dict.fromkeys(ballots, (issued, issued, issued)))


def slot_of(made):
    (slot,) = sheet_for(made, "e1").slots
    return slot


# --- pairs ------------------------------------------------------------------------------------------------------------


@given(st.lists(tied | st.none(), max_size=8), st.randoms())
def test_of_every_pair_before_behind_and_beside_are_the_ballots_that_ranked(ballots, random):
    made = made_of()
    given_ballots = [{} if one is None else {0: one} for one in ballots]
    found = results(made, {"e1": given_ballots})
    assert found == results(made, {"e1": random.sample(given_ballots, len(given_ballots))})
    cast = [one for one in ballots if one is not None]
    for pair, (one, other) in zip(found.pairs, combinations(range(4), 2), strict=True):
        assert (pair.subject, pair.other) == (f"s{one + 1}", f"s{other + 1}")
        numbers = [figure.value for figure in (pair.before, pair.after, pair.ties) if isinstance(figure, Shown)]
        if len(ballots) < made.threshold:
            assert numbers == []
            continue
        assert numbers == [
            sum(x[one] < x[other] for x in cast),
            sum(x[one] > x[other] for x in cast),
            sum(x[one] == x[other] for x in cast),
        ]
        assert sum(numbers) == len(cast)


@given(st.lists(orders, min_size=1, max_size=6), st.permutations(range(4)))
def test_renaming_the_candidates_renames_the_pairs(ballots, order):
    def table(columns):
        return count_pairs(columns, ties=False)

    columns = list(zip(*ballots, strict=True))
    plain, moved = table(columns), table([columns[n] for n in order])
    assert moved == [[plain[one][other] if one != other else 0 for other in order] for one in order]
    assert plain == count_pairs(columns, ties=True)


def test_a_ballot_that_ranks_nobody_puts_nobody_before_anybody():
    columns = list(zip((1, 2), (0, 0), (2, 1), strict=True))
    assert count_pairs(columns, ties=False) == count_pairs(columns, ties=True) == [[0, 1], [1, 0]]
    assert count_pairs([(), ()], ties=False) == [[0, 0], [0, 0]]
    assert count_pairs([], ties=False) == []


def test_pairs_are_counted_alike_in_one_batch_or_many(monkeypatch):
    made, ballots = made_of(), [{0: shared((n % 3, n % 2, 1, 2))} for n in range(23)]
    whole = count(made, {"e1": ballots})
    monkeypatch.setattr(tallies, "BATCH", 4)
    assert count(made, {"e1": ballots}) == whole
    assert Tally.from_json(whole.to_json()) == whole
    assert added((), [[0, 1], [2, 0]]) == ((0, 1), (2, 0))


def test_a_list_of_one_and_a_list_that_is_too_long_have_no_pairs(monkeypatch):
    assert not paired(slot_of(made_of(subjects=1)))
    assert not paired(sheet_for(campaign(GRADED), "e1").slots[0])
    assert paired(slot_of(made_of(subjects=pairing.MOST_PAIRED)))
    long = made_of(STRICT, subjects=pairing.MOST_PAIRED + 1)
    assert not paired(slot_of(long))
    found = results(long, {"e1": [{0: tuple(range(1, 62))}]})
    assert found.pairs == ()
    assert found.rankings[0].points == Shown(Fraction(60), "60")
    assert unit_report(found, "s1").standings["r"].too_long


def test_a_campaign_without_rankings_has_a_tally_without_pairs():
    assert "pairs" not in count(campaign(), {"e1": []}).to_json()["electorates"][0]


# --- Borda ------------------------------------------------------------------------------------------------------------


@given(st.lists(tied, min_size=1, max_size=8))
def test_borda_points_are_one_for_each_behind_and_a_half_for_each_beside(ballots):
    made = made_of()
    part = (count(made, {"e1": [{0: one} for one in ballots]}).of("e1"), slot_of(made))
    for candidate in range(4):
        by_hand = sum(
            sum(Fraction(2 if one[candidate] < place else one[candidate] == place, 2) for place in one) - Fraction(1, 2)
            for one in ballots
        )
        assert points_of(*part, candidate) == by_hand
    assert sum(points_of(*part, candidate) or 0 for candidate in range(4)) == 6 * len(ballots)
    assert ranked(*part) == len(ballots)


@given(st.lists(orders, min_size=1, max_size=8))
def test_without_shared_places_points_from_pairs_are_points_from_places(ballots):
    made = made_of(STRICT)
    tally = count(made, {"e1": [{0: one} for one in ballots]}).of("e1")
    for candidate in range(4):
        by_places = sum(4 - one[candidate] for one in ballots)
        assert points_of(tally, slot_of(made), candidate) == by_places
        assert points_of(replace(tally, pairs={}), slot_of(made), candidate) == by_places


def test_where_places_may_be_shared_and_pairs_are_not_known_neither_are_points():
    made = made_of()
    tally = replace(count(made, {"e1": [{0: (1, 2, 3, 4)}]}).of("e1"), pairs={})
    assert points_of(tally, slot_of(made), 0) is None
    assert mean_points([(tally, slot_of(made))], made.subjects[0]) is None
    assert borda(((0, 3), (1, 0)), 5, 0) == Fraction(7, 2)


def ranks(found):
    return {s.subject: s.rank.text for s in found.scores if (s.electorate, s.indicator) == (None, "r")}


@given(st.lists(orders, min_size=1, max_size=8))
def test_mean_place_and_borda_agree_on_the_order_where_no_place_is_shared(ballots):
    cast = {"e1": [{0: one} for one in ballots]}
    assert ranks(results(made_of(STRICT), cast)) == ranks(results(made_of(STRICT, borda=True), cast))


@given(st.lists(tied, min_size=1, max_size=6), st.integers(0, 3))
def test_a_better_place_on_one_ballot_never_costs_borda_points(ballots, candidate):
    first = ballots[0]
    raised = shared(tuple(0 if n == candidate else place for n, place in enumerate(first)))
    scores = []
    for cast in (ballots, [raised, *ballots[1:]]):
        found = results(made_of(borda=True), {"e1": [{0: one} for one in cast]})
        (line,) = [
            s for s in found.scores if (s.subject, s.electorate, s.indicator) == (f"s{candidate + 1}", None, "r")
        ]
        assert isinstance(line.score, Shown)
        scores.append(line.score.value)
    assert scores[0] <= scores[1]


def test_by_borda_the_most_points_are_first_and_where_nobody_ranked_there_are_none():
    found = results(made_of(subjects=2, borda=True), {"e1": [{0: (2, 1)}, {0: (1, 1)}]})
    (one, other) = [s for s in found.scores if (s.electorate, s.indicator) == (None, "r")]
    assert (one.score, one.rank) == (Shown(Fraction(1, 4), "0.25"), Shown(Fraction(2), "2"))
    assert (other.score, other.rank) == (Shown(Fraction(3, 4), "0.75"), Shown(Fraction(1), "1"))
    assert [(x.points, x.ballots) for x in found.rankings] == [
        (Shown(Fraction(1, 2), "0.5"), whole(2)),
        (Shown(Fraction(3, 2), "1.5"), whole(2)),
    ]
    empty = results(made_of(subjects=2, borda=True), {"e1": [{}]})
    assert [s.score for s in empty.scores if s.indicator == "r"] == [None] * 4


def test_electorates_weigh_in_the_score_and_not_in_the_sum_of_points():
    voters = (
        Electorate("e1", "甲", 9, ("组",), Fraction(75)),
        Electorate("e2", "乙", 9, ("组",), Fraction(25)),
    )
    made = made_of(STRICT, subjects=2, borda=True, electorates=voters)
    found = results(made, {"e1": [{0: (1, 2)}], "e2": [{0: (2, 1)}] * 3})
    (score,) = [s.score for s in found.scores if (s.subject, s.electorate, s.indicator) == ("s1", None, "r")]
    assert score == Shown(Fraction(3, 4), "0.75")
    assert found.rankings[0].points == Shown(Fraction(1), "1")


# --- what may be seen -------------------------------------------------------------------------------------------------


TWO = (Electorate("e1", "甲", 9, ("组",)), Electorate("e2", "乙", 9, ("组",)))


def seen(made, ballots):
    found = results(made, ballots)
    return {pair.before for pair in found.pairs} | {one.points for one in found.rankings}


def test_pairs_and_points_are_withheld_with_the_votes_that_they_are_made_of():
    few = made_of(STRICT, subjects=2, threshold=3)
    assert seen(few, {"e1": [{0: (1, 2)}] * 2}) == {Withheld(BELOW_LIMIT)}
    part = made_of(STRICT, subjects=2, threshold=3, electorates=TWO)
    assert seen(part, {"e1": [{0: (1, 2)}] * 3, "e2": [{0: (2, 1)}] * 2}) == {Withheld(PART_WITHHELD)}
    assert seen(part, {"e1": [{0: (1, 2)}] * 3, "e2": []}) == {Shown(Fraction(3), "3"), Shown(Fraction(0), "0")}
    out = replace(part, scheme=Scheme(small=Small.LEAVE_OUT))
    assert seen(out, {"e1": [{0: (1, 2)}] * 3, "e2": [{0: (2, 1)}] * 2}) == {
        Shown(Fraction(3), "3"),
        Shown(Fraction(0), "0"),
    }


def test_a_pair_that_only_one_electorate_ranked_rests_on_its_ballots_alone():
    bound = replace(TWO[1], unit="对象1")  # nobody ranks the own unit
    made = made_of(STRICT, subjects=3, threshold=3, electorates=(TWO[0], bound))
    found = results(made, {"e1": [{0: (1, 2, 3)}] * 3, "e2": [{0: (1, 2)}] * 4})
    texts = {(p.subject, p.other): (p.before.text, p.after.text) for p in found.pairs if isinstance(p.before, Shown) and isinstance(p.after, Shown)}  # fmt: skip
    assert texts == {("s1", "s2"): ("3", "0"), ("s1", "s3"): ("3", "0"), ("s2", "s3"): ("7", "0")}


def test_the_report_of_each_has_the_pair_from_the_own_side():
    found = results(made_of(subjects=2), {"e1": [{0: (1, 2)}, {0: (1, 2)}, {0: (1, 1)}, {0: (2, 1)}]})
    first, second = (unit_report(found, code).standings["r"] for code in ("s1", "s2"))
    assert first.faced == (Faced("对象2", whole(2), whole(1), whole(1)),)
    assert second.faced == (Faced("对象1", whole(1), whole(2), whole(1)),)
    assert (first.by, first.ties, first.too_long) == ("平均名次", True, False)
    secret = unit_report(results(made_of(subjects=2, threshold=9), {"e1": [{0: (1, 2)}]}), "s1")
    assert [note.reason for note in secret.footnotes] == [BELOW_LIMIT]


# --- rule -------------------------------------------------------------------------------------------------------------


def ruled(params, scope="r", indicator=TIED, subjects=3, **changes):
    made = campaign(indicator, GRADED, subjects=subjects, **changes)
    return rules.apply(replace(made, rules=(Rule("排序计分", scope, params), Rule("排序并列", "r", "允许"))))


@pytest.mark.parametrize(("params", "expected"), [("平均名次", ()), ("波达", ("r",)), ("波达 计分法", ("r",))])
def test_the_order_goes_by_the_mean_place_or_by_borda(params, expected):
    made, failed = ruled(params)
    assert (made.scheme.borda, failed) == (expected, ())
    assert problems(made) == []
    assert Campaign.from_json(made.to_json()) == made
    assert made.low_is_better("r") == (not expected)
    (text,) = [one.text for one in rules_in_words(made) if one.title == "排序"]
    assert ("波达分" in text) == bool(expected)


def test_an_order_that_nobody_knows_or_that_is_no_rankings_is_told():
    assert [one.message for one in ruled("抽签")[1]] == ["参数“抽签”看不懂"]
    made, failed = ruled("波达", scope="i1")
    assert [one.message for one in failed] == ["“排序计分”只用于排序题，“总体评价”是等次题"]
    assert [one.message for one in problems(made)] == [one.message for one in failed]


def test_borda_is_refused_where_another_line_or_the_length_of_the_list_forbids_it():
    made, _ = ruled("波达")
    placed = replace(made, scheme=replace(made.scheme, placings=(Placing("r", Fraction(100), Fraction(2)),)))
    assert [one.message for one in rules.rankings.check(placed)] == ["“排序”另有“名次赋分”，按分排先后，不能又按波达"]
    long, _ = ruled("波达", subjects=61)
    (problem,) = rules.rankings.check(long)
    assert problem.message == "票种“干部”要给 61 个对象排序，名次可以并列的，超过 60 个不能按波达计分"


def test_where_rankings_go_by_different_orders_each_is_named():
    other = replace(STRICT, code="q", name="另一排序")
    made = replace(campaign(STRICT, other), scheme=Scheme(borda=("q",)))
    (text,) = [one.text for one in rules_in_words(made) if one.title == "排序"]
    assert text.startswith(
        "“排序”名次不得重复；“另一排序”名次不得重复，须排满全部对象；“排序”按各票名次的平均数排列，越小越靠前；“另一排序”按波达分排列"
    )
    placed = replace(
        made, scheme=Scheme(placings=(Placing("r", Fraction(9), Fraction(1)), Placing("q", Fraction(9), Fraction(1))))
    )
    (text,) = [one.text for one in rules_in_words(placed) if one.title == "排序"]
    assert text.endswith("须排满全部对象。")


def test_pairs_of_a_pool_are_counted_as_those_of_one_crowd():
    townships = tuple(Electorate(f"e{n}", f"镇{n}", 9, ("组",), unit=f"对象{n}") for n in (1, 2, 3))
    made = made_of(STRICT, subjects=3, threshold=3, electorates=townships)
    made = replace(made, scheme=Scheme(pools=(Pool("乡镇", ("e1", "e2", "e3")),)))
    found = results(made, {f"e{n}": [{0: (1, 2)}] * 2 for n in (1, 2, 3)})
    # Each pair is ranked by the third township alone, which is too few; from the points of all it would follow.
    assert {pair.before for pair in found.pairs} == {Withheld(BELOW_LIMIT)}
    assert {one.points for one in found.rankings} == {Withheld(BELOW_LIMIT)}
    more = results(made, {f"e{n}": [{0: (1, 2)}] * 3 for n in (1, 2, 3)})
    assert {pair.before for pair in more.pairs} == {whole(3)}
    assert [one.points for one in more.rankings] == [whole(6), whole(3), whole(0)]


# --- paper ------------------------------------------------------------------------------------------------------------


def on_paper(made):
    """Two ballots in the box and three on paper, all with the same order."""
    box = count(made, {"e1": [{0: (1, 2)}] * 2})
    counted = count(made, {"e1": [{0: (1, 2)}] * 3}).of("e1")
    tellers = (Told("甲", "2026-11-21"), Told("乙", "2026-11-21"))
    paper = PaperTally(PaperCount("e1", 9, 3, 0, counted.marks), tellers)
    return disclose("c-1", made, replace(box, paper=(paper,)), {"e1": (2, 2, 2)})


def test_an_order_by_borda_that_paper_forbids_is_said_in_the_head():
    found = on_paper(made_of(TIED, subjects=2, borda=True))
    text = "“排序”名次可以并列，又有纸质票，不能按波达计分，没有排出先后。"
    assert found.remarks == (Remark(ORDER, None, void=False, text=text),)
    assert {one.points for one in found.rankings} == {None}
    assert on_paper(made_of(STRICT, subjects=2, borda=True)).remarks == ()
    assert on_paper(made_of(TIED, subjects=2)).remarks == ()


def test_a_report_tells_why_there_are_no_pairs():
    on = unit_report(on_paper(made_of(STRICT, subjects=2)), "s1").standings["r"]
    assert (on.faced, on.on_paper, on.too_long, on.points) == ((), True, False, whole(5))
    alone = unit_report(results(made_of(STRICT, subjects=1), {"e1": [{0: (1,)}]}), "s1").standings["r"]
    assert (alone.faced, alone.on_paper, alone.too_long) == ((), False, False)


def test_where_places_have_points_the_order_goes_by_them():
    placed = replace(made_of(STRICT, subjects=2), scheme=Scheme(placings=(Placing("r", Fraction(100), Fraction(2)),)))
    found = results(placed, {"e1": [{0: (1, 2)}, {0: (2, 1)}, {0: (1, 2)}]})
    assert unit_report(found, "s1").standings["r"].by == "名次赋分"
    assert ranks(found) == {"s1": "1", "s2": "2"}
