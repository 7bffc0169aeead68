"""The desk: campaigns as organisers prepare them, what closing and opening gave, accounts."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Connection, Integer, SmallInteger, Text, delete, insert, select
from sqlalchemy import update as sql_update
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.core.refusals import NoSuchCampaign
from evalsite.store.base import DeskBase


class State(StrEnum):
    """The line of states; a campaign only ever moves forward on it."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSING = "closing"
    CLOSED = "closed"
    OPENED = "opened"
    CERTIFIED = "certified"
    DESTROYED = "destroyed"

    @property
    def counted(self) -> bool:
        """Whether there is a result."""
        return self in COUNTED


COUNTED = (State.OPENED, State.CERTIFIED, State.DESTROYED)


class CampaignRow(DeskBase):
    """``definition`` is what the organiser wrote; ``manifest`` what was published; both JSON.

    ``closing`` is the signed statement of the closed box, ``tally`` the count. ``rehearses`` is the draft that this is
    a rehearsal (演练) of, "" for a campaign that counts.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'published', 'closing', 'closed', 'opened', 'certified', 'destroyed')",
            name="campaign_state_is_known",
        ),
        CheckConstraint("(state = 'draft') = (manifest IS NULL)", name="published_means_frozen"),
        CheckConstraint(
            "(state IN ('closed', 'opened', 'certified', 'destroyed')) = (closing IS NOT NULL)",
            name="closed_means_signed",
        ),
        CheckConstraint(
            "(state IN ('opened', 'certified', 'destroyed')) = (tally IS NOT NULL)", name="opened_means_counted"
        ),
        {"sqlite_with_rowid": False},  # no second key by which INSERT OR REPLACE could push a campaign out
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    created: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(Text)
    definition: Mapped[str] = mapped_column(Text)
    manifest: Mapped[str | None] = mapped_column(Text)
    closing: Mapped[str | None] = mapped_column(Text)
    tally: Mapped[str | None] = mapped_column(Text)
    rehearses: Mapped[str] = mapped_column(Text)


class KeptShareRow(DeskBase):
    """The only share of an opening key that the server keeps (1-of-1); absent where scrutineers hold the shares."""

    __tablename__ = "kept_share"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own way to declare it

    campaign: Mapped[str] = mapped_column(Text, primary_key=True)
    words: Mapped[str] = mapped_column(Text)


class AccountRow(DeskBase):
    """``epoch`` is part of every session: raising it ends them all. Accounts are never deleted: they stand in the log.

    ``zones`` (JSON, 责任区) and ``unit`` (a code) limit how far it reaches; ``[]`` and ``""`` do not.
    """

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint(
            "role IN ('organiser', 'scrutineer', 'teller', 'reader', 'admin')", name="account_role_is_known"
        ),
        CheckConstraint("active IN (0, 1)", name="account_is_active_or_not"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    role: Mapped[str] = mapped_column(Text)
    password: Mapped[str] = mapped_column(Text)
    epoch: Mapped[int] = mapped_column(Integer)
    active: Mapped[int] = mapped_column(SmallInteger)
    zones: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)


class SignInRow(DeskBase):
    """Wrong passwords, counted per account and address under a keyed hash; ``until`` in seconds since 1970."""

    __tablename__ = "sign_in"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    until: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class Record:
    """A campaign as stored; the JSON texts are read by the use cases."""

    id: str
    created: int
    state: State
    definition: str
    manifest: str | None
    closing: str | None
    tally: str | None
    rehearses: str


_COLUMNS = (
    CampaignRow.id,
    CampaignRow.created,
    CampaignRow.state,
    CampaignRow.definition,
    CampaignRow.manifest,
    CampaignRow.closing,
    CampaignRow.tally,
    CampaignRow.rehearses,
)


def _record(row: Any) -> Record:
    identity, created, state, *texts = row
    return Record(identity, created, State(state), *texts)


def add_campaign(connection: Connection, campaign: str, created: int, definition: str, *, rehearses: str = "") -> None:
    values = {"id": campaign, "created": created, "definition": definition, "rehearses": rehearses}
    connection.execute(insert(CampaignRow).values(state=State.DRAFT.value, **values))


def list_campaigns(connection: Connection) -> list[Record]:
    """Newest first. Rehearsals are none of them: what looks over several campaigns never meets one."""
    rows = connection.execute(
        select(*_COLUMNS).where(CampaignRow.rehearses == "").order_by(CampaignRow.created.desc(), CampaignRow.id)
    )
    return [_record(row) for row in rows]


def list_rehearsals(connection: Connection) -> list[Record]:
    """Rehearsals of all campaigns, newest first."""
    rows = connection.execute(
        select(*_COLUMNS).where(CampaignRow.rehearses != "").order_by(CampaignRow.created.desc(), CampaignRow.id)
    )
    return [_record(row) for row in rows]


def list_in(connection: Connection, states: tuple[State, ...]) -> list[Record]:
    """All campaigns in one of these states, rehearsals too, in the order of their ids."""
    mine = CampaignRow.state.in_([state.value for state in states])
    return [_record(row) for row in connection.execute(select(*_COLUMNS).where(mine).order_by(CampaignRow.id))]


def get_campaign(connection: Connection, campaign: str) -> Record:
    """Raises NoSuchCampaign."""
    row = connection.execute(select(*_COLUMNS).where(CampaignRow.id == campaign)).first()
    if row is None:
        raise NoSuchCampaign(campaign=campaign)
    return _record(row)


def lock(connection: Connection, campaign: str) -> None:
    """Lets whoever else would write about this campaign wait for the end of this transaction (on SQLite all do)."""
    connection.execute(select(CampaignRow.id).where(CampaignRow.id == campaign).with_for_update())


def hold_campaign(connection: Connection, campaign: str) -> Record:
    """The campaign, whose state nobody changes until this transaction ends. Raises NoSuchCampaign."""
    held = select(CampaignRow.id).where(CampaignRow.id == campaign).with_for_update()
    connection.execute(held)  # SQLite has one writer at a time anyway, and leaves FOR UPDATE out
    return get_campaign(connection, campaign)


def advance(
    connection: Connection, campaign: str, before: tuple[State, ...], after: State, **values: str | None
) -> bool:
    """Move a campaign forward and write what the step gave, in one statement; False when it was in another state."""
    statement = (
        sql_update(CampaignRow)
        .where(CampaignRow.id == campaign, CampaignRow.state.in_([state.value for state in before]))
        .values(state=after.value, **values)
    )
    return connection.execute(statement).rowcount == 1


def keep_share(connection: Connection, campaign: str, words: str) -> None:
    connection.execute(insert(KeptShareRow).values(campaign=campaign, words=words))


def find_kept_share(connection: Connection, campaign: str) -> str | None:
    return connection.scalar(select(KeptShareRow.words).where(KeptShareRow.campaign == campaign))


def destroy_share(connection: Connection, campaign: str) -> bool:
    """Delete the kept share; ``secure_delete`` overwrites it in the file. False when there is none."""
    return connection.execute(delete(KeptShareRow).where(KeptShareRow.campaign == campaign)).rowcount == 1
