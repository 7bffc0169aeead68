"""The roll's side of voting: show a ticket its sheet, stamp its envelope once. Knows no envelope and no box."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection

from evalsite.core import ticket as codes
from evalsite.core.refusals import AlreadyStamped, Closed, Malformed, NotOpen, UnknownTicket, VoidTicket
from evalsite.crypto import extensions
from evalsite.crypto.blindrsa import IssuingKey
from evalsite.crypto.extensions import Signed
from evalsite.crypto.ticketcode import new_code, read_code
from evalsite.store import extensions as notices_store
from evalsite.store import roll
from evalsite.store.engine import Database

STATES = {roll.UNUSED: "unused", roll.STAMPED: "stamped", roll.VOID: "void", roll.WITHDRAWN: "void"}


@dataclass(frozen=True, slots=True)
class SheetAnswer:
    """What a phone gets to fill in: the frozen manifest as text, and which electorate the ticket belongs to.

    ``notices`` are those of extension, with their signatures: the phone checks them itself.
    """

    manifest: str
    electorate: str
    ticket: str
    phase: str
    notices: tuple[Signed, ...]


def phase(campaign: roll.Campaign, now: datetime) -> str:
    """``waiting`` before the opening time, ``open``, or ``closed`` after the deadline or the closing."""
    seconds = now.timestamp()
    if not campaign.stamping or (campaign.closes is not None and seconds >= campaign.closes):
        return "closed"
    return "waiting" if campaign.opens is not None and seconds < campaign.opens else "open"


def fetch_sheet(desk: Database, secret: str, code: str, now: datetime) -> SheetAnswer:
    """The sheet for a ticket, read only: scanning never spends. Raises UnknownTicket."""
    code_hash = codes.code_hash(read_code(secret, code))
    with desk.read() as connection:
        ticket = roll.find_ticket(connection, code_hash)
        campaign = roll.find_campaign(connection, ticket.campaign) if ticket else None
        notices = _notices(connection, campaign) if campaign else ()
    if ticket is None or campaign is None:
        raise UnknownTicket()
    when = phase(_extended(campaign, notices), now)
    return SheetAnswer(campaign.manifest, ticket.electorate, STATES[ticket.state], when, notices)


def _notices(connection: Connection, campaign: roll.Campaign) -> tuple[Signed, ...]:
    """Only a deadline can be moved: without one there is nothing to look up."""
    return () if campaign.closes is None else notices_store.of_campaign(connection, campaign.id)


def _extended(campaign: roll.Campaign, notices: tuple[Signed, ...]) -> roll.Campaign:
    """The campaign with the deadline of the last notice that holds."""
    known = extensions.chain(campaign.manifest, notices)
    return replace(campaign, closes=int(known[-1].closes.timestamp())) if known else campaign


@lru_cache(maxsize=512)
def _key(der: bytes) -> IssuingKey:
    """Parsing and checking a key costs more than stamping with it."""
    return IssuingKey.from_der(der)


def stamp(desk: Database, secret: str, code: str, blinded: bytes, now: datetime) -> bytes:
    """Stamp the blinded message of a ticket, once. The same message again gets the same stamp, another is refused.

    The ticket is marked before the stamp leaves: a server killed in between gives the same stamp to the retry.
    Raises UnknownTicket, VoidTicket, NotOpen, Closed, AlreadyStamped, Malformed (not below the key's modulus).
    """
    code_hash = codes.code_hash(read_code(secret, code))
    with desk.write() as connection:
        ticket = roll.find_ticket(connection, code_hash)
        if ticket is None:
            raise UnknownTicket()
        campaign = roll.find_campaign(connection, ticket.campaign)
        if campaign is None:
            raise UnknownTicket()
        if ticket.state in (roll.VOID, roll.WITHDRAWN):
            raise VoidTicket()
        key = _stamping_key(roll.find_key(connection, ticket.campaign, ticket.electorate))
        if ticket.state == roll.UNUSED:
            _require_open(_extended(campaign, _notices(connection, campaign)), now)
            if len(blinded) != key.public.size or int.from_bytes(blinded, "big") >= key.public.n:
                raise Malformed()  # before the ticket is spent on what can never be signed
            if roll.stamp_once(connection, code_hash, blinded):
                ticket = replace(ticket, state=roll.STAMPED, blinded=blinded)
            else:  # PostgreSQL: another phone, or the closing, came between our look and our update
                ticket = roll.find_ticket(connection, code_hash) or ticket
        _require_stamped(ticket, blinded)
    return key.blind_sign(blinded)


def _require_stamped(ticket: roll.Ticket, blinded: bytes) -> None:
    """The ticket has stamped this very message, now or before: then it gets the stamp, as often as it asks."""
    match ticket.state:
        case roll.VOID | roll.WITHDRAWN:
            raise VoidTicket()
        case roll.UNUSED:
            raise Closed()
    if not secrets.compare_digest(ticket.blinded, blinded):
        raise AlreadyStamped()


def _stamping_key(der: bytes | None) -> IssuingKey:
    if der is None:
        raise Closed()
    return _key(der)


def _require_open(campaign: roll.Campaign, now: datetime) -> None:
    match phase(campaign, now):
        case "waiting":
            raise NotOpen()
        case "closed":
            raise Closed()


def issue_code(secret: str) -> str:
    """A new ticket code from the system's randomness."""
    return new_code(secret, secrets.token_bytes(10))
