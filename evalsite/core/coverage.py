"""Who rates whom on what: no electorate without subjects, no subject without raters, no group without indicators."""

import re
from collections.abc import Iterator

from evalsite.core.campaign import Campaign, Indicator, Type
from evalsite.core.findings import SEPARATORS, WHOLE_SHEET, Cell, Problem, meant, nearest
from evalsite.core.saying import say

_GROUPS: tuple[Cell, ...] = (("subjects", None, "group"),)
_RATED: tuple[Cell, ...] = (("electorates", None, "groups"), ("electorates", None, "unit"))
_ASKED: tuple[Cell, ...] = (("indicators", None, "groups"),)


def coverage(campaign: Campaign) -> Iterator[Problem]:
    """Groups that nobody belongs to, and whoever is left out.

    A group that is missing somewhere only because its name was mistyped there is told once, where it was mistyped.
    """
    groups = first_of_groups(campaign)
    yield from _unknown_groups(campaign, list(groups))
    yield from _idle_electorates(campaign)
    yield from _unrated(campaign, groups)
    yield from _unasked(campaign, groups)


def first_of_groups(campaign: Campaign) -> dict[str, int]:
    """Every group, with the index of its first subject, in the order in which they come.

    Where somebody wrote two groups into one cell, which is a problem of its own, both are taken as meant.
    """
    first: dict[str, int] = {}
    for index, subject in enumerate(campaign.subjects):
        for group in re.split(f"[{SEPARATORS}]", subject.group):
            if group and group != WHOLE_SHEET:
                first.setdefault(group, index)
    return first


def meant_for(indicator: Indicator, group: str) -> bool:
    """Whether an indicator applies to a group, or was meant to: 全表 anywhere but on a text is a problem of its own."""
    return indicator.applies_to(group) or (indicator.whole and indicator.type is not Type.TEXT)


def mistyped(campaign: Campaign, part: str) -> set[str]:
    """Groups that were probably meant where ``part`` names one that does not exist."""
    known = first_of_groups(campaign)
    written = {group for line in getattr(campaign, part) for group in line.groups}
    return {near for group in written - set(known) if (near := nearest(group, known))}


def _unknown_groups(campaign: Campaign, known: list[str]) -> Iterator[Problem]:
    some_blank = any(subject.group in ("", WHOLE_SHEET) for subject in campaign.subjects)
    for part in ("indicators", "electorates"):
        for index, line in enumerate(getattr(campaign, part)):
            for group in dict.fromkeys(line.groups):
                if line.groups.count(group) > 1:
                    yield Problem(part, index, "groups", say("对象组“{group}”写了两次", group=group), say("请只留一个"))
                if group == WHOLE_SHEET:
                    message = say("评议对象组不能写“{whole_sheet}”", whole_sheet=WHOLE_SHEET)
                    yield Problem(part, index, "groups", message, meant("", known, say("对象组")))
                elif group not in known and (nearest(group, known) or not some_blank):  # else it may be the blank one
                    remedy = meant(group, known, say("对象组"))
                    yield Problem(part, index, "groups", say("没有对象组“{group}”", group=group), remedy, _GROUPS)


def _idle_electorates(campaign: Campaign) -> Iterator[Problem]:
    known = {subject.group for subject in campaign.subjects}
    for index, voters in enumerate(campaign.electorates):
        if not known.intersection(voters.groups):
            continue  # told already: no group, or none that exists
        if not any(voters.rates(subject) for subject in campaign.subjects):
            message = say("票种“{voters}”没有可评的对象：它评的都属于它本单位", voters=voters.name)
            needs: tuple[Cell, ...] = (("subjects", None, "*"), ("electorates", index, "groups"))
            yield Problem("electorates", index, "unit", message, say("请改评议对象组，或清空所属单位"), needs)


def _unrated(campaign: Campaign, groups: dict[str, int]) -> Iterator[Problem]:
    if not all(voters.groups for voters in campaign.electorates) or not campaign.electorates:
        return  # told already, and nobody can say what was meant there
    written = {group for voters in campaign.electorates for group in voters.groups}
    for group, index in groups.items():
        if group not in written | mistyped(campaign, "electorates"):
            message = say("对象组“{group}”没有票种评议", group=group)
            remedy = say("请在某个票种的评议对象组里写上“{group}”，或删去这些对象", group=group)
            yield Problem("subjects", index, "group", message, remedy, _RATED)
    for index, subject in enumerate(campaign.subjects):
        if subject.group in written and not any(voters.rates(subject) for voters in campaign.electorates):
            message = say(
                "没有票种评议“{subject}”：评“{group}”的票种都是它本单位的", subject=subject.name, group=subject.group
            )
            yield Problem("subjects", index, "unit", message, say("请增加一个别的单位的票种，或改所属单位"), _RATED)


def _unasked(campaign: Campaign, groups: dict[str, int]) -> Iterator[Problem]:
    if not campaign.indicators:
        return
    unclear = mistyped(campaign, "indicators")
    for group, index in groups.items():
        if group not in unclear and not any(meant_for(one, group) for one in campaign.indicators):
            message = say("对象组“{group}”没有一项指标", group=group)
            remedy = say("请在某项指标的适用对象组里写上“{group}”，或把适用对象组留空", group=group)
            yield Problem("subjects", index, "group", message, remedy, _ASKED)
