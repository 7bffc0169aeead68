"""In how many ways a subject can be marked, as far as the rules on the whole ballot tell marks apart.

Subjects to whom the same indicators and limits apply are alike: a crowd. Marks of an indicator that no rule tells apart
are of one kind. How many subjects of each crowd are marked in which way is then all there is to decide.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod

from evalsite.core.questionnaire import Slot
from evalsite.core.sheetrules import Held, Judged, Marks
from evalsite.core.sums import Sum, TooHard, choose

MOST_WAYS = 3000  # of one crowd; far beyond an overall indicator whose every item has a limit of its own


@dataclass(frozen=True, slots=True)
class Kind:
    """Marks of the indicator ``code`` that no rule tells apart. A mark left out is the only one of its kind."""

    code: str
    marks: tuple[int, ...]
    opinion: bool


@dataclass(frozen=True, slots=True)
class Member:
    """An indicator: its slots by subject, the marks that may stand in them, and those that are an opinion.

    ``counted`` where it matters how many subjects have which kind; the others need only fit the overall grade.
    """

    code: str
    slots: dict[str, Slot]
    marks: tuple[int, ...]
    opinions: Marks
    counted: bool


Way = dict[str, Kind]
Need = tuple[frozenset[Kind], int]
"""Marks of these kinds together have at least this many subjects."""


class Part:
    """Indicators that hang together by rules, and every way to mark a subject by them. Raises TooHard for too many."""

    def __init__(self, members: Sequence[Member], limits: Sequence[Held], overall: Sequence[Judged]) -> None:
        self.members = {one.code: one for one in members}
        self._limits, self._overall = limits, overall
        self.kinds = {one.code: self._kinds(one) for one in members}
        self.crowds = self._crowds()
        self.ways = [(number, way) for number, crowd in enumerate(self.crowds) for way in self._ways(crowd[0])]

    def _kinds(self, member: Member) -> list[Kind]:
        told: list[Marks] = [held.marks for held in self._limits if held.limit.indicator == member.code]
        for judged in self._overall:
            told += [judged.when] if judged.slot.indicator.code == member.code else []
            told += [item.named for item in judged.items if item.slot.indicator.code == member.code]
        told = list(dict.fromkeys(told))
        alike: dict[tuple[bool, ...], list[int]] = {}
        for mark in member.marks:
            alike.setdefault((mark == 0, mark in member.opinions, *(mark in each for each in told)), []).append(mark)
        return [Kind(member.code, tuple(marks), key[1]) for key, marks in alike.items()]

    def _crowds(self) -> list[list[str]]:
        """Subjects that are alike, by code."""
        limited = [{slot.subject.code for slot in held.slots if slot.subject} for held in self._limits]
        alike: dict[tuple[bool, ...], list[str]] = {}
        for subject in dict.fromkeys(code for one in self.members.values() for code in one.slots):
            applying = [subject in one.slots for one in self.members.values()]
            alike.setdefault((*applying, *(subject in each for each in limited)), []).append(subject)
        return list(alike.values())

    def _ways(self, subject: str) -> Iterator[Way]:
        """Every way to mark this subject by what is counted, as long as the rest can be marked so that it fits."""
        members = [one for one in self.members.values() if subject in one.slots]
        counted = [self.kinds[one.code] for one in members if one.counted]
        free = [self.kinds[one.code] for one in members if not one.counted]
        if prod(len(kinds) for kinds in counted) > MOST_WAYS:
            raise TooHard
        own = [one for one in self._overall if one.slot.subject and one.slot.subject.code == subject]
        for kinds in product(*counted):
            way = {kind.code: kind for kind in kinds}
            rules = [one for one in own if way[one.slot.indicator.code].marks[0] in one.when]
            rest = _fitting(rules, kinds, free)
            if rest is not None:
                yield way | {kind.code: kind for kind in rest}

    def solve(self, needs: Iterable[Need], work: int) -> list[int] | None:
        """How many subjects are marked in each of the ways; None where that cannot be. Raises TooHard."""
        sums = [
            Sum(tuple(n for n, (of, _) in enumerate(self.ways) if of == number), len(crowd), len(crowd))
            for number, crowd in enumerate(self.crowds)
        ]
        sums += [self._sum(held) for held in self._limits]
        for kinds, least in needs:
            places = tuple(n for n, (_, way) in enumerate(self.ways) if not kinds.isdisjoint(way.values()))
            sums.append(Sum(places, least, sum(len(crowd) for crowd in self.crowds)))
        return choose([len(self.crowds[of]) for of, _ in self.ways], sums, work)

    def _sum(self, held: Held) -> Sum:
        subjects = {slot.subject.code for slot in held.slots if slot.subject}
        code = held.limit.indicator
        places = tuple(
            n
            for n, (of, way) in enumerate(self.ways)
            if self.crowds[of][0] in subjects and way[code].marks[0] in held.marks
        )
        return Sum(places, held.bound, len(subjects)) if held.limit.least else Sum(places, 0, held.bound)


def _worth(judged: Judged, kind: Kind) -> Fraction:
    """What a mark of this kind adds to (or takes from) what an overall grade needs; it needs 0 in the end."""
    for item in judged.items:
        if item.slot.indicator.code == kind.code and kind.opinion:
            having = kind.marks[0] in item.named
            return Fraction(-having) if judged.rule.share is None else having - judged.rule.share
    return Fraction(0)


def _fitting(rules: Sequence[Judged], fixed: Sequence[Kind], free: Sequence[Sequence[Kind]]) -> tuple[Kind, ...] | None:
    """Kinds for the free items with which every overall grade has what it needs, beside the fixed ones; or None.

    Step by step over the items, keeping of what was reached only the best: with one rule that is a single state.
    """
    start = tuple(sum((_worth(rule, kind) for kind in fixed), Fraction(0)) for rule in rules)
    reached: dict[tuple[Fraction, ...], tuple[Kind, ...]] = {start: ()}
    for kinds in free:
        grown = {
            tuple(have + _worth(rule, kind) for have, rule in zip(state, rules, strict=True)): (*chosen, kind)
            for state, chosen in reached.items()
            for kind in kinds
        }
        reached = {one: grown[one] for one in grown if not any(_better(other, one) for other in grown)}
    return next((chosen for state, chosen in reached.items() if all(have >= 0 for have in state)), None)


def _better(one: tuple[Fraction, ...], other: tuple[Fraction, ...]) -> bool:
    return one != other and all(a >= b for a, b in zip(one, other, strict=True))
