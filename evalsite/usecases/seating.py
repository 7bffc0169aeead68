"""Seats of scrutineers (监票人席位): set while a campaign is a draft, filled by accounts, settled when it is published.

The ceremony that follows, in which each takes the own share, is usecases/taking.py; trying the shares and giving
them for the opening, usecases/giving.py.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from evalsite.core.permission import Reach, Role, sees
from evalsite.core.refusals import (
    BadSeats,
    DraftChanged,
    NoSeats,
    NoSuchSeat,
    NotSeated,
    SamePassword,
    SeatsLacking,
)
from evalsite.core.saying import Saying, joined, say
from evalsite.core.seats import Ceremony, Seat, Wanted, Way, faults
from evalsite.crypto import collecting
from evalsite.crypto import manifest as manifests
from evalsite.crypto.collecting import Cost, Lock
from evalsite.crypto.published import Published as Manifest
from evalsite.crypto.sealing import seal_trial
from evalsite.settings import Settings
from evalsite.store import accounts, invitations
from evalsite.store import desk as desk_store
from evalsite.store import seats as store
from evalsite.store import zones as zones_store
from evalsite.store.engine import Database
from evalsite.store.seats import StoredCeremony, StoredSeat
from evalsite.usecases import inviting, passwords, preparing, zoning
from evalsite.usecases.inviting import Guest, Invitation
from evalsite.usecases.preparing import Progress, Published, Terms, require_draft, silent
from evalsite.usecases.signing_in import Account, account_of


def find(desk: Database, campaign_id: str) -> Ceremony | None:
    """The seats of a campaign as they stand; None where it has none."""
    with desk.read() as connection:
        return find_in(connection, campaign_id)


def get(desk: Database, campaign_id: str) -> Ceremony:
    """Raises NoSeats."""
    found = find(desk, campaign_id)
    if found is None:
        raise NoSeats()
    return found


def of_all(desk: Database) -> dict[str, Ceremony]:
    """The seats of every campaign that has some, by its id: as many questions for a hundred campaigns as for one."""
    with desk.read() as connection:
        stored, seats = store.list_all(connection), store.of_all(connection)
        known = _known(connection, (seat for some in seats.values() for seat in some))
    return {campaign: _ceremony(one, seats.get(campaign, []), known) for campaign, one in stored.items()}


def find_in(connection: Connection, campaign_id: str) -> Ceremony | None:
    stored = store.find(connection, campaign_id)
    if stored is None:
        return None
    seats = store.of_campaign(connection, campaign_id)
    return _ceremony(stored, seats, _known(connection, seats))


@dataclass(frozen=True, slots=True)
class _Known:
    """Who sits in seats, and who is invited into them."""

    accounts: Mapping[int, accounts.Stored]
    invitations: Mapping[str, invitations.Stored]


def _known(connection: Connection, seats: Iterable[StoredSeat]) -> _Known:
    every = list(seats)
    holders = {one.account for one in every if one.account is not None}
    invited = {one.invitation for one in every if one.invitation}
    return _Known(
        accounts.with_ids(connection, holders) if holders else {},
        invitations.with_ids(connection, invited) if invited else {},
    )


def _ceremony(stored: StoredCeremony, seats: Iterable[StoredSeat], known: _Known) -> Ceremony:
    numbers = tuple(map(int, stored.tried_with.split())) if stored.tried_with else ()
    published, filled = bool(stored.envelope), tuple(_seat(one, known) for one in seats)
    return Ceremony(stored.k, Way(stored.way), filled, published, stored.tried, numbers, stored.fewer)


def _seat(stored: StoredSeat, known: _Known) -> Seat:
    holder = known.accounts[stored.account] if stored.account is not None else None
    invited = known.invitations.get(stored.invitation)
    return Seat(
        number=stored.number,
        name=stored.name,
        account=stored.account,
        holder=holder.name if holder else "",
        serving=holder is not None and _serves(holder),
        invited_until=invited.expires if invited and invited.state == invitations.OPEN else 0,
        ready=bool(stored.lock),
        waiting=bool(stored.sealed),
        shown=stored.shown,
        taken=stored.taken,
        lost=stored.lost,
    )


def _serves(account: accounts.Stored) -> bool:
    return bool(account.active) and account.role == Role.SCRUTINEER


# --- setting seats ----------------------------------------------------------------------------------------------------


def arrange(desk: Database, campaign_id: str, k: int, way: Way, wanted: Sequence[Wanted]) -> Ceremony:
    """Set the seats of a draft: ``k`` of them open the box. A seat whose holder stays keeps what the holder has set.

    Raises NoSuchCampaign, WrongState, BadSeats with everything that is wrong at once.
    """
    with desk.write() as connection:
        require_draft(desk_store.hold_campaign(connection, campaign_id))
        known = {one.name: one for one in _candidates(connection, campaign_id)}
        problems = faults(k, wanted) + _unknown(wanted, known)
        if problems:
            raise BadSeats(count=len(problems), problems=joined("；", problems))
        before = store.of_campaign(connection, campaign_id)
        seats = [
            _kept(before, StoredSeat(number, " ".join(one.name.split())), known.get(one.holder))
            for number, one in enumerate(wanted, 1)
        ]
        left = {one.invitation for one in before} - {one.invitation for one in seats} - {""}
        for invitation in left:
            invitations.settle(connection, invitation, invitations.WITHDRAWN)
        store.put(connection, campaign_id, StoredCeremony(k, way.value), seats)
        found = find_in(connection, campaign_id)
    assert found is not None  # put a line above
    return found


def _unknown(wanted: Sequence[Wanted], known: dict[str, accounts.Stored]) -> list[Saying]:
    """Holders that are no scrutineers, in the words of a fault."""
    return [
        say("“{name}”不是能看到这个活动的在用监票人账号", name=one.holder)
        for one in wanted
        if one.holder and one.holder not in known
    ]


def _kept(before: list[StoredSeat], seat: StoredSeat, holder: accounts.Stored | None) -> StoredSeat:
    """The seat with what stays of it, whatever its number was: a password is its holder's, an invitation was made for
    the seat of that name and stays until somebody else is named.
    """
    if holder is None:
        return replace(seat, invitation=next((one.invitation for one in before if one.name == seat.name), ""))
    return replace(seat, account=holder.id, lock=next((one.lock for one in before if one.account == holder.id), ""))


def clear(desk: Database, campaign_id: str) -> None:
    """Take all seats of a draft away, with the invitations into them. Raises NoSuchCampaign, WrongState."""
    with desk.write() as connection:
        require_draft(desk_store.hold_campaign(connection, campaign_id))
        clear_in(connection, campaign_id)


def clear_in(connection: Connection, campaign_id: str) -> None:
    """The same within a transaction that has asked whether it is a draft: links into a seat that is gone work no more."""
    for seat in store.of_campaign(connection, campaign_id):
        invitations.settle(connection, seat.invitation, invitations.WITHDRAWN)
    store.remove(connection, campaign_id)


def candidates(desk: Database, campaign_id: str) -> list[str]:
    """Names of the accounts that can hold a seat of this campaign: scrutineers in service who see its zones."""
    with desk.read() as connection:
        return [one.name for one in _candidates(connection, campaign_id)]


def _candidates(connection: Connection, campaign_id: str) -> list[accounts.Stored]:
    zones = zones_store.zones_of(connection, campaign_id)
    serving = (one for one in accounts.list_all(connection) if _serves(one))
    return [one for one in serving if sees(Role.SCRUTINEER, account_of(one).reach, zones)]


def invite(
    desk: Database, settings: Settings, campaign_id: str, number: int, inviter: str, now: datetime
) -> tuple[Invitation, str]:
    """Invite somebody new into an empty seat; gives the invitation and its link. An earlier link stops working.

    The account reaches as far as the campaign's zones: an organiser gives no more than he has. Raises NoSuchSeat (also
    for one that is filled), WrongState, NoSuchCampaign.
    """
    with desk.read() as connection:
        require_draft(desk_store.get_campaign(connection, campaign_id))
        seat = _empty(connection, campaign_id, number)
    guest = Guest(seat.name, Role.SCRUTINEER, Reach(zoning.zones_of(desk, campaign_id)))
    made, link = inviting.invite(desk, settings, guest, inviter, now)
    with desk.write() as connection:
        require_draft(desk_store.hold_campaign(connection, campaign_id))
        seat = _empty(connection, campaign_id, number)
        invitations.settle(connection, seat.invitation, invitations.WITHDRAWN)
        store.change_seat(connection, campaign_id, number, invitation=made.id)
    return made, link


def _empty(connection: Connection, campaign_id: str, number: int) -> StoredSeat:
    for seat in store.of_campaign(connection, campaign_id):
        if seat.number == number and seat.account is None:
            return seat
    raise NoSuchSeat(number=number)


def accept(desk: Database, settings: Settings, campaign_id: str, account: Account, password: str) -> Seat:
    """Accept a seat: from now on the password, which is kept nowhere, opens the share that will be sealed for it.

    Before publication it can be set anew. Raises NotSeated, WrongState, WeakPassword, GuessablePassword, SamePassword.
    """
    get_seat(desk, campaign_id, account)
    passwords.require_strength(account.name, password)
    with desk.read() as connection:
        stored = accounts.find_by_id(connection, account.id)
    if stored is not None and passwords.fits(settings, stored.password, password):
        raise SamePassword()
    cost = Cost(settings.password_memory, settings.password_passes, settings.password_lanes)
    with passwords.hashing:
        lock = collecting.make_lock(password, cost)
    with desk.write() as connection:
        require_draft(desk_store.hold_campaign(connection, campaign_id))
        seat = own_seat(connection, campaign_id, account)
        store.change_seat(connection, campaign_id, seat.number, lock=lock.to_text())
    return seat


def get_seat(desk: Database, campaign_id: str, account: Account) -> Seat:
    """The seat that an account holds. Raises NotSeated."""
    with desk.read() as connection:
        return own_seat(connection, campaign_id, account)


def own_seat(connection: Connection, campaign_id: str, account: Account) -> Seat:
    found = find_in(connection, campaign_id)
    seat = found.seat_of(account.id) if found else None
    if seat is None:
        raise NotSeated()
    return seat


# --- publishing -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seated:
    """A campaign that was published with seats. ``room`` is the key of the room (当场分发), b"" where shares are taken apart."""

    fingerprint: str
    room: bytes


def publish(
    desk: Database,
    box: Database,
    campaign_id: str,
    now: datetime,
    terms: Terms | None = None,
    progress: Progress = silent,
) -> Seated:
    """Publish a draft with its seats: each share is sealed for its seat in the transaction that publishes, then forgotten.

    ``terms`` say what is acknowledged; k and n are those of the seats. Raises NoSeats, SeatsLacking and what
    ``preparing.publish`` raises.
    """
    ceremony = get(desk, campaign_id)
    _require_filled(ceremony)
    room = collecting.room_key() if ceremony.way is Way.ROOM else b""
    settle = _settling(campaign_id, ceremony, room)
    terms = replace(terms or Terms(), k=ceremony.k, n=ceremony.n, keep=False, settle=settle)
    done = preparing.publish(desk, box, campaign_id, now, terms, progress)
    return Seated(done.fingerprint, room)


def _require_filled(ceremony: Ceremony) -> None:
    if problems := ceremony.lacking():
        raise SeatsLacking(problems=joined("；", problems))


def _settling(campaign_id: str, ceremony: Ceremony, room: bytes) -> Callable[[Connection, Published], None]:
    def settle(connection: Connection, published: Published) -> None:
        if find_in(connection, campaign_id) != ceremony:
            raise DraftChanged()  # somebody set other seats, or has left, while the keys were made
        text = desk_store.get_campaign(connection, campaign_id).manifest or ""
        manifest_hash, key = manifests.manifest_hash(text), Manifest.read(text).opening_key
        store.change(connection, campaign_id, envelope=seal_trial(key, manifest_hash))
        for seat, words in zip(store.of_campaign(connection, campaign_id), published.shares, strict=True):
            public = collecting.public_of(room) if room else collecting.public_in(Lock.from_text(seat.lock))
            sealed = collecting.seal_share(public, words, manifest_hash, seat.number)
            mark = collecting.mark_of(words, manifest_hash)
            store.change_seat(connection, campaign_id, seat.number, sealed=sealed, mark=mark)

    return settle
