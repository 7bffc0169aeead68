"""The slot of the box: takes stamped envelopes, gives receipts. Imports nothing of desk or roll."""

from functools import lru_cache, partial

from flask import Blueprint, Response, jsonify, make_response, render_template

from evalsite.core.envelope import b64, digest_of, unb64
from evalsite.core.refusals import Malformed, NotClosed, UnknownCampaign
from evalsite.settings import ROOT, Settings
from evalsite.store.box import EnvelopeRow
from evalsite.store.engine import Database
from evalsite.store.tidying import Tidier
from evalsite.usecases.dropping import drop
from evalsite.usecases.listing import box_list, destroyed_on
from evalsite.web.built import asset
from evalsite.web.refusing import armour, fields, limit
from evalsite.web.squeezing import squeeze
from evalsite.words import Audience, words

MOST = 64 * 1024  # bytes: the largest envelope a phone can still send while its page goes away (fetch keepalive)


def blueprint(settings: Settings, box: Database) -> Blueprint:
    """Routes /b/drop and /b/box/…."""
    routes = Blueprint("box", __name__, template_folder=str(ROOT / "templates"))
    tidier = Tidier(box, EnvelopeRow, settings.relay_every, settings.relay_idle)
    routes.before_request(lambda: limit(MOST))
    routes.after_request(armour)

    @routes.post("/b/drop")
    def drop_envelope() -> Response:
        manifest, electorate, envelope, stamp = fields(manifest=str, electorate=str, envelope=str, stamp=str)
        receipt = drop(box, digest_of(manifest), electorate, unb64(envelope), unb64(stamp))
        tidier.touched()
        return jsonify(leaf=receipt.leaf.hex(), receipt=b64(receipt.signature))

    # A closed box never changes, and all its voters may come to look at once. A refusal is not remembered.
    closed = lru_cache(maxsize=16)(partial(box_list, box))

    @routes.get("/b/box/<manifest>")
    def published(manifest: str) -> tuple[Response, int]:
        try:
            found = closed(digest_of(manifest))
            if found.rehearsal:
                found = box_list(box, digest_of(manifest))  # it may have been wiped meanwhile
            destroyed = destroyed_on(box, digest_of(manifest))  # this alone may still come to a closed box
            page = render_template("ballot/box.html", asset=asset, list=found, destroyed=destroyed)
            return squeeze(make_response(page)), 200
        except (Malformed, NotClosed, UnknownCampaign) as refusal:
            sorry = words(refusal, Audience.VOTER)
            page = render_template("ballot/box.html", asset=asset, list=None, code=refusal.code, sorry=sorry)
            return make_response(page), refusal.status

    return routes
