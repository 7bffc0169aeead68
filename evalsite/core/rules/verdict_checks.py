"""Can the verdicts that a campaign asks for be given at all? Asked once every rule is known, since they meet here."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from evalsite.core import bounds
from evalsite.core.bounds import Axes, Box, Span
from evalsite.core.campaign import Campaign, Indicator, Type
from evalsite.core.findings import Cell, Problem, meant, shown, squeezed
from evalsite.core.judging import governing, shares_of
from evalsite.core.rules.measures import groups_of
from evalsite.core.saying import joined, say
from evalsite.core.verdicts import Ladder, Measure, Sense, Share
from evalsite.core.verdictwords import band_in_words, measure_in_words, span_in_words
from evalsite.core.withholding import has_points

LADDER, SHARE = "等次评定", "强制分布"
# Parts of a scheme that leave scores between the least and the most points of the marks. Others may lift them out.
WITHIN_POINTS = {
    "electorate_groups",
    "indicator_groups",
    "empty",
    "small",
    "details",
    "trimmings",
    "quorums",
    "ladders",
    "shares",
    "borda",
    "pools",
}
_NEEDS: tuple[Cell, ...] = (
    ("scales", None, "*"),
    ("indicators", None, "*"),
    ("subjects", None, "group"),
    ("rules", None, "*"),
)


def check(campaign: Campaign, failed: Sequence[Problem] = ()) -> Iterator[Problem]:
    """What is wrong with ladders and shares that were read; ``failed`` are the lines that were not.

    Where a ladder could not be read nothing is said of shares: it may be the one that they are for.
    """
    for ladder in campaign.scheme.ladders:
        yield from _ladder(campaign, ladder)
    unread = {squeezed(campaign.rules[one.index].rule) for one in failed if one.index is not None}
    if LADDER not in unread:
        for share in campaign.scheme.shares:
            yield from _share(campaign, share)


def _problem(campaign: Campaign, rule: str, group: str, begins: str, message: str, remedy: str) -> Problem:
    """A problem of the line that made a ladder or share: of its rule and group, for shares with the verdict in front."""
    place = next(
        number
        for number, line in enumerate(campaign.rules)
        if squeezed(line.rule) == rule
        and squeezed(line.scope) == squeezed(group)
        and squeezed(line.params).startswith(begins)
    )
    return Problem("rules", place, "params", message, remedy, _NEEDS)


# --- ladders ----------------------------------------------------------------------------------------------------------


def _governed(campaign: Campaign, ladder: Ladder) -> list[str]:
    return [group for group in groups_of(campaign, "") if governing(campaign.scheme.ladders, group) is ladder]


def _ladder(campaign: Campaign, ladder: Ladder) -> Iterator[Problem]:
    groups = _governed(campaign, ladder)
    told = list(_unmeasured(campaign, ladder.measures, groups)) if groups else [_IDLE]
    if not told:
        told = list(_senseless(campaign, ladder, _axes(campaign, ladder.measures, groups)))
    for message, remedy in told:
        yield _problem(campaign, LADDER, ladder.group, "", message, remedy)


_IDLE = (say("每个对象组都另有一行“等次评定”，这一行不起作用"), say("请删去这一行"))


def _unmeasured(campaign: Campaign, measures: Sequence[Measure], groups: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Measures that some group that they are for does not have."""
    for measure in measures:
        without = [group for group in groups if not _measured(campaign, measure, group)]
        if without:
            what = measure_in_words(campaign, measure)
            listed = joined("、", without[:6])
            yield (
                say("对象组“{listed}”没有{what}", listed=listed, what=what),
                say("请在“范围”里写明对象组，每组各写一行；或换一个看得到的数"),
            )
        elif any(_kept_back(campaign, measure, group) for group in groups):
            yield _unpublished(campaign, measure)


def _measured(campaign: Campaign, measure: Measure, group: str) -> bool:
    if measure.indicator:
        indicator = campaign.indicator(measure.indicator)
        scored = campaign.is_scored(indicator) and bool(_points(campaign, indicator))
        return indicator.applies_to(group) and (scored or bool(measure.grades))
    return any(
        one.applies_to(group) and campaign.is_scored(one) and one.weight != 0 and _points(campaign, one)
        for one in campaign.indicators
    )


def _kept_back(campaign: Campaign, measure: Measure, group: str) -> bool:
    """Whether a rate will not be published for anybody of a group (withholding.mixed)."""
    if campaign.scheme.details or not measure.grades or not has_points(campaign, measure.indicator):
        return False
    bands = campaign.scheme.bands_of(measure.indicator)
    several = sum(group in voters.groups for voters in campaign.counted) > 1
    return several and not (bands and bands.pooled)


def _unpublished(campaign: Campaign, measure: Measure) -> tuple[str, str]:
    message = say(
        "按“票种明细 不公布”，几个票种评出的{measure}不公布，不能按它评定",
        measure=measure_in_words(campaign, measure),
    )
    return message, say("请改按得分，或用“合并计票”把票种合在一起，或删去“票种明细”一行")


def _points(campaign: Campaign, indicator: Indicator) -> list[Fraction]:
    """What a mark can be worth, the extremes at least; nothing where marks have no points."""
    if bands := campaign.scheme.bands_of(indicator.code):
        return list(bands.worth)
    if indicator.type is Type.SCORE:
        return [Fraction(indicator.low), Fraction(indicator.high)]
    if placing := campaign.scheme.placing_of(indicator.code):
        return [placing.least, placing.full]
    grades = [grade for scale in campaign.scales if scale.name == indicator.scale for grade in scale.grades]
    return [grade.points for grade in grades if grade.points is not None]


def _axes(campaign: Campaign, measures: Sequence[Measure], groups: Sequence[str]) -> Axes:
    """A rate is 0 to 100; a score lies between the marks' points, unless the scheme makes something else of them."""
    spans: dict[Measure, Span] = {}
    plain = set(campaign.scheme.to_json()) <= WITHIN_POINTS
    for measure in measures:
        if measure.grades:
            spans[measure] = (bounds.before(Fraction(0)), bounds.after(Fraction(100)))
        elif plain:
            asked = [campaign.indicator(measure.indicator)] if measure.indicator else list(campaign.indicators)
            scored = [
                one for one in asked if campaign.is_scored(one) and any(one.applies_to(group) for group in groups)
            ]
            points = [value for one in scored for value in _points(campaign, one)]
            spans[measure] = (bounds.before(min(points)), bounds.after(max(points)))
    return Axes(spans)


def _senseless(campaign: Campaign, ladder: Ladder, axes: Axes) -> Iterator[tuple[str, str]]:
    """Bands without effect or against each other, gaps, and a rest that nobody can be in."""
    said = [band_in_words(campaign, band) for band in ladder.bands]
    for number in bounds.impossible(ladder, axes):
        yield (
            say("“{band}”不可能成立，谁也得不到“{verdict}”", band=said[number], verdict=ladder.bands[number].verdict),
            say("请改条件，或删去这一等"),
        )
    for number in bounds.unreachable(ladder, axes):
        message = say(
            "“{band}：{verdict}”轮不到：前面的条件已经全部占去", band=said[number], verdict=ladder.bands[number].verdict
        )
        yield message, say("请把要求高的写在前面，或删去重复的条件")
    for earlier, later in bounds.overlaps(ladder, axes):
        one, other = ladder.bands[earlier].verdict, ladder.bands[later].verdict
        message = say(
            "“{one_band}：{one}”和“{other_band}：{other}”有重叠",
            one_band=said[earlier],
            one=one,
            other_band=said[later],
            other=other,
        )
        yield message, say("请把界线改成不重叠的，如 得分≥85：优秀；75≤得分<85：良好")
    left = bounds.gap(ladder, axes)
    if left and not ladder.rest:
        yield (
            say("{span}的没有等次", span=_box_in_words(campaign, left, axes)),
            say("请在最后写上“其余：……”"),
        )
    if ladder.rest and bounds.covered(ladder, axes):
        yield (
            say("前面的条件已经包括所有情况，“其余：{rest}”轮不到", rest=ladder.rest),
            say("请删去“其余”，或改前面的条件"),
        )


def _box_in_words(campaign: Campaign, box: Box, axes: Axes) -> str:
    parts = [span_in_words(campaign, m, one) for m, one in box.items() if one != axes.of(m) or len(box) == 1]
    return joined("、", parts)


# --- shares -----------------------------------------------------------------------------------------------------------


def _bound_groups(campaign: Campaign, share: Share) -> list[str]:
    own = {one.group for one in campaign.scheme.shares}
    return [share.group] if share.group else [group for group in groups_of(campaign, "") if group not in own]


def _share(campaign: Campaign, share: Share) -> Iterator[Problem]:
    """One share, in every group that it binds; the first group that something is wrong in stands for the others."""
    told: dict[str, str] = {}
    ladders = {group: governing(campaign.scheme.ladders, group) for group in _bound_groups(campaign, share)}
    bound = {group: ladder for group, ladder in ladders.items() if ladder is not None}
    if not bound:
        told[say("没有“等次评定”的规则，无从限制")] = say("请先写一行“等次评定”，或删去这一行")
    for group, ladder in bound.items():
        for message, remedy in _in_group(campaign, share, ladder, group):
            told.setdefault(message, remedy)
    for message, remedy in told.items():
        yield _problem(campaign, SHARE, share.group, share.verdict, message, remedy)


def _in_group(campaign: Campaign, share: Share, ladder: Ladder, group: str) -> Iterator[tuple[str, str]]:
    known = list(ladder.verdicts)
    for verdict in dict.fromkeys((share.verdict, share.to)):
        if verdict and verdict not in known:
            yield say("“等次评定”里没有“{verdict}”这一等", verdict=verdict), meant(verdict, known, say("等次"))
            return
    if not share.to and not _descending(ladder):
        message = say("没有写明超出的评为哪一等：“等次评定”的各等不是按同一个数从高到低写的")
        yield (
            message,
            say("请写明，如 {verdict}≤30%，超出评为{next}", verdict=share.verdict, next=ladder.after(share.verdict)),
        )
        return
    if _goes_round(campaign, share, ladder, group):
        yield say("超出“{verdict}”的又回到“{verdict}”，限制不住", verdict=share.verdict), say("请改超出以后评为哪一等")
    if not _measured(campaign, share.by, group):
        what = measure_in_words(campaign, share.by)
        yield say("对象组“{group}”没有{what}，排不出先后", group=group, what=what), say("请写明按什么排，如 按优秀率")
    elif _kept_back(campaign, share.by, group):
        yield _unpublished(campaign, share.by)
    size = sum(subject.group == group for subject in campaign.subjects)
    if share.percent is not None and not share.limit(size):
        message = say(
            "对象组“{group}”只有 {size} 个对象，{percent}% 不足 1 个，谁也评不上“{verdict}”",
            group=group,
            size=size,
            percent=shown(share.percent),
            verdict=share.verdict,
        )
        yield message, say("请改成个数，如 优秀≤1，或提高比例")


def _descending(ladder: Ladder) -> bool:
    """Whether the bands are thresholds of one measure from high to low, so that "next" can only mean the next below."""
    lows = [one for band in ladder.bands for one in band.conditions if one.sense in (Sense.AT_LEAST, Sense.ABOVE)]
    marks = [one.bound for one in lows]
    one_each = [sum(low in band.conditions for low in lows) for band in ladder.bands]
    last = 0 if ladder.rest else 1  # without a rest the lowest band may be open downwards
    return (
        len(ladder.measures) == 1
        and all(number == 1 for number in one_each[: len(one_each) - last])
        and marks == sorted(set(marks), reverse=True)
    )


def _goes_round(campaign: Campaign, share: Share, ladder: Ladder, group: str) -> bool:
    """Whether who falls out of this share comes back to its verdict by the shares of the group."""
    ways = {one.verdict: one.to for one in shares_of(campaign.scheme.shares, ladder, group)}
    at, steps = ways[share.verdict], 0
    while at in ways and at != share.verdict and steps <= len(ways):
        at, steps = ways[at], steps + 1
    return at == share.verdict
