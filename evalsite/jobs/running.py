"""Long work: asked for on a page, done by a worker (jobs/__main__.py), shown on whichever page looks.

A worker that dies leaves a lease that nobody keeps; another takes it up (jobs/watching.py) and does the job again from
its beginning, which every kind of job can bear. Arguments are ids and choices, since they are stored.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Self

from evalsite.core.logbook import Deed
from evalsite.core.refusals import FaultyWorkbook, Refusal, kept_faults
from evalsite.core.saying import kept, say
from evalsite.jobs import kinds, queue
from evalsite.settings import Settings
from evalsite.store import jobs
from evalsite.store.engine import Database
from evalsite.store.jobs import Arguments, Job
from evalsite.usecases import recording
from evalsite.words import Audience, words

STALE = 20.0  # seconds without a sign of life after which a job is taken from its worker
SILENT = 15  # seconds after which a page says that nobody takes a job up
BEAT = 1.0  # seconds between two notes of progress
MOST_TAKES = 5  # a job that ends its worker each time is given up
WORKER: str = say("后台")  # who stands in the log for a job that nobody in particular asked for
GIVEN_UP = say("试了几次，每次都中断，已经停下。做到了哪一步，以活动页为准。请联系技术人员。")
log = logging.getLogger("evalsite.jobs")
Progress = Callable[[int, int], None]


class Cancelled(Exception):
    """Raised inside the work when somebody has cancelled the job, or another worker has it now."""


class Stopped(Exception):
    """Raised inside the work when this worker is to end: the next one does the job."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What a worker works with; ``stopping`` is set when it is to end."""

    settings: Settings
    desk: Database
    box: Database
    stopping: threading.Event
    stale: float = STALE


@dataclass(frozen=True, slots=True)
class Task:
    """One job as its work sees it: where, what, and whom to tell how far it is."""

    bench: Bench
    job: Job
    progress: Progress


# --- on the pages -----------------------------------------------------------------------------------------------------


def start(
    settings: Settings,
    desk: Database,
    campaign: str,
    kind: str,
    *,
    arguments: Arguments | None = None,
    account: str = "",
) -> Job | None:
    """Ask for a job; None when one of its kind is under way already. A refusal shows as its failure, not here."""
    with desk.write() as connection:
        job = jobs.add(connection, campaign, kind, int(time.time()), arguments=arguments, account=account)
    if job is not None:
        queue.ring(settings, job.id)
    return job


def latest(desk: Database, campaign: str, kind: str) -> Job | None:
    """The last job of a kind."""
    with desk.read() as connection:
        return jobs.find_latest(connection, campaign, kind)


def all_of(desk: Database, campaign: str) -> list[Job]:
    """All jobs of a campaign, the last first."""
    with desk.read() as connection:
        return jobs.of_campaign(connection, campaign)


def is_running(job: Job | None) -> bool:
    """Whether it is under way, be it that it waits for a worker."""
    return job is not None and job.active


def is_unheard(job: Job | None, now: float) -> bool:
    """Under way, but nobody has given a sign of life for a while: the worker has gone, or there is none."""
    return job is not None and job.active and now - job.touched > SILENT


def cancel(desk: Database, job: Job) -> bool:
    """Give a job up; its worker stops at the next note of progress. One that has ended stays as it ended."""
    with desk.write() as connection:
        return jobs.cancel(connection, job.id, int(time.time()))


# --- in the worker ----------------------------------------------------------------------------------------------------


class _Lease:
    """Keeps a job while it is worked on: signs of life of its own, so that a long silent step is not taken for death."""

    def __init__(self, bench: Bench, job: Job) -> None:
        self.bench, self.job = bench, job
        self._noted = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=f"lease-{job.id}", daemon=True)

    def __call__(self, done: int, total: int) -> None:
        """Note how far the work is. Raises Cancelled, Stopped."""
        if self.bench.stopping.is_set():
            raise Stopped
        if time.monotonic() - self._noted < BEAT and done < total:
            return
        self._noted = time.monotonic()
        if not self._beat(done=done, total=total):
            raise Cancelled

    def _beat(self, **values: int) -> bool:
        with self.bench.desk.write() as connection:
            return jobs.beat(connection, self.job, int(time.time()), **values)

    def _keep(self) -> None:
        while not self._over.wait(self.bench.stale / 4):
            try:
                if not self._beat():
                    return
            except Refusal as busy:  # a database that is busy for a moment; the next sign may come in time
                log.warning("no sign of life: %s", busy.code)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_ended: object) -> None:
        self._over.set()
        self._thread.join()


def run(bench: Bench, job_id: str) -> None:
    """Do a job, if it waits: whoever is called for one that another has, or that has ended, does nothing."""
    with bench.desk.write() as connection:
        job = jobs.take(connection, job_id, int(time.time()))
    if job is None:
        return
    if job.fence > MOST_TAKES:
        _fail(bench, job, GIVEN_UP)
        return
    try:
        with (
            _Lease(bench, job) as lease,
            recording.recorded(bench.desk, _deed(job), datetime.now(UTC), (Cancelled, Stopped)),
        ):
            message = import_module(kinds.KINDS[job.kind].module).work(Task(bench, job, lease))
        with bench.desk.write() as connection:
            jobs.finish(connection, job, int(time.time()), message)
    except Cancelled:
        return
    except Stopped:
        with bench.desk.write() as connection:
            jobs.beat(connection, job, int(time.time()), state=jobs.WAITING)
    except FaultyWorkbook as refusal:  # all of its faults, each at its place
        _fail(bench, job, kept_faults(refusal.faults))
    except Refusal as refusal:
        _fail(bench, job, words(refusal, Audience.DESK))
    except Exception as error:  # noqa: BLE001 - whatever went wrong, the page must say so
        log.error("%s failed: %s", job.kind, type(error).__name__)  # noqa: TRY400 - a traceback could hold shares
        _fail(bench, job, kinds.KINDS[job.kind].wrong)


def _deed(job: Job) -> Deed:
    """What the log says of it, beside the entry of whoever asked for it."""
    return Deed(job.account or WORKER, kinds.KINDS[job.kind].action, job.campaign, {"job": str(job.number)})


def _fail(bench: Bench, job: Job, message: str) -> None:
    with bench.desk.write() as connection:
        jobs.beat(connection, job, int(time.time()), state=jobs.FAILED, message=kept(message))
