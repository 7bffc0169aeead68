"""The envelope: HPKE (RFC 9180) base mode with X25519, HKDF-SHA256 and ChaCha20-Poly1305, to the opening key.

Base mode on purpose: a sender's signature would be a name on the ballot. Who may vote is the stamp's business.
"""

from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from evalsite.core import refusals
from evalsite.core.envelope import OVERHEAD, sealing_info, trial_info

SEED_LENGTH = 16
"""Bytes of the seed that scrutineers share: 128 bits, the strength of X25519 and of a 20-word share."""

TRIAL = b"evalsite-trial-v1"  # what lies in the envelope of a trial opening: all that can be wrong with it is the key

SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


class OpeningKey:
    """The campaign's secret key: opens every envelope, so it exists only while shares are put together."""

    def __init__(self, private: X25519PrivateKey) -> None:
        self._private = private
        self.public: bytes = private.public_key().public_bytes_raw()

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """The key derived from the 16-byte seed that the shares hold; ValueError for another length."""
        if len(seed) != SEED_LENGTH:
            raise ValueError("the seed of an opening key has 16 bytes")
        derived = HKDF(hashes.SHA256(), length=32, salt=None, info=b"evalsite-opening-v1").derive(seed)
        return cls(X25519PrivateKey.from_private_bytes(derived))

    def open(self, envelope: bytes, manifest_hash: bytes, electorate: str) -> bytes:
        """The ballot in an envelope.

        Raises Undecipherable when the envelope is truncated or altered, or was sealed to another key, for another
        campaign or for another electorate: the cipher cannot tell these apart.
        """
        info = sealing_info(manifest_hash, electorate)
        if len(envelope) < OVERHEAD:
            raise refusals.Undecipherable
        try:
            return SUITE.decrypt(envelope, self._private, info)
        except (InvalidTag, ValueError):  # ValueError: the encapsulated key is a point of small order
            raise refusals.Undecipherable from None

    def opens_trial(self, envelope: bytes, manifest_hash: bytes) -> bool:
        """Whether this key opens the campaign's trial envelope (试开箱)."""
        try:
            return SUITE.decrypt(envelope, self._private, trial_info(manifest_hash)) == TRIAL
        except (InvalidTag, ValueError):
            return False


def seal_trial(public: bytes, manifest_hash: bytes) -> bytes:
    """The envelope for a trial opening, sealed as ballots are; no box takes it. Raises BadKey."""
    return _sealed(public, TRIAL, trial_info(manifest_hash))


def seal(public: bytes, ballot: bytes, manifest_hash: bytes, electorate: str) -> bytes:
    """The envelope of a ballot, 48 bytes longer, different every time (a fresh key pair for each).

    Raises BadKey when ``public`` is no usable X25519 key.
    """
    return _sealed(public, ballot, sealing_info(manifest_hash, electorate))


def _sealed(public: bytes, message: bytes, info: bytes) -> bytes:
    try:
        return SUITE.encrypt(message, X25519PublicKey.from_public_bytes(public), info)
    except ValueError:
        raise refusals.BadKey from None
