"""Rules on the whole ballot (整张票的规则): what makes a ballot void although each of its marks is possible.

Every part is set by lines of the 规则 sheet (core/rules/ballots.py), is frozen in the manifest, and is judged alike on
the phone and at opening (core/validity.py). What the rules come to on one sheet stands in core/sheetrules.py.
"""

import operator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Any, Self

Json = dict[str, Any]


class Compare(StrEnum):
    """How a score is held against the score of a limit."""

    AT_LEAST = "ge"
    ABOVE = "gt"
    AT_MOST = "le"
    BELOW = "lt"

    def holds(self, value: Fraction, score: Fraction) -> bool:
        return bool(_HOLDS[self](value, score))


_HOLDS = {
    Compare.AT_LEAST: operator.ge,
    Compare.ABOVE: operator.gt,
    Compare.AT_MOST: operator.le,
    Compare.BELOW: operator.lt,
}


@dataclass(frozen=True, slots=True)
class Limit:
    """限额, 分数限额: how many subjects of one ballot may (or, with ``least``, must) get certain marks for an indicator.

    The marks are those of ``grades`` together, or the scores that ``compare`` as ``score`` says. ``group`` empty is all
    subjects of the sheet that the indicator applies to, else those of that 对象组. One of ``count`` (subjects) and
    ``share`` (of these subjects, marked or not) is given. A lower limit holds as soon as an opinion on one of them was
    given: who abstains altogether breaks nothing.
    """

    indicator: str
    grades: tuple[str, ...] = ()
    compare: Compare | None = None
    score: Fraction = Fraction(0)
    group: str = ""
    least: bool = False
    count: int | None = None
    share: Fraction | None = None

    def bound(self, subjects: int) -> int:
        """The number that holds for ``subjects`` on a sheet. A share is exact, and rounded to the voter's favour:

        down where it is the most (a third of eight is two), up where it is the least (a tenth of eight is one).
        """
        if self.count is not None:
            return self.count
        assert self.share is not None  # one of the two is always given: the line would not have been taken
        return ceil(subjects * self.share) if self.least else floor(subjects * self.share)

    def to_json(self) -> Json:
        return {
            "indicator": self.indicator,
            "grades": list(self.grades),
            "compare": self.compare.value if self.compare else "",
            "score": str(self.score) if self.compare else "",
            "group": self.group,
            "bound": "least" if self.least else "most",
            "count": self.count,
            "share": None if self.share is None else str(self.share),
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(
            indicator=data["indicator"],
            grades=tuple(data["grades"]),
            compare=Compare(data["compare"]) if data["compare"] else None,
            score=Fraction(data["score"] or 0),
            group=data["group"],
            least=data["bound"] == "least",
            count=data["count"],
            share=None if data["share"] is None else Fraction(data["share"]),
        )


@dataclass(frozen=True, slots=True)
class Overall:
    """总评一致: a grade in ``when`` may be given for the overall indicator only where the same subject's items allow it.

    With a ``share``, at least that share of the graded items must have one of ``grades``; without, none may have one.
    ``items`` empty are all indicators with grades that are no overall indicator themselves. An item counts where it
    applies to the subject and its own scale has one of ``grades``; a mark left out, or a grade outside the scale
    (不了解), is no opinion, is counted on neither side and contradicts nothing.
    """

    indicator: str
    when: tuple[str, ...]
    grades: tuple[str, ...]
    items: tuple[str, ...] = ()
    share: Fraction | None = None

    def allows(self, having: int, graded: int) -> bool:
        """Whether ``having`` of ``graded`` items with these grades allow the overall grade; none of none do."""
        return having == 0 if self.share is None else having >= self.share * graded

    def to_json(self) -> Json:
        return {
            "indicator": self.indicator,
            "when": list(self.when),
            "grades": list(self.grades),
            "items": list(self.items),
            "share": None if self.share is None else str(self.share),
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(
            data["indicator"],
            tuple(data["when"]),
            tuple(data["grades"]),
            tuple(data["items"]),
            None if data["share"] is None else Fraction(data["share"]),
        )


WHOLE = ""  # in ``BallotRules.varied``: the whole ballot


@dataclass(frozen=True, slots=True)
class BallotRules:
    """``varied`` (不得全同) are the indicators whose marks must not all be equal, or ``WHOLE``."""

    limits: tuple[Limit, ...] = ()
    varied: tuple[str, ...] = ()
    overall: tuple[Overall, ...] = ()

    def to_json(self) -> Json:
        """The manifest's ``ballot_rules``; empty where there is no such rule, and then left out."""
        if self == BallotRules():
            return {}
        return {
            "limits": [one.to_json() for one in self.limits],
            "varied": list(self.varied),
            "overall": [one.to_json() for one in self.overall],
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        if not data:
            return cls()
        return cls(
            tuple(Limit.from_json(one) for one in data["limits"]),
            tuple(data["varied"]),
            tuple(Overall.from_json(one) for one in data["overall"]),
        )
