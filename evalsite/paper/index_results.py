"""The result of an index as data: JSON for scripts, and the words that stand under it on every page."""

from typing import Any

from evalsite.core.disclosure import Figure, Shown, Withheld
from evalsite.core.formula import NOT_OFFICIAL, definition, formula, gap_words, notes, source_words
from evalsite.core.reckoning import IndexResult, IndexValue, TermValue


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
                "term": one.term.name,
                "campaign": one.campaign_id or None,
                "round": one.round or None,
                "day": one.day.isoformat() if one.day else None,
                "words": source_words(index, one),
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
    words = (
        NOT_OFFICIAL,
        f"{definition(index)}。{gap_words(index)}",
        *(source_words(index, s) for s in result.sources),
    )
    return (*words, index.note) if index.note else words
