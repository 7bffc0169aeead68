"""The workbook in which tellers count paper ballots: a sheet for each electorate, made to be filled in, and its reading.

A sheet has its electorate's code, the head (发出, 收回, 废票) and blocks of lines that share their columns. Rows and
columns are found by what stands in them, so that a sheet that was sorted or widened is still read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xlsxwriter.utility import xl_rowcol_to_cell

from evalsite.core.campaign import Campaign, Electorate, Type
from evalsite.core.countsheet import BLANK, HEAD, SCORES, Entry, Line, blocks_of, lines_of, scores_text
from evalsite.core.questionnaire import sheet_for
from evalsite.core.refusals import Fault, FaultyWorkbook, Wrong
from evalsite.core.saying import say
from evalsite.paper import workbook_cells as cells
from evalsite.paper.workbook_package import NotAWorkbook, letters
from evalsite.paper.workbook_sheets import Sheets, Style
from evalsite.paper.workbook_tables import Findings, Grid, read_grids

CODE, NAME = "票种编号", "票种"
SUBJECT, SUBJECT_NAME, INDICATOR, INDICATOR_NAME = LEAD = ("对象编号", "对象", "指标编号", "指标")
SUM = "合计"
NOTE = (
    "有效票 = 收回 - 废票。每一行各项的票数加未填，应等于有效票；空着的格就是 0。"
    "打分的一行把各票的分数都写在一格里，如“95×3、90”。两名计票人各用一份，互不参看。"
)
_BAD_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))
Place = tuple[str, int, int]
"""Sheet, row and column, from 0."""


# --- writing ----------------------------------------------------------------------------------------------------------


def write_counts(campaign: Campaign, entries: Mapping[str, Entry] | None = None) -> bytes:
    """The count sheets of a campaign; with ``entries`` (by electorate) filled in as they were entered."""
    sheets = Sheets()
    names = _sheet_names(campaign.electorates)
    for electorate in campaign.electorates:
        _sheet(sheets, names[electorate.code], campaign, electorate, (entries or {}).get(electorate.code))
    return sheets.done()


def _sheet_names(electorates: Sequence[Electorate]) -> dict[str, str]:
    """Names that Excel takes: 31 characters, none of its signs, no two alike; the number keeps their order."""
    return {
        one.code: f"{number}.{one.name.translate(_BAD_IN_NAMES).strip(chr(39))}"[:31]
        for number, one in enumerate(electorates, 1)
    }


def _sheet(sheets: Sheets, name: str, campaign: Campaign, electorate: Electorate, entry: Entry | None) -> None:
    lines = lines_of(sheet_for(campaign, electorate.code))
    widest = max((len(_columns(line)) for line in lines), default=1)
    sheet = sheets.sheet(name, [11, 24, 11, 20, *([9] * (widest + 2))])
    sheets.write(sheet, 0, 0, f"{campaign.name}　纸质票计票表", Style.TITLE)
    head = {CODE: electorate.code, NAME: electorate.name}
    for row, (word, value) in enumerate(head.items(), start=1):
        sheets.write(sheet, row, 0, word, Style.ITEM)
        sheets.write(sheet, row, 1, value, Style.TEXT)
    for row, (key, word) in enumerate(HEAD.items(), start=1 + len(head)):
        sheets.write(sheet, row, 0, word, Style.ITEM)
        sheets.write(sheet, row, 1, getattr(entry, key) if entry else "", Style.NUMBER)
    sheet.merge_range(6, 0, 6, max(5, 4 + widest), "", sheets.format(Style.HINT))
    sheet.write_string(6, 0, NOTE, sheets.format(Style.HINT))
    sheet.set_row(6, 34)
    row = 8
    for part in blocks_of(lines):
        row = _block(sheets, sheet, row, part, entry) + 1
    sheets.write(sheet, row, 0, "计票人（签名）：　　　　　　　　　　　　日期：", Style.PROSE)


def _columns(line: Line) -> tuple[str, ...]:
    """The columns of a line in a workbook: scores stand in one cell, not in a column each."""
    return (SCORES,) if line.type is Type.SCORE else line.columns


def _block(sheets: Sheets, sheet: object, top: int, lines: list[Line], entry: Entry | None) -> int:
    """Writes lines that share their columns; gives the row below them."""
    columns = _columns(lines[0])
    summed = lines[0].type in (Type.GRADE, Type.RANK)
    head = [*LEAD, *columns, *([BLANK] if lines[0].blank else []), *([SUM] if summed else [])]
    for place, word in enumerate(head):
        sheets.write(sheet, top, place, word, Style.HEADER if place >= len(LEAD) else Style.OPTIONAL)
    for row, line in enumerate(lines, start=top + 1):
        lead = (line.subject.code, line.subject.name, line.slot.indicator.code, line.slot.indicator.name)
        for place, value in enumerate((*lead, *_given(line, entry))):
            number = place >= len(lead) and line.type is not Type.SCORE
            sheets.write(sheet, row, place, value, Style.NUMBER if number else Style.TEXT)
        if summed:
            first, last = (xl_rowcol_to_cell(row, place) for place in (len(LEAD), len(head) - 2))
            sheets.sum(sheet, row, len(head) - 1, f"=SUM({first}:{last})")
    return top + 1 + len(lines)


def _given(line: Line, entry: Entry | None) -> Sequence[str | int]:
    if entry is None:
        return [""] * (len(_columns(line)) + line.blank)
    votes = entry.votes[line.number]
    given: list[str | int] = [scores_text(line, votes)] if line.type is Type.SCORE else [*votes]
    return [*given, *([entry.blanks[line.number]] if line.blank else [])]


# --- reading ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Counts:
    """What a teller filled in: texts of cells by electorate and key (core/countsheet.py), and where each of them stands."""

    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)

    def faults(self, wrong: Iterable[tuple[str, Wrong]]) -> tuple[Fault, ...]:
        """What does not add up, at the place where Excel shows it."""
        found: list[Fault] = []
        for code, one in wrong:
            sheet, row, column = self.places.get((code, one.key), (self._sheet_of(code), -1, -1))
            place = (row + 1 if row >= 0 else None, letters(column) if column >= 0 else "")
            found.append(Fault(sheet, *place, one.problem, one.remedy))
        return tuple(found)

    def _sheet_of(self, code: str) -> str:
        return next((place[0] for (electorate, _), place in self.places.items() if electorate == code), "")


def read_counts(data: bytes, campaign: Campaign) -> Counts:
    """The count sheets that were filled in; sheets without any number are left out. Raises FaultyWorkbook."""
    findings, counts = Findings(), Counts()
    try:
        grids = read_grids(data, findings)
    except NotAWorkbook as error:
        raise FaultyWorkbook((Fault("", None, "", error.problem, error.remedy),)) from error
    for name, grid in grids.items():
        _Reader(name, grid, campaign, findings, counts).read()
    if not counts.texts and not findings.faults:
        findings.add("", None, None, say("没有一张填写了的计票表"), say("请在本系统给出的计票表里填写发出、收回和票数"))
    if findings.faults:
        raise FaultyWorkbook(tuple(findings.faults))
    return counts


class _Reader:
    """Reads one sheet."""

    def __init__(self, name: str, grid: Grid, campaign: Campaign, findings: Findings, counts: Counts) -> None:
        self.name, self.grid, self.campaign = name, grid, campaign
        self.findings, self.counts = findings, counts

    def read(self) -> None:
        code = next((self._text(row, 1) for row in range(len(self.grid)) if self._text(row, 0) == CODE), None)
        if code is None:
            return  # some other sheet
        if code not in {one.code for one in self.campaign.electorates}:
            self.findings.add(
                self.name, None, None, say("没有编号为“{code}”的票种", code=code), say("请用本次活动的计票表")
            )
            return
        if code in self.counts.texts:
            self.findings.add(self.name, None, None, say("票种“{code}”有两张计票表", code=code), say("请只留一张"))
            return
        texts = dict(self._cells(code))
        if any(text for text in texts.values()):
            self.counts.texts[code] = texts

    def _text(self, row: int, column: int) -> str:
        """The text of a cell; what cannot be read is told, and empty."""
        line = self.grid[row]
        try:
            return cells.text(line[column]) if column < len(line) else ""
        except cells.Unreadable as error:
            self.findings.add(self.name, row, column, error.problem, error.remedy)
            return ""

    def _cells(self, code: str) -> Iterator[tuple[str, str]]:
        lines = {(x.subject.code, x.slot.indicator.code): x for x in lines_of(sheet_for(self.campaign, code))}
        heads = {word: key for key, word in HEAD.items()}
        columns: dict[str, int] = {}
        seen: set[int] = set()
        for row in range(len(self.grid)):
            first = self._text(row, 0)
            if first in heads and not columns:
                yield self._put(code, heads[first], row, 1)
            elif first == SUBJECT:
                columns = {self._text(row, place): place for place in range(len(self.grid[row]))}
            elif first and columns:
                found = lines.get((first, self._text(row, columns.get(INDICATOR, -1)) if INDICATOR in columns else ""))
                if found is not None and found.number not in seen:
                    seen.add(found.number)
                    yield from self._line(code, found, row, columns)
                elif found is not None or any(self._text(row, place) for place in range(1, len(self.grid[row]))):
                    said = say("这一行写了两次") if found else say("计票表里没有这个对象和指标")
                    self.findings.add(self.name, row, 0, said, say("请照原来的计票表填写，不要增加或改动行"))

    def _line(self, code: str, line: Line, row: int, columns: Mapping[str, int]) -> Iterator[tuple[str, str]]:
        keys = {SCORES: line.scores_key} if line.type is Type.SCORE else {}
        keys |= {name: line.key(column) for column, name in enumerate(line.columns)} if not keys else {}
        keys |= {BLANK: line.blank_key} if line.blank else {}
        for name, key in keys.items():
            if name in columns:
                yield self._put(code, key, row, columns[name])
            else:
                self.findings.add(
                    self.name, row, None, say("缺少“{name}”这一列", name=name), say("请照原来的计票表填写，不要删去列")
                )

    def _put(self, code: str, key: str, row: int, column: int) -> tuple[str, str]:
        self.counts.places[code, key] = (self.name, row, column)
        return key, self._text(row, column)
