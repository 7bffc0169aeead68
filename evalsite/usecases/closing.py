"""Closing the box (封箱): stop stamping, let stamped envelopes arrive, freeze, sign root and counts, destroy the keys.

Every step can be taken again: a closing that was interrupted goes on where it stopped when it is called once more.
"""

import json
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from evalsite.core import envelope as formats
from evalsite.core.refusals import BoxChanged, UnknownCampaign, WrongState
from evalsite.crypto import manifest as manifests
from evalsite.crypto import merkle
from evalsite.crypto.receipts import ReceiptKey
from evalsite.store import box as box_store
from evalsite.store import desk as desk_store
from evalsite.store import roll
from evalsite.store.desk import Record, State
from evalsite.store.engine import Database
from evalsite.store.relay import relay
from evalsite.usecases.preparing import get

BATCH = 500
POLL = 0.25  # seconds between looks at the box while stamped envelopes arrive


def envelopes(box: Database, manifest_hash: bytes) -> Iterator[box_store.Envelope]:
    """All envelopes of a campaign in leaf order, a short transaction a batch: other campaigns' drops go on."""
    after = b""
    while True:
        with box.read() as connection:
            batch = box_store.envelopes(connection, manifest_hash, after, BATCH)
        yield from batch
        if len(batch) < BATCH:
            return
        after = batch[-1].leaf


def root_of(box: Database, manifest_hash: bytes) -> str:
    """The Merkle root (RFC 6962) over the sorted leaves of the box, in hex."""
    return merkle.root([envelope.leaf for envelope in envelopes(box, manifest_hash)]).hex()


def close(
    desk: Database,
    box: Database,
    campaign_id: str,
    now: datetime,
    *,
    grace: float = 0,
    sleep: Callable[[float], None] = time.sleep,
) -> dict[str, Any]:
    """Close the box and give the signed statement, as published: counts per electorate and the root.

    ``grace`` is how many seconds stamped envelopes have to arrive; it ends early when all are there.
    Raises WrongState unless the campaign is published (or a closing was interrupted).
    """
    record = _stop_stamping(desk, campaign_id)
    assert record.manifest is not None  # a published campaign has one: a constraint of the table
    manifest_hash = manifests.manifest_hash(record.manifest)
    _await_drops(desk, box, campaign_id, manifest_hash, grace, sleep)
    with box.write() as connection:
        box_store.freeze(connection, manifest_hash)
    relay(box, box_store.EnvelopeRow)
    closing = _signed(desk, box, record, manifest_hash, now)
    with desk.write() as connection:
        roll.destroy_keys(connection, campaign_id)
        desk_store.advance(connection, campaign_id, (State.CLOSING,), State.CLOSED, closing=json.dumps(closing))
    relay(desk, roll.TicketRow, roll.IssuingKeyRow)
    return statement_of(get(desk, campaign_id))


def _stop_stamping(desk: Database, campaign_id: str) -> Record:
    with desk.write() as connection:
        desk_store.advance(connection, campaign_id, (State.PUBLISHED,), State.CLOSING)
        record = desk_store.get_campaign(connection, campaign_id)
        if record.state is not State.CLOSING:
            raise WrongState(state=record.state.value, needs=State.PUBLISHED.value)
        roll.stop_stamping(connection, campaign_id)
    return record


def _await_drops(
    desk: Database, box: Database, campaign_id: str, manifest_hash: bytes, grace: float, sleep: Callable[[float], None]
) -> None:
    """Wait for phones that hold a stamp and are about to drop (mixing); no longer than ``grace``."""
    with desk.read() as connection:
        stamped = sum(stamped for _, stamped in roll.counts(connection, campaign_id).values())
    waited = 0.0
    while waited < grace:
        with box.read() as connection:
            if sum(box_store.counts(connection, manifest_hash).values()) >= stamped:
                return
        sleep(POLL)
        waited += POLL


def _signed(desk: Database, box: Database, record: Record, manifest_hash: bytes, now: datetime) -> dict[str, str]:
    with box.read() as connection:
        dropped = box_store.counts(connection, manifest_hash)
        campaign = box_store.find_campaign(connection, manifest_hash)
    if campaign is None:
        raise UnknownCampaign()
    with desk.read() as connection:
        tickets = roll.counts(connection, record.id)
    codes = [electorate["code"] for electorate in manifests.parse(campaign.manifest)["electorates"]]
    counts = []
    for code in codes:
        issued, stamped = tickets.get(code, (0, 0))
        counts.append({"electorate": code, "issued": issued, "stamped": stamped, "dropped": dropped.get(code, 0)})
    statement = manifests.canonical(
        {
            "v": 1,
            "id": record.id,
            "manifest_hash": manifest_hash.hex(),
            "root": root_of(box, manifest_hash),
            "counts": counts,
            "closed": now.date().isoformat(),
        }
    )
    signature = ReceiptKey.from_bytes(campaign.receipt_key).sign(formats.closing_message(statement))
    return {"statement": statement, "signature": formats.b64(signature)}


def statement_of(record: Record) -> dict[str, Any]:
    """The published statement of a closed box. Raises WrongState before the closing."""
    if record.closing is None:
        raise WrongState(state=record.state.value, needs=State.CLOSED.value)
    return manifests.parse(json.loads(record.closing)["statement"])


def closing_counts(record: Record) -> dict[str, tuple[int, int, int]]:
    """(issued, stamped, dropped) per electorate, from the signed statement."""
    return {
        line["electorate"]: (line["issued"], line["stamped"], line["dropped"])
        for line in statement_of(record)["counts"]
    }


def require_unchanged(box: Database, record: Record, manifest_hash: bytes) -> None:
    """Raises BoxChanged when the box does not have the root that was signed at closing."""
    if root_of(box, manifest_hash) != statement_of(record)["root"]:
        raise BoxChanged()
