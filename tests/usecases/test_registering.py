"""The register in the database: imported, looked at before, kept with its history, asked by campaigns."""

from dataclasses import replace
from datetime import date

import pytest

from evalsite.core.campaign import Order, Rule
from evalsite.core.refusals import RegisterMoved
from evalsite.core.register import PERSON, UNIT, Entry, Lists, Register
from evalsite.usecases import preparing, registering
from tests import factories
from tests.factories import NOW

DAY, LATER = date(2025, 3, 1), date(2026, 3, 1)
LISTS = Lists(
    (Entry("D1", UNIT, "第一科", category="科室", order=2), Entry("D2", UNIT, "第二科", field="业务", order=1)),
    (Entry("P1", PERSON, "王甲", unit="D1", post="科长", order=1),),
)
RENAMED = Lists((replace(LISTS.units[0], name="第一处"),))


def source(name="名册.xlsx"):
    return registering.source(name, b"bytes", "组织科", NOW)


def test_what_is_imported_is_read_back_with_who_entered_it(ledgers):
    made = registering.carry_out(ledgers.desk, LISTS, DAY, source())
    assert [change.after for change in made.changes] == list(LISTS.entries)
    register = registering.register_of(ledgers.desk)
    assert {version.entry for version in register.versions} == set(LISTS.entries)
    assert {(version.since, version.by) for version in register.versions} == {(DAY, "组织科")}
    (noted,) = registering.imports_of(ledgers.desk)
    assert (noted.number, noted.since, noted.file, noted.changes, len(noted.sha256)) == (1, DAY, "名册.xlsx", 3, 64)


def test_a_second_import_keeps_the_history_and_one_that_changes_nothing_is_not_noted(ledgers):
    registering.carry_out(ledgers.desk, LISTS, DAY, source())
    registering.carry_out(ledgers.desk, RENAMED, LATER, source())
    registering.carry_out(ledgers.desk, RENAMED, LATER, source())
    assert registering.snapshot(ledgers.desk, DAY).by_code["D1"].name == "第一科"
    assert registering.snapshot(ledgers.desk, LATER).by_code["D1"].name == "第一处"
    assert [one.number for one in registering.imports_of(ledgers.desk)] == [2, 1]


def test_a_correction_on_the_same_day_leaves_one_version(ledgers):
    registering.carry_out(ledgers.desk, LISTS, DAY, source())
    registering.carry_out(ledgers.desk, RENAMED, DAY, source())
    assert [v.entry.name for v in registering.register_of(ledgers.desk).history("D1")] == ["第一处"]


def test_the_plan_says_what_would_happen_and_changes_nothing(ledgers):
    registering.carry_out(ledgers.desk, LISTS, DAY, source())
    register = registering.register_of(ledgers.desk)
    some = registering.plan(register, RENAMED, LATER)
    whole = registering.plan(register, RENAMED, LATER, complete=True)
    assert (len(some.changes), some.untold, len(whole.changes), whole.untold) == (1, 2, 3, 0)
    assert registering.register_of(ledgers.desk).history("D1") == register.history("D1")


def test_an_import_is_not_carried_out_when_the_register_has_moved_since_it_was_looked_at(ledgers):
    seen = registering.plan(Register(), LISTS, DAY)
    registering.carry_out(ledgers.desk, RENAMED, DAY, source())
    with pytest.raises(RegisterMoved):
        registering.carry_out(ledgers.desk, LISTS, DAY, source(), mark=seen.mark)
    assert len(registering.imports_of(ledgers.desk)) == 1
    again = registering.plan(registering.register_of(ledgers.desk), LISTS, DAY)
    registering.carry_out(ledgers.desk, LISTS, DAY, source(), mark=again.mark)


def test_the_campaigns_of_a_code_are_found_under_the_names_of_their_time(ledgers):
    registering.carry_out(ledgers.desk, RENAMED, DAY, source())
    campaign_id = factories.take_in(ledgers)
    (found,) = registering.appearances(ledgers.desk, "D1")
    assert (found.record.id, found.subject.name) == (campaign_id, "第一科")
    assert registering.appearances(ledgers.desk, "X") == ()


def test_a_campaign_whose_names_differ_from_the_register_is_noted(ledgers):
    registering.carry_out(ledgers.desk, RENAMED, DAY, source())
    (note,) = registering.notes_on(ledgers.desk, factories.small_campaign(), LATER)
    assert note.code == "D1"


@pytest.mark.parametrize(("words", "codes"), [("名册", ["D2", "D1"]), ("笔画", ["D1", "D2"]), ("原序", ["D2", "D1"])])
def test_publishing_fixes_the_order_of_subjects_that_the_campaign_asks_for(sqlite_only, words, codes):
    registering.carry_out(sqlite_only.desk, LISTS, NOW.date(), source())
    order = {"名册": Order.REGISTER, "笔画": Order.STROKES, "原序": Order.GIVEN}[words]
    plain = factories.small_campaign(rules=(Rule("对象次序", "", words),), order=order)
    names = {"D1": "丁科", "D2": "王科"}
    turned = tuple(replace(one, name=names[one.code]) for one in reversed(plain.subjects))
    live = factories.publish(sqlite_only, replace(plain, subjects=turned), issue=False)
    assert [one.code for one in live.campaign.subjects] == codes
    assert [one.code for one in preparing.campaign_of(preparing.get(sqlite_only.desk, live.id)).subjects] == codes
