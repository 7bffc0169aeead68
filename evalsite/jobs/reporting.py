"""All reports of a campaign as one ZIP in the instance's folder, named by a digest of what it is made of."""

import hashlib
import json
from itertools import chain
from pathlib import Path

from evalsite.core.visibility import Eyes
from evalsite.jobs.running import Task
from evalsite.paper.batch import Form, Press, summary_sheet, unit_sheet, write_zip
from evalsite.settings import Settings
from evalsite.store.jobs import Job
from evalsite.usecases import reporting
from evalsite.usecases.disclosing import Reading
from evalsite.usecases.reporting import Reports

FORMS, EYES = "forms", "eyes"  # names of the arguments


def digest_of(found: Reports, press: Press) -> str:
    """Of all that the files are made of: another digest, other files."""
    return hashlib.sha256(repr((found, press)).encode()).hexdigest()[:32]


def eyes_of(job: Job) -> Eyes:
    """With whose eyes a batch is made: those of who has asked for it."""
    return Eyes(job.arguments[EYES])


def file_of(settings: Settings, campaign_id: str, digest: str) -> Path:
    return settings.outputs(campaign_id) / f"reports-{digest}.zip"


def work(task: Task) -> str:
    """Write the ZIP, whole or not at all; gives digest and forms as JSON. What earlier batches left goes first."""
    settings, campaign = task.bench.settings, task.job.campaign
    found = reporting.reports(task.bench.desk, campaign, Reading(task.bench.desk, eyes_of(task.job)))
    press = Press(tuple(Form(one) for one in task.job.arguments[FORMS]), settings.own_template())
    digest, total = digest_of(found, press), len(found.results.campaign.subjects) + 1
    file = file_of(settings, campaign, digest)
    _clear(file.parent)
    sheets = chain([summary_sheet(found.summary())], (unit_sheet(one) for one in found.all()))
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_zip(file, press.files(sheets, total, task.progress))
    return json.dumps({"digest": digest, "forms": [form.value for form in press.forms]})


def _clear(folder: Path) -> None:
    """What earlier batches left, also one that was cut off."""
    for old in [*folder.glob("reports-*.zip"), *folder.glob(".reports-*")]:
        old.unlink(missing_ok=True)
