"""Ticket codes: their text form, and the signature that turns garbage away."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import refusals, ticket
from evalsite.crypto.ticketcode import new_code, read_code
from tests.crypto.conftest import vectors

OURS = vectors("evalsite-v1")
SECRET = "a secret of the roll"


@pytest.mark.parametrize("case", OURS["base32"], ids=lambda case: f"{case['bits']} bits")
def test_base32_writes_and_reads_the_published_vectors(case):
    data, bits = bytes.fromhex(case["data"]), case["bits"]
    assert ticket.to_base32(data, bits) == case["text"]
    back = ticket.from_base32(case["text"], bits)
    assert len(back) == -(-bits // 8)
    assert int.from_bytes(back, "big") >> (-bits % 8) == int.from_bytes(data, "big") >> (8 * len(data) - bits)


@given(st.binary(max_size=40), st.integers(0, 7))
def test_base32_gives_back_the_bits_it_was_given(data, cut):
    bits = max(0, 8 * len(data) - cut)
    back = ticket.from_base32(ticket.to_base32(data, bits), bits)
    assert back == (int.from_bytes(data, "big") >> cut << cut).to_bytes(len(data), "big")[: -(-bits // 8)]


@given(st.text(alphabet=ticket.ALPHABET + "ILOU-é", max_size=6), st.integers(0, 30))
def test_whatever_base32_reads_is_the_only_spelling_of_it(text, bits):
    try:
        data = ticket.from_base32(text, bits)
    except refusals.Malformed:
        return
    assert ticket.to_base32(data, bits) == text


@pytest.mark.parametrize(
    ("text", "bits"), [("A", 10), ("AAA", 10), ("a0", 10), ("I0", 10), ("U0", 10), ("01", 6), ("é0", 10)]
)
def test_base32_refuses_wrong_lengths_foreign_letters_and_stray_last_bits(text, bits):
    with pytest.raises(refusals.Malformed):
        ticket.from_base32(text, bits)


@pytest.mark.parametrize("bits", [-1, 9])
def test_base32_writes_no_bits_that_are_not_there(bits):
    with pytest.raises(ValueError, match="do not hold"):
        ticket.to_base32(b"x", bits)


@pytest.mark.parametrize("case", OURS["normalise"], ids=lambda case: ascii(case["typed"]))
def test_what_people_type_becomes_what_was_printed(case):
    assert ticket.normalise(case["typed"]) == case["code"]


def test_a_code_is_hashed_grouped_and_addressed_as_the_wire_says():
    case = OURS["ticket"]
    code = case["code"]
    assert ticket.code_hash(code) == hashlib.sha256(b"evalsite-ticket-v1\x00" + code.encode()).digest()
    assert ticket.code_hash(code).hex() == case["hash"]
    assert ticket.in_groups(code) == case["groups"] == "0123-4567-89AB-CDEF-GHJK-MNPQ"
    assert ticket.in_groups(case["groups"]) == case["groups"]
    assert ticket.slip_url("http://192.0.2.7:8000/", code, "A" * 26) == case["slip"]
    assert ticket.slip_url("http://192.0.2.7:8000", code, "A" * 26) == case["slip"]


def test_the_code_of_a_slip_is_found_in_its_symbol_and_in_what_was_typed():
    case = OURS["ticket"]
    assert ticket.code_of_slip(case["slip"]) == case["code"]
    assert ticket.code_of_slip(case["groups"]) == case["groups"]


def test_a_receipt_code_is_the_first_sixty_bits_of_the_leaf():
    leaf = bytes.fromhex(OURS["envelope"]["leaf"])
    shown = ticket.receipt_code(leaf)
    assert shown == OURS["envelope"]["receipt_code"]
    assert leaf.startswith(ticket.from_base32(ticket.normalise(shown), 60)[:7])


@given(st.binary(min_size=10, max_size=10))
def test_a_new_code_is_read_as_printed_as_typed_and_as_grouped(random):
    code = new_code(SECRET, random)
    assert len(code) == 24
    assert ticket.from_base32(code[:16], 80) == random
    for written in (code, code.lower(), ticket.in_groups(code), f" {ticket.in_groups(code).lower()}\n"):
        assert read_code(SECRET, written) == code


def test_the_signature_is_an_hmac_under_a_key_of_its_own():
    code = new_code(SECRET, bytes(10))
    key = hmac.new(SECRET.encode(), b"evalsite-ticket-code-v1", "sha256").digest()
    assert read_code(SECRET, code) == code
    assert ticket.from_base32(code[16:], 40) == hmac.new(key, code[:16].encode(), "sha256").digest()[:5]


@given(st.binary(min_size=10, max_size=10), st.integers(0, 23), st.integers(1, 31))
def test_a_code_with_one_wrong_character_is_unknown(random, place, shift):
    code = new_code(SECRET, random)
    wrong = ticket.ALPHABET[(ticket.ALPHABET.index(code[place]) + shift) % 32]
    with pytest.raises(refusals.UnknownTicket):
        read_code(SECRET, code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize("text", ["", "A", "0" * 24, "0" * 25, "U" * 24, "测评码", "\ud800", "0" * 10_000])
def test_garbage_is_an_unknown_ticket(text):
    with pytest.raises(refusals.UnknownTicket):
        read_code(SECRET, text)


@given(st.text(max_size=60))
def test_no_text_at_all_breaks_the_reader(text):
    with pytest.raises(refusals.UnknownTicket):
        read_code(SECRET, text)


def test_a_code_of_another_site_is_unknown():
    with pytest.raises(refusals.UnknownTicket):
        read_code("another secret", new_code(SECRET, bytes(10)))


def test_a_code_needs_exactly_eighty_random_bits():
    with pytest.raises(ValueError, match="10 random bytes"):
        new_code(SECRET, bytes(9))
