"""Signing in at the desk: accounts, passwords (Argon2id, RFC 9106), and growing pauses after wrong ones."""

import hashlib
import hmac
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address, ip_network

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from evalsite.core.permission import Role
from evalsite.core.refusals import (
    BadAccountName,
    DoorCrowded,
    NoSuchAccount,
    SignInPaused,
    WeakPassword,
    WrongPassword,
)
from evalsite.settings import Settings
from evalsite.store import accounts
from evalsite.store.engine import Database

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256  # hashing a book would be a cheap way to keep the server busy
LONGEST_NAME = 64
DAY = 24 * 3600
KNOWN = 90 * DAY  # how long an address stays known after its last sign-in
# (free attempts, longest pause in seconds). Wrong passwords for one name from one address: pauses grow long.
HERE = (3, 900)
# For one name from all strange addresses together: pauses stay short, so that guessing from many places is slow.
# Where this name has signed in before, this limit does not count: strangers cannot keep the owner out.
ANYWHERE = (20, 60)
# From one address for any names: whoever floods the door with invented names is paused, not the door.
FLOOD = (30, 300)
# Hashing takes 64 MiB and both cores: one at a time, and few threads that wait for it, so that votes go on meanwhile.
WAITING = 3
_hashing = threading.Lock()
_room = threading.BoundedSemaphore(WAITING)


@dataclass(frozen=True, slots=True)
class Account:
    """Who is signed in. ``epoch`` changes with the password: a session that remembers another one has ended."""

    id: int
    name: str
    role: Role
    epoch: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed, the network address it came from, and the browser's mark of an earlier sign-in, if any."""

    name: str
    password: str = field(repr=False)
    address: str
    device: str = field(default="", repr=False)


@lru_cache(maxsize=4)
def _hasher(memory: int, passes: int, lanes: int) -> PasswordHasher:
    return PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=lanes)


def _passwords(settings: Settings) -> PasswordHasher:
    return _hasher(settings.password_memory, settings.password_passes, settings.password_lanes)


@lru_cache(maxsize=4)
def _decoy(passwords: PasswordHasher) -> str:
    """The hash an unknown name is checked against, so that it takes the time a known one takes."""
    return passwords.hash("")


def _hash(passwords: PasswordHasher, password: str) -> str:
    with _hashing:
        return passwords.hash(password)


@contextmanager
def _a_place_inside(*, known: bool) -> Iterator[None]:
    """One of the few places where passwords are checked; who is known waits for none. Raises DoorCrowded."""
    if known:
        yield
        return
    if not _room.acquire(blocking=False):
        raise DoorCrowded()
    try:
        yield
    finally:
        _room.release()


def seconds_of_pause(failures: int, free: int, longest: int) -> int:
    """How long to wait after the n-th attempt in a row: nothing at first, then 2, 4, 8 ... seconds."""
    return 0 if failures <= free else min(longest, 2 ** min(failures - free, 20))


def add_account(desk: Database, settings: Settings, name: str, role: str, password: str) -> None:
    """``role`` is a value of ``Role``. Raises BadAccountName, WeakPassword, NameTaken."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadAccountName(longest=LONGEST_NAME)
    _require_strength(name, password)
    hashed = _hash(_passwords(settings), password)
    with desk.write() as connection:
        accounts.add(connection, name, Role(role).value, hashed)


def _require_strength(name: str, password: str) -> None:
    """Length is what protects; rules about character classes only make people write passwords down."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD or password.casefold() == name.casefold():
        raise WeakPassword(shortest=SHORTEST_PASSWORD, longest=LONGEST_PASSWORD)


def set_password(desk: Database, settings: Settings, name: str, password: str) -> None:
    """A new password, set by who runs the server; ends all sessions. Raises NoSuchAccount, WeakPassword."""
    with desk.read() as connection:
        stored = accounts.find(connection, name)
    if stored is None:
        raise NoSuchAccount(name=name)
    _require_strength(stored.name, password)
    hashed = _hash(_passwords(settings), password)
    with desk.write() as connection:
        accounts.set_password(connection, stored.id, hashed)


def change_password(desk: Database, settings: Settings, account: Account, old: str, new: str) -> Account:
    """The owner's own change; every other session ends, the answer is for this one. Raises WrongPassword, WeakPassword."""
    passwords = _passwords(settings)
    with desk.read() as connection:
        stored = accounts.find_by_id(connection, account.id)
    if stored is None or not _fits(passwords, stored.password, old):
        raise WrongPassword()
    _require_strength(stored.name, new)
    hashed = _hash(passwords, new)
    with desk.write() as connection:
        accounts.set_password(connection, account.id, hashed)
        changed = accounts.find_by_id(connection, account.id)
    assert changed is not None  # accounts are never deleted
    return _account(changed)


def list_accounts(desk: Database) -> list[Account]:
    with desk.read() as connection:
        return [_account(stored) for stored in accounts.list_all(connection)]


def find_account(desk: Database, account: int, epoch: int) -> Account | None:
    """The account of a session; None when it does not exist or the session has ended."""
    with desk.read() as connection:
        stored = accounts.find_by_id(connection, account)
    return _account(stored) if stored is not None and stored.epoch == epoch else None


def sign_in(desk: Database, settings: Settings, attempt: Attempt, now: datetime) -> Account:
    """Who this is. Raises WrongPassword (for an unknown name too), SignInPaused, DoorCrowded.

    The attempt is counted before the password is checked and forgotten when it was right.
    """
    passwords, secret = _passwords(settings), settings.require_secret()
    name, password = attempt.name.strip()[:LONGEST_NAME], attempt.password[:LONGEST_PASSWORD]
    place = _place(secret, name, attempt)
    with _a_place_inside(known=place.device):
        _count_attempt(desk, place, int(now.timestamp()))
        with desk.read() as connection:
            stored = accounts.find(connection, name)
        right = _fits(passwords, stored.password if stored else _decoy(passwords), password)
    if stored is None or not right:
        raise WrongPassword()
    renewed = _hash(passwords, password) if passwords.check_needs_rehash(stored.password) else None
    with desk.write() as connection:
        accounts.forget_attempts(connection, (place.here, place.anywhere))
        accounts.give_back_attempt(connection, place.flood)
        accounts.remember(connection, place.known, int(now.timestamp()) + KNOWN)
        if renewed is not None:
            accounts.rehash(connection, stored.id, stored.password, renewed)
    return _account(stored)


def device_mark(settings: Settings, name: str) -> str:
    """A mark for the browser in which ``name`` has signed in: there its owner is no stranger, whatever others do.

    It opens nothing. It keeps the attempts of this browser apart from those of its address, which a hall's Wi-Fi or an
    office shares (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
    """
    nonce = secrets.token_hex(16)
    return f"{nonce}.{_key(settings.require_secret(), 'device', name.strip(), nonce)}"


def sign_out(desk: Database, account: Account) -> None:
    """Ends every session of the account: a cookie that somebody copied is worth nothing afterwards."""
    with desk.write() as connection:
        accounts.end_sessions(connection, account.id)


@dataclass(frozen=True, slots=True)
class _Place:
    """The keys under which an attempt is counted. ``device``: it comes from a browser that bears this name's mark."""

    here: str
    anywhere: str
    flood: str
    known: str
    device: bool


def _place(secret: str, name: str, attempt: Attempt) -> _Place:
    nonce, _, mark = attempt.device.partition(".")
    device = hmac.compare_digest(mark.encode(), _key(secret, "device", name, nonce).encode())
    network = _network(attempt.address)
    return _Place(
        here=_key(secret, "here", name, nonce if device else network),
        anywhere=_key(secret, "anywhere", name),
        flood=_key(secret, "flood", network),
        known=_key(secret, "known", name, network),
        device=device,
    )


def _network(address: str) -> str:
    """What one machine can have for itself: an IPv4 address, or all of an IPv6 subnet (RFC 4291, section 2.5.1)."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def _count_attempt(desk: Database, place: _Place, now: int) -> None:
    """Count an attempt wherever it counts. Raises SignInPaused, after what was counted is kept: asking is not free."""
    with desk.read() as connection:  # who is paused costs no write, which voters would wait for
        until = max(accounts.paused_until(connection, key) for key in _own(place))
        known = place.device or accounts.paused_until(connection, place.known) > now
    if until > now:
        raise SignInPaused(seconds=until - now)
    limits = _own(place) | ({} if known else {place.anywhere: ANYWHERE})
    waits = []
    with desk.write() as connection:
        accounts.forget_attempts_before(connection, now - DAY)
        for key, (free, longest) in limits.items():
            failures = accounts.count_attempt(connection, key, now)
            if failures is None:
                waits.append(accounts.paused_until(connection, key) - now)
            else:
                accounts.pause(connection, key, now + seconds_of_pause(failures, free, longest))
    if waits:
        raise SignInPaused(seconds=max(1, *waits))


def _own(place: _Place) -> dict[str, tuple[int, int]]:
    """The limits that only the attempts of this very place reach."""
    return {place.here: HERE} | ({} if place.device else {place.flood: FLOOD})


def _key(secret: str, *parts: str) -> str:
    """Names and addresses are kept under a keyed hash only: the table says nothing about who tried from where."""
    message = "\0".join(("evalsite-sign-in-v1", *parts)).encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def _fits(passwords: PasswordHasher, hashed: str, password: str) -> bool:
    try:
        with _hashing:
            return passwords.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _account(stored: accounts.Stored) -> Account:
    return Account(stored.id, stored.name, Role(stored.role), stored.epoch)
