"""The trace of hidden passages: every act on record, never changed. What is hidden now is found by replaying it."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Connection, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.store.acts import add_act, list_acts
from evalsite.store.base import DeskBase


class RedactionRow(DeskBase):
    """One act: a passage hidden, or shown again. ``number`` counts from 1 within a campaign.

    ``text_key`` is a hash of text, subject and indicator (``core.redacting.text_key``): the words themselves stand in
    the tally alone. ``first`` and ``beyond`` bound the passage in code points. ``account`` is the name of whoever did
    it, ``at`` in seconds since 1970.
    """

    __tablename__ = "redaction"
    __table_args__ = (CheckConstraint("first >= 0 AND beyond > first", name="passage_has_a_length"),)

    campaign: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    hidden: Mapped[bool] = mapped_column(Boolean)
    text_key: Mapped[str] = mapped_column(Text)
    first: Mapped[int] = mapped_column(Integer)
    beyond: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)
    account: Mapped[str] = mapped_column(Text)
    at: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class Redaction:
    """A row as stored, without its place."""

    hidden: bool
    text_key: str
    first: int
    beyond: int
    reason: str
    account: str
    at: int


def add(connection: Connection, campaign: str, made: Redaction) -> None:
    """Puts an act after the others of its campaign; the campaign is locked (``desk.lock``) by the caller."""
    add_act(connection, RedactionRow, campaign, made)


def list_redactions(connection: Connection, campaign: str) -> list[Redaction]:
    """In the order in which they were made."""
    return list_acts(connection, RedactionRow, Redaction, campaign)
