"""The adversary with the issuing keys: what the blinded numbers of the roll say of the stamps in the box.

Between a blinded number b (a ticket's) and the encoded message m of an envelope lies one blinding factor r with
b = m r^e mod n (RFC 9474, section 4.2). Who has the key computes it for every pair, then asks which factors look made rather
than drawn: small, square, or a hash of something known. The best one-to-one guess by each look is marked against the truth.
"""

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import gmpy2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from evalsite.crypto import blindrsa
from evalsite.crypto.blindrsa import IssuingKey
from tests.attack.adversary import ALARM
from tests.attack.chance import p_of_right_guesses
from tests.attack.evidence import Ticket

Factors = list[list[int]]
Look = Callable[[int, Ticket], float]


@dataclass(frozen=True)
class Unblinded:
    """``possible`` pairs of all pairs are consistent; ``right`` pairs are right in the best guess by any look."""

    possible: int
    right: int
    looks: int

    @property
    def links(self) -> bool:
        return self.looks * p_of_right_guesses(self.right) < ALARM


def unblind(key: IssuingKey, tickets: Sequence[Ticket], messages: Sequence[bytes]) -> Unblinded:
    """``messages[i]`` is what ``tickets[i]`` stamped: used to mark the guess only."""
    n, e = key.public.n, key.public.e
    encoded = [int.from_bytes(blindrsa._encode(message, n.bit_length() - 1, b""), "big") for message in messages]
    stamps = [int.from_bytes(key.blind_sign(one.to_bytes(key.public.size, "big")), "big") for one in encoded]
    answers = [int.from_bytes(key.blind_sign(ticket.blinded), "big") for ticket in tickets]
    inverses = [int(gmpy2.invert(stamp, n)) for stamp in stamps]
    factors = [[answer * inverse % n for inverse in inverses] for answer in answers]
    possible = sum(
        int(gmpy2.powmod(factor, e, n)) * message % n == int.from_bytes(ticket.blinded, "big")
        for ticket, row in zip(tickets, factors, strict=True)
        for message, factor in zip(encoded, row, strict=True)
    )
    guesses = [_best_guess(look, tickets, factors, n) for look in LOOKS]
    return Unblinded(possible, max(guesses), 2 * len(guesses))


def _best_guess(look: Callable[[int, Ticket, int], float], tickets: Sequence[Ticket], factors: Factors, n: int) -> int:
    """Right pairs of the one-to-one guess that makes the look of all its factors smallest, or largest."""
    rows = [[look(factor, ticket, n) for factor in row] for ticket, row in zip(tickets, factors, strict=True)]
    cost: NDArray[np.float64] = np.array(rows)
    # Of equally good guesses the solver takes the first: the columns must not stand in the order of the truth.
    columns = np.random.default_rng(len(tickets)).permutation(len(tickets))
    best = 0
    for sign in (1, -1):
        _, guess = linear_sum_assignment(sign * cost[:, columns])
        best = max(best, int(np.count_nonzero(columns[guess] == np.arange(len(tickets)))))
    return best


def _size(factor: int, _ticket: Ticket, _n: int) -> float:
    return math.log2(factor)


def _size_of_inverse(factor: int, _ticket: Ticket, n: int) -> float:
    return math.log2(int(gmpy2.invert(factor, n)))


def _bits(factor: int, _ticket: Ticket, _n: int) -> float:
    return factor.bit_count()


def _jacobi(factor: int, _ticket: Ticket, n: int) -> float:
    return float(gmpy2.jacobi(factor, n))


def _low_bits(factor: int, _ticket: Ticket, _n: int) -> float:
    return factor % (1 << 32)


def _known(factor: int, ticket: Ticket, _n: int) -> float:
    """0 for a factor that is a hash of what is known of the ticket."""
    hashes = [hashlib.new(name, piece).digest() for name in ("sha256", "sha384") for piece in ticket.pieces().values()]
    return float(factor not in [int.from_bytes(one, "big") for one in hashes])


LOOKS = (_size, _size_of_inverse, _bits, _jacobi, _low_bits, _known)
