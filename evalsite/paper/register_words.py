"""Changes of the register in words, for whoever looks at an import before it is carried out."""

from collections.abc import Iterable, Mapping

from evalsite.core.register import PERSON, UNIT, Change, Entry, Kinds, Lists, Snapshot
from evalsite.core.saying import joined, say

CHANGES = {
    Kinds.ADDED: say("新增"),
    Kinds.RENAMED: say("改名"),
    Kinds.MOVED: say("调动"),
    Kinds.CHANGED: say("修改"),
    Kinds.LEFT: say("停用"),
    Kinds.RETURNED: say("恢复"),
}
FIELDS = {
    "name": say("名称"),
    "category": say("类别"),
    "field": say("领域"),
    "zone": say("责任区"),
    "unit": say("单位"),
    "post": say("职务"),
    "order": say("次序"),
    "active": say("状态"),
}
KINDS = {UNIT: say("单位"), PERSON: say("人员")}


def unit_names(snapshot: Snapshot, lists: Lists | None = None) -> dict[str, str]:
    """Names of units by code: of the register, and of what is being imported."""
    told = lists.units if lists else ()
    return {unit.code: unit.name for unit in (*snapshot.by_code.values(), *told) if unit.kind == UNIT}


def kinds_of(change: Change) -> str:
    return joined("、", (CHANGES[kind] for kind in change.kinds))


def _value(entry: Entry, name: str, names: Mapping[str, str]) -> str:
    value = getattr(entry, name)
    if name == "active":
        return say("在用") if value else say("停用")
    if name == "unit":
        return names.get(value, value)
    return str(value)


def details(change: Change, names: Mapping[str, str]) -> Iterable[str]:
    """What differs, field by field ("职务：科员 → 科长"); of a new entry what it is."""
    if change.before is None:
        entry = change.after
        parts = (names.get(entry.unit, entry.unit), entry.post, entry.category, entry.field, entry.zone)
        yield joined("，", (part for part in parts if part))
    for name in change.fields:
        assert change.before is not None  # a new entry has no fields that differ
        before, after = _value(change.before, name, names), _value(change.after, name, names)
        empty = say("（空）")
        yield say("{field}：{before} → {after}", field=FIELDS[name], before=before or empty, after=after or empty)
    if change.until is not None:
        yield say("到 {until} 为止：那天起名册里已有另外的变动", until=change.until)
