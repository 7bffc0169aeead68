"""Tickets (测评码): issue, hash, forget. The plain codes leave in what is written here and are kept nowhere else."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from evalsite.core import ticket as codes
from evalsite.core.campaign import Campaign
from evalsite.core.refusals import (
    AlreadyIssued,
    CeremonyUnfinished,
    TicketStamped,
    TicketsUsed,
    UnknownTicket,
    VoidTicket,
    WrongState,
)
from evalsite.crypto import manifest as manifests
from evalsite.crypto.ticketcode import read_code
from evalsite.store import desk as desk_store
from evalsite.store import roll
from evalsite.store.desk import Record, State
from evalsite.store.engine import Database
from evalsite.store.relay import relay
from evalsite.usecases import seating
from evalsite.usecases.preparing import campaign_of, fingerprint_of
from evalsite.usecases.stamping import issue_code

KEY_BYTES = 256


class Overtaken(Exception):
    """Raised to who issues tickets and may do so no longer: called off meanwhile, or done by another."""


def unasked(_connection: Connection) -> bool:
    """For who issues tickets whatever happens."""
    return True


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket on its way to paper; ``url`` is what its QR holds."""

    electorate: str
    electorate_name: str
    code: str
    url: str


@dataclass(frozen=True, slots=True)
class Issue:
    """All that the paper needs. ``tickets`` are in random order, so that a place on a sheet says nothing.

    ``shares`` is (k, n) of the scrutineers' shares, None where the server keeps the only one.
    """

    campaign: Campaign
    fingerprint: str
    base_url: str
    tickets: tuple[Ticket, ...]
    shares: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Voided:
    """A slip that votes no more: its electorate's name, how many of them are void now, and whether this one is ``new``."""

    electorate: str
    number: int
    new: bool


def issue(  # noqa: PLR0913 - whose tickets, where to, and on what terms
    desk: Database,
    secret: str,
    campaign_id: str,
    base_url: str,
    write: Callable[[Issue], object],
    *,
    anew: bool = False,
    settle: Callable[[Connection], bool] = unasked,
) -> int:
    """Issue the tickets of a published campaign, as many as its manifest says; gives their number.

    ``write`` puts the slips where they are to be kept; only when it has succeeded do the tickets count, so that a
    full disk leaves no tickets that nobody holds. ``anew`` takes back those of an earlier issue (a download that was
    lost), which can be done until the first of them is used. ``settle`` is asked at the end of the transaction in which the
    tickets begin to count; by False it takes everything back (Overtaken). Raises WrongState, AlreadyIssued, TicketsUsed, and
    CeremonyUnfinished while scrutineers have not taken and tried their shares: what is voted then might never be counted.
    """
    with desk.read() as connection:
        anew = anew and roll.has_tickets(connection, campaign_id)  # else the next ones to come would be taken back
        record = _require_issuable(connection, campaign_id, anew=anew)
        withdrawn = roll.withdrawn(connection, campaign_id)
    campaign, fingerprint = campaign_of(record), fingerprint_of(record)
    tickets = [
        Ticket(electorate.code, electorate.name, code, codes.slip_url(base_url, code, fingerprint))
        for electorate in campaign.electorates
        for code in (issue_code(secret) for _ in range(electorate.tickets))
    ]
    secrets.SystemRandom().shuffle(tickets)
    write(Issue(campaign, fingerprint, base_url, tuple(tickets), shares_of(record)))
    with desk.write() as connection:
        roll.hold_still(connection)  # two who issue at once must not both find the roll empty
        _require_issuable(connection, campaign_id, anew=anew)
        if roll.withdrawn(connection, campaign_id) != withdrawn:
            raise AlreadyIssued()  # somebody else did the same meanwhile, and holds the slips that are valid
        if anew and not roll.withdraw_tickets(connection, campaign_id):
            raise TicketsUsed()
        roll.add_tickets(
            connection,
            campaign_id,
            [(codes.code_hash(ticket.code), ticket.electorate) for ticket in tickets],
            KEY_BYTES,
        )
        if not settle(connection):
            raise Overtaken
    return len(tickets)


def void(desk: Database, secret: str, campaign_id: str, slip: str) -> Voided:
    """Void one unused slip, so that its holder can be given a spare one or a paper ballot; voiding it again is no error.

    ``slip`` is the code as printed, or the whole address in its symbol. It reveals nothing of any ballot: an unused
    ticket has none. Raises UnknownTicket (also for a slip of another campaign), WrongState (not published: after the
    closing no slip votes anyway), TicketStamped, VoidTicket (taken back when the slips were made anew).
    """
    done = _void(desk, secret, campaign_id, slip)
    if done.new:
        relay(desk, roll.TicketRow)  # a row that was changed lies behind those that were changed before it
    return done


def void_all(
    desk: Database, secret: str, campaign_id: str, slips: Sequence[str]
) -> list[Voided | UnknownTicket | TicketStamped | VoidTicket]:
    """Void the slips of a parcel that never arrived: what became of each, in order. Raises WrongState."""
    found: list[Voided | UnknownTicket | TicketStamped | VoidTicket] = []
    for slip in slips:
        try:
            found.append(_void(desk, secret, campaign_id, slip))
        except (UnknownTicket, TicketStamped, VoidTicket) as refusal:
            found.append(refusal)
    if any(isinstance(one, Voided) and one.new for one in found):
        relay(desk, roll.TicketRow)
    return found


def _void(desk: Database, secret: str, campaign_id: str, slip: str) -> Voided:
    code_hash = codes.code_hash(read_code(secret, codes.code_of_slip(slip)))
    with desk.write() as connection:
        record = desk_store.get_campaign(connection, campaign_id)
        if record.state is not State.PUBLISHED:
            raise WrongState(state=record.state.value, needs=State.PUBLISHED.value)
        ticket = roll.find_ticket(connection, code_hash)
        if ticket is None or ticket.campaign != campaign_id:
            raise UnknownTicket()
        new = roll.void_once(connection, code_hash)
        ticket = roll.find_ticket(connection, code_hash) or ticket
        if ticket.state != roll.VOID:
            raise TicketStamped() if ticket.state == roll.STAMPED else VoidTicket()
        number = roll.voided(connection, campaign_id)[ticket.electorate]
    return Voided(campaign_of(record).electorate(ticket.electorate).name, number, new)


def voided(desk: Database, campaign_id: str) -> dict[str, int]:
    """How many slips of each electorate (by code) were voided by hand."""
    with desk.read() as connection:
        return roll.voided(connection, campaign_id)


def require_issuable(desk: Database, campaign_id: str, *, anew: bool) -> None:
    """Raises what ``issue`` would raise now: WrongState, AlreadyIssued, TicketsUsed."""
    with desk.read() as connection:
        _require_issuable(connection, campaign_id, anew=anew)
        if anew and roll.has_used(connection, campaign_id):
            raise TicketsUsed()


def are_valid(desk: Database, campaign_id: str, code_hash: bytes) -> bool:
    """Whether the issue that a ticket belongs to is the one that counts (an issue comes and goes as a whole)."""
    with desk.read() as connection:
        ticket = roll.find_ticket(connection, code_hash)
    return ticket is not None and ticket.campaign == campaign_id and ticket.state != roll.WITHDRAWN


def _require_issuable(connection: Connection, campaign_id: str, *, anew: bool) -> Record:
    record = desk_store.get_campaign(connection, campaign_id)
    if record.state is not State.PUBLISHED:
        raise WrongState(state=record.state.value, needs=State.PUBLISHED.value)
    if roll.has_tickets(connection, campaign_id) and not anew:
        raise AlreadyIssued()
    ceremony = seating.find_in(connection, campaign_id)
    if ceremony is not None and (gap := ceremony.gap()):
        raise CeremonyUnfinished(
            problem=gap.value, taken=ceremony.taken, alive=ceremony.alive, k=ceremony.k, n=ceremony.n
        )
    return record


def shares_of(record: Record) -> tuple[int, int] | None:
    """(k, n) of a published campaign's shares; None where the server keeps the only one, or nothing is published."""
    if record.manifest is None:
        return None
    shares = manifests.parse(record.manifest)["shares"]
    return None if shares["kept"] else (shares["k"], shares["n"])


def are_issued(desk: Database, campaign_id: str) -> bool:
    with desk.read() as connection:
        return roll.has_tickets(connection, campaign_id)
