"""What a worker looks after beside its jobs: those that nobody does, deadlines, and shares that have lain too long.

Whether another worker has died is judged by its signs of life as this one sees them, on this one's steady clock: a
system clock that jumps, or differs between hosts, takes no job from anybody.
"""

import logging
import math
import threading
import time
from collections.abc import Callable, Mapping

from evalsite.core import timing
from evalsite.core.refusals import Refusal
from evalsite.core.timing import Look
from evalsite.jobs import closing, kinds, queue
from evalsite.jobs.running import Bench
from evalsite.store import jobs
from evalsite.store.jobs import Job
from evalsite.usecases import depositing, holding, scheduling

TICK = 2.0  # seconds between two looks
log = logging.getLogger("evalsite.jobs")


class Orphans:
    """Rings again for jobs that wait, and takes those from their workers that have been silent for ``bench.stale``."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self._seen: Mapping[str, tuple[Job, float]] = {}

    def __call__(self) -> None:
        with self.bench.desk.read() as connection:
            found = jobs.active(connection)
        now, before = time.monotonic(), self._seen
        self._seen = {job.id: (job, self._since(job, now, before)) for job in found}
        for job, since in self._seen.values():
            waits = job.state == jobs.WAITING and job.id in before
            silent = job.state == jobs.RUNNING and now - since >= self.bench.stale
            if waits or (silent and self._free(job)):
                queue.ring(self.bench.settings, job.id)

    @staticmethod
    def _since(job: Job, now: float, before: Mapping[str, tuple[Job, float]]) -> float:
        last, since = before.get(job.id, (None, now))
        unchanged = last is not None and (last.state, last.fence, last.beat) == (job.state, job.fence, job.beat)
        return since if unchanged else now

    def _free(self, job: Job) -> bool:
        with self.bench.desk.write() as connection:
            return jobs.free(connection, job)


class Deadlines:
    """Has boxes closed whose deadline has passed: seen twice, some seconds apart, on a clock that did not jump."""

    def __init__(self, bench: Bench, clocks: Callable[[], Look] = lambda: Look(time.time(), time.monotonic())) -> None:
        self.bench, self.clocks = bench, clocks
        self._seen: dict[str, Look] = {}

    def __call__(self) -> None:
        now = self.clocks()
        due = [one for one in scheduling.to_close(self.bench.desk) if one.deadline <= now.wall]
        seen, self._seen = self._seen, {}
        for one in due:
            first = seen.get(one.campaign, now)
            self._seen[one.campaign] = first if now.steady - first.steady < timing.APART else now
            if timing.is_past(one.deadline, first, now):
                closing.start(self.bench, one.campaign)


class Leftovers:
    """Forgets workbooks that nobody could take in, after a day: what was wrong with them quotes what stood in them."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self._last = -math.inf

    def __call__(self) -> None:
        if time.monotonic() - self._last < depositing.HOUR:
            return
        with self.bench.desk.write() as connection:
            jobs.forget_fruitless(connection, kinds.IMPORT, int(time.time()) - depositing.DAY)
        self._last = time.monotonic()


class Watch(threading.Thread):
    """Looks again and again until the worker stops. A database that is busy is looked at the next time."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(name="watch", daemon=True)
        self.bench = bench
        self.looks: tuple[Callable[[], None], ...] = (
            Orphans(bench),
            Deadlines(bench),
            Leftovers(bench),
            self._clear_deposits,
        )

    def run(self) -> None:
        while not self.bench.stopping.wait(min(TICK, self.bench.stale / 4)):
            for look in self.looks:
                try:
                    look()
                except Refusal as refusal:
                    log.warning("the watch was refused: %s", refusal.code)
                except Exception as error:  # noqa: BLE001 - the watch goes on whatever one look met
                    log.error("the watch failed: %s", type(error).__name__)  # noqa: TRY400 - its kind says enough

    def _clear_deposits(self) -> None:
        now = int(time.time())
        depositing.clear(self.bench.desk, now)
        holding.clear(self.bench.desk, self.bench.settings.outputs_folder, now)
