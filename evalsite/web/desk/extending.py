"""Moving a deadline later (延期), with a reason that everybody reads."""

from datetime import timedelta

from flask import redirect, render_template, url_for

from evalsite.core.extension import LONGEST_REASON
from evalsite.core.permission import Act
from evalsite.core.refusals import BadExtensionReason, ExtendedMeanwhile, NotLater
from evalsite.core.saying import say
from evalsite.usecases import extending
from evalsite.usecases.extending import Asked
from evalsite.web.access import account, needs
from evalsite.web.desk.room import Page, not_now, now, room, routes, shown
from evalsite.web.desk.showing import Stage
from evalsite.web.forms import ExtendForm
from evalsite.web.language import tell
from evalsite.web.locale import moment
from evalsite.words import Audience, words


@routes.route("/c/<campaign_id>/extend", methods=["GET", "POST"])
@needs(Act.PREPARE)
def extend(campaign_id: str) -> Page:
    """Only later, only while the box is open; what was said stays said."""
    here, zone = shown(campaign_id), room().settings.zone
    open_still = here.stage.voting and here.stage is not Stage.CLOSING
    if not open_still or here.campaign.closes is None:
        return not_now(here)
    later = max(here.campaign.closes, now()).astimezone(zone) + timedelta(days=1)
    form, problem = ExtendForm(until=later.replace(second=0, microsecond=0)), ""
    if form.validate_on_submit():
        asked = Asked(form.until.data.replace(tzinfo=zone), form.reason.data)
        try:
            done = extending.extend(room().desk, room().box, campaign_id, asked, now(), account().name)
        except (NotLater, BadExtensionReason, ExtendedMeanwhile) as refusal:
            problem = words(refusal, Audience.DESK)
        else:
            tell(
                say("截止时间已延至{closes}，公告已签名，投票人打开测评表即可看到。", closes=moment(done.closes, zone)),
                "good",
            )
            return redirect(url_for("desk.campaign", campaign_id=campaign_id))
    page = render_template("desk/extend.html", here=here, form=form, problem=problem, longest=LONGEST_REASON)
    return page, 400 if problem or form.errors else 200
