"""The printed rules about scores, in sentences: what was left out, what gave the points, how parts were weighed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from evalsite.core.bands import Bands, Comparison, Unless
from evalsite.core.campaign import Campaign
from evalsite.core.findings import percent, shown
from evalsite.core.groupscores import ELECTORATES
from evalsite.core.points import full_mark
from evalsite.core.saying import Saying, in_a_row, joined, say
from evalsite.core.scheme import Empty
from evalsite.core.trimming import Trimming
from evalsite.core.weights import Group, path, top

_COMPARED: dict[Comparison, Callable[[str], Saying]] = {
    Comparison.AT_LEAST: lambda share: say("达到 {share}", share=share),
    Comparison.ABOVE: lambda share: say("超过 {share}", share=share),
    Comparison.AT_MOST: lambda share: say("不超过 {share}", share=share),
    Comparison.BELOW: lambda share: say("不足 {share}", share=share),
}


def trimmings(campaign: Campaign) -> str:
    """What is left out before a mean is taken; the line for all indicators leaves out those with one of their own."""
    parts = [_trimming(campaign, one) for one in campaign.scheme.trimmings]
    return say("{parts}。", parts=joined("；", parts)) if parts else ""


def _trimming(campaign: Campaign, one: Trimming) -> str:
    whose = f"“{campaign.indicator(one.indicator).name}”" if one.indicator else say("没有另行规定的等次题和打分题")
    when = say("打了分的票多于 {above} 张时", above=one.above) if one.above else ""
    if one.percent is None:
        ends = say("去掉 {count} 个最高分和 {count} 个最低分", count=one.count)
    else:
        ends = say("按张数去掉最高的 {percent}% 和最低的 {percent}%（张数向下取整）", percent=shown(one.percent))
    return say("{whose}每个票种{when}{ends}，再求平均", whose=whose, when=when, ends=ends)


def bands(campaign: Campaign) -> str:
    """Which rate gives which points, from the best band down; the exceptions come first, as they are asked first."""
    return in_a_row(_bands(campaign, one) for one in campaign.scheme.bands)


def _bands(campaign: Campaign, one: Bands) -> str:
    exceptions = in_a_row(say("{unless}；", unless=_unless(unless)) for unless in one.exceptions)
    told: list[str] = []
    for step, after in zip(one.steps, [*one.steps[1:], None], strict=True):
        low = Comparison.ABOVE if step.above else Comparison.AT_LEAST
        high = Comparison.AT_MOST if after and after.above else Comparison.BELOW
        ends = [_COMPARED[low](percent(step.share))] if step is not one.steps[0] else []
        ends += [_COMPARED[high](percent(after.share))] if after else []
        told.append(say("{span} 的 {points} 分", span=joined("、", ends), points=shown(step.points)))
    whose = (
        say("各票种的票合并计算，不分票种给分，总分由各指标得分合成")
        if one.pooled
        else say("各票种分别按本票种的得票率赋分，再按权重合成")
    )
    bands = {"rate": _rate(one.grades), "bands": joined("，", reversed(told))}
    what = (
        exceptions + say("其余按{rate}分段：{bands}", **bands) if exceptions else say("按{rate}分段：{bands}", **bands)
    )
    return say(
        "“{indicator}”不求平均分，{what}。{whose}。",
        indicator=campaign.indicator(one.indicator).name,
        what=what,
        whose=whose,
    )


def _rate(grades: Sequence[str]) -> str:
    names = joined("、", (f"“{name}”" for name in grades))
    return say("{names}得票率之和", names=names) if len(grades) > 1 else say("{names}得票率", names=names)


def _unless(one: Unless) -> str:
    return say(
        "{rate}{compared} 的，{points} 分",
        rate=_rate(one.grades),
        compared=_COMPARED[one.comparison](percent(one.share)),
        points=shown(one.points),
    )


def placings(campaign: Campaign) -> str:
    """What each place gives."""
    parts: list[str] = []
    for one in campaign.scheme.placings:
        least = say("，最低 {least} 分", least=shown(one.least)) if one.least else ""
        name = campaign.indicator(one.indicator).name
        parts.append(
            say(
                "“{name}”每张票上第 1 名 {full} 分，每后一名减 {less} 分{least}，再求平均",
                name=name,
                full=shown(one.full),
                less=shown(one.less),
                least=least,
            )
        )
    return say("{parts}。", parts=joined("；", parts)) if parts else ""


def full(campaign: Campaign) -> str:
    """What totals are shown out of, where that is another mark than that of the indicators."""
    best = full_mark(campaign)
    if campaign.scheme.full is None or best is None:
        return ""
    return say(
        "总分按满分 {full} 分折算（各指标满分 {best} 分），各指标得分不折算。",
        full=shown(campaign.scheme.full),
        best=shown(best),
    )


def empty(campaign: Campaign) -> str:
    """What happens to the weight of an electorate without a score."""
    if campaign.scheme.empty is Empty.NO_TOTAL:
        return say("任何一个计分的票种没有有效评分的，不出合计得分。")
    if campaign.scheme.electorate_groups:
        return say("某一票种没有有效评分时，其权重由同组其余票种按比例分担；整组都没有的，由组外其余各方按比例分担。")
    return say("某一票种没有有效评分时，其权重由其余票种按比例分担。")


def electorate_levels(campaign: Campaign) -> str:
    """The weights of electorates, group within group; empty where there are no groups."""
    own = {one.code: (one.name, one.weight) for one in campaign.counted}
    return _levels(own, campaign.scheme.electorate_groups)


def indicator_levels(campaign: Campaign) -> str:
    """The weights of indicators, group within group; empty where there are no groups."""
    own = {one.code: (one.name, one.weight) for one in campaign.indicators if campaign.is_scored(one)}
    return _levels(own, campaign.scheme.indicator_groups)


def electorate_weight(campaign: Campaign, code: str) -> str:
    """The weight of an electorate with those of the groups that it stands in, from the outermost: "60 × 30"."""
    own = next(one.weight for one in (*campaign.electorates, *campaign.counted) if one.code == code)
    groups = path(campaign.pool_of(code), campaign.scheme.electorate_groups)
    return _product([*(group.weight for group in groups), own])


def indicator_weight(campaign: Campaign, code: str) -> str:
    """The weight of an indicator, as that of an electorate."""
    groups = path(code, campaign.scheme.indicator_groups)
    return _product([*(group.weight for group in groups), campaign.indicator(code).weight])


def group_weight(campaign: Campaign, kind: str, name: str) -> str:
    """The weight of a 票种组 or 指标组 with those of the groups that it stands in."""
    groups = campaign.scheme.electorate_groups if kind == ELECTORATES else campaign.scheme.indicator_groups
    own = next(group for group in groups if group.name == name)
    return _product([*(group.weight for group in path(name, groups)), own.weight])


def _product(weights: Iterable[Fraction | None]) -> str:
    """Blank weights, which are equal ones, are passed over."""
    return " × ".join(shown(weight) for weight in weights if weight is not None)


def _levels(own: Mapping[str, tuple[str, Fraction | None]], groups: Sequence[Group]) -> str:
    named = {group.name: group for group in groups}

    def told(names: Iterable[str]) -> str:
        return joined("、", (_one(name) for name in names))

    def _one(name: str) -> str:
        called, weight = (name, named[name].weight) if name in named else own[name]
        line = called if weight is None else f"{called} {shown(weight)}"
        return say("{line}（{members}）", line=line, members=told(named[name].members)) if name in named else line

    def first(name: str) -> int:
        """Where a group stands among single ones: where its first member does."""
        return min(map(first, named[name].members)) if name in named else list(own).index(name)

    return told(sorted(top(own, groups), key=first)) if groups else ""
