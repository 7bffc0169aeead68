"""等次评定 and 强制分布: rules that make verdicts of figures (core/verdicts.py)."""

import re
from dataclasses import replace
from fractions import Fraction

from evalsite.core.campaign import Campaign, Rule
from evalsite.core.findings import NAME_CHARS, shown, squeezed
from evalsite.core.rules.measures import EXAMPLE, find_group, read_conditions, read_measure
from evalsite.core.rules.reading import AT_MOST, NUMBER, Known, Outcome, Unclear, unreadable
from evalsite.core.saying import say
from evalsite.core.verdicts import Band, Ladder, Measure, Share

REST = ("其余", "其他", "其它")
_LIMIT = re.compile(rf"(.+?){AT_MOST}(?:({NUMBER})%|(\d{{1,4}})/(\d{{1,4}})|(\d{{1,6}})(?:个|名|人)?)")
_TO = re.compile("(?:超出|超过|超额|其余)的?(?:对象)?(?:评为|列为|定为|降为|记为|为)(.+)")
_BY = re.compile("按(.+?)(?:排序|排名|排列|从高到低|高低)?")


def _parts(text: str, separators: str) -> list[str]:
    return [part.strip() for part in re.split(f"[{separators}]", text) if part.strip()]


def _ladder(campaign: Campaign, line: Rule) -> Outcome:
    group = find_group(campaign, line)
    bands: list[Band] = []
    rest = ""
    for part in _parts(line.params, ";；,，"):
        condition, verdict = _arm(part)
        if rest:
            raise Unclear("params", say("“其余”后面还写了“{part}”，轮不到它", part=part), say("请把“其余”写在最后"))
        if squeezed(condition) in REST:
            rest = verdict
        else:
            bands.append(Band(verdict, read_conditions(campaign, group, condition)))
    if not bands:
        raise unreadable(line.params, KNOWN["等次评定"].example)
    ladder = Ladder(group, tuple(bands), rest)
    scheme = replace(campaign.scheme, ladders=(*campaign.scheme.ladders, ladder))
    return Outcome(replace(campaign, scheme=scheme), (group,))


def _arm(part: str) -> tuple[str, str]:
    """Condition and verdict of "优秀率≥90%：优秀". A verdict holds no colon, so the last one parts them."""
    condition, _, verdict = part.replace("：", ":").rpartition(":")
    condition, verdict = condition.strip(), squeezed(verdict)
    if not condition or not verdict:
        raise Unclear(
            "params",
            say("“{part}”看不懂", part=part),
            say("请照这样写：条件：等次；其余：等次。条件如 {example}", example=EXAMPLE),
        )
    if len(verdict) > NAME_CHARS:
        raise Unclear(
            "params",
            say("等次“{verdict}…”太长", verdict=verdict[:12]),
            say("请缩短到 {name_chars} 个字以内", name_chars=NAME_CHARS),
        )
    return condition, verdict


def _share(campaign: Campaign, line: Rule) -> Outcome:
    group = find_group(campaign, line)
    first, *others = _parts(line.params, ",，;；") or [""]
    found = _LIMIT.fullmatch(squeezed(first))
    if found is None:
        raise unreadable(line.params, KNOWN["强制分布"].example)
    to, by = "", Measure()
    for other in others:
        if target := _TO.fullmatch(squeezed(other)):
            to = target[1]
        elif order := _BY.fullmatch(squeezed(other)):
            by = read_measure(campaign, group, order[1])
        else:
            raise Unclear(
                "params",
                say("“{other}”看不懂", other=other),
                say("请照这样写：{example}", example=KNOWN["强制分布"].example),
            )
    percent, count = _limit(found)
    share = Share(group, found[1], to, percent, count, by)
    scheme = replace(campaign.scheme, shares=(*campaign.scheme.shares, share))
    return Outcome(replace(campaign, scheme=scheme), (group, share.verdict))


def _limit(found: re.Match[str]) -> tuple[Fraction | None, int | None]:
    """(percent, None) or (None, number of subjects)."""
    if found[5]:
        if not int(found[5]):
            raise Unclear("params", say("个数 0 不是正整数"), say("请填 1 以上的整数，或写成百分数，如 优秀≤30%"))
        return None, int(found[5])
    if found[2]:
        percent = Fraction(found[2])
    else:
        percent = Fraction(100 * int(found[3]), int(found[4])) if int(found[4]) else Fraction(0)
    if not 0 < percent < 100:
        raise Unclear(
            "params", say("比例 {percent}% 不起限制作用", percent=shown(percent)), say("请填大于 0、小于 100% 的比例")
        )
    return percent, None


KNOWN = {
    "等次评定": Known(
        say("对象组；留空为没有另写的各组"),
        say("优秀率≥90%：优秀；不称职率≥50%：不称职；其余：称职，或 得分≥85：优秀；得分≥60：合格；其余：不合格"),
        _ladder,
    ),
    "强制分布": Known(
        say("对象组；留空为没有另写的各组，每组分别计算"), say("优秀≤30%，或 优秀≤2，超出评为良好，按优秀率"), _share
    ),
}
