"""Are imported figures fit to stand beside a campaign's ballots? Every problem at once, with its place and remedy.

``Problem.part`` is a field of ``Figures``: ``imported``, ``deeds`` or ``adjustments``.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from evalsite.core.campaign import Campaign
from evalsite.core.figures import Adjustment, Deed, Figures, ImportedFigure
from evalsite.core.findings import LONG_CHARS, NAME_CHARS, Problem, meant, number_fault, text_fault, too_many
from evalsite.core.saying import say

UNIT_CHARS = 20
DEED_CHARS = 1000
GREATEST = 10**9  # of a figure, either way: amounts in yuan fit, slips of the keyboard mostly do not
MOST_POINTS = 1000
YEARS = (1990, 2100)
MOST_LINES = 50_000

Entry = ImportedFigure | Deed | Adjustment
_PARTS = ("imported", "deeds", "adjustments")


@dataclass(frozen=True, slots=True)
class _Text:
    field: str
    label: str
    most: int = NAME_CHARS
    required: bool = True
    lines: bool = False


_SOURCE = _Text("source", say("来源"))
_TEXTS = {
    "imported": (
        _Text("name", say("项目")),
        _Text("unit", say("单位"), UNIT_CHARS, required=False),
        _SOURCE,
        _Text("note", say("说明"), LONG_CHARS, required=False, lines=True),
    ),
    "deeds": (_Text("source", say("来源单位")), _Text("text", say("内容"), DEED_CHARS, lines=True)),
    "adjustments": (_Text("reason", say("理由"), LONG_CHARS, lines=True), _Text("source", say("来源单位"))),
}


def day_fault(day: date | None) -> tuple[str, str] | None:
    """What is wrong with a day, and what to do, or None; no day at all is allowed."""
    low, high = YEARS
    if day is None or low <= day.year <= high:
        return None
    return say("日期是 {year} 年，应当写错了", year=day.year), say("请核对年份")


def problems(figures: Figures, campaign: Campaign, standing: Figures | None = None) -> list[Problem]:
    """Everything that stands in the way of taking ``figures`` over, in the order of their sheets.

    ``standing`` is what they are added to, and must not repeat; None where they replace whatever is there.
    """
    standing = standing or Figures()
    found: list[Problem] = []
    if figures.is_empty:
        others = (("deeds", None, "*"), ("adjustments", None, "*"))
        remedy = say("请在数据、实绩或加减分表里填写后再导入")
        found.append(Problem("imported", None, "*", say("一行数据也没有"), remedy, others))
    for part in _PARTS:
        lines: Sequence[Entry] = getattr(figures, part)
        if len(lines) > MOST_LINES:
            found.append(too_many(part, len(lines), MOST_LINES))
            continue
        found += _subjects(part, lines, campaign)
        found += _texts(part, lines)
        found += _days(part, lines)
    found += _numbers(figures)
    found += _units(figures.imported, standing.imported)
    found += _once("imported", "name", figures.imported, standing.imported)
    found += _once("deeds", "text", figures.deeds, standing.deeds)
    found += _once("adjustments", "reason", figures.adjustments, standing.adjustments)
    return sorted(found, key=lambda one: (_PARTS.index(one.part), -1 if one.index is None else one.index))


def _subjects(part: str, lines: Sequence[Entry], campaign: Campaign) -> Iterator[Problem]:
    known = [subject.code for subject in campaign.subjects]
    by_name = {subject.name: subject.code for subject in campaign.subjects}
    there = set(known)
    for index, line in enumerate(lines):
        if not line.subject:
            yield Problem(part, index, "subject", say("对象编号是空的"), say("请填写活动里对象的编号"))
        elif line.subject in by_name and line.subject not in there:
            code = by_name[line.subject]
            yield Problem(
                part,
                index,
                "subject",
                say("“{subject}”是名称，不是编号", subject=line.subject),
                say("请改成编号 {code}", code=code),
            )
        elif line.subject not in there:
            message = say("活动里没有编号是“{subject}”的对象", subject=line.subject)
            yield Problem(part, index, "subject", message, meant(line.subject, known, say("对象编号")))


def _texts(part: str, lines: Sequence[Entry]) -> Iterator[Problem]:
    for index, line in enumerate(lines):
        for text in _TEXTS[part]:
            value = getattr(line, text.field)
            if fault := text_fault(text.label, value, text.most, required=text.required, lines=text.lines):
                yield Problem(part, index, text.field, *fault)


def _days(part: str, lines: Sequence[Entry]) -> Iterator[Problem]:
    for index, line in enumerate(lines):
        if fault := day_fault(line.day):
            yield Problem(part, index, "day", *fault)


def _numbers(figures: Figures) -> Iterator[Problem]:
    for index, figure in enumerate(figures.imported):
        if fault := number_fault(say("数值"), figure.value, -GREATEST, GREATEST):
            yield Problem("imported", index, "value", *fault)
    for index, line in enumerate(figures.adjustments):
        if fault := number_fault(say("分值"), line.points, -MOST_POINTS, MOST_POINTS):
            yield Problem("adjustments", index, "points", *fault)
        elif not line.points:
            yield Problem(
                "adjustments",
                index,
                "points",
                say("分值是 0，没有作用"),
                say("请填加分（如 2）或减分（如 -2），或删去"),
            )


def _units(lines: Sequence[ImportedFigure], standing: Iterable[ImportedFigure]) -> Iterator[Problem]:
    """One item is measured in one unit: 98 and 0.98 in one column would rank nobody rightly."""
    first: dict[str, str] = {}
    for line in standing:
        first.setdefault(line.name, line.unit)
    for index, line in enumerate(lines):
        unit = first.setdefault(line.name, line.unit)
        if unit != line.unit:
            message = say(
                "项目“{name}”前面的单位是“{unit}”，这里是“{other}”", name=line.name, unit=unit, other=line.unit
            )
            yield Problem("imported", index, "unit", message, say("请换算成同一个单位，或把项目分开写"))


def _key(line: Entry) -> Hashable:
    """Two lines of one key cannot both hold: one figure a name, and no deed or points twice word for word."""
    return (line.subject, line.name) if isinstance(line, ImportedFigure) else line


def _once(part: str, field: str, lines: Sequence[Entry], standing: Iterable[Entry]) -> Iterator[Problem]:
    known = {_key(line) for line in standing}
    seen: set[Hashable] = set()
    for index, line in enumerate(lines):
        key = _key(line)
        if key in known:
            yield Problem(
                part, index, field, say("以前的导入里已经有这一行"), say("请删去这一行，或改为替换以前的导入")
            )
        elif key in seen and isinstance(line, ImportedFigure):
            remedy = say("请只留一行；期间或来源不同的，请在项目里写明，如“群众满意度（上半年）”")
            yield Problem(
                part,
                index,
                field,
                say("{subject} 的“{name}”前面已经写过", subject=line.subject, name=line.name),
                remedy,
            )
        elif key in seen:
            yield Problem(part, index, field, say("与前面的一行完全相同"), say("请只留一行"))
        seen.add(key)
