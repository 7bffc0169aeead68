"""Changes of the register in words, for whoever looks at an import before it is carried out."""

from collections.abc import Iterable, Mapping

from evalsite.core.register import PERSON, UNIT, Change, Entry, Kinds, Lists, Snapshot

CHANGES = {
    Kinds.ADDED: "新增",
    Kinds.RENAMED: "改名",
    Kinds.MOVED: "调动",
    Kinds.CHANGED: "修改",
    Kinds.LEFT: "停用",
    Kinds.RETURNED: "恢复",
}
FIELDS = {
    "name": "名称",
    "category": "类别",
    "field": "领域",
    "zone": "责任区",
    "unit": "单位",
    "post": "职务",
    "order": "次序",
    "active": "状态",
}
KINDS = {UNIT: "单位", PERSON: "人员"}


def unit_names(snapshot: Snapshot, lists: Lists | None = None) -> dict[str, str]:
    """Names of units by code: of the register, and of what is being imported."""
    told = lists.units if lists else ()
    return {unit.code: unit.name for unit in (*snapshot.by_code.values(), *told) if unit.kind == UNIT}


def kinds_of(change: Change) -> str:
    return "、".join(CHANGES[kind] for kind in change.kinds)


def _value(entry: Entry, name: str, names: Mapping[str, str]) -> str:
    value = getattr(entry, name)
    if name == "active":
        return "在用" if value else "停用"
    if name == "unit":
        return names.get(value, value)
    return str(value)


def details(change: Change, names: Mapping[str, str]) -> Iterable[str]:
    """What differs, field by field ("职务：科员 → 科长"); of a new entry what it is."""
    if change.before is None:
        entry = change.after
        parts = (names.get(entry.unit, entry.unit), entry.post, entry.category, entry.field, entry.zone)
        yield "，".join(part for part in parts if part)
    for name in change.fields:
        assert change.before is not None  # a new entry has no fields that differ
        before, after = _value(change.before, name, names), _value(change.after, name, names)
        yield f"{FIELDS[name]}：{before or '（空）'} → {after or '（空）'}"
    if change.until is not None:
        yield f"到 {change.until} 为止：那天起名册里已有另外的变动"
