"""Who stands before whom: for every two candidates of a ranking, how many ballots put the one before the other.

Counted while a ballot is open, since it does not follow from how often each place was given. From it come the table of
pairs, Borda points, and points where places are shared.
"""

from collections.abc import Sequence
from fractions import Fraction
from operator import lt

from evalsite.core.campaign import Type
from evalsite.core.questionnaire import Slot

# Candidates of a ranking up to which pairs are counted. The table grows with their square, and so does the work on each
# ballot: sixty are 1,770 pairs, more than anybody reads.
MOST_PAIRED = 60
Matrix = tuple[tuple[int, ...], ...]
"""``matrix[i][j]`` is the number of ballots on which candidate i stands before candidate j (by place in the slot)."""


def paired(slot: Slot) -> bool:
    """Whether pairs of a slot are counted: of a ranking that is not too long."""
    return slot.indicator.type is Type.RANK and 1 < slot.width <= MOST_PAIRED


def count_pairs(columns: Sequence[Sequence[int]], *, ties: bool) -> list[list[int]]:
    """The matrix of some ballots, from the places that they gave: a column a candidate, 0 where nothing was ranked.

    A ballot ranks all candidates of a slot or none (docs/wire.md), so 0 stands beside 0 alone and is before nobody.
    Where places may not be shared, whoever ranked and did not put i before j put j before i.
    """
    ranked = sum(map(bool, columns[0])) if columns else 0
    found = [[0] * len(columns) for _ in columns]
    for one, mine in enumerate(columns):
        for other in range(one + 1, len(columns)):
            theirs = columns[other]
            found[one][other] = before = sum(map(lt, mine, theirs))
            found[other][one] = sum(map(lt, theirs, mine)) if ties else ranked - before
    return found


def added(one: Matrix, other: Sequence[Sequence[int]]) -> Matrix:
    """The matrix of two sets of ballots together; an empty one adds nothing."""
    if not one:
        return tuple(tuple(row) for row in other)
    return tuple(
        tuple(a + b for a, b in zip(mine, theirs, strict=True)) for mine, theirs in zip(one, other, strict=True)
    )


def borda(matrix: Matrix, ranked: int, candidate: int) -> Fraction:
    """波达分: on each of the ``ranked`` ballots a point for every candidate that stands behind, half for one beside.

    In a ranking of m without ties the first place gives m - 1 points and the last none. Source: J.-C. de Borda, 1781, in
    the form for shared places that keeps the sum of all points at m (m - 1) / 2 a ballot.
    """
    points = Fraction(0)
    for other in range(len(matrix)):
        if other != candidate:
            before, behind = matrix[candidate][other], matrix[other][candidate]
            points += before + Fraction(ranked - before - behind, 2)
    return points
