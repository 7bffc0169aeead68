"""Giving shares: for the trial opening (试开箱) after they were taken, and for the opening from afar.

Every share is held against the hash that was kept of it, so a wrong one is told to whoever gives it, at once. At most
k - 1 shares lie at rest (usecases/depositing.py); with the k-th something is done at once.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from evalsite.core.refusals import (
    ExcessEnvelopes,
    ForeignKey,
    ForeignShare,
    NoSeats,
    OtherSeat,
    TooFewShares,
    TooFewTaken,
    WrongState,
)
from evalsite.core.seats import Ceremony
from evalsite.crypto import collecting
from evalsite.crypto import manifest as manifests
from evalsite.crypto import shares as sharing
from evalsite.crypto.sealing import OpeningKey
from evalsite.settings import Settings
from evalsite.store import desk as desk_store
from evalsite.store import seats as store
from evalsite.store.desk import Record, State
from evalsite.store.engine import Database
from evalsite.usecases import depositing, seating
from evalsite.usecases.closing import excess_of
from evalsite.usecases.depositing import OPENING, TRIAL, Place
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
    with desk.write() as connection:
        record = desk_store.hold_campaign(connection, campaign_id)
        stored = store.find(connection, campaign_id)
        found = _checked(connection, record, texts)
        assert stored is not None  # marked shares are of a ceremony
        if len(found) < stored.k:
            raise TooFewShares(have=len(found), need=stored.k)
        _require_opens(record, stored.envelope, list(found.values()))
        if not stored.tried:
            moment, numbers = now.isoformat(timespec="seconds"), " ".join(map(str, sorted(found)))
            store.change(connection, campaign_id, tried=moment, tried_with=numbers)
    return seating.get(desk, campaign_id)


def _require_opens(record: Record, envelope: bytes, words: list[str]) -> None:
    key = OpeningKey.from_seed(sharing.recover(words))
    if not key.opens_trial(envelope, manifests.manifest_hash(record.manifest or "")):
        raise ForeignKey()


def give_for_trial(
    desk: Database, settings: Settings, campaign_id: str, account: Account, text: str, now: datetime
) -> bool:
    """A scrutineer gives the own share for the trial opening; True when with it the trial has succeeded.

    Raises NotSeated, OtherSeat, ShareGiven, and what ``try_open`` raises but TooFewShares.
    """
    given = _give(desk, settings, campaign_id, account, text, now, TRIAL)
    if given:
        try_open(desk, campaign_id, given, now)
    return bool(given)


def give_for_opening(
    desk: Database, settings: Settings, campaign_id: str, account: Account, text: str, now: datetime
) -> tuple[str, ...]:
    """A scrutineer gives the own share from afar. Gives all k with the one that makes the number full, to open with at once.

    Raises NotSeated, OtherSeat, ShareGiven, BadShare, ForeignShare, WrongState before closing and after opening,
    ExcessEnvelopes (a box that holds too much is opened by people who are present).
    """
    record = get(desk, campaign_id)
    if record.state is not State.CLOSED:
        raise WrongState(state=record.state.value, needs=State.CLOSED.value)
    if excess := excess_of(record):
        raise ExcessEnvelopes(electorates="、".join(excess))
    return _give(desk, settings, campaign_id, account, text, now, OPENING)


def _give(  # noqa: PLR0913, PLR0917 - who gives what, for what
    desk: Database, settings: Settings, campaign_id: str, account: Account, text: str, now: datetime, occasion: str
) -> tuple[str, ...]:
    seat = seating.get_seat(desk, campaign_id, account)
    ((number, words),) = check(desk, campaign_id, [text]).items()
    if number != seat.number:
        raise OtherSeat(number=number)
    ceremony = seating.get(desk, campaign_id)
    place = Place(campaign_id, occasion, str(seat.number))
    moment = int(now.timestamp())
    return depositing.gather(desk, settings.require_secret(), place, words, moment, ceremony.k)


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
