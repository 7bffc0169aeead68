"""What goes wrong on a usual day: a tab left open over night, a step taken twice. The list is docs/bad-input.md."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from evalsite.usecases import closing, opening
from tests import factories
from tests.factories import NOW
from tests.web.desk.conftest import NAMES, PASSWORD, words

NAME = "年度测评"
SITE = "http://localhost"


def leave_open(browser, page):
    """A page with a form, and the session over before it is sent; what is sent is nobody's any more."""
    token = browser.token(page)
    browser.client.delete_cookie("evalsite_desk", path="/desk")
    return token


def sent_late(browser, page, **data):
    token = leave_open(browser, page)
    return browser.client.post(page, data={"csrf_token": token, **data}, headers={"Referer": f"{SITE}{page}"})


def test_a_form_sent_after_a_night_does_nothing_and_leads_back_to_its_page(organiser, sqlite_only):
    draft = factories.take_in(sqlite_only)
    page = f"/desk/c/{draft}/publish"
    late = sent_late(organiser, page, name=NAME, holder="server")
    assert parse_qs(urlsplit(late.location).query)["next"] == [page]
    assert "登录已过期，这次没有执行" in words(organiser.get(late.location))
    back = organiser.post(late.location, {"name": NAMES["organiser"], "password": PASSWORD})
    assert back.location == page
    assert "核对后发布" in words(organiser.get(f"/desk/c/{draft}/"))


@pytest.mark.parametrize(
    "referer", ["http://elsewhere.example/desk/import", "", f"{SITE}/b/why", f"{SITE}/desk/sign-in"]
)
def test_nobody_is_led_to_a_page_that_is_not_the_desks(organiser, referer):
    token = leave_open(organiser, "/desk/import")
    late = organiser.client.post("/desk/sign-out", data={"csrf_token": token}, headers={"Referer": referer})
    assert late.location == "/desk/sign-in"


def test_who_has_signed_in_anew_meanwhile_finds_the_way_back_to_the_form(organiser, sqlite_only):
    page = f"/desk/c/{factories.take_in(sqlite_only)}/publish"
    answer = organiser.client.post(page, data={"csrf_token": "of yesterday"}, headers={"Referer": f"{SITE}{page}"})
    assert answer.status_code == 400
    assert "没有执行" in words(answer)
    assert re.search(f'href="{page}"[^>]*>回到刚才那一页', answer.text)


@pytest.fixture
def finished(sqlite_only):
    """A campaign that is past publication and closing, and whose key has gone."""
    live = factories.publish(sqlite_only, factories.small_campaign(tickets=12))
    for code in live.codes["A"][:6]:
        factories.cast(live, code, {0: 1, 2: 2})
    closing.close(live.desk, live.box, live.id, NOW)
    opening.open_box(live.desk, live.box, live.id)
    opening.destroy_key(live.desk, live.id)
    return live


def test_a_step_from_a_page_of_yesterday_is_not_taken_again_and_says_why(organiser, finished):
    """A colleague has gone on meanwhile, or the button was pressed twice."""
    token = organiser.token("/desk/password")
    here = f"/desk/c/{finished.id}/"
    for step in ("publish", "rehearse", "extend", "close", "destroy-key", "destroy", "wipe"):
        again = organiser.client.post(here + step, data={"csrf_token": token, "name": NAME})
        assert again.location == here, step
        assert "没有执行：活动现在是“已开箱，待确认”，这一步已经做过，或者还轮不到" in words(organiser.get(here)), step
        assert organiser.get(here + step).location == here, step
    assert "没有执行" not in words(organiser.get(here))
