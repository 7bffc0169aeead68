"""Signing in at the desk: accounts, and growing pauses after wrong passwords."""

import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address, ip_network

from evalsite.core.logbook import Action, Deed
from evalsite.core.permission import WHOLE, Reach, Role
from evalsite.core.refusals import (
    AccountInactive,
    BadAccountName,
    DoorCrowded,
    NoSuchAccount,
    SignInPaused,
    WrongPassword,
)
from evalsite.settings import Settings
from evalsite.store import accounts, second_steps
from evalsite.store.engine import Database
from evalsite.usecases import passwords, recording
from evalsite.usecases.passwords import LONGEST as LONGEST_PASSWORD

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
FAILURE_STEPS = (5, 10, 20, 50, 100)  # and every hundredth
# Hashing takes 64 MiB and both cores: few threads wait for it, so that votes go on meanwhile.
WAITING = 3
_room = threading.BoundedSemaphore(WAITING)


@dataclass(frozen=True, slots=True)
class Account:
    """Who is signed in. ``epoch`` changes with the password: a session that remembers another one has ended.

    ``second``: signing in takes a second step.
    """

    id: int
    name: str
    role: Role
    epoch: int
    reach: Reach = WHOLE
    active: bool = True
    second: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed, the network address it came from, and the browser's mark of an earlier sign-in, if any."""

    name: str
    password: str = field(repr=False)
    address: str
    device: str = field(default="", repr=False)


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


def account_name(name: str) -> str:
    """A name as it is kept. Raises BadAccountName."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadAccountName(longest=LONGEST_NAME)
    return name


def add_account(desk: Database, settings: Settings, name: str, role: str, password: str) -> None:
    """``role`` is a value of ``Role``. Raises BadAccountName, WeakPassword, GuessablePassword, NameTaken."""
    name = account_name(name)
    passwords.require_strength(name, password)
    hashed = passwords.hashed(settings, password)
    with desk.write() as connection:
        accounts.add(connection, name, Role(role).value, hashed)


def set_password(desk: Database, settings: Settings, name: str, password: str) -> None:
    """A new password, set by who runs the server; ends all sessions.

    Raises NoSuchAccount, WeakPassword, GuessablePassword.
    """
    with desk.read() as connection:
        stored = accounts.find(connection, name)
    if stored is None:
        raise NoSuchAccount(name=name)
    passwords.require_strength(stored.name, password)
    hashed = passwords.hashed(settings, password)
    with desk.write() as connection:
        accounts.set_password(connection, stored.id, hashed)


def change_password(desk: Database, settings: Settings, account: Account, old: str, new: str) -> Account:
    """The owner's own change; every other session ends, the answer is for this one.

    Raises WrongPassword, WeakPassword, GuessablePassword.
    """
    stored = confirm(desk, settings, account, old)
    passwords.require_strength(stored.name, new)
    hashed = passwords.hashed(settings, new)
    with desk.write() as connection:
        accounts.set_password(connection, account.id, hashed)
        changed = accounts.find_by_id(connection, account.id)
    assert changed is not None  # accounts are never deleted
    return account_of(changed)


def confirm(desk: Database, settings: Settings, account: Account, password: str) -> accounts.Stored:
    """The account as kept, when this is its password: asked before what a borrowed browser must not do.

    Raises WrongPassword.
    """
    with desk.read() as connection:
        stored = accounts.find_by_id(connection, account.id)
    if stored is None or not passwords.fits(settings, stored.password, password[:LONGEST_PASSWORD]):
        raise WrongPassword()
    return stored


def list_accounts(desk: Database) -> list[Account]:
    with desk.read() as connection:
        return [account_of(stored) for stored in accounts.list_all(connection)]


def find_account(desk: Database, account: int, epoch: int) -> Account | None:
    """The account of a session; None when it does not exist or the session has ended."""
    with desk.read() as connection:
        stored = accounts.find_by_id(connection, account)
    if stored is None or stored.epoch != epoch or not stored.active:
        return None
    return account_of(stored)


def sign_in(desk: Database, settings: Settings, attempt: Attempt, now: datetime) -> Account:
    """Who this is. Raises WrongPassword (for an unknown name too), SignInPaused, DoorCrowded, AccountInactive.

    The attempt is counted before the password is checked and forgotten when it was right. That an account is out of
    service is told to those alone who know its password.
    """
    hasher, secret = passwords.hasher(settings), settings.require_secret()
    name, password = attempt.name.strip()[:LONGEST_NAME], attempt.password[:LONGEST_PASSWORD]
    place = _place(secret, name, attempt)
    with _a_place_inside(known=place.device):
        _count_attempt(desk, place, int(now.timestamp()))
        with desk.read() as connection:
            stored = accounts.find(connection, name)
        right = passwords.fits(settings, stored.password if stored else passwords.decoy(hasher), password)
    if stored is None or not right:
        if stored is not None:
            note_failure(desk, settings, stored.name, now)
        raise WrongPassword()
    if not stored.active:
        raise AccountInactive()
    renewed = passwords.hashed(settings, password) if hasher.check_needs_rehash(stored.password) else None
    with desk.write() as connection:
        second = second_steps.find(connection, stored.id) is not None
        if renewed is not None:
            accounts.rehash(connection, stored.id, stored.password, renewed)
    # Who has the password alone is no known place yet: strangers who have it must not guess codes at ease.
    settle(desk, settings, place, stored.name, now, known=not second)
    return account_of(stored, second=second)


def settle(desk: Database, settings: Settings, place: "Place", name: str, now: datetime, *, known: bool = True) -> None:
    """What was right is no failure: attempts of this place are forgotten, and it is known from now on."""
    failed = _key(settings.require_secret(), "failed", name)
    with desk.write() as connection:
        accounts.forget_attempts(connection, (place.here, place.anywhere, *((failed,) if known else ())))
        accounts.give_back_attempt(connection, place.flood)
        if known:
            accounts.remember(connection, place.known, int(now.timestamp()) + KNOWN)


def count_code(desk: Database, settings: Settings, attempt: Attempt, now: datetime) -> "Place":
    """Count an attempt at the second step, apart from those at the password and under the same pauses.

    Raises SignInPaused.
    """
    place = _place(settings.require_secret(), attempt.name, attempt, door="second")
    _count_attempt(desk, place, int(now.timestamp()))
    return place


def note_failure(desk: Database, settings: Settings, name: str, now: datetime) -> None:
    """Wrong passwords and codes for an account go into the log in steps, since its last sign-in: a line for each could be used to
    fill it. What was typed as a name that there is none of is nowhere: it may be a password.
    """
    with desk.write() as connection:
        key = _key(settings.require_secret(), "failed", name)
        number = accounts.count_attempt(connection, key, int(now.timestamp()))
    if number in FAILURE_STEPS or (number and number % FAILURE_STEPS[-1] == 0):
        recording.note(desk, Deed(name, Action.SIGN_IN_FAILED, "", {"at_least": str(number)}), now)


def device_mark(settings: Settings, name: str) -> str:
    """A mark for the browser in which ``name`` has signed in: there its owner is no stranger, whatever others do.

    It opens nothing. It keeps the attempts of this browser apart from those of its address, which a hall's Wi-Fi or an
    office shares (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
    """
    nonce = secrets.token_hex(16)
    return f"{nonce}.{_key(settings.require_secret(), 'device', name.strip(), nonce)}"


@dataclass(frozen=True, slots=True)
class Place:
    """The keys under which an attempt is counted. ``device``: it comes from a browser that bears this name's mark."""

    here: str
    anywhere: str
    flood: str
    known: str
    device: bool


def _place(secret: str, name: str, attempt: Attempt, door: str = "") -> Place:
    nonce, _, mark = attempt.device.partition(".")
    device = hmac.compare_digest(mark.encode(), _key(secret, "device", name, nonce).encode())
    network = _network(attempt.address)
    return Place(
        here=_key(secret, f"here{door}", name, nonce if device else network),
        anywhere=_key(secret, f"anywhere{door}", name),
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


def _count_attempt(desk: Database, place: Place, now: int) -> None:
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


def _own(place: Place) -> dict[str, tuple[int, int]]:
    """The limits that only the attempts of this very place reach."""
    return {place.here: HERE} | ({} if place.device else {place.flood: FLOOD})


def _key(secret: str, *parts: str) -> str:
    """Names and addresses are kept under a keyed hash only: the table says nothing about who tried from where."""
    message = "\0".join(("evalsite-sign-in-v1", *parts)).encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def account_of(stored: accounts.Stored, *, second: bool = False) -> Account:
    reach = Reach(frozenset(json.loads(stored.zones)), stored.unit)
    return Account(stored.id, stored.name, Role(stored.role), stored.epoch, reach, bool(stored.active), second)
