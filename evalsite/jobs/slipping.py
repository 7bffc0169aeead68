"""Making slips from the desk: the ZIP waits sealed until who has asked for it fetches it; no code lies anywhere in the clear.

The tickets count when the ZIP is written, not before (usecases/ticketing.py), and in that very transaction the job is done:
who was called off by then, or is no longer the one who has it, issues nothing. A worker that dies before leaves a file
whose codes are none, and the next begins from the start. Each take of the job has a file of its own, so that a worker
that was believed dead spoils nobody's.
"""

import hashlib
import io
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evalsite.core import ticket as codes
from evalsite.core.batches import Batch
from evalsite.core.refusals import DepositLost, SlipsGone
from evalsite.jobs import kinds, running
from evalsite.jobs.running import Cancelled, Task
from evalsite.paper.batch import write_zip_to
from evalsite.paper.layouts import Layout
from evalsite.paper.slipping import Choice, in_chinese, slip_files
from evalsite.settings import Settings
from evalsite.store import jobs
from evalsite.store.engine import Database
from evalsite.store.jobs import DONE, Job
from evalsite.usecases import holding, ticketing
from evalsite.usecases.holding import Held
from evalsite.usecases.ticketing import Issue, Overtaken

LAYOUT, PILES, ANEW, CSV, LINKS, SINGLES = "layout", "piles", "anew", "csv", "links", "singles"  # names of arguments
MARK = hashlib.sha256().digest_size  # bytes before the ZIP: the hash of one of its codes


@dataclass(frozen=True, slots=True)
class Ready:
    """Slips that wait to be fetched, ``until`` in seconds since 1970; ``account`` is who has asked for them."""

    held: Held
    account: str
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


def ready(settings: Settings, desk: Database, campaign: str) -> Ready | None:
    """The file that waits: of the last job that has made one. One that came to nothing afterwards has changed nothing."""
    made = (job for job in running.all_of(desk, campaign) if job.kind == kinds.SLIPS and job.state == DONE)
    job = next(made, None)
    if job is None:
        return None
    held = _held(settings.outputs(campaign), job, int(job.message))
    until = holding.waits(desk, held, int(time.time()))
    return Ready(held, job.account, until) if until else None


def fetch(settings: Settings, desk: Database, waiting: Ready | None) -> bytes:
    """The ZIP; it stays until ``holding.discard``. Raises SlipsGone, also where its codes were taken back by command."""
    if waiting is None:
        raise SlipsGone()
    try:
        data = holding.look(desk, settings.require_secret(), waiting.held, int(time.time()))
    except DepositLost as error:
        raise SlipsGone() from error
    if not ticketing.are_valid(desk, waiting.held.campaign, data[:MARK]):
        raise SlipsGone()
    return data[MARK:]


def work(task: Task) -> str:
    """Make the tickets and their files; gives which take of the job has made them. Raises Cancelled."""
    bench, job = task.bench, task.job
    held = _held(bench.settings.outputs(job.campaign), job, job.fence)
    secret, take = bench.settings.require_secret(), str(job.fence)
    before = [file.name.removesuffix(holding.SUFFIX) for file in held.folder.glob(f"slips-*{holding.SUFFIX}")]

    def keep(issue: Issue) -> None:
        files = slip_files(issue, bench.settings.zone, _choice(job), task.progress)
        holding.keep(bench.desk, secret, held, _mark(issue) + _packed(files), int(time.time()))

    address, anew = bench.settings.address, job.arguments[ANEW]
    try:
        ticketing.issue(
            bench.desk,
            secret,
            job.campaign,
            address,
            keep,
            anew=anew,
            settle=lambda connection: jobs.beat(connection, job, int(time.time()), state=DONE, message=take),
        )
    except BaseException as error:
        holding.discard(bench.desk, held)
        if isinstance(error, Overtaken):
            raise Cancelled from error
        raise
    for name in before:  # of an earlier take, or of slips that were taken back: their codes are none
        holding.discard(bench.desk, Held(job.campaign, name, held.folder))
    return take


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
