"""The register (名册): units and people that last over campaigns, each under a code that never changes.

Every change of an entry is a version with the day from which it holds; nothing is deleted. So an old campaign is read
with the names of its time, and the archive finds all rounds of a unit or person under one code.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final, Literal

UNIT: Final = "unit"
PERSON: Final = "person"
Kind = Literal["unit", "person"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit or a person as of one day.

    ``category`` (类别), ``field`` (领域) and ``zone`` (责任区) are of units, ``unit`` (the code of the unit) and
    ``post`` (职务) of people. ``order`` is the place in the register, small first. ``active`` False is 停用: left,
    merged, retired; the code stays taken.
    """

    code: str
    kind: Kind
    name: str
    category: str = ""
    field: str = ""
    zone: str = ""
    unit: str = ""
    post: str = ""
    order: int = 0
    active: bool = True


@dataclass(frozen=True, slots=True)
class Version:
    """What holds of an entry from ``since`` on, until its next version. ``by`` is who entered it."""

    since: date
    entry: Entry
    by: str = ""


class Snapshot:
    """The register of one day: the entries that held then, left ones among them."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.by_code = {entry.code: entry for entry in entries}

    def find(self, code: str) -> Entry | None:
        return self.by_code.get(code)

    @cached_property
    def units(self) -> tuple[Entry, ...]:
        """Active units in the order of the register."""
        return tuple(sorted((e for e in self.by_code.values() if e.active and e.kind == UNIT), key=_place))

    @cached_property
    def people(self) -> tuple[Entry, ...]:
        """Active people in the order of the register: by their units, then by their own places."""
        places = {unit.code: number for number, unit in enumerate(self.units)}
        people = [e for e in self.by_code.values() if e.active and e.kind == PERSON]
        return tuple(sorted(people, key=lambda one: (places.get(one.unit, len(places)), *_place(one))))

    @cached_property
    def left(self) -> tuple[Entry, ...]:
        """Those that are no longer in use, by code."""
        return tuple(sorted((e for e in self.by_code.values() if not e.active), key=lambda one: one.code))

    @cached_property
    def ranks(self) -> dict[str, int]:
        """The place of every active code: all units, then all people."""
        return {entry.code: number for number, entry in enumerate((*self.units, *self.people))}

    def unit_of(self, entry: Entry) -> Entry | None:
        """The unit that an entry belongs to, also a retired one; a unit is its own."""
        return entry if entry.kind == UNIT else self.by_code.get(entry.unit)

    def unit_name(self, entry: Entry) -> str:
        """The name of a person's unit; ``""`` for a unit, and for a person of none."""
        unit = self.unit_of(entry)
        return unit.name if unit is not None and unit is not entry else ""

    def field_of(self, entry: Entry) -> str:
        """领域; of a person that of the unit."""
        unit = self.unit_of(entry)
        return unit.field if unit else ""

    def zone_of(self, entry: Entry) -> str:
        """责任区; of a person that of the unit."""
        unit = self.unit_of(entry)
        return unit.zone if unit else ""


def _place(entry: Entry) -> tuple[int, str]:
    return entry.order, entry.code


@dataclass(frozen=True)
class Register:
    """All versions of all entries."""

    versions: tuple[Version, ...] = ()

    @cached_property
    def _histories(self) -> dict[str, list[Version]]:
        found: dict[str, list[Version]] = {}
        for version in sorted(self.versions, key=lambda one: one.since):
            found.setdefault(version.entry.code, []).append(version)
        return found

    def history(self, code: str) -> tuple[Version, ...]:
        """The versions of a code, oldest first; empty for a code that nobody has entered."""
        return tuple(self._histories.get(code, ()))

    def as_of(self, day: date) -> Snapshot:
        """What held on a day. An entry is unknown before its first version."""
        held = ([v for v in versions if v.since <= day] for versions in self._histories.values())
        return Snapshot(versions[-1].entry for versions in held if versions)

    def after(self, code: str, day: date) -> date | None:
        """The day of a code's next change after ``day``; None where what holds that day holds for good."""
        return next((version.since for version in self.history(code) if version.since > day), None)


# --- what an import changes -------------------------------------------------------------------------------------------


class Kinds(StrEnum):
    """What happens to an entry."""

    ADDED = "added"
    RENAMED = "renamed"
    MOVED = "moved"
    CHANGED = "changed"
    LEFT = "left"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Change:
    """One entry before and after. ``before`` is None for a new one.

    ``until`` is the day of a later version that is there already: the change then holds from the import's day up to
    that day only.
    """

    after: Entry
    before: Entry | None = None
    until: date | None = None

    @property
    def kinds(self) -> tuple[Kinds, ...]:
        if self.before is None:
            return (Kinds.ADDED,)
        changed = self.fields
        found = [kind for name, kind in (("name", Kinds.RENAMED), ("unit", Kinds.MOVED)) if name in changed]
        if "active" in changed:
            found.append(Kinds.RETURNED if self.after.active else Kinds.LEFT)
        if set(changed) - {"name", "unit", "active"}:
            found.append(Kinds.CHANGED)
        return tuple(found)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields in which the two differ; none for a new entry."""
        if self.before is None:
            return ()
        return tuple(f.name for f in fields(Entry) if getattr(self.before, f.name) != getattr(self.after, f.name))


@dataclass(frozen=True, slots=True)
class Lists:
    """What a workbook says: units and people, each in the order of its sheet.

    ``order`` below zero is "not written": such entries keep the place they have, or go after the last one (``placed``).
    """

    units: tuple[Entry, ...] = ()
    people: tuple[Entry, ...] = field(default=())

    @property
    def entries(self) -> tuple[Entry, ...]:
        return (*self.units, *self.people)


def placed(lists: Lists, snapshot: Snapshot) -> Lists:
    """The lists with a place for every entry."""
    return Lists(_placed(lists.units, snapshot, UNIT), _placed(lists.people, snapshot, PERSON))


def _placed(entries: Sequence[Entry], snapshot: Snapshot, kind: Kind) -> tuple[Entry, ...]:
    known = [e.order for e in snapshot.by_code.values() if e.kind == kind]
    last = max([*known, *(e.order for e in entries)], default=0)
    made: list[Entry] = []
    for entry in entries:
        order, before = entry.order, snapshot.find(entry.code)
        if order < 0 and before is not None:
            order = before.order
        elif order < 0:
            last = order = max(last, 0) + 1
        made.append(replace(entry, order=order))
    return tuple(made)


def changes(register: Register, lists: Lists, day: date, *, complete: bool = False) -> tuple[Change, ...]:
    """What becomes of the register when ``lists`` hold from ``day`` on, in the order of the lists.

    ``complete`` says that the lists are the whole register: who is not on them has left. Entries of which nothing
    changes are not among the changes, so importing the same lists twice changes nothing.
    """
    before = register.as_of(day)
    found = [Change(entry, before.find(entry.code), register.after(entry.code, day)) for entry in lists.entries]
    if complete:
        told = {entry.code for entry in lists.entries}
        gone = [entry for entry in (*before.units, *before.people) if entry.code not in told]
        found += [Change(replace(e, active=False), e, register.after(e.code, day)) for e in gone]
    return tuple(change for change in found if change.after != change.before)


def with_changes(register: Register, made: Iterable[Change], day: date, by: str = "") -> Register:
    """The register after an import. A version of the very same day is replaced: it was a slip, corrected at once."""
    fresh = tuple(Version(day, change.after, by) for change in made)
    codes = {version.entry.code for version in fresh}
    kept = tuple(v for v in register.versions if not (v.since == day and v.entry.code in codes))
    return Register(kept + fresh)
