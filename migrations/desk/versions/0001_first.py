"""Campaigns, the roll, accounts and jobs, with the rules that the database itself keeps."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


LINE = "draft published closing closed opened certified destroyed"
IN_SQLITE = f"instr('{LINE}', {{}})"
IN_POSTGRESQL = f"position({{}} in '{LINE}')"

# Whether the campaign of a row is a rehearsal (演练), which may be wiped: its manifest says so, and no column beside it
# that somebody could set.
REHEARSAL_IN_SQLITE = "COALESCE(json_extract({}, '$.rehearsal'), 0) = 1"
REHEARSAL_IN_POSTGRESQL = "COALESCE(({}::json ->> 'rehearsal') = 'true', false)"

# Every rule once: name, table, event, condition, and what is said to whoever tries.
RULES = (
    (
        "campaign_is_frozen",
        "campaign",
        "UPDATE",
        "OLD.manifest IS NOT NULL AND ({new} <> {old})",
        "a published campaign cannot be changed; a correction is a new campaign",
        ("created", "definition", "manifest"),
    ),
    # Also a draft's: UPDATE OR REPLACE would push the campaign out that has the id already.
    ("campaign_keeps_its_id", "campaign", "UPDATE", "{new} <> {old}", "a campaign keeps its id", ("id", "rehearses")),
    (
        "closing_and_tally_are_final",
        "campaign",
        "UPDATE",
        "(OLD.closing IS NOT NULL AND OLD.closing <> COALESCE(NEW.closing, ''))"
        " OR (OLD.tally IS NOT NULL AND OLD.tally <> COALESCE(NEW.tally, ''))",
        "the closing statement and the tally of a campaign are final",
        (),
    ),
    (
        "campaign_only_moves_forward",
        "campaign",
        "UPDATE",
        "{at_new} < {at_old}",
        "a campaign cannot go back to an earlier state",
        (),
    ),
    (
        "campaign_stays",
        "campaign",
        "DELETE",
        "OLD.state <> 'draft' AND NOT {rehearsal OLD.manifest}",
        "a published campaign cannot be deleted",
        (),
    ),
    (
        "roll_campaign_is_frozen",
        "roll_campaign",
        "UPDATE",
        "NEW.stamping > OLD.stamping OR ({new} <> {old})",
        "what the roll knows of a campaign is final, and stamping never starts again",
        ("id", "manifest_hash", "manifest", "opens", "closes"),
    ),
    (
        "roll_campaign_stays",
        "roll_campaign",
        "DELETE",
        "NOT {rehearsal OLD.manifest}",
        "a campaign stays on the roll",
        (),
    ),
    (
        "ticket_stamps_once",
        "ticket",
        "UPDATE",
        "OLD.state <> 0 OR ({new} <> {old})",
        "a ticket is used or voided once",
        ("code_hash", "campaign", "electorate"),
    ),
    ("issuing_key_is_final", "issuing_key", "UPDATE", "1 = 1", "an issuing key can only be destroyed", ()),
    ("kept_share_is_final", "kept_share", "UPDATE", "1 = 1", "a kept share can only be destroyed", ()),
    # What was shown beside a result once stays on record, also when another import has replaced it.
    ("imported_figures_are_final", "imported_figures", "UPDATE", "1 = 1", "an import of figures is on record", ()),
    # What was told to voters once stays told.
    ("extension_is_final", "extension", "UPDATE", "1 = 1", "a notice of extension is on record", ()),
    # Who hid what of a text, and who put which names together, can be looked up for good.
    ("redaction_is_final", "redaction", "UPDATE", "1 = 1", "an act on a text is on record", ()),
    # What people did at the desk stays as it was written, whoever asks: the chain of hashes would show it anyway.
    ("log_entry_is_final", "log_entry", "UPDATE", "1 = 1", "the log is only written on", ()),
    ("log_entry_stays", "log_entry", "DELETE", "1 = 1", "the log is only written on", ()),
    ("write_in_merge_is_final", "write_in_merge", "UPDATE", "1 = 1", "an act on a name is on record", ()),
    # Who opened, confirmed and objected, what was signed, and what there was to check when the ballots went.
    ("scrutiny_is_final", "scrutiny", "UPDATE", "1 = 1", "an act of scrutiny is on record", ()),
    ("certificate_is_final", "certificate", "UPDATE", "1 = 1", "a confirmed result is on record", ()),
    ("archived_bundle_is_final", "archived_bundle", "UPDATE", "1 = 1", "a record of destruction stays", ()),
    # Whose share is which, and in how many parts the key is, was settled by publishing; a share can only be destroyed.
    (
        "seat_is_settled",
        "scrutineer_seat",
        "UPDATE",
        "OLD.mark <> '' AND (({new} <> {old}) OR NEW.shown < OLD.shown OR (OLD.taken <> '' AND NEW.taken <> OLD.taken))",
        "a seat is settled when the campaign is published",
        ("campaign", "number", "name", "account", "mark"),
    ),
    (
        "sealed_share_is_final",
        "scrutineer_seat",
        "UPDATE",
        "OLD.mark <> '' AND length(NEW.sealed) > 0 AND ({new} <> {old})",
        "a sealed share can only be destroyed",
        ("sealed",),
    ),
    (
        "ceremony_is_settled",
        "key_ceremony",
        "UPDATE",
        "length(OLD.envelope) > 0 AND (({new} <> {old}) OR (OLD.tried <> '' AND NEW.tried <> OLD.tried)"
        " OR (OLD.tried_with <> '' AND NEW.tried_with <> OLD.tried_with))",
        "how the key is split is settled when the campaign is published",
        ("campaign", "k", "way", "envelope"),
    ),
)

# What organisers did stays on record as long as the campaign; only that of a rehearsal goes before it. A draft can be
# deleted, since no result was ever shown of it, and after it what was imported for it.
ON_RECORD = (
    ("imported_figures_stay", "imported_figures", "an import of figures is on record"),
    ("extension_stays", "extension", "a notice of extension is on record"),
    ("redaction_stays", "redaction", "an act on a text is on record"),
    ("write_in_merge_stays", "write_in_merge", "an act on a name is on record"),
    ("scrutiny_stays", "scrutiny", "an act of scrutiny is on record"),
    ("certificate_stays", "certificate", "a confirmed result is on record"),
    ("archived_bundle_stays", "archived_bundle", "a record of destruction stays"),
)

# Rules that need a look at another table: name, table, what is asked, and what must not come out.
LATER = (
    (
        "ticket_stays",
        "ticket",
        "SELECT COALESCE((SELECT CASE WHEN {rehearsal manifest} THEN 0 ELSE 1 END"
        " FROM roll_campaign WHERE id = OLD.campaign), 1)",
        "1",
        "a ticket stays on the roll",
    ),
    (
        "issuing_key_stays_while_stamping",
        "issuing_key",
        "SELECT CASE WHEN {rehearsal manifest} THEN 0 ELSE stamping END FROM roll_campaign WHERE id = OLD.campaign",
        "1",
        "an issuing key stays until stamping ends",
    ),
    (
        "kept_share_stays_until_counted",
        "kept_share",
        "SELECT CASE WHEN state IN ('opened', 'certified', 'destroyed') OR {rehearsal manifest} THEN 0 ELSE 1 END"
        " FROM campaign WHERE id = OLD.campaign",
        "1",
        "the only share of a box stays until the box is counted",
    ),
    *(
        (
            name,
            table,
            "SELECT COALESCE((SELECT CASE WHEN {rehearsal manifest} THEN 0 ELSE 1 END"
            " FROM campaign WHERE id = OLD.campaign), 0)",
            "1",
            words,
        )
        for name, table, words in ON_RECORD
    ),
    *(
        (
            f"{table}_stays",
            table,
            "SELECT CASE WHEN state <> 'draft' AND NOT {rehearsal manifest} THEN 1 ELSE 0 END"
            " FROM campaign WHERE id = OLD.campaign",
            "1",
            "seats stay once the campaign is published",
        )
        for table in ("scrutineer_seat", "key_ceremony")
    ),
    (
        "told_paper_stays",
        "paper_entry",
        "SELECT CASE WHEN state <> 'closed' AND NOT {rehearsal manifest} THEN 1 ELSE 0 END"
        " FROM campaign WHERE id = OLD.campaign",
        "1",
        "paper is counted between closing and opening",
    ),
)

# Nobody who has seen a result counts paper any more. A campaign that is not there yet is being restored from a backup.
TOLD_TOO_LATE = "COALESCE((SELECT state FROM campaign WHERE id = NEW.campaign), 'closed') <> 'closed'"
TOLD_WORDS = "paper is counted between closing and opening"

# SQLite's INSERT OR REPLACE deletes the row in its way without asking its triggers; PostgreSQL's TRUNCATE all of them.
KEYS = {
    "campaign": "id = NEW.id AND manifest IS NOT NULL",
    "roll_campaign": "id = NEW.id OR manifest_hash = NEW.manifest_hash",
    "ticket": "code_hash = NEW.code_hash",
    "issuing_key": "campaign = NEW.campaign AND electorate = NEW.electorate",
    "kept_share": "campaign = NEW.campaign",
    "paper_entry": "campaign = NEW.campaign AND electorate = NEW.electorate AND seat = NEW.seat",
    "imported_figures": "campaign = NEW.campaign AND number = NEW.number",
    "extension": "campaign = NEW.campaign AND number = NEW.number",
    "redaction": "campaign = NEW.campaign AND number = NEW.number",
    "log_entry": "number = NEW.number OR previous = NEW.previous",
    "write_in_merge": "campaign = NEW.campaign AND number = NEW.number",
    "scrutiny": "campaign = NEW.campaign AND number = NEW.number",
    "certificate": "campaign = NEW.campaign",
    "archived_bundle": "campaign = NEW.campaign",
    "scrutineer_seat": "campaign = NEW.campaign AND number = NEW.number",
    "key_ceremony": "campaign = NEW.campaign",
}

WITHOUT_STATISTICS = {
    "ticket": ("code_hash", "campaign", "electorate", "state", "blinded"),
    "issuing_key": ("campaign", "electorate", "private"),
    "kept_share": ("campaign", "words"),
    "deposit": ("campaign", "occasion", "seat", "sealed", "until"),
    "scrutineer_seat": ("lock", "sealed"),
}


def _differs(columns: tuple[str, ...], operator: str) -> str:
    """True when any of the columns differs; NULL is a value like any other."""
    return " OR ".join(f"NEW.{column} {operator} OLD.{column}" for column in columns) or "1 = 0"


def _asked(text: str, rehearsal: str) -> str:
    """A condition or question with every ``{rehearsal COLUMN}`` written out."""
    return re.sub(r"\{rehearsal ([\w.]+)\}", lambda found: f"({rehearsal.format(found[1])})", text)


def _condition(text: str, columns: tuple[str, ...], operator: str, find: str) -> str:
    return (
        text.replace("{new} <> {old}", _differs(columns, operator))
        .replace("{at_new}", find.format("NEW.state"))
        .replace("{at_old}", find.format("OLD.state"))
    )


SQLITE = (
    *(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table}"
        f" WHEN {_asked(_condition(condition, columns, 'IS NOT', IN_SQLITE), REHEARSAL_IN_SQLITE)}"
        f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
        for name, table, event, condition, words, columns in RULES
    ),
    *(
        f"CREATE TRIGGER {name} BEFORE DELETE ON {table} WHEN ({_asked(question, REHEARSAL_IN_SQLITE)}) = {refused}"
        f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
        for name, table, question, refused, words in LATER
    ),
    *(
        f"CREATE TRIGGER paper_is_told_in_time_by_{event} BEFORE {event} ON paper_entry WHEN {TOLD_TOO_LATE}"
        f" BEGIN SELECT RAISE(ABORT, '{TOLD_WORDS}'); END"
        for event in ("insert", "update")
    ),
    *(
        f"CREATE TRIGGER {table}_is_not_replaced BEFORE INSERT ON {table}"
        f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"
        " BEGIN SELECT RAISE(ABORT, 'it is there already'); END"
        for table, same in KEYS.items()
    ),
)
POSTGRESQL = (
    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$",
    *(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW"
        f" WHEN ({_asked(_condition(condition, columns, 'IS DISTINCT FROM', IN_POSTGRESQL), REHEARSAL_IN_POSTGRESQL)})"
        f" EXECUTE FUNCTION refuse('{words}')"
        for name, table, event, condition, words, columns in RULES
    ),
    *(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN IF ({_asked(question, REHEARSAL_IN_POSTGRESQL)}) = {refused} THEN"
        f" RAISE EXCEPTION '{words}' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$"
        for name, _table, question, refused, words in LATER
    ),
    *(
        f"CREATE TRIGGER {name} BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        for name, table, *_ in LATER
    ),
    "CREATE FUNCTION refuse_when_told_too_late() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN IF {TOLD_TOO_LATE} THEN RAISE EXCEPTION '{TOLD_WORDS}' USING ERRCODE = 'restrict_violation'; END IF;"
    " RETURN NEW; END $$",
    "CREATE TRIGGER paper_is_told_in_time BEFORE INSERT OR UPDATE ON paper_entry FOR EACH ROW"
    " EXECUTE FUNCTION refuse_when_told_too_late()",
    *(
        f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table}"
        " EXECUTE FUNCTION refuse('what is published stays')"
        for table in KEYS
    ),
    # ANALYZE copies values into pg_statistic, where they stay: a list of who had stamped by then, with the time of it,
    # and secrets that are to be destroyed.
    *(
        f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0"
        for table, columns in WITHOUT_STATISTICS.items()
        for column in columns
    ),
)


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("active", sa.SmallInteger(), nullable=False),
        sa.Column("zones", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.CheckConstraint("active IN (0, 1)", name=op.f("account_is_active_or_not")),
        sa.CheckConstraint(
            "role IN ('organiser', 'scrutineer', 'teller', 'reader', 'admin')", name=op.f("account_role_is_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("account_key")),
        sa.UniqueConstraint("name", name=op.f("account_name_is_unique")),
    )
    op.create_table(
        "archived_bundle",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("bundle", sa.LargeBinary(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", name=op.f("archived_bundle_key")),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=True),
        sa.Column("closing", sa.Text(), nullable=True),
        sa.Column("tally", sa.Text(), nullable=True),
        sa.Column("rehearses", sa.Text(), nullable=False),
        sa.CheckConstraint("(state = 'draft') = (manifest IS NULL)", name=op.f("published_means_frozen")),
        sa.CheckConstraint(
            "(state IN ('closed', 'opened', 'certified', 'destroyed')) = (closing IS NOT NULL)",
            name=op.f("closed_means_signed"),
        ),
        sa.CheckConstraint(
            "(state IN ('opened', 'certified', 'destroyed')) = (tally IS NOT NULL)", name=op.f("opened_means_counted")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'closing', 'closed', 'opened', 'certified', 'destroyed')",
            name=op.f("campaign_state_is_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("campaign_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "campaign_zone",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "zone", name=op.f("campaign_zone_key")),
    )
    op.create_table(
        "certificate",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", name=op.f("certificate_key")),
    )
    op.create_table(
        "composite_index",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("composite_index_key")),
    )
    op.create_table(
        "desk_session",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("desk_session_key")),
    )
    op.create_table(
        "draft_sheet",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("version >= 0", name=op.f("draft_version_counts")),
        sa.PrimaryKeyConstraint("campaign", "part", name=op.f("draft_sheet_key")),
    )
    op.create_table(
        "extension",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "number", name=op.f("extension_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "imported_figures",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('replace', 'add', 'withdraw')", name=op.f("import_kind_is_known")),
        sa.PrimaryKeyConstraint("campaign", "number", name=op.f("imported_figures_key")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("zones", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("inviter", sa.Text(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'used', 'withdrawn')", name=op.f("invitation_state_is_known")),
        sa.CheckConstraint(
            "role IN ('organiser', 'scrutineer', 'teller', 'reader', 'admin')", name=op.f("invitation_role_is_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("invitation_key")),
    )
    _add_roll_and_work()


def _add_roll_and_work() -> None:
    """The rest of it, from the roll's keys on, in the order in which tables need each other."""
    op.create_table(
        "issuing_key",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("electorate", sa.Text(), nullable=False),
        sa.Column("private", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "electorate", name=op.f("issuing_key_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "turnout_glimpse",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("shown_at", sa.BigInteger(), nullable=False),
        sa.Column("coming", sa.Text(), nullable=False),
        sa.Column("coming_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", name=op.f("turnout_glimpse_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hall_screen",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", name=op.f("hall_screen_key")),
        sa.UniqueConstraint("address", name=op.f("hall_screen_address_is_unique")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "deposit",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "occasion", "seat", name=op.f("deposit_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("beat", sa.Integer(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("touched", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name=op.f("job_state_is_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("job_key")),
        sa.UniqueConstraint("campaign", "number", name=op.f("job_number_is_unique")),
    )
    op.create_table(
        "kept_share",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", name=op.f("kept_share_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("log_entry_key")),
        sa.UniqueConstraint("previous", name=op.f("log_entry_previous_is_unique")),
    )
    op.create_table(
        "redaction",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("text_key", sa.Text(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("beyond", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("first >= 0 AND beyond > first", name=op.f("passage_has_a_length")),
        sa.PrimaryKeyConstraint("campaign", "number", name=op.f("redaction_key")),
    )
    op.create_table(
        "paper_entry",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("electorate", sa.Text(), nullable=False),
        sa.Column("seat", sa.SmallInteger(), nullable=False),
        sa.Column("teller", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.CheckConstraint("seat IN (1, 2)", name=op.f("paper_is_counted_by_two")),
        sa.PrimaryKeyConstraint("campaign", "electorate", "seat", name=op.f("paper_entry_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "register",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("active", sa.SmallInteger(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('unit', 'person')", name=op.f("register_kind_is_known")),
        sa.PrimaryKeyConstraint("code", "since", name=op.f("register_key")),
    )
    op.create_table(
        "register_import",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("register_import_key")),
    )
    op.create_table(
        "roll_campaign",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("manifest_hash", sa.LargeBinary(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("opens", sa.BigInteger(), nullable=True),
        sa.Column("closes", sa.BigInteger(), nullable=True),
        sa.Column("stamping", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("closes IS NULL OR opens IS NULL OR closes > opens", name=op.f("closes_after_opening")),
        sa.CheckConstraint("length(manifest_hash) = 32", name=op.f("roll_manifest_hash_is_a_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("roll_campaign_key")),
        sa.UniqueConstraint("manifest_hash", name=op.f("roll_campaign_manifest_hash_is_unique")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "recovery_code",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("recovery_code_key")),
    )
    op.create_table(
        "second_step",
        sa.Column("account", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("second_step_key")),
    )
    op.create_table(
        "scrutiny",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("about", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('opened', 'period', 'confirmed', 'objected', 'received', 'resolved', 'consented')",
            name=op.f("scrutiny_kind_is_known"),
        ),
        sa.PrimaryKeyConstraint("campaign", "number", name=op.f("scrutiny_key")),
    )
    op.create_table(
        "sign_in",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("sign_in_key")),
    )
    op.create_table(
        "ticket",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("electorate", sa.Text(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("blinded", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(code_hash) = 32", name=op.f("code_hash_is_a_sha256")),
        sa.CheckConstraint("state IN (0, 1, 2, 3)", name=op.f("ticket_is_unused_stamped_void_or_withdrawn")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("ticket_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "write_in_merge",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("spelling", sa.Text(), nullable=False),
        sa.Column("into_spelling", sa.Text(), nullable=False),
        sa.Column("into_subject", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("into_spelling = '' OR into_subject = ''", name=op.f("merge_has_one_target")),
        sa.PrimaryKeyConstraint("campaign", "number", name=op.f("write_in_merge_key")),
    )
    op.create_table(
        "key_ceremony",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("tried", sa.Text(), nullable=False),
        sa.Column("tried_with", sa.Text(), nullable=False),
        sa.Column("fewer", sa.Text(), nullable=False),
        sa.CheckConstraint("way IN ('room', 'apart')", name=op.f("way_of_shares_is_known")),
        sa.PrimaryKeyConstraint("campaign", name=op.f("key_ceremony_key")),
    )
    op.create_table(
        "scrutineer_seat",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("invitation", sa.Text(), nullable=False),
        sa.Column("lock", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Text(), nullable=False),
        sa.Column("lost", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "number", name=op.f("scrutineer_seat_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("ticket_by_campaign", "ticket", ["campaign", "electorate"])
    for statement in SQLITE if op.get_context().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


TABLES = (
    "scrutineer_seat",
    "key_ceremony",
    "write_in_merge",
    "ticket",
    "sign_in",
    "scrutiny",
    "certificate",
    "archived_bundle",
    "turnout_glimpse",
    "hall_screen",
    "second_step",
    "recovery_code",
    "roll_campaign",
    "paper_entry",
    "register_import",
    "register",
    "redaction",
    "log_entry",
    "kept_share",
    "job",
    "deposit",
    "issuing_key",
    "invitation",
    "desk_session",
    "campaign_zone",
    "composite_index",
    "imported_figures",
    "extension",
    "draft_sheet",
    "campaign",
    "account",
)


def downgrade() -> None:
    op.drop_index("ticket_by_campaign", "ticket")

    for table in TABLES:
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse() CASCADE")
        op.execute("DROP FUNCTION refuse_when_told_too_late() CASCADE")
        for name, *_ in LATER:
            op.execute(f"DROP FUNCTION {name}() CASCADE")
