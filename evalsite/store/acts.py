"""Traces: what organisers did to a campaign's texts and names, every act on record in its order, never changed.

An act is a frozen dataclass; each of its fields is a column of its table, beside ``campaign`` and ``number``, which
counts the acts of a campaign from 1.
"""

from dataclasses import asdict, fields
from typing import Any, TypeVar

from sqlalchemy import Connection, func, insert, select

from evalsite.store.base import DeskBase

Act = TypeVar("Act")


def add_act(connection: Connection, rows: type[DeskBase], campaign: str, act: Any) -> None:
    """Puts an act after the others of its campaign; the campaign is locked (``desk.lock``) by the caller."""
    columns = rows.__table__.c
    last = connection.scalar(select(func.max(columns.number)).where(columns.campaign == campaign)) or 0
    connection.execute(insert(rows).values(campaign=campaign, number=last + 1, **asdict(act)))


def list_acts(connection: Connection, rows: type[DeskBase], kind: type[Act], campaign: str) -> list[Act]:
    """The acts of a campaign, of the dataclass ``kind``, in the order in which they were done."""
    columns = rows.__table__.c
    wanted = [columns[one.name] for one in fields(kind)]  # type: ignore[arg-type]  # a dataclass, as said above
    return [
        kind(*row)
        for row in connection.execute(select(*wanted).where(columns.campaign == campaign).order_by(columns.number))
    ]
