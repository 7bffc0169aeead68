"""Seats of scrutineers: set, filled, published with; shares taken, proved, tried, given from afar."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from evalsite.core.permission import Reach, Role
from evalsite.core.refusals import (
    BadSeats,
    BadShare,
    CeremonyUnfinished,
    DepositLost,
    DraftChanged,
    ExcessEnvelopes,
    ForeignKey,
    ForeignShare,
    GuessablePassword,
    InvitationWithdrawn,
    NoSeats,
    NoSuchSeat,
    NotSeated,
    OpeningUnderWay,
    OtherSeat,
    ProofExpired,
    RoomLeft,
    SamePassword,
    SeatsLacking,
    SeatsSet,
    ShareGiven,
    ShareTaken,
    SignInPaused,
    TooFewShares,
    TooFewTaken,
    TriedBefore,
    WrongCollectionPassword,
    WrongState,
    WrongWords,
)
from evalsite.core.seats import Gap, Wanted, Way
from evalsite.crypto import blindrsa
from evalsite.crypto.blindrsa import IssuingKey
from evalsite.paper.protocol_content import protocol_content
from evalsite.store import jobs
from evalsite.store import seats as store
from evalsite.usecases import (
    certifying,
    closing,
    depositing,
    destroying,
    drafting,
    giving,
    guessing,
    inviting,
    keeping_accounts,
    opening,
    preparing,
    protocoling,
    rehearsing,
    seating,
    taking,
    ticketing,
    zoning,
)
from evalsite.usecases.depositing import OPENING, TRIAL
from evalsite.usecases.inviting import Guest
from evalsite.usecases.preparing import Terms
from tests import factories
from tests.factories import BASE_URL, NOW, SECRET
from tests.usecases import scrutiny
from tests.usecases.helpers import rows, statements, tamper
from tests.usecases.scrutiny import LATER, by
from tests.usecases.seats import COLLECT, NAMES, OWN_TERMS, PASSWORD, SETTINGS, account, arranged, people, published

AN_HOUR = timedelta(hours=1)


def protocol_text(protocol):
    """The lines of its first section."""
    (terms,) = protocol_content(protocol)["sections"][0]["blocks"]
    return "；".join(f"{row['title']} {row['text']}" for row in terms["rows"])


# --- setting seats ----------------------------------------------------------------------------------------------------


def test_all_that_is_wrong_with_seats_is_said_at_once_and_nothing_is_kept(sqlite_only):
    draft = factories.take_in(sqlite_only)
    with pytest.raises(BadSeats) as refused:
        seating.arrange(sqlite_only.desk, draft, 3, Way.ROOM, [Wanted("纪检组", "无此人"), Wanted("")])
    assert refused.value.details["count"] == 3
    assert seating.find(sqlite_only.desk, draft) is None
    with pytest.raises(NoSeats):
        seating.publish(sqlite_only.desk, sqlite_only.box, draft, NOW)


def test_a_holder_who_stays_keeps_the_password_and_one_who_is_replaced_takes_it_along(ledgers):
    made = arranged(ledgers)
    made.accept()
    people(ledgers.desk, "丁")
    seats = [Wanted("纪检组", "甲"), Wanted("职工代表", "丁"), Wanted("工会", "丙")]
    found = seating.arrange(ledgers.desk, made.id, 2, Way.APART, seats)
    assert [seat.ready for seat in found.seats] == [True, False, True]
    with pytest.raises(SeatsLacking):
        made.publish()
    with pytest.raises(NotSeated):
        made.accept(2)
    seating.clear(ledgers.desk, made.id)
    assert seating.find(ledgers.desk, made.id) is None


def test_the_seats_of_all_campaigns_are_found_with_as_many_statements_as_those_of_one(sqlite_only):
    desk = sqlite_only.desk
    people(desk, "甲")
    first, second, _ = (factories.take_in(sqlite_only) for _ in range(3))
    for draft in (first, second):
        seating.arrange(desk, draft, 2, Way.ROOM, [Wanted("纪检组", "甲"), Wanted("工会")])
        seating.invite(desk, SETTINGS, draft, 2, "组织科", NOW)
    with statements(desk) as of_all:
        found = seating.of_all(desk)
    with statements(desk) as of_one:
        assert found == {first: seating.get(desk, first), second: seating.get(desk, second)}
    assert 2 * len(of_all) == len(of_one)


def test_an_invitation_leads_into_its_seat_and_goes_with_it(sqlite_only):
    desk, draft = sqlite_only.desk, factories.take_in(sqlite_only)
    zoning.put(desk, draft, {"东片"})
    seating.arrange(desk, draft, 2, Way.ROOM, [Wanted("纪检组"), Wanted("工会")])
    first, _ = seating.invite(desk, SETTINGS, draft, 1, "组织科", NOW)
    made, link = seating.invite(desk, SETTINGS, draft, 1, "组织科", NOW)
    other, _ = seating.invite(desk, SETTINGS, draft, 2, "组织科", NOW)
    assert made.role is Role.SCRUTINEER
    assert made.reach == Reach(frozenset({"东片"}))
    assert seating.get(desk, draft).seats[0].invited_until == int(made.expires.timestamp())
    inviting.accept(desk, SETTINGS, token_of(link), "甲", PASSWORD, NOW)
    seat = seating.get(desk, draft).seat_of(account(desk, "甲").id)
    assert seat is not None
    assert seat.number == 1
    with pytest.raises(NoSuchSeat):
        seating.invite(desk, SETTINGS, draft, 1, "组织科", NOW)
    assert seating.candidates(desk, draft) == ["甲"]
    seating.arrange(desk, draft, 1, Way.ROOM, [Wanted("纪检组", "甲")])
    assert inviting.list_open(desk, NOW) == []
    assert {first.id, other.id} == {row["id"] for row in rows(desk, "invitation") if row["state"] == "withdrawn"}


def test_seats_in_another_order_keep_each_ones_password_and_each_ones_link(sqlite_only):
    made = arranged(sqlite_only)
    made.accept(1)
    desk, seats = made.desk, [Wanted("一号席", "甲"), Wanted("二号席", "乙"), Wanted("三号席")]
    seating.arrange(desk, made.id, 2, Way.APART, seats)
    _, link = seating.invite(desk, SETTINGS, made.id, 3, "组织科", NOW)
    found = seating.arrange(desk, made.id, 2, Way.APART, [seats[2], seats[1], seats[0]])
    assert [(seat.name, seat.ready) for seat in found.seats] == [("三号席", False), ("二号席", False), ("一号席", True)]
    inviting.accept(desk, SETTINGS, token_of(link), "丁", PASSWORD, NOW)
    assert [seat.holder for seat in made.now.seats] == ["丁", "乙", "甲"]


def test_the_links_into_the_seats_of_a_draft_go_with_it(sqlite_only):
    desk, draft = sqlite_only.desk, factories.take_in(sqlite_only)
    seating.arrange(desk, draft, 1, Way.ROOM, [Wanted("纪检组")])
    _, link = seating.invite(desk, SETTINGS, draft, 1, "组织科", NOW)
    drafting.delete(desk, draft)
    with pytest.raises(InvitationWithdrawn):
        inviting.accept(desk, SETTINGS, token_of(link), "甲", PASSWORD, NOW)


def token_of(link):
    return link.rsplit("/", 1)[1]


def test_scrutineers_of_other_zones_are_no_candidates(sqlite_only):
    desk, draft = sqlite_only.desk, factories.take_in(sqlite_only)
    zoning.put(desk, draft, {"东片"})
    guest = Guest("西片", Role.SCRUTINEER, Reach(frozenset({"西片"})))
    _, link = inviting.invite(desk, SETTINGS, guest, "管理员", NOW)
    inviting.accept(desk, SETTINGS, token_of(link), "西片监票员", PASSWORD, NOW)
    assert seating.candidates(desk, draft) == []
    with pytest.raises(BadSeats):
        seating.arrange(desk, draft, 1, Way.ROOM, [Wanted("纪检组", "西片监票员")])


def test_a_collection_password_is_strong_and_not_the_one_for_signing_in(sqlite_only):
    made = arranged(sqlite_only)
    with pytest.raises(GuessablePassword):
        made.accept(1, password="1234567890")
    with pytest.raises(SamePassword):
        made.accept(1, password=PASSWORD)
    made.accept(1)
    made.accept(1, password="另外 一个 领取 密码 亦可")


def test_seats_that_lack_something_and_ways_past_them_are_refused(sqlite_only):
    made = arranged(sqlite_only)
    made.accept(1, 2)
    with pytest.raises(SeatsLacking) as refused:
        made.publish()
    assert "第 3 席" in str(refused.value.details["problems"])
    with pytest.raises(SeatsSet):
        preparing.publish(made.desk, sqlite_only.box, made.id, NOW, OWN_TERMS)
    assert rehearsing.rehearse(made.desk, sqlite_only.box, made.id, NOW).id  # a rehearsal has no seats
    keeping_accounts.deactivate(made.desk, "丙")
    assert not made.now.seats[2].serving


def test_seats_that_were_set_anew_while_the_keys_were_made_keep_the_draft(sqlite_only):
    made = arranged(sqlite_only, Way.ROOM)

    def meddle(_done, _total):
        if made.now.k == 2:
            seats = [Wanted(name, name) for name in NAMES]
            seating.arrange(made.desk, made.id, 3, Way.ROOM, seats)

    with pytest.raises(DraftChanged):
        seating.publish(made.desk, sqlite_only.box, made.id, NOW, OWN_TERMS, meddle)
    assert rows(made.desk, "scrutineer_seat")[0]["mark"] == ""


def test_seats_set_while_the_keys_were_made_are_not_passed_over(sqlite_only):
    draft = factories.take_in(sqlite_only)

    def meddle(_done, _total):
        seating.arrange(sqlite_only.desk, draft, 2, Way.ROOM, [Wanted("一"), Wanted("二")])

    with pytest.raises(SeatsSet):
        preparing.publish(sqlite_only.desk, sqlite_only.box, draft, NOW, OWN_TERMS, meddle)


def test_what_publishing_has_settled_the_database_keeps(ledgers):
    made = published(ledgers)
    held = made.show(1)
    for values in ({"account": 9}, {"mark": "x"}, {"name": "别的"}, {"sealed": b"another"}, {"shown": 0}):
        with pytest.raises(IntegrityError), ledgers.desk.write() as connection:
            store.change_seat(connection, made.id, 1, **values)
    for values in ({"envelope": b"x"}, {"way": "room"}):
        with pytest.raises(IntegrityError), ledgers.desk.write() as connection:
            store.change(connection, made.id, **values)
    with pytest.raises(IntegrityError), ledgers.desk.write() as connection:
        store.remove(connection, made.id)
    made.prove(held)
    with pytest.raises(IntegrityError), ledgers.desk.write() as connection:
        store.change_seat(connection, made.id, 1, taken="")
    for step in (lambda: made.accept(1), lambda: seating.clear(made.desk, made.id)):
        with pytest.raises(WrongState):
            step()


# --- taking shares ----------------------------------------------------------------------------------------------------


def test_shares_are_taken_apart_under_each_ones_password_and_then_gone_from_the_file(sqlite_only):
    made = published(sqlite_only)
    held = made.show(1)
    assert (held.number, held.shown, len(held.asked)) == (1, 1, 2)
    assert all(word in held.file for word in held.words.split())
    assert made.show(1).shown == 2
    sealed = rows(made.desk, "scrutineer_seat")[0]["sealed"]
    content = made.desk.path.read_bytes()
    assert sealed in content
    assert " ".join(held.words.split()[4:8]).encode() not in content
    assert made.prove(held, who=made.account(1)) == 1
    assert sealed[:16] not in made.desk.path.read_bytes()
    for again in (lambda: made.show(1), lambda: made.prove(held)):
        with pytest.raises(ShareTaken):
            again()
    assert made.now.seats[0].taken.startswith("2026-11-21T09:00")
    assert made.now.gap() is Gap.TAKING


def test_guesses_at_a_collection_password_become_slow_and_a_right_one_ends_that(sqlite_only):
    made = published(sqlite_only)
    for _ in range(2):
        with pytest.raises(WrongCollectionPassword):
            made.show(1, "不是 这个 领取 密码")
    made.show(1)
    for _ in range(4):
        with pytest.raises(WrongCollectionPassword):
            made.show(1, "不是 这个 领取 密码")
    with pytest.raises(SignInPaused):
        made.show(1)
    made.show(1, when=NOW + AN_HOUR)


def test_a_pause_that_another_guess_began_is_told_in_seconds(sqlite_only):
    for _ in range(4):
        guessing.count(sqlite_only.desk, SETTINGS, ("x",), NOW)
    with pytest.raises(SignInPaused) as refused:
        guessing.count(sqlite_only.desk, SETTINGS, ("x",), NOW)
    assert refused.value.details["seconds"] == 2


def test_a_share_is_proved_with_its_own_words_in_time_and_by_its_holder(sqlite_only):
    made = published(sqlite_only)
    held = made.show(1)
    with pytest.raises(WrongWords):
        made.prove(held, ("academic", "acid"))
    with pytest.raises(ProofExpired):
        made.prove(held, when=NOW + 2 * AN_HOUR)
    with pytest.raises(NotSeated):
        made.prove(held, who=made.account(2))
    assert taking.asked_in(SETTINGS, held.proof) == held.asked
    for proof in ("nonsense", held.proof[:-3]):
        with pytest.raises(ProofExpired):
            taking.asked_in(SETTINGS, proof)
    typed = tuple(f" {held.words.split()[place - 1].upper()} " for place in held.asked)
    assert made.prove(held, typed) == 1


def test_in_a_room_the_key_in_the_browser_shows_the_shares_and_nothing_else_does(sqlite_only):
    made = published(sqlite_only, Way.ROOM)
    with pytest.raises(RoomLeft):
        taking.take(made.desk, SETTINGS, made.id, made.account(1), COLLECT, NOW)
    for key in (b"", b"\x07" * 32):
        with pytest.raises(RoomLeft):
            taking.take_in_room(made.desk, SETTINGS, made.id, 1, key, NOW)
    with pytest.raises(NoSuchSeat):
        made.show(4)
    assert made.seated is not None
    with made.desk.read() as connection:
        seen = taking._waiting(connection, made.id, 1)
    made.show(1)
    assert taking._show(made.desk, SETTINGS, *seen, made.seated.room, NOW).shown == 2  # both are told of both
    assert len(set(made.take())) == 3
    with pytest.raises(ShareTaken):  # whoever asked a moment before
        taking._show(made.desk, SETTINGS, *seen, made.seated.room, NOW)
    assert made.seated.room.hex() not in repr(rows(made.desk, "scrutineer_seat"))


def test_no_share_is_shown_before_publication(sqlite_only):
    made = arranged(sqlite_only)
    with pytest.raises(WrongState):
        made.show(1)
    with pytest.raises(NotSeated):
        taking.take(made.desk, SETTINGS, "c-none", made.account(1), COLLECT, NOW)


# --- trying and giving ------------------------------------------------------------------------------------------------


def issue(made):
    return ticketing.issue(made.desk, SECRET, made.id, BASE_URL, lambda _issue: None)


def gap_of(made):
    with pytest.raises(CeremonyUnfinished) as refused:
        issue(made)
    return refused.value.details["problem"]


def test_nothing_is_voted_before_all_shares_are_taken_and_tried(ledgers):
    made = published(ledgers)
    assert gap_of(made) == Gap.TAKING
    first, second, third = made.take()
    assert gap_of(made) == Gap.TRIAL
    with pytest.raises(TooFewShares):
        giving.try_open(made.desk, made.id, [first, first], NOW)
    found = giving.try_open(made.desk, made.id, [third, first], NOW)
    assert found.tried_with == (1, 3)
    giving.try_open(made.desk, made.id, [first, second], NOW + AN_HOUR)
    assert made.now.tried == found.tried
    assert issue(made) == 6


def test_the_trial_is_given_from_afar_and_wrong_shares_are_told_at_once(sqlite_only):
    made = published(sqlite_only)
    foreign = factories.publish(sqlite_only, terms=Terms(2, 3, keep=False)).shares[0]
    first, second, _ = made.take()
    with pytest.raises(OtherSeat):
        made.give(1, second)
    with pytest.raises(ForeignShare):
        made.give(1, foreign)
    with pytest.raises(BadShare):
        made.give(1, "academic acid")
    assert made.give(1, first) is False
    with pytest.raises(ShareGiven):
        made.give(1, first)
    assert giving.given(made.desk, made.id, TRIAL, NOW) == (1,)
    assert giving.given(made.desk, made.id, TRIAL, NOW + 25 * AN_HOUR) == ()
    assert made.give(2, second) is True
    assert made.now.tried_with == (1, 2)
    assert rows(made.desk, "deposit") == []


def test_shares_that_no_trial_needs_do_not_lie_there(sqlite_only):
    made = arranged(sqlite_only)
    made.accept()
    with pytest.raises(WrongState):
        taking.report(made.desk, made.id, made.account(1), NOW, lost=True)
    made.publish()
    words = made.take()
    made.give(1, words[0])
    with pytest.raises(DepositLost):
        other = replace(SETTINGS, secret_key="another secret")
        giving.give_for_trial(made.desk, other, made.id, made.account(2), words[1], NOW)
    assert rows(made.desk, "deposit") == []
    made.give(1, words[0])
    giving.try_open(made.desk, made.id, words[1:], NOW)
    assert rows(made.desk, "deposit") == []
    with pytest.raises(TriedBefore):
        made.give(3, words[2])
    closing.close(made.desk, sqlite_only.box, made.id, NOW)
    with pytest.raises(WrongState):
        made.give(3, words[2])
    assert rows(made.desk, "deposit") == []


def test_a_trial_that_does_not_open_is_no_success(sqlite_only):
    made = published(sqlite_only)
    words = made.take()
    other = published_elsewhere(made)
    tamper(made.desk, "key_ceremony", "UPDATE key_ceremony SET envelope = :other WHERE k = 2", other=other)
    with pytest.raises(ForeignKey):
        giving.try_open(made.desk, made.id, words, NOW)
    assert not made.now.tried


def published_elsewhere(made):
    """The trial envelope of another campaign."""
    draft = factories.take_in(made.ledgers)
    seating.arrange(made.desk, draft, 1, Way.ROOM, [Wanted("一", "甲")])
    seating.publish(made.desk, made.ledgers.box, draft, NOW, OWN_TERMS)
    return next(row["envelope"] for row in rows(made.desk, "key_ceremony") if row["campaign"] == draft)


def test_somebody_may_answer_for_going_on_with_fewer_shares_but_not_with_too_few(sqlite_only):
    made = published(sqlite_only)
    words = made.take(1)
    with pytest.raises(TooFewTaken):
        giving.confirm_fewer(made.desk, made.id, "组织科")
    words += made.take(2)
    giving.confirm_fewer(made.desk, made.id, "组织科")
    assert gap_of(made) == Gap.TRIAL
    giving.try_open(made.desk, made.id, words, NOW)
    assert issue(made) == 6
    plain = factories.publish(sqlite_only)
    with pytest.raises(NoSeats):
        giving.confirm_fewer(made.desk, plain.id, "组织科")
    with pytest.raises(NoSeats):
        giving.check(made.desk, plain.id, words)


def test_shares_that_are_lost_are_told_before_anybody_votes(sqlite_only):
    made = published(sqlite_only)
    words = made.take()
    giving.try_open(made.desk, made.id, words, NOW)
    keeping_accounts.deactivate(made.desk, "甲")
    assert made.now.alive == 2
    taking.report(made.desk, made.id, made.account(2), NOW, lost=True)
    assert made.now.dead
    assert gap_of(made) == Gap.LOST
    taking.report(made.desk, made.id, made.account(2), NOW, lost=False)
    assert issue(made) == 6


def voted(made):
    """Taken, tried, voted, closed; gives the words of the shares."""
    words = made.take()
    giving.try_open(made.desk, made.id, words, NOW)
    live = made.live()
    live.codes = factories.issue_tickets(live)
    for code in live.codes["A"][:5]:
        factories.cast(live, code, {0: 1, 2: 2})
    closing.close(live.desk, live.box, live.id, NOW)
    return live, words


def under_way(_connection):
    return None


def give_for_opening(made, number, words, begin=under_way):
    return giving.give_for_opening(made.desk, SETTINGS, made.id, made.account(number), words, NOW, begin)


def test_a_box_is_opened_from_afar_certified_by_its_seats_and_forgotten(sqlite_only):
    made = published(sqlite_only)
    with pytest.raises(WrongState):
        give_for_opening(made, 1, "")
    live, words = voted(made)
    assert give_for_opening(made, 3, words[2]) is None
    with pytest.raises(OpeningUnderWay):
        give_for_opening(made, 1, words[0])
    assert giving.given(made.desk, made.id, OPENING, NOW) == (3,)
    asked = give_for_opening(made, 1, words[0], lambda connection: jobs.add(connection, made.id, "open", 0))
    assert asked is not None
    assert asked.number == 1
    shares = depositing.take_all(made.desk, SECRET, made.id, int(NOW.timestamp()))
    assert shares == (words[0], words[2])
    opening.open_box(live.desk, live.box, live.id, shares, by="甲", at=NOW)
    text = protocol_text(protocoling.protocol(live.desk, live.id))
    assert "第 1 席 一号席，甲，2026年11月21日 09:00领取份额" in text
    assert "试开箱 2026年11月21日 09:00，第 1 席“一号席”（甲）、" in text
    with pytest.raises(NotSeated):
        scrutiny.confirm(live, by("路人"))
    scrutiny.confirm(live, by("甲"))
    assert scrutiny.confirm(live, by("乙"))
    with pytest.raises(NotSeated):
        certifying.consent(live.desk, live.id, by("路人", now=LATER))


def test_shares_that_nobody_took_go_with_the_ballots(sqlite_only):
    made = published(sqlite_only)
    words = made.take(1, 2)
    giving.confirm_fewer(made.desk, made.id, "组织科")
    giving.try_open(made.desk, made.id, words, NOW)
    live = made.live()
    live.codes = factories.issue_tickets(live)
    closing.close(live.desk, live.box, live.id, NOW)
    give_for_opening(made, 1, words[0])
    opening.open_box(live.desk, live.box, live.id, words, by="甲", at=NOW)
    assert rows(live.desk, "deposit") == []  # nobody needs it any more
    for name in ("甲", "乙"):
        scrutiny.confirm(live, by(name))
        assert "丙，没有领取份额" in protocol_text(protocoling.protocol(live.desk, live.id))
    for name in ("甲", "乙"):
        certifying.consent(live.desk, live.id, by(name, now=LATER))
    assert made.now.seats[2].waiting
    scrutiny.destroy(live)
    assert not made.now.seats[2].waiting
    record = destroying.destruction_of(live.desk, live.id)
    assert record is not None
    assert record["agreed"] == ["甲", "乙"]


def test_a_box_that_holds_too_much_is_opened_by_people_who_are_present(sqlite_only):
    made = published(sqlite_only)
    words = made.take()
    giving.try_open(made.desk, made.id, words, NOW)
    live = made.live()
    live.codes = factories.issue_tickets(live)
    key = IssuingKey.from_der(bytes(rows(made.desk, "issuing_key")[0]["private"]))
    forged = factories.seal(live, {0: 1, 2: 2})
    signature = key.blind_sign(forged.blinded)
    factories.drop(live, forged, blindrsa.finalize(live.key(), forged.message, signature, forged.inverse))
    closing.close(live.desk, live.box, live.id, NOW)
    with pytest.raises(ExcessEnvelopes):
        give_for_opening(made, 1, words[0])


def test_the_only_share_there_is_opens_at_once(sqlite_only):
    made = arranged(sqlite_only, Way.ROOM)
    seating.arrange(made.desk, made.id, 1, Way.ROOM, [Wanted("一号席", "甲")])
    made.publish()
    (words,) = made.take(1)
    assert made.give(1, words) is True
    assert taking.destroy_untaken(made.desk, made.id) == 0
