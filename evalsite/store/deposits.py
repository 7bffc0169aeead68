"""Shares on their way to an opening, sealed (usecases/depositing.py). Nothing lies here longer than it is needed."""

from sqlalchemy import BigInteger, Connection, Text, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.store.base import DeskBase


class DepositRow(DeskBase):
    """``occasion`` is what they are collected for, ``seat`` whose it is; ``until`` in seconds since 1970."""

    __tablename__ = "deposit"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own way to declare it

    campaign: Mapped[str] = mapped_column(Text, primary_key=True)
    occasion: Mapped[str] = mapped_column(Text, primary_key=True)
    seat: Mapped[str] = mapped_column(Text, primary_key=True)
    sealed: Mapped[bytes]
    until: Mapped[int] = mapped_column(BigInteger)


def put(connection: Connection, campaign: str, occasion: str, seat: str, sealed: bytes, until: int) -> None:
    """Lay a share down; that of the same seat gives way."""
    _remove(connection, campaign, occasion, seat)
    values = {"campaign": campaign, "occasion": occasion, "seat": seat, "sealed": sealed, "until": until}
    connection.execute(insert(DepositRow).values(values))


def _remove(connection: Connection, campaign: str, occasion: str, seat: str) -> None:
    key = (DepositRow.campaign == campaign, DepositRow.occasion == occasion, DepositRow.seat == seat)
    connection.execute(delete(DepositRow).where(*key))


def find(connection: Connection, campaign: str, occasion: str, now: int) -> list[tuple[str, bytes]]:
    """(seat, sealed) of what has not outlived its time, by seat."""
    mine = (DepositRow.campaign == campaign, DepositRow.occasion == occasion, DepositRow.until > now)
    rows = connection.execute(select(DepositRow.seat, DepositRow.sealed).where(*mine).order_by(DepositRow.seat))
    return [(seat, bytes(sealed)) for seat, sealed in rows]


def until(connection: Connection, campaign: str, occasion: str, now: int) -> int:
    """When the last of an occasion goes by itself; 0 where nothing lies."""
    mine = (DepositRow.campaign == campaign, DepositRow.occasion == occasion, DepositRow.until > now)
    return connection.scalar(select(func.max(DepositRow.until)).where(*mine)) or 0


def remove(connection: Connection, campaign: str, occasion: str) -> int:
    """Delete all that was collected for an occasion; gives how many there were."""
    mine = delete(DepositRow).where(DepositRow.campaign == campaign, DepositRow.occasion == occasion)
    return connection.execute(mine).rowcount


def has_outlived(connection: Connection, now: int) -> bool:
    return connection.execute(select(DepositRow.seat).where(DepositRow.until <= now).limit(1)).first() is not None


def remove_outlived(connection: Connection, now: int) -> int:
    return connection.execute(delete(DepositRow).where(DepositRow.until <= now)).rowcount
