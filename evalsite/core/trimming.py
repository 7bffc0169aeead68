"""Trimming (去极值): the highest and lowest marks are left out before the mean is taken.

Works on the counts of marks that the tally keeps, and so for one indicator and one electorate at a time: which marks
stood together on a ballot is not known, and no voter is left out as a whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

Marks = Iterable[tuple[Fraction, int]]
"""Points, and how many marks gave them."""


@dataclass(frozen=True, slots=True)
class Trimming:
    """去极值 for one indicator, or (``indicator`` None) for all that have no line of their own.

    Either ``count`` marks are left out at each end, or ``percent`` of the marks, rounded down; and only where there are
    more than ``above`` marks. Preparation makes sure that something is left: above >= 2 x count, percent < 50.
    """

    indicator: str | None
    count: int = 0
    percent: Fraction | None = None
    above: int = 0

    def dropped(self, marks: int) -> int:
        """How many of ``marks`` are left out at each end.

        Source: "drop one high and one low when n > 5, else the plain mean"; "drop p % at each end of each group".
        The awkward case: 10 % of 19 marks is one mark, not two, for nobody can leave out nine tenths of a mark.
        """
        if marks <= self.above:
            return 0
        return self.count if self.percent is None else int(marks * self.percent / 100)

    def to_json(self) -> dict[str, Any]:
        percent = None if self.percent is None else str(self.percent)
        return {"indicator": self.indicator, "count": self.count, "percent": percent, "above": self.above}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        percent = None if data["percent"] is None else Fraction(data["percent"])
        return cls(data["indicator"], data["count"], percent, data["above"])


def mean(marks: Marks) -> Fraction | None:
    """The plain mean; None without a mark: a zero would read as a verdict."""
    total, number = Fraction(0), 0
    for points, votes in marks:
        total, number = total + points * votes, number + votes
    return total / number if number else None


def trimmed(marks: Marks, ends: int) -> list[tuple[Fraction, int]]:
    """The marks without the ``ends`` lowest and the ``ends`` highest of them, by points.

    With a fixed number of marks no better mark ever lowers the mean of what is left; nor does one more best mark, where
    it makes one more fall out at each end, or none. Any other mark more may lower it, even one above the mean: of 0, 0,
    0, 0, 100 the plain mean is 20; with a 21 beside them the 100 falls out, and 5.25 is left.
    """

    def cut(ordered: list[tuple[Fraction, int]]) -> list[tuple[Fraction, int]]:
        left, kept = ends, []
        for points, votes in ordered:
            gone = min(left, votes)
            left -= gone
            kept.append((points, votes - gone))
        return kept

    return cut(cut(sorted(marks))[::-1])[::-1]
