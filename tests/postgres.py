"""A PostgreSQL server for the tests: started when the first test asks for it, one for all processes of a run.

The server lives in a temporary folder, listens on a Unix socket there and nowhere else, and is watched: it goes, with its
folder, when the run is over, also when the run was killed. PostgreSQL refuses to run as root, so root hands it to an
unprivileged account.

Run as a program (``python tests/postgres.py PID FOLDER``) this file is the watcher.
"""

import fcntl
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

START_SECONDS = 120
STOP_SECONDS = 30
OWNER = "evalsite"
# Speed over durability: this data is thrown away. Nothing here changes what a transaction sees or how rows are laid out.
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "listen_addresses=")


class NoServer(Exception):
    """There is no PostgreSQL to be had on this machine; the message says why."""


class PostgresServer:
    """The running server. ``fresh_url`` makes an empty database; all made here are dropped by ``drop_fresh``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.control = psycopg.connect(self.conninfo("postgres"), autocommit=True)
        self._fresh: list[str] = []

    def conninfo(self, database: str) -> str:
        return f"host={self.folder} user={OWNER} dbname={database}"

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{OWNER}@/{database}?host={self.folder}"

    def fresh_url(self, template: str = "template0") -> str:
        """The URL of a new database: empty, or a copy of one made by ``template``."""
        name = f"t_{secrets.token_hex(8)}"
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self.control.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        self._fresh.append(name)
        return self.url(name)

    def template(self, name: str, prepare: Callable[[str], None]) -> str:
        """Makes the database ``name`` once a run, filled by ``prepare(url)``, to be copied by ``fresh_url(name)``."""
        with locked(self.folder / f"{name}.lock"):
            found = self.control.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if found is None:
                draft = f"{name}_draft"  # renamed when ready: a failed preparation is never copied
                self.control.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(draft)))
                self.control.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
                prepare(self.url(draft))
                self.control.execute(
                    sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name))
                )
        return name

    def drop_fresh(self) -> None:
        while self._fresh:
            name = sql.Identifier(self._fresh.pop())
            self.control.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def close(self) -> None:
        self.drop_fresh()
        self.control.close()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One process at a time; the lock goes with the process that holds it."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def shared_server(run: Path, run_pid: int) -> PostgresServer:
    """The server of this run, started now if it does not run yet. ``run`` is a folder all its processes know."""
    with locked(run / "postgres.lock"):
        note = run / "postgres.folder"
        if not note.exists():
            folder = _start(run_pid)
            note.write_text(str(folder))
    return PostgresServer(Path(note.read_text()))


def stop_shared_server(run: Path) -> None:
    """Stops the server of this run, if it was ever started, and waits until its folder is gone."""
    note = run / "postgres.folder"
    if not note.exists():
        return
    folder = Path(note.read_text())
    try:
        os.kill(int((folder / "watcher.pid").read_text()), signal.SIGTERM)
    except (FileNotFoundError, ProcessLookupError):
        return
    _wait_until(lambda: not folder.exists(), STOP_SECONDS)


def binaries() -> Path:
    """The folder of initdb and postgres: the newest that Debian installed, or the one on PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    if debian:
        return debian[-1].parent
    found = shutil.which("postgres")
    if found is None:
        raise NoServer("no PostgreSQL server is installed (apt-get install postgresql)")
    return Path(found).resolve().parent


def _unprivileged() -> dict[str, Any]:
    """How a child process must be started so that PostgreSQL accepts to run: as it is, or from root as another account."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise NoServer("running as root, and neither the account postgres nor nobody exists to run the server as")


def _roomy_memory() -> str | None:
    """The memory file system where it has room: a database is 300 files, made in 0.03 s there and 0.3 s on a disk."""
    try:
        roomy = shutil.disk_usage("/dev/shm").free > 2 * 1024**3
    except FileNotFoundError:
        return None
    return "/dev/shm" if roomy and os.access("/dev/shm", os.W_OK) else None


def _start(run_pid: int) -> Path:
    programs, account = binaries(), _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="evalsite-pg-", dir=_roomy_memory()))
    folder.chmod(0o755)  # the socket is for the tests, which may run as another account than the server
    if account:
        os.chown(folder, account["user"], account["group"])
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}
    subprocess.run(
        [programs / "initdb", "-D", folder / "data", "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True,
        capture_output=True,
        cwd=folder,
        env=environment,
        **account,
    )
    subprocess.Popen(
        [sys.executable, __file__, str(run_pid), str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ).returncode = 0  # it outlives this process on purpose; without this Python would warn that nobody waits for it
    if not _wait_until(lambda: _answers(folder), START_SECONDS):
        log = (folder / "server.log").read_text()
        raise RuntimeError(f"PostgreSQL did not start:\n{log}")
    return folder


def _answers(folder: Path) -> bool:
    try:
        psycopg.connect(f"host={folder} user={OWNER} dbname=postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def _wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def watch(run_pid: int, folder: Path) -> None:
    """Runs the server until the process ``run_pid`` is gone or this one is told to stop; leaves nothing behind."""
    stop = False

    def on_signal(_number: int, _frame: object) -> None:
        nonlocal stop
        stop = True

    signal.signal(signal.SIGTERM, on_signal)
    (folder / "watcher.pid").write_text(str(os.getpid()))
    settings = [part for setting in (*SETTINGS, f"unix_socket_directories={folder}") for part in ("-c", setting)]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [binaries() / "postgres", "-D", folder / "data", *settings],
            stdout=log,
            stderr=log,
            cwd=folder,
            **_unprivileged(),
        )
    while not stop and _alive(run_pid) and server.poll() is None:
        time.sleep(0.1)
    server.send_signal(signal.SIGQUIT)  # at once, without writing anything down: the folder goes anyway
    server.wait()
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    watch(int(sys.argv[1]), Path(sys.argv[2]))
