"""What all tests share: databases of both kinds, a place for every run, and how hard hypothesis tries."""

import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from evalsite.store.engine import Database
from evalsite.store.migrating import migrate
from evalsite.store.versions import History
from tests import sharing
from tests.factories import Ledgers
from tests.postgres import NoServer, PostgresServer, shared_server, stop_shared_server

RUN = pytest.StashKey[Path]()
RUN_PID = pytest.StashKey[int]()

# Time is never asserted: a busy machine is no defect. `EVALSITE_HYPOTHESIS=thorough` digs deeper, `quick` is for editing.
_UNTIMED = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("default", deadline=None, suppress_health_check=_UNTIMED, max_examples=100, print_blob=True)
settings.register_profile("thorough", settings.get_profile("default"), max_examples=3000)
settings.register_profile("quick", settings.get_profile("default"), max_examples=15)
settings.load_profile(os.environ.get("EVALSITE_HYPOTHESIS", "default"))


class DatabaseUrls(NamedTuple):
    """Two databases that share nothing: one for desk and roll, one for the box."""

    desk: str
    box: str


# --- one folder for the whole run, known to every process of it ------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    worker = getattr(config, "workerinput", None)
    if worker is None:
        config.stash[RUN] = Path(tempfile.mkdtemp(prefix="evalsite-tests-"))
        config.stash[RUN_PID] = os.getpid()
    else:
        config.stash[RUN] = Path(worker["evalsite_run"])
        config.stash[RUN_PID] = worker["evalsite_run_pid"]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    """Called by pytest-xdist in the process that starts the others."""
    node.workerinput["evalsite_run"] = str(node.config.stash[RUN])
    node.workerinput["evalsite_run_pid"] = node.config.stash[RUN_PID]


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and RUN in config.stash:
        stop_shared_server(config.stash[RUN])
        shutil.rmtree(config.stash[RUN], ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Around the choice of tests by their marks, and around their shuffling."""
    sharing.mark(items)
    yield
    sharing.order(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log) -> sharing.Sharing:
    return sharing.Sharing(config, log)


def absent(why: str) -> None:
    """Skips the test, saying what this machine lacks; where nothing may be left out (CI) it fails instead."""
    if os.environ.get("EVALSITE_REQUIRE_ALL"):
        pytest.fail(why)
    pytest.skip(why)


# --- databases --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Iterator[PostgresServer]:
    """The PostgreSQL server of this run, started when first asked for."""
    stash = request.config.stash
    try:
        server = shared_server(stash[RUN], stash[RUN_PID])
    except NoServer as reason:
        absent(str(reason))
        return
    yield server
    server.close()


@pytest.fixture
def fresh_postgres_url(postgres_server: PostgresServer) -> Iterator[Callable[[], str]]:
    """A function that makes an empty database and answers its URL; all of them go after the test."""
    yield postgres_server.fresh_url
    postgres_server.drop_fresh()


@pytest.fixture
def postgres_ledgers(fresh_postgres_url: Callable[[], str]) -> Iterator[Ledgers]:
    """Two migrated databases on the real server alone."""
    made = Ledgers(Database(fresh_postgres_url()), Database(fresh_postgres_url()))
    migrate(made.desk, "desk")
    migrate(made.box, "box")
    yield made
    for database in made:
        database.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def server_databases(request: pytest.FixtureRequest) -> dict[str, str]:
    """Settings of a real server on either kind of database, for ``tests.running.Server``: SQLite is what it has anyway."""
    if request.param == "sqlite":
        return {}
    fresh: Callable[[], str] = request.getfixturevalue("fresh_postgres_url")
    return {"DATABASE_URL": fresh(), "BOX_DATABASE_URL": fresh()}


@pytest.fixture(params=["sqlite", "postgresql"])
def database_urls(request: pytest.FixtureRequest, tmp_path: Path) -> DatabaseUrls:
    """Two empty databases; a test that asks for this runs once on each kind."""
    if request.param == "sqlite":
        return sqlite_urls(tmp_path)
    fresh: Callable[[], str] = request.getfixturevalue("fresh_postgres_url")
    return DatabaseUrls(fresh(), fresh())


def sqlite_urls(folder: Path) -> DatabaseUrls:
    return DatabaseUrls(f"sqlite:///{folder}/desk.sqlite", f"sqlite:///{folder}/box.sqlite")


def _migrated(url: str, history: History) -> None:
    database = Database(url)
    migrate(database, history)
    database.dispose()


@pytest.fixture(scope="session")
def _migrated_files(tmp_path_factory: pytest.TempPathFactory) -> DatabaseUrls:
    """Migrating takes longer than copying what was migrated once."""
    urls = sqlite_urls(tmp_path_factory.mktemp("migrated"))
    _migrated(urls.desk, "desk")
    _migrated(urls.box, "box")
    return urls


def sqlite_ledgers(migrated: DatabaseUrls, folder: Path) -> DatabaseUrls:
    urls = sqlite_urls(folder)
    for source, target in zip(migrated, urls, strict=True):
        shutil.copy(source.removeprefix("sqlite:///"), target.removeprefix("sqlite:///"))
    return urls


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_urls(request: pytest.FixtureRequest, tmp_path: Path) -> DatabaseUrls:
    """URLs of two migrated databases without rows; a test that asks for this runs once on each kind."""
    if request.param == "sqlite":
        return sqlite_ledgers(request.getfixturevalue("_migrated_files"), tmp_path)
    server: PostgresServer = request.getfixturevalue("postgres_server")
    fresh = request.getfixturevalue("fresh_postgres_url")
    return DatabaseUrls(
        fresh(server.template("migrated_desk", lambda url: _migrated(url, "desk"))),
        fresh(server.template("migrated_box", lambda url: _migrated(url, "box"))),
    )


@pytest.fixture
def ledgers(ledger_urls: DatabaseUrls) -> Iterator[Ledgers]:
    """Two migrated databases without rows, of each kind."""
    made = Ledgers(Database(ledger_urls.desk), Database(ledger_urls.box))
    yield made
    for database in made:
        database.dispose()


@pytest.fixture
def sqlite_only(_migrated_files: DatabaseUrls, tmp_path: Path) -> Iterator[Ledgers]:
    """As ``ledgers``, on SQLite alone: for tests of what lies above the stores."""
    made = Ledgers(*(Database(url) for url in sqlite_ledgers(_migrated_files, tmp_path)))
    yield made
    for database in made:
        database.dispose()


# --- helpers ----------------------------------------------------------------------------------------------------------


def _unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def free_port() -> int:
    """A port that was free a moment ago, for a server that cannot be told to pick its own."""
    return _unused_port()


@pytest.fixture(scope="module")
def unused_port() -> int:
    """The same for a server that serves a whole module."""
    return _unused_port()
