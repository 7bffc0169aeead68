"""The switch between the desk's languages, on every page of it."""

from flask import abort, redirect, request

from evalsite.web.access import safe_target
from evalsite.web.desk.room import Page, room, routes
from evalsite.web.language import LANGUAGES, remember


@routes.post("/language")
def language() -> Page:
    """Remembers the choice in this browser and leads back to the page it was made on."""
    wanted = request.form.get("language", "")
    if wanted not in LANGUAGES:
        abort(400)
    answer = redirect(safe_target(request.form.get("next")))
    remember(answer, wanted, room().settings)
    return answer
