"""The empty workbook: it explains itself, offers what may be chosen, and its own example is a sound campaign."""

import io

import openpyxl
import pytest

from evalsite.core.preparation import problems
from evalsite.paper.workbook import read_campaign, template
from evalsite.paper.workbook_form import FORMS, HELP, ITEMS
from evalsite.paper.workbook_template import EXAMPLE
from tests.paper.workbook_edits import faults_of, places


@pytest.fixture(scope="module")
def book():
    return openpyxl.load_workbook(io.BytesIO(template()))


def fill_in(book, place, values):
    """Types the block of the 说明 sheet that begins at ``place`` into its sheet, as an organiser would copy it."""
    for offset, row in enumerate(values):
        for column, value in enumerate(row):
            if value is not None:
                book[place].cell(offset + 1, column + 1).value = value


def blocks(sheet):
    """The example's blocks by sheet: header and rows, up to the next empty row."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    for number, row in enumerate(rows):
        title = str(row[0] or "")
        if title.endswith("（例）"):
            end = next((n for n in range(number + 1, len(rows)) if not any(rows[n])), len(rows))
            yield title.removesuffix("（例）"), rows[number + 1 : end]


def test_the_empty_workbook_lacks_only_what_is_to_be_filled_in():
    faults = faults_of(template())
    assert places(faults) == ["活动!B2", "活动!B3", "对象!", "票种!", "指标!"]


def test_the_example_in_the_explanation_is_a_campaign_when_typed_into_the_sheets():
    assert problems(EXAMPLE) == []
    book = openpyxl.load_workbook(io.BytesIO(template()))
    for sheet, values in blocks(book[HELP]):
        fill_in(book, sheet, values)
    out = io.BytesIO()
    book.save(out)
    assert read_campaign(out.getvalue()) == EXAMPLE


def test_every_header_has_a_note_and_stays_in_sight(book):
    for form in FORMS[1:]:
        sheet = book[form.sheet]
        assert [cell.comment.text for cell in sheet[1]] == [column.hint for column in form.columns]
        assert sheet.freeze_panes == "A2"
        assert all(sheet.column_dimensions[cell.column_letter].width >= 9 for cell in sheet[1])
    items = list(book["活动"].iter_rows(min_row=2, max_col=3, values_only=True))
    assert [(item, hint) for item, _, hint in items] == [(item.header, item.hint) for item in ITEMS]


def offered(sheet):
    """The words of every drop-down list, by the cells that have it."""
    lists = [one for one in sheet.data_validations.dataValidation if one.type == "list"]
    return {str(one.sqref): one.formula1.strip('"').split(",") for one in lists}


def test_columns_with_few_words_offer_them(book):
    for form in FORMS[1:]:
        by_column = zip("ABCDEFGH", form.columns, strict=False)
        expected = {f"{letter}2:{letter}1001": list(column.words) for letter, column in by_column if column.words}
        assert offered(book[form.sheet]) == expected
    expected = {f"B{row}": list(item.words) for row, item in enumerate(ITEMS, start=2) if item.words}
    assert offered(book["活动"]) == expected


def test_what_is_offered_is_what_the_reader_takes():
    book = openpyxl.load_workbook(io.BytesIO(template()))
    for sheet, values in blocks(book[HELP]):
        fill_in(book, sheet, values)
    for row, item in enumerate(ITEMS, start=2):
        for word in item.words:
            book["活动"][f"B{row}"] = word
            out = io.BytesIO()
            book.save(out)
            read_campaign(out.getvalue())


def test_cells_below_the_header_are_text_so_that_codes_keep_their_zeros(book):
    for form in FORMS[1:]:
        for column in form.columns:
            letter = "ABCDEFGH"[form.columns.index(column)]
            style = book[form.sheet].column_dimensions[letter].number_format
            assert style == ("@" if column.shape == "text" else "General")


def test_the_defaults_stand_in_the_cells(book):
    values = {item: value for item, value, _ in book["活动"].iter_rows(min_row=2, max_col=3, values_only=True)}
    assert {item: value for item, value in values.items() if value is not None} == {
        "公布下限": 5, "率的分母": "收回", "小数位": 2, "舍入": "四舍五入", "末尾零": "保留", "缺项处理": "弃权",
    }  # fmt: skip


def test_equal_templates_are_equal_files():
    assert template() == template()
