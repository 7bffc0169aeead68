"""The printed rules: how a campaign was counted, in sentences. A result without its rule cannot be checked by anyone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from evalsite.core import ballotwords, rules, schemewords, verdictwords, visibility
from evalsite.core.campaign import Base, Campaign, Missing, Order, Rounding, Scale, Type
from evalsite.core.decimals import decimal
from evalsite.core.points import highest
from evalsite.core.scheme import Small

BASES = {
    Base.RETURNED: "收回票数",
    Base.VALID: "有效票数",
    Base.DUE: "应到人数（发票数）",
    Base.PRESENT: "到会人数（签章数）",
}
ROUNDINGS = {
    Rounding.HALF_UP: "四舍五入",
    Rounding.TRUNCATE: "多余位数直接舍去",
    Rounding.LAST_TAKES_REST: "四舍五入，同一指标的最后一个等次取其余数（没有票的不取），使各等次之和与合计一致",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One rule: a short title and what it says."""

    title: str
    text: str


ORDERS = {
    Order.GIVEN: "",
    Order.REGISTER: "测评表上的对象在各对象组内按名册次序排列。",
    Order.STROKES: "测评表上的对象在各对象组内按姓氏（名称）笔画排列。",
}


def rules_in_words(campaign: Campaign) -> tuple[Sentence, ...]:
    """Every rule that shaped the figures, in the order of the count. Rules without effect here are left out."""
    found = (
        Sentence("得票率", _rates(campaign)),
        Sentence("小数", _decimals(campaign)),
        Sentence("分值", _points(campaign)),
        Sentence("去极值", schemewords.trimmings(campaign)),
        Sentence("分段赋分", schemewords.bands(campaign)),
        Sentence("名次赋分", schemewords.placings(campaign)),
        Sentence("指标权重", _indicator_weights(campaign)),
        Sentence("票种权重", _electorate_weights(campaign)),
        Sentence("总分满分", schemewords.full(campaign)),
        Sentence("排名", _ranks(campaign)),
        Sentence("缺项", _missing(campaign)),
        Sentence("限额", ballotwords.limits_words(campaign, scores=False)),
        Sentence("分数限额", ballotwords.limits_words(campaign, scores=True)),
        Sentence("不得全同", ballotwords.varied_words(campaign)),
        Sentence("总评一致", ballotwords.overalls_words(campaign)),
        Sentence("选择数", _numbers(campaign)),
        Sentence("排序", _orderings(campaign)),
        Sentence("回避", _own_unit(campaign)),
        Sentence("等次评定", verdictwords.ladders(campaign)),
        Sentence("等次比例", verdictwords.shares(campaign)),
        Sentence("法定人数", verdictwords.quorums(campaign)),
        Sentence("对象次序", ORDERS[campaign.order]),
        Sentence("封箱", "" if campaign.closes_itself else "截止以后由组织者封箱，系统不自动封箱。"),
        Sentence("合并计票", _pools(campaign)),
        Sentence("票种明细", "" if campaign.scheme.details else _totals_only(campaign)),
        Sentence("公布下限", _limit(campaign)),
        Sentence("可见范围", visibility.in_words(campaign.visibility)),
    )
    return tuple(sentence for sentence in found if sentence.text)


def meanings(campaign: Campaign) -> tuple[str, ...]:
    """What each line of the 规则 sheet says by itself, in the order of the lines, each of which must be understood.

    "" for a line after which the printed rules read as before, as where it writes out what holds anyway.
    """
    plain = set(rules_in_words(rules.apply(replace(campaign, rules=()))[0]))
    found: list[str] = []
    for number, line in enumerate(campaign.rules):
        alone, failed = rules.apply(replace(campaign, rules=(line,)))
        before = plain
        if failed:  # it rests on lines before it
            alone = rules.apply(replace(campaign, rules=campaign.rules[: number + 1]))[0]
            before = set(rules_in_words(rules.apply(replace(campaign, rules=campaign.rules[:number]))[0]))
        new = [sentence for sentence in rules_in_words(alone) if sentence not in before]
        found.append("".join(f"{sentence.title}：{sentence.text}" for sentence in new))
    return tuple(found)


def _totals_only(campaign: Campaign) -> str:
    text = "只公布合计，不公布单个票种的数字。"
    if len(campaign.counted) > 1:
        text += "由几个票种的分合成得分的，只公布得分和名次，不公布合计票数（两样都公布就能推算出单个票种）。"
    return text


def _quoted(names: Iterable[str]) -> str:
    return "、".join(f"“{name}”" for name in names)


def _scales_in_use(campaign: Campaign) -> list[Scale]:
    graded = {i.scale for i in campaign.indicators if i.type is Type.GRADE}
    return [scale for scale in campaign.scales if scale.name in graded]


def _scored(campaign: Campaign) -> bool:
    """Whether any mark has points; otherwise there are no scores to explain."""
    return any(highest(campaign, one) is not None for one in campaign.indicators)


def _rates(campaign: Campaign) -> str:
    if all(i.type in (Type.SCORE, Type.TEXT) for i in campaign.indicators):
        return ""
    text = f"得票率 = 票数 ÷ {BASES[campaign.rates.base]}。"
    out = dict.fromkeys(g.name for s in _scales_in_use(campaign) for g in s.grades if not g.counts)
    if out and campaign.rates.base.people:
        return f"{text}{_quoted(out)}不计得票率。"
    return f"{text}{_quoted(out)}的票不计入分母。" if out else text


def _decimals(campaign: Campaign) -> str:
    rates = campaign.rates
    places = f"保留 {rates.decimals} 位小数" if rates.decimals else "取整数"
    zeros = "" if rates.keep_zeros or not rates.decimals else "，末尾的零不写"
    return f"得票率和得分按精确值计算，公布时{places}，{ROUNDINGS[rates.rounding]}{zeros}。"


def _points(campaign: Campaign) -> str:
    """What single marks are worth; a scale whose indicators have bands is passed over, its points count for nothing."""
    parts: list[str] = []
    valued = {i.scale for i in campaign.indicators if i.type is Type.GRADE and not campaign.scheme.bands_of(i.code)}
    scales = [s for s in campaign.scales if s.name in valued and any(g.points is not None for g in s.grades)]
    for scale in scales:
        worth = "、".join(f"{g.name} {decimal(g.points)} 分" for g in scale.grades if g.points is not None)
        blank = _quoted(g.name for g in scale.grades if g.points is None)
        name = f"{scale.name}：" if len(scales) > 1 else ""
        parts.append(name + worth + (f"；{blank}不计分" if blank else "") + "。")
    ranges = dict.fromkeys(f"{i.low} 至 {i.high} 分" for i in campaign.indicators if i.type is Type.SCORE)
    parts += [f"打分项 {one}。" for one in ranges]
    if parts:
        parts.append("每个票种先求平均分。")
    return "".join(parts)


def _shares(weights: list[tuple[str, Fraction]], of: int) -> str:
    """Weights as written. Blank ones among them are equal: those of another group of subjects, or beside zeros."""
    rest = "，未列出的权重相同" if len(weights) < of else ""
    return "、".join(f"{name} {decimal(weight)}" for name, weight in weights) + rest


def _indicator_weights(campaign: Campaign) -> str:
    scored = [i for i in campaign.indicators if campaign.is_scored(i)]
    if len(scored) < 2 or not _scored(campaign):
        return ""
    given = [(i.name, i.weight) for i in scored if i.weight is not None]
    if levels := schemewords.indicator_levels(campaign):
        rest = "某项指标没有有效评分时，其权重由同组其余指标按比例分担。"
        return f"{levels}；先在组内、再在组间按权重加权平均，没有写权重的相同。{rest}"
    if not given:
        return "各指标权重相同，总分为各指标得分的平均。"
    rest = "某项指标没有有效评分时，其权重由其余指标按比例分担。"
    return f"{_shares(given, len(scored))}；总分为各指标得分按权重的加权平均。{rest}"


def _electorate_weights(campaign: Campaign) -> str:
    if len(campaign.counted) < 2 or not _scored(campaign):
        return ""
    given = [(e.name, e.weight) for e in campaign.counted if e.weight is not None]
    rest = schemewords.empty(campaign)
    if levels := schemewords.electorate_levels(campaign):
        return f"{levels}；先在组内、再在组间按权重加权平均，没有写权重的相同。{rest}"
    if not given:
        return f"各票种权重相同，合计为各票种得分的平均。{rest}"
    return f"{_shares(given, len(campaign.counted))}；合计为各票种得分按权重的加权平均。{rest}"


def _ranks(campaign: Campaign) -> str:
    if not _scored(campaign):
        return ""
    return "同一对象组内按未经舍入的得分从高到低排列，得分相同的名次相同；未公布的得分不参加排名。"


def _missing(campaign: Campaign) -> str:
    if campaign.missing is Missing.VOID:
        return "必答项漏填的，整张票作废。"
    return "没有填的项按弃权处理，同一张票的其他项仍然有效。"


def _numbers(campaign: Campaign) -> str:
    """How many may be chosen or nominated, where that is limited."""
    parts: list[str] = []
    for one in campaign.indicators:
        limits = (f"最少 {one.least} 个" if one.least else "", f"最多 {one.most} 个" if one.most else "")
        if one.type in (Type.CHOICE, Type.NOMINATE) and any(limits):
            parts.append(f"“{one.name}”{'、'.join(limit for limit in limits if limit)}")
    return "；".join(parts) + "，不符的整张票作废。" if parts else ""


def _orderings(campaign: Campaign) -> str:
    ranked = [one for one in campaign.indicators if one.type is Type.RANK]
    parts = (f"“{one.name}”{'名次可以并列' if one.ties else '名次不得重复'}" for one in ranked)
    return f"{'；'.join(parts)}，须排满全部对象{verdictwords.orders(campaign, ranked)}" if ranked else ""


def _own_unit(campaign: Campaign) -> str:
    if any(e.unit for e in campaign.electorates):
        return "限定所属单位的票种，不评本单位和本单位的人。"
    return ""


def _limit(campaign: Campaign) -> str:
    text = f"有效票少于 {campaign.threshold} 张的数字不予公布，标为“未公布”。"
    if any(one.type is Type.SCORE for one in campaign.indicators):
        text += "打分项还要有这么多票打了分。"
    if len(campaign.counted) < 2:
        return text
    if campaign.scheme.small is Small.LEAVE_OUT:
        return f"{text}有效票不足的票种不计入合计，其权重由其余票种按比例分担。"
    return f"{text}有票种未公布的，含有它的合计也不公布，以免相减推算出来。"


def _pools(campaign: Campaign) -> str:
    """Which electorates are counted in one heap: nobody looks for figures of their own then."""
    parts = [
        f"{_quoted(campaign.electorate(code).name for code in pool.members)}的票合在一起计算，只公布“{pool.name}”的数字。"
        for pool in campaign.scheme.pools
    ]
    return "".join(parts)
