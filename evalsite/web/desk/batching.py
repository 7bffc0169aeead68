"""All reports of a campaign as one ZIP: made by a job, whose page can be left and found again."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import redirect, render_template, request, send_file, url_for

from evalsite.core.permission import Act
from evalsite.core.saying import say
from evalsite.jobs import kinds, running
from evalsite.jobs.reporting import EYES, digest_of, eyes_of, file_of
from evalsite.jobs.reporting import FORMS as CHOSEN
from evalsite.paper.batch import FOLDERS, Form, Press
from evalsite.store.jobs import DONE, FAILED, Job
from evalsite.usecases import reporting
from evalsite.usecases.reporting import Reports
from evalsite.web.access import account, needs, reading
from evalsite.web.desk.room import Page, room, routes, shown
from evalsite.web.language import tell

FORMS = [(form.value, say("网页") if form is Form.HTML else word) for form, word in FOLDERS.items()]


@dataclass(frozen=True, slots=True)
class Batch:
    """How the last batch stands. ``file`` is there to be fetched; ``outdated``: made of results that have changed since
    (a passage was redacted, figures came in), and so no longer handed out.
    """

    job: Job | None
    running: bool
    unheard: bool
    file: Path | None
    outdated: bool
    forms: tuple[str, ...]

    @property
    def failed(self) -> bool:
        return self.job is not None and self.job.state == FAILED

    @property
    def share(self) -> int:
        """How far it is, in percent."""
        return self.job.share if self.job else 0

    @property
    def megabytes(self) -> str:
        return f"{self.file.stat().st_size / 2**20:.1f}" if self.file else ""


def batch_of(campaign_id: str, found: Reports) -> Batch:
    """How the last batch of these reports stands."""
    settings = room().settings
    job = running.latest(room().desk, campaign_id, kinds.REPORTS)
    file: Path | None = None
    forms: tuple[str, ...] = ()
    outdated = False
    if job is not None and job.state == DONE:
        made: dict[str, Any] = json.loads(job.message)
        press = Press(tuple(Form(one) for one in made["forms"]), settings.own_template())
        forms = tuple(FOLDERS[form] for form in press.forms)
        outdated = made["digest"] != digest_of(found, press)
        kept = file_of(settings, campaign_id, made["digest"])
        file = kept if kept.exists() and not outdated else None
    if job is not None and not job.active and file is None and eyes_of(job) is not reading().eyes:
        job, outdated, forms = None, False, ()  # somebody else's, of what he may see
    return Batch(job, running.is_running(job), running.is_unheard(job, time.time()), file, outdated, forms)


@routes.route("/c/<campaign_id>/batch", methods=["GET", "POST"])
@needs(Act.READ)
def batch(campaign_id: str) -> Page:
    """Begins a batch, and shows how far it is. The page asks for it again by itself, with our script or without."""
    here, found = shown(campaign_id), reporting.reports(room().desk, campaign_id, reading())
    back = redirect(url_for("desk.reports", campaign_id=campaign_id, _anchor="batch"))
    if request.method == "GET":
        if not request.headers.get("HX-Request"):
            return back
        return render_template("desk/_batch.html", here=here, batch=batch_of(campaign_id, found), forms=FORMS)
    if batch_of(campaign_id, found).running:
        return back
    chosen = tuple(form for form in Form if form.value in request.form.getlist("forms"))
    if not chosen:
        tell(say("请至少选一种格式。"), "bad")
        return back
    arguments = {CHOSEN: [form.value for form in chosen], EYES: reading().eyes.value}
    running.start(
        room().settings,
        room().desk,
        campaign_id,
        kinds.REPORTS,
        arguments=arguments,
        account=account().name,
    )
    return back


@routes.post("/c/<campaign_id>/batch/cancel")
@needs(Act.READ)
def cancel_batch(campaign_id: str) -> Page:
    job = running.latest(room().desk, campaign_id, kinds.REPORTS)
    if job is not None and running.cancel(room().desk, job):
        tell(say("已取消，没有留下文件。"), "good")
    return redirect(url_for("desk.reports", campaign_id=campaign_id, _anchor="batch"))


@routes.get("/c/<campaign_id>/batch.zip")
@needs(Act.READ)
def batch_file(campaign_id: str) -> Page:
    """The finished ZIP."""
    here, found = shown(campaign_id), reporting.reports(room().desk, campaign_id, reading())
    made = batch_of(campaign_id, found)
    if made.file is None:
        message = say("没有可以下载的文件。请在“报告与导出”里重新生成。")
        return render_template("desk/refused.html", message=message), 404
    return send_file(made.file, as_attachment=True, download_name=f"{here.campaign.name}-全部报告.zip", max_age=0)
