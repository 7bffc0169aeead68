"""After the opening: the protocol, confirming the result, objections and their answers, destroying the ballots."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from flask import redirect, render_template, request, url_for

from evalsite.core.permission import Act, Role
from evalsite.core.protocol import Protocol
from evalsite.core.refusals import Refusal
from evalsite.core.saying import say
from evalsite.paper.batch import Sheet
from evalsite.paper.protocol_content import protocol_content
from evalsite.paper.results import results_json
from evalsite.usecases import certifying, destroying, protocoling, proving, signing_in
from evalsite.usecases.certifying import By
from evalsite.usecases.signing_in import Attempt
from evalsite.web.access import account, marked, needs
from evalsite.web.desk.batching import FORMS
from evalsite.web.desk.reports import answer, form_of
from evalsite.web.desk.room import Page, Shown, not_now, now, room, routes, shown
from evalsite.web.desk.showing import Stage
from evalsite.web.forms import AnswerForm, NamedForm, ObjectionForm, PeriodForm, SignatureForm
from evalsite.web.language import tell
from evalsite.words import Audience, words


@routes.get("/c/<campaign_id>/protocol.<kind>")
@needs(Act.AUDIT)
def protocol(campaign_id: str, kind: str) -> Page:
    """The protocol of the opening as html, pdf or docx."""
    here = shown(campaign_id)
    found = protocoling.protocol(room().desk, campaign_id)
    return answer(Sheet("开箱记录", protocol_content(found)), f"{here.campaign.name}-开箱记录", form_of(kind))


@routes.get("/c/<campaign_id>/certify")
@needs(Act.AUDIT)
def certify(campaign_id: str) -> Page:
    """What has been opened, and what there is to do about it for who looks: confirm, object, answer, agree."""
    here = shown(campaign_id)
    if not here.stage.counted:
        return not_now(here)
    found = protocoling.protocol(room().desk, campaign_id)
    return render_template(
        "desk/certify.html",
        here=here,
        found=found,
        parts=protocol_content(found)["sections"],
        forms=FORMS,
        mine=_mine(here, found),
        due=_is_due(here, found),
        objection=ObjectionForm(formdata=None),
        period=PeriodForm(formdata=None, data={"days": found.standing.days}),
        answering=AnswerForm(formdata=None),
        longest=certifying.LONGEST,
    )


def _mine(here: Shown, found: Protocol) -> dict[str, bool]:
    """What the account that looks may still do."""
    standing, role = found.standing, account().role
    scrutineer, organiser = role is Role.SCRUTINEER, role in (Role.ORGANISER, Role.ADMIN)
    ceremony = found.holding.ceremony
    seated = scrutineer and (ceremony is None or account().name in ceremony.holders)
    taken = here.stage in (Stage.OPENED, Stage.CERTIFIED) and not destroying.begun(room().desk, here.record.id)
    confirmed = standing.has(standing.confirmed, account().name)
    return {
        "confirm": here.stage is Stage.OPENED and not confirmed and (seated or (organiser and found.need.organiser)),
        "object": taken,
        "own": scrutineer,
        "answer": taken and organiser,
        "agree": seated and _is_due(here, found) and not standing.has(standing.consents, account().name),
        "destroy": organiser and here.stage is Stage.CERTIFIED,
    }


def _is_due(here: Shown, found: Protocol) -> bool:
    try:
        certifying.require_due(here.record, found.standing, now().date())
    except Refusal:
        return False
    return True


def _by() -> By:
    return By(account().name, account().role, now())


def _require_signature(form: SignatureForm) -> None:
    """Who is signed in is asked once more, as at the door: a browser left open confirms nothing, nor does a password that
    somebody has learned.

    Raises WrongPassword, WrongCode, SignInPaused.
    """
    attempt = Attempt(account().name, form.password.data, request.remote_addr or "", marked())
    entered = signing_in.sign_in(room().desk, room().settings, attempt, now())
    if entered.second:
        code = replace(attempt, password=form.code.data or "")
        proving.prove(room().desk, room().settings, entered, code, now())


def _done(campaign_id: str, step: Callable[[], str]) -> Page:
    """Take a step and go back to the page, which says what came of it."""
    shown(campaign_id)
    try:
        tell(step(), "good")
    except Refusal as refusal:
        tell(words(refusal, Audience.DESK), "bad")
    return redirect(url_for("desk.certify", campaign_id=campaign_id))


def _faulty(campaign_id: str, form: SignatureForm | ObjectionForm | PeriodForm | AnswerForm) -> Page:
    tell(next(iter(form.errors.values()))[0], "bad")
    return redirect(url_for("desk.certify", campaign_id=campaign_id))


@routes.post("/c/<campaign_id>/certify/confirm")
@needs(Act.AUDIT)
def confirm(campaign_id: str) -> Page:
    form = SignatureForm(second=account().second)
    if not form.validate_on_submit():
        return _faulty(campaign_id, form)

    def step() -> str:
        _require_signature(form)
        if certifying.confirm(room().desk, room().box, campaign_id, _by(), results_json):
            return say("结果已确认并签名，数字从此不能再变。异议期从今天起算。")
        return say("您已确认。还要其余监票人确认。")

    return _done(campaign_id, step)


@routes.post("/c/<campaign_id>/certify/object")
@needs(Act.AUDIT)
def enter_objection(campaign_id: str) -> Page:
    form = ObjectionForm()
    if not form.validate_on_submit():
        return _faulty(campaign_id, form)

    def step() -> str:
        own = account().role is Role.SCRUTINEER and not form.received.data
        day: date | None = None if own else form.day.data or now().date()
        number = certifying.enter_objection(room().desk, campaign_id, form.text.data, _by(), day)
        return say("异议已记录，编号 {number}。答复以前不能销毁选票。", number=number)

    return _done(campaign_id, step)


@routes.post("/c/<campaign_id>/certify/answer/<int:objection>")
@needs(Act.PREPARE)
def answer_objection(campaign_id: str, objection: int) -> Page:
    form = AnswerForm()
    if not form.validate_on_submit():
        return _faulty(campaign_id, form)

    def step() -> str:
        certifying.resolve(room().desk, campaign_id, objection, form.text.data, _by())
        return say("第 {objection} 条异议已答复。", objection=objection)

    return _done(campaign_id, step)


@routes.post("/c/<campaign_id>/certify/period")
@needs(Act.PREPARE)
def set_period(campaign_id: str) -> Page:
    form = PeriodForm()
    if not form.validate_on_submit():
        return _faulty(campaign_id, form)

    def step() -> str:
        certifying.set_period(room().desk, campaign_id, form.days.data, _by())
        return say("异议期为 {days} 天。", days=form.days.data)

    return _done(campaign_id, step)


@routes.post("/c/<campaign_id>/certify/agree")
@needs(Act.AUDIT)
def agree(campaign_id: str) -> Page:
    form = SignatureForm(second=account().second)
    if not form.validate_on_submit():
        return _faulty(campaign_id, form)

    def step() -> str:
        _require_signature(form)
        number = certifying.consent(room().desk, campaign_id, _by())
        return say("您已同意销毁选票，现在共有 {number} 位监票人同意。", number=number)

    return _done(campaign_id, step)


@routes.route("/c/<campaign_id>/destroy", methods=["GET", "POST"])
@needs(Act.PREPARE)
def destroy(campaign_id: str) -> Page:
    """Ends the life of the ballots; what was published stays."""
    here = shown(campaign_id)
    if here.stage is not Stage.CERTIFIED:
        return not_now(here)
    form = NamedForm(here.campaign.name)
    if form.validate_on_submit():
        destroying.destroy(room().desk, room().box, campaign_id, _by(), results_json)
        tell(say("选票已销毁，记录已签名。此前的备份里还有选票，请一并销毁。"), "good")
        return redirect(url_for("desk.certify", campaign_id=campaign_id))
    problem, found = "", protocoling.protocol(room().desk, campaign_id)
    if not destroying.begun(room().desk, campaign_id):
        try:
            destroying.require_agreed(here.record, found.standing, _by())
        except Refusal as refusal:
            problem = words(refusal, Audience.DESK)
    page = render_template("desk/destroy.html", here=here, form=form, found=found, problem=problem)
    return page, 400 if form.errors else 200
