"""Sessions at the desk: one row for each browser that is signed in. No address is kept, and of the browser its kind."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, Integer, Text, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.store.base import DeskBase


class SessionRow(DeskBase):
    """``hash`` is SHA-256 of what the cookie holds: who reads this table can enter nowhere. ``seen`` is coarse."""

    __tablename__ = "desk_session"

    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    account: Mapped[int] = mapped_column(Integer)
    epoch: Mapped[int] = mapped_column(Integer)
    since: Mapped[int] = mapped_column(BigInteger)
    seen: Mapped[int] = mapped_column(BigInteger)
    browser: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Stored:
    """Times in seconds since 1970."""

    hash: str
    account: int
    epoch: int
    since: int
    seen: int
    browser: str


_COLUMNS = tuple(SessionRow.__table__.columns[name] for name in Stored.__slots__)


def add(connection: Connection, session: Stored) -> None:
    connection.execute(insert(SessionRow).values({name: getattr(session, name) for name in Stored.__slots__}))


def find(connection: Connection, hashed: str) -> Stored | None:
    row = connection.execute(select(*_COLUMNS).where(SessionRow.hash == hashed)).first()
    return Stored(*row) if row else None


def list_of(connection: Connection, account: int) -> list[Stored]:
    """The newest first."""
    rows = connection.execute(
        select(*_COLUMNS).where(SessionRow.account == account).order_by(SessionRow.since.desc(), SessionRow.hash)
    )
    return [Stored(*row) for row in rows]


def touch(connection: Connection, hashed: str, now: int) -> None:
    connection.execute(update(SessionRow).where(SessionRow.hash == hashed).values(seen=now))


def end(connection: Connection, account: int, hashed: str) -> bool:
    """Ends one session of this account. False when it has none such."""
    statement = delete(SessionRow).where(SessionRow.account == account, SessionRow.hash == hashed)
    return connection.execute(statement).rowcount == 1


def end_all(connection: Connection, account: int, *, but: str = "") -> int:
    """How many have ended."""
    statement = delete(SessionRow).where(SessionRow.account == account, SessionRow.hash != but)
    return connection.execute(statement).rowcount


def forget(connection: Connection, begun_before: int, seen_before: int) -> None:
    """Sessions that are over by themselves need no row."""
    connection.execute(delete(SessionRow).where((SessionRow.since < begun_before) | (SessionRow.seen < seen_before)))
