"""On PostgreSQL a ledger that was laid anew shows one transaction, rows in the order of their keys, and nothing dead.

Read in two ways: as SQL shows it, and from the table's own file, where nothing can be hidden by the server.
"""

import random
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from evalsite.core import ticket as codes
from evalsite.core.campaign import Subject
from evalsite.store import migrating
from evalsite.store.box import EnvelopeRow
from evalsite.store.relay import relay
from evalsite.store.roll import IssuingKeyRow, TicketRow
from evalsite.usecases import closing
from tests import factories
from tests.attack.pages import read_heap, relation_file, toast_of
from tests.factories import NOW
from tests.usecases.helpers import rows

VOTERS = 40
KEYS = {"envelope": "leaf", "ticket": "code_hash"}


@pytest.fixture
def data(postgres_server):
    return Path(postgres_server.folder) / "data"


@pytest.fixture
def live(postgres_ledgers):
    return factories.publish(postgres_ledgers, factories.small_campaign(VOTERS))


def cast_in_random_order(live, answers=None):
    numbers = list(range(VOTERS))
    random.Random(1).shuffle(numbers)
    for number in numbers:
        sealed = factories.seal(live, answers)
        stamp = factories.stamp(live, live.codes["A"][number], sealed)
        for _ in range(1 + number % 2):  # half of them ask again
            factories.drop(live, sealed, stamp)


def database_of(live, table):
    return live.box if table == "envelope" else live.desk


def layout(live, table):
    """(number of different xmin, whether the order on the pages is that of the keys) as SQL shows it."""
    statement = f"SELECT xmin::text, {KEYS[table]} FROM {table} ORDER BY ctid"
    with database_of(live, table).read() as connection:
        found = connection.execute(text(statement)).all()
    keys = [bytes(row[1]) for row in found]
    return len({row[0] for row in found}), keys == sorted(keys)


@pytest.mark.parametrize(("table", "kind"), [("envelope", EnvelopeRow), ("ticket", TicketRow)])
def test_before_it_is_laid_anew_a_ledger_does_show_who_came_when(live, table, kind):
    cast_in_random_order(live)
    transactions, sorted_by_key = layout(live, table)
    assert transactions > VOTERS - 1
    assert not sorted_by_key
    relay(database_of(live, table), kind)
    assert layout(live, table) == (1, True)


def test_after_the_closing_both_ledgers_show_one_transaction_and_the_order_of_their_keys(live):
    cast_in_random_order(live)
    closing.close(live.desk, live.box, live.id, NOW)
    for table in KEYS:
        assert layout(live, table) == (1, True)


@pytest.mark.parametrize("table", ["envelope", "ticket"])
def test_the_file_of_a_ledger_holds_each_row_once_with_nothing_dead_and_nothing_between(live, data, table):
    cast_in_random_order(live)
    closing.close(live.desk, live.box, live.id, NOW)
    heap = read_heap(relation_file(database_of(live, table), table, data).read_bytes())
    keys = [row[KEYS[table]] for row in rows(database_of(live, table), table)]
    assert len(heap.tuples) == heap.lines == VOTERS == len(keys)
    assert len({(one.xmin, one.xmax, one.command) for one in heap.tuples}) == 1
    assert all(one.is_latest for one in heap.tuples)
    assert heap.prunable == 0
    assert not any(heap.gaps)
    for one, key in zip(sorted(heap.tuples, key=lambda one: one.place), keys, strict=True):
        assert key in one.data


def test_the_reader_of_files_does_see_dead_rows_and_many_transactions(live, data):
    """Or the test above could not fail."""
    cast_in_random_order(live)
    heap = read_heap(relation_file(live.desk, "ticket", data).read_bytes())
    assert len({one.xmin for one in heap.tuples}) > VOTERS - 1
    assert any(one.xmax for one in heap.tuples) or heap.lines > VOTERS


def test_envelopes_too_long_for_a_row_are_laid_anew_as_well(live, data):
    """Over 2 kB PostgreSQL moves a value to a second table, under a number from one counter: an order of its own."""
    long = factories.small_campaign(VOTERS, subjects=tuple(Subject(f"D{n}", f"第{n}科", group="科室") for n in range(12)))  # fmt: skip
    big = factories.publish((live.desk, live.box), long)
    assert big.published.ballot_size > 4000
    cast_in_random_order(big, {0: 1})
    toast = toast_of(live.box, "envelope")
    before = chunks(live, toast)
    assert len(before) >= VOTERS
    closing.close(live.desk, live.box, big.id, NOW)
    after = chunks(live, toast)
    with live.box.read() as connection:
        in_order = [bytes(value) for value in connection.scalars(text("SELECT envelope FROM envelope ORDER BY leaf"))]
    assert [value[:16] for value in after] == [value[:16] for value in in_order]
    assert before != after
    heap = read_heap(relation_file(live.box, toast, data).read_bytes())
    assert len({one.xmin for one in heap.tuples}) == 1
    assert len(heap.tuples) == heap.lines
    assert not any(heap.gaps)


def chunks(live, toast):
    """The beginnings of the long values in the order of their numbers."""
    with live.box.read() as connection:
        statement = text(f"SELECT chunk_data FROM {toast} WHERE chunk_seq = 0 ORDER BY chunk_id")
        return [bytes(value) for value in connection.scalars(statement)]


def test_destroyed_keys_are_in_no_file_of_their_table_any_more(live, data):
    keys = [row["private"] for row in rows(live.desk, "issuing_key")]
    before = relation_file(live.desk, "issuing_key", data)
    assert all(any(key[at : at + 100] in before.read_bytes() for at in (30, 200)) for key in keys)
    closing.close(live.desk, live.box, live.id, NOW)
    after = relation_file(live.desk, "issuing_key", data)
    assert after != before
    assert not before.exists() or before.stat().st_size == 0
    assert not any(key[30:130] in after.read_bytes() for key in keys)


def test_laying_anew_keeps_every_row_every_rule_and_every_index(live):
    cast_in_random_order(live)
    before = rows(live.box, "envelope"), rows(live.desk, "ticket")
    relay(live.box, EnvelopeRow)
    relay(live.desk, TicketRow, IssuingKeyRow)
    assert (rows(live.box, "envelope"), rows(live.desk, "ticket")) == before
    for database, history in ((live.desk, "desk"), (live.box, "box")):
        assert migrating.differences(database, history) == []  # type: ignore[arg-type]
    with live.desk.read() as connection:
        assert [index["name"] for index in inspect(connection).get_indexes("ticket")] == ["ticket_by_campaign"]
        disabled = text("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert connection.scalar(disabled) == 0
    with pytest.raises(IntegrityError), live.desk.write() as connection:
        connection.execute(text("DELETE FROM ticket"))


def test_a_used_ticket_is_still_used_after_it_was_laid_anew(live):
    sealed, code = factories.seal(live), live.codes["A"][0]
    stamp = factories.stamp(live, code, sealed)
    relay(live.desk, TicketRow)
    assert factories.stamp(live, code, sealed) == stamp
    with live.desk.read() as connection:
        state = text("SELECT state FROM ticket WHERE code_hash = :hash")
        assert connection.scalar(state, {"hash": codes.code_hash(code)}) == 1
