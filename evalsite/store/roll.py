"""The roll (签到册): which tickets exist and which have stamped, never what was stamped.

A ticket's row is written once at full size when it is issued and updated in place when it stamps: no time, no
sequence, nothing that grows. ``blinded`` is what the ticket stamped; it is blinded with a fresh random factor and so
says nothing about the envelope, but it lets a lost answer be given again and a second envelope be refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Connection,
    Index,
    SmallInteger,
    Text,
    delete,
    exists,
    func,
    insert,
    select,
)
from sqlalchemy import update as sql_update
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.store.base import DeskBase

UNUSED, STAMPED, VOID, WITHDRAWN = 0, 1, 2, 3


class RollCampaign(DeskBase):
    """What the roll must know of a published campaign. ``stamping`` ends at closing and never comes back."""

    __tablename__ = "roll_campaign"
    __table_args__ = (
        CheckConstraint("closes IS NULL OR opens IS NULL OR closes > opens", name="closes_after_opening"),
        CheckConstraint("length(manifest_hash) = 32", name="roll_manifest_hash_is_a_sha256"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    manifest_hash: Mapped[bytes] = mapped_column(unique=True)
    manifest: Mapped[str] = mapped_column(Text)
    opens: Mapped[int | None] = mapped_column(BigInteger)
    closes: Mapped[int | None] = mapped_column(BigInteger)
    stamping: Mapped[int] = mapped_column(SmallInteger)


class IssuingKeyRow(DeskBase):
    """The private key that stamps for one electorate; destroyed at closing."""

    __tablename__ = "issuing_key"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own way to declare it

    campaign: Mapped[str] = mapped_column(Text, primary_key=True)
    electorate: Mapped[str] = mapped_column(Text, primary_key=True)
    private: Mapped[bytes]


class TicketRow(DeskBase):
    __tablename__ = "ticket"
    __table_args__ = (
        CheckConstraint("length(code_hash) = 32", name="code_hash_is_a_sha256"),
        CheckConstraint("state IN (0, 1, 2, 3)", name="ticket_is_unused_stamped_void_or_withdrawn"),
        Index("ticket_by_campaign", "campaign", "electorate"),
        {"sqlite_with_rowid": False},
    )

    code_hash: Mapped[bytes] = mapped_column(primary_key=True)
    campaign: Mapped[str] = mapped_column(Text)
    electorate: Mapped[str] = mapped_column(Text)
    state: Mapped[int] = mapped_column(SmallInteger)
    blinded: Mapped[bytes]


@dataclass(frozen=True, slots=True)
class Ticket:
    campaign: str
    electorate: str
    state: int
    blinded: bytes


@dataclass(frozen=True, slots=True)
class Campaign:
    """The roll's view of a campaign; ``opens`` and ``closes`` in seconds since 1970, None where not set."""

    id: str
    manifest_hash: bytes
    manifest: str
    opens: int | None
    closes: int | None
    stamping: bool


def add_campaign(connection: Connection, campaign: Campaign, keys: dict[str, bytes]) -> None:
    """Take over a published campaign with the private keys of its electorates (PKCS8 DER)."""
    connection.execute(
        insert(RollCampaign).values(
            id=campaign.id,
            manifest_hash=campaign.manifest_hash,
            manifest=campaign.manifest,
            opens=campaign.opens,
            closes=campaign.closes,
            stamping=int(campaign.stamping),
        )
    )
    connection.execute(
        insert(IssuingKeyRow),
        [{"campaign": campaign.id, "electorate": code, "private": der} for code, der in sorted(keys.items())],
    )


def find_campaign(connection: Connection, campaign: str) -> Campaign | None:
    table = RollCampaign.__table__.c
    row = connection.execute(
        select(table.id, table.manifest_hash, table.manifest, table.opens, table.closes, table.stamping).where(
            table.id == campaign
        )
    ).first()
    return Campaign(row[0], bytes(row[1]), row[2], row[3], row[4], bool(row[5])) if row else None


def find_key(connection: Connection, campaign: str, electorate: str) -> bytes | None:
    row = connection.execute(
        select(IssuingKeyRow.private).where(IssuingKeyRow.campaign == campaign, IssuingKeyRow.electorate == electorate)
    ).first()
    return bytes(row[0]) if row else None


def has_tickets(connection: Connection, campaign: str) -> bool:
    there = select(TicketRow.state).where(TicketRow.campaign == campaign, TicketRow.state != WITHDRAWN)
    return connection.execute(there.limit(1)).first() is not None


def has_used(connection: Connection, campaign: str) -> bool:
    """Whether a ticket has stamped or was voided by hand."""
    used = select(TicketRow.state).where(TicketRow.campaign == campaign, TicketRow.state.in_((STAMPED, VOID)))
    return connection.execute(used.limit(1)).first() is not None


def withdrawn(connection: Connection, campaign: str) -> int:
    """How many tickets have been taken back: it grows with every issue that replaces another."""
    mine = select(func.count()).where(TicketRow.campaign == campaign, TicketRow.state == WITHDRAWN)
    return connection.scalar(mine) or 0


def withdraw_tickets(connection: Connection, campaign: str) -> bool:
    """Take back all tickets, as if they had never been issued; False (and nothing done) once one is used or voided.

    Within a transaction that holds the roll still: nobody stamps between the question and the deed.
    """
    if has_used(connection, campaign):
        return False
    unused = (TicketRow.campaign == campaign, TicketRow.state == UNUSED)
    connection.execute(sql_update(TicketRow).where(*unused).values(state=WITHDRAWN))
    return True


def hold_still(connection: Connection) -> None:
    """Until this transaction ends, no other adds or stamps a ticket. SQLite has one writer at a time anyway."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE ticket IN SHARE ROW EXCLUSIVE MODE")


def add_tickets(connection: Connection, campaign: str, tickets: Iterable[tuple[bytes, str]], key_bytes: int) -> None:
    """Enter tickets as (code hash, electorate), in the order of their hashes: the order of issue stays nowhere.

    ``key_bytes`` is the size of a blinded message; the room for it is taken now so that a row never grows.
    """
    rows = [
        {"code_hash": code, "campaign": campaign, "electorate": e, "state": UNUSED, "blinded": bytes(key_bytes)}
        for code, e in sorted(tickets)
    ]
    if rows:
        connection.execute(insert(TicketRow), rows)


def find_ticket(connection: Connection, code_hash: bytes) -> Ticket | None:
    row = connection.execute(
        select(TicketRow.campaign, TicketRow.electorate, TicketRow.state, TicketRow.blinded).where(
            TicketRow.code_hash == code_hash
        )
    ).first()
    return Ticket(row[0], row[1], row[2], bytes(row[3])) if row else None


def stamp_once(connection: Connection, code_hash: bytes, blinded: bytes) -> bool:
    """Mark the ticket stamped, in one statement; False when it was not unused, or stamping has ended.

    Two phones cannot both win. Whether stamping goes on is asked in the same statement: on PostgreSQL that waits for
    the lock of ``stop_stamping`` and then sees what was decided, so that no stamp comes after the last was counted.
    """
    going_on = exists().where(RollCampaign.id == TicketRow.campaign, RollCampaign.stamping == 1)
    statement = (
        sql_update(TicketRow)
        .where(TicketRow.code_hash == code_hash, TicketRow.state == UNUSED, going_on)
        .values(state=STAMPED, blinded=blinded)
    )
    return connection.execute(statement).rowcount == 1


def void_once(connection: Connection, code_hash: bytes) -> bool:
    """Mark an unused ticket void, in one statement; False when it was not unused, or stamping has ended.

    Like ``stamp_once``: of a phone that stamps and a desk that voids at the same moment, one wins.
    """
    going_on = exists().where(RollCampaign.id == TicketRow.campaign, RollCampaign.stamping == 1)
    statement = (
        sql_update(TicketRow)
        .where(TicketRow.code_hash == code_hash, TicketRow.state == UNUSED, going_on)
        .values(state=VOID)
    )
    return connection.execute(statement).rowcount == 1


def voided(connection: Connection, campaign: str) -> dict[str, int]:
    """How many tickets of each electorate were voided by hand; electorates without one are left out."""
    rows = connection.execute(
        select(TicketRow.electorate, func.count())
        .where(TicketRow.campaign == campaign, TicketRow.state == VOID)
        .group_by(TicketRow.electorate)
    )
    return {electorate: number for electorate, number in rows}  # noqa: C416 - rows are no pairs for mypy


def counts(connection: Connection, campaign: str) -> dict[str, tuple[int, int]]:
    """(issued, stamped) per electorate; void tickets are counted as issued, since they were printed, withdrawn ones not."""
    rows = connection.execute(
        select(TicketRow.electorate, TicketRow.state, func.count())
        .where(TicketRow.campaign == campaign, TicketRow.state != WITHDRAWN)
        .group_by(TicketRow.electorate, TicketRow.state)
    )
    found: dict[str, tuple[int, int]] = {}
    for electorate, state, number in rows:
        issued, stamped = found.get(electorate, (0, 0))
        found[electorate] = (issued + number, stamped + (number if state == STAMPED else 0))
    return found


def find_id(connection: Connection, manifest_hash: bytes) -> str | None:
    """The campaign, or rehearsal, with this manifest; one look into an index, whatever strangers ask for."""
    found: str | None = connection.scalar(select(RollCampaign.id).where(RollCampaign.manifest_hash == manifest_hash))
    return found


def stop_stamping(connection: Connection, campaign: str) -> None:
    """From now on no ticket of the campaign is stamped; stamps under way are waited for."""
    hold_still(connection)
    connection.execute(sql_update(RollCampaign).where(RollCampaign.id == campaign).values(stamping=0))


def destroy_keys(connection: Connection, campaign: str) -> int:
    """Delete the issuing keys; ``secure_delete`` overwrites them in the file. Returns how many there were."""
    return connection.execute(delete(IssuingKeyRow).where(IssuingKeyRow.campaign == campaign)).rowcount
