"""What several of these tests need: statements counted and interrupted, many at once, rows as they lie."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, select, text

from evalsite.store.base import BoxBase, DeskBase
from evalsite.store.engine import Database

KINDS = {**DeskBase.metadata.tables, **BoxBase.metadata.tables}


def is_of_box(table: str) -> bool:
    return table in BoxBase.metadata.tables


@contextmanager
def statements(*databases: Database) -> Iterator[list[str]]:
    """Collects every statement that is sent meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    for database in databases:
        event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        for database in databases:
            event.remove(database.engine, "before_cursor_execute", note)


class Interrupted(BaseException):
    """The power went; nothing in the program may catch this."""


@contextmanager
def interrupted_at(number: int, *databases: Database) -> Iterator[None]:
    """Raises Interrupted in place of the statement of that number, counted from 1 over all the databases."""
    sent = 0

    def stop(*_rest: Any) -> None:
        nonlocal sent
        sent += 1
        if sent == number:
            raise Interrupted

    for database in databases:
        event.listen(database.engine, "before_cursor_execute", stop)
    try:
        yield
    finally:
        for database in databases:
            event.remove(database.engine, "before_cursor_execute", stop)


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Runs the calls in as many threads, all let go at the same moment; answers or exceptions, in their order."""
    gate = threading.Barrier(len(calls))
    answers: list[Any] = [None] * len(calls)

    def run(number: int, call: Callable[[], Any]) -> None:
        gate.wait()
        try:
            answers[number] = call()
        except Exception as error:  # noqa: BLE001 - it is the answer
            answers[number] = error

    threads = [threading.Thread(target=run, args=one) for one in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def rows(database: Database, table: str) -> list[dict[str, Any]]:
    """All rows of a table in the order of its key."""
    kind = KINDS[table]
    with database.read() as connection:
        return [dict(row) for row in connection.execute(select(kind).order_by(*kind.primary_key)).mappings()]


def tamper(database: Database, table: str, *changes: str, **values: Any) -> None:
    """What somebody does who has the database in hand and knows how to get past its rules."""
    with database.write() as connection:
        if database.is_sqlite:
            names = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
            for name in connection.scalars(text(names), {"table": table}).all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for change in changes:
            assert connection.execute(text(change), values).rowcount > 0
