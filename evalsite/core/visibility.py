"""可见范围: who will see what of the results, chosen before the campaign is published and told to voters before they vote.

It narrows what is published and never widens it: whatever anybody sees is first of all what core/disclosure.py shows.
Organisers see all of that, and scrutineers have it in the audit file.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from evalsite.core.saying import joined, say


class Eyes(StrEnum):
    """Whose: 组织者 and all who work with him, 领导 (readers of all), 被测评单位 (readers of one unit or person)."""

    ORGANISER = "organiser"
    LEADER = "leader"
    UNIT = "unit"


class Extent(StrEnum):
    """``FIGURES`` is all but what was written freely (意见); ``NONE``: for these eyes the campaign does not exist."""

    ALL = "all"
    FIGURES = "figures"
    NONE = "none"


class Public(StrEnum):
    """What stands on the page that needs no sign-in; how many took part and the rules always do, if there is one.

    ``SCORES`` and ``RANKS`` are totals (the latter with places and verdicts), ``VOTES`` the votes of all electorates
    together.
    """

    NONE = "none"
    TURNOUT = "turnout"
    SCORES = "scores"
    RANKS = "ranks"
    VOTES = "votes"


@dataclass(frozen=True, slots=True)
class Visibility:
    """The default is what holds where nothing is written: readers see what they are there for, the public nothing."""

    leaders: Extent = Extent.ALL
    units: Extent = Extent.ALL
    public: Public = Public.NONE

    def of(self, eyes: Eyes) -> Extent:
        return {Eyes.ORGANISER: Extent.ALL, Eyes.LEADER: self.leaders, Eyes.UNIT: self.units}[eyes]

    def to_json(self) -> dict[str, Any]:
        """The manifest's ``visibility``, with the words that phones show: what voters are told is frozen as they read it."""
        chosen = {"leaders": self.leaders.value, "units": self.units.value, "public": self.public.value}
        return {**chosen, "words": f"谁能看结果：{in_words(self)}"}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(Extent(data["leaders"]), Extent(data["units"]), Public(data["public"]))


_LEADERS = {
    Extent.ALL: say("领导看汇总、比对和各份报告"),
    Extent.FIGURES: say("领导看汇总、比对和各份报告，不看意见"),
    Extent.NONE: say("不提供给领导"),
}
_UNITS = {
    Extent.ALL: say("被测评的单位（个人）只看自己的报告"),
    Extent.FIGURES: say("被测评的单位（个人）只看自己的报告，不看意见"),
    Extent.NONE: say("不提供给被测评的单位（个人）"),
}
_PUBLIC = {
    Public.NONE: say("不向社会公布"),
    Public.TURNOUT: say("向社会公布参与情况、规则"),
    Public.SCORES: say("向社会公布参与情况、规则、总分"),
    Public.RANKS: say("向社会公布参与情况、规则、总分、名次、评定等次"),
    Public.VOTES: say("向社会公布参与情况、规则、合计得票"),
}


def in_words(visibility: Visibility) -> str:
    """Who will see what, in one sentence."""
    parts = (
        say("组织者和监票人看全部结果"),
        _LEADERS[visibility.leaders],
        _UNITS[visibility.units],
        _PUBLIC[visibility.public],
    )
    return say("{parts}。", parts=joined("；", parts))
