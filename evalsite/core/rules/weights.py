"""票种组 and 指标组: electorates, or indicators, that are weighed among themselves before they are weighed with others."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from evalsite.core.campaign import Campaign, Electorate, Indicator, Rule
from evalsite.core.findings import SEPARATORS, Cell, meant, number_fault, squeezed
from evalsite.core.rules.reading import NUMBER, Known, Outcome, Unclear, unreadable
from evalsite.core.saying import joined, say
from evalsite.core.weights import Group

MOST_WEIGHT = 100
POOL = "合并计票"
_LINE = re.compile(rf"(?:(?:权重)?({NUMBER})[:=])?(.+)")
_SEPARATOR = re.compile(f"[{re.escape(SEPARATORS)}]")


@dataclass(frozen=True, slots=True)
class _Sort:
    """What is grouped: the fields of campaign and scheme that hold it, and what people call it."""

    rule: str
    part: str
    field: str
    word: str

    def lines(self, campaign: Campaign) -> Sequence[Electorate | Indicator]:
        found: Sequence[Electorate | Indicator] = getattr(campaign, self.part)
        return found

    def named(self, campaign: Campaign, *rules: str) -> list[str]:
        """What lines of the sheet name, before or after: groups, and electorates that are counted in one heap."""
        rules = tuple(rule for rule in rules if rule != POOL or self.part == "electorates")
        return [line.scope for line in campaign.rules if squeezed(line.rule) in rules]

    def groups(self, campaign: Campaign) -> tuple[Group, ...]:
        found: tuple[Group, ...] = getattr(campaign.scheme, self.field)
        return found


ELECTORATES = _Sort(say("票种组"), "electorates", "electorate_groups", say("票种"))
INDICATORS = _Sort(say("指标组"), "indicators", "indicator_groups", say("指标"))
EXAMPLE = say("60：校领导、教职工（60 是这个组的权重）")


def _reader(sort: _Sort) -> Callable[[Campaign, Rule], Outcome]:
    def read(campaign: Campaign, line: Rule) -> Outcome:
        _name(sort, campaign, line)
        found = _LINE.fullmatch(squeezed(line.params))
        if found is None:
            raise unreadable(line.params, EXAMPLE)
        weight = Fraction(found[1]) if found[1] else None
        members = list(_members(sort, campaign, found[2]))
        group = Group(line.scope, weight, tuple(members))
        faults = [*_weight_fault(weight), *_member_faults(sort, group, sort.groups(campaign))]
        if faults:
            message, remedy = (joined("；", dict.fromkeys(part)) for part in zip(*faults, strict=True))
            raise Unclear("params", message, remedy, _named(sort))
        scheme = replace(campaign.scheme, **{sort.field: (*sort.groups(campaign), group)})  # type: ignore[arg-type]
        return Outcome(replace(campaign, scheme=scheme), (squeezed(line.scope),))

    return read


def _named(sort: _Sort) -> tuple[Cell, ...]:
    return ((sort.part, None, "code"), (sort.part, None, "name"))


def _name(sort: _Sort, campaign: Campaign, line: Rule) -> None:
    """The scope is the new group's own name. Raises Unclear where there is none, or where something else has it."""
    if not line.scope:
        raise Unclear(
            "scope",
            say("没有写明{rule}的名称", rule=sort.rule),
            say("请在“范围”里给这个{rule}起一个名称", rule=sort.rule),
        )
    taken = [*(name for one in sort.lines(campaign) for name in (one.code, one.name)), *sort.named(campaign, POOL)]
    if squeezed(line.scope) in map(squeezed, taken):
        message = say("{rule}不能叫“{scope}”，已有{word}用了它", rule=sort.rule, scope=line.scope, word=sort.word)
        raise Unclear("scope", message, say("请给这个组换一个名称"), _named(sort))


def _plain(text: str) -> str:
    """As members are compared: squeezed, and with one kind of separator, which names may hold too."""
    return _SEPARATOR.sub("、", squeezed(text))


def _members(sort: _Sort, campaign: Campaign, written: str) -> Iterator[str]:
    """Codes of single ones and names of groups, in order; a name that itself holds a 、 is known by its length.

    Groups may be named before their own line. Raises Unclear where a part is the name of nothing.
    """
    known = {_plain(name): name for name in sort.named(campaign, sort.rule, POOL)}
    known |= {_plain(one.name): one.code for one in sort.lines(campaign)}
    known |= {_plain(one.code): one.code for one in sort.lines(campaign)}
    parts = [part for part in _plain(written).split("、") if part]
    unknown: list[str] = []
    while parts:
        for length in range(len(parts), 0, -1):
            if (name := "、".join(parts[:length])) in known:
                yield known[name]
                break
        else:
            unknown.append(parts[0])
            length = 1
        del parts[:length]
    if unknown:
        message = say(
            "没有编号或名称是{names}的{word}或{rule}",
            names=joined("、", (f"“{name}”" for name in unknown)),
            word=sort.word,
            rule=sort.rule,
        )
        remedy = meant(unknown[0], [one.name for one in sort.lines(campaign)], sort.word)
        raise Unclear("params", message, remedy, _named(sort))


def _weight_fault(weight: Fraction | None) -> list[tuple[str, str]]:
    fault = number_fault(say("权重"), weight, 0, MOST_WEIGHT) if weight is not None else None
    return [fault] if fault else []


def _member_faults(sort: _Sort, group: Group, others: Sequence[Group]) -> Iterator[tuple[str, str]]:
    """What is wrong with who is in the group, each with its remedy."""
    for name in dict.fromkeys(one for one in group.members if group.members.count(one) > 1):
        yield say("“{name}”写了两次", name=name), say("请只留一个")
    if len(set(group.members)) < 2:
        yield say("只有一个成员，不成{rule}", rule=sort.rule), say("请至少写两个成员，或删去这一行")
    for other in others:
        for name in set(group.members) & set(other.members):
            yield (
                say("“{name}”已经在{rule}“{other}”里", name=name, rule=sort.rule, other=other.name),
                say("请只放在一个组里"),
            )
    if group.name in _reached(group, others):
        yield say("{rule}“{group}”绕回了自己", rule=sort.rule, group=group.name), say("请改成员，使组里不再含有它自己")


def _reached(group: Group, others: Sequence[Group]) -> set[str]:
    """All that stands in a group, in the groups inside it, and so on."""
    inside = {other.name: other for other in others}
    found: set[str] = set()
    waiting = list(group.members)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += inside[name].members if name in inside else ()
    return found


KNOWN = {
    "票种组": Known(say("新的票种组的名称"), EXAMPLE, _reader(ELECTORATES)),
    "指标组": Known(say("新的指标组的名称"), say("20：政治品质、道德品行（20 是这个组的权重）"), _reader(INDICATORS)),
}
