"""Backup and restore of a whole instance, from any database to any: rows in key order, so that a copy has no history.

The file is a zip of one JSON line per row and the instance's secret. It holds no more than the databases do; but two
copies made while people vote show what came between them, and so shrink the crowd that a ballot hides in.
"""

import base64
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    MetaData,
    Table,
    false,
    func,
    insert,
    inspect,
    select,
    true,
)
from sqlalchemy.exc import IntegrityError

from evalsite.core.refusals import FileExists, NotABackup, NotEmpty
from evalsite.crypto import manifest as manifests
from evalsite.settings import Settings
from evalsite.store import desk as desk_store
from evalsite.store import versions
from evalsite.store.base import BoxBase, DeskBase
from evalsite.store.deposits import DepositRow
from evalsite.store.desk import State
from evalsite.store.engine import Database
from evalsite.store.jobs import ACTIVE, JobRow

VERSION = "evalsite-backup-v1"
BATCH = 500
TEMPLATE = "report.docx"
_BOX_CAMPAIGN = BoxBase.metadata.tables["box_campaign"]
_DEPOSIT = DeskBase.metadata.tables[DepositRow.__tablename__]
_JOB = DeskBase.metadata.tables[JobRow.__tablename__]
_DESTROYED = BoxBase.metadata.tables["destroyed_box"]


def backup(desk: Database, box: Database, secret: str, path: Path, template: bytes | None = None) -> bool:
    """Write the instance to a file, whole or not at all; True when a campaign was taking votes meanwhile.

    ``template`` is the organiser's own of Word reports, where there is one.
    """
    if path.exists():
        raise FileExists(path=path)
    with desk.read() as connection:
        voting = any(r.state is State.PUBLISHED for r in desk_store.list_campaigns(connection))
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_entry("version"), VERSION)
            archive.writestr(_entry("secret_key"), secret)
            if template is not None:
                archive.writestr(_entry(TEMPLATE), template)
            # The box first: a vote that comes between is then a used ticket without envelope, which the phone can drop
            # again; the other way round it would be an envelope whose ticket can vote once more.
            _write(archive, "box", box, BoxBase.metadata)
            _write(archive, "desk", desk, DeskBase.metadata)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return voting


def _entry(name: str) -> zipfile.ZipInfo:
    """An entry without the moment at which it was made."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _write(archive: zipfile.ZipFile, history: str, database: Database, metadata: MetaData) -> None:
    """One transaction a database, so that its tables agree with each other."""
    with database.read() as connection:
        for table in metadata.sorted_tables:
            with archive.open(_entry(f"{history}/{table.name}.jsonl"), "w") as lines:
                keys = list(table.primary_key)
                rows = select(table).where(_is_kept(table)).order_by(*keys)
                for row in connection.execution_options(yield_per=BATCH).execute(rows):
                    values = {column.name: _out(value) for column, value in zip(table.columns, row, strict=True)}
                    lines.write(json.dumps(values, ensure_ascii=False).encode() + b"\n")


def _is_kept(table: Table) -> ColumnElement[bool]:
    """Deposited shares outlive no opening, least of all beside the secret that unseals them; nor do jobs under way: the
    instance that was copied does them.
    """
    if table is _DEPOSIT:
        return false()
    return _JOB.c.state.not_in(ACTIVE) if table is _JOB else true()


def _out(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes | memoryview) else value


def restore(settings: Settings, path: Path) -> None:
    """Bring an instance back into empty databases, all of it or nothing.

    Raises NotABackup before anything is written, NotEmpty when something is there already.
    """
    desk, box = settings.desk(), settings.box()
    try:
        _require_empty(settings, desk, box)
        try:
            with zipfile.ZipFile(path) as archive:
                _require_whole(archive)
                _fill(archive, desk, box)
                settings.keep_secret(archive.read("secret_key").decode())
                if TEMPLATE in archive.namelist():
                    settings.keep_template(archive.read(TEMPLATE))
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, IntegrityError) as error:
            raise NotABackup(path=path) from error
    finally:
        desk.dispose()
        box.dispose()


def _require_empty(settings: Settings, desk: Database, box: Database) -> None:
    """No row anywhere. Tables may be there: of an attempt that failed, or made by whoever gave us the database."""
    for database, metadata in ((desk, DeskBase.metadata), (box, BoxBase.metadata)):
        if versions.is_empty(database):
            continue
        with database.read() as connection:
            there = set(inspect(connection).get_table_names())
            used = [
                t for t in metadata.sorted_tables if t.name in there and connection.execute(select(t).limit(1)).first()
            ]
        if used:
            raise NotEmpty(instance=settings.instance)
    if settings.secret_file.exists():
        raise NotEmpty(instance=settings.instance)


def _require_whole(archive: zipfile.ZipFile) -> None:
    """Reads everything once, and throws it away. Raises ValueError, KeyError and what zipfile raises."""
    if archive.read("version").decode() != VERSION or not archive.read("secret_key"):
        raise ValueError("not of this version")
    if TEMPLATE in archive.namelist():
        archive.read(TEMPLATE)
    for history, metadata in (("desk", DeskBase.metadata), ("box", BoxBase.metadata)):
        for table in metadata.sorted_tables:
            names = {column.name for column in table.columns}
            for row in _rows(archive, history, table):
                if set(row) != names:
                    raise ValueError(f"{table.name} has other columns")


def _fill(archive: zipfile.ZipFile, desk: Database, box: Database) -> None:
    from evalsite.store import migrating  # noqa: PLC0415 - alembic takes its time to load, and few need it

    migrating.migrate(desk, "desk")
    migrating.migrate(box, "box")
    with desk.write() as on_desk, box.write() as in_box:
        # Campaigns last: the database asks their state before it takes what belongs to a stage that is over.
        for table in sorted(DeskBase.metadata.sorted_tables, key=lambda one: one.name == "campaign"):
            _insert(on_desk, table, _rows(archive, "desk", table))
        for table in (one for one in BoxBase.metadata.sorted_tables if one is not _DESTROYED):
            _insert(in_box, table, _rows(archive, "box", table))
        # Only now: a frozen box takes no envelopes. The box was copied a moment before the desk: one that the desk knows
        # to be closed was frozen in between, and must not take what came too late to be in the root.
        closed = {
            manifests.manifest_hash(row["manifest"]).hex()
            for row in _rows(archive, "desk", DeskBase.metadata.tables["campaign"])
            if row["closing"] is not None
        }
        for row in _rows(archive, "box", _BOX_CAMPAIGN):
            key = _BOX_CAMPAIGN.c.manifest_hash == row["manifest_hash"]
            frozen = row["frozen"] or row["manifest_hash"].hex() in closed
            in_box.execute(_BOX_CAMPAIGN.update().where(key).values(frozen=int(frozen)))
        _insert(in_box, _DESTROYED, _rows(archive, "box", _DESTROYED))  # the record comes into a frozen box only


def _insert(connection: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    if table is _BOX_CAMPAIGN:
        rows = (row | {"frozen": 0} for row in rows)
    while batch := list(islice(rows, BATCH)):
        connection.execute(insert(table), batch)
    number = table.autoincrement_column
    if number is not None and connection.dialect.name == "postgresql":
        # The database goes on numbering where the restored rows end.
        sequence = func.pg_get_serial_sequence(table.name, number.name)
        connection.execute(select(func.setval(sequence, func.coalesce(func.max(number), 0) + 1, false())))


def _rows(archive: zipfile.ZipFile, history: str, table: Table) -> Iterator[dict[str, Any]]:
    binary = {column.name for column in table.columns if isinstance(column.type, LargeBinary)}
    with archive.open(f"{history}/{table.name}.jsonl") as lines:
        for line in lines:
            row: dict[str, Any] = json.loads(line)
            yield {key: base64.b64decode(v, validate=True) if key in binary else v for key, v in row.items()}
