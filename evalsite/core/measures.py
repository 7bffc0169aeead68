"""Everything that the subjects of one campaign can be measured by: scores of the ballots, and figures from elsewhere.

Each is a ``Measure`` with its source in its name's company, so that a chart of two of them never passes off an imported
figure as a vote.
"""

from collections.abc import Iterable

from evalsite.core.campaign import Subject
from evalsite.core.comparison import Measure
from evalsite.core.disclosure import Figure, Results, Shown
from evalsite.core.figures import Figures
from evalsite.core.findings import shown as in_digits
from evalsite.core.saying import joined, say
from evalsite.core.surroundings import Surroundings

BALLOTS = say("本次测评")
TOTAL = say("得分")


def measures(results: Results, subjects: Iterable[Subject], around: Surroundings) -> tuple[Measure, ...]:
    """What at least one of ``subjects`` has a figure of: the total, imported figures, electorates, indicators."""
    codes = [subject.code for subject in subjects]
    found = (
        total(results),
        *imported(around.figures),
        *(_scores(results, f"e.{e.code}", say("{e}评分", e=e.name), e.code, None) for e in results.campaign.counted),
        *(
            _scores(results, f"i.{i.code}", i.name, None, i.code, low=results.campaign.low_is_better(i.code))
            for i in results.campaign.indicators
        ),
    )
    return tuple(one for one in found if any(one.figures.get(code) is not None for code in codes))


def total(results: Results) -> Measure:
    """The total score of every subject that has one."""
    return _scores(results, TOTAL, say("综合得分"), None, None)


def _scores(
    results: Results, key: str, name: str, electorate: str | None, indicator: str | None, *, low: bool = False
) -> Measure:
    figures = {s.subject: s.score for s in results.scores if (s.electorate, s.indicator) == (electorate, indicator)}
    return Measure(key, name, BALLOTS, figures, low)


def imported(figures: Figures) -> tuple[Measure, ...]:
    """One measure for every name of imported figures, in their order.

    They are known to their own source, so none is withheld here.
    """
    names = dict.fromkeys(figure.name for figure in figures.imported)
    return tuple(Measure(f"f.{name}", name, _sources(figures, name), _values(figures, name)) for name in names)


def _values(figures: Figures, name: str) -> dict[str, Figure | None]:
    return {one.subject: Shown(one.value, in_digits(one.value)) for one in figures.imported if one.name == name}


def _sources(figures: Figures, name: str) -> str:
    return joined(
        "、", dict.fromkeys(one.source for one in figures.imported if one.name == name and one.source)
    ) or say("导入")
