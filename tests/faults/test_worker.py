"""Workers die in the middle of a job: another does it, one at a time, and the queue's file has nothing to tell."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import cast as typed

import pytest
import redis

from evalsite.jobs import kinds, opening, running, slipping
from evalsite.paper.slipping import Choice
from evalsite.settings import ROOT, load
from evalsite.store import jobs
from evalsite.usecases import closing
from evalsite.usecases import opening as opening_now
from evalsite.usecases.preparing import Terms
from tests.conftest import absent
from tests.factories import NOW, Live, cast, cast_all, publish, two_electorates
from tests.running import Server

PATIENCE = 120


@pytest.fixture
def server(tmp_path, free_port):
    with Server(tmp_path / "instance", free_port) as made:
        yield made


@pytest.fixture
def settings(server):
    return load(server.environment)


def until(what: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


class Workers(ExitStack):
    """Real worker processes on an instance, that take over after a second of silence."""

    def __init__(self, server):
        super().__init__()
        self.environment = server.environment

    def start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "evalsite.jobs", "--stale", "1"]
        worker = subprocess.Popen(command, cwd=ROOT, env=self.environment, start_new_session=True)
        self.callback(worker.wait)
        self.callback(worker.terminate)
        return worker


def last(server, campaign, kind):
    job = running.latest(server.ledgers.desk, campaign, kind)
    assert job is not None
    return job


def test_a_job_whose_worker_is_killed_is_done_by_another_and_none_is_done_twice(server, settings):
    desk, box = server.ledgers
    lives = [publish(server.ledgers, two_electorates(6, 6)) for _ in range(3)]
    for live in lives:
        cast_all(live)
        closing.close(desk, box, live.id, NOW)
        opening_now.open_box(desk, box, live.id)
    with Workers(server) as workers:
        first = workers.start()
        running.start(
            settings, desk, lives[0].id, kinds.REPORTS, arguments={"forms": ["pdf", "docx"], "eyes": "organiser"}
        )
        until(lambda: last(server, lives[0].id, kinds.REPORTS).state == jobs.RUNNING)
        first.kill()
        workers.start()
        workers.start()
        for live in lives[1:]:
            running.start(settings, desk, live.id, kinds.REPORTS, arguments={"forms": ["html"], "eyes": "organiser"})
        until(lambda: all(not last(server, live.id, kinds.REPORTS).active for live in lives))
    found = [last(server, live.id, kinds.REPORTS) for live in lives]
    assert [job.state for job in found] == [jobs.DONE] * 3
    assert [job.fence for job in found] == [2, 1, 1]  # how often each was taken
    for live in lives:
        assert len(list(settings.outputs(live.id).glob("reports-*.zip"))) == 1


class Redis:
    """A real Redis that keeps nothing on disk, on a port of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port, self.url = folder, port, f"redis://127.0.0.1:{port}/0"
        self.client = redis.Redis.from_url(self.url)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            absent("no Redis (apt-get install redis-server)")
        where = ("--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder))
        command = [str(program), *where, "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        until(self._answers)

    def _answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.ConnectionError:
            return False

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    @property
    def kept(self) -> list[bytes]:
        """Everything that lies in it."""
        return [
            entry for key in self.client.scan_iter() for entry in typed("list[bytes]", self.client.lrange(key, 0, -1))
        ]


@pytest.fixture
def queue(tmp_path, free_port):
    made = Redis(tmp_path, free_port)
    made.start()
    yield made
    made.stop()
    made.client.close()


def test_redis_rings_two_workers_one_of_which_does_the_job_and_holds_ids_alone(queue, tmp_path, free_port):
    """And a Redis that was away for a while has cost no job."""
    with Server(tmp_path / "instance", free_port, JOBS_URL=queue.url) as server, Workers(server) as workers:
        settings, desk = load(server.environment), server.ledgers.desk
        lives = [publish(server.ledgers, two_electorates(12, 6), issue=False) for _ in range(2)]
        first = slipping.start(settings, desk, lives[0].id, Choice())
        assert first is not None
        assert [json.loads(entry)[1] for entry in queue.kept] == [first.id]
        assert all(len(json.loads(entry)) == 2 for entry in queue.kept)
        workers.start()
        workers.start()
        until(lambda: not last(server, lives[0].id, kinds.SLIPS).active)
        queue.stop()
        slipping.start(settings, desk, lives[1].id, Choice())
        queue.start()
        until(lambda: not last(server, lives[1].id, kinds.SLIPS).active)
        found = [last(server, live.id, kinds.SLIPS) for live in lives]
        assert [(job.state, job.fence) for job in found] == [(jobs.DONE, 1)] * 2
        assert not list(settings.instance.glob("jobs.sqlite3*"))


def test_serving_brings_its_worker_back_opens_with_deposited_shares_and_ends_with_it(server, settings):
    """And of the shares and the count nothing is in the queue's file, nor in what the processes said."""
    desk, box = server.ledgers
    live = publish(server.ledgers, two_electorates(12, 5), Terms(2, 3, keep=False))
    for code in live.codes["A"]:
        cast(live, code, {0: 1, 1: "食堂的汤太咸"})
    closing.close(desk, box, live.id, NOW)
    job = opening.start(settings, desk, live.id, live.shares[:2])
    assert job is not None
    require_silent(settings.jobs_file.read_bytes(), live)
    assert job.id.encode() in settings.jobs_file.read_bytes()
    server.start(workers="1")
    until(lambda: not last(server, live.id, kinds.OPEN).active)
    assert last(server, live.id, kinds.OPEN).state == jobs.DONE
    killed = server.worker
    os.kill(killed, signal.SIGKILL)
    until(lambda: server.worker not in (None, killed))
    both = (server.worker, server.site)
    os.kill(server.process.pid, signal.SIGKILL)  # the one that watches over both: they do not live on
    until(lambda: not any(Path(f"/proc/{pid}/root").exists() for pid in both))
    server.stop()
    require_silent(settings.jobs_file.read_bytes() + server.log.encode(), live)


def require_silent(kept: bytes, live: Live) -> None:
    """Shares are looked for by two words in a row: one alone ("home", "both") may stand in any log."""
    pairs = [f"{one} {other}" for share in live.shares for one, other in pairwise(share.split())]
    assert len(pairs) == 3 * 19
    for words in (*pairs, "食堂的汤", "优秀"):
        assert words.encode() not in kept, words
