"""What must be read before any figure of a result: that it is a rehearsal's, that a quorum was missed, that a box held
too many ballots.

A remark rests on turnout alone, which is never withheld; it stands in the head of every page, report and file.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from evalsite.core.campaign import Campaign, Rates
from evalsite.core.quorum import Quorum, share_in_words
from evalsite.core.saying import say
from evalsite.core.scoring import TurnoutLine, in_words, rounded

SPARE = "spare"  # more people voted than were expected, with spare slips
EXCESS = "excess"  # more ballots in the box than tickets issued, or than tickets that stamped
QUORUM = "quorum"
ORDER = "order"  # a ranking whose order cannot be made by its rule
REHEARSAL = "rehearsal"
Closing = Mapping[str, tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Remark:
    """``kind`` is REHEARSAL, EXCESS, SPARE, QUORUM or ORDER; ``electorate`` a code, None for the whole campaign; ``void``: 结果无效."""

    kind: str
    electorate: str | None
    void: bool
    text: str


def remarks(campaign: Campaign, closing: Closing, turnout: Iterable[TurnoutLine]) -> tuple[Remark, ...]:
    """Every remark on a result: that it is none, then what is wrong with the box, then the quorums that were missed.

    ``closing`` gives (issued, stamped, dropped) per electorate, as the signed statement has them: the box is judged by
    its own numbers, quorums by the ``turnout`` that the report prints.
    """
    lines = tuple(turnout)
    return (*_rehearsal(campaign), *_excess(campaign, closing), *_spares(campaign, lines), *_quorums(campaign, lines))


def _rehearsal(campaign: Campaign) -> Iterator[Remark]:
    if campaign.rehearsal:
        text = say("演练，不计票：这是正式测评前的试做，票数和结果都不算数。")
        yield Remark(REHEARSAL, None, void=True, text=text)


def _excess(campaign: Campaign, closing: Closing) -> Iterator[Remark]:
    """A box with more ballots than tickets, or than stamps that the roll has given: nobody does that by mistake.

    It can be opened nevertheless, to see what happened (usecases/opening.py); what comes out is no result.
    """
    for voters in campaign.electorates:
        issued, stamped, dropped = closing[voters.code]
        if dropped > issued:
            text = say(
                "“{voters}”收回 {dropped} 票，多于发出的 {issued} 张",
                voters=voters.name,
                dropped=dropped,
                issued=issued,
            )
        elif dropped > stamped:
            text = say(
                "“{voters}”箱内有 {dropped} 票，多于签章的 {stamped} 次，有来历不明的票",
                voters=voters.name,
                dropped=dropped,
                stamped=stamped,
            )
        else:
            continue
        yield Remark(EXCESS, voters.code, void=True, text=say("{text}，结果无效。", text=text))


def _spares(campaign: Campaign, turnout: tuple[TurnoutLine, ...]) -> Iterator[Remark]:
    """Spare slips are exchanged for slips that are voided; where more people voted than were expected they were not."""
    for one in turnout:
        if one.spare and one.stamped > one.expected:
            text = say(
                "“{voters}”有 {stamped} 人投票，多于应到的 {expected} 人：备用条发给了名额以外的人，请核对发放单。",
                voters=campaign.electorate(one.electorate).name,
                stamped=one.stamped,
                expected=one.expected,
            )
            yield Remark(SPARE, one.electorate, void=False, text=text)


def _quorums(campaign: Campaign, turnout: tuple[TurnoutLine, ...]) -> Iterator[Remark]:
    for quorum in campaign.scheme.quorums:
        lines = [one for one in turnout if quorum.electorate in ("", one.electorate)]
        issued = sum(one.expected for one in lines)
        came = sum(one.valid if quorum.valid else one.dropped for one in lines)
        if not quorum.met(issued, came):
            whose = f"“{campaign.electorate(quorum.electorate).name}”" if quorum.electorate else ""
            text = whose + _missed(quorum, issued, came, campaign.rates)
            yield Remark(QUORUM, quorum.electorate or None, quorum.void, text)


def _missed(quorum: Quorum, issued: int, came: int, rates: Rates) -> str:
    """E.g. "收回率 45.00%（发出 20 张，收回 9 票），未达到规定的 2/3，结果无效。"

    A rate that only rounding lifts to the quorum would read as a contradiction: the numbers stand beside it.
    """
    name = say("有效票率") if quorum.valid else say("收回率")
    follows = say("结果无效") if quorum.void else say("结果仅供参考")
    if not issued:
        return say(
            "没有发出测评码，谈不上{name}，未达到规定的 {share}，{follows}。",
            name=name,
            share=share_in_words(quorum.share),
            follows=follows,
        )
    rate = in_words(rounded(100 * Fraction(came, issued), rates), rates)
    numbers = {"issued": issued, "came": came}
    counted = (
        say("发出 {issued} 张，有效 {came} 票", **numbers)
        if quorum.valid
        else say("发出 {issued} 张，收回 {came} 票", **numbers)
    )
    return say(
        "{name} {rate}%（{counted}），未达到规定的 {share}，{follows}。",
        name=name,
        rate=rate,
        counted=counted,
        share=share_in_words(quorum.share),
        follows=follows,
    )
