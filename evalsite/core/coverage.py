"""Who rates whom on what: no electorate without subjects, no subject without raters, no group without indicators."""

from collections.abc import Iterator

from evalsite.core.campaign import Campaign
from evalsite.core.findings import WHOLE_SHEET, Cell, Problem, meant, nearest

_GROUPS: tuple[Cell, ...] = (("subjects", None, "group"),)
_RATED: tuple[Cell, ...] = (("electorates", None, "groups"), ("electorates", None, "unit"))
_ASKED: tuple[Cell, ...] = (("indicators", None, "groups"),)


def coverage(campaign: Campaign) -> Iterator[Problem]:
    """Groups that nobody belongs to, and whoever is left out.

    A group that is missing somewhere only because its name was mistyped there is told once, where it was mistyped.
    """
    groups = _first_of_groups(campaign)
    yield from _unknown_groups(campaign, list(groups))
    yield from _idle_electorates(campaign, set(groups))
    yield from _unrated(campaign, groups)
    yield from _unasked(campaign, groups)


def _first_of_groups(campaign: Campaign) -> dict[str, int]:
    """Every group, with the index of its first subject, in the order in which they come."""
    first: dict[str, int] = {}
    for index, subject in enumerate(campaign.subjects):
        if subject.group:
            first.setdefault(subject.group, index)
    return first


def _unknown_groups(campaign: Campaign, known: list[str]) -> Iterator[Problem]:
    for part in ("indicators", "electorates"):
        for index, line in enumerate(getattr(campaign, part)):
            for group in dict.fromkeys(line.groups):
                if line.groups.count(group) > 1:
                    yield Problem(part, index, "groups", f"对象组“{group}”写了两次", "请只留一个")
                if group not in known and group != WHOLE_SHEET:
                    yield Problem(part, index, "groups", f"没有对象组“{group}”", meant(group, known, "对象组"), _GROUPS)
                if part == "electorates" and group == WHOLE_SHEET:
                    message = f"评议对象组不能写“{WHOLE_SHEET}”"
                    yield Problem(part, index, "groups", message, meant("", known, "对象组"))


def _idle_electorates(campaign: Campaign, known: set[str]) -> Iterator[Problem]:
    for index, voters in enumerate(campaign.electorates):
        if not known.intersection(voters.groups):
            continue  # told already: no group, or none that exists
        if not any(voters.rates(subject) for subject in campaign.subjects):
            message = f"票种“{voters.name}”没有可评的对象：它评的都属于它本单位"
            needs: tuple[Cell, ...] = (("subjects", None, "*"), ("electorates", index, "groups"))
            yield Problem("electorates", index, "unit", message, "请改评议对象组，或清空所属单位", needs)


def _unrated(campaign: Campaign, groups: dict[str, int]) -> Iterator[Problem]:
    if any(not voters.groups for voters in campaign.electorates) or not campaign.electorates:
        return  # told already, and nobody can say what was meant there
    written = {group for voters in campaign.electorates for group in voters.groups}
    mistyped = {nearest(group, groups) for group in written - set(groups)}
    for group, index in groups.items():
        if group not in written and group not in mistyped:
            message = f"对象组“{group}”没有票种评议"
            remedy = f"请在某个票种的评议对象组里写上“{group}”，或删去这些对象"
            yield Problem("subjects", index, "group", message, remedy, _RATED)
    for index, subject in enumerate(campaign.subjects):
        if subject.group in written and not any(voters.rates(subject) for voters in campaign.electorates):
            message = f"没有票种评议“{subject.name}”：评“{subject.group}”的票种都是它本单位的"
            yield Problem("subjects", index, "unit", message, "请增加一个别的单位的票种，或改所属单位", _RATED)


def _unasked(campaign: Campaign, groups: dict[str, int]) -> Iterator[Problem]:
    if not campaign.indicators:
        return
    written = {group for indicator in campaign.indicators for group in indicator.groups}
    mistyped = {nearest(group, groups) for group in written - set(groups)}
    for group, index in groups.items():
        if group not in mistyped and not any(indicator.applies_to(group) for indicator in campaign.indicators):
            message = f"对象组“{group}”没有一项指标"
            remedy = f"请在某项指标的适用对象组里写上“{group}”，或把适用对象组留空"
            yield Problem("subjects", index, "group", message, remedy, _ASKED)
