"""Before anybody votes: in which electorates (票种) votes will hardly stay hidden, and with which they could be merged.

These are warnings, not faults: some electorates are small by nature. Fewer than five tickets are refused and fewer than
ten need an acknowledgement when a campaign is published (usecases/preparing.py); here is said what else to expect.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from evalsite.core.campaign import Campaign, Electorate
from evalsite.core.saying import joined, say

SMALL = 10  # tickets; an electorate with fewer has to be acknowledged
SMALL_CROWD = 20  # ballots; where fewer agree, each of them is known
FEW_SUBJECTS = 2  # so few subjects that all ballots may easily agree on every one
EXPECTED = Fraction(7, 10)  # of the tickets come back, where nobody knows better


@dataclass(frozen=True, slots=True)
class Caution:
    """What to expect of one electorate, in sentences without their full stop, and what to do about it."""

    electorate: str
    reasons: tuple[str, ...]
    remedy: str


def cautions(campaign: Campaign) -> tuple[Caution, ...]:
    """One for each electorate there is something to say of, as it is counted (pools whole), in the campaign's order."""
    found: list[Caution] = []
    for voters in campaign.counted:
        reasons = tuple(_reasons(campaign, voters))
        if reasons:
            found.append(Caution(voters.code, reasons, _remedy(campaign, voters)))
    return tuple(found)


def in_words(caution: Caution, campaign: Campaign) -> str:
    """A line for people."""
    name = next(one.name for one in campaign.counted if one.code == caution.electorate)
    return say(
        "票种“{name}”：{reasons}。{remedy}。", name=name, reasons=joined("；", caution.reasons), remedy=caution.remedy
    )


def _reasons(campaign: Campaign, voters: Electorate) -> Iterator[str]:
    tickets, limit = voters.expected, campaign.threshold
    expected = int(tickets * EXPECTED)
    if tickets < SMALL:
        yield say("只有 {tickets} 张票，容易猜到是谁投的", tickets=tickets)
    if tickets < limit:
        yield say("发票数 {tickets} 少于公布下限 {limit}，它的数字一定不公布", tickets=tickets, limit=limit)
    elif expected < limit:
        yield say(
            "按七成收回约 {expected} 票，少于公布下限 {limit}，它的数字很可能不公布，含有它的合计也会受影响",
            expected=expected,
            limit=limit,
        )
    if tickets >= SMALL_CROWD:
        return
    subjects = sum(voters.rates(one) for one in campaign.subjects)
    if 0 < subjects <= FEW_SUBJECTS:
        yield say(
            "{tickets} 张票只评 {subjects} 个对象，容易全票一致，等于公开每个人的选择",
            tickets=tickets,
            subjects=subjects,
        )
    if voters.unit:
        yield say("投票的都是“{unit}”的人，不到 {few} 人，同事之间容易对上", unit=voters.unit, few=SMALL_CROWD)


def _remedy(campaign: Campaign, voters: Electorate) -> str:
    near = merge_with(campaign, voters)
    totals = say("在规则里写“票种明细 不公布”，只公布合计")
    if near is None:
        return say("没有评同样对象组的票种可以并入，请增加发票数，或{totals}", totals=totals)
    together = voters.expected + near.expected
    if voters.unit or near.unit:  # merged for good, neither would leave out its own unit any more
        return say(
            "建议在规则里写“合并计票”，与票种“{near}”的票合在一起计算（共 {together} 张），或{totals}",
            near=near.name,
            together=together,
            totals=totals,
        )
    return say(
        "建议与票种“{near}”合并（合并后 {together} 张），或{totals}", near=near.name, together=together, totals=totals
    )


def merge_with(campaign: Campaign, voters: Electorate) -> Electorate | None:
    """The electorate that another could best be merged or counted with: one that rates the same groups, with the same
    weight if there is such a one, and the smallest of those. None where nobody rates the same.
    """
    same = [one for one in campaign.counted if one.code != voters.code and set(one.groups) == set(voters.groups)]
    return min(same, key=lambda other: (other.weight != voters.weight, other.expected), default=None)
