"""Slips (测评条): asked for on their page, made by a job, fetched once; one that comes back is voided here."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from flask import Response, redirect, render_template, request, url_for

from evalsite.core import links
from evalsite.core.permission import Act
from evalsite.core.refusals import (
    AlreadyIssued,
    Busy,
    CeremonyUnfinished,
    Refusal,
    SlipsGone,
    TicketStamped,
    TicketsUsed,
    UnknownTicket,
    VoidTicket,
)
from evalsite.core.saying import say
from evalsite.core.seats import Gap
from evalsite.jobs import kinds, running, slipping
from evalsite.jobs.slipping import Ready
from evalsite.paper.layouts import SHEETS, Layout
from evalsite.paper.slipping import Choice
from evalsite.store.jobs import FAILED, Job
from evalsite.usecases import holding, ticketing
from evalsite.usecases.ticketing import Voided
from evalsite.web import recording
from evalsite.web.access import account, needs
from evalsite.web.desk.packing import Packing, drawn, packing_of
from evalsite.web.desk.room import Page, Shown, now, room, routes, shown, whole_page_anew
from evalsite.web.desk.showing import duties
from evalsite.web.forms import TicketsForm, VoidForm
from evalsite.web.language import tell
from evalsite.words import Audience, words

ZIP = "application/zip"


@dataclass(frozen=True, slots=True)
class Making:
    """How the slips that were asked for last stand, as this account sees them."""

    job: Job | None
    waiting: Ready | None

    @property
    def running(self) -> bool:
        return running.is_running(self.job)

    @property
    def unheard(self) -> bool:
        return running.is_unheard(self.job, now().timestamp())

    @property
    def failed(self) -> bool:
        return self.job is not None and self.job.state == FAILED

    @property
    def own(self) -> bool:
        """Who has asked for slips fetches them: nobody else gets hold of codes by looking at the page."""
        return self.waiting is not None and self.waiting.account == account().name

    @property
    def until(self) -> datetime | None:
        return datetime.fromtimestamp(self.waiting.until, room().settings.zone) if self.waiting else None

    @property
    def state(self) -> str:
        """What the page looks for again: another word, another page."""
        return "running" if self.running else "ready" if self.waiting else "none"


def _making(campaign_id: str) -> Making:
    job = running.latest(room().desk, campaign_id, kinds.SLIPS)
    under_way = running.is_running(job)  # its tickets may take back those of a file that waits
    return Making(job, None if under_way else slipping.ready(room().settings, room().desk, campaign_id))


@routes.route("/c/<campaign_id>/tickets", methods=["GET", "POST"])
@needs(Act.PREPARE)
def tickets(campaign_id: str) -> Page:
    """Has the slips made. Nothing of them stays here once they are fetched, so that a lost file is made anew."""
    here = shown(campaign_id)
    split = _is_split(here)
    form, packing = TicketsForm(here.campaign.name, split=split), packing_of(here.campaign)
    if form.validate_on_submit() and not packing.faulty:
        return _begin(
            campaign_id,
            Choice(Layout(form.layout.data), packing.batches, links=packing.links, singles=form.singles.data),
            anew=form.anew.data,
        )
    page = render_template(
        "desk/tickets.html",
        **_parts(here, form, packing),
        duties=duties(here.campaign),
        voiding=VoidForm(formdata=None),
        voided=ticketing.voided(room().desk, campaign_id),
    )
    return page, 400 if form.errors or packing.faulty else 200


def _parts(here: Shown, form: TicketsForm, packing: Packing) -> dict[str, Any]:
    """What the card of the slips needs, on the page and alone."""
    return {
        "here": here,
        "form": form,
        "split": _is_split(here),
        "ceremony_gap": _gap(here),
        "making": _making(here.record.id),
        "packing": packing,
        "sendable": {one.code for one in links.can_be_sent(here.campaign)},
        "fewest": links.fewest(here.campaign),
        "warning": links.WARNING,
        "sheets": SHEETS,
        "drawn": drawn,
        "address": room().settings.address,
        "local_only": not room().settings.base_url,
    }


def _is_split(here: Shown) -> bool:
    """Whether the organiser has handed out shares, and is asked whether they are safe; scrutineers prove their own."""
    return ticketing.shares_of(here.record) is not None and not here.seated


def _gap(here: Shown) -> Gap | None:
    """What scrutineers must do first."""
    return here.ceremony.gap() if here.ceremony and not here.issued else None


def _begin(campaign_id: str, choice: Choice, *, anew: bool) -> Page:
    if choice.links:
        recording.tell(links="、".join(choice.links))
    back = redirect(url_for("desk.tickets", campaign_id=campaign_id))
    try:
        job = slipping.start(room().settings, room().desk, campaign_id, choice, anew=anew, account=account().name)
    except (AlreadyIssued, TicketsUsed, CeremonyUnfinished) as refusal:
        tell(words(refusal, Audience.DESK), "bad")
        return back
    if job is None:
        tell(say("测评条正在制作，没有重复开始。"), "bad")
    return back


@routes.get("/c/<campaign_id>/tickets/state")
@needs(Act.PREPARE)
def tickets_state(campaign_id: str) -> Page:
    """The card of the slips alone, for a page that looks again; nothing where it still stands as it was ``seen``.

    When they are made the whole page is: the campaign has come further. After that the card alone changes, since loading
    the page anew would break off a download that is about to begin.
    """
    seen, state = request.args.get("seen"), _making(campaign_id).state
    here = shown(campaign_id)
    if seen == "running" != state:
        return whole_page_anew()
    if seen == state != "running":
        return "", 204
    form = TicketsForm(here.campaign.name, split=_is_split(here))
    return render_template("desk/_issue.html", **_parts(here, form, packing_of(here.campaign)))


@routes.post("/c/<campaign_id>/tickets/cancel")
@needs(Act.PREPARE)
def cancel_slips(campaign_id: str) -> Page:
    """Calls the making off: none of its tickets counts then. Those that were made before still do."""
    shown(campaign_id)
    job = running.latest(room().desk, campaign_id, kinds.SLIPS)
    if job is not None and running.cancel(room().desk, job):
        if ticketing.are_issued(room().desk, campaign_id):
            tell(say("已取消，没有做出新的测评码。以前做好的照样有效。"), "good")
        else:
            tell(say("已取消，没有测评码生效。"), "good")
    return redirect(url_for("desk.tickets", campaign_id=campaign_id))


@routes.post("/c/<campaign_id>/tickets/fetch")
@needs(Act.PREPARE)
def fetch_slips(campaign_id: str) -> Page:
    """Hands the ZIP over to who has asked for it, and deletes it once it has been sent whole."""
    here, making = shown(campaign_id), _making(campaign_id)
    waiting = making.waiting if making.own else None
    try:
        data = slipping.fetch(room().settings, room().desk, waiting)
    except SlipsGone as refusal:
        tell(words(refusal, Audience.DESK), "bad")
        return redirect(url_for("desk.tickets", campaign_id=campaign_id))
    assert waiting is not None  # there is nothing to fetch otherwise
    desk, held = room().desk, waiting.held
    answer = Response(_handed_over(data, lambda: holding.discard(desk, held)), mimetype=ZIP)
    answer.content_length = len(data)
    name = quote(f"测评条-{here.campaign.name}.zip", safe="")  # a header is ASCII: gunicorn refuses anything else
    answer.headers.set("Content-Disposition", f"attachment; filename*=UTF-8''{name}")
    return answer


def _handed_over(data: bytes, then: Callable[[], None]) -> Iterator[bytes]:
    """In pieces; ``then`` is done when the last has gone, and not when the browser broke off before."""
    for start in range(0, len(data), holding.CHUNK):
        yield data[start : start + holding.CHUNK]
    with suppress(Busy):  # it goes by itself when its hour is over
        then()


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
        yield from (("bad", words(refusal, Audience.DESK)) for refusal in refused)
        yield from (("good", _voided_one(one)) for one in done)
        return
    new = sum(one.new for one in done)
    if new < len(done):
        yield "good", say("作废了 {new} 张；另有 {before} 张早已作废。", new=new, before=len(done) - new)
    else:
        yield "good", say("作废了 {new} 张。", new=new)
    used, unknown, old = (
        sum(isinstance(one, kind) for one in refused) for kind in (TicketStamped, UnknownTicket, VoidTicket)
    )
    if used:
        yield "bad", say("{number} 张投过票，没有作废：票已在箱里。", number=used)
    if unknown:
        yield "bad", say("{number} 行不是本次活动的测评码，没有作废。请核对后再试。", number=unknown)
    if old:
        yield "bad", say("{number} 张在重新制作时已经收回。", number=old)


def _voided_one(one: Voided) -> str:
    if one.new:
        return say(
            "已作废。票种“{electorate}”共作废 {number} 张。可以换给持条人一张备用条或纸质票。",
            electorate=one.electorate,
            number=one.number,
        )
    return say("这张早已作废。票种“{electorate}”共作废 {number} 张。", electorate=one.electorate, number=one.number)
