"""Preparing a campaign: take it in as a draft, publish it. Publishing freezes it for good."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from evalsite.core import crowds, ordering, questionnaire
from evalsite.core import envelope as formats
from evalsite.core.campaign import FEWEST_TICKETS, Campaign, Order
from evalsite.core.refusals import (
    BadSplit,
    DeadlinePassed,
    DraftChanged,
    FaultyDraft,
    RehearsalLeft,
    SeatsSet,
    SmallElectorate,
    TooFewTickets,
    WrongState,
)
from evalsite.core.scheme import Json
from evalsite.core.scrutiny import Act
from evalsite.crypto import manifest as manifests
from evalsite.crypto import shares as sharing
from evalsite.crypto.blindrsa import IssuingKey
from evalsite.crypto.receipts import ReceiptKey
from evalsite.crypto.sealing import OpeningKey
from evalsite.store import box as box_store
from evalsite.store import desk as desk_store
from evalsite.store import register as register_store
from evalsite.store import roll
from evalsite.store import scrutiny as scrutiny_store
from evalsite.store import seats as seats_store
from evalsite.store.desk import Record, State
from evalsite.store.engine import Database

SMALL = crowds.SMALL
LOW_LIMIT = 5  # a disclosure limit below it is warned of
KEY_BITS = 2048
FAULTS = "faults"  # in a draft's definition: how many faults its sheets have (usecases/drafting.py)
Progress = Callable[[int, int], None]


def silent(_done: int, _total: int) -> None:
    """A progress callback for those who do not look."""


def nowhere(_published: "Published") -> None:
    """Where shares go that the caller takes from the answer, or that there are none of."""


def new_id(*, rehearsal: bool = False) -> str:
    """An id for a campaign that is to be made."""
    return f"{'r' if rehearsal else 'c'}-{secrets.token_hex(4)}"


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a draft is going to stand: under an id that it was promised, and what happens in the transaction that
    stores it; what is raised there leaves no draft.
    """

    id: str
    settle: Callable[[Connection], None]


def take_in(desk: Database, campaign: Campaign, now: datetime, *, rehearses: str = "", slot: Slot | None = None) -> str:
    """Store a campaign as a draft; gives its id. ``rehearses`` is the draft that it is a rehearsal of."""
    campaign_id = slot.id if slot else new_id(rehearsal=bool(rehearses))
    definition = json.dumps(campaign.to_json(), ensure_ascii=False)
    with desk.write() as connection:
        if slot:
            slot.settle(connection)
        desk_store.add_campaign(connection, campaign_id, int(now.timestamp()), definition, rehearses=rehearses)
    return campaign_id


def list_all(desk: Database) -> list[Record]:
    """The campaigns that count, newest first; rehearsals stand apart (usecases/rehearsing.py)."""
    with desk.read() as connection:
        return desk_store.list_campaigns(connection)


def get(desk: Database, campaign_id: str) -> Record:
    """Raises NoSuchCampaign."""
    with desk.read() as connection:
        return desk_store.get_campaign(connection, campaign_id)


def campaign_of(record: Record) -> Campaign:
    """The campaign as it stands: the frozen manifest once published, else the draft."""
    return Campaign.from_json(json.loads(record.manifest or record.definition))


def is_draft(record: Record) -> bool:
    """Whether it can still be changed; a rehearsal is none, whatever its state."""
    return record.state is State.DRAFT and not record.rehearses


def require_draft(record: Record) -> Record:
    """The record itself. Raises WrongState."""
    if not is_draft(record):
        raise WrongState(state=record.state.value, needs=State.DRAFT.value)
    return record


def faults_of(record: Record) -> int:
    """How many faults a draft still has; a campaign with any is only its head, and goes no further."""
    return 0 if record.manifest else int(json.loads(record.definition).get(FAULTS, 0))


def require_faultless(record: Record) -> None:
    """Raises FaultyDraft."""
    if number := faults_of(record):
        raise FaultyDraft(number=number)


def fingerprint_of(record: Record) -> str:
    return manifests.fingerprint(record.manifest) if record.manifest else ""


@dataclass(frozen=True, slots=True)
class Published:
    """``shares`` are the words of each scrutineer, to be handed out now and forgotten; empty when the server keeps one."""

    fingerprint: str
    shares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """How to publish: k of n shares open the box; ``keep`` leaves the only share (k = n = 1) with the server.

    ``acknowledge_small`` says that electorates of fewer than ten tickets are meant to be so small. ``hand_over`` gets
    the shares before anything is published: what it cannot keep (a full disk) leaves a draft, not a box that nobody
    can ever open. ``settle`` gets them in the very transaction that publishes: usecases/seating.py seals them there for
    the seats of the campaign, without which a campaign that has seats is not published. ``period`` is the objection
    period as somebody has set it (``certifying.period``), put on record in that transaction too; None leaves the usual one.
    """

    k: int = 1
    n: int = 1
    keep: bool = True
    acknowledge_small: bool = False
    hand_over: Callable[[Published], None] = nowhere
    settle: Callable[[Connection, Published], None] | None = None
    period: Act | None = None


def small_electorates(campaign: Campaign) -> tuple[str, ...]:
    """Names of electorates of fewer than ten tickets, in which a single vote is easily guessed."""
    return tuple(electorate.name for electorate in campaign.electorates if electorate.expected < SMALL)


def publish(
    desk: Database,
    box: Database,
    campaign_id: str,
    now: datetime,
    terms: Terms | None = None,
    progress: Progress = silent,
) -> Published:
    """Freeze the campaign, make its keys, and open the roll and the box for it.

    Shares that the server does not keep are in the answer (and in ``terms.hand_over``) and nowhere else.
    Raises WrongState, DeadlinePassed, TooFewTickets (an electorate under five), SmallElectorate (under ten, not
    acknowledged), BadSplit, RehearsalLeft, FaultyDraft, DraftChanged (somebody saved it meanwhile), SeatsSet.
    """
    terms = terms or Terms()
    if terms.keep and terms.n != 1:
        raise BadSplit(k=terms.k, n=terms.n)  # the shares that nobody is given would be lost, and the box with them
    record = get(desk, campaign_id)
    if record.state is not State.DRAFT:
        raise WrongState(state=record.state.value, needs=State.DRAFT.value)
    require_faultless(record)
    _require_no_rehearsal(desk, campaign_id)
    with desk.read() as connection:
        _require_way(connection, campaign_id, terms)
    campaign = campaign_of(record)
    if campaign.closes is not None and campaign.closes <= now:
        raise DeadlinePassed(closes=campaign.closes.strftime("%Y-%m-%d %H:%M"))
    _require_tickets(campaign, acknowledge=terms.acknowledge_small)
    made = _make(record.id, in_order(desk, campaign, now), terms, progress)
    published = Published(manifests.fingerprint(made.manifest), () if terms.keep else made.shares)
    terms.hand_over(published)
    _enter(desk, box, record, made, terms)
    return published


def in_order(desk: Database, campaign: Campaign, now: datetime) -> Campaign:
    """The campaign with its subjects in the order of the sheet (对象次序); publishing makes that final."""
    if campaign.order is not Order.REGISTER:
        return ordering.fixed(campaign)
    with desk.read() as connection:
        return ordering.fixed(campaign, register_store.load(connection).as_of(now.date()).ranks)


@dataclass(frozen=True, slots=True)
class _Made:
    """All that publishing makes of a campaign: the manifest, and the secrets behind it."""

    manifest: str
    issuing_keys: dict[str, bytes]
    receipt_key: bytes
    shares: tuple[str, ...]


def _make(campaign_id: str, campaign: Campaign, terms: Terms, progress: Progress) -> _Made:
    seed = secrets.token_bytes(16)
    shares = tuple(sharing.split(seed, terms.k, terms.n))
    keys = _issuing_keys(campaign, progress)
    receipt_key = ReceiptKey.generate()
    manifest = manifests.canonical(
        manifest_of(campaign_id, campaign, keys, OpeningKey.from_seed(seed).public, receipt_key.public)
        | {"shares": {"k": terms.k, "n": terms.n, "kept": terms.keep}}
    )
    return _Made(manifest, {code: key.to_der() for code, key in keys.items()}, receipt_key.to_bytes(), shares)


def _require_way(connection: Connection, campaign_id: str, terms: Terms) -> None:
    """Who set seats meant them. Raises SeatsSet."""
    if terms.settle is None and seats_store.find(connection, campaign_id) is not None:
        raise SeatsSet()


def _enter(desk: Database, box: Database, record: Record, made: _Made, terms: Terms) -> None:
    """Into the box first: a box that knows a campaign which no roll stamps for harms nobody; the reverse loses ballots."""
    campaign_id, campaign = record.id, campaign_of(record)
    manifest_hash = manifests.manifest_hash(made.manifest)
    with box.write() as connection:
        box_store.add_campaign(
            connection, box_store.Campaign(manifest_hash, made.manifest, made.receipt_key, frozen=False)
        )
    with desk.write() as connection:
        if desk_store.hold_campaign(connection, campaign_id).definition != record.definition:
            raise DraftChanged()
        _require_way(connection, campaign_id, terms)
        if not desk_store.advance(connection, campaign_id, (State.DRAFT,), State.PUBLISHED, manifest=made.manifest):
            raise WrongState(state=State.PUBLISHED.value, needs=State.DRAFT.value)
        roll.add_campaign(connection, _roll_campaign(campaign_id, campaign, made.manifest), made.issuing_keys)
        if terms.keep:
            desk_store.keep_share(connection, campaign_id, made.shares[0])
        if terms.period is not None:
            scrutiny_store.add(connection, campaign_id, terms.period)
        if terms.settle is not None:
            terms.settle(connection, Published(manifests.fingerprint(made.manifest), made.shares))


def _require_no_rehearsal(desk: Database, campaign_id: str) -> None:
    with desk.read() as connection:
        number = sum(one.rehearses == campaign_id for one in desk_store.list_rehearsals(connection))
    if number:
        raise RehearsalLeft(number=number)


def _require_tickets(campaign: Campaign, *, acknowledge: bool) -> None:
    few = [e.name for e in campaign.electorates if e.expected < FEWEST_TICKETS]
    if few:
        raise TooFewTickets(electorates="、".join(few), fewest=FEWEST_TICKETS)
    small = small_electorates(campaign)
    if small and not acknowledge:
        raise SmallElectorate(electorates="、".join(small), small=SMALL)


def _issuing_keys(campaign: Campaign, progress: Progress) -> dict[str, IssuingKey]:
    keys: dict[str, IssuingKey] = {}
    for done, electorate in enumerate(campaign.electorates):
        progress(done, len(campaign.electorates))
        keys[electorate.code] = IssuingKey.generate(KEY_BITS)
    progress(len(campaign.electorates), len(campaign.electorates))
    return keys


def manifest_of(
    campaign_id: str, campaign: Campaign, keys: Mapping[str, IssuingKey], opening_key: bytes, receipt_key: bytes
) -> Json:
    """The manifest (docs/wire.md) but for what it says of shares."""
    data = campaign.to_json()
    for electorate in data["electorates"]:
        electorate["key"] = keys[electorate["code"]].public.to_json()
    return data | {
        "v": 1,
        "id": campaign_id,
        "opening_key": formats.b64(opening_key),
        "receipt_key": formats.b64(receipt_key),
        "sizes": {"ballot": questionnaire.ballot_size(campaign), "text_chars": questionnaire.TEXT_CHARS},
    }


def _roll_campaign(campaign_id: str, campaign: Campaign, manifest: str) -> roll.Campaign:
    return roll.Campaign(
        campaign_id,
        manifests.manifest_hash(manifest),
        manifest,
        int(campaign.opens.timestamp()) if campaign.opens else None,
        int(campaign.closes.timestamp()) if campaign.closes else None,
        stamping=True,
    )
