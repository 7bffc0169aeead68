"""Closing the box (封箱): stop stamping, let stamped envelopes arrive, freeze, sign root and counts, destroy the keys.

Every step can be taken again: a closing that was interrupted goes on where it stopped when it is called once more.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evalsite.core import envelope as formats
from evalsite.core.refusals import BoxChanged, WrongState
from evalsite.core.votes import due
from evalsite.crypto import extensions, merkle
from evalsite.crypto import manifest as manifests
from evalsite.store import box as box_store
from evalsite.store import desk as desk_store
from evalsite.store import extensions as notices_store
from evalsite.store import roll
from evalsite.store.desk import Record, State
from evalsite.store.engine import Database
from evalsite.store.relay import relay
from evalsite.usecases.dropping import terms
from evalsite.usecases.preparing import campaign_of, get
from evalsite.usecases.signing import signed

BATCH = 500
POLL = 0.25  # seconds between looks at the box while stamped envelopes arrive


def envelopes(box: Database, manifest_hash: bytes) -> Iterator[box_store.Envelope]:
    """All envelopes of a campaign in leaf order, a short transaction a batch: other campaigns' drops go on.

    Raises BoxChanged at one that is not what its leaf says: the root speaks of leaves only.
    """
    after = b""
    while True:
        with box.read() as connection:
            batch = box_store.envelopes(connection, manifest_hash, after, BATCH)
        for envelope in batch:
            digest = formats.digest(envelope.envelope)
            if formats.leaf(manifest_hash, envelope.electorate, digest) != envelope.leaf:
                raise BoxChanged()
            yield envelope
        if len(batch) < BATCH:
            return
        after = batch[-1].leaf


def close(
    desk: Database,
    box: Database,
    campaign_id: str,
    now: datetime,
    *,
    grace: float = 0,
    sleep: Callable[[float], None] = time.sleep,
) -> dict[str, Any]:
    """Close the box and give the signed statement, as published: counts per electorate and the root.

    ``grace`` is how many seconds stamped envelopes have to arrive; it ends early when all are there.
    Raises WrongState unless the campaign is published (or a closing was interrupted).
    """
    record = _stop_stamping(desk, campaign_id)
    assert record.manifest is not None  # a published campaign has one: a constraint of the table
    manifest_hash = manifests.manifest_hash(record.manifest)
    _await_drops(desk, box, campaign_id, manifest_hash, grace, sleep)
    with box.write() as connection:
        box_store.freeze(connection, manifest_hash)
    relay(box, box_store.EnvelopeRow)
    closing = _signed(desk, box, record, record.manifest, now)
    with desk.write() as connection:
        roll.destroy_keys(connection, campaign_id)
    relay(desk, roll.TicketRow, roll.IssuingKeyRow)
    # Last: only a campaign that is still closing can be closed once more, and do what was not done yet.
    with desk.write() as connection:
        desk_store.advance(connection, campaign_id, (State.CLOSING,), State.CLOSED, closing=json.dumps(closing))
    return statement_of(get(desk, campaign_id))


def _stop_stamping(desk: Database, campaign_id: str) -> Record:
    with desk.write() as connection:
        desk_store.advance(connection, campaign_id, (State.PUBLISHED,), State.CLOSING)
        record = desk_store.get_campaign(connection, campaign_id)
        if record.state is not State.CLOSING:
            raise WrongState(state=record.state.value, needs=State.PUBLISHED.value)
        roll.stop_stamping(connection, campaign_id)
    return record


def _await_drops(
    desk: Database, box: Database, campaign_id: str, manifest_hash: bytes, grace: float, sleep: Callable[[float], None]
) -> None:
    """Wait for phones that hold a stamp and are about to drop (mixing); no longer than ``grace``."""
    with desk.read() as connection:
        stamped = sum(stamped for _, stamped in roll.counts(connection, campaign_id).values())
    waited = 0.0
    while waited < grace:
        with box.read() as connection:
            if sum(box_store.counts(connection, manifest_hash).values()) >= stamped:
                return
        sleep(POLL)
        waited += POLL


def _checked(box: Database, manifest: str) -> tuple[str, Counter[str]]:
    """The Merkle root (RFC 6962) and the number of envelopes per electorate, after a look at every stamp.

    The box checked them when they were dropped. An envelope that somebody put into the database himself shows here,
    before it is signed for: BoxChanged. The keys are those of the desk's manifest, not of the box's copy.
    """
    manifest_hash, keys = manifests.manifest_hash(manifest), terms(manifest).keys
    leaves: list[bytes] = []
    dropped: Counter[str] = Counter()
    for one in envelopes(box, manifest_hash):
        key = keys.get(one.electorate)
        message = formats.stamp_message(manifest_hash, one.electorate, formats.digest(one.envelope))
        if key is None or not key.verify(message, one.stamp):
            raise BoxChanged()
        leaves.append(one.leaf)
        dropped[one.electorate] += 1
    return merkle.root(leaves).hex(), dropped


def _signed(desk: Database, box: Database, record: Record, manifest: str, now: datetime) -> dict[str, str]:
    manifest_hash = manifests.manifest_hash(manifest)
    root, dropped = _checked(box, manifest)
    with desk.read() as connection:
        tickets = roll.counts(connection, record.id)
        notices = notices_store.of_campaign(connection, record.id)
    counts = []
    for code in terms(manifest).keys:
        issued, stamped = tickets.get(code, (0, 0))
        counts.append({"electorate": code, "issued": issued, "stamped": stamped, "dropped": dropped[code]})
    statement = manifests.canonical(
        {
            "v": 1,
            "id": record.id,
            "manifest_hash": manifest_hash.hex(),
            "root": root,
            "counts": counts,
            "closed": now.date().isoformat(),
        }
        | ({"extensions": extensions.digest(notices)} if notices else {})
    )
    return {"statement": statement, "signature": signed(box, manifest_hash, formats.closing_message(statement))}


def statement_of(record: Record) -> dict[str, Any]:
    """The published statement of a closed box. Raises WrongState before the closing."""
    if record.closing is None:
        raise WrongState(state=record.state.value, needs=State.CLOSED.value)
    return manifests.parse(json.loads(record.closing)["statement"])


def closing_counts(record: Record) -> dict[str, tuple[int, int, int]]:
    """(issued, stamped, dropped) per electorate, from the signed statement."""
    return {
        line["electorate"]: (line["issued"], line["stamped"], line["dropped"])
        for line in statement_of(record)["counts"]
    }


@dataclass(frozen=True, slots=True)
class Closed:
    """One electorate in the signed statement: ``spare`` of the ``issued`` are spare slips, as its manifest says."""

    electorate: str
    issued: int
    stamped: int
    dropped: int
    spare: int

    @property
    def expected(self) -> int:
        return due(self.issued, self.spare)


def closed_lines(record: Record) -> tuple[Closed, ...]:
    """The counts of a closed box with whom one waited for. Raises WrongState before the closing."""
    spare = {one.code: one.spare for one in campaign_of(record).electorates}
    return tuple(Closed(code, *counts, spare[code]) for code, counts in closing_counts(record).items())


def require_signed(record: Record, leaves: Sequence[bytes]) -> None:
    """Raises BoxChanged when these are not the leaves whose root was signed at closing."""
    if merkle.root(leaves).hex() != statement_of(record)["root"]:
        raise BoxChanged()


def excess_of(record: Record) -> tuple[str, ...]:
    """Electorates (codes) whose box holds more envelopes than tickets stamped: whoever has the issuing keys can do that."""
    return tuple(code for code, (_, stamped, dropped) in closing_counts(record).items() if dropped > stamped)
