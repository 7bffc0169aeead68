"""How long a sheet of 600 subjects takes in the browser: opened, typed into, saved. ``make bench``.

A browser's time is compared with the same page of six subjects, and its own part with the server's.
"""

import shutil
import time

import pytest
from playwright.sync_api import sync_playwright

from evalsite.core.campaign import Subject
from tests import factories
from tests.bench.machine import Machine, Table
from tests.browser.conftest import ARGUMENTS, free_port
from tests.browser.desk import NAMES, Visitor, furnish
from tests.browser.site import Site

MANY, FEW = 600, 6
pytestmark = pytest.mark.bench


@pytest.fixture(scope="module")
def table():
    return Table(Machine.measured())


@pytest.fixture
def site(tmp_path):
    with Site(tmp_path, free_port()) as made:
        furnish(made)
        made.start()
        yield made


def draft_of(site, number):
    subjects = tuple(Subject(f"D{n:03}", f"第{n}号单位", group="科室", field="综合") for n in range(1, number + 1))
    return factories.take_in(site.ledgers, factories.small_campaign(tickets=12, subjects=subjects))


def once(work):
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def median(work, rounds=3):
    return sorted(once(work) for _ in range(rounds))[rounds // 2]


def measured(visitor, address):
    """Seconds: until the page is there and can be used; until a letter that was typed stands there; until it is saved."""
    page = visitor.page

    def open_it():
        visitor.go(address)
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    opened = median(open_it)
    share = page.evaluate(
        "performance.getEntriesByType('navigation').map(one => 1 - one.responseEnd / one.loadEventEnd)[0]"
    )
    name = page.locator("[name='r0.name']")
    name.focus()
    typed = median(lambda: (page.keyboard.type("新"), page.evaluate("new Promise(requestAnimationFrame)")))

    def save():
        name.fill(f"改过的名称 {time.time()}")
        with page.expect_navigation():
            page.locator("#grid > .actions .btn.primary").click()

    return opened, typed, median(save), share


def test_a_sheet_of_many_subjects_in_the_browser(table, site):
    table.head(f"the sheet of subjects in Chromium, {MANY} lines against {FEW}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        visitor = Visitor(browser, site)
        visitor.enter(NAMES["organiser"])
        times = [measured(visitor, f"/desk/c/{draft_of(site, number)}/edit/subjects") for number in (MANY, FEW)]
        browser.close()
    *times, shares = zip(*times, strict=True)
    for what, (many, few) in zip(("opening", "typing a letter", "saving"), times, strict=True):
        table.row(f"{what}, to the same with {FEW} lines", many / few, "x")
        table.row(f"{what}, in RSA-2048 blind signatures of one core", many / table.machine.stamp, "x")
    table.row("of opening, the browser's own part", shares[0], "of 1")
