"""A campaign written as the workbook it was read from, so that an organiser can copy last year's.

What people wrote goes in as text, never as a formula. Equal campaigns make equal files: no clock goes in.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from evalsite.core.campaign import Campaign, Grade, Indicator, Scale, Subject
from evalsite.core.findings import WHOLE_SHEET
from evalsite.paper import workbook_form as form
from evalsite.paper.workbook_sheets import Entries, Sheets

Meaning = TypeVar("Meaning")


def write_campaign(campaign: Campaign, timezone: str = "Asia/Shanghai") -> bytes:
    """The workbook of a campaign, with times on the clocks of ``timezone``.

    ``read_campaign`` gives the same campaign back, if ``preparation.problems`` finds nothing in it.
    """
    sheets = Sheets()
    entries = entries_of(campaign, ZoneInfo(timezone))
    sheets.items(entries["campaign"][0])
    for one in form.FORMS[1:]:
        sheets.table(one, entries[one.part])
    return sheets.done()


def entries_of(campaign: Campaign, zone: ZoneInfo) -> dict[str, list[Entries]]:
    """What stands in the cells, by part: a line for each subject, grade and so on, by field."""
    return {
        "campaign": [_items(campaign, zone)],
        "subjects": [subject_entries(one) for one in campaign.subjects],
        "electorates": [
            {
                "code": one.code,
                "name": one.name,
                "weight": one.weight,
                "tickets": one.tickets,
                "groups": "、".join(one.groups),
                "unit": one.unit,
                "spare": one.spare or None,
            }
            for one in campaign.electorates
        ],
        "indicators": [_indicator(one) for one in campaign.indicators],
        "scales": [_grade(scale, grade) for scale in campaign.scales for grade in scale.grades],
        "rules": [{"rule": one.rule, "scope": one.scope, "params": one.params} for one in campaign.rules],
    }


def subject_entries(subject: Subject) -> Entries:
    """A line of the 对象 sheet."""
    return {
        "code": subject.code,
        "name": subject.name,
        "kind": _word(form.SUBJECT_KINDS, subject.kind),
        "unit": subject.unit,
        "group": subject.group,
        "field": subject.field,
    }


def _word(words: Mapping[str, Meaning], meaning: Meaning) -> str:
    return next(word for word, one in words.items() if one == meaning)


def _time(time: datetime | None, zone: ZoneInfo) -> str:
    """As text, so that the cell says what it shows: a date of Excel's at 0:00 looks like a day without an hour."""
    if time is None:
        return ""
    local = time.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"


def _items(campaign: Campaign, zone: ZoneInfo) -> Entries:
    return {
        "name": campaign.name,
        "kind": campaign.kind.value,
        "organiser": campaign.organiser,
        "series": campaign.series,
        "round": campaign.round,
        "opens": _time(campaign.opens, zone),
        "closes": _time(campaign.closes, zone),
        "threshold": campaign.threshold,
        "rates.base": _word(form.BASES, campaign.rates.base),
        "rates.decimals": campaign.rates.decimals,
        "rates.rounding": _word(form.ROUNDINGS, campaign.rates.rounding),
        "rates.keep_zeros": _word(form.ZEROS, campaign.rates.keep_zeros),
        "missing": _word(form.MISSINGS, campaign.missing),
    }


def _indicator(indicator: Indicator) -> Entries:
    return {
        "code": indicator.code,
        "name": indicator.name,
        "hint": indicator.hint,
        "type": _word(form.TYPES, indicator.type),
        "scale": indicator.scale,
        "weight": indicator.weight,
        "required": _word(form.YES_NO, indicator.required),
        "groups": WHOLE_SHEET if indicator.whole else "、".join(indicator.groups),
    }


def _grade(scale: Scale, grade: Grade) -> Entries:
    return {
        "scale": scale.name,
        "name": grade.name,
        "points": grade.points,
        "counts": _word(form.YES_NO, grade.counts),
    }
