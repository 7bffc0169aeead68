"""Do the rules of the scheme fit the campaign, and one another? Asked once each of them can be carried out.

A line may be right in itself and yet do nothing, or contradict another one. It is told at its own line.
"""

from collections.abc import Iterator, Sequence

from evalsite.core.campaign import Campaign, Electorate, Indicator
from evalsite.core.coverage import first_of_groups, meant_for
from evalsite.core.findings import Cell, Problem, shown, squeezed
from evalsite.core.points import full_mark, highest, weights_of_indicators
from evalsite.core.rules import TYPE_WORDS
from evalsite.core.saying import joined, say
from evalsite.core.weights import Group, shares

_EVERYTHING: tuple[Cell, ...] = tuple(
    (part, None, "*") for part in ("subjects", "scales", "indicators", "electorates", "rules")
)


def fitting(campaign: Campaign) -> Iterator[Problem]:
    """Rules that do nothing, or cannot stand together; ``campaign`` has had all its rules applied."""
    yield from _groups(campaign, say("票种组"), campaign.scheme.electorate_groups)
    yield from _groups(campaign, say("指标组"), campaign.scheme.indicator_groups)
    yield from _trimmings(campaign)
    yield from _full(campaign)


def _lines(campaign: Campaign, rule: str) -> list[int]:
    """Where the lines of a rule stand, in order: the n-th line made the n-th value of the scheme."""
    return [number for number, line in enumerate(campaign.rules) if squeezed(line.rule) == rule]


def _problem(line: int, message: str, remedy: str) -> Problem:
    return Problem("rules", line, "params", message, remedy, _EVERYTHING)


def _groups(campaign: Campaign, rule: str, groups: Sequence[Group]) -> Iterator[Problem]:
    """Members that are not scored, and members that are never weighed beside another one of their group."""
    singles = campaign.counted if rule == "票种组" else campaign.indicators
    by_code: dict[str, Electorate | Indicator] = {one.code: one for one in singles}
    inside = {group.name: group for group in groups}
    for line, group in zip(_lines(campaign, rule), groups, strict=True):
        reach = {name: _reach(campaign, name, by_code, inside) for name in group.members}
        for name in group.members:
            if name not in by_code and name not in inside:
                message = say(
                    "{rule}“{group}”里的“{electorate}”已并入“{pool}”计票",
                    rule=rule,
                    group=group.name,
                    electorate=campaign.electorate(name).name,
                    pool=campaign.pool_of(name),
                )
                yield _problem(line, message, say("请改写为“{pool}”", pool=campaign.pool_of(name)))
                continue
            called = by_code[name].name if name in by_code else name
            one = by_code.get(name)
            if isinstance(one, Indicator) and not campaign.is_scored(one):
                message = say(
                    "{rule}“{group}”里的“{called}”是{type}题，不计分",
                    rule=rule,
                    group=group.name,
                    called=called,
                    type=TYPE_WORDS[one.type],
                )
                yield _problem(line, message, say("请把它移出这个组"))
            elif not any(reach[name] & reach[other] for other in group.members if other != name):
                told = {"group": group.name, "called": called}
                message = (
                    say("票种组“{group}”里的“{called}”不和组内其他成员评议同一个对象组，分不到一起", **told)
                    if rule == "票种组"
                    else say("指标组“{group}”里的“{called}”不和组内其他成员用于同一个对象组，分不到一起", **told)
                )
                yield _problem(line, message, say("请把它移出这个组，或改对象组"))


def _reach(
    campaign: Campaign, name: str, by_code: dict[str, Electorate | Indicator], inside: dict[str, Group]
) -> set[str]:
    """The groups of subjects that an electorate rates, that an indicator is for, or that any member of a group is."""
    if name in inside:
        return {found for member in inside[name].members for found in _reach(campaign, member, by_code, inside)}
    one, known = by_code.get(name) or by_code[campaign.pool_of(name)], first_of_groups(campaign)
    if isinstance(one, Indicator):
        return {found for found in known if meant_for(one, found)}
    return set(one.groups) & set(known)


def _trimmings(campaign: Campaign) -> Iterator[Problem]:
    scored = [one for one in campaign.indicators if one.scored and highest(campaign, one) is not None]
    for line, trimming in zip(_lines(campaign, "去极值"), campaign.scheme.trimmings, strict=True):
        if any(campaign.scheme.trimming_of(one.code) == trimming for one in scored):
            continue
        if trimming.indicator and campaign.scheme.bands_of(trimming.indicator):
            message = say(
                "“{indicator}”已有分段赋分，不求平均，去极值不起作用",
                indicator=campaign.indicator(trimming.indicator).name,
            )
        else:
            message = say("没有可以去极值的指标：等次没有分值，或者都另有规定")
        yield _problem(line, message, say("请删去这一行"))


def _full(campaign: Campaign) -> Iterator[Problem]:
    if campaign.scheme.full is None:
        return
    (line,) = _lines(campaign, "总分满分")
    if (best := full_mark(campaign)) is not None and best > 0:
        return
    weights = weights_of_indicators(campaign)
    counting = [campaign.indicator(code) for code in shares(weights, campaign.scheme.indicator_groups, weights)]
    most = ((one.name, highest(campaign, one)) for one in counting)
    listed = joined("、", (f"{name} {shown(points)}" for name, points in most if points is not None))
    message = (
        say("各项满分不同，总分不能折算：{listed}", listed=listed) if listed else say("没有计分的指标，总分不能折算")
    )
    yield _problem(line, message, say("请使各项满分相同，或改用复合指数合成"))
