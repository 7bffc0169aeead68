"""Rules on the whole ballot: 限额, 分数限额, 不得全同, 总评一致. What each means stands in core/ballotrules.py."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from evalsite.core.ballotrules import WHOLE, Compare, Limit, Overall
from evalsite.core.campaign import Campaign, Indicator, Quota, Rule, Scale, Type
from evalsite.core.decimals import decimal
from evalsite.core.findings import SEPARATORS, Cell, meant, shown, squeezed
from evalsite.core.rules.reading import (
    AT_LEAST,
    AT_MOST,
    NUMBER,
    SCALES,
    TYPE_WORDS,
    Known,
    Outcome,
    Unclear,
    find_grade,
    find_indicator,
    unreadable,
)
from evalsite.core.saying import joined, say
from evalsite.core.sheetrules import opinions

# After ``squeezed`` colons, brackets and signs are half-width, and 1/3 written as one character is 1⁄3.
BOUND = rf"(?P<number>{NUMBER})(?:(?P<percent>%)|[/⁄](?P<over>\d{{1,6}})|(?:个|名|人))?"
LIMIT = rf"(?P<what>.+?)(?:(?P<most>{AT_MOST})|{AT_LEAST}){BOUND}"
COMPARE = {
    Compare.AT_LEAST: ("≥", ">=", "≧", "⩾", "不低于"),
    Compare.AT_MOST: ("≤", "<=", "≦", "⩽", "不高于"),
    Compare.ABOVE: (">", "高于"),
    Compare.BELOW: ("<", "低于"),
}
EACH = ("每组", "各组")
SHARED = r"(?:\((?P<items>[^()]+)\))?"
OVERALL_NEEDS = rf"(?P<when>.+?)须各项{SHARED}中?(?P<grades>.+?)(?:{AT_LEAST}){BOUND}"
OVERALL_FORCED = rf"任一项{SHARED}为?(?P<grades>.+?)则(?:总评)?(?P<never>不得|不能)?(?:必须|须)?评?为(?P<when>.+)"
GROUPS: tuple[Cell, ...] = (("subjects", None, "group"),)


@dataclass(frozen=True, slots=True)
class _Bound:
    count: int | None = None
    share: Fraction | None = None


def _bound(found: "re.Match[str]") -> _Bound:
    """The number or share at the end of a limit. Raises Unclear for one that nobody can have meant."""
    number = Fraction(found["number"])
    if found["percent"] or found["over"]:
        over = 100 if found["percent"] else int(found["over"])
        if not 0 < number <= over:
            written = f"{shown(number)}%" if found["percent"] else f"{shown(number)}/{over}"
            raise Unclear(
                "params",
                say("比例 {written} 不在 0 到 100% 之间", written=written),
                say("请填大于 0、不超过 100% 的比例"),
            )
        return _Bound(share=number / over)
    if number < 1 or number.denominator != 1:
        raise Unclear(
            "params",
            say("个数 {number} 不是正整数", number=shown(number)),
            say("请填 1 以上的整数，或写成比例，如 30%、1/3"),
        )
    return _Bound(count=int(number))


# --- 限额 and 分数限额 ------------------------------------------------------------------------------------------------


def _groups(campaign: Campaign, indicator: Indicator, written: str) -> tuple[str, ...]:
    """The groups that a limit is for, each on its own; one that is no group's name raises Unclear."""
    known = tuple(dict.fromkeys(one.group for one in campaign.subjects if indicator.applies_to(one.group)))
    if written in EACH:
        return known
    same = [group for group in known if squeezed(group) == written]
    if not same:
        message = say("“{indicator}”的对象组里没有“{written}”", indicator=indicator.name, written=written)
        needs: tuple[Cell, ...] = (*GROUPS, ("indicators", None, "groups"))
        raise Unclear("params", message, meant(written, [*known, EACH[0]], say("对象组")), needs)
    return (same[0],)


def _split(campaign: Campaign, indicator: Indicator, written: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Groups and grades of the left side of a 限额. A name that holds a colon or a plus is itself before all else."""
    if ":" in written and not _is_grade(campaign, indicator, written):
        group, _, grades = written.partition(":")
        return _groups(campaign, indicator, group), _grades(campaign, (indicator,), grades)
    return ("",), _grades(campaign, (indicator,), written)


def _is_grade(campaign: Campaign, indicator: Indicator, written: str) -> bool:
    return any(squeezed(g.name) == written for s in _scales(campaign, (indicator,)) for g in s.grades)


def _scales(campaign: Campaign, indicators: Iterable[Indicator]) -> list[Scale]:
    wanted = {indicator.scale for indicator in indicators}
    return [scale for scale in campaign.scales if scale.name in wanted]


def _grades(campaign: Campaign, indicators: tuple[Indicator, ...], written: str) -> tuple[str, ...]:
    """The grades joined by + or 、, each of which at least one of the indicators has. Raises Unclear."""
    if any(_is_grade(campaign, one, written) for one in indicators):
        parts = [written]
    else:
        parts = re.sub("(?:合计|之和|共)$", "", written).split("+")
        parts = [part for some in parts for part in re.split(f"[{SEPARATORS}]", some)]
    found: dict[str, None] = {}
    for part in parts:
        fit = next((one for one in indicators if _is_grade(campaign, one, part)), indicators[0])
        found[find_grade(campaign, fit, part)] = None
    return tuple(found)


def _limit(campaign: Campaign, line: Rule) -> Outcome:
    place, params = find_indicator(campaign, line, Type.GRADE), squeezed(line.params)
    found = re.fullmatch(LIMIT, params)
    if found is None:
        raise unreadable(params, KNOWN["限额"].example)
    indicator = campaign.indicators[place]
    groups, grades = _split(campaign, indicator, found["what"])
    bound, least = _bound(found), not found["most"]
    about = (place, frozenset(grades), least, groups)
    percent = _percent(bound)
    if groups == ("",) and len(grades) == 1 and not least and (bound.share is None or percent is not None):
        quota = Quota(indicator.code, grades[0], percent=percent, count=bound.count)
        return Outcome(replace(campaign, quotas=(*campaign.quotas, quota)), about)
    plain = Limit(indicator.code, grades, least=least, count=bound.count, share=bound.share)
    return _limited(campaign, (replace(plain, group=group) for group in groups), about)


def _percent(bound: _Bound) -> Fraction | None:
    """A share in percent where it has a finite decimal form, as a ``Quota`` needs it; a third has none."""
    if bound.share is None:
        return None
    try:
        decimal(bound.share * 100)
    except ValueError:
        return None
    return bound.share * 100


def _limited(campaign: Campaign, limits: Iterable[Limit], about: tuple[object, ...]) -> Outcome:
    ballot = replace(campaign.ballot, limits=(*campaign.ballot.limits, *limits))
    return Outcome(replace(campaign, ballot=ballot), about)


def _score_limit(campaign: Campaign, line: Rule) -> Outcome:
    place, params = find_indicator(campaign, line, Type.SCORE), squeezed(line.params)
    signs = "|".join(sign for signs in COMPARE.values() for sign in signs)
    found = re.fullmatch(rf"(?:(?P<group>[^:]+):)?(?P<sign>{signs})(?P<score>{NUMBER})分?的?(?:(?P<most>{AT_MOST})|{AT_LEAST}){BOUND}", params)  # fmt: skip
    if found is None:
        raise unreadable(params, KNOWN["分数限额"].example)
    indicator = campaign.indicators[place]
    groups = _groups(campaign, indicator, found["group"]) if found["group"] else ("",)
    compare = next(one for one, written in COMPARE.items() if found["sign"] in written)
    bound, least, score = _bound(found), not found["most"], Fraction(found["score"])
    plain = Limit(indicator.code, (), compare, score, least=least, count=bound.count, share=bound.share)
    about = (place, compare, score, least, groups)
    return _limited(campaign, (replace(plain, group=group) for group in groups), about)


# --- 不得全同 ---------------------------------------------------------------------------------------------------------


def _varied(campaign: Campaign, line: Rule) -> Outcome:
    if params := squeezed(line.params):
        raise Unclear("params", say("“不得全同”不用写参数，现为“{params}”", params=params), say("请清空这一格"))
    code = WHOLE if not line.scope else campaign.indicators[find_indicator(campaign, line, *_COMPARED)].code
    if not any(one.type in _COMPARED for one in campaign.indicators):
        words = joined("、", (TYPE_WORDS[one] for one in _COMPARED))
        raise Unclear(
            "rule",
            say("没有{words}题，“不得全同”不起作用", words=words),
            say("请删去这一行"),
            (("indicators", None, "*"),),
        )
    return Outcome(replace(campaign, ballot=replace(campaign.ballot, varied=(*campaign.ballot.varied, code))), (code,))


_COMPARED = (Type.GRADE, Type.SCORE)


# --- 总评一致 ---------------------------------------------------------------------------------------------------------


def _overall(campaign: Campaign, line: Rule) -> Outcome:
    place, params = find_indicator(campaign, line, Type.GRADE), squeezed(line.params)
    indicator = campaign.indicators[place]
    if found := re.fullmatch(OVERALL_NEEDS, params):
        rule = _needing(campaign, line, indicator, found)
    elif found := re.fullmatch(OVERALL_FORCED, params):
        rule = _forced(campaign, line, indicator, found)
    else:
        raise unreadable(params, KNOWN["总评一致"].example)
    ballot = replace(campaign.ballot, overall=(*campaign.ballot.overall, rule))
    about = (place, frozenset(rule.when), frozenset(rule.grades), rule.share is None, rule.items)
    return Outcome(replace(campaign, ballot=ballot), about)


def _needing(campaign: Campaign, line: Rule, indicator: Indicator, found: "re.Match[str]") -> Overall:
    """优秀须各项优秀≥90%."""
    share = _bound(found).share
    if share is None:
        raise unreadable(squeezed(line.params), KNOWN["总评一致"].example)
    items = _items(campaign, line, indicator, found["items"])
    when = _grades(campaign, (indicator,), found["when"])
    return Overall(indicator.code, when, _grades(campaign, items, found["grades"]), _codes(items, found), share)


def _forced(campaign: Campaign, line: Rule, indicator: Indicator, found: "re.Match[str]") -> Overall:
    """任一项不称职则为不称职: every other opinion on the whole needs items without 不称职."""
    items = _items(campaign, line, indicator, found["items"])
    grades, named = _grades(campaign, items, found["grades"]), _grades(campaign, (indicator,), found["when"])
    scale = next(iter(_scales(campaign, (indicator,))), Scale("", ()))
    others = [scale.grades[number - 1].name for number in sorted(opinions(scale))]
    when = named if found["never"] else tuple(name for name in others if name not in named)
    if scale.grades and not when:
        listed = joined("、", named)
        raise Unclear(
            "params",
            say("“{listed}”已是“{indicator}”的全部等次，这一行不起作用", listed=listed, indicator=indicator.name),
            say("请删去这一行"),
            SCALES,
        )
    return Overall(indicator.code, when, grades, _codes(items, found))


def _codes(items: tuple[Indicator, ...], found: "re.Match[str]") -> tuple[str, ...]:
    return tuple(one.code for one in items) if found["items"] else ()


def _items(campaign: Campaign, line: Rule, overall: Indicator, written: str | None) -> tuple[Indicator, ...]:
    """The items that are named, or all other indicators with grades. Raises Unclear where there is none."""
    if written:
        places = dict.fromkeys(_item(campaign, line, part) for part in re.split(f"[{SEPARATORS}+]", written))
        items = tuple(campaign.indicators[place] for place in places)
    else:
        items = tuple(one for one in campaign.indicators if one.type is Type.GRADE)
    others = tuple(one for one in items if one != overall)
    if not others or (written and len(others) < len(items)):
        message = (
            say("“{overall}”是总评，不能又是单项", overall=overall.name)
            if written
            else say("除“{overall}”外没有等次题，无从一致", overall=overall.name)
        )
        raise Unclear("params" if written else "rule", message, say("请写其他等次题，或删去这一行"), (("indicators", None, "type"),))  # fmt: skip
    return others


def _item(campaign: Campaign, line: Rule, written: str) -> int:
    try:
        return find_indicator(campaign, replace(line, scope=written), Type.GRADE)
    except Unclear as unclear:
        _scope, message, remedy, needs = unclear.problem
        raise Unclear("params", message, remedy, needs) from unclear


KNOWN = {
    "限额": Known(
        say("等次题的编号或名称"),
        say("优秀≤30%，或 优秀≤1/3，或 优秀≤2，或 优秀+良好≤50%，或 每组：优秀≤1，或 较差≥1"),
        _limit,
    ),
    "分数限额": Known(
        say("打分题的编号或名称"),
        say("≥90 最多3个，或 <70 至少1个，或 ≥90 最多20%，或 每组：≥90 最多1个"),
        _score_limit,
    ),
    "不得全同": Known(say("等次题、打分题的编号或名称；留空为整张票"), say("（不用填）"), _varied),
    "总评一致": Known(
        say("总评（等次题）的编号或名称"),
        say("优秀须各项优秀≥90%，或 任一项较差则为较差，或 任一项较差则不得为优秀"),
        _overall,
    ),
}
