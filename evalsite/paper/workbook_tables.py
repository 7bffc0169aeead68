"""Sheets as tables: the right sheets found by name, the columns by header, rows as cells by field.

Everything that is wrong with the form itself is noted here: sheets and columns that are missing or misspelt, merged
cells, sheets too large to read. What the cells say is for ``workbook_read``.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import python_calamine

from evalsite.core.findings import Cell, Problem, nearest, squeezed
from evalsite.core.refusals import Fault, FaultyWorkbook
from evalsite.core.saying import joined, say
from evalsite.paper.workbook_cells import Broken, Value, is_empty
from evalsite.paper.workbook_form import FORMS, HELP, Column, Form
from evalsite.paper.workbook_package import NotAWorkbook, Outline, letters, open_package

HEADER_WITHIN = 10  # rows in which the header is looked for: titles above it are common
SEPARATE = say("请取消合并，在每一格里分别填写")


@dataclass(frozen=True, slots=True)
class Line:
    """One row, by field. ``number`` is its row from 0."""

    number: int
    cells: dict[str, Value]


@dataclass(slots=True)
class Table:
    form: Form
    columns: dict[str, int] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Findings:
    """What is wrong so far, and the cells of the campaign that could not be read."""

    faults: list[Fault] = field(default_factory=list)
    unread: set[Cell] = field(default_factory=set)

    def add(self, sheet: str, row: int | None, column: int | None, problem: str, remedy: str) -> None:
        """Row and column from 0; the fault has them as Excel shows them."""
        place = (None if row is None else row + 1, "" if column is None else letters(column))
        self.faults.append(Fault(sheet, *place, problem, remedy))

    def doubts(self, problem: Problem) -> bool:
        """Whether a problem is about a cell that could not be read, or was judged by one: it may then be none."""
        own = any(
            part == problem.part and index in (None, problem.index) and field in ("*", problem.field)
            for part, index, field in self.unread
        )
        return own or any(_meet(need, cell) for need in problem.needs for cell in self.unread)

    def refuse(self, forms: Sequence[Form]) -> None:
        """Raises FaultyWorkbook with every fault if there is any."""
        if self.faults:
            raise FaultyWorkbook(self.in_order(forms))

    def in_order(self, forms: Sequence[Form]) -> tuple[Fault, ...]:
        """Every fault once, in the order of sheets, rows and columns."""
        sheets = [form.sheet for form in forms]

        def place(fault: Fault) -> tuple[int, int, int, str, str]:
            return sheets.index(fault.sheet), fault.row or 0, len(fault.column), fault.column, fault.problem

        return tuple(sorted(set(self.faults), key=place))


def _meet(one: Cell, other: Cell) -> bool:
    return (
        one[0] == other[0]
        and (one[1] is None or other[1] is None or one[1] == other[1])
        and (one[2] == "*" or other[2] == "*" or one[2] == other[2])
    )


Grid = list[list[Value]]


def read_grids(data: bytes, findings: Findings) -> dict[str, Grid]:
    """Every worksheet as its cells, for workbooks that are no lists. Raises NotAWorkbook."""
    package = open_package(data)
    with _damage_told(say("文件")):
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(package.data))
    grids: dict[str, Grid] = {}
    for name in package.names:
        outline = package.outlines.get(name)
        if outline is None or outline.excess:
            problem = outline.excess if outline else say("这不是普通的工作表")
            findings.add(name, None, None, problem, say("请在本系统给出的计票表里填写"))
        else:
            grids[name] = _grid(workbook, name, outline)
    return grids


def read_tables(data: bytes, findings: Findings, forms: Sequence[Form] = FORMS) -> dict[str, Table]:
    """The tables by part; a sheet that is missing or cannot be read is an empty table. Raises NotAWorkbook."""
    package = open_package(data)
    sheets = _sheets(package.names, findings, forms)
    with _damage_told(say("文件")):
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(package.data))
    tables: dict[str, Table] = {}
    for form in forms:
        table = tables[form.part] = Table(form)
        name = sheets.get(form.part)
        if name is None:
            if form.needed:
                findings.unread.add((form.part, None, "*"))
            continue
        outline = package.outlines.get(name)
        if outline is None or outline.excess:
            problem = outline.excess if outline else say("这不是普通的工作表")
            findings.add(form.sheet, None, None, problem, say("请把内容复制到一张新的普通工作表里，只保留填写的部分"))
            findings.unread.add((form.part, None, "*"))
            continue
        _fill(table, _grid(workbook, name, outline), outline, findings)
    return tables


def _plain(header: str) -> str:
    """A header as it is compared: without spaces, stars, colons and what stands in brackets."""
    return re.sub(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】|[*:]", "", squeezed(header))


def _sheets(names: Sequence[str], findings: Findings, forms: Sequence[Form]) -> dict[str, str]:
    """The sheet's name for each part that is there."""
    found: dict[str, str] = {}
    for form in forms:
        same = [name for name in names if _plain(name) == form.sheet]
        if same:
            found[form.part] = form.sheet if form.sheet in same else same[0]
        if len(same) > 1:
            findings.add(
                form.sheet,
                None,
                None,
                say("有 {number} 张“{sheet}”工作表", number=len(same), sheet=form.sheet),
                say("请只留一张"),
            )
    missing = [form for form in forms if form.part not in found]
    strangers = [name for name in names if _plain(name) not in {form.sheet for form in forms} | {HELP}]
    for form in missing:
        near = nearest(form.sheet, strangers)
        if near:
            remedy = say("请把它改名为“{sheet}”；如果是别的内容，请换个不相近的名称", sheet=form.sheet)
            findings.add(
                form.sheet, None, None, say("没有“{sheet}”，有一张叫“{near}”", sheet=form.sheet, near=near), remedy
            )
            findings.unread.add((form.part, None, "*"))
        elif form.needed:
            needed = joined("、", (form.sheet for form in forms if form.needed))
            findings.add(
                form.sheet,
                None,
                None,
                say("缺少工作表“{sheet}”", sheet=form.sheet),
                say("请补上；要有的工作表：{needed}", needed=needed),
            )
    return found


@contextmanager
def _damage_told(what: str) -> Iterator[None]:
    """Turns whatever the library below says of a damaged file into NotAWorkbook."""
    damaged = NotAWorkbook(
        say("{what}已损坏，读不出来", what=what), say("请用 Excel 或 WPS 打开后另存为 .xlsx，再导入一次")
    )
    try:
        yield
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise damaged from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what a defect in the library becomes in Python
            raise
        raise damaged from error


def _grid(workbook: python_calamine.CalamineWorkbook, name: str, outline: Outline) -> Grid:
    """The cells of a sheet, with formula errors where the library has nothing. Raises NotAWorkbook."""
    with _damage_told(say("工作表“{name}”", name=name)):
        rows: Grid = [list(row) for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)]
    for (row, column), problem in outline.errors.items():
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = Broken(problem)
    return rows


def _fill(table: Table, grid: Grid, outline: Outline, findings: Findings) -> None:
    form = table.form
    top = _header_row(form.columns, grid)
    headers = {column: str(value) for column, value in enumerate(grid[top])} if grid else {}
    for (row, column), (last_row, last_column) in outline.merged:
        place = f"{letters(column)}{row + 1}:{letters(last_column)}{last_row + 1}"
        findings.add(form.sheet, row, column, say("{place} 是合并单元格", place=place), SEPARATE)
        table.merged.append((row, column, last_row, last_column))
    torn = any(row <= top <= last_row for row, _, last_row, _ in table.merged)
    table.columns = match(form, form.columns, [(top, c, text) for c, text in headers.items()], findings)
    for column_ in form.columns:
        if column_.field not in table.columns and column_.needed:
            known = (form.part, None, column_.field) in findings.unread
            if not known and not torn:
                listed = joined("、", (one.header for one in form.columns))
                findings.add(
                    form.sheet,
                    top,
                    None,
                    say("缺少“{header}”这一列", header=column_.header),
                    say("请补上，可以留空；表头有：{listed}", listed=listed),
                )
            findings.unread.add((form.part, None, column_.field))
    for number, row_ in enumerate(grid[top + 1 :], start=top + 1):
        cells = {name: row_[column] if column < len(row_) else "" for name, column in table.columns.items()}
        if not all(is_empty(value) for value in cells.values()):
            table.lines.append(Line(number, cells))


def _header_row(columns: Iterable[Column], grid: Grid) -> int:
    """The first row that shows at least two known headers; failing that, the first row that is not empty."""
    known = {column.header for column in columns}
    filled = [number for number, row in enumerate(grid) if not all(is_empty(value) for value in row)]
    for number in filled[:HEADER_WITHIN]:
        if len(known & {_plain(str(value)) for value in grid[number]}) >= 2:
            return number
    return filled[0] if filled else 0


def match(
    form: Form, columns: Sequence[Column], written: Sequence[tuple[int, int, str]], findings: Findings
) -> dict[str, int]:
    """Which of the labels (row, column, text) that people wrote stands for which field, by its place in ``written``.

    Notes labels that stand there twice, and those that look like a missing one misspelt. Labels that look like
    nothing known are remarks of the organiser's own and are let be.
    """
    found: dict[str, int] = {}
    strangers: list[int] = []
    by_header = {column.header: column for column in columns}
    for index, (row, place, text) in enumerate(written):
        column = by_header.get(_plain(text))
        if column is None:
            strangers += [index] if _plain(text) else []
        elif column.field in found:
            findings.add(form.sheet, row, place, say("“{header}”写了两次", header=column.header), say("请只留一个"))
        else:
            found[column.field] = index
    for index in strangers:
        row, place, text = written[index]
        missing = [
            c.header for c in columns if c.field not in found and (form.part, None, c.field) not in findings.unread
        ]
        near = nearest(_plain(text), missing)
        if near is not None:
            problem = say("不认识“{text}”，像是“{near}”写错了", text=text.strip()[:30], near=near)
            findings.add(
                form.sheet, row, place, problem, say("请改成“{near}”；如果是另外的备注，请换个不相近的名称", near=near)
            )
            findings.unread.add((form.part, None, by_header[near].field))
    return found
