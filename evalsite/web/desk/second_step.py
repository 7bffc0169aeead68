"""The second step of signing in (两步验证): taking it, setting it up, recovery codes, turning it off."""

from flask import redirect, render_template, request, url_for

from evalsite.core.refusals import Refusal, SignInPaused, WrongCode, WrongPassword
from evalsite.core.saying import say
from evalsite.usecases import proving, signing_in
from evalsite.usecases.signing_in import Attempt
from evalsite.web.access import account, half_entered, marked, require_signed_in
from evalsite.web.desk.entrance import let_in
from evalsite.web.desk.people import symbol
from evalsite.web.desk.room import Page, now, room, routes
from evalsite.web.forms import CodeForm, ConfirmForm
from evalsite.web.language import tell
from evalsite.words import Audience, words


@routes.route("/sign-in/code", methods=["GET", "POST"])
def second_step() -> Page:
    """Below the address of the door, so that the mark of a known browser is sent here too."""
    half = half_entered()
    found = signing_in.find_account(room().desk, *half) if half else None
    if found is None:
        tell(say("请先输入账号和密码。"), "warn")
        return redirect(url_for("desk.sign_in", next=request.args.get("next")))
    form, problem, status = CodeForm(), "", 200
    if form.validate_on_submit():
        attempt = Attempt(found.name, form.code.data[:64], request.remote_addr or "", marked())
        try:
            proving.prove(room().desk, room().settings, found, attempt, now())
        except (WrongCode, SignInPaused) as refusal:
            problem, status = words(refusal, Audience.DESK), refusal.status
        else:
            return let_in(found)
    return render_template("desk/second_step.html", form=form, problem=problem, name=found.name), status


@routes.route("/second-step", methods=["GET", "POST"])
def second_step_setup() -> Page:
    """Shows whether it is on; where not, a QR symbol for the authenticator, and takes its first code."""
    require_signed_in(second_step_too=False)
    if account().second:
        return _page(ConfirmForm(formdata=None))
    form, problem, here = CodeForm(), "", room()
    offer = proving.offer(here.settings, account())
    if form.validate_on_submit():
        try:
            offer = proving.offered(here.settings, account(), form.token.data or "")
            codes = proving.turn_on(here.desk, here.settings, account(), offer.token, form.code.data, now())
        except WrongCode as refusal:
            problem = words(refusal, Audience.DESK)
        else:
            return render_template("desk/recovery_codes.html", codes=codes)
    form.code.data, form.token.data = "", offer.token
    page = render_template(
        "desk/second_step_setup.html",
        form=form,
        problem=problem,
        secret=offer.secret,
        symbol=symbol(offer.address),
    )
    return page, 400 if problem or form.errors else 200


def _page(form: ConfirmForm, problem: str = "") -> Page:
    left = proving.codes_left(room().desk, account())
    page = render_template("desk/second_step_on.html", form=form, problem=problem, left=left)
    return page, 400 if problem or form.errors else 200


@routes.post("/second-step/codes")
def recovery_codes() -> Page:
    """Other recovery codes, shown this once."""
    require_signed_in()
    form = ConfirmForm()
    if not form.validate_on_submit():
        return _page(form)
    try:
        codes = proving.renew_codes(room().desk, room().settings, account(), form.password.data)
    except Refusal as refusal:
        return _page(form, _said(refusal))
    return render_template("desk/recovery_codes.html", codes=codes)


@routes.post("/second-step/off")
def second_step_off() -> Page:
    require_signed_in()
    form = ConfirmForm()
    if not form.validate_on_submit():
        return _page(form)
    try:
        proving.turn_off(room().desk, room().settings, account(), form.password.data)
    except WrongPassword as refusal:
        return _page(form, _said(refusal))
    tell(say("两步验证已关闭，以后登录只要密码。"), "good")
    return redirect(url_for("desk.second_step_setup"))


def _said(refusal: Refusal) -> str:
    return say("现在的密码不对。") if isinstance(refusal, WrongPassword) else words(refusal, Audience.DESK)
