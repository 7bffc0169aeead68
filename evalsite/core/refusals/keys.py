"""Keys that are damaged, shares that do not make one, envelopes that do not open."""

from evalsite.core.refusals.base import Refusal


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


class ForeignKey(Refusal):
    """The shares make a key, but not the opening key of this campaign."""

    code = "foreign_key"


class KeyDestroyed(Refusal):
    """The opening key that the server kept was destroyed after the count: the box is not opened again."""

    code = "key_destroyed"
    status = 410


class Undecipherable(Refusal):
    """An envelope does not open: altered, truncated, or sealed to another key, campaign or electorate."""

    code = "undecipherable"
    status = 422


class DepositLost(Refusal):
    """Shares that were deposited for an opening cannot be read any more, or went with a server that was interrupted."""

    code = "deposit_lost"
    status = 410
