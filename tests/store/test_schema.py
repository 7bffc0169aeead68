"""Anonymity as schema: exactly these columns exist, and what is migrated is what the models say."""

from typing import get_args

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, inspect, text

from evalsite.core.refusals import SchemaOutdated
from evalsite.store import migrating, versions
from evalsite.store.base import BoxBase, DeskBase
from evalsite.store.engine import Database
from tests import factories

# A column more in any of these tables can tie a ticket to a ballot, or tell when either came. Whoever adds one has to
# come by here and to say why it cannot.
ROLL = {
    "roll_campaign": {"id", "manifest_hash", "manifest", "opens", "closes", "stamping"},
    "issuing_key": {"campaign", "electorate", "private"},
    "ticket": {"code_hash", "campaign", "electorate", "state", "blinded"},
}
BOX = {
    "box_campaign": {"manifest_hash", "manifest", "receipt_key", "frozen"},
    "envelope": {"manifest_hash", "leaf", "electorate", "envelope", "stamp"},
    # Leaves in their order, as the public audit file has them, where there was an envelope for each before.
    "destroyed_box": {"manifest_hash", "leaves", "statement", "signature"},
}
# Of one ticket or one envelope, all that is stored besides keys and ciphertext.
NUMBERS = {("ticket", "state"), ("box_campaign", "frozen")}
DESK = {
    "campaign",
    "kept_share",
    "account",
    "desk_session",  # of people at the desk, who never vote under their account; no address, no ticket
    "invitation",
    "second_step",  # of accounts of the desk
    "recovery_code",
    "log_entry",  # what people at the desk did; no voter is ever in it
    "campaign_zone",  # of the campaign as a whole
    "sign_in",
    "job",  # arguments are ids and choices, outcomes words for people
    "extension",  # public notices of a later deadline; nothing of a ticket or a ballot
    "deposit",  # scrutineers' shares on their way to an opening, sealed; nothing of a voter
    "turnout_glimpse",  # turnout in steps, as pages have shown it; its moments are those of looks, not of votes
    "hall_screen",  # under which address a campaign's big screen hangs
    "draft_sheet",  # what organisers write before anything is published: no ticket and no ballot is there yet
    "register",  # units and people that are rated; who votes is not in it
    "register_import",
    "composite_index",  # how organisers weigh published figures: names and weights, no figure of any result
    "imported_figures",  # what other sources say of subjects; nothing in it comes from a ballot
    "redaction",  # which passages of texts in the tally are hidden: hashes and places, no words
    "paper_entry",  # what tellers counted of paper ballots, in sums; no ballot, and none of the box's
    "scrutiny",  # who opened, confirmed and objected: acts of accounts at the desk, none of a voter
    "certificate",  # the published result as it was confirmed, signed
    "archived_bundle",  # the public audit file, as everybody may have it, and the record of what was destroyed
    "key_ceremony",  # how the opening key is split among scrutineers' accounts, with an envelope that is no ballot
    "scrutineer_seat",  # whose share is which, sealed until it is taken; nothing of a voter
    "write_in_merge",  # which names written in stand for one person: names that the tally holds, with no ballot
}


def columns(database, table):
    with database.read() as connection:
        return {column["name"]: column["type"] for column in inspect(connection).get_columns(table)}


def downgrade(database, history):
    with database.write() as connection:
        command.downgrade(migrating.config(history, connection), "base")


def tables(database):
    with database.read() as connection:
        return set(inspect(connection).get_table_names())


def test_roll_and_box_have_exactly_these_columns(ledgers):
    assert {table: set(columns(ledgers.desk, table)) for table in ROLL} == ROLL
    assert {table: set(columns(ledgers.box, table)) for table in BOX} == BOX


def test_neither_database_has_a_table_of_the_other_or_one_that_nobody_knows(ledgers):
    assert tables(ledgers.desk) == DESK | set(ROLL) | {"alembic_version"}
    assert tables(ledgers.box) == set(BOX) | {"alembic_version"}


def test_a_ticket_and_an_envelope_hold_no_time_no_sequence_and_no_address(ledgers):
    for database, table in ((ledgers.desk, "ticket"), (ledgers.box, "envelope"), (ledgers.box, "box_campaign")):
        found = columns(database, table)
        kinds = {name: kind.python_type for name, kind in found.items()}
        assert set(kinds.values()) <= {bytes, str, int}, kinds
        assert {(table, name) for name, kind in kinds.items() if kind is int} <= NUMBERS
        with database.read() as connection:
            described = inspect(connection).get_columns(table)
        assert [column["default"] for column in described] == [None] * len(described)


def test_the_key_of_an_envelope_is_its_hash_and_sqlite_gives_it_no_number_of_its_own(ledgers):
    with ledgers.box.read() as connection:
        key = inspect(connection).get_pk_constraint("envelope")["constrained_columns"]
    assert key == ["manifest_hash", "leaf"]
    if ledgers.box.is_sqlite:
        for database, table in ((ledgers.box, "envelope"), (ledgers.desk, "ticket")):
            with database.read() as connection:
                statement = connection.scalar(
                    text("SELECT sql FROM sqlite_master WHERE name = :table"), {"table": table}
                )
            assert "WITHOUT ROWID" in statement


def test_box_and_roll_share_no_column_but_the_published_manifest_and_the_electorate():
    in_box = {column.name for table in BoxBase.metadata.tables.values() for column in table.columns}
    in_roll = {column.name for name in ROLL for column in DeskBase.metadata.tables[name].columns}
    assert in_box & in_roll == {"manifest_hash", "manifest", "electorate"}


def test_no_database_keeps_views_or_sequences_beside_the_account_numbers(ledgers):
    for database in ledgers:
        with database.read() as connection:
            found = inspect(connection)
            assert not found.get_view_names()
            sequences = [] if database.is_sqlite else found.get_sequence_names()
        assert sequences in ([], ["account_id_seq"])


@pytest.mark.migrations
def test_migrated_databases_are_what_the_models_say(ledgers):
    assert migrating.differences(ledgers.desk, "desk") == []
    assert migrating.differences(ledgers.box, "box") == []


@pytest.mark.migrations
def test_a_difference_between_migrations_and_models_is_found(ledgers):
    with ledgers.box.write() as connection:
        connection.execute(text("ALTER TABLE envelope ADD COLUMN dropped_at BIGINT"))
    assert migrating.differences(ledgers.box, "box")


@pytest.mark.migrations
def test_checks_of_the_models_stand_in_the_databases_too(ledgers):
    """Alembic does not compare check constraints, so they are compared here."""
    for database, metadata in ((ledgers.desk, DeskBase.metadata), (ledgers.box, BoxBase.metadata)):
        with database.read() as connection:
            for table in metadata.sorted_tables:
                checks = inspect(connection).get_check_constraints(table.name)
                there = {check["name"]: check["sqltext"] for check in checks}
                said = {str(c.name): str(c.sqltext) for c in table.constraints if isinstance(c, CheckConstraint)}
                assert set(there) == set(said), table.name
                if database.is_sqlite:  # PostgreSQL writes conditions its own way
                    assert there == said


@pytest.mark.migrations
def test_migrations_go_down_and_up_again_also_with_data(database_urls):
    desk, box = Database(database_urls.desk), Database(database_urls.box)
    for _ in range(2):
        migrating.migrate(desk, "desk")
        migrating.migrate(box, "box")
        live = factories.publish((desk, box))
        factories.cast(live, live.codes["A"][0])
        downgrade(desk, "desk")
        downgrade(box, "box")
        assert tables(desk) == tables(box) == {"alembic_version"}
        left = "SELECT count(*) FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'public'"
        for database in () if desk.is_sqlite else (desk, box):
            with database.read() as connection:
                assert connection.scalar(text(left)) == 0
    for database in (desk, box):
        database.dispose()


def test_the_versions_that_are_known_without_alembic_are_those_that_it_takes_a_database_to():
    for history in get_args(versions.History):
        scripts = ScriptDirectory.from_config(migrating.config(history))
        assert versions.known_versions(history) == [one.revision for one in scripts.walk_revisions()][::-1]


def test_migrating_a_current_database_changes_nothing(ledgers):
    live = factories.publish(ledgers)
    migrating.migrate(ledgers.desk, "desk")
    migrating.migrate(ledgers.box, "box")
    assert len(factories.cast(live, live.codes["A"][0]).leaf) == 32


def test_a_file_with_keys_is_readable_by_its_owner_alone(sqlite_only, tmp_path):
    made = Database(f"sqlite:///{tmp_path}/new/desk.sqlite3")
    migrating.migrate(made, "desk")
    assert made.path is not None
    assert made.path.stat().st_mode & 0o077 == 0
    made.dispose()


def test_an_older_schema_is_refused_and_a_database_that_was_never_used_is_empty(database_urls):
    desk = Database(database_urls.desk)
    assert versions.is_empty(desk)
    with desk.write() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    assert not versions.is_empty(desk)
    with pytest.raises(SchemaOutdated):
        versions.require_current(desk, "desk")
    desk.dispose()
