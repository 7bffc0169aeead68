"""A real server (``evalsite serve``: gunicorn, its workers, the shipped configuration) that tests may kill and start again."""

import os
import resource
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import Self

from evalsite.core import ticket
from evalsite.settings import ROOT, load
from evalsite.store.migrating import migrate
from tests.factories import SECRET, Ledgers, Live

START_SECONDS = 120


class Server:
    """One instance folder and one server on one port. ``settings`` are EVALSITE_* variables without that beginning."""

    def __init__(self, folder: Path, port: int, **settings: str) -> None:
        self.folder, self.port = folder, port
        self.url = f"http://127.0.0.1:{port}"
        given = {"INSTANCE": str(folder), "SECRET_KEY": SECRET, "HOST": "127.0.0.1", "MIX_DELAY": "0", **settings}
        self.environment = os.environ | {f"EVALSITE_{name}": value for name, value in given.items()}
        folder.mkdir(parents=True, exist_ok=True)
        found = load(self.environment)
        self.ledgers = Ledgers(found.desk(), found.box())
        migrate(self.ledgers.desk, "desk")
        migrate(self.ledgers.box, "box")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        """Everything that the server has said."""
        return (self.folder / "server.log").read_text(encoding="utf-8")

    def start(self, **settings: str) -> None:
        """Serve; returns when the page answers. ``workers="1"`` sets EVALSITE_WORKERS for this time."""
        changed = {f"EVALSITE_{name.upper()}": value for name, value in settings.items()}
        command = [sys.executable, "-m", "evalsite", "serve", "--port", str(self.port)]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment | changed, stdout=log, stderr=log, start_new_session=True
            )
        end = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self.process.poll() is None, self.log
            assert time.monotonic() < end, self.log
            time.sleep(0.05)

    def _answers(self) -> bool:
        """Asked over and over while the server starts: httpx would read all certificates each time."""
        asking = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            asking.request("GET", "/b")
            return asking.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            asking.close()

    def workers(self) -> list[int]:
        """The process ids of gunicorn's workers."""
        return children(self.site)

    @property
    def site(self) -> int:
        """The process id of gunicorn."""
        assert self.process is not None
        return children(self.process.pid)[0]

    @property
    def worker(self) -> int | None:
        """The process id of the worker, None while there is none."""
        assert self.process is not None
        return next(iter(children(self.process.pid)[1:]), None)

    def limit_files(self, size: int | None) -> None:
        """No file of the server grows beyond ``size`` bytes any more, as on a full disk; None takes the limit away."""
        assert self.process is not None
        for pid in (self.process.pid, *children(self.process.pid), *self.workers()):
            _soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard if size is None else size, hard))

    def kill(self) -> None:
        """End it at once, workers too, as a power cut would."""
        self._end(signal.SIGKILL, everybody=True)

    def stop(self) -> None:
        """End it as an operator does: what is under way is finished."""
        self._end(signal.SIGTERM, everybody=False)

    def _end(self, number: signal.Signals, *, everybody: bool) -> None:
        if self.process is None:
            return
        (os.killpg if everybody else os.kill)(self.process.pid, number)
        self.process.wait()
        self.process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        for database in self.ledgers:
            database.dispose()


def children(pid: int) -> list[int]:
    """The process ids that a process has begun and that have not ended, the oldest first."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def tickets_csv(live: Live, url: str, file: Path) -> Path:
    """The file that ``evalsite tickets issue --csv`` writes, for a campaign of the factories."""
    lines = [
        f"{electorate},{code},{ticket.slip_url(url, code, live.published.fingerprint)}"
        for electorate, codes in live.codes.items()
        for code in codes
    ]
    file.write_text("\n".join(["electorate,code,url", *lines]), encoding="utf-8")
    return file
