"""Nominations: votes, their share of every base, and the order, as far as they may be seen."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from evalsite.core.ballot import Nomination
from evalsite.core.campaign import Base, Electorate, Indicator, Type
from evalsite.core.disclosure import BELOW_LIMIT, Nominated, Shown, Withheld, disclose
from evalsite.core.report import unit_report
from evalsite.core.shown import whole
from tests.core.builders import campaign, count

NOMINATE = Indicator("n", "推荐", Type.NOMINATE)
CLOSING = {"e1": (20, 16, 12)}


def results(ballots, void=0, closing=None, **changes):
    made = campaign(NOMINATE, subjects=changes.pop("subjects", 3), **changes)
    tally = count(made, {"e1": [{0: Nomination(frozenset(one))} for one in ballots]}, {"e1": ["malformed"] * void})
    return disclose("c-1", made, tally, closing or CLOSING)


def test_votes_are_shared_out_of_every_base_with_their_place():
    found = results([{0, 1}, {0}, {0, 1}, {2}, set(), {0}], void=2)
    assert [(one.subject, one.votes, one.rank, one.of) for one in found.nominations] == [
        ("s1", whole(4), whole(1), 3),
        ("s2", whole(2), whole(2), 3),
        ("s3", whole(1), whole(3), 3),
    ]
    shares = {base: share.text for base, share in found.nominations[0].shares if isinstance(share, Shown)}
    assert shares == {Base.RETURNED: "50.00", Base.VALID: "66.67", Base.PRESENT: "25.00", Base.DUE: "20.00"}


def test_a_base_of_nobody_gives_no_share_and_who_has_as_many_votes_stands_beside():
    (one, other, third) = results([set()], closing={"e1": (0, 0, 0)}).nominations
    assert {base for base, share in one.shares if share is None} == {Base.PRESENT, Base.DUE}
    assert {one.rank, other.rank, third.rank} == {whole(1)}


def test_of_too_few_ballots_nothing_is_told_and_nobody_has_a_place():
    found = results([{0}], threshold=2)
    secret = Withheld(BELOW_LIMIT)
    assert found.nominations[0] == Nominated("n", "s1", secret, tuple((base, secret) for base in Base), secret, None)
    report = unit_report(found, "s1")
    assert report.standings["n"].nominated == found.nominations[0]
    assert [note.reason for note in report.footnotes] == [BELOW_LIMIT]


def test_each_group_has_its_own_order_and_who_was_not_asked_about_none():
    made = campaign(NOMINATE, subjects=3, electorates=(Electorate("e1", "干部", 20, ("组", "二")),))
    subjects = (*made.subjects[:2], replace(made.subjects[2], group="二"))
    made = replace(made, subjects=subjects)
    tally = count(made, {"e1": [{0: Nomination(frozenset({0, 2}))}]})
    found = disclose("c-1", made, tally, CLOSING).nominations
    assert [(one.rank, one.of) for one in found] == [(whole(1), 2), (whole(2), 2), (whole(1), 1)]
    narrow = replace(made, indicators=(replace(NOMINATE, groups=("组",)),))
    less = disclose("c-1", narrow, count(narrow, {"e1": []}), CLOSING)
    assert [one.subject for one in less.nominations] == ["s1", "s2"]


@given(st.lists(st.frozensets(st.integers(0, 2)), min_size=1, max_size=8), st.permutations(range(3)))
def test_renaming_the_candidates_permutes_votes_and_places(ballots, order):
    plain = results(ballots).nominations
    moved = results([{order.index(n) for n in one} for one in ballots]).nominations
    assert [(one.votes, one.rank) for one in moved] == [(plain[n].votes, plain[n].rank) for n in order]
    assert all(isinstance(one.votes, Shown) and one.votes.value <= Fraction(len(ballots)) for one in plain)


def test_who_is_not_on_the_list_of_the_own_unit_is_not_the_worse_for_it():
    voters = (Electorate("e1", "甲", 9, ("组",)), Electorate("e2", "乙", 9, ("组",), unit="对象1"))
    made = campaign(NOMINATE, subjects=2, electorates=voters)
    first, second = Nomination(frozenset({0})), Nomination(frozenset({0}))
    tally = count(made, {"e1": [{0: first}] * 2, "e2": [{0: second}] * 3})  # the second list begins with the other
    found = disclose("c-1", made, tally, {"e1": (2, 2, 2), "e2": (3, 3, 3)}).nominations
    assert [(one.votes, one.rank) for one in found] == [(whole(2), whole(1)), (whole(3), whole(2))]
