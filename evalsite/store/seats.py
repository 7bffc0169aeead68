"""Seats of scrutineers, and their shares on the way to them: sealed, until they are taken, and then gone."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import CheckConstraint, Connection, Integer, LargeBinary, Text, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.store.base import DeskBase


class CeremonyRow(DeskBase):
    """How a campaign's key is split (``k``) and handed out (``way``), with the envelope of the trial opening.

    ``envelope`` is empty before publication. ``tried`` is the time of the trial's success, ``tried_with`` the numbers of
    the seats behind it, ``fewer`` who confirmed to go on with fewer shares than seats; all "" while it is not so.
    """

    __tablename__ = "key_ceremony"
    __table_args__ = (CheckConstraint("way IN ('room', 'apart')", name="way_of_shares_is_known"),)

    campaign: Mapped[str] = mapped_column(Text, primary_key=True)
    k: Mapped[int] = mapped_column(Integer)
    way: Mapped[str] = mapped_column(Text)
    envelope: Mapped[bytes] = mapped_column(LargeBinary)
    tried: Mapped[str] = mapped_column(Text)
    tried_with: Mapped[str] = mapped_column(Text)
    fewer: Mapped[str] = mapped_column(Text)


class SeatRow(DeskBase):
    """``lock`` is the public side of a collection password (crypto/collecting.py), ``sealed`` the share under it or under
    the room's key; both go when the share is taken. ``mark`` is the hash of the share, "" before publication.
    """

    __tablename__ = "scrutineer_seat"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own way to declare it

    campaign: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    account: Mapped[int | None] = mapped_column(Integer)
    invitation: Mapped[str] = mapped_column(Text)
    lock: Mapped[str] = mapped_column(Text)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    mark: Mapped[str] = mapped_column(Text)
    shown: Mapped[int] = mapped_column(Integer)
    taken: Mapped[str] = mapped_column(Text)
    lost: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class StoredCeremony:
    k: int
    way: str
    envelope: bytes = b""
    tried: str = ""
    tried_with: str = ""
    fewer: str = ""


@dataclass(frozen=True, slots=True)
class StoredSeat:
    number: int
    name: str
    account: int | None = None
    invitation: str = ""
    lock: str = ""
    sealed: bytes = b""
    mark: str = ""
    shown: int = 0
    taken: str = ""
    lost: str = ""


_CEREMONY = tuple(CeremonyRow.__table__.columns[name] for name in StoredCeremony.__slots__)
_SEAT = tuple(SeatRow.__table__.columns[name] for name in StoredSeat.__slots__)


def find(connection: Connection, campaign: str) -> StoredCeremony | None:
    row = connection.execute(select(*_CEREMONY).where(CeremonyRow.campaign == campaign)).first()
    return StoredCeremony(*row) if row else None


def list_all(connection: Connection) -> dict[str, StoredCeremony]:
    """Every ceremony by its campaign."""
    rows = connection.execute(select(CeremonyRow.campaign, *_CEREMONY))
    return {campaign: StoredCeremony(*row) for campaign, *row in rows}


def of_campaign(connection: Connection, campaign: str) -> list[StoredSeat]:
    """All seats of a campaign, by number."""
    rows = connection.execute(select(*_SEAT).where(SeatRow.campaign == campaign).order_by(SeatRow.number))
    return [StoredSeat(*row) for row in rows]


def of_all(connection: Connection) -> dict[str, list[StoredSeat]]:
    """The seats of every campaign, by number."""
    found: dict[str, list[StoredSeat]] = {}
    rows = connection.execute(select(SeatRow.campaign, *_SEAT).order_by(SeatRow.campaign, SeatRow.number))
    for campaign, *row in rows:
        found.setdefault(campaign, []).append(StoredSeat(*row))
    return found


def put(connection: Connection, campaign: str, ceremony: StoredCeremony, seats: Sequence[StoredSeat]) -> None:
    """Keep seats in the place of those that were there; the database refuses once they are published."""
    remove(connection, campaign)
    values = {name: getattr(ceremony, name) for name in StoredCeremony.__slots__}
    connection.execute(insert(CeremonyRow).values(campaign=campaign, **values))
    for seat in seats:
        values = {name: getattr(seat, name) for name in StoredSeat.__slots__}
        connection.execute(insert(SeatRow).values(campaign=campaign, **values))


def remove(connection: Connection, campaign: str) -> None:
    connection.execute(delete(SeatRow).where(SeatRow.campaign == campaign))
    connection.execute(delete(CeremonyRow).where(CeremonyRow.campaign == campaign))


def change(connection: Connection, campaign: str, **values: str | bytes) -> None:
    """Write what has become of the ceremony."""
    connection.execute(update(CeremonyRow).where(CeremonyRow.campaign == campaign).values(**values))


def note_trial(connection: Connection, campaign: str, moment: str, numbers: Sequence[int]) -> None:
    """The trial has succeeded with the shares of these seats; of several trials the first is kept."""
    mine = (CeremonyRow.campaign == campaign, CeremonyRow.tried == "")
    values = {"tried": moment, "tried_with": " ".join(map(str, numbers))}
    connection.execute(update(CeremonyRow).where(*mine).values(values))


def change_seat(connection: Connection, campaign: str, number: int, **values: str | bytes | int) -> None:
    """Write what has become of a seat."""
    mine = (SeatRow.campaign == campaign, SeatRow.number == number)
    connection.execute(update(SeatRow).where(*mine).values(**values))


def count_showing(connection: Connection, campaign: str, number: int) -> int:
    """The share is shown once more; gives how often that is, 0 when it was taken meanwhile. One statement: of two who
    look at the same moment each is told of the other.
    """
    mine = (SeatRow.campaign == campaign, SeatRow.number == number, SeatRow.sealed != b"")
    shown = update(SeatRow).where(*mine).values(shown=SeatRow.shown + 1).returning(SeatRow.shown)
    return connection.scalar(shown) or 0


def fill_invited(connection: Connection, invitation: str, account: int) -> None:
    """The seat for which an invitation was made is its account's now, while nothing is published."""
    mine = (SeatRow.invitation == invitation, SeatRow.mark == "")
    connection.execute(update(SeatRow).where(*mine).values(account=account, invitation=""))


def forget_sealed(connection: Connection, campaign: str) -> int:
    """Delete all shares that nobody took; gives how many there were."""
    mine = (SeatRow.campaign == campaign, SeatRow.sealed != b"")
    return connection.execute(update(SeatRow).where(*mine).values(sealed=b"", lock="")).rowcount
