"""Who waits for whom on PostgreSQL: what is under way when a ledger is closed counts, and nothing comes after.

SQLite has one writer at a time; there nothing can be under way.
"""

import threading
import time
from collections.abc import Callable

import pytest
from sqlalchemy import text

from evalsite.core import envelope as formats
from evalsite.core import ticket as codes
from evalsite.core.refusals import Closed
from evalsite.store import box as box_store
from evalsite.store import roll
from evalsite.store.engine import Database
from evalsite.store.relay import relay
from tests import factories

PATIENCE = 30  # seconds after which a test gives up; nothing is measured


@pytest.fixture
def live(postgres_ledgers):
    return factories.publish(postgres_ledgers)


class Other:
    """A write transaction in a thread of its own; ``waits`` tells whether it hangs on a lock."""

    def __init__(self, database: Database, work: Callable[..., object]):
        self.database, self.work = database, work
        self.answer: object = None
        self.pid = 0
        self.thread = threading.Thread(target=self.run)

    def run(self):
        try:
            with self.database.write() as connection:
                self.pid = connection.scalar(text("SELECT pg_backend_pid()"))
                self.answer = self.work(connection)
        except Exception as error:  # noqa: BLE001 - it is the answer
            self.answer = error

    def waits(self):
        """Starts it; True as soon as it waits for a lock, False when it has come to its end instead."""
        self.thread.start()
        blocked = text("SELECT cardinality(pg_blocking_pids(:pid)) > 0")
        for _ in range(PATIENCE * 50):
            if not self.thread.is_alive():
                return False
            with self.database.engine.connect() as connection:
                if self.pid and connection.scalar(blocked, {"pid": self.pid}):
                    return True
            time.sleep(0.02)
        pytest.fail("neither waiting nor done")

    def join(self):
        self.thread.join(PATIENCE)
        return self.answer


def envelope(live, number):
    sealed = factories.seal(live)
    stamp = factories.stamp(live, live.codes["A"][number], sealed)
    leaf = formats.leaf(live.hash, "A", formats.digest(sealed.envelope))
    return box_store.Envelope(leaf, "A", sealed.envelope, stamp)


def code_hash(live, number):
    return codes.code_hash(live.codes["A"][number])


def test_freezing_waits_for_a_drop_under_way_and_then_counts_it(live):
    early = envelope(live, 0)

    def freeze(connection):
        box_store.freeze(connection, live.hash)
        return box_store.counts(connection, live.hash)

    freezer = Other(live.box, freeze)
    with live.box.write() as connection:
        assert box_store.add(connection, live.hash, early)
        assert freezer.waits()
    assert freezer.join() == {"A": 1}


def test_a_drop_that_meets_the_freezing_waits_and_is_refused(live):
    late = envelope(live, 0)
    dropper = Other(live.box, lambda connection: box_store.add(connection, live.hash, late))
    with live.box.write() as connection:
        box_store.freeze(connection, live.hash)
        assert dropper.waits()
    assert isinstance(dropper.join(), Closed)


def test_the_end_of_stamping_waits_for_a_stamp_under_way_and_then_counts_it(live):
    def stop(connection):
        roll.stop_stamping(connection, live.id)
        return roll.counts(connection, live.id)

    closer = Other(live.desk, stop)
    with live.desk.write() as connection:
        assert roll.stamp_once(connection, code_hash(live, 0), b"\x01" * 256)
        assert closer.waits()
    assert closer.join() == {"A": (6, 1)}


def test_a_stamp_that_meets_the_end_of_stamping_waits_and_is_refused(live):
    """It has looked at the campaign before, when stamping went on; the statement that stamps asks again."""
    stamper = Other(live.desk, lambda connection: roll.stamp_once(connection, code_hash(live, 0), b"\x01" * 256))
    with live.desk.write() as connection:
        roll.stop_stamping(connection, live.id)
        assert stamper.waits()
    assert stamper.join() is False


def test_two_phones_with_one_ticket_wait_for_each_other_and_one_is_told_so(live):
    second = Other(live.desk, lambda connection: roll.stamp_once(connection, code_hash(live, 0), b"\x02" * 256))
    with live.desk.write() as connection:
        assert roll.stamp_once(connection, code_hash(live, 0), b"\x01" * 256)
        assert second.waits()
    assert second.join() is False


def test_drops_of_different_envelopes_do_not_wait_for_each_other(live):
    first, other = envelope(live, 0), envelope(live, 1)
    dropper = Other(live.box, lambda connection: box_store.add(connection, live.hash, other))
    with live.box.write() as connection:
        assert box_store.add(connection, live.hash, first)
        assert not dropper.waits()
    assert dropper.join() is True


def test_a_drop_waits_while_the_box_is_laid_anew_and_then_goes_in(live):
    factories.cast(live, live.codes["A"][5])
    early, late = envelope(live, 0), envelope(live, 1)
    dropper = Other(live.box, lambda connection: box_store.add(connection, live.hash, late))
    with live.box.write() as connection:
        assert box_store.add(connection, live.hash, early)
        connection.execute(text("LOCK TABLE envelope IN ACCESS EXCLUSIVE MODE"))
        assert dropper.waits()
    assert dropper.join() is True
    relay(live.box, box_store.EnvelopeRow)
    with live.box.read() as connection:
        assert box_store.counts(connection, live.hash) == {"A": 3}
