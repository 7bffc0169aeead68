"""A campaign out of a workbook, or everything that is wrong with it (docs: "Campaign workbook").

Cells are read first, each on its own; then the campaign they make is judged as a whole by core/preparation.py. A cell
that could not be read is filled with a stand-in, and what the judgement says about stand-ins is left out, so that one
mistake is told once.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar
from zoneinfo import ZoneInfo

from evalsite.core import rules
from evalsite.core.campaign import (
    Base,
    Campaign,
    Electorate,
    Grade,
    Indicator,
    Kind,
    Missing,
    Rates,
    Rounding,
    Rule,
    Scale,
    Subject,
    Type,
)
from evalsite.core.findings import WHOLE_SHEET, Problem, nearest
from evalsite.core.preparation import problems
from evalsite.core.refusals import Fault, FaultyWorkbook
from evalsite.core.register import Snapshot
from evalsite.core.register_links import filled
from evalsite.core.saying import say
from evalsite.paper import workbook_cells as cells
from evalsite.paper import workbook_form as form
from evalsite.paper.workbook_package import NotAWorkbook, weigh
from evalsite.paper.workbook_row import Row
from evalsite.paper.workbook_tables import Findings, Line, Table, match, read_tables

Meaning = TypeVar("Meaning")
NOTHING: tuple[str, ...] = ()


def weight_of(data: bytes) -> int:
    """How much there is to read in a workbook, in bytes of its XML, by its own word (workbook_package.py).

    Raises FaultyWorkbook for a file that a glance tells to be no workbook.
    """
    try:
        return weigh(data)
    except NotAWorkbook as error:
        raise FaultyWorkbook((Fault("", None, "", error.problem, error.remedy),)) from error


def read_campaign(data: bytes, timezone: str = "Asia/Shanghai", register: Snapshot | None = None) -> Campaign:
    """The campaign in an .xlsx workbook; times without a zone are those of ``timezone``.

    What is left empty of a subject whose code is in the ``register`` is taken from there: name, kind, unit, field.
    Raises FaultyWorkbook with every fault there is.
    """
    findings = Findings()
    try:
        tables = read_tables(data, findings)
    except NotAWorkbook as error:
        raise FaultyWorkbook((Fault("", None, "", error.problem, error.remedy),)) from error
    campaign = campaign_in(tables, findings, timezone, register)
    findings.refuse(form.FORMS)
    return campaign


def campaign_in(
    tables: dict[str, Table], findings: Findings, timezone: str, register: Snapshot | None = None
) -> Campaign:
    """The campaign that tables make, whoever carried them here; what is wrong with it is noted in ``findings``."""
    reading = _Reading(tables, findings, ZoneInfo(timezone), register or Snapshot(()))
    campaign = reading.campaign()
    for problem in problems(campaign):
        if not findings.doubts(problem):
            reading.tell(problem)
    return campaign


class _Reading:
    """Builds the campaign, and remembers in which row each part of it stood."""

    def __init__(self, tables: dict[str, Table], findings: Findings, zone: ZoneInfo, register: Snapshot) -> None:
        self._tables = tables
        self._findings = findings
        self._zone = zone
        self._register = register
        self._grade_rows: list[list[int]] = []
        self._items = self._find_items(tables["campaign"])

    def campaign(self) -> Campaign:
        """The campaign that the cells make, with stand-ins for those that could not be read."""
        item = self._item
        subjects = [self._subject(row) for row in self._rows("subjects")]
        units = {unit.code: unit.name for unit in self._register.units}
        units |= {subject.code: subject.name for subject in reversed(subjects) if subject.code}
        units |= {subject.name: subject.name for subject in subjects}  # what is a name is never taken for a code
        scales = self._scales()
        return rules.apply(
            Campaign(
                name=item("name", cells.text, ""),
                kind=item("kind", lambda v: cells.word(v, form.KINDS, say("类型")), Kind.SURVEY, required=say("类型")),
                organiser=item("organiser", cells.text, ""),
                series=item("series", cells.text, ""),
                round=item("round", cells.text, ""),
                opens=item("opens", lambda v: cells.moment(v, self._zone, day_is_enough=True), None),
                closes=item("closes", lambda v: cells.moment(v, self._zone, day_is_enough=False), None),
                threshold=item("threshold", cells.whole, 5),
                rates=self._rates(),
                missing=item("missing", lambda v: cells.word(v, form.MISSINGS, say("缺项处理")), Missing.ABSTAIN),
                subjects=tuple(replace(one, unit=units.get(one.unit, one.unit)) for one in subjects),
                scales=tuple(scales),
                indicators=tuple(self._indicator(row) for row in self._rows("indicators")),
                electorates=tuple(self._electorate(row, units) for row in self._rows("electorates")),
                rules=tuple(Rule(r.text("rule"), r.text("scope"), r.text("params")) for r in self._rows("rules")),
            )
        )[0]

    def tell(self, problem: Problem) -> None:
        """Note a problem of the campaign at the place where it stands in the workbook."""
        table, row, column = self._tables[problem.part], None, None
        part, index, field = problem.part, problem.index, problem.field
        if part == "campaign":
            line = self._items.get(field)
            row, column = (line.number, table.columns["value"]) if line else (None, None)
        elif part == "scales" and index is not None:
            _, number, own = field.split(".") if "." in field else ("", "0", "scale")
            row, column = self._grade_rows[index][int(number)], table.columns.get(own)
        elif index is not None:
            row, column = table.lines[index].number, table.columns.get(field)
        self._findings.add(table.form.sheet, row, column, problem.message, problem.remedy)

    def _rows(self, part: str) -> list[Row]:
        table = self._tables[part]
        return [Row(self._findings, table, line, index, table.columns) for index, line in enumerate(table.lines)]

    # --- 活动: a row for each item ---

    def _find_items(self, table: Table) -> dict[str, Line]:
        """The line of each item of the 活动 sheet, by field."""
        if not {"item", "value"} <= table.columns.keys():
            self._findings.unread.add(("campaign", None, "*"))
            return {}
        written = [(line.number, table.columns["item"], str(line.cells["item"])) for line in table.lines]
        return {field: table.lines[at] for field, at in match(table.form, form.ITEMS, written, self._findings).items()}

    def _item(
        self, field: str, read: Callable[[cells.Value], Meaning], otherwise: Meaning, *, required: str = ""
    ) -> Meaning:
        line = self._items.get(field)
        if line is not None:
            table = self._tables["campaign"]
            cell = Line(line.number, {field: line.cells["value"]})
            row = Row(self._findings, table, cell, None, {field: table.columns["value"]})
            return row.take(field, read, otherwise, required=required)
        if required and not {("campaign", None, "*"), ("campaign", None, field)} & self._findings.unread:
            self._findings.add(
                "活动",
                None,
                None,
                say("没有写{required}", required=required),
                say("请补上“{required}”这一行", required=required),
            )
        return otherwise

    def _rates(self) -> Rates:
        item = self._item
        return Rates(
            base=item("rates.base", lambda v: cells.word(v, form.BASES, say("率的分母")), Base.RETURNED),
            decimals=item("rates.decimals", cells.whole, 2),
            rounding=item("rates.rounding", lambda v: cells.word(v, form.ROUNDINGS, say("舍入")), Rounding.HALF_UP),
            keep_zeros=item("rates.keep_zeros", lambda v: cells.word(v, form.ZEROS, say("末尾零")), otherwise=True),
        )

    # --- the other sheets: a row for each line ---

    def _subject(self, row: Row) -> Subject:
        code = row.text("code")
        known = self._register.find(code)
        kind: str = known.kind if known else "unit"
        written = Subject(
            code=code,
            name=row.text("name"),
            kind=row.take("kind", lambda v: cells.word(v, form.SUBJECT_KINDS, say("类别")), kind),
            unit=row.text("unit"),
            group=row.text("group"),
            field=row.text("field"),
        )
        return filled(written, self._register)

    def _electorate(self, row: Row, units: dict[str, str]) -> Electorate:
        unit = row.text("unit")
        return Electorate(
            code=row.text("code"),
            name=row.text("name"),
            tickets=row.take("tickets", cells.whole, 1, required=say("发票数")),
            groups=row.take("groups", cells.names, NOTHING),
            weight=row.take("weight", cells.number, None),
            unit=units.get(unit, unit),
            spare=row.take("spare", cells.whole, 0),
        )

    def _indicator(self, row: Row) -> Indicator:
        type_ = row.take("type", lambda v: cells.word(v, form.TYPES, say("题型")), None, required=say("题型"))
        if type_ is None:
            type_ = self._likely_type(row)
        groups = row.take("groups", cells.names, NOTHING)
        return Indicator(
            code=row.text("code"),
            name=row.text("name"),
            type=type_,
            hint=row.text("hint"),
            scale=row.text("scale"),
            weight=row.take("weight", cells.number, None),
            required=row.take("required", lambda v: cells.word(v, form.YES_NO, say("必答")), type_ is not Type.TEXT),
            groups=tuple(group for group in groups if group != WHOLE_SHEET),
            whole=WHOLE_SHEET in groups,
        )

    def _likely_type(self, row: Row) -> Type:
        """What an indicator of unknown type probably is, so that the weights can be judged all the same."""
        if "type" not in row.line.cells:
            self._findings.unread.add(("indicators", None, "weight"))  # a whole column of guesses proves nothing
        near = nearest(str(row.line.cells.get("type", "")), form.TYPES)
        if near is not None:
            return form.TYPES[near]
        scale, weight = bool(row.line.cells.get("scale")), bool(row.line.cells.get("weight"))
        return {(True, True): Type.GRADE, (True, False): Type.CHOICE, (False, True): Type.SCORE}.get(
            (scale, weight), Type.TEXT
        )

    def _scales(self) -> list[Scale]:
        """The scales in the order of their first rows; rows of one scale need not stand together."""
        scales: dict[str, list[Grade]] = {}
        rows: dict[str, list[int]] = {}
        for row in self._rows("scales"):
            name = row.take("scale", cells.text, "", required=say("等次表"))
            if not name:
                self._findings.unread.add(("scales", None, "*"))
                continue
            grades = scales.setdefault(name, [])
            grades.append(self._grade(replace(row, index=list(scales).index(name), prefix=f"grades.{len(grades)}.")))
            rows.setdefault(name, []).append(row.line.number)
        self._grade_rows = list(rows.values())
        return [Scale(name, tuple(grades)) for name, grades in scales.items()]

    def _grade(self, row: Row) -> Grade:
        return Grade(
            name=row.text("name"),
            points=row.take("points", cells.number, None),
            counts=row.take("counts", lambda v: cells.word(v, form.YES_NO, say("计入分母")), otherwise=True),
        )
