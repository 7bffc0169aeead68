"""A table of the desk as a file: CSV for any program, a workbook for people who file and print it."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import xlsxwriter

from evalsite.core.campaign import Rates
from evalsite.core.disclosure import Shown, Withheld
from evalsite.paper.result_words import WITHHELD, reason
from evalsite.paper.results import BOM, harmless
from evalsite.paper.results_sheet import Cell as Written
from evalsite.paper.results_sheet import Pen, Sheet
from evalsite.paper.tables import Cell, Kind, On, Table, Told

READ_FIRST = "请先看"
WHY = "说明"
NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
OF = re.compile(r"([0-9]+)/([0-9]+)")  # 3/12: a place among so many, and to a spreadsheet a day in March
LONGEST_NAME = 31  # characters that Excel allows in the name of a sheet


@dataclass(frozen=True, slots=True)
class Origin:
    """What a file says of itself: ``facts`` are titles with texts, ``remarks`` what is to be read before any figure."""

    name: str
    facts: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()
    rates: Rates = field(default_factory=Rates)


def _head(table: Table) -> list[str]:
    head = [table.columns[place].long or table.columns[place].head for place in table.on(On.FILE)]
    return [*head, WHY] if _withheld(table) else head


def _withheld(table: Table) -> bool:
    return any(isinstance(figure, Withheld) for figure in table.figures())


def _rows(table: Table) -> Iterator[list[Cell]]:
    """Cells by line; behind them why some are withheld, where some are."""
    places, told = table.on(On.FILE), _withheld(table)
    for line in table.lines:
        why = [reason(*(one for one in line.cells if isinstance(one, Withheld)))] if told else []
        yield [*(line.cells[place] for place in places), *why]


def table_csv(table: Table, origin: Origin) -> bytes:
    """RFC 4180 in UTF-8 with the mark by which Excel knows it. Remarks stand above the heading, a line each.

    Texts that a spreadsheet would take for a formula or a day get an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for remark in origin.remarks:
        writer.writerow([READ_FIRST, harmless(remark)])
    writer.writerow([harmless(one) for one in _head(table)])
    for row in _rows(table):
        writer.writerow([_plain(one) for one in row])
    return (BOM + out.getvalue()).encode()


def _plain(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Shown(_, text):
            return text
        case Withheld():
            return WITHHELD
        case int():
            return str(cell)
        case Told():
            place = OF.fullmatch(cell.text) if cell.by is not None else None
            return f"{place[1]}（共 {place[2]}）" if place else _typed(cell.text)
    return _typed(cell)


def _typed(text: str) -> str:
    """What people wrote stays as they wrote it, behind an apostrophe where a spreadsheet would make something else of it."""
    return f"'{text}" if OF.fullmatch(text) else harmless(text)


def table_xlsx(table: Table, origin: Origin) -> bytes:
    """The table on its sheet, and what it is on another, which stands first where there are remarks."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": f"{origin.name} {table.title}"})
    pen = Pen(book, origin.rates, origin.remarks[0][:100] if origin.remarks else "")
    if origin.remarks:
        _about(pen, table, origin)
    _sheet(pen, table)
    if not origin.remarks:
        _about(pen, table, origin)
    book.close()
    return buffer.getvalue()


def _sheet(pen: Pen, table: Table) -> None:
    head = _head(table)
    name = str(table.title).translate(NOT_IN_A_NAME).strip()[:LONGEST_NAME]
    sheet = Sheet(pen, name if name and name != WHY else "表", _widths(table, len(head)), (1, _frozen(table)))
    sheet.head(head)
    for row in _rows(table):
        sheet.add([_written(one) for one in row])
    sheet.filtered(len(head))


def _widths(table: Table, columns: int) -> list[int]:
    kinds = {Kind.NAME: 26, Kind.WORDS: 18}
    widths = [kinds.get(table.columns[place].kind, 12) for place in table.on(On.FILE)]
    return [*widths, *[40] * (columns - len(widths))]


def _frozen(table: Table) -> int:
    """The columns up to the name stay in sight."""
    kinds = [table.columns[place].kind for place in table.on(On.FILE)]
    return kinds.index(Kind.NAME) + 1 if Kind.NAME in kinds else 0


def _written(cell: Cell) -> Written:
    if isinstance(cell, Told):
        return int(cell.by) if cell.by is not None and cell.text == str(cell.by) else cell.text
    return cell


def _about(pen: Pen, table: Table, origin: Origin) -> None:
    sheet = Sheet(pen, WHY, [16, 90], (0, 0))
    for remark in origin.remarks:
        sheet.alarm(f"{READ_FIRST}：{remark}")
    for title, text in (("名称", origin.name), ("表", table.title), *origin.facts, ("附注", table.foot)):
        if text:
            sheet.add([str(title), str(text)])
