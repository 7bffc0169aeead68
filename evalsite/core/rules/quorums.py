"""法定人数: rules that ask how many voted before a result stands (core/quorum.py)."""

import re
from dataclasses import replace

from evalsite.core.campaign import Campaign, Rule
from evalsite.core.findings import squeezed
from evalsite.core.quorum import Quorum
from evalsite.core.rules.reading import SHARE, Known, Outcome, find_electorate, read_share, unreadable
from evalsite.core.saying import say

_REACHES = r"(?:≥|>=|≧|⩾|不低于|不少于|至少|达到)"
_LINE = re.compile(
    rf"(收回|回收|有效)?(?:票|率|票率)?{_REACHES}({SHARE})(?:[,;。]?(?:否则|未达到|不足)(?:结果)?(无效|仅供参考))?"
)


def _quorum(campaign: Campaign, line: Rule) -> Outcome:
    electorate, params = find_electorate(campaign, line), squeezed(line.params)
    found = _LINE.fullmatch(params)
    if found is None:
        raise unreadable(params, KNOWN["法定人数"].example)
    valid = found[1] == "有效"
    quorum = Quorum(electorate, read_share(found[2]), valid=valid, void=found[3] == "无效")
    scheme = replace(campaign.scheme, quorums=(*campaign.scheme.quorums, quorum))
    return Outcome(replace(campaign, scheme=scheme), (electorate, valid))


KNOWN = {
    "法定人数": Known(
        say("票种的编号或名称；留空为全部票种合计"),
        say("收回率≥2/3，或 有效票率≥80%，否则无效（不写为仅供参考）"),
        _quorum,
    ),
}
