"""Band rules (分段赋分): the rate of a grade gives an indicator its points, by bands, instead of the mean of points.

E.g. 优秀 >= 90 % gives 200, each 10 points less 10 less, below 60 % 160; or 130 where 基本称职 + 不称职 >= 1/3.
"""

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self


class Comparison(StrEnum):
    AT_LEAST = "≥"
    ABOVE = ">"
    AT_MOST = "≤"
    BELOW = "<"

    def holds(self, value: Fraction, bound: Fraction) -> bool:
        return bool(_HOLDS[self](value, bound))


_HOLDS = {
    Comparison.AT_LEAST: operator.ge,
    Comparison.ABOVE: operator.gt,
    Comparison.AT_MOST: operator.le,
    Comparison.BELOW: operator.lt,
}


@dataclass(frozen=True, slots=True)
class Step:
    """From ``share`` on (``above``: from just above it) up to where the next step begins, ``points`` are given."""

    share: Fraction
    above: bool
    points: Fraction


@dataclass(frozen=True, slots=True)
class Unless:
    """但: where the rates of ``grades`` together compare so with ``share``, ``points`` are given, whatever the bands."""

    grades: tuple[str, ...]
    comparison: Comparison
    share: Fraction
    points: Fraction


@dataclass(frozen=True, slots=True)
class Bands:
    """分段赋分 of one 等次 indicator.

    ``steps`` ascend, begin at 0 and so cover every share from 0 to 1 once. ``exceptions`` are asked first, in order.
    ``pooled`` puts the votes of all electorates together before the rate is taken; else each electorate gets its own
    points, which are then weighed.
    """

    indicator: str
    grades: tuple[str, ...]
    steps: tuple[Step, ...]
    exceptions: tuple[Unless, ...] = ()
    pooled: bool = False

    def points(self, votes: Mapping[str, int], base: int) -> Fraction:
        """The points for these votes by grade over a ``base`` > 0: the base of the published rates (率的分母).

        The exact rate decides, never the printed one: of 300 ballots 269 are 89.67 %, which is not 90 %.
        Points fall or rise by whole bands, so a better mark may change nothing, or much; where the points rise with
        the rate and there is no exception, it never lowers the score. One more voter who marks another grade may.
        """
        for one in self.exceptions:
            if one.comparison.holds(_share(one.grades, votes, base), one.share):
                return one.points
        share = _share(self.grades, votes, base)
        met = [one for one in self.steps if share > one.share or (share == one.share and not one.above)]
        return met[-1].points

    @property
    def worth(self) -> tuple[Fraction, ...]:
        """All points that the rule can give."""
        return (*(one.points for one in self.steps), *(one.points for one in self.exceptions))

    def to_json(self) -> dict[str, Any]:
        return {
            "indicator": self.indicator,
            "grades": list(self.grades),
            "steps": [{"share": str(s.share), "above": s.above, "points": str(s.points)} for s in self.steps],
            "exceptions": [
                {
                    "grades": list(one.grades),
                    "comparison": one.comparison.value,
                    "share": str(one.share),
                    "points": str(one.points),
                }
                for one in self.exceptions
            ],
            "pooled": self.pooled,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(
            data["indicator"],
            tuple(data["grades"]),
            tuple(Step(Fraction(s["share"]), s["above"], Fraction(s["points"])) for s in data["steps"]),
            tuple(
                Unless(
                    tuple(one["grades"]),
                    Comparison(one["comparison"]),
                    Fraction(one["share"]),
                    Fraction(one["points"]),
                )
                for one in data["exceptions"]
            ),
            data["pooled"],
        )


def _share(grades: tuple[str, ...], votes: Mapping[str, int], base: int) -> Fraction:
    return Fraction(sum(votes[grade] for grade in grades), base)
