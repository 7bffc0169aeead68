"""The stamp: RFC 9474 RSA blind signatures, variant RSABSSA-SHA384-PSSZERO-Deterministic.

The roll signs a blinded number and cannot tell later which stamp came of it; anyone can verify the stamp as an
ordinary RSASSA-PSS signature (SHA-384, MGF1 with SHA-384, no salt). Preparation of the message is the identity: every
message holds an envelope's digest, which is random enough (RFC 9474 section 7.3 asks for that).

Raw RSA is gmpy2's ``powmod_sec`` (``cryptography`` offers none); key files and verification are ``cryptography``'s.
"""

import hashlib
import math
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Self

import gmpy2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from evalsite.core import refusals
from evalsite.core.envelope import b64, unb64

EXPONENT = 65537
SIZES = (2048, 3072, 4096)
"""Bits of a modulus that are accepted: 2048 is issued by default; more is slower on old phones, less is unsafe."""

_HASH_LENGTH = 48
_TRIES = 128
_PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=0)


class Blinded(NamedTuple):
    """``blinded`` goes to the roll; ``inverse`` stays with the voter and turns the answer into the stamp."""

    blinded: bytes
    inverse: int


@dataclass(frozen=True)
class StampKey:
    """The public half, as the manifest holds it: modulus and exponent."""

    n: int
    e: int

    @property
    def size(self) -> int:
        """Bytes of a blinded message, a blind signature and a stamp."""
        return self.n.bit_length() // 8

    def to_json(self) -> dict[str, object]:
        return {"n": b64(self.n.to_bytes(self.size, "big")), "e": self.e}

    @classmethod
    def from_json(cls, value: Mapping[str, object]) -> Self:
        """The key in a manifest. Raises Malformed unless it is one that this module would issue."""
        n, e = value.get("n"), value.get("e")
        if value.keys() != {"n", "e"} or not isinstance(n, str) or type(e) is not int or e != EXPONENT:
            raise refusals.Malformed
        data = unb64(n)
        modulus = int.from_bytes(data, "big")
        if modulus.bit_length() not in SIZES or len(data) * 8 != modulus.bit_length() or modulus % 2 == 0:
            raise refusals.Malformed
        return cls(modulus, e)

    def verify(self, message: bytes, stamp: bytes) -> bool:
        """Whether ``stamp`` is this key's signature of ``message``: RSASSA-PSS-VERIFY, RFC 8017 section 8.1.2."""
        try:
            self._public.verify(stamp, message, _PSS, hashes.SHA384())
        except InvalidSignature:
            return False
        return True

    @cached_property
    def _public(self) -> rsa.RSAPublicKey:
        return rsa.RSAPublicNumbers(self.e, self.n).public_key()


class IssuingKey:
    """The secret half, kept by the roll until closing and then destroyed. Never shown, logged or compared."""

    def __init__(self, private: rsa.RSAPrivateKey) -> None:
        numbers = private.private_numbers()
        self._private = private
        self._p, self._q = gmpy2.mpz(numbers.p), gmpy2.mpz(numbers.q)
        self._dp, self._dq = gmpy2.mpz(numbers.dmp1), gmpy2.mpz(numbers.dmq1)
        self._qinv = gmpy2.mpz(numbers.iqmp)
        self.public = StampKey(numbers.public_numbers.n, numbers.public_numbers.e)

    @classmethod
    def generate(cls, bits: int = 2048) -> Self:
        """A fresh key of 2048, 3072 or 4096 bits; ValueError for any other size."""
        if bits not in SIZES:
            raise ValueError(f"{bits} is not among the key sizes {SIZES}")
        return cls(rsa.generate_private_key(EXPONENT, bits))

    @classmethod
    def from_der(cls, data: bytes) -> Self:
        """The key in a PKCS #8 file. Raises BadKey when it is damaged, no RSA key, or of a size never issued."""
        try:
            private = serialization.load_der_private_key(data, password=None)
        except Exception as error:  # the parser raises many kinds; every one means: this is not our file
            raise refusals.BadKey from error
        if not isinstance(private, rsa.RSAPrivateKey) or private.key_size not in SIZES:
            raise refusals.BadKey
        if private.public_key().public_numbers().e != EXPONENT:
            raise refusals.BadKey
        return cls(private)

    def to_der(self) -> bytes:
        """PKCS #8, not encrypted: whoever stores it answers for the file's permissions."""
        return self._private.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    def blind_sign(self, blinded: bytes) -> bytes:
        """The blind signature (RFC 9474 section 4.3), as long as the key.

        Raises Malformed when ``blinded`` has another length or is no number below the modulus. Raises BadKey when the
        result does not check: one faulty CRT result released would give the factors away.
        """
        n, e = self.public.n, self.public.e
        message = int.from_bytes(blinded, "big")
        if len(blinded) != self.public.size or message >= n:
            raise refusals.Malformed
        # The exponentiation runs on a number the caller cannot choose (base blinding), so its duration tells nothing.
        mask = secrets.randbelow(n - 1) + 1
        masked = message * gmpy2.powmod(mask, e, n) % n
        signature = int(self._power(masked) * gmpy2.invert(mask, n) % n)
        if gmpy2.powmod(signature, e, n) != message:
            raise refusals.BadKey
        return signature.to_bytes(self.public.size, "big")

    def _power(self, base: gmpy2.mpz) -> gmpy2.mpz:
        """``base ** d mod n`` by the Chinese remainder theorem (RFC 8017 section 5.1.2, 2b)."""
        first = gmpy2.powmod_sec(base % self._p, self._dp, self._p)
        second = gmpy2.powmod_sec(base % self._q, self._dq, self._q)
        return second + self._q * ((first - second) * self._qinv % self._p)


def blind(key: StampKey, message: bytes, random: Callable[[int], bytes]) -> Blinded:
    """Blinds ``message`` for ``key`` (RFC 9474 section 4.2); ``random(n)`` gives n secret random bytes.

    Raises ValueError when ``random`` gives nothing usable: a stuck source must not blind with a guessable number.
    """
    return _blind_encoded(key, _encode(message, key.n.bit_length() - 1, salt=b""), random)


def finalize(key: StampKey, message: bytes, signature: bytes, inverse: int) -> bytes:
    """The stamp in the roll's answer (RFC 9474 section 4.4). Raises BadStamp unless it verifies under ``key``."""
    stamp = _unblind(key, signature, inverse)
    if not key.verify(message, stamp):
        raise refusals.BadStamp
    return stamp


def _blind_encoded(key: StampKey, encoded: bytes, random: Callable[[int], bytes]) -> Blinded:
    message = int.from_bytes(encoded, "big")
    if math.gcd(message, key.n) != 1:
        # A message that shares a factor with the modulus would break the key; RFC 9474 asks for the test all the same.
        raise ValueError("the message is not invertible under this key")
    factor = _draw(key.n, random)
    blinded = message * pow(factor, key.e, key.n) % key.n
    return Blinded(blinded.to_bytes(key.size, "big"), pow(factor, -1, key.n))


def _unblind(key: StampKey, signature: bytes, inverse: int) -> bytes:
    value = int.from_bytes(signature, "big")
    if len(signature) != key.size or value >= key.n:
        raise refusals.BadStamp
    return (value * inverse % key.n).to_bytes(key.size, "big")


def _draw(n: int, random: Callable[[int], bytes]) -> int:
    """A uniform invertible number in [1, n), by rejection: reducing a random number modulo n would prefer small ones."""
    for _ in range(_TRIES):
        value = int.from_bytes(random(n.bit_length() // 8), "big")
        if 1 < value < n and math.gcd(value, n) == 1:
            return value
    raise ValueError("the random source gives no usable number")


def _encode(message: bytes, bits: int, salt: bytes) -> bytes:
    """EMSA-PSS-ENCODE (RFC 8017 section 9.1.1) with SHA-384 and MGF1. The product's salt is empty."""
    length = -(-bits // 8)
    inner = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = bytes(length - len(salt) - _HASH_LENGTH - 2) + b"\x01" + salt
    mask = _mgf1(inner, len(block))
    masked = bytearray(a ^ b for a, b in zip(block, mask, strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + inner + b"\xbc"


def _mgf1(seed: bytes, length: int) -> bytes:
    """MGF1 with SHA-384 (RFC 8017 appendix B.2.1)."""
    blocks = -(-length // _HASH_LENGTH)
    return b"".join(hashlib.sha384(seed + count.to_bytes(4, "big")).digest() for count in range(blocks))[:length]
