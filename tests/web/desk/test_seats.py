"""Seats of scrutineers at the desk: set and filled, shares handed out in both ways, tried, given from afar, lost."""

import html
import re
from datetime import UTC, datetime

import pytest

from evalsite.core.refusals import OpeningUnderWay
from evalsite.core.seats import Wanted, Way
from evalsite.jobs import opening as jobs
from evalsite.usecases import closing, giving, keeping_accounts, preparing, recording, seating, taking
from evalsite.usecases.depositing import OPENING
from tests import factories
from tests.factories import NOW
from tests.usecases.helpers import statements
from tests.usecases.seats import COLLECT, SETTINGS, arranged, published
from tests.web.desk.conftest import NAMES, PASSWORD, Browser, bench_of, wait_for_count, words

OTHERS = ("甲", "乙", "丙")
TEN = {"campaign": factories.small_campaign(tickets=12)}


@pytest.fixture
def enter(app):
    """A browser of one of the three who hold the seats of the tests."""

    def sign_in(name):
        browser = Browser(app)
        assert browser.sign_in(name).status_code == 302
        return browser

    return sign_in


def form(path, *rows, k="2", way="apart"):
    cells = {
        f"{kind}-{n}": text for n, row in enumerate(rows, 1) for kind, text in zip(("name", "holder"), row, strict=True)
    }
    return {"n": str(len(rows)), "k": k, "way": way, **cells}


def share_on(page):
    """The words on the page that shows a share, and its form filled in."""
    found = re.findall(r"<li><span class=\"n\">\d+</span><b>(\w+)</b>", page.text)
    places = [int(place) for place in re.findall(r"第 (\d+) 个词", page.text)]
    proof = html.unescape(re.findall(r'name="proof" value="([^"]+)"', page.text)[0])
    assert len(found) == 20
    return found, {"first": found[places[0] - 1], "second": found[places[1] - 1].upper(), "proof": proof}


def test_seats_are_set_with_all_that_is_wrong_said_at_once(organiser, sqlite_only):
    draft = factories.take_in(sqlite_only, **TEN)
    path = f"/desk/c/{draft}/seats"
    assert "监票人1" in organiser.get(path).text
    bad = organiser.post(path, form(path, ("纪检组", NAMES["scrutineer"]), ("", NAMES["scrutineer"])))
    assert bad.status_code == 400
    assert "第 2 席没有名称" in words(bad)
    assert "占了不止一席" in words(bad)
    assert organiser.post(path, form(path, ("纪检组", NAMES["scrutineer"]), k="x")).status_code == 400
    assert organiser.post(path, form(path, ("纪检组", NAMES["scrutineer"])) | {"n": "2"}).status_code == 302
    assert [seat.name for seat in seating.get(sqlite_only.desk, draft).seats] == ["纪检组", "监票人2"]
    for page in ("/desk/", f"/desk/c/{draft}/"):
        with statements(bench_of(organiser).desk) as sent:
            assert "看监票人席位" in words(organiser.get(page))
        assert sum("FROM key_ceremony" in one for one in sent) == 1, page


def test_an_invited_scrutineer_sits_in_the_seat_and_accepts_it_with_a_password(organiser, app, sqlite_only):
    draft = factories.take_in(sqlite_only, **TEN)
    path = f"/desk/c/{draft}/seats"
    organiser.post(path, form(path, ("纪检组", NAMES["scrutineer"]), ("工会", "")))
    invited = organiser.post(f"{path}/2/invite", page=path)
    link = re.findall(r"/desk/join/[\w.\-]+", invited.text)[0]
    assert "已邀请" in organiser.get(path).text
    newcomer = Browser(app)
    newcomer.post(link, {"name": "新监票员", "password": PASSWORD, "again": PASSWORD})
    seat = f"/desk/c/{draft}/seat"
    assert "去接受席位" in newcomer.get(f"/desk/c/{draft}/").text
    assert "等监票人就位" in organiser.get(f"/desk/c/{draft}/").text
    assert "不一样" in words(
        newcomer.post(f"{seat}/accept", {"password": COLLECT, "again": "x"}, page=seat, follow_redirects=True)
    )
    assert "登录密码" in words(
        newcomer.post(f"{seat}/accept", {"password": PASSWORD, "again": PASSWORD}, page=seat, follow_redirects=True)
    )
    done = newcomer.post(f"{seat}/accept", {"password": COLLECT, "again": COLLECT}, page=seat, follow_redirects=True)
    assert "席位已接受" in words(done)
    publish = f"/desk/c/{draft}/publish"
    lacking = organiser.post(publish, {"name": "年度测评", "holder": "server"})
    assert lacking.status_code == 400
    assert "第 1 席的“监票员”还没有接受席位" in words(lacking)
    assert organiser.post(f"{path}/clear", page=path).status_code == 302
    assert "没有监票人席位" in words(newcomer.get(seat, follow_redirects=True))


def give(browser, made, words):
    """What is said when this share is given on the page of the own seat."""
    seat, page = f"/desk/c/{made.id}/seat", f"/desk/c/{made.id}/trial"
    return browser.post(f"{seat}/give", {"words": words}, page=page)


def take_on_phone(browser, made):
    """The whole way of a share, with everything that can go wrong on it."""
    seat = f"/desk/c/{made.id}/seat"
    assert "去领取" in browser.get(f"/desk/c/{made.id}/").text
    wrong = browser.post(f"{seat}/take", {"password": "不对 的 领取 密码"}, page=seat, follow_redirects=True)
    assert "领取密码不对" in words(wrong)
    found, fields = share_on(browser.post(f"{seat}/take", {"password": COLLECT}, page=seat))
    again = browser.post(f"{seat}/prove", fields | {"first": "acid", "second": "acid"}, page=seat)
    assert "与份额不符" in words(again)
    assert "share-words" not in again.text
    assert "请输入这个词" in words(browser.post(f"{seat}/prove", fields | {"first": ""}, page=seat))
    assert "服务器上已经没有它" in words(browser.post(f"{seat}/prove", fields, page=seat, follow_redirects=True))
    return " ".join(found)


def test_shares_are_taken_apart_and_tried_before_tickets_are_made(organiser, enter, sqlite_only):
    made = arranged(sqlite_only, **TEN)
    made.accept()
    form = {"name": "年度测评", "holder": "server", "days": "10"}
    answer = organiser.post(f"/desk/c/{made.id}/publish", form)
    assert "结果确认以后 10 天" in words(organiser.get(f"/desk/c/{made.id}/"))
    assert answer.location.endswith(f"/desk/c/{made.id}/seats")
    blocked = organiser.post(f"/desk/c/{made.id}/tickets", {"name": "年度测评", "layout": "3x8"}, follow_redirects=True)
    assert "已领取 0 份" in words(blocked)
    browsers = {name: enter(name) for name in OTHERS}
    shares = {name: take_on_phone(browser, made) for name, browser in browsers.items()}
    for name, whose, said in (
        ("甲", "乙", "第 2 席的份额，不是您的"),
        ("甲", "甲", "还等其余监票人"),
        ("甲", "甲", "已经交过"),
        ("乙", "乙", "试开箱成功"),
    ):
        give(browsers[name], made, shares[whose])
        assert said in words(browsers[name].get(f"/desk/c/{made.id}/seat"))
    assert organiser.get(f"/desk/c/{made.id}/trial").status_code == 200


def require_no_share_lost(settings, made, share):
    """The k-th share while an opening is done that began after its page was asked for: those that lie there stay."""
    now = datetime.now(UTC)
    began = jobs.start(settings, made.desk, made.id, [])
    assert began is not None
    with pytest.raises(OpeningUnderWay):
        jobs.give(settings, made.desk, made.id, made.account(1), share, now)
    jobs.cancel(made.desk, began)
    assert giving.given(made.desk, made.id, OPENING, now) == (3,)


def test_a_box_is_opened_by_shares_from_afar_and_its_seats_certify(organiser, enter, sqlite_only):
    made = published(sqlite_only, **TEN)
    shares = dict(zip(OTHERS, made.take(), strict=True))
    giving.try_open(made.desk, made.id, list(shares.values()), NOW)
    live = made.live()
    live.codes = factories.issue_tickets(live)
    for code in live.codes["A"][:6]:
        factories.cast(live, code, {0: 1, 2: 2})
    closing.close(live.desk, live.box, live.id, NOW)
    first, third = enter("甲"), enter("丙")
    assert "交出份额" in third.get(f"/desk/c/{made.id}/").text
    give(third, made, shares["丙"])
    seat, certify = f"/desk/c/{made.id}/seat", f"/desk/c/{made.id}/certify"
    assert "第 3 席" in words(first.get(seat))
    assert "已经交来的" in words(organiser.get(f"/desk/c/{made.id}/open"))
    require_no_share_lost(bench_of(organiser).settings, made, shares["甲"])
    assert give(first, made, shares["甲"]).location.endswith("/open/progress")
    assert give(enter("乙"), made, shares["乙"]).location.endswith("/open/progress")  # it is under way already
    assert "计票完成" in wait_for_count(first, made.id)
    assert "票箱已开" in words(first.get(seat))
    assert "试开箱" in words(first.get(certify))
    stranger = enter(NAMES["scrutineer"])
    assert "确认结果" not in words(stranger.get(certify))
    refused = stranger.post(f"{certify}/confirm", {"password": PASSWORD}, page=certify, follow_redirects=True)
    assert "没有监票人席位" in words(refused)


def test_in_one_room_shares_are_shown_one_by_one_in_the_browser_that_published(organiser, signed_in, sqlite_only):
    made = arranged(sqlite_only, Way.ROOM, **TEN)
    answer = organiser.post(f"/desk/c/{made.id}/publish", {"name": "年度测评", "holder": "server"})
    room = f"/desk/c/{made.id}/room"
    assert answer.location.endswith(room)
    cookie = answer.headers["Set-Cookie"]
    assert {"HttpOnly", f"Path={room}"} <= set(cookie.split("; "))
    assert "去分发份额" in organiser.get(f"/desk/c/{made.id}/").text
    other = signed_in("admin")
    assert "没有分发用的钥匙" in words(other.get(room))
    assert "那个浏览器里分发" in words(other.post(f"{room}/show/1", page=room))
    found = []
    for number in (1, 2, 3):
        page = organiser.post(f"{room}/show/{number}", page=room)
        assert page.headers["Cache-Control"] == "no-store"
        share, fields = share_on(page)
        found.append(" ".join(share))
        organiser.post(f"{room}/prove", fields, page=room)
    assert "席位：3；步骤：当场显示份额" in words(other.get("/desk/log"))
    done = organiser.get(room)
    assert "试开箱" in words(done)
    assert "evalsite_room=;" in done.headers["Set-Cookie"]
    trial = f"/desk/c/{made.id}/trial"
    assert "需要 2 份" in words(organiser.post(trial, {"words": found[0]}))
    assert "试开箱成功" in words(organiser.post(trial, {"words": "\n\n".join(found[1:])}, follow_redirects=True))
    assert "可以制作测评码" in words(organiser.get(room))
    assert "去制作测评码" in organiser.get(f"/desk/c/{made.id}/seats").text


def test_lost_shares_and_holders_who_left_are_told_on_the_campaigns_page(organiser, enter, sqlite_only):
    made = published(sqlite_only, **TEN)
    first = enter("甲")
    seat = f"/desk/c/{made.id}/seat"
    path, page = f"/desk/c/{made.id}/seats/fewer", f"/desk/c/{made.id}/seats"
    shares = made.take(1, 2)
    assert "勾选" in words(organiser.post(path, {"name": "年度测评"}, page=page, follow_redirects=True))
    organiser.post(path, {"name": "年度测评", "sure": "y"}, page=page)
    assert "已确认不等" in words(organiser.get(page))
    assert "去试开箱" in organiser.get(f"/desk/c/{made.id}/").text
    giving.try_open(made.desk, made.id, shares, NOW)
    keeping_accounts.deactivate(sqlite_only.desk, "乙")
    assert "再少一份就打不开" in words(organiser.get(f"/desk/c/{made.id}/"))
    assert "已报丢失" in words(first.post(f"{seat}/lost", {"lost": "y"}, page=seat, follow_redirects=True))
    alarm = words(organiser.get(f"/desk/c/{made.id}/"))
    assert "不要发放测评条" in alarm
    assert "复制成新活动" in alarm
    logged = [one.details for one in recording.entries(made.desk) if one.details.get("seat")]
    assert logged == [{"seat": "1"}]
    assert "已撤销报失" in words(first.post(f"{seat}/lost", page=seat, follow_redirects=True))
    third = enter("丙")
    share_on(third.post(f"{seat}/take", {"password": COLLECT}, page=seat))
    assert "已经显示过 1 次" in words(third.get(seat))
    held = taking.take(made.desk, SETTINGS, made.id, made.account(3), COLLECT, NOW)
    made.prove(held)
    assert "领取" in words(third.post(f"{seat}/take", {"password": COLLECT}, page=f"{seat}", follow_redirects=True))


def test_wrong_shares_are_told_on_the_page_of_the_opening_at_once(organiser, sqlite_only):
    made = published(sqlite_only, **TEN)
    shares = made.take()
    giving.try_open(made.desk, made.id, shares, NOW)
    closing.close(made.desk, sqlite_only.box, made.id, NOW)
    path = f"/desk/c/{made.id}/open"
    assert "需要 2 份" in words(organiser.post(path, {"name": "年度测评", "words": shares[0]}))
    assert "读不出来" in words(organiser.post(path, {"name": "年度测评", "words": "acid"}))
    assert organiser.post(path, {"name": "年度测评", "words": "\n\n".join(shares[:2])}).location.endswith("/progress")


def test_pages_of_seats_lead_back_where_there_are_none(organiser, signed_in, sqlite_only):
    live = factories.publish(sqlite_only)
    for page in ("seats", "room", "trial", "seat"):
        assert organiser.get(f"/desk/c/{live.id}/{page}").location.endswith(f"/desk/c/{live.id}/"), page
    assert preparing.get(sqlite_only.desk, live.id).state.value == "published"
    made = arranged(sqlite_only, Way.ROOM)
    assert "您已就位" in words(signed_in_as_holder(signed_in, made))


def signed_in_as_holder(signed_in, made):
    """The own seat of the scrutineer of the desk's tests, put into the campaign."""
    names = [Wanted(one, one) for one in (NAMES["scrutineer"], "甲")]
    seating.arrange(made.desk, made.id, 2, Way.ROOM, names)
    return signed_in("scrutineer").get(f"/desk/c/{made.id}/seat")
