"""Looking at a draft before anybody else does: who rates whom, and the phone page that each electorate would see."""

from flask import Response, abort, make_response, render_template, request, send_from_directory, url_for

from evalsite.core.campaign import Campaign
from evalsite.core.draft import Judged
from evalsite.core.permission import Act
from evalsite.paper.workbook_form import FORMS as SHEETS
from evalsite.usecases import drafting, previewing
from evalsite.web import built
from evalsite.web.access import POLICY, needs
from evalsite.web.desk import grid
from evalsite.web.desk.editing import draft_of, workbook
from evalsite.web.desk.matrix import matrix_of
from evalsite.web.desk.room import FOREVER, Page, now, room, routes, show

FILES = ("preview.js", "ballot.css")
FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


@routes.get("/c/<campaign_id>/matrix")
@needs(Act.PREPARE)
def matrix(campaign_id: str) -> Page:
    """Who rates whom, group by group and subject by subject."""
    draft = drafting.read(room().desk, campaign_id, workbook())
    judged = workbook().judge(draft.sheets)
    return render_template(
        "desk/matrix.html",
        here=show(draft.record),
        part="matrix",
        sheets=SHEETS,
        counts=grid.counts(judged),
        matrix=None if judged.faults else matrix_of(judged.campaign),
    )


@routes.get("/c/<campaign_id>/preview")
@needs(Act.PREPARE)
def preview(campaign_id: str) -> Page:
    """The phone page of one electorate beside the list of all."""
    draft = drafting.read(room().desk, campaign_id, workbook())
    judged = workbook().judge(draft.sheets)
    return render_template(
        "desk/preview.html",
        here=show(draft.record),
        part="preview",
        sheets=SHEETS,
        counts=grid.counts(judged),
        electorates=() if judged.faults else judged.campaign.electorates,
        chosen=_chosen(judged.campaign, request.args.get("electorate", "")),
    )


@routes.get("/c/<campaign_id>/preview/phone")
@needs(Act.PREPARE)
def preview_phone(campaign_id: str) -> Page:
    """The page in the frame, of the draft as it is saved."""
    draft = drafting.read(room().desk, campaign_id, workbook())
    return _phone(workbook().judge(draft.sheets), request.args.get("electorate", ""))


@routes.post("/c/<campaign_id>/edit/<part>/phone")
@needs(Act.PREPARE)
def edit_phone(campaign_id: str, part: str) -> Page:
    """The same with one sheet as it stands on somebody's page; nothing is saved."""
    draft = draft_of(campaign_id, part)
    written = grid.posted(part, request.form.items(multi=True), ())
    return _phone(workbook().judge({**draft.sheets, part: written.lines}), request.form.get("electorate", ""))


def _phone(judged: Judged, electorate: str) -> Response:
    campaign = judged.campaign
    page = render_template(
        "desk/preview_phone.html",
        faults=len(judged.faults),
        manifest="" if judged.faults else previewing.sample_manifest(room().desk, campaign, now()),
        electorate=_chosen(campaign, electorate),
        mixed=room().settings.mix[1] > 0,
        asset=_file,
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = FRAMED
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _file(name: str) -> str:
    return url_for("desk.phone_file", name=name, v=built.digest(name))


@routes.get("/phone/<name>")
@needs(Act.PREPARE)
def phone_file(name: str) -> Page:
    """Script and style of the phone page: a desk may stand on another host than the voter's side."""
    if name not in FILES:
        abort(404)
    response = send_from_directory(built.ASSETS, name, max_age=FOREVER)
    response.headers["Cache-Control"] = f"private, max-age={FOREVER}, immutable"
    return response


def _chosen(campaign: Campaign, code: str) -> str:
    codes = [one.code for one in campaign.electorates]
    return code if code in codes else next(iter(codes), "")
