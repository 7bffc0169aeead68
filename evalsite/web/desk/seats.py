"""Seats of scrutineers as organisers see them: set, filled, published with; the room in which shares are handed out."""

import base64
import binascii
import time
from dataclasses import replace
from datetime import datetime

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from evalsite.core.permission import Act, Role
from evalsite.core.refusals import Refusal, WrongWords
from evalsite.core.saying import Saying, say
from evalsite.core.seats import WAY_WORDS, Ceremony, Gap, Seat, Wanted, Way, state_words, warning
from evalsite.usecases import giving, seating, taking
from evalsite.usecases.taking import Held
from evalsite.web import recording
from evalsite.web.access import account, needs
from evalsite.web.desk.people import invited_page, symbol
from evalsite.web.desk.room import TEXT, Page, Shown, data_url, now, room, routes, shown
from evalsite.web.desk.showing import Stage, Step
from evalsite.web.language import tell
from evalsite.web.locale import moment
from evalsite.web.seat_forms import FewerForm, ProveForm, SeatsForm, SharesForm
from evalsite.words import Audience, words

COOKIE = "evalsite_room"
HOURS = 12
NOBODY = Wanted("")


def lines(ceremony: Ceremony) -> list[tuple[Seat, Saying, str]]:
    """Seats with how each stands and the tone of its tag."""
    return [(seat, *state_words(seat, ceremony, int(time.time()))) for seat in ceremony.seats]


@routes.app_template_global("stamp_words")
def stamp_words(at: str) -> str:
    """An ISO 8601 time as pages say moments."""
    return moment(datetime.fromisoformat(at), room().settings.zone)


@routes.app_template_global("seat_lines")
def seat_lines(ceremony: Ceremony) -> list[tuple[Seat, Saying, str]]:
    return lines(ceremony)


def standing(here: Shown) -> dict[str, object]:
    """What the page of a campaign says about its seats."""
    ceremony = here.ceremony
    if ceremony is None:
        return {"ceremony": None}
    alarm = warning(ceremony, voting=here.issued) if not here.stage.counted else None
    return {"ceremony": ceremony, "ways": WAY_WORDS, "alarm": alarm, "handed": handed(here, ceremony)}


def handed(here: Shown, ceremony: Ceremony) -> Saying | str:
    """What stands under 已发布 on the line of states while the ceremony goes on."""
    if here.stage is not Stage.PUBLISHED or ceremony.gap() is None:
        return ""
    if ceremony.taken < ceremony.n and ceremony.gap() is Gap.TAKING:
        return say("份额已领 {taken}/{n}", taken=ceremony.taken, n=ceremony.n)
    return say("待试开箱")


def step_of(here: Shown) -> Step | None:
    """What is next where seats decide it; None where they do not."""
    if here.stage not in (Stage.DRAFT, Stage.PUBLISHED, Stage.CLOSED):
        return None
    ceremony = here.ceremony
    if ceremony is None:
        return None
    seat = ceremony.seat_of(account().id)
    if account().role is Role.SCRUTINEER:
        return _own_step(here, ceremony, seat) if seat else None
    if here.stage is Stage.DRAFT and ceremony.lacking():
        text = say("席位已设，还有 {number} 席没有就位。补齐以后才能发布。", number=len(ceremony.lacking()))
        return Step(say("等监票人就位"), text, say("看监票人席位"), "desk.seats")
    if here.stage is Stage.PUBLISHED and (gap := ceremony.gap()):
        return _gap_step(ceremony, gap)
    return None


def _gap_step(ceremony: Ceremony, gap: Gap) -> Step:
    if gap is Gap.LOST:
        text = say("可用的份额不够开箱，请不要发放测评条。把活动复制成新的，重新设席位、发布。")
        return Step(say("复制成新活动"), text, say("看监票人席位"), "desk.seats")
    if gap is Gap.TRIAL:
        text = say("份额都领走了。请 {k} 位监票人用份额试开一次，证明到时打得开，然后才能制作测评码。", k=ceremony.k)
        return Step(say("试开箱"), text, say("去试开箱"), "desk.trial")
    text = say("已领 {taken} 份，共 {n} 份。领完并试开箱以后，才能制作测评码。", taken=ceremony.taken, n=ceremony.n)
    if ceremony.way is Way.ROOM:
        return Step(say("当场分发份额"), text, say("去分发份额"), "desk.handing")
    return Step(say("等监票人领取份额"), text, say("看监票人席位"), "desk.seats")


def _own_step(here: Shown, ceremony: Ceremony, seat: Seat) -> Step | None:
    """What the holder of a seat is to do next."""

    def step(title: Saying, text: Saying, label: Saying) -> Step:
        return Step(title, text, label, "desk.seat", Act.OPEN)

    if here.stage is Stage.CLOSED:
        text = say("票箱已经冻结。可以在自己手机上交出份额，也可以带到现场；{k} 份交齐，立即开箱计票。", k=ceremony.k)
        return step(say("交出份额，开箱计票"), text, say("去我的席位"))
    if here.stage is Stage.DRAFT and ceremony.way is Way.APART and not seat.ready:
        text = say("请您担任第 {number} 席“{name}”。接受时设一个领取密码。", number=seat.number, name=seat.name)
        return step(say("接受席位"), text, say("去接受席位"))
    if here.stage is Stage.PUBLISHED and seat.waiting and ceremony.way is Way.APART:
        return step(say("领取份额"), say("您的份额封在服务器上，只有您的领取密码打得开。"), say("去领取"))
    if here.stage is Stage.PUBLISHED and seat.taken and not ceremony.tried:
        return step(say("试开箱"), say("请交出份额试开一次，证明保存下来的份额是好的。"), say("去试开箱"))
    return None


# --- setting seats ----------------------------------------------------------------------------------------------------


@routes.route("/c/<campaign_id>/seats", methods=["GET", "POST"])
@needs(Act.PREPARE)
def seats(campaign_id: str) -> Page:
    """Sets the seats of a draft; afterwards shows how they stand."""
    here = shown(campaign_id)
    ceremony = here.ceremony
    if here.stage is not Stage.DRAFT:
        return _seats_page(here, ceremony) if ceremony else redirect(url_for("desk.campaign", campaign_id=campaign_id))
    given = {"n": ceremony.n, "k": ceremony.k, "way": ceremony.way.value} if ceremony else {}
    form, problem = SeatsForm(data=given), ""
    if form.validate_on_submit():
        try:
            saved = seating.arrange(room().desk, campaign_id, form.k.data, Way(form.way.data), _named(form.wanted()))
        except Refusal as refusal:
            problem = words(refusal, Audience.DESK)
        else:
            tell(
                say("席位已保存。")
                if not saved.lacking()
                else say("席位已保存，还有 {number} 席没有就位。", number=len(saved.lacking())),
                "good",
            )
            return redirect(url_for("desk.seats", campaign_id=campaign_id))
    page = render_template(
        "desk/seats.html",
        here=here,
        form=form,
        problem=problem,
        ceremony=ceremony,
        rows=_rows(form, ceremony),
        states=lines(ceremony) if ceremony else [],
        candidates=seating.candidates(room().desk, campaign_id),
    )
    return page, 400 if problem or form.errors else 200


def _named(wanted: list[Wanted]) -> list[Wanted]:
    """A row that nobody has filled in yet still has a name: more seats than rows were asked for."""
    return [
        one if one.name or f"name-{number}" in request.form else replace(one, name=_default(number))
        for number, one in enumerate(wanted, 1)
    ]


def _default(number: int) -> str:
    return str(say("监票人{number}", number=number))


def _rows(form: SeatsForm, ceremony: Ceremony | None) -> list[Wanted]:
    if request.method == "POST":
        return form.wanted()
    if ceremony is not None:
        return [Wanted(seat.name, seat.holder) for seat in ceremony.seats]
    return [Wanted(_default(number)) for number in range(1, 4)]


def _seats_page(here: Shown, ceremony: Ceremony) -> str:
    """How the seats of a published campaign stand, and how many shares are alive."""
    return render_template(
        "desk/seats_held.html",
        here=here,
        ceremony=ceremony,
        alarm=warning(ceremony, voting=here.issued) if not here.stage.counted else None,
        ways=WAY_WORDS,
        missing=ceremony.gap(),
        fewer=FewerForm(here.campaign.name),
    )


@routes.post("/c/<campaign_id>/seats/<int:seat>/invite")
@needs(Act.PREPARE)
def seat_invite(campaign_id: str, seat: int) -> Page:
    """Invites somebody new into an empty seat: the account that the link makes sits in it at once."""
    shown(campaign_id)
    made = seating.invite(room().desk, room().settings, campaign_id, seat, account().name, now())
    recording.tell(account=made[0].name)
    return invited_page(*made, back=url_for("desk.seats", campaign_id=campaign_id))


@routes.post("/c/<campaign_id>/seats/clear")
@needs(Act.PREPARE)
def seats_clear(campaign_id: str) -> Page:
    shown(campaign_id)
    seating.clear(room().desk, campaign_id)
    tell(say("席位已取消。发布时要另选开箱钥匙由谁保管。"), "good")
    return redirect(url_for("desk.campaign", campaign_id=campaign_id))


@routes.post("/c/<campaign_id>/seats/fewer")
@needs(Act.PREPARE)
def seats_fewer(campaign_id: str) -> Page:
    """Goes on though not every share is taken; whoever confirms it answers for it with a name."""
    here = shown(campaign_id)
    form = FewerForm(here.campaign.name)
    if form.validate_on_submit():
        giving.confirm_fewer(room().desk, campaign_id, account().name)
        tell(say("已确认不再等其余监票人。试开箱成功后就可以制作测评码。"), "good")
    else:
        tell(say("没有执行：{why}", why=next(iter(form.errors.values()))[0]), "bad")
    return redirect(url_for("desk.seats", campaign_id=campaign_id))


# --- one room, one screen ---------------------------------------------------------------------------------------------


def to_room(campaign_id: str, key: bytes) -> BaseResponse:
    """On to the room, whose key this browser holds from now on and nobody else."""
    where = url_for("desk.handing", campaign_id=campaign_id)
    answer = redirect(where)
    answer.set_cookie(
        COOKIE, base64.urlsafe_b64encode(key).decode(), max_age=HOURS * 3600, path=where, httponly=True, samesite="Strict",
        secure=room().settings.base_url.startswith("https://"),
    )  # fmt: skip
    return answer


def _room_key() -> bytes:
    try:
        return base64.urlsafe_b64decode(request.cookies.get(COOKIE, ""))
    except binascii.Error:
        return b""


@routes.get("/c/<campaign_id>/room")
@needs(Act.PREPARE)
def handing(campaign_id: str) -> Page:
    """Hands the shares out on one screen that is passed on, one at a time."""
    here, ceremony = _in_room(campaign_id)
    if ceremony is None:
        return redirect(url_for("desk.campaign", campaign_id=campaign_id))
    waiting = [seat for seat in ceremony.seats if seat.waiting and not seat.taken]
    page = render_template(
        "desk/room.html", here=here, ceremony=ceremony, waiting=waiting, holds_key=COOKIE in request.cookies
    )
    if waiting:
        return page
    answer = Response(page)
    answer.delete_cookie(COOKIE, path=url_for("desk.handing", campaign_id=campaign_id))
    return answer


def _in_room(campaign_id: str) -> tuple[Shown, Ceremony | None]:
    here = shown(campaign_id)
    ceremony = here.ceremony
    there = ceremony is not None and ceremony.published and ceremony.way is Way.ROOM
    return here, ceremony if there else None


@routes.post("/c/<campaign_id>/room/show/<int:seat>")
@needs(Act.PREPARE)
def room_show(campaign_id: str, seat: int) -> Page:
    """Shows one share. The page is kept nowhere, and the next one is not on it."""
    here = shown(campaign_id)
    held = taking.take_in_room(room().desk, room().settings, campaign_id, seat, _room_key(), now())
    return share_page(here, held, url_for("desk.room_prove", campaign_id=campaign_id), "desk.handing")


@routes.post("/c/<campaign_id>/room/prove")
@needs(Act.PREPARE)
def room_prove(campaign_id: str) -> Page:
    here = shown(campaign_id)
    return prove_page(here, url_for("desk.room_prove", campaign_id=campaign_id), "desk.handing")


def share_page(here: Shown, held: Held, prove_at: str, back: str) -> str:
    """The page that shows a share, with the fields for the two words that prove it was kept."""
    return render_template(
        "desk/share.html",
        here=here,
        held=held,
        words=held.words.split(),
        symbol=symbol(held.words),
        file=data_url(held.file.encode(), TEXT),
        form=ProveForm(formdata=None),
        prove_at=prove_at,
        back=back,
    )


def prove_page(here: Shown, prove_at: str, back: str, *, own: bool = False) -> Page:
    """What the two words lead to: the share is taken; or they are asked for once more, without showing the share."""
    form = ProveForm()
    desk, settings, proof = room().desk, room().settings, form.proof.data or ""
    asked, problem = taking.asked_in(settings, proof), ""
    if form.validate_on_submit():
        typed = (form.first.data, form.second.data)
        holder = account() if own else None
        try:
            number = taking.prove(desk, settings, here.record.id, proof, typed, now(), holder)
        except WrongWords as refusal:
            problem = words(refusal, Audience.DESK)
        else:
            recording.tell(seat=str(number))
            tell(say("第 {number} 席的份额已领取，服务器上已经没有它。", number=number), "good")
            return redirect(url_for(back, campaign_id=here.record.id))
    page = render_template(
        "desk/prove.html", here=here, form=form, asked=asked, problem=problem, proof=proof, prove_at=prove_at, back=back
    )
    return page, 400


# --- the trial opening ------------------------------------------------------------------------------------------------


@routes.route("/c/<campaign_id>/trial", methods=["GET", "POST"])
@needs(Act.OPEN)
def trial(campaign_id: str) -> Page:
    """The trial opening with people who are present: k shares on one screen open an envelope that is no ballot."""
    here = shown(campaign_id)
    ceremony = here.ceremony
    if ceremony is None or not ceremony.published:
        return redirect(url_for("desk.campaign", campaign_id=campaign_id))
    form, problem = SharesForm(), ""
    if form.validate_on_submit():
        try:
            found = giving.try_open(room().desk, campaign_id, form.shares(), now())
        except Refusal as refusal:
            problem = words(refusal, Audience.DESK)
        else:
            tell(say("试开箱成功：{seats}。", seats=found.names_of(found.tried_with)), "good")
            return redirect(url_for("desk.campaign", campaign_id=campaign_id))
    page = render_template("desk/trial.html", here=here, form=form, problem=problem, ceremony=ceremony)
    return page, 400 if problem or form.errors else 200
