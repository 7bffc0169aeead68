"""Every way in which evalsite says no: one class per rule, each with a stable code.

The words for people live in one table, ``evalsite/web/refusals.py``; here is only what the machine needs.
``details`` fill the blanks of those words (names, counts), never secrets or codes of tickets.
"""

from typing import ClassVar


class Refusal(Exception):
    """A request that a rule forbids. ``code`` is stable (tests, scripts and the phone read it); ``status`` is its HTTP status."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400

    def __init__(self, **details: object) -> None:
        super().__init__(self.code, details)
        self.details = details


# --- the phone's side: roll and box ----------------------------------------------------------------------------------


class Malformed(Refusal):
    code = "malformed"


class UnknownTicket(Refusal):
    code = "unknown_ticket"
    status = 404


class VoidTicket(Refusal):
    code = "void_ticket"
    status = 403


class AlreadyStamped(Refusal):
    code = "already_stamped"
    status = 409


class NotOpen(Refusal):
    code = "not_open"
    status = 425


class Closed(Refusal):
    code = "closed"
    status = 410


class UnknownCampaign(Refusal):
    code = "unknown_campaign"
    status = 404


class BadStamp(Refusal):
    code = "bad_stamp"
    status = 422


class WrongSize(Refusal):
    code = "wrong_size"
    status = 422


class TooLarge(Refusal):
    code = "too_large"
    status = 413


class Busy(Refusal):
    code = "busy"
    status = 503


# --- keys and shares -------------------------------------------------------------------------------------------------


class BadShare(Refusal):
    """A share file or its words do not parse, or their checksum is wrong.

    ``problem`` is ``no_words``, ``unknown_word`` (``word`` and its ``position`` say which), ``length``, ``checksum``
    or ``kind``; ``share`` is the number, from 1, of the one meant among those given.
    """

    code = "bad_share"


class ForeignShare(Refusal):
    """Shares that parse but belong to another split, or to another campaign; ``share`` is the first odd one, from 1."""

    code = "foreign_share"


class TooFewShares(Refusal):
    """``have`` different shares are there, ``need`` are needed."""

    code = "too_few_shares"


class BadSplit(Refusal):
    """A seed cannot be split ``k`` of ``n``: n is 1 to 16, k at least 2 when there is more than one share."""

    code = "bad_split"


class BadKey(Refusal):
    """A stored or published key is damaged or not of the expected kind."""

    code = "bad_key"
    status = 500


class Undecipherable(Refusal):
    """An envelope does not open: altered, truncated, or sealed to another key, campaign or electorate."""

    code = "undecipherable"
    status = 422


# --- the organiser's side --------------------------------------------------------------------------------------------


class NoSuchCampaign(Refusal):
    code = "no_such_campaign"
    status = 404


class WrongState(Refusal):
    """The step does not fit the campaign's state; ``state`` is what it is in, ``needs`` what the step needs."""

    code = "wrong_state"
    status = 409


class TooFewTickets(Refusal):
    code = "too_few_tickets"


class SmallElectorate(Refusal):
    """Fewer than ten tickets: needs an explicit acknowledgement."""

    code = "small_electorate"


class AlreadyIssued(Refusal):
    code = "already_issued"
    status = 409


class RecountDiffers(Refusal):
    code = "recount_differs"
    status = 500


class WrongPassword(Refusal):
    code = "wrong_password"
    status = 403


class SignInPaused(Refusal):
    """Too many wrong passwords; ``seconds`` until the next try."""

    code = "sign_in_paused"
    status = 429


class NotAllowed(Refusal):
    code = "not_allowed"
    status = 403


class MissingSecret(Refusal):
    code = "missing_secret"


class SchemaOutdated(Refusal):
    code = "schema_outdated"


class NoSuchSubject(Refusal):
    code = "no_such_subject"
    status = 404
