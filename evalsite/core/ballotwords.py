"""The rules on the whole ballot in words, for the printed rules and for what is told of rules that contradict."""

from collections.abc import Iterable
from fractions import Fraction

from evalsite.core.ballotrules import WHOLE, Compare, Limit, Overall
from evalsite.core.campaign import Campaign, Scale
from evalsite.core.decimals import decimal
from evalsite.core.sheetrules import limits_of, opinions

_COMPARED = {
    Compare.AT_LEAST: "{} 分及以上",
    Compare.ABOVE: "高于 {} 分",
    Compare.AT_MOST: "{} 分及以下",
    Compare.BELOW: "低于 {} 分",
}
ABSTAINED = "没有填的项和不计分的等次（如不了解）不算"


def quoted(names: Iterable[str]) -> str:
    return "、".join(f"“{name}”" for name in names)


def share_words(share: Fraction) -> str:
    """A share in percent where it has a finite decimal form, else as the fraction that it is."""
    try:
        return f"{decimal(share * 100)}%"
    except ValueError:
        return str(share)


def limited_words(campaign: Campaign, limit: Limit) -> str:
    """What a limit counts: “得分”低于 70 分的."""
    name = campaign.indicator(limit.indicator).name
    group = f"“{limit.group}”的对象中，" if limit.group else ""
    if limit.compare is not None:
        return f"{group}“{name}”{_COMPARED[limit.compare].format(decimal(limit.score))}的"
    together = "合计" if len(limit.grades) > 1 else ""
    return f"{group}“{name}”评为{quoted(limit.grades)}的{together}"


def bound_words(limit: Limit) -> str:
    """How many it allows or asks for: 不超过 3 个."""
    side = "不少于" if limit.least else "不超过"
    if limit.count is not None:
        return f"{side} {limit.count} 个"
    assert limit.share is not None
    of, rounded = ("该组" if limit.group else "表上"), ("上" if limit.least else "下")
    return f"{side}{of}对象数的 {share_words(limit.share)}（向{rounded}取整）"


def limits_words(campaign: Campaign, *, scores: bool) -> str:
    """The sentence of 限额, or with ``scores`` of 分数限额; empty where there is none."""
    limits = [limit for limit in limits_of(campaign) if (limit.compare is not None) is scores]
    parts = [f"一张票上{limited_words(campaign, limit)}{bound_words(limit)}" for limit in limits]
    if not parts:
        return ""
    if not any(limit.least for limit in limits):
        return "；".join(parts) + "，超过的整张票作废。"
    return "；".join(parts) + "，不符的整张票作废；这一指标全部弃权的，不受下限限制。"


def varied_words(campaign: Campaign) -> str:
    """The sentence of 不得全同."""
    parts = [
        "整张票的评定不得全部相同（同一等次表的等次相比，打分与打分相比）"
        if code == WHOLE
        else f"一张票上“{campaign.indicator(code).name}”的评定不得全部相同"
        for code in campaign.ballot.varied
    ]
    return "；".join(parts) + f"，全部相同的整张票作废。{ABSTAINED}，只有一项评定的不受此限。" if parts else ""


def overall_words(campaign: Campaign, rule: Overall) -> str:
    """One rule of 总评一致, without its end."""
    overall = campaign.indicator(rule.indicator)
    items = f"单项（{quoted(campaign.indicator(code).name for code in rule.items)}）" if rule.items else "单项"
    if rule.share is not None:
        having = f"同一对象各{items}中{quoted(rule.grades)}须不少于 {share_words(rule.share)}"
        return f"“{overall.name}”评为{quoted(rule.when)}的，{having}"
    left = _left(campaign.scale(overall.scale), rule)
    must = f"须评为“{left[0]}”" if len(left) == 1 else f"不得评为{quoted(rule.when)}"
    return f"任一{items}评为{quoted(rule.grades)}的，同一对象的“{overall.name}”{must}"


def _left(scale: Scale, rule: Overall) -> list[str]:
    """The opinions on the whole that a rule leaves."""
    names = [scale.grades[number - 1].name for number in sorted(opinions(scale))]
    return [name for name in names if name not in rule.when]


def overalls_words(campaign: Campaign) -> str:
    """The sentence of 总评一致."""
    parts = [overall_words(campaign, rule) for rule in campaign.ballot.overall]
    return "；".join(parts) + f"，不符的整张票作废。{ABSTAINED}。" if parts else ""
