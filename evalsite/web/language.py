"""The language of the desk: Chinese, or English for who asks for it (Flask-Babel, catalogues in evalsite/translations).

Nobody's language is guessed: an office computer's settings say little about who sits at it, and the desk is Chinese first.
Templates mark their texts with ``_()`` and ``{% trans %}``; rules and refusals hand over sayings (core/saying.py), which
every template says in the language of the page without being asked to. The voter's page has its words in its own script.
"""

from flask import Flask, flash, request
from flask_babel import Babel, get_locale, gettext
from werkzeug.wrappers import Response

from evalsite.core.saying import Saying, said
from evalsite.settings import ROOT, Settings
from evalsite.web.access import PATH

CHINESE, ENGLISH = "zh", "en"
LANGUAGES = {CHINESE: "中文", ENGLISH: "English"}  # each in its own words, for who cannot read the other
HTML = {CHINESE: "zh-CN", ENGLISH: "en"}
COOKIE = "evalsite_language"
TRANSLATIONS = ROOT / "evalsite" / "translations"
YEAR = 365 * 24 * 3600


def install(app: Flask) -> None:
    """Catalogues, ``_()`` in templates, and sayings said in the language of the page."""
    app.jinja_options = {**app.jinja_options, "finalize": spoken}
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app, default_locale=CHINESE, locale_selector=chosen)


def chosen() -> str:
    """The language that this browser has asked for. Pages outside the desk read no cookie."""
    wanted = request.cookies.get(COOKIE) if request.path.startswith(PATH) else None
    return wanted if wanted in LANGUAGES else CHINESE


def code() -> str:
    """The language of this page, a key of LANGUAGES."""
    return str(get_locale() or CHINESE)


def spoken(value: object) -> object:
    """What a template shows: a saying in the language of the page, anything else as it is."""
    return said(value, gettext) if isinstance(value, Saying) else value


def tell(what: str, kind: str) -> None:
    """Flash a saying: said now, since what travels in the cookie is text."""
    flash(str(spoken(what)), kind)


def remember(response: Response, language: str, settings: Settings) -> None:
    """Let this browser's pages be in ``language`` (a key of LANGUAGES) for a year."""
    response.set_cookie(
        COOKIE, language, max_age=YEAR, path=PATH, httponly=True, samesite="Lax",
        secure=settings.base_url.startswith("https://"),
    )  # fmt: skip
