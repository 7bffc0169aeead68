"""Reading PostgreSQL's files without PostgreSQL: what somebody sees who takes the disk home.

Layouts after the PostgreSQL 15 manual, chapter "Database Physical Storage": page header, line pointers, tuple headers.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from evalsite.store.engine import Database

PAGE = 8192
DEAD, NORMAL = 3, 1


@dataclass(frozen=True)
class Tuple:
    """One version of a row, with everything that its header tells. ``place`` is where it lies: (page, line)."""

    place: tuple[int, int]
    xmin: int
    xmax: int
    command: int
    next: tuple[int, int]
    data: bytes

    @property
    def is_latest(self) -> bool:
        return self.next == self.place


@dataclass(frozen=True)
class Heap:
    """All of a table's file: the versions of rows, and what is on its pages besides them."""

    tuples: tuple[Tuple, ...]
    lines: int
    gaps: bytes
    prunable: int


def read_heap(content: bytes) -> Heap:
    found: list[Tuple] = []
    lines, prunable, gaps = 0, 0, b""
    for number in range(len(content) // PAGE):
        page = content[number * PAGE : (number + 1) * PAGE]
        lower, upper, _special = struct.unpack("<HHH", page[12:18])
        if upper == 0:
            continue  # a page that was never written
        prunable += struct.unpack("<I", page[20:24])[0] != 0
        gaps += page[lower:upper]
        lines += (lower - 24) // 4
        found += _tuples(page, number, lower)
    return Heap(tuple(found), lines, gaps, prunable)


def _tuples(page: bytes, number: int, lower: int) -> Iterator[Tuple]:
    for line, at in enumerate(range(24, lower, 4), 1):
        (pointer,) = struct.unpack("<I", page[at : at + 4])
        offset, flags, length = pointer & 0x7FFF, pointer >> 15 & 3, pointer >> 17
        if flags != NORMAL:
            continue
        raw = page[offset : offset + length]
        xmin, xmax, command = struct.unpack("<III", raw[:12])
        high, low, position = struct.unpack("<HHH", raw[12:18])
        yield Tuple((number, line), xmin, xmax, command, (high << 16 | low, position), raw[raw[22] :])


def relation_file(database: Database, table: str, folder: Path) -> Path:
    """The file of a table below the server's data folder, brought up to date on the disk."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        path = connection.scalar(text("SELECT pg_relation_filepath(:table)"), {"table": table})
    return folder / str(path)


def toast_of(database: Database, table: str) -> str:
    """The name of the table in which PostgreSQL keeps what is too long for a row."""
    with database.read() as connection:
        named = text("SELECT reltoastrelid::regclass::text FROM pg_class WHERE oid = CAST(:table AS regclass)")
        return str(connection.scalar(named, {"table": table}))
