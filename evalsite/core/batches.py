"""Batches (批次): how the slips of an electorate are parted into piles when they are printed, and how many are spare.

A batch is a fact of printing. It stands in the margin of the sheets and on the hand-out list, and is stored nowhere: what
the roll knows of a ticket is its electorate (docs/decisions/batches.md).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalsite.core.campaign import Electorate
from evalsite.core.refusals import FaultyBatches, Wrong
from evalsite.core.saying import say

FEWEST = 10  # slips in a batch: in a smaller one a look at which slips are used is a look at persons
SPARE = say("备用条")
_PART = re.compile(r"(.*?)\s*[:：×x*]?\s*(\d+)\s*(?:张|份|条)?", re.DOTALL)
_LONGEST = 40  # characters of a name
_MOST = 6  # digits of a number


@dataclass(frozen=True, slots=True)
class Batch:
    """``number`` slips of an electorate (code) for ``name`` to hand out; ``""`` for a pile that has no other beside it."""

    electorate: str
    name: str
    number: int
    spare: bool = False


def plan(electorates: Sequence[Electorate], wishes: Mapping[str, str]) -> tuple[Batch, ...]:
    """The piles of every electorate, in order; they add up to its tickets. Spare slips are a pile of their own.

    ``wishes`` is what somebody wrote of an electorate (by code): "第一科 12、第二科 15". What is left beside the named piles is one more pile without a name. Raises FaultyBatches with every fault at once.
    """
    wrong: list[Wrong] = []
    known = {one.code for one in electorates}
    wrong += [
        Wrong(code, say("没有编号为“{code}”的票种", code=code), say("请用本次活动的票种编号"))
        for code in wishes
        if code not in known
    ]
    batches: list[Batch] = []
    for electorate in electorates:
        batches += _piles(electorate, wishes.get(electorate.code, ""), wrong)
    if wrong:
        raise FaultyBatches(tuple(wrong))
    return tuple(batches)


def _piles(electorate: Electorate, wish: str, wrong: list[Wrong]) -> list[Batch]:
    before = len(wrong)
    parts = _parts(electorate, wish, wrong)
    if len(wrong) > before:
        return []
    rest = electorate.expected - sum(number for _, number in parts)
    if rest < 0:
        remedy = say("本票种应到 {number} 人，备用条不分批，请减少", number=electorate.expected)
        wrong.append(Wrong(electorate.code, say("各批合计多出 {number} 张", number=-rest), remedy))
    elif parts and 0 < rest < FEWEST:
        problem = say("分批后剩下 {number} 张，不足 {fewest} 张", number=rest, fewest=FEWEST)
        wrong.append(Wrong(electorate.code, problem, say("请并入某一批")))
    named = [Batch(electorate.code, name, number) for name, number in parts]
    others = [Batch(electorate.code, say("其余") if parts else "", rest)] if rest > 0 else []
    spare = [Batch(electorate.code, SPARE, electorate.spare, spare=True)] if electorate.spare else []
    return [*named, *others, *spare]


def _parts(electorate: Electorate, wish: str, wrong: list[Wrong]) -> list[tuple[str, int]]:
    found: dict[str, int] = {}
    for text in filter(None, (part.strip() for part in re.split(r"[、，,；;\n]", wish))):
        match = _PART.fullmatch(text)
        name = match[1].strip() if match else ""
        if not match or not name or len(name) > _LONGEST or len(match[2]) > _MOST:
            wrong.append(
                Wrong(electorate.code, say("看不懂“{text}”", text=text[:30]), say("请写成“第一科 12、第二科 15”"))
            )
        elif name in found or name in (SPARE, "其余"):
            wrong.append(Wrong(electorate.code, say("批次“{name}”写了两次", name=name), say("请合成一批，或换个名称")))
        else:
            found[name] = int(match[2])
            if found[name] < FEWEST:
                wrong.append(
                    Wrong(
                        electorate.code,
                        say(
                            "批次“{name}”只有 {number} 张，不足 {fewest} 张", name=name, number=match[2], fewest=FEWEST
                        ),
                        say("请与别的批次合并"),
                    )
                )
    return list(found.items())
