"""Receipts: a known answer of RFC 8032, and what must not verify."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import refusals
from evalsite.crypto.receipts import ReceiptKey, verify
from tests.crypto.conftest import vectors

OURS = vectors("evalsite-v1")["receipt"]


def test_the_second_test_of_rfc_8032_gives_its_published_signature():
    key = ReceiptKey.from_bytes(bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"))
    assert key.public.hex() == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    assert key.sign(b"\x72").hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )


def test_the_shared_vector_is_reproduced():
    key = ReceiptKey.from_bytes(bytes.fromhex(OURS["secret"]))
    assert key.public.hex() == OURS["public"]
    assert key.sign(bytes.fromhex(OURS["message"])).hex() == OURS["signature"]


def test_the_same_message_gets_the_same_receipt_and_only_its_key_verifies_it():
    key, other = ReceiptKey.generate(), ReceiptKey.generate()
    signature = key.sign(b"leaf")
    assert ReceiptKey.from_bytes(key.to_bytes()).sign(b"leaf") == signature
    assert verify(key.public, b"leaf", signature)
    assert not verify(other.public, b"leaf", signature)
    assert not verify(key.public, b"leaf!", signature)
    assert not verify(key.public, b"leaf", signature[:-1])
    assert not verify(key.public, b"leaf", signature[:-1] + bytes([signature[-1] ^ 1]))
    assert not verify(key.public[:-1], b"leaf", signature)


# The eight points of small order in every spelling of 32 bytes, reduced or not (frontend/test/primitives.test.ts).
SMALL = [
    bytes.fromhex(text)
    for half in (
        "01" + "00" * 31,
        "ec" + "ff" * 30 + "7f",
        "00" * 32,
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "ee" + "ff" * 30 + "7f",
        "ed" + "ff" * 30 + "7f",
    )
    for text in (half, half[:-2] + f"{int(half[-2:], 16) | 0x80:02x}")
]


@pytest.mark.parametrize("weak", SMALL, ids=bytes.hex)
def test_a_key_of_small_order_is_none_for_anybody_signs_with_it(weak):
    assert not any(verify(weak, message, first + bytes(32)) for first in SMALL for message in (b"m", b"n", b"o"))


@given(st.binary(max_size=40), st.binary(max_size=70))
def test_no_bytes_break_the_verification(public, signature):
    assert not verify(public, b"leaf", signature)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_refused(length):
    with pytest.raises(refusals.BadKey):
        ReceiptKey.from_bytes(bytes(length))
