"""The envelope: RFC 9180's own vector, and everything that must stay shut."""

import hashlib
import hmac
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import envelope, refusals
from evalsite.crypto import sealing
from evalsite.crypto.sealing import OpeningKey, seal
from tests.crypto.conftest import vectors

RFC: dict[str, Any] = vectors("rfc9180")
OURS = vectors("evalsite-v1")["envelope"]
KEY = OpeningKey.from_seed(bytes(range(16)))
HASH = bytes(range(32))


# --- a second, independent reading of RFC 9180, to check the library against ------------------------------------------


def _extract(salt: bytes, suite: bytes, label: bytes, ikm: bytes) -> bytes:
    return hmac.new(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256").digest()


def _expand(prk: bytes, suite: bytes, label: bytes, info: bytes, length: int) -> bytes:
    block = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.new(prk, block + b"\x01", "sha256").digest()[:length]


def key_schedule(enc: bytes, private: X25519PrivateKey, info: bytes) -> dict[str, bytes]:
    """Sections 4.1 and 5.1 of RFC 9180 for the receiver, base mode; one block of HKDF is enough for all lengths."""
    kem, suite = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x03"
    shared = private.exchange(X25519PublicKey.from_public_bytes(enc))
    context = enc + private.public_key().public_bytes_raw()
    secret = _expand(_extract(b"", kem, b"eae_prk", shared), kem, b"shared_secret", context, 32)
    bound = b"\x00" + _extract(b"", suite, b"psk_id_hash", b"") + _extract(b"", suite, b"info_hash", info)
    prk = _extract(secret, suite, b"secret", b"")
    return {
        "shared_secret": secret,
        "key_schedule_context": bound,
        "secret": prk,
        "key": _expand(prk, suite, b"key", bound, 32),
        "base_nonce": _expand(prk, suite, b"base_nonce", bound, 12),
    }


def rfc(name: str) -> bytes:
    return bytes.fromhex(RFC[name])


def test_the_library_opens_the_envelope_of_rfc_9180():
    first = RFC["encryptions"][0]
    private = X25519PrivateKey.from_private_bytes(rfc("skRm"))
    sealed = rfc("enc") + bytes.fromhex(first["ct"])
    opened = openssl.hpke._decrypt_with_aad(sealing.SUITE, sealed, private, rfc("info"), bytes.fromhex(first["aad"]))
    assert opened.hex() == first["pt"]
    with pytest.raises(InvalidTag):
        openssl.hpke._decrypt_with_aad(sealing.SUITE, sealed, private, rfc("info"), b"Count-1")


def test_the_second_reading_gives_every_value_of_rfc_9180():
    schedule = key_schedule(rfc("enc"), X25519PrivateKey.from_private_bytes(rfc("skRm")), rfc("info"))
    assert {name: value.hex() for name, value in schedule.items()} == {name: RFC[name] for name in schedule}
    for one in RFC["encryptions"]:
        count = one["sequence_number"].to_bytes(12, "big")
        nonce = bytes(a ^ b for a, b in zip(schedule["base_nonce"], count, strict=True))
        assert nonce.hex() == one["nonce"]
        cipher = ChaCha20Poly1305(schedule["key"])
        assert cipher.encrypt(nonce, bytes.fromhex(one["pt"]), bytes.fromhex(one["aad"])).hex() == one["ct"]


def test_the_second_reading_opens_what_the_product_seals():
    ballot = b"marks and texts"
    sealed = seal(KEY.public, ballot, HASH, "乡镇")
    info = envelope.sealing_info(HASH, "乡镇")
    derived = hmac.new(bytes(32), bytes(range(16)), "sha256").digest()
    private = X25519PrivateKey.from_private_bytes(
        hmac.new(derived, b"evalsite-opening-v1\x01", "sha256").digest()
    )  # HKDF as RFC 5869 writes it
    assert private.public_key().public_bytes_raw() == KEY.public
    schedule = key_schedule(sealed[:32], private, info)
    assert ChaCha20Poly1305(schedule["key"]).decrypt(schedule["base_nonce"], sealed[32:], b"") == ballot


def test_the_shared_vector_opens():
    key = OpeningKey.from_seed(bytes.fromhex(OURS["seed"]))
    assert key.public.hex() == OURS["opening_key"]
    opened = key.open(bytes.fromhex(OURS["envelope"]), bytes.fromhex(OURS["manifest_hash"]), OURS["electorate_text"])
    assert opened.hex() == OURS["ballot"]


@given(st.binary(max_size=300), st.text(max_size=10))
def test_what_is_sealed_opens_and_is_48_bytes_longer(ballot, electorate):
    sealed = seal(KEY.public, ballot, HASH, electorate)
    assert len(sealed) == len(ballot) + envelope.OVERHEAD
    assert KEY.open(sealed, HASH, electorate) == ballot


def test_the_same_ballot_is_never_sealed_the_same_way_twice():
    assert len({seal(KEY.public, b"ballot", HASH, "A") for _ in range(20)}) == 20


@given(st.integers(0, 6 + envelope.OVERHEAD - 1), st.integers(1, 255))
def test_an_envelope_altered_in_any_byte_stays_shut(place, change):
    sealed = bytearray(seal(KEY.public, b"ballot", HASH, "A"))
    sealed[place] ^= change
    with pytest.raises(refusals.Undecipherable):
        KEY.open(bytes(sealed), HASH, "A")


def test_even_the_bit_that_x25519_ignores_is_bound():
    sealed = bytearray(seal(KEY.public, b"ballot", HASH, "A"))
    sealed[31] ^= 128  # RFC 7748 masks it away; HPKE hashes the key as it was sent
    with pytest.raises(refusals.Undecipherable):
        KEY.open(bytes(sealed), HASH, "A")


@given(st.binary(max_size=120))
def test_no_bytes_break_the_opening(data):
    with pytest.raises(refusals.Undecipherable):
        KEY.open(data, HASH, "A")


def test_a_truncated_or_lengthened_envelope_stays_shut():
    sealed = seal(KEY.public, b"ballot", HASH, "A")
    for wrong in (b"", sealed[:31], sealed[:47], sealed[:-1], sealed + b"\0", sealed[1:]):
        with pytest.raises(refusals.Undecipherable):
            KEY.open(wrong, HASH, "A")


def test_an_envelope_opens_only_with_its_key_campaign_and_electorate():
    sealed = seal(KEY.public, b"ballot", HASH, "A")
    with pytest.raises(refusals.Undecipherable):
        OpeningKey.from_seed(bytes(16)).open(sealed, HASH, "A")
    with pytest.raises(refusals.Undecipherable):
        KEY.open(sealed, hashlib.sha256(HASH).digest(), "A")
    with pytest.raises(refusals.Undecipherable):
        KEY.open(sealed, HASH, "B")


@pytest.mark.parametrize("point", [bytes(32), b"\x01" + bytes(31)], ids=["zero", "one"])
def test_points_of_small_order_seal_and_open_nothing(point):
    with pytest.raises(refusals.BadKey):
        seal(point, b"ballot", HASH, "A")
    with pytest.raises(refusals.Undecipherable):
        KEY.open(point + bytes(40), HASH, "A")


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_public_key_of_another_length_is_refused(length):
    with pytest.raises(refusals.BadKey):
        seal(bytes(length), b"ballot", HASH, "A")


@pytest.mark.parametrize("length", [0, 15, 17, 32])
def test_a_seed_of_another_length_makes_no_key(length):
    with pytest.raises(ValueError, match="16 bytes"):
        OpeningKey.from_seed(bytes(length))
