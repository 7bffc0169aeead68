"""The messages that are hashed, stamped and signed around an envelope: one function per line of docs/wire.md.

Each begins with its own label, so a signature made for one purpose can never pass for another.
"""

import base64
import hashlib
import re

from evalsite.core import refusals

OVERHEAD = 48
"""Bytes an envelope is longer than its ballot: encapsulated key (32) and authentication tag (16), RFC 9180."""

_BASE64URL = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)


def b64(data: bytes) -> str:
    """base64url without padding (RFC 4648 section 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """The bytes behind base64url text; the reverse of ``b64``.

    Raises Malformed for padding, foreign characters and spellings that ``b64`` would not write (stray last bits), so
    that one value has one spelling and nothing can be hidden in the difference.
    """
    if not _BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        raise refusals.Malformed
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64(data) != text:
        raise refusals.Malformed
    return data


def digest_of(text: str) -> bytes:
    """The 32 bytes of a hash as it stands in an address, in lower-case hex. Raises Malformed for any other spelling."""
    try:
        value = bytes.fromhex(text)
    except ValueError as error:
        raise refusals.Malformed from error
    if len(value) != 32 or value.hex() != text:
        raise refusals.Malformed
    return value


def digest(envelope: bytes) -> bytes:
    """SHA-256 of the sealed envelope, 32 bytes: what the stamp and the leaf speak of."""
    return hashlib.sha256(envelope).digest()


def sheet_digest(manifest_hash: bytes, electorate: str) -> bytes:
    """What a ballot carries to say for which sheet it was filled in, 32 bytes."""
    return _hash(b"evalsite-sheet-v1\0", manifest_hash, _prefixed(electorate))


def sealing_info(manifest_hash: bytes, electorate: str) -> bytes:
    """HPKE's ``info`` (RFC 9180 section 5.1): binds an envelope to its campaign and electorate, it opens nowhere else."""
    return b"evalsite-ballot-v1\0" + _exactly_32(manifest_hash) + _prefixed(electorate)


def trial_info(manifest_hash: bytes) -> bytes:
    """HPKE's ``info`` of the trial envelope (试开箱): it is a ballot of no electorate, and no ballot opens as one."""
    return b"evalsite-trial-v1\0" + _exactly_32(manifest_hash)


def stamp_message(manifest_hash: bytes, electorate: str, digest: bytes) -> bytes:
    """What the roll's blind signature signs, without seeing it."""
    return b"evalsite-stamp-v1\0" + _exactly_32(manifest_hash) + _prefixed(electorate) + _exactly_32(digest)


def leaf(manifest_hash: bytes, electorate: str, digest: bytes) -> bytes:
    """The envelope's name in the box, 32 bytes: its primary key, its place in the order and its Merkle entry."""
    return _hash(b"evalsite-leaf-v1\0", manifest_hash, _prefixed(electorate) + _exactly_32(digest))


def receipt_message(manifest_hash: bytes, leaf: bytes) -> bytes:
    """What the receipt key signs when an envelope is in the box."""
    return b"evalsite-receipt-v1\0" + _exactly_32(manifest_hash) + _exactly_32(leaf)


def closing_message(statement: str) -> bytes:
    """What the receipt key signs at closing; ``statement`` is canonical JSON with the root and the counts."""
    return b"evalsite-closing-v1\0" + hashlib.sha256(statement.encode()).digest()


def extension_message(statement: str) -> bytes:
    """What the receipt key signs when a deadline is moved; ``statement`` is canonical JSON (core/extension.py)."""
    return b"evalsite-extension-v1\0" + hashlib.sha256(statement.encode()).digest()


def paper_message(statement: str) -> bytes:
    """What the receipt key signs at opening; ``statement`` is canonical JSON with the numbers of paper ballots."""
    return b"evalsite-paper-v1\0" + hashlib.sha256(statement.encode()).digest()


def outcome_message(statement: str) -> bytes:
    """What the receipt key signs of the result; ``statement`` is canonical JSON with the hash of all its figures."""
    return b"evalsite-outcome-v1\0" + hashlib.sha256(statement.encode()).digest()


def destruction_message(statement: str) -> bytes:
    """What the receipt key signs when the ballots are destroyed; ``statement`` is canonical JSON that says which."""
    return b"evalsite-destruction-v1\0" + hashlib.sha256(statement.encode()).digest()


def _hash(label: bytes, manifest_hash: bytes, rest: bytes) -> bytes:
    return hashlib.sha256(label + _exactly_32(manifest_hash) + rest).digest()


def _exactly_32(value: bytes) -> bytes:
    # The length of every part is fixed or written before it: no two different inputs give the same message.
    if len(value) != 32:
        raise refusals.Malformed
    return value


def _prefixed(text: str) -> bytes:
    """UTF-8 after its length as two bytes, big-endian; Malformed when it is too long or no Unicode text (lone surrogate)."""
    try:
        data = text.encode()
        return len(data).to_bytes(2, "big") + data
    except (UnicodeEncodeError, OverflowError):
        raise refusals.Malformed from None
