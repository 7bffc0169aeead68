"""Laying a database out anew, in canonical order: what makes it forget the order in which rows came.

SQLite: VACUUM writes every table in the order of its key; what then still differs between two histories of the same
content are three counters in the file's header (file format, sections 1.2.6, 1.2.8 and 1.3: change counter, schema
cookie, version-valid-for), which count transactions. They are replaced by a hash of the content, which any other
process sees as "changed" and so drops its cached pages.
PostgreSQL: the rows are taken out and put back in key order by one transaction into a new file: one xmin for all,
ctid in key order, no dead versions left.
"""

import hashlib
import os
from pathlib import Path

from sqlalchemy import Connection, Table, func, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase

from evalsite.store.engine import Database

CHANGE_COUNTER, SCHEMA_COOKIE, VERSION_VALID_FOR = 24, 40, 92


def relay(database: Database, *kinds: type[DeclarativeBase]) -> None:
    """Lay the tables of ``kinds`` out in key order (on SQLite: the whole file)."""
    if database.is_sqlite:
        with database.alone() as connection:
            connection.exec_driver_sql("VACUUM")
            if database.path is not None:
                _settle_counters(database.path)
        return
    with database.write() as connection:
        for kind in kinds:
            _rebuild(connection, _table(kind))


def _settle_counters(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for place in (CHANGE_COUNTER, SCHEMA_COOKIE, VERSION_VALID_FOR):
        content[place : place + 4] = bytes(4)
    settled = hashlib.sha256(content).digest()
    change, cookie = settled[:4], b"\0" + settled[4:7]  # the cookie is read as a signed number: kept positive
    # Closing a descriptor of the file drops this process's POSIX locks on it; `alone` sees to it that there are none.
    with path.open("r+b") as file:
        for place, value in ((CHANGE_COUNTER, change), (SCHEMA_COOKIE, cookie), (VERSION_VALID_FOR, change)):
            file.seek(place)
            file.write(value)
        file.flush()
        os.fsync(file.fileno())


def _rebuild(connection: Connection, table: Table) -> None:
    name = table.name
    keys = ", ".join(column.name for column in table.primary_key)
    connection.exec_driver_sql(f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE")
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE relaid ON COMMIT DROP AS SELECT * FROM {name}")  # noqa: S608
    connection.exec_driver_sql(
        f"ALTER TABLE {name} DISABLE TRIGGER USER"
    )  # a frozen box takes no rows, not even its own
    connection.exec_driver_sql(f"TRUNCATE {name}")
    connection.exec_driver_sql(f"INSERT INTO {name} SELECT * FROM relaid ORDER BY {keys}")  # noqa: S608
    connection.exec_driver_sql(f"ALTER TABLE {name} ENABLE TRIGGER USER")
    connection.exec_driver_sql("DROP TABLE relaid")


def share_a_log(one: Database, other: Database) -> bool:
    """Whether two databases lie in one PostgreSQL server: its write-ahead log then has stamps and drops in one order.

    No re-laying reaches that log. False for SQLite, which has none here, and where the server does not say.
    """
    if one.is_sqlite or other.is_sqlite:
        return False
    try:
        return _server(one) == _server(other)
    except DBAPIError:
        return False


def _server(database: Database) -> int:
    with database.read() as connection:
        return int(connection.exec_driver_sql("SELECT system_identifier FROM pg_control_system()").scalar_one())


def rows(database: Database, kind: type[DeclarativeBase]) -> int:
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(_table(kind))) or 0


def _table(kind: type[DeclarativeBase]) -> Table:
    table = inspect(kind).local_table
    assert isinstance(table, Table)  # every model here is one table
    return table
