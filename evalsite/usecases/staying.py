"""Sessions at the desk: begun by signing in, ended by leaving, by idling, by age, by the owner or an administrator.

Of a session is kept when it began, about when it was last used, and which kind of browser it is: enough for its owner to
know it again. No network address: who sat where is nobody's business here.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from evalsite.core.refusals import NoSuchAccount
from evalsite.core.saying import joined, say
from evalsite.settings import Settings
from evalsite.store import accounts, second_steps, sessions
from evalsite.store.engine import Database
from evalsite.usecases.signing_in import Account, account_of

# Seconds between two notes that a session is in use: each is a write, which voters would wait for.
SEEN_STEP = 120
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("QQBrowser", "QQ 浏览器"),
    ("360", "360 浏览器"),
    ("Edg", "Edge"),
    ("Firefox", "火狐"),
    ("OPR", "Opera"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    (r"Android", "安卓"),
    (r"HarmonyOS", "鸿蒙"),
    (r"iPhone|iPad", "苹果手机或平板"),
    (r"Windows", "Windows"),
    (r"Mac OS", "Mac"),
    (r"Linux", "Linux"),
)


def kind_of_browser(agent: str) -> str:
    """What a ``User-Agent`` tells its owner and hardly anybody else: "Edge，Windows". Versions would mark a person."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "浏览器")
    system = next((name for mark, name in _SYSTEMS if re.search(mark, agent)), "")
    return f"{browser}，{system}" if system else browser


# What ``kind_of_browser`` has kept in a row, said again: names that are the same in every language are left as they are.
_KINDS: dict[str, str] = {
    "微信": say("微信"),
    "QQ 浏览器": say("QQ 浏览器"),
    "360 浏览器": say("360 浏览器"),
    "火狐": say("火狐"),
    "浏览器": say("浏览器"),
    "安卓": say("安卓"),
    "鸿蒙": say("鸿蒙"),
    "苹果手机或平板": say("苹果手机或平板"),
}


def _said_again(browser: str) -> str:
    return joined("，", (_KINDS.get(part, part) for part in browser.split("，")))


def begin(desk: Database, settings: Settings, account: Account, agent: str, now: datetime) -> str:
    """Begin a session and give what its cookie holds. Sessions that have ended by themselves lose their rows."""
    token, moment = secrets.token_urlsafe(32), int(now.timestamp())
    row = sessions.Stored(_hash(token), account.id, account.epoch, moment, moment, kind_of_browser(agent))
    with desk.write() as connection:
        sessions.forget(connection, *_limits(settings, moment))
        sessions.add(connection, row)
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _limits(settings: Settings, moment: int) -> tuple[int, int]:
    """Sessions begun, or last used, before these are over."""
    return moment - settings.session_hours * 3600, moment - settings.session_idle_minutes * 60 - SEEN_STEP


def resume(desk: Database, settings: Settings, token: str, now: datetime, *, in_use: bool) -> Account | None:
    """Whose session this is, None when it has ended. ``in_use`` False is a page that asks by itself: it keeps none alive."""
    moment = int(now.timestamp())
    begun, seen = _limits(settings, moment)
    with desk.read() as connection:
        row = sessions.find(connection, _hash(token))
        stored = accounts.find_by_id(connection, row.account) if row else None
        second = second_steps.find(connection, row.account) is not None if row else False
    if row is None or stored is None or row.epoch != stored.epoch or not stored.active:
        return None
    if row.since < begun or row.seen < seen:
        return None
    if in_use and moment - row.seen >= SEEN_STEP:
        with desk.write() as connection:
            sessions.touch(connection, row.hash, moment)
    return account_of(stored, second=second)


@dataclass(frozen=True, slots=True)
class Session:
    """``id`` names it on a page: a part of a hash, of no use as a cookie. ``here``: it is the one that asks."""

    id: str
    since: datetime
    seen: datetime
    browser: str
    here: bool


def sessions_of(desk: Database, settings: Settings, account: Account, token: str, now: datetime) -> list[Session]:
    """An account's sessions, the newest first."""
    begun, seen = _limits(settings, int(now.timestamp()))
    with desk.read() as connection:
        rows = sessions.list_of(connection, account.id)
    return [
        Session(row.hash, _moment(row.since), _moment(row.seen), _said_again(row.browser), row.hash == _hash(token))
        for row in rows
        if row.epoch == account.epoch and row.since >= begun and row.seen >= seen
    ]


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def leave(desk: Database, account: Account, token: str) -> None:
    """Ends this session: a cookie that somebody copied is worth nothing afterwards."""
    with desk.write() as connection:
        sessions.end(connection, account.id, _hash(token))


def end(desk: Database, account: Account, session: str) -> bool:
    """Ends one session of the account by its id. False when it has ended already."""
    with desk.write() as connection:
        return sessions.end(connection, account.id, session)


def end_others(desk: Database, account: Account, token: str) -> int:
    """Ends all sessions of the account but this one; gives their number."""
    with desk.write() as connection:
        return sessions.end_all(connection, account.id, but=_hash(token))


def end_all_of(desk: Database, name: str) -> int:
    """Ends all sessions of an account, for an administrator. Raises NoSuchAccount."""
    with desk.write() as connection:
        stored = accounts.find(connection, name)
        if stored is None:
            raise NoSuchAccount(name=name)
        return sessions.end_all(connection, stored.id)
