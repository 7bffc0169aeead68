"""The steps that cannot be taken back, up to the closed box: publish, make the tickets, close."""

import io
import re
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import redirect, render_template, url_for

from evalsite.core import crowds, visibility
from evalsite.core.permission import Act
from evalsite.core.refusals import AlreadyIssued, Refusal, TicketStamped, TicketsUsed, UnknownTicket, VoidTicket
from evalsite.core.saying import say
from evalsite.crypto.shares import MOST, share_file
from evalsite.paper.layouts import SHEETS, Layout
from evalsite.paper.slipping import Choice, slip_files
from evalsite.usecases import closing, preparing, rehearsing, ticketing
from evalsite.usecases.preparing import Terms
from evalsite.usecases.ticketing import Issue, Voided
from evalsite.web import language
from evalsite.web.access import needs
from evalsite.web.desk.packing import drawn, packing_of
from evalsite.web.desk.room import Page, Shown, download, now, room, routes, shown
from evalsite.web.desk.showing import Stage, duties
from evalsite.web.forms import HolderForm, NamedForm, PublishForm, TicketsForm, VoidForm
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
        return f"data:text/plain;charset=utf-8;base64,{b64encode(self.text.encode()).decode()}"


@routes.route("/c/<campaign_id>/publish", methods=["GET", "POST"])
@needs(Act.PREPARE)
def publish(campaign_id: str) -> Page:
    here = shown(campaign_id)
    if here.stage is not Stage.DRAFT:
        return redirect(url_for("desk.campaign", campaign_id=campaign_id))
    preparing.require_faultless(here.record)
    form, problem = PublishForm(here.campaign.name), ""
    if form.validate_on_submit():
        terms = replace(terms_of(form), acknowledge_small=form.small.data)
        try:
            if form.wipe.data:
                rehearsing.wipe_all_of(room().desk, room().box, campaign_id, room().settings.instance)
            done = preparing.publish(room().desk, room().box, campaign_id, now(), terms)
        except Refusal as refusal:
            problem = words(refusal, Audience.DESK)
        else:
            return published_page(here, terms, done)
    small = preparing.small_electorates(here.campaign)
    page = render_template(
        "desk/publish.html",
        seen_by=visibility.in_words(shown(campaign_id).campaign.visibility),
        here=here,
        form=form,
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
    archive = b64encode(_zip({share.name: share.text.encode() for share in shares})).decode()
    return render_template(
        "desk/shares.html",
        here=shown(here.record.id),
        shares=shares,
        terms=terms,
        archive=f"data:{ZIP};base64,{archive}",
    )


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


# --- tickets ----------------------------------------------------------------------------------------------------------


@routes.route("/c/<campaign_id>/tickets", methods=["GET", "POST"])
@needs(Act.PREPARE)
def tickets(campaign_id: str) -> Page:
    """Makes the slips and hands them over as one download: nothing of them stays here, so a lost one is made anew."""
    here = shown(campaign_id)
    split = ticketing.shares_of(here.record) is not None
    form = TicketsForm(here.campaign.name, split=split)
    packing = packing_of(here.campaign)
    if form.validate_on_submit() and not packing.problems:
        choice = Choice(Layout(form.layout.data), packing.batches)
        made: list[dict[str, bytes]] = []

        def keep(issue: Issue) -> None:
            made.append(slip_files(issue, room().settings.zone, choice))

        try:
            ticketing.issue(
                room().desk,
                room().settings.require_secret(),
                campaign_id,
                room().settings.address,
                keep,
                anew=form.anew.data,
            )
        except (AlreadyIssued, TicketsUsed) as refusal:
            tell(words(refusal, Audience.DESK), "bad")
            return redirect(url_for("desk.tickets", campaign_id=campaign_id))
        return download(_zip(_in_chinese(made[0])), f"测评条-{here.campaign.name}.zip", ZIP)
    page = render_template(
        "desk/tickets.html",
        here=here,
        form=form,
        split=split,
        duties=duties(here.campaign),
        address=room().settings.address,
        local_only=not room().settings.base_url,
        packing=packing,
        sheets=SHEETS,
        drawn=drawn,
        voiding=VoidForm(formdata=None),
        voided=ticketing.voided(room().desk, campaign_id),
    )
    return page, 400 if form.errors or packing.problems else 200


@routes.post("/c/<campaign_id>/tickets/void")
@needs(Act.PREPARE)
def void_ticket(campaign_id: str) -> Page:
    """Voids a slip that somebody brings back: lost its print, or exchanged for a paper ballot."""
    shown(campaign_id)
    form = VoidForm()
    if not form.validate_on_submit():
        tell(next(iter(form.errors.values()))[0], "bad")
        return redirect(url_for("desk.tickets", campaign_id=campaign_id))
    slips = list(dict.fromkeys(form.code.data.split("\n")))
    slips = [slip for slip in (one.strip() for one in slips) if slip]
    found = ticketing.void_all(room().desk, room().settings.require_secret(), campaign_id, slips)
    for kind, text in _voided(found):
        tell(text, kind)
    return redirect(url_for("desk.tickets", campaign_id=campaign_id))


def _voided(found: list[Voided | UnknownTicket | TicketStamped | VoidTicket]) -> Iterator[tuple[str, str]]:
    """What became of one slip in its own words, of several in numbers: (tone, sentence)."""
    done = [one for one in found if isinstance(one, Voided)]
    refused = [one for one in found if isinstance(one, Refusal)]
    if len(found) == 1:
        for refusal in refused:
            yield "bad", words(refusal, Audience.DESK)
        for one in done:
            yield "good", _voided_one(one)
        return
    new = sum(one.new for one in done)
    if new < len(done):
        yield "good", say("作废了 {new} 张；另有 {before} 张早已作废。", new=new, before=len(done) - new)
    else:
        yield "good", say("作废了 {new} 张。", new=new)
    stamped, unknown, void = (
        sum(isinstance(one, kind) for one in refused) for kind in (TicketStamped, UnknownTicket, VoidTicket)
    )
    if stamped:
        yield "bad", say("{number} 张投过票，没有作废：票已在箱里。", number=stamped)
    if unknown:
        yield "bad", say("{number} 行不是本次活动的测评码，没有作废。请核对后再试。", number=unknown)
    if void:
        yield "bad", say("{number} 张在重新制作时已经收回。", number=void)


def _voided_one(one: Voided) -> str:
    if one.new:
        return say(
            "已作废。票种“{electorate}”共作废 {number} 张。可以换给持条人一张备用条或纸质票。",
            electorate=one.electorate,
            number=one.number,
        )
    return say("这张早已作废。票种“{electorate}”共作废 {number} 张。", electorate=one.electorate, number=one.number)


@routes.get("/c/<campaign_id>/tickets/state")
@needs(Act.PREPARE)
def tickets_state(campaign_id: str) -> Page:
    """For the page that waits for its download: nothing until the tickets are made, then what to do with them.

    Only that part of the page changes: loading the page anew would break off a download that is about to begin.
    """
    here = shown(campaign_id)
    if not here.issued:
        return "", 204
    form = TicketsForm(here.campaign.name, split=False)
    packing = packing_of(here.campaign)
    return render_template("desk/_issued.html", here=here, form=form, packing=packing, sheets=SHEETS, drawn=drawn)


def _in_chinese(files: dict[str, bytes]) -> dict[str, bytes]:
    words = {"slips": "测评条", "poster": "会场海报"}
    return {re.sub(r"^(slips|poster)", lambda found: words[found[1]], name): data for name, data in files.items()}


# --- close ------------------------------------------------------------------------------------------------------------


@routes.route("/c/<campaign_id>/close", methods=["GET", "POST"])
@needs(Act.PREPARE)
def close(campaign_id: str) -> Page:
    here = shown(campaign_id)
    if here.stage is Stage.DRAFT or here.stage.sealed:
        return redirect(url_for("desk.campaign", campaign_id=campaign_id))
    form = NamedForm(here.campaign.name)
    if form.validate_on_submit():
        closing.close(room().desk, room().box, campaign_id, now(), grace=room().settings.grace)
        tell(say("已封箱。根值和票数已签名公布，签章密钥已销毁。"), "good")
        return redirect(url_for("desk.campaign", campaign_id=campaign_id))
    return render_template("desk/close.html", here=here, form=form), 400 if form.errors else 200
