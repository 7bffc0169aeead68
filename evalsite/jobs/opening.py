"""Opening a box from the desk: the shares stay in this process's memory, only the progress is stored."""

from collections.abc import Sequence

from evalsite.jobs import running
from evalsite.jobs.running import Progress
from evalsite.store.engine import Database
from evalsite.usecases import opening

KIND = "open"
WRONG = "开箱时出错，票箱没有改变。请重试；仍不行请联系技术人员。"


def start(desk: Database, box: Database, campaign: str, shares: Sequence[str], *, despite_excess: bool = False) -> str:
    """Begin to open a box and give the job's id. Wrong shares show as the job's failure, not here."""
    given = tuple(shares)

    def work(progress: Progress) -> str:
        opening.open_box(desk, box, campaign, given, progress, despite_excess=despite_excess)
        return ""

    return running.start(desk, campaign, KIND, work, WRONG)
