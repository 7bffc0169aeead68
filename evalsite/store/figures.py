"""Imported figures: every import of a campaign, kept as it came. Those in force are found by replaying them."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import CheckConstraint, Connection, Integer, Text, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.store.base import DeskBase
from evalsite.store.desk import CampaignRow


class Kind(StrEnum):
    """What an import does to those before it."""

    REPLACE = "replace"
    ADD = "add"
    WITHDRAW = "withdraw"


class FiguresRow(DeskBase):
    """One import. ``number`` counts from 1 within a campaign; ``figures`` is ``core.figures.Figures`` as JSON.

    ``account`` is the name of whoever imported, ``at`` in ISO 8601 on the clocks of the place where that was. Rows are never changed nor deleted
    (migrations): what once stood beside a result can be looked up for good.
    """

    __tablename__ = "imported_figures"
    __table_args__ = (CheckConstraint("kind IN ('replace', 'add', 'withdraw')", name="import_kind_is_known"),)

    campaign: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    file: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    account: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)
    figures: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Import:
    """A row as stored."""

    number: int
    kind: Kind
    file: str
    sha256: str
    account: str
    at: str
    figures: str


def add(connection: Connection, campaign: str, made: Import) -> int:
    """Puts an import after the others of its campaign and gives its number; ``made.number`` is not looked at."""
    # Whoever imports at the same moment waits here (SQLite has one writer anyway), so that no number is given twice.
    connection.execute(select(CampaignRow.id).where(CampaignRow.id == campaign).with_for_update())
    last = connection.scalar(select(func.max(FiguresRow.number)).where(FiguresRow.campaign == campaign)) or 0
    connection.execute(
        insert(FiguresRow).values(
            campaign=campaign,
            number=last + 1,
            kind=made.kind.value,
            file=made.file,
            sha256=made.sha256,
            account=made.account,
            at=made.at,
            figures=made.figures,
        )
    )
    return last + 1


def list_imports(connection: Connection, campaign: str) -> list[Import]:
    """In the order in which they came."""
    columns = (
        FiguresRow.number,
        FiguresRow.kind,
        FiguresRow.file,
        FiguresRow.sha256,
        FiguresRow.account,
        FiguresRow.at,
        FiguresRow.figures,
    )
    rows = connection.execute(select(*columns).where(FiguresRow.campaign == campaign).order_by(FiguresRow.number))
    return [Import(r[0], Kind(r[1]), r[2], r[3], r[4], r[5], r[6]) for r in rows]
