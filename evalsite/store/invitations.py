"""Invitations to the desk: of somebody new, or of an account whose password is forgotten."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import BigInteger, CheckConstraint, Connection, Integer, Text, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.store.base import DeskBase

OPEN, USED, WITHDRAWN = "open", "used", "withdrawn"


class InvitationRow(DeskBase):
    """``account`` is the one whose password is to be set anew, None for somebody new. Times in seconds since 1970.

    The link carries the id with a signature: who reads this table alone can make no link of it.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'used', 'withdrawn')", name="invitation_state_is_known"),
        CheckConstraint(
            "role IN ('organiser', 'scrutineer', 'teller', 'reader', 'admin')", name="invitation_role_is_known"
        ),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    zones: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)
    account: Mapped[int | None] = mapped_column(Integer)
    inviter: Mapped[str] = mapped_column(Text)
    created: Mapped[int] = mapped_column(BigInteger)
    expires: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Stored:
    id: str
    name: str
    role: str
    zones: str
    unit: str
    account: int | None
    inviter: str
    created: int
    expires: int
    state: str


_COLUMNS = tuple(InvitationRow.__table__.columns[name] for name in Stored.__slots__)


def add(connection: Connection, invitation: Stored) -> None:
    values = {name: getattr(invitation, name) for name in Stored.__slots__}
    connection.execute(insert(InvitationRow).values(**values))


def find(connection: Connection, identity: str) -> Stored | None:
    row = connection.execute(select(*_COLUMNS).where(InvitationRow.id == identity)).first()
    return Stored(*row) if row else None


def with_ids(connection: Connection, wanted: Iterable[str]) -> dict[str, Stored]:
    rows = connection.execute(select(*_COLUMNS).where(InvitationRow.id.in_(list(wanted))))
    return {one.id: one for one in (Stored(*row) for row in rows)}


def list_open(connection: Connection, now: int) -> list[Stored]:
    """Those that can still be used, the newest first."""
    rows = connection.execute(
        select(*_COLUMNS)
        .where(InvitationRow.state == OPEN, InvitationRow.expires > now)
        .order_by(InvitationRow.created.desc(), InvitationRow.id)
    )
    return [Stored(*row) for row in rows]


def settle(connection: Connection, identity: str, state: str) -> bool:
    """An open invitation is used or withdrawn, once: one statement decides which of two browsers wins."""
    statement = (
        update(InvitationRow).where(InvitationRow.id == identity, InvitationRow.state == OPEN).values(state=state)
    )
    return connection.execute(statement).rowcount == 1


def withdraw_by(connection: Connection, inviter: str) -> None:
    """No link that this account has given out works any more."""
    connection.execute(
        update(InvitationRow)
        .where(InvitationRow.inviter == inviter, InvitationRow.state == OPEN)
        .values(state=WITHDRAWN)
    )


def withdraw_for(connection: Connection, account: int) -> None:
    """No link sets this account's password any more."""
    connection.execute(
        update(InvitationRow)
        .where(InvitationRow.account == account, InvitationRow.state == OPEN)
        .values(state=WITHDRAWN)
    )
