"""Accounts as an administrator keeps them: what they may, how far they reach, whether they are in service."""

import hashlib
import json
from datetime import date

from sqlalchemy import Connection

from evalsite.core.permission import Reach, Role
from evalsite.core.refusals import AccountMoved, BadReach, LastAdministrator, NoSuchAccount
from evalsite.core.register import UNIT
from evalsite.store import accounts, invitations, sessions
from evalsite.store.accounts import Stored
from evalsite.store.engine import Database
from evalsite.usecases import registering
from evalsite.usecases.signing_in import Account, account_of

LONGEST_ZONE = 64


def require_reach(desk: Database, role: Role, reach: Reach, today: date) -> None:
    """Raises BadReach for limits that an account of this role cannot have, or that name no unit of the register."""
    if role is Role.ADMIN and reach.limited:
        raise BadReach(problem="admin")
    if reach.unit and role is not Role.READER:
        raise BadReach(problem="unit")
    if any(len(zone) > LONGEST_ZONE or not zone.isprintable() for zone in reach.zones):
        raise BadReach(problem="zone")
    if reach.unit:
        entry = registering.snapshot(desk, today).find(reach.unit)
        if entry is None or entry.kind != UNIT:
            raise BadReach(problem="unknown_unit", unit=reach.unit)


def mark_of(account: Account) -> str:
    """Stands for what an administrator has seen of an account, to tell whether it is still so."""
    seen = [account.id, account.role.value, sorted(account.reach.zones), account.reach.unit, account.active]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:16]


def find(desk: Database, name: str) -> Account:
    """Raises NoSuchAccount."""
    with desk.read() as connection:
        stored = accounts.find(connection, name)
    if stored is None:
        raise NoSuchAccount(name=name)
    return account_of(stored)


def change(desk: Database, name: str, role: Role, reach: Reach, today: date, mark: str | None = None) -> None:
    """Another role, other zones, another unit; holds from the next page on.

    Raises NoSuchAccount, BadReach, LastAdministrator, and AccountMoved when ``mark`` is that of an older state.
    """
    require_reach(desk, role, reach, today)
    with desk.write() as connection:
        stored = _held(connection, name, mark, stays=role is Role.ADMIN)
        zones = json.dumps(sorted(reach.zones), ensure_ascii=False)
        accounts.change(connection, stored.id, role.value, zones, reach.unit)


def deactivate(desk: Database, name: str, mark: str | None = None) -> None:
    """Out of service: signed out everywhere at once, and no link sets its password any more. Its name stays taken.

    The links that it has given out stop working too: one of them could be its owner's way back.

    Raises NoSuchAccount, LastAdministrator, AccountMoved.
    """
    with desk.write() as connection:
        stored = _held(connection, name, mark, stays=False)
        accounts.set_active(connection, stored.id, active=False)
        sessions.end_all(connection, stored.id)
        invitations.withdraw_for(connection, stored.id)
        invitations.withdraw_by(connection, stored.name)


def reactivate(desk: Database, name: str, mark: str | None = None) -> None:
    """Back in service with the password it had. Raises NoSuchAccount, AccountMoved."""
    with desk.write() as connection:
        stored = _held(connection, name, mark, stays=True)
        accounts.set_active(connection, stored.id, active=True)


def _held(connection: Connection, name: str, mark: str | None, *, stays: bool) -> Stored:
    """The account, with all of them held: two administrators who put each other out at once would leave none."""
    everybody = accounts.hold_all(connection)
    stored = next((one for one in everybody if one.name == name), None)
    if stored is None:
        raise NoSuchAccount(name=name)
    if mark is not None and mark != mark_of(account_of(stored)):
        raise AccountMoved(name=name)
    others = [one for one in everybody if one.role == Role.ADMIN and one.active and one.id != stored.id]
    if not stays and stored.role == Role.ADMIN and stored.active and not others:
        raise LastAdministrator(name=name)
    return stored
