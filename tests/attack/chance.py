"""How surprising a guess is: exact bounds on what somebody who knows nothing would get right.

Who knows nothing pairs tickets and envelopes as a random permutation would. Every probability here is that of a random
permutation, exact or from above, so an alarm is false no more often than is said:

* the best one-to-one guess: k pairs right has probability at most C(n,k) (n-k)!/n! = 1/k! (about Poisson(1));
* neighbours that stay neighbours, k times: at most C(n-1,k) 2^k (n-k)!/n! <= 2^k/k!; it finds order in parts of unknown place;
* Kendall's tau, from its exact distribution; Spearman's rho, from the normal one, whose far tails are heavier.
"""

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Ranks = NDArray[np.int64]


@dataclass(frozen=True)
class Finding:
    """One statistic of one comparison; ``p`` bounds the probability that chance does as well."""

    what: str
    statistic: str
    value: float
    p: float


def ranks(values: Sequence[float], side: str = "") -> Ranks:
    """0..n-1; ties in an order that has nothing to do with anything, and is another one on the other ``side``."""
    _, dense = np.unique(np.asarray(values), return_inverse=True)
    tie_breaker = np.random.default_rng(zlib.crc32(dense.tobytes() + side.encode())).permutation(len(values))
    found = np.empty(len(values), dtype=np.int64)
    found[np.lexsort((tie_breaker, dense))] = np.arange(len(values))
    return found


def right_guesses(tickets: Ranks, envelopes: Ranks) -> int:
    """Pairs that are right when the first ticket is given the first envelope and so on; the truth is index to index."""
    return int(np.count_nonzero(tickets == envelopes))


def kept_neighbours(tickets: Ranks, envelopes: Ranks) -> int:
    in_order = envelopes[np.argsort(tickets)]
    return int(np.count_nonzero(np.abs(np.diff(in_order)) == 1))


def inversions(tickets: Ranks, envelopes: Ranks) -> int:
    """Pairs of tickets whose envelopes stand the other way round."""
    in_order = envelopes[np.argsort(tickets)]
    return int(np.count_nonzero(np.triu(in_order[:, None] > in_order[None, :])))


@lru_cache(maxsize=32)
def _inversions_of_chance(number: int) -> NDArray[np.float64]:
    """The share of the permutations of ``number`` things that have 0, 1, 2, ... inversions: a product of uniform steps."""
    shares = np.ones(1)
    for size in range(2, number + 1):
        shares = np.convolve(shares, np.full(size, 1 / size))
    return shares


def p_of_inversions(found: int, number: int) -> float:
    """Of a count at least as far from the middle as this one, on either side."""
    most = number * (number - 1) // 2
    return min(1.0, 2 * float(_inversions_of_chance(number)[: min(found, most - found) + 1].sum()))


def p_of_right_guesses(number: int) -> float:
    return 1 / math.factorial(number)


def p_of_neighbours(number: int) -> float:
    return min(1.0, 2.0**number / math.factorial(number))


def compare(what: str, tickets: Ranks, envelopes: Ranks) -> list[Finding]:
    """All statistics of an order of tickets against an order of envelopes, upwards and downwards."""
    number = len(tickets)
    upwards, downwards = right_guesses(tickets, envelopes), right_guesses(tickets, number - 1 - envelopes)
    neighbours, inverted = kept_neighbours(tickets, envelopes), inversions(tickets, envelopes)
    rho = 1 - 6 * float(np.square(tickets - envelopes).sum()) / (number * (number**2 - 1))
    tau = 1 - 4 * inverted / (number * (number - 1))
    return [
        Finding(what, "right guesses", upwards, p_of_right_guesses(upwards)),
        Finding(what, "right guesses backwards", downwards, p_of_right_guesses(downwards)),
        Finding(what, "neighbours", neighbours, p_of_neighbours(neighbours)),
        Finding(what, "Spearman", rho, math.erfc(abs(rho) * math.sqrt((number - 1) / 2))),
        Finding(what, "Kendall", tau, p_of_inversions(inverted, number)),
    ]
