"""One voter without a screen: the same trip, checks and resumption as the phone's page (docs/wire.md).

Sheet, seal, stamp, mix, drop. What the phone keeps in its storage is a ``Trip``; from it the trip goes on at any point
after a crash, and however often a step is repeated, the box holds one envelope.
"""

import json
import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple, Self

from evalsite.core import envelope as formats
from evalsite.core import mixing, refusals, ticket
from evalsite.core.ballot import Ballot, encode
from evalsite.core.campaign import FEWEST_TICKETS, Campaign
from evalsite.core.questionnaire import Sheet, sheet_for
from evalsite.crypto import blindrsa, receipts, sealing
from evalsite.crypto.published import Published
from evalsite.voter.wire import Wire

KNOWN_MANIFESTS = 8


class Slip(NamedTuple):
    """What is printed on a slip: where to vote, the ticket, and the fingerprint of the campaign it is for."""

    base_url: str
    code: str
    fingerprint: str

    @classmethod
    def read(cls, url: str) -> Self:
        """The slip behind the address in its QR code. Raises BadSlip when a part is missing."""
        base, mark, rest = url.strip().partition("/b#")
        code, dot, fingerprint = rest.partition(".")
        try:
            ticket.from_base32(fingerprint, ticket.FINGERPRINT_BITS)
        except refusals.Malformed:
            fingerprint = ""
        if not (base.startswith(("http://", "https://")) and mark and code and dot and fingerprint):
            raise refusals.BadSlip
        return cls(base, ticket.normalise(code), fingerprint)


@dataclass(frozen=True, slots=True)
class Served:
    """What the server showed for a ticket, after the check against the slip. ``mix``: the wait in use, milliseconds."""

    published: Published
    campaign: Campaign
    sheet: Sheet
    ticket: str
    phase: str
    mix: tuple[int, int]

    @property
    def electorate(self) -> str:
        return self.sheet.electorate.code


@dataclass(frozen=True, slots=True)
class Trip:
    """A ballot on its way. ``stamp`` and ``receipt`` are empty until they are there."""

    electorate: str
    envelope: bytes
    blinded: bytes
    inverse: int
    stamp: bytes = b""
    receipt: bytes = b""

    def to_json(self) -> str:
        """What a phone would store; with the ticket it is all that is needed to go on."""
        return json.dumps(
            {
                "electorate": self.electorate,
                "envelope": formats.b64(self.envelope),
                "blinded": formats.b64(self.blinded),
                "inverse": hex(self.inverse),
                "stamp": formats.b64(self.stamp),
                "receipt": formats.b64(self.receipt),
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        kept: dict[str, str] = json.loads(text)
        return cls(
            electorate=kept["electorate"],
            envelope=formats.unb64(kept["envelope"]),
            blinded=formats.unb64(kept["blinded"]),
            inverse=int(kept["inverse"], 16),
            stamp=formats.unb64(kept["stamp"]),
            receipt=formats.unb64(kept["receipt"]),
        )


@lru_cache(maxsize=KNOWN_MANIFESTS)
def read_campaign(text: str) -> tuple[Published, Campaign]:
    """The manifest and the campaign in it. Thousands of voters of one campaign are served the same text.

    Raises Malformed, also for one that protects nobody: an electorate too small to hide in, or results without a limit.
    """
    published = Published.read(text)
    try:
        campaign = Campaign.from_json(published.data)
        crowds = [one.expected if one.spare >= 0 else 0 for one in campaign.electorates]
        fewest = min(crowds, default=0)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
        raise refusals.Malformed from None
    threshold: object = campaign.threshold  # from_json takes it as it comes
    if type(threshold) is not int or threshold < 1 or fewest < FEWEST_TICKETS:
        raise refusals.Malformed
    return published, campaign


def _keep_nothing(_trip: Trip) -> None:
    pass


class Voter:
    """The holder of one slip. ``keep`` is given the trip before every request that depends on it, as a phone would."""

    def __init__(
        self,
        slip: Slip,
        wire: Wire,
        *,
        keep: Callable[[Trip], None] = _keep_nothing,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._slip, self._wire = slip, wire
        self._keep, self._sleep = keep, sleep

    def fetch_sheet(self) -> Served:
        """The sheet of this ticket; nothing is spent by looking.

        Raises ForeignManifest when the manifest is not the one whose fingerprint is printed on the slip.
        """
        answer = self._wire.ask("sheet", {"code": self._slip.code})
        manifest, electorate, mix = answer.get("manifest"), answer.get("electorate"), mixing.accepted(answer.get("mix"))
        if not isinstance(manifest, str) or not isinstance(electorate, str):
            raise refusals.Malformed
        published, campaign = read_campaign(manifest)
        if published.fingerprint != self._slip.fingerprint:
            raise refusals.ForeignManifest
        if electorate not in published.stamp_keys:
            raise refusals.Malformed
        sheet = sheet_for(campaign, electorate)
        ticket_state, phase = str(answer.get("ticket")), str(answer.get("phase"))
        return Served(published, campaign, sheet, ticket_state, phase, mix)

    def seal(self, served: Served, ballot: Ballot) -> Trip:
        """The ballot encoded, padded and sealed, and its stamp message blinded. Nothing leaves the voter yet.

        Raises BallotError when the ballot does not fit the sheet or the size.
        """
        published, electorate = served.published, served.electorate
        digest = formats.sheet_digest(published.hash, electorate)
        plaintext = encode(served.sheet, digest, published.ballot_size, published.text_chars, ballot)
        envelope = sealing.seal(published.opening_key, plaintext, published.hash, electorate)
        key = published.stamp_keys[electorate]
        blinded = blindrsa.blind(key, _stamp_message(published, electorate, envelope), secrets.token_bytes)
        return Trip(electorate, envelope, blinded.blinded, blinded.inverse)

    def stamp(self, served: Served, trip: Trip) -> Trip:
        """The trip with its stamp, checked under the key in the manifest.

        A key made for this voter alone, to recognise the envelope by later, is found out here: BadStamp.
        """
        self._keep(trip)
        answer = self._wire.ask("stamp", {"code": self._slip.code, "blinded": formats.b64(trip.blinded)})
        message = _stamp_message(served.published, trip.electorate, trip.envelope)
        key = served.published.stamp_keys[trip.electorate]
        stamp = blindrsa.finalize(key, message, _bytes(answer, "signature"), trip.inverse)
        return replace(trip, stamp=stamp)

    def drop(self, served: Served, trip: Trip) -> Trip:
        """The trip with its receipt, which is checked: it is for this envelope, and signed by the campaign's box.

        The request holds nothing of the ticket. Raises BadReceipt.
        """
        self._keep(trip)
        published = served.published
        answer = self._wire.ask(
            "drop",
            {
                "manifest": published.hash.hex(),
                "electorate": trip.electorate,
                "envelope": formats.b64(trip.envelope),
                "stamp": formats.b64(trip.stamp),
            },
        )
        leaf, receipt = leaf_of(served, trip), _bytes(answer, "receipt")
        message = formats.receipt_message(published.hash, leaf)
        if answer.get("leaf") != leaf.hex() or not receipts.verify(published.receipt_key, message, receipt):
            raise refusals.BadReceipt
        return replace(trip, receipt=receipt)

    def finish(self, served: Served, trip: Trip) -> Trip:
        """The rest of a trip, from wherever it stopped, with the random wait between stamp and drop."""
        if not trip.stamp:
            trip = self.stamp(served, trip)
            self._sleep(random.uniform(*served.mix) / 1000)
        if not trip.receipt:
            trip = self.drop(served, trip)
            self._keep(trip)
        return trip


def leaf_of(served: Served, trip: Trip) -> bytes:
    """The name under which the box keeps this trip's envelope."""
    return formats.leaf(served.published.hash, trip.electorate, formats.digest(trip.envelope))


def receipt_code_of(served: Served, trip: Trip) -> str:
    """The receipt as a person would note it."""
    return ticket.receipt_code(leaf_of(served, trip))


def _stamp_message(published: Published, electorate: str, envelope: bytes) -> bytes:
    return formats.stamp_message(published.hash, electorate, formats.digest(envelope))


def _bytes(answer: dict[str, Any], name: str) -> bytes:
    value = answer.get(name)
    if not isinstance(value, str):
        raise refusals.Malformed
    return formats.unb64(value)
