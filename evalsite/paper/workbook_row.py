"""One row of a workbook while it is read: each cell is taken once, and what is wrong with it is noted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from evalsite.core.saying import say
from evalsite.paper import workbook_cells as cells
from evalsite.paper.workbook_tables import Findings, Line, Table

Meaning = TypeVar("Meaning")


@dataclass(frozen=True, slots=True)
class Row:
    """``index`` and ``prefix`` say where its cells lie in the campaign, ``columns`` where they stand in the sheet."""

    findings: Findings
    table: Table
    line: Line
    index: int | None
    columns: Mapping[str, int]
    prefix: str = ""

    def take(
        self, field: str, read: Callable[[cells.Value], Meaning], otherwise: Meaning, *, required: str = ""
    ) -> Meaning:
        """What ``read`` makes of a cell; ``otherwise`` where it is empty, missing or unreadable.

        ``required`` is what people call the cell, where it must not be empty.
        """
        value = self.line.cells.get(field)
        if value is None or self._is_merged(field):
            self._unread(field)
            return otherwise
        if cells.is_empty(value):
            if required:
                self._fault(field, say("{label}是空的", label=required), say("请填写{label}", label=required))
            return otherwise
        try:
            return read(value)
        except cells.Unreadable as error:
            self._fault(field, error.problem, error.remedy)
            return otherwise

    def text(self, field: str) -> str:
        return self.take(field, cells.text, "")

    def _fault(self, field: str, problem: str, remedy: str) -> None:
        self.findings.add(self.table.form.sheet, self.line.number, self.columns[field], problem, remedy)
        self._unread(field)

    def _unread(self, field: str) -> None:
        self.findings.unread.add((self.table.form.part, self.index, self.prefix + field))

    def _is_merged(self, field: str) -> bool:
        row, column = self.line.number, self.columns[field]
        return any(top <= row <= low and left <= column <= right for top, left, low, right in self.table.merged)
