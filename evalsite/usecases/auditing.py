"""The public audit file of a closed box, so that a scrutineer can check the count at home."""

from collections.abc import Callable, Iterator
from typing import Any

from evalsite.audit.format import Bundle, StampLine, to_bytes
from evalsite.core import envelope as formats
from evalsite.core.disclosure import Results
from evalsite.core.refusals import WrongState
from evalsite.crypto import manifest as manifests
from evalsite.store.desk import Record, State
from evalsite.store.engine import Database
from evalsite.usecases import telling
from evalsite.usecases.closing import envelopes
from evalsite.usecases.preparing import get
from evalsite.usecases.reporting import results


def bundle(desk: Database, box: Database, campaign_id: str, as_json: Callable[[Results], dict[str, Any]]) -> bytes:
    """The audit file: manifest, signed closing, stamps and, once opened, the disclosed results; no envelope.

    ``as_json`` gives results their published form. Raises NoSuchCampaign, WrongState before the closing.
    """
    record = get(desk, campaign_id)
    if record.closing is None or record.manifest is None:
        raise WrongState(state=record.state.value, needs=State.CLOSED.value)
    result = as_json(results(desk, campaign_id)) if record.tally is not None else None
    paper = telling.signed_statement(record)
    return to_bytes(Bundle.of(record.manifest, record.closing, _stamps(box, record), result, paper))


def _stamps(box: Database, record: Record) -> Iterator[StampLine]:
    manifest_hash = manifests.manifest_hash(record.manifest or "")
    for envelope in envelopes(box, manifest_hash):
        yield StampLine(envelope.electorate, formats.digest(envelope.envelope), envelope.stamp)
