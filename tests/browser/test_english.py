"""The phone page in English: the same page, the same requests, and a choice that never leaves the phone."""

import re
from collections.abc import Callable
from urllib.parse import urldefrag

from playwright.sync_api import Page, Route, expect

from tests.browser.axe import RULES_OF_LANGUAGE, faults
from tests.browser.phone import WAIT, Phone, Tab, fill_six
from tests.browser.site import Site

Sent = list[tuple[str, str, dict[str, str], int]]


def listen(phone: Phone) -> Sent:
    """Every request from now on, wherever to: method, address, headers, length of the body."""
    sent: Sent = []

    def note(route: Route) -> None:
        request = route.request
        sent.append((request.method, urldefrag(request.url).url, request.all_headers(), len(request.post_data or "")))
        route.continue_()

    phone.context.route("**/*", note)
    return sent


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def switch(page: Page, to: str, language: str) -> None:
    press(page, to)
    expect(page.locator("html")).to_have_attribute("lang", language, timeout=WAIT)
    assert page.evaluate("document.activeElement.className") == "tongue"


def cast(phone: Phone, site: Site) -> Sent:
    """A ballot cast in Chinese, and what was sent for it."""
    sent = listen(phone)
    tab = phone.here().open(site.slip("six")).screen("sheet")
    fill_six(tab)
    tab.submit().confirm().receipt()
    return sent


def cast_in_english(phone: Phone, site: Site) -> Sent:
    """The same, with a change to English, back and again once all is filled in; each screen is looked at by axe."""
    sent = listen(phone)
    page = phone.here().open(site.slip("six")).screen("sheet").page
    fill_six(Tab(page))
    before = len(sent)
    switch(page, "English", "en")
    switch(page, "中文", "zh-CN")
    switch(page, "English", "en")
    assert len(sent) == before  # nothing is asked for
    held = faults(page, only=RULES_OF_LANGUAGE)
    press(page, "Check and submit")  # what was filled in is still there, or this would lead to what is missing
    phone.here().screen("review").see("95 points")
    held += faults(page, only=RULES_OF_LANGUAGE)
    press(page, "Submit the ballot")
    phone.here().receipt()
    expect(page.get_by_role("heading", name="It is in the box")).to_be_visible()
    assert held + faults(page, only=RULES_OF_LANGUAGE) == []
    return sent


def test_a_ballot_is_cast_in_english_by_the_same_requests_as_in_chinese(site: Site, new_phone: Callable[..., Phone]):
    assert cast_in_english(new_phone(), site) == cast(new_phone(), site)


def test_the_choice_stays_on_the_phone_and_holds_on_all_pages_of_voters(site: Site, phone: Phone):
    page = phone.here().open(f"{site.base}/b").screen("enter").page
    press(page, "English")
    page.reload()
    phone.here().screen("enter").see("Enter the code")
    page.goto(f"{site.base}/b/why")
    expect(page.get_by_role("heading", name="What it cannot protect against")).to_be_visible()
    assert page.title() == "How anonymity works · evalsite"
    assert faults(page, only=RULES_OF_LANGUAGE) == []
    page.goto(f"{site.base}/b/box/{site.lives['closed'].hash.hex()}")
    phone.here().see("There are 12 ballots in it")
    switch(page, "中文", "zh-CN")
    page.goto(f"{site.base}/b/why")
    switch(page, "English", "en")
    page.goto(f"{site.base}/b")
    phone.here().screen("enter").see("Enter the code")
    press(page, "中文")
    phone.here().see("输入测评码")
    page.goto(f"{site.base}/b/why")
    expect(page.get_by_role("heading", name="怎样保证匿名")).to_be_visible()
    assert phone.context.cookies() == []


def test_what_has_gone_wrong_is_said_anew_in_the_other_language(site: Site, phone: Phone):
    tab = phone.here().open(f"{site.base}/b").screen("enter")
    tab.page.get_by_label("测评码（24 位）").fill("7K2M-9QTU")
    press(tab.page, "打开测评表")
    tab.see("测评码里没有“U”")
    press(tab.page, "English")
    tab.see('No code contains "U"')
    assert tab.page.get_by_label("Code (24 characters)").input_value() == "7K2M-9QTU"

    slip = site.slip("strict")
    tab.open(slip).screen("sheet")
    press(tab.page, "Check and submit")
    tab.see("2 people to finish")
    press(tab.page, "中文")
    tab.see("还有 2 人没有填完")
    assert tab.page.locator(".card.miss").count() == 2


def test_a_page_that_cannot_run_scripts_is_in_chinese(site: Site, new_phone: Callable[..., Phone]):
    page = new_phone(java_script_enabled=False).page
    page.goto(f"{site.base}/b/why")
    assert page.get_by_role("heading", name="怎样保证匿名").is_visible()
    assert page.get_by_role("heading", name="How anonymity works").is_hidden()
    assert page.get_by_role("button").count() == 0
    page.goto(f"{site.base}/b")
    assert page.get_by_text(re.compile("needs JavaScript")).is_visible()


def test_forced_colours_and_reduced_motion_leave_what_is_chosen_and_what_goes_on_visible(
    site: Site, new_phone: Callable[..., Phone]
):
    phone = new_phone(forced_colors="active", reduced_motion="reduce")
    phone.context.route("**/b/stamp", lambda _route: None)  # never answered
    tab = phone.here().open(site.slip("strict")).screen("sheet")
    tab.grade_all("良好").grade_all("3")
    look = "one => getComputedStyle(one.nextElementSibling).backgroundColor"
    field = tab.field("甲某", "总体评价")
    chosen, other = (field.get_by_role("radio", name=name, exact=True).evaluate(look) for name in ("良好", "一般"))
    assert chosen != other
    assert faults(tab.page) == []
    tab.submit().confirm().screen("sending")
    expect(tab.page.locator('[aria-current="step"]', has_text="盖签章")).to_be_visible()
    assert tab.page.evaluate("document.getAnimations().length") == 0
