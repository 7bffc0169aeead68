"""Do the weights add up? Those of the indicators and of the electorates, level by level, for each group of subjects."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from evalsite.core.campaign import Campaign, Electorate
from evalsite.core.coverage import first_of_groups, meant_for, mistyped
from evalsite.core.findings import Cell, Problem, number_fault, shown, squeezed
from evalsite.core.points import highest
from evalsite.core.rules import TYPE_WORDS
from evalsite.core.saying import joined, say
from evalsite.core.weights import Group, top

MOST_PARTS_SHOWN = 12
MOST_WEIGHT = 100
_NAMES = {"indicators": say("指标"), "electorates": say("票种")}


@dataclass(frozen=True, slots=True)
class _Line:
    """What is weighed: one electorate or indicator, or a group of them; ``cell`` is where its weight is written."""

    name: str
    weight: Fraction | None
    cell: tuple[str, int, str]


Level = tuple[_Line, ...]


def weights(campaign: Campaign) -> Iterator[Problem]:
    """Weights out of range, weights where nothing is scored, sums that are neither 100 nor 1, and levels of zeros.

    A level is what is weighed together (core/weights.py). For every group of subjects the weights of a level that
    count for it are all blank (equal), or all given with a sum of 100 or 1, or all exactly 1. A weight of 0 stands
    outside: it is counted and shown, but not scored; but somebody must have one that is not 0.
    """
    yield from _single(campaign)
    for part, name in _NAMES.items():
        groups, certain = _groups(campaign, part)
        if not certain:
            continue  # a line of the rules has a problem of its own, and nobody knows yet what is weighed with what
        together: dict[tuple[str, Level], list[str]] = {}
        for of in _clear_groups(campaign, part):
            for title, level in _levels(campaign, part, groups, of):
                counting = tuple(line for line in level if line.weight != 0)
                together.setdefault((title, counting or level), []).append(of)
        for (title, level), subjects in together.items():
            whose = say("对象组“{groups}”的{name}{title}", groups=joined("、", subjects), name=name, title=title)
            needs: tuple[Cell, ...] = ((part, None, "weight"), (part, None, "groups"), ("subjects", None, "group"))
            needs = (*needs, ("rules", None, "*")) if groups else needs
            yield from _sum(whose, level, needs)
            if all(line.weight == 0 for line in level) and any(_has_points(campaign, of) for of in subjects):
                message = say("{whose}，权重都是 0，没有一项计分", whose=whose)
                remedy = say("请至少给一项填上不是 0 的权重，或把权重全部清空（同等看待）")
                yield Problem(*level[0].cell, message, remedy, (*needs, ("scales", None, "*")))


def _groups(campaign: Campaign, part: str) -> tuple[tuple[Group, ...], bool]:
    """The groups of electorates or indicators, and whether every line that makes one could be carried out as meant."""
    scheme = campaign.scheme
    found = scheme.electorate_groups if part == "electorates" else scheme.indicator_groups
    pooled = {code for members in _pools(campaign, part).values() for code in members}
    astray = any(member in pooled for group in found for member in group.members)
    return found, len(found) == len(_rule_lines(campaign, part)) and not astray


def _pools(campaign: Campaign, part: str) -> dict[str, tuple[str, ...]]:
    """The electorates that are counted in one heap, by its name; of indicators there are none."""
    return {pool.name: pool.members for pool in campaign.scheme.pools} if part == "electorates" else {}


def _rule_lines(campaign: Campaign, part: str) -> list[int]:
    return [n for n, line in enumerate(campaign.rules) if squeezed(line.rule) == f"{_NAMES[part]}组"]


def _clear_groups(campaign: Campaign, part: str) -> list[str]:
    """Groups of which it is certain what counts for them; the others have a problem of their own already."""
    if part == "electorates" and not all(voters.groups for voters in campaign.electorates):
        return []
    unclear = mistyped(campaign, part)
    return [group for group in first_of_groups(campaign) if group not in unclear]


def _levels(campaign: Campaign, part: str, groups: Sequence[Group], of: str) -> Iterator[tuple[str, Level]]:
    """The levels for a group of subjects, each with what to call it: the outermost first."""
    pools = _pools(campaign, part)
    heap = {code: name for name, members in pools.items() for code in members}
    codes = dict.fromkeys(heap.get(code, code) for code in _codes(campaign, part))
    lines = _lines_of(campaign, part, of)
    written = dict(zip((group.name for group in groups), _rule_lines(campaign, part), strict=True))
    inside = {group.name: group for group in groups}

    def found(name: str) -> list[_Line]:
        """A group where one of its members counts; electorates counted in one heap stand there one by one."""
        if name not in inside:
            return [lines[code] for code in pools.get(name, (name,)) if code in lines]
        whole = _Line(name, inside[name].weight, ("rules", written[name], "params"))
        return [whole] if any(found(member) for member in inside[name].members) else []

    for title, names in (
        ("", top(codes, groups)),
        *((say("组“{group}”", group=group.name), group.members) for group in groups),
    ):
        if level := tuple(line for name in names for line in found(name)):
            yield title, level


def _codes(campaign: Campaign, part: str) -> list[str]:
    """The codes of all lines; one that was there before, which is a problem of its own, is told apart by its place."""
    codes = [one.code for one in getattr(campaign, part)]
    return [code if codes.index(code) == index else f"{code}\0{index}" for index, code in enumerate(codes)]


def _lines_of(campaign: Campaign, part: str, of: str) -> dict[str, _Line]:
    """Which electorates or indicators count for a group of subjects, by code."""
    counts = [
        of in one.groups if isinstance(one, Electorate) else campaign.is_scored(one) and meant_for(one, of)
        for one in getattr(campaign, part)
    ]
    return {
        code: _Line(one.name, one.weight, (part, index, "weight"))
        for index, (code, one) in enumerate(zip(_codes(campaign, part), getattr(campaign, part), strict=True))
        if counts[index]
    }


def _has_points(campaign: Campaign, of: str) -> bool:
    """Whether anything gives points to a group of subjects; where nothing does, zeros take nothing away."""
    return any(meant_for(one, of) and highest(campaign, one) is not None for one in campaign.indicators)


def _single(campaign: Campaign) -> Iterator[Problem]:
    for part in ("indicators", "electorates"):
        for index, line in enumerate(getattr(campaign, part)):
            if line.weight is not None and (fault := number_fault(say("权重"), line.weight, 0, MOST_WEIGHT)):
                yield Problem(part, index, "weight", *fault)
    for index, indicator in enumerate(campaign.indicators):
        if indicator.weight and not campaign.is_scored(indicator):
            message = say("{type}题不计分，权重不起作用", type=TYPE_WORDS[indicator.type])
            needs: tuple[Cell, ...] = (("indicators", index, "type"), ("rules", None, "*"))
            yield Problem("indicators", index, "weight", message, say("请清空权重"), needs)


def _sum(whose: str, level: Level, needs: tuple[Cell, ...]) -> Iterator[Problem]:
    given = [line for line in level if line.weight]
    blank = [line for line in level if line.weight is None]
    if not given or any(line.weight and not 0 < line.weight <= MOST_WEIGHT for line in given):
        return  # nothing to add, or told already
    if blank:
        message = say("{whose}，权重有的填了，有的没填", whose=whose)
        yield Problem(*blank[0].cell, message, say("请全部填写，或全部留空（同等看待）；不计分的填 0"), needs)
        return
    total = sum((line.weight for line in given if line.weight), Fraction(0))
    if total in (1, 100) or {line.weight for line in given} == {Fraction(1)}:
        return
    parts = [f"{line.name} {shown(line.weight)}" for line in given if line.weight]
    listed = " + ".join(parts[:MOST_PARTS_SHOWN]) + (" + …" if len(parts) > MOST_PARTS_SHOWN else "")
    whole = 1 if all(line.weight and line.weight <= 1 for line in given) else 100
    off = (
        say("还差 {points}", points=shown(whole - total))
        if total < whole
        else say("多出 {points}", points=shown(total - whole))
    )
    message = say(
        "{whose}，权重合计 {total}（{parts}），应为 {whole}，{off}",
        whose=whose,
        total=shown(total),
        parts=listed,
        whole=whole,
        off=off,
    )
    yield Problem(*given[0].cell, message, say("请调整这几项的权重，使合计为 {whole}", whole=whole), needs)
