"""The big screen of a hall (会场大屏): switched on and off at the desk, seen without an account under its own address."""

import secrets

from evalsite.store import hall as hall_store
from evalsite.store.engine import Database
from evalsite.usecases.preparing import get

ADDRESS_BYTES = 16


def switch_on(desk: Database, campaign_id: str) -> str:
    """Hang the screen up under a new address, which is given. Raises NoSuchCampaign."""
    get(desk, campaign_id)
    address = secrets.token_urlsafe(ADDRESS_BYTES)
    with desk.write() as connection:
        hall_store.switch_on(connection, campaign_id, address)
    return address


def switch_off(desk: Database, campaign_id: str) -> None:
    """Take the screen down; its address shows nothing any more."""
    with desk.write() as connection:
        hall_store.switch_off(connection, campaign_id)


def find_address(desk: Database, campaign_id: str) -> str | None:
    with desk.read() as connection:
        return hall_store.find_address(connection, campaign_id)


def find_campaign(desk: Database, address: str) -> str | None:
    """Which campaign hangs under an address; None under a wrong one and one that was switched off."""
    with desk.read() as connection:
        return hall_store.find_campaign(connection, address)
