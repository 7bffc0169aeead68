"""Signing in at the desk: accounts, passwords (Argon2id, RFC 9106), and growing pauses after wrong ones."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from evalsite.core.permission import Role
from evalsite.core.refusals import BadAccountName, NoSuchAccount, SignInPaused, WeakPassword, WrongPassword
from evalsite.settings import Settings
from evalsite.store import accounts
from evalsite.store.engine import Database

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256  # hashing a book would be a cheap way to keep the server busy
LONGEST_NAME = 64
DAY = 24 * 3600
# (free attempts, longest pause in seconds). From one address pauses grow long; over all addresses they stay short, so
# that guessing from many places is slow but cannot keep the owner out.
HERE = (3, 900)
ANYWHERE = (20, 60)


@dataclass(frozen=True, slots=True)
class Account:
    """Who is signed in. ``epoch`` changes with the password: a session that remembers another one has ended."""

    id: int
    name: str
    role: Role
    epoch: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed, and the network address it came from."""

    name: str
    password: str = field(repr=False)
    address: str


@lru_cache(maxsize=4)
def _hasher(memory: int, passes: int, lanes: int) -> PasswordHasher:
    return PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=lanes)


def _passwords(settings: Settings) -> PasswordHasher:
    return _hasher(settings.password_memory, settings.password_passes, settings.password_lanes)


@lru_cache(maxsize=4)
def _decoy(passwords: PasswordHasher) -> str:
    """The hash an unknown name is checked against, so that it takes the time a known one takes."""
    return passwords.hash("")


def seconds_of_pause(failures: int, free: int, longest: int) -> int:
    """How long to wait after the n-th attempt in a row: nothing at first, then 2, 4, 8 ... seconds."""
    return 0 if failures <= free else min(longest, 2 ** min(failures - free, 20))


def add_account(desk: Database, settings: Settings, name: str, role: str, password: str) -> None:
    """``role`` is a value of ``Role``. Raises BadAccountName, WeakPassword, NameTaken."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadAccountName(longest=LONGEST_NAME)
    _require_strength(name, password)
    hashed = _passwords(settings).hash(password)
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
    hashed = _passwords(settings).hash(password)
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
    hashed = passwords.hash(new)
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
    """Who this is. Raises WrongPassword (for an unknown name too), SignInPaused.

    The attempt is counted before the password is checked and forgotten when it was right.
    """
    passwords, secret = _passwords(settings), settings.require_secret()
    name, password = attempt.name.strip()[:LONGEST_NAME], attempt.password[:LONGEST_PASSWORD]
    keys = {_key(secret, name, attempt.address): HERE, _key(secret, name): ANYWHERE}
    _count_attempt(desk, keys, int(now.timestamp()))
    with desk.read() as connection:
        stored = accounts.find(connection, name)
    right = _fits(passwords, stored.password if stored else _decoy(passwords), password)
    if stored is None or not right:
        raise WrongPassword()
    with desk.write() as connection:
        accounts.forget_attempts(connection, keys)
        if passwords.check_needs_rehash(stored.password):
            accounts.rehash(connection, stored.id, stored.password, passwords.hash(password))
    return _account(stored)


def sign_out(desk: Database, account: Account) -> None:
    """Ends every session of the account: a cookie that somebody copied is worth nothing afterwards."""
    with desk.write() as connection:
        accounts.end_sessions(connection, account.id)


def _count_attempt(desk: Database, keys: dict[str, tuple[int, int]], now: int) -> None:
    with desk.write() as connection:
        accounts.forget_attempts_before(connection, now - DAY)
        for key, (free, longest) in keys.items():
            failures = accounts.count_attempt(connection, key, now)
            if failures is None:
                raise SignInPaused(seconds=max(1, accounts.paused_until(connection, key) - now))
            accounts.pause(connection, key, now + seconds_of_pause(failures, free, longest))


def _key(secret: str, *parts: str) -> str:
    """Names and addresses are kept under a keyed hash only: the table says nothing about who tried from where."""
    message = "\0".join(("evalsite-sign-in-v1", *parts)).encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def _fits(passwords: PasswordHasher, hashed: str, password: str) -> bool:
    try:
        return passwords.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _account(stored: accounts.Stored) -> Account:
    return Account(stored.id, stored.name, Role(stored.role), stored.epoch)
