"""Opening the box: shares are given, a job counts, and its progress shows on whichever page looks."""

import time

from flask import redirect, render_template, url_for

from evalsite.core.permission import Act
from evalsite.core.refusals import Refusal, TooFewShares
from evalsite.core.saying import Saying, say
from evalsite.crypto import manifest as manifests
from evalsite.jobs import kinds, running
from evalsite.jobs import opening as jobs
from evalsite.usecases import closing, giving, opening, telling
from evalsite.usecases.depositing import OPENING
from evalsite.web.access import account, needs
from evalsite.web.desk.room import Page, Shown, is_part, not_now, now, room, routes, shown, whole_page_anew
from evalsite.web.desk.showing import Stage
from evalsite.web.forms import NamedForm, OpenForm
from evalsite.web.language import tell
from evalsite.words import Audience, words


@routes.route("/c/<campaign_id>/open", methods=["GET", "POST"])
@needs(Act.OPEN)
def open_box(campaign_id: str) -> Page:
    """Opens a closed box, or opens it again to see that the count is the same."""
    here = shown(campaign_id)
    if here.stage not in (Stage.CLOSED, Stage.OPENED, Stage.CERTIFIED):
        return not_now(here)
    if _is_running(campaign_id):
        return redirect(url_for("desk.open_progress", campaign_id=campaign_id))
    form, problem = OpenForm(here.campaign.name), ""
    if form.validate_on_submit():
        shares = form.shares()
        problem = _wrong(here, shares)
        if not problem:
            excess, name = form.excess.data, account().name
            job = jobs.start(room().settings, room().desk, campaign_id, shares, despite_excess=excess, account=name)
            if job is None:
                tell(say("已经在开箱计票，没有重复开始。这次交的份额没有收下。"), "bad")
            return redirect(url_for("desk.open_progress", campaign_id=campaign_id))
    return _page(here, form, problem), 400 if problem or form.errors else 200


def _wrong(here: Shown, shares: list[str]) -> str:
    """What is wrong with shares that can be told at once: of a campaign with seats each is known by its hash."""
    if here.ceremony is None:
        return ""
    try:
        found, need = giving.check(room().desk, here.record.id, shares), here.ceremony.k
        if len(found) < need:
            raise TooFewShares(have=len(found), need=need)
    except Refusal as refusal:
        return words(refusal, Audience.DESK)
    return ""


def _page(here: Shown, form: OpenForm, problem: str) -> str:
    assert here.record.manifest is not None  # a closed campaign has one
    shares = manifests.parse(here.record.manifest)["shares"]
    total = sum(line["dropped"] for line in closing.statement_of(here.record)["counts"])
    excess = [here.names[code] for code in closing.excess_of(here.record)]
    paper = sum(bool(one.entered) for one in telling.standings(room().desk, here.record.id))
    return render_template(
        "desk/open.html",
        here=here,
        form=form,
        problem=problem,
        shares=shares,
        total=total,
        excess=excess,
        paper=paper,
        given=_given(here),
    )


def _given(here: Shown) -> Saying | str:
    """The seats whose shares have come from afar already."""
    numbers = giving.given(room().desk, here.record.id, OPENING, now())
    return here.ceremony.names_of(numbers) if here.ceremony and numbers else ""


def _is_running(campaign_id: str) -> bool:
    return running.is_running(running.latest(room().desk, campaign_id, kinds.OPEN))


@routes.get("/c/<campaign_id>/open/progress")
@needs(Act.OPEN)
def open_progress(campaign_id: str) -> Page:
    """How far the counting is. The page asks for it again by itself, with our script or without."""
    job = running.latest(room().desk, campaign_id, kinds.OPEN)
    here = shown(campaign_id)  # after the job: of one that has ended the state is seen that it has led to
    if job is None:
        return redirect(url_for("desk.open_box", campaign_id=campaign_id))
    under_way = running.is_running(job)
    if is_part() and not under_way:
        return whole_page_anew()
    part = "desk/_progress.html" if is_part() else "desk/progress.html"
    return render_template(part, here=here, job=job, running=under_way, unheard=running.is_unheard(job, time.time()))


@routes.post("/c/<campaign_id>/open/cancel")
@needs(Act.OPEN)
def cancel_opening(campaign_id: str) -> Page:
    """Calls the opening off: nothing of it is stored, and the box can be opened again."""
    shown(campaign_id)
    job = running.latest(room().desk, campaign_id, kinds.OPEN)
    if job is not None:
        jobs.cancel(room().desk, job)
    return redirect(url_for("desk.open_progress", campaign_id=campaign_id))


@routes.route("/c/<campaign_id>/destroy-key", methods=["GET", "POST"])
@needs(Act.PREPARE)
def destroy_key(campaign_id: str) -> Page:
    """Ends the time for recounts of a box whose key the server keeps."""
    here = shown(campaign_id)
    if not here.stage.counted or not opening.keeps_key(room().desk, campaign_id):
        return not_now(here)
    form = NamedForm(here.campaign.name)
    if form.validate_on_submit():
        opening.destroy_key(room().desk, campaign_id)
        tell(say("开箱钥匙已销毁。此前的备份里还有这把钥匙，也请销毁。"), "good")
        return redirect(url_for("desk.campaign", campaign_id=campaign_id))
    return render_template("desk/destroy_key.html", here=here, form=form), 400 if form.errors else 200
