"""Schemas: two histories, one for desk and roll, one for the box (alembic). Their versions: store/versions.py."""

from alembic import command, context
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData

from evalsite.core.refusals import SchemaNewer
from evalsite.store import (  # noqa: F401 - imported so that their tables are part of the metadata
    box,
    deposits,
    desk,
    drafts,
    extensions,
    figures,
    glimpses,
    hall,
    indices,
    invitations,
    jobs,
    logbook,
    paper,
    redactions,
    register,
    roll,
    scrutiny,
    seats,
    second_steps,
    sessions,
    writeins,
    zones,
)
from evalsite.store.base import BoxBase, DeskBase
from evalsite.store.engine import Database
from evalsite.store.versions import MIGRATIONS, History, is_newer

METADATA: dict[History, MetaData] = {"desk": DeskBase.metadata, "box": BoxBase.metadata}


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
    """Bring a database to the newest version, in one transaction. Raises SchemaNewer."""
    if database.path is not None:
        database.path.parent.mkdir(parents=True, exist_ok=True)
    if is_newer(database, history):
        raise SchemaNewer(history=history)
    with database.write() as connection:
        command.upgrade(config(history, connection), "head")
    if database.path is not None:
        database.path.chmod(0o600)


def differences(database: Database, history: History) -> list[object]:
    """What a migrated database has other than the models say; empty when they agree."""
    with database.read() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), METADATA[history]))
