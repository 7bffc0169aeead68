"""Rounds (期次) of a series (系列): one subject followed by its code from campaign to campaign.

Scores of two rounds stand on one line only where the same was asked of the same electorates (core/sameness.py). A round
that differs stays in the table, marked with the reason; where one number over rounds is asked for it is refused.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from evalsite.core.campaign import Campaign, Rates, Subject
from evalsite.core.disclosure import Figure, Results, Shown, Withheld
from evalsite.core.refusals import NotComparable
from evalsite.core.sameness import sheet_differences
from evalsite.core.saying import joined, say
from evalsite.core.scoring import in_words, rounded

ABSENT = say("本期没有这个对象")
UNSCORED = say("本期没有得分")
VOID = say("该期结果无效")


@dataclass(frozen=True, slots=True)
class Round:
    """One opened campaign of a series; ``day`` is the day its box was closed."""

    results: Results
    day: date | None

    @property
    def campaign(self) -> Campaign:
        return self.results.campaign

    @property
    def label(self) -> str:
        """What people call the round; its campaign's name where it has no 期次."""
        return self.campaign.round or self.campaign.name


@dataclass(frozen=True, slots=True)
class Point:
    """One round of one subject. ``score`` None: it was not there, or nobody gave it a mark.

    ``differences`` tell why it cannot be compared with the round of the report; empty where it can.
    """

    campaign_id: str
    label: str
    day: date | None
    name: str
    score: Figure | None
    rank: Figure | None
    of: int | None
    differences: tuple[str, ...]
    here: bool

    @property
    def comparable(self) -> bool:
        return not self.differences

    @property
    def gap(self) -> bool:
        """Whether the line over the rounds is broken here."""
        return not self.comparable or not isinstance(self.score, Shown)


@dataclass(frozen=True, slots=True)
class Trend:
    """A subject over the rounds, oldest first. ``change`` is the score of the report's round less the one before it.

    ``change`` is a difference of printed scores, so that a reader's subtraction agrees; None where the round before is
    missing, withheld or not comparable: an older one in its place would not be "since last time".
    """

    points: tuple[Point, ...]
    rates: Rates
    change: Shown | None

    @property
    def told(self) -> bool:
        """Whether there is anything to tell: the subject took part in at least two rounds."""
        return sum(point.score is not None for point in self.points) > 1


def trend(rounds: Sequence[Round], campaign_id: str, code: str) -> Trend:
    """The subject's line over ``rounds``, seen from the round ``campaign_id``, which is one of them."""
    return trends(rounds, campaign_id, [code])[code]


def trends(rounds: Sequence[Round], campaign_id: str, codes: Iterable[str]) -> dict[str, Trend]:
    """The lines of several subjects, by code."""
    here = next(one for one in rounds if one.results.id == campaign_id)
    views = [_View(one, here) for one in rounds]
    found = {code: tuple(view.point(code) for view in views) for code in codes}
    rates = here.campaign.rates
    return {code: Trend(points, rates, _change(points, rates)) for code, points in found.items()}


class _View:
    """One round as it is seen from the round of the report: looked up once for all subjects."""

    def __init__(self, one: Round, here: Round) -> None:
        self.one, self.here = one, here
        self._subjects = {subject.code: subject for subject in one.campaign.subjects}
        self._own = {subject.code: subject for subject in here.campaign.subjects}
        self._totals = {s.subject: s for s in one.results.scores if s.electorate is None and s.indicator is None}
        self._differences: dict[tuple[str, str], tuple[str, ...]] = {}

    def point(self, code: str) -> Point:
        subject, score = self._subjects.get(code), self._totals.get(code)
        return Point(
            self.one.results.id,
            self.one.label,
            self.one.day,
            subject.name if subject else "",
            score.score if score else None,
            score.rank if score else None,
            score.of if score else None,
            self._why_not(subject, self._own.get(code)),
            self.one is self.here,
        )

    def _why_not(self, subject: Subject | None, own: Subject | None) -> tuple[str, ...]:
        """Where it did not take part there is nothing to compare, which is no difference of the sheets."""
        if subject is None or own is None:
            return ()
        void = (VOID,) if _is_void(self.one, subject) else ()
        if self.one is self.here:
            return void
        groups = (own.group, subject.group)
        if groups not in self._differences:
            found = sheet_differences(self.here.campaign, own.group, self.one.campaign, subject.group)
            self._differences[groups] = found
        return (*void, *self._differences[groups])


def _is_void(one: Round, subject: Subject) -> bool:
    """Whether the result carries a remark that makes it void, as a whole or for somebody who rates the subject."""
    return any(
        remark.void and (remark.electorate is None or one.campaign.electorate(remark.electorate).rates(subject))
        for remark in one.results.remarks
    )


def _change(points: Sequence[Point], rates: Rates) -> Shown | None:
    place = next(number for number, point in enumerate(points) if point.here)
    if place == 0:
        return None
    now, before = points[place], points[place - 1]
    if now.gap or before.gap:
        return None
    assert isinstance(now.score, Shown)  # what is no gap is shown
    assert isinstance(before.score, Shown)
    value = Fraction(now.score.text) - Fraction(before.score.text)
    text = in_words(rounded(value, rates), rates)
    return Shown(value, f"+{text}" if value > 0 else text)


def mean_over(line: Trend) -> Shown | Withheld:
    """One number over all rounds: the mean of the printed scores, each round counting the same.

    Withheld as soon as one round is. Raises NotComparable, with every round that stands in the way and why: a mean
    over different sheets is a mean of nothing.
    """
    faults = [
        say("{label}：{reasons}", label=point.label, reasons=joined("；", why))
        for point in line.points
        if (why := _obstacles(point))
    ]
    if faults:
        raise NotComparable(rounds=joined("。", faults))
    hidden = next((point.score for point in line.points if isinstance(point.score, Withheld)), None)
    if hidden is not None:
        return hidden
    scores = [Fraction(point.score.text) for point in line.points if isinstance(point.score, Shown)]
    value = sum(scores, Fraction(0)) / len(scores)
    return Shown(value, in_words(rounded(value, line.rates), line.rates))


def _obstacles(point: Point) -> tuple[str, ...]:
    if point.differences:
        return point.differences
    if point.score is None:
        return (UNSCORED if point.name else ABSENT,)
    return ()
