"""Opening a box from the desk: shares wait sealed until the worker takes them, and then live in its memory alone."""

import secrets
import time
from collections.abc import Sequence
from datetime import datetime

from evalsite.core.refusals import DepositLost
from evalsite.jobs import kinds, running
from evalsite.jobs.running import Task
from evalsite.settings import Settings
from evalsite.store.engine import Database
from evalsite.store.jobs import Job
from evalsite.usecases import depositing, opening
from evalsite.usecases.depositing import Place

OCCASION, EXCESS = "occasion", "despite_excess"  # names of arguments


def start(
    settings: Settings,
    desk: Database,
    campaign: str,
    shares: Sequence[str],
    *,
    despite_excess: bool = False,
    account: str = "",
) -> Job | None:
    """Ask for an opening with these shares. Wrong ones show as the job's failure, not here."""
    occasion = f"screen-{secrets.token_hex(8)}" if shares else ""
    for share in shares:
        depositing.deposit(desk, settings.require_secret(), Place(campaign, occasion), share, int(time.time()))
    job = start_with(settings, desk, campaign, occasion, despite_excess=despite_excess, account=account)
    if job is None and occasion:
        depositing.discard(desk, campaign, occasion)
    return job


def start_with(
    settings: Settings, desk: Database, campaign: str, occasion: str, *, despite_excess: bool = False, account: str = ""
) -> Job | None:
    """Ask for an opening with the shares deposited for an occasion; "" for a key that the server keeps."""
    arguments = {OCCASION: occasion, EXCESS: despite_excess}
    return running.start(settings, desk, campaign, kinds.OPEN, arguments=arguments, account=account)


def cancel(desk: Database, job: Job) -> bool:
    """Call an opening off, with the shares that still wait for it; False when it had ended."""
    given_up = running.cancel(desk, job)
    if given_up and job.arguments[OCCASION]:
        depositing.discard(desk, job.campaign, job.arguments[OCCASION])
    return given_up


def work(task: Task) -> str:
    """Open, count, compare. Raises DepositLost when the worker before this one took the shares and was interrupted."""
    bench, job = task.bench, task.job
    shares: tuple[str, ...] = ()
    if occasion := job.arguments[OCCASION]:
        secret = bench.settings.require_secret()
        shares = depositing.take_all(bench.desk, secret, job.campaign, int(time.time()), occasion)
        if not shares:
            raise DepositLost()
    opening.open_box(
        bench.desk,
        bench.box,
        job.campaign,
        shares,
        task.progress,
        despite_excess=job.arguments[EXCESS],
        by=job.account,
        at=datetime.now(bench.settings.zone),
    )
    return ""
