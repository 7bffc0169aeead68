"""Schemas: two histories, one for desk and roll, one for the box (alembic)."""

from pathlib import Path
from typing import Literal

from alembic import command, context
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, inspect

from evalsite.core.refusals import SchemaOutdated
from evalsite.store import box, desk, roll
from evalsite.store.base import BoxBase, DeskBase
from evalsite.store.engine import Database

History = Literal["desk", "box"]
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
METADATA: dict[History, MetaData] = {"desk": DeskBase.metadata, "box": BoxBase.metadata}
TABLES = (desk, roll, box)  # imported so that their tables are part of the metadata


def config(history: History, connection: Connection | None = None) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS / history))
    settings.attributes["connection"] = connection
    return settings


def run_online(history: History) -> None:
    """Called by migrations/*/env.py with the connection that ``migrate`` opened."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection, target_metadata=METADATA[history], render_as_batch=True, compare_server_default=True
    )
    with context.begin_transaction():
        context.run_migrations()


def migrate(database: Database, history: History) -> None:
    """Bring a database to the newest version, in one transaction."""
    if database.path is not None:
        database.path.parent.mkdir(parents=True, exist_ok=True)
    with database.write() as connection:
        command.upgrade(config(history, connection), "head")
    if database.path is not None:
        database.path.chmod(0o600)


def is_current(database: Database, history: History) -> bool:
    head = ScriptDirectory.from_config(config(history)).get_current_head()
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def require_current(database: Database, history: History) -> None:
    """Raises SchemaOutdated when the database is not at the version this program was written for."""
    if not is_current(database, history):
        raise SchemaOutdated(history=history)


def is_empty(database: Database) -> bool:
    """Whether nothing was ever stored there: then a first migration cannot harm anything."""
    if database.path is not None and not database.path.exists():
        return True
    with database.read() as connection:
        return not inspect(connection).get_table_names()


def differences(database: Database, history: History) -> list[object]:
    """What a migrated database has other than the models say; empty when they agree."""
    with database.read() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), METADATA[history]))
