"""The big screen: on and off, seen by strangers, and never a word of a result."""

import re

import pytest

from evalsite.usecases import closing, opening
from evalsite.web.desk.showing import Stage
from tests import factories
from tests.factories import NOW
from tests.web.desk.conftest import words


@pytest.fixture
def live(sqlite_only):
    return factories.publish(sqlite_only, factories.two_electorates(12, 6))


def switch(browser, live, to):
    """The path under which the screen hangs now; nothing when it is off."""
    page = f"/desk/c/{live.id}/hall"
    browser.post(page, {"to": to})
    found = re.search(r'href="(/desk/hall/[^"]+)"', browser.get(page).text)
    return found[1] if found else ""


def test_a_screen_is_seen_by_strangers_while_it_is_on_and_under_its_last_address_only(organiser, stranger, live):
    first = switch(organiser, live, "on")
    assert "年度测评" in words(stranger.get(first))
    second = switch(organiser, live, "on")
    assert first != second
    assert "大屏没有打开" in words(stranger.get(first))
    assert "年度测评" in words(stranger.get(second))
    assert switch(organiser, live, "off") == ""
    assert words(stranger.get(second)) == words(stranger.get("/desk/hall/nothing"))


def test_the_screen_tells_how_to_scan_the_check_code_and_turnout_in_steps(organiser, stranger, live):
    for code in live.codes["A"][:7]:
        factories.cast(live, code, {0: 1})
    text = words(stranger.get(switch(organiser, live, "on")))
    assert "自己测评条上" in text
    assert live.published.fingerprint in text.replace(" ", "")
    assert "职工 已投 ≥ 5 / 12" in text
    assert "服务对象 不足 5 / 6" in text


def test_the_screen_never_shows_anything_of_a_result(organiser, stranger, live):
    address = switch(organiser, live, "on")
    for code in live.codes["A"]:
        factories.cast(live, code, {0: 1})
    closing.close(live.desk, live.box, live.id, NOW)
    closed = words(stranger.get(address))
    opening.open_box(live.desk, live.box, live.id)
    assert "票箱已封存" in closed
    assert words(stranger.get(address)) == closed
    assert not re.search(r"优秀|得分|第一科|≥", closed)
    assert all(
        stage.sealed for stage in Stage if stage.place > 2
    )  # what a later state is called, its screen is the same


def test_a_screen_waits_until_there_are_tickets(organiser, sqlite_only):
    live = factories.publish(sqlite_only, issue=False)
    assert switch(organiser, live, "on") == ""
    assert "制作测评码以后可以打开" in words(organiser.get(f"/desk/c/{live.id}/hall"))


def test_the_screen_of_a_rehearsal_says_so(organiser, stranger, sqlite_only):
    live = factories.publish(sqlite_only, factories.small_campaign(rehearsal=True))
    assert "演练，不计票" in words(stranger.get(switch(organiser, live, "on")))


def test_a_reminder_is_offered_while_people_vote(organiser, live):
    page = f"/desk/c/{live.id}/hall"
    assert "本提醒发给全体" in words(organiser.get(page))
    closing.close(live.desk, live.box, live.id, NOW)
    assert "本提醒发给全体" not in words(organiser.get(page))
