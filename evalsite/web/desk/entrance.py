"""Signing in and out, one's own password, and the list of accounts."""

from flask import Response, flash, redirect, render_template, request, send_from_directory, url_for

from evalsite.core.permission import Act
from evalsite.core.refusals import DoorCrowded, Refusal, SignInPaused, WeakPassword, WrongPassword
from evalsite.usecases import signing_in
from evalsite.usecases.signing_in import Attempt
from evalsite.web import access
from evalsite.web.access import account, enter, leave, mark, marked, needs, require_signed_in, safe_target
from evalsite.web.desk.room import ASSETS, FOREVER, Page, now, room, routes
from evalsite.web.forms import AccountForm, PasswordForm, ResetForm, SignInForm
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
        except (WrongPassword, SignInPaused, DoorCrowded) as refusal:
            problem, status = words(refusal, Audience.DESK), refusal.status
        else:
            enter(entered)
            answer = redirect(safe_target(request.args.get("next")))
            mark(answer, room().settings, signing_in.device_mark(room().settings, entered.name))
            return answer
    return render_template("desk/sign_in.html", form=form, problem=problem), status


@routes.post("/sign-out")
def sign_out() -> Page:
    require_signed_in()
    signing_in.sign_out(room().desk, account())
    leave()
    flash("已退出，这个账号在其他设备上的登录也一并退出了。", "good")
    return redirect(url_for("desk.sign_in"))


@routes.route("/password", methods=["GET", "POST"])
def password() -> Page:
    require_signed_in()
    form, problem = PasswordForm(), ""
    if form.validate_on_submit():
        try:
            changed = signing_in.change_password(room().desk, room().settings, account(), form.old.data, form.new.data)
        except (WrongPassword, WeakPassword) as refusal:
            problem = "现在的密码不对。" if isinstance(refusal, WrongPassword) else words(refusal, Audience.DESK)
        else:
            enter(changed)
            flash("密码已更换，其他设备上的登录已全部退出。", "good")
            return redirect(url_for("desk.home"))
    return render_template("desk/password.html", form=form, problem=problem), 400 if problem else 200


@routes.route("/users", methods=["GET", "POST"])
@needs(Act.ADMINISTER)
def users() -> Page:
    listed = signing_in.list_accounts(room().desk)
    form, reset, problem = AccountForm(), ResetForm(), ""
    reset.who.choices = [one.name for one in listed]
    chosen = reset if request.form.get("form") == "reset" else form
    if chosen.validate_on_submit():
        try:
            _reset(reset) if chosen is reset else _add(form)
        except Refusal as refusal:
            problem = words(refusal, Audience.DESK)
        else:
            return redirect(url_for("desk.users"))
    page = render_template("desk/users.html", form=form, reset=reset, problem=problem, users=listed)
    return page, 400 if problem or chosen.errors else 200


def _add(form: AccountForm) -> None:
    """Raises NameTaken, WeakPassword, BadAccountName."""
    signing_in.add_account(room().desk, room().settings, form.name.data, form.role.data, form.password.data)
    flash(f"已建立账号“{form.name.data.strip()}”。请把初始密码当面告诉本人，并请其登录后更换。", "good")


def _reset(form: ResetForm) -> None:
    """Raises WeakPassword."""
    signing_in.set_password(room().desk, room().settings, form.who.data, form.fresh.data)
    flash(f"已重设账号“{form.who.data}”的密码，其所有登录已退出。", "good")


routes.after_request(access.armour)
