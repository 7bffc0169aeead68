"""In which order subjects stand: as the workbook has them, as the register has them, by strokes, by score.

Stroke order (姓氏笔画) is that of published lists of names: docs/decisions/stroke-order.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cache
from pathlib import Path

from evalsite.core.campaign import Campaign, Order, Subject
from evalsite.core.disclosure import Results, Shown
from evalsite.core.findings import squeezed

TABLE = Path(__file__).with_name("strokes.txt")
NO_RANKS: Mapping[str, int] = {}


class Listing(StrEnum):
    """In which order results are listed."""

    SCORE = "score"
    REGISTER = "register"
    STROKES = "strokes"


@cache
def _table() -> dict[str, tuple[int, int]]:
    """(number of strokes, place in the order) of every character known."""
    found: dict[str, tuple[int, int]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        number, _, characters = line.partition("\t")
        for character in characters:
            found[character] = (int(number), len(found))
    return found


def strokes(character: str) -> int | None:
    """How many strokes a character has, as written on the mainland; None for what is no known Chinese character."""
    found = _table().get(character)
    return found[0] if found else None


def stroke_key(name: str, *, person: bool = False) -> tuple[object, ...]:
    """What names are sorted by for stroke order.

    Character by character; of a person the first one, then how many there are (王芳 before 王一鸣), then the further
    ones. Spaces, dots inside names and full-width forms do not matter. What is no known character comes last, by code
    point. Source: GF 3003-1999 and the practice of published lists; docs/decisions/stroke-order.md.
    """
    table = _table()
    last = len(table)
    places = [
        (table[character][1], "") if character in table else (last, character)
        for character in squeezed(name)
        if character.isalnum()
    ]
    return tuple(places[:1]), len(places) if person else 0, tuple(places[1:])


def arranged(subjects: Sequence[Subject], order: Order, ranks: Mapping[str, int] = NO_RANKS) -> tuple[Subject, ...]:
    """Subjects in an order; the groups stay together, in the order in which they first appear.

    ``ranks`` are the places of codes in the register; codes that are not in it come after, as they stood.
    """
    if order is Order.GIVEN:
        return tuple(subjects)
    groups = list(dict.fromkeys(subject.group for subject in subjects))

    def key(subject: Subject) -> tuple[object, ...]:
        own = (
            stroke_key(subject.name, person=subject.kind == "person")
            if order is Order.STROKES
            else (subject.code not in ranks, ranks.get(subject.code, 0))
        )
        return groups.index(subject.group), own

    return tuple(sorted(subjects, key=key))


def fixed(campaign: Campaign, ranks: Mapping[str, int] = NO_RANKS) -> Campaign:
    """The campaign with its subjects in the order that it asks for (对象次序): that of every sheet, from then on."""
    return replace(campaign, subjects=arranged(campaign.subjects, campaign.order, ranks))


def listed(results: Results, listing: Listing, ranks: Mapping[str, int] = NO_RANKS) -> Results:
    """The same results with subjects, counts and scores in another order; by score as ranked, the unranked after.

    A withheld score has no place to show: those subjects stand after the others as the campaign has them.
    """
    subjects = results.campaign.subjects
    if listing is Listing.SCORE:
        ordered = _by_rank(results)
    else:
        ordered = arranged(subjects, Order.STROKES if listing is Listing.STROKES else Order.REGISTER, ranks)
    place = {subject.code: number for number, subject in enumerate(ordered)}
    asked = {indicator.code: number for number, indicator in enumerate(results.campaign.indicators)}
    return replace(
        results,
        campaign=replace(results.campaign, subjects=ordered),
        counts=tuple(sorted(results.counts, key=lambda one: place[one.subject])),
        scores=tuple(sorted(results.scores, key=lambda one: place[one.subject])),
        rankings=tuple(sorted(results.rankings, key=lambda one: (asked[one.indicator], place[one.subject]))),
        nominations=tuple(sorted(results.nominations, key=lambda one: (asked[one.indicator], place[one.subject]))),
    )


def _by_rank(results: Results) -> tuple[Subject, ...]:
    """By the rank of the total score; where there is none by that of the first indicator that has ranks, or by votes."""
    groups = list(dict.fromkeys(subject.group for subject in results.campaign.subjects))
    ranks: list[dict[str, int]] = [_ranks(results, None)]
    for indicator in results.campaign.indicators:
        ranks += [_ranks(results, indicator.code), _named(results, indicator.code)]

    def key(subject: Subject) -> tuple[int, int, int]:
        tier = next((number for number, one in enumerate(ranks) if subject.code in one), len(ranks))
        return groups.index(subject.group), tier, ranks[tier][subject.code] if tier < len(ranks) else 0

    return tuple(sorted(results.campaign.subjects, key=key))


def _ranks(results: Results, indicator: str | None) -> dict[str, int]:
    """Shown ranks of subjects over all electorates."""
    return {
        one.subject: int(one.rank.value)
        for one in results.scores
        if one.electorate is None and one.indicator == indicator and isinstance(one.rank, Shown)
    }


def _named(results: Results, indicator: str) -> dict[str, int]:
    """Shown places of subjects by the votes of a nomination."""
    return {
        one.subject: int(one.rank.value)
        for one in results.nominations
        if one.indicator == indicator and isinstance(one.rank, Shown)
    }
