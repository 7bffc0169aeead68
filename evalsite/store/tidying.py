"""When to lay a ledger out anew while people vote: every so many rows, and when it has been quiet for a while."""

import atexit
import threading
import time

from sqlalchemy.orm import DeclarativeBase

from evalsite.core.refusals import Busy
from evalsite.store.engine import Database
from evalsite.store.relay import relay, rows

MOST = 100  # arrivals, whatever the size of the ledger


class Tidier:
    """Counts the writes of this process to one ledger and lays it out anew in time.

    ``every`` (20 at least) bounds how many arrivals lie in their order of arrival; it grows with the ledger (an
    eighth, ``MOST`` at the most), so that the work of re-laying stays bearable. ``idle`` seconds without a write
    trigger it too.
    """

    def __init__(self, database: Database, kind: type[DeclarativeBase], every: int = 20, idle: float = 5) -> None:
        self.database, self.kind, self.idle = database, kind, idle
        self.every = max(20, every)
        self._lock = threading.Lock()
        self._untidy = 0
        self._next = self.every
        self._last = 0.0
        self._thread: threading.Thread | None = None

    def touched(self) -> None:
        """Call after each committed write."""
        with self._lock:
            self._untidy += 1
            self._last = time.monotonic()
            due = self._untidy >= self._next
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="tidier", daemon=True)
                self._thread.start()
                atexit.register(self.tidy)  # a server that is stopped leaves nothing in its order of arrival
        if due:
            self.tidy()

    def tidy(self) -> None:
        """Lay the ledger out now, if anything came since. A database that cannot now is tried again later."""
        with self._lock:
            if not self._untidy:
                return
            untidy, self._untidy = self._untidy, 0
        try:
            relay(self.database, self.kind)
            due = max(self.every, min(rows(self.database, self.kind) // 8, MOST))
        except Busy:
            with self._lock:
                self._untidy += untidy
            return
        with self._lock:
            self._next = due

    def _watch(self) -> None:
        while True:
            time.sleep(self.idle)
            if self._untidy and time.monotonic() - self._last >= self.idle:
                self.tidy()
