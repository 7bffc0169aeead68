"""The worker: ``python -m evalsite.jobs``, started by ``evalsite serve`` and by ``evalsite worker``.

Two jobs at a time, by threads of one process, so that a long opening does not hold up a batch of reports. SIGTERM and
SIGINT end it: jobs stop at their next note of progress and are done by the next worker.
"""

import argparse
import logging
import os
import sys
import threading

from huey import Huey
from huey.consumer import Consumer

from evalsite.core.refusals import Refusal
from evalsite.jobs import queue, running
from evalsite.jobs.running import Bench
from evalsite.jobs.watching import Watch
from evalsite.settings import load
from evalsite.store import versions
from evalsite.words import Audience, words

THREADS = 2
PATIENCE = 20  # seconds for jobs to stop at a note of progress before the process ends anyway


class Worker(Consumer):  # type: ignore[misc]  # huey ships no types
    """huey's consumer, which tells the jobs to stop before it waits for them."""

    def __init__(self, huey: Huey, bench: Bench) -> None:
        super().__init__(
            huey, workers=THREADS, periodic=False, max_delay=1.0, scheduler_interval=60, shutdown_timeout=PATIENCE
        )
        self.bench = bench

    def stop(self, graceful: bool = False) -> None:  # noqa: FBT001, FBT002, ARG002 - huey's own; here every end is one
        """Ends all jobs at their next note of progress."""
        self.bench.stopping.set()
        super().stop(graceful=True)


class _Kinds(logging.Filter):
    """Says what kind of thing went wrong, never what was in it: a stack's values could be shares or ballots."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0] is not None:
            record.msg, record.args = "%s: %s", (record.msg % (record.args or ()), record.exc_info[0].__name__)
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def _log() -> None:
    handler = logging.StreamHandler()
    handler.addFilter(_Kinds())
    handler.setFormatter(logging.Formatter("worker: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


def worker(bench: Bench) -> Worker:
    """A worker that is not started yet."""
    here = queue.queue(bench.settings)
    if queue.TASK not in here._registry._registry:  # noqa: SLF001 - registering twice is an error of huey's
        module, _, name = queue.TASK.rpartition(".")

        def job(job_id: str) -> None:
            running.run(bench, job_id)

        job.__module__ = module
        here.task(name=name)(job)
    return Worker(here, bench)


def main() -> int:
    """Work until told to end. Exit status 1 where a database is missing or of another version."""
    os.umask(0o077)
    options = argparse.ArgumentParser(prog="python -m evalsite.jobs")
    options.add_argument("--stale", type=float, default=running.STALE, help="seconds until a silent job is taken over")
    given = options.parse_args()
    _log()
    try:
        settings = load()
        bench = Bench(settings, settings.desk(), settings.box(), threading.Event(), given.stale)
        settings.require_secret()
        versions.require_current(bench.desk, "desk")
        versions.require_current(bench.box, "box")
    except Refusal as refusal:
        sys.stderr.write(f"{words(refusal, Audience.COMMAND)}\n")
        return 1
    watch = Watch(bench)
    watch.start()
    worker(bench).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
