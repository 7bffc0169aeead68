"""What an organiser hides of a free text before anybody else reads it (隐去), with a trace and a reason from a fixed list.

The tally keeps every text as it was written, so that a recount agrees; what is hidden is a list beside it. A passage
becomes ``BLOCK``, however long it was: a redaction takes away and never adds a word, not even in its reason.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from evalsite.core.saying import joined, say

BLOCK = "▇▇▇"
REASONS = {
    "contact": say("联系方式"),
    "identity": say("可能认出投票人"),
    "third_party": say("涉及他人隐私"),
    "abuse": say("侮辱性言语"),
    "secret": say("涉及秘密事项"),
}


def text_key(subject: str | None, indicator: str, text: str) -> str:
    """What a redaction names a text by: the SHA-256 of text, subject and indicator, in hexadecimal.

    The same words to the same question about the same subject are one text, however many wrote them: whoever wrote
    them is not known, and hiding them once must hide them for all.
    """
    return hashlib.sha256(json.dumps([subject, indicator, text], ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Passage:
    """``text[start:end]`` in code points is hidden; ``reason`` is a key of ``REASONS``."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the trace: a passage of the text ``key`` was hidden, or (``hidden`` false) shown again."""

    key: str
    passage: Passage
    hidden: bool = True


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as it leaves: what is read, and a reason for each ``BLOCK`` in it, in order."""

    text: str
    reasons: tuple[str, ...] = ()


class Redactions:
    """What is hidden now. Empty by default."""

    def __init__(self, passages: dict[str, tuple[Passage, ...]] | None = None) -> None:
        self._passages = passages or {}

    @classmethod
    def of(cls, acts: Iterable[Act]) -> Self:
        """What a trace amounts to: the last act on a passage decides. Showing what is not hidden changes nothing."""
        last: dict[tuple[str, int, int], Act] = {}
        for act in acts:
            last[act.key, act.passage.start, act.passage.end] = act
        passages: dict[str, tuple[Passage, ...]] = {}
        for act in last.values():
            if act.hidden:
                passages[act.key] = (*passages.get(act.key, ()), act.passage)
        return cls(passages)

    def of_text(self, key: str) -> tuple[Passage, ...]:
        """The hidden passages of a text, from its beginning on. They may overlap."""
        return tuple(sorted(self._passages.get(key, ()), key=lambda one: (one.start, one.end)))

    def seen(self, subject: str | None, indicator: str, text: str) -> Seen:
        """The text as it may leave. Passages that overlap or touch become one block, with the reason of the first.

        A passage beyond the end of the text (of a list that belongs to another tally) hides nothing there is.
        """
        read, done = "", 0
        reasons: list[str] = []
        for one in self.of_text(text_key(subject, indicator, text)):
            if one.start >= len(text):
                continue
            if not reasons or one.start > done:
                read += text[done : one.start] + BLOCK
                reasons.append(one.reason)
            done = max(done, min(one.end, len(text)))
        return Seen(read + text[done:], tuple(reasons))


def count_in_words(reasons: Iterable[str]) -> str:
    """``3 处经组织者隐去（联系方式 2，侮辱性言语 1）``, reasons in the order of ``REASONS``; ``""`` where nothing is."""
    found = Counter(reasons)
    parts = [
        say("{why} {number}", why=words, number=found[reason]) for reason, words in REASONS.items() if found[reason]
    ]
    return say("{total} 处经组织者隐去（{parts}）", total=found.total(), parts=joined("，", parts)) if parts else ""


def places_of(text: str, wanted: str) -> tuple[tuple[int, int], ...]:
    """Where a passage stands in a text, every time; blanks at its ends do not matter. Empty where it does not stand."""
    passage = wanted.strip()
    found: list[tuple[int, int]] = []
    start = text.find(passage) if passage else -1
    while start >= 0:
        found.append((start, start + len(passage)))
        start = text.find(passage, start + len(passage))
    return tuple(found)
