"""Taking a workbook in: at once where it is small, else beside the page, which shows how far it is and what came of it."""

import time
from dataclasses import dataclass

from flask import redirect, render_template, url_for

from evalsite.core.permission import Act
from evalsite.core.refusals import Fault, FaultyWorkbook, NoSuchCampaign
from evalsite.core.saying import say
from evalsite.jobs import importing as jobs
from evalsite.jobs import running
from evalsite.paper.workbook import template, weight_of
from evalsite.store.desk import Record
from evalsite.store.jobs import DONE, Job
from evalsite.usecases import preparing, zoning
from evalsite.usecases.depositing import DAY
from evalsite.web.access import account, needs
from evalsite.web.desk.editing import author
from evalsite.web.desk.room import XLSX, Page, download, is_part, room, routes, whole_page_anew
from evalsite.web.desk.samples import SAMPLES
from evalsite.web.forms import ImportForm
from evalsite.web.language import tell


@dataclass(frozen=True, slots=True)
class Taking:
    """How the large workbook that this account brought last stands; ``draft`` is what came of it."""

    job: Job
    draft: Record | None

    @property
    def running(self) -> bool:
        return running.is_running(self.job)

    @property
    def unheard(self) -> bool:
        return running.is_unheard(self.job, time.time())

    @property
    def file(self) -> str:
        return str(self.job.arguments[jobs.FILE])

    @property
    def faults(self) -> tuple[Fault, ...]:
        return jobs.faults_of(self.job)

    @property
    def name(self) -> str:
        """Of the draft."""
        return preparing.campaign_of(self.draft).name if self.draft else ""

    @property
    def to_mend(self) -> int:
        return preparing.faults_of(self.draft) if self.draft else 0


def _taking() -> Taking | None:
    """None where there is none, or it has ended so long ago that nobody waits for it any more."""
    job = jobs.latest(room().desk, account().name)
    if job is None or not (job.active or time.time() - job.touched < DAY):
        return None
    if job.state != DONE:
        return Taking(job, None)
    try:
        return Taking(job, preparing.get(room().desk, job.campaign))
    except NoSuchCampaign:
        return None


@routes.route("/import", methods=["GET", "POST"])
@needs(Act.PREPARE)
def take_in() -> Page:
    """The page asks for its part by itself while a large workbook is taken in, with our script or without."""
    form, taking = ImportForm(), _taking()
    under_way = taking is not None and taking.running
    if is_part():
        return render_template("desk/_importing.html", taking=taking) if under_way else whole_page_anew()
    if form.validate_on_submit():
        if under_way:
            tell(say("上一个工作簿还在导入。请等它做完，或者先取消。"), "bad")
            return redirect(url_for("desk.take_in"))
        return _take_in(form)
    faults, file = (taking.faults, taking.file) if taking else ((), "")
    return _page(form, taking, faults, file), 400 if form.errors else 200


def _page(form: ImportForm, taking: Taking | None, faults: tuple[Fault, ...], file: str) -> str:
    return render_template("desk/import.html", form=form, taking=taking, faults=faults, file=file, samples=SAMPLES)


def _take_in(form: ImportForm) -> Page:
    """What is no workbook is told before anything begins."""
    desk, settings, file = room().desk, room().settings, form.workbook.data.filename or ""
    data: bytes = form.workbook.data.read()
    jobs.forget(desk, account().name)
    try:
        if weight_of(data) > jobs.AT_ONCE:
            jobs.start(settings, desk, data, file, account())
            return redirect(url_for("desk.take_in"))
        slot = zoning.slot_for(preparing.new_id(), account().reach.zones)
        jobs.take_in(settings, desk, data, author(), slot)
    except FaultyWorkbook as refusal:
        return _page(form, None, refusal.faults, file), refusal.status
    return _to_draft(preparing.get(desk, slot.id))


def _to_draft(record: Record) -> Page:
    number = preparing.faults_of(record)
    if number:
        tell(
            say("工作簿已导入为草稿，有 {number} 处要改，都标在格子里。改好以后才能演练和发布。", number=number), "warn"
        )
        return redirect(url_for("desk.editor", campaign_id=record.id))
    name = preparing.campaign_of(record).name
    tell(say("已导入“{name}”，现在是草稿。请核对后发布。", name=name), "good")
    return redirect(url_for("desk.campaign", campaign_id=record.id))


@routes.post("/import/cancel")
@needs(Act.PREPARE)
def cancel_import() -> Page:
    """Calls the taking in off: no draft is left, and the workbook is deleted."""
    job = jobs.latest(room().desk, account().name)
    if job is None or not jobs.cancel(room().settings, room().desk, job):
        tell(say("这项任务已经结束，没有可取消的。"), "bad")
    return redirect(url_for("desk.take_in"))


@routes.get("/import/template.xlsx")
@needs(Act.PREPARE)
def workbook_template() -> Page:
    return download(template(), "活动工作簿（空白）.xlsx", XLSX)
