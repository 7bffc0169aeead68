"""All reports of a campaign as one ZIP: made by a job, whose page can be left and found again."""

import hashlib
import json
import time
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for

from evalsite.core.permission import Act
from evalsite.jobs import running
from evalsite.jobs.running import Progress
from evalsite.paper.batch import FOLDERS, Form, Press, summary_sheet, unit_sheet, write_zip
from evalsite.store.jobs import DONE, FAILED, Job
from evalsite.usecases import reporting
from evalsite.usecases.reporting import Reports
from evalsite.web.access import needs
from evalsite.web.desk.room import Page, room, routes, shown

KIND = "reports"
WRONG = "生成报告时出错，没有留下文件。请重试；仍不行请联系技术人员。"
FORMS = [(form.value, word) for form, word in FOLDERS.items()]


@dataclass(frozen=True, slots=True)
class Batch:
    """How the last batch stands. ``file`` is there to be fetched; ``outdated``: made of results that have changed since
    (a passage was redacted, figures came in), and so no longer handed out.
    """

    job: Job | None
    running: bool
    interrupted: bool
    file: Path | None
    outdated: bool
    forms: tuple[str, ...]

    @property
    def failed(self) -> bool:
        return self.job is not None and self.job.state == FAILED

    @property
    def share(self) -> int:
        """How far it is, in percent."""
        return 100 * self.job.done // self.job.total if self.job and self.job.total else 0

    @property
    def megabytes(self) -> str:
        return f"{self.file.stat().st_size / 2**20:.1f}" if self.file else ""


def _digest(found: Reports, press: Press) -> str:
    """Of all that the files are made of: another digest, other files."""
    return hashlib.sha256(repr((found, press)).encode()).hexdigest()[:32]


def batch_of(campaign_id: str, found: Reports) -> Batch:
    """How the last batch of these reports stands."""
    settings, now = room().settings, time.time()
    job = running.latest(room().desk, campaign_id, KIND)
    file: Path | None = None
    forms: tuple[str, ...] = ()
    outdated = False
    if job is not None and job.state == DONE:
        made: dict[str, Any] = json.loads(job.message)
        press = Press(tuple(Form(one) for one in made["forms"]), settings.own_template())
        forms = tuple(FOLDERS[form] for form in press.forms)
        outdated = made["digest"] != _digest(found, press)
        kept = _file(campaign_id, made["digest"])
        file = kept if kept.exists() and not outdated else None
    here = running.is_running(job, now)
    return Batch(job, here, job is not None and running.is_interrupted(job, now), file, outdated, forms)


def _file(campaign_id: str, digest: str) -> Path:
    return room().settings.outputs(campaign_id) / f"reports-{digest}.zip"


def _clear(folder: Path) -> None:
    """What earlier batches left, also one that was cut off."""
    for old in [*folder.glob("reports-*.zip"), *folder.glob(".reports-*")]:
        old.unlink(missing_ok=True)


@routes.route("/c/<campaign_id>/batch", methods=["GET", "POST"])
@needs(Act.READ)
def batch(campaign_id: str) -> Page:
    """Begins a batch, and shows how far it is. The page asks for it again by itself, with our script or without."""
    here, found = shown(campaign_id), reporting.reports(room().desk, campaign_id)
    back = redirect(url_for("desk.reports", campaign_id=campaign_id, _anchor="batch"))
    if request.method == "GET":
        if not request.headers.get("HX-Request"):
            return back
        return render_template("desk/_batch.html", here=here, batch=batch_of(campaign_id, found), forms=FORMS)
    if batch_of(campaign_id, found).running:
        return back
    chosen = tuple(form for form in Form if form.value in request.form.getlist("forms"))
    if not chosen:
        flash("请至少选一种格式。", "bad")
        return back
    _start(campaign_id, found, Press(chosen, room().settings.own_template()))
    return back


def _start(campaign_id: str, found: Reports, press: Press) -> None:
    digest, total = _digest(found, press), len(found.results.campaign.subjects) + 1
    file = _file(campaign_id, digest)
    _clear(file.parent)

    def work(progress: Progress) -> str:
        sheets = chain([summary_sheet(found.summary())], (unit_sheet(one) for one in found.all()))
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_zip(file, press.files(sheets, total, progress))
        return json.dumps({"digest": digest, "forms": [form.value for form in press.forms]})

    running.start(room().desk, campaign_id, KIND, work, WRONG)


@routes.post("/c/<campaign_id>/batch/cancel")
@needs(Act.READ)
def cancel_batch(campaign_id: str) -> Page:
    job = running.latest(room().desk, campaign_id, KIND)
    if job is not None and running.is_running(job, time.time()):
        running.cancel(room().desk, job)
        flash("已取消，没有留下文件。", "good")
    return redirect(url_for("desk.reports", campaign_id=campaign_id, _anchor="batch"))


@routes.get("/c/<campaign_id>/batch.zip")
@needs(Act.READ)
def batch_file(campaign_id: str) -> Page:
    """The finished ZIP."""
    here, found = shown(campaign_id), reporting.reports(room().desk, campaign_id)
    made = batch_of(campaign_id, found)
    if made.file is None:
        message = "没有可以下载的文件。请在“报告与导出”里重新生成。"
        return render_template("desk/refused.html", message=message), 404
    return send_file(made.file, as_attachment=True, download_name=f"{here.campaign.name}-全部报告.zip", max_age=0)
