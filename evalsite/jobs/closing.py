"""Closing a box, by hand or at its deadline without anybody asking: every step can be taken again, so it may break off."""

import math
import time
from datetime import UTC, datetime

from evalsite.core.logbook import Action, Deed
from evalsite.core.refusals import WrongState
from evalsite.core.saying import say
from evalsite.jobs import kinds, running
from evalsite.jobs.running import Bench, Task
from evalsite.settings import Settings
from evalsite.store.desk import State
from evalsite.store.engine import Database
from evalsite.store.jobs import FAILED, Job
from evalsite.usecases import closing, preparing, recording

AGAIN = 60  # seconds after a failure until the next try
MOST_TRIES = 10
CLOSABLE = (State.PUBLISHED, State.CLOSING)
BY_ITSELF: str = say("（到期自动）")  # who closes, in the log


def start(bench: Bench, campaign: str) -> None:
    """Ask for the closing at the deadline, unless one is under way, has just failed, or has failed too often for trying
    to be of use.
    """
    failed = [
        job
        for job in running.all_of(bench.desk, campaign)
        if job.kind == kinds.CLOSE and job.state == FAILED and not job.account
    ]
    if len(failed) >= MOST_TRIES or (failed and time.time() - failed[0].touched < AGAIN):
        return
    running.start(bench.settings, bench.desk, campaign, kinds.CLOSE)


def start_by_hand(settings: Settings, desk: Database, campaign: str, account: str) -> Job | None:
    """Ask for the closing now; None when one is under way. Raises WrongState where there is nothing to close."""
    state = preparing.get(desk, campaign).state
    if state not in CLOSABLE:
        raise WrongState(state=state.value, needs=State.PUBLISHED.value)
    return running.start(settings, desk, campaign, kinds.CLOSE, account=account)


def work(task: Task) -> str:
    """Close, with the time that stamped ballots have to arrive. A box that somebody has closed meanwhile is closed."""
    bench, job = task.bench, task.job
    if preparing.get(bench.desk, job.campaign).state in CLOSABLE:
        if job.account:  # the log has whoever asked for it, and the job in his name
            _close(task)
        else:
            deed = Deed(BY_ITSELF, Action.CLOSE, job.campaign)
            with recording.recorded(bench.desk, deed, datetime.now(UTC), (running.Stopped, running.Cancelled)):
                _close(task)
    task.progress(1, 1)
    return ""


def _close(task: Task) -> None:
    """The day of closing is that of the people, as for who closes by a command. Progress is in seconds of waiting."""
    bench = task.bench
    waited, most = 0.0, math.ceil(bench.settings.grace) + 1
    task.progress(0, most)

    def wait(seconds: float) -> None:
        nonlocal waited
        time.sleep(seconds)
        waited += seconds
        task.progress(min(int(waited), most - 1), most)

    today = datetime.now(bench.settings.zone)
    closing.close(bench.desk, bench.box, task.job.campaign, today, grace=bench.settings.grace, sleep=wait)
