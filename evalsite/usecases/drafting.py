"""Writing a draft: begin one from sheets, save a sheet of it, throw it away.

What the sheets mean is for the reader of workbooks to say (paper/workbook_grid.py), which this room does not know.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from evalsite.core.campaign import Campaign
from evalsite.core.draft import Judged, Sheet, Sheets, head, tidy
from evalsite.core.refusals import DraftMoved, RehearsalLeft
from evalsite.store import desk as desk_store
from evalsite.store import drafts as store
from evalsite.store import wiping
from evalsite.store.desk import Record
from evalsite.store.drafts import Saved
from evalsite.store.engine import Database
from evalsite.usecases import preparing, seating
from evalsite.usecases.preparing import Slot, campaign_of, is_draft, require_draft


@dataclass(frozen=True, slots=True)
class Workbook:
    """What is known of workbooks: what sheets make, and what sheets a campaign is written as that was taken in whole."""

    judge: Callable[[Sheets], Judged]
    write: Callable[[Campaign], Sheets]


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with its sheets by part, as they were saved last."""

    record: Record
    saved: Mapping[str, Saved]

    @property
    def sheets(self) -> Sheets:
        return {part: one.lines for part, one in self.saved.items()}


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, and when."""

    name: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Edit:
    """One sheet as somebody leaves it, over the ``version`` of it that he had before him."""

    part: str
    lines: Sheet
    version: int


def begin(desk: Database, sheets: Sheets, author: Author, workbook: Workbook, slot: Slot | None = None) -> str:
    """Store sheets as a new draft, faulty or not; gives its id."""
    campaign_id = slot.id if slot else preparing.new_id()
    at, definition = int(author.now.timestamp()), _definition(workbook.judge(sheets))
    with desk.write() as connection:
        if slot:
            slot.settle(connection)
        desk_store.add_campaign(connection, campaign_id, at, definition)
        for part, lines in sheets.items():
            store.add(connection, campaign_id, Saved(part, tidy(lines), 0, author.name, at))
    return campaign_id


def read(desk: Database, campaign_id: str, workbook: Workbook) -> Draft:
    """The draft as it stands. Raises NoSuchCampaign, WrongState (no draft, or a rehearsal)."""
    with desk.read() as connection:
        record = require_draft(desk_store.get_campaign(connection, campaign_id))
        saved = store.sheets_of(connection, campaign_id)
    return Draft(record, saved or _first(record, workbook))


def sheets_of(desk: Database, campaign_id: str, workbook: Workbook) -> Sheets:
    """The sheets of any campaign: those of a draft as they are written, those of others as they were published."""
    record = preparing.get(desk, campaign_id)
    return read(desk, campaign_id, workbook).sheets if is_draft(record) else workbook.write(campaign_of(record))


def save(desk: Database, draft: Draft, edit: Edit, author: Author, workbook: Workbook) -> Judged:
    """Save one sheet of a draft; gives what the draft now makes.

    Raises DraftMoved where somebody has saved that sheet since (nothing is saved then), NoSuchCampaign, WrongState.
    Where another sheet was saved at the same moment, all are judged together once more.
    """
    while True:
        at = int(author.now.timestamp())
        made = Saved(edit.part, tidy(edit.lines), edit.version + 1, author.name, at)
        judged = workbook.judge({**draft.sheets, edit.part: made.lines})
        if _put(desk, draft, made, judged):
            return judged
        draft = read(desk, draft.record.id, workbook)


def _put(desk: Database, draft: Draft, made: Saved, judged: Judged) -> bool:
    """False when another sheet than ``made`` is no longer as it was judged."""
    campaign_id = draft.record.id
    with desk.write() as connection:
        require_draft(desk_store.hold_campaign(connection, campaign_id))
        now = store.sheets_of(connection, campaign_id)
        if not now:
            for one in draft.saved.values():
                store.add(connection, campaign_id, one)
            now = dict(draft.saved)
        if now[made.part].version != made.version - 1:
            raise DraftMoved(part=made.part, by=now[made.part].account, at=now[made.part].at)
        if any(now[part].version != one.version for part, one in draft.saved.items() if part != made.part):
            return False
        store.put(connection, campaign_id, made)
        store.define(connection, campaign_id, _definition(judged))
    return True


def delete(desk: Database, campaign_id: str) -> None:
    """Take a draft away with all that belongs to it. Raises NoSuchCampaign, WrongState, RehearsalLeft."""
    with desk.write() as connection:
        require_draft(desk_store.hold_campaign(connection, campaign_id))
        number = sum(one.rehearses == campaign_id for one in desk_store.list_rehearsals(connection))
        if number:
            raise RehearsalLeft(number=number)
        seating.clear_in(connection, campaign_id)
        wiping.remove_campaign(connection, campaign_id)  # first: what is on record stays as long as it is there
        wiping.remove(connection, campaign_id)


def _first(record: Record, workbook: Workbook) -> dict[str, Saved]:
    return {part: Saved(part, lines) for part, lines in workbook.write(campaign_of(record)).items()}


def _definition(judged: Judged) -> str:
    """The campaign; of one with faults only what can be shown of it, and how many they are."""
    if not judged.faults:
        return json.dumps(judged.campaign.to_json(), ensure_ascii=False)
    return json.dumps(head(judged.campaign).to_json() | {preparing.FAULTS: len(judged.faults)}, ensure_ascii=False)
