"""Seats of scrutineers: how they are set, how shares are taken, tried and given."""

from evalsite.core.refusals.base import Refusal


class BadSeats(Refusal):
    """Seats that cannot be kept as they are wanted; ``problems`` says all of them, ``count`` how many there are."""

    code = "bad_seats"


class SeatsLacking(Refusal):
    """A campaign cannot be published with its seats as they are; ``problems`` says all that is missing."""

    code = "seats_lacking"
    status = 409


class SeatsSet(Refusal):
    """Seats are set, and the campaign was to be published without them."""

    code = "seats_set"
    status = 409


class NoSeats(Refusal):
    """The campaign has no seats of scrutineers."""

    code = "no_seats"
    status = 404


class NoSuchSeat(Refusal):
    """No seat of that ``number`` in this campaign, or it is not free to be filled."""

    code = "no_such_seat"
    status = 404


class NotSeated(Refusal):
    """The account holds no seat in this campaign."""

    code = "not_seated"
    status = 403


class SamePassword(Refusal):
    """The collection password is the one for signing in, which the server sees at every sign-in."""

    code = "same_password"


class WrongCollectionPassword(Refusal):
    """The collection password does not open the share."""

    code = "wrong_collection_password"
    status = 403


class ShareTaken(Refusal):
    """The share was taken and proved before: the server has none any more."""

    code = "share_taken"
    status = 409


class RoomLeft(Refusal):
    """The browser does not hold the key of the room in which shares are handed out."""

    code = "room_left"
    status = 403


class WrongWords(Refusal):
    """The words that were asked for are not those of the share: it was not written down as it is."""

    code = "wrong_words"


class ProofExpired(Refusal):
    """The page that showed the share is too old, or is not of this seat."""

    code = "proof_expired"
    status = 409


class OtherSeat(Refusal):
    """The share is a good one, of seat ``number``, and not of whoever gives it."""

    code = "other_seat"


class ShareGiven(Refusal):
    """The seat's share lies there already."""

    code = "share_given"
    status = 409


class TriedBefore(Refusal):
    """The trial opening has succeeded: no share is needed for it any more."""

    code = "tried_before"
    status = 409


class OpeningUnderWay(Refusal):
    """An opening is being done: the share that would begin another one is not laid down."""

    code = "opening_under_way"
    status = 409


class TooFewTaken(Refusal):
    """Nothing goes on with ``have`` shares taken where ``need`` open the box."""

    code = "too_few_taken"
    status = 409


class CeremonyUnfinished(Refusal):
    """No tickets before the shares are taken and tried; ``problem`` is a ``core.seats.Gap``."""

    code = "ceremony_unfinished"
    status = 409
