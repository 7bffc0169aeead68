"""Which zones (责任区) a campaign belongs to: of the campaign, and of no ticket or ballot."""

from collections.abc import Iterable

from sqlalchemy import Connection, Text, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.store.base import DeskBase


class CampaignZoneRow(DeskBase):
    """A campaign without a row belongs to the whole installation."""

    __tablename__ = "campaign_zone"

    campaign: Mapped[str] = mapped_column(Text, primary_key=True)
    zone: Mapped[str] = mapped_column(Text, primary_key=True)


def zones_of(connection: Connection, campaign: str) -> frozenset[str]:
    return frozenset(connection.scalars(select(CampaignZoneRow.zone).where(CampaignZoneRow.campaign == campaign)))


def all_zones(connection: Connection) -> dict[str, frozenset[str]]:
    """By campaign; one without zones is not in it."""
    found: dict[str, set[str]] = {}
    for campaign, zone in connection.execute(select(CampaignZoneRow.campaign, CampaignZoneRow.zone)):
        found.setdefault(campaign, set()).add(zone)
    return {campaign: frozenset(zones) for campaign, zones in found.items()}


def put(connection: Connection, campaign: str, zones: Iterable[str]) -> None:
    connection.execute(delete(CampaignZoneRow).where(CampaignZoneRow.campaign == campaign))
    rows = [{"campaign": campaign, "zone": zone} for zone in sorted(set(zones))]
    if rows:
        connection.execute(insert(CampaignZoneRow), rows)
