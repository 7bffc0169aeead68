"""Drafts: what is typed is kept, faulty or not; two organisers never overwrite each other; only whole ones go on."""

from fractions import Fraction

import pytest
from sqlalchemy import text

from evalsite.core.figures import Figures, ImportedFigure
from evalsite.core.refusals import (
    DraftChanged,
    DraftMoved,
    FaultyDraft,
    NoSuchCampaign,
    RehearsalLeft,
    WrongState,
)
from evalsite.paper.workbook_grid import judge, sheets_of
from evalsite.usecases import drafting, figuring, preparing, rehearsing
from evalsite.usecases.drafting import Author, Edit, Workbook
from evalsite.usecases.preparing import Terms
from tests import factories
from tests.factories import NOW

WORKBOOK = Workbook(judge, sheets_of)
ME, OTHER = Author("甲", NOW), Author("乙", NOW)


@pytest.fixture
def draft(ledgers):
    return factories.take_in(ledgers, factories.small_campaign(tickets=12))


def read(ledgers, draft):
    return drafting.read(ledgers.desk, draft, WORKBOOK)


def save(ledgers, draft, part, change, author=ME, seen=None):
    """Save a sheet with one line changed; ``seen`` is the draft as its writer saw it."""
    seen = seen or read(ledgers, draft)
    lines = tuple({**line, **(change if number == 0 else {})} for number, line in enumerate(seen.saved[part].lines))
    return drafting.save(ledgers.desk, seen, Edit(part, lines, seen.saved[part].version), author, WORKBOOK)


def campaign(ledgers, draft):
    return preparing.campaign_of(preparing.get(ledgers.desk, draft))


def test_a_saved_sheet_changes_the_campaign(ledgers, draft):
    assert save(ledgers, draft, "subjects", {"name": "新一科"}).faults == ()
    assert [one.name for one in campaign(ledgers, draft).subjects] == ["新一科", "第二科"]
    assert campaign(ledgers, draft).indicators == factories.small_campaign().indicators


def test_what_is_typed_is_kept_with_its_faults_and_goes_no_further(ledgers, draft):
    assert len(save(ledgers, draft, "electorates", {"tickets": "很多"}).faults) == 1
    assert read(ledgers, draft).sheets["electorates"][0]["tickets"] == "很多"
    assert campaign(ledgers, draft).name == "年度测评"
    for step in (preparing.publish, rehearsing.rehearse):
        with pytest.raises(FaultyDraft):
            step(ledgers.desk, ledgers.box, draft, NOW)
    save(ledgers, draft, "electorates", {"tickets": "20"})
    assert preparing.faults_of(preparing.get(ledgers.desk, draft)) == 0
    preparing.publish(ledgers.desk, ledgers.box, draft, NOW, Terms())
    assert campaign(ledgers, draft).electorates[0].tickets == 20


def test_two_who_edit_one_sheet_do_not_overwrite_each_other(ledgers, draft):
    seen = read(ledgers, draft)
    save(ledgers, draft, "subjects", {"name": "甲写的"}, seen=seen)
    with pytest.raises(DraftMoved) as moved:
        save(ledgers, draft, "subjects", {"name": "乙写的"}, OTHER, seen)
    assert moved.value.details["by"] == "甲"
    assert read(ledgers, draft).sheets["subjects"][0]["name"] == "甲写的"


def test_two_who_edit_two_sheets_both_keep_what_they_wrote(ledgers, draft):
    seen = read(ledgers, draft)
    save(ledgers, draft, "subjects", {"name": "甲写的"}, seen=seen)
    save(ledgers, draft, "electorates", {"name": "乙写的"}, OTHER, seen)
    found = campaign(ledgers, draft)
    assert (found.subjects[0].name, found.electorates[0].name) == ("甲写的", "乙写的")


def test_a_draft_saved_while_it_is_published_is_not_published(ledgers, draft):
    terms = Terms(2, 2, keep=False, hand_over=lambda _: save(ledgers, draft, "subjects", {"name": "刚改的"}))
    with pytest.raises(DraftChanged):
        preparing.publish(ledgers.desk, ledgers.box, draft, NOW, terms)
    assert preparing.get(ledgers.desk, draft).manifest is None


def test_only_drafts_are_edited_and_deleted(ledgers, draft):
    seen = read(ledgers, draft)
    trial = rehearsing.rehearse(ledgers.desk, ledgers.box, draft, NOW).id
    with pytest.raises(RehearsalLeft):
        drafting.delete(ledgers.desk, draft)
    rehearsing.wipe(ledgers.desk, ledgers.box, trial)
    preparing.publish(ledgers.desk, ledgers.box, draft, NOW)
    for step in (
        lambda: save(ledgers, draft, "subjects", {"name": "太晚"}, seen=seen),
        lambda: read(ledgers, draft),
        lambda: drafting.delete(ledgers.desk, draft),
    ):
        with pytest.raises(WrongState):
            step()
    assert drafting.sheets_of(ledgers.desk, draft, WORKBOOK) == seen.sheets


def test_a_draft_goes_with_all_that_was_imported_for_it(ledgers, draft):
    save(ledgers, draft, "subjects", {"name": "新一科"})
    figures = Figures((ImportedFigure("D1", "满意度", Fraction(1), "", None, "来源", ""),), (), ())
    figuring.take_in(ledgers.desk, draft, figures, figuring.provenance("数据.xlsx", b"", "甲", NOW))
    drafting.delete(ledgers.desk, draft)
    with pytest.raises(NoSuchCampaign):
        preparing.get(ledgers.desk, draft)
    assert not rows_of(ledgers, draft)


def rows_of(ledgers, draft):
    with ledgers.desk.read() as connection:
        return [
            table
            for table in ("draft_sheet", "imported_figures")
            if connection.execute(text(f"SELECT 1 FROM {table} WHERE campaign = :c"), {"c": draft}).first()
        ]


def test_a_new_draft_may_begin_with_nothing_but_a_kind(ledgers):
    sheets = {"campaign": ({"item": "类型", "value": "双向测评"},), **dict.fromkeys(("subjects", "rules"), ())}
    draft = drafting.begin(ledgers.desk, sheets, ME, WORKBOOK)
    assert preparing.faults_of(preparing.get(ledgers.desk, draft)) > 0
    assert campaign(ledgers, draft).kind.value == "双向测评"
    assert campaign(ledgers, draft).subjects == ()
