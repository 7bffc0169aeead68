"""Tickets are issued once; the plain codes leave with the slips and stay nowhere."""

from collections import Counter
from functools import partial

import pytest

from evalsite.core import ticket as codes
from evalsite.core.reconciling import Account
from evalsite.core.refusals import AlreadyIssued, TicketStamped, TicketsUsed, UnknownTicket, VoidTicket, WrongState
from evalsite.crypto.ticketcode import read_code
from evalsite.usecases import closing, reconciling, ticketing
from evalsite.usecases.ticketing import Overtaken
from tests import factories
from tests.factories import BASE_URL, NOW, SECRET
from tests.usecases.helpers import at_once, rows


def issue(live, write, *, anew=False):
    return ticketing.issue(live.desk, SECRET, live.id, BASE_URL, write, anew=anew)


def test_as_many_tickets_are_issued_as_the_manifest_says(ledgers):
    live = factories.publish(ledgers, factories.two_electorates(6, 9), issue=False)
    made: list[ticketing.Issue] = []
    assert issue(live, made.append) == 15
    assert Counter(ticket.electorate for ticket in made[0].tickets) == {"A": 6, "B": 9}
    assert Counter(row["electorate"] for row in rows(live.desk, "ticket")) == {"A": 6, "B": 9}
    assert len({ticket.code for ticket in made[0].tickets}) == 15
    assert all(read_code(SECRET, ticket.code) == ticket.code for ticket in made[0].tickets)


def test_a_slip_leads_to_the_site_with_code_and_fingerprint_behind_the_hash(ledgers):
    live = factories.publish(ledgers, issue=False)
    made: list[ticketing.Issue] = []
    issue(live, made.append)
    for ticket in made[0].tickets:
        assert ticket.url == f"{BASE_URL}/b#{ticket.code}.{live.published.fingerprint}"


def test_only_hashes_of_codes_are_stored(ledgers):
    live = factories.publish(ledgers)
    stored = rows(live.desk, "ticket")
    assert {row["code_hash"] for row in stored} == {codes.code_hash(code) for code in live.codes["A"]}
    assert {row["blinded"] for row in stored} == {bytes(256)}
    everything = repr([rows(live.desk, table) for table in ("campaign", "roll_campaign", "ticket")])
    assert not any(code in everything for code in live.codes["A"])
    if live.desk.path is not None:
        raw = live.desk.path.read_bytes()
        assert not any(code.encode() in raw for code in live.codes["A"])


def test_tickets_are_issued_once(ledgers):
    live = factories.publish(ledgers)
    with pytest.raises(AlreadyIssued):
        issue(live, lambda _: pytest.fail("slips were printed a second time"))


def test_of_several_who_issue_at_once_one_wins_and_its_slips_are_the_valid_ones(ledgers):
    live = factories.publish(ledgers, issue=False)
    made: list[list[ticketing.Issue]] = [[] for _ in range(4)]
    answers = at_once([partial(issue, live, mine.append) for mine in made])
    won = [number for number, answer in enumerate(answers) if answer == 6]
    assert len(won) == 1
    assert all(isinstance(answer, AlreadyIssued) for answer in answers if answer != 6)
    valid = {codes.code_hash(ticket.code) for ticket in made[won[0]][0].tickets}
    assert {row["code_hash"] for row in rows(live.desk, "ticket")} == valid


@pytest.mark.parametrize("anew", [False, True])
def test_who_comes_late_takes_nobodys_first_slips_back(sqlite_only, anew):
    live = factories.publish(sqlite_only, issue=False)
    made: list[ticketing.Issue] = []

    def meanwhile(_issue):
        issue(live, made.append, anew=anew)

    with pytest.raises(AlreadyIssued):
        issue(live, meanwhile, anew=anew)
    valid = {codes.code_hash(ticket.code) for ticket in made[0].tickets}
    assert {row["code_hash"] for row in rows(live.desk, "ticket")} == valid


def test_who_may_issue_no_longer_issues_nothing(sqlite_only):
    live = factories.publish(sqlite_only, issue=False)
    with pytest.raises(Overtaken):
        ticketing.issue(live.desk, SECRET, live.id, BASE_URL, lambda _: None, settle=lambda _: False)
    assert rows(live.desk, "ticket") == []


def test_no_ticket_counts_when_the_slips_could_not_be_written(ledgers):
    live = factories.publish(ledgers, issue=False)

    def fail(_issue):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        issue(live, fail)
    assert rows(live.desk, "ticket") == []
    assert not ticketing.are_issued(live.desk, live.id)
    assert issue(live, lambda _: None) == 6
    assert ticketing.are_issued(live.desk, live.id)


def test_no_tickets_for_a_draft_or_a_closed_campaign(ledgers):
    draft = factories.take_in(ledgers)
    with pytest.raises(WrongState):
        ticketing.issue(ledgers.desk, SECRET, draft, BASE_URL, lambda _: None)
    live = factories.publish(ledgers, issue=False)
    closing.close(live.desk, live.box, live.id, NOW)
    with pytest.raises(WrongState):
        issue(live, lambda _: None)
    assert rows(live.desk, "ticket") == []


def test_the_order_of_the_slips_tells_nothing_of_the_electorate(sqlite_only):
    """Slips come shuffled: 30 of one kind and 30 of another never lie in two blocks (1 in 10**17 by chance)."""
    live = factories.publish(sqlite_only, factories.two_electorates(30, 30), issue=False)
    made: list[ticketing.Issue] = []
    issue(live, made.append)
    order = [ticket.electorate for ticket in made[0].tickets]
    assert order not in (sorted(order), sorted(order, reverse=True))


# --- slips that were lost on their way --------------------------------------------------------------------------------


def test_slips_that_were_lost_are_made_anew_and_the_lost_ones_no_longer_vote(ledgers):
    live = factories.publish(ledgers)
    made: list[ticketing.Issue] = []
    lost = live.codes["A"][0]
    assert issue(live, made.append, anew=True) == 6
    with pytest.raises(VoidTicket):
        factories.cast(live, lost)
    for ticket in made[0].tickets:
        factories.cast(live, ticket.code)
    statement = closing.close(live.desk, live.box, live.id, NOW)
    assert statement["counts"] == [{"electorate": "A", "issued": 6, "stamped": 6, "dropped": 6}]


def test_once_somebody_has_voted_no_slip_is_taken_back(ledgers):
    live = factories.publish(ledgers)
    factories.cast(live, live.codes["A"][0])
    before = rows(live.desk, "ticket")
    with pytest.raises(TicketsUsed):
        issue(live, lambda _: None, anew=True)
    assert rows(live.desk, "ticket") == before
    factories.cast(live, live.codes["A"][1])


def test_of_several_who_make_slips_anew_at_once_the_valid_ones_are_those_of_who_was_told_so(ledgers):
    live = factories.publish(ledgers)
    made: list[list[ticketing.Issue]] = [[] for _ in range(4)]
    answers = at_once([partial(issue, live, mine.append, anew=True) for mine in made])
    assert [answer for answer in answers if answer != 6 and not isinstance(answer, AlreadyIssued)] == []
    unused = {row["code_hash"] for row in rows(live.desk, "ticket") if row["state"] == 0}
    printed = [
        {codes.code_hash(t.code) for t in mine[0].tickets} for mine, a in zip(made, answers, strict=True) if a == 6
    ]
    assert unused in printed
    assert len(unused) == 6


def test_a_lost_issue_that_cannot_be_written_either_leaves_the_first_one_valid(ledgers):
    live = factories.publish(ledgers)

    def fail(_issue):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        issue(live, fail, anew=True)
    factories.cast(live, live.codes["A"][0])


# --- one slip that comes back -----------------------------------------------------------------------------------------


def void(live, slip):
    return ticketing.void(live.desk, SECRET, live.id, slip)


def test_a_slip_that_is_voided_no_longer_votes_and_the_others_do(ledgers):
    live = factories.publish(ledgers)
    back, *rest = live.codes["A"]
    assert void(live, back) == ticketing.Voided("职工", 1, new=True)
    with pytest.raises(VoidTicket):
        factories.cast(live, back)
    for code in rest:
        factories.cast(live, code)
    assert ticketing.voided(live.desk, live.id) == {"A": 1}
    (counts,) = closing.close(live.desk, live.box, live.id, NOW)["counts"]
    assert counts == {"electorate": "A", "issued": 6, "stamped": 5, "dropped": 5}  # it was issued: it stays counted


def test_a_slip_is_voided_as_printed_as_typed_or_as_a_scanner_reads_it(ledgers):
    live = factories.publish(ledgers)
    first, second, third = live.codes["A"][:3]
    void(live, codes.in_groups(first).lower())
    void(live, codes.slip_url(BASE_URL, second, live.published.fingerprint))
    void(live, f" {third} ")
    assert ticketing.voided(live.desk, live.id) == {"A": 3}


def test_voiding_a_slip_twice_is_no_error_and_counts_once(ledgers):
    live = factories.publish(ledgers)
    void(live, live.codes["A"][0])
    assert void(live, live.codes["A"][0]) == ticketing.Voided("职工", 1, new=False)


def test_a_slip_that_has_voted_is_not_voided(ledgers):
    live = factories.publish(ledgers)
    factories.cast(live, live.codes["A"][0])
    before = rows(live.desk, "ticket")
    with pytest.raises(TicketStamped):
        void(live, live.codes["A"][0])
    assert rows(live.desk, "ticket") == before


def test_a_slip_of_another_campaign_or_none_is_unknown_and_stays_as_it_was(ledgers):
    live, other = factories.publish(ledgers), factories.publish(ledgers)
    for slip in (other.codes["A"][0], "0" * 24, "", "#"):
        with pytest.raises(UnknownTicket):
            void(live, slip)
    factories.cast(other, other.codes["A"][0])


def test_a_slip_that_was_taken_back_is_not_voided_once_more(ledgers):
    live = factories.publish(ledgers)
    lost = live.codes["A"][0]
    issue(live, lambda _: None, anew=True)
    with pytest.raises(VoidTicket):
        void(live, lost)
    assert ticketing.voided(live.desk, live.id) == {}


def test_no_slip_is_voided_when_the_vote_is_over(ledgers):
    live = factories.publish(ledgers)
    closing.close(live.desk, live.box, live.id, NOW)
    with pytest.raises(WrongState):
        void(live, live.codes["A"][0])


def test_of_a_vote_and_a_voiding_at_the_same_moment_one_wins(ledgers):
    live = factories.publish(ledgers)
    for code in live.codes["A"]:
        sealed = factories.seal(live)
        voted, voided = at_once([partial(factories.stamp, live, code, sealed), partial(void, live, code)])
        assert isinstance(voted, VoidTicket) != isinstance(voided, TicketStamped)


def test_the_order_in_which_slips_were_voided_stays_nowhere_in_the_file(sqlite_only):
    """Void forwards in one copy and backwards in another: the files are the same, byte for byte."""
    live = factories.publish(sqlite_only)
    path = live.desk.path
    assert path is not None
    before = path.read_bytes()
    files = []
    for slips in (live.codes["A"], live.codes["A"][::-1]):
        for code in slips:
            void(live, code)
        live.desk.dispose()
        files.append(path.read_bytes())
        path.write_bytes(before)
    assert files[0] == files[1]


# --- a parcel that never arrived, and the accounts of all slips -------------------------------------------------------


def test_a_parcel_is_voided_at_once_and_each_slip_is_accounted_for(ledgers):
    live = factories.publish(ledgers)
    first, second, voted = live.codes["A"][:3]
    factories.cast(live, voted)
    found = ticketing.void_all(live.desk, SECRET, live.id, [first, second, first, voted, "?"])
    assert found[:3] == [
        ticketing.Voided("职工", 1, new=True),
        ticketing.Voided("职工", 2, new=True),
        ticketing.Voided("职工", 2, new=False),
    ]
    assert [type(one) for one in found[3:]] == [TicketStamped, UnknownTicket]
    assert ticketing.void_all(live.desk, SECRET, live.id, [first, "?"])[0] == ticketing.Voided("职工", 2, new=False)


def test_issued_is_used_and_void_and_unused_in_bounds_while_people_vote_and_exactly_afterwards(ledgers):
    live = factories.publish(ledgers, factories.two_electorates(12, 6))
    for code in live.codes["A"][:7]:
        factories.cast(live, code)
    void(live, live.codes["A"][8])
    first, second = reconciling.reconcile(live.desk, live.id, NOW, 0).accounts
    assert first == Account("职工", 12, 5, 1, exact=False)
    assert second == Account("服务对象", 6, 0, 0, exact=False)
    closing.close(live.desk, live.box, live.id, NOW)
    found = reconciling.reconcile(live.desk, live.id, NOW, 180)
    assert found.exact
    assert found.accounts[0] == Account("职工", 12, 7, 1, exact=True)
    assert found.accounts[0].unused == 4
