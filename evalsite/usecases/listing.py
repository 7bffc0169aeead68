"""The public list of a closed box (票箱清单): where a voter looks for the own receipt, without asking for it."""

from dataclasses import dataclass

from sqlalchemy import Connection

from evalsite.core import ticket
from evalsite.core.refusals import NotClosed, UnknownCampaign
from evalsite.crypto import manifest as manifests
from evalsite.crypto import merkle
from evalsite.store import box as store
from evalsite.store.engine import Database


@dataclass(frozen=True, slots=True)
class BoxList:
    """What anybody may know of a closed box. ``codes`` are the receipt codes of all envelopes, in order."""

    name: str
    fingerprint: str
    root: str
    counts: dict[str, int]
    rehearsal: bool
    codes: tuple[str, ...]


def box_list(box: Database, manifest_hash: bytes) -> BoxList:
    """The list of a box. Raises UnknownCampaign, and NotClosed as long as it takes envelopes: it would show who comes."""
    with box.read() as connection:
        campaign = store.find_campaign(connection, manifest_hash)
        if campaign is None:
            raise UnknownCampaign()
        if not campaign.frozen:
            raise NotClosed()
        leaves, dropped = _content(connection, manifest_hash)
    manifest = manifests.parse(campaign.manifest)
    return BoxList(
        name=manifest["name"],
        fingerprint=manifests.fingerprint(campaign.manifest),
        root=merkle.root(leaves).hex(),
        counts={one["name"]: dropped.get(one["code"], 0) for one in manifest["electorates"]},
        rehearsal=manifest.get("rehearsal") is True,
        codes=tuple(ticket.receipt_code(leaf) for leaf in leaves),
    )


def destroyed_on(box: Database, manifest_hash: bytes) -> str:
    """The day on which the ballots were destroyed, as YYYY-MM-DD; "" while they are there."""
    with box.read() as connection:
        record = store.find_record(connection, manifest_hash)
    return manifests.parse(record)["destroyed"] if record else ""


def _content(connection: Connection, manifest_hash: bytes) -> tuple[list[bytes], dict[str, int]]:
    """Leaves and numbers per electorate: of a box that was emptied, from what is left of it."""
    gone = store.find_destroyed(connection, manifest_hash)
    if gone is None:
        return store.leaves(connection, manifest_hash), store.counts(connection, manifest_hash)
    counts = manifests.parse(gone.statement)["counts"]
    return list(gone.leaves), {line["electorate"]: line["destroyed"] for line in counts}
