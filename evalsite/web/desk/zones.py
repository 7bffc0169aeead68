"""The zones (责任区) of a campaign: whose organisers see it."""

from flask import redirect, render_template, url_for

from evalsite.core.permission import Act
from evalsite.core.saying import say
from evalsite.usecases import zoning
from evalsite.usecases.inviting import split_zones
from evalsite.web.access import account, needs
from evalsite.web.desk.room import Page, now, room, routes, shown
from evalsite.web.forms import ZonesForm
from evalsite.web.language import tell
from evalsite.web.locale import in_order


@routes.route("/c/<campaign_id>/zones", methods=["GET", "POST"])
@needs(Act.PREPARE)
def campaign_zones(campaign_id: str) -> Page:
    """Which zones the campaign belongs to. Nothing of what is published or counted changes."""
    here = shown(campaign_id)
    form = ZonesForm(data={"zones": "、".join(in_order(zoning.zones_of(room().desk, campaign_id)))})
    if form.validate_on_submit():
        zoning.settle(room().desk, campaign_id, account(), split_zones(form.zones.data or ""))
        tell(say("责任区已保存。"), "good")
        return redirect(url_for("desk.campaign", campaign_id=campaign_id))
    return render_template(
        "desk/zones.html",
        here=here,
        form=form,
        own=in_order(account().reach.zones),
        known=zoning.known_zones(room().desk, now().date()),
    )
