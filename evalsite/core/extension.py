"""An extension (延期): a deadline moved later, for a reason, by a notice that everybody can read and check.

The manifest never changes: a notice stands beside it, numbered and tied to the one before (docs/wire.md, "Extension").
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from evalsite.core.saying import say
from evalsite.core.scheme import Json

LONGEST_REASON = 200  # characters
_FIELDS = {
    "v": int,
    "id": str,
    "manifest_hash": str,
    "number": int,
    "previous": str,
    "before": str,
    "closes": str,
    "reason": str,
    "issued": str,
}


@dataclass(frozen=True, slots=True)
class Extension:
    """One notice: the deadline was ``before`` and is ``closes``; ``number`` from 1; ``issued`` is when it was given."""

    number: int
    before: datetime
    closes: datetime
    reason: str
    issued: datetime

    @classmethod
    def read(cls, statement: Json) -> Self | None:
        """What a statement says; None for one that says nothing sensible: an earlier deadline, no reason, no zone."""
        if {key: type(value) for key, value in statement.items()} != _FIELDS or statement["v"] != 1:
            return None
        try:
            before, closes, issued = (datetime.fromisoformat(statement[key]) for key in ("before", "closes", "issued"))
        except ValueError:
            return None
        reason = statement["reason"]
        zoned = all(one.tzinfo is not None for one in (before, closes, issued))
        if not zoned or closes <= before or not is_reason(reason):
            return None
        return cls(statement["number"], before, closes, reason, issued)


def is_reason(text: str) -> bool:
    """One line of printable words, not too long."""
    return text == text.strip() and text.isprintable() and 0 < len(text) <= LONGEST_REASON


def moment(when: datetime) -> str:
    """E.g. "2026年11月30日 18:00", in the zone in which it is written."""
    return say("{year}年{month}月{day}日 {when:%H:%M}", year=when.year, month=when.month, day=when.day, when=when)


def in_words(one: Extension) -> str:
    return say(
        "截止时间由{before}延至{closes}。原因：{reason}。",
        before=moment(one.before),
        closes=moment(one.closes),
        reason=one.reason.rstrip("。"),
    )
