"""What the desk says when something says no: words for an organiser, not those for a phone nor for a terminal."""

import logging

import pytest

from evalsite.core.refusals import Busy, TypesettingFailed
from evalsite.paper.batch import Press
from evalsite.usecases import closing
from tests import factories
from tests.factories import NOW
from tests.web.desk.conftest import wait_for_count, words, work_off

NAME = "年度测评"


@pytest.fixture
def live(sqlite_only):
    return factories.publish(sqlite_only, factories.two_electorates(12, 6))


def out_of_order(*_arguments, **_options):
    raise Busy(kind="OperationalError", where="postgresql://clerk@db/desk")


def test_a_database_that_is_down_is_no_matter_of_the_organisers_ballot(organiser, monkeypatch):
    monkeypatch.setattr("evalsite.usecases.preparing.list_all", out_of_order)
    answer = organiser.get("/desk/")
    assert answer.status_code == 503
    assert "数据库现在读不了或写不进去" in words(answer)
    assert "选票" not in words(answer)
    assert "clerk" not in words(answer)


def test_a_count_that_a_database_breaks_off_says_so_in_the_same_words(organiser, sqlite_only, live, monkeypatch):
    closing.close(sqlite_only.desk, sqlite_only.box, live.id, NOW)
    monkeypatch.setattr("evalsite.usecases.opening.open_box", out_of_order)
    organiser.post(f"/desk/c/{live.id}/open", {"name": NAME})
    said = wait_for_count(organiser, live.id)
    assert "数据库现在读不了或写不进去" in said
    assert "选票还没有投出" not in said


def test_closing_a_box_that_lacks_the_campaign_sends_nobody_to_scan_a_slip(organiser, live, monkeypatch):
    monkeypatch.setattr("evalsite.store.box.find_campaign", lambda *_: None)
    begun = organiser.post(f"/desk/c/{live.id}/close", {"name": NAME})
    work_off(organiser)
    said = words(organiser.get(begun.location))
    assert "票箱里没有这个测评活动的记录" in said
    assert "扫码" not in said


def test_a_campaign_that_is_not_there_is_looked_for_on_the_page_and_not_in_a_shell(organiser):
    said = words(organiser.get("/desk/c/c-00000000/"))
    assert "请从左侧“测评活动”进入" in said
    assert "evalsite" not in said


def test_a_report_that_cannot_be_set_leads_to_the_page_and_leaves_its_kind_in_the_log(
    organiser, sqlite_only, live, monkeypatch, caplog
):
    closing.close(sqlite_only.desk, sqlite_only.box, live.id, NOW)
    organiser.post(f"/desk/c/{live.id}/open", {"name": NAME})
    wait_for_count(organiser, live.id)

    def broken(*_):
        raise TypesettingFailed(problem="font not found: /srv/fonts")

    monkeypatch.setattr(Press, "make", broken)
    with caplog.at_level(logging.ERROR, "evalsite.desk"):
        answer = organiser.get(f"/desk/c/{live.id}/reports/D1.pdf")
    assert answer.status_code == 500
    assert "可先打开网页版报告" in words(answer)
    assert "/srv/fonts" not in words(answer)
    assert "typesetting_failed" in caplog.text
    assert "/srv/fonts" not in caplog.text
