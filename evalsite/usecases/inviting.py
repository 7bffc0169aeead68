"""Invitations: a link that makes an account once, or sets a forgotten password anew. No mail is sent by the program."""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from evalsite.core.permission import WHOLE, Reach, Role
from evalsite.core.refusals import (
    InvitationExpired,
    InvitationUsed,
    InvitationWithdrawn,
    NoSuchAccount,
    NoSuchInvitation,
)
from evalsite.settings import Settings
from evalsite.store import accounts, invitations, seats, sessions
from evalsite.store.engine import Database
from evalsite.store.invitations import OPEN, USED, WITHDRAWN, Stored
from evalsite.usecases import passwords
from evalsite.usecases.signing_in import Account, account_name, account_of

SALT = "evalsite-invitation-v1"
PATH = "/desk/join/"
LONGEST_TOKEN = 300


@dataclass(frozen=True, slots=True)
class Invitation:
    """``name`` is how the invited is called: a proposal, or the account's own where ``again`` sets a password anew."""

    id: str
    name: str
    role: Role
    reach: Reach
    again: bool
    inviter: str
    created: datetime
    expires: datetime


def _signer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(settings.require_secret(), salt=SALT)


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom to invite: how he is called, what he may do and how far. ``account`` is the one he has already, or None."""

    name: str
    role: Role
    reach: Reach = WHOLE
    account: int | None = None


def invite(desk: Database, settings: Settings, guest: Guest, inviter: str, now: datetime) -> tuple[Invitation, str]:
    """Invite somebody new. Gives the invitation and its link, which is kept nowhere. Raises BadAccountName."""
    account_name(guest.name)
    return _write(desk, settings, _row(settings, guest, inviter, now))


def invite_again(desk: Database, settings: Settings, name: str, inviter: str, now: datetime) -> tuple[Invitation, str]:
    """A link by which the owner of an account sets a new password; links given out before stop working.

    The old password works until then: whoever reads a link on its way cannot shut the owner out without using it.
    Raises NoSuchAccount, also for an account that is out of service.
    """
    with desk.read() as connection:
        stored = accounts.find(connection, name)
    if stored is None or not stored.active:
        raise NoSuchAccount(name=name)
    account = account_of(stored)
    guest = Guest(account.name, account.role, account.reach, account.id)
    return _write(desk, settings, _row(settings, guest, inviter, now))


def _row(settings: Settings, guest: Guest, inviter: str, now: datetime) -> Stored:
    expires = now + timedelta(days=settings.invitation_days)
    return Stored(
        id=secrets.token_hex(16),
        name=guest.name.strip(),
        role=guest.role.value,
        zones=json.dumps(sorted(guest.reach.zones), ensure_ascii=False),
        unit=guest.reach.unit,
        account=guest.account,
        inviter=inviter,
        created=int(now.timestamp()),
        expires=int(expires.timestamp()),
        state=OPEN,
    )


def _write(desk: Database, settings: Settings, row: Stored) -> tuple[Invitation, str]:
    with desk.write() as connection:
        if row.account is not None:
            invitations.withdraw_for(connection, row.account)
        invitations.add(connection, row)
    token = _signer(settings).dumps([row.id, row.expires])
    assert isinstance(token, str)  # URLSafeSerializer makes text
    return _invitation(row), f"{settings.address}{PATH}{token}"


def _invitation(row: Stored) -> Invitation:
    reach = Reach(frozenset(json.loads(row.zones)), row.unit)
    created, expires = (datetime.fromtimestamp(one, UTC) for one in (row.created, row.expires))
    return Invitation(row.id, row.name, Role(row.role), reach, row.account is not None, row.inviter, created, expires)


def list_open(desk: Database, now: datetime) -> list[Invitation]:
    """Those that can still be used, the newest first."""
    with desk.read() as connection:
        return [_invitation(row) for row in invitations.list_open(connection, int(now.timestamp()))]


def withdraw(desk: Database, identity: str) -> bool:
    """Take an invitation back. False when it has been used or withdrawn meanwhile."""
    with desk.write() as connection:
        return invitations.settle(connection, identity, WITHDRAWN)


def look_up(desk: Database, settings: Settings, token: str, now: datetime) -> Invitation:
    """The invitation of a link. Looking uses nothing up: messengers open links to show what is behind them.

    Raises NoSuchInvitation, InvitationUsed, InvitationWithdrawn, InvitationExpired.
    """
    return _invitation(_usable(desk, settings, token, now))


def _usable(desk: Database, settings: Settings, token: str, now: datetime) -> Stored:
    try:
        identity, expires = _signer(settings).loads(token[:LONGEST_TOKEN])
    except (BadSignature, ValueError, TypeError) as error:
        raise NoSuchInvitation() from error
    with desk.read() as connection:
        row = invitations.find(connection, identity)
    if row is None:
        raise NoSuchInvitation()
    if row.state == USED:
        raise InvitationUsed()
    if row.state == WITHDRAWN:
        raise InvitationWithdrawn()
    if now.timestamp() >= min(expires, row.expires):
        raise InvitationExpired()
    return row


def accept(desk: Database, settings: Settings, token: str, name: str, password: str, now: datetime) -> Account:
    """Make the account, or set its new password, and use the invitation up; all of it or nothing.

    ``name`` is what somebody new wants to be called, and not looked at where the account is there already. Raises what
    ``look_up`` raises, also when another browser was a moment faster, and BadAccountName, WeakPassword,
    GuessablePassword, NameTaken, after which the invitation is as good as before.
    """
    row = _usable(desk, settings, token, now)
    name = row.name if row.account is not None else account_name(name)
    passwords.require_strength(name, password)
    hashed = passwords.hashed(settings, password)
    with desk.write() as connection:
        if not invitations.settle(connection, row.id, USED):
            raise InvitationUsed()
        number = row.account
        if number is None:
            number = accounts.add(connection, name, row.role, hashed, zones=row.zones, unit=row.unit)
            seats.fill_invited(connection, row.id, number)
        else:
            accounts.set_password(connection, number, hashed)
            sessions.end_all(connection, number)
        stored = accounts.find_by_id(connection, number)
    assert stored is not None  # made or changed a line above; accounts are never deleted
    return account_of(stored)


def split_zones(text: str | Iterable[str]) -> frozenset[str]:
    """Names of zones as somebody types them: apart by 、 or a comma."""
    parts = text.replace("，", "、").replace(",", "、").split("、") if isinstance(text, str) else text
    return frozenset(part.strip() for part in parts if part.strip())
