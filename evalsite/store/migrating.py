"""Schemas: two histories, one for desk and roll, one for the box (alembic)."""

from pathlib import Path
from typing import Literal

from alembic import command, context
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, inspect

from evalsite.core.refusals import DatabaseMissing, SchemaNewer, SchemaOutdated
from evalsite.store import box, desk, drafts, figures, indices, paper, redactions, register, roll, writeins
from evalsite.store.base import BoxBase, DeskBase
from evalsite.store.engine import Database

History = Literal["desk", "box"]
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
METADATA: dict[History, MetaData] = {"desk": DeskBase.metadata, "box": BoxBase.metadata}
# imported so that their tables are part of the metadata
TABLES = (desk, drafts, register, roll, figures, indices, paper, redactions, writeins, box)


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
    if not is_empty(database):
        _require_known(database, history)
    with database.write() as connection:
        command.upgrade(config(history, connection), "head")
    if database.path is not None:
        database.path.chmod(0o600)


def _revision(database: Database) -> str | None:
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _require_known(database: Database, history: History) -> None:
    found = _revision(database)
    known = {script.revision for script in ScriptDirectory.from_config(config(history)).walk_revisions()}
    if found is not None and found not in known:
        raise SchemaNewer(history=history)


def is_current(database: Database, history: History) -> bool:
    return _revision(database) == ScriptDirectory.from_config(config(history)).get_current_head()


def require_current(database: Database, history: History) -> None:
    """Raises what keeps this program from working with the database, which is left as it is.

    SchemaOutdated or SchemaNewer when it is of another version; DatabaseMissing when nothing is there: a file that was
    moved away must not come back as an empty one.
    """
    if is_empty(database):
        raise DatabaseMissing(history=history, where=database.url.render_as_string(hide_password=True))
    _require_known(database, history)
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
