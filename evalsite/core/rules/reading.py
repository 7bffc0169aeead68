"""How a line of the 规则 sheet is read: its scope is found, its parameters are understood, or it is told what is wrong.

A line is rule, scope and parameters, as people write them. Each rule is one function from the campaign so far and the
line to an ``Outcome``; it raises ``Unclear`` where it cannot be carried out as written.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from fractions import Fraction

from evalsite.core.campaign import Campaign, Indicator, Rule, Type
from evalsite.core.findings import DECIMALS, Cell, meant, nearest, squeezed
from evalsite.core.saying import joined, say

TYPE_WORDS = {
    Type.GRADE: "等次",
    Type.SCORE: "打分",
    Type.CHOICE: "多选",
    Type.RANK: "排序",
    Type.NOMINATE: "推荐",
    Type.TEXT: "意见",
}

# Parts of the patterns that parameters are read with, after ``squeezed``.
AT_MOST = r"(?:≤|<=|≦|⩽|不超过|最多)"
AT_LEAST = r"(?:≥|>=|≧|⩾|不少于|至少)"
TO = r"(?:-|–|—|~|至|到)"
NUMBER = rf"\d{{1,6}}(?:\.\d{{1,{DECIMALS}}})?"
SHARE = rf"(?:{NUMBER}%|\d{{1,4}}/\d{{1,4}})"  # of something: 80%, or 2/3
SCALES: tuple[Cell, ...] = (("scales", None, "*"), ("indicators", None, "scale"))


class Unclear(Exception):
    """A line that cannot be carried out: its field, what is wrong, what to do, and what that rests on."""

    def __init__(self, field: str, message: str, remedy: str, needs: tuple[Cell, ...] = ()) -> None:
        super().__init__(message)
        self.problem = (field, message, remedy, needs)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The campaign with one line carried out. ``about`` is what the line decides: a second line of the same rule about
    the same thing is refused, since nobody could say which of the two counts.
    """

    campaign: Campaign
    about: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """One rule. ``scope`` and ``example`` tell people what to write into 范围 and 参数."""

    scope: str
    example: str
    read: Callable[[Campaign, Rule], Outcome]


def unreadable(params: str, example: str) -> Unclear:
    return Unclear("params", say("参数“{params}”看不懂", params=params), say("请照这样写：{example}", example=example))


def read_share(text: str) -> Fraction:
    """What part of the whole a ``SHARE`` is: 4/5 for "80%". Raises Unclear where it is none, or more than the whole."""
    if text.endswith("%"):
        share = Fraction(text[:-1]) / 100
    else:
        part, whole = (int(one) for one in text.split("/"))
        share = Fraction(part, whole) if whole else Fraction(0)
    if not 0 < share <= 1:
        raise Unclear(
            "params",
            say("“{text}”不在 0 到 100% 之间", text=text),
            say("请填大于 0、不超过 100% 的比例，如 80% 或 2/3"),
        )
    return share


def find_electorate(campaign: Campaign, line: Rule) -> str:
    """The code of the electorate that a line's scope names, by code or name; empty where the scope is. Raises Unclear."""
    if not line.scope:
        return ""
    for same in (str, squeezed):
        for name in ("code", "name"):
            for voters in campaign.electorates:
                if same(getattr(voters, name)) == same(line.scope):
                    return voters.code
    needs: tuple[Cell, ...] = (("electorates", None, "code"), ("electorates", None, "name"))
    known = [voters.name for voters in campaign.electorates]
    raise Unclear(
        "scope", say("没有编号或名称是“{scope}”的票种", scope=line.scope), meant(line.scope, known, say("票种")), needs
    )


def find_indicator(campaign: Campaign, line: Rule, *types: Type) -> int:
    """Which indicator a line's scope names, by code or name; exactly if possible, else as people write it.

    Raises Unclear where there is none, or where it is of another type than the rule is for.
    """
    place = _place(campaign, line.scope)
    indicator = campaign.indicators[place]
    if indicator.type not in types:
        is_for, is_type = joined("、", (TYPE_WORDS[one] for one in types)), TYPE_WORDS[indicator.type]
        message = say(
            "“{rule}”只用于{is_for}题，“{indicator}”是{is_type}题",
            rule=line.rule,
            is_for=is_for,
            indicator=indicator.name,
            is_type=is_type,
        )
        raise Unclear(
            "scope",
            message,
            say("请换成{is_for}题的编号，或删去这一行", is_for=is_for),
            (("indicators", place, "type"),),
        )
    return place


def _place(campaign: Campaign, scope: str) -> int:
    for same in (str, squeezed):
        for name in ("code", "name"):
            for place, indicator in enumerate(campaign.indicators):
                if scope and same(getattr(indicator, name)) == same(scope):
                    return place
    needs: tuple[Cell, ...] = (("indicators", None, "code"), ("indicators", None, "name"))
    known = [indicator.code for indicator in campaign.indicators]
    if not scope:
        raise Unclear("scope", say("没有写明是哪项指标的规则"), say("请在“范围”里填指标的编号或名称"), needs)
    named = nearest(scope, [indicator.name for indicator in campaign.indicators])
    remedy = say("是不是“{named}”？", named=named) if named else ""
    raise Unclear(
        "scope",
        say("没有编号或名称是“{scope}”的指标", scope=scope),
        remedy + meant(scope, known, say("指标编号")),
        needs,
    )


def find_grade(campaign: Campaign, indicator: Indicator, written: str) -> str:
    """The grade of an indicator's scale that was meant. Raises Unclear.

    Without its scale, which is a problem of the indicator's own, any grade may be meant.
    """
    scale = next((scale for scale in campaign.scales if scale.name == indicator.scale), None)
    names = {squeezed(grade.name): grade.name for grade in scale.grades} if scale else {written: written}
    if written not in names:
        message = say("指标“{indicator}”的等次表里没有“{written}”", indicator=indicator.name, written=written)
        raise Unclear("params", message, meant(written, list(names.values()), say("等次")), SCALES)
    return names[written]
