"""Editing a draft: each sheet of the campaign's workbook as a page, with what is wrong with it in its place."""

import json
from datetime import datetime

from flask import abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from evalsite.core.draft import Sheet, Versions, tidy
from evalsite.core.permission import Act
from evalsite.core.refusals import DraftMoved
from evalsite.core.saying import say
from evalsite.jobs import importing
from evalsite.paper.workbook_form import FORMS as SHEETS
from evalsite.paper.workbook_grid import FORMS, place_of
from evalsite.usecases import drafting, preparing
from evalsite.usecases.drafting import Author, Draft, Edit, Workbook
from evalsite.web.access import account, needs
from evalsite.web.desk import grid
from evalsite.web.desk.grid import Written
from evalsite.web.desk.room import Page, now, room, routes, show
from evalsite.web.language import spoken, tell
from evalsite.web.locale import moment


def workbook() -> Workbook:
    """The reader of workbooks with this installation's zone and register."""
    return importing.workbook(room().settings, room().desk, now().date())


def author() -> Author:
    return Author(account().name, now())


def draft_of(campaign_id: str, part: str) -> Draft:
    """Raises NoSuchCampaign, WrongState; aborts for a sheet that there is none of."""
    if part not in FORMS:
        abort(404)
    return drafting.read(room().desk, campaign_id, workbook())


@routes.get("/c/<campaign_id>/edit")
@needs(Act.PREPARE)
def editor(campaign_id: str) -> Page:
    """To the first sheet that has something to mend."""
    draft = drafting.read(room().desk, campaign_id, workbook())
    faults = workbook().judge(draft.sheets).faults if preparing.faults_of(draft.record) else ()
    part = place_of(faults[0]).part if faults else SHEETS[0].part
    return redirect(url_for("desk.edit", campaign_id=campaign_id, part=part))


@routes.route("/c/<campaign_id>/edit/<part>", methods=["GET", "POST"])
@needs(Act.PREPARE)
def edit(campaign_id: str, part: str) -> Page:
    """One sheet. Without script its buttons come here too: rows are moved on the page, and nothing is saved yet."""
    draft = draft_of(campaign_id, part)
    if request.method == "GET":
        saved = draft.saved[part]
        return _page(draft, grid.opened(part, saved.lines), saved.version, saved.lines)
    written = grid.posted(part, request.form.items(multi=True), request.form.getlist("at"))
    act = request.form.get("act", "save")
    if act in grid.ACTS:
        return _page(draft, grid.rearranged(written, act), _version(), _carried(part, "before"), unsaved=True)
    return _save(draft, Edit(part, written.lines, _version()))


def _version() -> int:
    """The version that the page was made from, as it says itself."""
    text = request.form.get("version", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        abort(400)
    return int(text)


def _page(draft: Draft, written: Written, version: int, before: Sheet, *, unsaved: bool = False) -> Page:
    """``before`` is the sheet as it was when this page was first opened, at that ``version``."""
    judged = workbook().judge({**draft.sheets, written.part: written.lines})
    saved, made = draft.saved[written.part], grid.shown(written, draft.sheets, judged)
    return render_template(
        "desk/edit.html",
        here=show(draft.record),
        part=written.part,
        sheets=SHEETS,
        grid=made,
        counts=made.counts,
        version=version,
        before=_packed(before),
        saved=saved,
        saved_at=_when(saved.at),
        unsaved=unsaved,
        rule_help=grid.RULE_HELP,
    )


def _when(seconds: int) -> str:
    zone = room().settings.zone
    return moment(datetime.fromtimestamp(seconds, zone), zone) if seconds else ""


SAVED = say("已保存。")


def _save(draft: Draft, edit: Edit, said: str = SAVED) -> Page:
    try:
        judged = drafting.save(room().desk, draft, edit, author(), workbook())
    except DraftMoved:
        return _meet(draft.record.id, edit.part, tidy(edit.lines))
    own = sum(place_of(fault).part == edit.part for fault in judged.faults)
    if own:
        tell(say("{said}这张表还有 {number} 处要改，都标在格子里。", said=said, number=own), "good")
    elif judged.faults:
        tell(say("{said}这张表没有问题，其他表还有 {number} 处要改。", said=said, number=len(judged.faults)), "good")
    else:
        tell(say("{said}没有发现问题。", said=said), "good")
    return redirect(url_for("desk.edit", campaign_id=draft.record.id, part=edit.part), 303)


@routes.post("/c/<campaign_id>/edit/<part>/check")
@needs(Act.PREPARE)
def edit_check(campaign_id: str, part: str) -> Response:
    """What is wrong with a sheet as it stands on somebody's page; nothing is saved."""
    draft = draft_of(campaign_id, part)
    written = grid.posted(part, request.form.items(multi=True), ())
    found = grid.shown(written, draft.sheets, workbook().judge({**draft.sheets, part: written.lines}))
    said = [{"at": s.anchor, "where": spoken(s.where), "text": spoken(s.text)} for s in found.faults]
    return jsonify(faults=said, meanings={row.key: spoken(row.meaning) for row in found.rows if row.meaning})


# --- two at once ------------------------------------------------------------------------------------------------------


def _meet(campaign_id: str, part: str, mine: Sheet) -> Page:
    """Somebody else has saved the sheet meanwhile: both are put together; what both changed is to be chosen."""
    draft = draft_of(campaign_id, part)
    theirs, before = draft.saved[part], _carried(part, "before")
    both = Versions(before, theirs.lines, mine, grid.KEYS[part])
    if not both.differences:
        said = say("已保存。{account} 刚才也保存过这张表，两边的修改已合在一起，请核对。", account=theirs.account)
        return _save(draft, Edit(part, both.combined(), theirs.version), said)
    page = render_template(
        "desk/edit_conflict.html",
        here=show(draft.record),
        form=FORMS[part],
        found=both.differences,
        before=_packed(before),
        mine=_packed(mine),
        theirs=theirs,
        at=_when(theirs.at),
    )
    return page, DraftMoved.status


@routes.post("/c/<campaign_id>/edit/<part>/settle")
@needs(Act.PREPARE)
def edit_settle(campaign_id: str, part: str) -> Page:
    """Takes over the lines that were chosen; where somebody has saved once more, they are to be chosen once more."""
    draft = draft_of(campaign_id, part)
    mine, theirs = _carried(part, "mine"), draft.saved[part]
    if theirs.version != _version():
        return _meet(campaign_id, part, mine)
    chosen = {int(text) for text in request.form.getlist("take") if text.isascii() and text.isdecimal()}
    both = Versions(_carried(part, "before"), theirs.lines, mine, grid.KEYS[part])
    return _save(draft, Edit(part, both.combined(chosen), theirs.version))


def _packed(lines: Sheet) -> str:
    """Lines as a page carries them along."""
    return json.dumps([dict(line) for line in lines], ensure_ascii=False)


def _carried(part: str, name: str) -> Sheet:
    """The lines that a page carried along; what comes back is a browser's word."""
    fields = {column.field for column in FORMS[part].columns}
    try:
        lines = json.loads(request.form.get(name, "[]").encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        abort(400)
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        abort(400)
    return tidy({field: str(text) for field, text in line.items() if field in fields} for line in lines)
