"""Taking a rehearsal out of desk and roll, whole: every row of every table that names it.

The database itself lets go of nothing that belongs to a campaign which counts (triggers in migrations/): whether it
is a rehearsal stands in the manifest that was published.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, Table, delete, inspect
from sqlalchemy.orm import DeclarativeBase

from evalsite.store.base import DeskBase
from evalsite.store.desk import CampaignRow
from evalsite.store.engine import Database
from evalsite.store.relay import relay

_CAMPAIGN = "campaign"  # the column by which rows belong to a campaign; two tables have it as their key, ``id``
_KEYED = ("roll_campaign", "campaign")


def kinds() -> list[type[DeclarativeBase]]:
    """The tables that hold something of a campaign, as their models."""
    mapped = sorted(DeskBase.registry.mappers, key=lambda mapper: mapper.class_.__name__)
    return [m.class_ for m in mapped if _belongs(_table(m.class_))]


def _table(kind: type[DeclarativeBase]) -> Table:
    table = inspect(kind).local_table
    assert isinstance(table, Table)  # every model here is one table
    return table


def _belongs(table: Table) -> bool:
    return table.name in _KEYED or _CAMPAIGN in table.c


def remove(connection: Connection, campaign: str) -> None:
    """Delete all rows of a rehearsal but its own row on the desk, which says that there is something to wipe.

    Raises IntegrityError for a campaign that counts.
    """
    for table in _in_order():
        column = table.c.id if table.name in _KEYED else table.c[_CAMPAIGN]
        connection.execute(delete(table).where(column == campaign))


def _in_order() -> Iterator[Table]:
    """What the roll knows of a campaign goes last: its manifest says of tickets and keys that they may go."""
    tables = [_table(kind) for kind in kinds() if kind is not CampaignRow]
    yield from (table for table in tables if table.name not in _KEYED)
    yield from (table for table in tables if table.name in _KEYED)


def remove_campaign(connection: Connection, campaign: str) -> None:
    """Delete the row of a rehearsal itself. Raises IntegrityError for a campaign that counts."""
    connection.execute(delete(CampaignRow).where(CampaignRow.id == campaign))


def relay_all(desk: Database) -> None:
    """Lay out anew all tables that held something of a campaign: nothing of what was deleted stays in the files."""
    relay(desk, *kinds())
