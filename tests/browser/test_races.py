"""One ticket, two hands: one ballot is stamped, and each page says plainly what became of its own."""

from collections.abc import Callable

from playwright.sync_api import Page, Route

from tests.browser.phone import Phone
from tests.browser.site import Site
from tests.browser.test_resumption import envelopes, ready


class Gate:
    """Holds the requests for a stamp until all are there, so that neither page knows of the other's."""

    def __init__(self, *phones: Phone) -> None:
        self.held: list[Route] = []
        self.shut = True
        for phone in phones:
            phone.context.route("**/b/stamp", self._arrive)

    def _arrive(self, route: Route) -> None:
        if self.shut:
            self.held.append(route)
        else:
            route.continue_()

    def open(self, page: Page, number: int) -> None:
        while len(self.held) < number:
            page.wait_for_timeout(50)
        self.shut = False
        for route in self.held:
            route.continue_()


def test_two_tabs_of_one_phone_that_submit_at_once_end_with_the_same_receipt(site: Site, phone: Phone):
    slip = site.slip("strict")
    before = envelopes(site)
    first, second = ready(phone.here(), slip), ready(phone.tab(), slip)
    gate = Gate(phone)
    first.confirm().screen("sending")
    second.page.evaluate("document.querySelector('.send .go').click()")
    second.screen("sending")
    gate.open(first.page, 1)
    assert first.receipt() == second.receipt()
    assert envelopes(site) == before + 1


def test_a_second_tab_shows_the_receipt_when_the_first_has_dropped(site: Site, phone: Phone):
    slip = site.slip("strict")
    first, second = ready(phone.here(), slip), ready(phone.tab(), slip)
    first.confirm()
    code = first.receipt()
    assert second.receipt() == code
    second.see("本机另一个页面已经投出，以那一次为准。")


def test_of_two_phones_with_one_slip_the_second_is_told_that_it_is_used(site: Site, new_phone: Callable[..., Phone]):
    slip = site.slip("strict")
    before = envelopes(site)
    one, two = new_phone(), new_phone()
    first, second = ready(one.here(), slip), ready(two.here(), slip)
    gate = Gate(one, two)
    first.confirm()
    second.confirm()
    gate.open(first.page, 2)
    for tab in (first, second):
        tab.page.locator('html[data-screen="receipt"], html[data-screen^="notice"]').wait_for()
    screens = sorted(tab.page.locator("html").get_attribute("data-screen") or "" for tab in (first, second))
    assert screens == ["notice plain", "receipt"]
    loser = two if "notice" in (second.page.locator("html").get_attribute("data-screen") or "") else one
    loser.here().see("这张测评条已经用过")
    assert envelopes(site) == before + 1
    # Scanned again, each says the same.
    loser.here().page.reload()
    loser.here().see("这张测评条已经用过")


def test_a_slip_scanned_twice_spends_nothing(site: Site, new_phone: Callable[..., Phone]):
    slip = site.slip("strict")
    for _ in range(2):
        new_phone().here().open(slip).screen("sheet")
    tab = ready(new_phone().here(), slip)
    tab.confirm()
    tab.receipt()


def test_another_slip_scanned_into_the_same_tab_starts_afresh(site: Site, phone: Phone):
    tab = ready(phone.here(), site.slip("strict"))
    tab.page.evaluate("address => { location.href = address; }", site.slip("six"))
    tab.screen("sheet").see("2026年度部门工作评议")
    assert tab.page.url == f"{site.base}/b"
