"""Are indices fit to be kept? Every problem at once, with its place and remedy.

``Problem.part`` is ``indices`` (lines of the 指数 sheet) or ``terms`` (lines of the 项 sheet).
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from evalsite.core import term_faults
from evalsite.core.catalogue import Catalogue, Line, assembled, everything, named
from evalsite.core.codes import code_fault
from evalsite.core.composite import Index, Of
from evalsite.core.findings import (
    CODE_CHARS,
    LONG_CHARS,
    NAME_CHARS,
    Cell,
    Problem,
    meant,
    number_fault,
    repeated,
    shown,
    squeezed,
    text_fault,
)
from evalsite.core.saying import say

MOST_INDICES = 200
_SHARES: tuple[Cell, ...] = (("terms", None, "share"), ("terms", None, "index"), ("terms", None, "of"))


def problems(indices: Sequence[Index], lines: Sequence[Line], catalogue: Catalogue) -> list[Problem]:
    """Everything that stands in the way of keeping ``indices`` with the terms of ``lines``."""
    every = everything(indices, catalogue)
    found = [*_indices(indices, catalogue), *_lines(indices, lines)]
    for number, line in enumerate(lines):
        found += term_faults.of_line(number, line, every, catalogue)
    found += _sums(indices, lines)
    found += _groups(indices, lines, catalogue)
    return found + list(_cycles(indices, lines, catalogue))


def _indices(indices: Sequence[Index], catalogue: Catalogue) -> Iterator[Problem]:
    if not indices:
        yield Problem("indices", None, "*", say("没有一个指数"), say("请至少写一个指数"))
    if len(indices) > MOST_INDICES:
        yield Problem(
            "indices",
            None,
            "*",
            say("共有 {number} 个指数，太多", number=len(indices)),
            say("请减少到 {most_indices} 个以内", most_indices=MOST_INDICES),
        )
    for number, index in enumerate(indices):
        for field, fault in _fields(index):
            yield Problem("indices", number, field, *fault)
    yield from _repeated(indices, catalogue)


def _fields(index: Index) -> Iterator[tuple[str, tuple[str, str]]]:
    """What is wrong with an index's own fields: field, and what to tell."""
    for field, label, most, required in (
        ("code", say("编号"), CODE_CHARS, True),
        ("name", say("名称"), NAME_CHARS, True),
        ("note", say("说明"), LONG_CHARS, False),
    ):
        if fault := text_fault(label, getattr(index, field), most, required=required, lines=field == "note"):
            yield field, fault
    if fault := code_fault(index.code):
        yield "code", fault
    if index.full == 0:
        yield "full", (say("满分是 0"), say("请填大于 0 的数"))
    elif fault := number_fault(say("满分"), index.full, 0, term_faults.MOST_MARK):
        yield "full", fault
    if fault := number_fault(say("小数位"), Fraction(index.decimals), 0, 6):
        yield "decimals", fault


def _repeated(indices: Sequence[Index], catalogue: Catalogue) -> Iterator[Problem]:
    for field, label in (("code", say("编号")), ("name", say("名称"))):
        values = [squeezed(getattr(index, field)).casefold() for index in indices]
        for number, first in repeated(values):
            message = say(
                "{label}“{written}”和第 {first} 个指数重复",
                label=label,
                written=getattr(indices[number], field),
                first=first + 1,
            )
            yield Problem("indices", number, field, message, say("请换一个{label}", label=label))
    codes = {index.code for index in indices}
    kept = {squeezed(index.name): index.code for index in catalogue.indices if index.code not in codes}
    for number, index in enumerate(indices):
        if code := kept.get(squeezed(index.name)):
            message = say("名称“{index}”已有的指数“{code}”在用", index=index.name, code=code)
            yield Problem("indices", number, "name", message, say("请换一个名称；要替换它的，请写它的编号"))


def _lines(indices: Sequence[Index], lines: Sequence[Line]) -> Iterator[Problem]:
    codes = [index.code for index in indices]
    needs: tuple[Cell, ...] = (("indices", None, "code"), ("indices", None, "name"))
    for number, line in enumerate(lines):
        found = named(line.index, indices)
        if not line.index:
            yield Problem("terms", number, "index", say("没有写是哪个指数的项"), say("请填“指数”表里的编号"), needs)
        elif len(found) != 1:
            message = (
                say("“指数”表里没有“{index}”", index=line.index)
                if not found
                else say("“{index}”指的是哪个指数不清楚", index=line.index)
            )
            yield Problem("terms", number, "index", message, meant(line.index, codes, say("指数编号")), needs)
    own = [f"{line.index}\n{squeezed(line.name)}" if line.name else "" for line in lines]
    for number, first in repeated(own):
        message = say(
            "项名“{name}”在这个指数里重复（“项”表第 {first} 项已有）", name=lines[number].name, first=first + 1
        )
        yield Problem("terms", number, "name", message, say("请换一个名称，公式里要分得清"))


def _by_index(indices: Sequence[Index], lines: Sequence[Line]) -> Iterator[tuple[int, Index, list[Line]]]:
    """Each index with its number and its lines; a line that could mean two indices is a line of both."""
    meant = [named(line.index, indices) for line in lines]
    for number, index in enumerate(indices):
        yield number, index, [line for line, found in zip(lines, meant, strict=True) if index in found]


def _sums(indices: Sequence[Index], lines: Sequence[Line]) -> Iterator[Problem]:
    for number, index, own in _by_index(indices, lines):
        weighed = [line for line in own if line.of is not Of.ADJUSTMENT]
        if not weighed:
            message = (
                say("指数“{index}”没有一项可以加权", index=index.name)
                if own
                else say("指数“{index}”没有一项", index=index.name)
            )
            needs: tuple[Cell, ...] = (("terms", None, "index"), ("terms", None, "of"))
            yield Problem("indices", number, "code", message, say("请在“项”表里写上它的各项"), needs)
            continue
        if any(not line.share or line.share < 0 for line in weighed) or index.full <= 0:
            continue  # told already
        total = sum((line.share for line in weighed if line.share), Fraction(0))
        if total != index.full:
            parts = " + ".join(f"{line.name} {shown(line.share or Fraction(0))}" for line in weighed[:12])
            listed = parts + (" + …" if len(weighed) > 12 else "")
            off = (
                say("还差 {points}", points=shown(index.full - total))
                if total < index.full
                else say("多出 {points}", points=shown(total - index.full))
            )
            message = say(
                "各项占分合计 {total}（{terms}），满分是 {full}，{off}",
                total=shown(total),
                terms=listed,
                full=shown(index.full),
                off=off,
            )
            yield Problem("indices", number, "full", message, say("请调整占分或满分，使两者一致"), _SHARES)


def _groups(indices: Sequence[Index], lines: Sequence[Line], catalogue: Catalogue) -> Iterator[Problem]:
    """Groups that no campaign of the index has would leave it without a single subject."""
    for number, index, own in _by_index(indices, lines):
        campaigns = [known for line in own for known in named(line.campaign, catalogue.campaigns)]
        if not campaigns or any(line.of is Of.INDEX for line in own):
            continue  # told already, or given by an index that this one is made of
        known_groups = list(dict.fromkeys(s.group for known in campaigns for s in known.campaign.subjects))
        needs: tuple[Cell, ...] = (("terms", None, "campaign"), ("terms", None, "index"))
        for group in index.groups:
            if group not in known_groups:
                message = say("所用的活动里没有对象组“{group}”", group=group)
                yield Problem("indices", number, "groups", message, meant(group, known_groups, say("对象组")), needs)


def _cycles(indices: Sequence[Index], lines: Sequence[Line], catalogue: Catalogue) -> Iterator[Problem]:
    """An index that is made of itself, by whatever way; told at every index of the circle that is written now."""
    every = everything(assembled(indices, lines, catalogue), catalogue)
    parts = {index.code: index.parts for index in every}
    names = {index.code: index.name for index in every}
    for number, index in enumerate(indices):
        if way := _way_back(index.code, parts):
            told = " → ".join(names[code] for code in way)
            needs: tuple[Cell, ...] = (("terms", None, "what"), ("terms", None, "index"), ("terms", None, "of"))
            yield Problem(
                "indices", number, "code", say("指数绕回了自己：{told}", told=told), say("请去掉其中一项"), needs
            )


def _way_back(start: str, parts: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The shortest way from an index over its parts back to itself; empty where there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for part in parts.get(way[-1], ()):
            if part == start:
                return (*way, part)
            if part not in seen:
                seen.add(part)
                ways.append((*way, part))
    return ()
