"""Every page of the desk has its picture in docs/screenshots, or a reason why it has none."""

import pytest

from evalsite.settings import ROOT
from tests.browser.test_desk import PAGES

KEPT = ROOT / "docs" / "screenshots"
STATES = ("draft", "faulty", "published", "running", "closed", "opened")

# Pages that are looked at elsewhere: by the picture's name.
ELSEWHERE = {
    "desk-sign-in": "sign_in",
    "tasks-wipe": "wipe",
    "tasks-extend": "extend",
    "tasks-sealed": "close_progress",
    "tasks-counted": "open_progress",
    "tasks-destroy": "destroy",
    "tasks-seats": "seats",
    "tasks-seat-take": "seat",
    "tasks-room": "handing",
    "tasks-trial": "trial",
}
NO_PICTURE = {
    "assets": "styles and scripts",
    "batch": "a part of the page of reports",
    "checker": "a page to be saved, looked at in tests/browser/test_homecheck.py",
    "editor": "leads to a page of the editor",
    "guide_picture": "pictures themselves",
    "hall_screen": "a projector's, in sizes of its own: desk-hall-screen-2-1280 in out/screenshots",
    "join": "looked at by its test in out/screenshots; its link works once",
    "log_check": "leads to the log",
    "phone_file": "the phone's style and script",
    "pick": "leads to the page of a subject",
    "preview_phone": "in the frame of the preview",
    "second_step": "asks for six digits between the password and the desk",
    "tickets_state": "a part of the page of tickets",
    "turnout": "a part of a campaign's page",
    "unknown": "what has no page",
}
FILES = tuple(f".{kind}" for kind in ("xlsx", "zip", "csv", "pdf", "docx", "<kind>"))


def pages(app) -> set[str]:
    """The endpoints of all addresses of the desk that bring a page."""
    rules = [one for one in app.url_map.iter_rules() if one.endpoint.startswith("desk.") and "GET" in one.methods]
    return {one.endpoint.removeprefix("desk.") for one in rules if not one.rule.endswith(FILES)}


@pytest.fixture
def pictured(app) -> dict[str, str]:
    """Endpoints by the names of their pictures."""
    adapter = app.url_map.bind("example.org")
    addresses = {name: path.format(**dict.fromkeys(STATES, "c-x")) for name, path in PAGES.items()}
    found = {f"desk-{name}": adapter.match(path)[0].removeprefix("desk.") for name, path in addresses.items()}
    return found | ELSEWHERE


def test_every_page_is_looked_at_or_there_is_a_reason(app, pictured):
    assert pages(app) - set(pictured.values()) == set(NO_PICTURE)


def test_every_page_has_its_picture_in_both_sizes(pictured):
    names = [f"{name}-{size}.png" for name in pictured for size in (1280, 390)]
    assert [name for name in names if not (KEPT / name).is_file()] == []
