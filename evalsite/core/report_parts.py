"""What reports on one subject (report.py), on a campaign (summary.py) and over the years (archive.py) are made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from evalsite.core.campaign import Type
from evalsite.core.disclosure import REASONS, Figure, Results, Shown, Withheld, WriteIn
from evalsite.core.saying import say

SIGNATURES = (say("组织者"), say("监票人"), say("计票人"))
MARKS = "①②③④⑤⑥⑦⑧⑨"


@dataclass(frozen=True, slots=True)
class CoverFigure:
    """One of the figures people look for first. ``figure`` None: nobody gave a mark; ``note`` is its context."""

    label: str
    figure: Figure | None
    note: str = ""
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """Votes for one grade, option or place. ``rate`` None: outside the base of rates.

    ``neutral`` marks a grade without points on a scale that has points (不了解, 弃权): it judges nothing.
    """

    grade: str
    votes: Figure
    rate: Figure | None
    neutral: bool = False


@dataclass(frozen=True, slots=True)
class Distribution:
    """How one indicator was marked, all electorates together.

    ``difference`` is own score minus the mean of the group, both as shown, so that a reader's subtraction agrees.
    ``written`` is what was written in for this subject and merged into the list; its votes are in ``segments`` already.
    """

    code: str
    name: str
    type: Type
    scale: str
    weight: str
    segments: tuple[Segment, ...]
    score: Figure | None
    rank: Figure | None
    mean: Shown | None
    difference: Shown | None
    written: WriteIn | None = None


@dataclass(frozen=True, slots=True)
class ElectorateRow:
    """One electorate's view of the subject, on the phone and on paper together; ``by_indicator`` stands in the order of
    ``UnitReport.indicators``.
    """

    code: str
    name: str
    weight: str
    issued: int
    dropped: int
    valid: int
    void: int
    score: Figure | None
    by_indicator: tuple[Figure | None, ...]


@dataclass(frozen=True, slots=True)
class Peer:
    """A subject of the same group in the rank chart."""

    name: str
    score: Figure | None
    rank: Figure | None
    own: bool


@dataclass(frozen=True, slots=True)
class CommentBlock:
    """Answers in free text to one question, each on its own. ``hidden``: why passages of them were redacted, one each."""

    question: str
    texts: tuple[str, ...]
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Footnote:
    """Why figures are withheld: ``mark`` stands beside them, ``reason`` is what they carry."""

    mark: str
    reason: str
    text: str


def comments_on(results: Results, subject: str | None) -> Iterable[CommentBlock]:
    """What was written about one subject; with None, what was asked once a sheet."""
    for indicator in results.campaign.indicators:
        found = [one for one in results.comments if (one.subject, one.indicator) == (subject, indicator.code)]
        if found:
            hidden = tuple(reason for comment in found for reason in comment.hidden)
            yield CommentBlock(indicator.name, tuple(comment.text for comment in found), hidden)


def footnotes(figures: Iterable[Figure | None]) -> tuple[Footnote, ...]:
    """Every reason once, in the order of the pages."""
    reasons = dict.fromkeys(figure.reason for figure in figures if isinstance(figure, Withheld))
    return tuple(
        Footnote(mark, reason, say("未公布：{reason}。", reason=REASONS[reason]))
        for mark, reason in zip(MARKS, reasons, strict=False)  # there are fewer reasons than marks
    )


def rank_order(rank: Figure | None) -> tuple[bool, Fraction]:
    """A sorting key: shown ranks from the first on, everybody else behind them."""
    return not isinstance(rank, Shown), rank.value if isinstance(rank, Shown) else Fraction(0)
