"""What every command shares: the instance it works on, refusals in plain words, progress bars, files written whole."""

import errno
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
from sqlalchemy.exc import DBAPIError
from tqdm import tqdm

from evalsite.core.refusals import Busy, FaultyWorkbook, Refusal
from evalsite.settings import Settings, load
from evalsite.store import migrating
from evalsite.store.engine import Database
from evalsite.words import fault_words, words


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
        except Busy as refusal:
            say(_outage_words(refusal))
            ctx.exit(1)
        except Refusal as refusal:
            say(words(refusal))
            ctx.exit(1)
        except OSError as error:
            say(_file_words(error))
            ctx.exit(1)


_FILE_PROBLEMS = {
    errno.ENOSPC: "磁盘已满，没有写成。请清理磁盘后重试",
    errno.EDQUOT: "磁盘配额已满，没有写成。请清理后重试",
    errno.EFBIG: "文件超过允许的大小，没有写成。请放宽限制后重试",
    errno.EACCES: "没有权限。请检查它和所在文件夹的所有者、权限，或换一个运行账号",
    errno.EPERM: "没有权限。请检查它和所在文件夹的所有者、权限，或换一个运行账号",
    errno.EROFS: "所在磁盘是只读的。请换一个位置",
    errno.ENOENT: "找不到这个文件或文件夹。请核对路径",
    errno.ENOTDIR: "路径中有一段不是文件夹。请核对路径",
    errno.EEXIST: "已经存在，不能在此建立。请换一个位置",
    errno.EISDIR: "这是文件夹，不是文件。请核对路径",
}


def _file_words(error: OSError) -> str:
    problem = _FILE_PROBLEMS.get(error.errno or 0)
    return (
        f"{error.filename or '文件'}：{problem}。"
        if problem
        else f"{error.filename or '文件'}：{error.strerror or error}"
    )


def _outage_words(refusal: Busy) -> str:
    """What an operator must know of a database that cannot be used; the words of the table are for voters.

    The driver's own sentence names host, port or file; it holds no statement and no value.
    """
    cause = refusal.__cause__
    if isinstance(cause, OSError):
        return _file_words(cause)
    if isinstance(cause, DBAPIError) and cause.orig is not None:
        cause = cause.orig
    said = str(cause or refusal.details.get("kind", "")).strip().splitlines()
    if refusal.details.get("kind") == "DatabaseError":
        remedy = "数据库文件已损坏，或不是数据库。请停止网站，从备份中恢复"
    else:
        remedy = "数据库现在读不了或写不进去。请检查数据库是否在运行、地址和密码是否正确、文件夹是否可写、磁盘是否已满，然后重试"
    return f"{refusal.details.get('where', '')}：{remedy}。（{said[0] if said else ''}）"


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

    Raises SchemaOutdated for an older one: only ``evalsite migrate`` changes existing data. Raises DatabaseMissing when
    one of two is not there.
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
    """Bring both schemas to the newest version; a fresh instance gets its secret.

    The secret comes first: if this is interrupted, what is there is still a fresh instance, or one that lacks a box.
    """
    settings.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    if migrating.is_empty(desk):
        settings.make_secret()
    migrating.migrate(desk, "desk")
    migrating.migrate(box, "box")


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
