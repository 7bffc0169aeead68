"""Passwords: how strong one must be, and how it is kept (Argon2id, RFC 9106)."""

import threading
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from evalsite.core.refusals import GuessablePassword, WeakPassword
from evalsite.core.saying import say
from evalsite.settings import Settings

SHORTEST = 10
LONGEST = 256  # hashing a book would be a cheap way to keep the server busy
# zxcvbn's steps are 0 to 4; 3 is "safely unguessable" where an attacker has the hashes (D. Wheeler, USENIX Security 2016).
STRONG = 3
# Characters from which on a password is long enough whatever zxcvbn says, which knows no Chinese words and cannot tell
# a sentence from one sign repeated: hence also so many different ones.
SENTENCE, DIFFERENT = 20, 10
LOOKED_AT = 72  # characters that zxcvbn takes: its time grows with the square of them
# Hashing takes 64 MiB and both cores: one at a time.
hashing = threading.Lock()

# What zxcvbn says of a password, by its English sentence (zxcvbn/feedback.py).
_WARNINGS: dict[str, str] = {
    "Straight rows of keys are easy to guess.": say("键盘上连着的一排键很容易猜"),
    "Short keyboard patterns are easy to guess.": say("键盘上的短图形很容易猜"),
    'Repeats like "aaa" are easy to guess.': say("同一个字符重复很容易猜"),
    'Repeats like "abcabcabc" are only slightly harder to guess than "abc".': say("同一段话重复并不更难猜"),
    'Sequences like "abc" or "6543" are easy to guess.': say("abc、6543 这样的顺序很容易猜"),
    "Recent years are easy to guess.": say("近年的年份很容易猜"),
    "Dates are often easy to guess.": say("日期很容易猜"),
    "This is a top-10 common password.": say("这是最常见的密码之一"),
    "This is a top-100 common password.": say("这是最常见的密码之一"),
    "This is a very common password.": say("这是很常见的密码"),
    "This is similar to a commonly used password.": say("它与常见的密码相近"),
    "A word by itself is easy to guess.": say("单独一个词很容易猜"),
    "Names and surnames by themselves are easy to guess.": say("单独一个姓名很容易猜"),
    "Common names and surnames are easy to guess.": say("常见的姓名很容易猜"),
}


def require_strength(name: str, password: str) -> None:
    """Raises WeakPassword for one that is too short or too long, GuessablePassword for one that is soon guessed.

    Rules about character classes only make people write passwords down; how soon a password is guessed can be reckoned.
    """
    if not SHORTEST <= len(password) <= LONGEST or password.casefold() == name.casefold():
        raise WeakPassword(shortest=SHORTEST, longest=LONGEST)
    if len(password) >= SENTENCE and len(set(password)) >= DIFFERENT:
        return
    found = zxcvbn(password[:LOOKED_AT], user_inputs=[name, "evalsite"])
    if found["score"] < STRONG:
        why = _WARNINGS.get(found["feedback"]["warning"], say("很快就能试出来"))
        raise GuessablePassword(why=why)


@lru_cache(maxsize=4)
def _hasher(memory: int, passes: int, lanes: int) -> PasswordHasher:
    return PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=lanes)


def hasher(settings: Settings) -> PasswordHasher:
    return _hasher(settings.password_memory, settings.password_passes, settings.password_lanes)


@lru_cache(maxsize=4)
def decoy(passwords: PasswordHasher) -> str:
    """The hash an unknown name is checked against, so that it takes the time a known one takes."""
    return passwords.hash("")


def hashed(settings: Settings, password: str) -> str:
    with hashing:
        return hasher(settings).hash(password)


def fits(settings: Settings, kept: str, password: str) -> bool:
    """Whether this is the password that was kept so."""
    try:
        with hashing:
            return hasher(settings).verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False
