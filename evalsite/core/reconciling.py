"""核销: where the slips of an electorate are: issued = used + void + unused, at any moment.

Exact once the box is closed. While people vote the used ones are told in steps (core/glimpse.py), as at least so many, and
the unused ones as at most the rest; void ones are told as they are, since organisers voided them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from evalsite.core.saying import say


@dataclass(frozen=True, slots=True)
class Account:
    """Numbers of slips; unless ``exact`` there are at least ``used`` and at most ``unused``."""

    name: str
    issued: int
    used: int
    void: int
    exact: bool

    @property
    def unused(self) -> int:
        """What is neither used nor void. Spare slips are among them."""
        return self.issued - self.used - self.void

    @property
    def in_words(self) -> tuple[str, str, str, str]:
        """Issued, used, void, unused, as they are shown: "≥ 25", "≤ 3"; "不足 …" is never said of a sum."""
        used = str(self.used) if self.exact else f"≥ {self.used}"
        unused = str(self.unused) if self.exact else f"≤ {self.unused}"
        return str(self.issued), used, str(self.void), unused


def total(accounts: Iterable[Account]) -> Account:
    """All electorates together."""
    lines = list(accounts)
    return Account(
        say("合计"),
        sum(one.issued for one in lines),
        sum(one.used for one in lines),
        sum(one.void for one in lines),
        all(one.exact for one in lines),
    )
