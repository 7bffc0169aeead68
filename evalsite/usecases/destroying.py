"""Destroying the ballots (销毁选票) once nobody objects any more; what was destroyed stays on record, signed.

Every step can be taken again: a destruction that was interrupted goes on where it stopped when it is called once more.
The public audit file is archived first, so that everything that was published can be checked afterwards as before.
"""

import hashlib
from typing import Any

from evalsite.core import envelope as formats
from evalsite.core.permission import Role
from evalsite.core.refusals import ConsentsMissing, NotForRole, WrongState
from evalsite.core.scrutiny import Standing
from evalsite.crypto import manifest as manifests
from evalsite.store import box as box_store
from evalsite.store import desk as desk_store
from evalsite.store import scrutiny as store
from evalsite.store.desk import Record, State
from evalsite.store.engine import Database
from evalsite.store.relay import relay
from evalsite.store.scrutiny import Archived
from evalsite.usecases import auditing, taking
from evalsite.usecases.auditing import AsJson
from evalsite.usecases.certifying import By, need_of, require_due, standing, standing_in
from evalsite.usecases.closing import closing_counts, envelopes, require_signed, statement_of
from evalsite.usecases.preparing import get
from evalsite.usecases.signing import signed


def destroy(desk: Database, box: Database, campaign_id: str, by: By, as_json: AsJson) -> dict[str, Any]:
    """Destroy all envelopes of a confirmed campaign, and of the key whatever the server still has; gives the record of it.

    Raises NotForRole, WrongState, PeriodRunning, ObjectionsOpen, ConsentsMissing, BoxChanged.
    """
    if by.role not in (Role.ORGANISER, Role.ADMIN):
        raise NotForRole()
    record = get(desk, campaign_id)
    if not begun(desk, campaign_id):
        _archive(desk, box, record, by, as_json)
    _empty(desk, box, record)
    with desk.write() as connection:
        desk_store.destroy_share(connection, campaign_id)
    relay(desk, desk_store.KeptShareRow)
    taking.destroy_untaken(desk, campaign_id)
    # Last: only a campaign that is not yet destroyed can be destroyed once more, and do what was not done yet.
    with desk.write() as connection:
        desk_store.advance(connection, campaign_id, (State.CERTIFIED,), State.DESTROYED)
    found = destruction_of(desk, campaign_id)
    assert found is not None  # archived above
    return found


def begun(desk: Database, campaign_id: str) -> bool:
    """Whether the destruction has begun: from then on nothing holds it up."""
    with desk.read() as connection:
        return store.find_archived(connection, campaign_id) is not None


def destruction_of(desk: Database, campaign_id: str) -> dict[str, Any] | None:
    """The record of what was destroyed; None before."""
    with desk.read() as connection:
        archived = store.find_archived(connection, campaign_id)
    return manifests.parse(archived.statement) if archived else None


def require_agreed(record: Record, found: Standing, by: By) -> None:
    """Raises WrongState, PeriodRunning, ObjectionsOpen, ConsentsMissing."""
    require_due(record, found, by.now.date())
    need = need_of(record).scrutineers
    if len(found.consents) < need:
        raise ConsentsMissing(have=len(found.consents), need=need)


def _archive(desk: Database, box: Database, record: Record, by: By, as_json: AsJson) -> None:
    """Everything that must be known afterwards, in one transaction, before the first envelope goes."""
    require_agreed(record, standing(desk, record.id), by)
    leaves = _leaves(box, record)
    bundle = auditing.bundle(desk, box, record.id, as_json)
    with desk.write() as connection:
        held = desk_store.hold_campaign(connection, record.id)
        found = standing_in(connection, record.id)
        require_agreed(held, found, by)  # somebody may have objected just now
        if store.find_archived(connection, record.id) is None:
            statement = _statement(record, leaves, found, by)
            manifest_hash = manifests.manifest_hash(record.manifest or "")
            signature = signed(box, manifest_hash, formats.destruction_message(statement))
            store.archive(connection, record.id, bundle, Archived(statement, signature))


def _leaves(box: Database, record: Record) -> list[bytes]:
    """Raises BoxChanged when these are not the envelopes that were closed and counted."""
    leaves = [one.leaf for one in envelopes(box, manifests.manifest_hash(record.manifest or ""))]
    require_signed(record, leaves)
    return leaves


def _statement(record: Record, leaves: list[bytes], found: Standing, by: By) -> str:
    """What was destroyed, when and by whom, as canonical JSON (docs/wire.md)."""
    closing = statement_of(record)
    return manifests.canonical(
        {
            "v": 1,
            "id": record.id,
            "manifest_hash": closing["manifest_hash"],
            "root": closing["root"],
            "leaves": hashlib.sha256(b"".join(leaves)).hexdigest(),
            "counts": [
                {"electorate": code, "destroyed": dropped} for code, (_, _, dropped) in closing_counts(record).items()
            ],
            "destroyed": by.now.date().isoformat(),
            "by": by.account,
            "agreed": [act.account for act in found.consents],
        }
    )


def _empty(desk: Database, box: Database, record: Record) -> None:
    if record.state is not State.CERTIFIED:
        raise WrongState(state=record.state.value, needs=State.CERTIFIED.value)
    manifest_hash = manifests.manifest_hash(record.manifest or "")
    with desk.read() as connection:
        archived = store.find_archived(connection, record.id)
    assert archived is not None  # ``_archive`` went before
    with box.write() as connection:
        leaves = tuple(box_store.leaves(connection, manifest_hash))
        box_store.destroy(
            connection, manifest_hash, box_store.Destroyed(leaves, archived.statement, archived.signature)
        )
    relay(box, box_store.EnvelopeRow, box_store.DestroyedRow)
