"""The site and its worker as one: ``python -m evalsite.jobs.supervising COMMAND...`` runs the site's command and a worker.

A worker that dies is started again, after a longer pause each time it dies young. What ends the site (signals reach it
through here) ends the worker, and so does the end of this very process, however it came.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from types import FrameType

PR_SET_PDEATHSIG = 1  # linux/prctl.h
FORWARDED = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGUSR1, signal.SIGTTIN, signal.SIGTTOU)
ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)
YOUNG = 10.0  # seconds; a worker that dies younger is started again after a pause
LONGEST = 5.0  # seconds of pause at the most
PATIENCE = 25  # seconds for the worker to end after the site
WORKER = [sys.executable, "-m", "evalsite.jobs"]


def _end_with_parent() -> None:
    """In the child, before its program begins: the end of this process ends it too."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _begin(command: list[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, preexec_fn=_end_with_parent)  # noqa: S603, PLW1509 - our own programs; one thread


class Pair:
    """The site and its worker, from the first signal handler to the last wait."""

    def __init__(self, command: list[str]) -> None:
        self.ending = False
        self._pause = 0.0
        for number in (*FORWARDED, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        self.site = _begin(command)
        self.worker = _begin(WORKER)
        self._born = time.monotonic()

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        self.ending = self.ending or number in ENDING
        if hasattr(self, "site"):
            self._tell(self.site, number)
        if hasattr(self, "worker") and (number in ENDING or number == signal.SIGHUP):
            self._tell(self.worker, signal.SIGTERM)  # after a reload it is started again

    @staticmethod
    def _tell(process: "subprocess.Popen[bytes]", number: int) -> None:
        if process.returncode is None:
            process.send_signal(number)

    def run(self) -> int:
        """Wait for the site to end; gives its exit status."""
        while True:
            ended, status = os.wait()
            code = os.waitstatus_to_exitcode(status)
            if ended == self.site.pid:
                self.site.returncode = code
                self._end_worker()
                return code if code >= 0 else 128 - code
            if ended == self.worker.pid:
                self.worker.returncode = code
                self._again()

    def _again(self) -> None:
        if self.ending:
            return
        lived = time.monotonic() - self._born
        self._pause = 0.0 if lived >= YOUNG else min(LONGEST, self._pause * 2 or 0.5)
        time.sleep(self._pause)
        if not self.ending:
            self.worker, self._born = _begin(WORKER), time.monotonic()

    def _end_worker(self) -> None:
        self.ending = True
        if self.worker.returncode is not None:
            return
        self.worker.terminate()
        try:
            self.worker.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.worker.kill()
            self.worker.wait()


if __name__ == "__main__":
    sys.exit(Pair(sys.argv[1:]).run())
