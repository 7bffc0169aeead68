"""Steps after the opening that are not due: confirming, objecting, destroying the ballots."""

from evalsite.core.refusals.base import Refusal


class AlreadyConfirmed(Refusal):
    """``name`` has confirmed the result, or agreed to the destruction, before."""

    code = "already_confirmed"
    status = 409


class NotForRole(Refusal):
    """Confirming and agreeing are the scrutineers' part, or the organiser's where the server keeps the key."""

    code = "not_for_role"
    status = 403


class NothingWritten(Refusal):
    """An objection, or its answer, without a word in it, or with more than ``longest`` characters."""

    code = "nothing_written"


class NoSuchObjection(Refusal):
    """No objection of that ``number`` is open."""

    code = "no_such_objection"
    status = 404


class BadPeriod(Refusal):
    """The objection period lasts ``least`` to ``most`` days."""

    code = "bad_period"


class ObjectionsOpen(Refusal):
    """``number`` objections wait for an answer: the ballots stay until then."""

    code = "objections_open"
    status = 409


class PeriodRunning(Refusal):
    """The objection period ends with the day ``until``."""

    code = "period_running"
    status = 409


class ConsentsMissing(Refusal):
    """``have`` scrutineers have agreed to the destruction, ``need`` must."""

    code = "consents_missing"
    status = 409


class BallotsDestroyed(Refusal):
    """The ballots are destroyed, or their destruction has begun: nothing is counted or objected any more."""

    code = "ballots_destroyed"
    status = 410


class ResultMoved(Refusal):
    """Names were put together, or words hidden, while somebody confirmed what he had read before."""

    code = "result_moved"
    status = 409
