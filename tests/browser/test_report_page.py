"""The report as a page of its own, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from evalsite.core.report import unit_report
from evalsite.paper.report_html import STYLE_SOURCE, report_html
from tests.paper import campaigns
from tests.pictures import take


@pytest.fixture(scope="module")
def page_text():
    results = campaigns.results(valid={"E1": 13, "E2": 28, "E3": 57, "E4": 3})
    return report_html(unit_report(results, "D04"))


@pytest.mark.parametrize("width", [360, 1000])
def test_axe_finds_nothing_and_no_width_makes_the_whole_page_scroll_sideways(browser, page_text, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.set_content(page_text)
    take(page, f"report-page-{width}", whole=True)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
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
