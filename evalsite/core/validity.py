"""Valid or void (废票): the rules of a campaign on one whole ballot, checked on the phone and again at opening."""

from collections.abc import Iterator

from evalsite.core.ballot import Ballot
from evalsite.core.campaign import Campaign, Missing, Type
from evalsite.core.questionnaire import Sheet, Slot
from evalsite.core.saying import say
from evalsite.core.sheetrules import Held, MarkOf, sheet_rules

# Every reason for which a ballot is void, with the words of reports. The order is the order of reports.
VOID_REASONS: dict[str, str] = {
    "undecipherable": say("信封打不开"),
    "malformed": say("选票格式不符"),
    "wrong_sheet": say("不是本票种的测评表"),
    "unknown_grade": say("选了不存在的等次"),
    "missing_mark": say("有必答项未填"),
    "over_quota": say("超过限额"),
    "too_few": say("选择少于下限"),
    "too_many": say("选择多于上限"),
    "bad_ranking": say("排序不完整或有重复"),
    "under_quota": say("没有评够限额规定的个数"),
    "over_scores": say("某一分数段的个数超过限额"),
    "under_scores": say("某一分数段的个数少于限额"),
    "all_equal": say("各项评定全部相同"),
    "inconsistent": say("总评与单项评定不一致"),
}


def _bad_ranking(slot: Slot, places: bytes) -> bool:
    """Without ties the places are 1..m once each; with ties they are competition ranks: 1, 2, 2, 4.

    Asked only of rankings with a mark: without one, a ranking is left out. A candidate without a place is bad either
    way, since no rank is 0.
    """
    if not slot.indicator.ties:
        return sorted(places) != list(range(1, slot.width + 1))
    return any(place != 1 + sum(other < place for other in places) for place in places)


def _slot_reason(slot: Slot, ballot: Ballot, missing: Missing) -> str | None:
    marks, indicator = ballot.of(slot), slot.indicator
    written = ballot.texts[slot.text] if slot.text is not None else ""
    if indicator.type is Type.TEXT:
        answered = bool(written)
    else:
        answered = any(marks) or bool(written)
    if not answered:
        return "missing_mark" if indicator.required and missing is Missing.VOID else None
    if indicator.type in (Type.CHOICE, Type.NOMINATE):
        chosen = sum(marks) + len([line for line in written.split("\n") if line])
        if indicator.most and chosen > indicator.most:
            return "too_many"
        if chosen < indicator.least:
            return "too_few"
    if indicator.type is Type.RANK and _bad_ranking(slot, marks):
        return "bad_ranking"
    return None


def _limit_reason(held: Held) -> str:
    side = "under" if held.limit.least else "over"
    return f"{side}_{'scores' if held.limit.compare else 'quota'}"


class Judge:
    """The rules of a campaign on one sheet, made ready to judge many ballots."""

    def __init__(self, campaign: Campaign, sheet: Sheet) -> None:
        self._missing, self._slots, self._rules = campaign.missing, sheet.slots, sheet_rules(campaign, sheet)
        # One mark and nothing else: all that can be wrong with it alone is that it is missing.
        single = (Type.GRADE, Type.SCORE)
        needed = [slot for slot in sheet.slots if slot.indicator.type in single and slot.indicator.required]
        self._needed = tuple(slot.offset for slot in needed if campaign.missing is Missing.VOID)
        self._others = tuple(slot for slot in sheet.slots if slot.indicator.type not in single)

    def reason(self, ballot: Ballot) -> str | None:
        """Why the ballot is void, as a key of ``VOID_REASONS``; None for a valid one.

        A missing mark voids only where the campaign says so (缺项处理 = 废票) and the indicator is required; a ballot
        that is blank throughout is valid then only if nothing was required: the field counts it as an abstention.
        """
        marks = ballot.marks
        complete = all(marks[offset] for offset in self._needed)
        for slot in self._others if complete else self._slots:
            reason = _slot_reason(slot, ballot, self._missing)
            if reason:
                return reason
        return next(self._broken(lambda slot: ballot.marks[slot.offset]), None)

    def _broken(self, mark_of: MarkOf) -> Iterator[str]:
        """The rules on the whole ballot that it breaks; the order decides which reason is told."""
        yield from (_limit_reason(held) for held in self._rules.limits if held.broken(mark_of))
        yield from ("all_equal" for varied in self._rules.varied if varied.broken(mark_of))
        yield from ("inconsistent" for judged in self._rules.overall if judged.broken(mark_of))


def void_reason(campaign: Campaign, sheet: Sheet, ballot: Ballot) -> str | None:
    """The same for one ballot alone; where there are many, a ``Judge`` is made once."""
    return Judge(campaign, sheet).reason(ballot)
