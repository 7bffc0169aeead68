"""The queue (huey) that wakes a worker: SQLite's own file by default, Redis by setting.

huey delivers at most once and forgets what a killed worker had; so the queue is only the bell. What is to be done, who
does it and how far it is stands in the desk's database (store/jobs.py). A message is the id of a job and nothing else,
written as JSON: what is read back is never unpickled. Results are not stored.
"""

import json
import logging
from functools import lru_cache
from pathlib import Path

from huey import Huey, RedisHuey, SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer

from evalsite.settings import Settings

NAME = "evalsite"
TASK = "evalsite.jobs.job"
log = logging.getLogger("evalsite.jobs")


class _Ids(Serializer):  # type: ignore[misc]  # huey ships no types
    """A message as the id of its task and that of its job."""

    def _serialize(self, data: Message) -> bytes:
        (job,) = data.args
        return json.dumps([data.id, job]).encode()

    def _deserialize(self, data: bytes) -> Message:
        identity, job = json.loads(data)
        return Message(identity, TASK, retries=0, retry_delay=0, args=(str(job),), kwargs={})


@lru_cache(maxsize=8)
def _queue(url: str, file: Path) -> Huey:
    plain = {"results": False, "store_none": False, "serializer": _Ids()}
    if url:
        return RedisHuey(NAME, url=url, **plain)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch(mode=0o600)
    return SqliteHuey(NAME, filename=str(file), journal_mode="truncate", **plain)


def queue(settings: Settings) -> Huey:
    """This process's end of the queue."""
    return _queue(settings.jobs_url, settings.jobs_file)


def ring(settings: Settings, job: str) -> None:
    """Wake a worker for a job. A queue that cannot take it now loses nothing: workers also look for themselves."""
    try:
        here = queue(settings)
        here.storage.enqueue(here.serializer.serialize(Message(job, TASK, args=(job,))))
    except Exception as error:  # noqa: BLE001 - whatever the queue's own store raises
        log.error("the queue does not take jobs: %s", type(error).__name__)  # noqa: TRY400 - its kind says enough
