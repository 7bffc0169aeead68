"""The archive (档案): every counted campaign of a unit or person under its code, with the register's word on it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from evalsite.core.archive import Archive, Filed, archive
from evalsite.core.refusals import NoSuchSubject
from evalsite.core.register import Snapshot
from evalsite.core.report import UnitReport, unit_report
from evalsite.store import desk as desk_store
from evalsite.store.desk import Record
from evalsite.store.engine import Database
from evalsite.usecases import registering, reporting
from evalsite.usecases.disclosing import Reading, day_of
from evalsite.usecases.preparing import campaign_of


@dataclass(frozen=True, slots=True)
class Listed:
    """A code with an archive: ``name`` is today's, ``campaigns`` how many counted ones it is in, ``last`` the newest day."""

    code: str
    name: str
    kind: str
    unit: str
    campaigns: int
    last: date


Seen = Callable[[list[Record]], list[Record]]  # of counted campaigns, those that are there for who asks


def list_archives(desk: Database, today: date, seen: Seen = list) -> list[Listed]:
    """All codes that were subjects of a counted campaign: those of the register in its order, then the others."""
    snapshot = registering.snapshot(desk, today)
    found: dict[str, Listed] = {}
    for record in seen(_opened(desk)):
        day = day_of(record)
        for subject in campaign_of(record).subjects:
            entry = snapshot.find(subject.code)
            before = found.get(subject.code)
            name, kind = (entry.name, entry.kind) if entry else (subject.name, subject.kind)
            if before is None:
                unit = snapshot.unit_name(entry) if entry else subject.unit
                found[subject.code] = Listed(subject.code, name, kind, unit, 1, day)
            else:
                newest = max(before.last, day)
                found[subject.code] = Listed(
                    before.code, before.name, before.kind, before.unit, before.campaigns + 1, newest
                )
    return sorted(found.values(), key=lambda one: _place(snapshot, one))


def _place(snapshot: Snapshot, one: Listed) -> tuple[int, str]:
    return snapshot.ranks.get(one.code, len(snapshot.ranks)), one.code


def _opened(desk: Database) -> list[Record]:
    """The counted campaigns, the newest first; rehearsals are in no archive."""
    with desk.read() as connection:
        records = desk_store.list_campaigns(connection)
    opened = [record for record in records if record.tally is not None]
    return sorted(opened, key=lambda record: (day_of(record), record.created), reverse=True)


def archive_of(desk: Database, code: str, today: date, seen: Seen = list, reading: Reading | None = None) -> Archive:
    """The archive of one code. Raises NoSuchSubject for a code that neither a counted campaign nor the register knows."""
    reading, register = reading or Reading(desk), registering.register_of(desk)
    filed = [
        Filed(day_of(record), unit_report(reading.results(record.id), code))
        for record in seen(_opened(desk))
        if reading.sees(record) and any(subject.code == code for subject in campaign_of(record).subjects)
    ]
    entry = register.as_of(today).find(code)
    if not filed and entry is None:
        raise NoSuchSubject(subject=code)
    return archive(code, filed, entry, register.history(code))


def reports_of(desk: Database, found: Archive, reading: Reading | None = None) -> Iterator[tuple[Filed, UnitReport]]:
    """The whole reports of an archive, as each campaign hands them out, the newest first."""
    reading = reading or Reading(desk)
    for one in found.filed:
        yield one, reporting.reports(desk, one.report.campaign_id, reading).of(found.code)
