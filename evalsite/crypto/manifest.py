"""Canonical JSON and the fingerprint of a manifest.

The form is a subset of RFC 8785: UTF-8, no white space, keys in order of their UTF-16 units, and no number but
integers that JavaScript holds exactly. One campaign has one text, one hash and one fingerprint on paper.
"""

import hashlib
import json
from typing import Any, Never

from evalsite.core import refusals
from evalsite.core.ticket import FINGERPRINT_BITS, to_base32

_MOST = 2**53 - 1  # beyond this a phone would read another number
_DEPTH = 32  # a manifest needs six


def canonical(value: object) -> str:
    """``value`` as canonical JSON. Raises Malformed for floats, keys that are no strings, lone surrogates and the like."""
    ordered = _ordered(value, _DEPTH)
    return json.dumps(ordered, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def parse(text: str) -> dict[str, Any]:
    r"""The object in canonical JSON. Raises Malformed for everything that ``canonical`` would not have written.

    So a repeated key, a space, ``1.0`` or ``\u4e00`` is refused: two programs can never read one text differently.
    """
    try:
        value = json.loads(text, parse_float=_refuse, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise refusals.Malformed from None
    if not isinstance(value, dict) or canonical(value) != text:
        raise refusals.Malformed
    return value


def manifest_hash(text: str) -> bytes:
    """SHA-256 of the manifest's text as it was served, 32 bytes."""
    return hashlib.sha256(text.encode()).digest()


def fingerprint(text: str) -> str:
    """The first 130 bits of the hash, 26 characters: short enough for a slip, long enough that nobody finds a second."""
    return to_base32(manifest_hash(text), FINGERPRINT_BITS)


def _refuse(_: str) -> Never:
    raise refusals.Malformed


def _ordered(value: object, depth: int) -> object:
    """The same value with its keys in canonical order, or Malformed."""
    if depth == 0:
        raise refusals.Malformed
    match value:
        case None | bool():
            return value
        case str():
            return _text(value)
        case int() if -_MOST <= value <= _MOST:
            return value
        case list() | tuple():
            return [_ordered(one, depth - 1) for one in value]
        case dict() if all(isinstance(key, str) for key in value):
            keys = sorted(value, key=lambda key: _text(key).encode("utf-16-be"))
            return {key: _ordered(value[key], depth - 1) for key in keys}
    raise refusals.Malformed


def _text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise refusals.Malformed from None
    return text
