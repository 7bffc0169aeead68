"""The register of units and people (名册): read, changed by import, and asked by campaigns."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from evalsite.core import register as rules
from evalsite.core.campaign import Campaign, Subject
from evalsite.core.refusals import RegisterMoved
from evalsite.core.register import Change, Lists, Register, Snapshot, Version
from evalsite.core.register_links import Note, notes
from evalsite.store import desk as desk_store
from evalsite.store import register as register_store
from evalsite.store.desk import Record
from evalsite.store.engine import Database
from evalsite.store.register import Import
from evalsite.usecases.preparing import campaign_of


def register_of(desk: Database) -> Register:
    """The whole register, with all that ever held."""
    with desk.read() as connection:
        return register_store.load(connection)


def snapshot(desk: Database, day: date) -> Snapshot:
    """The register of one day."""
    return register_of(desk).as_of(day)


def ranks(desk: Database, day: date) -> Mapping[str, int]:
    """The places of codes in the order of the register, for ``core.ordering``."""
    return snapshot(desk, day).ranks


@dataclass(frozen=True, slots=True)
class Source:
    """Which file is imported, with the hash of its bytes, by whom and when."""

    file: str
    sha256: str
    by: str
    at: datetime


def source(file: str, data: bytes, by: str, now: datetime) -> Source:
    return Source(file, hashlib.sha256(data).hexdigest(), by, now)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would change, to be looked at before it is carried out.

    ``mark`` stands for these very changes: whoever has seen them hands it back, and is told when the register has
    moved meanwhile. ``untold`` are the active entries that the lists do not name and that stay as they are.
    """

    day: date
    changes: tuple[Change, ...]
    untold: int
    mark: str


def plan(register: Register, lists: Lists, day: date, *, complete: bool = False) -> Plan:
    """What becomes of the register when the lists, found fit by ``core.register_faults``, hold from ``day`` on."""
    found = rules.changes(register, lists, day, complete=complete)
    before, told = register.as_of(day), {entry.code for entry in lists.entries}
    untold = 0 if complete else sum(one.code not in told for one in (*before.units, *before.people))
    mark = hashlib.sha256(repr((day, found)).encode()).hexdigest()[:32]
    return Plan(day, found, untold, mark)


def carry_out(
    desk: Database, lists: Lists, day: date, origin: Source, *, complete: bool = False, mark: str | None = None
) -> Plan:
    """Enter the changes, all of them or none, and note the import.

    ``mark`` is that of the plan that was looked at. Raises RegisterMoved where the changes would be other ones.
    """
    with desk.write() as connection:
        made = plan(register_store.load(connection), lists, day, complete=complete)
        if mark is not None and mark != made.mark:
            raise RegisterMoved()
        register_store.put(connection, tuple(Version(day, change.after, origin.by) for change in made.changes))
        if made.changes:
            at = int(origin.at.timestamp())
            noted = Import(0, day, origin.file, origin.sha256, origin.by, at, len(made.changes))
            register_store.add_import(connection, noted)
    return made


def imports_of(desk: Database) -> list[Import]:
    """All imports that changed something, newest first."""
    with desk.read() as connection:
        return register_store.list_imports(connection)


@dataclass(frozen=True, slots=True)
class Appearance:
    """A campaign in which a code was a subject, under the name that it had there."""

    record: Record
    campaign: Campaign
    subject: Subject


def appearances(desk: Database, code: str) -> tuple[Appearance, ...]:
    """The campaigns that a unit or person was a subject of, newest first."""
    with desk.read() as connection:
        records = desk_store.list_campaigns(connection)
    found = ((record, campaign_of(record)) for record in records)
    return tuple(
        Appearance(record, campaign, subject)
        for record, campaign in found
        for subject in campaign.subjects
        if subject.code == code
    )


def notes_on(desk: Database, campaign: Campaign, day: date) -> tuple[Note, ...]:
    """Where a campaign and the register say different things of one code."""
    register = register_of(desk)
    return notes(campaign, register, register.as_of(day))
