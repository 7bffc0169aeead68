"""make demo, interrupted and repeated. The real one takes its time, so one whole making is shared by these tests."""

import contextlib
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from evalsite.cli import demo, demo_folder, evalsite
from evalsite.settings import ROOT, load

LINK = re.compile(r"投一张票 +(\S+)")


class Visitor:
    """Somebody who runs the demo in this process; the site itself is not started."""

    def __init__(self, folder, monkeypatch):
        self.folder = folder
        self.environment: dict[str, str | None] = {name: None for name in os.environ if name.startswith("EVALSITE_")}
        self.environment["EVALSITE_INSTANCE"] = str(folder)
        # The demo sets it for the server it becomes: named here, so that it is taken back after each run.
        self.environment["EVALSITE_BASE_URL"] = None
        self.served: list[int] = []
        monkeypatch.setattr(demo, "run_gunicorn", lambda _settings, _role, port, _workers: self.served.append(port))
        monkeypatch.setattr(demo, "require_free", lambda _host, _port: None)

    def run(self, *arguments, **settings):
        changed = {f"EVALSITE_{name}": str(value) for name, value in settings.items()}
        return CliRunner().invoke(evalsite, ["demo", *arguments], env=self.environment | changed, prog_name="evalsite")


@pytest.fixture
def visitor(tmp_path, monkeypatch):
    return Visitor(tmp_path / "instance", monkeypatch)


@pytest.fixture
def quick(monkeypatch):
    """Both examples replaced by notes and a file: for tests of the folder, not of what is in it."""

    def make(_settings, folder):
        (folder / "desk.sqlite3").touch()
        (folder / "demo").mkdir()
        link = "http://127.0.0.1:8000/b#CODE.FINGERPRINT"
        return {"password": "p", "closed": "c-1", "open": "c-2", "link": link, "slips": "demo/c-2/slips.pdf"}

    class Here:
        def __init__(self):
            self.settings = load()

    monkeypatch.setattr(demo, "_make", make)
    monkeypatch.setattr(demo, "instance", Here)


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# --- the address ------------------------------------------------------------------------------------------------------


def test_a_second_run_prints_a_link_to_where_the_site_is_now(visitor, quick):
    first = visitor.run("--port", "8000").stderr
    assert LINK.findall(first) == ["http://127.0.0.1:8000/b#CODE.FINGERPRINT"]
    assert "二维码仍指向" not in first
    second = visitor.run("--port", "9000").stderr
    assert LINK.findall(second) == ["http://127.0.0.1:9000/b#CODE.FINGERPRINT"]
    assert "制作时的地址是 http://127.0.0.1:8000" in second
    third = visitor.run("--port", "8000", BASE_URL="http://192.0.2.7:8000").stderr
    assert LINK.findall(third) == ["http://192.0.2.7:8000/b#CODE.FINGERPRINT"]
    assert visitor.served == [8000, 9000, 8000]


# --- whose folder it is -----------------------------------------------------------------------------------------------


def test_an_instance_with_an_account_is_not_touched(visitor):
    common = {"input": "correct horse battery\n", "env": visitor.environment, "prog_name": "evalsite"}
    made = CliRunner().invoke(evalsite, ["user", "add", "zhang", "--role", "organiser"], **common)
    assert made.exit_code == 0, made.output
    before = {file.name: file.read_bytes() for file in visitor.folder.iterdir()}
    done = visitor.run()
    assert done.exit_code == 1
    assert str(visitor.folder) in done.stderr
    assert "EVALSITE_INSTANCE" in done.stderr
    assert {file.name: file.read_bytes() for file in visitor.folder.iterdir()} == before


def test_a_lone_secret_is_somebodys_and_stays(visitor, quick):
    visitor.folder.mkdir()
    (visitor.folder / "secret_key").write_text("signs slips whose database is being restored")
    assert visitor.run().exit_code == 1
    assert [file.name for file in visitor.folder.iterdir()] == ["secret_key"]


def test_a_freshly_installed_instance_may_become_the_demo(visitor, quick):
    done = CliRunner().invoke(evalsite, ["migrate"], env=visitor.environment, prog_name="evalsite")
    assert done.exit_code == 0
    assert visitor.run().exit_code == 0
    assert (visitor.folder / "demo.json").exists()


def test_databases_set_by_address_get_no_demo(visitor, quick):
    done = visitor.run(BOX_DATABASE_URL="postgresql://box.example.org/box")
    assert done.exit_code == 1
    assert "EVALSITE_BOX_DATABASE_URL" in done.stderr
    assert not visitor.folder.exists()


def test_two_demos_are_not_made_in_one_folder_at_once(visitor, quick):
    with demo_folder.making(load({"EVALSITE_INSTANCE": str(visitor.folder)})) as folder:
        (folder / "half").touch()
        done = visitor.run()
        assert done.exit_code == 1
        assert "另一个窗口" in done.stderr
        assert (folder / "half").exists()


# --- interrupted ------------------------------------------------------------------------------------------------------


def test_a_move_that_was_interrupted_is_finished_by_the_next_run(visitor, quick, monkeypatch):
    def half(folder, instance):
        (folder / "desk.sqlite3").replace(instance / "desk.sqlite3")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(demo_folder, "move_in", half)
        assert visitor.run().exit_code != 0
    assert not (visitor.folder / "demo.json").exists()
    monkeypatch.setattr(demo, "_make", lambda *_: pytest.fail("made twice"))
    assert visitor.run().exit_code == 0
    assert {file.name for file in visitor.folder.iterdir()} == {"desk.sqlite3", "demo", "demo.json"}


def _start(folder, port):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EVALSITE_")}
    return subprocess.Popen(
        [sys.executable, "-m", "evalsite", "demo", "--port", str(port)],
        cwd=ROOT,
        env=environment | {"EVALSITE_INSTANCE": str(folder), "EVALSITE_HOST": "127.0.0.1"},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _read_until(process, mark, seconds=240):
    """What the demo says, up to a mark."""
    said, end = b"", time.monotonic() + seconds
    while mark.encode() not in said:
        assert time.monotonic() < end, said.decode()
        if select.select([process.stderr], [], [], 1)[0]:
            piece = os.read(process.stderr.fileno(), 4096)
            assert piece, said.decode()
            said += piece
    return said.decode()


def _kill(process):
    """The demo alone, as the kernel does when memory runs out: its children must notice by themselves."""
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stderr.close()


def _in_group(group):
    """Processes of a session that are still there, zombies aside (proc_pid_stat(5): after the name, state and group)."""
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended while we looked
            state, _parent, its_group = file.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state != "Z":
                found.append(file.parent.name)
    return found


def _kill_at(mark, seconds, folder, port):
    process = _start(folder, port)
    _read_until(process, mark)
    time.sleep(seconds)
    _kill(process)
    end = time.monotonic() + 60
    while _in_group(process.pid):
        assert time.monotonic() < end, "a server outlives the demo that was killed"
        time.sleep(0.2)


@pytest.mark.skipif(sys.platform != "linux", reason="children learn of a kill on Linux only")
def test_a_demo_killed_again_and_again_is_made_whole_by_the_next_run(tmp_path, free_port):
    folder = tmp_path / "instance"
    for mark, seconds in (
        ("[1/8]", 0),
        ("[2/8]", 0),
        ("[3/8]", 1),
        ("[5/8]", 0),
    ):  # 3: into the voting, with a site of its own
        _kill_at(mark, seconds, folder, free_port)
        assert not (folder / "demo.json").exists()
    process = _start(folder, free_port)
    try:
        link = LINK.findall(_read_until(process, "已启动"))[0]
        _await(f"http://127.0.0.1:{free_port}/b")
        code = link.partition("#")[2].partition(".")[0]
        answer = httpx.post(f"http://127.0.0.1:{free_port}/b/sheet", json={"code": code}, timeout=30, trust_env=False)
        assert answer.json()["ticket"] == "unused"
    finally:
        process.terminate()
        process.wait()
        process.stderr.close()
    notes = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
    assert (folder / notes["slips"]).exists()
    assert (folder / "demo" / notes["closed"] / "results.xlsx").exists()
    assert not (folder / demo_folder.UNFINISHED).exists()
    assert {one.name for one in (folder / "demo").iterdir()} == {notes["closed"], notes["open"]}


def _await(url):
    end = time.monotonic() + 60
    with httpx.Client(timeout=10, trust_env=False) as client:
        while True:
            try:
                client.get(url)
            except httpx.TransportError:
                assert time.monotonic() < end
                time.sleep(0.1)
            else:
                return
