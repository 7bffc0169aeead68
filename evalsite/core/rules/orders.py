"""对象次序: in which order subjects stand on every sheet, fixed when the campaign is published."""

from dataclasses import replace

from evalsite.core.campaign import Campaign, Order, Rule
from evalsite.core.findings import meant, squeezed
from evalsite.core.rules.reading import Known, Outcome, Unclear
from evalsite.core.saying import say

WORDS = {"原序": Order.GIVEN, "名册": Order.REGISTER, "笔画": Order.STROKES}


def _order(campaign: Campaign, line: Rule) -> Outcome:
    if line.scope:
        raise Unclear("scope", say("对象次序对整个活动有效"), say("请清空“范围”"))
    written = squeezed(line.params)
    if written not in WORDS:
        raise Unclear(
            "params", say("参数“{params}”看不懂", params=line.params), meant(written, list(WORDS), say("次序"))
        )
    return Outcome(replace(campaign, order=WORDS[written]), ())


KNOWN = {"对象次序": Known(say("留空"), say("笔画，或 名册、原序"), _order)}
