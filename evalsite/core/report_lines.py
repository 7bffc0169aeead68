"""Disclosed results as reports look them up: by subject, electorate and indicator, with means and shares of them."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from evalsite.core.campaign import Subject
from evalsite.core.disclosure import Count, Figure, Results, Score, Shown
from evalsite.core.scoring import in_words, rounded


class ReportLines:
    """The lines of ``results``; electorate None is all of them together, indicator None the total."""

    def __init__(self, results: Results) -> None:
        self.results, self.campaign = results, results.campaign
        self._groups = {(one.subject, one.kind, one.name): one.score for one in results.groups}

    def line(self, subject: str, electorate: str | None, indicator: str | None) -> Score | None:
        return self.results.scores_at.get((subject, electorate, indicator))

    def score(self, subject: str, electorate: str | None, indicator: str | None) -> Figure | None:
        """None where nobody gave a scored mark, or nobody was asked."""
        found = self.line(subject, electorate, indicator)
        return found.score if found else None

    def groups(self, kind: str, subjects: Iterable[Subject]) -> list[str]:
        """Names of the 票种组 or 指标组 that have a score for one of ``subjects``, shown or withheld."""
        codes = {one.code for one in subjects}
        return list(dict.fromkeys(name for code, of, name in self._groups if of == kind and code in codes))

    def group_score(self, subject: str, kind: str, name: str) -> Figure | None:
        """The score of a 票种组 or 指标组; None as for ``score``."""
        return self._groups.get((subject, kind, name))

    def counts(self, subject: str, indicator: str) -> Sequence[Count]:
        """Votes of all electorates together, in the order of the grades, options or places."""
        return self.results.counts_at.get((subject, indicator), ())

    def mean(self, subjects: Iterable[Subject], indicator: str | None) -> Shown | None:
        """The mean of the shown scores of ``subjects``; None when fewer than two are shown."""
        return self.mean_of(self.score(one.code, None, indicator) for one in subjects)

    def mean_of(self, figures: Iterable[Figure | None]) -> Shown | None:
        """The mean of the shown ones; None when fewer than two are shown."""
        values = [figure.value for figure in figures if isinstance(figure, Shown)]
        return self.shown(sum(values, Fraction(0)) / len(values)) if len(values) > 1 else None

    def percent(self, part: int, whole: int) -> Shown | None:
        """``part`` of ``whole`` in percent; None of nothing."""
        return self.shown(Fraction(100 * part, whole)) if whole else None

    def shown(self, value: Fraction) -> Shown:
        """A value with the decimals and the rounding of the campaign."""
        return Shown(value, in_words(rounded(value, self.campaign.rates), self.campaign.rates))
