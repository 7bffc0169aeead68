"""The steps that cannot be taken back, but for the slips (issuing.py): publish, close."""

import io
import zipfile
from dataclasses import dataclass, replace

from flask import redirect, render_template, url_for

from evalsite.core import crowds, visibility
from evalsite.core.permission import Act
from evalsite.core.refusals import Refusal
from evalsite.core.saying import say
from evalsite.core.scrutiny import DAYS
from evalsite.core.seats import WAY_WORDS, Ceremony
from evalsite.crypto.shares import MOST, share_file
from evalsite.jobs import closing as jobs
from evalsite.jobs import kinds, running
from evalsite.usecases import certifying, preparing, rehearsing, seating
from evalsite.usecases.certifying import By
from evalsite.usecases.preparing import Terms
from evalsite.web import language
from evalsite.web.access import account, needs
from evalsite.web.desk.room import (
    TEXT,
    Page,
    Shown,
    data_url,
    is_part,
    not_now,
    now,
    room,
    routes,
    shown,
    whole_page_anew,
)
from evalsite.web.desk.seats import to_room
from evalsite.web.desk.showing import Stage, duties
from evalsite.web.forms import HolderForm, NamedForm, PublishForm
from evalsite.web.language import tell
from evalsite.words import ORDERS, Audience, words

ZIP = "application/zip"


@dataclass(frozen=True, slots=True)
class Share:
    """A scrutineer's share on the page that shows it once; ``href`` holds the file itself."""

    number: int
    name: str
    text: str

    @property
    def href(self) -> str:
        return data_url(self.text.encode(), TEXT)


@routes.route("/c/<campaign_id>/publish", methods=["GET", "POST"])
@needs(Act.PREPARE)
def publish(campaign_id: str) -> Page:
    here = shown(campaign_id)
    if here.stage is not Stage.DRAFT:
        return not_now(here)
    preparing.require_faultless(here.record)
    ceremony = here.ceremony
    form, problem = PublishForm(here.campaign.name), ""
    if form.validate_on_submit():
        try:
            if form.wipe.data:
                rehearsing.wipe_all_of(room().desk, room().box, campaign_id, room().settings.instance)
            return _published(here, form, ceremony)
        except Refusal as refusal:
            problem = words(refusal, Audience.DESK)
    small = preparing.small_electorates(here.campaign)
    page = render_template(
        "desk/publish.html",
        seen_by=visibility.in_words(shown(campaign_id).campaign.visibility),
        here=here,
        form=form,
        ceremony=ceremony,
        ways=WAY_WORDS,
        problem=problem,
        small=small,
        cautions=[crowds.in_words(one, here.campaign) for one in crowds.cautions(here.campaign)],
        low_limit=preparing.LOW_LIMIT,
        rehearsals=rehearsing.rehearsals_of(room().desk, campaign_id),
        most_shares=MOST,
        duties=duties(here.campaign),
        ordered=preparing.in_order(room().desk, here.campaign, now()).subjects,
        orders=language.table(ORDERS),
    )
    return page, 400 if problem or form.errors else 200


def _published(here: Shown, form: PublishForm, ceremony: Ceremony | None) -> Page:
    """Published with its seats, where there are any; then shares go to their holders and to no page of the organiser's."""
    days, by = form.days.data, By(account().name, account().role, now())
    period = None if days in (None, DAYS) else certifying.period(days, by)
    if ceremony is None:
        terms = replace(terms_of(form), acknowledge_small=form.small.data, period=period)
        done = preparing.publish(room().desk, room().box, here.record.id, now(), terms)
        return published_page(here, terms, done)
    acknowledged = Terms(acknowledge_small=form.small.data, period=period)
    seated = seating.publish(room().desk, room().box, here.record.id, now(), acknowledged)
    if seated.room:
        tell(say("已发布，内容已经冻结。请现在把份额逐份交给在场的监票人。"), "good")
        return to_room(here.record.id, seated.room)
    tell(say("已发布，内容已经冻结。请各席监票人登录，用领取密码领取份额。"), "good")
    return redirect(url_for("desk.seats", campaign_id=here.record.id))


def terms_of(form: HolderForm) -> Terms:
    """What the form says of the opening key."""
    if form.holder.data == "people":
        return Terms(form.k.data, form.n.data, keep=False)
    return Terms()


def published_page(here: Shown, terms: Terms, done: preparing.Published) -> Page:
    """To the campaign's page, or, where shares leave the server, to the one page that ever shows them."""
    if not done.shares:
        said = say("演练已开始，不计票。") if here.campaign.rehearsal else say("已发布，内容已经冻结。")
        tell(say("{said}开箱钥匙由服务器保管，投票页面会如实说明。", said=said), "good")
        return redirect(url_for("desk.campaign", campaign_id=here.record.id))
    shares = []
    for number, share in enumerate(done.shares, start=1):
        text = share_file(here.campaign.name, here.record.id, done.fingerprint, number, terms.k, terms.n, share)
        shares.append(Share(number, f"份额-{number}-共{terms.n}份.txt", text))
    archive = _zip({share.name: share.text.encode() for share in shares})
    return render_template(
        "desk/shares.html",
        here=shown(here.record.id),
        shares=shares,
        terms=terms,
        archive=data_url(archive, ZIP),
    )


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


# --- close ------------------------------------------------------------------------------------------------------------


@routes.route("/c/<campaign_id>/close", methods=["GET", "POST"])
@needs(Act.PREPARE)
def close(campaign_id: str) -> Page:
    """Has the box closed: phones that mix get their time, which is longer than a page may take."""
    here = shown(campaign_id)
    if here.stage is Stage.DRAFT or here.stage.sealed:
        return not_now(here)
    if running.is_running(running.latest(room().desk, campaign_id, kinds.CLOSE)):
        return redirect(url_for("desk.close_progress", campaign_id=campaign_id))
    form = NamedForm(here.campaign.name)
    if form.validate_on_submit():
        jobs.start_by_hand(room().settings, room().desk, campaign_id, account().name)
        return redirect(url_for("desk.close_progress", campaign_id=campaign_id))
    return render_template("desk/close.html", here=here, form=form), 400 if form.errors else 200


@routes.get("/c/<campaign_id>/close/progress")
@needs(Act.PREPARE)
def close_progress(campaign_id: str) -> Page:
    """How far the closing is. The page asks for it again by itself, with our script or without."""
    job = running.latest(room().desk, campaign_id, kinds.CLOSE)
    here = shown(campaign_id)  # after the job: of one that has ended the state is seen that it has led to
    if job is None:
        return redirect(url_for("desk.campaign", campaign_id=campaign_id))
    under_way, unheard = running.is_running(job), running.is_unheard(job, now().timestamp())
    if is_part() and not under_way:
        return whole_page_anew()
    part = "desk/_closing.html" if is_part() else "desk/closing.html"
    return render_template(part, here=here, job=job, running=under_way, unheard=unheard)
