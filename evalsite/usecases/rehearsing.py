"""Rehearsal (演练): a draft tried out with the real machinery, and wiped without a trace before it counts.

A rehearsal is a campaign of its own, with its own keys, whose manifest says what it is. So its envelopes, stamps and
slips fit no other campaign, and every phone and every output can say 演练.
"""

import shutil
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from evalsite.core.refusals import NoRehearsal
from evalsite.store import box as box_store
from evalsite.store import desk as desk_store
from evalsite.store import roll, wiping
from evalsite.store.desk import Record
from evalsite.store.engine import Database
from evalsite.store.relay import relay
from evalsite.usecases import preparing
from evalsite.usecases.preparing import Progress, Published, Terms, campaign_of, get, silent


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A rehearsal that can be voted in: ``published`` has the shares that the server does not keep."""

    id: str
    published: Published


def rehearse(
    desk: Database,
    box: Database,
    campaign_id: str,
    now: datetime,
    terms: Terms | None = None,
    progress: Progress = silent,
) -> Rehearsal:
    """Make a rehearsal of a draft and publish it, under keys of its own; the draft stays as it is.

    It can be voted in at once and until it is closed, whatever times the draft has. That an electorate is small needs
    no acknowledgement: nothing of a rehearsal is handed out. Raises WrongState (no draft), FaultyDraft,
    TooFewTickets, BadSplit.
    """
    record = preparing.require_draft(get(desk, campaign_id))
    preparing.require_faultless(record)
    trial = replace(campaign_of(record), rehearsal=True, opens=None, closes=None)
    rehearsal = preparing.take_in(desk, trial, now, rehearses=campaign_id)
    try:
        published = preparing.publish(
            desk, box, rehearsal, now, replace(terms or Terms(), acknowledge_small=True), progress
        )
    except BaseException:
        wipe(desk, box, rehearsal)  # half a rehearsal would only stand in the way of publishing
        raise
    return Rehearsal(rehearsal, published)


def list_all(desk: Database) -> list[Record]:
    """All rehearsals, newest first."""
    with desk.read() as connection:
        return desk_store.list_rehearsals(connection)


def rehearsals_of(desk: Database, campaign_id: str) -> list[Record]:
    """The rehearsals of one draft, newest first."""
    return [record for record in list_all(desk) if record.rehearses == campaign_id]


def wipe(desk: Database, box: Database, rehearsal_id: str, outputs: Path | None = None) -> None:
    """Take a rehearsal away whole: envelopes, tickets, keys, desk rows, and its folders below ``outputs``.

    The ledgers are laid out anew, so that nothing of it is left in their files. What was written elsewhere is not
    known here. Interrupted, it is done again: the row that names the rehearsal goes last. Raises NoRehearsal for a
    campaign that counts.
    """
    record = get(desk, rehearsal_id)
    if not record.rehearses:
        raise NoRehearsal(campaign=rehearsal_id)
    _empty_box(box, rehearsal_id)
    with desk.write() as connection:
        roll.hold_still(connection)  # nobody stamps between the tickets and what the roll knows of the rehearsal
        wiping.remove(connection, rehearsal_id)
    for folder in _folders(outputs, rehearsal_id):
        shutil.rmtree(folder)
    with desk.write() as connection:
        wiping.remove_campaign(connection, rehearsal_id)
    wiping.relay_all(desk)


def _empty_box(box: Database, rehearsal_id: str) -> None:
    """Frozen first: an envelope that arrives at this moment must not stay behind without its campaign."""
    with box.write() as connection:
        for manifest_hash in box_store.hashes_of(connection, rehearsal_id):
            box_store.freeze(connection, manifest_hash)
            box_store.remove_rehearsal(connection, manifest_hash)
    relay(box, box_store.EnvelopeRow, box_store.BoxCampaign)


def _folders(outputs: Path | None, rehearsal_id: str) -> list[Path]:
    """Folders that carry the rehearsal's id, where the program puts files by itself (``out/ID``)."""
    return [] if outputs is None else [found for found in sorted(outputs.glob(f"*/{rehearsal_id}")) if found.is_dir()]


def wipe_all_of(desk: Database, box: Database, campaign_id: str, outputs: Path | None = None) -> int:
    """Wipe every rehearsal of a draft, as publishing it asks for; gives their number."""
    found = rehearsals_of(desk, campaign_id)
    for record in found:
        wipe(desk, box, record.id, outputs)
    return len(found)
