"""等次评定: from the figures of a subject to a verdict such as 优秀 or 不称职, and how many of a group may get it.

Sources: published methods of 年度考核 and 民主测评: rates (称职率 of 90 % and more is 优秀, 不称职率 of 50 % is 不称职),
scores (85, 75, 60), and 优秀 for at most 30 % of the subjects. All is decided on exact values; floats take no part.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

Json = dict[str, Any]


class Sense(StrEnum):
    """How a figure must stand to the bound of a condition."""

    AT_LEAST = "≥"
    ABOVE = ">"
    AT_MOST = "≤"
    BELOW = "<"


@dataclass(frozen=True, slots=True)
class Measure:
    """What a condition looks at, of one subject and all electorates together.

    With ``grades`` the sum of their rates for the indicator (a code), in percent of the campaign's base; without, the
    score of the indicator; with neither, the subject's total score.
    """

    indicator: str = ""
    grades: tuple[str, ...] = ()

    def to_json(self) -> Json:
        return {"indicator": self.indicator, "grades": list(self.grades)}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(data["indicator"], tuple(data["grades"]))


@dataclass(frozen=True, slots=True)
class Condition:
    """``bound`` is in percent for a rate, in points for a score."""

    measure: Measure
    sense: Sense
    bound: Fraction

    def holds(self, value: Fraction) -> bool:
        match self.sense:
            case Sense.AT_LEAST:
                return value >= self.bound
            case Sense.ABOVE:
                return value > self.bound
            case Sense.AT_MOST:
                return value <= self.bound
            case _:
                return value < self.bound

    def to_json(self) -> Json:
        return {"measure": self.measure.to_json(), "sense": self.sense.value, "bound": str(self.bound)}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(Measure.from_json(data["measure"]), Sense(data["sense"]), Fraction(data["bound"]))


@dataclass(frozen=True, slots=True)
class Band:
    """A verdict and the conditions, at least one, that must all hold for it."""

    verdict: str
    conditions: tuple[Condition, ...]

    def to_json(self) -> Json:
        return {"verdict": self.verdict, "conditions": [one.to_json() for one in self.conditions]}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(data["verdict"], tuple(Condition.from_json(one) for one in data["conditions"]))


@dataclass(frozen=True, slots=True)
class Ladder:
    """The verdicts of one group of subjects (empty: of every group that has no ladder of its own).

    The first band whose conditions hold decides; ``rest`` is for whom none holds, empty where the bands leave no gap
    (core/bounds.py sees to that at preparation).
    """

    group: str
    bands: tuple[Band, ...]
    rest: str = ""

    @property
    def verdicts(self) -> tuple[str, ...]:
        """Every verdict there is, once, in the order in which they are written."""
        named = [band.verdict for band in self.bands] + ([self.rest] if self.rest else [])
        return tuple(dict.fromkeys(named))

    def after(self, verdict: str) -> str:
        """The verdict that is written after one; the last stays what it is."""
        place = self.verdicts.index(verdict)
        return self.verdicts[min(place + 1, len(self.verdicts) - 1)]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Every measure that some condition looks at, once."""
        return tuple(dict.fromkeys(one.measure for band in self.bands for one in band.conditions))

    def to_json(self) -> Json:
        return {"group": self.group, "bands": [band.to_json() for band in self.bands], "rest": self.rest}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(data["group"], tuple(Band.from_json(one) for one in data["bands"]), data["rest"])


@dataclass(frozen=True, slots=True)
class Share:
    """强制分布: of the subjects of a group that have a verdict, at most ``percent`` (or ``count``) get ``verdict``.

    Who stands beyond gets ``to`` (empty: the verdict written next in the ladder). Order is by the measure ``by``, from high to low. A ``group`` that is empty stands
    for every group without a line of its own, each on its own.
    """

    group: str
    verdict: str
    to: str
    percent: Fraction | None = None
    count: int | None = None
    by: Measure = Measure()

    def limit(self, subjects: int) -> int:
        """How many of ``subjects`` may have the verdict; a share is rounded down, so that it is never exceeded."""
        if self.count is not None:
            return self.count
        assert self.percent is not None  # one of the two is always given (core/rules/verdicts.py)
        return int(subjects * self.percent / 100)

    def to_json(self) -> Json:
        return {
            "group": self.group,
            "verdict": self.verdict,
            "to": self.to,
            "percent": None if self.percent is None else str(self.percent),
            "count": self.count,
            "by": self.by.to_json(),
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        percent = None if data["percent"] is None else Fraction(data["percent"])
        by = Measure.from_json(data["by"])
        return cls(data["group"], data["verdict"], data["to"], percent, data["count"], by)


def decide(ladder: Ladder, values: Mapping[Measure, Fraction]) -> tuple[str, Band | None]:
    """The verdict for exact ``values`` of every measure of the ladder, and the band that gave it (None: the rest)."""
    for band in ladder.bands:
        if all(one.holds(values[one.measure]) for one in band.conditions):
            return band.verdict, band
    return ladder.rest, None


def beyond(holders: Mapping[str, Fraction | None], limit: int) -> frozenset[str]:
    """Who of the ``holders`` of a verdict (by code, with what they are ordered by) stands beyond its ``limit``.

    From the highest value down as many keep it as there is room for. Those who are tied at the border all fall: to
    choose among equals by anything but the votes would be arbitrary, and to keep them all would break the share. None
    (no mark to order by) stands behind every value.
    """
    if len(holders) <= limit:
        return frozenset()
    ordered = sorted((_key(value) for value in holders.values()), reverse=True)
    border = ordered[limit]  # the first who has no room; whoever is no better than that falls
    return frozenset(code for code, value in holders.items() if _key(value) <= border)


def _key(value: Fraction | None) -> tuple[bool, Fraction]:
    return value is not None, value or Fraction(0)


def in_order(shares: Sequence[Share]) -> list[Share]:
    """The shares of one group in the order in which they are carried out: who falls out of one may overfill the next.

    Preparation refuses lines that send subjects round in a circle; of such, the rest stays as written.
    """
    left, found = list(shares), list[Share]()
    while left:
        receiving = {one.to for one in left}
        ready = [one for one in left if one.verdict not in receiving] or left
        found += ready
        left = [one for one in left if one not in ready]
    return found
