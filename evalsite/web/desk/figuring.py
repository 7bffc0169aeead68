"""Figures from other sources at the desk: what is in force, where it came from, and taking in more."""

from flask import redirect, render_template, url_for

from evalsite.core.figures import figure_text, signed
from evalsite.core.permission import Act
from evalsite.core.refusals import Fault, FaultyWorkbook
from evalsite.core.saying import say
from evalsite.paper.figures_workbook import figures_template as empty_workbook
from evalsite.paper.figures_workbook import read_figures, write_figures
from evalsite.paper.imported_content import NOT_BALLOTS
from evalsite.usecases import figuring
from evalsite.web import language
from evalsite.web.access import account, needs
from evalsite.web.desk.room import XLSX, Page, Shown, download, now, room, routes, shown
from evalsite.web.forms import FiguresForm
from evalsite.web.language import tell
from evalsite.words import IMPORTS


@routes.context_processor
def _for_figures() -> dict[str, object]:
    return {
        "figure_text": figure_text,
        "signed": signed,
        "not_ballots": NOT_BALLOTS,
    }


@routes.route("/c/<campaign_id>/figures", methods=["GET", "POST"])
@needs(Act.PREPARE)
def figures(campaign_id: str) -> Page:
    here, form = shown(campaign_id), FiguresForm()
    if not form.validate_on_submit():
        return _page(here, form, ()), 400 if form.errors else 200
    adding, upload = form.mode.data == "add", form.workbook.data
    standing = figuring.figures_of(room().desk, campaign_id) if adding else None
    data = upload.read()
    try:
        found = read_figures(data, here.campaign, standing)
    except FaultyWorkbook as refusal:
        return _page(here, form, refusal.faults), refusal.status
    source = figuring.provenance(upload.filename or "", data, account().name, now())
    figuring.take_in(room().desk, campaign_id, found, source, adding=adding)
    counts = say(
        "数据 {figures} 行、实绩 {deeds} 行、加减分 {adjustments} 行",
        figures=len(found.imported),
        deeds=len(found.deeds),
        adjustments=len(found.adjustments),
    )
    tell(say("已导入“{file}”：{counts}。", file=source.file, counts=counts), "good")
    return redirect(url_for("desk.figures", campaign_id=campaign_id))


def _page(here: Shown, form: FiguresForm, faults: tuple[Fault, ...]) -> str:
    desk = room().desk
    return render_template(
        "desk/figures.html",
        here=here,
        form=form,
        faults=faults,
        file=form.workbook.data.filename if faults else "",
        known=figuring.figures_of(desk, here.record.id),
        record=figuring.imports_of(desk, here.record.id),
        names={subject.code: subject.name for subject in here.campaign.subjects},
        modes=language.table(IMPORTS),
    )


@routes.post("/c/<campaign_id>/figures/withdraw")
@needs(Act.PREPARE)
def figures_withdraw(campaign_id: str) -> Page:
    figuring.withdraw(room().desk, campaign_id, account().name, now())
    tell(say("导入数据已全部停用，导入记录保留。"), "good")
    return redirect(url_for("desk.figures", campaign_id=campaign_id))


@routes.get("/c/<campaign_id>/figures/template.xlsx")
@needs(Act.PREPARE)
def figures_template(campaign_id: str) -> Page:
    return download(empty_workbook(shown(campaign_id).campaign), "导入数据（空白）.xlsx", XLSX)


@routes.get("/c/<campaign_id>/figures.xlsx")
@needs(Act.PREPARE)
def figures_export(campaign_id: str) -> Page:
    here = shown(campaign_id)
    found = figuring.figures_of(room().desk, campaign_id)
    return download(write_figures(found, here.campaign), f"{here.campaign.name}-导入数据.xlsx", XLSX)
