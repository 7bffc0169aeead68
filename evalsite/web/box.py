"""The slot of the box: takes stamped envelopes, gives receipts. Imports nothing of desk or roll."""

from flask import Blueprint, Response, jsonify

from evalsite.core.envelope import b64, unb64
from evalsite.core.refusals import Malformed
from evalsite.settings import Settings
from evalsite.store.box import EnvelopeRow
from evalsite.store.engine import Database
from evalsite.store.tidying import Tidier
from evalsite.usecases.dropping import drop
from evalsite.web.refusing import armour, fields, limit

MOST = 64 * 1024  # bytes: the largest envelope a phone can still send while its page goes away (fetch keepalive)


def blueprint(settings: Settings, box: Database) -> Blueprint:
    """Route /b/drop."""
    routes = Blueprint("box", __name__)
    tidier = Tidier(box, EnvelopeRow, settings.relay_every, settings.relay_idle)
    routes.before_request(lambda: limit(MOST))
    routes.after_request(armour)

    @routes.post("/b/drop")
    def drop_envelope() -> Response:
        manifest, electorate, envelope, stamp = fields(manifest=str, electorate=str, envelope=str, stamp=str)
        receipt = drop(box, _hash(manifest), electorate, unb64(envelope), unb64(stamp))
        tidier.touched()
        return jsonify(leaf=receipt.leaf.hex(), receipt=b64(receipt.signature))

    return routes


def _hash(text: str) -> bytes:
    """A manifest hash in lower-case hex. Raises Malformed."""
    try:
        value = bytes.fromhex(text)
    except ValueError as error:
        raise Malformed() from error
    if len(value) != 32 or value.hex() != text:
        raise Malformed()
    return value
