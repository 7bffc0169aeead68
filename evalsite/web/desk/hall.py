"""会场大屏: how to scan, the check code, a countdown and turnout in steps; never anything of a result.

The screen needs no account: it hangs on a projector, under an address that an organiser switches on and off. What it shows
stands on the poster and on the desk's page of turnout, with the same delay. The page fetches itself anew from time to time.
"""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup, escape

from evalsite.core import reminder
from evalsite.core.glimpse import STEP
from evalsite.core.permission import Act
from evalsite.core.saying import say
from evalsite.paper import symbols
from evalsite.paper.slips import entry_address, grouped
from evalsite.usecases import hall, preparing, watching
from evalsite.web.access import needs
from evalsite.web.desk.campaigns import seen
from evalsite.web.desk.room import Page, Shown, now, room, routes, shown
from evalsite.web.desk.showing import Stage
from evalsite.web.forms import Form
from evalsite.web.language import tell

MOST_LINES = 4  # electorates on a screen; of more the sum alone can be read from the last row


@routes.route("/c/<campaign_id>/hall", methods=["GET", "POST"])
@needs(Act.PREPARE)
def hall_switch(campaign_id: str) -> Page:
    """Switches the screen on and off, and has the reminder to copy."""
    here = shown(campaign_id)
    form = Form()
    if form.validate_on_submit():
        if request.form.get("to") == "on" and here.issued:
            hall.switch_on(room().desk, campaign_id)
            tell(say("大屏已打开，用下面的地址。"), "good")
        else:
            hall.switch_off(room().desk, campaign_id)
            tell(say("大屏已关闭，原来的地址不再显示任何内容。"), "good")
        return redirect(url_for("desk.hall_switch", campaign_id=campaign_id))
    address = hall.find_address(room().desk, campaign_id)
    return render_template(
        "desk/hall.html",
        here=here,
        can=here.issued,
        address=f"{room().settings.address}{url_for('desk.hall_screen', address=address)}" if address else "",
        path=url_for("desk.hall_screen", address=address) if address else "",
        text=_reminder(here) if here.stage is Stage.RUNNING else "",
        delay=max(1, round(room().settings.turnout_delay / 60)),
        step=STEP,
    )


def _reminder(here: Shown) -> str:
    parts = [reminder.Part(one.name, one.expected, one.stamped) for one in seen(here.record.id).lines]
    closes = here.campaign.closes
    return reminder.text(here.campaign.name, parts, closes.astimezone(room().settings.zone) if closes else None, now())


@routes.get("/hall/<address>")
def hall_screen(address: str) -> Page:
    """The screen. Under a wrong address, and once it is switched off, it says that it is off."""
    campaign_id = hall.find_campaign(room().desk, address)
    if campaign_id is None:
        return render_template("desk/hall_screen.html", here=None)
    here = shown(campaign_id)
    lines = [] if here.stage.sealed else list(seen(campaign_id).lines)
    total = watching.Turnout("", say("全体"), sum(one.expected for one in lines), sum(one.stamped for one in lines))
    entry = f"{room().settings.address}/b"
    return render_template(
        "desk/hall_screen.html",
        here=here,
        lines=lines if 1 < len(lines) <= MOST_LINES else [],
        total=total,
        step=STEP,
        code=grouped(preparing.fingerprint_of(here.record) or ""),
        entry=entry_address(entry),
        symbol=_symbol(entry),
        closes=int(here.campaign.closes.timestamp()) if here.campaign.closes else 0,
        opens=int(here.campaign.opens.timestamp()) if here.campaign.opens else 0,
        clock=int(now().timestamp()),
        left=reminder.left(here.campaign.closes, now()) if here.campaign.closes else "",
    )


def _symbol(text: str) -> Markup:
    """The symbol of an address, with the white around it that scanners want."""
    dark = symbols.matrix(text)
    side = len(dark) + 8
    path = "".join(f"M{column + 4} {row + 4}h{length}v1h-{length}z" for column, row, length in symbols.runs(dark))
    name = escape(gettext("投票入口的二维码"))
    return Markup(  # noqa: S704 - numbers and a word of ours
        f'<svg class="symbol" viewBox="0 0 {side} {side}" role="img" aria-label="{name}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )
