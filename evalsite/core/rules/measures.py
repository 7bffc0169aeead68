"""What conditions look at, as people write it: rates of grades (优秀+称职率) and scores (得分), of one indicator or in all."""

import re
from collections.abc import Iterable
from fractions import Fraction

from evalsite.core.campaign import Campaign, Indicator, Rule, Type
from evalsite.core.findings import DECIMALS, Cell, meant, squeezed
from evalsite.core.rules.reading import SCALES, Unclear, find_grade
from evalsite.core.saying import joined, say
from evalsite.core.verdicts import Condition, Measure, Sense
from evalsite.core.votes import NOMINATED

EXAMPLE = say("优秀率≥90%、优秀+称职率≥2/3、总体评价的优秀率≥80%、得分≥85、60≤得分<75")
TOTALS = ("得分", "总分", "总得分", "综合得分", "平均分", "均分")
_VALUE = rf"(?:-?\d{{1,6}}(?:\.\d{{1,{DECIMALS}}})?%?|\d{{1,4}}/\d{{1,4}})"
_SENSES = {
    Sense.AT_LEAST: ("≥", ">=", "≧", "⩾", "不低于", "不少于", "不小于", "至少", "达到"),
    Sense.AT_MOST: ("≤", "<=", "≦", "⩽", "不超过", "不高于", "不大于", "至多", "最多"),
    Sense.ABOVE: (">", "超过", "高于", "大于", "多于"),
    Sense.BELOW: ("<", "低于", "小于", "少于", "不足", "不到"),
}
_WRITTEN = {word: sense for sense, words in _SENSES.items() for word in words}
# Longer words first: "不超过" is not "超过", ">=" is not ">".
_SENSE = "|".join(sorted(_WRITTEN, key=len, reverse=True))
_MIRRORED = {
    Sense.AT_LEAST: Sense.AT_MOST,
    Sense.AT_MOST: Sense.AT_LEAST,
    Sense.ABOVE: Sense.BELOW,
    Sense.BELOW: Sense.ABOVE,
}
_CONDITION = re.compile(rf"(?:({_VALUE})({_SENSE}))?(.+?)(?:({_SENSE})({_VALUE}))?")
_BARE = re.compile(rf"({_SENSE})({_VALUE})")
_NAMES: tuple[Cell, ...] = (("indicators", None, "*"), *SCALES, ("subjects", None, "group"))


def groups_of(campaign: Campaign, group: str) -> list[str]:
    """The groups that a line speaks of: the one it names, or all."""
    return [group] if group else list(dict.fromkeys(one.group for one in campaign.subjects))


def find_group(campaign: Campaign, line: Rule) -> str:
    """The group of subjects that a line's scope names; empty where the scope is. Raises Unclear."""
    groups = groups_of(campaign, "")
    for group in groups:
        if line.scope and squeezed(group) == squeezed(line.scope):
            return group
    if line.scope:
        needs: tuple[Cell, ...] = (("subjects", None, "group"),)
        raise Unclear(
            "scope", say("没有对象组“{scope}”", scope=line.scope), meant(line.scope, groups, say("对象组")), needs
        )
    return ""


def read_conditions(campaign: Campaign, group: str, text: str) -> tuple[Condition, ...]:
    """The conditions that "优秀率≥90%且不称职率<10%" joins. Raises Unclear."""
    found: list[Condition] = []
    for part in re.split("并且|且", squeezed(text)):
        bare = _BARE.fullmatch(part)
        if bare and found:  # "得分≥75且<85": of the same measure
            measure = found[-1].measure
            found.append(Condition(measure, _WRITTEN[bare[1]], _bound(measure, bare[2])))
        else:
            found += _conditions(campaign, group, part)
    return tuple(found)


def _conditions(campaign: Campaign, group: str, text: str) -> Iterable[Condition]:
    """One comparison, or the two of "60≤得分<75"."""
    found = _CONDITION.fullmatch(text)
    if found is None or not (found[1] or found[5]):
        raise Unclear("params", say("条件“{text}”看不懂", text=text), say("请照这样写：{example}", example=EXAMPLE))
    measure = read_measure(campaign, group, found[3])
    if found[1]:
        yield Condition(measure, _MIRRORED[_WRITTEN[found[2]]], _bound(measure, found[1]))
    if found[5]:
        yield Condition(measure, _WRITTEN[found[4]], _bound(measure, found[5]))


def _bound(measure: Measure, text: str) -> Fraction:
    """The value that a measure is held against: in percent for a rate, in points for a score."""
    if not measure.grades:
        if "%" in text or "/" in text:
            raise Unclear("params", say("得分不能和“{text}”比", text=text), say("得分请写成数，如 得分≥85"))
        return Fraction(text)
    if "/" in text:
        part, whole = (int(one) for one in text.split("/"))
        bound = Fraction(100 * part, whole) if whole else None
    else:
        bound = Fraction(text[:-1]) if text.endswith("%") else None
    if bound is None:
        raise Unclear("params", say("率“{text}”没有写成百分数", text=text), say("请写成百分数或分数，如 90% 或 2/3"))
    if not 0 <= bound <= 100:
        raise Unclear("params", say("率 {text} 不在 0 到 100% 之间", text=text), say("请填 0 到 100% 之间的比例"))
    return bound


def read_measure(campaign: Campaign, group: str, text: str) -> Measure:
    """The measure that is meant, its indicator found where only one can be meant. Raises Unclear."""
    text = squeezed(text)
    if text in TOTALS:
        return Measure()
    named, rest = _named(campaign, text)
    if rest.endswith("率"):
        written = rest[:-1].replace("率+", "+").split("+")
        return _rate(campaign, group, named, written, text)
    if named is not None and rest in TOTALS:
        if not named.scored and named.type is not Type.RANK:  # which has points by a line that may come later
            message = say("“{named}”不计分，没有得分", named=named.name)
            raise Unclear("params", message, say("请换成等次题或打分题"), _NAMES)
        return Measure(named.code)
    raise Unclear(
        "params", say("看不懂“{text}”是什么", text=text), say("请照这样写：{example}", example=EXAMPLE), _NAMES
    )


def _named(campaign: Campaign, text: str) -> tuple[Indicator | None, str]:
    """The indicator that "总体评价的优秀率" begins with, the longest that fits, and what follows; else None and all."""
    found: tuple[Indicator | None, str] = None, text
    for indicator in campaign.indicators:
        for name in (indicator.code, indicator.name):
            for link in ("的", "·", ":"):
                start = squeezed(name) + link
                if name and text.startswith(start) and len(text) - len(start) < len(found[1]):
                    found = indicator, text[len(start) :]
    return found


def _options(campaign: Campaign, indicator: Indicator) -> list[str]:
    """The grades that an indicator has rates of."""
    if indicator.type is Type.NOMINATE:
        return [NOMINATED]
    return [grade.name for scale in campaign.scales if scale.name == indicator.scale for grade in scale.grades]


def _rate(campaign: Campaign, group: str, named: Indicator | None, written: list[str], text: str) -> Measure:
    indicator = named or _only(campaign, group, written, text)
    if indicator.type not in (Type.GRADE, Type.NOMINATE):
        raise Unclear(
            "params",
            say("“{indicator}”没有等次，没有率", indicator=indicator.name),
            say("请换成等次题或推荐题"),
            _NAMES,
        )
    if indicator.type is Type.NOMINATE:
        if written != [NOMINATED]:
            raise Unclear(
                "params",
                say("推荐题“{indicator}”只有推荐率", indicator=indicator.name),
                say("请写成 推荐率≥50%"),
                _NAMES,
            )
        return Measure(indicator.code, (NOMINATED,))
    grades = tuple(find_grade(campaign, indicator, one) for one in written)
    if len(set(grades)) < len(grades):
        raise Unclear("params", say("“{text}”里有等次写了两次", text=text), say("请每个等次只写一次"))
    out = [g.name for s in campaign.scales if s.name == indicator.scale for g in s.grades if not g.counts]
    for grade in grades:
        if grade in out:
            raise Unclear(
                "params",
                say("“{grade}”不计入分母，没有率", grade=grade),
                say("请换一个等次，或把“计入分母”改为是"),
                _NAMES,
            )
    return Measure(indicator.code, grades)


def _only(campaign: Campaign, group: str, written: list[str], text: str) -> Indicator:
    """The one indicator that has all these grades and is asked about the group. Raises Unclear for none and several."""
    groups = groups_of(campaign, group)
    rated = [
        one
        for one in campaign.indicators
        if one.type in (Type.GRADE, Type.NOMINATE) and any(one.applies_to(each) for each in groups)
    ]
    fit = [one for one in rated if set(written) <= {squeezed(name) for name in _options(campaign, one)}]
    if len(fit) == 1:
        return fit[0]
    if fit:
        names = joined("、", (f"“{one.name}”" for one in fit[:6]))
        message = say("“{text}”没有写明是哪项指标的率：{names}都有这些等次", text=text, names=names)
        raise Unclear("params", message, say("请写成 {name}的{text}", name=fit[0].name, text=text), _NAMES)
    known = list(dict.fromkeys(name for one in rated for name in _options(campaign, one)))
    wrong = next((one for one in written if one not in {squeezed(name) for name in known}), "+".join(written))
    raise Unclear(
        "params", say("没有一项指标的等次里有“{wrong}”", wrong=wrong), meant(wrong, known, say("等次")), _NAMES
    )
