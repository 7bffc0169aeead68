"""Long work beside the request that asked for it: a thread does it, the database says how far it is.

Any worker can show or cancel a job, whichever runs it; arguments are never stored, for a share is a key. A worker that
goes (restart, power) leaves a job without signs of life, which then counts as interrupted and can be done again.
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable

from evalsite.core.refusals import Refusal
from evalsite.store import jobs
from evalsite.store.engine import Database
from evalsite.store.jobs import Job
from evalsite.words import Audience, words

STALE = 30  # seconds without a sign of life after which a job counts as interrupted
BEAT = 1.0  # seconds between two notes of progress
log = logging.getLogger("evalsite.jobs")
Progress = Callable[[int, int], None]
Work = Callable[[Progress], str]  # gives what the page of the finished job has to know, "" for nothing


class Cancelled(Exception):
    """Raised inside the work when somebody has cancelled the job."""


def start(desk: Database, campaign: str, kind: str, work: Work, wrong: str) -> str:
    """Begin and give the job's id. A refusal shows as the job's failure, not here; ``wrong`` is said of all else."""
    job = secrets.token_hex(8)
    with desk.write() as connection:
        jobs.add(connection, job, campaign, kind, int(time.time()))
    threading.Thread(target=_run, args=(desk, job, kind, work, wrong), name=f"{kind}-{campaign}").start()
    return job


def latest(desk: Database, campaign: str, kind: str) -> Job | None:
    """The last job of a kind, whichever worker runs it."""
    with desk.read() as connection:
        return jobs.find_latest(connection, campaign, kind)


def is_interrupted(job: Job, now: float) -> bool:
    """Whether its worker has gone: nothing was half done, and it can simply be done again."""
    return job.state == jobs.RUNNING and now - job.touched > STALE


def is_running(job: Job | None, now: float) -> bool:
    return job is not None and job.state == jobs.RUNNING and not is_interrupted(job, now)


def cancel(desk: Database, job: Job) -> None:
    """Ask a job to stop; its thread does at its next note of progress. One that has ended stays as it ended."""
    with desk.write() as connection:
        jobs.touch(connection, job.id, int(time.time()), state=jobs.CANCELLED)


class _Progress:
    def __init__(self, desk: Database, job: str) -> None:
        self.desk, self.job, self._noted = desk, job, 0.0

    def __call__(self, done: int, total: int) -> None:
        if time.monotonic() - self._noted < BEAT and done < total:
            return
        self._noted = time.monotonic()
        with self.desk.write() as connection:
            if not jobs.touch(connection, self.job, int(time.time()), done=done, total=total):
                raise Cancelled


def _run(desk: Database, job: str, kind: str, work: Work, wrong: str) -> None:
    state, message = jobs.DONE, ""
    try:
        message = work(_Progress(desk, job))
    except Cancelled:
        return
    except Refusal as refusal:
        state, message = jobs.FAILED, words(refusal, Audience.DESK)
    except Exception as error:  # noqa: BLE001 - whatever went wrong, the page must say so
        state, message = jobs.FAILED, wrong
        log.error("%s failed: %s", kind, type(error).__name__)  # noqa: TRY400 - a traceback could hold shares
    with desk.write() as connection:
        jobs.touch(connection, job, int(time.time()), state=state, message=message)
