"""A reminder (提醒) to copy into a group chat or a text message: for everybody, since nobody knows who has not voted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

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
    for size, unit, most in ((86400, "天", 2), (3600, "小时", 2), (60, "分钟", 1)):
        if seconds >= most * size:
            return f"{seconds // size} {unit}"
    return "不到 1 分钟"


def text(campaign: str, parts: Sequence[Part], closes: datetime | None, now: datetime) -> str:
    """The reminder; ``closes`` stands on the clocks of its own zone. Electorates are told of once a third has voted."""
    until = ""
    if closes and (rest := left(closes, now)):
        until = f"还有 {rest}截止（{closes.month}月{closes.day}日 {closes:%H:%M}）。"
    told = [f"{part.name}已有 {part.percent}% 以上投票" for part in parts if part.percent >= _TOLD_FROM]
    so_far = f"目前{'，'.join(told)}。" if told else ""
    return (
        f"“{campaign}”正在进行。{until}{so_far}还没有投票的同志，请用手机扫自己测评条上的二维码，几分钟即可填完；"
        "已经投过的，请不必理会。测评不记名，谁投了、谁没投，系统和组织者都不掌握，本提醒发给全体。"
    )
