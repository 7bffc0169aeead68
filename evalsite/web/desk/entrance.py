"""Signing in and out, and one's own password."""

from flask import Response, redirect, render_template, request, send_from_directory, url_for

from evalsite.core.logbook import Action, Deed
from evalsite.core.refusals import (
    AccountInactive,
    DoorCrowded,
    GuessablePassword,
    SignInPaused,
    WeakPassword,
    WrongPassword,
)
from evalsite.core.saying import say
from evalsite.usecases import recording, signing_in
from evalsite.usecases.signing_in import Account, Attempt
from evalsite.web import access
from evalsite.web.access import account, enter, enter_half, leave, mark, marked, require_signed_in, safe_target
from evalsite.web.desk.room import ASSETS, FOREVER, Page, now, room, routes
from evalsite.web.forms import PasswordForm, SignInForm
from evalsite.web.language import tell
from evalsite.words import Audience, words


@routes.get("/a/<name>")
def assets(name: str) -> Response:
    """Our style, our script, htmx."""
    response = send_from_directory(ASSETS, name, max_age=FOREVER)
    response.headers["Cache-Control"] = f"public, max-age={FOREVER}, immutable"
    return response


@routes.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Page:
    form, problem, status = SignInForm(), "", 200
    if form.validate_on_submit():
        attempt = Attempt(form.name.data, form.password.data, request.remote_addr or "", marked())
        try:
            entered = signing_in.sign_in(room().desk, room().settings, attempt, now())
        except (WrongPassword, SignInPaused, DoorCrowded, AccountInactive) as refusal:
            problem, status = words(refusal, Audience.DESK), refusal.status
        else:
            if entered.second:
                enter_half(entered)
                return redirect(url_for("desk.second_step", next=request.args.get("next")))
            return let_in(entered)
    return render_template("desk/sign_in.html", form=form, problem=problem), status


def let_in(entered: Account) -> Page:
    """Both steps are done, or one was enough: a session begins, once the log says so."""
    recording.note(room().desk, Deed(entered.name, Action.SIGN_IN), now())
    enter(room().settings, room().desk, entered)
    answer = redirect(safe_target(request.args.get("next")))
    mark(answer, room().settings, signing_in.device_mark(room().settings, entered.name))
    return answer


@routes.post("/sign-out")
def sign_out() -> Page:
    require_signed_in(second_step_too=False)
    leave(room().desk)
    tell(say("已退出。"), "good")
    return redirect(url_for("desk.sign_in"))


@routes.route("/password", methods=["GET", "POST"])
def password() -> Page:
    require_signed_in()
    form, problem = PasswordForm(), ""
    if form.validate_on_submit():
        try:
            changed = signing_in.change_password(room().desk, room().settings, account(), form.old.data, form.new.data)
        except (WrongPassword, WeakPassword, GuessablePassword) as refusal:
            problem = say("现在的密码不对。") if isinstance(refusal, WrongPassword) else words(refusal, Audience.DESK)
        else:
            enter(room().settings, room().desk, changed)
            tell(say("密码已更换，其他设备上的登录已全部退出。"), "good")
            return redirect(url_for("desk.home"))
    return render_template("desk/password.html", form=form, problem=problem), 400 if problem else 200


routes.after_request(access.armour)
