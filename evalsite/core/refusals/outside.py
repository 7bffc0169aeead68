"""What the headless voter and the check of an audit file find wrong, as a stranger's program would."""

from evalsite.core.refusals.base import Refusal


class FaultyTable(Refusal):
    """tickets.csv or ballots.csv cannot be used as it is; ``problems`` are sentences with line numbers, for people."""

    code = "faulty_table"


class NoValidBallot(Refusal):
    """A random ballot of ``electorate`` breaks a rule of its campaign, whatever is marked; ``reason`` is in words."""

    code = "no_valid_ballot"


class BadSlip(Refusal):
    """A slip's address lacks its code or fingerprint."""

    code = "bad_slip"


class ForeignManifest(Refusal):
    """The server's manifest has another fingerprint than the slip: another campaign, or one altered for this voter."""

    code = "foreign_manifest"
    status = 409


class BadReceipt(Refusal):
    """The box's receipt is not for this envelope, or not signed by the key in the manifest."""

    code = "bad_receipt"
    status = 502


class NoAnswer(Refusal):
    """The server could not be reached, or could not take the request, however often it was asked."""

    code = "no_answer"
    status = 503


class UnexpectedAnswer(Refusal):
    """The server answered something that the protocol does not know; ``http`` is its HTTP status."""

    code = "unexpected_answer"
    status = 502


class BadBundle(Refusal):
    """A file is no audit file, or a damaged one; ``problem`` says what is wrong, in words for people."""

    code = "bad_bundle"
