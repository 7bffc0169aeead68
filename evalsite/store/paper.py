"""Counts of paper ballots as two tellers enter them: on the desk, beside neither ticket nor envelope."""

from dataclasses import dataclass

from sqlalchemy import CheckConstraint, Connection, SmallInteger, Text, delete, insert, select
from sqlalchemy import update as sql_update
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.core.saying import say
from evalsite.store.base import DeskBase

FIRST, SECOND = 1, 2
SEATS: dict[int, str] = {FIRST: say("甲"), SECOND: say("乙")}


class PaperEntryRow(DeskBase):
    """What one teller (计票人甲, 乙) counted of one electorate; ``entry`` is JSON, ``told`` when, as ISO 8601 text."""

    __tablename__ = "paper_entry"
    __table_args__ = (
        CheckConstraint("seat IN (1, 2)", name="paper_is_counted_by_two"),
        {"sqlite_with_rowid": False},
    )

    campaign: Mapped[str] = mapped_column(Text, primary_key=True)
    electorate: Mapped[str] = mapped_column(Text, primary_key=True)
    seat: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    teller: Mapped[str] = mapped_column(Text)
    told: Mapped[str] = mapped_column(Text)
    entry: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Entered:
    electorate: str
    seat: int
    teller: str
    told: str
    entry: str


def entries(connection: Connection, campaign: str) -> list[Entered]:
    """All entries of a campaign, by electorate and seat."""
    rows = connection.execute(
        select(
            PaperEntryRow.electorate,
            PaperEntryRow.seat,
            PaperEntryRow.teller,
            PaperEntryRow.told,
            PaperEntryRow.entry,
        )
        .where(PaperEntryRow.campaign == campaign)
        .order_by(PaperEntryRow.electorate, PaperEntryRow.seat)
    )
    return [Entered(*row) for row in rows]


def put(connection: Connection, campaign: str, entered: Entered) -> None:
    """Enter a count, in place of what the same seat counted of this electorate before."""
    mine = (
        PaperEntryRow.campaign == campaign,
        PaperEntryRow.electorate == entered.electorate,
        PaperEntryRow.seat == entered.seat,
    )
    values = {"teller": entered.teller, "told": entered.told, "entry": entered.entry}
    if connection.execute(sql_update(PaperEntryRow).where(*mine).values(**values)).rowcount:
        return
    key = {"campaign": campaign, "electorate": entered.electorate, "seat": entered.seat}
    connection.execute(insert(PaperEntryRow).values(**key, **values))


def take_back(connection: Connection, campaign: str, teller: str, electorate: str | None = None) -> int:
    """Delete what a teller entered, of one electorate or (None) of all; how many entries that were."""
    statement = delete(PaperEntryRow).where(PaperEntryRow.campaign == campaign, PaperEntryRow.teller == teller)
    if electorate is not None:
        statement = statement.where(PaperEntryRow.electorate == electorate)
    return connection.execute(statement).rowcount
