"""May lists of units and people go into the register? Every problem at once, each with its place and its remedy.

``Problem.part`` is ``units`` or ``people``, the fields of ``register.Lists``.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from evalsite.core.codes import code_fault
from evalsite.core.findings import (
    CODE_CHARS,
    NAME_CHARS,
    SEPARATORS,
    Problem,
    meant,
    repeated,
    squeezed,
    text_fault,
    too_many,
)
from evalsite.core.register import PERSON, Entry, Lists, Snapshot
from evalsite.core.saying import say

MOST_ENTRIES = 50_000
MOST_ORDER = 1_000_000
KIND_WORDS = {"unit": say("单位"), "person": say("人员")}


@dataclass(frozen=True, slots=True)
class _Text:
    field: str
    label: str
    most: int = NAME_CHARS
    required: bool = False


_CODE, _NAME = _Text("code", say("编号"), CODE_CHARS, required=True), _Text("name", say("名称"), required=True)
_TEXTS = {
    "units": (_CODE, _NAME, _Text("category", say("类别")), _Text("field", say("领域")), _Text("zone", say("责任区"))),
    "people": (
        _CODE,
        _Text("name", say("姓名"), required=True),
        _Text("unit", say("单位")),
        _Text("post", say("职务")),
    ),
}


def problems(lists: Lists, snapshot: Snapshot, *, complete: bool = False) -> list[Problem]:
    """Everything that stands in the way of taking ``lists`` into the register of ``snapshot``, in their order.

    ``complete`` is that of ``register.changes``.
    """
    found: list[Problem] = []
    if not lists.entries:
        needs = (("people", None, "*"),)
        found.append(Problem("units", None, "*", say("一行也没有"), say("请在“单位”或“人员”表里填写后再导入"), needs))
    for part, entries in (("units", lists.units), ("people", lists.people)):
        if len(entries) > MOST_ENTRIES:
            return [*found, too_many(part, len(entries), MOST_ENTRIES)]
        found += _lines(part, entries)
    found += _codes(lists, snapshot)
    result = _result(lists, snapshot, complete=complete)
    found += _unit_names(lists, result)
    found += _namesakes(lists, result)
    found += _belonging(lists, result)
    return sorted(found, key=lambda one: (one.part != "units", -1 if one.index is None else one.index))


def _lines(part: str, entries: Sequence[Entry]) -> Iterator[Problem]:
    for index, entry in enumerate(entries):
        for text in _TEXTS[part]:
            if fault := text_fault(text.label, getattr(entry, text.field), text.most, required=text.required):
                yield Problem(part, index, text.field, *fault)
        if fault := code_fault(entry.code):
            yield Problem(part, index, "code", *fault)
        if part == "units" and any(mark in entry.field for mark in SEPARATORS):
            message = say("领域“{field}”里有顿号或逗号", field=entry.field)
            yield Problem(part, index, "field", message, say("一个单位只能在一个领域里"))
        if entry.order > MOST_ORDER:
            yield Problem(
                part,
                index,
                "order",
                say("次序 {order} 太大", order=entry.order),
                say("请填 0 到 {most_order} 之间的整数", most_order=MOST_ORDER),
            )


def _where(lists: Lists) -> list[tuple[str, int, Entry]]:
    parts = (("units", lists.units), ("people", lists.people))
    return [(part, index, entry) for part, entries in parts for index, entry in enumerate(entries)]


def _alike(code: str) -> str:
    """Codes that nobody tells apart by eye are one: A1, a1 and A 1."""
    return squeezed(code).casefold()


def _codes(lists: Lists, snapshot: Snapshot) -> Iterator[Problem]:
    lines = _where(lists)
    for index, first in repeated(_alike(entry.code) for _, _, entry in lines):
        part, row, entry = lines[index]
        other = lines[first][2]
        message = say("编号“{entry}”重复，前面的“{other}”已经用了", entry=entry.code, other=other.name)
        if entry.code != other.code:
            message = say(
                "编号“{entry}”和前面“{other}”的编号“{code}”只差大小写或空格，容易认错",
                entry=entry.code,
                other=other.name,
                code=other.code,
            )
        yield Problem(part, row, "code", message, say("请换一个不同的编号"))
    known = {_alike(code): entry for code, entry in snapshot.by_code.items()}
    for part, row, entry in lines:
        other = known.get(_alike(entry.code), entry)
        if other.kind != entry.kind:
            word = KIND_WORDS[other.kind]
            message = say("编号“{entry}”在名册里是{word}“{other}”", entry=entry.code, word=word, other=other.name)
            yield Problem(part, row, "code", message, say("编号一经使用不能改作他用，请换一个编号"))
        elif other.code != entry.code:
            message = say(
                "编号“{entry}”和名册里“{other}”的编号“{code}”只差大小写或空格",
                entry=entry.code,
                other=other.name,
                code=other.code,
            )
            yield Problem(part, row, "code", message, say("是同一个就写成 {other}，不是就换一个编号", other=other.code))


def _result(lists: Lists, snapshot: Snapshot, *, complete: bool) -> Snapshot:
    """The register as it would be, of the day from which the lists hold."""
    told = {entry.code: entry for entry in lists.entries}
    rest = () if complete else (entry for entry in snapshot.by_code.values() if entry.code not in told)
    return Snapshot((*rest, *told.values()))


def _same_name(entries: Sequence[Entry], rest: Iterable[Entry]) -> Iterator[tuple[int, Entry, Entry]]:
    """(row, entry, the other one) for every active entry called like another: of an earlier row, or of the rest."""
    first: dict[Hashable, Entry] = {}
    for entry in rest:
        first.setdefault(_called(entry), entry)
    for row, entry in enumerate(entries):
        if not entry.name or not entry.active:
            continue
        other = first.setdefault(_called(entry), entry)
        if other is not entry:
            yield row, entry, other


def _called(entry: Entry) -> Hashable:
    """What tells two of a kind apart on a sheet: people of one name may be in different units."""
    return squeezed(entry.name), entry.unit


def _unit_names(lists: Lists, result: Snapshot) -> Iterator[Problem]:
    told = {entry.code for entry in lists.units}
    for row, entry, other in _same_name(lists.units, (unit for unit in result.units if unit.code not in told)):
        message = say("名称“{entry}”与编号 {other} 的单位相同", entry=entry.name, other=other.code)
        yield Problem("units", row, "name", message, say("是同一个单位就只留一行，不是就在名称里区别开"))


def _namesakes(lists: Lists, result: Snapshot) -> Iterator[Problem]:
    told = {entry.code for entry in lists.people}
    for row, entry, other in _same_name(lists.people, (one for one in result.people if one.code not in told)):
        message = say("“{entry}”与同一单位里编号 {other} 的人同名", entry=entry.name, other=other.code)
        yield Problem("people", row, "name", message, say("是同一个人就只留一行，不是就在姓名后加字区别开"))


def _belonging(lists: Lists, result: Snapshot) -> Iterator[Problem]:
    units = {unit.code for unit in result.units}
    rows = {entry.code: row for row, entry in enumerate(lists.people)}
    stranded: dict[str, int] = {}
    for person in result.people:
        if not person.unit or person.unit in units:
            continue
        row, unit = rows.get(person.code), result.find(person.unit)
        if row is None:
            stranded[person.unit] = stranded.get(person.unit, 0) + 1
        elif unit is not None and unit.kind != PERSON:
            message = say("单位“{unit}”已经停用", unit=unit.name)
            yield Problem("people", row, "unit", message, say("请改成现在的单位，或把此人也停用"))
        else:
            known = [one.name for one in result.units]
            message = say("没有编号或名称是“{unit}”的单位", unit=person.unit)
            needs = (("units", None, "code"), ("units", None, "name"))
            yield Problem("people", row, "unit", message, meant(person.unit, known, say("单位")), needs)
    for row, entry in enumerate(lists.units):
        if number := stranded.get(entry.code):
            message = say("“{entry}”停用了，名册里还有 {number} 人在这个单位", entry=entry.name, number=number)
            yield Problem("units", row, "active", message, say("请在人员表里写明这些人的去向，或把他们也停用"))
