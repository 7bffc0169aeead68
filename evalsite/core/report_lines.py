"""Disclosed results as reports look them up: by subject, electorate and indicator, with means and shares of them."""

from collections.abc import Iterable
from fractions import Fraction

from evalsite.core.campaign import Subject
from evalsite.core.disclosure import Count, Figure, Results, Score, Shown
from evalsite.core.scoring import ALL, in_words, rounded


class ReportLines:
    """The lines of ``results``; electorate None is all of them together, indicator None the total."""

    def __init__(self, results: Results) -> None:
        self.results, self.campaign = results, results.campaign
        self._scores = {(s.subject, s.electorate, s.indicator): s for s in results.scores}
        self._counts: dict[tuple[str, str], list[Count]] = {}
        for count in results.counts:
            if count.electorate == ALL:
                self._counts.setdefault((count.subject, count.indicator), []).append(count)

    def line(self, subject: str, electorate: str | None, indicator: str | None) -> Score | None:
        return self._scores.get((subject, electorate, indicator))

    def score(self, subject: str, electorate: str | None, indicator: str | None) -> Figure | None:
        """None where nobody gave a scored mark, or nobody was asked."""
        found = self.line(subject, electorate, indicator)
        return found.score if found else None

    def counts(self, subject: str, indicator: str) -> list[Count]:
        """Votes of all electorates together, in the order of the grades, options or places."""
        return self._counts.get((subject, indicator), [])

    def mean(self, subjects: Iterable[Subject], indicator: str | None) -> Shown | None:
        """The mean of the shown scores of ``subjects``; None when fewer than two are shown."""
        found = [self.score(one.code, None, indicator) for one in subjects]
        values = [score.value for score in found if isinstance(score, Shown)]
        return self.shown(sum(values, Fraction(0)) / len(values)) if len(values) > 1 else None

    def percent(self, part: int, whole: int) -> Shown | None:
        """``part`` of ``whole`` in percent; None of nothing."""
        return self.shown(Fraction(100 * part, whole)) if whole else None

    def shown(self, value: Fraction) -> Shown:
        """A value with the decimals and the rounding of the campaign."""
        return Shown(value, in_words(rounded(value, self.campaign.rates), self.campaign.rates))
