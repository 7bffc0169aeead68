"""The own seat, as a scrutineer sees it on the phone: accept it, take the share, try it, give it, report it lost."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for

from evalsite.core.permission import Act
from evalsite.core.refusals import Refusal
from evalsite.core.saying import Saying, say
from evalsite.core.seats import Ceremony, Seat, Way
from evalsite.jobs import kinds, running
from evalsite.jobs import opening as jobs
from evalsite.store.jobs import Job
from evalsite.usecases import giving, seating, taking
from evalsite.usecases.depositing import OPENING, TRIAL
from evalsite.web import recording
from evalsite.web.access import account, needs
from evalsite.web.desk.room import Page, Shown, now, room, routes, shown
from evalsite.web.desk.seats import prove_page, share_page
from evalsite.web.desk.showing import Stage
from evalsite.web.language import tell
from evalsite.web.seat_forms import AcceptForm, SharesForm, TakeForm
from evalsite.words import Audience, words


@routes.get("/c/<campaign_id>/seat")
@needs(Act.OPEN)
def seat(campaign_id: str) -> Page:
    """What there is to do for the holder of a seat now, one thing at a time."""
    here = shown(campaign_id)
    ceremony = here.ceremony
    mine = ceremony.seat_of(account().id) if ceremony else None
    if ceremony is None or mine is None:
        tell(say("您的账号在这个活动里没有监票人席位。"), "bad")
        return redirect(url_for("desk.campaign", campaign_id=campaign_id))
    occasion = _occasion(here)
    given = giving.given(room().desk, campaign_id, occasion, now()) if occasion else ()
    return render_template(
        "desk/seat.html",
        here=here,
        ceremony=ceremony,
        seat=mine,
        todo=_todo(here, ceremony, mine, given),
        given=given,
        accept=AcceptForm(formdata=None),
        take=TakeForm(formdata=None),
        give=SharesForm(formdata=None),
        opening=here.stage is Stage.CLOSED,
    )


def _occasion(here: Shown) -> str:
    if here.stage is Stage.CLOSED:
        return OPENING
    return "" if here.stage is Stage.DRAFT or here.stage.counted else TRIAL


def _todo(here: Shown, ceremony: Ceremony, mine: Seat, given: tuple[int, ...]) -> str:
    """Which of the page's forms comes first; "" where there is nothing to do but wait."""
    if here.stage is Stage.DRAFT:
        return "accept" if ceremony.way is Way.APART else ""
    if mine.lost or here.stage.counted:
        return ""
    if not mine.taken:
        return "take" if ceremony.way is Way.APART and mine.waiting else "room"
    if mine.number in given:
        return "wait"
    due = not ceremony.tried and here.stage is not Stage.CLOSING
    return "give" if here.stage is Stage.CLOSED or due else ""


def _tell_seat(campaign_id: str) -> None:
    """Whose share it is goes into the log. Raises NotSeated."""
    recording.tell(seat=str(seating.get_seat(room().desk, campaign_id, account()).number))


def _back(campaign_id: str) -> Page:
    return redirect(url_for("desk.seat", campaign_id=campaign_id))


def _done(campaign_id: str, form: AcceptForm | SharesForm, step: Callable[[], Saying]) -> Page:
    """Take a step and go back to the page, which says what came of it."""
    shown(campaign_id)
    if not form.validate_on_submit():
        tell(say("没有执行：{why}", why=next(iter(form.errors.values()))[0]), "bad")
        return _back(campaign_id)
    try:
        tell(step(), "good")
    except Refusal as refusal:
        tell(words(refusal, Audience.DESK), "bad")
    return _back(campaign_id)


@routes.post("/c/<campaign_id>/seat/accept")
@needs(Act.OPEN)
def seat_accept(campaign_id: str) -> Page:
    form = AcceptForm()

    def step() -> Saying:
        seat = seating.accept(room().desk, room().settings, campaign_id, account(), form.password.data)
        recording.tell(seat=str(seat.number))
        return say("席位已接受，领取密码已设好。请记住它：服务器没有留底，忘了就领不到份额。")

    return _done(campaign_id, form, step)


@routes.post("/c/<campaign_id>/seat/take")
@needs(Act.OPEN)
def seat_take(campaign_id: str) -> Page:
    """Shows the own share, for which the collection password is asked each time."""
    here, form = shown(campaign_id), TakeForm()
    try:
        held = taking.take(room().desk, room().settings, campaign_id, account(), form.password.data or "", now())
    except Refusal as refusal:
        tell(words(refusal, Audience.DESK), "bad")
        return _back(campaign_id)
    recording.tell(seat=str(held.number))
    return share_page(here, held, url_for("desk.seat_prove", campaign_id=campaign_id), "desk.seat")


@routes.post("/c/<campaign_id>/seat/prove")
@needs(Act.OPEN)
def seat_prove(campaign_id: str) -> Page:
    here = shown(campaign_id)
    return prove_page(here, url_for("desk.seat_prove", campaign_id=campaign_id), "desk.seat", own=True)


@routes.post("/c/<campaign_id>/seat/give")
@needs(Act.OPEN)
def seat_give(campaign_id: str) -> Page:
    """Gives the own share: for the trial before the vote, for the opening after it. With the k-th it begins at once."""
    here, form = shown(campaign_id), SharesForm()
    if here.stage.sealed:  # also once it is open: who comes late on an old page is told so
        return _give_for_opening(here, form)

    def step() -> Saying:
        _tell_seat(campaign_id)
        text = "\n\n".join(form.shares())
        if giving.give_for_trial(room().desk, room().settings, campaign_id, account(), text, now()):
            return say("试开箱成功，份额都是好的。")
        return say("您的份额已交，封存在服务器上，还等其余监票人；一天之内没有交齐就删除，要重新交。")

    return _done(campaign_id, form, step)


def _give_for_opening(here: Shown, form: SharesForm) -> Page:
    desk, settings, campaign_id = room().desk, room().settings, here.record.id
    if running.is_running(running.latest(desk, campaign_id, kinds.OPEN)):
        return redirect(url_for("desk.open_progress", campaign_id=campaign_id))
    full: list[Job] = []

    def step() -> Saying:
        _tell_seat(campaign_id)
        text = "\n\n".join(form.shares())
        if job := jobs.give(settings, desk, campaign_id, account(), text, now()):
            full.append(job)
            return say("份额已交齐，正在开箱计票。")
        return say("您的份额已交，封存在服务器上，还等其余监票人；一天之内没有交齐就删除，要重新交。")

    answer = _done(campaign_id, form, step)
    return redirect(url_for("desk.open_progress", campaign_id=campaign_id)) if full else answer


@routes.post("/c/<campaign_id>/seat/lost")
@needs(Act.OPEN)
def seat_lost(campaign_id: str) -> Page:
    """The share is lost, or found again: told at once to everybody who looks at the campaign."""
    shown(campaign_id)
    lost = request.form.get("lost") == "y"
    _tell_seat(campaign_id)
    if not lost:
        recording.tell(step="seat_found")
    taking.report(room().desk, campaign_id, account(), now(), lost=lost)
    tell(say("已报丢失，组织者的页面上马上看得到。") if lost else say("已撤销报失。"), "good")
    return _back(campaign_id)
