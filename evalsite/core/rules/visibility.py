"""可见范围: rules on who will see what of the results (core/visibility.py)."""

from dataclasses import replace

from evalsite.core.campaign import Campaign, Rule
from evalsite.core.findings import meant, squeezed
from evalsite.core.rules.reading import Known, Outcome, Unclear
from evalsite.core.saying import say
from evalsite.core.visibility import Extent, Public

LEADERS, UNITS, PUBLIC = "领导", "单位", "公众"
EXTENTS = {"含意见": Extent.ALL, "不含意见": Extent.FIGURES, "不开放": Extent.NONE}
PUBLISHED = {
    "不开放": Public.NONE,
    "参与情况": Public.TURNOUT,
    "总分": Public.SCORES,
    "总分和名次": Public.RANKS,
    "合计得票": Public.VOTES,
}


def _visible(campaign: Campaign, line: Rule) -> Outcome:
    whose, params = squeezed(line.scope), squeezed(line.params)
    if whose not in (LEADERS, UNITS, PUBLIC):
        raise Unclear("scope", say("没有写明是谁的可见范围"), meant(whose, [LEADERS, UNITS, PUBLIC], say("范围")))
    known = list(PUBLISHED if whose == PUBLIC else EXTENTS)
    if params not in known:
        raise Unclear("params", say("参数“{params}”看不懂", params=line.params), meant(params, known, say("值")))
    before = campaign.visibility
    if whose == PUBLIC:
        made = replace(before, public=PUBLISHED[params])
    elif whose == UNITS:
        made = replace(before, units=EXTENTS[params])
    else:
        made = replace(before, leaders=EXTENTS[params])
    return Outcome(replace(campaign, visibility=made), (whose,))


KNOWN = {
    "可见范围": Known(
        say("领导、单位 或 公众"),
        say("领导、单位：含意见，不含意见 或 不开放；公众：不开放，参与情况，总分，总分和名次 或 合计得票"),
        _visible,
    )
}
