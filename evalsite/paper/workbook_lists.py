"""Workbooks of plain lists (a register, imported figures): a sheet is a list, a row an entry, told by its headers.

The reading is that of campaign workbooks: cells first, each on its own, then the whole is judged, and every fault is
told at once with sheet, row and column.
"""

from collections.abc import Iterable, Mapping, Sequence

from evalsite.core.findings import Problem
from evalsite.core.refusals import Fault, FaultyWorkbook
from evalsite.paper.workbook_form import HELP, Form
from evalsite.paper.workbook_package import NotAWorkbook
from evalsite.paper.workbook_row import Row
from evalsite.paper.workbook_sheets import Entries, Sheets, Style
from evalsite.paper.workbook_tables import Findings, read_tables


class Lists:
    """The sheets of one workbook while they are read. Raises FaultyWorkbook where there is no workbook to read."""

    def __init__(self, data: bytes, forms: Sequence[Form]) -> None:
        self.findings = Findings()
        self._forms = forms
        try:
            self._tables = read_tables(data, self.findings, forms)
        except NotAWorkbook as error:
            raise FaultyWorkbook((Fault("", None, "", error.problem, error.remedy),)) from error

    def rows(self, part: str) -> list[Row]:
        table = self._tables[part]
        return [Row(self.findings, table, line, index, table.columns) for index, line in enumerate(table.lines)]

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Raises FaultyWorkbook with what the cells and the judgement of the whole say, if that is anything."""
        for problem in problems:
            if not self.findings.doubts(problem):
                self._tell(problem)
        self.findings.refuse(self._forms)

    def _tell(self, problem: Problem) -> None:
        table, row, column = self._tables[problem.part], None, None
        if problem.index is not None:
            row, column = table.lines[problem.index].number, table.columns.get(problem.field)
        self.findings.add(table.form.sheet, row, column, problem.message, problem.remedy)


def write_lists(forms: Sequence[Form], entries: Mapping[str, Sequence[Entries]], steps: Sequence[str] = ()) -> bytes:
    """A workbook with a sheet for each form; ``steps`` go before them, on a sheet that is not read.

    The sheets stand where the form puts them, also those without entries. Equal content makes equal files.
    """
    sheets = Sheets()
    if steps:
        _help(sheets, steps)
    for one in forms:
        sheets.table(one, entries.get(one.part, ()))
    return sheets.done()


def _help(sheets: Sheets, steps: Sequence[str]) -> None:
    sheet = sheets.sheet(HELP, [100])
    sheets.write(sheet, 0, 0, steps[0], Style.TITLE)
    sheet.set_row(0, 32)
    for row, step in enumerate(steps[1:], start=1):
        sheet.set_row(row, 20)
        sheets.write(sheet, row, 0, step, Style.PROSE)
