"""Opening a box from the desk: shares wait sealed until the worker takes them, and then live in its memory alone."""

import secrets
import time
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from evalsite.core.refusals import DepositLost
from evalsite.jobs import kinds, queue, running
from evalsite.jobs.running import Task
from evalsite.settings import Settings
from evalsite.store import jobs
from evalsite.store.engine import Database
from evalsite.store.jobs import Job
from evalsite.usecases import depositing, giving, opening
from evalsite.usecases.depositing import HOUR, OPENING, Place
from evalsite.usecases.signing_in import Account

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
    """Ask for an opening with these shares, none for a key that the server keeps; None when one is under way.

    They are laid down in the transaction that asks: all of them or none. Wrong ones show as the job's failure, not here.
    """
    occasion = f"screen-{secrets.token_hex(8)}" if shares else ""
    with desk.write() as connection:
        job = _asking(campaign, occasion, despite_excess=despite_excess, account=account)(connection)
        if job is None:
            return None
        for share in shares:
            until = int(time.time()) + HOUR
            depositing.lay(connection, settings.require_secret(), Place(campaign, occasion), share, until)
    queue.ring(settings, job.id)
    return job


def give(settings: Settings, desk: Database, campaign: str, account: Account, text: str, now: datetime) -> Job | None:
    """A scrutineer gives the own share from afar. With the k-th the opening is asked for; gives its job then, else None.

    Raises what ``giving.give_for_opening`` raises.
    """
    begin = _asking(campaign, OPENING, despite_excess=False, account=account.name)
    job = giving.give_for_opening(desk, settings, campaign, account, text, now, begin)
    if job is not None:
        queue.ring(settings, job.id)
    return job


def _asking(campaign: str, occasion: str, *, despite_excess: bool, account: str) -> partial[Job | None]:
    """Notes, in a transaction, the job that takes out what lies there for an occasion; gives None while one is under way."""
    arguments = {OCCASION: occasion, EXCESS: despite_excess}
    now = int(time.time())
    return partial(jobs.add, campaign=campaign, kind=kinds.OPEN, now=now, arguments=arguments, account=account)


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
