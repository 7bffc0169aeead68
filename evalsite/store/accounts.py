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
    """``password`` is an Argon2 hash; ``epoch`` is part of every session, so raising it ends them all.

    ``zones`` is a JSON list of 责任区, ``unit`` a code of the register: see ``core.permission.Reach``.
    """

    id: int
    name: str
    role: str
    password: str
    epoch: int
    active: int
    zones: str
    unit: str


_COLUMNS = (
    AccountRow.id,
    AccountRow.name,
    AccountRow.role,
    AccountRow.password,
    AccountRow.epoch,
    AccountRow.active,
    AccountRow.zones,
    AccountRow.unit,
)


def add(connection: Connection, name: str, role: str, password: str, *, zones: str = "[]", unit: str = "") -> int:
    """The number of the new account. Raises NameTaken."""
    values = {"name": name, "role": role, "password": password, "zones": zones, "unit": unit}
    try:
        made = connection.execute(insert(AccountRow).values(epoch=0, active=1, **values).returning(AccountRow.id))
    except IntegrityError as error:
        raise NameTaken(name=name) from error
    return int(made.scalar_one())


def find(connection: Connection, name: str) -> Stored | None:
    row = connection.execute(select(*_COLUMNS).where(AccountRow.name == name)).first()
    return Stored(*row) if row else None


def find_by_id(connection: Connection, account: int) -> Stored | None:
    row = connection.execute(select(*_COLUMNS).where(AccountRow.id == account)).first()
    return Stored(*row) if row else None


def with_ids(connection: Connection, wanted: Iterable[int]) -> dict[int, Stored]:
    rows = connection.execute(select(*_COLUMNS).where(AccountRow.id.in_(list(wanted))))
    return {one.id: one for one in (Stored(*row) for row in rows)}


def list_all(connection: Connection) -> list[Stored]:
    return [Stored(*row) for row in connection.execute(select(*_COLUMNS).order_by(AccountRow.name))]


def hold_all(connection: Connection) -> list[Stored]:
    """All accounts, whose roles and states nobody changes until this transaction ends."""
    held = connection.execute(select(AccountRow.id).with_for_update())  # SQLite has one writer at a time anyway
    held.close()
    return list_all(connection)


def change(connection: Connection, account: int, role: str, zones: str, unit: str) -> None:
    connection.execute(update(AccountRow).where(AccountRow.id == account).values(role=role, zones=zones, unit=unit))


def set_active(connection: Connection, account: int, *, active: bool) -> None:
    """Whoever is put out of service is signed out everywhere, and stays so when taken back."""
    connection.execute(
        update(AccountRow).where(AccountRow.id == account).values(active=int(active), epoch=AccountRow.epoch + 1)
    )


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
