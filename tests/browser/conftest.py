"""A served site and browsers to visit it, for the tests of the phone page."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from evalsite.usecases import closing
from evalsite.usecases.preparing import Terms
from tests import factories
from tests.browser.campaigns import long_sheet, ruled, six_types, strict
from tests.browser.phone import Phone
from tests.browser.site import HOST, Site
from tests.conftest import absent

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {HOST} 127.0.0.1",
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("EVALSITE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        absent("no Chromium on this machine")
        return
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The campaigns of these tests, published and served without mixing delay."""
    with Site(tmp_path_factory.mktemp("site"), free_port()) as running:
        running.publish("six", six_types())
        running.publish("strict", strict(), Terms(2, 3, keep=False))
        running.publish("long", long_sheet())
        running.publish("rehearsal", replace(six_types(), rehearsal=True))
        running.publish("ruled", ruled())
        done = running.publish("closed", strict(), Terms(2, 3, keep=False))
        for code in done.codes["P"][:12]:
            factories.cast(done, code, electorate="P")
        closing.close(done.desk, done.box, done.id, factories.NOW)
        running.start()
        yield running


@pytest.fixture
def own_site(tmp_path: Path) -> Iterator[Site]:
    """A site of the test's own with the campaign of six types, not started yet: to be killed, closed or slowed down."""
    with Site(tmp_path / "site", free_port()) as made:
        made.publish("six", six_types())
        yield made


@pytest.fixture
def new_phone(browser: Browser) -> Iterator[Callable[..., Phone]]:
    """Phones, each a fresh profile of 390 by 844 points. Errors on any of them fail the test at its end."""
    phones: list[Phone] = []

    def make(width: int = 390, height: int = 844, **options: object) -> Phone:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **options)  # type: ignore[arg-type]
        phones.append(Phone(context))
        return phones[-1]

    yield make
    errors = [error for phone in phones for error in phone.errors]
    for phone in phones:
        phone.context.close()
    assert errors == []


@pytest.fixture
def phone(new_phone: Callable[..., Phone]) -> Phone:
    return new_phone()
