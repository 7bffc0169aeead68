"""Databases: opening them, and transactions that behave alike on SQLite and PostgreSQL.

On SQLite every transaction holds a file lock (shared to read, exclusive to write): SQLite's own busy handler is
unfair and makes writers wait for seconds or fail with "database is locked" when several workers write. The rollback
journal is truncated at each commit, so that between transactions nothing but the database file itself exists; a
write-ahead log would keep the order in which rows came.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from evalsite.core.refusals import Busy

PRAGMAS = (
    "PRAGMA journal_mode=TRUNCATE",
    "PRAGMA synchronous=FULL",  # NORMAL may lose acknowledged ballots when the power goes
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",  # VACUUM must not leave a sorted or unsorted copy in a temporary file
    "PRAGMA busy_timeout=30000",  # for the other processes: a copy being made, a person with the sqlite3 shell
)


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where `Database` says so, not where the driver guesses
    for pragma in PRAGMAS:
        connection.execute(pragma)


class Database:
    """One database, by URL. ``read`` and ``write`` give a connection inside a transaction."""

    def __init__(self, url: str | URL, pool_size: int = 8) -> None:
        self.url = make_url(url)
        if self.url.drivername in ("postgres", "postgresql"):
            self.url = self.url.set(drivername="postgresql+psycopg")
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.path: Path | None = Path(self.url.database) if self.is_sqlite and self.url.database else None
        options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 8}
        if not self.is_sqlite:
            options["pool_pre_ping"] = True
        self.engine: Engine = create_engine(self.url, **options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _set_up_sqlite)

    @contextmanager
    def _locked(self, mode: int) -> Iterator[None]:
        if self.path is None:
            yield
            return
        # A descriptor of its own for every transaction: flock is held per open file, so threads exclude each other too.
        lock = os.open(f"{self.path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, mode)
            yield
        finally:
            os.close(lock)

    @contextmanager
    def _transaction(self, mode: int, begin: str) -> Iterator[Connection]:
        with self._busy_when_it_fails(), self._locked(mode), self.engine.begin() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql(begin)
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads. Raises ``Busy`` when the database cannot be reached."""
        with self._transaction(fcntl.LOCK_SH, "BEGIN") as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes: all of it or nothing. Raises ``Busy`` when disk or database cannot take it."""
        with self._transaction(fcntl.LOCK_EX, "BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A connection outside any transaction, with all others of this database kept out (SQLite's VACUUM needs it).

        Raises ``Busy`` like ``write``.
        """
        with self._busy_when_it_fails(), self._locked(fcntl.LOCK_EX), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def _busy_when_it_fails(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, NoConnectionLeft, OSError) as error:
            if not _is_outage(error):
                raise
            raise Busy(kind=_kind(error), where=self.url.render_as_string(hide_password=True)) from error

    def dispose(self) -> None:
        self.engine.dispose()


def _is_outage(error: Exception) -> bool:
    """Whether the database or the disk failed, rather than a rule (a constraint, a wrong statement)."""
    if not isinstance(error, DBAPIError) or isinstance(error, OperationalError):
        return True
    damaged = type(error.orig) is sqlite3.DatabaseError  # not its subclasses: "malformed", "file is not a database"
    return damaged or error.connection_invalidated


def _kind(error: Exception) -> str:
    """What stands in the log: the kind of failure, never the statement or its values."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return type(error.orig).__name__
    return type(error).__name__
