"""Rules on what is published."""

from dataclasses import replace

from evalsite.core.campaign import Campaign, Rule
from evalsite.core.findings import squeezed
from evalsite.core.rules.reading import Known, Outcome, Unclear, unreadable
from evalsite.core.scheme import Small

SMALL = {"隐去合计": Small.WITHHOLD, "不计入合计": Small.LEAVE_OUT}


def _small(campaign: Campaign, line: Rule) -> Outcome:
    if line.scope:
        raise Unclear("scope", f"“{line.rule}”对整个活动有效，不用写范围", "请清空范围")
    params = squeezed(line.params)
    if params not in SMALL:
        raise unreadable(params, KNOWN["不足下限"].example)
    return Outcome(replace(campaign, scheme=replace(campaign.scheme, small=SMALL[params])), ())


KNOWN = {"不足下限": Known("不填", "隐去合计，或 不计入合计", _small)}
