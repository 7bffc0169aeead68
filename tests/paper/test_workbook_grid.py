"""One reader, two carriers: the cells of a draft mean what the same cells mean in a workbook, and are refused alike."""

import io
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest

from evalsite.core.refusals import FaultyWorkbook
from evalsite.paper import workbook_cells as cells
from evalsite.paper.workbook import read_campaign
from evalsite.paper.workbook_grid import Place, judge, place_of, read_sheets, renamed, sheets_of, write_sheets
from tests.paper.workbook_edits import SOUND, Edit


def spoilt(**changes):
    edit = Edit()
    for place, value in changes.items():
        edit.set(place.replace("_", "!"), value)
    return edit


def test_a_campaign_becomes_sheets_and_the_sheets_become_the_campaign():
    sheets = sheets_of(SOUND)
    assert judge(sheets) == judge(read_sheets(write_sheets(sheets)))
    assert judge(sheets).campaign == SOUND
    assert judge(sheets).faults == ()


def test_a_faulty_workbook_has_the_same_faults_as_sheets_each_at_its_line():
    edit = spoilt(对象_E3="", 票种_D2="很多", 指标_D2="猜谜", 规则_C2="优秀很少", 等次_C2="#REF!", 活动_B3="没有这种")
    with pytest.raises(FaultyWorkbook) as refused:
        read_campaign(edit.data())
    found = judge(read_sheets(edit.data())).faults
    assert {(f.sheet, f.column, f.problem) for f in found} == {
        (f.sheet, f.column, f.problem) for f in refused.value.faults
    }
    places = {place_of(fault) for fault in found}
    assert {Place("electorates", 0, "tickets"), Place("subjects", 1, "group"), Place("campaign", 1, "value")} <= places


def test_faults_go_out_with_the_workbook_and_come_back_in():
    sheets = read_sheets(spoilt(票种_D2="很多", 对象_B2="=1+1").data())
    assert judge(read_sheets(write_sheets(sheets))).faults == judge(sheets).faults
    book = openpyxl.load_workbook(io.BytesIO(write_sheets({"subjects": ({"name": "=1+1"},)})))
    assert book["对象"]["B2"].data_type == "s"


def test_merged_cells_are_asked_for_one_by_one():
    edit = Edit()
    edit.book["对象"].merge_cells("E2:E3")
    found = judge(read_sheets(edit.data())).faults
    assert {(place_of(f).row, place_of(f).field) for f in found} == {(0, "group"), (1, "group")}
    assert {fault.problem for fault in found} == {"这一格原来是合并单元格的一部分"}


@pytest.mark.parametrize("spoil", ["sheet", "column", "header"])
def test_what_cells_cannot_show_refuses_the_workbook_with_all_that_is_wrong(spoil):
    edit = spoilt(票种_D2="很多")
    if spoil == "sheet":
        del edit.book["等次"]
    elif spoil == "column":
        edit.set("票种!C1", "权重量")
    else:
        edit.book["对象"].merge_cells("A1:B1")
    with pytest.raises(FaultyWorkbook) as refused:
        read_sheets(edit.data())
    assert any(fault.sheet == "票种" and fault.row == 2 for fault in refused.value.faults)
    assert len(refused.value.faults) > 1


def test_other_files_are_no_sheets():
    with pytest.raises(FaultyWorkbook):
        read_sheets(b"not a workbook")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (0.1 + 0.2, "0.3"),
        ("甲\n乙", "甲\n乙"),
        (True, "TRUE"),
        (date(2026, 1, 3), "#日期! 2026-01-03，如果原来写的是 1-3，就是这个原因"),
        (time(8), "#日期! 08:00:00"),
        (timedelta(hours=1), "#日期! 1:00:00"),
        (float("inf"), "#NUM!"),
    ],
)
def test_what_excel_made_of_a_cell_is_kept_so_that_it_is_refused_or_read_as_before(value, text):
    assert cells.plain(value) == text
    if text.startswith("#"):
        with pytest.raises(cells.Unreadable):
            cells.text(text)
    elif not isinstance(value, bool):  # a tick among names, which people see now, may stay
        assert cells.text(text) == cells.text(value)


def test_points_in_time_and_ticks_are_written_as_people_would():
    assert cells.plain(datetime(2026, 1, 3, 8), moments=True) == "2026-01-03 08:00"  # noqa: DTZ001
    assert cells.plain(datetime(2026, 1, 3, 8, 0, 1), moments=True) == "2026-01-03 08:00:01"  # noqa: DTZ001
    assert cells.plain(date(2026, 1, 3), moments=True) == "2026-01-03"
    assert [cells.plain(value, ticks=True) for value in (True, False)] == ["是", "否"]


def test_sheets_under_another_name_keep_all_else():
    again = judge(renamed(sheets_of(SOUND), {"名称": "又一次", "期次": "下半年"})).campaign
    assert (again.name, again.round) == ("又一次", "下半年")
    assert again.subjects == SOUND.subjects
