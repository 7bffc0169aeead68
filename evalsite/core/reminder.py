"""A reminder (提醒) to copy into a group chat or a text message: for everybody, since nobody knows who has not voted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evalsite.core.saying import in_a_row, joined, say

_TOLD_FROM = 30  # percent: a low number told to all keeps people away


@dataclass(frozen=True, slots=True)
class Part:
    """What may be told of an electorate: its name, how many are expected, and at least how many voted (core/glimpse.py)."""

    name: str
    expected: int
    stamped: int

    @property
    def percent(self) -> int:
        """Rounded down; 0 where nobody is expected."""
        return 100 * self.stamped // self.expected if self.expected else 0


def left(closes: datetime, now: datetime) -> str:
    """How long until the deadline: "3 天", "5 小时", "20 分钟", the last minute as "不到 1 分钟"; ``""`` after it."""
    seconds = int((closes - now).total_seconds())
    if seconds <= 0:
        return ""
    if seconds >= 2 * 86400:
        return say("{days} 天", days=seconds // 86400)
    if seconds >= 2 * 3600:
        return say("{hours} 小时", hours=seconds // 3600)
    return say("{minutes} 分钟", minutes=seconds // 60) if seconds >= 60 else say("不到 1 分钟")


def text(campaign: str, parts: Sequence[Part], closes: datetime | None, now: datetime) -> str:
    """The reminder; ``closes`` stands on the clocks of its own zone. Electorates are told of once a third has voted."""
    said = [say("“{campaign}”正在进行。", campaign=campaign)]
    if closes and (rest := left(closes, now)):
        when = say("{month}月{day}日 {when:%H:%M}", month=closes.month, day=closes.day, when=closes)
        said.append(say("还有 {rest}截止（{when}）。", rest=rest, when=when))
    told = [
        say("{name}已有 {percent}% 以上投票", name=part.name, percent=part.percent)
        for part in parts
        if part.percent >= _TOLD_FROM
    ]
    if told:
        said.append(say("目前{told}。", told=joined("，", told)))
    said.append(say("还没有投票的同志，请用手机扫自己测评条上的二维码，几分钟即可填完；已经投过的，请不必理会。"))
    said.append(say("测评不记名，谁投了、谁没投，系统和组织者都不掌握，本提醒发给全体。"))
    return in_a_row(said)
