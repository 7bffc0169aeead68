"""Shares on their way to their holders: sealed to a key that a collection password makes, or that one browser holds.

Sealed with HPKE as ballots are (crypto/sealing.py). Of the password the server keeps a public key alone: who has the
database must guess passwords through Argon2id, and finds nothing any more once the share is taken.
"""

import hashlib
import json
import secrets
import unicodedata
from dataclasses import asdict, dataclass

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from evalsite.core import refusals
from evalsite.core.envelope import b64, unb64
from evalsite.crypto.sealing import SUITE

SALT_BYTES = 16
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Cost:
    """What deriving a key costs: memory in KiB, passes, lanes (RFC 9106)."""

    memory: int
    passes: int
    lanes: int


@dataclass(frozen=True, slots=True)
class Lock:
    """What is kept of a collection password. ``public`` and ``salt`` in base64url."""

    public: str
    salt: str
    cost: Cost

    def to_text(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_text(cls, text: str) -> "Lock":
        data = json.loads(text)
        return cls(data["public"], data["salt"], Cost(**data["cost"]))


def make_lock(password: str, cost: Cost) -> Lock:
    """A lock that this password opens, with a salt of its own."""
    salt = secrets.token_bytes(SALT_BYTES)
    return Lock(b64(public_of(_derived(password, salt, cost))), b64(salt), cost)


def public_in(lock: Lock) -> bytes:
    """The key to which a share behind this lock is sealed."""
    return unb64(lock.public)


def unlock(lock: Lock, password: str) -> bytes:
    """The private key behind a lock. Raises WrongCollectionPassword."""
    private = _derived(password, unb64(lock.salt), lock.cost)
    if b64(public_of(private)) != lock.public:
        raise refusals.WrongCollectionPassword()
    return private


def _derived(password: str, salt: bytes, cost: Cost) -> bytes:
    # The same characters come composed or not, wide or not, from phones of two makers.
    typed = unicodedata.normalize("NFKC", password).encode()
    return hash_secret_raw(typed, salt, cost.passes, cost.memory, cost.lanes, KEY_BYTES, Type.ID)


def room_key() -> bytes:
    """The private key of a room in which shares are handed out; it belongs into one browser and nowhere else."""
    return X25519PrivateKey.generate().private_bytes_raw()


def public_of(private: bytes) -> bytes:
    """Raises RoomLeft for bytes that are no key."""
    try:
        return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    except ValueError:
        raise refusals.RoomLeft() from None


def _info(manifest_hash: bytes, seat: int) -> bytes:
    return b"evalsite-share-v1\0" + manifest_hash + bytes([seat])


def seal_share(public: bytes, words: str, manifest_hash: bytes, seat: int) -> bytes:
    """The words of a share for the holder of a seat (its number, from 1); opens in its own place alone."""
    return SUITE.encrypt(words.encode(), X25519PublicKey.from_public_bytes(public), _info(manifest_hash, seat))


def open_share(private: bytes, sealed: bytes, manifest_hash: bytes, seat: int) -> str:
    """The words again. Raises RoomLeft when this is not the key that they were sealed to."""
    try:
        words: bytes = SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private), _info(manifest_hash, seat))
    except (InvalidTag, ValueError):
        raise refusals.RoomLeft() from None
    return words.decode()


def mark_of(words: str, manifest_hash: bytes) -> str:
    """What tells a share from any other without telling it: its words have 128 bits that nobody guesses."""
    return hashlib.sha256(b"evalsite-share-mark-v1\0" + manifest_hash + words.encode()).hexdigest()
