"""The box's side of voting: take a stamped envelope once and give its receipt. Knows no ticket and no roll."""

from dataclasses import dataclass
from functools import lru_cache

from evalsite.core import envelope as formats
from evalsite.core.refusals import BadStamp, Closed, UnknownCampaign, WrongSize
from evalsite.crypto import manifest as manifests
from evalsite.crypto.blindrsa import StampKey
from evalsite.crypto.receipts import ReceiptKey
from evalsite.store import box as store
from evalsite.store.engine import Database


@dataclass(frozen=True, slots=True)
class Receipt:
    leaf: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Terms:
    """What the box reads from a manifest: the size of an envelope and the stamp key of each electorate."""

    envelope_size: int
    keys: dict[str, StampKey]


@lru_cache(maxsize=64)
def terms(manifest: str) -> Terms:
    data = manifests.parse(manifest)
    keys = {e["code"]: StampKey.from_json(e["key"]) for e in data["electorates"]}
    return Terms(data["sizes"]["ballot"] + formats.OVERHEAD, keys)


@lru_cache(maxsize=64)
def _receipt_key(private: bytes) -> ReceiptKey:
    return ReceiptKey.from_bytes(private)


def drop(box: Database, manifest_hash: bytes, electorate: str, envelope: bytes, stamp: bytes) -> Receipt:
    """Put a stamped envelope into the box; the same envelope again gets the same receipt.

    Raises UnknownCampaign, WrongSize, BadStamp, and Closed when the box is frozen and does not hold this envelope.
    """
    with box.read() as connection:
        campaign = store.find_campaign(connection, manifest_hash)
    if campaign is None:
        raise UnknownCampaign()
    agreed = terms(campaign.manifest)
    if len(envelope) != agreed.envelope_size:
        raise WrongSize()
    digest = formats.digest(envelope)
    key = agreed.keys.get(electorate)
    if key is None or not key.verify(formats.stamp_message(manifest_hash, electorate, digest), stamp):
        raise BadStamp()
    leaf = formats.leaf(manifest_hash, electorate, digest)
    if campaign.frozen:
        _require_inside(box, manifest_hash, leaf)
    else:
        _put_in(box, manifest_hash, store.Envelope(leaf, electorate, envelope, stamp))
    signature = _receipt_key(campaign.receipt_key).sign(formats.receipt_message(manifest_hash, leaf))
    return Receipt(leaf, signature)


def _put_in(box: Database, manifest_hash: bytes, envelope: store.Envelope) -> None:
    try:
        with box.write() as connection:
            store.add(connection, manifest_hash, envelope)
    except Closed:  # the box was frozen since we looked, but this may be a retry of what it holds
        _require_inside(box, manifest_hash, envelope.leaf)


def _require_inside(box: Database, manifest_hash: bytes, leaf: bytes) -> None:
    with box.read() as connection:
        if not store.holds(connection, manifest_hash, leaf):
            raise Closed()
