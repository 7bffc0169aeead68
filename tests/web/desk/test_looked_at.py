"""Every page of the desk, and the public one, is looked at by axe in both languages, or there is a reason why not."""

import pytest

from tests.browser import rare
from tests.browser.test_desk import PAGES

BLANKS = ("announced", "announced_id", "running", "rehearsed", "agreed", "seated", "handed", "invitation", "language")
STATES = ("draft", "faulty", "published", "running", "closed", "opened")
FILES = tuple(f".{kind}" for kind in ("xlsx", "zip", "csv", "pdf", "docx", "<kind>"))


def pages(app) -> set[str]:
    """The endpoints of all addresses of the desk that bring a page."""
    rules = [one for one in app.url_map.iter_rules() if one.endpoint.startswith("desk.") and "GET" in one.methods]
    return {one.endpoint.removeprefix("desk.") for one in rules if not one.rule.endswith(FILES)}


@pytest.fixture
def visited(app) -> set[str]:
    """Endpoints of all addresses that tests/browser/test_desk.py visits."""
    adapter = app.url_map.bind("example.org")
    fill = dict.fromkeys((*BLANKS, *STATES), "c-x")
    addresses = [*PAGES.values(), *(path for _, path in rare.PAGES.values())]
    return {adapter.match(path.partition("?")[0].format(**fill))[0].removeprefix("desk.") for path in addresses}


def test_every_page_is_visited_in_a_browser_or_there_is_a_reason(app, visited):
    """Whoever adds a page adds it to PAGES in test_desk.py, or where that is not enough to rare.py."""
    assert pages(app) - visited == set(rare.UNSEEN)
    assert "public.summary" in visited
