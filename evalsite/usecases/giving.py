"""Giving shares: for the trial opening (试开箱) after they were taken, and for the opening from afar.

Every share is held against the hash that was kept of it, so a wrong one is told to whoever gives it, at once. At most
k - 1 shares lie at rest (usecases/depositing.py). With the k-th something is done at once: the trial there and then, the
opening by a worker, until whose coming (a moment, where one runs) all k lie there sealed.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from evalsite.core.refusals import (
    DepositLost,
    ExcessEnvelopes,
    ForeignKey,
    ForeignShare,
    NoSeats,
    OpeningUnderWay,
    OtherSeat,
    TooFewShares,
    TooFewTaken,
    TriedBefore,
    WrongState,
)
from evalsite.core.seats import Ceremony
from evalsite.crypto import collecting
from evalsite.crypto import manifest as manifests
from evalsite.crypto import shares as sharing
from evalsite.crypto.sealing import OpeningKey
from evalsite.settings import Settings
from evalsite.store import deposits
from evalsite.store import desk as desk_store
from evalsite.store import seats as store
from evalsite.store.desk import Record, State
from evalsite.store.engine import Database
from evalsite.store.jobs import Job
from evalsite.store.relay import relay
from evalsite.usecases import depositing, seating
from evalsite.usecases.closing import excess_of
from evalsite.usecases.depositing import DAY, OPENING, TRIAL, Place
from evalsite.usecases.preparing import get
from evalsite.usecases.signing_in import Account


def check(desk: Database, campaign_id: str, texts: Sequence[str]) -> dict[int, str]:
    """Shares (files or bare words) as words by the number of their seat; the same one twice counts once.

    Raises BadShare, ForeignShare for one of another campaign, NoSeats.
    """
    with desk.read() as connection:
        record = desk_store.get_campaign(connection, campaign_id)
        return _checked(connection, record, texts)


def _checked(connection: Connection, record: Record, texts: Sequence[str]) -> dict[int, str]:
    marks = {one.mark: one.number for one in store.of_campaign(connection, record.id) if one.mark}
    if not marks:
        raise NoSeats()
    manifest_hash = manifests.manifest_hash(record.manifest or "")
    found: dict[int, str] = {}
    for place, text in enumerate(texts, 1):
        words = sharing.read_share_file(text, place)
        number = marks.get(collecting.mark_of(words, manifest_hash))
        if number is None:
            raise ForeignShare(share=place)
        found[number] = words
    return found


def try_open(desk: Database, campaign_id: str, texts: Sequence[str], now: datetime) -> Ceremony:
    """The trial opening with these shares; its success is kept with its time and seats. Done again it must succeed again.

    Raises NoSeats, BadShare, ForeignShare, TooFewShares, ForeignKey.
    """
    with desk.read() as connection:
        record = desk_store.get_campaign(connection, campaign_id)
        stored = store.find(connection, campaign_id)
        found = _checked(connection, record, texts)
    assert stored is not None  # marked shares are of a ceremony
    if len(found) < stored.k:
        raise TooFewShares(have=len(found), need=stored.k)
    _require_opens(record, stored.envelope, list(found.values()))  # before anything is held: it takes a moment
    with desk.write() as connection:
        desk_store.lock(connection, campaign_id)
        store.note_trial(connection, campaign_id, now.isoformat(timespec="seconds"), sorted(found))
        removed = deposits.remove(connection, campaign_id, TRIAL)  # what was given for it is of no more use
    if removed:
        relay(desk, deposits.DepositRow)
    return seating.get(desk, campaign_id)


def _require_opens(record: Record, envelope: bytes, words: list[str]) -> None:
    key = OpeningKey.from_seed(sharing.recover(words))
    if not key.opens_trial(envelope, manifests.manifest_hash(record.manifest or "")):
        raise ForeignKey()


def give_for_trial(
    desk: Database, settings: Settings, campaign_id: str, account: Account, text: str, now: datetime
) -> bool:
    """A scrutineer gives the own share for the trial opening; True when with it the trial has succeeded.

    The share that makes the number full is not laid down; the others stay until the trial has succeeded, so that a
    database which is busy for a moment costs nobody's. Raises WrongState where no trial is due (a share must not lie
    there for nothing) and TriedBefore; NotSeated, OtherSeat, ShareGiven, DepositLost, and what ``try_open`` raises but
    TooFewShares.
    """
    with desk.read() as connection:
        _require_trial(connection, desk_store.get_campaign(connection, campaign_id))
    place, words, need = _own(desk, campaign_id, account, text, TRIAL)
    moment, secret = int(now.timestamp()), settings.require_secret()
    with desk.write() as connection:
        _require_trial(connection, desk_store.hold_campaign(connection, campaign_id))
        if depositing.others(connection, place, moment) + 1 < need:
            depositing.lay(connection, secret, place, words, moment + DAY)
            return False
    try:
        waiting = depositing.look(desk, secret, campaign_id, moment, TRIAL)
    except DepositLost:
        depositing.discard(desk, campaign_id, TRIAL)
        raise
    try_open(desk, campaign_id, (words, *waiting), now)
    return True


def _require_trial(connection: Connection, record: Record) -> None:
    """Raises WrongState, TriedBefore."""
    if record.state is not State.PUBLISHED:
        raise WrongState(state=record.state.value, needs=State.PUBLISHED.value)
    stored = store.find(connection, record.id)
    if stored is not None and stored.tried:
        raise TriedBefore()


def give_for_opening(  # noqa: PLR0913, PLR0917 - who gives what, and what follows
    desk: Database,
    settings: Settings,
    campaign_id: str,
    account: Account,
    text: str,
    now: datetime,
    begin: Callable[[Connection], Job | None],
) -> Job | None:
    """A scrutineer gives the own share from afar; None while more are needed.

    With the one that makes the number full the opening is asked for, in the very transaction that lays it down: ``begin``
    notes the job that takes all out, which is given back. Where it notes none since an opening is under way, the share is
    not laid down and the others stay as they lay: OpeningUnderWay. Raises NotSeated, OtherSeat, ShareGiven, BadShare,
    ForeignShare, WrongState before closing and after opening, ExcessEnvelopes (a box that holds too much is opened by
    people who are present).
    """
    _require_closed(get(desk, campaign_id))
    place, words, need = _own(desk, campaign_id, account, text, OPENING)
    moment = int(now.timestamp())
    with desk.write() as connection:
        _require_closed(desk_store.hold_campaign(connection, campaign_id))
        full = depositing.others(connection, place, moment) + 1 >= need
        depositing.lay(connection, settings.require_secret(), place, words, moment + DAY)
        if not full:
            return None
        job = begin(connection)
        if job is None:
            raise OpeningUnderWay()
    return job


def _require_closed(record: Record) -> None:
    """Raises WrongState, ExcessEnvelopes."""
    if record.state is not State.CLOSED:
        raise WrongState(state=record.state.value, needs=State.CLOSED.value)
    if excess := excess_of(record):
        raise ExcessEnvelopes(electorates="、".join(excess))


def _own(desk: Database, campaign_id: str, account: Account, text: str, occasion: str) -> tuple[Place, str, int]:
    """Where the own share belongs, its words, and how many are needed. Raises NotSeated, OtherSeat, and like ``check``."""
    seat = seating.get_seat(desk, campaign_id, account)
    ((number, words),) = check(desk, campaign_id, [text]).items()
    if number != seat.number:
        raise OtherSeat(number=number)
    return Place(campaign_id, occasion, str(number)), words, seating.get(desk, campaign_id).k


def given(desk: Database, campaign_id: str, occasion: str, now: datetime) -> tuple[int, ...]:
    """The seats whose shares lie there now."""
    return tuple(int(seat) for seat in depositing.seats_in(desk, campaign_id, int(now.timestamp()), occasion) if seat)


def confirm_fewer(desk: Database, campaign_id: str, by: str) -> None:
    """Somebody answers for going on though not every share is taken. Raises NoSeats, TooFewTaken below k of them."""
    with desk.write() as connection:
        desk_store.hold_campaign(connection, campaign_id)
        found = seating.find_in(connection, campaign_id)
        if found is None:
            raise NoSeats()
        if found.taken < found.k:
            raise TooFewTaken(have=found.taken, need=found.k)
        store.change(connection, campaign_id, fewer=by)
