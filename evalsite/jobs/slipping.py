"""Making slips from the desk: the ZIP waits sealed until who has asked for it fetches it; no code lies anywhere in the clear.

The tickets count when the ZIP is written, not before (usecases/ticketing.py). A worker that dies in between leaves a file
whose codes are none: the next looks whether the tickets of an earlier file count, and else begins from the start. Each
take of the job has a file of its own, so that a worker that was believed dead spoils nobody's.
"""

import hashlib
import io
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evalsite.core import ticket as codes
from evalsite.core.batches import Batch
from evalsite.core.refusals import AlreadyIssued, DepositLost, SlipsGone
from evalsite.jobs import kinds, running
from evalsite.jobs.running import Bench, Task
from evalsite.paper.batch import write_zip_to
from evalsite.paper.layouts import Layout
from evalsite.paper.slipping import Choice, in_chinese, slip_files
from evalsite.settings import Settings
from evalsite.store.engine import Database
from evalsite.store.jobs import DONE, Job
from evalsite.usecases import holding, ticketing
from evalsite.usecases.holding import Held
from evalsite.usecases.ticketing import Issue

LAYOUT, PILES, ANEW, CSV, LINKS, SINGLES = "layout", "piles", "anew", "csv", "links", "singles"  # names of arguments
MARK = hashlib.sha256().digest_size  # bytes before the ZIP: the hash of one of its codes


@dataclass(frozen=True, slots=True)
class Ready:
    """Slips that wait to be fetched, ``until`` in seconds since 1970."""

    held: Held
    until: int


def start(
    settings: Settings, desk: Database, campaign: str, choice: Choice, *, anew: bool = False, account: str = ""
) -> Job | None:
    """Ask for the slips; None when they are being made. Raises WrongState, AlreadyIssued, TicketsUsed."""
    ticketing.require_issuable(desk, campaign, anew=anew)
    arguments: dict[str, Any] = {
        LAYOUT: choice.layout.value,
        PILES: [[one.electorate, one.name, one.number, one.spare] for one in choice.batches],
        ANEW: anew,
        CSV: choice.with_csv,
        LINKS: list(choice.links),
        SINGLES: choice.singles,
    }
    return running.start(settings, desk, campaign, kinds.SLIPS, arguments=arguments, account=account)


def ready(settings: Settings, desk: Database, job: Job | None) -> Ready | None:
    """The finished file of a job while it waits."""
    if job is None or job.state != DONE or not job.message:
        return None
    held = _held(settings.outputs(job.campaign), job, int(job.message))
    until = holding.waits(desk, held, int(time.time()))
    return Ready(held, until) if until else None


def fetch(settings: Settings, desk: Database, waiting: Ready | None) -> bytes:
    """The ZIP; it stays until ``holding.discard``. Raises SlipsGone."""
    if waiting is None:
        raise SlipsGone()
    try:
        return holding.look(desk, settings.require_secret(), waiting.held, int(time.time()))[MARK:]
    except DepositLost as error:
        raise SlipsGone() from error


def work(task: Task) -> str:
    """Make the tickets and their files; gives which take of the job has made them."""
    bench, job = task.bench, task.job
    if made := _made_before(bench, job):
        return str(made)
    held = _held(bench.settings.outputs(job.campaign), job, job.fence)
    secret = bench.settings.require_secret()

    def keep(issue: Issue) -> None:
        files = slip_files(issue, bench.settings.zone, _choice(job), task.progress)
        holding.keep(bench.desk, secret, held, _mark(issue) + _packed(files), int(time.time()))

    try:
        ticketing.issue(bench.desk, secret, job.campaign, bench.settings.address, keep, anew=job.arguments[ANEW])
    except BaseException as error:
        holding.discard(bench.desk, held)
        # A worker that was believed dead may have finished meanwhile: its file is then the one that counts.
        if isinstance(error, AlreadyIssued) and (made := _made_before(bench, job)):
            return str(made)
        raise
    for name in {file.name.removesuffix(holding.SUFFIX) for file in held.folder.glob(f"slips-*{holding.SUFFIX}")}:
        if name != held.name:  # of an earlier take, or of slips that were taken back: their codes are none
            holding.discard(bench.desk, Held(job.campaign, name, held.folder))
    return str(job.fence)


def _held(folder: Path, job: Job, fence: int) -> Held:
    return Held(job.campaign, f"slips-{job.id}-{fence}", folder)


def _choice(job: Job) -> Choice:
    asked = job.arguments
    piles = tuple(Batch(*one) for one in asked[PILES])
    return Choice(Layout(asked[LAYOUT]), piles, asked[CSV], tuple(asked[LINKS]), asked[SINGLES])


def _mark(issue: Issue) -> bytes:
    return codes.code_hash(issue.tickets[0].code)


def _packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    write_zip_to(buffer, ((in_chinese(name), data) for name, data in files.items()))
    return buffer.getvalue()


def _made_before(bench: Bench, job: Job) -> int:
    """Which earlier take of the job made the tickets that count; 0 for none."""
    folder = bench.settings.outputs(job.campaign)
    return next((fence for fence in range(1, job.fence) if _counts(bench, _held(folder, job, fence))), 0)


def _counts(bench: Bench, held: Held) -> bool:
    with suppress(DepositLost):
        data = holding.look(bench.desk, bench.settings.require_secret(), held, int(time.time()))
        return ticketing.are_valid(bench.desk, held.campaign, data[:MARK])
    return False
