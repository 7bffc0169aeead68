"""What is shown of turnout while people vote (core/glimpse.py): one row a campaign, written anew at each look.

Its numbers are steps by electorate, its moments those of people at the desk who looked; no ticket and no moment of a
vote is in it.
"""

import json

from sqlalchemy import BigInteger, Connection, Text, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.core.glimpse import Glimpse
from evalsite.store.base import DeskBase


class GlimpseRow(DeskBase):
    __tablename__ = "turnout_glimpse"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own way to declare it

    campaign: Mapped[str] = mapped_column(Text, primary_key=True)
    shown: Mapped[str] = mapped_column(Text)
    shown_at: Mapped[int] = mapped_column(BigInteger)
    coming: Mapped[str] = mapped_column(Text)
    coming_at: Mapped[int] = mapped_column(BigInteger)


def find(connection: Connection, campaign: str) -> Glimpse | None:
    row = connection.execute(
        select(GlimpseRow.shown, GlimpseRow.shown_at, GlimpseRow.coming, GlimpseRow.coming_at).where(
            GlimpseRow.campaign == campaign
        )
    ).first()
    return Glimpse(json.loads(row[0]), row[1], json.loads(row[2]), row[3]) if row else None


def keep(connection: Connection, campaign: str, glimpse: Glimpse) -> None:
    """In the place of the one before."""
    connection.execute(delete(GlimpseRow).where(GlimpseRow.campaign == campaign))
    connection.execute(
        insert(GlimpseRow).values(
            campaign=campaign,
            shown=json.dumps(dict(glimpse.shown), sort_keys=True),
            shown_at=glimpse.shown_at,
            coming=json.dumps(dict(glimpse.coming), sort_keys=True),
            coming_at=glimpse.coming_at,
        )
    )
