"""What every command shares: the instance it works on, refusals in plain words, progress bars, files written whole."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from evalsite.core.refusals import FaultyWorkbook, Refusal
from evalsite.settings import Settings, load
from evalsite.store import migrating
from evalsite.store.engine import Database
from evalsite.web.refusals import fault_words, words


class Speaking(click.Group):
    """A group whose commands say refusals as people read them, and exit with 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except FaultyWorkbook as refusal:
            say(f"工作簿有 {len(refusal.faults)} 处问题，没有导入任何内容：")
            for fault in refusal.faults:
                say(f"  {fault_words(fault)}")
            ctx.exit(1)
        except Refusal as refusal:
            say(words(refusal))
            ctx.exit(1)
        except OSError as error:
            say(f"{error.filename or '文件'}：{error.strerror or error}")
            ctx.exit(1)


def say(text: str) -> None:
    """A message for the person at the terminal, on stderr."""
    click.echo(text, err=True)


@dataclass(frozen=True, slots=True)
class Instance:
    settings: Settings
    desk: Database
    box: Database


def instance() -> Instance:
    """The instance of this command, with current schemas; one that does not exist yet is made.

    Raises SchemaOutdated for an older one: only ``evalsite migrate`` changes existing data.
    """
    settings = load()
    desk, box = settings.desk(), settings.box()
    if migrating.is_empty(desk) and migrating.is_empty(box):
        prepare(settings, desk, box)
    migrating.require_current(desk, "desk")
    migrating.require_current(box, "box")
    settings.require_secret()
    return Instance(settings, desk, box)


def prepare(settings: Settings, desk: Database, box: Database) -> None:
    """Bring both schemas to the newest version; a fresh instance gets its secret."""
    fresh = migrating.is_empty(desk)
    settings.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    migrating.migrate(desk, "desk")
    migrating.migrate(box, "box")
    if fresh:
        settings.make_secret()


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr, as a ``progress(done, total)`` callback; silent where nobody looks (no terminal)."""
    with tqdm(desc=what, unit="", disable=None, file=sys.stderr, leave=False) as line:

        def progress(done: int, total: int) -> None:
            line.total = total
            line.update(done - line.n)

        yield progress


def write_whole(path: Path, data: bytes) -> None:
    """Write a file at once or not at all: a full disk or a broken cable leaves no half file under its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def put_out(data: bytes, path: Path | None) -> None:
    """Data to a file, or to stdout when no file is named."""
    if path is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        write_whole(path, data)
        say(f"已写入 {path}")
