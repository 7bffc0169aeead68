"""What an operator reads when something around the program is wrong: what it is and what to do; never a traceback."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys

import pytest
from alembic import command as alembic
from click.testing import CliRunner
from sqlalchemy import text

from evalsite.cli import evalsite
from evalsite.settings import ROOT, load
from evalsite.store import migrating


class Operator:
    """Somebody at a terminal, with one instance folder and no other settings."""

    def __init__(self, folder):
        self.folder = folder
        self.environment: dict[str, str | None] = {name: None for name in os.environ if name.startswith("EVALSITE_")}
        self.environment["EVALSITE_INSTANCE"] = str(folder)
        self.secret = folder / "secret_key"

    def run(self, *arguments, **settings):
        """In this process: loading the program costs a hundred times what such a command does."""
        changed = {f"EVALSITE_{name}": str(value) for name, value in settings.items()}
        return CliRunner().invoke(evalsite, arguments, env=self.environment | changed, prog_name="evalsite")

    def fails(self, *arguments, says, **settings):
        """The command fails, and all that it says is one message which holds those words."""
        done = self.run(*arguments, **settings)
        assert isinstance(done.exception, SystemExit), done.exc_info  # anything else would be a traceback
        assert (done.exit_code, done.stdout) == (1, "")
        for word in says:
            assert word in done.stderr, done.stderr
        return done.stderr

    @contextlib.contextmanager
    def database(self, history):
        settings = load({"EVALSITE_INSTANCE": str(self.folder)})
        database = settings.desk() if history == "desk" else settings.box()
        yield database
        database.dispose()


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Migrated once; tests that break something get a copy."""
    operator = Operator(tmp_path_factory.mktemp("installed") / "instance")
    assert operator.run("migrate").exit_code == 0
    return operator


@pytest.fixture
def operator(installed, tmp_path):
    return Operator(shutil.copytree(installed.folder, tmp_path / "instance"))


@pytest.fixture
def taken():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


LIST = ("campaign", "list")


def test_a_taken_port_is_named_with_the_way_out_by_serve_and_by_demo(operator, taken):
    for name in ("serve", "demo"):
        operator.fails(name, "--port", str(taken), says=[f"端口 {taken} 已被占用", "--port"], HOST="127.0.0.1")
    assert not (operator.folder / "demo.json").exists()  # asked before anything was made


def test_an_address_that_this_machine_does_not_have_is_no_taken_port(operator, free_port):
    words = operator.fails("serve", "--port", str(free_port), says=["EVALSITE_HOST", "203.0.113.9"], HOST="203.0.113.9")
    assert "占用" not in words


def test_a_lost_secret_is_never_replaced_by_a_new_one(operator):
    operator.secret.unlink()
    for arguments in (LIST, ("serve",)):
        operator.fails(*arguments, says=["找不到密钥", str(operator.secret), "备份"])
    assert operator.run("migrate").exit_code == 0
    assert not operator.secret.exists()


@pytest.mark.parametrize("damage", [b"", b" \n", b"\x00" * 64, bytes(range(128, 192)), None])
def test_a_damaged_secret_is_refused_and_left_as_it_is(operator, damage):
    operator.secret.unlink()
    operator.secret.write_bytes(damage) if damage is not None else operator.secret.mkdir()
    operator.fails(*LIST, says=["已损坏或是空的", str(operator.secret), "备份"])
    assert operator.secret.is_dir() or operator.secret.read_bytes() == damage


def test_an_interrupted_installation_is_finished_by_the_next_migrate(tmp_path):
    """Killed after the secret and the first database: the second attempt keeps the secret and makes the rest."""
    operator = Operator(tmp_path / "instance")
    settings = load({"EVALSITE_INSTANCE": str(operator.folder)})
    settings.make_secret()
    secret = operator.secret.read_text()
    with operator.database("desk") as desk:
        migrating.migrate(desk, "desk")
    operator.fails(*LIST, says=["box", "evalsite migrate"])
    assert operator.run("migrate").exit_code == 0
    assert operator.run(*LIST).exit_code == 0
    assert operator.secret.read_text() == secret


@pytest.mark.parametrize("history", ["desk", "box"])
def test_an_older_schema_says_migrate_and_migrate_helps(operator, history):
    with operator.database(history) as database, database.write() as connection:
        alembic.downgrade(migrating.config(history, connection), "base")
    for arguments in (LIST, ("serve",)):
        operator.fails(*arguments, says=[f"（{history}）", "evalsite migrate"])
    assert operator.run("migrate").exit_code == 0
    assert operator.run(*LIST).exit_code == 0


def test_a_newer_schema_is_left_alone_also_by_migrate(operator):
    with operator.database("desk") as database, database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_later'"))
    for arguments in (LIST, ("serve",), ("migrate",)):
        operator.fails(*arguments, says=["（desk）", "更新版本", "没有改动"])


def test_a_box_that_was_moved_away_does_not_come_back_as_an_empty_one(operator):
    box = operator.folder / "box.sqlite3"
    box.unlink()
    for arguments in (LIST, ("serve",)):
        operator.fails(*arguments, says=["（box）里什么也没有", str(box), "备份"])
    assert not box.exists()


def test_a_file_that_is_no_database_is_called_damaged(operator):
    file = operator.folder / "desk.sqlite3"
    file.write_bytes(b"no database at all, but long enough to be one " * 100)
    for arguments in (LIST, ("migrate",)):
        operator.fails(*arguments, says=[str(file), "已损坏", "备份"])


@pytest.mark.parametrize("url", ["rubbish", "mysql://a@b/c", "postgresql://u@h:port/d", "sqlite://", "postgresql://h"])
def test_an_address_that_cannot_be_a_database_is_named_by_its_setting(operator, url):
    for name in ("DATABASE_URL", "BOX_DATABASE_URL"):
        operator.fails(*LIST, says=[f"EVALSITE_{name}", "postgresql://"], **{name: url})


def test_roll_and_box_in_one_database_are_refused(operator):
    operator.fails(
        *LIST, says=["票箱不能与签到册用同一个数据库"], DATABASE_URL=f"sqlite:///{operator.folder}/box.sqlite3"
    )


def test_a_database_that_cannot_be_reached_is_named_without_its_password(operator):
    url = f"postgresql://clerk:open-sesame@/desk?host={operator.folder}"  # no server listens in that folder
    words = operator.fails(*LIST, says=["clerk", "是否在运行"], DATABASE_URL=url)
    assert "open-sesame" not in words
    assert "选票" not in words  # those words are for voters


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "abc"), ("PORT", "70000"), ("WORKERS", "0"), ("TIMEZONE", "Mars/Base"), ("MIX_DELAY", "-1"), ("CONFIG", "/no/file")],
)  # fmt: skip
def test_a_setting_that_does_not_fit_is_named_with_its_value(operator, name, value):
    operator.fails("serve", says=[f"EVALSITE_{name}", value], **{name: value})


def test_a_settings_file_with_a_slip_is_named_with_the_line(operator, tmp_path):
    file = tmp_path / "our.toml"
    file.write_text("port = 8000\nworkers =\n")
    operator.fails("serve", says=[str(file), "第 2 行"], CONFIG=file)


def test_an_instance_folder_that_cannot_be_is_named_with_the_reason(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    Operator(file / "instance").fails("migrate", says=[str(file), "不是文件夹"])


@pytest.fixture
def nobody(monkeypatch):
    """Commands go on as an account that owns nothing, once they have read the program's own settings.

    Whoever is not root has nothing here to change.
    """
    if os.geteuid() != 0:
        yield
        return

    def load_and_become_nobody():
        settings = load()
        os.seteuid(65534)
        return settings

    monkeypatch.setattr("evalsite.cli.serving.load", load_and_become_nobody)
    yield
    os.seteuid(0)


def test_an_instance_folder_that_may_not_be_written_is_named_with_the_remedy(tmp_path, request):
    tmp_path.chmod(0o500)
    elsewhere = Operator(tmp_path / "instance")
    request.getfixturevalue("nobody")
    words = elsewhere.fails("migrate", says=[str(elsewhere.folder), "没有权限", "所有者"])
    assert "Permission" not in words


def test_a_refusal_reaches_the_shell_as_exit_status_and_message(operator, taken):
    command = [sys.executable, "-m", "evalsite", "serve", "--port", str(taken)]
    environment = os.environ | {"EVALSITE_INSTANCE": str(operator.folder), "EVALSITE_HOST": "127.0.0.1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"端口 {taken} 已被占用。")
