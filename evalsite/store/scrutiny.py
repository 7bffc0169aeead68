"""What is on record from the opening to the destruction of the ballots: acts in their order, and what was signed."""

from dataclasses import asdict, dataclass, replace

from sqlalchemy import CheckConstraint, Connection, Integer, LargeBinary, Text, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.core.scrutiny import Act, Kind
from evalsite.store.acts import add_act, list_acts
from evalsite.store.base import DeskBase


class ScrutinyRow(DeskBase):
    """One act (``core.scrutiny.Act``); ``number`` counts from 1 within a campaign. ``at`` is a time of the desk's."""

    __tablename__ = "scrutiny"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('opened', 'period', 'confirmed', 'objected', 'received', 'resolved', 'consented')",
            name="scrutiny_kind_is_known",
        ),
    )

    campaign: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    account: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    about: Mapped[int] = mapped_column(Integer)
    day: Mapped[str] = mapped_column(Text)


class CertificateRow(DeskBase):
    """The confirmed result: its signed statement, and the result itself as it was then (JSON)."""

    __tablename__ = "certificate"

    campaign: Mapped[str] = mapped_column(Text, primary_key=True)
    statement: Mapped[str] = mapped_column(Text)
    signature: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)


class ArchivedBundleRow(DeskBase):
    """The public audit file as it was before the ballots were destroyed, and the signed record of the destruction.

    It stands here before the first envelope goes: an interrupted destruction goes on from it.
    """

    __tablename__ = "archived_bundle"

    campaign: Mapped[str] = mapped_column(Text, primary_key=True)
    bundle: Mapped[bytes] = mapped_column(LargeBinary)
    statement: Mapped[str] = mapped_column(Text)
    signature: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Certificate:
    """``signature`` in base64url."""

    statement: str
    signature: str
    result: str


@dataclass(frozen=True, slots=True)
class Archived:
    """``signature`` in base64url; the bundle itself is read apart, for it is large."""

    statement: str
    signature: str


def add(connection: Connection, campaign: str, act: Act) -> None:
    """Puts an act after the others of its campaign; the campaign is locked (``desk.lock``) by the caller."""
    add_act(connection, ScrutinyRow, campaign, replace(act, kind=act.kind.value))  # type: ignore[arg-type]  # as stored


def list_all(connection: Connection, campaign: str) -> list[Act]:
    """In the order in which they were done."""
    return [Act(**asdict(act) | {"kind": Kind(act.kind)}) for act in list_acts(connection, ScrutinyRow, Act, campaign)]


def add_certificate(connection: Connection, campaign: str, made: Certificate) -> None:
    connection.execute(insert(CertificateRow).values(campaign=campaign, **asdict(made)))


def find_certificate(connection: Connection, campaign: str) -> Certificate | None:
    columns = (CertificateRow.statement, CertificateRow.signature, CertificateRow.result)
    row = connection.execute(select(*columns).where(CertificateRow.campaign == campaign)).first()
    return Certificate(*row) if row else None


def archive(connection: Connection, campaign: str, bundle: bytes, made: Archived) -> None:
    connection.execute(insert(ArchivedBundleRow).values(campaign=campaign, bundle=bundle, **asdict(made)))


def find_archived(connection: Connection, campaign: str) -> Archived | None:
    columns = (ArchivedBundleRow.statement, ArchivedBundleRow.signature)
    row = connection.execute(select(*columns).where(ArchivedBundleRow.campaign == campaign)).first()
    return Archived(*row) if row else None


def find_bundle(connection: Connection, campaign: str) -> bytes | None:
    found = connection.scalar(select(ArchivedBundleRow.bundle).where(ArchivedBundleRow.campaign == campaign))
    return None if found is None else bytes(found)
