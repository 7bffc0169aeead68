"""A real gunicorn over an instance of the tests, with published campaigns and their slips; can be killed and come back."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

from evalsite.core.campaign import Campaign
from evalsite.settings import ROOT, load
from evalsite.store.migrating import migrate
from evalsite.usecases.preparing import Terms
from tests.factories import SECRET, Ledgers, Live, publish

HOST = "evalsite.test"
"""A name that the browser maps to this machine. Unlike 127.0.0.1 it is no secure context over plain http."""


class Site:
    """One instance folder and one server process on one port."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.base = f"http://{HOST}:{port}"
        self.environment = {
            **os.environ,
            "EVALSITE_INSTANCE": str(folder),
            "EVALSITE_SECRET_KEY": SECRET,
            "EVALSITE_HOST": "127.0.0.1",
            "EVALSITE_MIX_DELAY": "0",
        }
        folder.mkdir(parents=True, exist_ok=True)
        settings = load(self.environment)
        self.ledgers = Ledgers(settings.desk(), settings.box())
        migrate(self.ledgers.desk, "desk")
        migrate(self.ledgers.box, "box")
        self.lives: dict[str, Live] = {}
        self.process: subprocess.Popen[bytes] | None = None

    def publish(self, name: str, campaign: Campaign, terms: Terms | None = None) -> Live:
        self.lives[name] = publish(self.ledgers, campaign, terms)
        return self.lives[name]

    def code(self, name: str, electorate: str = "P") -> str:
        """A code that no other test has had."""
        return self.lives[name].codes[electorate].pop()

    def slip(self, name: str, electorate: str = "P") -> str:
        """The address in a slip's QR."""
        return f"{self.base}/b#{self.code(name, electorate)}.{self.lives[name].published.fingerprint}"

    def start(self, **settings: str) -> None:
        """Serve; ``mix="3"`` sets EVALSITE_MIX_DELAY. Returns when the page answers."""
        changed = {f"EVALSITE_{name.upper()}": value for name, value in settings.items()}
        command = [sys.executable, "-m", "evalsite", "serve", "--port", str(self.port), "--workers", "1"]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment | changed,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        for _ in range(600):
            try:
                urlopen(f"http://127.0.0.1:{self.port}/b").close()
                return
            except (URLError, ConnectionError):
                assert self.process.poll() is None, (self.folder / "server.log").read_text()
                time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        """End it at once, workers too, as a power cut would."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        self._signal(signal.SIGTERM)

    def _signal(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        os.killpg(self.process.pid, number)
        self.process.wait()
        self.process = None

    def command(self, *arguments: str, **settings: str) -> str:
        """What an ``evalsite`` command prints; it must succeed."""
        environment: Mapping[str, str] = self.environment | settings
        command = [sys.executable, "-m", "evalsite", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        for database in self.ledgers:
            database.dispose()
