"""Backup and restore of a whole instance, from any database to any: rows in key order, so that a copy has no history.

The file is a zip of one JSON line per row and the instance's secret. It holds no more than the databases do; but two
copies made while people vote show what came between them, and so shrink the crowd that a ballot hides in.
"""

import base64
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import LargeBinary, MetaData, insert, select

from evalsite.core.refusals import FileExists, NotABackup, NotEmpty
from evalsite.settings import Settings
from evalsite.store import desk as desk_store
from evalsite.store import migrating
from evalsite.store.base import BoxBase, DeskBase
from evalsite.store.desk import State
from evalsite.store.engine import Database

VERSION = "evalsite-backup-v1"
BATCH = 500


def backup(desk: Database, box: Database, secret: str, path: Path) -> bool:
    """Write the instance to a file, whole or not at all; True when a campaign was taking votes meanwhile."""
    if path.exists():
        raise FileExists(path=path)
    with desk.read() as connection:
        voting = any(r.state is State.PUBLISHED for r in desk_store.list_campaigns(connection))
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_entry("version"), VERSION)
            archive.writestr(_entry("secret_key"), secret)
            _write(archive, "desk", desk, DeskBase.metadata)
            _write(archive, "box", box, BoxBase.metadata)
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
                for row in connection.execution_options(yield_per=BATCH).execute(select(table).order_by(*keys)):
                    values = {column.name: _out(value) for column, value in zip(table.columns, row, strict=True)}
                    lines.write(json.dumps(values, ensure_ascii=False).encode() + b"\n")


def _out(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes | memoryview) else value


def restore(settings: Settings, path: Path) -> None:
    """Bring an instance back into empty databases. Raises NotABackup, NotEmpty when anything is there already."""
    desk, box = settings.desk(), settings.box()
    if not (migrating.is_empty(desk) and migrating.is_empty(box)) or settings.secret_file.exists():
        raise NotEmpty(instance=settings.instance)
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.read("version").decode() != VERSION:
                raise NotABackup(path=path)
            migrating.migrate(desk, "desk")
            migrating.migrate(box, "box")
            _read(archive, "desk", desk, DeskBase.metadata)
            _read(archive, "box", box, BoxBase.metadata)
            settings.keep_secret(archive.read("secret_key").decode())
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise NotABackup(path=path) from error


def _read(archive: zipfile.ZipFile, history: str, database: Database, metadata: MetaData) -> None:
    with database.write() as connection:
        late = []
        for table in metadata.sorted_tables:
            binary = {column.name for column in table.columns if isinstance(column.type, LargeBinary)}
            rows = list(_rows(archive, f"{history}/{table.name}.jsonl", binary))
            if table.name == "box_campaign":  # a frozen box takes no envelopes: it is frozen when they are in
                late = [row for row in rows if row["frozen"]]
                rows = [row | {"frozen": 0} for row in rows]
            if rows:
                connection.execute(insert(table), rows)
        for row in late:
            table = metadata.tables["box_campaign"]
            connection.execute(
                table.update().where(table.c.manifest_hash == row["manifest_hash"]).values(frozen=row["frozen"])
            )


def _rows(archive: zipfile.ZipFile, name: str, binary: set[str]) -> Iterator[dict[str, Any]]:
    with archive.open(name) as lines:
        for line in lines:
            row = json.loads(line)
            yield {key: base64.b64decode(v) if key in binary and v is not None else v for key, v in row.items()}
