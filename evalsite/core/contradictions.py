"""Rules on the whole ballot that no ballot can keep, or that do nothing: told at their line, with the sheet they fail on.

Line after line is taken as long as a complete ballot can still keep all of them on every electorate's sheet
(core/meeting.py); the first with which that ends is told, and left out for those after it, so that all are told at once.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from evalsite.core import rules
from evalsite.core.ballotrules import BallotRules
from evalsite.core.ballotwords import limited_words, quoted
from evalsite.core.campaign import Campaign, Electorate, Rule
from evalsite.core.findings import Cell, Problem
from evalsite.core.meeting import can_be_met
from evalsite.core.questionnaire import Sheet, sheet_for
from evalsite.core.saying import say
from evalsite.core.sheetrules import Held, limits_of, sheet_rules

NEEDS: tuple[Cell, ...] = tuple(
    (part, None, "*") for part in ("subjects", "scales", "indicators", "electorates", "rules")
)
MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class _Sheets:
    """One kind of sheet, and the electorates that have it: for the rules it only matters how many of each group stand on it."""

    sheet: Sheet
    electorates: list[Electorate]

    @property
    def names(self) -> str:
        names = quoted(one.name for one in self.electorates[:MOST_NAMES])
        if len(self.electorates) > MOST_NAMES:
            return say("票种{names}等 {number} 个票种", names=names, number=len(self.electorates))
        return say("票种{names}", names=names)


def contradictions(campaign: Campaign) -> Iterator[Problem]:
    """For a campaign whose sheets can be drawn up; lines that could not be read are passed over."""
    kinds = list(_kinds(campaign))
    kept = replace(campaign, quotas=(), ballot=BallotRules())
    for index, line in enumerate(campaign.rules):
        own = _own(campaign, line)
        if own is None:
            continue
        if message := _idle(own, kinds):
            yield Problem("rules", index, "params", message, say("请改正或删去这一行"), NEEDS)
            continue
        more, about = _joined(kept, own), _about(own)
        failing = [one for one in kinds if _touches(own, one.sheet) and not can_be_met(more, one.sheet, about)]
        if not failing:
            kept = more
            continue
        names = _Sheets(failing[0].sheet, [voters for one in failing for voters in one.electorates]).names
        message, remedy = _why(more, own, failing[0].sheet)
        yield Problem(
            "rules", index, "params", say("{names}的测评表上，{message}", names=names, message=message), remedy, NEEDS
        )


def _kinds(campaign: Campaign) -> Iterator[_Sheets]:
    alike: dict[tuple[tuple[str, int], ...], _Sheets] = {}
    for voters in campaign.electorates:
        groups = Counter(subject.group for subject in campaign.subjects if voters.rates(subject))
        key = tuple(sorted(groups.items()))
        if key not in alike:
            alike[key] = _Sheets(sheet_for(campaign, voters.code), [])
        alike[key].electorates.append(voters)
    yield from alike.values()


def _own(campaign: Campaign, line: Rule) -> Campaign | None:
    """The campaign with the rules on the whole ballot that one line makes; None where it makes none.

    Ranges of scores stay as the other lines have set them.
    """
    made, _ = rules.apply(replace(campaign, rules=(line,)))
    if not made.quotas and made.ballot == BallotRules():
        return None
    return replace(campaign, quotas=made.quotas, ballot=made.ballot)


def _joined(kept: Campaign, own: Campaign) -> Campaign:
    one, other = kept.ballot, own.ballot
    ballot = BallotRules(one.limits + other.limits, one.varied + other.varied, one.overall + other.overall)
    return replace(kept, quotas=kept.quotas + own.quotas, ballot=ballot)


def _about(own: Campaign) -> set[str]:
    """The indicators that a line's rules are on."""
    limited = (limit.indicator for limit in limits_of(own))
    return {*limited, *own.ballot.varied, *(rule.indicator for rule in own.ballot.overall)}


def _touches(own: Campaign, sheet: Sheet) -> bool:
    found = sheet_rules(own, sheet)
    return bool(found.limits or found.varied or found.overall)


def _idle(own: Campaign, kinds: list[_Sheets]) -> str:
    """Why a line does nothing on any sheet; empty for one that does something."""
    for held in (held for kind in kinds for held in sheet_rules(own, kind.sheet).limits):
        indicator = held.slots[0].indicator
        if held.limit.compare and not held.marks:
            words = limited_words(own, held.limit)
            return say(
                "打分范围是 {low} 到 {high} 分，{words}分数打不出来",
                low=indicator.low,
                high=indicator.high,
                words=words,
            )
    touching = any(_touches(own, kind.sheet) for kind in kinds)  # limits always do: every subject is on some sheet
    if own.ballot.varied and not touching:
        return say("各票种的测评表上，这样的评定都只有一项，“不得全同”不起作用")
    if own.ballot.overall and not touching:
        name = own.indicator(own.ballot.overall[0].indicator).name
        return say("没有一个测评对象既评“{name}”又评这些单项，“总评一致”不起作用", name=name)
    return ""


def _why(joined: Campaign, own: Campaign, sheet: Sheet) -> tuple[str, str]:
    """What is impossible on a sheet, and what to do: as plainly as the case allows."""
    for held in sheet_rules(own, sheet).limits:
        subjects = len(held.slots)
        words = limited_words(own, held.limit)
        if held.limit.least and held.bound > subjects:
            return say(
                "{words}至少要 {bound} 个，但只有 {subjects} 个对象", words=words, bound=held.bound, subjects=subjects
            ), say("请改成不超过 {subjects} 个", subjects=subjects)
        if clash := _clash(joined, sheet, held):
            least, most = (held, clash) if held.limit.least else (clash, held)
            message = say(
                "{least}至少要 {bound} 个，{most}又最多 {room} 个",
                least=limited_words(own, least.limit),
                bound=least.bound,
                most=limited_words(joined, most.limit),
                room=most.bound,
            )
            return message, say("请改小下限，或改大上限")
        if (room := _room(joined, sheet, held)) is not None:
            message = say(
                "“{indicator}”各等次的上限合计只有 {room} 个，但有 {subjects} 个对象，填不满",
                indicator=held.slots[0].indicator.name,
                room=room,
                subjects=subjects,
            )
            return message, say("请放宽上限，或留一个不限的等次")
    return say("没有一种填法能同时合乎这一行和前面的规则"), say("请放宽这一行，或放宽前面的规则")


def _clash(joined: Campaign, sheet: Sheet, held: Held) -> Held | None:
    """An opposite limit that a limit cannot be kept together with, of the same subjects: 至少 4, 最多 3."""
    for other in sheet_rules(joined, sheet).limits:
        least, most = (held, other) if held.limit.least else (other, held)
        apart = other.limit.least == held.limit.least or other.slots != held.slots
        if not apart and least.marks <= most.marks and least.bound > most.bound:
            return other
    return None


def _room(joined: Campaign, sheet: Sheet, held: Held) -> int | None:
    """How many subjects the upper limits on single grades leave room for, where that is less than there are."""
    indicator = held.slots[0].indicator
    if not indicator.required or not held.slots[0].options:
        return None
    room: dict[frozenset[int], int] = {}
    for other in sheet_rules(joined, sheet).limits:
        if other.slots == held.slots and not other.limit.least:
            room[other.marks] = min(other.bound, room.get(other.marks, other.bound))
    every = frozenset(range(1, len(held.slots[0].options) + 1))
    if frozenset().union(*room) != every or sum(room.values()) >= len(held.slots):
        return None
    return sum(room.values())
