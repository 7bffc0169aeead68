"""The rules on the whole ballot in words, for the printed rules and for what is told of rules that contradict."""

from collections.abc import Callable, Iterable
from fractions import Fraction

from evalsite.core.ballotrules import WHOLE, Compare, Limit, Overall
from evalsite.core.campaign import Campaign, Scale
from evalsite.core.decimals import decimal
from evalsite.core.saying import Saying, joined, say
from evalsite.core.sheetrules import limits_of, opinions

_COMPARED: dict[Compare, Callable[[str], Saying]] = {
    Compare.AT_LEAST: lambda score: say("{score} 分及以上", score=score),
    Compare.ABOVE: lambda score: say("高于 {score} 分", score=score),
    Compare.AT_MOST: lambda score: say("{score} 分及以下", score=score),
    Compare.BELOW: lambda score: say("低于 {score} 分", score=score),
}
ABSTAINED = say("没有填的项和不计分的等次（如不了解）不算")


def quoted(names: Iterable[str]) -> str:
    return joined("、", (f"“{name}”" for name in names))


def share_words(share: Fraction) -> str:
    """A share in percent where it has a finite decimal form, else as the fraction that it is."""
    try:
        return f"{decimal(share * 100)}%"
    except ValueError:
        return str(share)


def limited_words(campaign: Campaign, limit: Limit) -> str:
    """What a limit counts: “得分”低于 70 分的."""
    name = campaign.indicator(limit.indicator).name
    group = say("“{group}”的对象中，", group=limit.group) if limit.group else ""
    if limit.compare is not None:
        return say(
            "{group}“{name}”{compared}的",
            group=group,
            name=name,
            compared=_COMPARED[limit.compare](decimal(limit.score)),
        )
    told = {"group": group, "name": name, "grades": quoted(limit.grades)}
    if len(limit.grades) > 1:
        return say("{group}“{name}”评为{grades}的合计", **told)
    return say("{group}“{name}”评为{grades}的", **told)


def bound_words(limit: Limit) -> str:
    """How many it allows or asks for: 不超过 3 个."""
    side = say("不少于") if limit.least else say("不超过")
    if limit.count is not None:
        return say("{side} {count} 个", side=side, count=limit.count)
    assert limit.share is not None
    of = say("该组") if limit.group else say("表上")
    rounded = say("（向上取整）") if limit.least else say("（向下取整）")
    return say(
        "{side}{of}对象数的 {share}{rounded}",
        side=side,
        of=of,
        share=share_words(limit.share),
        rounded=rounded,
    )


def limits_words(campaign: Campaign, *, scores: bool) -> str:
    """The sentence of 限额, or with ``scores`` of 分数限额; empty where there is none."""
    limits = [limit for limit in limits_of(campaign) if (limit.compare is not None) is scores]
    parts = [
        say(
            "一张票上{limited}{bound}",
            limited=limited_words(campaign, limit),
            bound=bound_words(limit),
        )
        for limit in limits
    ]
    if not parts:
        return ""
    if not any(limit.least for limit in limits):
        return say("{parts}，超过的整张票作废。", parts=joined("；", parts))
    return say("{parts}，不符的整张票作废；这一指标全部弃权的，不受下限限制。", parts=joined("；", parts))


def varied_words(campaign: Campaign) -> str:
    """The sentence of 不得全同."""
    parts = [
        say("整张票的评定不得全部相同（同一等次表的等次相比，打分与打分相比）")
        if code == WHOLE
        else say("一张票上“{indicator}”的评定不得全部相同", indicator=campaign.indicator(code).name)
        for code in campaign.ballot.varied
    ]
    return (
        say(
            "{parts}，全部相同的整张票作废。{abstained}，只有一项评定的不受此限。",
            parts=joined("；", parts),
            abstained=ABSTAINED,
        )
        if parts
        else ""
    )


def overall_words(campaign: Campaign, rule: Overall) -> str:
    """One rule of 总评一致, without its end."""
    overall = campaign.indicator(rule.indicator)
    items = (
        say("单项（{names}）", names=quoted(campaign.indicator(code).name for code in rule.items))
        if rule.items
        else say("单项")
    )
    if rule.share is not None:
        having = say(
            "同一对象各{items}中{grades}须不少于 {share}",
            items=items,
            grades=quoted(rule.grades),
            share=share_words(rule.share),
        )
        return say("“{overall}”评为{when}的，{having}", overall=overall.name, when=quoted(rule.when), having=having)
    left = _left(campaign.scale(overall.scale), rule)
    must = say("须评为“{left}”", left=left[0]) if len(left) == 1 else say("不得评为{when}", when=quoted(rule.when))
    return say(
        "任一{items}评为{grades}的，同一对象的“{overall}”{must}",
        items=items,
        grades=quoted(rule.grades),
        overall=overall.name,
        must=must,
    )


def _left(scale: Scale, rule: Overall) -> list[str]:
    """The opinions on the whole that a rule leaves."""
    names = [scale.grades[number - 1].name for number in sorted(opinions(scale))]
    return [name for name in names if name not in rule.when]


def overalls_words(campaign: Campaign) -> str:
    """The sentence of 总评一致."""
    parts = [overall_words(campaign, rule) for rule in campaign.ballot.overall]
    return (
        say("{parts}，不符的整张票作废。{abstained}。", parts=joined("；", parts), abstained=ABSTAINED) if parts else ""
    )
