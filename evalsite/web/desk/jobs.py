"""The jobs of a campaign (后台任务): what runs, what came of what has ended, whoever asked for it and whenever."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import redirect, render_template, request, url_for

from evalsite.core.permission import Act
from evalsite.core.saying import say
from evalsite.jobs import kinds, opening, running
from evalsite.jobs.kinds import KINDS, Kind
from evalsite.store.jobs import FAILED, Job
from evalsite.web.access import needs
from evalsite.web.desk.room import Page, is_part, room, routes, shown, whole_page_anew
from evalsite.web.language import tell

STATES = {
    "waiting": (say("排队等候"), "blue"),
    "running": (say("进行中"), "run"),
    "done": (say("已完成"), ""),
    "failed": (say("没有完成"), "warn"),
    "cancelled": (say("已取消"), ""),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One job as its row shows it."""

    job: Job
    kind: Kind
    began: datetime
    ended: datetime | None
    unheard: bool

    @property
    def words(self) -> str:
        return STATES[self.job.state][0]

    @property
    def tone(self) -> str:
        return STATES[self.job.state][1]

    @property
    def trouble(self) -> str:
        """What people are told of one that failed."""
        return self.job.message if self.job.state == FAILED else ""


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def lines_of(campaign_id: str) -> list[Line]:
    """All jobs of a campaign, the last first."""
    now = time.time()
    return [
        Line(
            job,
            KINDS[job.kind],
            _moment(job.created),
            None if job.active else _moment(job.touched),
            running.is_unheard(job, now),
        )
        for job in running.all_of(room().desk, campaign_id)
    ]


@routes.get("/c/<campaign_id>/jobs")
@needs(Act.FOLLOW)
def jobs(campaign_id: str) -> Page:
    """The list. It asks for itself again while something is under way, with our script or without."""
    lines = lines_of(campaign_id)
    here = shown(campaign_id)  # after the jobs: of those that have ended the state is seen that they have led to
    under_way = sum(line.job.active for line in lines)
    if is_part() and request.args.get("seen") != str(under_way):
        return whole_page_anew()  # one has ended, or another has begun
    part = "desk/_jobs.html" if is_part() else "desk/jobs.html"
    return render_template(part, here=here, lines=lines, under_way=under_way)


@routes.post("/c/<campaign_id>/jobs/<int:number>/cancel")
@needs(Act.PREPARE)
def cancel_job(campaign_id: str, number: int) -> Page:
    """Gives a job up, whoever asked for it."""
    shown(campaign_id)
    for job in running.all_of(room().desk, campaign_id):
        if job.number == number and KINDS[job.kind].cancellable:
            given_up = opening.cancel(room().desk, job) if job.kind == kinds.OPEN else running.cancel(room().desk, job)
            tell(
                say("已取消。") if given_up else say("这项任务已经结束，没有可取消的。"), "good" if given_up else "bad"
            )
    return redirect(url_for("desk.jobs", campaign_id=campaign_id))
