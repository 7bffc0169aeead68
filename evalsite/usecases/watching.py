"""Watching turnout while the box is open: in steps only, since a number that moves with each vote names the voter."""

from dataclasses import dataclass

from evalsite.store import roll
from evalsite.store.engine import Database
from evalsite.usecases.preparing import campaign_of, get

STEP = 5


@dataclass(frozen=True, slots=True)
class Turnout:
    """``stamped`` is rounded down to a step of five."""

    electorate: str
    name: str
    issued: int
    stamped: int


def turnout(desk: Database, campaign_id: str) -> list[Turnout]:
    """Turnout per electorate, in steps of five. Raises NoSuchCampaign."""
    campaign = campaign_of(get(desk, campaign_id))
    with desk.read() as connection:
        counts = roll.counts(connection, campaign_id)
    lines: list[Turnout] = []
    for electorate in campaign.electorates:
        issued, stamped = counts.get(electorate.code, (0, 0))
        lines.append(Turnout(electorate.code, electorate.name, issued, stamped // STEP * STEP))
    return lines
