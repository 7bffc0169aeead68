"""The look of campaign workbooks: headers, widths, lists and notes are made here, the same way for every sheet."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum, auto
from fractions import Fraction
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range

from evalsite.paper import workbook_form as form
from evalsite.paper.workbook_form import Column, Form, Shape

LAST_ROW = 1000  # down to here the columns offer their lists; rows beyond are read just the same
BLUE, LIGHT, PALE, INK, MUTE, LINE = "#14589c", "#d7e4f2", "#eef3f9", "#1a2330", "#5d6875", "#c4ccd5"
UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 -- a property of the file, in which no time of day or zone has a meaning

Entry = str | int | Fraction | None
Entries = dict[str, Entry]


class Style(Enum):
    """What a cell is; ``LOOKS`` says how it looks."""

    HEADER = auto()
    OPTIONAL = auto()
    ITEM = auto()
    TEXT = auto()
    NUMBER = auto()
    SETTING = auto()
    HINT = auto()
    TITLE = auto()
    HEADING = auto()
    PROSE = auto()


_BASE = {"font_name": "微软雅黑", "font_size": 11, "valign": "vcenter", "border": 1, "border_color": LINE}
LOOKS: dict[Style, dict[str, Any]] = {
    Style.HEADER: {"bold": True, "font_color": "white", "bg_color": BLUE, "align": "center", "border_color": "white"},
    Style.OPTIONAL: {"bold": True, "font_color": BLUE, "bg_color": LIGHT, "align": "center", "border_color": "white"},
    Style.ITEM: {"bold": True, "font_color": INK, "bg_color": PALE},
    Style.TEXT: {"font_color": INK, "num_format": "@"},
    Style.NUMBER: {"font_color": INK, "align": "right"},
    Style.SETTING: {"font_color": INK, "align": "left"},
    Style.HINT: {"font_color": MUTE, "font_size": 10, "text_wrap": True, "border": 0},
    Style.TITLE: {"bold": True, "font_size": 16, "font_color": BLUE, "border": 0},
    Style.HEADING: {"bold": True, "font_size": 12, "font_color": BLUE, "border": 0},
    Style.PROSE: {"font_color": INK, "border": 0},
}


class Sheets:
    """A workbook while it is written: one manner of headers, widths, lists and notes for all sheets."""

    def __init__(self) -> None:
        self._out = io.BytesIO()
        self._book = xlsxwriter.Workbook(
            self._out,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        self._book.set_properties({"created": UNDATED})
        self._styles = {style: self._book.add_format(_BASE | look) for style, look in LOOKS.items()}

    def done(self) -> bytes:
        self._book.close()
        return self._out.getvalue()

    def sheet(self, name: str, widths: Sequence[int]) -> Any:
        """A new sheet in the house's manner, set up for a landscape A4 page."""
        sheet = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def write(self, sheet: Any, row: int, column: int, entry: Entry, style: Style) -> None:
        """One cell. Text is text, whatever it begins with; None and "" leave the cell formatted but empty."""
        if entry is None or entry == "":
            sheet.write_blank(row, column, None, self._styles[style])
        elif isinstance(entry, str):
            sheet.write_string(row, column, entry, self._styles[style])
        else:
            sheet.write_number(row, column, float(entry), self._styles[style])

    def format(self, style: Style) -> Any:
        """A style for what the library must be told itself."""
        return self._styles[style]

    def sum(self, sheet: Any, row: int, column: int, formula: str) -> None:
        """A cell that adds up others while people type; it is never read back."""
        sheet.write_formula(row, column, formula, self._styles[Style.NUMBER], 0)

    def headers(self, sheet: Any, row: int, columns: Iterable[Column], *, notes: bool = True) -> None:
        for place, column in enumerate(columns):
            style = Style.HEADER if column.needed else Style.OPTIONAL
            self.write(sheet, row, place, column.header, style)
            if notes and column.hint:
                size = {"x_scale": 1.6, "y_scale": max(0.6, len(column.hint) / 60), "font_size": 10}
                sheet.write_comment(row, place, column.hint, size)

    def rows(self, sheet: Any, top: int, columns: Sequence[Column], entries: Iterable[Entries]) -> int:
        """Writes lines from row ``top`` on; gives the row after the last."""
        for line in entries:
            for place, column in enumerate(columns):
                style = Style.NUMBER if column.shape is Shape.NUMBER else Style.TEXT
                self.write(sheet, top, place, line.get(column.field), style)
            top += 1
        return top

    def items(self, entries: Entries) -> None:
        """The 活动 sheet: an item a row, its value, and what it means."""
        hint = Column("填写提示", "hint", "这一列只供参考，导入时不读。", width=64, needed=False)
        columns = (*form.CAMPAIGN.columns, hint)
        sheet = self.sheet(form.CAMPAIGN.sheet, [column.width for column in columns])
        self.headers(sheet, 0, columns, notes=False)
        sheet.set_row(0, 24)
        sheet.freeze_panes(1, 1)
        for row, item in enumerate(form.ITEMS, start=1):
            sheet.set_row(row, 22)
            self.write(sheet, row, 0, item.header, Style.ITEM)
            style = Style.SETTING if item.shape is Shape.NUMBER else Style.TEXT
            self.write(sheet, row, 1, entries.get(item.field), style)
            self.write(sheet, row, 2, item.hint, Style.HINT)
            _offer(sheet, row, row, 1, item)
        _no_warnings(sheet, form.CAMPAIGN)

    def table(self, one: Form, entries: Sequence[Entries]) -> None:
        """A sheet with a line for each entry, ready for more lines below."""
        sheet = self.sheet(one.sheet, [column.width for column in one.columns])
        self.headers(sheet, 0, one.columns)
        sheet.set_row(0, 24)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(one.columns):
            style = Style.NUMBER if column.shape is Shape.NUMBER else Style.TEXT
            default = self._book.add_format(_BASE | LOOKS[style] | {"border": 0})
            sheet.set_column(place, place, column.width, default)  # a code typed below stays "01", and 1-3 no date
            _offer(sheet, 1, LAST_ROW, place, column)
        last = self.rows(sheet, 1, one.columns, entries)
        if entries:
            sheet.autofilter(0, 0, last - 1, len(one.columns) - 1)
        _no_warnings(sheet, one)


def _offer(sheet: Any, first: int, last: int, place: int, column: Column) -> None:
    """The drop-down list of a column, or the kind of number it takes."""
    if column.words:
        rule: dict[str, Any] = {"validate": "list", "source": list(column.words)}
        said = "请从下拉列表中选一项。"
    elif column.shape is Shape.NUMBER:
        rule = {"validate": "decimal", "criteria": "between", "minimum": -1_000_000, "maximum": 1_000_000}
        said = "请填数字。"
    else:
        return
    rule |= {"ignore_blank": True, "error_title": column.header, "error_message": said}
    sheet.data_validation(first, place, last, place, rule)


def _no_warnings(sheet: Any, one: Form) -> None:
    """No green corners on codes: they are numbers stored as text, on purpose."""
    sheet.ignore_errors({"number_stored_as_text": xl_range(0, 0, LAST_ROW, len(one.columns) - 1)})
