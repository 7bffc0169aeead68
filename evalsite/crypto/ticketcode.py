"""Ticket codes: random characters and a short signature, so that garbage is turned away before any look-up.

The signature is no protection of the ticket (80 random bits are that); it keeps mistyped and invented codes from
reaching the database, and works without one. 40 bits are enough for that and still short enough to type.
"""

import hashlib
import hmac

import itsdangerous
from itsdangerous.encoding import base64_encode

from evalsite.core import refusals, ticket

_SALT = "evalsite-ticket-code-v1"
_RANDOM_BITS, _SIGNATURE_BITS = 80, 40
_RANDOM_CHARACTERS = _RANDOM_BITS // 5


class _ShortHmac(itsdangerous.HMACAlgorithm):
    """HMAC-SHA256 cut to its first 40 bits; a cut HMAC stays an HMAC (RFC 2104 section 5)."""

    default_digest_method = staticmethod(hashlib.sha256)

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return super().get_signature(key, value)[: _SIGNATURE_BITS // 8]

    def verify_signature(self, key: bytes, value: bytes, sig: bytes) -> bool:
        return hmac.compare_digest(self.get_signature(key, value), sig)


def _signer(secret: str) -> itsdangerous.Signer:
    return itsdangerous.Signer(
        secret, salt=_SALT, key_derivation="hmac", digest_method=hashlib.sha256, algorithm=_ShortHmac()
    )


def new_code(secret: str, random: bytes) -> str:
    """A ticket code of 24 characters from 10 fresh random bytes, signed with the roll's ``secret``.

    Raises ValueError for any other number of bytes.
    """
    if len(random) * 8 != _RANDOM_BITS:
        raise ValueError("a ticket code takes 10 random bytes")
    body = ticket.to_base32(random, _RANDOM_BITS)
    signer = _signer(secret)
    signature = signer.algorithm.get_signature(signer.derive_key(), body.encode())
    return body + ticket.to_base32(signature, _SIGNATURE_BITS)


def read_code(secret: str, text: str) -> str:
    """The normalised code in what was scanned or typed.

    Raises UnknownTicket when it has the wrong length or characters, or was not signed with ``secret``: for the person
    who typed it these are one and the same mistake.
    """
    code = ticket.normalise(text)
    body, signature = code[:_RANDOM_CHARACTERS], code[_RANDOM_CHARACTERS:]
    try:
        ticket.from_base32(body, _RANDOM_BITS)
        signed = ticket.from_base32(signature, _SIGNATURE_BITS)
    except refusals.Malformed:
        raise refusals.UnknownTicket from None
    if not _signer(secret).verify_signature(body, base64_encode(signed)):
        raise refusals.UnknownTicket
    return code
