"""Random valid ballots, for demonstrations and load: plausible opinions, never a broken rule.

Every subject has a hidden quality of its own, so that results differ as real ones do. The same seed gives the same
ballots.
"""

import random
from collections.abc import Sequence

from evalsite.core.ballot import Answer, Ballot, Nomination, compose
from evalsite.core.campaign import Campaign, Type
from evalsite.core.meeting import example
from evalsite.core.questionnaire import TEXT_BUDGET_MOST, Sheet, Slot, score_steps
from evalsite.core.refusals import NoValidBallot
from evalsite.core.sheetrules import Held, Judged, score_of, sheet_rules
from evalsite.core.sums import TooHard
from evalsite.core.validity import VOID_REASONS, Judge

ANSWERED = 0.9  # share of optional marks that are given
COMMENTED = 0.15  # share of texts that are written

COMMENTS = (
    "工作扎实，办事公道，继续保持。",
    "建议多到基层了解情况。",
    "窗口服务态度好，办理速度有提高。",
    "对群众反映的问题答复还不够及时。",
    "会议偏多，希望精简。",
    "协调配合顺畅。",
    "材料要求重复，建议部门之间共享。",
    "希望进一步公开办事流程。",
)
BRIEF = "无"  # where something must be written and the room for texts is used up


class _Room:
    """What a limit leaves, while the slots it is about are filled in one after the other."""

    def __init__(self, held: Held, answered: set[int]) -> None:
        self._marks, self._least, self._bound = held.marks, held.limit.least, held.bound
        self._given, self._open = 0, sum(slot.number in answered for slot in held.slots)

    def allows(self, mark: int) -> bool:
        if self._least:
            return mark in self._marks or self._open - 1 >= self._bound - self._given
        return mark not in self._marks or self._given < self._bound

    def take(self, mark: int) -> None:
        self._given += mark in self._marks
        self._open -= 1


class Inventor:
    """Fills in one sheet again and again."""

    def __init__(self, campaign: Campaign, sheet: Sheet, seed: str) -> None:
        self._campaign, self._sheet = campaign, sheet
        self._judge, self._rules = Judge(campaign, sheet), sheet_rules(campaign, sheet)
        self._overall: dict[int, list[Judged]] = {}
        for judged in self._rules.overall:
            self._overall.setdefault(judged.slot.number, []).append(judged)
        self._random = random.Random(f"{seed}/{sheet.electorate.code}")
        self._room = 0
        self._quality = {
            subject.code: random.Random(f"{seed}/{subject.code}").gauss(0.75, 0.12) for subject in sheet.subjects
        }

    def ballot(self) -> Ballot:
        """A ballot that the count will find valid.

        Rules are kept mark by mark as far as that goes; where they are too tight for that, the marks they are about
        are worked out together (core/meeting.py). Raises NoValidBallot when the campaign's rules leave none to find.
        """
        answers = self._answers()
        if self._judge.reason(compose(self._sheet, answers)) is not None:
            for number, mark in self._worked_out().items():
                answers.pop(number, None)
                self._enter(answers, self._sheet.slots[number], mark)
        ballot = compose(self._sheet, answers)
        reason = self._judge.reason(ballot)
        if reason is not None:
            raise NoValidBallot(electorate=self._sheet.electorate.name, reason=VOID_REASONS[reason])
        return ballot

    def _answers(self) -> dict[int, Answer]:
        """One answer after the other."""
        self._room = TEXT_BUDGET_MOST - len(BRIEF.encode()) * self._sheet.texts
        order = [slot for slot in self._sheet.slots if slot.indicator.required or self._random.random() < ANSWERED]
        self._random.shuffle(order)  # limits: not always the first subjects on the sheet get the scarce grades
        order.sort(key=lambda slot: slot.number in self._overall)  # what sums up comes after what it sums up
        answered = {slot.number for slot in order}
        rooms: dict[int, list[_Room]] = {}
        for held in self._rules.limits:
            room = _Room(held, answered)
            for slot in held.slots:
                rooms.setdefault(slot.number, []).append(room)
        answers: dict[int, Answer] = {}
        marks: dict[int, int] = {}
        for slot in order:
            if slot.indicator.type in (Type.GRADE, Type.SCORE):
                marks[slot.number] = self._mark(slot, rooms.get(slot.number, ()), marks)
                self._enter(answers, slot, marks[slot.number])
            elif (answer := self._answer(slot)) is not None:
                answers[slot.number] = answer
        return answers

    def _mark(self, slot: Slot, rooms: Sequence[_Room], marks: dict[int, int]) -> int:
        """The mark nearest to the opinion that no limit and no item forbids; 0 where every one is forbidden."""
        steps = len(slot.options) if slot.indicator.type is Type.GRADE else score_steps(slot.indicator)
        wish = self._wish(slot)
        nearest = sorted(range(1, steps + 1), key=lambda mark: abs(mark - wish))
        allowed = (mark for mark in nearest if all(room.allows(mark) for room in rooms))
        found = next((mark for mark in allowed if self._agrees(slot, mark, marks)), 0)
        for room in rooms:
            room.take(found)
        return found

    def _agrees(self, slot: Slot, mark: int, marks: dict[int, int]) -> bool:
        def mark_of(one: Slot) -> int:
            return mark if one.number == slot.number else marks.get(one.number, 0)

        return not any(judged.broken(mark_of) for judged in self._overall.get(slot.number, ()))

    def _wish(self, slot: Slot) -> float:
        """The voter's opinion on the ladder of marks. The first grade of a scale is its best."""
        opinion = self._opinion(slot)
        if slot.indicator.type is Type.GRADE:
            return (1 - opinion) * len(slot.options) + 0.5
        return round((score_steps(slot.indicator) - 1) * opinion) + 1

    def _nearest(self, slot: Slot, marks: Sequence[int]) -> int:
        wish = self._wish(slot)
        return min(marks, key=lambda mark: abs(mark - wish))

    def _enter(self, answers: dict[int, Answer], slot: Slot, mark: int) -> None:
        if mark > 0:
            answers[slot.number] = mark if slot.indicator.type is Type.GRADE else score_of(slot.indicator, mark)

    def _worked_out(self) -> dict[int, int]:
        """Marks that keep all rules together, for the slots that some rule is about; none where nobody can say."""
        try:
            return example(self._campaign, self._sheet, self._nearest, self._shuffled) or {}
        except TooHard:
            return {}

    def _shuffled(self, codes: Sequence[str]) -> list[str]:
        return self._random.sample(codes, len(codes))

    def _answer(self, slot: Slot) -> Answer | None:
        match slot.indicator.type:
            case Type.CHOICE:
                return frozenset(self._random.sample(range(slot.width), self._how_many(slot)))
            case Type.RANK:
                return self._ranking(slot)
            case Type.NOMINATE:
                return self._nomination(slot)
            case _:
                return self._comment(slot)

    def _opinion(self, slot: Slot, code: str = "") -> float:
        """What this voter thinks of a subject, from 0 to 1."""
        subject = slot.subject.code if slot.subject else code
        return min(1.0, max(0.0, self._random.gauss(self._quality.get(subject, 0.7), 0.18)))

    def _comment(self, slot: Slot) -> str | None:
        """A remark now and then, within the bytes that the ballot has for texts."""
        if not slot.indicator.required and self._random.random() >= COMMENTED:
            return None
        text = self._random.choice(COMMENTS)
        self._room -= len(text.encode())
        return text if self._room >= 0 else BRIEF

    def _how_many(self, slot: Slot) -> int:
        least = max(1, slot.indicator.least)
        most = slot.indicator.most or slot.width
        return self._random.randint(min(least, slot.width), max(least, min(most, slot.width)))

    def _ranking(self, slot: Slot) -> Answer:
        """Places by opinion. Where ties are allowed, near-equal subjects share a place (1, 2, 2, 4)."""
        marks = [self._opinion(slot, one.code) for one in slot.candidates]
        if slot.indicator.ties:
            marks = [round(mark, 1) for mark in marks]
            return tuple(1 + sum(other > mark for other in marks) for mark in marks)
        order = sorted(range(len(marks)), key=lambda index: -marks[index])
        return tuple(order.index(index) + 1 for index in range(len(marks)))

    def _nomination(self, slot: Slot) -> Answer:
        order = sorted(range(slot.width), key=lambda index: -self._opinion(slot, slot.candidates[index].code))
        return Nomination(frozenset(order[: self._how_many(slot)]))
