"""Boxes as one would write them without a second thought, each with one flaw. The adversary must win against every one.

Never use any of this: it is kept so that the tests of the product can be seen to fail.
"""

import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from evalsite.core import ticket as codes
from tests.attack.adversary import Case
from tests.attack.evidence import Envelope, Evidence, Ticket

VOTERS = 100


def people(number: int = VOTERS) -> tuple[list[Ticket], list[Envelope]]:
    """Tickets and envelopes of people in the order in which they come. What is in them is random, as if well sealed."""
    tickets = [Ticket(codes.to_base32(secrets.token_bytes(15), 120), secrets.token_bytes(256)) for _ in range(number)]
    bytes_ = secrets.token_bytes
    return tickets, [Envelope(bytes_(32), bytes_(32), bytes_(1328), bytes_(256)) for _ in range(number)]


def _open(folder: Path, *statements: str) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / "box.sqlite")
    for statement in statements:
        connection.execute(statement)
    return connection


def numbered_rows(folder: Path, envelopes: Sequence[Envelope]) -> None:
    """An ordinary table: SQLite numbers its rows."""
    with closing(_open(folder, "CREATE TABLE box (leaf BLOB PRIMARY KEY, envelope BLOB, stamp BLOB)")) as box:
        for one in envelopes:
            box.execute("INSERT INTO box VALUES (?, ?, ?)", (one.leaf, one.envelope, one.stamp))
        box.commit()
        box.execute("VACUUM")


def times_of_arrival(folder: Path, envelopes: Sequence[Envelope]) -> None:
    """Rows in the order of their keys, but each with its time."""
    table = "CREATE TABLE box (leaf BLOB PRIMARY KEY, envelope BLOB, stamp BLOB, received REAL) WITHOUT ROWID"
    with closing(_open(folder, table)) as box:
        for number, one in enumerate(envelopes):
            row = (one.leaf, one.envelope, one.stamp, time.time() + number)
            box.execute("INSERT INTO box VALUES (?, ?, ?, ?)", row)
        box.commit()
        box.execute("VACUUM")


def overflowing_pages(folder: Path, envelopes: Sequence[Envelope]) -> None:
    """Keys in order and no time; but the tails of long rows lie as they came, until the file is laid out anew."""
    table = "CREATE TABLE box (leaf BLOB PRIMARY KEY, envelope BLOB, stamp BLOB) WITHOUT ROWID"
    with closing(_open(folder, table)) as box:
        for one in envelopes:
            box.execute("INSERT INTO box VALUES (?, ?, ?)", (one.leaf, one.envelope, one.stamp))
        box.commit()


def write_ahead_log(folder: Path, envelopes: Sequence[Envelope]) -> None:
    """A database with a write-ahead log, taken as it lies while the server runs."""
    table = "CREATE TABLE box (leaf BLOB PRIMARY KEY, stamp BLOB) WITHOUT ROWID"
    with closing(_open(folder, "PRAGMA journal_mode=WAL", "PRAGMA wal_autocheckpoint=0", table)) as box:
        for one in envelopes:
            box.execute("INSERT INTO box VALUES (?, ?)", (one.leaf, one.stamp))
            box.commit()
        wal = (folder / "box.sqlite-wal").read_bytes()
    for path in folder.iterdir():
        path.unlink()
    (folder / "copy.sqlite-wal").write_bytes(wal)


def freed_pages(folder: Path, envelopes: Sequence[Envelope]) -> None:
    """A tray in which envelopes lie until the end; it is emptied then, but its pages are only marked as free."""
    tables = (
        "PRAGMA secure_delete=OFF",
        "CREATE TABLE tray (number INTEGER PRIMARY KEY, envelope BLOB)",
        "CREATE TABLE box (leaf BLOB PRIMARY KEY, stamp BLOB) WITHOUT ROWID",
    )
    with closing(_open(folder, *tables)) as box:
        for one in envelopes:
            box.execute("INSERT INTO tray (envelope) VALUES (?)", (one.envelope,))
        box.commit()
        box.execute("DELETE FROM tray")
        for one in sorted(envelopes, key=lambda one: one.leaf):
            box.execute("INSERT INTO box VALUES (?, ?)", (one.leaf, one.stamp))
        box.commit()


def access_log(folder: Path, envelopes: Sequence[Envelope]) -> None:
    """A line for each drop, with nothing but the receipt code."""
    lines = [f"INFO dropped {codes.receipt_code(one.leaf)}\n" for one in envelopes]
    (folder / "access.log").write_text("".join(lines))


def a_file_each(folder: Path, envelopes: Sequence[Envelope]) -> None:
    """Files named by their leaves; the file system keeps their times."""
    for number, one in enumerate(envelopes):
        path = folder / one.leaf.hex()
        path.write_bytes(one.envelope)
        os.utime(path, ns=(number * 10**9, number * 10**9))


def the_last_twenty(folder: Path, envelopes: Sequence[Envelope]) -> None:
    """Laid out anew now and then, but not at the end."""
    table = "CREATE TABLE box (leaf BLOB PRIMARY KEY, envelope BLOB, stamp BLOB) WITHOUT ROWID"
    with closing(_open(folder, table)) as box:
        for number, one in enumerate(envelopes):
            box.execute("INSERT INTO box VALUES (?, ?, ?)", (one.leaf, one.envelope, one.stamp))
            box.commit()
            if number == len(envelopes) - 21:
                box.execute("VACUUM")


FLAWS: tuple[Callable[[Path, Sequence[Envelope]], None], ...] = (
    numbered_rows, times_of_arrival, overflowing_pages, write_ahead_log, freed_pages, access_log, a_file_each, the_last_twenty,
)  # fmt: skip


def campaign(flaw: Callable[[Path, Sequence[Envelope]], None], folder: Path) -> Case:
    """A vote with one of these boxes, and all that it leaves behind."""
    tickets, envelopes = people()
    flaw(folder, envelopes)
    evidence = Evidence()
    evidence.take_folder(folder)
    if (folder / "box.sqlite").exists():
        evidence.take_sqlite(folder / "box.sqlite")
    return Case(tickets, envelopes, evidence)
