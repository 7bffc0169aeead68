"""Paper ballots join the tally as a source of their own, and what is shown rests on both together."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core.ballot import Nomination
from evalsite.core.campaign import Base, Electorate, Indicator, Rates, Type
from evalsite.core.disclosure import Shown, Withheld, disclose
from evalsite.core.moderation import Moderation
from evalsite.core.paper import PaperCount, PaperLine, PaperTally, Told, crowd
from evalsite.core.paperwords import paper_rows, printed_rules, sentence
from evalsite.core.questionnaire import sheet_for
from evalsite.core.quorum import Quorum
from evalsite.core.rulewords import rules_in_words
from evalsite.core.scheme import Pool, Scheme
from evalsite.core.tally import Tally
from evalsite.core.unanimity import unanimous
from evalsite.core.writeins import Target
from tests.core.builders import GRADED, campaign, count

TELLERS = (Told("甲", "2026-11-21T18:00:00+08:00"), Told("乙", "2026-11-21T18:05:00+08:00"))


def with_paper(made, ballots, paper, electorate="e1", issued=10, void=0):
    """A tally of ballots in the box, and of others on paper, both as answers by slot number."""
    box = count(made, ballots)
    counted = count(made, {electorate: paper}).of(electorate)
    one = PaperCount(electorate, issued, counted.valid + void, void, counted.marks)
    return replace(box, paper=(PaperTally(one, TELLERS),))


def closing(made, tally, stamped=None):
    return {
        e.code: (e.tickets, tally.of(e.code).returned if stamped is None else stamped, tally.of(e.code).returned)
        for e in made.electorates
    }


def shown(made, tally):
    return disclose("c-1", made, tally, closing(made, tally))


def votes_of(results, subject="s1", electorate="e1"):
    return [c.votes for c in results.counts if (c.subject, c.electorate) == (subject, electorate)]


def test_votes_and_scores_are_of_both_sources_together():
    made = campaign(subjects=1)
    split = shown(made, with_paper(made, {"e1": [{0: 1}, {0: 2}]}, [{0: 1}, {0: 3}]))
    whole = shown(made, count(made, {"e1": [{0: 1}, {0: 2}, {0: 1}, {0: 3}]}))
    assert (split.counts, split.scores) == (whole.counts, whole.scores)


@pytest.mark.parametrize(
    ("base", "expected"), [(Base.RETURNED, 10), (Base.VALID, 8), (Base.DUE, 20), (Base.PRESENT, 14)]
)
def test_every_base_of_rates_takes_the_paper_in(base, expected):
    made = campaign(subjects=1, rates=Rates(base))
    tally = with_paper(made, {"e1": [{0: 1}] * 4}, [{0: 1}] * 4, issued=10, void=2)
    (rate, *_) = [c.rate for c in shown(made, tally).counts if c.electorate == "e1"]
    assert isinstance(rate, Shown)
    assert rate.value == Fraction(round(10000 * 8 / expected), 100) or rate.value * expected == 800


def test_turnout_stays_that_of_the_box_and_paper_stands_beside_it():
    made = campaign(subjects=1)
    results = shown(made, with_paper(made, {"e1": [{0: 1}] * 3}, [{0: 1}] * 2, issued=5, void=1))
    (line,) = results.turnout
    assert (line.issued, line.stamped, line.dropped, line.valid, line.void) == (20, 3, 3, 3, 0)
    assert results.paper == (PaperLine("e1", 5, 3, 2, 1, TELLERS),)
    (both,) = results.attendance
    assert (both.issued, both.stamped, both.dropped, both.valid, both.void) == (20, 8, 6, 5, 1)


def test_a_quorum_counts_who_voted_on_paper():
    scheme = Scheme(quorums=(Quorum("", Fraction(1, 2)),))
    made = replace(campaign(subjects=1), scheme=scheme)
    assert shown(made, count(made, {"e1": [{0: 1}] * 6})).remarks
    assert not shown(made, with_paper(made, {"e1": [{0: 1}] * 6}, [{0: 1}] * 4)).remarks


def test_a_tally_with_paper_comes_back_from_json_as_it_was_and_one_without_has_no_such_key():
    made = campaign()
    tally = with_paper(made, {"e1": [{0: 1}]}, [{0: 2, 1: 3}], void=1)
    assert Tally.from_json(tally.to_json()) == tally
    assert "paper" not in count(made, {"e1": []}).to_json()


# --- what tellers know ------------------------------------------------------------------------------------------------


@given(st.integers(0, 12), st.integers(0, 12), st.integers(1, 6))
def test_a_figure_is_shown_only_where_neither_the_public_nor_a_teller_is_left_with_too_few(box, paper, k):
    """The public sees both sources together; a teller takes the paper out, and is left with the ballots of the box."""
    made = campaign(subjects=1, threshold=k)
    tally = with_paper(made, {"e1": [{0: 1}] * box}, [{0: 2}] * paper, issued=12)
    visible = all(isinstance(votes, Shown) for votes in votes_of(shown(made, tally)))
    assert visible == (box + paper >= k and not 0 < box < k)


def test_what_is_withheld_for_the_tellers_sake_is_withheld_from_every_sum_too():
    voters = (Electorate("e1", "甲", 20, ("组",)), Electorate("e2", "乙", 20, ("组",)))
    made = campaign(subjects=1, electorates=voters, threshold=5)
    tally = with_paper(made, {"e1": [{0: 1}] * 2, "e2": [{0: 1}] * 8}, [{0: 1}] * 10)
    results = shown(made, tally)
    assert all(isinstance(votes, Withheld) for votes in votes_of(results, electorate="*"))
    assert all(isinstance(votes, Shown) for votes in votes_of(results, electorate="e2"))


def test_a_mean_of_few_electronic_numbers_is_withheld_however_many_are_on_paper():
    made = campaign(Indicator("s", "打分", Type.SCORE), subjects=1, threshold=5)
    box = [{0: 90}, {0: 80}, {}, {}, {}]
    (line,) = [s for s in shown(made, with_paper(made, {"e1": box}, [{0: 70}] * 10)).scores if s.electorate == "e1" and s.indicator]  # fmt: skip
    assert isinstance(line.score, Withheld)
    (line,) = [s for s in shown(made, with_paper(made, {"e1": [{0: 90}] * 5}, [{0: 70}])).scores if s.electorate == "e1" and s.indicator]  # fmt: skip
    assert isinstance(line.score, Shown)


def test_a_name_written_in_is_counted_beside_all_votes_on_paper_too():
    made = campaign(Indicator("n", "推荐", Type.NOMINATE, most=2), threshold=5)
    ticked = {0: Nomination(frozenset({0}))}
    tally = with_paper(made, {"e1": [ticked] * 5 + [{0: Nomination(written=("小对",))}]}, [ticked] * 8)
    merged = Moderation(merges={"n": {"小对": Target(subject="s1")}})
    results = disclose("c-1", made, tally, {"e1": (20, 6, 6)}, merged)
    votes = next(x.votes for x in results.counts if (x.electorate, x.subject) == ("*", "s1"))
    assert votes == Shown(Fraction(14), "14")  # five ticked in the box, eight on paper, one wrote the name


def test_nobody_hides_among_the_paper_ballots_that_a_teller_has_seen():
    assert (crowd(3, 100), crowd(0, 100), crowd(7, 0), crowd(0, 0)) == (3, 100, 7, 0)


@given(st.lists(st.integers(0, 4), max_size=15), st.lists(st.integers(0, 4), max_size=15))
def test_which_ballots_were_on_paper_changes_no_vote(box, paper):
    made = campaign(GRADED, subjects=1)
    answers = [[{0: grade} if grade else {} for grade in part] for part in (box, paper)]
    both = with_paper(made, {"e1": answers[0]}, answers[1]).together("e1")
    whole = count(made, {"e1": answers[0] + answers[1]}).of("e1")
    slot = sheet_for(made, "e1").slots[0]
    assert [both.votes(slot, value) for value in range(5)] == [whole.votes(slot, value) for value in range(5)]
    assert (both.returned, both.valid) == (whole.returned, whole.valid)


# --- rankings and pools -----------------------------------------------------------------------------------------------

RANK = Indicator("r", "排序", Type.RANK)


def test_places_on_paper_are_counted_and_who_stands_before_whom_is_then_shown_to_nobody():
    made = campaign(RANK)
    results = shown(made, with_paper(made, {"e1": [{0: (1, 2)}] * 6}, [{0: (2, 1)}] * 2))
    assert results.pairs == ()
    assert shown(made, count(made, {"e1": [{0: (1, 2)}] * 6})).pairs
    places = {c.grade: c.votes for c in results.counts if (c.subject, c.electorate) == ("s1", "e1")}
    assert [getattr(places[f"第{n}名"], "text", "") for n in (1, 2)] == ["6", "2"]
    (points, *_) = [one.points for one in results.rankings if one.subject == "s1"]
    assert isinstance(points, Shown)
    assert points.value == 6


def test_points_of_a_ranking_with_shared_places_do_not_exist_where_some_ranked_on_paper():
    made = campaign(replace(RANK, ties=True))
    results = shown(made, with_paper(made, {"e1": [{0: (1, 1)}] * 6}, [{0: (2, 1)}] * 2))
    assert [one.points for one in results.rankings] == [None, None]


def test_electorates_in_one_heap_hide_one_ballot_among_those_of_their_boxes_together():
    voters = tuple(Electorate(code, code, 20, ("组",)) for code in ("e1", "e2"))
    pools = replace(campaign(electorates=voters, threshold=5), scheme=Scheme(pools=(Pool("两镇", ("e1", "e2")),)))
    enough = with_paper(pools, {"e1": [{0: 1}] * 3, "e2": [{0: 1}] * 2}, [{0: 1}] * 4)
    few = with_paper(pools, {"e1": [{0: 1}] * 3, "e2": [{0: 1}]}, [{0: 1}] * 4)
    assert all(isinstance(c.votes, Shown) for c in shown(pools, enough).counts if c.subject == "s1")
    assert all(isinstance(c.votes, Withheld) for c in shown(pools, few).counts if c.subject == "s1")


def test_who_agrees_on_paper_and_in_the_box_is_named_as_unanimous_and_nobody_else():
    made = campaign(subjects=1, threshold=5)
    alike = shown(made, with_paper(made, {"e1": [{0: 1}] * 6}, [{0: 1}] * 3))
    assert [(one.electorate, one.mark, one.ballots) for one in unanimous(alike)] == [("e1", "优秀", 9)]
    assert unanimous(shown(made, with_paper(made, {"e1": [{0: 1}] * 6}, [{0: 2}] * 3))) == ()
    # Six in the box that agree, and three on paper that left the mark out: not all of the nine agree.
    assert unanimous(shown(made, with_paper(made, {"e1": [{0: 1}] * 6}, [{}] * 3))) == ()


# --- in words ---------------------------------------------------------------------------------------------------------


def test_reports_say_how_many_voted_on_paper_who_counted_and_what_nobody_can_recheck():
    voters = (Electorate("e1", "甲", 20, ("组",)), Electorate("e2", "乙", 20, ("组",)))
    made = campaign(subjects=1, electorates=voters)
    results = shown(made, with_paper(made, {"e1": [{0: 1}] * 3}, [{0: 1}] * 4, issued=6, void=1))
    (row,) = paper_rows(results)
    assert (row.name, row.issued, row.returned, row.valid, row.void, row.tellers) == ("甲", 6, 5, 4, 1, "甲、乙")
    assert paper_rows(results, {"e2"}) == ()
    assert sentence([row, row]) == "其中纸质票发出 12 张，收回 10 张，有效 8 张。"
    assert sentence([]) == ""
    assert "系统不能复核" in printed_rules(results)[-1].text
    assert printed_rules(shown(made, count(made, {"e1": []}))) == rules_in_words(made)
    assert results.paper[0].to_json()["tellers"] == [{"teller": one.teller, "at": one.at} for one in TELLERS]
