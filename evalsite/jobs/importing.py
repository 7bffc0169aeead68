"""Taking a workbook in as a draft: a small one while its page waits, a large one beside it, by the same hands.

A large workbook waits sealed (usecases/holding.py), a day at most, and goes when its job ends, however it ends. The draft
stands under the id that the job was given, and is stored in one transaction with a sign of life: of two workers who both
believe to have the job one writes, and after somebody has cancelled it none does.
"""

import time
from contextlib import suppress
from datetime import date, datetime

from evalsite.core.refusals import DepositLost, Fault, FaultyWorkbook, NoSuchCampaign, UploadGone, recalled_faults
from evalsite.jobs import kinds, running
from evalsite.jobs.running import Bench, Progress, Task
from evalsite.paper.workbook import read_campaign
from evalsite.paper.workbook_grid import judge, read_sheets, sheets_of
from evalsite.settings import Settings
from evalsite.store import jobs
from evalsite.store.engine import Database
from evalsite.store.jobs import Job
from evalsite.usecases import drafting, holding, preparing, registering, zoning
from evalsite.usecases.depositing import DAY
from evalsite.usecases.drafting import Author, Workbook
from evalsite.usecases.holding import Held
from evalsite.usecases.preparing import Slot, silent
from evalsite.usecases.signing_in import Account

AT_ONCE = 2 * 1024 * 1024  # bytes of XML: some thousands of lines, read within a second
FILE, ZONES = "file", "zones"  # names of arguments
NAME_CHARS = 120  # of a file's name, as it is told
STEPS = 3  # read, judged, stored


def workbook(settings: Settings, desk: Database, today: date) -> Workbook:
    """The reader of workbooks with this installation's zone and register."""
    zone, register = settings.timezone, registering.snapshot(desk, today)
    return Workbook(lambda sheets: judge(sheets, zone, register), lambda campaign: sheets_of(campaign, zone))


def take_in(
    settings: Settings, desk: Database, data: bytes, author: Author, slot: Slot, progress: Progress = silent
) -> None:
    """Store what a workbook holds as a draft, which shows the faults that can be shown in its cells.

    Raises FaultyWorkbook with every fault where cells cannot show what is wrong; then nothing is stored.
    """
    progress(0, STEPS)
    register = registering.snapshot(desk, author.now.date())
    try:
        campaign = read_campaign(data, settings.timezone, register)
    except FaultyWorkbook:
        progress(1, STEPS)
        sheets = read_sheets(data, settings.timezone, register)
        progress(2, STEPS)
        drafting.begin(desk, sheets, author, workbook(settings, desk, author.now.date()), slot)
    else:
        progress(2, STEPS)
        preparing.take_in(desk, campaign, author.now, slot=slot)


# --- on the pages -----------------------------------------------------------------------------------------------------


def start(settings: Settings, desk: Database, data: bytes, file: str, account: Account) -> Job | None:
    """Ask for a large workbook to be taken in. What is wrong with it shows as the job's failure, not here."""
    campaign = preparing.new_id()
    holding.keep(desk, settings.require_secret(), _held(settings, campaign), data, int(time.time()), DAY)
    arguments = {FILE: file[:NAME_CHARS], ZONES: sorted(account.reach.zones)}
    return running.start(settings, desk, campaign, kinds.IMPORT, arguments=arguments, account=account.name)


def latest(desk: Database, account: str) -> Job | None:
    """What somebody has asked for last."""
    with desk.read() as connection:
        return jobs.find_latest_of(connection, account, kinds.IMPORT)


def faults_of(job: Job) -> tuple[Fault, ...]:
    """All that was wrong with a workbook that was not taken in; none where it failed for another reason."""
    return recalled_faults(job.message) if job.state == jobs.FAILED else ()


def cancel(settings: Settings, desk: Database, job: Job) -> bool:
    """Call it off, with the workbook that waits; False when it had ended."""
    given_up = running.cancel(desk, job)
    if given_up:
        _discard(desk, _held(settings, job.campaign))
    return given_up


def forget(desk: Database, account: str) -> None:
    """What came of earlier workbooks that were not taken in is of no use once another comes."""
    with desk.write() as connection:
        jobs.forget_fruitless(connection, kinds.IMPORT, int(time.time()) + 1, account)


# --- in the worker ----------------------------------------------------------------------------------------------------


def work(task: Task) -> str:
    """Take the workbook in. A draft that an earlier worker has stored before it died is the one."""
    bench, job = task.bench, task.job
    held = _held(bench.settings, job.campaign)
    try:
        if not _is_there(bench, job.campaign):
            _take_in(task, held)
    except (running.Stopped, running.Cancelled):
        raise  # whoever has the job now needs the file; who has called it off has thrown it away
    except BaseException:
        _discard(bench.desk, held)
        raise
    _discard(bench.desk, held)
    return ""


def _take_in(task: Task, held: Held) -> None:
    bench, job = task.bench, task.job
    now = datetime.now(bench.settings.zone)
    try:
        data = holding.look(bench.desk, bench.settings.require_secret(), held, int(now.timestamp()))
    except DepositLost as error:
        raise UploadGone() from error

    slot = zoning.slot_for(
        job.campaign,
        frozenset(job.arguments[ZONES]),
        lambda connection: _require(jobs.beat(connection, job, int(time.time()), done=STEPS, total=STEPS)),
    )
    take_in(bench.settings, bench.desk, data, Author(job.account, now), slot, task.progress)


def _require(lease: bool) -> None:  # noqa: FBT001 - what a sign of life answers
    """Raises Cancelled."""
    if not lease:
        raise running.Cancelled


def _is_there(bench: Bench, campaign: str) -> bool:
    with suppress(NoSuchCampaign):
        return bool(preparing.get(bench.desk, campaign))
    return False


def _held(settings: Settings, campaign: str) -> Held:
    return Held(campaign, "upload", settings.outputs(campaign))


def _discard(desk: Database, held: Held) -> None:
    """With its folder, unless something else has come to lie there."""
    holding.discard(desk, held)
    with suppress(OSError):
        held.folder.rmdir()
