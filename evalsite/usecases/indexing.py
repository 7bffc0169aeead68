"""Composite indices (指数): defined by organisers, kept, and reckoned anew from published results whenever they are read."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from evalsite.core.catalogue import Catalogue, Known
from evalsite.core.composite import Index, Of
from evalsite.core.index_results import IndexResult
from evalsite.core.reckoning import Reckoner, Source
from evalsite.core.refusals import IndexInUse, IndicesChanged, NoSuchIndex
from evalsite.store import desk as desk_store
from evalsite.store import indices as store
from evalsite.store.engine import Database
from evalsite.store.indices import Definition
from evalsite.usecases.disclosing import Reading, day_of
from evalsite.usecases.figuring import figures_of
from evalsite.usecases.preparing import campaign_of, get


@dataclass(frozen=True, slots=True)
class Kept:
    """An index with who defined it last, and when."""

    index: Index
    by: str
    at: datetime


def kept(desk: Database) -> tuple[Kept, ...]:
    """All indices, in their order."""
    with desk.read() as connection:
        rows = store.list_indices(connection)
    return tuple(Kept(_index(row), row.account, datetime.fromisoformat(row.at)) for row in rows)


def get_index(desk: Database, code: str) -> Kept:
    """Raises NoSuchIndex."""
    found = next((one for one in kept(desk) if one.index.code == code), None)
    if found is None:
        raise NoSuchIndex(index=code)
    return found


def _index(row: Definition) -> Index:
    return Index.from_json(json.loads(row.definition))


def catalogue(desk: Database) -> Catalogue:
    """What an index can be made of today: all campaigns that count, newest first, and the indices there are."""
    with desk.read() as connection:
        records = desk_store.list_campaigns(connection)
        rows = store.list_indices(connection)
    campaigns = (Known(r.id, campaign_of(r), r.tally is not None, figures_of(desk, r.id)) for r in records)
    return Catalogue(tuple(campaigns), tuple(_index(row) for row in rows))


def take_in(
    desk: Database, read: Callable[[Catalogue], tuple[Index, ...]], by: str, now: datetime
) -> tuple[Index, ...]:
    """Keep the indices that ``read`` makes of what there is, each in place of the one with its code.

    ``read`` refuses what is not fit to be kept (core/index_faults.py). Raises what it raises, and IndicesChanged when
    somebody else defined one meanwhile: two that are sound alone may be made of each other.
    """
    known = catalogue(desk)
    indices = read(known)
    definitions = [
        Definition(index.code, json.dumps(index.to_json(), ensure_ascii=False), by, now.isoformat())
        for index in indices
    ]
    with desk.write() as connection:
        if tuple(_index(row) for row in store.list_indices(connection)) != known.indices:
            raise IndicesChanged()
        store.put(connection, definitions)
    return indices


def remove(desk: Database, code: str) -> None:
    """Forget an index. Raises NoSuchIndex, and IndexInUse while others are made of it."""
    with desk.write() as connection:
        indices = [_index(row) for row in store.list_indices(connection)]
        users = [index.name for index in indices if code in index.parts]
        if users:
            raise IndexInUse(index=code, users="、".join(users))
        if not store.remove(connection, code):
            raise NoSuchIndex(index=code)


# --- results ----------------------------------------------------------------------------------------------------------


def result(desk: Database, code: str, reading: Reading | None = None) -> IndexResult:
    """The index over all its subjects, from results as they are published today.

    Raises NoSuchIndex, also where the reading does not see all that it rests on.
    """
    index, reading = get_index(desk, code).index, reading or Reading(desk)
    indices = [one.index for one in kept(desk)]
    if not _visible(desk, index, {one.code: one for one in indices}, reading):
        raise NoSuchIndex(index=code)
    return _reckoner(desk, indices, [index], reading).result(code)


def seen(desk: Database, reading: Reading) -> tuple[Kept, ...]:
    """The indices of which the reading sees all that they rest on."""
    every = kept(desk)
    by_code = {one.index.code: one.index for one in every}
    return tuple(one for one in every if _visible(desk, one.index, by_code, reading))


def _visible(desk: Database, index: Index, by_code: dict[str, Index], reading: Reading) -> bool:
    return all(reading.sees(get(desk, one)) for one in _campaigns(index, by_code))


def of_campaign(desk: Database, campaign_id: str, reading: Reading | None = None) -> tuple[IndexResult, ...]:
    """All indices that this campaign is a source of, itself or by way of another index, as far as the reading sees all
    of their sources.
    """
    indices, reading = [one.index for one in kept(desk)], reading or Reading(desk)
    by_code = {index.code: index for index in indices}
    wanted = [index for index in indices if campaign_id in _campaigns(index, by_code)]
    wanted = [index for index in wanted if _visible(desk, index, by_code, reading)]
    if not wanted:
        return ()
    reckoner = _reckoner(desk, indices, wanted, reading)
    return tuple(reckoner.result(index.code) for index in wanted)


def _campaigns(index: Index, by_code: dict[str, Index]) -> set[str]:
    """Ids of all campaigns that an index rests on, through its parts too."""
    own = {term.campaign for term in index.terms if term.of is not Of.INDEX}
    return own.union(*(_campaigns(by_code[code], by_code) for code in index.parts))


def _reckoner(desk: Database, indices: Iterable[Index], wanted: Iterable[Index], reading: Reading) -> Reckoner:
    by_code = {index.code: index for index in indices}
    ids = {campaign for index in wanted for campaign in _campaigns(index, by_code)}
    sources = {one: Source(reading.results(one), figures_of(desk, one), day_of(get(desk, one))) for one in sorted(ids)}
    return Reckoner(by_code, sources)
