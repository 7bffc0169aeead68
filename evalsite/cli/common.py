"""What every command shares: the instance it works on, refusals in plain words, progress bars, files written whole."""

import errno
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click
from sqlalchemy.exc import DBAPIError
from tqdm import tqdm

from evalsite.cli import recording, usage
from evalsite.core import crowds, unanimity
from evalsite.core.campaign import Campaign
from evalsite.core.disclosure import Results
from evalsite.core.logbook import Outcome
from evalsite.core.refusals import Busy, FaultyWorkbook, Refusal
from evalsite.settings import Settings, load
from evalsite.store import versions
from evalsite.store.engine import Database
from evalsite.usecases import moderating
from evalsite.words import Audience, fault_words, words


class Speaking(click.Group):
    """A group whose commands say everything in words for people: exit status 2 for wrong usage, 1 for a refusal."""

    context_class = usage.Context

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """The one place where failures are said. What is no failure of the world but a defect keeps its traceback."""
        outcome = Outcome.FAILED
        try:
            status = super().main(*args, **{**extra, "standalone_mode": False})
        except click.Abort:
            say("已取消。")
            status = 1
        except click.ClickException as error:
            say(usage.usage_words(error))
            status = error.exit_code
        except (Refusal, DBAPIError, OSError, UnicodeError) as error:
            say(failure_words(error))
            status = 1
            outcome = Outcome.REFUSED if isinstance(error, Refusal) else Outcome.FAILED
        else:
            outcome = Outcome.DONE
        finally:
            recording.end(outcome)
        sys.exit(status)


def failure_words(error: Refusal | DBAPIError | OSError | UnicodeError) -> str:
    """What an operator reads of a rule, a database, a disk or an input that says no."""
    match error:
        case FaultyWorkbook():
            lines = [f"工作簿有 {len(error.faults)} 处问题，没有导入任何内容："]
            return "\n".join([*lines, *(f"  {fault_words(fault)}" for fault in error.faults)])
        case Busy():
            return _outage_words(error)
        case Refusal():
            return words(error, Audience.COMMAND)
        case DBAPIError():
            forbidden = Busy(where="数据库", problem="forbidden", said=_first_line(error.orig or error))
            return words(forbidden, Audience.COMMAND)
        case OSError():
            return _file_words(error)
        case _:
            return "命令或输入里有不能识别的字符。请用 UTF-8 编码输入后重试。"


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
    name = error.filename or "文件"
    if error.errno is None:  # raised by ourselves, with words for people
        return f"{name}：{error.strerror or error}"
    return f"{name}：{_FILE_PROBLEMS.get(error.errno, f'读写没有成功（{error.strerror}）。请检查后重试')}。"


def _outage_words(refusal: Busy) -> str:
    """A database that cannot be used, with the driver's own sentence: it names host, port or file, and no value."""
    cause = refusal.__cause__
    if isinstance(cause, OSError):
        return _file_words(cause)
    if isinstance(cause, DBAPIError) and cause.orig is not None:
        cause = cause.orig
    kind = refusal.details.get("kind", "")
    problem = "damaged" if kind == "DatabaseError" else "unusable"
    told = Busy(where=refusal.details.get("where", "数据库"), problem=problem, said=_first_line(cause or kind))
    return words(told, Audience.COMMAND)


def _first_line(said: object) -> str:
    return (str(said).strip().splitlines() or [""])[0]


def say(text: str) -> None:
    """A message for the person at the terminal, on stderr."""
    click.echo(text, err=True)


def say_remarks(found: Results) -> None:
    """What must be read before any figure; data on stdout stays as it is."""
    for remark in found.remarks:
        say(f"注意：{remark.text}")
    agreed = unanimity.agreements(found)
    for agreement in agreed:
        say(f"提示：{unanimity.in_words(agreement, found.campaign)}。")
    if agreed:
        say(unanimity.ADVICE)


def say_flags(desk: Database, campaign_id: str) -> None:
    """What should be looked at before texts are handed out."""
    flagged = sum(bool(one.open_flags) for one in moderating.texts(desk, campaign_id))
    if flagged:
        look = f"请先用 evalsite comments {campaign_id} --flagged 看一遍"
        say(f"提示：{flagged} 条意见里可能有联系方式，或能认出投票人的话。{look}。")


def say_cautions(campaign: Campaign) -> None:
    """In which electorates votes will hardly stay hidden, before anybody votes."""
    for caution in crowds.cautions(campaign):
        say(f"提示：{crowds.in_words(caution, campaign)}")


@dataclass(frozen=True, slots=True)
class Instance:
    settings: Settings
    desk: Database
    box: Database


def instance() -> Instance:
    """The instance of this command, with current schemas; one that does not exist yet is made.

    Raises SchemaOutdated for an older one: only ``evalsite migrate`` changes existing data. Raises DatabaseMissing when
    one of two is not there. Raises Busy when what the command does cannot be logged.
    """
    settings = load()
    desk, box = settings.desk(), settings.box()
    if versions.is_empty(desk) and versions.is_empty(box):
        prepare(settings, desk, box)
    versions.require_current(desk, "desk")
    versions.require_current(box, "box")
    settings.require_secret()
    recording.begin(desk)
    return Instance(settings, desk, box)


def prepare(settings: Settings, desk: Database, box: Database) -> None:
    """Bring both schemas to the newest version; a fresh instance gets its secret.

    The secret comes first: if this is interrupted, what is there is still a fresh instance, or one that lacks a box.
    """
    from evalsite.store import migrating  # noqa: PLC0415 - alembic takes its time to load, and few need it

    settings.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    if versions.is_empty(desk):
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


def put_data(data: object, plain: str, *, as_json: bool) -> None:
    """What a script reads of a command, on stdout: ``data`` as one line of JSON where it asked for that, else ``plain``."""
    click.echo(json.dumps(data, ensure_ascii=False) if as_json else plain)


def put_out(data: bytes, path: Path | None) -> None:
    """Data to a file, or to stdout when no file is named."""
    if path is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        write_whole(path, data)
        say(f"已写入 {path}")
