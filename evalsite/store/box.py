"""The box (票箱): stamped envelopes and nothing else: no ticket, no time, no sequence, no address.

At rest the box is a function of its set of envelopes (history independence): rows lie in the order of their leaves,
which are hashes, and ``relay`` lays the whole file out anew so that nothing of the order of arrival is left.
"""

import json
from dataclasses import dataclass

from sqlalchemy import CheckConstraint, Connection, SmallInteger, Text, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.core.refusals import Closed
from evalsite.store.base import BoxBase


class BoxCampaign(BoxBase):
    """A campaign that this box takes envelopes for; ``frozen`` is set at closing and never taken back."""

    __tablename__ = "box_campaign"
    __table_args__ = (
        CheckConstraint("length(manifest_hash) = 32", name="box_manifest_hash_is_a_sha256"),
        CheckConstraint("frozen IN (0, 1)", name="box_is_frozen_or_not"),
        {"sqlite_with_rowid": False},
    )

    manifest_hash: Mapped[bytes] = mapped_column(primary_key=True)
    manifest: Mapped[str] = mapped_column(Text)
    receipt_key: Mapped[bytes]
    frozen: Mapped[int] = mapped_column(SmallInteger)


class EnvelopeRow(BoxBase):
    __tablename__ = "envelope"
    __table_args__ = (
        CheckConstraint("length(leaf) = 32", name="leaf_is_a_sha256"),
        {"sqlite_with_rowid": False},
    )

    manifest_hash: Mapped[bytes] = mapped_column(primary_key=True)
    leaf: Mapped[bytes] = mapped_column(primary_key=True)
    electorate: Mapped[str] = mapped_column(Text)
    envelope: Mapped[bytes]
    stamp: Mapped[bytes]


class DestroyedRow(BoxBase):
    """What is left of a box whose ballots were destroyed: its leaves in order, 32 bytes each, and the signed record.

    The leaves are public before that, in the audit file; here they go on answering who looks for a receipt.
    """

    __tablename__ = "destroyed_box"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own way to declare it

    manifest_hash: Mapped[bytes] = mapped_column(primary_key=True)
    leaves: Mapped[bytes]
    statement: Mapped[str] = mapped_column(Text)
    signature: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Destroyed:
    """``statement`` is canonical JSON (docs/wire.md), ``signature`` in base64url."""

    leaves: tuple[bytes, ...]
    statement: str
    signature: str


@dataclass(frozen=True, slots=True)
class Campaign:
    manifest_hash: bytes
    manifest: str
    receipt_key: bytes
    frozen: bool


@dataclass(frozen=True, slots=True)
class Envelope:
    leaf: bytes
    electorate: str
    envelope: bytes
    stamp: bytes


def add_campaign(connection: Connection, campaign: Campaign) -> None:
    connection.execute(
        insert(BoxCampaign).values(
            manifest_hash=campaign.manifest_hash,
            manifest=campaign.manifest,
            receipt_key=campaign.receipt_key,
            frozen=int(campaign.frozen),
        )
    )


def remove_rehearsal(connection: Connection, manifest_hash: bytes) -> None:
    """Delete a rehearsal with its envelopes. Raises IntegrityError for a campaign that counts: triggers ask its manifest."""
    connection.execute(delete(EnvelopeRow).where(EnvelopeRow.manifest_hash == manifest_hash))
    connection.execute(delete(DestroyedRow).where(DestroyedRow.manifest_hash == manifest_hash))
    connection.execute(delete(BoxCampaign).where(BoxCampaign.manifest_hash == manifest_hash))


def find_campaign(connection: Connection, manifest_hash: bytes) -> Campaign | None:
    row = connection.execute(
        select(BoxCampaign.manifest, BoxCampaign.receipt_key, BoxCampaign.frozen).where(
            BoxCampaign.manifest_hash == manifest_hash
        )
    ).first()
    return Campaign(manifest_hash, row[0], bytes(row[1]), bool(row[2])) if row else None


def hashes_of(connection: Connection, campaign: str) -> list[bytes]:
    """Manifest hashes under which the box knows a campaign (by id): one, or none; more after interrupted attempts."""
    rows = connection.execute(select(BoxCampaign.manifest_hash, BoxCampaign.manifest)).all()
    return [bytes(key) for key, manifest in rows if json.loads(manifest)["id"] == campaign]


def holds(connection: Connection, manifest_hash: bytes, leaf: bytes) -> bool:
    """Whether this envelope is in the box, or was until the ballots were destroyed: its receipt holds for good."""
    statement = select(EnvelopeRow.leaf).where(EnvelopeRow.manifest_hash == manifest_hash, EnvelopeRow.leaf == leaf)
    if connection.execute(statement).first() is not None:
        return True
    gone = find_destroyed(connection, manifest_hash)
    return gone is not None and leaf in gone.leaves


def destroy(connection: Connection, manifest_hash: bytes, record: Destroyed) -> None:
    """Delete all envelopes of a campaign, once what is left of them is on record here; done twice, it is done once.

    Raises IntegrityError while the box is not frozen: triggers ask.
    """
    if find_destroyed(connection, manifest_hash) is None:
        values = {"statement": record.statement, "signature": record.signature}
        connection.execute(
            insert(DestroyedRow).values(manifest_hash=manifest_hash, leaves=b"".join(record.leaves), **values)
        )
    connection.execute(delete(EnvelopeRow).where(EnvelopeRow.manifest_hash == manifest_hash))


def find_record(connection: Connection, manifest_hash: bytes) -> str | None:
    """The statement on the destruction of a campaign's ballots; None while they are there."""
    return connection.scalar(select(DestroyedRow.statement).where(DestroyedRow.manifest_hash == manifest_hash))


def find_destroyed(connection: Connection, manifest_hash: bytes) -> Destroyed | None:
    columns = (DestroyedRow.leaves, DestroyedRow.statement, DestroyedRow.signature)
    row = connection.execute(select(*columns).where(DestroyedRow.manifest_hash == manifest_hash)).first()
    if row is None:
        return None
    joined = bytes(row[0])
    return Destroyed(tuple(joined[at : at + 32] for at in range(0, len(joined), 32)), row[1], row[2])


def add(connection: Connection, manifest_hash: bytes, envelope: Envelope) -> bool:
    """Put an envelope in; False when this very envelope is in already. The key decides: no check before the act.

    Raises Closed when the box is frozen: a trigger says so, whatever was read before.
    """
    values = {
        "manifest_hash": manifest_hash,
        "leaf": envelope.leaf,
        "electorate": envelope.electorate,
        "envelope": envelope.envelope,
        "stamp": envelope.stamp,
    }
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(EnvelopeRow).values(**values).on_conflict_do_nothing()
    statement = statement.execution_options(preserve_rowcount=True)  # PostgreSQL's dialect drops it for an INSERT
    try:
        return connection.execute(statement).rowcount == 1
    except IntegrityError as error:
        raise Closed() from error


def freeze(connection: Connection, manifest_hash: bytes) -> None:
    """No envelope goes in from now on. On PostgreSQL the lock waits for drops under way and holds off the next."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE envelope IN SHARE ROW EXCLUSIVE MODE")
    connection.execute(update(BoxCampaign).where(BoxCampaign.manifest_hash == manifest_hash).values(frozen=1))


def counts(connection: Connection, manifest_hash: bytes) -> dict[str, int]:
    """Envelopes per electorate."""
    rows = connection.execute(
        select(EnvelopeRow.electorate, func.count())
        .where(EnvelopeRow.manifest_hash == manifest_hash)
        .group_by(EnvelopeRow.electorate)
    )
    return {electorate: number for electorate, number in rows}  # noqa: C416 - rows are no pairs for mypy


def envelopes(connection: Connection, manifest_hash: bytes, after: bytes, limit: int) -> list[Envelope]:
    """The next envelopes of a campaign in the order of their leaves, behind the leaf ``after`` (b"" for the first)."""
    rows = connection.execute(
        select(EnvelopeRow.leaf, EnvelopeRow.electorate, EnvelopeRow.envelope, EnvelopeRow.stamp)
        .where(EnvelopeRow.manifest_hash == manifest_hash, EnvelopeRow.leaf > after)
        .order_by(EnvelopeRow.leaf)
        .limit(limit)
    )
    return [Envelope(bytes(leaf), electorate, bytes(sealed), bytes(stamp)) for leaf, electorate, sealed, stamp in rows]


def leaves(connection: Connection, manifest_hash: bytes) -> list[bytes]:
    """All leaves of a campaign, in order."""
    statement = select(EnvelopeRow.leaf).where(EnvelopeRow.manifest_hash == manifest_hash).order_by(EnvelopeRow.leaf)
    return [bytes(leaf) for leaf in connection.scalars(statement)]
