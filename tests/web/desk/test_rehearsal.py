"""Rehearsing at the desk: one action makes it, every page says what it is, one action wipes it."""

import io
import re
import zipfile

import pytest

from evalsite.usecases import closing, opening, preparing, rehearsing
from tests import factories
from tests.factories import NOW
from tests.web.desk.conftest import words, work_off

NAME = "年度测评"
BANNER = "演练，不计票"


@pytest.fixture
def draft(sqlite_only):
    return factories.take_in(sqlite_only, factories.small_campaign(tickets=12))


def rehearse(organiser, draft, **data):
    """The address of the rehearsal's page."""
    answer = organiser.post(f"/desk/c/{draft}/rehearse", {"holder": "server"} | data)
    assert answer.status_code == 302, words(answer)
    return answer.location


def test_a_draft_is_rehearsed_by_one_action_and_every_page_of_it_says_so(organiser, sqlite_only, draft):
    assert BANNER not in words(organiser.get(f"/desk/c/{draft}/"))
    page = rehearse(organiser, draft)
    (record,) = rehearsing.rehearsals_of(sqlite_only.desk, draft)
    organiser.post(f"{page}tickets", {"name": NAME})
    work_off(organiser)
    slips = organiser.post(f"{page}tickets/fetch", page=f"{page}tickets")
    assert slips.headers["Content-Disposition"].isascii()  # or the server refuses to send it
    assert "测评条.pdf" in zipfile.ZipFile(io.BytesIO(slips.data)).namelist()
    closing.close(sqlite_only.desk, sqlite_only.box, record.id, NOW)
    opening.open_box(sqlite_only.desk, sqlite_only.box, record.id)
    for path in ("", "tickets", "open", "results", "results/of/D1", "reports", "wipe"):
        assert BANNER in words(organiser.get(page + path)), path
    for path in ("?table=counts", "reconcile?table=accounts", "results?table=turnout"):
        assert BANNER in organiser.get(f"{page}{path}&file=csv").data.decode().splitlines()[0], path


def test_rehearsals_stand_apart_on_the_first_page(organiser, signed_in, sqlite_only, draft):
    rehearse(organiser, draft)
    page = organiser.get("/desk/")
    assert "全部活动（1）" in words(page)
    assert "演练（1）" in words(page)
    (record,) = rehearsing.list_all(sqlite_only.desk)
    assert page.text.index('id="rehearsals"') < page.text.index(record.id)
    assert record.id not in signed_in("reader").get("/desk/").text


def test_shares_of_a_rehearsal_are_shown_once_like_real_ones(organiser, draft):
    answer = organiser.post(f"/desk/c/{draft}/rehearse", {"holder": "people", "n": "3", "k": "2"})
    assert answer.status_code == 200
    assert len(re.findall("份额-[123]-共3份", answer.text)) >= 3
    assert BANNER in words(answer)


def test_a_rehearsal_is_wiped_when_its_name_is_typed(organiser, sqlite_only, draft):
    page = rehearse(organiser, draft)
    assert organiser.post(f"{page}wipe", {"name": "年度"}).status_code == 400
    assert len(rehearsing.list_all(sqlite_only.desk)) == 1
    answer = organiser.post(f"{page}wipe", {"name": NAME})
    assert answer.location.endswith(f"/desk/c/{draft}/")
    assert "演练已清除" in words(organiser.get(answer.location))
    assert rehearsing.list_all(sqlite_only.desk) == []
    assert organiser.get(page).status_code == 404


def test_what_counts_has_no_page_for_wiping(organiser, draft):
    assert organiser.get(f"/desk/c/{draft}/wipe").status_code == 302


def test_publishing_asks_to_wipe_and_does_it(organiser, sqlite_only, draft):
    rehearse(organiser, draft)
    publish = f"/desk/c/{draft}/publish"
    assert "还有 1 次演练没有清除" in words(organiser.get(publish))
    asked = organiser.post(publish, {"name": NAME, "holder": "server"})
    assert asked.status_code == 400
    assert "勾选“发布时清除演练”" in words(asked)
    assert organiser.post(publish, {"name": NAME, "holder": "server", "wipe": "y"}).status_code == 302
    assert rehearsing.list_all(sqlite_only.desk) == []
    assert preparing.get(sqlite_only.desk, draft).state == "published"


def test_a_scrutineer_neither_rehearses_nor_wipes(signed_in, organiser, draft):
    page = rehearse(organiser, draft)
    scrutineer = signed_in("scrutineer")
    assert scrutineer.get(f"/desk/c/{draft}/rehearse").status_code == 403
    assert scrutineer.get(f"{page}wipe").status_code == 403
    assert BANNER in words(scrutineer.get(page))
