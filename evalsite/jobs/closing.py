"""Closing a box at its deadline, without anybody asking: every step of it can be taken again, so it may break off."""

import time
from datetime import UTC, datetime

from evalsite.core.logbook import Action, Deed
from evalsite.jobs import kinds, running
from evalsite.jobs.running import Bench, Task
from evalsite.store.desk import State
from evalsite.store.jobs import FAILED
from evalsite.usecases import closing, preparing, recording

AGAIN = 60  # seconds after a failure until the next try
MOST_TRIES = 10
BY_ITSELF = "（到期自动）"  # who closes, in the log


def start(bench: Bench, campaign: str) -> None:
    """Ask for the closing, unless one is under way, has just failed, or has failed too often for trying to be of use."""
    failed = [job for job in running.all_of(bench.desk, campaign) if job.kind == kinds.CLOSE and job.state == FAILED]
    if len(failed) >= MOST_TRIES or (failed and time.time() - failed[0].touched < AGAIN):
        return
    running.start(bench.settings, bench.desk, campaign, kinds.CLOSE)


def work(task: Task) -> str:
    """Close, with the time that stamped ballots have to arrive. A box that somebody has closed meanwhile is closed."""
    bench, campaign = task.bench, task.job.campaign
    if preparing.get(bench.desk, campaign).state in (State.PUBLISHED, State.CLOSING):
        task.progress(0, 1)

        def wait(seconds: float) -> None:
            time.sleep(seconds)
            task.progress(0, 1)

        deed = Deed(BY_ITSELF, Action.CLOSE, campaign)
        with recording.recorded(bench.desk, deed, datetime.now(UTC), (running.Stopped, running.Cancelled)):
            today = datetime.now(
                bench.settings.zone
            )  # the day of closing is that of the people, as for who closes by hand
            closing.close(bench.desk, bench.box, campaign, today, grace=bench.settings.grace, sleep=wait)
    task.progress(1, 1)
    return ""
