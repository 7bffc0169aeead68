"""What the pages of a campaign say about its state: the line it moves on, where it stands, and what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from evalsite.core.campaign import Campaign, Electorate
from evalsite.core.disclosure import REASONS, Figure, Shown, Withheld
from evalsite.core.permission import Act, Role, allows
from evalsite.core.questionnaire import sheet_for
from evalsite.core.saying import say
from evalsite.paper.tables import Cell, sort_value
from evalsite.store.desk import State
from evalsite.usecases import watching


class Stage(StrEnum):
    """The state as people see it: the stored state, told apart by tickets and time where that changes what to do."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WAITING = "waiting"
    RUNNING = "running"
    ENDED = "ended"
    CLOSING = "closing"
    CLOSED = "closed"
    OPENED = "opened"
    CERTIFIED = "certified"
    DESTROYED = "destroyed"

    @property
    def words(self) -> str:
        return _STAGES[self][0]

    @property
    def place(self) -> int:
        """How far a campaign has come, from 0; where that is on the line of states: stating.py."""
        return _STAGES[self][1]

    @property
    def tone(self) -> str:
        """The class of its tag."""
        return _STAGES[self][2]

    @property
    def counted(self) -> bool:
        """Whether there is a result."""
        return self in (Stage.OPENED, Stage.CERTIFIED, Stage.DESTROYED)

    @property
    def sealed(self) -> bool:
        """Whether the box is closed, with whatever came after."""
        return self is Stage.CLOSED or self.counted

    @property
    def voting(self) -> bool:
        """Whether turnout may still move."""
        return self in (Stage.PUBLISHED, Stage.WAITING, Stage.RUNNING, Stage.ENDED, Stage.CLOSING)


_STAGES = {
    Stage.DRAFT: (say("草稿"), 0, ""),
    Stage.PUBLISHED: (say("已发布，待制作测评码"), 1, "blue"),
    Stage.WAITING: (say("已发布，未到开始时间"), 1, "blue"),
    Stage.RUNNING: (say("进行中"), 2, "run"),
    Stage.ENDED: (say("已截止，待封箱"), 2, "warn"),
    Stage.CLOSING: (say("正在封箱"), 2, "warn"),
    Stage.CLOSED: (say("已封箱，待开箱"), 3, "blue"),
    Stage.OPENED: (say("已开箱，待确认"), 4, "blue"),
    Stage.CERTIFIED: (say("已确认"), 5, "run"),
    Stage.DESTROYED: (say("已销毁"), 6, ""),
}


def stage_of(state: State, campaign: Campaign, *, issued: bool, now: datetime) -> Stage:
    if state is not State.PUBLISHED:
        return Stage(state.value)
    if not issued:
        return Stage.PUBLISHED
    if campaign.closes is not None and now >= campaign.closes:
        return Stage.ENDED
    return Stage.WAITING if campaign.opens is not None and now < campaign.opens else Stage.RUNNING


@dataclass(frozen=True, slots=True)
class Step:
    """The next thing to do: ``endpoint`` is the page where it is done, None where there is nothing but to wait.

    ``args`` are what its address takes beside the campaign.
    """

    title: str
    text: str
    label: str = ""
    endpoint: str | None = None
    act: Act = Act.PREPARE
    args: dict[str, str] = field(default_factory=dict)


_STEPS = {
    Stage.DRAFT: Step(
        say("核对后发布"),
        say("请核对测评对象、票种和指标，要改的在“编辑”里改。发布后全部内容冻结。"),
        say("去发布"),
        "desk.publish",
    ),
    Stage.PUBLISHED: Step(
        say("制作测评码"),
        say("每张测评条印一个测评码。明文测评码只在下载的文件里，服务器不留底。"),
        say("去制作测评码"),
        "desk.tickets",
    ),
    Stage.WAITING: Step(say("等待开始"), say("测评条可以先发下去；到开始时间手机端自动放行。")),
    Stage.RUNNING: Step(
        say("等待投票，到时封箱"),
        say("参与进度每 {step} 票更新一档。全部投完后可以提前封箱。", step=watching.STEP),
        say("去封箱"),
        "desk.close",
    ),
    Stage.ENDED: Step(
        say("封箱"), say("截止时间已到，不再签章。请封箱，封箱后才能开箱计票。"), say("去封箱"), "desk.close"
    ),
    Stage.CLOSING: Step(
        say("继续封箱"), say("上一次封箱没有做完，再点一次即从停下的地方继续。"), say("继续封箱"), "desk.close"
    ),
    Stage.CLOSED: Step(
        say("开箱计票"),
        say("票箱已经冻结，根值和票数已签名公布。选票只在内存里打开，计票后只保存票数。"),
        say("去开箱"),
        "desk.open_box",
        Act.OPEN,
    ),
    Stage.OPENED: Step(
        say("看结果，确认结果"),
        say("计票已完成。请核对开箱记录和结果，然后确认；确认后数字不能再变，异议期从那天起算。"),
        say("去确认"),
        "desk.certify",
        Act.AUDIT,
    ),
    Stage.CERTIFIED: Step(
        say("受理异议，期满后销毁选票"),
        say("结果已确认并签名。异议期满、异议全部答复以后，可以销毁选票。"),
        say("看确认与异议"),
        "desk.certify",
        Act.AUDIT,
    ),
    Stage.DESTROYED: Step(
        say("查看结果"),
        say("选票已销毁，不能再复核计票。结果、报告和公开复核文件照常可用。"),
        say("看结果"),
        "desk.results",
        Act.READ,
    ),
}
_TO_READERS = Step(say("查看结果"), say("计票已完成。可以查看结果和报告。"), say("看结果"), "desk.results", Act.READ)


def mending(faults: int, role: Role) -> Step:
    """The next step with a draft that still has faults."""
    title = say("还有 {number} 处要改", number=faults)
    if not allows(role, Act.PREPARE):
        return Step(title, say("草稿由组织者来改，改好以后才能演练和发布。"))
    text = say("改好以后才能演练和发布。每一处都标在它的格子里，写明怎么改。")
    return Step(title, text, say("去改"), "desk.editor")


# Where the system closes the box at the deadline.
_BY_ITSELF = {
    Stage.RUNNING: Step(
        say("等待投票，到时自动封箱"),
        say("参与进度每 {step} 票更新一档。到截止时间由系统自动封箱；全部投完后也可以提前封箱。", step=watching.STEP),
        say("提前封箱"),
        "desk.close",
    ),
    Stage.ENDED: Step(
        say("等待自动封箱"),
        say("截止时间已到，系统一两分钟内自动封箱；也可以现在手动封箱。"),
        say("手动封箱"),
        "desk.close",
    ),
}


def next_step(stage: Stage, role: Role, *, by_itself: bool = False) -> Step:
    """The next step; without a way to it for an account that may not take it. ``by_itself``: the box closes itself."""
    step = _BY_ITSELF.get(stage, _STEPS[stage]) if by_itself else _STEPS[stage]
    if stage.counted and not allows(role, step.act) and allows(role, Act.READ):
        return _TO_READERS
    if step.endpoint is None or allows(role, step.act):
        return step
    if step.act is Act.READ:
        return Step(say("计票已完成"), say("可以下载公开复核文件，回家独立核对票箱和票数。"))
    if step.act in (Act.OPEN, Act.AUDIT):
        return Step(step.title, say("{what}这一步由监票人或组织者来做。", what=step.text))
    return Step(step.title, say("{what}这一步由组织者来做。", what=step.text))


def step_for_unit(unit: str) -> Step:
    """For a reader of one unit there is one thing to do."""
    return Step(
        say("看本单位的报告"),
        say("报告可以在网页上看，也可以下载。"),
        say("看报告"),
        "desk.subject",
        Act.READ,
        {"subject": unit},
    )


# --- words for figures and times --------------------------------------------------------------------------------------


def remaining(closes: datetime | None, now: datetime) -> str:
    """How long until the deadline, roughly: "还剩 6 天"; ``""`` without one or after it."""
    if closes is None or closes <= now:
        return ""
    minutes = int((closes - now).total_seconds() // 60)
    if minutes >= 48 * 60:
        return say("还剩 {days} 天", days=minutes // (24 * 60))
    if minutes >= 60:
        return say("还剩 {hours} 小时", hours=minutes // 60)
    return say("还剩 {minutes} 分钟", minutes=minutes)


def figure(value: Figure | None) -> str:
    """The text of a figure; an em dash where nobody gave a mark."""
    if value is None:
        return "—"
    return value.text if isinstance(value, Shown) else say("未公布")


def sort_key(value: Figure | None) -> str:
    """What a column is sorted by: nothing for what is not shown, so that its place in the order says nothing."""
    return str(float(value.value)) if isinstance(value, Shown) else ""


def sort_number(cell: Cell) -> str:
    """The same of a cell of a table that may also be words that stand for a number."""
    value = sort_value(cell)
    return "" if value is None else str(float(value))


def withheld_reasons(figures: Iterable[Figure | None]) -> list[str]:
    """Why some of these figures are withheld, each reason once."""
    return [REASONS[r] for r in dict.fromkeys(f.reason for f in figures if isinstance(f, Withheld))]


@dataclass(frozen=True, slots=True)
class Part:
    """How many took part: ``share`` in percent, and how it is said."""

    share: float
    words: str

    @classmethod
    def of(cls, number: int, issued: int, *, exact: bool) -> "Part | None":
        """None where there is nothing to say: no tickets, or (while people vote) not yet one step."""
        if not issued or (not exact and not number):
            return None
        share = 100 * number / issued
        return cls(share, f"{share:.1f}%" if exact else f"≥ {int(share)}%")


# --- who rates whom ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Duty:
    """What one electorate does: how many subjects are on its sheet, and how many marks it asks for."""

    electorate: Electorate
    subjects: int
    marks: int


def duties(campaign: Campaign) -> list[Duty]:
    """One line an electorate, in the order of the campaign."""
    lines: list[Duty] = []
    for electorate in campaign.electorates:
        sheet = sheet_for(campaign, electorate.code)
        subjects = sum(electorate.rates(subject) for subject in campaign.subjects)
        lines.append(Duty(electorate, subjects, len(sheet.slots)))
    return lines
