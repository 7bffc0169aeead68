"""The receipt key: Ed25519 (RFC 8032) signatures over receipts and over the closing statement.

Ed25519 signs deterministically: the same envelope gets the same receipt on every retry, with nothing stored.
"""

from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from evalsite.core import refusals


class ReceiptKey:
    """The box's signing key of one campaign."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public: bytes = private.public_key().public_bytes_raw()

    @classmethod
    def generate(cls) -> Self:
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The key from its 32 secret bytes; raises BadKey for another length."""
        try:
            return cls(Ed25519PrivateKey.from_private_bytes(data))
        except ValueError:
            raise refusals.BadKey from None

    def to_bytes(self) -> bytes:
        """The 32 secret bytes (RFC 8032 calls them the private key)."""
        return self._private.private_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes."""
        return self._private.sign(message)


P = 2**255 - 19  # the field of the curve (RFC 8032, 5.1)
_Y8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826  # of two of the four points of order 8
# All y of the eight points whose order divides 8 (K. Chalkias and others, Taming the many EdDSAs, 2020, table 1).
SMALL_ORDER = frozenset({0, 1, P - 1, _Y8, P - _Y8})


def is_sound(public: bytes) -> bool:
    """Whether a key is spelled as RFC 8032 spells it and is not of small order.

    Under a key of small order anybody signs anything: R = 1, S = 0 fits every message. OpenSSL takes such keys; phones
    and the checker at home do not.
    """
    y = int.from_bytes(public, "little") & (2**255 - 1)  # without the sign of x, which the last bit tells
    return y < P and y not in SMALL_ORDER


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` is the receipt key's over ``message``; False also for keys that are none, or anybody's."""
    if not is_sound(public):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
