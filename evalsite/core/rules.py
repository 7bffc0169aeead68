"""The lines of the 规则 sheet: what each one means, and which indicator it changes.

A line is rule, scope (an indicator) and parameters, as people write them. ``apply`` turns the lines into the fields
that phone and count go by (``Indicator.low``, ``.most``, ``Campaign.quotas`` ...). A line that is not understood is a
problem, never passed over: a rule that quietly does nothing would change a count.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from evalsite.core.campaign import Campaign, Indicator, Quota, Rule, Scale, Type
from evalsite.core.findings import DECIMALS, Cell, Problem, meant, nearest, shown, squeezed

SCORE_STEPS = 254  # a score is one byte of the ballot, in which 0 is "no mark" (docs/wire.md)
TYPE_WORDS = {
    Type.GRADE: "等次",
    Type.SCORE: "打分",
    Type.CHOICE: "多选",
    Type.RANK: "排序",
    Type.NOMINATE: "推荐",
    Type.TEXT: "意见",
}

_AT_MOST = r"(?:≤|<=|≦|⩽|不超过|最多)"
_AT_LEAST = r"(?:≥|>=|≧|⩾|不少于|至少)"
_TO = r"(?:-|–|—|~|至|到)"
_NUMBER = rf"\d{{1,6}}(?:\.\d{{1,{DECIMALS}}})?"
_SCALES: tuple[Cell, ...] = (("scales", None, "*"), ("indicators", None, "scale"))


class _Unclear(Exception):
    """A line that cannot be carried out: its field, what is wrong, what to do, and what that rests on."""

    def __init__(self, field: str, message: str, remedy: str, needs: tuple[Cell, ...] = ()) -> None:
        super().__init__(message)
        self.problem = (field, message, remedy, needs)


Outcome = Indicator | Quota


@dataclass(frozen=True, slots=True)
class _Known:
    """One rule: the type of indicator it is for, how its parameters look, and what it makes of an indicator."""

    type: Type
    example: str
    read: Callable[[Indicator, Scale | None, str], Outcome]


def _unreadable(params: str, example: str) -> _Unclear:
    return _Unclear("params", f"参数“{params}”看不懂", f"请照这样写：{example}")


def _quota(indicator: Indicator, scale: Scale | None, params: str) -> Outcome:
    found = re.fullmatch(rf"(.+?){_AT_MOST}({_NUMBER})(%?)(?:个)?", params)
    if found is None:
        raise _unreadable(params, KNOWN["限额"].example)
    # Without its scale, which is a problem of the indicator's own, any grade may be meant.
    names = {squeezed(grade.name): grade.name for grade in scale.grades} if scale else {found[1]: found[1]}
    if found[1] not in names:
        message = f"指标“{indicator.name}”的等次表里没有“{found[1]}”"
        raise _Unclear("params", message, meant(found[1], list(names.values()), "等次"), _SCALES)
    limit = Fraction(found[2])
    if found[3]:
        if not 0 < limit <= 100:
            raise _Unclear("params", f"比例 {shown(limit)}% 不在 0 到 100% 之间", "请填大于 0、不超过 100% 的比例")
        return Quota(indicator.code, names[found[1]], percent=limit)
    if limit < 1 or limit.denominator != 1:
        raise _Unclear("params", f"个数 {shown(limit)} 不是正整数", "请填 1 以上的整数，或写成百分数，如 优秀≤30%")
    return Quota(indicator.code, names[found[1]], count=int(limit))


def _bounds(params: str, example: str) -> tuple[int, int]:
    """(least, most) of "1-3", "≤3" or "≥1"; 0 is no limit."""
    if found := re.fullmatch(rf"(\d{{1,3}}){_TO}(\d{{1,3}})", params):
        least, most = int(found[1]), int(found[2])
    elif found := re.fullmatch(rf"{_AT_MOST}(\d{{1,3}})", params):
        least, most = 0, int(found[1])
    elif found := re.fullmatch(rf"{_AT_LEAST}(\d{{1,3}})", params):
        least, most = int(found[1]), 0
        if least < 1:
            raise _unreadable(params, example)
        return least, most
    else:
        raise _unreadable(params, example)
    if most < 1 or least > most:
        raise _Unclear("params", f"参数“{params}”的上限比下限小，或者上限是 0", f"请照这样写：{example}")
    return least, most


def _choices(indicator: Indicator, scale: Scale | None, params: str) -> Outcome:
    least, most = _bounds(params, KNOWN["选择数"].example)
    options = len(scale.grades) if scale else 0
    if scale and max(least, most) > options:
        message = f"最多选 {most} 项，" if most > options else f"至少选 {least} 项，"
        raise _Unclear(
            "params",
            f"{message}但“{scale.name}”只有 {options} 项",
            f"请改成不超过 {options} 的数",
            _SCALES,
        )
    return replace(indicator, least=least, most=most)


def _nominations(indicator: Indicator, _scale: Scale | None, params: str) -> Outcome:
    if re.fullmatch(r"\d{1,3}", params):
        params = f"≤{params}"  # "推荐名额 5": five may be named, nobody must name five
    least, most = _bounds(params, KNOWN["推荐名额"].example)
    return replace(indicator, least=least, most=most)


def _scores(indicator: Indicator, _scale: Scale | None, params: str) -> Outcome:
    found = re.fullmatch(rf"(\d{{1,6}}){_TO}(\d{{1,6}})(?:/({_NUMBER}))?", params)
    if found is None:
        raise _unreadable(params, KNOWN["打分范围"].example)
    low, high, step = int(found[1]), int(found[2]), Fraction(found[3] or 1)
    if low >= high:
        raise _Unclear("params", f"最低分 {low} 不小于最高分 {high}", "请把低分写在前面，如 0-100")
    if step <= 0 or ((high - low) / step).denominator != 1:
        raise _Unclear("params", f"从 {low} 到 {high} 不能按 {shown(step)} 分一档整分", "请换一个能除尽的档距，如 0.5")
    steps = int((high - low) / step) + 1
    if steps > SCORE_STEPS:
        raise _Unclear("params", f"共有 {steps} 档分数，超过 {SCORE_STEPS} 档", "请缩小范围，或加大档距，如 0-100/0.5")
    return replace(indicator, low=low, high=high, step=step)


def _ties(indicator: Indicator, _scale: Scale | None, params: str) -> Outcome:
    if params not in ("允许", "不允许"):
        raise _unreadable(params, KNOWN["排序并列"].example)
    return replace(indicator, ties=params == "允许")


KNOWN = {
    "限额": _Known(Type.GRADE, "优秀≤30%，或 优秀≤2", _quota),
    "选择数": _Known(Type.CHOICE, "1-3，或 ≤3", _choices),
    "推荐名额": _Known(Type.NOMINATE, "≤5，或 1-5", _nominations),
    "打分范围": _Known(Type.SCORE, "0-100，或 0-10/0.5（每 0.5 分一档）", _scores),
    "排序并列": _Known(Type.RANK, "允许，或 不允许", _ties),
}


def _place(campaign: Campaign, scope: str) -> int:
    """Which indicator a scope names, by code or name; exactly if possible, else as people write it."""
    for same in (str, squeezed):
        for name in ("code", "name"):
            for place, indicator in enumerate(campaign.indicators):
                if scope and same(getattr(indicator, name)) == same(scope):
                    return place
    needs: tuple[Cell, ...] = (("indicators", None, "code"), ("indicators", None, "name"))
    known = [indicator.code for indicator in campaign.indicators]
    if not scope:
        raise _Unclear("scope", "没有写明是哪项指标的规则", "请在“范围”里填指标的编号或名称", needs)
    named = nearest(scope, [indicator.name for indicator in campaign.indicators])
    remedy = f"是不是“{named}”？" if named else ""
    raise _Unclear("scope", f"没有编号或名称是“{scope}”的指标", remedy + meant(scope, known, "指标编号"), needs)


def _read(campaign: Campaign, line: Rule) -> tuple[int, Outcome]:
    """The indicator's place, and what the line makes of it. Raises _Unclear."""
    rule = KNOWN.get(squeezed(line.rule))
    if rule is None:
        raise _Unclear("rule", f"不认识规则“{line.rule}”", meant(line.rule, list(KNOWN), "规则"))
    place = _place(campaign, line.scope)
    indicator = campaign.indicators[place]
    if indicator.type is not rule.type:
        is_for, is_type = TYPE_WORDS[rule.type], TYPE_WORDS[indicator.type]
        message = f"“{line.rule}”只用于{is_for}题，“{indicator.name}”是{is_type}题"
        raise _Unclear("scope", message, f"请换成{is_for}题的编号，或删去这一行", (("indicators", place, "type"),))
    scale = next((scale for scale in campaign.scales if scale.name == indicator.scale), None)
    return place, rule.read(indicator, scale, squeezed(line.params))


def _bare(indicator: Indicator) -> Indicator:
    """An indicator before any rule."""
    plain = Indicator(indicator.code, indicator.name, indicator.type)
    return replace(
        indicator,
        low=plain.low,
        high=plain.high,
        step=plain.step,
        least=plain.least,
        most=plain.most,
        ties=plain.ties,
    )


def apply(campaign: Campaign) -> tuple[Campaign, tuple[Problem, ...]]:
    """The campaign with every field that its rules decide set anew from its ``rules``, and the lines that fail.

    Fields without a line have their defaults (scores 0 to 100 by 1, no limits, no ties, no quotas).
    """
    campaign = replace(campaign, indicators=tuple(_bare(indicator) for indicator in campaign.indicators), quotas=())
    indicators = list(campaign.indicators)
    quotas: list[Quota] = []
    problems: list[Problem] = []
    said: set[tuple[str, int, str]] = set()
    for number, line in enumerate(campaign.rules):
        try:
            place, outcome = _read(campaign, line)
            _say_once(said, line, place, outcome)
        except _Unclear as unclear:
            field, message, remedy, needs = unclear.problem
            problems.append(Problem("rules", number, field, message, remedy, needs))
            continue
        if isinstance(outcome, Quota):
            quotas.append(outcome)
        else:
            indicators[place] = outcome
    return replace(campaign, indicators=tuple(indicators), quotas=tuple(quotas)), tuple(problems)


def _say_once(said: set[tuple[str, int, str]], line: Rule, place: int, outcome: Outcome) -> None:
    """Notes what a line decides. Raises _Unclear where an earlier line decided it: which of the two counts?"""
    key = squeezed(line.rule), place, outcome.grade if isinstance(outcome, Quota) else ""
    if key in said:
        raise _Unclear("rule", f"“{line.scope}”的“{line.rule}”前面已经写过", "请只留一行")
    said.add(key)
