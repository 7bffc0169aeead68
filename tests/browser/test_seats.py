"""Scrutineers on their phones: a seat is accepted, the share taken and tried, the box opened from afar; and in one room."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from evalsite.core.seats import Wanted, Way
from evalsite.settings import load
from evalsite.usecases import closing, seating, signing_in
from tests import factories
from tests.browser.axe import faults, overflow
from tests.browser.conftest import free_port
from tests.browser.desk import PASSWORD, NewVisitor, Visitor, furnish, two_units
from tests.browser.site import Site
from tests.factories import NOW
from tests.pictures import take

COLLECT = "瓦罐 晨雾 邮差 棉田"
PHONE = (390, 844)
HOLDERS = {"纪检组": "监票员甲", "职工代表": "监票员乙", "工会": "监票员丙"}


@pytest.fixture
def new_visitor(browser: Browser) -> Iterator[NewVisitor]:
    visitors: list[Visitor] = []

    def make(site: Site, *size: int) -> Visitor:
        visitors.append(Visitor(browser, site, *size))
        return visitors[-1]

    yield make
    errors = [error for visitor in visitors for error in visitor.errors]
    for visitor in visitors:
        visitor.context.close()
    assert errors == []


@pytest.fixture(scope="module")
def seats_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(tmp_path_factory.mktemp("seats"), free_port()) as site:
        furnish(site)
        for name in HOLDERS.values():
            signing_in.add_account(site.ledgers.desk, load(site.environment), name, "scrutineer", PASSWORD)
        site.start()
        yield site


def enter(visitor: Visitor, name: str) -> Page:
    page = visitor.go("/desk/sign-in")
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="测评活动", exact=True).wait_for()
    return page


def looked_at(page: Page, name: str) -> None:
    """The page as a person sees it: nothing beyond its edge, nothing that axe holds against it."""
    assert overflow(page) == 0, name
    assert faults(page) == [], name
    take(page, name, whole=True)


def prove(page: Page) -> str:
    """Type the two words that are asked for; gives the share."""
    words = page.locator(".share-words b").all_inner_texts()
    for label in page.locator("form .row label").all():
        place = re.search(r"\d+", label.inner_text())
        assert place
        page.get_by_label(label.inner_text(), exact=True).fill(words[int(place[0]) - 1])
    page.get_by_role("button", name="已保存，领取").click()
    expect(page.get_by_role("status")).to_contain_text("服务器上已经没有它")
    return " ".join(words)


def test_three_scrutineers_take_try_and_give_their_shares_on_their_phones(seats_site, new_visitor):
    name = "监票人各自领取的测评"
    campaign = factories.take_in(seats_site.ledgers, two_units(name))
    organiser = new_visitor(seats_site)
    page = organiser.sign_in()
    set_seats(organiser.go(f"/desk/c/{campaign}/seats"))
    phones = {holder: new_visitor(seats_site, *PHONE) for holder in HOLDERS.values()}
    for holder, visitor in phones.items():
        accept(visitor, campaign, holder)
    organiser.go(f"/desk/c/{campaign}/publish")
    looked_at(page, "desk-seats-publish-1280")
    organiser.confirm(name, "发布")
    expect(page.get_by_role("heading", name="监票人席位")).to_be_visible()
    shares = {holder: take_and_try(visitor, campaign, holder) for holder, visitor in phones.items()}
    assert seating.get(seats_site.ledgers.desk, campaign).tried_with == (1, 2)
    organiser.go(f"/desk/c/{campaign}/")
    looked_at(page, "desk-seats-campaign-1280")
    vote_and_close(factories.live_of(seats_site.ledgers, campaign))
    for holder in ("监票员丙", "监票员甲"):
        give(phones[holder], campaign, holder, shares[holder])
    expect(phones["监票员甲"].page.get_by_role("heading", name="计票完成")).to_be_visible(timeout=60_000)


def set_seats(page: Page) -> None:
    for number, (seat, holder) in enumerate(HOLDERS.items(), 1):
        page.get_by_label(f"第 {number} 席的名称").fill(seat)
        page.get_by_label(f"第 {number} 席的监票人").select_option(holder)
    page.get_by_role("button", name="保存席位").click()
    expect(page.get_by_role("status")).to_contain_text("席位已保存")
    looked_at(page, "desk-seats-1280")


def accept(visitor: Visitor, campaign: str, holder: str) -> None:
    phone = enter(visitor, holder)
    visitor.go(f"/desk/c/{campaign}/")
    phone.get_by_role("link", name="去接受席位").click()
    phone.get_by_label("领取密码", exact=True).fill(COLLECT)
    phone.get_by_label("再输一次领取密码").fill(COLLECT)
    if holder == "监票员甲":
        looked_at(phone, "desk-seat-accept-390")
    phone.get_by_role("button", name="接受席位").click()
    expect(phone.get_by_role("status")).to_contain_text("席位已接受")


def vote_and_close(live: factories.Live) -> None:
    live.codes = factories.issue_tickets(live)
    for code in live.codes["A"][:8]:
        factories.cast(live, code, {0: 1, 2: 2})
    closing.close(live.desk, live.box, live.id, NOW)


def give(visitor: Visitor, campaign: str, holder: str, share: str) -> None:
    phone = visitor.go(f"/desk/c/{campaign}/")
    phone.get_by_role("link", name="去我的席位").click()
    phone.get_by_label("或在这里键入份额的单词").fill(share)
    if holder == "监票员甲":
        looked_at(phone, "desk-seat-give-390")
    phone.get_by_role("button", name="交出份额").click()
    expect(phone.locator(".notice.good")).to_contain_text("已交")


def take_and_try(visitor: Visitor, campaign: str, holder: str) -> str:
    phone = visitor.go(f"/desk/c/{campaign}/")
    phone.get_by_role("link", name="去领取").click()
    phone.get_by_label("领取密码").fill(COLLECT)
    first = holder == "监票员甲"
    if first:
        looked_at(phone, "desk-seat-take-390")
    phone.get_by_role("button", name="显示我的份额").click()
    if first:
        phone.get_by_text("二维码").click()
        looked_at(phone, "desk-share-390")
    share = prove(phone)
    if holder != "监票员丙":
        phone.get_by_label("或在这里键入份额的单词").fill(share.upper())
        phone.get_by_role("button", name="交出份额").click()
        expect(phone.get_by_role("status")).to_contain_text("还等其余监票人" if first else "试开箱成功")
    return share


def test_in_one_room_the_screen_is_passed_on(seats_site, new_visitor):
    name = "当场分发的测评"
    campaign = factories.take_in(seats_site.ledgers, two_units(name))
    seats = [Wanted(seat, holder) for seat, holder in HOLDERS.items()]
    seating.arrange(seats_site.ledgers.desk, campaign, 2, Way.ROOM, seats)
    visitor = new_visitor(seats_site)
    page = visitor.sign_in()
    visitor.go(f"/desk/c/{campaign}/publish")
    visitor.confirm(name, "发布")
    looked_at(page, "desk-room-1280")
    shares: list[str] = []
    for _ in HOLDERS:
        page.get_by_role("button", name="我已就位，显示我的份额").click()
        if not shares:
            looked_at(page, "desk-share-1280")
        shares.append(prove(page))
    page.get_by_role("link", name="去试开箱").click()
    page.get_by_label("或在这里键入份额的单词").fill("\n\n".join(shares[1:]))
    looked_at(page, "desk-trial-1280")
    page.get_by_role("button", name="试开箱").click()
    expect(page.get_by_role("status")).to_contain_text("试开箱成功")
