"""What the rules on the whole ballot (core/ballotrules.py) come to on one sheet: slots, and which of their marks count.

Judging a ballot, looking for contradictory rules and filling in a ballot at random all go by these. A mark is the byte
of docs/wire.md: 0 for none, else the number of a grade or of a score, from 1.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from evalsite.core.ballotrules import WHOLE, Limit, Overall
from evalsite.core.campaign import Campaign, Indicator, Scale, Type
from evalsite.core.questionnaire import Sheet, Slot, score_steps

Marks = frozenset[int]
MarkOf = Callable[[Slot], int]


def opinions(scale: Scale) -> Marks:
    """The grades (numbers from 1) that are an opinion: those outside the scale, as 不了解 and 弃权 are, are none.

    A grade stands outside where it has no points although others have, or where rates do not count it.
    """
    scored = any(grade.points is not None for grade in scale.grades)
    return frozenset(
        number
        for number, grade in enumerate(scale.grades, 1)
        if grade.points is not None or (grade.counts and not scored)
    )


def opinions_of(campaign: Campaign, indicator: Indicator) -> Marks:
    if indicator.type is Type.GRADE:
        return opinions(campaign.scale(indicator.scale))
    return frozenset(range(1, score_steps(indicator) + 1))


def named(slot: Slot, grades: Iterable[str]) -> Marks:
    """The marks of grades by their names; those that the slot's scale does not have are passed over."""
    return frozenset(slot.options.index(grade) + 1 for grade in grades if grade in slot.options)


def score_of(indicator: Indicator, mark: int) -> Fraction:
    return indicator.low + (mark - 1) * indicator.step


def _limited(slot: Slot, limit: Limit) -> Marks:
    if limit.compare is None:
        return named(slot, limit.grades)
    steps = range(1, score_steps(slot.indicator) + 1)
    return frozenset(mark for mark in steps if limit.compare.holds(score_of(slot.indicator, mark), limit.score))


@dataclass(frozen=True, slots=True)
class Held:
    """A limit on one sheet: of ``slots``, one a subject, at most (or at least) ``bound`` have a mark of ``marks``."""

    limit: Limit
    slots: tuple[Slot, ...]
    marks: Marks
    opinions: Marks
    bound: int

    def broken(self, mark_of: MarkOf) -> bool:
        given = [mark_of(slot) for slot in self.slots]
        having = sum(mark in self.marks for mark in given)
        if self.limit.least:
            return having < self.bound and any(mark in self.opinions for mark in given)
        return having > self.bound


@dataclass(frozen=True, slots=True)
class Varied:
    """不得全同 on one sheet. ``classes`` are slots whose marks can be compared: one scale's, or all that are scores."""

    indicator: str
    classes: tuple[tuple[Slot, ...], ...]
    opinions: dict[str, Marks]

    def said(self, slots: Iterable[Slot], mark_of: MarkOf) -> list[int | Fraction]:
        """The opinions given in these slots, as they are compared: grades by number, scores by value."""
        return [
            mark if slot.indicator.type is Type.GRADE else score_of(slot.indicator, mark)
            for slot in slots
            if (mark := mark_of(slot)) in self.opinions[slot.indicator.code]
        ]

    def broken(self, mark_of: MarkOf) -> bool:
        """Whether opinions can be compared, and no two differ. One opinion alone is equal to nothing."""
        said = [self.said(slots, mark_of) for slots in self.classes]
        return any(len(each) > 1 for each in said) and all(len(set(each)) < 2 for each in said)


@dataclass(frozen=True, slots=True)
class Item:
    """An item's slot with the marks that are an opinion on it, and those among them that the rule names."""

    slot: Slot
    opinions: Marks
    named: Marks


@dataclass(frozen=True, slots=True)
class Judged:
    """总评一致 for one subject: a mark of ``when`` in the overall ``slot`` rests on ``items``, of which there are some."""

    rule: Overall
    slot: Slot
    when: Marks
    items: tuple[Item, ...]

    def broken(self, mark_of: MarkOf) -> bool:
        if mark_of(self.slot) not in self.when:
            return False
        given = [(item, mark_of(item.slot)) for item in self.items]
        graded = sum(mark in item.opinions for item, mark in given)
        return not self.rule.allows(sum(mark in item.named for item, mark in given), graded)


@dataclass(frozen=True, slots=True)
class SheetRules:
    limits: tuple[Held, ...]
    varied: tuple[Varied, ...]
    overall: tuple[Judged, ...]


def sheet_rules(campaign: Campaign, sheet: Sheet) -> SheetRules:
    """The rules that touch a sheet, in the campaign's order. One that has no slot there does not exist on it."""
    return SheetRules(tuple(_held(campaign, sheet)), tuple(_varied(campaign, sheet)), tuple(_overall(campaign, sheet)))


def limits_of(campaign: Campaign) -> tuple[Limit, ...]:
    """All limits: the quotas, which are limits on one grade, and after them the others."""
    return (
        *(
            Limit(q.indicator, (q.grade,), count=q.count, share=None if q.percent is None else q.percent / 100)
            for q in campaign.quotas
        ),
        *campaign.ballot.limits,
    )


def _held(campaign: Campaign, sheet: Sheet) -> Iterator[Held]:
    for limit in limits_of(campaign):
        slots = tuple(
            slot
            for slot in sheet.slots
            if slot.subject and slot.indicator.code == limit.indicator and limit.group in ("", slot.subject.group)
        )
        if slots:
            marks, opinion = _limited(slots[0], limit), opinions_of(campaign, slots[0].indicator)
            yield Held(limit, slots, marks, opinion, limit.bound(len(slots)))


def _varied(campaign: Campaign, sheet: Sheet) -> Iterator[Varied]:
    for code in campaign.ballot.varied:
        classes: dict[str, list[Slot]] = {}
        for slot in sheet.slots:
            if slot.indicator.type in (Type.GRADE, Type.SCORE) and code in (WHOLE, slot.indicator.code):
                classes.setdefault(slot.indicator.scale, []).append(slot)  # scores have no scale, and are one class
        asked = {slot.indicator.code: slot.indicator for slots in classes.values() for slot in slots}
        opinion = {name: opinions_of(campaign, one) for name, one in asked.items()}
        if any(len(slots) > 1 for slots in classes.values()):
            yield Varied(code, tuple(tuple(slots) for slots in classes.values()), opinion)


def items_of(campaign: Campaign, rule: Overall) -> list[str]:
    """The codes of a rule's items: as written, or all indicators with grades but the overall ones."""
    overall = {one.indicator for one in campaign.ballot.overall}
    graded = [one.code for one in campaign.indicators if one.type is Type.GRADE]
    return [code for code in graded if (code in rule.items if rule.items else code not in overall)]


def _overall(campaign: Campaign, sheet: Sheet) -> Iterator[Judged]:
    graded: dict[str, dict[str, Slot]] = {}
    for slot in sheet.slots:
        if slot.subject and slot.indicator.type is Type.GRADE:
            graded.setdefault(slot.subject.code, {})[slot.indicator.code] = slot
    said = {one.code: opinions_of(campaign, one) for one in campaign.indicators if one.type is Type.GRADE}
    for rule in campaign.ballot.overall:
        codes = items_of(campaign, rule)
        for slots in graded.values():
            items = tuple(
                Item(one, said[code], marks)
                for code in codes
                if (one := slots.get(code)) and (marks := named(one, rule.grades) & said[code])
            )
            if items and rule.indicator in slots:
                overall = slots[rule.indicator]
                yield Judged(rule, overall, named(overall, rule.when), items)
