"""Votes on paper at the desk: ballots to print, two tellers who count apart, and where their counts differ."""

import io
import zipfile

from flask import redirect, render_template, request, url_for

from evalsite.core.campaign import Type
from evalsite.core.countsheet import BLANK, HEAD, SCORES, Entry, Line, blocks_of, lines_of, scores_text
from evalsite.core.permission import Act, allows
from evalsite.core.questionnaire import sheet_for
from evalsite.core.refusals import FaultyCount, FaultyWorkbook, NotAllowed, Refusal, SeatsTaken, Wrong
from evalsite.core.saying import say
from evalsite.paper.count_workbook import read_counts, write_counts
from evalsite.paper.naming import safe_name
from evalsite.paper.paper_ballot import paper_ballots
from evalsite.store.desk import State
from evalsite.store.paper import SEATS
from evalsite.usecases import telling, ticketing
from evalsite.usecases.telling import Standing
from evalsite.web import language
from evalsite.web.access import account, needs
from evalsite.web.desk.room import XLSX, Page, Shown, download, now, room, routes, shown
from evalsite.web.forms import CountBookForm
from evalsite.web.language import tell
from evalsite.words import Audience, words

_NOTHING: tuple[Wrong, ...] = ()


@routes.get("/c/<campaign_id>/paper")
@needs(Act.FOLLOW)
def paper(campaign_id: str) -> Page:
    here = shown(campaign_id)
    return _overview(here, CountBookForm(formdata=None), ())


def _overview(here: Shown, form: CountBookForm, faults: tuple[object, ...]) -> str:
    closed = here.record.closing is not None
    return render_template(
        "desk/paper.html",
        here=here,
        form=form,
        faults=faults,
        file=form.workbook.data.filename if faults else "",
        standings=telling.standings(room().desk, here.record.id) if closed else (),
        telling_now=here.record.state is State.CLOSED,
        voided=ticketing.voided(room().desk, here.record.id),
        seats=language.table(SEATS),
        me=account().name,
    )


@routes.get("/c/<campaign_id>/paper/ballots.zip")
@needs(Act.PREPARE)
def paper_ballot_files(campaign_id: str) -> Page:
    """A ballot for each electorate, to be copied as often as it is needed."""
    campaign, buffer = shown(campaign_id).campaign, io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for code, pdf in paper_ballots(campaign).items():
            archive.writestr(f"纸质票-{safe_name(code)}-{safe_name(campaign.electorate(code).name)}.pdf", pdf)
    return download(buffer.getvalue(), f"纸质票-{campaign.name}.zip", "application/zip")


@routes.get("/c/<campaign_id>/paper/sheet.xlsx")
@needs(Act.TELL)
def paper_sheet(campaign_id: str) -> Page:
    campaign = shown(campaign_id).campaign
    return download(write_counts(campaign), f"计票表-{campaign.name}.xlsx", XLSX)


@routes.post("/c/<campaign_id>/paper/upload")
@needs(Act.TELL)
def paper_upload(campaign_id: str) -> Page:
    """All that a teller filled in, in one workbook."""
    here, form = shown(campaign_id), CountBookForm()
    if not form.validate_on_submit():
        return _overview(here, form, ()), 400
    try:
        counts = read_counts(form.workbook.data.read(), here.campaign)
        try:
            telling.tell(room().desk, campaign_id, account().name, counts.texts, now())
        except FaultyCount as refusal:
            return _overview(here, form, counts.faults(refusal.wrong)), refusal.status
    except FaultyWorkbook as refusal:
        return _overview(here, form, refusal.faults), refusal.status
    except SeatsTaken as refusal:
        tell(words(refusal, Audience.DESK), "bad")
    else:
        tell(say("已录入您的计票：{number} 个票种。", number=len(counts.texts)), "good")
    return redirect(url_for("desk.paper", campaign_id=campaign_id))


@routes.route("/c/<campaign_id>/paper/of/<electorate>", methods=["GET", "POST"])
@needs(Act.TELL)
def paper_count(campaign_id: str, electorate: str) -> Page:
    """One electorate's count sheet as a form. A teller sees the own count, and of the other's only where they differ."""
    here = shown(campaign_id)
    if here.record.state is not State.CLOSED or electorate not in here.names:
        return redirect(url_for("desk.paper", campaign_id=campaign_id))
    (standing,) = (x for x in telling.standings(room().desk, campaign_id) if x.electorate.code == electorate)
    lines = lines_of(sheet_for(here.campaign, electorate))
    texts, wrong = _texts(lines, standing.of(account().name)), _NOTHING
    if request.method == "POST":
        texts = {key: value for key, value in request.form.items() if key != "csrf_token"}
        wrong, problem = _told(campaign_id, electorate, texts)
        if not wrong and not problem:
            return redirect(url_for("desk.paper", campaign_id=campaign_id))
        if problem:
            tell(problem, "bad")
    return _form(here, standing, lines, texts, wrong), 422 if wrong else 200


def _told(campaign_id: str, electorate: str, texts: dict[str, str]) -> tuple[tuple[Wrong, ...], str]:
    """Enter the count: what is wrong with it, and what else kept it out."""
    try:
        found = telling.tell(room().desk, campaign_id, account().name, {electorate: texts}, now())
    except FaultyCount as refusal:
        return tuple(one for _, one in refusal.wrong), ""
    except Refusal as refusal:
        return (), words(refusal, Audience.DESK)
    (mine,) = (one for one in found if one.electorate.code == electorate)
    if mine.agreed:
        tell(say("“{name}”两名计票人一致。", name=mine.electorate.name), "good")
    elif mine.differences:
        tell(
            say(
                "“{name}”已录入，与另一名计票人有 {number} 处不同，请各自核对。",
                name=mine.electorate.name,
                number=len(mine.differences),
            ),
            "warn",
        )
    else:
        tell(say("“{name}”已录入，等另一名计票人。", name=mine.electorate.name), "good")
    return (), ""


def _form(
    here: Shown, standing: Standing, lines: tuple[Line, ...], texts: dict[str, str], wrong: tuple[Wrong, ...]
) -> str:
    return render_template(
        "desk/paper_count.html",
        here=here,
        standing=standing,
        blocks=blocks_of(lines),
        score=Type.SCORE,
        texts=texts,
        wrong=wrong,
        marked={one.key for one in wrong} | {one.key for one in standing.differences},
        head=language.table(HEAD),
        blank=BLANK,
        scores=SCORES,
    )


def _texts(lines: tuple[Line, ...], entry: Entry | None) -> dict[str, str]:
    """The form of what was entered before."""
    if entry is None:
        return {}
    texts = {key: str(getattr(entry, key)) for key in HEAD}
    for line in lines:
        votes = entry.votes[line.number]
        if line.type is Type.SCORE:
            texts[line.scores_key] = scores_text(line, votes)
        texts |= {line.key(column): str(number) for column, number in enumerate(votes)}
        texts[line.blank_key] = str(entry.blanks[line.number])
    return texts


@routes.post("/c/<campaign_id>/paper/take-back")
@needs(Act.TELL)
def paper_take_back(campaign_id: str) -> Page:
    """A teller takes back the own count of an electorate; an organiser all of a teller who is replaced."""
    shown(campaign_id)
    teller, electorate = request.form.get("teller", ""), request.form.get("electorate") or None
    if teller != account().name and not allows(account().role, Act.PREPARE):
        raise NotAllowed(act=Act.PREPARE.value)
    number = telling.take_back(room().desk, campaign_id, teller, electorate)
    tell(say("已撤回“{teller}”{number} 个票种的录入。", teller=teller, number=number), "good")
    return redirect(url_for("desk.paper", campaign_id=campaign_id))
