"""Whole numbers with bounds on their sums: is there a choice that keeps all of them, and which?

A complete search with propagation, over as many numbers as there are ways to mark a subject: small, and exact. What it
finds is a proof; what it does not find within its work is left open (``TooHard``), and never taken for impossible.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WORK = 400_000  # numbers looked at: well under a second, and far more than any rule of the field has needed


class TooHard(Exception):
    """The search was given up: nobody knows whether there is a choice."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The numbers at ``places`` add up to ``least`` at least and ``most`` at most."""

    places: tuple[int, ...]
    least: int
    most: int


def _narrowed(low: list[int], high: list[int], sums: Sequence[Sum]) -> int | None:
    """Narrows the ranges in place as far as single sums force it; the work that took, None where nothing is left."""
    work, changed = 0, True
    while changed:
        changed = False
        for one in sums:
            work += len(one.places)
            lowest, highest = sum(low[i] for i in one.places), sum(high[i] for i in one.places)
            if lowest > one.most or highest < one.least:
                return None
            for i in one.places:
                least, most = high[i] - (highest - one.least), low[i] + (one.most - lowest)
                if least > low[i]:
                    lowest, low[i], changed = lowest + least - low[i], least, True
                if most < high[i]:
                    highest, high[i], changed = highest + most - high[i], most, True
    return work


def choose(most: Sequence[int], sums: Sequence[Sum], work: int = WORK) -> list[int] | None:
    """Numbers from 0 to ``most`` each that keep every sum; None where there are none. Raises TooHard."""
    stack = [([0] * len(most), list(most))]
    while stack:
        low, high = stack.pop()
        spent = _narrowed(low, high, sums)
        if spent is None:
            continue
        work -= spent + len(low)
        if work < 0:
            raise TooHard
        wide = max(range(len(low)), key=lambda i: high[i] - low[i], default=None)
        if wide is None or low[wide] == high[wide]:
            return low
        middle = (low[wide] + high[wide]) // 2
        upper = list(low)
        upper[wide] = middle + 1
        stack.append((upper, list(high)))
        high[wide] = middle
        stack.append((low, high))
    return None
