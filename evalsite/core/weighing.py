"""Do the weights add up? Those of the indicators and of the electorates, for each group of subjects on its own."""

from collections.abc import Iterator
from fractions import Fraction

from evalsite.core.campaign import Campaign, Electorate, Indicator
from evalsite.core.coverage import first_of_groups, meant_for, mistyped
from evalsite.core.findings import Cell, Problem, number_fault, shown
from evalsite.core.rules import TYPE_WORDS

MOST_PARTS_SHOWN = 12
MOST_WEIGHT = 100


def weights(campaign: Campaign) -> Iterator[Problem]:
    """Weights out of range, weights where nothing is scored, and sums that are neither 100 nor 1.

    For every group of subjects the weights of what counts for it are all blank (equal), or all given with a sum of
    100 or 1, or all exactly 1. A weight of 0 stands outside: it is counted and shown, but not scored.
    """
    yield from _single(campaign)
    for part, name in (("indicators", "指标"), ("electorates", "票种")):
        together: dict[tuple[int, ...], list[str]] = {}
        for group in _clear_groups(campaign, part):
            lines = _lines_of(campaign, part, group)
            if lines:
                together.setdefault(lines, []).append(group)
        for lines, groups in together.items():
            yield from _sum(part, name, groups, {index: getattr(campaign, part)[index] for index in lines})


def _clear_groups(campaign: Campaign, part: str) -> list[str]:
    """Groups of which it is certain what counts for them; the others have a problem of their own already."""
    if part == "electorates" and not all(voters.groups for voters in campaign.electorates):
        return []
    unclear = mistyped(campaign, part)
    return [group for group in first_of_groups(campaign) if group not in unclear]


def _lines_of(campaign: Campaign, part: str, group: str) -> tuple[int, ...]:
    """Which electorates or indicators count for a group; a weight of 0 does not."""
    if part == "electorates":
        return tuple(i for i, e in enumerate(campaign.electorates) if group in e.groups and e.weight != 0)
    return tuple(
        index
        for index, one in enumerate(campaign.indicators)
        if one.scored and one.weight != 0 and meant_for(one, group)
    )


def _single(campaign: Campaign) -> Iterator[Problem]:
    for part in ("indicators", "electorates"):
        for index, line in enumerate(getattr(campaign, part)):
            if line.weight is not None and (fault := number_fault("权重", line.weight, 0, MOST_WEIGHT)):
                yield Problem(part, index, "weight", *fault)
    for index, indicator in enumerate(campaign.indicators):
        if indicator.weight and not indicator.scored:
            message = f"{TYPE_WORDS[indicator.type]}题不计分，权重不起作用"
            needs: tuple[Cell, ...] = (("indicators", index, "type"),)
            yield Problem("indicators", index, "weight", message, "请清空权重", needs)


def _sum(
    part: str, name: str, groups: list[str], lines: dict[int, Indicator] | dict[int, Electorate]
) -> Iterator[Problem]:
    given = {i: line.weight for i, line in lines.items() if line.weight}
    blank = [i for i, line in lines.items() if line.weight is None]
    whose = f"对象组“{'、'.join(groups)}”的{name}"
    needs: tuple[Cell, ...] = ((part, None, "weight"), (part, None, "groups"), ("subjects", None, "group"))
    if not given or any(not 0 < weight <= MOST_WEIGHT for weight in given.values()):
        return  # nothing to add, or told already
    if blank:
        message = f"{whose}，权重有的填了，有的没填"
        yield Problem(part, blank[0], "weight", message, "请全部填写，或全部留空（同等看待）；不计分的填 0", needs)
        return
    total = sum(given.values(), Fraction(0))
    if total in (1, 100) or set(given.values()) == {Fraction(1)}:
        return
    parts = [f"{lines[i].name} {shown(weight)}" for i, weight in given.items()]
    listed = " + ".join(parts[:MOST_PARTS_SHOWN]) + (" + …" if len(parts) > MOST_PARTS_SHOWN else "")
    whole = 1 if all(weight <= 1 for weight in given.values()) else 100
    off = f"还差 {shown(whole - total)}" if total < whole else f"多出 {shown(total - whole)}"
    message = f"{whose}，权重合计 {shown(total)}（{listed}），应为 {whole}，{off}"
    yield Problem(part, next(iter(given)), "weight", message, f"请调整这几项的权重，使合计为 {whole}", needs)
