"""PostgreSQL's own statistics: ANALYZE, which also runs by itself, copies values of a table to where they stay."""

import pytest
from sqlalchemy import text

from evalsite.store.engine import Database
from evalsite.usecases import closing
from tests import factories
from tests.factories import NOW, Ledgers, Live

VOTERS = 12
pytestmark = pytest.mark.parametrize("ledger_urls", ["postgresql"], indirect=True)
LEDGERS = ("ticket", "issuing_key", "kept_share", "envelope")


def analyze(database: Database) -> None:
    """What autovacuum does by itself after 50 new rows."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def known_values(database: Database) -> dict[str, str]:
    """Table -> the values that the server's statistics hold of it."""
    statement = text(
        "SELECT tablename, string_agg(concat(histogram_bounds::text, most_common_vals::text), '')"
        " FROM pg_stats WHERE schemaname = 'public' GROUP BY tablename"
    )
    with database.read() as connection:
        return {table: values for table, values in connection.execute(statement).all() if values}


@pytest.fixture
def half_voted(ledgers: Ledgers) -> Live:
    """A campaign in the middle of its voting."""
    live = factories.publish(ledgers, factories.small_campaign(VOTERS))
    for code in live.codes["A"][: VOTERS // 2]:
        factories.cast(live, code, {0: 1})
    return live


def test_statistics_of_the_server_keep_no_value_of_roll_or_box(half_voted):
    """They would list for good which tickets had stamped and which envelopes had come by then, beside the time."""
    for database in (half_voted.desk, half_voted.box):
        analyze(database)
        assert not set(known_values(database)) & set(LEDGERS)
    closing.close(half_voted.desk, half_voted.box, half_voted.id, NOW)
    for database in (half_voted.desk, half_voted.box):
        analyze(database)
        assert not set(known_values(database)) & set(LEDGERS)


def test_without_that_rule_they_would_list_the_envelopes_for_good(half_voted):
    """What the test above looks for is there when the rule is not: the test can fail."""
    with half_voted.box.write() as connection:
        connection.execute(text("ALTER TABLE envelope ALTER COLUMN leaf SET STATISTICS -1"))
    analyze(half_voted.box)
    with half_voted.box.read() as connection:
        early = [bytes(leaf).hex() for leaf in connection.scalars(text("SELECT leaf FROM envelope"))]
    for code in half_voted.codes["A"][VOTERS // 2 :]:
        factories.cast(half_voted, code, {0: 1})
    closing.close(half_voted.desk, half_voted.box, half_voted.id, NOW)
    values = known_values(half_voted.box)["envelope"]
    assert all(leaf in values for leaf in early)
    assert values.count("\\x") == VOTERS // 2
