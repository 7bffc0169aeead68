"""Can two scores be compared? Only where the same was asked, worth the same points, of the same electorates.

What is compared is what one group of subjects was rated by: its sheet (测评表). Every difference is told in words,
since a round that cannot be compared must say why.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from evalsite.core.campaign import Campaign, Electorate, Indicator, Missing, Type
from evalsite.core.decimals import decimal
from evalsite.core.findings import squeezed
from evalsite.core.saying import joined, say

MOST_NAMED = 3  # names in one sentence; the rest are counted
SCORELESS = ("quorums", "ladders", "shares", "borda", "details")  # parts of a scheme that change no total score


def sheet_differences(one: Campaign, group: str, other: Campaign, other_group: str) -> tuple[str, ...]:
    """Why scores of ``group`` in one campaign cannot be compared with those of ``other_group`` in another.

    Each difference as half a sentence, seen from the first campaign; empty where the sheets are the same. Indicators
    and electorates are told by their names: codes are short names that organisers give anew each year. The order on
    the sheet, hints and numbers of tickets make no difference.
    """
    if one is other and group == other_group:
        return ()
    return (
        *_indicators(one, _asked(one, group), other, _asked(other, other_group)),
        *_electorates(_voters(one, group), _voters(other, other_group)),
        *_rules(one, other),
    )


def _key(name: str) -> str:
    return squeezed(name).casefold()


def _asked(campaign: Campaign, group: str) -> dict[str, Indicator]:
    return {_key(i.name): i for i in campaign.indicators if i.applies_to(group) and i.type is not Type.TEXT}


def _voters(campaign: Campaign, group: str) -> dict[str, Electorate]:
    return {_key(e.name): e for e in campaign.electorates if group in e.groups}


def _listed(names: Iterable[str]) -> str:
    every = list(names)
    named = joined("、", (f"“{name}”" for name in every[:MOST_NAMED]))
    return say("{names}等 {number} 项", names=named, number=len(every)) if len(every) > MOST_NAMED else named


def _sets(word: str, mine: Mapping[str, Indicator | Electorate], theirs: Mapping[str, Indicator | Electorate]) -> str:
    """Which are there on one side only; ``""`` when the two sides agree."""
    added = [mine[key].name for key in mine if key not in theirs]
    gone = [theirs[key].name for key in theirs if key not in mine]
    parts = [
        *([say("多了{names}", names=_listed(gone))] if gone else []),
        *([say("少了{names}", names=_listed(added))] if added else []),
    ]
    return say("{word}不同：{parts}", word=word, parts=joined("，", parts)) if parts else ""


def _indicators(
    one: Campaign, mine: dict[str, Indicator], other: Campaign, theirs: dict[str, Indicator]
) -> Iterator[str]:
    if unlike := _sets(say("指标"), mine, theirs):
        yield unlike
        return  # what a weight means depends on what else is weighed
    strict = one.missing is other.missing is Missing.VOID
    marks = [
        indicator.name
        for key, indicator in mine.items()
        if _marks(one, indicator, strict=strict) != _marks(other, theirs[key], strict=strict)
    ]
    if marks:
        yield say("{listed}的题型、等次或分值不同", listed=_listed(marks))
    if _parts(mine) != _parts(theirs):
        yield say("指标权重不同")


def _marks(campaign: Campaign, indicator: Indicator, *, strict: bool) -> tuple[object, ...]:
    """What can be answered, and what it is worth. That an answer is required counts only where a gap voids the ballot."""
    needed = strict and indicator.required
    if indicator.type in (Type.GRADE, Type.CHOICE):
        grades = campaign.scale(indicator.scale).grades
        return indicator.type, needed, tuple((_key(g.name), g.points, g.counts) for g in grades)
    if indicator.type is Type.SCORE:
        return indicator.type, needed, indicator.low, indicator.high, indicator.step
    return indicator.type, needed, indicator.least, indicator.most, indicator.ties


def _electorates(mine: dict[str, Electorate], theirs: dict[str, Electorate]) -> Iterator[str]:
    if unlike := _sets(say("票种"), mine, theirs):
        yield unlike
    elif _parts(mine) != _parts(theirs):
        yield say("票种权重不同")


def _parts(lines: Mapping[str, Indicator | Electorate]) -> dict[str, Fraction]:
    """Each one's share of the whole: 1 and 1 are the same weights as 50 and 50, and as two blanks."""
    weights = {
        key: Fraction(1) if line.weight is None else line.weight
        for key, line in lines.items()
        if not isinstance(line, Indicator) or line.scored or line.weight
    }
    whole = sum(weights.values(), Fraction(0))
    return {key: weight / whole for key, weight in weights.items()} if whole else weights


def _rules(one: Campaign, other: Campaign) -> Iterator[str]:
    if one is other:
        return
    if one.rates.base is not other.rates.base:
        yield say("率的分母不同")
    if one.missing is not other.missing:
        yield say("缺项处理不同")
    if _quotas(one) != _quotas(other):
        yield say("每张票的限额不同")
    if _by_name(one.ballot.to_json(), _names(one)) != _by_name(other.ballot.to_json(), _names(other)):
        yield say("整张票的规则不同")
    if _scheme(one) != _scheme(other):
        yield say("计分办法不同")


def _quotas(campaign: Campaign) -> set[tuple[str, str, str, int | None]]:
    names = {indicator.code: _key(indicator.name) for indicator in campaign.indicators}
    return {(names[q.indicator], _key(q.grade), decimal(q.percent), q.count) for q in campaign.quotas}


def _names(campaign: Campaign) -> dict[str, str]:
    names = {indicator.code: _key(indicator.name) for indicator in campaign.indicators}
    return names | {electorate.code: _key(electorate.name) for electorate in campaign.electorates}


def _scheme(campaign: Campaign) -> object:
    said = {part: value for part, value in campaign.scheme.to_json().items() if part not in SCORELESS}
    return _by_name(said, _names(campaign))


def _by_name(said: object, names: Mapping[str, str]) -> object:
    """A part of a scheme with names in place of the codes in it."""
    if isinstance(said, dict):
        return {key: _by_name(value, names) for key, value in said.items()}
    if isinstance(said, list):
        return [_by_name(value, names) for value in said]
    return names.get(said, said) if isinstance(said, str) else said
