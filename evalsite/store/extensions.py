"""Notices of extension (延期): public texts beside a campaign's manifest. The roll goes by them, the desk enters them."""

from sqlalchemy import Connection, Integer, Text, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.store.base import DeskBase


class ExtensionRow(DeskBase):
    """``number`` counts a campaign's notices from 1; ``account`` is who gave it, which the notice does not say."""

    __tablename__ = "extension"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own way to declare it

    campaign: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    statement: Mapped[str] = mapped_column(Text)
    signature: Mapped[bytes]
    account: Mapped[str] = mapped_column(Text)


def of_campaign(connection: Connection, campaign: str) -> tuple[tuple[str, bytes], ...]:
    """(statement, signature) of every notice, in their order."""
    mine = select(ExtensionRow.statement, ExtensionRow.signature).where(ExtensionRow.campaign == campaign)
    rows = connection.execute(mine.order_by(ExtensionRow.number))
    return tuple((statement, bytes(signature)) for statement, signature in rows)


def add(connection: Connection, campaign: str, number: int, statement: str, signature: bytes, account: str) -> None:
    values = {"campaign": campaign, "number": number, "statement": statement, "signature": signature}
    connection.execute(insert(ExtensionRow).values(**values, account=account))
