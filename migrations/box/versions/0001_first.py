"""The box, with the rules that the database itself keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# Whether a campaign is a rehearsal (演练), which may be wiped: its manifest says so, and no column beside it.
REHEARSAL_IN_SQLITE = "COALESCE(json_extract({}, '$.rehearsal'), 0) = 1"
REHEARSAL_IN_POSTGRESQL = "COALESCE(({}::json ->> 'rehearsal') = 'true', false)"
OF_ENVELOPE = "SELECT {} FROM box_campaign WHERE manifest_hash = OLD.manifest_hash"

# Every rule once: name, table, event, condition, and what is said to whoever tries.
RULES = (
    ("envelope_is_sealed", "envelope", "UPDATE", "1 = 1", "an envelope in the box cannot be changed"),
    (
        "box_only_freezes",
        "box_campaign",
        "UPDATE",
        "NEW.frozen < OLD.frozen OR NEW.manifest_hash <> OLD.manifest_hash OR NEW.manifest <> OLD.manifest"
        " OR NEW.receipt_key <> OLD.receipt_key",
        "a campaign of the box can only be frozen",
    ),
    ("destroyed_box_is_final", "destroyed_box", "UPDATE", "1 = 1", "a record of destruction cannot be changed"),
    ("box_campaign_stays", "box_campaign", "DELETE", "NOT {rehearsal OLD.manifest}", "a campaign stays in the box"),
)
STAYS = "an envelope stays in the box"
RECORD_STAYS = "a record of destruction stays"
# Envelopes go once the list of them is on record, and the record comes only into a box that takes no more.
RECORDED = "EXISTS (SELECT 1 FROM destroyed_box WHERE manifest_hash = OLD.manifest_hash)"
TOO_EARLY = "only a frozen box is destroyed"
FROZEN_NOW = "(SELECT frozen FROM box_campaign WHERE manifest_hash = NEW.manifest_hash)"
FROZEN = "a frozen box takes no envelope"


def _asked(condition: str, rehearsal: str) -> str:
    """A condition with ``{rehearsal OLD.manifest}`` written out."""
    return condition.replace("{rehearsal OLD.manifest}", f"({rehearsal.format('OLD.manifest')})")


SQLITE = (
    *(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {_asked(condition, REHEARSAL_IN_SQLITE)}"
        f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
        for name, table, event, condition, words in RULES
    ),
    "CREATE TRIGGER envelope_stays BEFORE DELETE ON envelope"
    f" WHEN COALESCE(({OF_ENVELOPE.format(REHEARSAL_IN_SQLITE.format('manifest'))}), 0) = 0 AND NOT {RECORDED}"
    f" BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
    "CREATE TRIGGER destroyed_box_stays BEFORE DELETE ON destroyed_box"
    f" WHEN COALESCE(({OF_ENVELOPE.format(REHEARSAL_IN_SQLITE.format('manifest'))}), 0) = 0"
    f" BEGIN SELECT RAISE(ABORT, '{RECORD_STAYS}'); END",
    f"CREATE TRIGGER only_a_frozen_box_is_destroyed BEFORE INSERT ON destroyed_box WHEN {FROZEN_NOW} IS NOT 1"
    f" BEGIN SELECT RAISE(ABORT, '{TOO_EARLY}'); END",
    "CREATE TRIGGER destroyed_box_is_not_replaced BEFORE INSERT ON destroyed_box"
    " WHEN EXISTS (SELECT 1 FROM destroyed_box WHERE manifest_hash = NEW.manifest_hash)"
    f" BEGIN SELECT RAISE(ABORT, '{RECORD_STAYS}'); END",
    "CREATE TRIGGER frozen_box_takes_nothing BEFORE INSERT ON envelope"
    " WHEN (SELECT frozen FROM box_campaign WHERE manifest_hash = NEW.manifest_hash) IS NOT 0"
    f" BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END",
    # INSERT OR REPLACE deletes the row in its way without asking its triggers. The very same envelope passes: the
    # program's own INSERT then does nothing, as it should when a phone asks again.
    "CREATE TRIGGER envelope_is_not_replaced BEFORE INSERT ON envelope"
    " WHEN EXISTS (SELECT 1 FROM envelope WHERE manifest_hash = NEW.manifest_hash AND leaf = NEW.leaf"
    " AND (electorate, envelope, stamp) <> (NEW.electorate, NEW.envelope, NEW.stamp))"
    " BEGIN SELECT RAISE(ABORT, 'an envelope in the box cannot be changed'); END",
    "CREATE TRIGGER box_campaign_is_not_replaced BEFORE INSERT ON box_campaign"
    " WHEN EXISTS (SELECT 1 FROM box_campaign WHERE manifest_hash = NEW.manifest_hash)"
    " BEGIN SELECT RAISE(ABORT, 'a campaign stays in the box'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$",
    *(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW"
        f" WHEN ({_asked(condition, REHEARSAL_IN_POSTGRESQL)}) EXECUTE FUNCTION refuse('{words}')"
        for name, table, event, condition, words in RULES
    ),
    "CREATE FUNCTION refuse_unless_rehearsal() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN IF ({OF_ENVELOPE.format(REHEARSAL_IN_POSTGRESQL.format('manifest'))}) IS NOT true"
    f" AND NOT (TG_TABLE_NAME = 'envelope' AND {RECORDED})"
    " THEN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    *(
        f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} FOR EACH ROW"
        f" EXECUTE FUNCTION refuse_unless_rehearsal('{words}')"
        for table, words in (("envelope", STAYS), ("destroyed_box", RECORD_STAYS))
    ),
    "CREATE FUNCTION refuse_unless_frozen() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN IF {FROZEN_NOW} IS DISTINCT FROM 1"
    f" THEN RAISE EXCEPTION '{TOO_EARLY}' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER only_a_frozen_box_is_destroyed BEFORE INSERT ON destroyed_box FOR EACH ROW"
    " EXECUTE FUNCTION refuse_unless_frozen()",
    "CREATE FUNCTION refuse_when_frozen() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN IF (SELECT frozen FROM box_campaign WHERE manifest_hash = NEW.manifest_hash) IS DISTINCT FROM 0"
    f" THEN RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER frozen_box_takes_nothing BEFORE INSERT ON envelope FOR EACH ROW"
    " EXECUTE FUNCTION refuse_when_frozen()",
    *(
        f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table}"
        " EXECUTE FUNCTION refuse('what is in the box stays')"
        for table in ("envelope", "box_campaign", "destroyed_box")
    ),
    # ANALYZE copies values into pg_statistic, where they stay: a list of who had arrived by then, with the time of it.
    *(
        f"ALTER TABLE envelope ALTER COLUMN {column} SET STATISTICS 0"
        for column in ("manifest_hash", "leaf", "electorate", "envelope", "stamp")
    ),
)


def upgrade() -> None:
    op.create_table(
        "box_campaign",
        sa.Column("manifest_hash", sa.LargeBinary(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("receipt_key", sa.LargeBinary(), nullable=False),
        sa.Column("frozen", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("length(manifest_hash) = 32", name=op.f("box_manifest_hash_is_a_sha256")),
        sa.CheckConstraint("frozen IN (0, 1)", name=op.f("box_is_frozen_or_not")),
        sa.PrimaryKeyConstraint("manifest_hash", name=op.f("box_campaign_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "envelope",
        sa.Column("manifest_hash", sa.LargeBinary(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("electorate", sa.Text(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("stamp", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(leaf) = 32", name=op.f("leaf_is_a_sha256")),
        sa.PrimaryKeyConstraint("manifest_hash", "leaf", name=op.f("envelope_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "destroyed_box",
        sa.Column("manifest_hash", sa.LargeBinary(), nullable=False),
        sa.Column("leaves", sa.LargeBinary(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("manifest_hash", name=op.f("destroyed_box_key")),
        sqlite_with_rowid=False,
    )
    for statement in SQLITE if op.get_context().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("destroyed_box")
    op.drop_table("envelope")
    op.drop_table("box_campaign")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse() CASCADE")
        op.execute("DROP FUNCTION refuse_when_frozen() CASCADE")
        op.execute("DROP FUNCTION refuse_unless_rehearsal() CASCADE")
        op.execute("DROP FUNCTION refuse_unless_frozen() CASCADE")
