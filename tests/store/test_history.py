"""At rest a ledger is a function of what is in it: not of who came first, how often, by which worker, or of retries."""

import hashlib
import os
import random
import shutil
import struct
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, text

from evalsite.core.refusals import BadStamp
from evalsite.store.box import EnvelopeRow
from evalsite.store.engine import Database
from evalsite.store.relay import relay, rows
from evalsite.store.roll import TicketRow
from evalsite.usecases import closing
from evalsite.usecases.dropping import Receipt
from tests import factories
from tests.factories import NOW
from tests.usecases.helpers import at_once

VOTERS = 30
ROOT = Path(__file__).resolve().parents[2]


class Hall:
    """One campaign, sealed ballots with their stamps, and two files to start from as often as one likes."""

    def __init__(self, ledgers, folder: Path):
        self.folder = folder
        self.used: list[Database] = []
        self.live = factories.publish(ledgers, factories.small_campaign(VOTERS))
        self.sealed = [factories.seal(self.live, {0: 1 + n % 4, 1: "字" * n}) for n in range(VOTERS)]
        self.before = self.keep("before")
        self.stamps = [factories.stamp(self.live, c, s) for c, s in zip(self.live.codes["A"], self.sealed, strict=True)]

    def keep(self, name: str) -> Path:
        place = self.folder / name
        place.mkdir()
        for database in (self.live.desk, self.live.box):
            assert database.path is not None
            shutil.copy(database.path, place / database.path.name)
        return place

    def fresh(self, name: str) -> factories.Live:
        """The same campaign, nobody has voted, in a folder of its own."""
        place = self.folder / name
        shutil.copytree(self.before, place)
        desk, box = Database(f"sqlite:///{place}/desk.sqlite"), Database(f"sqlite:///{place}/box.sqlite")
        self.used += [desk, box]
        return replace(self.live, desk=desk, box=box)

    def leave(self):
        for database in self.used:
            database.dispose()

    def drop(self, live, number):
        return factories.drop(live, self.sealed[number], self.stamps[number])

    def stamp(self, live, number):
        return factories.stamp(live, self.live.codes["A"][number], self.sealed[number])


@pytest.fixture
def hall(sqlite_only, tmp_path):
    (tmp_path / "kept").mkdir()
    made = Hall(sqlite_only, tmp_path / "kept")
    yield made
    made.leave()


def digest(database):
    database.dispose()
    return hashlib.sha256(database.path.read_bytes()).hexdigest()


def order(seed):
    numbers = list(range(VOTERS))
    random.Random(seed).shuffle(numbers)
    return numbers


def in_order(hall, live):
    for number in range(VOTERS):
        hall.drop(live, number)


def backwards(hall, live):
    for number in reversed(range(VOTERS)):
        hall.drop(live, number)


def shuffled(hall, live):
    for number in order(1):
        hall.drop(live, number)


def with_retries(hall, live):
    for number in order(2):
        for _ in range(1 + number % 3):
            hall.drop(live, number)


def with_many_relays(hall, live):
    for number in order(3):
        hall.drop(live, number)
        relay(live.box, EnvelopeRow)


def with_a_few_relays(hall, live):
    for place, number in enumerate(order(4)):
        hall.drop(live, number)
        if place in (7, 8, 20):
            relay(live.box, EnvelopeRow)


def with_refusals(hall, live):
    for number in order(5):
        with pytest.raises(BadStamp):
            factories.drop(live, hall.sealed[number], bytes(256))
        hall.drop(live, number)


def by_many_threads(hall, live):
    answers = at_once([partial(hall.drop, live, number) for number in order(6)])
    assert all(isinstance(answer, Receipt) for answer in answers), answers


def after_restarts(hall, live):
    for number in order(7):
        hall.drop(live, number)
        live.box.dispose()


def with_reads_between(hall, live):
    for number in order(8):
        hall.drop(live, number)
        rows(live.box, EnvelopeRow)
        list(closing.envelopes(live.box, live.hash))


WAYS = [
    in_order, backwards, shuffled, with_retries, with_many_relays, with_a_few_relays, with_refusals, by_many_threads,
    after_restarts, with_reads_between,
]  # fmt: skip


def test_the_box_file_is_the_same_byte_for_byte_however_the_envelopes_came(hall):
    found = {}
    for way in WAYS:
        live = hall.fresh(way.__name__)
        way(hall, live)
        relay(live.box, EnvelopeRow)
        found[way.__name__] = digest(live.box)
    assert len(set(found.values())) == 1, found


def test_without_laying_it_anew_the_box_file_does_tell_the_order(hall):
    """What the test above compares is really different before: the test can fail."""
    digests = set()
    for way in (in_order, backwards, shuffled):
        live = hall.fresh(way.__name__)
        way(hall, live)
        digests.add(digest(live.box))
    assert len(digests) == 3


def test_another_envelope_makes_another_file(hall):
    digests = set()
    for left_out in (0, 1):
        live = hall.fresh(f"without-{left_out}")
        for number in range(VOTERS):
            if number != left_out:
                hall.drop(live, number)
        relay(live.box, EnvelopeRow)
        digests.add(digest(live.box))
    assert len(digests) == 2


def test_laying_anew_twice_changes_nothing(hall):
    live = hall.fresh("twice")
    in_order(hall, live)
    relay(live.box, EnvelopeRow)
    once = digest(live.box)
    relay(live.box, EnvelopeRow)
    assert digest(live.box) == once


def test_roll_and_box_of_a_closed_campaign_are_the_same_byte_for_byte_in_whatever_order_people_came(hall):
    found = {}
    for seed, way in enumerate((in_order, backwards, with_many_relays)):
        live = hall.fresh(way.__name__)
        for number in order(seed):
            hall.stamp(live, number)
            if way is with_many_relays and number % 5 == 0:
                hall.stamp(live, number)
                relay(live.desk, TicketRow)
        way(hall, live)
        closing.close(live.desk, live.box, live.id, NOW)
        found[way.__name__] = (digest(live.desk), digest(live.box))
    assert len(set(found.values())) == 1, found


def test_a_stamp_in_place_never_moves_or_grows_a_row_of_the_roll(hall):
    """Also before it is laid anew, the roll's file differs from an unused one in the stamped rows' fields alone."""
    live = hall.fresh("stamped")
    size = live.desk.path.stat().st_size
    for number in order(9):
        hall.stamp(live, number)
        assert live.desk.path.stat().st_size == size
    with live.desk.read() as connection:
        assert connection.scalar(text("PRAGMA freelist_count")) == 0


# --- what lies beside and inside the file -----------------------------------------------------------------------------


def test_nothing_lies_beside_the_databases_but_empty_journals_and_locks(hall):
    live = hall.fresh("beside")
    for number in range(VOTERS):
        hall.stamp(live, number)
        hall.drop(live, number)
    for database in (live.desk, live.box):
        beside = {p.name.removeprefix(database.path.name): p.stat().st_size for p in database.path.parent.glob(f"{database.path.name}?*")}  # fmt: skip
        assert set(beside) <= {"-journal", ".lock"}
        assert set(beside.values()) <= {0}


def unused(page):
    """All bytes of a b-tree page that belong to no row (SQLite's file format, section 1.6).

    They are the gap before the cells and the free blocks between them, without the four bytes that chain a block.
    """
    kind, block, count, content = struct.unpack(">BHHH", page[:7])
    end_of_pointers = (12 if kind in (2, 5) else 8) + 2 * count
    found = [page[end_of_pointers:content]]
    while block:
        following, length = struct.unpack(">HH", page[block : block + 4])
        found.append(page[block + 4 : block + length])
        block = following
    return b"".join(found)


def schema_pages(content, size):
    """The pages that hold the schema: the first and, where that is a mere node of their tree, those below it."""
    kind, _, count = struct.unpack(">BHH", content[100:105])
    if kind == 13:
        return {1}
    pointers = struct.unpack(f">{count}H", content[112 : 112 + 2 * count])
    below = [*(content[at : at + 4] for at in pointers), content[108:112]]
    found = {int.from_bytes(number, "big") for number in below}
    assert {content[(number - 1) * size] for number in found} == {13}  # leaves: the tree has no more than two levels
    return {1, *found}


def test_a_file_laid_anew_has_no_free_page_and_nothing_left_between_its_rows(hall):
    live = hall.fresh("gaps")
    with_retries(hall, live)
    relay(live.box, EnvelopeRow)
    live.box.dispose()
    content = live.box.path.read_bytes()
    size = int.from_bytes(content[16:18], "big")
    trunk, free = struct.unpack(">II", content[32:40])
    assert (trunk, free) == (0, 0)
    trees = 0
    # What is left between the lines of the schema is of the schema, which is the same for every box.
    for number in sorted(set(range(1, len(content) // size + 1)) - schema_pages(content, size)):
        page = content[(number - 1) * size : number * size]
        if page[0] not in (2, 5, 10, 13):
            continue  # an overflow page begins with the number of the next one
        # VACUUM, filling pages in the order of the leaves, moves a row on and leaves its pointer: two bytes, no content.
        assert len(unused(page).strip(b"\0")) <= 2, number
        trees += 1
    assert trees > 3
    with live.box.read() as connection:
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"


def test_every_envelope_lies_in_the_file_once_and_in_the_order_of_the_leaves(hall):
    live = hall.fresh("order")
    in_order(hall, live)
    relay(live.box, EnvelopeRow)
    with live.box.read() as connection:
        stored = connection.execute(select(EnvelopeRow.leaf, EnvelopeRow.envelope).order_by(EnvelopeRow.leaf)).all()
    content = live.box.path.read_bytes()
    assert [content.count(row.envelope[:64]) for row in stored] == [1] * VOTERS
    # The tails of long rows lie on overflow pages, and those one behind the other in the same order.
    tails = [content.find(row.envelope[-40:]) for row in stored]
    assert tails == sorted(tails)


def test_the_counters_in_the_header_that_count_transactions_are_settled(hall):
    headers = set()
    for way in (in_order, with_many_relays):
        live = hall.fresh(way.__name__)
        way(hall, live)
        relay(live.box, EnvelopeRow)
        live.box.dispose()
        headers.add(live.box.path.read_bytes()[:100])
    (header,) = headers
    change, valid = header[24:28], header[92:96]
    assert change == valid  # or SQLite would not believe the size in the header


def test_another_process_sees_what_was_laid_anew(hall, tmp_path):
    """The counters are what other processes know changes by: they must not be fooled by the settled ones."""
    live = hall.fresh("two")
    other = Database(f"sqlite:///{live.box.path}")
    for number in order(10):
        assert rows(other, EnvelopeRow) == rows(live.box, EnvelopeRow)
        hall.drop(live, number)
        if number % 2:
            relay(live.box, EnvelopeRow)
        assert rows(other, EnvelopeRow) == rows(live.box, EnvelopeRow)
        if number % 5 == 0:
            relay(other, EnvelopeRow)
    assert rows(other, EnvelopeRow) == VOTERS
    other.dispose()


PROGRAM = """
import sys
from evalsite.store.box import EnvelopeRow
from evalsite.store.engine import Database
from evalsite.store.relay import relay
database = Database(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for _ in range(int(sys.argv[2])):
    relay(database, EnvelopeRow)
"""


def test_drops_and_relays_of_several_processes_lose_nothing_and_end_the_same(hall):
    quiet, busy = hall.fresh("quiet"), hall.fresh("busy")
    in_order(hall, quiet)
    relay(quiet.box, EnvelopeRow)
    command = [sys.executable, "-c", PROGRAM, f"sqlite:///{busy.box.path}", "15"]
    others = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)]  # fmt: skip
    for other in others:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
    for other in others:
        assert other.stdin is not None
        other.stdin.write("go\n")
        other.stdin.flush()
    by_many_threads(hall, busy)
    for other in others:
        other.communicate()
        assert other.returncode == 0
    relay(busy.box, EnvelopeRow)
    assert digest(busy.box) == digest(quiet.box)


def test_a_lock_file_says_nothing_of_when_it_was_used(hall):
    live = hall.fresh("lock")
    hall.drop(live, 0)
    lock = Path(f"{live.box.path}.lock")
    first = lock.stat().st_mtime_ns
    os.utime(lock, ns=(1, 1))
    hall.drop(live, 1)
    assert first > 1
    assert lock.stat().st_mtime_ns == 1
    assert lock.stat().st_mode & 0o077 == 0
