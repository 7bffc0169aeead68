"""The root over the box: known answers of RFC 6962 implementations, and an independent recursive reading."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.crypto.merkle import root
from tests.crypto.conftest import vectors

OURS = vectors("evalsite-v1")["merkle"]

# The leaves and roots that certificate-transparency implementations test with; by luck they ascend.
KNOWN_LEAVES = [
    bytes.fromhex(one)
    for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
KNOWN_ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def by_the_book(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + by_the_book(leaves[:half]) + by_the_book(leaves[half:])).digest()


@pytest.mark.parametrize("count", KNOWN_ROOTS)
def test_known_trees_have_their_known_roots(count):
    assert root(KNOWN_LEAVES[:count]).hex() == KNOWN_ROOTS[count]


@pytest.mark.parametrize("case", OURS, ids=lambda case: f"{len(case['leaves'])} leaves")
def test_the_shared_vectors_have_their_roots(case):
    assert root([bytes.fromhex(leaf) for leaf in case["leaves"]]).hex() == case["root"]


@given(st.sets(st.binary(min_size=32, max_size=32), max_size=70))
def test_every_tree_is_the_one_of_the_book(leaves):
    assert root(sorted(leaves)) == by_the_book(sorted(leaves))


@given(st.sets(st.binary(min_size=32, max_size=32), min_size=1, max_size=20), st.data())
def test_a_missing_leaf_changes_the_root(leaves, data):
    ordered = sorted(leaves)
    gone = data.draw(st.integers(0, len(ordered) - 1))
    assert root(ordered[:gone] + ordered[gone + 1 :]) != root(ordered)


def test_unsorted_or_doubled_leaves_have_no_root():
    for leaves in ([b"b", b"a"], [b"a", b"a"], [b"a", b"c", b"b"]):
        with pytest.raises(ValueError, match="sorted and unique"):
            root(leaves)
