"""Names that voters wrote in beside the list (写名), and how an organiser puts spellings of one name together.

The tally keeps each name on its own: which names stood on one ballot is not kept, since a set of names is as good as a
signature. What one ballot spelt alike is counted once when it is opened (core/tally.py); spellings that a person puts
together later may have stood on one ballot, so a merged name has a number of ballots between ``least`` and ``votes``.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Self

from evalsite.core.findings import squeezed
from evalsite.core.saying import say

# What people put behind a name, or instead of the given name; each of the first also with 副 before it.
_POSTS = ("书记", "主任", "局长", "科长", "股长", "处长", "所长", "站长", "院长", "校长", "镇长", "乡长", "县长", "区长", "部长", "队长", "组长", "主席", "经理")  # fmt: skip
_FORMS = ("委员", "常委", "会长", "总经理", "老师", "医生", "护士长", "同志", "先生", "女士", "师傅", "总")
TITLES = tuple(
    sorted((*(f"副{post}" for post in _POSTS), *_POSTS, *_FORMS), key=len, reverse=True)
)  # 副局长 before 局长
ALIKE = 0.6  # difflib's ratio from which two names of four characters or more are proposed as one
MOST_COMPARED = (
    300  # spellings of one indicator, the most frequent ones, that are looked at; a page of proposals has an end
)


@dataclass(frozen=True, slots=True)
class Written:
    """One spelling. ``key`` is what it is compared by (half-width, no blanks); ``text`` how most wrote it."""

    key: str
    text: str
    votes: int


@dataclass(frozen=True, slots=True)
class Target:
    """What a spelling stands for: another spelling (by its key), or a subject on the list (by its code)."""

    spelling: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """Spellings that stand for one person or unit. ``subject`` is the code of one on the list, ``""`` for others.

    ``votes`` adds up the spellings and is the most ballots that can have named it; ``least`` is the fewest, all
    smaller spellings having stood on ballots that also hold the most frequent one.
    """

    text: str
    subject: str
    votes: int
    least: int
    spellings: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A spelling that may stand for another name. ``why`` is ``exact``, ``title``, ``part`` or ``alike``."""

    key: str
    target: Target
    why: str


WHY = {
    "exact": say("与名单上的名称相同"),
    "title": say("去掉称呼后相同"),
    "part": say("一个是另一个的一部分"),
    "alike": say("写法相近"),
}


def spelt(texts: Iterable[str]) -> tuple[Written, ...]:
    """The spellings among names written in, the most frequent first. Blanks and full width make no difference."""
    forms: dict[str, Counter[str]] = {}
    for text in texts:
        forms.setdefault(squeezed(text), Counter())[text] += 1
    found = [Written(key, min(f, key=lambda text: (-f[text], text)), f.total()) for key, f in forms.items()]
    return tuple(sorted(found, key=lambda one: (-one.votes, one.key)))


def root_of(key: str, merges: Mapping[str, Target]) -> Target:
    """What a spelling stands for in the end: merges are followed, and a circle ends at its smallest key.

    Followed, not carried out one by one: so their order does not matter.
    """
    path: list[str] = []
    while key not in path:
        path.append(key)
        target = merges.get(key)
        if target is None:
            return Target(spelling=key)
        if target.subject:
            return target
        key = target.spelling
    return Target(spelling=min(path[path.index(key) :]))


def merged(written: Sequence[Written], merges: Mapping[str, Target]) -> tuple[Name, ...]:
    """The names that spellings amount to, the most frequent first; votes add up to those of the spellings.

    A target that nobody wrote (a list of merges of another tally) keeps its key as its text.
    """
    groups: dict[Target, list[Written]] = {}
    for one in written:
        groups.setdefault(root_of(one.key, merges), []).append(one)
    texts = {one.key: one.text for one in written}
    names = [
        Name(
            texts.get(root.spelling, root.spelling),
            root.subject,
            sum(one.votes for one in group),
            max(one.votes for one in group),
            tuple(group),
        )
        for root, group in groups.items()
    ]
    return tuple(sorted(names, key=lambda name: (-name.votes, name.subject, squeezed(name.text))))


def untitled(key: str) -> str:
    """A squeezed name without the title behind it and what stands in brackets; the whole where nothing would be left."""
    bare = re.sub(r"[(〔\[].*?[)〕\]]", "", key)
    for title in TITLES:
        if bare.endswith(title) and len(bare) - len(title) >= 2:
            return bare.removesuffix(title)
    return bare or key


def proposals(
    written: Sequence[Written], listed: Mapping[str, str], merges: Mapping[str, Target]
) -> tuple[Proposal, ...]:
    """Which spellings may be one name, for a person to decide: nothing is merged by it.

    ``listed`` has the names of the list by code. Each spelling that is not merged yet is proposed at most once: for a
    listed name if one fits, else for a more frequent spelling.
    """
    found: list[Proposal] = []
    free = [one for one in written if one.key not in merges]
    names = [_Known.of(squeezed(name), Target(subject=code)) for code, name in listed.items()]
    before: list[_Known] = []
    for written_so in free[:MOST_COMPARED]:
        one = _Known.of(written_so.key, Target(spelling=written_so.key))
        best = _best(one, names) or _best(one, before)
        before.append(one)
        if best is not None:
            found.append(Proposal(one.key, *best))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Known:
    """A spelling that others are compared with, and what it is without its title."""

    key: str
    bare: str
    target: Target

    @classmethod
    def of(cls, key: str, target: Target) -> Self:
        return cls(key, untitled(key), target)


def _best(one: _Known, others: Iterable[_Known]) -> tuple[Target, str] | None:
    """The first target of the strongest reason; None also where two fit equally by part of a name (two 王主任)."""
    fits: dict[str, list[Target]] = {why: [] for why in WHY}
    for other in others:
        if why := _why(one, other):
            fits[why].append(other.target)
    for why, targets in fits.items():
        if targets and (why != "part" or len(targets) == 1):
            return targets[0], why
    return None


def _why(one: _Known, other: _Known) -> str | None:
    if one.key == other.key:
        return "exact"
    if set(one.key).isdisjoint(other.key):
        return None
    a, b = one.bare, other.bare
    if a == b:
        return "title"
    short, long = sorted((a, b), key=len)
    if len(short) >= 2 and short in long:
        return "part"
    if _surname_with_title(one.key, b) or _surname_with_title(other.key, a):
        return "part"
    return "alike" if _alike(a, b) else None


def _surname_with_title(called: str, name: str) -> bool:
    """王主任 for 王建国: a surname alone, with a title."""
    return len(name) > 1 and called[:1] == name[0] and called[1:] in TITLES


def _alike(a: str, b: str) -> bool:
    """One character of a person's name differs behind the same surname (王小明, 王晓明), or most of a long name agrees."""
    if min(len(a), len(b)) <= 3:
        return a[0] == b[0] and len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1
    matcher = SequenceMatcher(None, a, b)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
