"""One sheet of the results as a workbook: a table with a frozen heading, numbers as numbers, withheld figures in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from evalsite.core.campaign import Rates
from evalsite.core.disclosure import Figure, Shown, Withheld
from evalsite.paper.result_words import WITHHELD

Cell = str | int | Fraction | Figure | None
HEADING_ROW = 0


@dataclass(frozen=True, slots=True)
class Pen:
    """Formats of a workbook. User text goes through ``write_string`` alone: a leading = stays a character."""

    book: Any
    rates: Rates
    warning: str = ""  # stands over every printed page

    def format(self, **properties: object) -> Any:
        return self.book.add_format({"font_name": "等线", "font_size": 11, "valign": "vcenter", **properties})


class Sheet:
    """A table with a frozen heading row, filled from the top."""

    def __init__(self, pen: Pen, name: str, widths: Sequence[int], frozen: tuple[int, int] = (1, 0)) -> None:
        self.sheet = pen.book.add_worksheet(name)
        self.row = 0
        self._head = pen.format(bold=True, bg_color="#E8F0F9", border=1, border_color="#C3CCD6", text_wrap=True)
        self._text = pen.format(text_wrap=True)
        self._whole = pen.format(num_format="0")
        places = "0." + "0" * pen.rates.decimals if pen.rates.decimals else "0"
        self._number = pen.format(num_format=places if pen.rates.keep_zeros else "General")
        self._alarm = pen.format(bold=True, font_color="#B5432A")
        self._mute = pen.format(font_color="#5B6775", align="right")
        self.sheet.freeze_panes(*frozen)
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        self.sheet.set_paper(9)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        if pen.warning:
            self.sheet.set_header(f"&C&B{pen.warning}")

    def head(self, names: Sequence[str]) -> None:
        for column, name in enumerate(names):
            self.sheet.write_string(self.row, column, name, self._head)
        if self.row == HEADING_ROW:
            self.sheet.repeat_rows(HEADING_ROW)
        self.row += 1

    def add(self, cells: Sequence[Cell]) -> None:
        for column, cell in enumerate(cells):
            self._write(column, cell)
        self.row += 1

    def _write(self, column: int, cell: Cell) -> None:
        if isinstance(cell, Shown):
            whole = cell.value.denominator == 1 and "." not in cell.text and cell.text == str(cell.value)
            self.sheet.write_number(self.row, column, float(cell.text), self._whole if whole else self._number)
        elif isinstance(cell, Withheld):
            self.sheet.write_string(self.row, column, WITHHELD, self._mute)
        elif isinstance(cell, int):
            self.sheet.write_number(self.row, column, cell, self._whole)
        elif isinstance(cell, Fraction):  # somebody else's number: with the decimals it came with
            self.sheet.write_number(self.row, column, float(cell))
        elif cell:
            self.sheet.write_string(self.row, column, cell, self._text)

    def alarm(self, text: str) -> None:
        """A line that nobody can overlook, over all columns: it is not wrapped, so it runs on to the right."""
        self.sheet.write_string(self.row, 0, text, self._alarm)
        self.row += 1

    def filtered(self, columns: int) -> None:
        self.sheet.autofilter(HEADING_ROW, 0, max(self.row - 1, 1), columns - 1)
