"""Figures from other sources (导入数据): taken in by file, replaced or added to, withdrawn; every import stays on record.

They stand beside the results, in any state of a campaign, and never change them.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from evalsite.core.figures import Figures, Provenance
from evalsite.store import desk as desk_store
from evalsite.store import figures as figures_store
from evalsite.store.engine import Database
from evalsite.store.figures import Import, Kind


@dataclass(frozen=True, slots=True)
class Imported:
    """One import on record. ``in_force`` tells whether its figures are shown today; those of a withdrawal are none."""

    number: int
    kind: Kind
    provenance: Provenance
    figures: Figures
    in_force: bool


def figures_of(desk: Database, campaign_id: str) -> Figures:
    """The figures in force, with the files they came from; empty where there are none. Raises NoSuchCampaign."""
    found = Figures()
    for one in imports_of(desk, campaign_id):
        if one.in_force:
            found = found.plus(one.figures)
    return found


def imports_of(desk: Database, campaign_id: str) -> tuple[Imported, ...]:
    """All imports, in the order in which they came. Raises NoSuchCampaign."""
    with desk.read() as connection:
        desk_store.get_campaign(connection, campaign_id)
        rows = figures_store.list_imports(connection, campaign_id)
    since = max((row.number for row in rows if row.kind is not Kind.ADD), default=0)
    return tuple(_imported(row, in_force=row.number >= since and row.kind is not Kind.WITHDRAW) for row in rows)


def _imported(row: Import, *, in_force: bool) -> Imported:
    provenance = Provenance(row.file, row.sha256, row.account, datetime.fromisoformat(row.at))
    files = () if row.kind is Kind.WITHDRAW else (provenance,)
    return Imported(row.number, row.kind, provenance, Figures.from_json(json.loads(row.figures), files), in_force)


def take_in(
    desk: Database, campaign_id: str, figures: Figures, source: Provenance, *, adding: bool = False
) -> tuple[Imported, ...]:
    """Put figures in force: in place of all before them, or (``adding``) beside them. Gives all imports.

    ``figures`` have been found fit by ``core.figure_faults``. Raises NoSuchCampaign.
    """
    return _enter(desk, campaign_id, Kind.ADD if adding else Kind.REPLACE, figures, source)


def withdraw(desk: Database, campaign_id: str, by: str, now: datetime) -> tuple[Imported, ...]:
    """Show none of the figures any more. What was imported stays on record. Raises NoSuchCampaign."""
    return _enter(desk, campaign_id, Kind.WITHDRAW, Figures(), Provenance("", "", by, now))


def _enter(desk: Database, campaign_id: str, kind: Kind, figures: Figures, source: Provenance) -> tuple[Imported, ...]:
    text = json.dumps(figures.to_json(), ensure_ascii=False)
    with desk.write() as connection:
        desk_store.get_campaign(connection, campaign_id)
        row = Import(0, kind, source.file, source.sha256, source.by, source.at.isoformat(), text)
        figures_store.add(connection, campaign_id, row)
    return imports_of(desk, campaign_id)


def provenance(file: str, data: bytes, by: str, now: datetime) -> Provenance:
    """Where figures come from: the name of the file and the hash of its bytes, who imports them, and when."""
    return Provenance(file, hashlib.sha256(data).hexdigest(), by, now)
