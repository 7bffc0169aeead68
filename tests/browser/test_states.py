"""Each state of the page: no fault that axe-core can find, no sideways scrolling; a picture of it."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.phone import Phone
from tests.browser.site import Site
from tests.browser.states import STATES
from tests.pictures import take

SIZES = {"390": (390, 844), "1280": (1280, 800)}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}


def faults(page: Page) -> list[str]:
    """What axe-core holds against the page: rule, and the first places."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}" for one in found]


def overflow(page: Page) -> int:
    """How far the page can be scrolled sideways, in CSS pixels."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", STATES)
def test_every_state_is_accessible_and_fits(site: Site, new_phone: Callable[..., Phone], name: str, size: str):
    width, height = SIZES[size]
    phone = new_phone(width, height, reduced_motion="reduce")
    page = STATES[name](phone, site).page
    take(page, f"phone-{name}-{size}")
    assert faults(page) == []
    assert overflow(page) <= 0


@pytest.mark.parametrize("large", [False, True], ids=["standard", "large"])
@pytest.mark.parametrize(
    "name", ["enter", "compare", "sheet-ranking", "sheet-jump", "review", "mixing", "receipt-saved", "why"]
)
def test_a_narrow_phone_and_large_type_need_no_sideways_scrolling(
    site: Site, new_phone: Callable[..., Phone], name: str, large: bool
):
    # 320 points are also what a 640-point window at 200 % zoom has.
    phone = new_phone(320, 568, reduced_motion="reduce")
    if large:
        phone.context.add_init_script("try { localStorage.setItem('evalsite:large', '1'); } catch (error) {}")
    page = STATES[name](phone, site).page
    assert faults(page) == []
    assert overflow(page) <= 0
    take(page, f"phone-{name}-{'320-large' if large else '320'}", whole=True)
