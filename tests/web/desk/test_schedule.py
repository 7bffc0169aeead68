"""Boxes that close by themselves: not before two looks agree that the deadline has passed, and again after a failure."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from evalsite.core.campaign import Rule
from evalsite.core.timing import Look
from evalsite.jobs import closing, kinds, running
from evalsite.jobs.watching import Deadlines
from evalsite.store import jobs
from evalsite.usecases import preparing, scheduling
from evalsite.usecases.closing import statement_of
from evalsite.web.language import COOKIE
from tests import factories
from tests.factories import NOW
from tests.web.desk.conftest import bench_of, words, work_off

CLOSES = NOW + timedelta(hours=1)


@pytest.fixture
def live(sqlite_only):
    live = factories.publish(sqlite_only, factories.small_campaign(tickets=12, closes=CLOSES))
    for code in live.codes["A"][:6]:
        factories.cast(live, code, {0: 1})
    return live


@pytest.fixture
def looks(organiser):
    """Lets the worker look at the deadlines so many seconds after the deadline, by a clock of its own."""
    seen: list[Look] = []
    deadlines = Deadlines(bench_of(organiser), lambda: seen[-1])

    def look(late: float, steady: float) -> None:
        seen.append(Look(CLOSES.timestamp() + late, steady))
        deadlines()

    return look


def state(live):
    return preparing.get(live.desk, live.id).state.value


def test_the_worker_closes_the_box_when_two_looks_agree_and_the_page_says_so(organiser, live, looks):
    assert "到期自动封箱" in words(organiser.get(f"/desk/c/{live.id}/"))
    for late, steady in ((-5, 100), (-1, 104), (3600, 108), (3600, 109), (8, 120), (9, 121)):
        looks(late, steady)
    assert running.latest(live.desk, live.id, kinds.CLOSE) is None  # the clock jumped an hour on, and back
    looks(14, 126)
    work_off(organiser)
    assert state(live) == "closed"
    assert "到期由系统自动封箱" in words(organiser.get(f"/desk/c/{live.id}/"))
    assert "1. 封箱 已完成 1 / 1 按时间自动" in words(organiser.get(f"/desk/c/{live.id}/jobs"))
    looks(30, 200)
    looks(40, 210)
    assert len(running.all_of(live.desk, live.id)) == 1


def test_the_day_of_closing_is_that_of_the_people(organiser, live):
    """Where it is another day than in Greenwich, which it always is at one end of the world."""
    bench = bench_of(organiser)
    elsewhere = "Etc/GMT+12" if datetime.now(UTC).hour < 12 else "Etc/GMT-14"
    closing.start(bench, live.id)
    (waiting,) = running.all_of(live.desk, live.id)
    running.run(replace(bench, settings=replace(bench.settings, timezone=elsewhere)), waiting.id)
    there = datetime.now(ZoneInfo(elsewhere)).date()
    assert there != datetime.now(UTC).date()
    assert statement_of(preparing.get(live.desk, live.id))["closed"] == there.isoformat()


def test_a_closing_that_fails_is_told_tried_again_and_given_up_after_a_while(organiser, live, sqlite_only):
    bench = bench_of(organiser)

    def fail(minutes_ago: int) -> None:
        closing.start(bench, live.id)
        with sqlite_only.desk.write() as connection:
            for job in jobs.active(connection):
                held = jobs.take(connection, job.id, 0)
                assert held is not None
                when = job.created - 60 * minutes_ago
                jobs.beat(connection, held, when, state=jobs.FAILED, message="数据库正忙，请稍后再试。")

    fail(0)
    assert "自动封箱没有成功 数据库正忙" in words(organiser.get(f"/desk/c/{live.id}/"))
    fail(0)
    assert len(running.all_of(live.desk, live.id)) == 1  # not at once
    with sqlite_only.desk.write() as connection:
        connection.exec_driver_sql("UPDATE job SET touched = touched - 3600")
    for _ in range(closing.MOST_TRIES + 3):
        fail(2)
    assert len(running.all_of(live.desk, live.id)) == closing.MOST_TRIES


def test_why_a_job_failed_is_told_in_the_language_of_whoever_looks(organiser, live):
    bench = bench_of(organiser)
    closing.start(bench, live.id)
    (job,) = running.all_of(live.desk, live.id)
    with bench.desk.write() as connection:
        for _ in range(running.MOST_TAKES):
            held = jobs.take(connection, job.id, 0)
            assert held is not None
            jobs.beat(connection, held, 0, state=jobs.WAITING)
    running.run(bench, job.id)
    page = f"/desk/c/{live.id}/jobs"
    assert "试了几次，每次都中断" in words(organiser.get(page))
    organiser.client.set_cookie(COOKIE, "en", path="/desk")
    assert "It was tried several times and broke off each time" in words(organiser.get(page))


def test_a_box_that_organisers_close_themselves_is_left_alone(sqlite_only):
    for rules, by_itself in (((), True), ((Rule("到期自动封箱", "", "否"),), False)):
        campaign = factories.small_campaign(closes=CLOSES, rules=rules, closes_itself=by_itself)
        live = factories.publish(sqlite_only, campaign)
        assert (live.id in [one.campaign for one in scheduling.to_close(live.desk)]) is by_itself
    without = factories.publish(sqlite_only)
    assert without.id not in [one.campaign for one in scheduling.to_close(without.desk)]
