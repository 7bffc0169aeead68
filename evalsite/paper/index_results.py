"""The result of an index as data: JSON for scripts, a workbook, and the words that stand under it on every page."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from evalsite.core.disclosure import Figure, Shown, Withheld
from evalsite.core.formula import (
    MISSING,
    NOT_OFFICIAL,
    WITHHELD,
    definition,
    formula,
    gap_words,
    notes,
    source_name,
    source_words,
)
from evalsite.core.index_results import IndexResult, IndexValue, TermValue
from evalsite.paper.workbook_form import Column, Form, Shape
from evalsite.paper.workbook_lists import write_lists
from evalsite.paper.workbook_sheets import Entries, Entry


def index_json(result: IndexResult) -> dict[str, Any]:
    """An index with every term's value, as docs/formats.md has it. Figures are strings as printed; a withheld one is
    null and carries its reason beside it.
    """
    index = result.index
    return {
        "code": index.code,
        "name": index.name,
        "full": str(index.full),
        "official": False,
        "definition": definition(index),
        "sources": [
            {
                "index": one.index.code,
                "term": one.term.name,
                "campaign": one.campaign_id or None,
                "round": one.round or None,
                "day": one.day.isoformat() if one.day else None,
                "words": source_words(one),
            }
            for one in result.sources
        ],
        "values": [_value(result, one) for one in result.values],
    }


def _value(result: IndexResult, one: IndexValue) -> dict[str, Any]:
    return {
        "subject": one.subject.code,
        "name": one.subject.name,
        "group": one.subject.group,
        "value": _text(one.value),
        "withheld": one.value.reason if isinstance(one.value, Withheld) else None,
        "missing": list(one.missing),
        "rank": one.place.rank if one.place else None,
        "of": one.place.of if one.place else None,
        "terms": [_term(term) for term in one.terms],
        "formula": formula(result.index, one),
        "notes": list(notes(one)),
    }


def _term(term: TermValue) -> dict[str, Any]:
    withheld = term.value.reason if isinstance(term.value, Withheld) else None
    return {"name": term.term.name, "value": _text(term.value), "withheld": withheld}


def _text(figure: Figure | None) -> str | None:
    return figure.text if isinstance(figure, Shown) else None


def index_words(result: IndexResult) -> tuple[str, ...]:
    """What is printed with every result of an index: that it is nobody's official one, its definition, its sources."""
    index = result.index
    sources = (f"{source_name(index, one)}：{source_words(one)}" for one in result.sources)
    words = (NOT_OFFICIAL, f"{definition(index)}。{gap_words(index)}", *sources)
    return (*words, index.note) if index.note else words


def index_xlsx(result: IndexResult) -> bytes:
    """The result as a workbook: a row a subject with rank, index, every term's value and the formula; then the words.

    Numbers are numbers as printed; what is withheld or missing is the word for it.
    """
    terms = [term.name for term in (*result.index.weighed, *(t for t in result.index.terms if not t.weighed))]
    columns = (
        Column("名次", "rank", "同组之内", width=8, shape=Shape.NUMBER),
        Column("编号", "code", "", width=11),
        Column("对象", "name", "", width=28),
        Column("对象组", "group", "", width=16),
        Column(result.index.name, "value", "", width=14, shape=Shape.NUMBER),
        *(Column(name, f"term{n}", "", width=14, shape=Shape.NUMBER) for n, name in enumerate(terms)),
        Column("公式", "formula", "", width=80),
        Column("备注", "notes", "", width=60),
    )
    entries: dict[str, Sequence[Entries]] = {
        "values": [_row(result, one) for one in result.values],
        "words": [{"text": t} for t in index_words(result)],
    }
    words = Form("来源与规则", "words", (Column("说明", "text", "", width=140),))
    return write_lists((Form("结果", "values", columns), words), entries)


def _row(result: IndexResult, one: IndexValue) -> Entries:
    return {
        "rank": one.place.rank if one.place else None,
        "code": one.subject.code,
        "name": one.subject.name,
        "group": one.subject.group,
        "value": cell_of(one.value),
        **{f"term{n}": cell_of(term.value) for n, term in enumerate(one.terms)},
        "formula": formula(result.index, one),
        "notes": "；".join(notes(one)),
    }


def cell_of(figure: Figure | None) -> Entry:
    """A figure in a cell: the number that was printed, or the word for why there is none."""
    if figure is None:
        return MISSING
    return Fraction(figure.text) if isinstance(figure, Shown) else WITHHELD
