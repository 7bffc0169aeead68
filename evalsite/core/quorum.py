"""法定人数: how many must have voted for a result to stand, and what follows where fewer did.

Sources: published rules of 民主测评 and 民主推荐, which ask for 1/2, 2/3 or 80 % of those who were due to vote.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Quorum:
    """At least ``share`` (above 0, at most 1) of the tickets issued must have come back, or (``valid``) be valid.

    ``electorate`` is a code; empty is the whole campaign, all tickets together. Where the quorum is missed the result
    is ``void`` (无效), or else for reference only (仅供参考).
    """

    electorate: str
    share: Fraction
    valid: bool = False
    void: bool = False

    def met(self, issued: int, came: int) -> bool:
        """Whether ``came`` ballots of ``issued`` tickets are enough: exactly the share is; of no tickets nothing is."""
        return issued > 0 and came >= self.share * issued

    def to_json(self) -> Json:
        """For the manifest: the share as an exact fraction ("2/3"), which need not have a decimal form."""
        return {
            "electorate": self.electorate,
            "share": str(self.share),
            "of": "valid" if self.valid else "returned",
            "void": self.void,
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(data["electorate"], Fraction(data["share"]), valid=data["of"] == "valid", void=data["void"])


def share_in_words(share: Fraction) -> str:
    """A share as people say it: "80%" where the percentage is a whole number, else the fraction, "2/3"."""
    percent = share * 100
    return f"{percent}%" if percent.denominator == 1 else str(share)
