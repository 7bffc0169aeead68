"""Moments in the words of slips, posters and reports."""

from datetime import datetime, timedelta, timezone, tzinfo

BEIJING = timezone(timedelta(hours=8))


def moment(when: datetime | None, zone: tzinfo = BEIJING) -> str:
    """A moment as officials write it, "2026年11月30日 18:00"; ``""`` for None."""
    if when is None:
        return ""
    local = when.astimezone(zone)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def period(opens: datetime | None, closes: datetime | None) -> str:
    """From when to when, as far as it is settled."""
    if opens and closes:
        return f"{moment(opens)} 至 {moment(closes)}"
    if closes:
        return f"截止 {moment(closes)}"
    return f"{moment(opens)} 开始" if opens else ""
