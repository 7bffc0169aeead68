"""Rehearsing a draft, and wiping a rehearsal whole."""

from flask import redirect, render_template, url_for

from evalsite.core.permission import Act
from evalsite.core.refusals import Refusal
from evalsite.core.saying import say
from evalsite.crypto.shares import MOST
from evalsite.usecases import preparing, rehearsing
from evalsite.web.access import needs
from evalsite.web.desk.room import Page, not_now, now, room, routes, shown
from evalsite.web.desk.showing import Stage
from evalsite.web.desk.steps import published_page, terms_of
from evalsite.web.forms import HolderForm, NamedForm
from evalsite.web.language import tell
from evalsite.words import Audience, words


@routes.route("/c/<campaign_id>/rehearse", methods=["GET", "POST"])
@needs(Act.PREPARE)
def rehearse(campaign_id: str) -> Page:
    """Makes a rehearsal of a draft; it then has pages of its own, all of which say what it is."""
    here = shown(campaign_id)
    if here.stage is not Stage.DRAFT or here.record.rehearses:
        return not_now(here)
    preparing.require_faultless(here.record)
    form, problem = HolderForm(), ""
    if form.validate_on_submit():
        try:
            made = rehearsing.rehearse(room().desk, room().box, campaign_id, now(), terms_of(form))
        except Refusal as refusal:
            problem = words(refusal, Audience.DESK)
        else:
            return published_page(shown(made.id), terms_of(form), made.published)
    page = render_template("desk/rehearse.html", here=here, form=form, problem=problem, most_shares=MOST)
    return page, 400 if problem or form.errors else 200


@routes.route("/c/<campaign_id>/wipe", methods=["GET", "POST"])
@needs(Act.PREPARE)
def wipe(campaign_id: str) -> Page:
    here = shown(campaign_id)
    if not here.record.rehearses:
        return not_now(here)
    form = NamedForm(here.campaign.name)
    if form.validate_on_submit():
        rehearsing.wipe(room().desk, room().box, campaign_id, room().settings.instance)
        tell(say("演练已清除：选票、测评码、钥匙和结果都不在了。请把演练测评条收回销毁。"), "good")
        return redirect(url_for("desk.campaign", campaign_id=here.record.rehearses))
    return render_template("desk/wipe.html", here=here, form=form), 400 if form.errors else 200
