"""The voter's side of the roll: the phone page, its sheet, its stamp. Imports nothing of desk or box."""

from datetime import UTC, datetime

from flask import Blueprint, Response, jsonify, make_response, render_template, send_from_directory

from evalsite.core.envelope import b64, unb64
from evalsite.settings import ROOT, Settings
from evalsite.store.engine import Database
from evalsite.store.roll import TicketRow
from evalsite.store.tidying import Tidier
from evalsite.usecases import stamping
from evalsite.web.built import ASSETS, asset
from evalsite.web.refusing import armour, fields, limit
from evalsite.web.squeezing import squeeze

FOREVER = 365 * 24 * 3600
MOST = 4096  # bytes: a code and a blinded number are small


def blueprint(settings: Settings, desk: Database) -> Blueprint:
    """Routes /b, /b/why, /b/a/…, /b/sheet and /b/stamp."""
    routes = Blueprint("ballot", __name__, template_folder=str(ROOT / "templates"))
    secret = settings.require_secret()
    tidier = Tidier(desk, TicketRow, settings.relay_every, settings.relay_idle)
    routes.before_request(lambda: limit(MOST))
    routes.after_request(armour)

    @routes.get("/b")
    def page() -> Response:
        return squeeze(make_response(render_template("ballot/page.html", asset=asset)))

    @routes.get("/b/why")
    def why() -> Response:
        return squeeze(make_response(render_template("ballot/why.html", asset=asset)))

    @routes.get("/b/a/<name>")
    def assets(name: str) -> Response:
        response = send_from_directory(ASSETS, name, max_age=FOREVER)
        response.headers["Cache-Control"] = f"public, max-age={FOREVER}, immutable"
        return squeeze(response)

    @routes.post("/b/sheet")
    def sheet() -> Response:
        (code,) = fields(code=str)
        answer = stamping.fetch_sheet(desk, secret, code, datetime.now(UTC))
        return squeeze(
            jsonify(
                manifest=answer.manifest,
                electorate=answer.electorate,
                ticket=answer.ticket,
                phase=answer.phase,
                mix=list(settings.mix),
                extensions=[{"statement": text, "signature": b64(signature)} for text, signature in answer.notices],
            )
        )

    @routes.post("/b/stamp")
    def stamp() -> Response:
        code, blinded = fields(code=str, blinded=str)
        signature = stamping.stamp(desk, secret, code, unb64(blinded), datetime.now(UTC))
        tidier.touched()
        return jsonify(signature=b64(signature))

    return routes
