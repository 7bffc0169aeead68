"""All comparisons of one subject together, as its report and its page show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from evalsite.core.comparison import Circle, TwoAxes, circles, two_axes
from evalsite.core.directions import Directions, directions
from evalsite.core.disclosure import Figure, Results
from evalsite.core.index_results import IndexResult, IndexValue
from evalsite.core.measures import imported, total
from evalsite.core.rounds import Trend, trend
from evalsite.core.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class OwnIndex:
    """An index that the subject has, with its own value of it."""

    result: IndexResult
    own: IndexValue


@dataclass(frozen=True, slots=True)
class Compared:
    """``circles`` are 纵向 and 横向; ``axes`` the score against an imported figure; each may be missing."""

    circles: tuple[Circle, ...] = ()
    axes: TwoAxes | None = None
    trend: Trend | None = None
    directions: Directions | None = None
    indices: tuple[OwnIndex, ...] = ()

    def figures(self) -> Iterable[Figure | None]:
        """Every figure here that may be withheld, for the footnotes."""
        for circle in self.circles:
            yield from (member.score for member in circle.members)
        if self.trend is not None:
            yield from (point.score for point in self.trend.points)
        if self.directions is not None:
            yield from self.directions.figures()
        for index in self.indices:
            yield index.own.value
            yield from (term.value for term in index.own.terms)


def compared(results: Results, code: str, around: Surroundings) -> Compared:
    """The comparisons that there is something to say about."""
    line = trend(around.rounds, results.id, code) if around.rounds else None
    return Compared(
        circles(results, code),
        _axes(results, code, around),
        line if line is not None and line.told else None,
        directions(results, code),
        tuple(OwnIndex(index, own) for index in around.indices if (own := index.of(code)) is not None),
    )


def _axes(results: Results, code: str, around: Surroundings) -> TwoAxes | None:
    """The own group by total score and by the first imported figure that the subject itself has."""
    second = next((one for one in imported(around.figures) if one.figures.get(code) is not None), None)
    if second is None:
        return None
    own = results.campaign.subject(code)
    group = [subject for subject in results.campaign.subjects if subject.group == own.group]
    return two_axes(group, total(results), second, code)
