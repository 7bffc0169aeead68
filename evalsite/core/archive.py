"""The archive of a unit or person (一个班子一个档案, 一个干部一个档案): all counted campaigns of one code over the years.

Built from the reports on the code, and so from disclosed results alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from evalsite.core.disclosure import Figure, Shown
from evalsite.core.findings import squeezed
from evalsite.core.register import Entry, Version
from evalsite.core.report import UnitReport
from evalsite.core.report_parts import CoverFigure, Footnote, footnotes


@dataclass(frozen=True, slots=True)
class Filed:
    """One campaign's report on the subject; ``day`` is the day on which its box was closed."""

    day: date
    report: UnitReport

    @property
    def verdict(self) -> Figure | None:
        return self.report.verdict.verdict if self.report.verdict else None

    @property
    def rank(self) -> Figure | None:
        """The rank in the group; None where nobody was ranked."""
        return next((peer.rank for peer in self.report.peers if peer.own), None)

    @property
    def of(self) -> int:
        """How many of the group have a rank."""
        return sum(isinstance(peer.rank, Shown) for peer in self.report.peers)

    @property
    def valid(self) -> int:
        """Valid ballots of all electorates."""
        return sum(row.valid for row in self.report.electorates)


@dataclass(frozen=True, slots=True)
class Archive:
    """``filed`` stands newest first. ``entry`` is what the register says today, ``history`` all that it ever said; both
    are empty for a code that is in no register.
    """

    code: str
    filed: tuple[Filed, ...]
    entry: Entry | None
    history: tuple[Version, ...]
    footnotes: tuple[Footnote, ...]

    @property
    def name(self) -> str:
        """Today's name: the register's, else that of the newest campaign, else the code."""
        if self.entry is not None:
            return self.entry.name
        return self.filed[0].report.subject.name if self.filed else self.code

    @property
    def kind(self) -> str:
        """``unit`` or ``person``."""
        if self.entry is not None:
            return self.entry.kind
        return self.filed[0].report.subject.kind if self.filed else "unit"

    @property
    def strangers(self) -> tuple[str, ...]:
        """Names under this code that neither the register nor the newest campaign knows, each once.

        Codes of workbooks are short names: another year's organiser may have given this one to somebody else.
        """
        known = {_plain(self.name), *(_plain(version.entry.name) for version in self.history)}
        names = (one.report.subject.name for one in self.filed)
        return tuple(dict.fromkeys(name for name in names if _plain(name) not in known))

    @property
    def newest(self) -> tuple[CoverFigure, ...]:
        """The key figures of the newest campaign."""
        return self.filed[0].report.cover if self.filed else ()


def archive(code: str, filed: Iterable[Filed], entry: Entry | None, history: tuple[Version, ...]) -> Archive:
    """The archive of one code. Of boxes closed on one day the order is that of ``filed``: the newest first, as above."""
    ordered = tuple(sorted(filed, key=lambda one: one.day, reverse=True))
    figures = [figure for one in ordered for figure in (one.report.score, one.rank, one.verdict)]
    newest = [one.figure for one in ordered[0].report.cover] if ordered else []
    return Archive(code, ordered, entry, history, footnotes((*figures, *newest)))


def _plain(name: str) -> str:
    """A name without spaces: 王　芳 is 王芳."""
    return squeezed(name).casefold()
