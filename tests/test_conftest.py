"""The tests' own tools do what the tests rely on."""

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.postgres import PostgresServer


def test_desk_and_box_are_different_databases_and_start_empty(database_urls):
    engines = [create_engine(url) for url in database_urls]
    for engine in engines:
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE only_here (id INTEGER)"))
    for engine in engines:
        engine.dispose()
    assert database_urls.desk != database_urls.box


def test_a_template_is_prepared_once_and_copied(postgres_server: PostgresServer, fresh_postgres_url, tmp_path):
    prepared: list[str] = []
    name = f"conftest_{tmp_path.name}"

    def prepare(url: str) -> None:
        prepared.append(url)
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE from_template (id INTEGER)"))
        engine.dispose()

    for _ in range(2):
        postgres_server.template(name, prepare)
    copy = create_engine(fresh_postgres_url(name))
    with copy.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM from_template")).scalar() == 0
    copy.dispose()
    assert len(prepared) == 1


def test_a_failed_preparation_is_not_copied(postgres_server: PostgresServer, fresh_postgres_url):
    def fail(_url: str) -> None:
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        postgres_server.template("conftest_broken", fail)
    with pytest.raises(psycopg.errors.InvalidCatalogName):
        fresh_postgres_url("conftest_broken")


def test_the_server_listens_on_nothing_but_its_socket(postgres_server: PostgresServer):
    row = postgres_server.control.execute("SHOW listen_addresses").fetchone()
    assert row == ("",)
    assert list(Path(postgres_server.folder).glob(".s.PGSQL.*"))
