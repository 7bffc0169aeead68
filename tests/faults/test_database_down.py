"""PostgreSQL goes away, in the middle of everything, and comes back: voters wait, and each of them counts once."""

import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from evalsite.core.envelope import b64
from evalsite.voter.run import vote
from tests.conftest import absent
from tests.factories import publish, seal, small_campaign
from tests.faults import proof
from tests.postgres import OWNER, START_SECONDS, NoServer, _unprivileged, binaries
from tests.running import Server, tickets_csv

VOTERS = 40


class Postgres:
    """A server of this test's own, which may therefore be torn down. What it has committed outlives it."""

    def __init__(self) -> None:
        self.programs = binaries()
        self.account: dict[str, Any] = _unprivileged()
        self.folder = Path(tempfile.mkdtemp(prefix="evalsite-down-"))
        self.folder.chmod(0o755)
        if self.account:
            shutil.chown(self.folder, self.account["user"], self.account["group"])
        self._run("initdb", "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-sync")
        self.process: subprocess.Popen[bytes] | None = None

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), "-D", str(self.folder / "data"), *arguments]
        environment = {"LC_ALL": "C"}
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, env=environment, **self.account)

    def url(self, database: str) -> str:
        return f"postgresql://{OWNER}@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        with psycopg.connect(f"host={self.folder} user={OWNER} dbname=postgres", autocommit=True) as connection:
            connection.execute(statement)

    def start(self) -> None:
        # A killed program loses nothing that the system has been given. Without this the start after a crash syncs every
        # file of the cluster first, which takes minutes on a busy disk.
        settings = ["-c", f"unix_socket_directories={self.folder}", "-c", "listen_addresses=", "-c", "fsync=off"]
        with (self.folder / "server.log").open("ab") as log:
            command = [str(self.programs / "postgres"), "-D", str(self.folder / "data"), *settings]
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, **self.account)
        self.process = process
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                return self.execute("SELECT 1")
            except psycopg.OperationalError:
                assert time.monotonic() < end
                assert process.poll() is None, (self.folder / "server.log").read_text()
                time.sleep(0.05)

    def crash(self) -> None:
        """At once, without telling anybody or writing anything down."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()
            self.process = None

    def leave(self) -> None:
        self.crash()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture
def postgres():
    try:
        made = Postgres()
    except NoServer as reason:
        absent(str(reason))
        return
    try:
        made.start()
        made.execute("CREATE DATABASE desk")
        made.execute("CREATE DATABASE box")
        yield made
    finally:
        made.leave()


@pytest.fixture
def server(postgres, tmp_path, free_port):
    urls = {"DATABASE_URL": postgres.url("desk"), "BOX_DATABASE_URL": postgres.url("box")}
    with Server(tmp_path / "instance", free_port, **urls) as made:
        yield made


def test_while_the_database_is_down_voters_are_told_to_wait_and_afterwards_it_goes_on_by_itself(server, postgres):
    live = publish(server.ledgers, small_campaign(6))
    server.start(workers="1")
    sealed, code = seal(live), live.codes["A"][0]
    requests = {
        "sheet": {"code": code},
        "stamp": {"code": code, "blinded": b64(sealed.blinded)},
        "drop": {"manifest": live.hash.hex(), "electorate": "A", "envelope": b64(sealed.envelope), "stamp": b64(bytes(256))},
    }  # fmt: skip

    def ask(step):
        return httpx.post(f"{server.url}/b/{step}", json=requests[step], trust_env=False, timeout=60)

    assert ask("sheet").json()["ticket"] == "unused"
    postgres.crash()
    for step in requests:
        answer = ask(step)
        assert answer.status_code == 503
        assert answer.json() == {
            "error": "busy",
            "message": "系统正忙，选票还没有投出，内容保存在本机。请稍等片刻再试。",
        }
    assert httpx.get(f"{server.url}/b", trust_env=False).status_code == 200
    postgres.start()
    assert [ask(step).status_code for step in requests] == [200, 200, 422]  # the drop has no true stamp
    assert ask("sheet").json()["ticket"] == "stamped"


def test_every_ballot_of_voters_who_retry_is_counted_once_although_the_database_crashes_twice(
    server, postgres, tmp_path
):
    live = publish(server.ledgers, small_campaign(VOTERS))
    server.start(workers="2")
    arrived, voted = [0], threading.Event()

    def crash_twice():
        for number in (1, 2):
            while arrived[0] < number * VOTERS // 4 and not voted.wait(0.005):
                pass
            postgres.crash()
            postgres.start()

    crashes = threading.Thread(target=crash_twice)
    crashes.start()
    outcome = vote(
        tickets_csv(live, server.url, tmp_path / "tickets.csv"),
        concurrency=4,
        patience=proof.STUBBORN,
        progress=lambda done, _total: arrived.__setitem__(0, done),
    )
    voted.set()
    crashes.join()
    assert outcome.retried > 0
    assert (outcome.cast, outcome.refused) == (VOTERS, {})
    for database in server.ledgers:
        database.dispose()
    assert list(outcome.receipts) == proof.receipt_codes(live)
    assert proof.close(live) == (VOTERS, VOTERS, VOTERS)
