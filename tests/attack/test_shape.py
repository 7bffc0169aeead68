"""From outside one vote looks like another: lengths, headers, logs, and what files there are."""

import sqlite3
from contextlib import closing

from evalsite.core import ticket as codes
from evalsite.jobs import kinds, running
from evalsite.store import jobs
from tests.attack.campaigns import COMMANDS, VOTERS

DATABASES = ("desk.sqlite3", "box.sqlite3")
QUEUE = "jobs.sqlite3"  # of ids of jobs (jobs/queue.py)


def of(left, path):
    return [answer for answer in left.answers if answer.path == path]


def test_every_stamp_and_every_drop_is_as_long_as_the_others_both_ways(left_on_sqlite):
    """Although some wrote long comments and some none."""
    written = {trip.envelope for trip in left_on_sqlite.hall.trips}
    assert len(written) == VOTERS
    for path in ("/b/stamp", "/b/drop"):
        answers = of(left_on_sqlite, path)
        assert len(answers) == VOTERS
        assert len({(one.asked, one.status, one.length) for one in answers}) == 1, path


def test_headers_of_all_stamps_are_alike_and_so_are_those_of_all_drops(left_on_sqlite):
    for path in ("/b/stamp", "/b/drop"):
        headers = {tuple(pair for pair in one.headers if pair[0] != "date") for one in of(left_on_sqlite, path)}
        assert len(headers) == 1, path
        assert ("connection", "close") in headers.pop()


def test_no_answer_to_a_voter_sets_a_cookie(left_on_sqlite, left_on_postgres):
    for left in (left_on_sqlite, left_on_postgres):
        assert len(left.answers) == 3 * VOTERS
        for answer in left.answers:
            assert "set-cookie" not in dict(answer.headers), answer.path
            assert "cookie" not in dict(answer.headers).get("vary", "").lower(), answer.path


def test_no_answer_may_be_kept_by_a_cache(left_on_sqlite):
    assert {dict(answer.headers)["cache-control"] for answer in left_on_sqlite.answers} == {"no-store"}


def test_the_server_writes_no_line_for_any_vote(left_on_sqlite):
    """gunicorn's own output and ours, from the first vote to the last and through the closing: not one byte."""
    assert left_on_sqlite.log_before
    assert left_on_sqlite.log_after == left_on_sqlite.log_before


def test_an_instance_holds_its_databases_its_outputs_and_no_other_file(left_on_sqlite):
    beside = {f"{name}{end}" for name in DATABASES for end in ("-journal", ".lock")}
    outputs = {name for name in COMMANDS if "." in name}
    beside.add(f"{QUEUE}-journal")
    expected = {*DATABASES, QUEUE, *beside, *outputs, "tickets.csv", "server.log"}
    names = {name for name in left_on_sqlite.after.files if "/" not in name}
    assert names <= {*expected, "secret_key"}
    inside = left_on_sqlite.after.files
    assert all(inside[name].content == b"" for name in beside & names)


def test_the_queue_of_jobs_has_nothing_to_tell_of_a_vote(left_on_sqlite, tmp_path):
    """Although the job that closed the box has gone through it."""
    hall, content, copy = left_on_sqlite.hall, left_on_sqlite.after.files[QUEUE].content, tmp_path / QUEUE
    closed = running.latest(hall.live.desk, hall.live.id, kinds.CLOSE)
    assert closed is not None
    assert closed.state == jobs.DONE
    secrets = {codes.code_hash(code) for code in hall.issued} | {trip.blinded for trip in hall.trips}
    secrets |= {part for one in hall.envelopes() for part in (one.leaf, one.digest, one.stamp)}
    written = {code.encode() for code in hall.issued} | secrets | {one.hex().encode() for one in secrets}
    assert not any(one in content for one in written)
    copy.write_bytes(content)
    with closing(sqlite3.connect(copy)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert tables
        assert {
            name: connection.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in tables
        } == dict.fromkeys(tables, 0)


def test_entries_of_archives_bear_no_time_of_their_making(left_on_sqlite):
    times = {file.changed for name, file in left_on_sqlite.after.files.items() if ".zip/" in name}
    assert len(times) == 1
