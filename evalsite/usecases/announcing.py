"""The public summary of a counted campaign (公开结果), by the hash of its manifest."""

from evalsite.core.announcing import Announced, announced
from evalsite.core.refusals import UnknownCampaign
from evalsite.core.visibility import Public
from evalsite.store import desk as desk_store
from evalsite.store import roll
from evalsite.store.desk import Record
from evalsite.store.engine import Database
from evalsite.usecases.disclosing import results
from evalsite.usecases.preparing import campaign_of


def announcement(desk: Database, manifest_hash: bytes) -> Announced:
    """What stands on the public page. Raises UnknownCampaign, one answer for all that has none: a campaign that nobody
    knows, one that promised the public nothing, one whose box is not opened yet, a rehearsal.
    """
    with desk.read() as connection:
        campaign_id = roll.find_id(connection, manifest_hash)
        record = desk_store.get_campaign(connection, campaign_id) if campaign_id is not None else None
    if record is None or record.rehearses or not is_public(record):
        raise UnknownCampaign()
    found = announced(results(desk, record.id))
    assert found is not None  # it is public
    return found


def is_public(record: Record) -> bool:
    """Whether a campaign has a public page by now."""
    return record.tally is not None and campaign_of(record).visibility.public is not Public.NONE
