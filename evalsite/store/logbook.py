"""The log of the desk, one row an entry. The database itself refuses to change or delete any (migrations)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Integer, Text, func, insert, select, text
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.core.logbook import Entry
from evalsite.store.base import DeskBase

_LOCK = 0x65766C6F67  # of PostgreSQL's advisory locks the one that whoever appends holds ("evlog")
BATCH = 500


class LogRow(DeskBase):
    """``about`` is a campaign's id; not called ``campaign``, for wiping a rehearsal leaves what was done in the log.

    No two entries name the same one before them: the chain cannot fork.
    """

    __tablename__ = "log_entry"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)
    of: Mapped[int] = mapped_column(Integer)
    details: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(Text, unique=True)
    hash: Mapped[str] = mapped_column(Text)


_COLUMNS = tuple(LogRow.__table__.columns[name] for name in Entry.__slots__)


def _entry(row: tuple[object, ...]) -> Entry:
    values = dict(zip(Entry.__slots__, row, strict=True))
    return Entry(**{**values, "details": json.loads(str(values["details"]))})


def hold(connection: Connection) -> Entry | None:
    """The last entry, after which nobody else appends until this transaction ends; None while the log is empty."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    return last(connection)


def last(connection: Connection) -> Entry | None:
    row = connection.execute(select(*_COLUMNS).order_by(LogRow.number.desc()).limit(1)).first()
    return _entry(tuple(row)) if row else None


def append(connection: Connection, entry: Entry) -> None:
    values = {name: getattr(entry, name) for name in Entry.__slots__}
    details = json.dumps(dict(entry.details), ensure_ascii=False, sort_keys=True)
    connection.execute(insert(LogRow).values({**values, "details": details}))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries to list; an empty field asks for nothing. ``since`` and ``before`` are moments like ``Entry.at``."""

    who: str = ""
    action: str = ""
    about: str = ""
    since: str = ""
    before: str = ""


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    fields = ((LogRow.who, wanted.who), (LogRow.action, wanted.action), (LogRow.about, wanted.about))
    found: list[ColumnElement[bool]] = [column == value for column, value in fields if value]
    if wanted.since:
        found.append(LogRow.at >= wanted.since)
    if wanted.before:
        found.append(LogRow.at < wanted.before)
    return found


def count(connection: Connection, wanted: Wanted) -> int:
    """How many acts there are: entries that tell an outcome are not counted apart."""
    found = select(func.count()).select_from(LogRow).where(LogRow.of == 0, *_conditions(wanted))
    return connection.scalar(found) or 0


def page(connection: Connection, wanted: Wanted, skipped: int, most: int) -> list[Entry]:
    """Acts, the newest first, without the entries that tell their outcomes."""
    statement = select(*_COLUMNS).where(LogRow.of == 0, *_conditions(wanted)).order_by(LogRow.number.desc())
    return [_entry(tuple(row)) for row in connection.execute(statement.offset(skipped).limit(most))]


def outcomes_of(connection: Connection, numbers: list[int]) -> dict[int, Entry]:
    """How acts went, by the numbers of the entries that began them."""
    rows = connection.execute(select(*_COLUMNS).where(LogRow.of.in_(numbers)).order_by(LogRow.number))
    return {entry.of: entry for entry in (_entry(tuple(row)) for row in rows)}


def walk(connection: Connection, wanted: Wanted | None = None) -> Iterator[Entry]:
    """All entries in their order, read in parts, or those that are wanted."""
    statement = select(*_COLUMNS).where(*_conditions(wanted or Wanted())).order_by(LogRow.number)
    for row in connection.execution_options(yield_per=BATCH).execute(statement):
        yield _entry(tuple(row))


def names(connection: Connection) -> list[str]:
    """Everybody who stands in the log."""
    return list(connection.scalars(select(LogRow.who).distinct().order_by(LogRow.who)))
