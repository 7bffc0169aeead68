"""Rankings and nominations as they may be shown: Borda points, the table of pairs, shares of the votes by every base.

No figure here is computed from one that is withheld (core/withholding.py): what rests on an electorate's marks is
withheld with them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from evalsite.core.campaign import Base, Campaign, Indicator, Subject, Type
from evalsite.core.ranking import PairLine, pair_lines, points_by_order
from evalsite.core.rates import in_words, rounded
from evalsite.core.remarks import ORDER, Remark
from evalsite.core.saying import say
from evalsite.core.shown import Figure, Shown, Withheld, whole
from evalsite.core.votes import ALL, CountLine, Part, Votes
from evalsite.core.withholding import BELOW_LIMIT, MIXED, PART_WITHHELD, TOTALS_ONLY, Hidden, Lines


@dataclass(frozen=True, slots=True)
class Ranked:
    """How a ranking stands for one subject: all its Borda ``points`` from the ``ballots`` that ranked it.

    Unweighted, all electorates together; None where places are shared in a list too long for pairs. What decides the
    order stands in the scores.
    """

    indicator: str
    subject: str
    points: Figure | None
    ballots: Figure


@dataclass(frozen=True, slots=True)
class Pair:
    """On how many ballots the ``subject`` stands before the ``other``, behind it (``after``) and beside it (``ties``)."""

    indicator: str
    subject: str
    other: str
    before: Figure
    after: Figure
    ties: Figure


@dataclass(frozen=True, slots=True)
class Nominated:
    """The ``votes`` for one on the list, as a share of every base in percent, and the place among its group by rate.

    A share is None where its base is zero; ``of`` is how many shown ones were ordered.
    """

    indicator: str
    subject: str
    votes: Figure
    shares: tuple[tuple[Base, Figure | None], ...]
    rank: Figure
    of: int | None


class Standings:
    """Makes them from the count and what of it is withheld."""

    def __init__(self, votes: Votes, lines: Lines, hidden: Hidden) -> None:
        self.votes, self.campaign, self.hidden = votes, votes.campaign, hidden
        self._reasons = {
            (line.electorate, line.subject, line.indicator): reason
            for line, reason in hidden.items()
            if isinstance(line, CountLine) and reason != TOTALS_ONLY  # what is made here is of all electorates together
        }
        self._lines = {(x.subject, x.indicator): x for x in lines.counts if x.electorate == ALL}

    def _asked(self, type_: Type) -> Iterator[tuple[Indicator, Subject]]:
        for indicator in self.campaign.indicators:
            if indicator.type is type_:
                for subject in self.campaign.subjects:
                    if (subject.code, indicator.code) in self._lines:
                        yield indicator, subject

    def _parts(self, subject: Subject, indicator: Indicator) -> list[Part]:
        """Where a subject was asked about, without the electorates that no sum is made of."""
        found = self.votes.slots.get((subject.code, indicator.code), [])
        return [part for part in found if self.campaign.pool_of(part[0].electorate) not in self.votes.left_out]

    def rankings(self) -> Iterator[Ranked]:
        for indicator, subject in self._asked(Type.RANK):
            reason = self._reasons.get((ALL, subject.code, indicator.code))
            if reason:
                yield Ranked(indicator.code, subject.code, Withheld(reason), Withheld(reason))
                continue
            points, ballots = points_by_order(self._parts(subject, indicator), subject)
            figure = None if points is None else Shown(points, _plain(points))
            yield Ranked(indicator.code, subject.code, figure, whole(ballots))

    def remarks(self) -> Iterator[Remark]:
        """Rankings by Borda points with shared places, some of them on paper: who stood beside whom is not known there,
        so that there are no points and no order. Nobody could foresee that at preparation.
        """
        for code in self.campaign.scheme.borda:
            indicator = self.campaign.indicator(code)
            parts = [p[0].electorate for s in self.campaign.subjects for p in self._parts(s, indicator)]
            if indicator.ties and any(self.votes.tally.paper_of(voter) for voter in parts):
                text = say(
                    "“{indicator}”名次可以并列，又有纸质票，不能按波达计分，没有排出先后。", indicator=indicator.name
                )
                yield Remark(ORDER, None, void=False, text=text)

    def pairs(self) -> Iterator[Pair]:
        for indicator in self.campaign.indicators:
            if indicator.type is Type.RANK:
                parts = {p[0].electorate: p for s in self.campaign.subjects for p in self._parts(s, indicator)}
                if any(self.votes.tally.paper_of(voter) for voter in parts):
                    continue  # on paper places are counted and pairs are not: those of one source are shown to nobody
                for line in pair_lines(indicator, self.campaign, parts.values()):
                    numbers = (line.before, line.after, line.beside)
                    reason = self._secret(line)
                    before, after, ties = (Withheld(reason) if reason else whole(number) for number in numbers)
                    yield Pair(indicator.code, line.first, line.second, before, after, ties)

    def _secret(self, line: PairLine) -> str | None:
        """Why a pair may not be shown: too few ballots, or votes of an electorate that are withheld."""
        if line.ballots < self.campaign.threshold:
            return BELOW_LIMIT
        if MIXED in (self._reasons.get((ALL, code, line.indicator)) for code in (line.first, line.second)):
            return MIXED
        voters = {self.campaign.pool_of(voter) for voter in line.behind}
        places = [(voter, one, line.indicator) for voter in voters for one in (line.first, line.second)]
        withheld = any(place in self._reasons and self.votes.valid[place[0]] for place in places)
        return PART_WITHHELD if withheld else None

    def nominations(self) -> Iterator[Nominated]:
        """In the order of the campaign; who is first stands in ``rank``."""
        asked = [
            (self._lines[subject.code, indicator.code], subject, indicator)
            for indicator, subject in self._asked(Type.NOMINATE)
        ]
        shown: dict[tuple[str, str], list[Fraction]] = {}
        for line, subject, indicator in asked:
            if line not in self.hidden:
                shown.setdefault((indicator.code, subject.group), []).append(_weight(line))
        for line, subject, indicator in asked:
            among = shown.get((indicator.code, subject.group), [])
            yield self._nominated(line, self._parts(subject, indicator), among)

    def _nominated(self, line: CountLine, parts: list[Part], among: list[Fraction]) -> Nominated:
        if line in self.hidden:
            secret = Withheld(self.hidden[line])
            return Nominated(line.indicator, line.subject, secret, tuple((b, secret) for b in Base), secret, None)
        shares = tuple((base, self._share(line, parts, base)) for base in Base)
        rank = 1 + sum(other > _weight(line) for other in among)
        return Nominated(line.indicator, line.subject, whole(line.votes), shares, whole(rank), len(among))

    def _share(self, line: CountLine, parts: list[Part], base: Base) -> Figure | None:
        people = sum(self.votes.base_of(tally, base) for tally, _ in parts)
        if not people:
            return None
        share = Fraction(100 * line.votes, people)
        rates = self.campaign.rates
        return Shown(share, in_words(rounded(share, rates), rates))


def _weight(line: CountLine) -> Fraction:
    """What a nomination is ordered by: the rate, so that who is not on the own unit's list is not the worse for it.

    Where all are on the same lists that is the order of the votes.
    """
    return Fraction(line.votes, line.base) if line.base else Fraction(0)


def _plain(points: Fraction) -> str:
    """Borda points as they are: whole, or with a half where places were shared."""
    return str(points) if points.denominator == 1 else f"{points.numerator // 2}.5"


def order_in_words(campaign: Campaign, indicator: str) -> str:
    """What the order of a ranking goes by."""
    if campaign.scheme.placing_of(indicator):
        return say("名次赋分")
    return say("波达分") if indicator in campaign.scheme.borda else say("平均名次")
