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


class GuessablePassword(Refusal):
    """Long enough, and still soon guessed; ``why`` is a reason in words."""

    code = "guessable_password"


class WrongCode(Refusal):
    """No code of the authenticator or recovery code, or one that was used already."""

    code = "wrong_code"
    status = 403


class AccountInactive(Refusal):
    """The password is right, and the account out of service."""

    code = "account_inactive"
    status = 403


class LastAdministrator(Refusal):
    """Without an active administrator nobody could ever invite one."""

    code = "last_administrator"
    status = 409


class AccountMoved(Refusal):
    """Somebody else has changed the account since the page was loaded."""

    code = "account_moved"
    status = 409


class BadReach(Refusal):
    """A limit that its role cannot have: zones of an administrator, a unit of anybody but a reader."""

    code = "bad_reach"


class NoSuchInvitation(Refusal):
    """A link with a broken signature, or of another installation."""

    code = "no_such_invitation"
    status = 404


class InvitationUsed(Refusal):
    code = "invitation_used"
    status = 410


class InvitationWithdrawn(Refusal):
    code = "invitation_withdrawn"
    status = 410


class InvitationExpired(Refusal):
    code = "invitation_expired"
    status = 410
