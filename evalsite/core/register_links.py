"""How campaigns and the register meet: by code. A campaign may leave to the register what the register knows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from evalsite.core.campaign import Campaign, Subject
from evalsite.core.findings import squeezed
from evalsite.core.register import PERSON, Entry, Register, Snapshot
from evalsite.core.saying import say

PEOPLE_GROUP, UNITS_GROUP = "干部", "单位"


def filled(subject: Subject, snapshot: Snapshot) -> Subject:
    """The subject with name, unit and field from the register where they were left empty; as it is where its code is
    not there. What was written stays: the register never overrules a workbook.
    """
    entry = snapshot.find(subject.code)
    if entry is None:
        return subject
    return replace(
        subject,
        name=subject.name or entry.name,
        unit=subject.unit or snapshot.unit_name(entry),
        field=subject.field or snapshot.field_of(entry),
    )


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a subject to look at before publishing; no fault, since either side may be right."""

    code: str
    text: str


def notes(campaign: Campaign, register: Register, snapshot: Snapshot) -> tuple[Note, ...]:
    """Where campaign and register say different things of one code, in the order of the subjects."""
    found: list[Note] = []
    for subject in campaign.subjects:
        entry = snapshot.find(subject.code)
        if entry is not None:
            found += [Note(subject.code, text) for text in _differences(subject, entry, register)]
    return tuple(found)


def _differences(subject: Subject, entry: Entry, register: Register) -> Iterable[str]:
    if (subject.kind == PERSON) != (entry.kind == PERSON):
        word = say("人员") if entry.kind == PERSON else say("单位")
        yield say(
            "编号 {subject} 在名册里是{word}“{entry}”，活动里是“{name}”，请核对编号和类别",
            subject=subject.code,
            word=word,
            entry=entry.name,
            name=subject.name,
        )
        return
    if squeezed(subject.name) != squeezed(entry.name):
        former = {squeezed(version.entry.name) for version in register.history(subject.code)}
        known = squeezed(subject.name) in former
        asked = say("用的是旧名称，请核对") if known else say("是改了名称，还是编号写错了？")
        yield say(
            "编号 {subject} 在名册里叫“{entry}”，活动里叫“{name}”，{asked}",
            subject=subject.code,
            entry=entry.name,
            name=subject.name,
            asked=asked,
        )
    if not entry.active:
        yield say("编号 {subject}（{name}）在名册里已经停用", subject=subject.code, name=subject.name)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries to look for; an empty text means any. ``text`` is looked for in code, name and post."""

    kind: str = ""
    category: str = ""
    field: str = ""
    zone: str = ""
    unit: str = ""
    text: str = ""


def chosen(snapshot: Snapshot, wanted: Wanted) -> tuple[Entry, ...]:
    """The active entries that fit, in the order of the register."""
    return tuple(entry for entry in (*snapshot.units, *snapshot.people) if _fits(entry, snapshot, wanted))


def _fits(entry: Entry, snapshot: Snapshot, wanted: Wanted) -> bool:
    unit = snapshot.unit_of(entry)
    pairs = (
        (wanted.kind, entry.kind),
        (wanted.category, unit.category if unit else ""),
        (wanted.field, snapshot.field_of(entry)),
        (wanted.zone, snapshot.zone_of(entry)),
        (wanted.unit, unit.code if unit else ""),
    )
    text = squeezed(wanted.text).casefold()
    named = (squeezed(part).casefold() for part in (entry.code, entry.name, entry.post))
    return all(want in ("", have) for want, have in pairs) and any(text in name for name in named)


def subjects_of(snapshot: Snapshot, entries: Iterable[Entry]) -> tuple[Subject, ...]:
    """Entries as the subjects of a new campaign; units grouped by category, people in one group, to be changed at will."""
    return tuple(
        Subject(
            entry.code,
            entry.name,
            entry.kind,
            snapshot.unit_name(entry),
            PEOPLE_GROUP if entry.kind == PERSON else entry.category or UNITS_GROUP,
            snapshot.field_of(entry),
        )
        for entry in entries
    )
