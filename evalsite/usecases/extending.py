"""Extending (延期): move the deadline of a campaign later while its box is open, and say so to everybody.

The notice is signed by the key that signs receipts and the closing, so that nobody can show one voter another deadline
than the next; the closing statement names the last notice, so that none can be left out afterwards.
"""

from dataclasses import dataclass
from datetime import datetime

from evalsite.core import envelope as formats
from evalsite.core.extension import LONGEST_REASON, Extension, is_reason, moment
from evalsite.core.refusals import (
    BadExtensionReason,
    ExtendedMeanwhile,
    NoDeadline,
    NotLater,
    UnknownCampaign,
    WrongState,
)
from evalsite.crypto import extensions
from evalsite.crypto import manifest as manifests
from evalsite.crypto.extensions import Signed
from evalsite.crypto.receipts import ReceiptKey
from evalsite.store import box as box_store
from evalsite.store import desk as desk_store
from evalsite.store import extensions as store
from evalsite.store.desk import Record, State
from evalsite.store.engine import Database


@dataclass(frozen=True, slots=True)
class Asked:
    """What an organiser asks for: the new deadline, and the reason as it is told to everybody."""

    until: datetime
    reason: str


def extend(
    desk: Database, box: Database, campaign_id: str, asked: Asked, now: datetime, account: str = ""
) -> Extension:
    """Give notice of a later deadline; gives the notice. Stamping goes by it from then on.

    Raises WrongState unless people still vote (or could), NoDeadline, NotLater, BadExtensionReason, ExtendedMeanwhile (somebody
    else did at the same moment; nothing was done).
    """
    with desk.read() as connection:
        record = desk_store.get_campaign(connection, campaign_id)
        notices = store.of_campaign(connection, campaign_id)
    manifest = _require_open(record)
    before = deadline(record, notices)
    until, reason = asked.until, " ".join(asked.reason.split())
    if before is None:
        raise NoDeadline()
    if until <= max(before, now):
        raise NotLater(before=moment(before))
    if not is_reason(reason):
        raise BadExtensionReason(most=LONGEST_REASON)
    until, now = (one.astimezone(before.tzinfo).replace(second=0, microsecond=0) for one in (until, now))
    text = extensions.statement(manifest, notices, until, reason, now)
    signature = _receipt_key(box, manifest).sign(formats.extension_message(text))
    with desk.write() as connection:
        _require_open(desk_store.hold_campaign(connection, campaign_id))
        if store.of_campaign(connection, campaign_id) != notices:
            raise ExtendedMeanwhile()
        store.add(connection, campaign_id, len(notices) + 1, text, signature, account)
    return extensions.chain(manifest, (*notices, (text, signature)))[-1]


def _require_open(record: Record) -> str:
    """The manifest. Raises WrongState once the box is being closed, and before publication."""
    if record.state is not State.PUBLISHED or record.manifest is None:
        raise WrongState(state=record.state.value, needs=State.PUBLISHED.value)
    return record.manifest


def _receipt_key(box: Database, manifest: str) -> ReceiptKey:
    with box.read() as connection:
        campaign = box_store.find_campaign(connection, manifests.manifest_hash(manifest))
    if campaign is None:
        raise UnknownCampaign()
    return ReceiptKey.from_bytes(campaign.receipt_key)


def signed(desk: Database, campaign_id: str) -> tuple[Signed, ...]:
    """The notices of a campaign as they are published."""
    with desk.read() as connection:
        return store.of_campaign(connection, campaign_id)


def of_record(desk: Database, record: Record) -> tuple[Extension, ...]:
    """What the notices of a campaign say; none before publication."""
    return extensions.chain(record.manifest, signed(desk, record.id)) if record.manifest else ()


def deadline(record: Record, notices: tuple[Signed, ...]) -> datetime | None:
    """When stamping ends: as the last notice says, else the manifest; None where there is no deadline."""
    known = extensions.chain(record.manifest or "", notices)
    if known:
        return known[-1].closes
    closes = manifests.parse(record.manifest or "{}").get("closes")
    return datetime.fromisoformat(closes) if closes else None
