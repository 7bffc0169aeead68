"""The printed rules: how a campaign was counted, in sentences. A result without its rule cannot be checked by anyone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from evalsite.core import ballotwords, rules, schemewords, verdictwords, visibility
from evalsite.core.campaign import Base, Campaign, Missing, Order, Rounding, Scale, Type
from evalsite.core.decimals import decimal
from evalsite.core.points import highest
from evalsite.core.saying import in_a_row, joined, say
from evalsite.core.scheme import Small

BASES = {
    Base.RETURNED: say("收回票数"),
    Base.VALID: say("有效票数"),
    Base.DUE: say("应到人数（发票数）"),
    Base.PRESENT: say("到会人数（签章数）"),
}
ROUNDINGS = {
    Rounding.HALF_UP: say("四舍五入"),
    Rounding.TRUNCATE: say("多余位数直接舍去"),
    Rounding.LAST_TAKES_REST: say("四舍五入，同一指标的最后一个等次取其余数（没有票的不取），使各等次之和与合计一致"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One rule: a short title and what it says."""

    title: str
    text: str


ORDERS = {
    Order.GIVEN: "",
    Order.REGISTER: say("测评表上的对象在各对象组内按名册次序排列。"),
    Order.STROKES: say("测评表上的对象在各对象组内按姓氏（名称）笔画排列。"),
}


def rules_in_words(campaign: Campaign) -> tuple[Sentence, ...]:
    """Every rule that shaped the figures, in the order of the count. Rules without effect here are left out."""
    found = (
        Sentence(say("得票率"), _rates(campaign)),
        Sentence(say("小数"), _decimals(campaign)),
        Sentence(say("分值"), _points(campaign)),
        Sentence(say("去极值"), schemewords.trimmings(campaign)),
        Sentence(say("分段赋分"), schemewords.bands(campaign)),
        Sentence(say("名次赋分"), schemewords.placings(campaign)),
        Sentence(say("指标权重"), _indicator_weights(campaign)),
        Sentence(say("票种权重"), _electorate_weights(campaign)),
        Sentence(say("总分满分"), schemewords.full(campaign)),
        Sentence(say("排名"), _ranks(campaign)),
        Sentence(say("缺项"), _missing(campaign)),
        Sentence(say("限额"), ballotwords.limits_words(campaign, scores=False)),
        Sentence(say("分数限额"), ballotwords.limits_words(campaign, scores=True)),
        Sentence(say("不得全同"), ballotwords.varied_words(campaign)),
        Sentence(say("总评一致"), ballotwords.overalls_words(campaign)),
        Sentence(say("选择数"), _numbers(campaign)),
        Sentence(say("排序"), _orderings(campaign)),
        Sentence(say("回避"), _own_unit(campaign)),
        Sentence(say("等次评定"), verdictwords.ladders(campaign)),
        Sentence(say("等次比例"), verdictwords.shares(campaign)),
        Sentence(say("备用条"), _spares(campaign)),
        Sentence(say("法定人数"), verdictwords.quorums(campaign)),
        Sentence(say("对象次序"), ORDERS[campaign.order]),
        Sentence(say("封箱"), "" if campaign.closes_itself else say("截止以后由组织者封箱，系统不自动封箱。")),
        Sentence(say("合并计票"), _pools(campaign)),
        Sentence(say("票种明细"), "" if campaign.scheme.details else _totals_only(campaign)),
        Sentence(say("公布下限"), _limit(campaign)),
        Sentence(say("可见范围"), visibility.in_words(campaign.visibility)),
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
        found.append(in_a_row(say("{title}：{text}", title=one.title, text=one.text) for one in new))
    return tuple(found)


def _totals_only(campaign: Campaign) -> str:
    text: str = say("只公布合计，不公布单个票种的数字。")
    if len(campaign.counted) > 1:
        text += say("由几个票种的分合成得分的，只公布得分和名次，不公布合计票数（两样都公布就能推算出单个票种）。")
    return text


def _quoted(names: Iterable[str]) -> str:
    return joined("、", (f"“{name}”" for name in names))


def _scales_in_use(campaign: Campaign) -> list[Scale]:
    graded = {i.scale for i in campaign.indicators if i.type is Type.GRADE}
    return [scale for scale in campaign.scales if scale.name in graded]


def _scored(campaign: Campaign) -> bool:
    """Whether any mark has points; otherwise there are no scores to explain."""
    return any(highest(campaign, one) is not None for one in campaign.indicators)


def _rates(campaign: Campaign) -> str:
    if all(i.type in (Type.SCORE, Type.TEXT) for i in campaign.indicators):
        return ""
    text = say("得票率 = 票数 ÷ {base}。", base=BASES[campaign.rates.base])
    out = dict.fromkeys(g.name for s in _scales_in_use(campaign) for g in s.grades if not g.counts)
    if out and campaign.rates.base.people:
        return text + say("{grades}不计得票率。", grades=_quoted(out))
    return text + say("{grades}的票不计入分母。", grades=_quoted(out)) if out else text


def _spares(campaign: Campaign) -> str:
    told = [say("“{name}”{number} 张", name=one.name, number=one.spare) for one in campaign.electorates if one.spare]
    return say("另印备用条：{spares}。备用条不计入发出和应到人数。", spares=joined("、", told)) if told else ""


def _decimals(campaign: Campaign) -> str:
    rates = campaign.rates
    places = say("保留 {decimals} 位小数", decimals=rates.decimals) if rates.decimals else say("取整数")
    zeros = "" if rates.keep_zeros or not rates.decimals else say("，末尾的零不写")
    return say(
        "得票率和得分按精确值计算，公布时{places}，{rounding}{zeros}。",
        places=places,
        rounding=ROUNDINGS[rates.rounding],
        zeros=zeros,
    )


def _points(campaign: Campaign) -> str:
    """What single marks are worth; a scale whose indicators have bands is passed over, its points count for nothing."""
    parts: list[str] = []
    valued = {i.scale for i in campaign.indicators if i.type is Type.GRADE and not campaign.scheme.bands_of(i.code)}
    scales = [s for s in campaign.scales if s.name in valued and any(g.points is not None for g in s.grades)]
    for scale in scales:
        worth = joined(
            "、",
            (
                say("{grade} {points} 分", grade=g.name, points=decimal(g.points))
                for g in scale.grades
                if g.points is not None
            ),
        )
        blank = _quoted(g.name for g in scale.grades if g.points is None)
        name = say("{scale}：", scale=scale.name) if len(scales) > 1 else ""
        parts.append(
            say(
                "{name}{worth}{blank}。",
                name=name,
                worth=worth,
                blank=say("；{grades}不计分", grades=blank) if blank else "",
            )
        )
    ranges = dict.fromkeys(
        say("{low} 至 {high} 分", low=i.low, high=i.high) for i in campaign.indicators if i.type is Type.SCORE
    )
    parts += [say("打分项 {one}。", one=one) for one in ranges]
    if parts:
        parts.append(say("每个票种先求平均分。"))
    return in_a_row(parts)


def _shares(weights: list[tuple[str, Fraction]], of: int) -> str:
    """Weights as written. Blank ones among them are equal: those of another group of subjects, or beside zeros."""
    rest = say("，未列出的权重相同") if len(weights) < of else ""
    return joined("、", (f"{name} {decimal(weight)}" for name, weight in weights)) + rest


def _indicator_weights(campaign: Campaign) -> str:
    scored = [i for i in campaign.indicators if campaign.is_scored(i)]
    if len(scored) < 2 or not _scored(campaign):
        return ""
    given = [(i.name, i.weight) for i in scored if i.weight is not None]
    if levels := schemewords.indicator_levels(campaign):
        rest = say("某项指标没有有效评分时，其权重由同组其余指标按比例分担。")
        return say("{levels}；先在组内、再在组间按权重加权平均，没有写权重的相同。", levels=levels) + rest
    if not given:
        return say("各指标权重相同，总分为各指标得分的平均。")
    rest = say("某项指标没有有效评分时，其权重由其余指标按比例分担。")
    return say("{shares}；总分为各指标得分按权重的加权平均。", shares=_shares(given, len(scored))) + rest


def _electorate_weights(campaign: Campaign) -> str:
    if len(campaign.counted) < 2 or not _scored(campaign):
        return ""
    given = [(e.name, e.weight) for e in campaign.counted if e.weight is not None]
    rest = schemewords.empty(campaign)
    if levels := schemewords.electorate_levels(campaign):
        return say("{levels}；先在组内、再在组间按权重加权平均，没有写权重的相同。", levels=levels) + rest
    if not given:
        return say("各票种权重相同，合计为各票种得分的平均。") + rest
    return say("{shares}；合计为各票种得分按权重的加权平均。", shares=_shares(given, len(campaign.counted))) + rest


def _ranks(campaign: Campaign) -> str:
    if not _scored(campaign):
        return ""
    return say("同一对象组内按未经舍入的得分从高到低排列，得分相同的名次相同；未公布的得分不参加排名。")


def _missing(campaign: Campaign) -> str:
    if campaign.missing is Missing.VOID:
        return say("必答项漏填的，整张票作废。")
    return say("没有填的项按弃权处理，同一张票的其他项仍然有效。")


def _numbers(campaign: Campaign) -> str:
    """How many may be chosen or nominated, where that is limited."""
    parts: list[str] = []
    for one in campaign.indicators:
        limits = (
            say("最少 {least} 个", least=one.least) if one.least else "",
            say("最多 {most} 个", most=one.most) if one.most else "",
        )
        if one.type in (Type.CHOICE, Type.NOMINATE) and any(limits):
            listed = joined("、", (limit for limit in limits if limit))
            parts.append(say("“{name}”{limits}", name=one.name, limits=listed))
    return say("{parts}，不符的整张票作废。", parts=joined("；", parts)) if parts else ""


def _orderings(campaign: Campaign) -> str:
    ranked = [one for one in campaign.indicators if one.type is Type.RANK]
    parts = (
        say("“{name}”名次可以并列", name=one.name) if one.ties else say("“{name}”名次不得重复", name=one.name)
        for one in ranked
    )
    orders = verdictwords.orders(campaign, ranked)
    return say("{parts}，须排满全部对象{orders}", parts=joined("；", parts), orders=orders) if ranked else ""


def _own_unit(campaign: Campaign) -> str:
    if any(e.unit for e in campaign.electorates):
        return say("限定所属单位的票种，不评本单位和本单位的人。")
    return ""


def _limit(campaign: Campaign) -> str:
    text: str = say("有效票少于 {threshold} 张的数字不予公布，标为“未公布”。", threshold=campaign.threshold)
    if any(one.type is Type.SCORE for one in campaign.indicators):
        text += say("打分项还要有这么多票打了分。")
    if len(campaign.counted) < 2:
        return text
    if campaign.scheme.small is Small.LEAVE_OUT:
        return text + say("有效票不足的票种不计入合计，其权重由其余票种按比例分担。")
    return text + say("有票种未公布的，含有它的合计也不公布，以免相减推算出来。")


def _pools(campaign: Campaign) -> str:
    """Which electorates are counted in one heap: nobody looks for figures of their own then."""
    parts = [
        say(
            "{electorates}的票合在一起计算，只公布“{pool}”的数字。",
            electorates=_quoted(campaign.electorate(code).name for code in pool.members),
            pool=pool.name,
        )
        for pool in campaign.scheme.pools
    ]
    return in_a_row(parts)
