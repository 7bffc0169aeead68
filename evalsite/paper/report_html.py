"""The report on one subject as a web page that stands alone: to be served, saved, mailed and printed.

Drawn from the same content as the PDF. No script, no third party, no inline style but the one sheet in its head.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evalsite.core.report import UnitReport
from evalsite.paper.report_content import content

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
STYLE = (TEMPLATES / "reports" / "unit.css").read_text(encoding="utf-8")
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
    """The report as a page, with its style sheet in its head."""
    page = _environment().get_template("reports/unit.html")
    return page.render(
        report=_with_markup(content(report)),
        style=Markup(STYLE),  # noqa: S704  # our own file
    )


def _with_markup(value: Any) -> Any:
    """The content with its pictures marked as SVG of ours, whose texts are escaped; everything else stays text."""
    if isinstance(value, list):
        return [_with_markup(one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"svg", "alt"}:
        return {"svg": Markup(value["svg"]), "title": value["alt"].partition("。")[0]}  # noqa: S704
    return {key: _with_markup(one) for key, one in value.items()}
