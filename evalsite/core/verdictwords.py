"""The printed rules about whole results, in sentences: what makes a result stand, and what is decided by it."""

from collections.abc import Sequence
from fractions import Fraction

from evalsite.core.bounds import LEFT, RIGHT, Span
from evalsite.core.campaign import Campaign, Indicator
from evalsite.core.findings import shown
from evalsite.core.judging import Verdict, governing, shares_of
from evalsite.core.quorum import Quorum, share_in_words
from evalsite.core.saying import in_a_row, joined, say
from evalsite.core.verdicts import Band, Ladder, Measure, Sense, Share


def quorums(campaign: Campaign) -> str:
    """What turnout must reach; empty where nothing is asked of it."""
    parts = [_quorum(campaign, quorum) for quorum in campaign.scheme.quorums]
    return say("{parts}。", parts=joined("；", parts)) if parts else ""


def _quorum(campaign: Campaign, quorum: Quorum) -> str:
    whose = f"“{campaign.electorate(quorum.electorate).name}”" if quorum.electorate else say("全部票种合计")
    follows = say("结果无效") if quorum.void else say("结果仅供参考")
    told = {"whose": whose, "share": share_in_words(quorum.share), "follows": follows}
    if quorum.valid:
        return say("{whose}有效票不少于发票数的 {share}，未达到的，{follows}", **told)
    return say("{whose}收回的票不少于发票数的 {share}，未达到的，{follows}", **told)


def measure_in_words(campaign: Campaign, measure: Measure) -> str:
    """E.g. "优秀+称职率", or with its indicator where there are several of the kind: "“总体评价”的优秀率"."""
    if not measure.indicator:
        return say("得分")
    indicator = campaign.indicator(measure.indicator)
    alike = sum(one.type is indicator.type for one in campaign.indicators)
    what = say("{grades}率", grades="+".join(measure.grades)) if measure.grades else say("得分")
    return say("“{name}”的{what}", name=indicator.name, what=what) if alike > 1 or not measure.grades else what


def value_in_words(measure: Measure, value: Fraction) -> str:
    """A bound as it is written: scores plain; rates in percent, or as a fraction where that has no end: 2/3."""
    if not measure.grades:
        return shown(value)
    return f"{shown(value)}%" if "/" not in shown(value) else str(value / 100)


def band_in_words(campaign: Campaign, band: Band) -> str:
    """Its conditions, e.g. "优秀率≥90%且不称职率<10%", or "得分≥75且<85" of one measure."""
    said, last = list[str](), None
    for one in band.conditions:
        what = "" if one.measure == last else measure_in_words(campaign, one.measure)
        said.append(what + one.sense.value + value_in_words(one.measure, one.bound))
        last = one.measure
    return joined("且", said)


def span_in_words(campaign: Campaign, measure: Measure, span: Span) -> str:
    """A part of an axis, e.g. "得分≥75且<85"; the bare measure where it is the whole axis."""
    low, high = span
    parts: list[str] = []
    if low != LEFT:
        sense = Sense.ABOVE if low[2] else Sense.AT_LEAST
        parts.append(f"{sense.value}{value_in_words(measure, low[1])}")
    if high != RIGHT:
        sense = Sense.AT_MOST if high[2] else Sense.BELOW
        parts.append(f"{sense.value}{value_in_words(measure, high[1])}")
    return measure_in_words(campaign, measure) + joined("且", parts)


def _whose(group: str) -> str:
    return say("“{group}”：", group=group) if group else ""


def ladder_in_words(campaign: Campaign, ladder: Ladder) -> str:
    """A ladder as it stands in a report: "优秀率≥90%的为“优秀”；……；其余为“称职”"."""
    parts = [
        say("{band}的为“{verdict}”", band=band_in_words(campaign, band), verdict=band.verdict) for band in ladder.bands
    ]
    parts += [say("其余为“{rest}”", rest=ladder.rest)] if ladder.rest else []
    return joined("；", parts)


def share_limit_in_words(share: Share) -> str:
    """E.g. "“优秀”不超过本组参加评定对象的 30%（向下取整）"."""
    if share.count is not None:
        return say("“{verdict}”不超过 {count} 个", verdict=share.verdict, count=share.count)
    percent = value_in_words(Measure("", ("",)), share.percent or Fraction(0))
    return say("“{verdict}”不超过本组参加评定对象的 {percent}（向下取整）", verdict=share.verdict, percent=percent)


def share_in_full(campaign: Campaign, share: Share) -> str:
    to = say("评为“{to}”", to=share.to) if share.to else say("评为下一等")
    by = measure_in_words(campaign, share.by)
    return say(
        "{limit}，按{by}从高到低取，超出的{to}；在界线上并列的，都不取",
        limit=share_limit_in_words(share),
        by=by,
        to=to,
    )


def ground(campaign: Campaign, subject: str, verdict: Verdict) -> str:
    """What a subject's verdict was given for: "优秀率≥90%", and which limit it fell to."""
    what = band_in_words(campaign, verdict.band) if verdict.band else say("不符合前面各条")
    if not verdict.fell:
        return what
    group = campaign.subject(subject).group
    ladder = governing(campaign.scheme.ladders, group)
    assert ladder is not None  # a verdict has a ladder
    limits = {one.verdict: share_limit_in_words(one) for one in shares_of(campaign.scheme.shares, ladder, group)}
    return say(
        "{what}，因{limits}，列为“{verdict}”",
        what=what,
        limits=joined("、", (limits[one] for one in verdict.fell)),
        verdict=verdict.text,
    )


def rule_for(campaign: Campaign, group: str) -> str:
    """The rule under a verdict: the ladder of a group and the shares that bind it; empty where it has none."""
    ladder = governing(campaign.scheme.ladders, group)
    if ladder is None:
        return ""
    parts = [ladder_in_words(campaign, ladder)]
    parts += [share_in_full(campaign, one) for one in shares_of(campaign.scheme.shares, ladder, group)]
    return in_a_row(say("{part}。", part=part) for part in parts)


def ladders(campaign: Campaign) -> str:
    """The rules of verdicts, in order: the first that holds decides."""
    rules = campaign.scheme.ladders
    if not rules:
        return ""
    own = {ladder.group for ladder in rules}
    parts = [
        (_whose(one.group) or (say("其他各组：") if len(own) > 1 else "")) + ladder_in_words(campaign, one)
        for one in rules
    ]
    several = any(len(ladder.bands) > 1 for ladder in rules)
    last = (
        say("从前往后，先符合的为准；按未经舍入的数判定，所依据的数未公布的，等次也不公布。")
        if several
        else say("按未经舍入的数判定，所依据的数未公布的，等次也不公布。")
    )
    return in_a_row((*(say("{part}。", part=part) for part in parts), last))


def shares(campaign: Campaign) -> str:
    """How many of a group may have a verdict."""
    rules = campaign.scheme.shares
    own = {share.group for share in rules if share.group}
    parts = [
        (_whose(one.group) or (say("其他各组：") if own else say("每个对象组："))) + share_in_full(campaign, one)
        for one in rules
    ]
    return say("{parts}。", parts=joined("；", parts)) if parts else ""


MEAN = say("按各票名次的平均数排列，越小越靠前")
BORDA = say("按波达分排列：每张票上排在其后的对象各 1 分，并列的各 0.5 分，取各票的平均数，越大越靠前")


def orders(campaign: Campaign, ranked: Sequence[Indicator]) -> str:
    """What the order of rankings goes by; each is named where they differ. Points for places are said elsewhere."""
    own = [one for one in ranked if not campaign.scheme.placing_of(one.code)]
    borda = [one for one in own if one.code in campaign.scheme.borda]
    mean = [one for one in own if one not in borda]
    kinds = [(words, ones) for words, ones in ((MEAN, mean), (BORDA, borda)) if ones]
    named = len(kinds) > 1
    said = [(joined("、", (f"“{one.name}”" for one in ones)) if named else "") + words for words, ones in kinds]
    return say("{orders}。", orders=in_a_row(say("；{words}", words=words) for words in said))
