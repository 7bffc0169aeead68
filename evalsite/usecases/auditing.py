"""The public audit file of a closed box, so that a scrutineer can check the count at home."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from evalsite.audit.format import Bundle, Signed, StampLine, from_bytes, to_bytes
from evalsite.core import envelope as formats
from evalsite.core import outcome as outcomes
from evalsite.core.disclosure import Results
from evalsite.core.refusals import WrongState
from evalsite.crypto import manifest as manifests
from evalsite.store import scrutiny as store
from evalsite.store.desk import Record, State
from evalsite.store.engine import Database
from evalsite.store.scrutiny import Archived, Certificate
from evalsite.usecases import extending, telling
from evalsite.usecases.closing import envelopes, statement_of
from evalsite.usecases.preparing import get
from evalsite.usecases.reporting import results
from evalsite.usecases.signing import signed

AsJson = Callable[[Results], dict[str, Any]]


def bundle(desk: Database, box: Database, campaign_id: str, as_json: AsJson) -> bytes:
    """The audit file: manifest, signed closing, stamps and, once opened, the disclosed results with their signature; no
    envelope. Once the ballots are destroyed its stamps are those that were archived, and the signed record stands in it.

    ``as_json`` gives results their published form. Raises NoSuchCampaign, WrongState before the closing.
    """
    record = get(desk, campaign_id)
    if record.closing is None or record.manifest is None:
        raise WrongState(state=record.state.value, needs=State.CLOSED.value)
    with desk.read() as connection:
        certificate = store.find_certificate(connection, campaign_id)
        archived, kept = store.find_archived(connection, campaign_id), store.find_bundle(connection, campaign_id)
    stamps = iter(from_bytes(kept).stamps) if kept else _stamps(box, record)
    found = Bundle.of(record.manifest, record.closing, stamps, None, telling.signed_statement(record))
    if record.tally is not None:
        result = settled(as_json(results(desk, campaign_id)), certificate)
        found = replace(found, result=result, outcome=_outcome(box, record, result, certificate))
    notices = extending.signed(desk, campaign_id)
    return to_bytes(replace(found, destruction=_signed(archived), extensions=notices))


def _stamps(box: Database, record: Record) -> Iterator[StampLine]:
    manifest_hash = manifests.manifest_hash(record.manifest or "")
    for envelope in envelopes(box, manifest_hash):
        yield StampLine(envelope.electorate, formats.digest(envelope.envelope), envelope.stamp)


def settled(result: dict[str, Any], certificate: Certificate | None) -> dict[str, Any]:
    """The result with the very figures that were confirmed, and the words as they may be read today.

    A later version of the program may put its figures another way; what was signed stays what it was.
    """
    if certificate is None:
        return result
    confirmed: dict[str, Any] = json.loads(certificate.result)
    if outcomes.figures(result) == outcomes.figures(confirmed):
        return result
    return confirmed | {key: result[key] for key in (*outcomes.WORDS, "writeins") if key in result}


def outcome_statement(record: Record, result: dict[str, Any], certified: dict[str, Any] | None = None) -> str:
    """What is signed of a result, as canonical JSON (docs/wire.md); ``certified`` says by whom and when it was confirmed."""
    closing = statement_of(record)
    figures = manifests.canonical(outcomes.figures(result))
    return manifests.canonical(
        {
            "v": 1,
            "id": record.id,
            "manifest_hash": closing["manifest_hash"],
            "root": closing["root"],
            "result": hashlib.sha256(figures.encode()).hexdigest(),
            "certified": certified,
        }
    )


def _outcome(box: Database, record: Record, result: dict[str, Any], certificate: Certificate | None) -> Signed | None:
    """The signed result: as it was confirmed, or signed now. Ed25519 signs deterministically: the file stays the same."""
    if certificate is not None:
        return _signed(certificate)
    statement = outcome_statement(record, result)
    manifest_hash = manifests.manifest_hash(record.manifest or "")
    return statement, formats.unb64(signed(box, manifest_hash, formats.outcome_message(statement)))


def _signed(stored: Archived | Certificate | None) -> Signed | None:
    return (stored.statement, formats.unb64(stored.signature)) if stored else None
