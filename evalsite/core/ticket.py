"""Ticket codes as text: Crockford base32, what people type, what a slip's QR holds, what a receipt shows.

The exact bytes stand in docs/wire.md, "Names and numbers". The signature inside a code is made and read in
``evalsite.crypto.ticketcode``; here is only what needs no secret.
"""

import hashlib
import unicodedata

from evalsite.core import refusals

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's digits: no I, L, O (read as 1, 1, 0) and no U."""

FINGERPRINT_BITS = 130
RECEIPT_BITS = 60

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
# NFKC has already turned full-width hyphens and spaces into plain ones; the dashes stay what they are.
_SEPARATORS = dict.fromkeys(map(ord, "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"))
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def to_base32(data: bytes, bits: int) -> str:
    """The first ``bits`` bits of ``data`` as Crockford base32, most significant bit first, zero bits at the end.

    Raises ValueError when ``data`` has fewer bits than that.
    """
    if not 0 <= bits <= 8 * len(data):
        raise ValueError(f"{len(data)} bytes do not hold {bits} bits")
    length = -(-bits // 5)
    number = int.from_bytes(data, "big") >> (8 * len(data) - bits) << (5 * length - bits)
    return "".join(ALPHABET[(number >> 5 * place) & 31] for place in reversed(range(length)))


def from_base32(text: str, bits: int) -> bytes:
    """The bytes behind ``text``: the reverse of ``to_base32``, zero bits filling the last byte.

    Strict, so that one value has one spelling: raises Malformed unless ``text`` has exactly the length of ``bits``
    bits, only capital letters and digits of the alphabet, and zero in the bits behind the last.
    """
    length = -(-bits // 5)
    if len(text) != length or not _VALUES.keys() >= set(text):
        raise refusals.Malformed
    number = 0
    for character in text:
        number = number << 5 | _VALUES[character]
    spare = 5 * length - bits
    if number & ((1 << spare) - 1):
        raise refusals.Malformed
    size = -(-bits // 8)
    return (number >> spare << (8 * size - bits)).to_bytes(size, "big")


def normalise(text: str) -> str:
    """What a person typed, as a code would be written: capitals, O as 0, I and L as 1, no spaces or hyphens.

    Full-width letters, digits and spaces (a Chinese keyboard's default) count as plain ones. Whatever else is in
    ``text`` stays in it, for the reader of the code to refuse.
    """
    plain = unicodedata.normalize("NFKC", text).upper().translate(_LOOKALIKES).translate(_SEPARATORS)
    return "".join(plain.split())


def in_groups(code: str) -> str:
    """A code in groups of four with hyphens, for print and for reading aloud; a grouped code stays as it is."""
    plain = normalise(code)
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def code_hash(code: str) -> bytes:
    """All that the roll keeps of a ticket: SHA-256 of the normalised code, 32 bytes.

    A plain hash is enough for 80 random bits: nobody can run through them all.
    """
    return hashlib.sha256(b"evalsite-ticket-v1\0" + code.encode()).digest()


def slip_url(base_url: str, code: str, fingerprint: str) -> str:
    """The address in a slip's QR. Code and fingerprint stand behind ``#``: browsers never send that part to a server."""
    return f"{base_url.rstrip('/')}/b#{code}.{fingerprint}"


def code_of_slip(text: str) -> str:
    """The code in what somebody gives of a slip: the code itself, or the address in its symbol as a scanner types it."""
    return text.partition("#")[2].partition(".")[0] if "#" in text else text


def receipt_code(leaf: bytes) -> str:
    """The short receipt, ``XXXX-XXXX-XXXX``: the first 60 bits of the leaf, enough to find it in a published list."""
    return in_groups(to_base32(leaf, RECEIPT_BITS))
