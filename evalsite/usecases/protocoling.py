"""The protocol of an opening, gathered from what was signed, disclosed and done."""

from evalsite.core.protocol import Holding, Marks, Protocol
from evalsite.crypto import manifest as manifests
from evalsite.store.engine import Database
from evalsite.usecases import certifying, destroying, recording, seating
from evalsite.usecases.closing import statement_of
from evalsite.usecases.preparing import fingerprint_of, get
from evalsite.usecases.reporting import results


def protocol(desk: Database, campaign_id: str) -> Protocol:
    """The protocol of an opened campaign as it stands now. Raises NoSuchCampaign, WrongState before the opening."""
    record, found = get(desk, campaign_id), results(desk, campaign_id)
    closing = statement_of(record)
    shares = manifests.parse(record.manifest or "")["shares"]
    standing = certifying.standing(desk, campaign_id)
    holding = Holding(shares["k"], shares["n"], shares["kept"], seating.find(desk, campaign_id))
    number, end = recording.head(desk)
    log = f"{number}:{end}" if number else ""
    return Protocol(
        found,
        Marks(fingerprint_of(record), closing["manifest_hash"], closing["root"], closing["closed"], log),
        holding,
        standing,
        standing.until(certifying.need_of(record)),
        destroying.destruction_of(desk, campaign_id),
    )
