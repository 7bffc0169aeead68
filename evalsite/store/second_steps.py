"""The second step of signing in (两步验证): one secret an account, and the recovery codes that are left."""

from collections.abc import Iterable

from sqlalchemy import BigInteger, Connection, Integer, Text, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.store.base import DeskBase


class SecondStepRow(DeskBase):
    """``secret`` is encrypted under the instance's own: who reads this table alone makes no codes of it.

    ``used`` is the period of the last code that was taken (RFC 6238): none before or at it is taken again.
    """

    __tablename__ = "second_step"

    account: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    secret: Mapped[str] = mapped_column(Text)
    used: Mapped[int] = mapped_column(BigInteger)


class RecoveryCodeRow(DeskBase):
    """A keyed hash of a code that has not been used."""

    __tablename__ = "recovery_code"

    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    account: Mapped[int] = mapped_column(Integer)


def find(connection: Connection, account: int) -> str | None:
    """The encrypted secret; None where signing in takes a password alone."""
    return connection.scalar(select(SecondStepRow.secret).where(SecondStepRow.account == account))


def put(connection: Connection, account: int, secret: str, used: int) -> None:
    remove(connection, account)
    connection.execute(insert(SecondStepRow).values(account=account, secret=secret, used=used))


def remove(connection: Connection, account: int) -> bool:
    """Takes the recovery codes away too. False when there was none."""
    connection.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account == account))
    return connection.execute(delete(SecondStepRow).where(SecondStepRow.account == account)).rowcount == 1


def use(connection: Connection, account: int, period: int) -> bool:
    """Take the code of a period, once: one statement decides which of two browsers wins."""
    statement = (
        update(SecondStepRow).where(SecondStepRow.account == account, SecondStepRow.used < period).values(used=period)
    )
    return connection.execute(statement).rowcount == 1


def put_codes(connection: Connection, account: int, hashes: Iterable[str]) -> None:
    """These recovery codes and no others."""
    connection.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account == account))
    connection.execute(insert(RecoveryCodeRow), [{"hash": one, "account": account} for one in hashes])


def use_code(connection: Connection, account: int, hashed: str) -> bool:
    """Use a recovery code up. False when it is none that is left."""
    statement = delete(RecoveryCodeRow).where(RecoveryCodeRow.account == account, RecoveryCodeRow.hash == hashed)
    return connection.execute(statement).rowcount == 1


def codes_left(connection: Connection, account: int) -> int:
    found = select(func.count()).select_from(RecoveryCodeRow).where(RecoveryCodeRow.account == account)
    return connection.scalar(found) or 0
