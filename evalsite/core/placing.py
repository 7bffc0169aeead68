"""Points for places (名次赋分): a ranking becomes scores, so that it can stand beside other indicators in a total."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Placing:
    """名次赋分 of one 排序 indicator: the first place gets ``full`` points, each place after it ``less`` fewer."""

    indicator: str
    full: Fraction
    less: Fraction
    least: Fraction = Fraction(0)

    def points(self, place: int) -> Fraction:
        """The points of a place, from 1; never under ``least``.

        Source: "1st = full, each place minus 2 %, mean over raters". The 2 % are of the full points, not of the place
        before: tenth of 100 is 82. The awkward case: those who share a place all get its points, and the place after
        them stays empty (1, 2, 2, 4), so two seconds cost the fourth one, as in any ranking.
        """
        return max(self.least, self.full - self.less * (place - 1))

    def to_json(self) -> dict[str, Any]:
        return {
            "indicator": self.indicator,
            "full": str(self.full),
            "less": str(self.less),
            "least": str(self.least),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(data["indicator"], Fraction(data["full"]), Fraction(data["less"]), Fraction(data["least"]))
