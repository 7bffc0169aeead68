"""The language of the desk: Chinese, or English for who asks for it (Flask-Babel, catalogues in evalsite/translations).

Nobody's language is guessed: an office computer's settings say little about who sits at it, and the desk is Chinese first.
Templates mark their texts with ``_()`` and ``{% trans %}``; rules and refusals hand over sayings (core/saying.py), which
every template says in the language of the page without being asked to. The voter's page has its words in its own script.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from flask import Flask, flash, request
from flask_babel import Babel, get_locale, gettext, ngettext
from flask_babel.speaklater import LazyString
from jinja2 import pass_context
from jinja2.runtime import Context
from werkzeug.wrappers import Response

from evalsite.core.saying import Saying, said
from evalsite.paper import drawing
from evalsite.settings import ROOT, Settings
from evalsite.web.access import PATH

CHINESE, ENGLISH = "zh", "en"
LANGUAGES = {CHINESE: "中文", ENGLISH: "English"}  # each in its own words, for who cannot read the other
HTML = {CHINESE: "zh-CN", ENGLISH: "en"}
COOKIE = "evalsite_language"
ASKED = "lang"  # in the address of pages that everybody gets alike: those below /r, and the big screen
TRANSLATIONS = ROOT / "evalsite" / "translations"
YEAR = 365 * 24 * 3600
Key = TypeVar("Key")


def install(app: Flask) -> None:
    """Catalogues, ``_()`` in templates, and sayings said in the language of the page."""
    app.jinja_options = {**app.jinja_options, "finalize": _printed}
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app, default_locale=CHINESE, locale_selector=chosen)
    words: dict[str, Any] = app.jinja_env.globals
    for name in ("gettext", "ngettext", "pgettext"):
        words[name] = _filled_with_sayings(words[name])
    app.jinja_env.filters["listed"] = listed
    app.before_request(_draw)
    app.teardown_request(lambda _error: drawing.speak(None))


def _draw() -> None:
    """Charts on a page are in its language; documents see to themselves (paper/report_content.py)."""
    drawing.speak(None if chosen() == CHINESE else gettext)


def _filled_with_sayings(found: Callable[..., object]) -> Callable[..., object]:
    """What fills a template's message is said in the page's language too: no output of its own, it escapes the hook."""

    @pass_context
    def fill(context: Context, *args: object, **values: object) -> object:
        return context.call(found, *args, **{name: spoken(value) for name, value in values.items()})

    return fill


def chosen() -> str:
    """The language that this browser has asked for. Pages outside the desk read no cookie."""
    if request.path.startswith((PATH, "/r/")) and request.args.get(ASKED) in LANGUAGES:
        return request.args[ASKED]
    wanted = request.cookies.get(COOKIE) if request.path.startswith(PATH) else None
    return wanted if wanted in LANGUAGES else CHINESE


def code() -> str:
    """The language of this page, a key of LANGUAGES."""
    return str(get_locale() or CHINESE)


def other() -> Mapping[str, str]:
    """The language that this page is not in: its code, its name in its own words, and what html calls it."""
    return next({"code": key, "name": name, "html": HTML[key]} for key, name in LANGUAGES.items() if key != code())


def for_templates() -> dict[str, object]:
    """What every template knows: the page's language, the other one, and what parts one sentence from the next."""
    return {"language": HTML[code()], "other_language": other(), "gap": " " if code() == ENGLISH else ""}


def spoken(value: object) -> object:
    """What a template shows: a saying in the language of the page, anything else as it is."""
    return said(value, gettext) if isinstance(value, Saying) else value


def _printed(value: object) -> object:
    """What a template prints of its own: a sentence of English begins with a capital, however it was put together."""
    text = spoken(value)
    if text is not value and isinstance(text, str) and text.endswith(".") and code() == ENGLISH:
        return text[:1].upper() + text[1:]
    return text


def later(saying: Saying) -> LazyString:
    """A saying that is said when it is shown: for what no template prints itself, such as the choices of a form."""
    return LazyString(lambda: str(spoken(saying)))


def listed(parts: Iterable[object], mark: str = "、") -> str:
    """The parts in a row, as the language of the page separates them."""
    return str(gettext(mark)).join(str(spoken(part)) for part in parts)


def table(words: Mapping[Key, str]) -> dict[Key, str]:
    """A table of words of ours (evalsite/words.py and such) in the language of the page."""
    return {key: str(spoken(word)) if isinstance(word, Saying) else gettext(word) for key, word in words.items()}


def number_of(one: str, several: str, number: int, **values: object) -> str:
    """A sentence that counts, said now: ``several`` where English has another form for more than one."""
    return str(ngettext(one, several, number, **{name: spoken(value) for name, value in values.items()}))


def tell(what: str, kind: str) -> None:
    """Flash a saying: said now, since what travels in the cookie is text."""
    flash(str(spoken(what)), kind)


def remember(response: Response, language: str, settings: Settings) -> None:
    """Let this browser's pages be in ``language`` (a key of LANGUAGES) for a year."""
    response.set_cookie(
        COOKIE, language, max_age=YEAR, path=PATH, httponly=True, samesite="Lax",
        secure=settings.base_url.startswith("https://"),
    )  # fmt: skip
