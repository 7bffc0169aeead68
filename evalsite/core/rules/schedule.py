"""到期自动封箱: whether the box is closed by itself once the deadline has passed, fixed when the campaign is published."""

from dataclasses import replace

from evalsite.core.campaign import Campaign, Rule
from evalsite.core.findings import meant, squeezed
from evalsite.core.rules.reading import Known, Outcome, Unclear
from evalsite.core.saying import say

WORDS = {"是": True, "否": False}


def _closes_itself(campaign: Campaign, line: Rule) -> Outcome:
    if line.scope:
        raise Unclear("scope", say("到期自动封箱对整个活动有效"), say("请清空“范围”"))
    written = squeezed(line.params)
    if written not in WORDS:
        raise Unclear("params", say("参数“{params}”看不懂", params=line.params), meant(written, list(WORDS), say("值")))
    return Outcome(replace(campaign, closes_itself=WORDS[written]), ())


KNOWN = {"到期自动封箱": Known(say("留空"), say("否，或 是"), _closes_itself)}
