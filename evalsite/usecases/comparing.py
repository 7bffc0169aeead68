"""Comparing rounds (比对): the opened campaigns of a series, in their order."""

from collections import Counter

from evalsite.core.rounds import Round
from evalsite.store import desk as desk_store
from evalsite.store.desk import Record
from evalsite.store.engine import Database
from evalsite.usecases.disclosing import Reading, day_of
from evalsite.usecases.preparing import campaign_of


def series(desk: Database) -> dict[str, int]:
    """The names of all series that have opened campaigns, with the number of these; the newest series first."""
    with desk.read() as connection:
        records = desk_store.list_campaigns(connection)
    return dict(Counter(name for one in records if one.tally is not None and (name := campaign_of(one).series)))


def rounds_of(desk: Database, record: Record, reading: Reading | None = None) -> tuple[Round, ...]:
    """The opened campaigns of the same series, oldest first, ``record`` among them.

    Empty where it has no series, and for a rehearsal, which is a round of nothing.
    """
    name = campaign_of(record).series
    if not name or record.tally is None or record.rehearses:
        return ()
    return rounds(desk, name, reading)


def rounds(desk: Database, name: str, reading: Reading | None = None) -> tuple[Round, ...]:
    """The opened campaigns of the series of this name that the reading sees, by the day on which their boxes were closed."""
    reading = reading or Reading(desk)
    with desk.read() as connection:
        records = desk_store.list_campaigns(connection)
    opened = [one for one in records if one.tally is not None and campaign_of(one).series == name and reading.sees(one)]
    opened.sort(key=lambda one: (day_of(one), one.created, one.id))
    return tuple(Round(reading.results(one.id), day_of(one)) for one in opened)
