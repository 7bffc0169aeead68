"""Random valid ballots, for demonstrations and load: plausible opinions, never a broken rule.

Every subject has a hidden quality of its own, so that results differ as real ones do. The same seed gives the same
ballots.
"""

import random
from collections import Counter

from evalsite.core.ballot import Answer, Ballot, Nomination, compose
from evalsite.core.campaign import Campaign, Type
from evalsite.core.questionnaire import TEXT_BUDGET_MOST, Sheet, Slot, score_steps
from evalsite.core.refusals import NoValidBallot
from evalsite.core.validity import VOID_REASONS, void_reason

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


class Inventor:
    """Fills in one sheet again and again."""

    def __init__(self, campaign: Campaign, sheet: Sheet, seed: str) -> None:
        self._campaign, self._sheet = campaign, sheet
        self._random = random.Random(f"{seed}/{sheet.electorate.code}")
        self._room = 0
        self._quality = {
            subject.code: random.Random(f"{seed}/{subject.code}").gauss(0.75, 0.12) for subject in sheet.subjects
        }

    def ballot(self) -> Ballot:
        """A ballot that the count will find valid.

        Raises NoValidBallot when the campaign's rules leave none to find.
        """
        answers: dict[int, Answer] = {}
        left = Counter(self._quota_room())
        self._room = TEXT_BUDGET_MOST - len(BRIEF.encode()) * self._sheet.texts
        order = list(self._sheet.slots)
        self._random.shuffle(order)  # quotas: not always the first subjects on the sheet get the scarce grades
        for slot in order:
            if slot.indicator.required or self._random.random() < ANSWERED:
                answer = self._answer(slot, left)
                if answer is not None:
                    answers[slot.number] = answer
        ballot = compose(self._sheet, answers)
        reason = void_reason(self._campaign, self._sheet, ballot)
        if reason is not None:
            raise NoValidBallot(electorate=self._sheet.electorate.name, reason=VOID_REASONS[reason])
        return ballot

    def _quota_room(self) -> dict[tuple[str, str], int]:
        """How often each limited grade may be given on this sheet."""
        room: dict[tuple[str, str], int] = {}
        for quota in self._campaign.quotas:
            slots = [s for s in self._sheet.slots if s.indicator.code == quota.indicator and quota.grade in s.options]
            limit = quota.limit(len(slots))
            key = (quota.indicator, quota.grade)
            room[key] = min(limit, room.get(key, limit))
        return room

    def _answer(self, slot: Slot, left: Counter[tuple[str, str]]) -> Answer | None:
        match slot.indicator.type:
            case Type.GRADE:
                return self._grade(slot, left)
            case Type.SCORE:
                steps = score_steps(slot.indicator) - 1
                return slot.indicator.low + round(steps * self._opinion(slot)) * slot.indicator.step
            case Type.CHOICE:
                return frozenset(self._random.sample(range(slot.width), self._how_many(slot)))
            case Type.RANK:
                return self._ranking(slot)
            case Type.NOMINATE:
                return self._nomination(slot)
            case Type.TEXT:
                return self._comment(slot)

    def _opinion(self, slot: Slot, code: str = "") -> float:
        """What this voter thinks of a subject, from 0 to 1."""
        subject = slot.subject.code if slot.subject else code
        return min(1.0, max(0.0, self._random.gauss(self._quality.get(subject, 0.7), 0.18)))

    def _grade(self, slot: Slot, left: Counter[tuple[str, str]]) -> Answer | None:
        """The grade nearest to the opinion that no quota forbids. The first grade of a scale is its best."""
        wish = (1 - self._opinion(slot)) * len(slot.options)
        code = slot.indicator.code
        allowed = [i for i, name in enumerate(slot.options) if (code, name) not in left or left[code, name] > 0]
        if not allowed:
            return None
        best = min(allowed, key=lambda index: abs(index + 0.5 - wish))
        if (code, slot.options[best]) in left:
            left[code, slot.options[best]] -= 1
        return best + 1

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
