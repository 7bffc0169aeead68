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
from evalsite.jobs.running import Cancelled, Task
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
    data = slipping.fetch(bench.settings, bench.desk, slipping.ready(bench.settings, bench.desk, live.id))
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


def silent(_done, _total):
    pass


def test_a_job_is_done_with_its_tickets_whatever_becomes_of_its_worker(bench, live, job):
    with bench.desk.write() as connection:
        mine = jobs.take(connection, job.id, 0)
    assert mine is not None
    slipping.work(Task(bench, mine, silent))  # and dies
    assert (last(bench, live).state, last(bench, live).message) == (jobs.DONE, "1")
    assert not running.cancel(bench.desk, job)
    require_the_codes(bench, live)


def test_slips_that_are_called_off_at_the_last_moment_leave_those_that_were_made_before(bench, live, job):
    running.run(bench, job.id)
    anew = slipping.start(bench.settings, bench.desk, live.id, replace(CHOICE, batches=()), anew=True)
    assert anew is not None
    with bench.desk.write() as connection:
        mine = jobs.take(connection, anew.id, 0)
    assert mine is not None

    def call_off(_done, _total):
        running.cancel(bench.desk, anew)

    with pytest.raises(Cancelled):
        slipping.work(Task(bench, mine, call_off))
    assert last(bench, live).state == jobs.CANCELLED
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
        slipping.work(Task(bench, dead, silent))
    require_the_codes(bench, live)
    with pytest.raises(AlreadyIssued):
        slipping.start(bench.settings, bench.desk, live.id, CHOICE)


def test_a_worker_that_was_believed_dead_and_ends_first_issues_nothing(bench, live, job):
    dead = taken(bench, job)
    with bench.desk.write() as connection:
        second = jobs.take(connection, job.id, 0)
    assert second is not None
    came_back: list[str] = []

    def progress(_done, _total):
        if not came_back:
            came_back.append("")
            with pytest.raises(Cancelled):
                slipping.work(Task(bench, dead, silent))

    assert slipping.work(Task(bench, second, progress)) == "2"
    assert came_back
    require_the_codes(bench, live)


def test_slips_that_are_made_anew_leave_no_file_of_the_old_ones_and_none_is_fetched_late(bench, live, job):
    running.run(bench, job.id)
    old = slipping.ready(bench.settings, bench.desk, live.id)
    anew = slipping.start(bench.settings, bench.desk, live.id, replace(CHOICE, batches=()), anew=True)
    assert anew is not None
    running.run(bench, anew.id)
    require_the_codes(bench, live)
    with pytest.raises(SlipsGone):
        slipping.fetch(bench.settings, bench.desk, old)
