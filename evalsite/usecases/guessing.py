"""Guesses at a secret that is typed, counted so that they become slow: of one account, under the pauses of the door."""

import hashlib
import hmac
from datetime import datetime

from evalsite.core.refusals import SignInPaused
from evalsite.settings import Settings
from evalsite.store import accounts
from evalsite.store.engine import Database
from evalsite.usecases.signing_in import HERE, seconds_of_pause


def count(desk: Database, settings: Settings, what: tuple[str, ...], now: datetime) -> str:
    """Count a guess at ``what`` before it is looked at; gives the key to ``forget`` it by, when it was right.

    Raises SignInPaused while a pause lasts.
    """
    moment = int(now.timestamp())
    message = "\0".join(("evalsite-guess-v1", *what)).encode()
    key = hmac.new(settings.require_secret().encode(), message, hashlib.sha256).hexdigest()
    with desk.write() as connection:
        failures = accounts.count_attempt(connection, key, moment)
        if failures is not None:
            accounts.pause(connection, key, moment + seconds_of_pause(failures, *HERE))
        until = accounts.paused_until(connection, key)
    if failures is None:
        raise SignInPaused(seconds=max(1, until - moment))
    return key


def forget(desk: Database, key: str) -> None:
    """What was right is no failure."""
    with desk.write() as connection:
        accounts.forget_attempts(connection, (key,))
