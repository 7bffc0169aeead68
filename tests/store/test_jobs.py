"""Jobs: the last of a kind is the one that began last, and of two workers one has the lease."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from evalsite.store import jobs

NOW = 1_790_000_000


@pytest.fixture
def desk(ledgers):
    return ledgers.desk


def add(desk, kind="reports", campaign="c-1", **more) -> Any:
    with desk.write() as connection:
        return jobs.add(connection, campaign, kind, NOW, **more)


def take(desk, job) -> Any:
    with desk.write() as connection:
        return jobs.take(connection, job.id, NOW)


def test_the_last_job_is_the_one_that_began_last_however_quickly_they_follow(desk):
    for number in (1, 2, 3):
        made = add(desk, arguments={"forms": ["pdf"]}, account="组织科")
        with desk.write() as connection:
            assert jobs.find_latest(connection, "c-1", "reports") == made
            assert made.number == number
            assert jobs.cancel(connection, made.id, NOW)
            assert not jobs.cancel(connection, made.id, NOW)
    with desk.read() as connection:
        assert [job.number for job in jobs.of_campaign(connection, "c-1")] == [3, 2, 1]
        assert jobs.active(connection) == []


def test_what_somebody_asked_for_last_is_found_also_within_one_second_and_over_campaigns(desk):
    for number in range(8):
        made = add(desk, kind="import", campaign=f"c-{number}", account="组织科")
        add(desk, kind="import", campaign=f"d-{number}", account="别的科")
        with desk.read() as connection:
            assert jobs.find_latest_of(connection, "组织科", "import") == made


def test_of_one_kind_and_campaign_one_is_under_way(desk):
    first = add(desk)
    assert add(desk) is None
    assert add(desk, kind="open") is not None
    assert add(desk, campaign="c-2") is not None
    held = take(desk, first)
    assert add(desk) is None
    with desk.write() as connection:
        assert jobs.finish(connection, held, NOW, "made")
    assert add(desk) is not None


def test_of_many_who_want_a_lease_at_once_one_gets_it(desk):
    job = add(desk)
    with ThreadPoolExecutor(8) as pool:
        taken = [found for found in pool.map(lambda _: take(desk, job), range(8)) if found]
    assert [found.fence for found in taken] == [1]


def test_a_worker_that_was_believed_dead_changes_nothing_when_it_comes_back(desk):
    first = take(desk, add(desk))
    with desk.write() as connection:
        assert jobs.beat(connection, first, NOW, done=1, total=2)
        assert not jobs.free(connection, first)  # it has given a sign of life since
        seen: Any = jobs.find(connection, first.id)
        assert jobs.free(connection, seen)
        assert not jobs.free(connection, seen)
        second: Any = jobs.take(connection, first.id, NOW)
        assert not jobs.beat(connection, first, NOW, done=2, total=2)
        assert not jobs.finish(connection, first, NOW, "too late")
        assert jobs.beat(connection, second, NOW, done=0, total=2)
        assert jobs.finish(connection, second, NOW, "made")
        found: Any = jobs.find(connection, first.id)
    assert (found.state, found.message, found.fence) == (jobs.DONE, "made", 2)


def test_who_works_on_a_cancelled_job_learns_it_but_what_is_done_is_done(desk):
    held = take(desk, add(desk))
    with desk.write() as connection:
        assert jobs.cancel(connection, held.id, NOW)
        assert not jobs.beat(connection, held, NOW, done=1, total=2)
        found: Any = jobs.find(connection, held.id)
        assert found.state == jobs.CANCELLED
        assert jobs.finish(connection, held, NOW, "it was too late to stop")
        assert not jobs.cancel(connection, held.id, NOW)
