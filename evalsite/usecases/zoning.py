"""Zones (责任区) of campaigns, and what an account sees of them."""

from collections.abc import Callable, Iterable
from datetime import date

from sqlalchemy import Connection

from evalsite.core.permission import Role, eyes_of, sees
from evalsite.store import desk as desk_store
from evalsite.store import zones
from evalsite.store.desk import Record
from evalsite.store.engine import Database
from evalsite.usecases import registering
from evalsite.usecases.disclosing import Reading
from evalsite.usecases.preparing import Slot, campaign_of
from evalsite.usecases.signing_in import Account


def zones_of(desk: Database, campaign_id: str) -> frozenset[str]:
    """The zones of a campaign; of a rehearsal those of what it rehearses. Raises NoSuchCampaign."""
    with desk.read() as connection:
        record = desk_store.get_campaign(connection, campaign_id)
        return zones.zones_of(connection, record.rehearses or campaign_id)


def put(desk: Database, campaign_id: str, wanted: Iterable[str]) -> None:
    """Let a campaign belong to these zones and no others. Raises NoSuchCampaign."""
    with desk.write() as connection:
        record = desk_store.get_campaign(connection, campaign_id)
        zones.put(connection, record.rehearses or campaign_id, wanted)


def settle(desk: Database, campaign_id: str, account: Account, wanted: Iterable[str] = ()) -> None:
    """Give a campaign the wanted zones. Called for every new one, by whom it was made.

    An account that is limited to zones gives of its own alone, and takes none of others away; where it wants none of
    its own it gives them all: otherwise an organiser could lose sight of his own draft. Raises NoSuchCampaign.
    """
    chosen, own = frozenset(wanted), account.reach.zones
    if own:
        chosen = (chosen & own or own) | (zones_of(desk, campaign_id) - own)
    put(desk, campaign_id, chosen)


def slot_for(
    campaign_id: str, own: frozenset[str], hold: Callable[[Connection], None] = lambda _connection: None
) -> Slot:
    """Where a draft goes, with its zones in the transaction that stores it: those ``own`` to an account that is limited
    to some. What ``hold`` raises in that transaction leaves no draft.
    """

    def settle(connection: Connection) -> None:
        hold(connection)
        zones.put(connection, campaign_id, own)

    return Slot(campaign_id, settle)


def visible(desk: Database, account: Account, records: Iterable[Record]) -> list[Record]:
    """The campaigns that are there for the account, in their order; for a unit's reader those that rate the unit.

    Readers see those alone whose 可见范围 has something for them.
    """
    reading = Reading(desk, eyes_of(account.role, account.reach))
    with desk.read() as connection:
        known = zones.all_zones(connection)
    return [
        record
        for record in records
        if sees(account.role, account.reach, known.get(record.rehearses or record.id, frozenset()))
        and (account.role is not Role.READER or reading.sees(record))
        and (not account.reach.unit or account.reach.unit in {one.code for one in campaign_of(record).subjects})
    ]


def known_zones(desk: Database, today: date) -> list[str]:
    """The zones that the register or any campaign names, for people to choose from."""
    with desk.read() as connection:
        named = {zone for found in zones.all_zones(connection).values() for zone in found}
    return sorted(named | {unit.zone for unit in registering.snapshot(desk, today).units if unit.zone})
