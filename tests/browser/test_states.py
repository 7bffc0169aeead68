"""Each state of the page, in each size: no fault that axe-core can find, no sideways scrolling; a picture of it."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from evalsite.usecases import preparing
from tests.browser.axe import EVERY_RULE, RULES_OF_SIZE, cut_off, faults, overflow
from tests.browser.phone import Phone
from tests.browser.site import Site
from tests.browser.states import STATES
from tests.pictures import take

# 320 points are also what a 640-point window at 200 % zoom has.
SIZES = {"390": (390, 844), "1280": (1280, 800), "320": (320, 568), "320-large": (320, 568)}
NARROW = ("320", "320-large")
SEEN_NARROW = {
    "enter", "compare", "sheet-missing", "sheet-ruled", "sheet-broken", "sheet-ranking", "sheet-jump", "review", "mixing", "receipt-saved",
    "receipt-clearing", "why",
}  # fmt: skip

# Screens of a page that could not run: they say what they have to say in both languages at once.
BOTH_AT_ONCE = {"old-browser", "script-not-loaded"}

# Thirty cards of one kind: what holds for five of them holds for all.
REPEATED = {"sheet-long": ".card:nth-of-type(n + 6)", "sheet-jump": ".card:nth-of-type(n + 6)"}

# A page that was scrolled to something shows it in the new size as well.
HOLD = "() => { window.held = scrollY > 0 ? document.elementFromPoint(innerWidth / 2, 120)?.closest('.card') : null; }"
SHOW = "() => { window.held?.scrollIntoView(); }"


def resize(page: Page, size: str) -> None:
    width, height = SIZES[size]
    page.evaluate(HOLD)
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("large => document.documentElement.classList.toggle('large', large)", size.endswith("large"))
    page.evaluate(SHOW)


# What is not marked as Chinese: visible texts, and what is spoken in their place.
SAID = """() => {
    const said = [];
    for (const each of document.querySelectorAll('body *')) {
        if (each.closest('[lang="zh-CN"]') || !each.getClientRects().length) continue;
        for (const name of ['aria-label', 'alt', 'placeholder', 'title']) said.push(each.getAttribute(name) || '');
        for (const node of each.childNodes) if (node.nodeType === 3) said.push(node.data);
    }
    return [document.title, ...said];
}"""
HAN = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def strings(value: Any) -> Iterator[str]:
    """All texts in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


def chinese(page: Page, site: Site) -> list[str]:
    """What is still Chinese on a page in English, but for what organisers wrote and what is printed on slips."""
    theirs = {"活动校验码"}
    for live in site.lives.values():
        theirs.update(strings(json.loads(preparing.get(site.ledgers.desk, live.id).manifest or "")))
    left = []
    for text in page.evaluate(SAID):
        rest = text
        for one in sorted(filter(HAN.search, theirs), key=len, reverse=True):
            rest = rest.replace(one, "")
        if HAN.search(rest):
            left.append(text)
    return left


def fits(page: Page) -> list[str]:
    """What of the page cannot be seen without scrolling sideways, or not at all."""
    return cut_off(page) + ([f"scrolls sideways by {overflow(page)}"] if overflow(page) > 0 else [])


@pytest.mark.parametrize("name", STATES)
def test_every_state_is_accessible_and_fits(site: Site, new_phone: Callable[..., Phone], name: str):
    page = STATES[name](new_phone(*SIZES["390"], reduced_motion="reduce"), site).page
    held: dict[str, object] = {}
    for number, size in enumerate(SIZES):
        if size in NARROW and name not in SEEN_NARROW:
            continue
        if number > 0:
            resize(page, size)
        take(page, f"phone-{name}-{size}", whole=size in NARROW)
        found = faults(page, only=RULES_OF_SIZE if number else EVERY_RULE, without=REPEATED.get(name, ""))
        held[size] = found + fits(page)
    if name not in BOTH_AT_ONCE:
        resize(page, "390")
        page.locator(".tongue").click()
        take(page, f"phone-{name}-english")
        held["english"] = [f"still Chinese: {text}" for text in chinese(page, site)] + fits(page)
        resize(page, "1280")
        take(page, f"phone-{name}-1280-english")
        held["english 1280"] = fits(page)
    assert {size: found for size, found in held.items() if found} == {}


def covered(page: Page) -> list[str]:
    """Controls of the sheet that lie under one of its bars although they have the focus."""
    script = """() => {
        const hidden = [];
        for (const each of document.querySelectorAll('.sheet button, .sheet input, .sheet textarea')) {
            if (each.disabled || !each.offsetParent) continue;
            each.focus();
            const seen = each.matches('input[type=radio], input[type=checkbox]') ? each.closest('label') : each;
            const { top, bottom } = seen.getBoundingClientRect();
            const bar = document.querySelector('.bar').getBoundingClientRect();
            const todo = document.querySelector('.todo-bar').getBoundingClientRect();
            if (top < bar.bottom - 1 || bottom > todo.top + 1) hidden.push(seen.outerHTML.slice(0, 120));
        }
        return hidden;
    }"""
    found: list[str] = page.evaluate(script)
    return found


@pytest.mark.parametrize("size", ["390", "320", "320-large"])
def test_what_has_the_focus_stands_clear_of_both_bars(site: Site, new_phone: Callable[..., Phone], size: str):
    page = STATES["sheet-missing"](new_phone(*SIZES["390"], reduced_motion="reduce"), site).page
    resize(page, size)
    assert covered(page) == []


def test_at_its_end_the_page_leaves_the_bar_a_place_of_its_own(site: Site, new_phone: Callable[..., Phone]):
    page = STATES["sheet-missing"](new_phone(*SIZES["320"], reduced_motion="reduce"), site).page
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    bottoms = "() => ['.send', '.todo-bar'].map(one => document.querySelector(one).getBoundingClientRect())"
    send, todo = page.evaluate(bottoms)
    assert send["bottom"] <= todo["top"]
