"""The log of the desk: written before an act and after it, read, exported and checked.

An act that cannot be logged is refused: whoever is about to do one calls ``begin`` (or ``recorded``), which raises Busy
when the database cannot take the entry. Nothing of a voter goes through here.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from evalsite.core.logbook import Checked, Deed, Entry, Outcome, check, following
from evalsite.core.refusals import Busy, Refusal
from evalsite.store import logbook
from evalsite.store.engine import Database
from evalsite.store.logbook import Wanted

log = logging.getLogger("evalsite.log")
MOST = 50  # acts on a page


def moment(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def begin(desk: Database, deed: Deed, now: datetime) -> int:
    """Note what is about to be done; gives the number by which ``end`` tells how it went. Raises Busy."""
    return _write(desk, deed, now, Outcome.BEGUN)


def end(desk: Database, begun: int, deed: Deed, outcome: Outcome, now: datetime) -> None:
    """Note how it went. The act stands whether or not this can be written, so it raises nothing: an act without an
    outcome in the log is one that was cut off.
    """
    try:
        _write(desk, deed, now, outcome, begun)
    except Busy as refusal:
        kind = refusal.details.get("kind", "")
        log.error("the outcome of entry %d could not be written (%s)", begun, kind)  # noqa: TRY400 - the kind alone


def note(desk: Database, deed: Deed, now: datetime) -> int:
    """Note what is done with this entry itself, such as a download that begins. Raises Busy."""
    return _write(desk, deed, now, Outcome.DONE)


def _write(desk: Database, deed: Deed, now: datetime, outcome: Outcome, of: int = 0) -> int:
    """One writer at a time: whoever appends holds the end of the chain until the entry is in."""
    with desk.write() as connection:
        entry = following(logbook.hold(connection), deed, moment(now), outcome, of)
        logbook.append(connection, entry)
    return entry.number


@contextmanager
def recorded(
    desk: Database, deed: Deed, now: datetime, calm: tuple[type[Exception], ...] = ()
) -> Iterator[dict[str, str]]:
    """An act with its entries before and after; what is put into the mapping becomes details of the outcome.

    ``calm`` are exceptions by which it ends early as somebody wished.

    Raises Busy before anything is done when the log cannot be written.
    """
    begun, details = begin(desk, deed, now), dict[str, str]()
    outcome = Outcome.FAILED
    try:
        yield details
        outcome = Outcome.DONE
    except Refusal as refusal:
        outcome, details = Outcome.REFUSED, {**details, "refusal": refusal.code}
        raise
    except calm:
        outcome = Outcome.REFUSED
        raise
    finally:
        end(desk, begun, replace(deed, details=details), outcome, datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Line:
    """An act as it is listed: the entry that began it and the one that tells how it went, if any."""

    entry: Entry
    outcome: Outcome
    details: Mapping[str, str]

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.entry.at)


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of acts, the newest first; ``pages`` at least 1."""

    lines: tuple[Line, ...]
    number: int
    page: int
    pages: int


def listing(desk: Database, wanted: Wanted, page: int = 1) -> Listing:
    """A page of the log; beyond the last page the last one."""
    with desk.read() as connection:
        number = logbook.count(connection, wanted)
        pages = max(1, -(-number // MOST))
        page = min(max(1, page), pages)
        entries = logbook.page(connection, wanted, (page - 1) * MOST, MOST)
        ends = logbook.outcomes_of(connection, [entry.number for entry in entries])
    return Listing(tuple(_line(entry, ends.get(entry.number)) for entry in entries), number, page, pages)


def _line(entry: Entry, ended: Entry | None) -> Line:
    return Line(entry, Outcome((ended or entry).outcome), {**entry.details, **(ended.details if ended else {})})


def entries(desk: Database, wanted: Wanted | None = None) -> list[Entry]:
    """All entries in their order, or those that are wanted; what their hashes stand for is in docs/wire.md."""
    with desk.read() as connection:
        return list(logbook.walk(connection, wanted))


def verify(desk: Database) -> Checked:
    """Walk the whole chain."""
    with desk.read() as connection:
        return check(logbook.walk(connection))


def head(desk: Database) -> tuple[int, str]:
    """Number and hash of the last entry, to be written down elsewhere: (0, "") while the log is empty."""
    with desk.read() as connection:
        entry = logbook.last(connection)
    return (entry.number, entry.hash) if entry else (0, "")


def names(desk: Database) -> list[str]:
    """Everybody who stands in the log."""
    with desk.read() as connection:
        return logbook.names(connection)
