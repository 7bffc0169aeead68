"""The log of the desk: one chain whoever writes, nothing changed or deleted, no act without its entry, no voter."""

import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from evalsite.core.logbook import Action, Deed, Fault, Outcome
from evalsite.core.permission import Role
from evalsite.core.refusals import Busy, NoSuchCampaign, SignInPaused, WrongPassword
from evalsite.store.engine import Database
from evalsite.store.logbook import Wanted
from evalsite.usecases import closing, recording, rehearsing, signing_in
from evalsite.usecases.signing_in import Attempt
from tests import factories
from tests.usecases.test_signing_in import HOME, NOW, QUICK, RIGHT

PUBLISH = Deed("组织科", Action.PUBLISH, "c-1")


def test_writers_at_once_make_one_chain(ledgers):
    def write():
        for _ in range(5):
            recording.note(ledgers.desk, PUBLISH, NOW)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert (recording.verify(ledgers.desk).length, recording.verify(ledgers.desk).broken) == (20, None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_entry SET who = 'x'",
        "DELETE FROM log_entry",
        "INSERT INTO log_entry SELECT number + 10, at, who, action, about, outcome, 0, details, previous, hash FROM log_entry",
    ],
    ids=["change", "delete", "fork"],
)
def test_the_database_itself_lets_nobody_change_delete_or_fork(ledgers, statement):
    recording.note(ledgers.desk, PUBLISH, NOW)
    before = recording.entries(ledgers.desk)
    with pytest.raises(IntegrityError), ledgers.desk.write() as connection:
        connection.execute(text(statement))
    if not ledgers.desk.is_sqlite:
        with pytest.raises(IntegrityError), ledgers.desk.write() as connection:
            connection.execute(text("TRUNCATE log_entry"))
    assert recording.entries(ledgers.desk) == before


def test_who_gets_around_the_database_is_found_by_the_chain(sqlite_only):
    for _ in range(3):
        recording.note(sqlite_only.desk, PUBLISH, NOW)
    with sqlite_only.desk.write() as connection:
        connection.execute(text("DROP TRIGGER log_entry_is_final"))
        connection.execute(text("UPDATE log_entry SET who = '别人' WHERE number = 2"))
    found = recording.verify(sqlite_only.desk)
    assert found.broken is not None
    assert (found.broken.number, found.broken.fault, found.length) == (2, Fault.CHANGED, 1)


def test_an_act_is_listed_once_with_how_it_went(sqlite_only):
    with recording.recorded(sqlite_only.desk, PUBLISH, NOW) as details:
        details["number"] = "3"
    with pytest.raises(NoSuchCampaign), recording.recorded(sqlite_only.desk, PUBLISH, NOW):
        raise NoSuchCampaign(campaign="c-1")
    with pytest.raises(ZeroDivisionError), recording.recorded(sqlite_only.desk, PUBLISH, NOW):
        _ = 1 / 0
    recording.begin(sqlite_only.desk, PUBLISH, NOW)
    found = recording.listing(sqlite_only.desk, Wanted(about="c-1"))
    outcomes = [line.outcome for line in found.lines]
    assert outcomes == [Outcome.BEGUN, Outcome.FAILED, Outcome.REFUSED, Outcome.DONE]
    assert dict(found.lines[3].details) == {"number": "3"}
    assert found.number == 4


def test_an_act_that_cannot_be_logged_is_not_done(sqlite_only, monkeypatch):
    def full(self):
        raise Busy(kind="OperationalError", where="x")

    monkeypatch.setattr(Database, "write", full)
    done = []
    with pytest.raises(Busy), recording.recorded(sqlite_only.desk, PUBLISH, NOW):
        done.append("published")
    assert done == []


def test_pages_are_of_acts_and_filters_fit_all_fields(sqlite_only):
    for number in range(recording.MOST + 1):
        recording.note(sqlite_only.desk, replace(PUBLISH, about=f"c-{number % 2}"), NOW)
    assert len(recording.listing(sqlite_only.desk, Wanted(), 2).lines) == 1
    assert recording.listing(sqlite_only.desk, Wanted(), 99).page == 2
    late = recording.moment(datetime(2027, 1, 1, tzinfo=UTC))
    for wanted, number in (
        (Wanted(who="组织科", action="publish", about="c-1"), 25),
        (Wanted(who="别人"), 0),
        (Wanted(since=late), 0),
        (Wanted(before=late), 51),
    ):
        assert recording.listing(sqlite_only.desk, wanted).number == number


def test_wrong_passwords_are_logged_in_steps_and_a_name_that_there_is_none_of_never(ledgers):
    signing_in.add_account(ledgers.desk, QUICK, "组织科", Role.ORGANISER, RIGHT)
    for number in range(12):
        for name in ("组织科", "密码误填在这里"):
            with pytest.raises((WrongPassword, SignInPaused)):
                attempt = Attempt(name, "不对的密码不对的密码", f"198.51.100.{number}")
                signing_in.sign_in(ledgers.desk, QUICK, attempt, NOW)
    found = [(entry.who, dict(entry.details)) for entry in recording.entries(ledgers.desk)]
    assert found == [("组织科", {"at_least": "5"}), ("组织科", {"at_least": "10"})]
    assert HOME not in repr(found)


def test_voting_closing_the_box_and_wiping_a_rehearsal_leave_the_log_as_it_is(ledgers, tmp_path):
    live = factories.publish(ledgers)
    recording.note(ledgers.desk, PUBLISH, NOW)
    before = recording.entries(ledgers.desk)
    for code in live.codes["A"]:
        factories.cast(live, code)
    assert recording.entries(ledgers.desk) == before
    draft = factories.take_in(ledgers)
    trial = rehearsing.rehearse(ledgers.desk, ledgers.box, draft, NOW).id
    recording.note(ledgers.desk, replace(PUBLISH, about=trial), NOW)
    rehearsing.wipe(ledgers.desk, ledgers.box, trial, tmp_path)
    closing.close(ledgers.desk, ledgers.box, live.id, NOW)
    assert [entry.about for entry in recording.entries(ledgers.desk)] == ["c-1", trial]
    assert recording.head(ledgers.desk) == (2, recording.verify(ledgers.desk).head)
