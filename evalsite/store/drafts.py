"""The sheets of drafts as organisers wrote them, each with who saved it last and when."""

import json
from dataclasses import dataclass

from sqlalchemy import BigInteger, CheckConstraint, Connection, Integer, Text, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.core.draft import Sheet
from evalsite.store.base import DeskBase
from evalsite.store.desk import CampaignRow, State


class DraftSheetRow(DeskBase):
    """One sheet of a draft. ``lines`` are its rows as JSON; ``version`` counts how often it was saved, from 0.

    ``account`` is the name of whoever saved it, "" where it is as it was imported; ``at`` in seconds since 1970.
    """

    __tablename__ = "draft_sheet"
    __table_args__ = (CheckConstraint("version >= 0", name="draft_version_counts"),)

    campaign: Mapped[str] = mapped_column(Text, primary_key=True)
    part: Mapped[str] = mapped_column(Text, primary_key=True)
    lines: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)
    account: Mapped[str] = mapped_column(Text)
    at: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class Saved:
    """A sheet as it was saved last."""

    part: str
    lines: Sheet
    version: int = 0
    account: str = ""
    at: int = 0


def sheets_of(connection: Connection, campaign: str) -> dict[str, Saved]:
    """The sheets of a draft by part; empty where it has been imported whole and nobody has edited it yet."""
    row = DraftSheetRow
    rows = connection.execute(
        select(row.part, row.lines, row.version, row.account, row.at).where(row.campaign == campaign)
    )
    return {one.part: Saved(one.part, tuple(json.loads(one.lines)), one.version, one.account, one.at) for one in rows}


def add(connection: Connection, campaign: str, saved: Saved) -> None:
    connection.execute(
        insert(DraftSheetRow).values(
            campaign=campaign,
            part=saved.part,
            lines=_text(saved.lines),
            version=saved.version,
            account=saved.account,
            at=saved.at,
        )
    )


def put(connection: Connection, campaign: str, saved: Saved) -> bool:
    """Save a sheet over the version before it, in one statement; False when somebody else has done so already."""
    statement = (
        update(DraftSheetRow)
        .where(
            DraftSheetRow.campaign == campaign,
            DraftSheetRow.part == saved.part,
            DraftSheetRow.version == saved.version - 1,
        )
        .values(lines=_text(saved.lines), version=saved.version, account=saved.account, at=saved.at)
    )
    return connection.execute(statement).rowcount == 1


def define(connection: Connection, campaign: str, definition: str) -> bool:
    """What a draft's sheets make of it; False when it is a draft no longer."""
    statement = (
        update(CampaignRow)
        .where(CampaignRow.id == campaign, CampaignRow.state == State.DRAFT.value)
        .values(definition=definition)
    )
    return connection.execute(statement).rowcount == 1


def _text(lines: Sheet) -> str:
    return json.dumps([dict(line) for line in lines], ensure_ascii=False)
