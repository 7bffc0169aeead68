"""Every row of the protocol's failure table that a phone can meet: cut off anywhere, the ballot ends in the box, once."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Route
from sqlalchemy import func, select

from evalsite.store.box import EnvelopeRow
from tests.browser.phone import Phone, Tab, deliver
from tests.browser.site import Site
from tests.browser.states import amend, skipped

# Seconds; long enough for a busy machine to be caught in the middle; no test waits for its end.
LONG_MIX = {"mix_delay": "100", "mix_delay_low": "90"}


def envelopes(site: Site) -> int:
    with site.ledgers.box.read() as connection:
        return connection.execute(select(func.count()).select_from(EnvelopeRow)).scalar_one()


def ready(tab: Tab, slip: str) -> Tab:
    """A strict sheet, filled in and reviewed."""
    tab.open(slip).screen("sheet")
    tab.grade_all("良好").grade_all("4")
    return tab.submit().screen("review")


def lose(context: BrowserContext, path: str, times: int, *, answered: bool) -> None:
    """The network loses the next requests to ``path``: before they arrive, or their answers."""
    left = iter(range(times))

    def handle(route: Route) -> None:
        if next(left, None) is None:
            route.continue_()
            return
        if answered:
            deliver(route)
        route.abort()

    context.route(f"**{path}", handle)


@pytest.mark.parametrize("path", ["/b/stamp", "/b/drop"])
@pytest.mark.parametrize("answered", [False, True], ids=["request lost", "answer lost"])
def test_a_lost_request_or_answer_is_made_good_without_the_voter(site: Site, phone: Phone, path: str, answered: bool):
    tab = ready(phone.here(), site.slip("strict"))
    before = envelopes(site)
    lose(phone.context, path, 2, answered=answered)
    with tab.page.expect_event("requestfailed"):
        tab.confirm().see("网络不太稳，正在自动重试。")
    with tab.page.expect_event("requestfailed"):
        tab.page.get_by_role("button", name="立即重试").click()
    tab.page.get_by_role("button", name="立即重试").click()
    tab.receipt()
    assert envelopes(site) == before + 1


@pytest.mark.parametrize("path", ["/b/stamp", "/b/drop"])
@pytest.mark.parametrize("answered", [False, True], ids=["request lost", "answer lost"])
def test_a_phone_switched_off_finishes_when_the_slip_is_opened_again(
    site: Site, phone: Phone, path: str, answered: bool
):
    slip = site.slip("strict")
    tab = ready(phone.here(), slip)
    before = envelopes(site)
    lose(phone.context, path, 1000, answered=answered)
    tab.confirm().see("网络不太稳，正在自动重试。")
    tab.page.close()
    phone.context.unroute(f"**{path}")
    phone.tab().open(slip).receipt()
    assert envelopes(site) == before + 1


def test_a_server_killed_between_stamp_and_drop_gets_the_ballot_when_it_is_back(own_site: Site, phone: Phone):
    own_site.start(**LONG_MIX)
    slip = own_site.slip("six")
    tab = skipped(phone.here().open(slip).screen("sheet")).confirm()
    tab.page.locator('[aria-current="step"]', has_text="正在混入票箱").wait_for()
    own_site.kill()
    tab.page.evaluate("window.dispatchEvent(new Event('pagehide'))")  # no need to wait the mixing out
    tab.see("网络不太稳，正在自动重试。")
    own_site.start()
    tab.receipt()
    assert envelopes(own_site) == 1


def test_a_page_that_is_left_while_mixing_drops_at_once(site: Site, phone: Phone):
    amend(phone.context, mix=[90_000, 100_000])
    slip = site.slip("six")
    tab = skipped(phone.here().open(slip).screen("sheet")).confirm()
    tab.page.locator('[aria-current="step"]', has_text="正在混入票箱").wait_for()
    before = envelopes(site)
    tab.page.goto("about:blank")
    for _ in range(300):
        if envelopes(site) > before:
            break
        time.sleep(0.1)
    phone.tab().open(slip).receipt()
    assert envelopes(site) == before + 1


def test_a_reload_keeps_every_step(site: Site, phone: Phone):
    before = envelopes(site)
    amend(phone.context, mix=[90_000, 100_000])
    tab = phone.here().open(site.slip("six")).screen("sheet")
    tab.pick("教育局", "办事效率", "良好").score("教育局", "服务质量", "77").write("教育局", "具体意见", "留着")
    tab.page.reload()
    tab.screen("sheet").see("已恢复上次填写的内容。")
    assert tab.field("教育局", "服务质量").get_by_role("textbox").input_value() == "77"
    assert tab.field("教育局", "具体意见").locator("textarea").input_value() == "留着"
    for title in ("发展和改革局", "公安局", "综合排序"):
        tab.skip(title)
    tab.submit().screen("review")
    tab.page.reload()
    tab.screen("sheet").submit().screen("review").confirm()
    tab.page.locator('[aria-current="step"]', has_text="正在混入票箱").wait_for()
    tab.page.reload()
    code = tab.receipt()
    tab.page.reload()
    assert tab.receipt() == code
    assert envelopes(site) == before + 1


def test_a_page_opened_without_a_slip_finishes_what_is_under_way(site: Site, phone: Phone):
    tab = ready(phone.here(), site.slip("strict"))
    lose(phone.context, "/b/drop", 1000, answered=False)
    tab.confirm().see("网络不太稳，正在自动重试。")
    tab.page.close()
    phone.context.unroute("**/b/drop")
    phone.tab().open(f"{site.base}/b").receipt()


def test_after_the_drop_only_the_receipt_is_left_on_the_phone(site: Site, phone: Phone):
    slip = site.slip("strict")
    tab = ready(phone.here(), slip)
    assert any(key.startswith("evalsite:draft:") for key in tab.stored())
    tab.confirm()
    code = tab.receipt()
    kept = tab.stored()
    assert [key.rsplit(":", 1)[0] for key in kept] == ["evalsite:receipt"]
    assert slip.split("#")[1].split(".")[0] not in str(kept)
    phone.tab().open(slip).see(code)


def test_a_server_that_is_away_when_the_slip_is_scanned_is_waited_for(site: Site, phone: Phone):
    lose(phone.context, "/b/sheet", 2, answered=False)
    phone.here().open(site.slip("strict")).see("网络不通或系统正忙，正在重试。").screen("sheet")


@pytest.fixture
def busy(phone: Phone) -> Callable[[int], None]:
    """Makes the box answer 503 a number of times."""

    def make(times: int) -> None:
        left = iter(range(times))
        body = '{"error": "busy", "message": "系统正忙"}'

        def handle(route: Route) -> None:
            if next(left, None) is None:
                route.continue_()
            else:
                route.fulfill(status=503, content_type="application/json", body=body)

        phone.context.route("**/b/drop", handle)

    return make


def test_a_full_disk_behind_the_box_is_waited_out(site: Site, phone: Phone, busy: Callable[[int], None]):
    tab = ready(phone.here(), site.slip("strict"))
    busy(2)
    tab.confirm().see("网络不太稳，正在自动重试。")
    tab.receipt()


def test_a_cleared_phone_keeps_nothing_and_says_that_the_slip_is_used(site: Site, phone: Phone):
    slip = site.slip("strict")
    tab = ready(phone.here(), slip).confirm()
    tab.receipt()
    other = phone.tab().open(slip)
    other.receipt()
    tab.page.get_by_role("button", name="清除本机记录").click()
    tab.page.get_by_role("button", name="不清除").click()
    tab.page.reload()
    tab.receipt()
    tab.page.get_by_role("button", name="清除本机记录").click()
    tab.page.get_by_role("button", name="确认清除").click()
    for each in (tab, other):
        each.see("本机记录已清除")
        assert each.stored() == {}
        assert each.page.evaluate("sessionStorage.length") == 0
    tab.page.reload()
    tab.screen("enter")
    phone.tab().open(slip).see("这张测评条已经用过")
