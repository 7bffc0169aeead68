"""The messages around an envelope, byte by byte, and base64url with one spelling for one value."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import envelope, refusals
from tests.crypto.conftest import vectors

OURS = vectors("evalsite-v1")
CASE = OURS["envelope"]
HASH = bytes.fromhex(CASE["manifest_hash"])
ELECTORATE = CASE["electorate_text"]
PREFIXED = len(ELECTORATE.encode()).to_bytes(2, "big") + ELECTORATE.encode()
SEALED = bytes.fromhex(CASE["envelope"])


def test_every_message_is_what_the_wire_format_spells_out():
    digest = hashlib.sha256(SEALED).digest()
    leaf = hashlib.sha256(b"evalsite-leaf-v1\x00" + HASH + PREFIXED + digest).digest()
    assert envelope.digest(SEALED) == digest
    assert envelope.leaf(HASH, ELECTORATE, digest) == leaf
    assert envelope.sheet_digest(HASH, ELECTORATE) == (
        hashlib.sha256(b"evalsite-sheet-v1\x00" + HASH + PREFIXED).digest()
    )
    assert envelope.sealing_info(HASH, ELECTORATE) == b"evalsite-ballot-v1\x00" + HASH + PREFIXED
    assert envelope.stamp_message(HASH, ELECTORATE, digest) == b"evalsite-stamp-v1\x00" + HASH + PREFIXED + digest
    assert envelope.receipt_message(HASH, leaf) == b"evalsite-receipt-v1\x00" + HASH + leaf
    statement = '{"名":1}'
    assert envelope.paper_message(statement) == (b"evalsite-paper-v1\x00" + hashlib.sha256(statement.encode()).digest())
    assert envelope.closing_message(statement) == (
        b"evalsite-closing-v1\x00" + hashlib.sha256(statement.encode()).digest()
    )


def test_the_shared_vectors_hold_the_same_messages():
    digest = envelope.digest(SEALED)
    leaf = envelope.leaf(HASH, ELECTORATE, digest)
    made = {
        "sealing_info": envelope.sealing_info(HASH, ELECTORATE),
        "sheet_digest": envelope.sheet_digest(HASH, ELECTORATE),
        "digest": digest,
        "stamp_message": envelope.stamp_message(HASH, ELECTORATE, digest),
        "leaf": leaf,
        "receipt_message": envelope.receipt_message(HASH, leaf),
    }
    assert {name: value.hex() for name, value in made.items()} == {name: CASE[name] for name in made}


@given(st.text(max_size=20), st.text(max_size=20))
def test_different_electorates_never_share_a_message(one, other):
    digest = bytes(32)
    if one != other:
        assert envelope.stamp_message(HASH, one, digest) != envelope.stamp_message(HASH, other, digest)
        assert envelope.sealing_info(HASH, one) != envelope.sealing_info(HASH, other)


@pytest.mark.parametrize("electorate", ["\ud800", "x" * 65536])
def test_an_electorate_that_cannot_be_written_is_malformed(electorate):
    with pytest.raises(refusals.Malformed):
        envelope.sheet_digest(HASH, electorate)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_hash_of_another_length_is_malformed(length):
    wrong = bytes(length)
    for make in (
        lambda: envelope.leaf(HASH, "A", wrong),
        lambda: envelope.leaf(wrong, "A", HASH),
        lambda: envelope.receipt_message(HASH, wrong),
        lambda: envelope.sealing_info(wrong, "A"),
    ):
        with pytest.raises(refusals.Malformed):
            make()


@pytest.mark.parametrize("case", OURS["base64url"], ids=lambda case: case["data"] or "empty")
def test_base64url_writes_and_reads_the_published_vectors(case):
    assert envelope.b64(bytes.fromhex(case["data"])) == case["text"]
    assert envelope.unb64(case["text"]).hex() == case["data"]


@given(st.binary(max_size=100))
def test_base64url_gives_back_what_it_was_given(data):
    assert envelope.unb64(envelope.b64(data)) == data


@pytest.mark.parametrize("text", OURS["base64url_refused"], ids=ascii)
def test_base64url_refuses_padding_foreign_letters_and_stray_bits(text):
    with pytest.raises(refusals.Malformed):
        envelope.unb64(text)


@given(st.text(alphabet="AQgw-_=+/ \n8é", max_size=9))
def test_whatever_base64url_reads_is_the_only_spelling_of_it(text):
    try:
        data = envelope.unb64(text)
    except refusals.Malformed:
        return
    assert envelope.b64(data) == text


def test_a_hash_in_an_address_has_one_spelling():
    assert envelope.digest_of(HASH.hex()) == HASH
    for text in ("", "zz" * 32, HASH.hex()[2:], HASH.hex() + "00", HASH.hex().upper(), " " + HASH.hex()):
        with pytest.raises(refusals.Malformed):
            envelope.digest_of(text)
