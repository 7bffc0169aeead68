"""A campaign's sheets as plain cells: the workbook as a draft on the desk keeps it (docs/formats.md).

One reader, two carriers: the cells may come from an .xlsx file or from the pages on which drafts are edited, and what
they mean and what is wrong with them is the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from zoneinfo import ZoneInfo

from evalsite.core.campaign import Campaign
from evalsite.core.decimals import decimal
from evalsite.core.draft import Judged, Sheet, Sheets, tidy
from evalsite.core.refusals import Fault, FaultyWorkbook
from evalsite.core.register import Snapshot
from evalsite.paper import workbook_cells as cells
from evalsite.paper import workbook_form as form
from evalsite.paper.workbook_form import Column, Form, Shape
from evalsite.paper.workbook_package import NotAWorkbook, letters
from evalsite.paper.workbook_read import campaign_in, read_campaign
from evalsite.paper.workbook_sheets import Entries, Entry
from evalsite.paper.workbook_sheets import Sheets as Writer
from evalsite.paper.workbook_tables import SEPARATE, Findings, Table, match, read_tables
from evalsite.paper.workbook_tables import Line as TableLine
from evalsite.paper.workbook_template import BLANK
from evalsite.paper.workbook_write import entries_of

FORMS = {one.part: one for one in form.FORMS}
MOMENTS = ("opens", "closes")


def judge(sheets: Sheets, timezone: str = "Asia/Shanghai", register: Snapshot | None = None) -> Judged:
    """What the sheets make, and every fault; its row is the place of the line in its sheet, from 1."""
    findings = Findings()
    tables = {part: _table(one, sheets.get(part, ())) for part, one in FORMS.items()}
    campaign = campaign_in(tables, findings, timezone, register)
    return Judged(campaign, findings.in_order(form.FORMS))


def _table(one: Form, lines: Sheet) -> Table:
    table = Table(one, {column.field: place for place, column in enumerate(one.columns)})
    for number, line in enumerate(items(lines) if one is form.CAMPAIGN else lines):
        found = {column.field: line.get(column.field, "") for column in one.columns}
        if any(text.strip() for text in found.values()):
            table.lines.append(TableLine(number, dict(found)))
    return table


def items(lines: Sheet) -> Sheet:
    """The 活动 sheet with every item, in the order of the form; those without a value are empty."""
    values = {line.get("item", ""): line.get("value", "") for line in lines}
    return tuple({"item": item.header, "value": values.get(item.header, "")} for item in form.ITEMS)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault stands: ``row`` from 0, None for the sheet as a whole; ``field`` "" for the whole row."""

    part: str
    row: int | None
    field: str


def place_of(fault: Fault) -> Place:
    """The cell that a fault of ``judge`` is about."""
    one = next(each for each in form.FORMS if each.sheet == fault.sheet)
    fields = {letters(place): column.field for place, column in enumerate(one.columns)}
    return Place(one.part, None if fault.row is None else fault.row - 1, fields.get(fault.column, ""))


# --- from a campaign, from a workbook, to a workbook ------------------------------------------------------------------


def sheets_of(campaign: Campaign, timezone: str = "Asia/Shanghai") -> Sheets:
    """The cells of a campaign as its workbook has them."""
    entries = entries_of(campaign, ZoneInfo(timezone))
    return {part: _items_of(lines[0]) if part == "campaign" else _lines_of(lines) for part, lines in entries.items()}


def sheets_of_nothing() -> Sheets:
    """Sheets in which only what is usual stands, as in the empty workbook."""
    return dict.fromkeys(FORMS, ()) | {"campaign": _items_of(BLANK)}


def _lines_of(lines: list[Entries]) -> Sheet:
    return tidy({field: _text(entry) for field, entry in line.items()} for line in lines)


def _items_of(entries: Entries) -> Sheet:
    return tuple({"item": item.header, "value": _text(entries.get(item.field))} for item in form.ITEMS)


def _text(entry: Entry) -> str:
    if entry is None:
        return ""
    return decimal(entry) if isinstance(entry, Fraction) else str(entry)


def read_sheets(data: bytes, timezone: str = "Asia/Shanghai", register: Snapshot | None = None) -> Sheets:
    """The cells of a workbook, right or wrong.

    Raises FaultyWorkbook with every fault where cells alone cannot tell what is wrong: no workbook, a sheet or a column
    that is missing, twice there or misspelt, merged headers.
    """
    findings = Findings()
    try:
        tables = read_tables(data, findings)
    except NotAWorkbook as error:
        raise FaultyWorkbook((Fault("", None, "", error.problem, error.remedy),)) from error
    sheets = {part: _cells(table) for part, table in tables.items()}
    sheets["campaign"] = _items_in(tables["campaign"], findings)
    beyond = [fault for fault in findings.faults if fault.remedy != SEPARATE]
    headless = [table for table in tables.values() if table.merged and _lacks_columns(table)]
    if beyond or headless:
        read_campaign(data, timezone, register)
        findings.refuse(form.FORMS)
    return sheets


def _lacks_columns(table: Table) -> bool:
    return any(column.needed and column.field not in table.columns for column in table.form.columns)


def _cells(table: Table) -> Sheet:
    columns = {column.field: column for column in table.form.columns}
    return tidy({field: _cell(table, line, columns[field]) for field in line.cells} for line in table.lines)


def _cell(table: Table, line: TableLine, column: Column) -> str:
    text = cells.plain(
        line.cells[column.field], moments=column.field in MOMENTS, ticks=set(column.words) == set(form.YES_NO)
    )
    row, place = line.number, table.columns.get(column.field, table.columns.get("value", -1))
    if any(top <= row <= low and left <= place <= right for top, left, low, right in table.merged):
        return cells.merged(text)
    return text


def _items_in(table: Table, findings: Findings) -> Sheet:
    """The 活动 sheet of a workbook in the order of the form."""
    if not {"item", "value"} <= table.columns.keys():
        return ()
    written = [(line.number, table.columns["item"], str(line.cells["item"])) for line in table.lines]
    found: dict[str, str] = {}
    for field, at in match(table.form, form.ITEMS, written, findings).items():
        item = next(one for one in form.ITEMS if one.field == field)
        line = TableLine(table.lines[at].number, {field: table.lines[at].cells["value"]})
        found[item.header] = _cell(table, line, item)
    return tuple({"item": item.header, "value": found.get(item.header, "")} for item in form.ITEMS)


def write_sheets(sheets: Sheets) -> bytes:
    """The workbook of a draft as it is written, with its faults; text is text, never a formula."""
    writer = Writer()
    values = {line["item"]: line["value"] for line in items(sheets.get("campaign", ()))}
    writer.items({item.field: _entry(item, values[item.header]) for item in form.ITEMS})
    for one in form.FORMS[1:]:
        lines = sheets.get(one.part, ())
        writer.table(one, [{c.field: _entry(c, line.get(c.field, "")) for c in one.columns} for line in lines])
    return writer.done()


def _entry(column: Column, text: str) -> Entry:
    """A number as a number where the column takes one, so that Excel can add it up."""
    if column.shape is Shape.NUMBER and text.strip():
        try:
            return cells.number(text)
        except cells.Unreadable:
            return text
    return text


def renamed(sheets: Sheets, changes: Mapping[str, str]) -> Sheets:
    """The sheets with other values in the 活动 sheet, by the names of its items."""
    written = items(sheets.get("campaign", ()))
    return {
        **sheets,
        "campaign": tuple(
            {"item": line["item"], "value": changes.get(line["item"], line["value"])} for line in written
        ),
    }
