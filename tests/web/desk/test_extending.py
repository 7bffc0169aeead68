"""延期 at the desk: asked for on a page, told on the campaign's page, and only while it makes sense."""

from datetime import UTC, datetime, timedelta

import pytest

from evalsite.usecases import closing
from tests import factories
from tests.factories import NOW
from tests.web.desk.conftest import words

CLOSES = datetime.now(UTC) + timedelta(days=400)  # pages go by the clock
PAGE = "/desk/c/{}/extend"


@pytest.fixture
def live(sqlite_only):
    return factories.publish(sqlite_only, factories.small_campaign(closes=CLOSES))


def ask(organiser, live, until, reason="受台风影响"):
    return organiser.post(PAGE.format(live.id), {"until": until, "reason": reason})


def at(days):
    return (CLOSES + timedelta(days=days)).strftime("%Y-%m-%dT12:00")


def test_an_organiser_extends_and_everybody_sees_it(organiser, signed_in, live):
    assert ask(organiser, live, at(2)).status_code == 302
    ask(organiser, live, at(5), "再等三天")
    page = words(signed_in("scrutineer").get(f"/desk/c/{live.id}/"))
    assert "延期公告 第 2 号" in page
    assert "原因：受台风影响" in page
    assert "原因：再等三天" in page
    assert "12:00，到期自动封箱" in page


def test_what_cannot_be_is_said_on_the_page_with_what_was_filled_in(organiser, live):
    for until, reason, said in (
        (at(-2), "受台风影响", "只能延后，不能提前"),
        (at(2), "长" * 201, "不超过 200 个字"),
        (at(2), "", "请写明延期的原因"),
        ("", "受台风影响", "请填写新的截止时间"),
    ):
        answer = ask(organiser, live, until, reason)
        assert answer.status_code == 400
        assert said in words(answer)
        assert reason in answer.text


def test_where_there_is_nothing_to_extend_the_page_leads_back(organiser, sqlite_only, live):
    without = factories.publish(sqlite_only)
    assert organiser.get(PAGE.format(without.id)).location == f"/desk/c/{without.id}/"
    closing.close(sqlite_only.desk, sqlite_only.box, live.id, NOW)
    assert organiser.get(PAGE.format(live.id)).location == f"/desk/c/{live.id}/"
