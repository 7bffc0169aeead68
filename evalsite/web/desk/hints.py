"""A line on each page of the desk that says what to do there, and the section of the guide that tells it step by step.

Pages that say it themselves have no line here; pages that no guide tells of have no section.
"""

from dataclasses import dataclass

from flask import request

from evalsite.core.saying import say
from evalsite.web.desk.helping import own_guide
from evalsite.web.desk.room import Shown
from evalsite.web.desk.showing import Stage


@dataclass(frozen=True, slots=True)
class Hint:
    """``organiser`` and ``scrutineer`` are sections of their guides, counted from 1; 0 for none."""

    line: str = ""
    organiser: int = 0
    scrutineer: int = 0


HINTS = {
    "home": Hint(say("点名称看一个活动的全貌；“下一步”一列直接到现在该办的那一页。")),
    "create": Hint(say("选一个起点，写上名称，先得到一份草稿；发布以前什么都能改。"), 1),
    "take_in": Hint("", 1),
    "edit": Hint(
        say("一行填一个，可以从 Excel 里整块粘贴；标红的格子写明怎么改。保存以后，再看“谁评谁”和“手机预览”。"), 1
    ),
    "matrix": Hint(say("逐个票种核对：该评的对象都在，不该评的没有。不对的，到“票种”和“对象”里改。"), 1),
    "preview": Hint("", 1),
    "rehearse": Hint("", 2),
    "wipe": Hint("", 2),
    "seats": Hint("", 3, 2),
    "publish": Hint(say("请先逐条看“发布前再看一遍”，都对了再写名称发布。"), 3),
    "room_show": Hint("", 3, 2),
    "seat": Hint("", 3, 2),
    "trial": Hint("", 3, 2),
    "tickets": Hint(say("先制作、取走、打印，再分发；交回来的测评条在本页下面作废。"), 4),
    "hall_switch": Hint(say("大屏放在会场，提醒发到群里：都只有参与进度，没有结果，也不点名。"), 5),
    "extend": Hint("", 5),
    "paper": Hint("", 6),
    "paper_count": Hint("", 6),
    "close": Hint("", 7),
    "close_progress": Hint("", 7),
    "reconcile": Hint(say("对得上就打印核销单签字存档；对不上，先查没有发到和没有收回的测评条。"), 7),
    "open_box": Hint("", 8, 4),
    "open_progress": Hint("", 8, 4),
    "results": Hint("", 9),
    "subject": Hint("", 9),
    "texts": Hint("", 9),
    "reports": Hint("", 9),
    "certify": Hint("", 10, 5),
    "destroy": Hint("", 10, 7),
    "jobs": Hint(say("要做一会儿的事都列在这里；可以离开，做完了回来看结果。")),
}
# The page of a campaign says by itself what comes next; the guide's section on that is another at every stage.
STAGES = {
    Stage.DRAFT: Hint("", 3, 1),
    Stage.PUBLISHED: Hint("", 4, 2),
    Stage.WAITING: Hint("", 5, 3),
    Stage.RUNNING: Hint("", 5, 3),
    Stage.ENDED: Hint("", 7, 3),
    Stage.CLOSING: Hint("", 7, 3),
    Stage.CLOSED: Hint("", 8, 4),
    Stage.OPENED: Hint("", 10, 5),
    Stage.CERTIFIED: Hint("", 10, 7),
    Stage.DESTROYED: Hint("", 9, 6),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a page shows: ``guide`` and ``part`` are where to read on, 0 for nowhere."""

    line: str
    guide: str
    part: int


def hint(here: Shown | None) -> Told | None:
    """For the page that is asked for, to who asks; None where there is nothing to say."""
    endpoint = (request.endpoint or "").removeprefix("desk.")
    found = STAGES[here.stage] if endpoint == "campaign" and here else HINTS.get(endpoint)
    if found is None:
        return None
    guide = own_guide()
    part = found.scrutineer if guide == "scrutineer" else found.organiser
    return Told(found.line, guide, part) if found.line or part else None
