"""A voter's hands on the page: what a finger does, said in the voter's words."""

import json
import re
from collections.abc import Iterable
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Route, expect

RECEIPT = re.compile(r"^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$")
WAIT = 60_000
"""Milliseconds to wait for what must come: a busy machine is no defect."""


def deliver(route: Route) -> Any:
    """Brings a request to the server and gives its answer: the driver's own fetch does not know the site's name."""
    address = urlsplit(route.request.url)
    request = Request(
        f"http://127.0.0.1:{address.port}{address.path}",
        data=route.request.post_data_buffer,
        headers={"Content-Type": "application/json"},
    )
    with urlopen(request) as response:
        return json.load(response)


class Phone:
    """A page in a browser of its own, that keeps note of every error and every request."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.errors: list[str] = []
        self.requests: list[str] = []
        context.set_default_timeout(WAIT)
        context.on("request", lambda request: self.requests.append(request.url))
        self.page = self._watch(context.new_page())

    def _watch(self, page: Page) -> Page:
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._console)
        return page

    def _console(self, message: ConsoleMessage) -> None:
        # A refused request is logged by the browser itself, whatever the page makes of it.
        expected = ("Failed to load resource", "Cross-Origin-Opener-Policy", "interest-cohort")
        if message.type in {"error", "warning"} and not any(text in message.text for text in expected):
            self.errors.append(message.text)

    def tab(self) -> "Tab":
        """A second tab of the same browser."""
        return Tab(self._watch(self.context.new_page()))

    def here(self) -> "Tab":
        return Tab(self.page)


class Tab:
    """One tab."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, slip: str) -> Self:
        self.page.goto(slip)
        return self

    def screen(self, name: str) -> Self:
        """Waits for a screen: sheet, review, sending, receipt, enter, compare, "notice stop" …"""
        expect(self.page.locator("html")).to_have_attribute("data-screen", name, timeout=WAIT)
        return self

    def see(self, text: str) -> Self:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=WAIT)
        return self

    def card(self, title: str) -> Locator:
        return self.page.get_by_role("group", name=title, exact=True).and_(self.page.locator(".card"))

    def field(self, title: str, indicator: str) -> Locator:
        """The field of an indicator in a card. Its name begins with the indicator's; hints and flags follow."""
        return self.card(title).locator(
            "fieldset", has=self.page.locator("legend b", has_text=re.compile(f"^{indicator}$"))
        )

    def pick(self, title: str, indicator: str, *options: str) -> Self:
        for option in options:
            self.field(title, indicator).locator("label.o", has_text=re.compile(f"^{option}$")).click()
        return self

    def score(self, title: str, indicator: str, value: str) -> Self:
        self.field(title, indicator).get_by_role("textbox").fill(value)
        return self

    def rank(self, title: str, names: Iterable[str]) -> Self:
        for name in names:
            self.card(title).locator(".add", has_text=name).click()
        return self

    def write(self, title: str, indicator: str, text: str) -> Self:
        self.field(title, indicator).locator("textarea").fill(text)
        return self

    def skip(self, title: str) -> Self:
        self.card(title).locator(".skip input").check()
        return self

    def grade_all(self, grade: str) -> Self:
        """Every grade on the sheet the same; folded cards are passed over."""
        for label in self.page.locator("label.o", has_text=re.compile(f"^{grade}$")).all():
            label.click()
        return self

    def submit(self) -> Self:
        self.page.get_by_role("button", name="核对并提交").click()
        return self

    def confirm(self) -> Self:
        self.page.get_by_role("button", name="确认提交").click()
        return self

    def receipt(self) -> str:
        """The receipt code, once it is there."""
        self.screen("receipt")
        code = self.page.locator(".receipt-code").inner_text()
        assert RECEIPT.match(code), code
        return code

    def stored(self) -> dict[str, str]:
        """What the site keeps on this phone."""
        kept: dict[str, str] = self.page.evaluate("({...localStorage})")
        return kept


def fill_six(tab: Tab) -> None:
    """The sheet of six types, all of it: the marks that tests look for after opening."""
    first, second, third = "发展和改革局", "教育局", "公安局"
    tab.pick(first, "办事效率", "优秀").score(first, "服务质量", "95").pick(
        first, "需要改进的方面", "服务态度", "政策公开"
    )
    tab.write(first, "具体意见", "办得快。\n窗口能再开一个更好。")
    tab.pick(second, "办事效率", "良好").score(second, "服务质量", "80")
    tab.skip(third)
    tab.rank("综合排序", (second, first, third))
    tab.pick("推荐先进单位", "推荐先进单位", first)
    tab.page.get_by_role("button", name="填写名单以外的人选").click()
    tab.page.get_by_role("textbox", name="另推荐 1").fill("民政局")
    tab.write("对全年工作的建议", "对全年工作的建议", "多听意见。")


PERSONS = ("甲某", "乙某", "丙某", "丁某")
ITEMS = ("政治素质", "工作实绩", "作风廉洁")


def fill_ruled(tab: Tab) -> None:
    """The sheet with rules on the whole ballot, filled in so that it breaks four of them."""
    for person, score in zip(PERSONS, ("95", "92", "85", "80"), strict=True):
        for item in ITEMS:
            tab.pick(person, item, "良好")
        tab.pick(person, "总体评价", "优秀" if person == "甲某" else "良好").score(person, "得分", score)


def mend_ruled(tab: Tab) -> None:
    """Puts right what ``fill_ruled`` got wrong."""
    for item in ITEMS:
        tab.pick("甲某", item, "优秀")
    tab.score("乙某", "得分", "88").score("丁某", "得分", "65")
