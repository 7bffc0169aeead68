"""Long work under way, so that any worker can show how far it is. Arguments are never stored: a share is a key."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy import update as sql_update

from evalsite.store.desk import JobRow

RUNNING, DONE, FAILED, CANCELLED = "running", "done", "failed", "cancelled"


@dataclass(frozen=True, slots=True)
class Job:
    """``touched`` is when it last gave a sign of life, in seconds since 1970."""

    id: str
    campaign: str
    kind: str
    state: str
    done: int
    total: int
    message: str
    touched: int


_COLUMNS = (
    JobRow.id,
    JobRow.campaign,
    JobRow.kind,
    JobRow.state,
    JobRow.done,
    JobRow.total,
    JobRow.message,
    JobRow.touched,
)


def add(connection: Connection, job: str, campaign: str, kind: str, now: int) -> None:
    """Note a job that begins. It takes the place of the last one of its kind: which of two was last, moments in whole
    seconds cannot tell, and one that still runs learns by it that it has been given up.
    """
    connection.execute(delete(JobRow).where(JobRow.campaign == campaign, JobRow.kind == kind))
    connection.execute(
        insert(JobRow).values(
            id=job, campaign=campaign, kind=kind, state=RUNNING, done=0, total=0, message="", touched=now
        )
    )


def find(connection: Connection, job: str) -> Job | None:
    row = connection.execute(select(*_COLUMNS).where(JobRow.id == job)).first()
    return Job(*row) if row else None


def find_latest(connection: Connection, campaign: str, kind: str) -> Job | None:
    """The job of that kind that gave the last sign of life."""
    row = connection.execute(
        select(*_COLUMNS)
        .where(JobRow.campaign == campaign, JobRow.kind == kind)
        .order_by(JobRow.touched.desc(), JobRow.id)
        .limit(1)
    ).first()
    return Job(*row) if row else None


def touch(connection: Connection, job: str, now: int, **values: object) -> bool:
    """Note a sign of life of a running job, and whatever else; False when it runs no longer: somebody cancelled it."""
    statement = sql_update(JobRow).where(JobRow.id == job, JobRow.state == RUNNING).values(touched=now, **values)
    return connection.execute(statement).rowcount == 1
