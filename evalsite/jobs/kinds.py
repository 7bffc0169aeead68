"""The kinds of jobs: what they are called, and where their work stands; loaded by the worker that does it, no sooner."""

from dataclasses import dataclass

from evalsite.core.logbook import Action
from evalsite.core.permission import Act
from evalsite.core.saying import say

OPEN, REPORTS, CLOSE, SLIPS, IMPORT = "open", "reports", "close", "slips", "import"


@dataclass(frozen=True, slots=True)
class Kind:
    """``module`` has ``work(task)``, which gives what the page of the finished job must know, "" for nothing.

    ``wrong`` is said of every failure that is no refusal; ``endpoint`` is the page where it is asked for and shown, to
    whom ``act`` is allowed. What has begun to be irrevocable is not ``cancellable``. In the log it is called ``action``.
    """

    title: str
    module: str
    wrong: str
    endpoint: str
    act: Act
    action: Action
    cancellable: bool = True


KINDS = {
    OPEN: Kind(
        say("开箱计票"),
        "evalsite.jobs.opening",
        say("开箱时出错，票箱没有改变。请重试；仍不行请联系技术人员。"),
        "desk.open_progress",
        Act.OPEN,
        Action.OPEN,
    ),
    REPORTS: Kind(
        say("全部报告"),
        "evalsite.jobs.reporting",
        say("生成报告时出错，没有留下文件。请重试；仍不行请联系技术人员。"),
        "desk.reports",
        Act.READ,
        Action.REPORTS_MAKE,
    ),
    CLOSE: Kind(
        say("封箱"),
        "evalsite.jobs.closing",
        say("封箱时出错，没有丢票。请再封一次，会从停下的地方继续；到期自动封箱的，系统会再试。"),
        "desk.campaign",
        Act.FOLLOW,
        Action.CLOSE,
        cancellable=False,
    ),
    SLIPS: Kind(
        say("制作测评条"),
        "evalsite.jobs.slipping",
        say("制作测评条时出错，没有做出新的测评码。请重试；仍不行请联系技术人员。"),
        "desk.tickets",
        Act.PREPARE,
        Action.TICKETS_ISSUE,
    ),
    IMPORT: Kind(
        say("导入工作簿"),
        "evalsite.jobs.importing",
        say("导入时出错，没有留下草稿，上传的文件已删除。请重新导入；仍不行请联系技术人员。"),
        "desk.campaign",
        Act.PREPARE,
        Action.CAMPAIGN_IMPORT,
    ),
}
