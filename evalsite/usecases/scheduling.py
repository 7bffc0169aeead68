"""The schedule (定时): which boxes are to be closed by themselves, and when."""

import json
from dataclasses import dataclass
from datetime import datetime

from evalsite.store import desk as desk_store
from evalsite.store.desk import Record, State
from evalsite.store.engine import Database


@dataclass(frozen=True, slots=True)
class Due:
    """A campaign, and when its box is to be closed, in seconds since 1970."""

    campaign: str
    deadline: float


def closes_itself(record: Record) -> bool:
    """Whether a published campaign's box is closed by itself: it has a deadline, and nobody has switched it off."""
    found = json.loads(record.manifest or "{}")
    return bool(found.get("closes")) and not found.get("closed_by_hand")


def to_close(desk: Database) -> list[Due]:
    """The boxes that close by themselves and have not yet, rehearsals' too; a closing that broke off is one of them."""
    with desk.read() as connection:
        found = desk_store.list_in(connection, (State.PUBLISHED, State.CLOSING))
    return [Due(one.id, deadline_of(one).timestamp()) for one in found if closes_itself(one)]


def deadline_of(record: Record) -> datetime:
    """The deadline of a published campaign that has one."""
    return datetime.fromisoformat(json.loads(record.manifest or "{}")["closes"])
