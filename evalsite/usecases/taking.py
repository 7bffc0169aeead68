"""Taking a share (领取份额): shown to its holder, proved by two of its words, and then gone from the server.

Between showing and proving nothing is kept: what the two words must be travels through the holder's own browser, as a
keyed hash under the instance's signature. The sealed share is destroyed by the proof, and its table laid anew.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Connection

from evalsite.core.refusals import (
    NoSuchSeat,
    NotSeated,
    ProofExpired,
    RoomLeft,
    ShareTaken,
    WrongState,
    WrongWords,
)
from evalsite.crypto import collecting
from evalsite.crypto import manifest as manifests
from evalsite.crypto.collecting import Lock
from evalsite.crypto.shares import WORDS, share_file
from evalsite.settings import Settings
from evalsite.store import desk as desk_store
from evalsite.store import seats as store
from evalsite.store.desk import Record, State
from evalsite.store.engine import Database
from evalsite.store.relay import relay
from evalsite.store.seats import StoredSeat
from evalsite.usecases import guessing, passwords, seating
from evalsite.usecases.preparing import campaign_of, fingerprint_of
from evalsite.usecases.signing_in import Account

SALT = "evalsite-proof-v1"
LASTING = timedelta(minutes=60)  # time to write twenty words down
ASKED = 2
COMMON = 4  # words that all shares of a split begin with, or nearly


@dataclass(frozen=True, slots=True)
class Held:
    """A share as its holder sees it, once: ``words`` and ``file`` are all there is of it. ``asked`` are the places, from 1,
    of the words to be typed; ``proof`` goes back with them. ``shown`` is how often it has been shown, this time counted.
    """

    number: int
    words: str = field(repr=False)
    file: str = field(repr=False)
    asked: tuple[int, ...]
    proof: str = field(repr=False)
    shown: int


def take(desk: Database, settings: Settings, campaign_id: str, account: Account, password: str, now: datetime) -> Held:
    """Show the holder of a seat the own share (分别领取). Raises NotSeated, ShareTaken, WrongCollectionPassword, SignInPaused."""
    with desk.read() as connection:
        seat = seating.own_seat(connection, campaign_id, account)
        record, stored = _waiting(connection, campaign_id, seat.number)
    if not stored.lock:
        raise RoomLeft()  # handed out in a room: there is no password
    guess = guessing.count(desk, settings, ("collect", campaign_id, str(seat.number)), now)
    with passwords.hashing:
        private = collecting.unlock(Lock.from_text(stored.lock), password[: passwords.LONGEST])
    guessing.forget(desk, guess)
    return _show(desk, settings, record, stored, private, now)


def take_in_room(desk: Database, settings: Settings, campaign_id: str, number: int, room: bytes, now: datetime) -> Held:
    """Show the share of a seat on the screen that is passed on (当场分发). Raises NoSuchSeat, ShareTaken, RoomLeft."""
    with desk.read() as connection:
        record, stored = _waiting(connection, campaign_id, number)
    return _show(desk, settings, record, stored, room, now)


def _waiting(connection: Connection, campaign_id: str, number: int) -> tuple[Record, StoredSeat]:
    """The seat whose share is still there. Raises NoSuchSeat, WrongState, ShareTaken."""
    record = desk_store.get_campaign(connection, campaign_id)
    stored = {one.number: one for one in store.of_campaign(connection, campaign_id)}.get(number)
    if stored is None:
        raise NoSuchSeat(number=number)
    if record.state is State.DRAFT:
        raise WrongState(state=record.state.value, needs=State.PUBLISHED.value)
    if not stored.sealed:
        raise ShareTaken()
    return record, stored


def _show(desk: Database, settings: Settings, record: Record, seat: StoredSeat, private: bytes, now: datetime) -> Held:
    manifest_hash = manifests.manifest_hash(record.manifest or "")
    words = collecting.open_share(private, seat.sealed, manifest_hash, seat.number)
    with desk.write() as connection:
        times = store.count_showing(connection, record.id, seat.number)
        if not times:
            raise ShareTaken()  # somebody has proved it since it was read
        ceremony = seating.find_in(connection, record.id)
    assert ceremony is not None  # the seat is of one
    name = campaign_of(record).name
    file = share_file(name, record.id, fingerprint_of(record), seat.number, ceremony.k, ceremony.n, words)
    places = secrets.SystemRandom().sample(range(COMMON + 1, WORDS + 1), ASKED)
    asked = tuple(sorted(places))
    proof = _proof(settings, record.id, seat.number, asked, words, now)
    return Held(seat.number, words, file, asked, proof, times)


def _proof(settings: Settings, campaign_id: str, number: int, asked: tuple[int, ...], words: str, now: datetime) -> str:
    right = _hash(settings, campaign_id, number, [words.split()[place - 1] for place in asked])
    until = int((now + LASTING).timestamp())
    made = _signer(settings).dumps([campaign_id, number, list(asked), right, until])
    assert isinstance(made, str)  # URLSafeSerializer makes text
    return made


def _hash(settings: Settings, campaign_id: str, number: int, words: list[str]) -> str:
    message = "\0".join((campaign_id, str(number), *words)).encode()
    return hmac.new(
        settings.require_secret().encode(), b"evalsite-proof-words-v1\0" + message, hashlib.sha256
    ).hexdigest()


def _signer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(settings.require_secret(), salt=SALT)


def asked_in(settings: Settings, proof: str) -> tuple[int, ...]:
    """The places of the words that a proof asks for, to ask once more. Raises ProofExpired."""
    return tuple(_read(settings, proof)[2])


def _read(settings: Settings, proof: str) -> tuple[str, int, list[int], str, int]:
    try:
        campaign_id, number, asked, right, until = _signer(settings).loads(proof)
    except (BadSignature, ValueError, TypeError):
        raise ProofExpired() from None
    return campaign_id, number, asked, right, until


def prove(  # noqa: PLR0913, PLR0917 - whose share, and what was typed
    desk: Database,
    settings: Settings,
    campaign_id: str,
    proof: str,
    typed: tuple[str, ...],
    now: datetime,
    account: Account | None = None,
) -> int:
    """The words that were asked for: with them the share counts as taken, and the server destroys it. Gives the seat.

    ``account`` is the holder's where shares are taken apart, None in a room. Raises ProofExpired, NotSeated, ShareTaken,
    WrongWords.
    """
    of, number, asked, right, until = _read(settings, proof)
    if of != campaign_id or now.timestamp() > until:
        raise ProofExpired()
    words = [" ".join(one.lower().split()) for one in typed]
    with desk.write() as connection:
        desk_store.hold_campaign(connection, campaign_id)
        _waiting(connection, campaign_id, number)
        if account is not None and seating.own_seat(connection, campaign_id, account).number != number:
            raise NotSeated()
        if not hmac.compare_digest(_hash(settings, campaign_id, number, words), right):
            raise WrongWords(places="、".join(map(str, asked)))
        moment = now.isoformat(timespec="seconds")
        store.change_seat(connection, campaign_id, number, sealed=b"", lock="", taken=moment)
    relay(desk, store.SeatRow)  # also what the file kept of it in a free page
    return number


def report(desk: Database, campaign_id: str, account: Account, now: datetime, *, lost: bool) -> None:
    """The holder says that the share is lost, or found again. Raises NotSeated, and WrongState while there is no share yet."""
    with desk.write() as connection:
        if desk_store.hold_campaign(connection, campaign_id).state is State.DRAFT:
            raise WrongState(state=State.DRAFT.value, needs=State.PUBLISHED.value)
        seat = seating.own_seat(connection, campaign_id, account)
        store.change_seat(connection, campaign_id, seat.number, lost=now.isoformat(timespec="seconds") if lost else "")


def destroy_untaken(desk: Database, campaign_id: str) -> int:
    """Destroy the shares that nobody took; gives how many there were."""
    with desk.write() as connection:
        number = store.forget_sealed(connection, campaign_id)
    if number:
        relay(desk, store.SeatRow)
    return number
