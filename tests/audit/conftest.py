"""A box that was really stamped, closed and signed, without database: what an honest audit file is made of."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from typing import Any

import pytest

from evalsite.audit.format import Bundle, Signed, StampLine
from evalsite.core import envelope as formats
from evalsite.core import outcome as outcomes
from evalsite.crypto import blindrsa, merkle
from evalsite.crypto import manifest as manifests
from evalsite.crypto.blindrsa import IssuingKey
from evalsite.crypto.extensions import digest
from evalsite.crypto.receipts import ReceiptKey

CODES = ("职工", "B,2")  # a code may hold what a CSV must quote
CAST = {"职工": 5, "B,2": 3}
CLOSES = "2026-11-20T18:00:00+08:00"


@dataclass(frozen=True)
class World:
    """All secrets of a campaign, so that a test can forge with them as an insider could."""

    issuing: dict[str, IssuingKey]
    receipt: ReceiptKey
    manifest: str
    stamps: tuple[StampLine, ...]

    @property
    def hash(self) -> bytes:
        return manifests.manifest_hash(self.manifest)

    def stamped(self, electorate: str, digest: bytes, key: IssuingKey | None = None) -> StampLine:
        key = key or self.issuing[electorate]
        message = formats.stamp_message(self.hash, electorate, digest)
        blinded, inverse = blindrsa.blind(key.public, message, secrets.token_bytes)
        return StampLine(electorate, digest, blindrsa.finalize(key.public, message, key.blind_sign(blinded), inverse))

    def leaves(self, stamps: tuple[StampLine, ...]) -> list[bytes]:
        return sorted(formats.leaf(self.hash, one.electorate, one.digest) for one in stamps)

    def statement(self, **changes: Any) -> dict[str, Any]:
        counts = [{"electorate": code, "issued": 10, "stamped": 6, "dropped": CAST[code]} for code in CODES]
        plain = {
            "v": 1,
            "id": "c-1",
            "manifest_hash": self.hash.hex(),
            "root": merkle.root(self.leaves(self.stamps)).hex(),
            "counts": counts,
            "closed": "2026-11-21",
        }
        return plain | changes

    def bundle(self, statement: dict[str, Any] | None = None, **changes: Any) -> Bundle:
        """An honestly signed bundle, of whatever statement."""
        text = manifests.canonical(statement or self.statement())
        values = {
            "manifest": self.manifest,
            "statement": text,
            "signature": self.receipt.sign(formats.closing_message(text)),
            "stamps": tuple(sorted(self.stamps, key=lambda one: formats.leaf(self.hash, one.electorate, one.digest))),
            "result": result(),
        }
        return self.with_result(Bundle(**{**values, **changes}))

    def outcome(self, bundle: Bundle, **changes: Any) -> Signed:
        """A statement on the bundle's result, signed by the campaign's own key."""
        closing = manifests.parse(bundle.statement)
        figures = manifests.canonical(outcomes.figures(bundle.result or {}))
        plain = {
            "v": 1,
            "id": closing["id"],
            "manifest_hash": closing["manifest_hash"],
            "root": closing["root"],
            "result": hashlib.sha256(figures.encode()).hexdigest(),
            "certified": None,
        }
        text = manifests.canonical(plain | changes)
        return text, self.receipt.sign(formats.outcome_message(text))

    def destruction(self, **changes: Any) -> Signed:
        """The record of the destruction of all that was in the box."""
        leaves = self.leaves(self.stamps)
        plain = {
            "v": 1,
            "id": "c-1",
            "manifest_hash": self.hash.hex(),
            "root": self.statement()["root"],
            "leaves": hashlib.sha256(b"".join(leaves)).hexdigest(),
            "counts": [{"electorate": code, "destroyed": CAST[code]} for code in CODES],
            "destroyed": "2026-12-01",
            "by": "组织科",
            "agreed": ["甲"],
        }
        text = manifests.canonical(plain | changes)
        return text, self.receipt.sign(formats.destruction_message(text))

    def paper(self, **changes: Any) -> Signed:
        """A statement on paper ballots of one electorate; ``changes`` are of its line."""
        statement = {"v": 1, "id": "c-1", "manifest_hash": self.hash.hex(), "counts": [paper_line(**changes)]}
        text = manifests.canonical(statement)
        return text, self.receipt.sign(formats.paper_message(text))

    def extended(self, *closes: str) -> tuple[Signed, ...]:
        """A chain of notices that move the deadline to these days."""
        notices: list[Signed] = []
        before = CLOSES
        for number, day in enumerate(closes, start=1):
            plain = {
                "v": 1,
                "id": "c-1",
                "manifest_hash": self.hash.hex(),
                "number": number,
                "previous": digest(notices),
                "before": before,
                "closes": f"{day}T18:00:00+08:00",
                "reason": "受台风影响。",
                "issued": "2026-11-19T09:00:00+08:00",
            }
            text, before = manifests.canonical(plain), str(plain["closes"])
            notices.append((text, self.receipt.sign(formats.extension_message(text))))
        return tuple(notices)

    def with_result(self, bundle: Bundle) -> Bundle:
        """The bundle with its result signed, whatever it says."""
        return replace(bundle, outcome=self.outcome(bundle) if bundle.result is not None else None)


def paper_line(**changes: Any) -> dict[str, Any]:
    tellers = [{"teller": name, "at": "2026-11-21T19:00:00+08:00"} for name in ("赵一", "钱二")]
    plain = {"electorate": "职工", "issued": 4, "returned": 3, "valid": 2, "void": 1, "tellers": tellers}
    return plain | changes


def result(**changes: Any) -> dict[str, Any]:
    turnout = [
        {"electorate": code, "issued": 10, "stamped": 6, "dropped": CAST[code], "valid": CAST[code] - 1, "void": 1}
        for code in CODES
    ]
    total = {"electorate": "*", "issued": 20, "stamped": 12, "dropped": 8, "valid": 6, "void": 2}
    campaign = {"id": "c-1", "name": "年度测评", "kind": "民主测评", "round": ""}
    return {"campaign": campaign, "turnout": [*turnout, total]} | changes


@pytest.fixture(scope="session")
def keys() -> dict[str, IssuingKey]:
    return {code: IssuingKey.generate() for code in CODES}


@pytest.fixture(scope="session")
def foreign_key() -> IssuingKey:
    return IssuingKey.generate()


@pytest.fixture(scope="session")
def world(keys: dict[str, IssuingKey]) -> World:
    return new_world(keys)


class Anybody(ReceiptKey):
    """A receipt key of small order, the neutral point: everybody's signature over everything is R = 1, S = 0."""

    def __init__(self) -> None:
        self.public = bytes([1]) + bytes(31)

    def sign(self, message: bytes) -> bytes:
        return self.public + bytes(32)


def new_world(keys: dict[str, IssuingKey], receipt: ReceiptKey | None = None) -> World:
    """A campaign of two electorates whose box holds ``CAST``."""
    receipt = receipt or ReceiptKey.generate()
    electorates = [{"code": code, "tickets": 10, "key": key.public.to_json()} for code, key in keys.items()]
    manifest = manifests.canonical(
        {
            "v": 1,
            "id": "c-1",
            "name": "年度测评",
            "closes": CLOSES,
            "electorates": electorates,
            "indicators": [{"code": "i1", "name": "总评", "type": "grade"}],
            "subjects": [{"code": "D1", "name": "第一科", "group": "科室"}],
            "opening_key": formats.b64(bytes(31) + b"\x09"),
            "receipt_key": formats.b64(receipt.public),
            "sizes": {"ballot": 1024, "text_chars": 200},
        }
    )
    empty = World(keys, receipt, manifest, ())
    stamps = [empty.stamped(code, secrets.token_bytes(32)) for code in CODES for _ in range(CAST[code])]
    return World(keys, receipt, manifest, tuple(stamps))


@pytest.fixture(scope="session")
def bundle(world: World) -> Bundle:
    return world.bundle()
