"""The workbook of the register: what goes out comes back, and nothing of a faulty one goes in."""

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from evalsite.core.refusals import FaultyWorkbook
from evalsite.core.register import PERSON, UNIT, Entry, Lists, Register, Snapshot, changes, with_changes
from evalsite.paper.register_workbook import read_register, register_template, write_register

DAY, LATER = date(2025, 3, 1), date(2026, 3, 1)
LISTS = Lists(
    (
        Entry("01", UNIT, "=第一局", category="部门", field="综合", zone="东片", order=1),
        Entry("02", UNIT, "第二局", order=2),
        Entry("03", UNIT, "旧局", order=3, active=False),
    ),
    (
        Entry("P1", PERSON, "王甲", unit="01", post="局长", order=1),
        Entry("P2", PERSON, "李乙", unit="03", order=2, active=False),
        Entry("P3", PERSON, "龚䶮", order=3),
    ),
)
REGISTER = with_changes(Register(), changes(Register(), LISTS, DAY), DAY)
NOBODY = Snapshot(())


def changed(change, register=REGISTER):
    book = openpyxl.load_workbook(io.BytesIO(write_register(register, LATER)))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(change, snapshot=None, *, complete=False):
    return read_register(changed(change), snapshot or REGISTER.as_of(LATER), complete=complete)


def faults(change, snapshot=None):
    with pytest.raises(FaultyWorkbook) as refusal:
        read(change, snapshot)
    return [(one.sheet, one.row, one.column) for one in refusal.value.faults]


def cell(sheet, place, value):
    return lambda book: book[sheet].__setitem__(place, value)


@pytest.mark.parametrize("snapshot", [NOBODY, REGISTER.as_of(LATER)], ids=["empty", "same"])
def test_what_is_written_is_read_back_the_same(snapshot):
    found = read_register(write_register(REGISTER, LATER), snapshot)
    assert sorted(found.entries, key=lambda one: one.code) == sorted(LISTS.entries, key=lambda one: one.code)


def test_importing_what_was_exported_changes_nothing():
    found = read_register(write_register(REGISTER, LATER), REGISTER.as_of(LATER), complete=True)
    assert changes(REGISTER, found, LATER, complete=True) == ()


def test_the_history_is_written_for_reading():
    renamed = replace(LISTS.units[0], name="第一委")
    register = with_changes(REGISTER, changes(REGISTER, Lists((renamed,)), LATER), LATER)
    rows = openpyxl.load_workbook(io.BytesIO(write_register(register, LATER)))["沿革"].iter_rows(values_only=True)
    assert [row[:3] for row in rows if row[0] == "01"] == [
        ("01", "2025-03-01", "=第一局"),
        ("01", "2026-03-01", "第一委"),
    ]


def test_the_empty_workbook_explains_itself():
    assert openpyxl.load_workbook(io.BytesIO(register_template())).sheetnames == ["说明", "单位", "人员"]
    with pytest.raises(FaultyWorkbook):
        read_register(register_template(), NOBODY)


def test_a_unit_may_be_written_by_name_or_code():
    assert read(cell("人员", "C2", "01")).people[0].unit == "01"
    assert read(cell("人员", "C2", "第二局")).people[0].unit == "02"


def test_all_faults_are_told_at_once_with_their_cells():
    def spoil(book):
        book["单位"]["A3"] = "01"
        book["单位"]["F2"] = "一"
        book["单位"]["G4"] = "休眠"
        book["人员"]["B2"] = None
        book["人员"]["C3"] = "第九局"

    assert faults(spoil, NOBODY) == [
        ("单位", 2, "F"),
        ("单位", 3, "A"),
        ("单位", 4, "G"),
        ("人员", 2, "B"),
        ("人员", 3, "C"),
    ]


def test_a_negative_order_is_refused():
    assert faults(cell("单位", "F2", -1)) == [("单位", 2, "F")]


def test_columns_that_are_missing_leave_what_the_register_says_and_empty_cells_empty_it():
    def without(book):
        book["单位"].delete_cols(4, 4)
        book["人员"].delete_cols(3, 4)

    found = read(without)
    assert found == read(lambda _book: None)
    assert read(cell("单位", "D2", None)).units[0].field == ""


def test_for_a_new_entry_missing_columns_are_empty():
    def fresh(book):
        book["单位"].delete_cols(3, 5)
        book["单位"]["A5"], book["单位"]["B5"] = "09", "新局"

    (made,) = [unit for unit in read(fresh).units if unit.code == "09"]
    assert made == Entry("09", UNIT, "新局", order=4)


def test_units_alone_are_a_workbook_too():
    found = read(lambda book: book.remove(book["人员"]))
    assert (len(found.units), found.people) == (3, ())
