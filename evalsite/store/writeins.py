"""The trace of names written in that were put together: every act on record, never changed."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, CheckConstraint, Connection, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.store.acts import add_act, list_acts
from evalsite.store.base import DeskBase


class MergeRow(DeskBase):
    """One act: the spelling ``spelling`` of a nomination stands for another, or for a subject on the list, from now on.

    With both targets empty it stands for itself again. ``number`` counts from 1 within a campaign; ``account`` is the
    name of whoever did it, ``at`` in seconds since 1970.
    """

    __tablename__ = "write_in_merge"
    __table_args__ = (CheckConstraint("into_spelling = '' OR into_subject = ''", name="merge_has_one_target"),)

    campaign: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    indicator: Mapped[str] = mapped_column(Text)
    spelling: Mapped[str] = mapped_column(Text)
    into_spelling: Mapped[str] = mapped_column(Text)
    into_subject: Mapped[str] = mapped_column(Text)
    account: Mapped[str] = mapped_column(Text)
    at: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class Merge:
    """A row as stored, without its place."""

    indicator: str
    spelling: str
    into_spelling: str
    into_subject: str
    account: str
    at: int


def add(connection: Connection, campaign: str, made: Merge) -> None:
    """Puts an act after the others of its campaign; the campaign is locked (``desk.lock``) by the caller."""
    add_act(connection, MergeRow, campaign, made)


def list_merges(connection: Connection, campaign: str) -> list[Merge]:
    """In the order in which they were made."""
    return list_acts(connection, MergeRow, Merge, campaign)
