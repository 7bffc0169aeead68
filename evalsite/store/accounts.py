"""Accounts of the desk, and the pauses after wrong passwords."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from evalsite.core.refusals import NameTaken
from evalsite.store.desk import AccountRow, SignInRow


@dataclass(frozen=True, slots=True)
class Stored:
    """``password`` is an Argon2 hash; ``epoch`` is part of every session, so raising it ends them all."""

    id: int
    name: str
    role: str
    password: str
    epoch: int


_COLUMNS = (AccountRow.id, AccountRow.name, AccountRow.role, AccountRow.password, AccountRow.epoch)


def add(connection: Connection, name: str, role: str, password: str) -> None:
    """Raises NameTaken."""
    try:
        connection.execute(insert(AccountRow).values(name=name, role=role, password=password, epoch=0))
    except IntegrityError as error:
        raise NameTaken(name=name) from error


def find(connection: Connection, name: str) -> Stored | None:
    row = connection.execute(select(*_COLUMNS).where(AccountRow.name == name)).first()
    return Stored(*row) if row else None


def find_by_id(connection: Connection, account: int) -> Stored | None:
    row = connection.execute(select(*_COLUMNS).where(AccountRow.id == account)).first()
    return Stored(*row) if row else None


def list_all(connection: Connection) -> list[Stored]:
    return [Stored(*row) for row in connection.execute(select(*_COLUMNS).order_by(AccountRow.name))]


def set_password(connection: Connection, account: int, password: str) -> None:
    """A new password; every session of the account ends."""
    connection.execute(
        update(AccountRow).where(AccountRow.id == account).values(password=password, epoch=AccountRow.epoch + 1)
    )


def rehash(connection: Connection, account: int, before: str, password: str) -> None:
    """The same password under newer parameters; sessions go on. Nothing happens if it was changed meanwhile."""
    connection.execute(
        update(AccountRow).where(AccountRow.id == account, AccountRow.password == before).values(password=password)
    )


def end_sessions(connection: Connection, account: int) -> None:
    connection.execute(update(AccountRow).where(AccountRow.id == account).values(epoch=AccountRow.epoch + 1))


# --- pauses -----------------------------------------------------------------------------------------------------------


def count_attempt(connection: Connection, key: str, now: int) -> int | None:
    """Count one more attempt under ``key``, in one statement; its number, or None while a pause lasts.

    The attempt counts before the password is looked at, so that a hundred at once are a hundred, not one.
    """
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(SignInRow).values(key=key, failures=1, until=now)
    statement = statement.on_conflict_do_update(
        index_elements=[SignInRow.key], set_={"failures": SignInRow.failures + 1}, where=SignInRow.until <= now
    )
    row = connection.execute(statement.returning(SignInRow.failures)).first()
    return int(row[0]) if row else None


def pause(connection: Connection, key: str, until: int) -> None:
    connection.execute(update(SignInRow).where(SignInRow.key == key).values(until=until))


def paused_until(connection: Connection, key: str) -> int:
    return connection.scalar(select(SignInRow.until).where(SignInRow.key == key)) or 0


def give_back_attempt(connection: Connection, key: str) -> None:
    """The attempt counted last was a right one."""
    connection.execute(
        update(SignInRow).where(SignInRow.key == key, SignInRow.failures > 0).values(failures=SignInRow.failures - 1)
    )


def remember(connection: Connection, key: str, until: int) -> None:
    """``key`` is known until then (seconds since 1970)."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(SignInRow).values(key=key, failures=0, until=until)
    connection.execute(
        statement.on_conflict_do_update(index_elements=[SignInRow.key], set_={"until": statement.excluded.until})
    )


def forget_attempts(connection: Connection, keys: Iterable[str]) -> None:
    connection.execute(delete(SignInRow).where(SignInRow.key.in_(list(keys))))


def forget_attempts_before(connection: Connection, moment: int) -> None:
    connection.execute(delete(SignInRow).where(SignInRow.until < moment))
