"""Rankings (排序, 从优到差): Borda points, and who stands before whom, of one or several electorates."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from evalsite.core.campaign import Campaign, Indicator, Subject
from evalsite.core.pairing import borda
from evalsite.core.questionnaire import Slot
from evalsite.core.tally import ElectorateTally

Part = tuple[ElectorateTally, Slot]
"""One electorate's count, and the slot of the ranking in it."""


def ranked(tally: ElectorateTally, slot: Slot) -> int:
    """How many valid ballots ranked anybody: a ballot ranks all candidates of its sheet or none."""
    return sum(votes for place, votes in tally.marks[slot.offset].items() if place)


def points_of(tally: ElectorateTally, slot: Slot, candidate: int) -> Fraction | None:
    """All Borda points of a candidate (its place in the slot) from one electorate.

    From the pairs; of a ranking too long for pairs from its places, which is the same where none is shared. None where
    they may be shared: what is beside a candidate is not known then.
    """
    if matrix := tally.pairs.get(slot.number):
        return borda(matrix, ranked(tally, slot), candidate)
    if slot.indicator.ties:
        return None
    votes = tally.marks[slot.offset + candidate].items()
    return Fraction(sum((slot.width - place) * number for place, number in votes if place))


def points_by_order(parts: Iterable[Part], subject: Subject) -> tuple[Fraction | None, int]:
    """(Borda points of a subject from several electorates together, on how many ballots); None if one is not known."""
    total, ballots = Fraction(0), 0
    for tally, slot in parts:
        points = points_of(tally, slot, slot.candidates.index(subject))
        if points is None:
            return None, 0
        total, ballots = total + points, ballots + ranked(tally, slot)
    return total, ballots


def mean_points(parts: Iterable[Part], subject: Subject) -> Fraction | None:
    """Borda points a ballot; None where nobody ranked. The most is one less than there are candidates.

    The awkward case: electorates whose lists are not of one length (nobody ranks the own unit) give points out of
    different numbers, as they give places out of different numbers.
    """
    total, ballots = points_by_order(parts, subject)
    return total / ballots if total is not None and ballots else None


@dataclass(frozen=True, slots=True)
class PairLine:
    """On ``ranked`` ballots that ranked both: how many put the first before the second, and the second before the first.

    ``behind`` are the electorates that they come from, ``ballots`` the number of their valid ballots.
    """

    indicator: str
    first: str
    second: str
    before: int
    after: int
    ranked: int
    ballots: int
    behind: frozenset[str]

    @property
    def beside(self) -> int:
        """Ballots that gave both the same place."""
        return self.ranked - self.before - self.after


def pair_lines(indicator: Indicator, campaign: Campaign, parts: Iterable[Part]) -> list[PairLine]:
    """Every two candidates that somebody had to rank against each other, in the order of the campaign.

    Only all electorates together: a table for each would say of small ones what their places do not, and nobody asks.
    """
    found: dict[tuple[str, str], PairLine] = {}
    for tally, slot in parts:
        matrix = tally.pairs.get(slot.number)
        if not matrix:
            continue
        number = ranked(tally, slot)
        codes = [one.code for one in slot.candidates]
        for one, first in enumerate(codes):
            for other in range(one + 1, len(codes)):
                key = (first, codes[other])
                was = found.get(key, PairLine(indicator.code, *key, 0, 0, 0, 0, frozenset()))
                found[key] = PairLine(
                    indicator.code,
                    *key,
                    was.before + matrix[one][other],
                    was.after + matrix[other][one],
                    was.ranked + number,
                    was.ballots + tally.valid,
                    was.behind | {tally.electorate},
                )
    order = {subject.code: place for place, subject in enumerate(campaign.subjects)}
    return sorted(found.values(), key=lambda line: (order[line.first], order[line.second]))
