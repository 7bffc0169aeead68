"""Is a campaign fit to be published? Every problem at once, each with its place and its remedy.

``problems`` knows nothing of workbooks and forms; the workbook reader asks it and knows the cell of each. Where it
finds nothing, a sheet can be made for every electorate, every mark fits its byte (docs/wire.md), and nothing that
somebody wrote is left without effect on the count.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from evalsite.core import rules, weighing
from evalsite.core.campaign import Campaign, Electorate, Indicator, Scale, Type
from evalsite.core.codes import codes
from evalsite.core.contradictions import contradictions
from evalsite.core.coverage import coverage
from evalsite.core.findings import (
    CODE_CHARS,
    LONG_CHARS,
    NAME_CHARS,
    SEPARATORS,
    WHOLE_SHEET,
    Cell,
    Problem,
    meant,
    number_fault,
    repeated,
    text_fault,
)
from evalsite.core.fitting import fitting
from evalsite.core.questionnaire import ballot_size
from evalsite.core.rules import rankings, verdict_checks
from evalsite.core.saying import say

__all__ = ["Problem", "problems"]

MOST = {"subjects": 2000, "scales": 100, "indicators": 200, "electorates": 200, "rules": 500}
MOST_GRADES = 50
MOST_TICKETS = 100_000
MOST_BALLOT = 32 * 1024  # bytes; a sheet beyond that is more than anyone fills in on a phone
MOST_PLACES = 255  # a place in a ranking is one byte
MOST_POINTS = 1000


@dataclass(frozen=True, slots=True)
class _Text:
    field: str
    label: str
    most: int = NAME_CHARS
    required: bool = False
    lines: bool = False


_CODE = _Text("code", say("编号"), CODE_CHARS, required=True)
_NAME = _Text("name", say("名称"), required=True)
_TEXTS = {
    "subjects": (
        _CODE,
        _NAME,
        _Text("unit", say("所属单位")),
        _Text("group", say("对象组"), required=True),
        _Text("field", say("领域")),
    ),
    "scales": (_Text("name", say("等次表"), required=True),),
    "indicators": (_CODE, _NAME, _Text("hint", say("说明"), LONG_CHARS, lines=True)),
    "electorates": (_CODE, _NAME, _Text("unit", say("所属单位"))),
    "rules": (
        _Text("rule", say("规则"), required=True),
        _Text("scope", say("范围"), LONG_CHARS),
        _Text("params", say("参数"), LONG_CHARS),
    ),
}
_PART_NAMES = {
    "subjects": say("测评对象"),
    "scales": say("等次表"),
    "indicators": say("指标"),
    "electorates": say("票种"),
    "rules": say("规则"),
}
# Faults that leave no doubt which marks stand on which sheet: contradictory rules are looked for beside them.
_BESIDE = {
    "campaign": ("name", "organiser", "series", "round", "opens", "closes", "threshold", "rates.decimals"),
    "subjects": ("name", "field"),
    "indicators": ("name", "hint", "weight"),
    "electorates": ("name", "weight", "tickets", "spare"),
    "rules": ("rule", "scope", "params"),
}
_SUBJECTS: tuple[Cell, ...] = (("subjects", None, "*"),)


def problems(campaign: Campaign) -> list[Problem]:
    """Everything that stands in the way of publishing, in the order of the parts; empty when the campaign is fit.

    How many tickets make an electorate safe is not asked here: that is publishing's to say, since it can be
    acknowledged.
    """
    checks: tuple[Callable[[Campaign], Iterator[Problem]], ...] = (
        _own,
        _sizes,
        _texts,
        codes,
        _subjects,
        _scales,
        _indicators,
        _electorates,
        coverage,
        weighing.weights,
        _rules,
    )
    found = [problem for check in checks for problem in check(campaign)]
    if all(problem.field in _BESIDE.get(problem.part, ()) for problem in found):
        found += contradictions(campaign)
    return found or list(_ballot(campaign))


def _own(campaign: Campaign) -> Iterator[Problem]:
    """The fields of the campaign itself."""
    for field, label, required in (
        ("name", say("名称"), True),
        ("organiser", say("组织者"), False),
        ("series", say("系列"), False),
        ("round", say("期次"), False),
    ):
        if fault := text_fault(label, getattr(campaign, field), NAME_CHARS, required=required):
            yield Problem("campaign", None, field, *fault)
    for field, label in (("opens", say("开始时间")), ("closes", say("截止时间"))):
        if fault := _time_fault(label, getattr(campaign, field)):
            yield Problem("campaign", None, field, *fault)
    if campaign.opens and campaign.closes and campaign.closes <= campaign.opens:
        needs: tuple[Cell, ...] = (("campaign", None, "opens"),)
        yield Problem(
            "campaign", None, "closes", say("截止时间不晚于开始时间"), say("请把截止时间改到开始时间之后"), needs
        )
    for field, label, value, low, high in (
        ("threshold", say("公布下限"), campaign.threshold, 1, 1000),
        ("rates.decimals", say("小数位"), campaign.rates.decimals, 0, 6),
    ):
        if fault := number_fault(label, Fraction(value), low, high):
            yield Problem("campaign", None, field, *fault)


def _time_fault(label: str, time: datetime | None) -> tuple[str, str] | None:
    if time is None:
        return None
    if time.tzinfo is None:
        return say("{label}没有时区", label=label), say("请写明时区")
    if time.microsecond:
        return say("{label}精确到了秒以下", label=label), say("请写到分钟或秒")
    if not 2000 <= time.year <= 2100:
        return say("{label}是 {year} 年，应当写错了", label=label, year=time.year), say("请核对年份")
    return None


def _sizes(campaign: Campaign) -> Iterator[Problem]:
    for part, name in _PART_NAMES.items():
        count = len(getattr(campaign, part))
        if count == 0 and part not in ("scales", "rules"):
            yield Problem(part, None, "*", say("没有一个{name}", name=name), say("请至少写一个{name}", name=name))
        if count > MOST[part]:
            yield Problem(
                part,
                None,
                "*",
                say("共有 {count} 个{name}，太多", count=count, name=name),
                say("请分成几个活动，每个不超过 {most} 个", most=MOST[part]),
            )


def _texts(campaign: Campaign) -> Iterator[Problem]:
    for part, texts in _TEXTS.items():
        for index, line in enumerate(getattr(campaign, part)):
            for text in texts:
                value: str = getattr(line, text.field)
                if fault := text_fault(text.label, value, text.most, required=text.required, lines=text.lines):
                    yield Problem(part, index, text.field, *fault)


def _unique_names(part: str, lines: Sequence[Indicator] | Sequence[Electorate]) -> Iterator[Problem]:
    for index, first in repeated(line.name for line in lines):
        message = say("名称“{name}”重复，前面的“{code}”已经用了", name=lines[index].name, code=lines[first].code)
        yield Problem(part, index, "name", message, say("请换一个不同的名称"))


def _subjects(campaign: Campaign) -> Iterator[Problem]:
    yield from _subject_names(campaign)
    names, codes = {s.name for s in campaign.subjects}, {s.code for s in campaign.subjects if s.code}
    for index, subject in enumerate(campaign.subjects):
        if subject.kind not in ("unit", "person"):
            yield Problem(
                "subjects", index, "kind", say("类别“{kind}”不认识", kind=subject.kind), say("请填 单位 或 个人")
            )
        if any(mark in subject.group for mark in SEPARATORS):
            yield Problem(
                "subjects",
                index,
                "group",
                say("对象组“{group}”里有顿号或逗号", group=subject.group),
                say("一个对象只能在一个对象组里"),
            )
        if subject.group == WHOLE_SHEET:
            message = say("对象组不能叫“{whole_sheet}”，它另有用处", whole_sheet=WHOLE_SHEET)
            yield Problem("subjects", index, "group", message, say("请给对象组换一个名称"))
        if subject.unit in codes - names:
            yield Problem(
                "subjects", index, "unit", say("所属单位“{unit}”是编号", unit=subject.unit), say("请写单位的名称")
            )


def _subject_names(campaign: Campaign) -> Iterator[Problem]:
    """Names are unique, but two persons of different units may share one: that happens, and the unit tells them apart."""
    subjects = campaign.subjects
    for index, first in repeated(subject.name for subject in subjects):
        one, other = subjects[index], subjects[first]
        if one.kind == other.kind == "person" and one.unit != other.unit:
            continue
        remedy = say("请在名称后加单位等字样区别开") if one.kind == "person" else say("请换一个不同的名称")
        yield Problem(
            "subjects",
            index,
            "name",
            say("名称“{one}”重复，编号“{other}”已经用了", one=one.name, other=other.code),
            remedy,
        )


def _scales(campaign: Campaign) -> Iterator[Problem]:
    for index, _first in repeated(scale.name for scale in campaign.scales):
        yield Problem(
            "scales",
            index,
            "name",
            say("等次表“{name}”写了两次", name=campaign.scales[index].name),
            say("请合成一张表"),
        )
    for index, scale in enumerate(campaign.scales):
        if len(scale.grades) < 2:
            needs: tuple[Cell, ...] = (("scales", None, "name"),)
            message = say("等次表“{scale}”只有 {number} 个等次", scale=scale.name, number=len(scale.grades))
            yield Problem("scales", index, "name", message, say("请至少写两个等次"), needs)
        if len(scale.grades) > MOST_GRADES:
            message = say("等次表“{scale}”有 {number} 个等次，太多", scale=scale.name, number=len(scale.grades))
            yield Problem(
                "scales", index, "name", message, say("请减少到 {most_grades} 个以内", most_grades=MOST_GRADES)
            )
        yield from _grades(index, scale)


def _grades(index: int, scale: Scale) -> Iterator[Problem]:
    for number, grade in enumerate(scale.grades):
        if fault := text_fault(say("名称"), grade.name, NAME_CHARS, required=True):
            yield Problem("scales", index, f"grades.{number}.name", *fault)
        if grade.points is not None and (fault := number_fault(say("分值"), grade.points, -MOST_POINTS, MOST_POINTS)):
            yield Problem("scales", index, f"grades.{number}.points", *fault)
    for number, _first in repeated(grade.name for grade in scale.grades):
        message = say("等次“{grade}”在等次表“{scale}”里重复", grade=scale.grades[number].name, scale=scale.name)
        yield Problem("scales", index, f"grades.{number}.name", message, say("请删去一行，或换一个名称"))


def _indicators(campaign: Campaign) -> Iterator[Problem]:
    yield from _unique_names("indicators", campaign.indicators)
    scales = [scale.name for scale in campaign.scales]
    for index, indicator in enumerate(campaign.indicators):
        yield from _indicator_scale(index, indicator, scales)
        yield from _ranking(campaign, index, indicator)
        if indicator.whole and indicator.type is not Type.TEXT:
            message = say(
                "{type}题不能写“{whole_sheet}”，只有意见题可以",
                type=rules.TYPE_WORDS[indicator.type],
                whole_sheet=WHOLE_SHEET,
            )
            type_cell: tuple[Cell, ...] = (("indicators", index, "type"),)
            yield Problem(
                "indicators", index, "groups", message, say("请改写对象组的名称；留空就是所有对象"), type_cell
            )
        if indicator.whole and indicator.groups:
            message = say("“{whole_sheet}”不能和对象组写在一起", whole_sheet=WHOLE_SHEET)
            yield Problem(
                "indicators",
                index,
                "groups",
                message,
                say("请只写“{whole_sheet}”，或只写对象组", whole_sheet=WHOLE_SHEET),
            )


def _indicator_scale(index: int, indicator: Indicator, scales: list[str]) -> Iterator[Problem]:
    word, needs = rules.TYPE_WORDS[indicator.type], (("indicators", index, "type"), ("scales", None, "name"))
    if indicator.type not in (Type.GRADE, Type.CHOICE):
        if indicator.scale:
            yield Problem(
                "indicators", index, "scale", say("{word}题用不着等次表", word=word), say("请清空这一格"), needs
            )
    elif not indicator.scale:
        yield Problem(
            "indicators",
            index,
            "scale",
            say("{word}题没有写等次表", word=word),
            meant("", scales, say("等次表")),
            needs,
        )
    elif indicator.scale not in scales:
        message = say("没有等次表“{scale}”", scale=indicator.scale)
        # Whatever the type turns out to be: a scale that is not there is of use to none.
        yield Problem("indicators", index, "scale", message, meant(indicator.scale, scales, say("等次表")), needs[1:])


def _ranking(campaign: Campaign, index: int, indicator: Indicator) -> Iterator[Problem]:
    if indicator.type is not Type.RANK:
        return
    for voters in campaign.electorates:
        rated = sum(voters.rates(one) and indicator.applies_to(one.group) for one in campaign.subjects)
        if rated > MOST_PLACES:
            message = say("票种“{voters}”要给 {rated} 个对象排序，太多", voters=voters.name, rated=rated)
            remedy = say("请用适用对象组分开，每次排序不超过 {most_places} 个", most_places=MOST_PLACES)
            yield Problem("indicators", index, "groups", message, remedy, (("indicators", index, "type"),))


def _electorates(campaign: Campaign) -> Iterator[Problem]:
    yield from _unique_names("electorates", campaign.electorates)
    units = {subject.name for subject in campaign.subjects} | {subject.unit for subject in campaign.subjects}
    for index, voters in enumerate(campaign.electorates):
        if fault := number_fault(say("发票数"), Fraction(voters.tickets), 1, MOST_TICKETS):
            yield Problem("electorates", index, "tickets", *fault)
        elif fault := number_fault(say("备用条"), Fraction(voters.spare), 0, voters.tickets - 1):
            yield Problem("electorates", index, "spare", *fault, (("electorates", index, "tickets"),))
        if not voters.groups:
            yield Problem(
                "electorates",
                index,
                "groups",
                say("评议对象组是空的"),
                say("请填写这个票种评议的对象组，几个之间用顿号隔开"),
            )
        if voters.unit and voters.unit not in units:
            known = [subject.name for subject in campaign.subjects if subject.kind == "unit"]
            message = say("所属单位“{unit}”不在测评对象里", unit=voters.unit)
            yield Problem("electorates", index, "unit", message, meant(voters.unit, known, say("单位")), _SUBJECTS)


def _rules(campaign: Campaign) -> Iterator[Problem]:
    """The lines that cannot be carried out; and fields that no line accounts for, which an export would lose."""
    ruled, failed = rules.apply(campaign)
    yield from failed
    yield from verdict_checks.check(ruled, failed)
    yield from rankings.check(ruled)
    if not failed and ruled != campaign:
        yield Problem("rules", None, "params", say("限额、选择数等设置与规则不一致"), say("请按规则重新设置"))
    if not failed:
        yield from fitting(ruled)


def _ballot(campaign: Campaign) -> Iterator[Problem]:
    """How big a ballot gets. Asked only where nothing else is wrong: a sheet cannot be drawn up otherwise."""
    size = ballot_size(campaign)
    if size > MOST_BALLOT:
        message = say(
            "一张选票有 {size} 字节，超过 {most_ballot} 字节，手机上填不完", size=size, most_ballot=MOST_BALLOT
        )
        yield Problem("indicators", None, "*", message, say("请减少对象或指标，或分成几个活动"))
