"""Can the rules on the whole ballot be kept on one sheet, and how? A complete ballot that keeps them, or the proof of none.

Complete means that every required mark is given. Lower limits and 不得全同 are taken as in force: that a ballot which
says nothing but 不了解 breaks neither is no way to keep them; and where limits are on an indicator that need not be
answered, it must be possible to answer it. Indicators are looked at one by one, an overall one together with its items.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from fractions import Fraction
from itertools import product

from evalsite.core.ballotrules import WHOLE
from evalsite.core.campaign import Campaign, Indicator, Type
from evalsite.core.questionnaire import Sheet, Slot, score_steps
from evalsite.core.sheetrules import SheetRules, Varied, opinions_of, score_of, sheet_rules
from evalsite.core.sums import WORK, TooHard
from evalsite.core.ways import Kind, Member, Need, Part

Pick = Callable[[Slot, Sequence[int]], int]
Order = Callable[[Sequence[str]], list[str]]
Solved = tuple[Part, list[int]]


def first(_slot: Slot, marks: Sequence[int]) -> int:
    return marks[0]


def can_be_met(campaign: Campaign, sheet: Sheet, about: Collection[str] | None = None, work: int = WORK) -> bool:
    """Whether some complete ballot keeps every rule. True also where nobody could find out: only a proof refuses.

    ``about`` are indicators by code: what does not hang together with one of them is known to be possible already.
    """
    rules = sheet_rules(campaign, sheet)
    alone = SheetRules(rules.limits, tuple(one for one in rules.varied if one.indicator), ())
    for some in (rules, alone):
        try:
            return _Meeting(campaign, sheet, some, work).solved(about) is not None
        except TooHard:
            continue
    return True


def example(campaign: Campaign, sheet: Sheet, pick: Pick = first, order: Order = list) -> dict[int, int] | None:
    """Marks by slot number, for every slot that some rule is about, that keep all rules; None where nobody can.

    ``pick`` chooses among marks that no rule tells apart, ``order`` in which order subjects take their turn. Raises
    TooHard where the search was given up.
    """
    rules = sheet_rules(campaign, sheet)
    solved = _Meeting(campaign, sheet, rules).solved()
    if solved is None:
        return None
    marks: dict[int, int] = {}
    others: dict[Slot, tuple[int, ...]] = {}
    for part, counts in solved:
        turns = [iter(order(crowd)) for crowd in part.crowds]
        for (crowd, way), count in zip(part.ways, counts, strict=True):
            for _ in range(count):
                subject = next(turns[crowd])
                for kind in way.values():
                    slot = part.members[kind.code].slots[subject]
                    marks[slot.number], others[slot] = pick(slot, kind.marks), kind.marks
    for varied in rules.varied:
        _tell_apart(varied, marks, others)
    return marks


def _tell_apart(varied: Varied, marks: dict[int, int], others: dict[Slot, tuple[int, ...]]) -> None:
    """Where all marks happen to be equal, another of the same kind is put in place of one."""
    choices = ((slot, mark) for slots in varied.classes for slot in slots for mark in others.get(slot, ()))
    while varied.broken(lambda slot: marks.get(slot.number, 0)):
        slot, mark = next(choices)
        before, marks[slot.number] = marks[slot.number], mark
        if varied.broken(lambda slot: marks.get(slot.number, 0)):
            marks[slot.number] = before


class _Meeting:
    """The rules of one sheet, taken apart."""

    def __init__(self, campaign: Campaign, sheet: Sheet, rules: SheetRules, work: int = WORK) -> None:
        self._campaign, self._rules, self._work = campaign, rules, work
        self._asked = [one for one in campaign.indicators if one.type in (Type.GRADE, Type.SCORE)]
        self._slots: dict[str, dict[str, Slot]] = {}
        for slot in sheet.slots:
            if slot.subject:
                self._slots.setdefault(slot.indicator.code, {})[slot.subject.code] = slot
        self._varied = {one.indicator for one in rules.varied}
        self._ruled = {held.limit.indicator for held in rules.limits} | self._varied
        self._ruled |= {one.slot.indicator.code for one in rules.overall}

    def solved(self, about: Collection[str] | None = None) -> list[Solved] | None:
        """The parts with how many subjects are marked in which way; None where that cannot be. Raises TooHard."""
        whole = WHOLE in self._varied
        done: list[Solved] = []
        for codes in self._linked():
            if whole or about is None or not codes.isdisjoint(about):
                part = self._part(codes)
                counts = self._solve(part, ())
                if counts is None:
                    return None
                done.append((part, counts))
        return self._told_apart(done) if whole else done

    def _told_apart(self, done: list[Solved]) -> list[Solved] | None:
        """不得全同 of the whole ballot. Items that are only looked at beside their overall grade come last: they cost."""
        found = self._differing(done)
        if found is None and any(not one.counted for part, _ in done for one in part.members.values()):
            again = [self._part(set(part.members), every=True) for part, _ in done]
            found = self._differing([(part, self._solve(part, ()) or []) for part in again])
        return found

    def _linked(self) -> list[set[str]]:
        """The codes of indicators that some rule is about, those that hang together in one set."""
        sets: list[set[str]] = []
        for judged in self._rules.overall:
            one = {judged.slot.indicator.code, *(item.slot.indicator.code for item in judged.items)}
            apart = [each for each in sets if one.isdisjoint(each)]
            sets = [*apart, one.union(*(each for each in sets if not one.isdisjoint(each)))]
        rest = {one.code for one in self._asked} if WHOLE in self._varied else self._ruled
        alone = rest.intersection(self._slots).difference(*sets)
        return sets + [{one.code} for one in self._asked if one.code in alone]

    def _part(self, codes: set[str], *, every: bool = False) -> Part:
        """``every``: what free items are marked with is counted as well."""
        counted = codes if every or len(codes) == 1 else self._ruled
        members = [self._member(one, counted=one.code in counted) for one in self._asked if one.code in codes]
        limits = [held for held in self._rules.limits if held.limit.indicator in codes]
        return Part(members, limits, [one for one in self._rules.overall if one.slot.indicator.code in codes])

    def _member(self, indicator: Indicator, *, counted: bool) -> Member:
        if indicator.type is Type.GRADE:
            steps = len(self._campaign.scale(indicator.scale).grades)
        else:
            steps = score_steps(indicator)
        marks = tuple(range(1 if indicator.required else 0, steps + 1))
        opinion = opinions_of(self._campaign, indicator)
        return Member(indicator.code, self._slots[indicator.code], marks, opinion, counted)

    def _solve(self, part: Part, more: Sequence[Need]) -> list[int] | None:
        """One of the alternatives that keep 不得全同 within the part. Raises TooHard."""
        for needs in product(*self._alternatives(part)):
            counts = part.solve([*(need for some in needs for need in some), *more], self._work)
            if counts is not None:
                return counts
        return None

    def _alternatives(self, part: Part) -> Iterator[list[list[Need]]]:
        """For each indicator with a rule of its own: the sets of needs of which one must hold."""
        for code, kinds in part.kinds.items():
            said = [kind for kind in kinds if kind.opinion]
            if code in self._varied:
                two = [[(frozenset({one}), 2)] for one in said if len(one.marks) > 1]
                yield two + [[(frozenset({one}), 1), (frozenset(said) - {one}, 1)] for one in said if len(said) > 1]
            elif code in self._ruled and kinds[0].marks == (0,):
                yield [[(frozenset(said), 1)]]

    def _differing(self, done: list[Solved]) -> list[Solved] | None:
        """不得全同 of the whole ballot: two marks of one class that differ, in one part or in two."""
        seen: list[tuple[int, Kind, list[int]]] = []
        for number, (part, _) in enumerate(done):
            for kind in (kind for kinds in part.kinds.values() for kind in kinds if kind.opinion):
                counts = self._solve(part, [(frozenset({kind}), 1)])
                if counts is None:
                    continue
                seen.append((number, kind, counts))
                for other in seen:
                    found = self._both(done, other, seen[-1])
                    if found:
                        return found
        return None

    def _both(
        self, done: list[Solved], one: tuple[int, Kind, list[int]], two: tuple[int, Kind, list[int]]
    ) -> list[Solved] | None:
        """The solution with a mark of each kind, if these can be compared and can differ."""
        values = self._values(one[1]) | self._values(two[1])
        if self._scale(one[1]) != self._scale(two[1]) or len(values) < 2:
            return None
        out = list(done)
        if one[0] != two[0]:
            out[one[0]], out[two[0]] = (done[one[0]][0], one[2]), (done[two[0]][0], two[2])
            return out
        part = done[one[0]][0]
        both: list[Need] = [(frozenset({one[1]}), 1), (frozenset({two[1]}), 1)]
        counts = self._solve(part, [(frozenset({one[1]}), 2)] if one[1] == two[1] else both)
        if counts is None:
            return None
        out[one[0]] = (part, counts)
        return out

    def _scale(self, kind: Kind) -> str:
        return self._campaign.indicator(kind.code).scale

    def _values(self, kind: Kind) -> set[int | Fraction]:
        indicator = self._campaign.indicator(kind.code)
        return {mark if indicator.type is Type.GRADE else score_of(indicator, mark) for mark in kind.marks}
