"""The register (名册): every version of every unit and person, and a record of the imports that made them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Connection,
    Integer,
    SmallInteger,
    Text,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.core.register import PERSON, UNIT, Entry, Register, Version
from evalsite.store.base import DeskBase


class RegisterRow(DeskBase):
    """What holds of a code from a day (ISO 8601) on. ``place`` is its order, ``active`` 0 is 停用.

    ``account`` is who entered it. The key lets one version a day; an import on the same day replaces it.
    """

    __tablename__ = "register"
    __table_args__ = (CheckConstraint("kind IN ('unit', 'person')", name="register_kind_is_known"),)

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    since: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text)
    field: Mapped[str] = mapped_column(Text)
    zone: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)
    post: Mapped[str] = mapped_column(Text)
    place: Mapped[int] = mapped_column(Integer)
    active: Mapped[int] = mapped_column(SmallInteger)
    account: Mapped[str] = mapped_column(Text)


class RegisterImportRow(DeskBase):
    """One import: from which day it holds, which file, by whom, when (seconds since 1970), and how many entries changed."""

    __tablename__ = "register_import"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    since: Mapped[str] = mapped_column(Text)
    file: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    account: Mapped[str] = mapped_column(Text)
    at: Mapped[int] = mapped_column(BigInteger)
    changes: Mapped[int] = mapped_column(Integer)


@dataclass(frozen=True, slots=True)
class Import:
    """An import as stored."""

    number: int
    since: date
    file: str
    sha256: str
    account: str
    at: int
    changes: int


def load(connection: Connection) -> Register:
    """All versions."""
    rows = connection.execute(select(RegisterRow.__table__))
    return Register(
        tuple(
            Version(
                date.fromisoformat(row.since),
                Entry(
                    row.code,
                    UNIT if row.kind == UNIT else PERSON,
                    row.name,
                    row.category,
                    row.field,
                    row.zone,
                    row.unit,
                    row.post,
                    row.place,
                    bool(row.active),
                ),
                row.account,
            )
            for row in rows
        )
    )


def put(connection: Connection, versions: tuple[Version, ...]) -> None:
    """Enter versions; one of the same code and day is replaced."""
    for version in versions:
        same = (RegisterRow.code == version.entry.code, RegisterRow.since == version.since.isoformat())
        connection.execute(delete(RegisterRow).where(*same))
    if versions:
        connection.execute(insert(RegisterRow), [_row(version) for version in versions])


def _row(version: Version) -> dict[str, str | int]:
    entry = version.entry
    return {
        "code": entry.code,
        "since": version.since.isoformat(),
        "kind": entry.kind,
        "name": entry.name,
        "category": entry.category,
        "field": entry.field,
        "zone": entry.zone,
        "unit": entry.unit,
        "post": entry.post,
        "place": entry.order,
        "active": int(entry.active),
        "account": version.by,
    }


def add_import(connection: Connection, made: Import) -> None:
    """Note an import after the others; ``made.number`` is not looked at."""
    last = connection.scalar(select(func.max(RegisterImportRow.number))) or 0
    connection.execute(
        insert(RegisterImportRow).values(
            number=last + 1,
            since=made.since.isoformat(),
            file=made.file,
            sha256=made.sha256,
            account=made.account,
            at=made.at,
            changes=made.changes,
        )
    )


def list_imports(connection: Connection) -> list[Import]:
    """Newest first."""
    rows = connection.execute(select(RegisterImportRow.__table__).order_by(RegisterImportRow.number.desc()))
    return [Import(r.number, date.fromisoformat(r.since), r.file, r.sha256, r.account, r.at, r.changes) for r in rows]
