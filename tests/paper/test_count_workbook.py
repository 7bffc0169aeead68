"""Count sheets: what is written is read back, wherever rows and columns went, and faults have their place."""

import io

import pytest
from openpyxl import load_workbook

from evalsite.core.campaign import Electorate
from evalsite.core.countfaults import read_entry
from evalsite.core.questionnaire import sheet_for
from evalsite.core.refusals import FaultyWorkbook, Wrong
from evalsite.paper.count_workbook import read_counts, write_counts
from tests import factories

CAMPAIGN = factories.strict_campaign(tickets=20)
TEXTS = {
    "issued": "5", "returned": "4", "void": "1",
    "0.0": "2", "0.1": "1", "1.scores": "10×2、7", "2.0": "2", "2.1": "2", "2.2": "2",
    "3.2": "3", "4.scores": "0", "4.blank": "2", "5.blank": "3",
    "6.0": "3", "7.1": "3", "8.0": "2",
}  # fmt: skip


def entry():
    found, wrong = read_entry(CAMPAIGN, sheet_for(CAMPAIGN, "A"), TEXTS, 20)
    assert wrong == ()
    return found


def changed(change, data=None):
    """A filled workbook after somebody had it open."""
    book = load_workbook(io.BytesIO(data or write_counts(CAMPAIGN, {"A": entry()})))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refused(data, campaign=CAMPAIGN):
    with pytest.raises(FaultyWorkbook) as refusal:
        read_counts(data, campaign)
    return refusal.value.faults


def row_of(sheet, subject, indicator):
    return next(row[0].row for row in sheet if (row[0].value, row[2].value) == (subject, indicator))


def test_what_is_written_is_read_back_as_it_was_entered():
    counts = read_counts(write_counts(CAMPAIGN, {"A": entry()}), CAMPAIGN)
    again, wrong = read_entry(CAMPAIGN, sheet_for(CAMPAIGN, "A"), counts.texts["A"], 20)
    assert wrong == ()
    assert again == entry()


def test_an_empty_workbook_has_nothing_to_enter_and_electorates_left_empty_are_left_out():
    (fault,) = refused(write_counts(CAMPAIGN))
    assert "没有一张填写了的计票表" in fault.problem
    two = factories.two_electorates(12, 12)
    book = load_workbook(io.BytesIO(write_counts(two)))
    book.worksheets[1]["B4"] = 3
    out = io.BytesIO()
    book.save(out)
    assert set(read_counts(out.getvalue(), two).texts) == {"B"}


def test_names_that_excel_does_not_take_still_make_sheets():
    voters = tuple(Electorate(code, name * 9, 20, ("科室",)) for code, name in (("A", "a/b:[c]"), ("B", "a/b:[c]")))
    campaign = factories.small_campaign(electorates=voters)
    names = load_workbook(io.BytesIO(write_counts(campaign))).sheetnames
    assert len(set(names)) == 2
    assert all(len(name) <= 31 for name in names)


def test_rows_in_another_order_and_numbers_typed_as_text_are_read_all_the_same():
    def shuffle(book):
        sheet = book.worksheets[0]
        first, second = row_of(sheet, "D1", "总体"), row_of(sheet, "D2", "总体")
        for column in range(1, 12):
            a, b = sheet.cell(first, column), sheet.cell(second, column)
            a.value, b.value = b.value, a.value
        sheet["B4"] = " 5 "

    counts = read_counts(changed(shuffle), CAMPAIGN)
    assert read_entry(CAMPAIGN, sheet_for(CAMPAIGN, "A"), counts.texts["A"], 20)[0] == entry()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda book: book.worksheets[0].__setitem__("B2", "Z"), "没有编号为“Z”的票种"),
        (lambda book: book.copy_worksheet(book.worksheets[0]), "有两张计票表"),
        (lambda book: book.worksheets[0].__setitem__("A10", "D9"), "计票表里没有这个对象和指标"),
        (lambda book: book.worksheets[0].__setitem__("E9", "特优"), "缺少“优秀”这一列"),
        (lambda book: book.worksheets[0].__setitem__("E10", True), "逻辑值"),
    ],
)
def test_a_sheet_that_was_made_into_another_is_refused_with_the_place(change, said):
    faults = refused(changed(change))
    assert any(said in fault.problem for fault in faults)
    assert all(fault.sheet == "1.职工" or fault.sheet.startswith("1.职工") for fault in faults)


def test_a_row_that_stands_there_twice_is_refused():
    def twice(book):
        sheet = book.worksheets[0]
        second = row_of(sheet, "D2", "总体")
        sheet.cell(second, 1).value = "D1"

    assert any("写了两次" in fault.problem for fault in refused(changed(twice)))


@pytest.mark.parametrize("data", [b"", b"text", b"PK\x03\x04"])
def test_what_is_no_workbook_is_refused_in_words(data):
    assert refused(data)


def test_what_does_not_add_up_is_told_where_excel_shows_it():
    counts = read_counts(write_counts(CAMPAIGN, {"A": entry()}), CAMPAIGN)
    (fault, whole) = counts.faults([("A", Wrong("0.0", "多了", "请核对")), ("A", Wrong("99.0", "没有", "请核对"))])
    assert (fault.sheet, fault.row, fault.column) == ("1.职工", 10, "E")
    assert (whole.sheet, whole.row, whole.column) == ("1.职工", None, "")
