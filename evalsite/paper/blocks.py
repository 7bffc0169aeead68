"""The parts that reports are made of: one list of sections for web, PDF and Word, so that they cannot differ.

A report is a dictionary (``Content``) with a head and ``sections``; a section has a title and blocks, in reading order.
Every skin (templates/reports/report.html, report.typ, report_docx.py) draws every kind of block, so what a report says
more is added in its content alone. Texts are plain, never markup.
"""

import re
from collections.abc import Iterable, Sequence
from html import unescape
from typing import Any

from evalsite.core.saying import say
from evalsite.paper.drawing import spoken

Content = dict[str, Any]
Row = Sequence[str | Content]  # the cells of a table's row
WORDS, FIGURE, NARROW = 1.7, 1.0, 0.5  # how wide columns are, relative to each other


def section(title: str, *blocks: Content) -> Content:
    """Blocks under a heading."""
    return {"title": title, "blocks": list(blocks)}


def heading(text: str) -> Content:
    """A heading below that of the section: what follows belongs to it."""
    return {"kind": "heading", "text": text}


def paragraph(text: str, *, quiet: bool = False) -> Content:
    """A sentence or more; ``quiet`` for what explains the rest."""
    return {"kind": "paragraph", "text": text, "quiet": quiet}


def picture(svg: str) -> Content:
    """A chart. ``alt`` repeats what it tells, for people who cannot see it."""
    told = re.search("<title>(.*?)</title><desc>(.*?)</desc>", svg, re.DOTALL)
    assert told is not None  # every chart has both
    return {
        "kind": "picture",
        "svg": svg,
        "title": unescape(told[1]),
        "alt": unescape(f"{told[1]}{spoken(say('。'))}{told[2]}"),
    }


def cell(text: str, note: str = "", *, strong: bool = False) -> Content:
    """A cell of a table; ``note`` stands small below."""
    return {"text": text, "note": note, "strong": strong}


def table(
    name: str, head: Sequence[str], rows: Iterable[Row], words: Iterable[int] = (0,), narrow: Iterable[int] = ()
) -> Content:
    """A table with a heading row that repeats on every page. Columns of ``words`` stand left, figures right; ``narrow``
    ones hold a number or a short word.

    ``name`` is told to people who cannot see it; it is not printed.
    """
    wordy, slim = set(words), set(narrow)
    return {
        "kind": "table",
        "name": name,
        "head": list(head),
        "rows": [[cell(one) if isinstance(one, str) else one for one in row] for row in rows],
        "widths": [NARROW if n in slim else WORDS if n in wordy else FIGURE for n in range(len(head))],
        "words": [column in wordy for column in range(len(head))],
    }


def sides(parts: Sequence[tuple[str, Sequence[tuple[str, str, str]]]]) -> Content:
    """Two short lists side by side: (title, rows of name, figure and note)."""
    return {
        "kind": "sides",
        "sides": [
            {"title": title, "rows": [{"name": name, "figure": figure, "note": note} for name, figure, note in rows]}
            for title, rows in parts
        ],
    }


def answers(texts: Iterable[tuple[str, int]]) -> Content:
    """What people wrote: (text, how many wrote the same), each on its own."""
    return {"kind": "answers", "texts": [{"text": text, "times": times} for text, times in texts]}


def terms(rows: Iterable[tuple[str, str]]) -> Content:
    """A list of short titles, each with what it says."""
    return {"kind": "terms", "rows": [{"title": title, "text": text} for title, text in rows]}


def blocks_of(pages: Content, kind: str, title: str | None = None) -> list[Content]:
    """All blocks of a kind, in reading order; with ``title`` those of that section alone."""
    chosen = (one for one in pages["sections"] if title in (None, one["title"]))
    return [block for one in chosen for block in one["blocks"] if block["kind"] == kind]
