"""Every page of the desk has its picture in docs/screenshots. That every page is visited: test_looked_at.py."""

from evalsite.settings import ROOT
from scripts.pictures import DOUBLE
from tests.browser import rare
from tests.browser.test_desk import IN_ENGLISH, PAGES

KEPT = ROOT / "docs" / "screenshots"


def test_every_page_has_its_picture_in_both_sizes():
    names = [f"desk-{name}-{size}" for name in (PAGES | rare.PAGES).keys() - DOUBLE for size in (1280, 390)]
    others = [
        *(f"english-{name}-1280" for name in IN_ENGLISH),
        "desk-hall-screen-2-1280",
        "poster",
        "tasks-counted-1280",
    ]
    assert [name for name in [*names, *others] if not (KEPT / f"{name}.png").is_file()] == []
