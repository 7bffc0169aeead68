"""Canonical JSON: one campaign, one text, one fingerprint."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import refusals
from evalsite.core.ticket import from_base32
from evalsite.crypto import manifest
from tests.crypto.conftest import vectors

OURS = vectors("evalsite-v1")
TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def test_the_shared_vector_is_read_hashed_and_fingerprinted():
    case = OURS["manifest"]
    assert manifest.canonical(manifest.parse(case["text"])) == case["text"]
    assert manifest.manifest_hash(case["text"]) == hashlib.sha256(case["text"].encode()).digest()
    assert manifest.manifest_hash(case["text"]).hex() == case["hash"]
    assert manifest.fingerprint(case["text"]) == case["fingerprint"]
    assert len(case["fingerprint"]) == 26
    assert bytes.fromhex(case["hash"]).startswith(from_base32(case["fingerprint"], 130)[:16])


@given(st.dictionaries(TEXT, VALUES, max_size=5))
def test_what_is_written_reads_back_and_has_no_second_spelling(value):
    text = manifest.canonical(value)
    assert manifest.parse(text) == value
    assert manifest.canonical(dict(reversed(value.items()))) == text
    assert json.loads(text) == value
    with pytest.raises(refusals.Malformed):
        manifest.parse(text + " ")


def test_keys_stand_in_the_order_that_javascript_sorts_them():
    # As UTF-16 an ideograph beyond the basic plane begins with D8xx and so comes before U+E000; as code points it does not.
    assert manifest.canonical({"\ue000": 1, "𠮷": 2, "a": 3}) == '{"a":3,"𠮷":2,"\ue000":1}'


@pytest.mark.parametrize("text", OURS["manifest_refused_texts"], ids=ascii)
def test_any_other_spelling_is_refused(text):
    with pytest.raises(refusals.Malformed):
        manifest.parse(text)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 50 + "1" + "}" * 50, '{"a":' + "9" * 5000 + "}"])
def test_deep_and_huge_input_is_refused_without_harm(text):
    with pytest.raises(refusals.Malformed):
        manifest.parse(text)


@given(st.text(max_size=40) | st.text(alphabet='{}[]":,01.-e \\ua', max_size=30))
def test_whatever_is_read_is_canonical(text):
    try:
        value = manifest.parse(text)
    except refusals.Malformed:
        return
    assert manifest.canonical(value) == text


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        {"a": [0.5]},
        {1: "a"},
        {None: 1},
        float("nan"),
        {"a": b"x"},
        {"a": {1}},
        2**53,
        -(2**53),
        "\ud800",
        {"\ud800": 1},
    ],
    ids=ascii,
)
def test_what_has_no_canonical_form_is_not_written(value):
    with pytest.raises(refusals.Malformed):
        manifest.canonical(value)


def test_tuples_are_arrays_and_booleans_stay_booleans():
    assert manifest.canonical({"a": (True, 1, False, 0)}) == '{"a":[true,1,false,0]}'
