"""What a cell says: numbers, times, words and lists, taken from the values that Excel stores.

Excel keeps every number as a binary double, turns "1-3" into a date and 30% into 0.3. Each function gives the exact
value that a person meant, or raises ``Unreadable`` with what to do; none of them guesses at what would change a count.
"""

import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar
from zoneinfo import ZoneInfo

from evalsite.core.findings import DATED, ERRORS, MERGED, SEPARATORS, meant, squeezed
from evalsite.core.saying import say


class Broken(str):
    """A formula's error, such as #REF!, in place of its value."""

    __slots__ = ()


Meaning = TypeVar("Meaning")
Value = int | float | str | bool | time | date | datetime | timedelta


class Unreadable(Exception):
    """A cell that does not say what its column asks for: what is wrong, and what to do."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


def is_empty(value: Value) -> bool:
    return isinstance(value, str) and not isinstance(value, Broken) and not value.strip()


def plain(value: Value, *, moments: bool = False, ticks: bool = False) -> str:
    """A cell as the text that people see and correct in a draft; reading that text gives the same, or the same fault.

    What text cannot say begins with one of the marks of core/findings.py, and is refused until somebody overwrites it.

    ``moments`` says that its column takes points in time, ``ticks`` that it takes 是 and 否.
    """
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        words = ("是", "否") if ticks else ("TRUE", "FALSE")
        return words[0] if value else words[1]
    if isinstance(value, int | float):
        return digits(value) if math.isfinite(value) else "#NUM!"
    if moments and isinstance(value, datetime):
        whole = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        return f"{whole:%Y-%m-%d %H:%M:%S}" if whole.second else f"{whole:%Y-%m-%d %H:%M}"
    if moments and isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return f"{DATED} {_as_typed(value)}"


def merged(value: str) -> str:
    """What stands in each cell of a range that was merged: to whom it belongs, nobody knows."""
    return f"{MERGED} {value}".strip()


def _sound(value: Value) -> Value:
    if isinstance(value, Broken) or value in ERRORS:
        raise Unreadable(say("公式出错（{value}）", value=value), say("请改正公式，或直接填写值"))
    if isinstance(value, str) and value.startswith(DATED):
        said = value.removeprefix(DATED).strip()
        raise Unreadable(say("Excel 把这一格当成了日期或时间（{said}）", said=said), say("请重新填写这一格"))
    if isinstance(value, str) and value.startswith(MERGED):
        raise Unreadable(say("这一格原来是合并单元格的一部分"), say("请在每一格里分别填写，不用填的清空"))
    return value


def digits(value: float) -> str:
    """A number as people typed it: 15 digits are what Excel shows and keeps, so 0.1 + 0.2 is 0.3, and 1.0 is 1."""
    if not math.isfinite(value):
        raise Unreadable(say("这一格的数太大，读不出来"), say("请重新填写"))
    plain = format(Decimal(f"{value:.15g}"), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def text(value: Value) -> str:
    """The text of a cell, trimmed; a number as its shortest decimal ("1", not "1.0")."""
    value = _sound(value)
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        raise Unreadable(say("单元格里是逻辑值，不是文字"), say("请把单元格设成文本格式后重新填写"))
    if isinstance(value, int | float):
        return digits(value)
    raise Unreadable(
        say("Excel 把这一格当成了日期或时间（{said}）", said=_as_typed(value)),
        say("请把单元格设成文本格式后重新填写"),
    )


def _as_typed(value: date | time | timedelta) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return say("{day:%Y-%m-%d}，如果原来写的是 {day.month}-{day.day}，就是这个原因", day=value)
    return str(value)


def number(value: Value) -> Fraction:
    """The exact decimal a cell shows; a percentage, formatted or typed as text, is a part of 1."""
    value = _sound(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Fraction(digits(value))
    if isinstance(value, str):
        found = re.fullmatch(r"([+-]?[0-9]{1,12}(?:\.[0-9]{1,12})?)(%?)", squeezed(value))
        if found is not None:
            return Fraction(found[1]) / (100 if found[2] else 1)
        raise Unreadable(say("“{text}”不是数", text=value.strip()[:30]), say("请填数字"))
    raise Unreadable(say("这一格不是数"), say("请填数字；如果显示成日期，请把单元格格式改为常规后重新填写"))


def whole(value: Value) -> int:
    found = number(value)
    if found.denominator != 1:
        raise Unreadable(say("{number:g} 不是整数", number=float(found)), say("请填整数"))
    return int(found)


def word(value: Value, words: Mapping[str, Meaning], label: str) -> Meaning:
    """What one of a few words stands for; spaces and full-width forms do not matter."""
    value = _sound(value)
    if isinstance(value, bool) and "是" in words:
        return words["是" if value else "否"]  # typed as TRUE, or a ticked box
    written = text(value)
    for known, meaning in words.items():
        if squeezed(known) == squeezed(written):
            return meaning
    raise Unreadable(
        say("{label}“{written}”不认识", label=label, written=written[:30]), meant(written, list(words), label)
    )


def names(value: Value) -> tuple[str, ...]:
    """The names in a cell that holds several, in their order."""
    parts = re.split(rf"[{SEPARATORS}\r\n]", text(value))
    return tuple(part.strip() for part in parts if part.strip())


_TIME = re.compile(
    r"(?P<year>[0-9]{4})[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})日?"
    r"(?:[T ]*(?P<hour>[0-9]{1,2})[:时点](?:(?P<minute>[0-9]{1,2})分?)?(?::?(?P<second>[0-9]{1,2})秒?)?)?"
)


def moment(value: Value, zone: ZoneInfo, *, day_is_enough: bool) -> datetime:
    """A point in time on the clocks of ``zone``.

    A day without an hour begins at midnight where ``day_is_enough``; for a deadline it is refused, since "until the
    21st" means the end of that day to one and its beginning to another, and a cell at exactly 0:00 looks the same.
    """
    value = _sound(value)
    if isinstance(value, datetime):
        return (value + timedelta(milliseconds=500)).replace(microsecond=0, tzinfo=zone)
    if isinstance(value, date):
        return _with_hour(datetime.combine(value, time()), zone, day_is_enough=day_is_enough, hour=None)
    if not isinstance(value, str):
        raise Unreadable(say("这一格不是日期和时间"), say("请写成 2026-11-21 08:00 这样"))
    found = _TIME.fullmatch(" ".join(unicodedata.normalize("NFKC", value).split()))
    if found is None:
        raise Unreadable(
            say("“{text}”不是看得懂的日期和时间", text=value.strip()[:30]), say("请写成 2026-11-21 08:00 这样")
        )
    year, month, day, hour, minute, second = (int(digits or 0) for digits in found.groups())
    try:
        written = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 -- the zone is given below
    except ValueError as error:
        raise Unreadable(say("“{text}”没有这一天或这一刻", text=value.strip()), say("请核对日期和时间")) from error
    return _with_hour(written, zone, day_is_enough=day_is_enough, hour=found["hour"])


def _with_hour(found: datetime, zone: ZoneInfo, *, day_is_enough: bool, hour: str | None) -> datetime:
    if hour is None and not day_is_enough:
        raise Unreadable(
            say("截止时间只写了 {found:%Y-%m-%d}，没有写几点", found=found),
            say("请写到几点几分，如 {found:%Y-%m-%d} 18:00", found=found),
        )
    return found.replace(tzinfo=zone)


def day(value: Value) -> date:
    """A day; a time of day beside it, as Excel likes to add, is passed over."""
    value = _sound(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise Unreadable(say("这一格不是日期"), say("请写成 2026-11-21 这样"))
    found = _TIME.fullmatch(" ".join(unicodedata.normalize("NFKC", value).split()))
    if found is None:
        raise Unreadable(say("“{text}”不是看得懂的日期", text=value.strip()[:30]), say("请写成 2026-11-21 这样"))
    try:
        return date(*(int(found[part]) for part in ("year", "month", "day")))
    except ValueError as error:
        raise Unreadable(say("“{text}”没有这一天", text=value.strip()), say("请核对日期")) from error
