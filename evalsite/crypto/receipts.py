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


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` is the receipt key's over ``message``; False also for keys that are none."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
