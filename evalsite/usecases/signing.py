"""What the box signs for a campaign: with the key of its receipts, which everybody finds in the manifest."""

from evalsite.core import envelope as formats
from evalsite.core.refusals import UnknownCampaign
from evalsite.crypto.receipts import ReceiptKey
from evalsite.store import box as box_store
from evalsite.store.engine import Database


def signed(box: Database, manifest_hash: bytes, message: bytes) -> str:
    """The signature of the campaign's receipt key over a message, in base64url. Raises UnknownCampaign."""
    with box.read() as connection:
        campaign = box_store.find_campaign(connection, manifest_hash)
    if campaign is None:
        raise UnknownCampaign()
    return formats.b64(ReceiptKey.from_bytes(campaign.receipt_key).sign(message))
