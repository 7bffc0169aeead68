"""Which version of its schema a database has, and which this program knows.

Every command and every server asks this when it starts, so it is answered without alembic, which takes its time to
load; the steps from one version to the next are in store/migrating.py.
"""

from pathlib import Path
from typing import Literal

from sqlalchemy import inspect, text

from evalsite.core.refusals import DatabaseMissing, SchemaNewer, SchemaOutdated
from evalsite.store.engine import Database

History = Literal["desk", "box"]
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def known_versions(history: History) -> list[str]:
    """The versions that this program knows, oldest first: the files of its migrations begin with their number."""
    files = (MIGRATIONS / history / "versions").glob("[0-9]*_*.py")
    return sorted(file.name.partition("_")[0] for file in files)


def version_of(database: Database) -> str | None:
    """What alembic wrote down last; None where nothing was ever migrated."""
    with database.read() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def is_newer(database: Database, history: History) -> bool:
    """Whether a later program has been here."""
    return not is_empty(database) and version_of(database) not in (None, *known_versions(history))


def is_current(database: Database, history: History) -> bool:
    return version_of(database) == known_versions(history)[-1]


def require_current(database: Database, history: History) -> None:
    """Raises what keeps this program from working with the database, which is left as it is.

    SchemaOutdated or SchemaNewer when it is of another version; DatabaseMissing when nothing is there: a file that was
    moved away must not come back as an empty one.
    """
    if is_empty(database):
        raise DatabaseMissing(history=history, where=database.url.render_as_string(hide_password=True))
    if is_newer(database, history):
        raise SchemaNewer(history=history)
    if not is_current(database, history):
        raise SchemaOutdated(history=history)


def is_empty(database: Database) -> bool:
    """Whether nothing was ever stored there: then a first migration cannot harm anything."""
    if database.path is not None and not database.path.exists():
        return True
    with database.read() as connection:
        return not inspect(connection).get_table_names()
