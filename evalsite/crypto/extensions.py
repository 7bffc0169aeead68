"""Notices of extension, signed by the receipt key and chained: what a campaign's deadline is now, and whether it holds."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from evalsite.core import envelope as formats
from evalsite.core import refusals
from evalsite.core.extension import Extension
from evalsite.crypto import manifest as manifests
from evalsite.crypto import receipts

Signed = tuple[str, bytes]
"""A notice's text in canonical JSON, and the signature over it."""


def digest(notices: Sequence[Signed]) -> str:
    """SHA-256 of the last notice's text in hexadecimal, which stands for the whole chain; "" without any."""
    return hashlib.sha256(notices[-1][0].encode()).hexdigest() if notices else ""


def statement(manifest: str, notices: Sequence[Signed], closes: datetime, reason: str, issued: datetime) -> str:
    """The text of the next notice, to be signed. The moments are written in the zone that they have."""
    data = manifests.parse(manifest)
    return manifests.canonical(
        {
            "v": 1,
            "id": data["id"],
            "manifest_hash": manifests.manifest_hash(manifest).hex(),
            "number": len(notices) + 1,
            "previous": digest(notices),
            "before": manifests.parse(notices[-1][0])["closes"] if notices else data["closes"],
            "closes": closes.isoformat(),
            "reason": reason,
            "issued": issued.isoformat(),
        }
    )


@lru_cache(maxsize=64)
def chain(manifest: str, notices: tuple[Signed, ...]) -> tuple[Extension, ...]:
    """The notices that hold, from the first up to where one does not fit: signature, campaign, number, what went before.

    ``manifest`` is the published text; one that is none has no notices.
    """
    if not notices:
        return ()
    found: list[Extension] = []
    try:
        data = manifests.parse(manifest)
        key, due = formats.unb64(data["receipt_key"]), data["closes"]
        for place, (text, signature) in enumerate(notices):
            said = manifests.parse(text)
            one = Extension.read(said)
            fits = {
                "id": data["id"],
                "manifest_hash": manifests.manifest_hash(manifest).hex(),
                "number": place + 1,
                "previous": digest(notices[:place]),
                "before": due,
            }
            if (
                one is None
                or not _has(said, fits)
                or not receipts.verify(key, formats.extension_message(text), signature)
            ):
                break
            found.append(one)
            due = said["closes"]
    except (refusals.Malformed, KeyError, TypeError):
        pass
    return tuple(found)


def _has(said: dict[str, Any], fits: dict[str, Any]) -> bool:
    return all(said[key] == value for key, value in fits.items())
