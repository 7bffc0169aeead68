"""The scheme (计分办法): how marks become scores, ranks and verdicts, where a campaign departs from the plain mean.

Every part is set by lines of the 规则 sheet (core/rules), is frozen in the manifest and is printed as a sentence in the
report (core/rulewords.py). A ``Scheme()`` is the plain one: points, weighted means, no verdicts. What a part means
stands in the room that counts by it: core/weights.py, core/trimming.py, core/bands.py, core/placing.py, core/quorum.py.

In JSON a part that is not set is left out, and numbers are strings: ``"90"``, ``"1/3"``.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

from evalsite.core.bands import Bands
from evalsite.core.placing import Placing
from evalsite.core.quorum import Quorum
from evalsite.core.trimming import Trimming
from evalsite.core.verdicts import Ladder, Share
from evalsite.core.weights import Group

Json = dict[str, Any]


class Empty(StrEnum):
    """空票种: what happens to the weight of an electorate from which nobody gave a score. Never is it a zero."""

    SHARED = "shared"
    NO_TOTAL = "no_total"


class Small(StrEnum):
    """不足下限: what becomes of sums with an electorate in them that stays below the disclosure limit."""

    WITHHOLD = "withhold"
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True, slots=True)
class Pool:
    """合并计票: electorates whose ballots are counted in one heap, under ``name``; ``members`` are their codes.

    For electorates that are apart only because each leaves out its own unit: results tell of all of them together, so
    that small ones neither stand out nor take the sums with them (core/withholding.py).
    """

    name: str
    members: tuple[str, ...]

    def to_json(self) -> Json:
        return {"name": self.name, "members": list(self.members)}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(data["name"], tuple(data["members"]))


@dataclass(frozen=True, slots=True)
class Scheme:
    """``full`` is what the best possible total is shown as (总分满分); None leaves totals as the points make them.

    ``details`` false publishes totals alone, no figure of a single electorate (票种明细).
    ``quorums`` are what turnout must reach for the result to stand (core/quorum.py); ``ladders`` and ``shares`` give
    verdicts (core/verdicts.py); ``borda`` names the rankings (indicators) whose order goes by Borda points and not by
    the mean place (core/pairing.py).
    """

    electorate_groups: tuple[Group, ...] = ()
    indicator_groups: tuple[Group, ...] = ()
    empty: Empty = Empty.SHARED
    trimmings: tuple[Trimming, ...] = ()
    bands: tuple[Bands, ...] = ()
    placings: tuple[Placing, ...] = ()
    full: Fraction | None = None
    quorums: tuple[Quorum, ...] = ()
    small: Small = Small.WITHHOLD
    details: bool = True
    ladders: tuple[Ladder, ...] = ()
    shares: tuple[Share, ...] = ()
    pools: tuple[Pool, ...] = ()
    borda: tuple[str, ...] = ()

    def trimming_of(self, indicator: str) -> Trimming | None:
        """The line for an indicator, else the one for all; none where bands give the points."""
        if self.bands_of(indicator):
            return None
        own = (one for wanted in (indicator, None) for one in self.trimmings if one.indicator == wanted)
        return next(own, None)

    def bands_of(self, indicator: str) -> Bands | None:
        return next((one for one in self.bands if one.indicator == indicator), None)

    def placing_of(self, indicator: str) -> Placing | None:
        return next((one for one in self.placings if one.indicator == indicator), None)

    def to_json(self) -> Json:
        """The manifest's ``scheme``: parts that are not set are left out."""
        made: Json = {name: [part.to_json() for part in getattr(self, name)] for name in _LISTS}
        made["empty"] = "" if self.empty is Empty.SHARED else self.empty.value
        made["small"] = "" if self.small is Small.WITHHOLD else self.small.value
        made["borda"] = list(self.borda)
        made["details"] = "" if self.details else "withhold"
        made["full"] = "" if self.full is None else str(self.full)
        return {name: part for name, part in made.items() if part}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        lists = {name: tuple(kind.from_json(one) for one in data.get(name, ())) for name, kind in _LISTS.items()}
        full = Fraction(data["full"]) if "full" in data else None
        empty, small = Empty(data.get("empty", Empty.SHARED)), Small(data.get("small", Small.WITHHOLD))
        details = data.get("details") != "withhold"
        borda = tuple(data.get("borda", ()))
        return cls(**lists, empty=empty, full=full, small=small, details=details, borda=borda)


_LISTS: dict[str, Any] = {
    "electorate_groups": Group,
    "indicator_groups": Group,
    "trimmings": Trimming,
    "bands": Bands,
    "placings": Placing,
    "quorums": Quorum,
    "ladders": Ladder,
    "shares": Share,
    "pools": Pool,
}
