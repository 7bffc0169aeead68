"""Rules on what is published."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from evalsite.core.campaign import Campaign, Rule
from evalsite.core.findings import NAME_CHARS, SEPARATORS, Cell, squeezed, text_fault
from evalsite.core.rules.reading import Known, Outcome, Unclear, find_electorate, unreadable
from evalsite.core.saying import say
from evalsite.core.scheme import Pool, Small

Choice = TypeVar("Choice")
_VOTERS: tuple[Cell, ...] = (("electorates", None, "*"),)
DETAILS = {"公布": True, "不公布": False}
SMALL = {"隐去合计": Small.WITHHOLD, "不计入合计": Small.LEAVE_OUT}


def _small(campaign: Campaign, line: Rule) -> Outcome:
    return Outcome(replace(campaign, scheme=replace(campaign.scheme, small=_chosen(line, SMALL))), ())


def _details(campaign: Campaign, line: Rule) -> Outcome:
    return Outcome(replace(campaign, scheme=replace(campaign.scheme, details=_chosen(line, DETAILS))), ())


def _chosen(line: Rule, words: Mapping[str, Choice]) -> Choice:
    """What a line without scope says, in one of ``words``."""
    if line.scope:
        raise Unclear("scope", say("“{rule}”对整个活动有效，不用写范围", rule=line.rule), say("请清空范围"))
    params = squeezed(line.params)
    if params not in words:
        raise unreadable(params, KNOWN[squeezed(line.rule)].example)
    return words[params]


def _pool(campaign: Campaign, line: Rule) -> Outcome:
    if fault := text_fault(say("合并后的名称"), line.scope, NAME_CHARS, required=True):
        raise Unclear("scope", *fault)
    if any(squeezed(line.scope) in (squeezed(one.code), squeezed(one.name)) for one in campaign.counted):
        raise Unclear(
            "scope",
            say("“{scope}”已经是一个票种的编号或名称", scope=line.scope),
            say("请换一个名称，如“各镇街”"),
            _VOTERS,
        )
    members = tuple(_member(campaign, name) for name in _names(line.params))
    if len(set(members)) < 2 or len(set(members)) < len(members):
        raise unreadable(line.params, KNOWN["合并计票"].example)
    voters = [campaign.electorate(code) for code in members]
    if len({frozenset(one.groups) for one in voters}) > 1:
        raise Unclear("params", say("这些票种评的对象组不一样"), say("请只合并评议对象组相同的票种"), _VOTERS)
    for one in voters:
        if campaign.pool_of(one.code) != one.code:
            raise Unclear(
                "params",
                say("“{one}”已经并入“{pool_of}”", one=one.name, pool_of=campaign.pool_of(one.code)),
                say("一个票种只能并入一处"),
            )
    pool = Pool(line.scope, members)
    scheme = replace(campaign.scheme, pools=(*campaign.scheme.pools, pool))
    return Outcome(replace(campaign, scheme=scheme), (squeezed(line.scope),))


def _member(campaign: Campaign, name: str) -> str:
    """The code of an electorate among the parameters. Raises Unclear, which points there."""
    try:
        return find_electorate(campaign, Rule("", name, ""))
    except Unclear as unclear:
        raise Unclear("params", *unclear.problem[1:]) from None


def _names(params: str) -> list[str]:
    return [name.strip() for name in re.split(f"[{SEPARATORS}]", params) if name.strip()]


KNOWN = {
    "不足下限": Known(say("不填"), say("隐去合计，或 不计入合计"), _small),
    "票种明细": Known(say("不填"), say("不公布，或 公布"), _details),
    "合并计票": Known(say("合并后的名称"), say("东镇、西镇、南乡（票种的编号或名称）"), _pool),
}
