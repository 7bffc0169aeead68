"""Previewing a draft: the manifest that its phone page would get, under keys that open nothing and stamp nothing."""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from evalsite.core.campaign import FEWEST_TICKETS, Campaign
from evalsite.crypto import manifest as manifests
from evalsite.crypto.blindrsa import IssuingKey
from evalsite.crypto.receipts import ReceiptKey
from evalsite.crypto.sealing import OpeningKey
from evalsite.store.engine import Database
from evalsite.usecases import preparing


@lru_cache(maxsize=1)
def _key() -> IssuingKey:
    """One for all previews of this process: making it takes as long as a page may, and nobody stamps with it."""
    return IssuingKey.generate(preparing.KEY_BITS)


def sample_manifest(desk: Database, campaign: Campaign, now: datetime) -> str:
    """The manifest of a faultless draft, of an id that no campaign has.

    Electorates too small to be published have as many tickets as they need: phones open no others.
    """
    electorates = tuple(replace(one, tickets=max(one.tickets, FEWEST_TICKETS), spare=0) for one in campaign.electorates)
    shown = replace(preparing.in_order(desk, campaign, now), electorates=electorates)
    keys = {one.code: _key() for one in electorates}
    opening, receipt = OpeningKey.from_seed(bytes(16)).public, ReceiptKey.generate().public
    made = preparing.manifest_of("preview", shown, keys, opening, receipt)
    return manifests.canonical(made | {"shares": {"k": 1, "n": 1, "kept": True}})
