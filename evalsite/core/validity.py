"""Valid or void (废票): the rules of a campaign on one whole ballot, checked on the phone and again at opening."""

from collections import Counter

from evalsite.core.ballot import Ballot
from evalsite.core.campaign import Campaign, Missing, Type
from evalsite.core.questionnaire import Sheet, Slot

# Every reason for which a ballot is void, with the words of reports. The order is the order of reports.
VOID_REASONS = {
    "undecipherable": "信封打不开",
    "malformed": "选票格式不符",
    "wrong_sheet": "不是本票种的测评表",
    "unknown_grade": "选了不存在的等次",
    "missing_mark": "有必答项未填",
    "over_quota": "超过限额",
    "too_few": "选择少于下限",
    "too_many": "选择多于上限",
    "bad_ranking": "排序不完整或有重复",
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


def _over_quota(campaign: Campaign, sheet: Sheet, ballot: Ballot) -> bool:
    for quota in campaign.quotas:
        slots = [s for s in sheet.slots if s.indicator.code == quota.indicator and quota.grade in s.options]
        given = Counter(ballot.of(slot)[0] for slot in slots)
        if slots and given[slots[0].options.index(quota.grade) + 1] > quota.limit(len(slots)):
            return True
    return False


def void_reason(campaign: Campaign, sheet: Sheet, ballot: Ballot) -> str | None:
    """Why the ballot is void, as a key of ``VOID_REASONS``; None for a valid one.

    A missing mark voids only where the campaign says so (缺项处理 = 废票) and the indicator is required; a ballot
    that is blank throughout is valid then only if nothing was required: the field counts it as an abstention.
    """
    for slot in sheet.slots:
        reason = _slot_reason(slot, ballot, campaign.missing)
        if reason:
            return reason
    return "over_quota" if _over_quota(campaign, sheet, ballot) else None
