"""A published manifest as voter and audit read it: whole, or refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import refusals
from evalsite.core.envelope import b64
from evalsite.crypto import manifest
from evalsite.crypto.published import Published
from tests.crypto.conftest import vectors

KEY = vectors("evalsite-v1")["stamp"]["key"]


def data(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "v": 1,
        "name": "年度测评",
        "electorates": [{"code": "A", "tickets": 12, "key": KEY}, {"code": "B", "tickets": 0, "key": KEY}],
        "opening_key": b64(bytes(32)),
        "receipt_key": b64(bytes(range(32))),
        "sizes": {"ballot": 1024, "text_chars": 200},
    }
    return plain | changes


def test_a_manifest_gives_its_keys_counts_and_sizes():
    text = manifest.canonical(data())
    found = Published.read(text)
    assert found.hash == manifest.manifest_hash(text)
    assert found.fingerprint == manifest.fingerprint(text)
    assert found.tickets == {"A": 12, "B": 0}
    assert {code: key.to_json() for code, key in found.stamp_keys.items()} == {"A": KEY, "B": KEY}
    assert (found.opening_key, found.receipt_key) == (bytes(32), bytes(range(32)))
    assert (found.ballot_size, found.text_chars) == (1024, 200)
    assert found.data["name"] == "年度测评"


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"v": "1"},
        {"electorates": None},
        {"electorates": {"A": 1}},
        {"electorates": [1]},
        {"electorates": [{"code": "A", "tickets": 12}]},
        {"electorates": [{"code": 1, "tickets": 12, "key": KEY}]},
        {"electorates": [{"code": "A", "tickets": -1, "key": KEY}]},
        {"electorates": [{"code": "A", "tickets": True, "key": KEY}]},
        {"electorates": [{"code": "A", "tickets": "12", "key": KEY}]},
        {"electorates": [{"code": "A", "tickets": 12, "key": "n"}]},
        {"electorates": [{"code": "A", "tickets": 12, "key": {**KEY, "e": 3}}]},
        {"electorates": [{"code": "A", "tickets": 1, "key": KEY}, {"code": "A", "tickets": 2, "key": KEY}]},
        {"opening_key": b64(bytes(31))},
        {"opening_key": None},
        {"receipt_key": "AA=="},
        {"sizes": None},
        {"sizes": {"ballot": 1024}},
        {"sizes": {"ballot": 2**21, "text_chars": 200}},
    ],
    ids=lambda changes: str(changes)[:60],
)
def test_a_manifest_that_lacks_what_voting_needs_is_malformed(changes):
    with pytest.raises(refusals.Malformed):
        Published.read(manifest.canonical(data(**changes)))


def test_a_manifest_that_is_not_canonical_is_malformed():
    with pytest.raises(refusals.Malformed):
        Published.read(manifest.canonical(data()) + "\n")


@given(
    st.dictionaries(
        st.sampled_from(sorted(data())),
        st.recursive(
            st.none() | st.booleans() | st.integers(0, 5) | st.text(max_size=3),
            lambda inner: (
                st.lists(inner, max_size=2)
                | st.dictionaries(
                    st.sampled_from(["code", "key", "tickets", "ballot", "text_chars"]), inner, max_size=3
                )
            ),
            max_leaves=6,
        ),
    )
)
def test_no_manifest_breaks_the_reader(changes):
    try:
        Published.read(manifest.canonical(data(**changes)))
    except refusals.Malformed:
        return
