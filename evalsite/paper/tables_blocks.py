"""Tables of a report (blocks.py) as tables of the desk: their cells are the printed words, read again as numbers."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from evalsite.core.shown import Shown
from evalsite.paper.blocks import Content
from evalsite.paper.chart_parts import WITHHELD
from evalsite.paper.report_content import NONE
from evalsite.paper.tables import Cell, Column, Kind, Line, Table, Told

_NUMBER = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)(%?)(?:/([0-9]+))?")


def block_tables(prefix: str, sections: Sequence[Content]) -> Iterator[Table]:
    """The tables ``prefix-1``, ``prefix-2`` … in reading order; each block gets its ``key``, by which a page finds it."""
    number = 0
    for section in sections:
        for block in section["blocks"]:
            if block["kind"] == "table":
                number += 1
                block["key"] = f"{prefix}-{number}"
                yield block_table(block["key"], block)


def block_table(key: str, block: Content) -> Table:
    """One table; its first column heads the rows."""
    kinds = [Kind.NAME, *(Kind.WORDS if wordy else Kind.FIGURE for wordy in block["words"][1:])]
    columns = tuple(
        Column(f"c{n}", head, kind) for n, (head, kind) in enumerate(zip(block["head"], kinds, strict=True))
    )
    lines = tuple(Line(tuple(_cell(one, kind) for one, kind in zip(row, kinds, strict=True))) for row in block["rows"])
    return Table(key, block["name"], columns, lines)


def _cell(block: Content, kind: Kind) -> Cell:
    """A printed number is one again; what is withheld or missing stays below in every order."""
    text, note, strong = block["text"], block["note"], block["strong"]
    if text == NONE:
        return None
    found = _NUMBER.fullmatch(text) if kind is Kind.FIGURE else None
    if found and not (found[2] or found[3] or note or strong):
        return Shown(Fraction(text), text)
    if found:
        return Told(text, Fraction(found[1]), note, strong)
    return Told(text, None, note, strong) if note or strong or text.startswith(WITHHELD) else text
