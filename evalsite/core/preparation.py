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


_CODE = _Text("code", "编号", CODE_CHARS, required=True)
_NAME = _Text("name", "名称", required=True)
_TEXTS = {
    "subjects": (
        _CODE,
        _NAME,
        _Text("unit", "所属单位"),
        _Text("group", "对象组", required=True),
        _Text("field", "领域"),
    ),
    "scales": (_Text("name", "等次表", required=True),),
    "indicators": (_CODE, _NAME, _Text("hint", "说明", LONG_CHARS, lines=True)),
    "electorates": (_CODE, _NAME, _Text("unit", "所属单位")),
    "rules": (
        _Text("rule", "规则", required=True),
        _Text("scope", "范围", LONG_CHARS),
        _Text("params", "参数", LONG_CHARS),
    ),
}
_PART_NAMES = {
    "subjects": "测评对象",
    "scales": "等次表",
    "indicators": "指标",
    "electorates": "票种",
    "rules": "规则",
}
# Faults that leave no doubt which marks stand on which sheet: contradictory rules are looked for beside them.
_BESIDE = {
    "campaign": ("name", "organiser", "series", "round", "opens", "closes", "threshold", "rates.decimals"),
    "subjects": ("name", "field"),
    "indicators": ("name", "hint", "weight"),
    "electorates": ("name", "weight", "tickets"),
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
        ("name", "名称", True),
        ("organiser", "组织者", False),
        ("series", "系列", False),
        ("round", "期次", False),
    ):
        if fault := text_fault(label, getattr(campaign, field), NAME_CHARS, required=required):
            yield Problem("campaign", None, field, *fault)
    for field, label in (("opens", "开始时间"), ("closes", "截止时间")):
        if fault := _time_fault(label, getattr(campaign, field)):
            yield Problem("campaign", None, field, *fault)
    if campaign.opens and campaign.closes and campaign.closes <= campaign.opens:
        needs: tuple[Cell, ...] = (("campaign", None, "opens"),)
        yield Problem("campaign", None, "closes", "截止时间不晚于开始时间", "请把截止时间改到开始时间之后", needs)
    for field, label, value, low, high in (
        ("threshold", "公布下限", campaign.threshold, 1, 1000),
        ("rates.decimals", "小数位", campaign.rates.decimals, 0, 6),
    ):
        if fault := number_fault(label, Fraction(value), low, high):
            yield Problem("campaign", None, field, *fault)


def _time_fault(label: str, time: datetime | None) -> tuple[str, str] | None:
    if time is None:
        return None
    if time.tzinfo is None:
        return f"{label}没有时区", "请写明时区"
    if time.microsecond:
        return f"{label}精确到了秒以下", "请写到分钟或秒"
    if not 2000 <= time.year <= 2100:
        return f"{label}是 {time.year} 年，应当写错了", "请核对年份"
    return None


def _sizes(campaign: Campaign) -> Iterator[Problem]:
    for part, name in _PART_NAMES.items():
        count = len(getattr(campaign, part))
        if count == 0 and part not in ("scales", "rules"):
            yield Problem(part, None, "*", f"没有一个{name}", f"请至少写一个{name}")
        if count > MOST[part]:
            yield Problem(
                part, None, "*", f"共有 {count} 个{name}，太多", f"请分成几个活动，每个不超过 {MOST[part]} 个"
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
        message = f"名称“{lines[index].name}”重复，前面的“{lines[first].code}”已经用了"
        yield Problem(part, index, "name", message, "请换一个不同的名称")


def _subjects(campaign: Campaign) -> Iterator[Problem]:
    yield from _subject_names(campaign)
    names, codes = {s.name for s in campaign.subjects}, {s.code for s in campaign.subjects if s.code}
    for index, subject in enumerate(campaign.subjects):
        if subject.kind not in ("unit", "person"):
            yield Problem("subjects", index, "kind", f"类别“{subject.kind}”不认识", "请填 单位 或 个人")
        if any(mark in subject.group for mark in SEPARATORS):
            yield Problem(
                "subjects", index, "group", f"对象组“{subject.group}”里有顿号或逗号", "一个对象只能在一个对象组里"
            )
        if subject.group == WHOLE_SHEET:
            message = f"对象组不能叫“{WHOLE_SHEET}”，它另有用处"
            yield Problem("subjects", index, "group", message, "请给对象组换一个名称")
        if subject.unit in codes - names:
            yield Problem("subjects", index, "unit", f"所属单位“{subject.unit}”是编号", "请写单位的名称")


def _subject_names(campaign: Campaign) -> Iterator[Problem]:
    """Names are unique, but two persons of different units may share one: that happens, and the unit tells them apart."""
    subjects = campaign.subjects
    for index, first in repeated(subject.name for subject in subjects):
        one, other = subjects[index], subjects[first]
        if one.kind == other.kind == "person" and one.unit != other.unit:
            continue
        remedy = "请在名称后加单位等字样区别开" if one.kind == "person" else "请换一个不同的名称"
        yield Problem("subjects", index, "name", f"名称“{one.name}”重复，编号“{other.code}”已经用了", remedy)


def _scales(campaign: Campaign) -> Iterator[Problem]:
    for index, _first in repeated(scale.name for scale in campaign.scales):
        yield Problem("scales", index, "name", f"等次表“{campaign.scales[index].name}”写了两次", "请合成一张表")
    for index, scale in enumerate(campaign.scales):
        if len(scale.grades) < 2:
            needs: tuple[Cell, ...] = (("scales", None, "name"),)
            message = f"等次表“{scale.name}”只有 {len(scale.grades)} 个等次"
            yield Problem("scales", index, "name", message, "请至少写两个等次", needs)
        if len(scale.grades) > MOST_GRADES:
            message = f"等次表“{scale.name}”有 {len(scale.grades)} 个等次，太多"
            yield Problem("scales", index, "name", message, f"请减少到 {MOST_GRADES} 个以内")
        yield from _grades(index, scale)


def _grades(index: int, scale: Scale) -> Iterator[Problem]:
    for number, grade in enumerate(scale.grades):
        if fault := text_fault("名称", grade.name, NAME_CHARS, required=True):
            yield Problem("scales", index, f"grades.{number}.name", *fault)
        if grade.points is not None and (fault := number_fault("分值", grade.points, -MOST_POINTS, MOST_POINTS)):
            yield Problem("scales", index, f"grades.{number}.points", *fault)
    for number, _first in repeated(grade.name for grade in scale.grades):
        message = f"等次“{scale.grades[number].name}”在等次表“{scale.name}”里重复"
        yield Problem("scales", index, f"grades.{number}.name", message, "请删去一行，或换一个名称")


def _indicators(campaign: Campaign) -> Iterator[Problem]:
    yield from _unique_names("indicators", campaign.indicators)
    scales = [scale.name for scale in campaign.scales]
    for index, indicator in enumerate(campaign.indicators):
        yield from _indicator_scale(index, indicator, scales)
        yield from _ranking(campaign, index, indicator)
        if indicator.whole and indicator.type is not Type.TEXT:
            message = f"{rules.TYPE_WORDS[indicator.type]}题不能写“{WHOLE_SHEET}”，只有意见题可以"
            type_cell: tuple[Cell, ...] = (("indicators", index, "type"),)
            yield Problem("indicators", index, "groups", message, "请改写对象组的名称；留空就是所有对象", type_cell)
        if indicator.whole and indicator.groups:
            message = f"“{WHOLE_SHEET}”不能和对象组写在一起"
            yield Problem("indicators", index, "groups", message, f"请只写“{WHOLE_SHEET}”，或只写对象组")


def _indicator_scale(index: int, indicator: Indicator, scales: list[str]) -> Iterator[Problem]:
    word, needs = rules.TYPE_WORDS[indicator.type], (("indicators", index, "type"), ("scales", None, "name"))
    if indicator.type not in (Type.GRADE, Type.CHOICE):
        if indicator.scale:
            yield Problem("indicators", index, "scale", f"{word}题用不着等次表", "请清空这一格", needs)
    elif not indicator.scale:
        yield Problem("indicators", index, "scale", f"{word}题没有写等次表", meant("", scales, "等次表"), needs)
    elif indicator.scale not in scales:
        message = f"没有等次表“{indicator.scale}”"
        # Whatever the type turns out to be: a scale that is not there is of use to none.
        yield Problem("indicators", index, "scale", message, meant(indicator.scale, scales, "等次表"), needs[1:])


def _ranking(campaign: Campaign, index: int, indicator: Indicator) -> Iterator[Problem]:
    if indicator.type is not Type.RANK:
        return
    for voters in campaign.electorates:
        rated = sum(voters.rates(one) and indicator.applies_to(one.group) for one in campaign.subjects)
        if rated > MOST_PLACES:
            message = f"票种“{voters.name}”要给 {rated} 个对象排序，太多"
            remedy = f"请用适用对象组分开，每次排序不超过 {MOST_PLACES} 个"
            yield Problem("indicators", index, "groups", message, remedy, (("indicators", index, "type"),))


def _electorates(campaign: Campaign) -> Iterator[Problem]:
    yield from _unique_names("electorates", campaign.electorates)
    units = {subject.name for subject in campaign.subjects} | {subject.unit for subject in campaign.subjects}
    for index, voters in enumerate(campaign.electorates):
        if fault := number_fault("发票数", Fraction(voters.tickets), 1, MOST_TICKETS):
            yield Problem("electorates", index, "tickets", *fault)
        if not voters.groups:
            yield Problem(
                "electorates", index, "groups", "评议对象组是空的", "请填写这个票种评议的对象组，几个之间用顿号隔开"
            )
        if voters.unit and voters.unit not in units:
            known = [subject.name for subject in campaign.subjects if subject.kind == "unit"]
            message = f"所属单位“{voters.unit}”不在测评对象里"
            yield Problem("electorates", index, "unit", message, meant(voters.unit, known, "单位"), _SUBJECTS)


def _rules(campaign: Campaign) -> Iterator[Problem]:
    """The lines that cannot be carried out; and fields that no line accounts for, which an export would lose."""
    ruled, failed = rules.apply(campaign)
    yield from failed
    yield from verdict_checks.check(ruled, failed)
    yield from rankings.check(ruled)
    if not failed and ruled != campaign:
        yield Problem("rules", None, "params", "限额、选择数等设置与规则不一致", "请按规则重新设置")
    if not failed:
        yield from fitting(ruled)


def _ballot(campaign: Campaign) -> Iterator[Problem]:
    """How big a ballot gets. Asked only where nothing else is wrong: a sheet cannot be drawn up otherwise."""
    size = ballot_size(campaign)
    if size > MOST_BALLOT:
        message = f"一张选票有 {size} 字节，超过 {MOST_BALLOT} 字节，手机上填不完"
        yield Problem("indicators", None, "*", message, "请减少对象或指标，或分成几个活动")
