"""Composite indices as organisers defined them: one row an index, the last definition alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Integer, Text, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.store.base import DeskBase


class IndexRow(DeskBase):
    """``definition`` is ``core.composite.Index`` as JSON, ``place`` its place in lists and exports.

    ``account`` is the name of whoever defined it last, ``at`` in ISO 8601 on the clocks of the place where that was.
    """

    __tablename__ = "composite_index"

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    place: Mapped[int] = mapped_column(Integer)
    definition: Mapped[str] = mapped_column(Text)
    account: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Definition:
    """A row as stored."""

    code: str
    definition: str
    account: str
    at: str


def list_indices(connection: Connection) -> list[Definition]:
    """In the order in which they were first defined."""
    columns = (IndexRow.code, IndexRow.definition, IndexRow.account, IndexRow.at)
    rows = connection.execute(select(*columns).order_by(IndexRow.place, IndexRow.code))
    return [Definition(*row) for row in rows]


def put(connection: Connection, definitions: Iterable[Definition]) -> None:
    """Each one in place of the one with its code, where that stands, or after all others."""
    for one in definitions:
        place = connection.scalar(select(IndexRow.place).where(IndexRow.code == one.code))
        if place is None:
            place = (connection.scalar(select(func.max(IndexRow.place))) or 0) + 1
        connection.execute(delete(IndexRow).where(IndexRow.code == one.code))
        connection.execute(
            insert(IndexRow).values(
                code=one.code, place=place, definition=one.definition, account=one.account, at=one.at
            )
        )


def remove(connection: Connection, code: str) -> bool:
    """False when there is none."""
    return connection.execute(delete(IndexRow).where(IndexRow.code == code)).rowcount == 1
