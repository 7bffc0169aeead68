"""What the adversary is given, and what can be read off it for each ticket and each envelope.

A trace is one number for each of them: where its bytes lie in a file, the number or time of its row, the time of its file.
Nothing here knows whose databases these are: the naive boxes are read by the same code.
"""

import base64
import io
import sqlite3
import zipfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any

import numpy as np

from evalsite.core import ticket as codes

Traces = dict[str, list[float]]
WORD = 8
ABSENT = -1.0


@dataclass(frozen=True)
class Ticket:
    """What the roll and the paper hold of a ticket."""

    code: str
    blinded: bytes

    def pieces(self) -> dict[str, bytes]:
        return {"code": self.code.encode(), "hash": codes.code_hash(self.code), "blinded": self.blinded}


@dataclass(frozen=True)
class Envelope:
    """What the box holds of an envelope, and its digest, which the audit file names."""

    leaf: bytes
    digest: bytes
    envelope: bytes
    stamp: bytes

    def pieces(self) -> dict[str, bytes]:
        return {
            "leaf": self.leaf,
            "digest": self.digest,
            "envelope": self.envelope,
            "tail": self.envelope[-32:],
            "stamp": self.stamp,
            "stamp's tail": self.stamp[-32:],
            "receipt": codes.receipt_code(self.leaf).encode(),
        }


@dataclass(frozen=True)
class Found:
    """A file as the adversary holds it: its bytes, and what the file system says of it."""

    content: bytes
    changed: int = 0
    number: int = 0


Row = dict[str, Any]


@dataclass
class Evidence:
    """Files by name (archives unpacked) and rows by table, with all that a database says of a row."""

    files: dict[str, Found] = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def take_folder(self, folder: Path, name: str = "") -> None:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            self.take_file(path, f"{name}{path.relative_to(folder)}")

    def take_file(self, path: Path, name: str) -> None:
        status = path.stat()
        self.take(name, Found(path.read_bytes(), status.st_mtime_ns, status.st_ino))

    def take(self, name: str, found: Found) -> None:
        self.files[name] = found
        if zipfile.is_zipfile(io.BytesIO(found.content)):
            with zipfile.ZipFile(io.BytesIO(found.content)) as archive:
                for entry in archive.infolist():
                    when = int(datetime(*entry.date_time, tzinfo=UTC).timestamp())
                    self.take(f"{name}/{entry.filename}", Found(archive.read(entry), when, entry.header_offset))

    def take_sqlite(self, path: Path) -> None:
        """The rows of all tables, in the order in which they lie, with their row numbers where there are any."""
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in tables:
                try:
                    found = connection.execute(f"SELECT rowid AS rowid_, * FROM {table}").fetchall()
                except sqlite3.OperationalError:  # WITHOUT ROWID
                    found = connection.execute(f"SELECT * FROM {table}").fetchall()
                self.tables[f"{path.name}:{table}"] = [dict(row) for row in found]


# --- looking for pieces in files --------------------------------------------------------------------------------------


def spellings(piece: bytes) -> dict[str, bytes]:
    """How a program may have written it: as it is, in hexadecimal, in both kinds of base64."""
    return {
        "raw": piece[:24],
        "hex": piece.hex()[:24].encode(),
        "base64": base64.b64encode(piece)[:20],
        "base64url": base64.urlsafe_b64encode(piece)[:20],
    }


def occurrences(content: bytes, needles: Sequence[bytes]) -> list[list[int]]:
    """All places of each needle. The first eight bytes of all are looked for at once, at every place of the file."""
    words = np.array([int.from_bytes(needle[:WORD], "little") for needle in needles], dtype=np.uint64)
    order = np.argsort(words)
    ordered = words[order]
    begins = np.zeros(1 << 16, dtype=bool)  # most places are ruled out by their first two bytes
    begins[ordered & 0xFFFF] = True
    found: list[list[int]] = [[] for _ in needles]
    for shift in range(WORD):
        length = (len(content) - shift) // WORD
        if length <= 0:
            continue
        here = np.frombuffer(content, dtype="<u8", count=length, offset=shift)
        likely = np.flatnonzero(begins[here & 0xFFFF])
        nearest = np.minimum(np.searchsorted(ordered, here[likely]), len(ordered) - 1)
        hits = ordered[nearest] == here[likely]
        for index, at in zip(likely[hits].tolist(), nearest[hits].tolist(), strict=True):
            place = index * WORD + shift
            for candidate in range(at, len(ordered)):
                if ordered[candidate] != ordered[at]:
                    break
                number = int(order[candidate])
                if content.startswith(needles[number], place):
                    found[number].append(place)
    return [sorted(places) for places in found]


def in_files(files: dict[str, Found], items: Sequence[Ticket | Envelope]) -> Traces:
    """For each file and piece: the first and last place where an item's piece lies and how often it does."""
    named = [(item, kind, how) for item in range(len(items)) for kind, piece in items[item].pieces().items() for how in spellings(piece)]  # fmt: skip
    needles = [spelt for item in items for piece in item.pieces().values() for spelt in spellings(piece).values()]
    names = list(files)
    begins = list(accumulate((len(file.content) for file in files.values()), initial=0))
    traces: Traces = {}
    times = {"file's time": [ABSENT] * len(items), "file's number": [ABSENT] * len(items)}
    for (item, kind, how), places in zip(named, occurrences(b"".join(f.content for f in files.values()), needles), strict=True):  # fmt: skip
        for at, group in groupby(places, key=lambda place: bisect_right(begins, place) - 1):
            here = [place - begins[at] for place in group]
            values = {"first": here[0], "last": here[-1], "copies": len(here)}
            for what, value in values.items():
                traces.setdefault(f"{names[at]}: {what} {kind} ({how})", [ABSENT] * len(items))[item] = float(value)
            file = files[names[at]]
            times["file's time"][item] = max(times["file's time"][item], float(file.changed))
            times["file's number"][item] = max(times["file's number"][item], float(file.number))
    return traces | times


# --- looking at rows --------------------------------------------------------------------------------------------------


def in_rows(tables: dict[str, list[Row]], items: Sequence[Ticket | Envelope]) -> Traces:
    """For each table that speaks of the items: the place of their rows and every number or time in them."""
    owner = {value: number for number, item in enumerate(items) for piece in item.pieces().values() for value in (piece, piece.hex())}  # fmt: skip
    traces: Traces = {}
    for table, rows in tables.items():
        for place, row in enumerate(rows):
            owners = {owner[v] for v in map(_hashable, row.values()) if v in owner}
            for item in owners:
                for column, number in (("place", float(place)), *_numbers(row)):
                    traces.setdefault(f"{table}.{column}", [ABSENT] * len(items))[item] = number
    return traces


def _hashable(value: object) -> object:
    """The value as it may name an item; arrays and the like, which only catalogues of the server hold, name none."""
    match value:
        case bytes() | memoryview():
            return bytes(value)
        case str():
            return value
    return None


def _numbers(row: Row) -> Iterator[tuple[str, float]]:
    for column, value in row.items():
        number = as_number(value)
        if number is not None:
            yield column, number


def as_number(value: object) -> float | None:
    """A number or a time as people write it, or a place "(page,line)" of PostgreSQL; None for anything else."""
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, str):
        with suppress(ValueError):
            return float(value)
        with suppress(ValueError):
            return datetime.fromisoformat(value).timestamp()
        page, comma, line = value.removeprefix("(").removesuffix(")").partition(",")
        if comma and page.isdecimal() and line.isdecimal():
            return float(int(page) << 16 | int(line))
    return None


def telling(traces: Traces, members: Iterable[int]) -> Traces:
    """The traces that differ at all among these items."""
    chosen = list(members)
    return {name: values for name, values in traces.items() if len({values[i] for i in chosen}) > 1}
