"""Dates and numbers as the language of the page writes them (Babel, CLDR), and names in its order."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import TypeVar

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from evalsite.web.language import CHINESE, ENGLISH, code

# CLDR's English is American; official English here is British.
CLDR = {CHINESE: "zh_Hans_CN", ENGLISH: "en_GB"}
MOMENT = {CHINESE: ("M月d日 HH:mm", "y年M月d日 HH:mm"), ENGLISH: ("d MMM, HH:mm", "d MMM y, HH:mm")}
DAY = {CHINESE: "y年M月d日", ENGLISH: "d MMM y"}
SHORT_DAY = {CHINESE: "M月d日", ENGLISH: "d MMM"}
WHOLE = {CHINESE: "0", ENGLISH: "#,##0"}  # Chinese tables have no mark within four digits, and rarely beyond
Named = TypeVar("Named")


def moment(when: datetime | None, zone: tzinfo) -> str:
    """A moment as it stands on a page, short: "11月30日 18:00"; with the year where it is not this one."""
    if when is None:
        return ""
    local, language = when.astimezone(zone), code()
    pattern = MOMENT[language][local.year != datetime.now(zone).year]
    return format_datetime(local, pattern, tzinfo=zone, locale=CLDR[language])


def day(when: date | str | None) -> str:
    """A day, also one written as ISO 8601: "2026年11月30日"; ``""`` for none."""
    return _day(when, DAY)


def short_day(when: date | str | None) -> str:
    """The same without its year: "11月30日"."""
    return _day(when, SHORT_DAY)


def _day(when: date | str | None, patterns: Mapping[str, str]) -> str:
    if not when:
        return ""
    known = date.fromisoformat(when[:10]) if isinstance(when, str) else when
    return format_date(known, patterns[code()], locale=CLDR[code()])


def number(value: float | Decimal, digits: int = 0) -> str:
    """A number with so many digits behind the point; halves go to the even digit."""
    pattern = WHOLE[code()] + ("." + "0" * digits if digits else "")
    return format_decimal(value, pattern, locale=CLDR[code()])


def in_order(things: Iterable[Named], name: Callable[[Named], str] = str) -> list[Named]:
    """By name as readers of the page look names up: in Chinese by pinyin, in English by letters, cases alike.

    GB 18030 has the characters in common use in the order of their pinyin, and what is Latin before them: the table of
    3755 names that one finds a unit or a colleague by needs no dictionary. Rarer characters stand behind, by radical.
    """
    if code() == ENGLISH:
        return sorted(things, key=lambda one: (name(one).casefold(), name(one)))
    return sorted(things, key=lambda one: name(one).casefold().encode("gb18030"))
