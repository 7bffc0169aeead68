"""What a phone is told by roll and box."""

from evalsite.core.refusals.base import Refusal


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


class NotClosed(Refusal):
    """The box still takes envelopes: what is in it is not shown before it is closed."""

    code = "not_closed"
    status = 425


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
    """A database that cannot be reached, read or written now; ``kind`` is how it failed, ``where`` its URL."""

    code = "busy"
    status = 503
