"""One campaign on each database, voted in once for all tests that look at what is left of it."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from evalsite.factory import create_app
from evalsite.paper.results import results_json
from evalsite.store import migrating
from evalsite.store.engine import Database
from evalsite.usecases import auditing, closing, keeping, opening
from tests import factories
from tests.attack import campaigns
from tests.attack.campaigns import HALF, VOTERS, Hall, Left
from tests.attack.evidence import Evidence
from tests.factories import NOW, SECRET
from tests.postgres import PostgresServer


@pytest.fixture(scope="session")
def left_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Left:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    return campaigns.on_sqlite(tmp_path_factory.mktemp("attack"), port, factories.small_campaign(VOTERS))


@pytest.fixture(scope="session")
def postgres_pair(postgres_server: PostgresServer) -> Iterator[tuple[Database, Database]]:
    """Two databases that stay for the whole run, unlike those of single tests."""
    own = PostgresServer(postgres_server.folder)
    pair = Database(own.fresh_url()), Database(own.fresh_url())
    migrating.migrate(pair[0], "desk")
    migrating.migrate(pair[1], "box")
    yield pair
    for database in pair:
        database.dispose()
    own.close()


@pytest.fixture(scope="session")
def left_on_postgres(
    postgres_server: PostgresServer, postgres_pair: tuple[Database, Database], tmp_path_factory: pytest.TempPathFactory
) -> Left:
    folder, data = tmp_path_factory.mktemp("attack"), Path(postgres_server.folder) / "data"
    live = factories.publish(postgres_pair, factories.small_campaign(VOTERS))
    hall = Hall.of(live)
    app = create_app(campaigns.settings_for(live, folder, relay_idle=0.5))
    copies: list[Evidence] = []

    def look() -> None:
        campaigns.await_rest(live, folder)
        copies.append(campaigns.postgres_evidence(data, postgres_pair))

    def tidy_up() -> None:
        campaigns.analyze(postgres_pair)

    answers = campaigns.in_process(hall, app, [(HALF - 7, tidy_up), (HALF, look), (VOTERS, lambda: None)])
    closing.close(live.desk, live.box, live.id, NOW)
    opening.open_box(live.desk, live.box, live.id)
    after = campaigns.postgres_evidence(data, postgres_pair)
    campaigns.with_file(after, "audit.zip", auditing.bundle(live.desk, live.box, live.id, results_json))
    keeping.backup(live.desk, live.box, SECRET, folder / "backup.zip")
    after.take_folder(folder, "instance/")
    return Left(hall, copies[0], after, answers, b"", b"")
