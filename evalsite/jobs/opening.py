"""Opening a box from the desk: the shares stay in this process's memory, only the progress is stored."""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial

from evalsite.core.refusals import Refusal
from evalsite.store import jobs
from evalsite.store.engine import Database
from evalsite.store.jobs import Job
from evalsite.usecases import opening
from evalsite.words import Audience, words

KIND = "open"
STALE = 30  # seconds without a sign of life after which a job counts as interrupted
BEAT = 1.0  # seconds between two notes of progress
log = logging.getLogger("evalsite.jobs")


def start(desk: Database, box: Database, campaign: str, shares: Sequence[str], *, despite_excess: bool = False) -> str:
    """Begin to open a box and give the job's id. Wrong shares show as the job's failure, not here."""
    job = secrets.token_hex(8)
    with desk.write() as connection:
        jobs.add(connection, job, campaign, KIND, int(time.time()))
    work = partial(opening.open_box, desk, box, campaign, tuple(shares), despite_excess=despite_excess)
    threading.Thread(target=_run, args=(desk, job, work), name=f"open-{campaign}").start()
    return job


def latest(desk: Database, campaign: str) -> Job | None:
    """The last opening of a campaign, whichever worker runs it."""
    with desk.read() as connection:
        return jobs.find_latest(connection, campaign, KIND)


def is_interrupted(job: Job, now: float) -> bool:
    """Whether its worker has gone (restart, power): the box is as it was, and opening can simply be done again."""
    return job.state == jobs.RUNNING and now - job.touched > STALE


class _Progress:
    def __init__(self, desk: Database, job: str) -> None:
        self.desk, self.job, self._noted = desk, job, 0.0

    def __call__(self, done: int, total: int) -> None:
        if time.monotonic() - self._noted < BEAT and done < total:
            return
        self._noted = time.monotonic()
        with self.desk.write() as connection:
            jobs.touch(connection, self.job, int(time.time()), done=done, total=total)


def _run(desk: Database, job: str, work: Callable[..., object]) -> None:
    state, message = jobs.DONE, ""
    try:
        work(progress=_Progress(desk, job))
    except Refusal as refusal:
        state, message = jobs.FAILED, words(refusal, Audience.DESK)
    except Exception as error:  # noqa: BLE001 - whatever went wrong, the page must say so
        state, message = jobs.FAILED, "开箱时出错，票箱没有改变。请重试；仍不行请联系技术人员。"
        log.error("opening failed: %s", type(error).__name__)  # noqa: TRY400 - a traceback could hold shares
    with desk.write() as connection:
        jobs.touch(connection, job, int(time.time()), state=state, message=message)
