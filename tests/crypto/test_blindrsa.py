"""The stamp: RFC 9474's own vectors, and everything that must not verify."""

import secrets
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import refusals
from evalsite.core.envelope import b64
from evalsite.crypto import blindrsa
from evalsite.crypto.blindrsa import IssuingKey, StampKey, blind, finalize
from tests.crypto.conftest import vectors

OURS = vectors("evalsite-v1")["stamp"]
RFC: dict[str, Any] = vectors("rfc9474")


def number(text: str) -> int:
    return int(text, 16)


def always(drawn: bytes) -> Callable[[int], bytes]:
    """A source of randomness that gives one value."""

    def source(size: int) -> bytes:
        assert size == len(drawn)
        return drawn

    return source


@pytest.fixture(scope="module")
def rfc_key() -> IssuingKey:
    key = RFC["key"]
    p, q, d, e, n = (number(key[name]) for name in "pqden")
    public = rsa.RSAPublicNumbers(e, n)
    private = rsa.RSAPrivateNumbers(
        p, q, d, rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q), public
    ).private_key()
    der = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return IssuingKey.from_der(der)


def verify_salted(key: StampKey, message: bytes, stamp: bytes, salt: int) -> None:
    """The library's own verification, for the variants that the product does not use."""
    pss = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=salt)
    rsa.RSAPublicNumbers(key.e, key.n).public_key().verify(stamp, message, pss, hashes.SHA384())


@pytest.mark.parametrize("vector", RFC["vectors"], ids=lambda vector: vector["variant"])
def test_all_four_variants_of_rfc_9474_give_the_published_bytes(rfc_key, vector):
    key, message, salt = rfc_key.public, bytes.fromhex(vector["input_msg"]), bytes.fromhex(vector["salt"])
    assert message == bytes.fromhex(vector["msg_prefix"] + vector["msg"])
    factor = pow(number(vector["inv"]), -1, key.n).to_bytes(key.size, "big")
    encoded = blindrsa._encode(message, key.n.bit_length() - 1, salt)
    blinded, inverse = blindrsa._blind_encoded(key, encoded, always(factor))
    assert inverse == number(vector["inv"])
    assert blinded.hex() == vector["blinded_msg"]
    signature = rfc_key.blind_sign(blinded)
    assert signature.hex() == vector["blind_sig"]
    stamp = blindrsa._unblind(key, signature, inverse)
    assert stamp.hex() == vector["sig"]
    verify_salted(key, message, stamp, len(salt))
    assert key.verify(message, stamp) is (salt == b"")


def test_the_product_s_functions_give_the_bytes_of_its_own_variant(rfc_key):
    vector = next(one for one in RFC["vectors"] if one["variant"] == "RSABSSA-SHA384-PSSZERO-Deterministic")
    key, message = rfc_key.public, bytes.fromhex(vector["msg"])
    factor = pow(number(vector["inv"]), -1, key.n).to_bytes(key.size, "big")
    blinded, inverse = blind(key, message, always(factor))
    assert blinded.hex() == vector["blinded_msg"]
    assert finalize(key, message, rfc_key.blind_sign(blinded), inverse).hex() == vector["sig"]


def test_the_shared_vector_is_reproduced():
    key = StampKey.from_json(OURS["key"])
    message = bytes.fromhex(OURS["message"])
    stream = iter(bytes.fromhex(one) for one in OURS["random"])
    blinded, inverse = blind(key, message, lambda _: next(stream))
    assert blinded.hex() == OURS["blinded"]
    assert inverse == number(OURS["inverse"])
    issuing = IssuingKey.from_der(bytes.fromhex(OURS["issuing_key_der"]))
    assert issuing.public == key
    assert issuing.blind_sign(blinded).hex() == OURS["signature"]
    assert finalize(key, message, bytes.fromhex(OURS["signature"]), inverse).hex() == OURS["stamp"]


@pytest.mark.parametrize("bits", [2048, 3072])
def test_a_fresh_key_stamps_what_it_cannot_see(bits):
    issuing = IssuingKey.generate(bits)
    first = blind(issuing.public, b"envelope", secrets.token_bytes)
    second = blind(issuing.public, b"envelope", secrets.token_bytes)
    assert first.blinded != second.blinded
    stamps = {
        finalize(issuing.public, b"envelope", issuing.blind_sign(one.blinded), one.inverse) for one in (first, second)
    }
    assert len(stamps) == 1  # deterministic: the stamp itself tells nothing of which blinding it came from
    assert len(stamps.pop()) == issuing.public.size == bits // 8


def test_the_same_blinded_message_gets_the_same_answer(issuing_key):
    blinded = blind(issuing_key.public, b"envelope", secrets.token_bytes).blinded
    assert issuing_key.blind_sign(blinded) == issuing_key.blind_sign(blinded)


def test_the_smallest_messages_are_signed_too(issuing_key):
    size = issuing_key.public.size
    for value in (0, 1):
        assert issuing_key.blind_sign(value.to_bytes(size, "big")) == value.to_bytes(size, "big")


def test_a_blinded_message_of_another_length_or_above_the_modulus_is_malformed(issuing_key):
    key = issuing_key.public
    for wrong in (b"", bytes(255), bytes(257), key.n.to_bytes(256, "big"), b"\xff" * 256):
        with pytest.raises(refusals.Malformed):
            issuing_key.blind_sign(wrong)
    assert len(issuing_key.blind_sign((key.n - 1).to_bytes(256, "big"))) == 256


def test_a_faulty_result_is_never_released(issuing_key):
    faulty = IssuingKey.from_der(issuing_key.to_der())
    faulty._dp += 2  # one flipped bit in a CRT exponent: the answer would give p away (Boneh, DeMillo, Lipton 1997)
    with pytest.raises(refusals.BadKey):
        faulty.blind_sign(blind(issuing_key.public, b"envelope", secrets.token_bytes).blinded)


def test_every_altered_stamp_is_refused(issuing_key, other_issuing_key):
    key = issuing_key.public
    one = blind(key, b"envelope", secrets.token_bytes)
    stamp = finalize(key, b"envelope", issuing_key.blind_sign(one.blinded), one.inverse)
    assert key.verify(b"envelope", stamp)
    assert not key.verify(b"envelopf", stamp)
    assert not other_issuing_key.public.verify(b"envelope", stamp)
    for place in (0, 100, 255):
        altered = bytearray(stamp)
        altered[place] ^= 1
        assert not key.verify(b"envelope", bytes(altered))
    for wrong in (b"", stamp[:-1], stamp + b"\0", b"\0" + stamp, bytes(256), b"\xff" * 256):
        assert not key.verify(b"envelope", wrong)


def test_a_stamp_has_no_second_form_modulo_n():
    key = StampKey.from_json(OURS["key"])
    stamp = number(OURS["stamp"])
    for other in (stamp + key.n, key.n - stamp):
        assert not key.verify(bytes.fromhex(OURS["message"]), (other % 2**2048).to_bytes(256, "big"))


def test_finalize_refuses_an_answer_that_is_no_stamp(issuing_key, other_issuing_key):
    key = issuing_key.public
    one = blind(key, b"envelope", secrets.token_bytes)
    signature = issuing_key.blind_sign(one.blinded)
    wrong = [
        (signature[:-1], one.inverse),
        (signature + b"\0", one.inverse),
        (key.n.to_bytes(256, "big"), one.inverse),
        (bytes(256), one.inverse),
        (signature, one.inverse + 1),
        (other_issuing_key.blind_sign(b"\0" + one.blinded[1:]), one.inverse),
    ]
    for answer, inverse in wrong:
        with pytest.raises(refusals.BadStamp):
            finalize(key, b"envelope", answer, inverse)
    with pytest.raises(refusals.BadStamp):
        finalize(key, b"another envelope", signature, one.inverse)


def test_blinding_draws_again_until_the_number_is_usable(issuing_key):
    key = issuing_key.public
    p = int(issuing_key._p)
    draws = iter([0, 1, key.n, 2**2048 - 1, p, 12345])
    blinded, inverse = blind(key, b"envelope", lambda size: next(draws).to_bytes(size, "big"))
    assert inverse == pow(12345, -1, key.n)
    assert finalize(key, b"envelope", issuing_key.blind_sign(blinded), inverse)


def test_a_stuck_source_of_randomness_blinds_nothing(issuing_key):
    for byte in (b"\0", b"\xff"):
        with pytest.raises(ValueError, match="random source"):
            blind(issuing_key.public, b"envelope", always(byte * 256))


def test_a_message_that_shares_a_factor_with_the_modulus_is_not_blinded(issuing_key):
    factor = int(issuing_key._p).to_bytes(256, "big")
    with pytest.raises(ValueError, match="not invertible"):
        blindrsa._blind_encoded(issuing_key.public, factor, secrets.token_bytes)


def test_the_server_s_view_is_as_likely_for_every_envelope(issuing_key):
    """For any blinded message and any stamp there is exactly one blinding between them: the roll learns nothing."""
    key = issuing_key.public
    seen = blind(key, b"envelope of the first voter", secrets.token_bytes).blinded
    for message in (b"envelope of the first voter", b"envelope of another voter"):
        encoded = int.from_bytes(blindrsa._encode(message, key.n.bit_length() - 1, b""), "big")
        power = int.from_bytes(seen, "big") * pow(encoded, -1, key.n) % key.n
        factor = int.from_bytes(issuing_key.blind_sign(power.to_bytes(256, "big")), "big")
        again = blind(key, message, always(factor.to_bytes(256, "big")))
        assert again.blinded == seen


# --- keys as files and in the manifest --------------------------------------------------------------------------------


def test_a_key_survives_its_file_and_its_json(issuing_key):
    again = IssuingKey.from_der(issuing_key.to_der())
    assert again.public == issuing_key.public
    assert StampKey.from_json(again.public.to_json()) == issuing_key.public
    assert again.to_der() == issuing_key.to_der()


def test_only_the_sizes_of_the_house_are_generated():
    for bits in (1024, 2047, 2056, 8192):
        with pytest.raises(ValueError, match="key sizes"):
            IssuingKey.generate(bits)


def pkcs8(private: Any) -> bytes:
    der: bytes = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return der


def test_keys_of_another_kind_size_or_exponent_are_refused():
    for private in (
        rsa.generate_private_key(65537, 1024),
        rsa.generate_private_key(3, 2048),
        ec.generate_private_key(ec.SECP256R1()),
    ):
        with pytest.raises(refusals.BadKey):
            IssuingKey.from_der(pkcs8(private))


def test_what_is_no_key_file_is_refused():
    with pytest.raises(refusals.BadKey):
        IssuingKey.from_der(b"no key")


@given(st.binary(max_size=200))
def test_no_bytes_break_the_key_file_s_parser(data):
    with pytest.raises(refusals.BadKey):
        IssuingKey.from_der(data)


@given(st.data())
def test_a_damaged_key_file_is_refused_or_signs_correctly(data):
    der = bytearray.fromhex(OURS["issuing_key_der"])
    place = data.draw(st.integers(0, len(der) - 1))
    der[place] ^= data.draw(st.integers(1, 255))
    message = bytes.fromhex(OURS["blinded"])
    try:
        damaged = IssuingKey.from_der(bytes(der))
        answer = damaged.blind_sign(message)
    except (refusals.BadKey, refusals.Malformed):
        return
    assert pow(int.from_bytes(answer, "big"), damaged.public.e, damaged.public.n) == int.from_bytes(message, "big")


@given(
    st.dictionaries(
        st.sampled_from(["n", "e", "d", "kty"]),
        st.none() | st.booleans() | st.integers() | st.text() | st.just(OURS["key"]["n"]) | st.just(65537),
    )
)
def test_whatever_a_manifest_says_of_a_key_is_read_or_malformed(value):
    try:
        key = StampKey.from_json(value)
    except refusals.Malformed:
        return
    assert key.to_json() == value


def test_a_manifest_s_key_must_be_one_that_the_house_issues(issuing_key):
    n, size = issuing_key.public.n, 256
    good = issuing_key.public.to_json()
    wrong = [
        {**good, "d": 1},
        {"n": good["n"]},
        {**good, "e": 3},
        {**good, "e": True},
        {**good, "e": "65537"},
        {**good, "n": n},
        {**good, "n": b64((n + 1).to_bytes(size, "big"))},
        {**good, "n": b64((n >> 1 | 1).to_bytes(size, "big"))},
        {**good, "n": b64(b"\0" + n.to_bytes(size, "big"))},
        {**good, "n": b64(bytes([255] * 128))},
        {**good, "n": str(good["n"]) + "="},
    ]
    for value in wrong:
        with pytest.raises(refusals.Malformed):
            StampKey.from_json(value)
