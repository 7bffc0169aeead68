"""Who may sign in to the desk and what they may do there."""

from evalsite.core.refusals.base import Refusal


class WrongPassword(Refusal):
    code = "wrong_password"
    status = 403


class SignInPaused(Refusal):
    """Too many wrong passwords; ``seconds`` until the next try."""

    code = "sign_in_paused"
    status = 429


class DoorCrowded(Refusal):
    """More people sign in at this moment than passwords can be checked without slowing the votes."""

    code = "door_crowded"
    status = 503


class NotAllowed(Refusal):
    code = "not_allowed"
    status = 403


class NameTaken(Refusal):
    code = "name_taken"
    status = 409


class BadAccountName(Refusal):
    code = "bad_account_name"


class WeakPassword(Refusal):
    code = "weak_password"


class NoSuchAccount(Refusal):
    code = "no_such_account"
    status = 404
