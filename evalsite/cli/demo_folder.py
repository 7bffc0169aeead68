"""Where a demo is made: in a folder of its own inside the instance, whose content becomes the instance once it is whole.

A making that was interrupted leaves the instance as it was; the next one throws the unfinished folder away, and never
anything else: nobody but the demo writes there.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evalsite.core.refusals import DemoBusy, DemoElsewhere, NotDemo
from evalsite.settings import Settings
from evalsite.store import accounts, box, versions
from evalsite.store import desk as desk_store
from evalsite.store.engine import Database
from evalsite.store.relay import rows

NOTES = "demo.json"
"""What the next run must know of a demo. It is there when everything else is."""
UNFINISHED = ".demo-unfinished"


@contextmanager
def making(settings: Settings) -> Iterator[Path]:
    """The unfinished folder, held against a second demo at the same time.

    It is empty, unless it holds a whole demo that was interrupted on its last step, its move into the instance.
    Raises DemoElsewhere when databases are set that the demo would have to share; NotDemo when the instance holds
    something already; DemoBusy.
    """
    if settings.database_url or settings.box_database_url:
        raise DemoElsewhere()
    folder = settings.instance / UNFINISHED
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)  # released by the kernel, however this process ends
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DemoBusy() from error
        if not (folder / NOTES).exists():
            _empty(folder)
            _require_nothing_of_others(settings)
        yield folder
    finally:
        os.close(held)


def move_in(folder: Path, instance: Path) -> None:
    """Make a whole demo the instance. Interrupted, it is taken up by the next run: the notes go last."""
    for entry in sorted(folder.iterdir(), key=lambda one: one.name == NOTES):
        entry.replace(instance / entry.name)
    folder.rmdir()


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _require_nothing_of_others(settings: Settings) -> None:
    desk, in_box = settings.desk(), settings.box()
    try:
        if _holds_something(settings, desk, in_box):
            (settings.instance / UNFINISHED).rmdir()  # leave nothing behind where the demo has no place
            raise NotDemo(folder=settings.instance)
    finally:
        desk.dispose()
        in_box.dispose()


def _holds_something(settings: Settings, desk: Database, in_box: Database) -> bool:
    """Whether an instance is more than freshly installed. Raises SchemaOutdated, SchemaNewer, DatabaseMissing, Busy."""
    if versions.is_empty(desk):
        return settings.secret_file.exists() or not versions.is_empty(in_box)
    versions.require_current(desk, "desk")
    versions.require_current(in_box, "box")
    with desk.read() as connection:
        if accounts.list_all(connection) or desk_store.list_campaigns(connection):
            return True
    return rows(in_box, box.BoxCampaign) > 0
