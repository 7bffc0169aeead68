"""Watching turnout while the box is open: in steps and some minutes late, the same on every page (core/glimpse.py)."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from evalsite.core.glimpse import STEP, Glimpse, look
from evalsite.core.refusals import Busy
from evalsite.core.votes import due
from evalsite.store import glimpses, roll
from evalsite.store.desk import State
from evalsite.store.engine import Database
from evalsite.usecases.preparing import campaign_of, get

__all__ = ["STEP", "Seen", "Turnout", "turnout"]


@dataclass(frozen=True, slots=True)
class Turnout:
    """``stamped`` is rounded down to a step of five; ``spare`` of the ``issued`` are spare slips."""

    electorate: str
    name: str
    issued: int
    stamped: int
    spare: int = 0

    @property
    def expected(self) -> int:
        """应到: whom one waits for. Nobody where nothing is issued."""
        return due(self.issued, self.spare)


@dataclass(frozen=True, slots=True)
class Seen:
    """Turnout per electorate as it stood ``at`` (UTC)."""

    lines: tuple[Turnout, ...]
    at: datetime


def turnout(desk: Database, campaign_id: str, now: datetime, delay: float) -> Seen:
    """What may be seen of turnout, ``delay`` seconds late while people vote. Raises NoSuchCampaign.

    Where the database takes no writes what was shown before stays.
    """
    record = get(desk, campaign_id)
    campaign = campaign_of(record)
    seconds, wait = int(now.timestamp()), int(delay) if record.state in (State.PUBLISHED, State.CLOSING) else 0
    with desk.read() as connection:
        counts = roll.counts(connection, campaign_id)
        last = glimpses.find(connection, campaign_id)
    glimpse = look(last, {code: stamped for code, (_, stamped) in counts.items()}, seconds, wait)
    if counts and wait > 0 and glimpse is not last:
        glimpse = _keep(desk, campaign_id, last, glimpse)
    lines = tuple(
        Turnout(one.code, one.name, counts.get(one.code, (0, 0))[0], glimpse.shown.get(one.code, 0), one.spare)
        for one in campaign.electorates
    )
    return Seen(lines, datetime.fromtimestamp(glimpse.shown_at, UTC))


def _keep(desk: Database, campaign_id: str, last: Glimpse | None, glimpse: Glimpse) -> Glimpse:
    """Keep a look, unless somebody else has looked meanwhile: then theirs is shown, to everybody alike."""
    try:
        with desk.write() as connection:
            return _settle(connection, campaign_id, last, glimpse)
    except (Busy, IntegrityError):
        return last or glimpse  # a first look shows zeros


def _settle(connection: Connection, campaign_id: str, last: Glimpse | None, glimpse: Glimpse) -> Glimpse:
    there = glimpses.find(connection, campaign_id)
    if there is not None and there != last:
        return there
    glimpses.keep(connection, campaign_id, glimpse)
    return glimpse
