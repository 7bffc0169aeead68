"""A published manifest as its users need it: checked, hashed, with its keys ready. For the voter and the audit."""

from dataclasses import dataclass, field
from typing import Any, Self

from evalsite.core import refusals
from evalsite.core.envelope import unb64
from evalsite.crypto import manifest as manifests
from evalsite.crypto.blindrsa import StampKey

_LARGEST_BALLOT = 1 << 20


@dataclass(frozen=True)
class Published:
    """``data`` is the whole manifest; the rest is what cryptography takes from it, in bytes and keys."""

    text: str = field(repr=False)
    data: dict[str, Any] = field(repr=False)
    hash: bytes
    fingerprint: str
    stamp_keys: dict[str, StampKey] = field(repr=False)
    tickets: dict[str, int]
    opening_key: bytes
    receipt_key: bytes
    ballot_size: int
    text_chars: int

    @classmethod
    def read(cls, text: str) -> Self:
        """The manifest in canonical JSON. Raises Malformed when it is not canonical or lacks what voting needs."""
        data = manifests.parse(text)
        try:
            if data["v"] != 1:
                raise refusals.Malformed
            electorates = data["electorates"]
            if len({one["code"] for one in electorates}) != len(electorates):
                raise refusals.Malformed
            return cls(
                text=text,
                data=data,
                hash=manifests.manifest_hash(text),
                fingerprint=manifests.fingerprint(text),
                stamp_keys={_text(one["code"]): StampKey.from_json(one["key"]) for one in electorates},
                tickets={_text(one["code"]): _count(one["tickets"]) for one in electorates},
                opening_key=_key(data["opening_key"]),
                receipt_key=_key(data["receipt_key"]),
                ballot_size=_count(data["sizes"]["ballot"]),
                text_chars=_count(data["sizes"]["text_chars"]),
            )
        except (KeyError, TypeError, AttributeError):
            raise refusals.Malformed from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise refusals.Malformed
    return value


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value <= _LARGEST_BALLOT:
        raise refusals.Malformed
    return value


def _key(value: object) -> bytes:
    data = unb64(_text(value))
    if len(data) != 32:
        raise refusals.Malformed
    return data
