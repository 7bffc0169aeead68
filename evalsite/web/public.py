"""The page of results that needs no sign-in (公开结果): no session, no script, the same for everybody."""

import time
from functools import lru_cache

from flask import Blueprint, Response, make_response, render_template

from evalsite.core.announcing import Announced
from evalsite.core.envelope import digest_of
from evalsite.core.refusals import Malformed, UnknownCampaign
from evalsite.settings import ROOT
from evalsite.store.engine import Database
from evalsite.usecases.announcing import announcement
from evalsite.web import language, locale
from evalsite.web.access import armour
from evalsite.web.desk.room import asset
from evalsite.web.desk.showing import figure, withheld_reasons
from evalsite.web.squeezing import squeeze

KEPT = 60  # seconds: many may look at once, and names written in may still be put together


def blueprint(desk: Database) -> Blueprint:
    """Route /r/…."""
    routes = Blueprint("public", __name__, template_folder=str(ROOT / "templates"))
    routes.after_request(armour)

    @lru_cache(maxsize=32)
    def kept(manifest_hash: bytes, _minute: int) -> Announced:
        return announcement(desk, manifest_hash)

    @routes.get("/r/<manifest>")
    def summary(manifest: str) -> Response:
        try:
            found = kept(digest_of(manifest), int(time.time()) // KEPT)
        except (Malformed, UnknownCampaign):
            return make_response(render_template("public/summary.html", found=None, **_frame()), 404)
        reasons = withheld_reasons(found.figures)
        page = make_response(
            render_template("public/summary.html", found=found, reasons=reasons, figure=figure, **_frame())
        )
        page.headers["Cache-Control"] = f"public, max-age={KEPT}"
        return squeeze(page)

    return routes


def _frame() -> dict[str, object]:
    """What the page takes whatever it shows. Its language is in the address: a copy kept on the way is in one of them."""
    return {"asset": asset, "number": locale.number, **language.for_templates()}
