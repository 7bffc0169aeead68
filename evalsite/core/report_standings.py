"""What a report on one subject says of its rankings and nominations, beside how often each place was given."""

from dataclasses import dataclass

from evalsite.core.campaign import Subject
from evalsite.core.disclosure import Figure, Nominated, Results, Shown
from evalsite.core.pairing import MOST_PAIRED
from evalsite.core.standings import order_in_words


@dataclass(frozen=True, slots=True)
class Faced:
    """Another candidate: how many ballots put this subject before it, behind it (``after``) and beside it."""

    name: str
    before: Figure
    after: Figure
    ties: Figure


@dataclass(frozen=True, slots=True)
class Standing:
    """One ranking or nomination. ``by`` is what the order of a ranking goes by: 平均名次, 波达分 or 名次赋分.

    ``too_long`` says that there are no pairs because the list is longer than pairs are counted for, ``on_paper`` because
    some ranked on paper, where pairs are not counted.
    """

    by: str
    points: Figure | None = None
    ballots: Figure | None = None
    faced: tuple[Faced, ...] = ()
    ties: bool = False
    too_long: bool = False
    on_paper: bool = False
    nominated: Nominated | None = None

    def figures(self) -> tuple[Figure | None, ...]:
        """Every figure that may be withheld."""
        faced = tuple(figure for one in self.faced for figure in (one.before, one.after, one.ties))
        return (self.points, self.ballots, *faced, self.nominated.votes if self.nominated else None)


def standings(results: Results, subject: Subject) -> dict[str, Standing]:
    """By code of the indicator, of those that ask for a ranking or nomination of this subject."""
    found: dict[str, Standing] = {}
    names = {one.code: one.name for one in results.campaign.subjects}
    for ranked in results.rankings:
        if ranked.subject == subject.code:
            code = ranked.indicator
            faced = _faced(results, subject.code, code, names)
            listed = sum(one.indicator == code for one in results.rankings)
            found[code] = Standing(
                order_in_words(results.campaign, code),
                ranked.points,
                ranked.ballots,
                faced,
                results.campaign.indicator(code).ties,
                too_long=not faced and listed > MOST_PAIRED,
                on_paper=not faced and 1 < listed <= MOST_PAIRED and isinstance(ranked.ballots, Shown),
            )
    for one in results.nominations:
        if one.subject == subject.code:
            found[one.indicator] = Standing("", nominated=one)
    return found


def _faced(results: Results, own: str, indicator: str, names: dict[str, str]) -> tuple[Faced, ...]:
    faced: list[Faced] = []
    for pair in results.pairs:
        if pair.indicator != indicator or own not in (pair.subject, pair.other):
            continue
        if pair.subject == own:
            faced.append(Faced(names[pair.other], pair.before, pair.after, pair.ties))
        else:
            faced.append(Faced(names[pair.subject], pair.after, pair.before, pair.ties))
    return tuple(faced)
