"""A rehearsal runs on the real machinery, never mixes with what counts, and leaves nothing behind when it is wiped."""

import secrets
from datetime import timedelta
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from evalsite.core import envelope as formats
from evalsite.core import ticket as codes
from evalsite.core.figures import Figures, ImportedFigure, Provenance
from evalsite.core.refusals import (
    BadStamp,
    NoRehearsal,
    NoSuchCampaign,
    RehearsalLeft,
    TooFewShares,
    TooFewTickets,
    UnknownCampaign,
    UnknownTicket,
    WrongState,
)
from evalsite.core.report import unit_report
from evalsite.crypto import blindrsa
from evalsite.paper.report_content import content
from evalsite.paper.report_html import report_html
from evalsite.paper.report_pdf import report_pdf
from evalsite.paper.results import results_csv, results_json, results_xlsx
from evalsite.store import wiping
from evalsite.store.base import BoxBase, DeskBase
from evalsite.usecases import closing, dropping, figuring, opening, preparing, rehearsing, reporting, stamping
from evalsite.usecases.preparing import Terms
from tests import factories
from tests.factories import NOW, SECRET
from tests.paper import reading
from tests.usecases.helpers import Interrupted, at_once, interrupted_at, is_of_box, rows

TEXT = "演练时写的一句话，清除以后哪里也不该再有"
TABLES = {**DeskBase.metadata.tables, **BoxBase.metadata.tables}


def rehearse(ledgers, draft, terms=None):
    made = rehearsing.rehearse(ledgers.desk, ledgers.box, draft, NOW, terms)
    live = factories.live_of(ledgers, made.id, made.published.shares)
    live.codes = factories.issue_tickets(live)
    return live


def wipe(live, outputs=None):
    rehearsing.wipe(live.desk, live.box, live.id, outputs)


def counted(ledgers, draft):
    """A rehearsal that was voted in, closed and opened."""
    live = rehearse(ledgers, draft)
    factories.cast_all(live, {0: 1, 1: TEXT})
    closing.close(live.desk, live.box, live.id, NOW)
    opening.open_box(live.desk, live.box, live.id)
    return live


@pytest.fixture
def draft(ledgers):
    return factories.take_in(ledgers)


# --- the real machinery -----------------------------------------------------------------------------------------------


def test_a_rehearsal_is_voted_in_closed_opened_and_reported_like_what_counts(ledgers, draft):
    live = counted(ledgers, draft)
    found = reporting.results(live.desk, live.id)
    assert [line.valid for line in found.turnout] == [6]
    assert found.campaign.rehearsal
    assert live.published.data["rehearsal"] is True


def test_every_file_of_its_results_says_that_it_counts_for_nothing(ledgers, draft):
    found = reporting.results(ledgers.desk, counted(ledgers, draft).id)
    (remark,) = results_json(found)["remarks"]
    assert (remark["kind"], remark["void"]) == ("rehearsal", True)
    assert remark["text"].startswith("演练，不计票")
    assert "演练，不计票" in results_csv(found)
    cells = [str(cell.value) for sheet in load_workbook(BytesIO(results_xlsx(found))) for row in sheet for cell in row]
    assert any("演练，不计票" in cell for cell in cells)
    report = unit_report(found, "D1")
    assert "演练，不计票" in report_html(report)
    assert "演练，不计票" in reading.words(report_pdf(report)).replace("\n", "")
    assert content(report)["watermark"] == "演练"


def test_the_draft_stays_a_draft_and_can_be_rehearsed_again(ledgers, draft):
    before = preparing.get(ledgers.desk, draft)
    first, second = rehearse(ledgers, draft), rehearse(ledgers, draft)
    assert preparing.get(ledgers.desk, draft) == before
    assert first.hash != second.hash
    assert {one.id for one in rehearsing.rehearsals_of(ledgers.desk, draft)} == {first.id, second.id}


def test_a_rehearsal_can_be_voted_in_whatever_times_the_draft_has(ledgers):
    for opens, closes in ((NOW + timedelta(days=1), None), (None, NOW - timedelta(days=1))):
        live = rehearse(ledgers, factories.take_in(ledgers, factories.small_campaign(opens=opens, closes=closes)))
        factories.cast(live, live.codes["A"][0])


def test_shares_can_be_rehearsed_too(ledgers, draft):
    live = rehearse(ledgers, draft, Terms(2, 3, keep=False))
    closing.close(live.desk, live.box, live.id, NOW)
    with pytest.raises(TooFewShares):
        opening.open_box(live.desk, live.box, live.id)
    opening.open_box(live.desk, live.box, live.id, live.shares[:2])


def test_what_is_published_or_is_itself_a_rehearsal_is_not_rehearsed(ledgers, draft):
    for other in (factories.publish(ledgers).id, rehearse(ledgers, draft).id):
        with pytest.raises(WrongState):
            rehearsing.rehearse(ledgers.desk, ledgers.box, other, NOW)


def test_a_rehearsal_that_cannot_be_published_leaves_nothing(ledgers):
    draft = factories.take_in(ledgers, factories.small_campaign(tickets=4))
    with pytest.raises(TooFewTickets):
        rehearsing.rehearse(ledgers.desk, ledgers.box, draft, NOW)
    assert rehearsing.list_all(ledgers.desk) == []


# --- apart from what counts -------------------------------------------------------------------------------------------


def test_rehearsals_stand_apart_in_lists(ledgers, draft):
    live = rehearse(ledgers, draft)
    assert [one.id for one in preparing.list_all(ledgers.desk)] == [draft]
    assert [(one.id, one.rehearses) for one in rehearsing.list_all(ledgers.desk)] == [(live.id, draft)]


def test_a_rehearsal_envelope_gets_into_no_other_box(ledgers, draft):
    """Neither with its own stamp nor with one that the rehearsal's key was made to put on what the other box expects."""
    trial, real = rehearse(ledgers, draft), factories.publish(ledgers)
    first, second, *_ = trial.codes["A"]
    sealed = factories.seal(trial, {0: 1})
    stamp = factories.stamp(trial, first, sealed)
    expected = formats.stamp_message(real.hash, "A", formats.digest(sealed.envelope))
    blinded = blindrsa.blind(trial.key(), expected, secrets.token_bytes)
    signature = stamping.stamp(trial.desk, SECRET, second, blinded.blinded, NOW)
    forged = blindrsa.finalize(trial.key(), expected, signature, blinded.inverse)
    for one in (stamp, forged):
        with pytest.raises(BadStamp):
            dropping.drop(real.box, real.hash, "A", sealed.envelope, one)
    assert rows(real.box, "envelope") == []
    factories.drop(trial, sealed, stamp)
    assert [row["manifest_hash"] for row in rows(real.box, "envelope")] == [trial.hash]


def test_a_rehearsal_slip_gives_no_stamp_for_what_counts(ledgers, draft):
    trial, real = rehearse(ledgers, draft), factories.publish(ledgers)
    code = trial.codes["A"][0]
    answer = stamping.fetch_sheet(trial.desk, SECRET, code, NOW)
    assert answer.manifest == trial.published.text
    assert '"rehearsal":true' in answer.manifest
    sealed = factories.seal(real, {0: 1})
    while int.from_bytes(sealed.blinded, "big") >= trial.key().n:  # too large for the other key: blinded once more
        sealed = factories.seal(real, {0: 1})
    signature = stamping.stamp(trial.desk, SECRET, code, sealed.blinded, NOW)
    with pytest.raises(BadStamp):
        blindrsa.finalize(real.key(), sealed.message, signature, sealed.inverse)
    with pytest.raises(BadStamp):
        dropping.drop(real.box, real.hash, "A", sealed.envelope, signature)
    assert rows(real.box, "envelope") == []


def test_of_a_draft_and_its_rehearsal_nothing_but_the_words_is_the_same(ledgers, draft):
    trial = rehearse(ledgers, draft)
    wipe(trial)
    preparing.publish(ledgers.desk, ledgers.box, draft, NOW, Terms(acknowledge_small=True))
    real = factories.live_of(ledgers, draft)
    assert real.hash != trial.hash
    assert real.key().n != trial.key().n
    assert real.published.opening_key != trial.published.opening_key
    assert real.published.receipt_key != trial.published.receipt_key
    assert "rehearsal" not in real.published.data


# --- wiped ------------------------------------------------------------------------------------------------------------


def everything(ledgers):
    return repr([rows(ledgers.box if is_of_box(table) else ledgers.desk, table) for table in TABLES])


def traces(live):
    """What would betray a rehearsal, as bytes."""
    tickets = [codes.code_hash(code) for code in live.codes["A"]]
    envelopes = [row["envelope"][:64] for row in rows(live.box, "envelope") if row["manifest_hash"] == live.hash]
    assert envelopes
    return [live.id.encode(), TEXT.encode(), live.hash, live.published.fingerprint.encode(), *tickets, *envelopes]


def test_wiping_leaves_no_row_and_no_byte_of_a_rehearsal(ledgers, draft, tmp_path):
    real = factories.publish(ledgers)
    factories.cast(real, real.codes["A"][0], {0: 1})
    live = counted(ledgers, draft)
    sought = traces(live)
    assert live.id in everything(ledgers)
    wipe(live)
    assert live.id not in everything(ledgers)
    assert rehearsing.list_all(ledgers.desk) == []
    with pytest.raises(NoSuchCampaign):
        preparing.get(ledgers.desk, live.id)
    if ledgers.desk.path is None:
        return  # the files of a server are read in test_wiping_on_postgresql_empties_the_files_of_the_tables
    for database in ledgers:
        database.dispose()
    found = {
        file.name: [one for one in sought if one in file.read_bytes()] for file in tmp_path.iterdir() if file.is_file()
    }
    assert {name for name in found if name.endswith(".sqlite")} == {"desk.sqlite", "box.sqlite"}
    assert not any(found.values())


def test_wiping_on_postgresql_empties_the_files_of_the_tables(postgres_ledgers, postgres_server):
    ledgers = postgres_ledgers
    live = counted(ledgers, factories.take_in(ledgers))
    sought = traces(live)
    wipe(live)
    assert live.id not in everything(ledgers)
    folder = Path(postgres_server.folder) / "data"
    for database, tables in ((ledgers.desk, DeskBase.metadata.tables), (ledgers.box, BoxBase.metadata.tables)):
        with database.write() as connection:
            connection.exec_driver_sql("CHECKPOINT")
            for table in tables:
                for path in connection.scalars(text(FILES), {"table": table}).all():
                    content = (folder / path).read_bytes()
                    assert [one for one in sought if one in content] == [], table


# The file of a table, of what it keeps beside itself, and of its keys.
FILES = """
    SELECT pg_relation_filepath(c.oid) FROM pg_class t JOIN pg_class c ON c.oid = t.oid OR c.oid = t.reltoastrelid
      OR c.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = t.oid) WHERE t.relname = :table
"""


def test_what_was_imported_beside_it_goes_too(ledgers, draft):
    live = rehearse(ledgers, draft)
    figures = Figures(imported=(ImportedFigure("D1", "群众满意度", Fraction(90), "%", None, "统计局"),))
    source = Provenance("数据.xlsx", "ab" * 32, "组织科", NOW)
    figuring.take_in(ledgers.desk, live.id, figures, source)
    wipe(live)
    assert live.id not in everything(ledgers)
    figuring.take_in(ledgers.desk, draft, figures, source)
    with pytest.raises(IntegrityError), ledgers.desk.write() as connection:
        connection.execute(text("DELETE FROM imported_figures"))


def test_what_counts_is_as_it_was_after_a_rehearsal_beside_it_is_wiped(ledgers, draft):
    real = factories.publish(ledgers)
    factories.cast_all(real, {0: 1})
    live = counted(ledgers, draft)
    before = [row for row in rows(real.desk, "ticket") if row["campaign"] == real.id]
    wipe(live)
    assert rows(real.desk, "ticket") == before
    assert closing.close(real.desk, real.box, real.id, NOW)["counts"][0]["dropped"] == 6
    assert opening.open_box(real.desk, real.box, real.id).of("A").valid == 6


def test_a_rehearsal_is_wiped_at_any_stage(ledgers, draft):
    drafted = preparing.take_in(ledgers.desk, factories.small_campaign(rehearsal=True), NOW, rehearses=draft)
    rehearsing.wipe(ledgers.desk, ledgers.box, drafted)
    live = rehearse(ledgers, draft)
    factories.cast(live, live.codes["A"][0])
    wipe(live)
    closed = rehearse(ledgers, draft)
    closing.close(closed.desk, closed.box, closed.id, NOW)
    wipe(closed)
    assert rehearsing.list_all(ledgers.desk) == []


def test_after_the_wiping_its_slips_and_envelopes_are_unknown(ledgers, draft):
    live = rehearse(ledgers, draft)
    sealed = factories.seal(live)
    stamp = factories.stamp(live, live.codes["A"][0], sealed)
    wipe(live)
    with pytest.raises(UnknownTicket):
        stamping.fetch_sheet(live.desk, SECRET, live.codes["A"][1], NOW)
    with pytest.raises(UnknownCampaign):
        factories.drop(live, sealed, stamp)


@pytest.mark.parametrize("number", range(1, 16))
def test_a_wiping_that_was_interrupted_is_done_again(ledgers, draft, number):
    live = counted(ledgers, draft)
    with interrupted_at(number, live.desk, live.box):
        try:
            wipe(live)
        except Interrupted:
            assert preparing.get(live.desk, live.id).rehearses == draft
            done = False
        else:
            done = True
    if not done:
        wipe(live)
    assert live.id not in everything(ledgers)


def test_voting_while_it_is_wiped_leaves_nothing_behind(ledgers, draft):
    live = rehearse(ledgers, draft)
    sealed = [factories.seal(live) for _ in live.codes["A"]]
    stamps = [factories.stamp(live, code, one) for code, one in zip(live.codes["A"], sealed, strict=True)]
    drops = [
        lambda one=one, stamp=stamp: factories.drop(live, one, stamp) for one, stamp in zip(sealed, stamps, strict=True)
    ]
    answers = at_once([*drops, lambda: wipe(live)])
    assert answers[-1] is None
    assert rows(live.box, "envelope") == []
    assert live.id not in everything(ledgers)


def test_the_folders_that_the_program_made_for_it_go_too(ledgers, draft, tmp_path):
    live = rehearse(ledgers, draft)
    instance = tmp_path / "instance"
    for folder in ("out", "reports"):
        (instance / folder / live.id).mkdir(parents=True)
        (instance / folder / live.id / "slips.pdf").write_text("x")
        (instance / folder / draft).mkdir(parents=True)
    wipe(live, instance)
    assert sorted(one.name for one in instance.glob("*/*")) == [draft, draft]


def test_a_campaign_that_counts_is_not_wiped(ledgers, draft):
    for campaign_id in (draft, factories.publish(ledgers).id):
        before = everything(ledgers)
        with pytest.raises(NoRehearsal):
            rehearsing.wipe(ledgers.desk, ledgers.box, campaign_id)
        assert everything(ledgers) == before


def test_the_database_itself_lets_go_of_nothing_that_counts_even_to_the_wiping(ledgers):
    live = factories.publish(ledgers)
    factories.cast(live, live.codes["A"][0])
    before = everything(ledgers)
    for remove in (wiping.remove, wiping.remove_campaign):
        with pytest.raises(IntegrityError), ledgers.desk.write() as connection:
            remove(connection, live.id)
    with pytest.raises(IntegrityError), ledgers.box.write() as connection:
        connection.execute(text("DELETE FROM envelope"))
    with pytest.raises(IntegrityError), ledgers.box.write() as connection:
        connection.execute(text("DELETE FROM box_campaign"))
    assert everything(ledgers) == before


def test_no_campaign_that_counts_can_be_called_a_rehearsal_afterwards(ledgers, draft):
    for campaign_id in (draft, factories.publish(ledgers).id):
        with pytest.raises(IntegrityError), ledgers.desk.write() as connection:
            connection.execute(text("UPDATE campaign SET rehearses = 'x' WHERE id = :id"), {"id": campaign_id})


def test_every_table_that_knows_campaigns_is_wiped():
    """A new table that names a campaign by another column than ``campaign`` would be left behind."""
    names = {str(kind.__tablename__) for kind in wiping.kinds()}
    without = set(DeskBase.metadata.tables) - names
    of_the_desk = {"account", "desk_session", "invitation", "log_entry", "recovery_code", "second_step", "sign_in"}
    assert without == of_the_desk | {"composite_index", "register", "register_import"}


# --- and then it counts -----------------------------------------------------------------------------------------------


def test_publishing_asks_for_the_wiping_of_rehearsals(ledgers, draft):
    rehearse(ledgers, draft)
    rehearse(ledgers, draft)
    with pytest.raises(RehearsalLeft) as refusal:
        preparing.publish(ledgers.desk, ledgers.box, draft, NOW, Terms(acknowledge_small=True))
    assert refusal.value.details == {"number": 2}
    assert rehearsing.wipe_all_of(ledgers.desk, ledgers.box, draft) == 2
    preparing.publish(ledgers.desk, ledgers.box, draft, NOW, Terms(acknowledge_small=True))
    assert len(rows(ledgers.box, "box_campaign")) == 1


def test_a_rehearsal_of_another_draft_hinders_nobody(ledgers, draft):
    rehearse(ledgers, factories.take_in(ledgers))
    preparing.publish(ledgers.desk, ledgers.box, draft, NOW, Terms(acknowledge_small=True))
