"""Moments in the words of slips, posters and reports."""

from datetime import datetime, tzinfo


def moment(when: datetime | None, zone: tzinfo | None = None) -> str:
    """A moment as officials write it, "2026年11月30日 18:00"; ``""`` for None.

    Without a ``zone`` it stands on the clocks of its own: those of the campaign's workbook.
    """
    if when is None:
        return ""
    local = when.astimezone(zone) if zone else when
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def period(opens: datetime | None, closes: datetime | None) -> str:
    """From when to when, as far as it is settled."""
    if opens and closes:
        return f"{moment(opens)} 至 {moment(closes)}"
    if closes:
        return f"截止 {moment(closes)}"
    return f"{moment(opens)} 开始" if opens else ""
