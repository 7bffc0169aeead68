"""Slips made by workers that die, come back, or are two: tickets count once, and the file that waits has just their codes."""

import csv
import io
import zipfile
from dataclasses import replace

import pytest

from evalsite.core import ticket as codes
from evalsite.core.batches import Batch
from evalsite.core.refusals import AlreadyIssued, SlipsGone
from evalsite.jobs import running, slipping
from evalsite.jobs.running import Task
from evalsite.paper.layouts import Layout
from evalsite.paper.slipping import Choice
from evalsite.store import jobs, roll
from evalsite.usecases import holding
from tests import factories
from tests.web.desk.conftest import bench_of

CHOICE = Choice(Layout.LARGE, (Batch("A", "第一科", 12),), with_csv=True)


@pytest.fixture
def bench(organiser):
    return bench_of(organiser)


@pytest.fixture
def live(sqlite_only):
    return factories.publish(sqlite_only, factories.small_campaign(tickets=12), issue=False)


@pytest.fixture
def job(bench, live):
    return slipping.start(bench.settings, bench.desk, live.id, CHOICE, account="组织科")


def again(bench, job):
    """The job as it stands when its worker has died: it waits."""
    with bench.desk.write() as connection:
        connection.exec_driver_sql(f"UPDATE job SET state = 'waiting', message = '' WHERE id = '{job.id}'")


def taken(bench, job):
    """The lease of a job, taken and lost again."""
    with bench.desk.write() as connection:
        mine = jobs.take(connection, job.id, 0)
        assert mine is not None
        assert jobs.free(connection, mine)
    return mine


def last(bench, live):
    return running.latest(bench.desk, live.id, "slips")


def require_the_codes(bench, live):
    """What waits holds the tickets that count, all of them and no other."""
    job = last(bench, live)
    assert job.state == jobs.DONE, job.message
    data = slipping.fetch(bench.settings, bench.desk, slipping.ready(bench.settings, bench.desk, job))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        lines = list(csv.DictReader(io.StringIO(package.read("tickets.csv").decode())))
    assert len(lines) == 12
    with bench.desk.read() as connection:
        for line in lines:
            ticket = roll.find_ticket(connection, codes.code_hash(line["code"]))
            assert ticket is not None
            assert (ticket.campaign, ticket.state) == (live.id, roll.UNUSED)
        assert roll.counts(connection, live.id) == {"A": (12, 0)}
    assert len(list(bench.settings.outputs(live.id).iterdir())) == 1


def test_a_job_whose_worker_died_after_its_tickets_counted_is_only_noted_as_done(bench, live, job):
    running.run(bench, job.id)
    require_the_codes(bench, live)
    again(bench, job)
    running.run(bench, job.id)
    assert (last(bench, live).fence, last(bench, live).message) == (2, "1")
    require_the_codes(bench, live)


def test_a_file_whose_worker_died_before_its_tickets_counted_gives_way_to_another(bench, live, job):
    mine = taken(bench, job)
    held = slipping._held(bench.settings.outputs(live.id), mine, 1)
    holding.keep(bench.desk, bench.settings.require_secret(), held, bytes(32) + b"PK", 2_000_000_000)
    running.run(bench, job.id)
    assert last(bench, live).message == "2"
    require_the_codes(bench, live)


def test_a_worker_that_was_believed_dead_spoils_nothing_whoever_comes_first(bench, live, job):
    dead = taken(bench, job)
    running.run(bench, job.id)
    with pytest.raises(AlreadyIssued):
        slipping.work(Task(bench, dead, lambda _done, _total: None))
    require_the_codes(bench, live)
    with pytest.raises(AlreadyIssued):
        slipping.start(bench.settings, bench.desk, live.id, CHOICE)


def test_a_worker_that_was_believed_dead_and_ends_first_has_made_the_slips(bench, live, job):
    dead = taken(bench, job)
    with bench.desk.write() as connection:
        second = jobs.take(connection, job.id, 0)
    assert second is not None
    came_back: list[str] = []

    def progress(_done, _total):
        if not came_back:
            came_back.append(slipping.work(Task(bench, dead, lambda _done, _total: None)))

    assert slipping.work(Task(bench, second, progress)) == "1"
    assert came_back == ["1"]
    with bench.desk.write() as connection:
        jobs.finish(connection, second, 0, "1")
    require_the_codes(bench, live)


def test_slips_that_are_made_anew_leave_no_file_of_the_old_ones_and_none_is_fetched_late(bench, live, job):
    running.run(bench, job.id)
    old = slipping.ready(bench.settings, bench.desk, last(bench, live))
    anew = slipping.start(bench.settings, bench.desk, live.id, replace(CHOICE, batches=()), anew=True)
    assert anew is not None
    running.run(bench, anew.id)
    require_the_codes(bench, live)
    with pytest.raises(SlipsGone):
        slipping.fetch(bench.settings, bench.desk, old)
