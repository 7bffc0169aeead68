"""A report as a web page that stands alone: to be served, saved, mailed and printed.

Drawn from the same blocks as PDF and Word. No script, no third party, no inline style but the one sheet in its head.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evalsite.core.report import UnitReport
from evalsite.paper.blocks import Content
from evalsite.paper.report_content import content

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
STYLE = (TEMPLATES / "reports" / "report.css").read_text(encoding="utf-8")
# What a content security policy has to name in `style-src` to allow the embedded sheet and no other inline style.
STYLE_SOURCE = "'sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode() + "'"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def report_html(report: UnitReport) -> str:
    """The report on one subject as a page, with its style sheet in its head."""
    return page_of(content(report))


def page_of(pages: Content) -> str:
    """Any report's content as a page."""
    page = _environment().get_template("reports/report.html")
    return page.render(
        report=_with_markup(pages),
        style=Markup(STYLE),  # noqa: S704  # our own file
    )


def _with_markup(value: Any) -> Any:
    """The content with its pictures marked as SVG of ours, whose texts are escaped; everything else stays text."""
    if isinstance(value, list):
        return [_with_markup(one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.get("kind") == "picture":
        return {**value, "svg": Markup(value["svg"])}  # noqa: S704  # drawn by us
    return {key: _with_markup(one) for key, one in value.items()}
