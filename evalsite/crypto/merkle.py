"""The root over all envelopes: RFC 6962 section 2.1 hashing, leaves in ascending order.

Order by leaf, not by arrival: the tree says what is in the box and nothing of when it came.
"""

import hashlib
import itertools
from collections.abc import Sequence


def root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash, 32 bytes; of no leaves SHA-256 of nothing.

    Raises ValueError unless the leaves ascend strictly: unsorted would leak or hide an order, a double is a second vote.
    """
    if any(first >= second for first, second in itertools.pairwise(leaves)):
        raise ValueError("leaves must be sorted and unique")
    # Complete subtrees, largest first, as (leaves below, hash): equal ones merge as they meet, so each leaf is hashed
    # once and no recursion runs deep. What remains joins from the right, which is where RFC 6962 splits.
    stack: list[tuple[int, bytes]] = []
    for leaf in leaves:
        stack.append((1, hashlib.sha256(b"\x00" + leaf).digest()))
        while len(stack) > 1 and stack[-2][0] == stack[-1][0]:
            _merge(stack)
    while len(stack) > 1:
        _merge(stack)
    return stack[0][1] if stack else hashlib.sha256(b"").digest()


def _merge(stack: list[tuple[int, bytes]]) -> None:
    (right_size, right), (left_size, left) = stack.pop(), stack.pop()
    stack.append((left_size + right_size, hashlib.sha256(b"\x01" + left + right).digest()))
