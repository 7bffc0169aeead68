"""Big screens (会场大屏) that are on: the address under which each hangs. To switch one off is to delete its row."""

from sqlalchemy import Connection, Text, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.store.base import DeskBase


class HallRow(DeskBase):
    """``address`` is random and hard to guess; it shows nothing that is secret, but nobody needs to find it either."""

    __tablename__ = "hall_screen"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own way to declare it

    campaign: Mapped[str] = mapped_column(Text, primary_key=True)
    address: Mapped[str] = mapped_column(Text, unique=True)


def find_address(connection: Connection, campaign: str) -> str | None:
    return connection.scalar(select(HallRow.address).where(HallRow.campaign == campaign))


def find_campaign(connection: Connection, address: str) -> str | None:
    return connection.scalar(select(HallRow.campaign).where(HallRow.address == address))


def switch_on(connection: Connection, campaign: str, address: str) -> None:
    """Under a new address; the former one shows nothing any more."""
    switch_off(connection, campaign)
    connection.execute(insert(HallRow).values(campaign=campaign, address=address))


def switch_off(connection: Connection, campaign: str) -> None:
    connection.execute(delete(HallRow).where(HallRow.campaign == campaign))
