"""The log at the desk's door: which pages do something, under which name it is logged, and the hook that logs it.

Every address that takes a form stands in ``LOGGED``, or in ``UNLOGGED`` with the reason; every file of a result in
``DOWNLOADS``, every page whose tables can be had as files in ``TABLES``. tests/web/desk/test_logbook.py fails for one
that stands in none. An act is logged before its page is asked, and refused when it cannot be; how it went is logged
after. A page adds what is worth knowing with ``tell``.
"""

from dataclasses import replace

from flask import Blueprint, Response, current_app, g, request, session
from flask_login import current_user

from evalsite.core.logbook import Action, Deed, Outcome
from evalsite.core.refusals import NoSuchCampaign, NotAllowed
from evalsite.usecases import recording
from evalsite.web.access import Guard, account, lacks_second_step
from evalsite.web.desk.room import now, room

LOGGED = {
    "agree": Action.DESTRUCTION_AGREE,
    "answer_objection": Action.OBJECTION_ANSWER,
    "batch": Action.REPORTS_MAKE,
    "campaign_zones": Action.CAMPAIGN_ZONES,
    "cancel_batch": Action.JOB_CANCEL,
    "cancel_import": Action.JOB_CANCEL,
    "cancel_job": Action.JOB_CANCEL,
    "cancel_opening": Action.JOB_CANCEL,
    "cancel_slips": Action.JOB_CANCEL,
    "close": Action.CLOSE,
    "confirm": Action.CERTIFY,
    "create": Action.CAMPAIGN_CREATE,
    "deactivate_user": Action.ACCOUNT_DEACTIVATE,
    "delete": Action.CAMPAIGN_DELETE,
    "destroy": Action.DESTROY,
    "destroy_key": Action.KEY_DESTROY,
    "edit": Action.CAMPAIGN_EDIT,
    "edit_settle": Action.CAMPAIGN_EDIT,
    "end_other_sessions": Action.SESSION_END,
    "end_session": Action.SESSION_END,
    "end_user_sessions": Action.SESSION_END,
    "enter_objection": Action.OBJECT,
    "extend": Action.EXTEND,
    "fetch_slips": Action.TICKETS_FETCH,
    "figures": Action.FIGURES_IMPORT,
    "figures_withdraw": Action.FIGURES_WITHDRAW,
    "hall_switch": Action.HALL_SCREEN,
    "hide_text": Action.TEXT_HIDE,
    "index_import": Action.INDEX_IMPORT,
    "index_remove": Action.INDEX_REMOVE,
    "invite_again": Action.INVITE_AGAIN,
    "merge_names": Action.NAMES_MERGE,
    "open_box": Action.OPEN,
    "paper_count": Action.PAPER_ENTER,
    "paper_take_back": Action.PAPER_TAKE_BACK,
    "paper_upload": Action.PAPER_ENTER,
    "password": Action.PASSWORD_CHANGE,
    "publish": Action.PUBLISH,
    "reactivate_user": Action.ACCOUNT_ACTIVATE,
    "register_confirm": Action.REGISTER_IMPORT,
    "recovery_codes": Action.RECOVERY_CODES,
    "rehearse": Action.REHEARSE,
    "report_template": Action.TEMPLATE_CHANGE,
    "reset_template": Action.TEMPLATE_CHANGE,
    "room_prove": Action.SCRUTINEERS,
    "room_show": Action.SCRUTINEERS,
    "seat_accept": Action.SCRUTINEERS,
    "seat_give": Action.SCRUTINEERS,
    "seat_invite": Action.INVITE,
    "seat_lost": Action.SCRUTINEERS,
    "seat_prove": Action.SCRUTINEERS,
    "seat_take": Action.SCRUTINEERS,
    "seats": Action.SCRUTINEERS,
    "seats_clear": Action.SCRUTINEERS,
    "seats_fewer": Action.SCRUTINEERS,
    "second_step_off": Action.SECOND_STEP_OFF,
    "second_step_setup": Action.SECOND_STEP_ON,
    "set_period": Action.OBJECTION_PERIOD,
    "show_text": Action.TEXT_SHOW,
    "sign_out": Action.SIGN_OUT,
    "split_names": Action.NAMES_SPLIT,
    "take_in": Action.CAMPAIGN_IMPORT,
    "trial": Action.SCRUTINEERS,
    "tickets": Action.TICKETS_ISSUE,
    "user_second_step_off": Action.SECOND_STEP_OFF,
    "user": Action.ACCOUNT_CHANGE,
    "users": Action.INVITE,
    "void_ticket": Action.TICKET_VOID,
    "wipe": Action.REHEARSAL_WIPE,
    "withdraw_invitation": Action.INVITATION_WITHDRAW,
}
UNLOGGED = {
    "edit_check": "looks at a sheet, saves nothing",
    "edit_phone": "looks at a sheet, saves nothing",
    "join": "logs itself: nobody is signed in yet",
    "language": "a choice of the browser alone",
    "register_import": "shows what would change; register_confirm does it",
    "second_step": "logs itself: nobody is signed in yet",
    "sign_in": "logs itself: nobody is signed in yet",
    "unknown": "an address that there is none of",
}
# Files that hold something of a result.
DOWNLOADS = frozenset(
    {
        "archive_file",
        "archive_report",
        "batch_file",
        "bundle",
        "compare_export",
        "export",
        "index_export",
        "kit",
        "protocol",
        "report",
        "summary",
    }
)
# Pages whose tables can be had as files, by the same address with ``file`` (web/desk/tabling.py).
TABLES = frozenset(
    {
        "archive",
        "archives",
        "campaign",
        "compare",
        "index",
        "reconcile",
        "register",
        "results",
        "subject",
        "texts",
    }
)
# Arguments of addresses that say on what something was done. No link, code or session of anybody is among them.
_TELLING = {
    "subject": "subject",
    "kind": "format",
    "electorate": "electorate",
    "part": "part",
    "name": "account",
    "code": "code",
    "number": "job",
    "objection": "objection",
    "seat": "seat",
}
_OF_TABLES = {"table": "table", "file": "format"}


def install(routes: Blueprint) -> None:
    """Called once the guard of forms' tokens is in place: a request without its token is no act."""
    routes.before_request(_begin)
    routes.after_request(_end)


def tell(**details: str) -> None:
    """Add to the outcome of the act that this request is: a few words, never a secret."""
    g.setdefault("told", {}).update(details)


def action_of(endpoint: str, method: str, *, file: bool = False) -> Action | None:
    """What a request to a page of the desk does, None when it only looks. ``file``: it asks for a table as a file."""
    if method == "POST":
        return LOGGED.get(endpoint)
    leaves = endpoint in DOWNLOADS or (file and endpoint in TABLES)
    return Action.DOWNLOAD if leaves and method in ("GET", "HEAD") else None


def _begin() -> None:
    """Raises Busy, and so refuses the act, when the log cannot be written."""
    endpoint = (request.endpoint or "").removeprefix("desk.")
    action, args = action_of(endpoint, request.method, file="file" in request.args), request.view_args or {}
    if action is None or not current_user.is_authenticated or not _open_to(args):
        return
    details = {word: str(args[name]) for name, word in _TELLING.items() if name in args}
    if action is Action.SCRUTINEERS:
        details["step"] = endpoint  # one act in the log, many pages: the words stand in words.LOG_STEPS
    if action is Action.DOWNLOAD:
        details["file"] = endpoint
        details |= {word: request.args[name][:40] for name, word in _OF_TABLES.items() if name in request.args}
    g.deed = Deed(account().name, action, str(args.get("campaign_id", ""))[:40], details)
    g.flashed = len(session.get("_flashes", ()))
    g.begun = recording.begin(room().desk, g.deed, now())


def _open_to(args: dict[str, object]) -> bool:
    """Whether the page lets this account in; where not, it says so itself and nothing is done."""
    guard: Guard | None = current_app.view_functions[request.endpoint or ""].__dict__.get("guard")
    try:
        if guard is not None:
            guard.require(args)
            return not lacks_second_step()
    except (NotAllowed, NoSuchCampaign):
        return False
    return True


def _end(response: Response) -> Response:
    if "begun" in g:
        deed = replace(g.deed, details=g.get("told", {}))
        recording.end(room().desk, g.pop("begun"), deed, _outcome(response), now())
    return response


def _outcome(response: Response) -> Outcome:
    """A page that sends people back with a word of refusal has not done it, whatever its status says."""
    if response.status_code >= 500:
        return Outcome.FAILED
    said = list(session.get("_flashes", ()))[g.flashed :]
    if response.status_code >= 400 or any(category == "bad" for category, _ in said):
        return Outcome.REFUSED
    return Outcome.DONE
