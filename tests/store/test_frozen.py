"""What is published, stamped, dropped or closed cannot be changed: the database itself refuses, whoever asks."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import LargeBinary, Table, select, text
from sqlalchemy.exc import IntegrityError

from evalsite.store.base import BoxBase, DeskBase
from evalsite.usecases import closing, opening
from tests import factories

NOW = factories.NOW
TABLES = {**DeskBase.metadata.tables, **BoxBase.metadata.tables}
# What belongs to a published campaign, and which of its columns may still change, by a step forward only.
PUBLISHED = {
    "campaign": {"state", "closing", "tally"},
    "roll_campaign": {"stamping"},
    "ticket": {"state", "blinded"},
    "issuing_key": set(),
    "kept_share": set(),
    "box_campaign": {"frozen"},
    "envelope": set(),
}
FIXED = [(table, column.name) for table, free in PUBLISHED.items() for column in TABLES[table].columns if column.name not in free]  # fmt: skip


def database_of(live, table):
    return live.box if table in BoxBase.metadata.tables else live.desk


def content(live):
    """Everything in both databases."""
    found = {}
    for name in PUBLISHED:
        with database_of(live, name).read() as connection:
            found[name] = sorted(map(repr, connection.execute(select(TABLES[name]))))
    return found


@pytest.fixture
def live(ledgers):
    """Published, one ticket used, one envelope in the box."""
    times: dict[str, Any] = {"opens": NOW - timedelta(hours=1), "closes": NOW + timedelta(hours=1)}
    made = factories.publish(ledgers, factories.small_campaign(**times))
    factories.cast(made, made.codes["A"][0])
    return made


def attempt(live, table, statement, /, **values):
    """The statement is refused, and nothing has changed."""
    before = content(live)
    with pytest.raises(IntegrityError), database_of(live, table).write() as connection:
        connection.execute(text(statement), values)
        pytest.fail(f"not refused: {statement}")
    assert content(live) == before


def another(table: Table, column: str) -> Any:
    """A value that the column could hold, and does not."""
    kind = table.columns[column].type
    return b"\x07" * 32 if isinstance(kind, LargeBinary) else "x" if kind.python_type is str else 77


def test_no_column_of_what_is_published_can_be_changed(live):
    for table, column in FIXED:
        attempt(live, table, f"UPDATE {table} SET {column} = :value", value=another(TABLES[table], column))


def test_no_column_of_what_is_published_can_be_set_to_nothing(live):
    for table, column in FIXED:
        attempt(live, table, f"UPDATE {table} SET {column} = NULL")


def test_nothing_that_is_published_can_be_deleted_one_by_one_or_all_at_once(live):
    for table in PUBLISHED:
        attempt(live, table, f"DELETE FROM {table}")
        if not live.desk.is_sqlite:
            attempt(live, table, f"TRUNCATE {table}")


@dataclass
class Row:
    """One row as stored, to be put in once more with something changed."""

    table: Table
    values: dict[str, Any]
    keys: list[str] = field(init=False)

    def __post_init__(self):
        self.keys = [column.name for column in self.table.primary_key]

    @classmethod
    def first(cls, live, name):
        table = TABLES[name]
        with database_of(live, name).read() as connection:
            return cls(table, dict(connection.execute(select(table)).mappings().first() or {}))

    def changed(self):
        """The same key, everything else different."""
        return {name: value if name in self.keys else self._other(name, value) for name, value in self.values.items()}

    def _other(self, name, value):
        return value if name in ("state", "manifest_hash") else another(self.table, name) if value is not None else None


def test_no_row_can_be_replaced_by_another_of_the_same_key(live):
    for name in PUBLISHED:
        replace_one(live, name)


def replace_one(live, name):
    """SQLite's INSERT OR REPLACE asks no trigger of the row that it deletes; PostgreSQL's upsert is an update."""
    row = Row.first(live, name)
    columns, places = ", ".join(row.values), ", ".join(f":{column}" for column in row.values)
    if live.desk.is_sqlite:
        statement = f"INSERT OR REPLACE INTO {name} ({columns}) VALUES ({places})"
    else:
        changes = ", ".join(f"{column} = excluded.{column}" for column in row.values if column not in row.keys)
        keys = ", ".join(row.keys)
        statement = f"INSERT INTO {name} ({columns}) VALUES ({places}) ON CONFLICT ({keys}) DO UPDATE SET {changes}"
    attempt(live, name, statement, **row.changed())


def test_a_draft_cannot_push_a_published_campaign_out_by_taking_its_id(live):
    draft = factories.take_in((live.desk, live.box))
    replace = "UPDATE OR REPLACE" if live.desk.is_sqlite else "UPDATE"
    attempt(live, "campaign", f"{replace} campaign SET id = :live WHERE id = :draft", live=live.id, draft=draft)


def test_a_used_ticket_is_never_used_again_nor_freed_nor_voided(live):
    for state in (0, 1, 2):
        statement = "UPDATE ticket SET state = :state, blinded = :other WHERE state = 1"
        attempt(live, "ticket", statement, state=state, other=bytes(256))


def test_a_voided_ticket_stays_void(live):
    with live.desk.write() as connection:
        assert connection.execute(text("UPDATE ticket SET state = 2 WHERE state = 0")).rowcount == 5
    for state in (0, 1):
        attempt(live, "ticket", "UPDATE ticket SET state = :state WHERE state = 2", state=state)


def test_a_ticket_is_unused_stamped_void_or_withdrawn_and_nothing_else(live):
    attempt(live, "ticket", "UPDATE ticket SET state = 4 WHERE state = 0")


def test_stamping_that_has_ended_never_starts_again(live):
    with live.desk.write() as connection:
        connection.execute(text("UPDATE roll_campaign SET stamping = 0"))
    attempt(live, "roll_campaign", "UPDATE roll_campaign SET stamping = 1")


def test_a_frozen_box_takes_no_envelope_and_is_never_thawed(live):
    with live.box.write() as connection:
        connection.execute(text("UPDATE box_campaign SET frozen = 1"))
    attempt(live, "box_campaign", "UPDATE box_campaign SET frozen = 0")
    more = "INSERT INTO envelope SELECT manifest_hash, :leaf, electorate, envelope, stamp FROM envelope"
    attempt(live, "envelope", more, leaf=b"\x01" * 32)


def test_the_box_takes_no_envelope_for_a_campaign_that_it_does_not_hold(live):
    more = "INSERT INTO envelope SELECT :other, leaf, electorate, envelope, stamp FROM envelope"
    attempt(live, "envelope", more, other=b"\x01" * 32)


def test_a_campaign_only_moves_forward(live):
    closing.close(live.desk, live.box, live.id, NOW)
    opening.open_box(live.desk, live.box, live.id)
    for state in ("draft", "published", "closing", "closed"):
        attempt(live, "campaign", "UPDATE campaign SET state = :state", state=state)


def test_a_published_campaign_is_not_called_closed_without_its_signed_statement(live):
    attempt(live, "campaign", "UPDATE campaign SET state = 'closed'")
    attempt(live, "campaign", "UPDATE campaign SET closing = 'x'")
    attempt(live, "campaign", "UPDATE campaign SET tally = 'x'")


def test_the_signed_statement_and_the_tally_are_final(live):
    closing.close(live.desk, live.box, live.id, NOW)
    attempt(live, "campaign", "UPDATE campaign SET closing = 'x'")
    attempt(live, "campaign", "UPDATE campaign SET closing = NULL")
    opening.open_box(live.desk, live.box, live.id)
    attempt(live, "campaign", "UPDATE campaign SET tally = 'x'")
    attempt(live, "campaign", "UPDATE campaign SET tally = NULL, state = 'closed'")


def test_a_draft_has_no_manifest_and_what_has_one_is_no_draft(ledgers):
    campaign_id = factories.take_in(ledgers)
    for statement in ("UPDATE campaign SET manifest = '{}'", "UPDATE campaign SET state = 'published'"):
        with pytest.raises(IntegrityError), ledgers.desk.write() as connection:
            connection.execute(text(statement))
    with ledgers.desk.write() as connection:  # a draft itself may still be changed and thrown away
        connection.execute(text("UPDATE campaign SET definition = '{}'"))
        assert connection.execute(text("DELETE FROM campaign WHERE id = :id"), {"id": campaign_id}).rowcount == 1


def test_the_only_share_of_a_box_can_be_destroyed_once_it_is_counted_and_not_before(live):
    closing.close(live.desk, live.box, live.id, NOW)
    attempt(live, "kept_share", "DELETE FROM kept_share")
    opening.open_box(live.desk, live.box, live.id)
    with live.desk.write() as connection:
        assert connection.execute(text("DELETE FROM kept_share")).rowcount == 1


def test_a_deadline_before_the_opening_is_refused_by_the_roll_itself(live):
    statement = "INSERT INTO roll_campaign (id, manifest_hash, manifest, opens, closes, stamping) VALUES ('c-1', :hash, '{}', 2, 1, 1)"  # fmt: skip
    attempt(live, "roll_campaign", statement, hash=b"\x01" * 32)
