"""Depositing shares (寄存份额): what a scrutineer gives for an opening, sealed until the opening takes it.

A job cannot be handed a secret: its queue is a file. So a share waits in the desk's database, under a key that comes
from the instance's secret, and leaves with the first who takes it out or when its time is over; the table is laid anew
each time, so that no page keeps what was deleted. Who has the database alone has nothing; who has the secret too has
the shares that lie there at that moment, which is why they should be few and short (docs/threat-model.md).
"""

import secrets
from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection

from evalsite.core.refusals import DepositLost, ShareGiven
from evalsite.store import deposits
from evalsite.store.engine import Database
from evalsite.store.relay import relay

TRIAL = "trial"
OPENING = "opening"  # the occasion for which shares are collected from afar; one opening at a screen has its own
HOUR = 3600
DAY = 24 * HOUR
NONCE_BYTES = 12
NOBODY = "~"  # how a seat begins that stands for nobody in particular


@dataclass(frozen=True, slots=True)
class Place:
    """Where a share lies: for which campaign and occasion, and of which seat; "" is nobody's in particular."""

    campaign: str
    occasion: str = OPENING
    seat: str = ""

    @property
    def bound(self) -> bytes:
        """Sealed with the share, so that one that is moved to another row does not open."""
        return f"{self.campaign}\0{self.occasion}\0{self.seat}".encode()


def _cipher(secret: str) -> ChaCha20Poly1305:
    """A key for this alone: the secret signs tickets and sessions too."""
    key = HKDF(SHA256(), 32, salt=None, info=b"evalsite-deposit-v1").derive(secret.encode())
    return ChaCha20Poly1305(key)


def deposit(desk: Database, secret: str, place: Place, share: str, now: int, lasting: int = HOUR) -> int:
    """Lay down one share (words or share file) for ``lasting`` seconds; gives how many lie there now for the occasion.

    Another share of the same seat takes its place; of those without a seat each stays. Whether a share is a good one is
    asked before (crypto/shares.py): here it is only kept.
    """
    with desk.write() as connection:
        lay(connection, secret, place, share, now + lasting)
        return len(deposits.find(connection, place.campaign, place.occasion, now))


def lay(connection: Connection, secret: str, place: Place, share: str, until: int) -> None:
    """The same within a transaction that does more; ``until`` in seconds since 1970."""
    if not place.seat:
        place = replace(place, seat=f"{NOBODY}{secrets.token_hex(8)}")
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = nonce + _cipher(secret).encrypt(nonce, share.encode(), place.bound)
    deposits.put(connection, place.campaign, place.occasion, place.seat, sealed, until)


def others(connection: Connection, place: Place, now: int) -> int:
    """How many shares lie there for the occasion beside the seat's own. Raises ShareGiven when that one does already.

    Whoever decides by it holds the campaign: two who give at once must not both be told to wait.
    """
    found = deposits.find(connection, place.campaign, place.occasion, now)
    if place.seat in dict(found):
        raise ShareGiven()
    return len(found)


def seats_in(desk: Database, campaign_id: str, now: int, occasion: str = OPENING) -> tuple[str, ...]:
    """The seats whose shares lie there, in order; a share without a seat is there as "". Their number is what is in."""
    with desk.read() as connection:
        found = deposits.find(connection, campaign_id, occasion, now)
    return tuple("" if seat.startswith(NOBODY) else seat for seat, _ in found)


def take_all(desk: Database, secret: str, campaign_id: str, now: int, occasion: str = OPENING) -> tuple[str, ...]:
    """Take out all shares at once, for good: whoever comes second gets none. Outlived ones go and are not given.

    Raises DepositLost when one does not open: the instance's secret was changed meanwhile, or the row. They are gone
    then too.
    """
    with desk.write() as connection:
        found = deposits.find(connection, campaign_id, occasion, now)
        removed = deposits.remove(connection, campaign_id, occasion)
    if removed:
        relay(desk, deposits.DepositRow)
    return _unsealed(secret, campaign_id, occasion, found)


def look(desk: Database, secret: str, campaign_id: str, now: int, occasion: str = OPENING) -> tuple[str, ...]:
    """What lies there, which stays. Raises DepositLost like ``take_all``."""
    with desk.read() as connection:
        found = deposits.find(connection, campaign_id, occasion, now)
    return _unsealed(secret, campaign_id, occasion, found)


def _unsealed(secret: str, campaign_id: str, occasion: str, found: list[tuple[str, bytes]]) -> tuple[str, ...]:
    cipher = _cipher(secret)
    try:
        return tuple(
            cipher.decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], Place(campaign_id, occasion, seat).bound
            ).decode()
            for seat, sealed in found
        )
    except InvalidTag as error:
        raise DepositLost() from error


def discard(desk: Database, campaign_id: str, occasion: str = OPENING) -> int:
    """Throw away what lies there unopened (an opening that was called off); gives how many there were."""
    with desk.write() as connection:
        removed = deposits.remove(connection, campaign_id, occasion)
    if removed:
        relay(desk, deposits.DepositRow)
    return removed


def clear(desk: Database, now: int) -> int:
    """Throw away what has outlived its time, of all campaigns; only reads where there is nothing."""
    with desk.read() as connection:
        if not deposits.has_outlived(connection, now):
            return 0
    with desk.write() as connection:
        removed = deposits.remove_outlived(connection, now)
    relay(desk, deposits.DepositRow)
    return removed
