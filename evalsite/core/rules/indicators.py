"""Rules that bound how one indicator is answered: numbers of choices, ranges of scores, ties."""

import re
from dataclasses import replace
from fractions import Fraction

from evalsite.core.campaign import Campaign, Indicator, Rule, Type
from evalsite.core.findings import shown, squeezed
from evalsite.core.rules.reading import (
    AT_LEAST,
    AT_MOST,
    NUMBER,
    SCALES,
    TO,
    Known,
    Outcome,
    Unclear,
    find_indicator,
    unreadable,
)
from evalsite.core.saying import say

SCORE_STEPS = 254  # a score is one byte of the ballot, in which 0 is "no mark" (docs/wire.md)


def _changed(campaign: Campaign, place: int, **values: object) -> Outcome:
    """The campaign with fields of one indicator set."""
    indicators = list(campaign.indicators)
    indicators[place] = replace(indicators[place], **values)  # type: ignore[arg-type]
    return Outcome(replace(campaign, indicators=tuple(indicators)), (place,))


def _bounds(params: str, example: str) -> tuple[int, int]:
    """(least, most) of "1-3", "≤3" or "≥1"; 0 is no limit."""
    if found := re.fullmatch(rf"(\d{{1,3}}){TO}(\d{{1,3}})", params):
        least, most = int(found[1]), int(found[2])
    elif found := re.fullmatch(rf"{AT_MOST}(\d{{1,3}})", params):
        least, most = 0, int(found[1])
    elif found := re.fullmatch(rf"{AT_LEAST}(\d{{1,3}})", params):
        least, most = int(found[1]), 0
        if least < 1:
            raise unreadable(params, example)
        return least, most
    else:
        raise unreadable(params, example)
    if most < 1 or least > most:
        raise Unclear(
            "params",
            say("参数“{params}”的上限比下限小，或者上限是 0", params=params),
            say("请照这样写：{example}", example=example),
        )
    return least, most


def _choices(campaign: Campaign, line: Rule) -> Outcome:
    place = find_indicator(campaign, line, Type.CHOICE)
    least, most = _bounds(squeezed(line.params), KNOWN["选择数"].example)
    scale = next((scale for scale in campaign.scales if scale.name == campaign.indicators[place].scale), None)
    options = len(scale.grades) if scale else 0
    if scale and max(least, most) > options:
        told = {"number": most if most > options else least, "scale": scale.name, "options": options}
        message = (
            say("最多选 {number} 项，但“{scale}”只有 {options} 项", **told)
            if most > options
            else say("至少选 {number} 项，但“{scale}”只有 {options} 项", **told)
        )
        raise Unclear("params", message, say("请改成不超过 {options} 的数", options=options), SCALES)
    return _changed(campaign, place, least=least, most=most)


def _nominations(campaign: Campaign, line: Rule) -> Outcome:
    place, params = find_indicator(campaign, line, Type.NOMINATE), squeezed(line.params)
    if re.fullmatch(r"\d{1,3}", params):
        params = f"≤{params}"  # "推荐名额 5": five may be named, nobody must name five
    least, most = _bounds(params, KNOWN["推荐名额"].example)
    return _changed(campaign, place, least=least, most=most)


def _scores(campaign: Campaign, line: Rule) -> Outcome:
    place, params = find_indicator(campaign, line, Type.SCORE), squeezed(line.params)
    found = re.fullmatch(rf"(\d{{1,6}}){TO}(\d{{1,6}})(?:/({NUMBER}))?", params)
    if found is None:
        raise unreadable(params, KNOWN["打分范围"].example)
    low, high, step = int(found[1]), int(found[2]), Fraction(found[3] or 1)
    if low >= high:
        raise Unclear(
            "params", say("最低分 {low} 不小于最高分 {high}", low=low, high=high), say("请把低分写在前面，如 0-100")
        )
    if step <= 0 or ((high - low) / step).denominator != 1:
        raise Unclear(
            "params",
            say("从 {low} 到 {high} 不能按 {step} 分一档整分", low=low, high=high, step=shown(step)),
            say("请换一个能除尽的档距，如 0.5"),
        )
    steps = int((high - low) / step) + 1
    if steps > SCORE_STEPS:
        raise Unclear(
            "params",
            say("共有 {steps} 档分数，超过 {score_steps} 档", steps=steps, score_steps=SCORE_STEPS),
            say("请缩小范围，或加大档距，如 0-100/0.5"),
        )
    return _changed(campaign, place, low=low, high=high, step=step)


def _ties(campaign: Campaign, line: Rule) -> Outcome:
    place, params = find_indicator(campaign, line, Type.RANK), squeezed(line.params)
    if params not in ("允许", "不允许"):
        raise unreadable(params, KNOWN["排序并列"].example)
    return _changed(campaign, place, ties=params == "允许")


KNOWN = {
    "选择数": Known(say("多选题的编号或名称"), say("1-3，或 ≤3"), _choices),
    "推荐名额": Known(say("推荐题的编号或名称"), say("≤5，或 1-5"), _nominations),
    "打分范围": Known(say("打分题的编号或名称"), say("0-100，或 0-10/0.5（每 0.5 分一档）"), _scores),
    "排序并列": Known(say("排序题的编号或名称"), say("允许，或 不允许"), _ties),
}


def bare(indicator: Indicator) -> Indicator:
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
