"""Jobs: the last of a kind is the one that began last, and one that was given up learns of it."""

from evalsite.store import jobs

NOW = 1_790_000_000


def test_the_last_job_is_the_one_that_began_last_however_quickly_they_follow(ledgers):
    for name in ("z", "a", "m"):
        with ledgers.desk.write() as connection:
            jobs.add(connection, name, "c-1", "reports", NOW)
            jobs.touch(connection, name, NOW, state=jobs.DONE)
        with ledgers.desk.read() as connection:
            last = jobs.find_latest(connection, "c-1", "reports")
        assert last is not None
        assert last.id == name


def test_jobs_of_other_kinds_and_campaigns_stay(ledgers):
    with ledgers.desk.write() as connection:
        jobs.add(connection, "one", "c-1", "open", NOW)
        jobs.add(connection, "two", "c-2", "reports", NOW)
        jobs.add(connection, "three", "c-1", "reports", NOW)
        assert jobs.find(connection, "one")
        assert jobs.find(connection, "two")


def test_a_job_that_was_given_up_or_cancelled_is_told_at_its_next_sign_of_life(ledgers):
    with ledgers.desk.write() as connection:
        jobs.add(connection, "old", "c-1", "reports", NOW)
        jobs.add(connection, "new", "c-1", "reports", NOW)
        assert not jobs.touch(connection, "old", NOW + 1, done=1, total=2)
        assert jobs.touch(connection, "new", NOW + 1, done=1, total=2)
        assert jobs.touch(connection, "new", NOW + 2, state=jobs.CANCELLED)
        assert not jobs.touch(connection, "new", NOW + 3, done=2, total=2)
        found = jobs.find(connection, "new")
    assert found is not None
    assert (found.state, found.done) == (jobs.CANCELLED, 1)
