"""The schedule (定时): which boxes are to be closed by themselves, and when."""

import json
from dataclasses import dataclass

from evalsite.store import desk as desk_store
from evalsite.store import extensions
from evalsite.store.desk import Record, State
from evalsite.store.engine import Database
from evalsite.usecases import extending


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
        records = desk_store.list_in(connection, (State.PUBLISHED, State.CLOSING))
        found = [(one, extensions.of_campaign(connection, one.id)) for one in records if closes_itself(one)]
    due = ((one.id, extending.deadline(one, notices)) for one, notices in found)
    return [Due(campaign, deadline.timestamp()) for campaign, deadline in due if deadline is not None]
