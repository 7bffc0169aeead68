"""What must hold after whatever happened: each acknowledged envelope is in the box, once, and no ticket is lost."""

import hashlib
import random
import shutil
from pathlib import Path

from sqlalchemy import text

from evalsite.core import ticket
from evalsite.store import box as box_store
from evalsite.store.engine import Database
from evalsite.store.relay import relay
from evalsite.usecases import closing
from evalsite.voter.wire import Patience
from tests.factories import NOW, Live
from tests.usecases.helpers import rows

STUBBORN = Patience(attempts=4000, first=0.05, longest=0.3)
"""Comes back until the server does: how long that takes is the machine's affair, no test's."""
ONCE = Patience(attempts=1)


def receipt_codes(live: Live) -> list[str]:
    """The receipts of what is in the box."""
    return sorted(ticket.receipt_code(row["leaf"]) for row in rows(live.box, "envelope"))


def close(live: Live) -> tuple[int, int, int]:
    """Closes the box; (issued, stamped, dropped) as signed."""
    (line,) = closing.close(live.desk, live.box, live.id, NOW)["counts"]
    return line["issued"], line["stamped"], line["dropped"]


def digest(database: Database) -> str:
    database.dispose()
    assert database.path is not None
    return hashlib.sha256(database.path.read_bytes()).hexdigest()


def keep_box(live: Live, folder: Path) -> Path:
    """A copy of the box as it is now."""
    assert live.box.path is not None
    folder.mkdir()
    return Path(shutil.copy(live.box.path, folder / "box.sqlite3"))


def require_no_history(live: Live, empty: Path) -> None:
    """The closed box is, byte for byte, what a calm hand makes that puts the same envelopes in, in any order."""
    calm = Database(f"sqlite:///{empty}")
    found = rows(live.box, "envelope")
    random.shuffle(found)
    with calm.write() as connection:
        for row in found:
            values = {name: value for name, value in row.items() if name != "manifest_hash"}
            box_store.add(connection, row["manifest_hash"], box_store.Envelope(**values))
        box_store.freeze(connection, live.hash)
    relay(calm, box_store.EnvelopeRow)
    assert digest(live.box) == digest(calm)


def require_sound(*databases: Database) -> None:
    """SQLite finds nothing wrong, and beside each file lie at most a lock and a journal, both empty."""
    for database in databases:
        with database.read() as connection:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
        database.dispose()
        assert database.path is not None
        beside = {path.name: path.stat().st_size for path in database.path.parent.glob(f"{database.path.name}-*")}
        assert set(beside) <= {f"{database.path.name}-journal"}
        assert not any(beside.values())
