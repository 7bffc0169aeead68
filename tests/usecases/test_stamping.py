"""The roll stamps each ticket's envelope exactly once, in its time, whatever is asked how often and by how many."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import text

from evalsite.core import ticket as codes
from evalsite.core.refusals import AlreadyStamped, Closed, Malformed, NotOpen, UnknownTicket, VoidTicket
from evalsite.crypto import blindrsa
from evalsite.crypto.ticketcode import new_code
from evalsite.store import roll
from evalsite.usecases import closing, stamping
from tests import factories
from tests.factories import NOW, SECRET
from tests.usecases.helpers import Interrupted, at_once, interrupted_at, rows, statements

OPENS, CLOSES = NOW - timedelta(hours=1), NOW + timedelta(hours=1)


@pytest.fixture
def live(ledgers):
    return factories.publish(ledgers, factories.small_campaign(opens=OPENS, closes=CLOSES))


def fetch(live, code, now=NOW):
    return stamping.fetch_sheet(live.desk, SECRET, code, now)


def ask(live, code, blinded, now=NOW):
    return stamping.stamp(live.desk, SECRET, code, blinded, now)


def state_of(live, code):
    return next(row["state"] for row in rows(live.desk, "ticket") if row["code_hash"] == codes.code_hash(code))


# --- the sheet --------------------------------------------------------------------------------------------------------


def test_looking_at_the_sheet_spends_nothing_however_often(live):
    code = live.codes["A"][0]
    for _ in range(3):
        answer = fetch(live, code)
        assert (answer.manifest, answer.electorate) == (live.published.text, "A")
        assert (answer.ticket, answer.phase) == ("unused", "open")
    assert state_of(live, code) == roll.UNUSED


def test_the_sheet_is_shown_before_during_and_after_the_voting(live):
    code = live.codes["A"][0]
    phases = [
        fetch(live, code, now).phase
        for now in (OPENS - timedelta(seconds=1), OPENS, CLOSES - timedelta(seconds=1), CLOSES)
    ]
    assert phases == ["waiting", "open", "open", "closed"]
    factories.cast(live, code)
    closing.close(live.desk, live.box, live.id, NOW)
    answer = fetch(live, code)
    assert (answer.ticket, answer.phase) == ("stamped", "closed")


def test_a_campaign_without_times_is_open_until_it_is_closed(ledgers):
    live = factories.publish(ledgers)
    code = live.codes["A"][0]
    assert fetch(live, code, NOW - timedelta(days=9999)).phase == "open"
    assert fetch(live, code, NOW + timedelta(days=9999)).phase == "open"
    closing.close(live.desk, live.box, live.id, NOW)
    assert fetch(live, code).phase == "closed"


def test_a_code_is_read_as_people_type_it(live):
    typed = codes.in_groups(live.codes["A"][0]).lower().replace("0", "o").replace("1", "l")
    assert fetch(live, typed).electorate == "A"


# --- which tickets ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code", ["", "X", "0" * 24, "A" * 25, "测评码", "\ud800", "'; DROP TABLE ticket; --", "0" * 100_000]
)
def test_garbage_is_refused_before_any_look_up(sqlite_only, code):
    live = factories.publish(sqlite_only, issue=False)
    with statements(live.desk, live.box) as sent:
        for refused in (lambda: fetch(live, code), lambda: ask(live, code, bytes(256))):
            with pytest.raises(UnknownTicket):
                refused()
    assert sent == []


def test_a_mistyped_code_is_refused_before_any_look_up(live):
    code = live.codes["A"][0]
    swapped = {"0": "1"}.get(code[5], "0")
    with statements(live.desk, live.box) as sent, pytest.raises(UnknownTicket):
        fetch(live, code[:5] + swapped + code[6:])
    assert sent == []


def test_a_code_of_another_installation_is_refused_before_any_look_up(live):
    foreign = new_code("the secret of another installation", bytes(10))
    with statements(live.desk, live.box) as sent, pytest.raises(UnknownTicket):
        ask(live, foreign, bytes(256))
    assert sent == []


def test_a_well_signed_code_that_was_never_issued_is_unknown(live):
    with pytest.raises(UnknownTicket):
        fetch(live, new_code(SECRET, b"\x05" * 10))
    with pytest.raises(UnknownTicket):
        ask(live, new_code(SECRET, b"\x05" * 10), bytes(256))


def test_a_void_ticket_gets_no_stamp_and_says_that_it_is_void(live):
    code, other = live.codes["A"][:2]
    with live.desk.write() as connection:
        void = text("UPDATE ticket SET state = 2 WHERE code_hash = :hash")
        connection.execute(void, {"hash": codes.code_hash(code)})
    with pytest.raises(VoidTicket):
        ask(live, code, factories.seal(live).blinded)
    assert fetch(live, code).ticket == "void"
    factories.cast(live, other)


# --- when -------------------------------------------------------------------------------------------------------------


def test_stamps_begin_at_the_opening_time_and_end_at_the_deadline(live):
    first, last, late = live.codes["A"][:3]
    with pytest.raises(NotOpen):
        factories.stamp(live, first, factories.seal(live), OPENS - timedelta(seconds=1))
    factories.stamp(live, first, factories.seal(live), OPENS)
    factories.stamp(live, last, factories.seal(live), CLOSES - timedelta(seconds=1))
    for now in (CLOSES, CLOSES + timedelta(days=1)):
        with pytest.raises(Closed):
            factories.stamp(live, late, factories.seal(live), now)
    assert [state_of(live, code) for code in (first, last, late)] == [roll.STAMPED, roll.STAMPED, roll.UNUSED]


def test_a_lost_answer_is_given_again_after_the_deadline_as_long_as_the_box_is_open(live):
    sealed, code = factories.seal(live), live.codes["A"][0]
    before = factories.stamp(live, code, sealed)
    assert factories.stamp(live, code, sealed, CLOSES + timedelta(hours=1)) == before


def test_no_stamp_after_the_closing(live):
    sealed, code = factories.seal(live), live.codes["A"][0]
    factories.stamp(live, code, sealed)
    closing.close(live.desk, live.box, live.id, NOW)
    for ticket, message in ((code, sealed), (live.codes["A"][1], factories.seal(live))):
        with pytest.raises(Closed):
            factories.stamp(live, ticket, message)


# --- once -------------------------------------------------------------------------------------------------------------


def test_the_same_message_gets_the_same_stamp_and_another_none(live):
    sealed, code = factories.seal(live), live.codes["A"][0]
    first = ask(live, code, sealed.blinded)
    assert ask(live, code, sealed.blinded) == first
    with pytest.raises(AlreadyStamped):
        ask(live, code, factories.seal(live).blinded)
    with pytest.raises(AlreadyStamped):
        ask(live, code, sealed.blinded[:-1])
    assert ask(live, code, sealed.blinded) == first


def test_of_twenty_phones_with_one_ticket_exactly_one_gets_a_stamp(live):
    code = live.codes["A"][0]
    for _ in range(2):  # the second time the ticket is used already
        messages = [factories.seal(live) for _ in range(20)]
        before = rows(live.desk, "ticket")
        answers = at_once([partial(ask, live, code, one.blinded) for one in messages])
        won = [number for number, answer in enumerate(answers) if isinstance(answer, bytes)]
        assert all(isinstance(answer, AlreadyStamped) for number, answer in enumerate(answers) if number not in won)
        if any(row["state"] == roll.STAMPED for row in before):
            assert (won, rows(live.desk, "ticket")) == ([], before)
            return
        (winner,) = won
        (used,) = [row for row in rows(live.desk, "ticket") if row["state"] == roll.STAMPED]
        assert used["blinded"] == messages[winner].blinded
        stamped = blindrsa.finalize(live.key(), messages[winner].message, answers[winner], messages[winner].inverse)
        factories.drop(live, messages[winner], stamped)


def test_of_twenty_impatient_requests_of_one_phone_all_get_the_same_stamp(live):
    sealed, code = factories.seal(live), live.codes["A"][0]
    answers = at_once([lambda: ask(live, code, sealed.blinded)] * 20)
    assert len(set(answers)) == 1
    assert isinstance(answers[0], bytes)


def test_many_tickets_at_once_are_all_stamped(ledgers):
    live = factories.publish(ledgers, factories.small_campaign(20))
    sealed = [factories.seal(live) for _ in range(20)]
    pairs = zip(live.codes["A"], sealed, strict=True)
    answers = at_once([partial(factories.stamp, live, code, one) for code, one in pairs])
    assert all(isinstance(answer, bytes) for answer in answers), answers


@pytest.mark.parametrize("number", range(1, 6))
def test_a_stamp_interrupted_at_any_statement_is_given_to_the_retry_and_no_other(live, number):
    sealed, code = factories.seal(live), live.codes["A"][0]
    with interrupted_at(number, live.desk):
        try:
            ask(live, code, sealed.blinded)
        except Interrupted:
            assert state_of(live, code) == roll.UNUSED
    stamped = factories.stamp(live, code, sealed)
    with pytest.raises(AlreadyStamped):
        ask(live, code, factories.seal(live).blinded)
    assert len(factories.drop(live, sealed, stamped).leaf) == 32


def test_killed_between_commit_and_answer_the_retry_gets_the_stamp(live, monkeypatch):
    sealed, code = factories.seal(live), live.codes["A"][0]

    def die(_key, _blinded):
        raise Interrupted

    with monkeypatch.context() as patch:
        patch.setattr(blindrsa.IssuingKey, "blind_sign", die)
        with pytest.raises(Interrupted):
            ask(live, code, sealed.blinded)
    assert state_of(live, code) == roll.STAMPED
    factories.drop(live, sealed, factories.stamp(live, code, sealed))


@pytest.mark.parametrize("blinded", [b"", bytes(255), bytes(257), b"\xff" * 256])
def test_what_can_never_be_stamped_does_not_spend_the_ticket(live, blinded):
    code = live.codes["A"][0]
    with pytest.raises(Malformed):
        ask(live, code, blinded)
    assert state_of(live, code) == roll.UNUSED
    factories.cast(live, code)


# --- cost and traces --------------------------------------------------------------------------------------------------


def test_a_stamp_takes_the_same_few_statements_however_many_tickets_there_are(ledgers):
    counts = set()
    for tickets in (5, 60):
        live = factories.publish(ledgers, factories.small_campaign(tickets))
        for code in live.codes["A"][:3]:
            sealed = factories.seal(live)
            with statements(live.desk, live.box) as sent:
                ask(live, code, sealed.blinded)
            counts.add(len([statement for statement in sent if not statement.startswith("BEGIN")]))
    assert counts == {4}


def test_stamping_changes_the_ticket_in_place_and_adds_no_row_anywhere(live):
    before = {table: len(rows(live.desk, table)) for table in ("campaign", "roll_campaign", "ticket", "job", "sign_in")}
    sizes = {len(row["blinded"]) for row in rows(live.desk, "ticket")}
    for code in live.codes["A"][:3]:
        factories.stamp(live, code, factories.seal(live))
    assert {table: len(rows(live.desk, table)) for table in before} == before
    assert {len(row["blinded"]) for row in rows(live.desk, "ticket")} == sizes == {256}
