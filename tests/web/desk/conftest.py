"""A desk with an account of every role, and browsers that are signed in or not."""

import dataclasses
import html
import re
import threading
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from evalsite.core.permission import Reach, Role
from evalsite.factory import create_app
from evalsite.jobs import running
from evalsite.jobs.running import Bench
from evalsite.settings import Settings, load
from evalsite.store import jobs
from evalsite.usecases import inviting, signing_in
from evalsite.usecases.inviting import Guest
from evalsite.web.desk.room import EXTENSION
from tests.factories import NOW, SECRET

PASSWORD = "木桥 石灯 雨季 远山"
NAMES = {"organiser": "组织科", "scrutineer": "监票员", "reader": "阅看员", "admin": "管理员", "teller": "计票员"}


class Browser:
    """A visitor: keeps cookies and puts the page's own token into what it posts, as a browser does."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, **options) -> TestResponse:
        return self.client.get(path, buffered=True, **options)

    def token(self, path: str) -> str:
        """The token of the forms on a page."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(path).text)
        assert found, f"no form on {path}"
        return found[1]

    def post(
        self, path: str, data: dict[str, object] | None = None, page: str | None = None, **options
    ) -> TestResponse:
        """Fill in the form of ``page`` (the same path by default) and send it."""
        filled = {"csrf_token": self.token(page or path)} | (data or {})
        answer = self.client.post(path, data=filled, buffered=True, **options)
        answer.request.environ["wsgi.input"].close()  # a large body stands in a temporary file of the test client's
        return answer

    def sign_in(self, name: str, password: str = PASSWORD, **options) -> TestResponse:
        return self.post("/desk/sign-in", {"name": name, "password": password}, **options)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def words(answer: TestResponse) -> str:
    """What a person reads on the page."""
    reader = _Words()
    reader.feed(html.unescape(answer.text))
    return " ".join(" ".join(reader.parts).split())


@pytest.fixture
def settings(sqlite_only, tmp_path) -> Settings:
    return dataclasses.replace(
        load({}),
        instance=tmp_path,
        secret_key=SECRET,
        database_url=str(sqlite_only.desk.url),
        box_database_url=str(sqlite_only.box.url),
        base_url="http://vote.example.org",
        mix_delay=0,
        turnout_delay=0,
        password_memory=8,
        password_passes=1,
        password_lanes=1,
    )


@pytest.fixture
def app(settings, sqlite_only) -> Flask:
    for role, name in NAMES.items():
        signing_in.add_account(sqlite_only.desk, settings, name, role, PASSWORD)
    return create_app(settings)


@pytest.fixture
def stranger(app) -> Browser:
    return Browser(app)


@pytest.fixture
def signed_in(app) -> Callable[[str], Browser]:
    """A browser signed in with an account of a role."""

    def enter(role: str) -> Browser:
        browser = Browser(app)
        assert browser.sign_in(NAMES[role]).status_code == 302
        return browser

    return enter


@pytest.fixture
def of_reach(app, settings, sqlite_only) -> Callable[[Role, Reach], Browser]:
    """A browser signed in with an account of a role and a reach."""

    def enter(role: Role, reach: Reach) -> Browser:
        name = f"{role}-{len(reach.zones)}-{reach.unit}"
        guest = Guest(name, role, reach)
        _, link = inviting.invite(sqlite_only.desk, settings, guest, "管理员", NOW)
        browser = Browser(app)
        path = link.removeprefix("http://vote.example.org")
        inviting.accept(sqlite_only.desk, settings, path.rsplit("/", 1)[1], name, PASSWORD, NOW)
        assert browser.sign_in(name).status_code == 302
        return browser

    return enter


@pytest.fixture
def organiser(signed_in) -> Browser:
    return signed_in("organiser")


def bench_of(browser: Browser) -> Bench:
    """What a worker of this desk works with."""
    room = browser.client.application.extensions[EXTENSION]
    return Bench(room.settings, room.desk, room.box, threading.Event())


def work_off(browser: Browser) -> None:
    """Do all jobs that wait, as the worker does them."""
    bench = bench_of(browser)
    with bench.desk.read() as connection:
        waiting = jobs.active(connection)
    for job in waiting:
        running.run(bench, job.id)


def wait_for_count(browser: Browser, campaign_id: str) -> str:
    """The progress page when the job has ended."""
    assert "计票" in words(browser.get(f"/desk/c/{campaign_id}/open/progress"))
    work_off(browser)
    return words(browser.get(f"/desk/c/{campaign_id}/open/progress"))
