"""Long work and who does it: a row is the job and its lease at once. Arguments are ids and choices, never a secret.

A lease is taken in one statement, which counts ``fence`` up; whatever the taker writes afterwards names that number, so
that a worker that was believed dead and comes back changes nothing any more.
"""

import json
import secrets
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Connection,
    Integer,
    Text,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy import update as sql_update
from sqlalchemy.orm import Mapped, mapped_column

from evalsite.core.saying import recalled
from evalsite.store import desk
from evalsite.store.base import DeskBase

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
ACTIVE = (WAITING, RUNNING)
Arguments = dict[str, Any]


class JobRow(DeskBase):
    """``number`` counts the jobs of a campaign from 1; ``message`` is the words for people when it failed, else what its
    page has to know of it; ``fence`` how often it was taken, ``beat`` the signs of life of whoever has it now.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name="job_state_is_known"),
        UniqueConstraint("campaign", "number", name="job_number_is_unique"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    campaign: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(Text)
    arguments: Mapped[str] = mapped_column(Text)
    account: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    done: Mapped[int] = mapped_column(Integer)
    total: Mapped[int] = mapped_column(Integer)
    message: Mapped[str] = mapped_column(Text)
    fence: Mapped[int] = mapped_column(Integer)
    beat: Mapped[int] = mapped_column(Integer)
    created: Mapped[int] = mapped_column(BigInteger)
    touched: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class Job:
    """``created`` and ``touched`` (the last sign of life) in seconds since 1970; ``account`` is "" for the schedule's."""

    id: str
    campaign: str
    number: int
    kind: str
    arguments: Arguments
    account: str
    state: str
    done: int
    total: int
    message: str
    fence: int
    beat: int
    created: int
    touched: int

    @property
    def active(self) -> bool:
        return self.state in ACTIVE

    @property
    def share(self) -> int:
        """How far it is, in percent."""
        return min(100, 100 * self.done // self.total) if self.total else 0


_COLUMNS = (
    JobRow.id,
    JobRow.campaign,
    JobRow.number,
    JobRow.kind,
    JobRow.arguments,
    JobRow.account,
    JobRow.state,
    JobRow.done,
    JobRow.total,
    JobRow.message,
    JobRow.fence,
    JobRow.beat,
    JobRow.created,
    JobRow.touched,
)


def _job(row: Any) -> Job:
    identity, campaign, number, kind, arguments, account, state, done, total, message, *rest = row
    told = recalled(message) if state == FAILED else message
    return Job(identity, campaign, number, kind, json.loads(arguments), account, state, done, total, told, *rest)


def add(
    connection: Connection, campaign: str, kind: str, now: int, *, arguments: Arguments | None = None, account: str = ""
) -> Job | None:
    """Note a job that is to be done; None when one of its kind waits or runs already: nothing is done twice at once."""
    desk.lock(connection, campaign)  # of two who begin at once one is second, and sees the other's row
    mine = (JobRow.campaign == campaign, JobRow.kind == kind, JobRow.state.in_(ACTIVE))
    if connection.execute(select(JobRow.id).where(*mine).limit(1)).first():
        return None
    last = connection.scalar(select(func.max(JobRow.number)).where(JobRow.campaign == campaign)) or 0
    job = Job(_new_id(), campaign, last + 1, kind, arguments or {}, account, WAITING, 0, 0, "", 0, 0, now, now)
    values = {column.key: getattr(job, column.key) for column in _COLUMNS}
    connection.execute(insert(JobRow).values(values | {"arguments": json.dumps(job.arguments, sort_keys=True)}))
    return job


def _new_id() -> str:
    """Of two jobs of the same second the later has the greater one, wherever they run by one clock."""
    return f"{time.time_ns():016x}{secrets.token_hex(4)}"


def find(connection: Connection, job: str) -> Job | None:
    row = connection.execute(select(*_COLUMNS).where(JobRow.id == job)).first()
    return _job(row) if row else None


def find_latest(connection: Connection, campaign: str, kind: str) -> Job | None:
    """The job of that kind that began last."""
    mine = select(*_COLUMNS).where(JobRow.campaign == campaign, JobRow.kind == kind)
    row = connection.execute(mine.order_by(JobRow.number.desc()).limit(1)).first()
    return _job(row) if row else None


def find_latest_of(connection: Connection, account: str, kind: str) -> Job | None:
    """The job of that kind that somebody has asked for last, of whatever campaign."""
    mine = select(*_COLUMNS).where(JobRow.account == account, JobRow.kind == kind)
    row = connection.execute(mine.order_by(JobRow.created.desc(), JobRow.id.desc()).limit(1)).first()
    return _job(row) if row else None


def forget_fruitless(connection: Connection, kind: str, before: int, account: str | None = None) -> int:
    """Delete ended jobs of a kind that led to no campaign, last heard of before that time, of one account or all."""
    mine = [JobRow.kind == kind, JobRow.state.not_in(ACTIVE), JobRow.touched < before]
    mine += [JobRow.account == account] if account is not None else []
    known = select(desk.CampaignRow.id).where(desk.CampaignRow.id == JobRow.campaign).exists()
    return connection.execute(delete(JobRow).where(*mine, ~known)).rowcount


def of_campaign(connection: Connection, campaign: str) -> list[Job]:
    """All jobs of a campaign, the last first."""
    rows = connection.execute(select(*_COLUMNS).where(JobRow.campaign == campaign).order_by(JobRow.number.desc()))
    return [_job(row) for row in rows]


def active(connection: Connection) -> list[Job]:
    """Jobs of all campaigns that wait or run, the oldest first."""
    rows = connection.execute(select(*_COLUMNS).where(JobRow.state.in_(ACTIVE)).order_by(JobRow.created, JobRow.id))
    return [_job(row) for row in rows]


# --- the lease --------------------------------------------------------------------------------------------------------


def take(connection: Connection, job: str, now: int) -> Job | None:
    """Take the lease of a job that waits, in one statement; None when somebody else has it, or nobody needs it."""
    statement = (
        sql_update(JobRow)
        .where(JobRow.id == job, JobRow.state == WAITING)
        .values(state=RUNNING, fence=JobRow.fence + 1, beat=0, touched=now)
        .returning(*_COLUMNS)
    )
    row = connection.execute(statement).first()
    return _job(row) if row else None


def free(connection: Connection, seen: Job) -> bool:
    """Take the lease from a worker that has given no sign of life since ``seen``; False when it has, or has ended."""
    held = (JobRow.state == RUNNING, JobRow.fence == seen.fence, JobRow.beat == seen.beat)
    statement = sql_update(JobRow).where(JobRow.id == seen.id, *held).values(state=WAITING)
    return connection.execute(statement).rowcount == 1


def beat(connection: Connection, held: Job, now: int, **values: object) -> bool:
    """A sign of life of who holds the lease, and whatever else; False when it has lost it or the job was cancelled."""
    mine = (JobRow.id == held.id, JobRow.fence == held.fence, JobRow.state == RUNNING)
    statement = sql_update(JobRow).where(*mine).values(beat=JobRow.beat + 1, touched=now, **values)
    return connection.execute(statement).rowcount == 1


def finish(connection: Connection, held: Job, now: int, message: str) -> bool:
    """What was done is done, also when somebody cancelled it a moment before; False for a lease that was lost."""
    mine = (JobRow.id == held.id, JobRow.fence == held.fence, JobRow.state.in_((RUNNING, CANCELLED)))
    statement = sql_update(JobRow).where(*mine).values(state=DONE, touched=now, message=message)
    return connection.execute(statement).rowcount == 1


def cancel(connection: Connection, job: str, now: int) -> bool:
    """Give up a job that waits or runs; who runs it learns of it at its next sign of life."""
    statement = (
        sql_update(JobRow).where(JobRow.id == job, JobRow.state.in_(ACTIVE)).values(state=CANCELLED, touched=now)
    )
    return connection.execute(statement).rowcount == 1
