"""Weights (权重), nested as the field nests them: 班子 40 + 60 x (校领导 30, 党政正处及本班子 30, 教职工 40).

A level is what is weighed together: all electorates (or indicators) that stand in no group, and the groups that stand
in no other; or the members of one group. Only the ratios within a level matter: 40 and 60 are 2 and 3.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Group:
    """票种组 or 指标组: ``members`` are codes of electorates (of indicators), or names of other groups.

    ``weight`` is the group's own on its level, None where it was left blank, as it is for single ones.
    """

    name: str
    weight: Fraction | None
    members: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "weight": "" if self.weight is None else str(self.weight),
            "members": list(self.members),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(data["name"], Fraction(data["weight"]) if data["weight"] else None, tuple(data["members"]))


Weights = Mapping[str, Fraction | None]


def weighted_mean(parts: Iterable[tuple[Fraction, Fraction | None]]) -> Fraction | None:
    """The mean of (weight, value); a part without value gives its weight to the others; None when none has a value."""
    kept = [(weight, value) for weight, value in parts if value is not None and weight]
    total = sum((weight for weight, _ in kept), Fraction(0))
    return sum((weight * value for weight, value in kept), Fraction(0)) / total if total else None


def counted(weight: Fraction | None) -> Fraction:
    """A blank weight is 1: all of a level are blank together, so that means equal shares."""
    return Fraction(1) if weight is None else weight


def top(codes: Iterable[str], groups: Sequence[Group]) -> list[str]:
    """The outermost level: codes, then names of groups, that are members of no group."""
    inside = {member for group in groups for member in group.members}
    return [name for name in (*codes, *(group.name for group in groups)) if name not in inside]


def shares(weights: Weights, groups: Sequence[Group], heard: Collection[str]) -> dict[str, Fraction]:
    """What part of the whole each of those that were ``heard`` has; the parts add up to 1, or there are none.

    ``weights`` gives the own weight of every electorate (indicator) by code. Whoever has no score is not heard, and
    gives its weight to the others of its own level; a group of which nobody is heard gives its weight to the others of
    the group's level: never to a stranger, and never to a zero. Whoever weighs 0, or stands in a group that does, has
    no part and is not in the answer.
    """
    named = {group.name: group for group in groups}

    def spread(level: Iterable[str]) -> dict[str, Fraction]:
        parts: list[tuple[Fraction, dict[str, Fraction]]] = []
        for name in level:
            if name in named:
                weight, below = named[name].weight, spread(named[name].members)
            else:
                weight, below = weights.get(name), {name: Fraction(1)} if name in heard else {}
            if below and counted(weight):
                parts.append((counted(weight), below))
        total = sum((weight for weight, _ in parts), Fraction(0))
        return {code: weight / total * share for weight, below in parts for code, share in below.items()}

    return spread(top(weights, groups))


def leaves(group: Group, groups: Sequence[Group]) -> frozenset[str]:
    """The codes that stand in a group, or in a group inside it."""
    named = {one.name: one for one in groups}
    found = (leaves(named[name], groups) if name in named else frozenset({name}) for name in group.members)
    return frozenset().union(*found)


def path(code: str, groups: Sequence[Group]) -> tuple[Group, ...]:
    """The groups that a code stands in, from the outermost to its own; empty for one that stands in none."""
    own = next((group for group in groups if code in group.members), None)
    return () if own is None else (*path(own.name, groups), own)
