"""The verdicts of a counted campaign: rules of core/verdicts.py over its exact rates and scores, as far as these are shown.

A verdict rests on shown figures alone. Where one figure that its rule looks at is withheld the verdict is withheld,
whatever the others say: "not 优秀, since the rate that is not shown is too low" would tell that rate.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from evalsite.core.campaign import Campaign
from evalsite.core.scoring import ScoreLine
from evalsite.core.verdicts import Band, Ladder, Measure, Share, beyond, decide, in_order
from evalsite.core.votes import ALL, CountLine

Hidden = Mapping[CountLine | ScoreLine, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """``text`` is the verdict; ``place`` its place in the ladder from 1; ``band`` what gave it, None for the rest.

    ``fell`` names the verdicts that the subject would have had if shares had left room, from the first on.
    """

    text: str
    place: int
    band: Band | None = None
    fell: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Secret:
    """What may not be shown, with the reason of the figure that it rests on."""

    reason: str


class Facts:
    """Exact values of measures, of figures that are shown; a ``Secret`` for those that are not."""

    def __init__(self, counts: tuple[CountLine, ...], scores: tuple[ScoreLine, ...], hidden: Hidden) -> None:
        self._counts: dict[tuple[str, str], dict[str, CountLine]] = {}
        for line in counts:
            if line.electorate == ALL:
                self._counts.setdefault((line.subject, line.indicator), {})[line.grade] = line
        self._scores = {(line.subject, line.indicator or ""): line for line in scores if line.electorate is None}
        self._hidden = hidden

    def value(self, subject: str, measure: Measure) -> Fraction | Secret | None:
        """In percent or points; None where nobody was asked, nobody gave a mark, or nothing is left in the base."""
        if not measure.grades:
            line = self._scores.get((subject, measure.indicator))
            if line is None:
                return None
            return Secret(self._hidden[line]) if line in self._hidden else line.score
        asked = self._counts.get((subject, measure.indicator), {})
        lines = [asked[grade] for grade in measure.grades if grade in asked]
        for one in lines:
            if one in self._hidden:
                return Secret(self._hidden[one])
        base = lines[0].base if lines else None  # the grades of one indicator share their base
        return Fraction(100 * sum(one.votes for one in lines), base) if base else None


def governing(rules: tuple[Ladder, ...], group: str) -> Ladder | None:
    """The ladder of a group: its own, else the one for all."""
    named = {ladder.group: ladder for ladder in rules}
    return named.get(group, named.get(""))


def shares_of(rules: tuple[Share, ...], ladder: Ladder, group: str) -> list[Share]:
    """The shares that bind a group, as ``in_order`` has them: its own lines, else those for all; every ``to`` is named."""
    found = [one for one in rules if one.group == group] or [one for one in rules if not one.group]
    return in_order([one if one.to else replace(one, to=ladder.after(one.verdict)) for one in found])


def verdicts(campaign: Campaign, facts: Facts) -> dict[str, Verdict | Secret]:
    """The verdict on each subject (by code) that has one: nobody without a rule, or without a mark it could rest on."""
    found: dict[str, Verdict | Secret] = {}
    for group in dict.fromkeys(subject.group for subject in campaign.subjects):
        ladder = governing(campaign.scheme.ladders, group)
        if ladder is None:
            continue
        own = {one.code: _first(ladder, one.code, facts) for one in campaign.subjects if one.group == group}
        given = {code: verdict for code, verdict in own.items() if verdict is not None}
        for share in shares_of(campaign.scheme.shares, ladder, group):
            _bound(given, share, ladder, facts)
        found |= given
    return found


def _first(ladder: Ladder, subject: str, facts: Facts) -> Verdict | Secret | None:
    """The verdict before any share."""
    values: dict[Measure, Fraction] = {}
    unknown = False
    for measure in ladder.measures:
        value = facts.value(subject, measure)
        if isinstance(value, Secret):
            return value
        if value is None:
            unknown = True
        else:
            values[measure] = value
    if unknown:
        return None
    text, band = decide(ladder, values)
    return Verdict(text, ladder.verdicts.index(text) + 1, band)


def _bound(given: dict[str, Verdict | Secret], share: Share, ladder: Ladder, facts: Facts) -> None:
    """Carries out one share among the shown verdicts of a group.

    A holder whose order may not be shown is withheld and counts no more: whether it fell would tell how it compares.
    """
    holders: dict[str, Fraction | None] = {}
    for code, verdict in list(given.items()):
        if isinstance(verdict, Verdict) and verdict.text == share.verdict:
            value = facts.value(code, share.by)
            if isinstance(value, Secret):
                given[code] = value
            else:
                holders[code] = value
    shown = {code: verdict for code, verdict in given.items() if isinstance(verdict, Verdict)}
    place = ladder.verdicts.index(share.to) + 1
    for code in beyond(holders, share.limit(len(shown))):
        was = shown[code]
        given[code] = replace(was, text=share.to, place=place, fell=(*was.fell, was.text))
