"""The workbook of imported figures: what goes out comes back, and every slip is told where it stands."""

import io
from datetime import date, datetime
from fractions import Fraction

import openpyxl
import pytest

from evalsite.core.figures import Adjustment, Deed, DeedKind, Figures, ImportedFigure
from evalsite.core.refusals import FaultyWorkbook
from evalsite.paper.figures_workbook import figures_template, read_figures, write_figures
from tests.factories import small_campaign

CAMPAIGN = small_campaign()
FIGURES = Figures(
    (
        ImportedFigure("D1", "群众满意度", Fraction("98.2"), "%", date(2026, 6, 30), "第三方", "=电话访问"),
        ImportedFigure("D2", "群众满意度", Fraction("0.5"), "%", None, "第三方"),
        ImportedFigure("D2", "业务考核", Fraction("0.5"), "", None, "考核办"),
    ),
    (Deed("D2", DeedKind.NEW, date(2026, 3, 1), "改革办", "一件事一次办\n全省推广"),),
    (Adjustment("D1", Fraction("-0.5"), "材料迟报", None, "督查室"),),
)


def changed(change, figures=FIGURES):
    """The workbook of these figures after somebody's hands were in it."""
    book = openpyxl.load_workbook(io.BytesIO(write_figures(figures, CAMPAIGN)))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def faults(change, standing=None):
    with pytest.raises(FaultyWorkbook) as refusal:
        read_figures(changed(change), CAMPAIGN, standing)
    return [(one.sheet, one.row, one.column) for one in refusal.value.faults]


def test_what_is_written_is_read_back_the_same():
    assert read_figures(write_figures(FIGURES, CAMPAIGN), CAMPAIGN) == FIGURES


def test_equal_figures_make_equal_files():
    assert write_figures(FIGURES, CAMPAIGN) == write_figures(FIGURES, CAMPAIGN)


def test_the_empty_workbook_explains_itself_and_lists_the_codes_of_its_campaign():
    book = openpyxl.load_workbook(io.BytesIO(figures_template(CAMPAIGN)))
    assert book.sheetnames == ["说明", "数据", "实绩", "加减分", "对象名单"]
    assert [cell.value for cell in book["对象名单"]["A"]][1:] == ["D1", "D2"]
    assert book["数据"]["D1"].comment.text
    assert "对象名单" not in openpyxl.load_workbook(io.BytesIO(figures_template())).sheetnames


def test_an_empty_workbook_is_refused():
    with pytest.raises(FaultyWorkbook) as refusal:
        read_figures(figures_template(), CAMPAIGN)
    assert [one.problem for one in refusal.value.faults] == ["一行数据也没有"]


def test_what_is_no_workbook_is_told_as_such():
    with pytest.raises(FaultyWorkbook) as refusal:
        read_figures(b"PK nothing", CAMPAIGN)
    assert len(refusal.value.faults) == 1


def test_all_faults_are_told_at_once_with_their_cells():
    def spoil(book):
        data, deeds, points = book["数据"], book["实绩"], book["加减分"]
        data["A2"] = "X9"
        data["D3"] = "很好"
        data["F4"] = "2026-02-30"
        data["G4"] = None
        deeds["C2"] = "大事"
        deeds["F2"] = None
        points["C2"] = 0
        points["F2"] = None

    assert faults(spoil) == [
        ("数据", 2, "A"),
        ("数据", 3, "D"),
        ("数据", 4, "F"),
        ("数据", 4, "G"),
        ("实绩", 2, "C"),
        ("实绩", 2, "F"),
        ("加减分", 2, "C"),
        ("加减分", 2, "F"),
    ]


def test_a_name_that_is_not_the_codes_own_shows_lines_that_have_slipped():
    assert faults(lambda book: book["数据"].__setitem__("B2", "第二科")) == [("数据", 2, "B")]


def test_a_name_beside_a_code_may_differ_in_spaces_and_width():
    assert read_figures(changed(lambda book: book["数据"].__setitem__("B2", "第 一科")), CAMPAIGN) == FIGURES


def test_a_percentage_that_excel_has_made_a_part_of_one_is_refused_rather_than_guessed():
    assert faults(lambda book: book["数据"].__setitem__("D2", 0.982)) == [("数据", 2, "D")]


@pytest.mark.parametrize("unit", ["%", None])
def test_a_percentage_typed_as_text_says_its_unit_itself(unit):
    def typed(book):
        book["数据"]["D2"], book["数据"]["E2"] = "98.2%", unit

    assert read_figures(changed(typed), CAMPAIGN) == FIGURES


def test_a_percentage_in_another_unit_contradicts_itself():
    def typed(book):
        book["数据"]["D4"], book["数据"]["E4"] = "98.2%", "分"

    assert faults(typed) == [("数据", 4, "D")]


@pytest.mark.parametrize(
    "written", [datetime.fromisoformat("2026-06-30T08:30"), date(2026, 6, 30), "2026年6月30日", "2026/6/30"]
)
def test_a_day_is_read_as_people_and_excel_write_it(written):
    assert read_figures(changed(lambda book: book["数据"].__setitem__("F2", written)), CAMPAIGN) == FIGURES


@pytest.mark.parametrize("written", [20260630, "六月", True])
def test_what_is_no_day_is_refused(written):
    assert faults(lambda book: book["数据"].__setitem__("F2", written)) == [("数据", 2, "F")]


def test_what_is_added_is_judged_beside_what_stands():
    assert faults(lambda _book: None, FIGURES) == [
        ("数据", 2, "C"),
        ("数据", 3, "C"),
        ("数据", 4, "C"),
        ("实绩", 2, "F"),
        ("加减分", 2, "D"),
    ]


def test_columns_that_are_not_needed_may_be_missing_and_those_needed_are_asked_for():
    def without(column):
        return lambda book: book["数据"].delete_cols(column)

    assert read_figures(changed(without(8)), CAMPAIGN).imported[0].note == ""
    assert faults(without(7)) == [("数据", 1, "")]
