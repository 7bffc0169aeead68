"""Who is at the desk: the session, the permission each page asks for, and the token every form carries.

The session is a row of the desk's database, named by a signed cookie for /desk alone, so that it is never sent to the
voter's pages below /b: even a browser that is signed in votes as a stranger.
"""

import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Request, Response, current_app, redirect, request, session, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response as BaseResponse

from evalsite.core.permission import Act, Answer, Where, allows, eyes_of, may
from evalsite.core.refusals import NoSuchCampaign, NoSuchSubject, NotAllowed
from evalsite.core.visibility import Eyes, Visibility
from evalsite.settings import Settings
from evalsite.store.engine import Database
from evalsite.usecases import preparing, staying, zoning
from evalsite.usecases.disclosing import Reading
from evalsite.usecases.signing_in import Account

PATH = "/desk"
MARK = "evalsite_device"
ROLES = "evalsite_second_step_roles"
HALF = "half"  # what a session holds between the two steps
HALF_SECONDS = 300
EXTENSION = "evalsite_access"  # the database that pages ask for the zones of a campaign
MARK_SECONDS = 180 * 24 * 3600
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
csrf = CSRFProtect()
Parameters = ParamSpec("Parameters")
Made = TypeVar("Made")


class Visitor:
    """An account in the form Flask-Login asks for."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, account: Account, token: str) -> None:
        self.account, self.token = account, token

    def get_id(self) -> str:
        """What the cookie remembers: the session, by a number that nobody guesses."""
        return self.token

    def may(self, act: str) -> bool:
        return allows(self.account.role, Act(act))

    def may_go(self, endpoint: str, args: Mapping[str, Any]) -> bool:
        """Whether a page is open to the account, the campaign that it is of being so: for menus and links."""
        guard: Guard | None = current_app.view_functions[f"desk.{endpoint}"].__dict__.get("guard")
        return guard is None or guard.answer(self.account, args) is Answer.YES


class DeskSessions(SecureCookieSessionInterface):
    """The voter's pages have no session, not even an empty one: nothing that reads it leaves a trace in their answers."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if request.path.startswith(PATH):
            return super().open_session(app, request)
        return self.make_null_session(app)


def install(app: Flask, settings: Settings, desk: Database) -> None:
    """Sessions, sign-in and form tokens for the desk's pages of this application."""
    app.config.update(
        # Another key than the one that signs ticket codes, derived from it: a token for one is worth nothing to the other.
        SECRET_KEY=hmac.new(settings.require_secret().encode(), b"evalsite-session-v1", hashlib.sha256).hexdigest(),
        SESSION_COOKIE_NAME="evalsite_desk",
        SESSION_COOKIE_PATH=PATH,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https://"),
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        # The desk's blueprint asks for the token itself: the voter's pages have no session to keep one in.
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.session_interface = DeskSessions()
    csrf.init_app(app)
    manager = LoginManager(app)
    manager.session_protection = None  # it would bind sessions to an address, and put a hash of it in the cookie
    manager.user_loader(lambda token: _visitor(settings, desk, token))
    app.extensions[EXTENSION] = desk
    app.extensions[ROLES] = settings.roles_with_second_step


def _seconds() -> int:
    return int(time.time())


def _moment() -> datetime:
    return datetime.fromtimestamp(_seconds(), UTC)


def _visitor(settings: Settings, desk: Database, token: str) -> Visitor | None:
    """A part of a page that asks by itself (htmx) is no sign that anybody is there: it keeps no session alive."""
    in_use = "HX-Request" not in request.headers
    account = staying.resume(desk, settings, token, _moment(), in_use=in_use)
    return Visitor(account, token) if account else None


def ask_to_sign_in() -> BaseResponse:
    """To the sign-in page, and back afterwards. A part of a page that polls is told to load the whole page."""
    if request.headers.get("HX-Request"):
        around = urlsplit(request.headers.get("HX-Current-URL", "")).path or None
        return Response(status=204, headers={"HX-Redirect": url_for("desk.sign_in", next=around)})
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("desk.sign_in", next=wanted))


def enter(settings: Settings, desk: Database, account: Account) -> None:
    """Begin a session. What the browser held before is thrown away, its form token too: nobody can have planted it."""
    agent = request.headers.get("User-Agent", "")
    token = staying.begin(desk, settings, account, agent, _moment())
    session.clear()
    session.permanent = True
    login_user(Visitor(account, token))
    session.pop("_id", None)  # Flask-Login's hash of address and browser: not used, so not kept


def marked() -> str:
    """The mark of an earlier sign-in that this browser bears, or nothing."""
    return request.cookies.get(MARK, "")[:200]


def mark(response: BaseResponse, settings: Settings, value: str) -> None:
    """Let the browser bear the mark of its sign-in; it is sent to the door alone and outlives the session."""
    response.set_cookie(
        MARK, value, max_age=MARK_SECONDS, path=f"{PATH}/sign-in", httponly=True, samesite="Lax",
        secure=settings.base_url.startswith("https://"),
    )  # fmt: skip


def enter_half(found: Account) -> None:
    """The password was right: the browser has some minutes for the second step, and may do nothing else."""
    session.clear()
    session[HALF] = [found.id, found.epoch, _seconds()]


def half_entered() -> tuple[int, int] | None:
    """Number and epoch of the account whose password was given in this browser a moment ago."""
    match session.get(HALF):
        case [int(number), int(epoch), int(since)] if 0 <= _seconds() - since <= HALF_SECONDS:
            return number, epoch
    return None


def leave(desk: Database) -> None:
    """End this session, here and in the database: a cookie that somebody copied is worth nothing afterwards."""
    staying.leave(desk, account(), this_session())
    logout_user()
    session.clear()


def account() -> Account:
    """Who is signed in; only on pages that ask for a permission."""
    visitor: Visitor = current_user
    return visitor.account


def reading() -> Reading:
    """Results as who is signed in may see them: what pages, files and batches are made from."""
    who = account()
    return Reading(current_app.extensions[EXTENSION], eyes_of(who.role, who.reach))


def this_session() -> str:
    """What the cookie of this browser names its session by."""
    visitor: Visitor = current_user
    return visitor.token


@dataclass(frozen=True, slots=True)
class Guard:
    """What a page asks of who comes: an act, and which of its arguments says on what it is done."""

    act: Act
    subject: str = "subject"
    common: bool = False

    def answer(
        self,
        who: Account,
        args: Mapping[str, Any],
        zones: frozenset[str] | None = None,
        visibility: Visibility | None = None,
    ) -> Answer:
        return may(who.role, who.reach, self.act, Where(zones, args.get(self.subject), self.common, visibility))

    def require(self, args: Mapping[str, Any]) -> None:
        """Raises NotAllowed; NoSuchCampaign and NoSuchSubject for what the account does not see."""
        who, campaign, zones, visibility = account(), args.get("campaign_id"), None, None
        desk = current_app.extensions[EXTENSION]
        if campaign is not None and who.reach.zones and allows(who.role, self.act):
            zones = zoning.zones_of(desk, campaign)
        if campaign is not None and self.act is Act.READ and eyes_of(who.role, who.reach) is not Eyes.ORGANISER:
            visibility = preparing.campaign_of(preparing.get(desk, campaign)).visibility
        match self.answer(who, args, zones, visibility):
            case Answer.NO:
                raise NotAllowed(act=self.act.value)
            case Answer.HIDDEN if campaign is None:
                raise NoSuchSubject(subject=args.get(self.subject))
            case Answer.HIDDEN:
                raise NoSuchCampaign(campaign=campaign)
            case Answer.YES:
                return


def needs(
    act: Act, *, subject: str = "subject", common: bool = False
) -> Callable[[Callable[Parameters, Made]], Callable[Parameters, Made | BaseResponse]]:
    """A page for accounts that may do this there; others are asked to sign in, or refused (NotAllowed).

    The campaign is the page's argument ``campaign_id``: one of other zones answers as one that does not exist.
    ``subject`` names the argument that says whose result it shows, for readers of one unit. ``common``: what the page
    changes or shows belongs to all zones together.
    """
    guard = Guard(act, subject, common)

    def mark(view: Callable[Parameters, Made]) -> Callable[Parameters, Made | BaseResponse]:
        @wraps(view)
        def guarded(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Made | BaseResponse:
            require_signed_in()
            guard.require(kwargs)
            return view(*args, **kwargs)

        guarded.__dict__["act"], guarded.__dict__["guard"] = act, guard
        return guarded

    return mark


class SignInFirst(Exception):
    """Somebody came without a session."""


class SecondStepFirst(Exception):
    """The account's role asks for a second step of signing in that is not set up yet."""


def require_signed_in(*, second_step_too: bool = True) -> None:
    """``second_step_too`` False is for the pages on which it is set up, and for the way out."""
    if not current_user.is_authenticated:
        raise SignInFirst
    if second_step_too and lacks_second_step():
        raise SecondStepFirst


def lacks_second_step() -> bool:
    """Whether the account must set up a second step before it does anything else."""
    return account().role in current_app.extensions[ROLES] and not account().second


def safe_target(wanted: str | None) -> str:
    """Where to go after signing in: a page of the desk, never an address that somebody put into the link."""
    if wanted and wanted.startswith(f"{PATH}/") and "\\" not in wanted and wanted.isprintable():
        return wanted
    return url_for("desk.home")


def armour(response: Response) -> Response:
    """Headers of every page of the desk: nothing framed by others, nothing run that is not ours, nothing kept by the browser."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers["Referrer-Policy"] = "same-origin"
    if request.is_secure:  # over plain http browsers do not know it, and complain on every page
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), interest-cohort=()"
    response.headers.setdefault("Cache-Control", "no-store")
    return response
