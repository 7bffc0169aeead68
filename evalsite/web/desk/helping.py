"""The guides (docs/guide-*.md) inside the product: what an organiser and a scrutineer do, step by step, with pictures.

The same files are read in the repository. They are rendered once per process; what they may hold is Markdown, no HTML.
"""

import itertools
from dataclasses import dataclass
from functools import lru_cache

from flask import Response, abort, render_template, send_from_directory
from flask_babel import lazy_gettext
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from evalsite.core.permission import Role
from evalsite.settings import ROOT
from evalsite.web.access import account, require_signed_in
from evalsite.web.desk.room import FOREVER, Page, routes

GUIDES = {"organiser": lazy_gettext("组织者指南"), "scrutineer": lazy_gettext("监票人指南")}
DOCS = ROOT / "docs"
PICTURES = DOCS / "screenshots"
IN_DOCS = "screenshots/"
"""How a guide names its pictures, as a browser of the repository finds them."""
A_DAY = FOREVER // 365


@dataclass(frozen=True, slots=True)
class Heading:
    """A part of a guide, for the list at its top."""

    anchor: str
    text: str


@routes.get("/help/<guide>")
def guide(guide: str) -> Page:
    """One of the guides. Whoever has an account may read both: what the others do is no secret."""
    require_signed_in()
    if guide not in GUIDES:
        abort(404)
    parts, text = _rendered(guide)
    return render_template("desk/help.html", parts=parts, text=text, guides=GUIDES, guide=guide)


@routes.get("/help/pictures/<picture>")
def guide_picture(picture: str) -> Response:
    """A picture of a guide: screenshots of invented campaigns, taken by the tests."""
    require_signed_in()
    return send_from_directory(PICTURES, picture, mimetype="image/png", max_age=A_DAY)


def own_guide() -> str:
    """Which guide is the own one of the account that is signed in."""
    return "scrutineer" if account().role is Role.SCRUTINEER else "organiser"


@lru_cache
def _rendered(name: str) -> tuple[tuple[Heading, ...], Markup]:
    """Parts and text of a guide without its title; addresses of pictures are those of this site."""
    markdown = MarkdownIt("commonmark", {"html": False})
    tokens = markdown.parse((DOCS / f"guide-{name}.md").read_text(encoding="utf-8"))
    parts: list[Heading] = []
    for before, token in itertools.pairwise(tokens):
        if before.type == "heading_open" and before.tag == "h2":
            parts.append(Heading(f"part-{len(parts) + 1}", token.content))
            before.attrSet("id", parts[-1].anchor)
        _settle_pictures(token)
    made = markdown.renderer.render(tokens[3:], markdown.options, {})
    return tuple(parts), Markup(made)  # noqa: S704 - our own file, rendered without HTML of its own


def _settle_pictures(token: Token) -> None:
    for child in token.children or ():
        if child.type == "image":
            source = str(child.attrGet("src"))
            child.attrSet("src", f"pictures/{source.removeprefix(IN_DOCS)}")
            child.attrSet("loading", "lazy")
