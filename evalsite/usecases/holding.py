"""Keeping a file of secrets until it is fetched (取件): slips that a job has made, whose codes must lie nowhere in the clear.

The file lies in the instance's folder under a key of its own; that key is deposited (usecases/depositing.py) and goes
with the first who has fetched the file whole, when somebody throws it away, or after an hour. What a disk may still hold
of the deleted file opens for nobody then: the table of deposits is laid anew each time something leaves it.
"""

import os
import secrets
import tempfile
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from evalsite.core.refusals import DepositLost
from evalsite.store import deposits
from evalsite.store.engine import Database
from evalsite.usecases import depositing
from evalsite.usecases.depositing import HOUR, Place

SEAT = "file"
SUFFIX = ".sealed"
CHUNK = 1 << 16  # bytes handed over at a time


@dataclass(frozen=True, slots=True)
class Held:
    """Where a file waits: of which campaign, under which name (made by the program), in which folder."""

    campaign: str
    name: str
    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / f"{self.name}{SUFFIX}"

    @property
    def place(self) -> Place:
        return Place(self.campaign, self.name, SEAT)


def keep(desk: Database, secret: str, held: Held, data: bytes, now: int, lasting: int = HOUR) -> None:
    """Seal the file and let it wait for ``lasting`` seconds; whole or not at all. One of the same name gives way."""
    key = ChaCha20Poly1305.generate_key()
    nonce = secrets.token_bytes(depositing.NONCE_BYTES)
    sealed = nonce + ChaCha20Poly1305(key).encrypt(nonce, data, held.place.bound)
    held.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=held.folder, prefix=f".{held.name}.", suffix=SUFFIX)  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(held.file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    depositing.deposit(desk, secret, held.place, b64encode(key).decode(), now, lasting)


def waits(desk: Database, held: Held, now: int) -> int:
    """Until when (seconds since 1970) the file can be fetched; 0 when there is none, or no more."""
    with desk.read() as connection:
        until = deposits.until(connection, held.campaign, held.name, now)
    return until if held.file.exists() else 0


def look(desk: Database, secret: str, held: Held, now: int) -> bytes:
    """What the file holds; it stays. Raises DepositLost when it has gone, was changed, or the secret was."""
    keys = depositing.look(desk, secret, held.campaign, now, held.name)
    try:
        sealed = held.file.read_bytes()
        (key,) = keys
        nonce, rest = sealed[: depositing.NONCE_BYTES], sealed[depositing.NONCE_BYTES :]
        return ChaCha20Poly1305(b64decode(key)).decrypt(nonce, rest, held.place.bound)
    except (OSError, ValueError, InvalidTag) as error:
        raise DepositLost() from error


def discard(desk: Database, held: Held) -> None:
    """Throw it away: the key first, so that nothing is left that opens what the disk may keep."""
    depositing.discard(desk, held.campaign, held.name)
    held.file.unlink(missing_ok=True)


def clear(desk: Database, folder: Path, now: int) -> int:
    """Delete files below ``folder`` (one folder a campaign) whose time is over; gives how many.

    One that is just being written, and has no key yet, is left alone for an hour.
    """
    gone = 0
    for file in folder.glob(f"*/*{SUFFIX}"):
        held = Held(file.parent.name, file.name.removesuffix(SUFFIX), file.parent)
        with suppress(FileNotFoundError):  # fetched, and deleted, since the folder was read
            if not waits(desk, held, now) and file.stat().st_mtime + HOUR <= now:
                file.unlink()
                gone += 1
    return gone
