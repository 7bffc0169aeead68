"""The report as a page of its own, in a real browser."""

import pytest

from evalsite.core.report import unit_report
from evalsite.paper.report_html import STYLE_SOURCE, report_html
from tests.browser.axe import EVERY_RULE, RULES_OF_SIZE, faults, overflow, unreadable_pictures
from tests.paper import campaigns
from tests.pictures import take


@pytest.fixture(scope="module")
def page_text():
    results = campaigns.results(valid={"E1": 13, "E2": 28, "E3": 57, "E4": 3})
    return report_html(unit_report(results, "D04"))


def test_axe_finds_nothing_and_no_width_makes_the_whole_page_scroll_sideways(browser, page_text):
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.set_content(page_text)
    for width, rules in ((1000, EVERY_RULE), (360, RULES_OF_SIZE)):
        page.set_viewport_size({"width": width, "height": 800})
        take(page, f"report-page-{width}", whole=True)
        assert faults(page, only=rules) == []
        assert overflow(page) <= 0
    assert unreadable_pictures(page) == []
    page.close()


def test_the_page_keeps_its_looks_under_a_policy_that_allows_nothing_but_its_sheet(browser, page_text):
    policy = f"default-src 'none'; style-src {STYLE_SOURCE}"
    complaints = []
    page = browser.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.route(
        "**/*",
        lambda route: route.fulfill(
            body=page_text, headers={"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
        ),
    )
    page.goto("http://report.test/report.html")
    assert page.evaluate("getComputedStyle(document.querySelector('h2')).borderLeftWidth") == "4px"
    # A fill of the pictures is an attribute, which no policy forbids.
    fill = "getComputedStyle(document.querySelector('figure rect[fill=\"#1d4f8c\"]')).fill"
    assert page.evaluate(fill) == "rgb(29, 79, 140)"
    assert [text for text in complaints if "Content Security Policy" in text] == []
    page.close()


def test_a_policy_that_does_not_name_the_sheet_would_refuse_it(browser, page_text):
    page = browser.new_page()
    policy = "default-src 'none'; style-src 'sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='"
    page.route(
        "**/*",
        lambda route: route.fulfill(
            body=page_text, headers={"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
        ),
    )
    page.goto("http://report.test/report.html")
    assert page.evaluate("getComputedStyle(document.querySelector('h2')).borderLeftWidth") == "0px"
    page.close()
