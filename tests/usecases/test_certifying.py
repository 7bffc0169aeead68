"""After the opening: confirming, objecting, destroying; on SQLite and PostgreSQL, also when it is interrupted."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from evalsite.audit.verify import verify
from evalsite.core.permission import Role
from evalsite.core.refusals import (
    AlreadyConfirmed,
    BadPeriod,
    BallotsDestroyed,
    BoxChanged,
    ConsentsMissing,
    NoSuchObjection,
    NotForRole,
    NothingWritten,
    ObjectionsOpen,
    PeriodRunning,
    WrongState,
)
from evalsite.core.ticket import receipt_code
from evalsite.paper.results import results_json
from evalsite.store.desk import State
from evalsite.usecases import certifying, destroying, dropping, listing, moderating, opening, protocoling
from evalsite.usecases.preparing import Terms
from tests import factories
from tests.factories import NOW
from tests.usecases.helpers import Interrupted, interrupted_at, rows, tamper
from tests.usecases.scrutiny import LATER, ORGANISER, agreed, bundle, by, certified, confirm, counted, destroy, state

# --- confirming -------------------------------------------------------------------------------------------------------


def test_k_scrutineers_confirm_and_then_the_result_is_signed_and_final(ledgers):
    live = counted(ledgers)
    before = bundle(live)
    assert verify(before).passed
    assert not confirm(live, by("甲"))
    with pytest.raises(AlreadyConfirmed):
        confirm(live, by("甲"))
    with pytest.raises(NotForRole):
        confirm(live, ORGANISER)
    assert confirm(live, by("乙"))
    assert state(live) is State.CERTIFIED
    with pytest.raises(WrongState):
        confirm(live, by("丙"))
    after = bundle(live)
    assert "结果已由 甲、乙 于 2026-11-21 确认" in "\n".join(verify(after).lines())
    assert (after.result, after.stamps) == (before.result, before.stamps)
    with pytest.raises(WrongState):
        moderating.split(live.desk, live.id, "推荐", "x", moderating.Actor("组织科", NOW))


def test_where_the_server_keeps_the_key_an_organiser_confirms_and_a_scrutineer_may_before(ledgers):
    live = counted(ledgers, Terms())
    assert not confirm(live, by())
    with pytest.raises(NotForRole):
        confirm(live, by("阅看员", Role.READER))
    assert confirm(live, ORGANISER)
    assert (
        opening.open_box(live.desk, live.box, live.id).of("A").valid == 5
    )  # a recount is possible as long as ballots are there


def test_a_box_that_is_not_opened_has_nothing_to_confirm(ledgers):
    live = factories.publish(ledgers)
    with pytest.raises(WrongState):
        confirm(live)
    with pytest.raises(WrongState):
        certifying.enter_objection(live.desk, live.id, "早了", by())


def test_the_protocol_tells_who_opened_with_which_shares_and_who_confirmed(ledgers):
    live = certified(ledgers)
    found = protocoling.protocol(live.desk, live.id)
    assert found.standing.opened is not None
    assert (found.standing.opened.account, found.standing.opened.text) == ("组织科", "2、3")
    assert found.until == date(2026, 11, 28)
    assert found.signers == ("甲", "乙", "组织者")


# --- objections -------------------------------------------------------------------------------------------------------


def test_objections_are_entered_and_answered_and_hold_up_the_destruction(ledgers):
    live = agreed(ledgers)
    assert certifying.enter_objection(live.desk, live.id, " 票数不对 ", by("甲", now=LATER)) == 1
    assert certifying.enter_objection(live.desk, live.id, "来信", ORGANISER, date(2026, 11, 25)) == 2
    with pytest.raises(ObjectionsOpen):
        destroy(live)
    for number in (1, 2):
        certifying.resolve(live.desk, live.id, number, "已复核，无误", ORGANISER)
    with pytest.raises(NoSuchObjection):
        certifying.resolve(live.desk, live.id, 1, "又一次", ORGANISER)
    with pytest.raises(ConsentsMissing):  # who had agreed did not know of them
        destroy(live)
    with pytest.raises(NothingWritten):
        certifying.enter_objection(live.desk, live.id, " ", ORGANISER)


def test_the_period_is_set_before_the_confirmation_and_only_longer_after_it(ledgers):
    live = counted(ledgers)
    certifying.set_period(live.desk, live.id, 3, ORGANISER)
    for days in (0, 366):
        with pytest.raises(BadPeriod):
            certifying.set_period(live.desk, live.id, days, ORGANISER)
    confirm(live, by("甲"))
    confirm(live, by("乙"))
    with pytest.raises(BadPeriod):
        certifying.set_period(live.desk, live.id, 2, ORGANISER)
    certifying.set_period(live.desk, live.id, 10, ORGANISER)
    with pytest.raises(PeriodRunning):
        certifying.consent(live.desk, live.id, by("甲", now=NOW + timedelta(days=10)))


def test_the_period_is_best_set_at_publication_before_anybody_knows_the_result(sqlite_only):
    with pytest.raises(WrongState):
        certifying.set_period(sqlite_only.desk, factories.take_in(sqlite_only), 10, ORGANISER)
    terms = Terms(period=certifying.period(12, ORGANISER))
    live = factories.publish(sqlite_only, terms=terms)
    assert certifying.standing(live.desk, live.id).days == 12
    certifying.set_period(live.desk, live.id, 10, ORGANISER)
    assert certifying.standing(live.desk, live.id).days == 10
    with pytest.raises(WrongState):
        certifying.enter_objection(live.desk, live.id, "异议", ORGANISER)


# --- the end ----------------------------------------------------------------------------------------------------------


def test_ballots_go_after_the_period_with_k_consents_and_everything_public_stays(ledgers):
    live = certified(ledgers)
    with pytest.raises(PeriodRunning):
        destroy(live, NOW)
    with pytest.raises(ConsentsMissing):
        destroy(live)
    with pytest.raises(NotForRole):
        certifying.consent(live.desk, live.id, replace(ORGANISER, now=LATER))
    certifying.consent(live.desk, live.id, by("甲", now=LATER))
    with pytest.raises(AlreadyConfirmed):
        certifying.consent(live.desk, live.id, by("甲", now=LATER))
    certifying.consent(live.desk, live.id, by("丙", now=LATER))
    with pytest.raises(NotForRole):
        destroying.destroy(live.desk, live.box, live.id, by(now=LATER), results_json)
    before, codes = bundle(live), listing.box_list(live.box, live.hash)
    leaf = rows(live.box, "envelope")[0]["leaf"]
    record = destroy(live)
    assert (record["by"], record["agreed"]) == ("组织科", ["甲", "丙"])
    assert record["counts"] == [{"electorate": "A", "destroyed": 5}]
    assert state(live) is State.DESTROYED
    assert rows(live.box, "envelope") == []
    after = bundle(live)
    assert replace(after, destruction=None) == before
    assert verify(after, receipt_code(leaf)).passed
    assert listing.box_list(live.box, live.hash) == codes
    assert listing.destroyed_on(live.box, live.hash) == LATER.date().isoformat()


def test_after_the_destruction_nothing_is_counted_objected_or_dropped_and_receipts_hold(ledgers):
    live = agreed(ledgers)
    envelope = rows(live.box, "envelope")[0]
    first = dropping.drop(live.box, live.hash, "A", envelope["envelope"], envelope["stamp"])
    destroy(live)
    with pytest.raises(BallotsDestroyed):
        opening.open_box(live.desk, live.box, live.id, live.shares)
    with pytest.raises(BallotsDestroyed):
        certifying.enter_objection(live.desk, live.id, "晚了", by())
    with pytest.raises(WrongState):
        destroy(live)
    assert dropping.drop(live.box, live.hash, "A", envelope["envelope"], envelope["stamp"]) == first
    assert rows(live.box, "envelope") == []


def test_a_kept_key_goes_with_the_ballots(ledgers):
    live = counted(ledgers, Terms())
    confirm(live, ORGANISER)
    destroy(live)
    assert not opening.keeps_key(live.desk, live.id)
    assert verify(bundle(live)).passed


@pytest.mark.parametrize("number", [16, 22, 26, 30, 34])
def test_a_destruction_that_was_interrupted_goes_on_where_it_stopped(sqlite_only, number):
    live = agreed(sqlite_only)
    before = bundle(live)
    with interrupted_at(number, live.desk, live.box):
        try:
            destroy(live)
        except Interrupted:
            assert state(live) is State.CERTIFIED
            assert replace(bundle(live), destruction=None) == before
    if state(live) is not State.DESTROYED:
        destroy(live)
    assert rows(live.box, "envelope") == []
    assert replace(bundle(live), destruction=None) == before


def test_a_box_that_was_changed_is_not_destroyed_as_if_it_were_the_one_that_was_counted(ledgers):
    live = agreed(ledgers)
    tamper(live.box, "envelope", "DELETE FROM envelope WHERE leaf = (SELECT leaf FROM envelope ORDER BY leaf LIMIT 1)")
    with pytest.raises(BoxChanged):
        destroy(live)
    assert not destroying.begun(live.desk, live.id)


def test_the_database_lets_no_envelope_go_without_the_record_and_takes_no_record_into_an_open_box(ledgers):
    live = factories.publish(ledgers)
    factories.cast(live, live.codes["A"][0])
    record = "INSERT INTO destroyed_box SELECT manifest_hash, :leaves, 'x', 'y' FROM box_campaign"
    for statement in ("DELETE FROM envelope", record):
        with pytest.raises(IntegrityError), live.box.write() as connection:
            connection.execute(text(statement), {"leaves": b""} if ":leaves" in statement else {})
    live = agreed(ledgers)
    destroy(live)
    for statement in ("DELETE FROM destroyed_box", "UPDATE destroyed_box SET statement = 'x'"):
        with pytest.raises(IntegrityError), live.box.write() as connection:
            connection.execute(text(statement))
    for table in ("scrutiny", "certificate", "archived_bundle"):
        with pytest.raises(IntegrityError), live.desk.write() as connection:
            connection.execute(text(f"DELETE FROM {table}"))
