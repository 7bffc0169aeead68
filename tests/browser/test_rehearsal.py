"""On a phone a rehearsal says so on every screen, from the sheet to the list of its box; what counts never does."""

from playwright.sync_api import expect

from tests.browser.phone import Phone, Tab
from tests.browser.site import Site
from tests.browser.states import mixed, skipped

BANNER = "演练，不计票"


def banner(tab: Tab) -> Tab:
    expect(tab.page.locator(".trial")).to_be_visible()
    expect(tab.page.locator(".trial")).to_have_text(BANNER)
    return tab


def test_every_screen_of_a_rehearsal_says_what_it_is(site: Site, phone: Phone):
    slip = site.slip("rehearsal")
    mixed(phone)
    tab = banner(phone.here().open(slip).screen("sheet"))
    banner(skipped(tab)).confirm()
    banner(tab.screen("sending"))
    banner(tab.screen("receipt")).see("这是演练的票")
    again = phone.tab().open(slip).screen("receipt")  # from what the phone kept, without asking the server
    banner(again)


def test_the_banner_stays_in_sight_while_the_sheet_is_scrolled_and_hides_nothing(site: Site, phone: Phone):
    tab = phone.here().open(site.slip("rehearsal")).screen("sheet")
    tab.page.evaluate("window.scrollTo(0, document.body.scrollHeight / 2)")
    expect(tab.page.locator(".trial")).to_be_in_viewport()
    box, bar = tab.page.locator(".trial").bounding_box(), tab.page.locator(".bar").bounding_box()
    assert box
    assert bar
    assert bar["y"] >= box["y"] + box["height"] - 1


def test_what_counts_shows_no_banner_also_after_a_rehearsal_on_the_same_phone(site: Site, phone: Phone):
    banner(phone.here().open(site.slip("rehearsal")).screen("sheet"))
    tab = phone.here().open(site.slip("six")).screen("sheet")
    expect(tab.page.locator(".trial")).to_be_hidden()
