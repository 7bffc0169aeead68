"""The workbook of the register: sheets 单位 and 人员 in and out, and 沿革 (what held when) out alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from evalsite.core.findings import squeezed
from evalsite.core.register import PERSON, UNIT, Entry, Lists, Register, Snapshot, placed
from evalsite.core.register_faults import problems
from evalsite.core.saying import say
from evalsite.paper import workbook_cells as cells
from evalsite.paper import workbook_lists as sheets
from evalsite.paper.workbook_form import Column, Form, Shape
from evalsite.paper.workbook_row import Row
from evalsite.paper.workbook_sheets import Entries

STATES = {"在用": True, "停用": False}
_CODE = Column("编号", "code", "必填。自己定的短编号，定了就不再改，也不给别人用。", width=11)
_ORDER = Column(
    "次序", "order", "可空。名册里的先后，小的在前。留空：原有的不变，新的排在最后。", width=8, shape=Shape.NUMBER, needed=False
)  # fmt: skip
_STATE = Column(
    "状态", "active", "在用或停用。留空为在用。停用的保留沿革，不删除。", width=9, words=tuple(STATES), needed=False
)
UNITS = Form(
    "单位",
    "units",
    (
        _CODE,
        Column("名称", "name", "必填，不能重复。", width=30),
        Column("类别", "category", "可空。如 部门、镇街、开发区、学校。", width=14, needed=False),
        Column("领域", "field", "可空。用于同领域的横向比较。", width=14, needed=False),
        Column("责任区", "zone", "可空。", width=14, needed=False),
        _ORDER,
        _STATE,
    ),
    needed=False,
)
PEOPLE = Form(
    "人员",
    "people",
    (
        _CODE,
        Column("姓名", "name", "必填。同一单位里不能同名。", width=14),
        Column("单位", "unit", "可空。写单位的编号或名称。", width=30, needed=False),
        Column("职务", "post", "可空。", width=24, needed=False),
        _ORDER,
        _STATE,
    ),
    needed=False,
)
FORMS = (UNITS, PEOPLE)
HISTORY = Form(
    "沿革",
    "history",
    (
        Column("编号", "code", "这张表只供查看，导入时不读。", width=11),
        Column("自", "since", "从这一天起。", width=13),
        Column("名称", "name", "", width=30),
        Column("类别", "category", "", width=14),
        Column("领域", "field", "", width=14),
        Column("责任区", "zone", "", width=14),
        Column("单位", "unit", "", width=30),
        Column("职务", "post", "", width=24),
        Column("状态", "active", "", width=9),
    ),
)
STEPS = (
    "名册工作簿：怎么填",
    "1. 单位：参加测评的部门、镇街、学校等。人员：被测评的干部。测评活动里的对象编号与这里一致，历年的结果就能连起来。",
    "2. 编号定了就不要改。改名、调动、换职务，只改其他各列，再导入一次，名册会记下从哪一天起。",
    "3. 人走了、单位撤并了，请把状态写成“停用”，不要删行；没有列出的，导入时可以选不变或停用。",
    "4. 没有的列可以整列删去，原有的内容不变；留着列而不填，就是清空。",
    "5. 有任何问题会一次列出位置和改法，全部改好才会导入；导入前会先列出要改动什么。",
)


def read_register(data: bytes, snapshot: Snapshot, *, complete: bool = False) -> Lists:
    """The units and people in a workbook, fit for the register of ``snapshot`` (that of the day from which they hold).

    A column that is missing altogether leaves what the register says; an empty cell empties it. Raises FaultyWorkbook
    with every fault there is.
    """
    book = sheets.Lists(data, FORMS)
    units = tuple(_unit(row, snapshot) for row in book.rows("units"))
    codes = _unit_codes(units, snapshot)
    people = tuple(_person(row, snapshot, codes) for row in book.rows("people"))
    found = placed(Lists(units, people), snapshot)
    book.refuse(problems(found, snapshot, complete=complete))
    return found


def _unit_codes(units: Sequence[Entry], snapshot: Snapshot) -> dict[str, str]:
    """Codes of units by what people write for them: the name, in the workbook or in the register, or the code."""
    told = {unit.code for unit in units}
    rest = [entry for entry in snapshot.by_code.values() if entry.kind == UNIT and entry.code not in told]
    every = sorted((*rest, *units), key=lambda unit: unit.active)  # a name that two had is that of the one in use
    by_name = {squeezed(unit.name): unit.code for unit in every}
    return by_name | {squeezed(unit.code): unit.code for unit in every if unit.code}


def _kept(row: Row, field: str, before: Entry | None) -> str:
    """A text; what the register says where the sheet has no such column."""
    if field not in row.columns:
        return str(getattr(before, field)) if before else ""
    return row.text(field)


def _common(row: Row, kind: str, snapshot: Snapshot) -> tuple[Entry, Entry | None]:
    """Code, name, order and state; and what the register says of that code."""
    code = row.text("code")
    before = snapshot.find(code)
    active = row.take("active", lambda v: cells.word(v, STATES, say("状态")), otherwise=True)
    if "active" not in row.columns and before is not None:
        active = before.active
    order = row.take("order", _order, -1)
    entry = Entry(code, PERSON if kind == PERSON else UNIT, row.text("name"), order=order, active=active)
    return entry, before


def _order(value: cells.Value) -> int:
    found = cells.whole(value)
    if found < 0:
        raise cells.Unreadable(say("次序 {found} 是负数", found=found), say("请填 0 或正整数，或留空"))
    return found


def _unit(row: Row, snapshot: Snapshot) -> Entry:
    entry, before = _common(row, UNIT, snapshot)
    return replace(
        entry,
        category=_kept(row, "category", before),
        field=_kept(row, "field", before),
        zone=_kept(row, "zone", before),
    )


def _person(row: Row, snapshot: Snapshot, codes: dict[str, str]) -> Entry:
    entry, before = _common(row, PERSON, snapshot)
    written = _kept(row, "unit", before)
    return replace(entry, unit=codes.get(squeezed(written), written), post=_kept(row, "post", before))


def write_register(register: Register, day: date) -> bytes:
    """The workbook of the register as of a day; ``read_register`` gives the same back, and importing it changes nothing.

    Left entries are on it too: their codes stay taken.
    """
    snapshot = register.as_of(day)
    units = (*snapshot.units, *(entry for entry in snapshot.left if entry.kind == UNIT))
    people = (*snapshot.people, *(entry for entry in snapshot.left if entry.kind == PERSON))
    entries: dict[str, Sequence[Entries]] = {
        "units": [_line(entry) for entry in units],
        "people": [_line(entry) | {"unit": _unit_name(snapshot, entry)} for entry in people],
        "history": [
            _line(version.entry) | {"since": version.since.isoformat(), "unit": _unit_name(snapshot, version.entry)}
            for entry in (*units, *people)
            for version in register.history(entry.code)
        ],
    }
    return sheets.write_lists((*FORMS, HISTORY), entries)


def _unit_name(snapshot: Snapshot, entry: Entry) -> str:
    unit = snapshot.find(entry.unit)
    return unit.name if unit else entry.unit


def _line(entry: Entry) -> Entries:
    return {
        "code": entry.code,
        "name": entry.name,
        "category": entry.category,
        "field": entry.field,
        "zone": entry.zone,
        "unit": entry.unit,
        "post": entry.post,
        "order": entry.order,
        "active": "在用" if entry.active else "停用",
    }


def register_template() -> bytes:
    """The empty workbook with hints."""
    return sheets.write_lists(FORMS, {}, STEPS)
