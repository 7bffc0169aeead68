"""Reckoning a composite index (合成): from printed figures alone, so that anybody can do the sum again on paper.

Every term is taken as it was published, rounded as it was printed: nothing can be derived from an index that could not
be derived from its terms. A term that is withheld makes the index withheld; one that has no value makes it none, or
gives its weight to the others, as the index says. It is never a zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from evalsite.core.campaign import Rates, Subject
from evalsite.core.comparison import placed, shown_values
from evalsite.core.composite import Gap, Index, Of, Reach, Term
from evalsite.core.disclosure import Figure, Results, Shown, Withheld
from evalsite.core.figures import Adjustment, Figures
from evalsite.core.findings import shown as in_digits
from evalsite.core.index_results import IndexResult, IndexValue, TermSource, TermValue
from evalsite.core.saying import joined, say
from evalsite.core.scoring import ALL, half_up, in_words


@dataclass(frozen=True, slots=True)
class Source:
    """An opened campaign that terms are taken from, with what was imported for it; ``day`` its box was closed."""

    results: Results
    figures: Figures
    day: date


@dataclass(frozen=True, slots=True)
class _Taken:
    """A figure as a term finds it, with its note."""

    figure: Figure | None
    note: str = ""


NOTHING = _Taken(None)


class Reckoner:
    """Reckons indices over ``sources`` (by campaign id); each one once, however many others are made of it."""

    def __init__(self, indices: Mapping[str, Index], sources: Mapping[str, Source]) -> None:
        self.indices = indices
        self.sources = sources
        self._done: dict[str, IndexResult] = {}

    def result(self, code: str) -> IndexResult:
        """The index ``code`` over all its subjects. The indices were found free of cycles (composite_faults)."""
        if code not in self._done:
            self._done[code] = self._reckon(self.indices[code])
        return self._done[code]

    def _reckon(self, index: Index) -> IndexResult:
        values = [self._value(index, subject) for subject in self._subjects(index)]
        told = [one for one in values if any(term.value is not None for term in one.terms if term.term.weighed)]
        return IndexResult(index, tuple(dict.fromkeys(self._sources(index))), tuple(_ranked(told)))

    # --- who ---

    def _subjects(self, index: Index) -> list[Subject]:
        """Everybody who may have the index, by code, under the name of the latest campaign that knows them."""
        found: dict[str, tuple[date, Subject]] = {}
        for day, subject in self._known(index):
            if not index.groups or subject.group in index.groups:
                former = found.get(subject.code)
                if former is None or day > former[0]:
                    found[subject.code] = (day, subject)
        return [subject for _, subject in found.values()]

    def _known(self, index: Index) -> Iterable[tuple[date, Subject]]:
        for term in index.weighed:
            if term.of is Of.INDEX:
                yield from ((date.min, one.subject) for one in self.result(term.what).values)
            else:
                source = self.sources[term.campaign]
                yield from ((source.day, subject) for subject in source.results.campaign.subjects)

    # --- what ---

    def _value(self, index: Index, subject: Subject) -> IndexValue:
        taken = [(term, self._taken(term, subject)) for term in index.weighed]
        lines = [(term, self._lines(term, subject)) for term in index.terms if not term.weighed]
        adjustments = tuple(line for _, found in lines for line in found)
        missing = tuple(term.name for term, one in taken if one.figure is None)
        hidden = next((one.figure for _, one in taken if isinstance(one.figure, Withheld)), None)
        terms = _parts(index, taken)
        extra = tuple(_adjusted(term, found) for term, found in lines)
        if hidden is not None:
            return IndexValue(subject, hidden, (*terms, *extra), adjustments, missing)
        if len(missing) == len(taken) or (missing and index.gap is Gap.NONE):
            return IndexValue(subject, None, (*terms, *extra), adjustments, missing)
        total = sum((one.part for one in (*terms, *extra) if one.part is not None), Fraction(0))
        return IndexValue(subject, printed(total, index), (*terms, *extra), adjustments, missing)

    def _taken(self, term: Term, subject: Subject) -> _Taken:
        """The figure of a term for a subject, found where the term says it is to be taken from."""
        match term.reach:
            case Reach.OWN:
                return _Taken(self._figure(term, subject.code))
            case Reach.UNIT:
                unit = next((one for one in self._population(term) if _is_unit_of(one, subject)), None)
                return (
                    _Taken(self._figure(term, unit.code), say("取自{unit}", unit=unit.name))
                    if unit and subject.unit
                    else NOTHING
                )
            case _:
                return self._mean(term, subject)

    def _population(self, term: Term) -> tuple[Subject, ...]:
        if term.of is Of.INDEX:
            return tuple(one.subject for one in self.result(term.what).values)
        return self.sources[term.campaign].results.campaign.subjects

    def _mean(self, term: Term, subject: Subject) -> _Taken:
        """The mean of the printed figures of a unit's people. Withheld as soon as one of them is.

        Who has no figure at all is left out, and the note says of how many the mean is.
        """
        people = [one for one in self._population(term) if one.kind == "person" and one.unit == subject.name]
        figures = [figure for one in people if (figure := self._figure(term, one.code)) is not None]
        hidden = next((figure for figure in figures if isinstance(figure, Withheld)), None)
        if hidden is not None:
            return _Taken(hidden)
        values = [Fraction(figure.text) for figure in figures if isinstance(figure, Shown)]
        if not values:
            return NOTHING
        rest = "" if len(values) == len(people) else say("，另有 {number} 人没有数", number=len(people) - len(values))
        return _Taken(
            in_places(sum(values, Fraction(0)) / len(values), 2),
            say("{number} 人平均{rest}", number=len(values), rest=rest),
        )

    def _figure(self, term: Term, code: str) -> Figure | None:
        """What was published of one subject; None where there is nothing."""
        if term.of is Of.INDEX:
            found = self.result(term.what).of(code)
            return found.value if found else None
        source = self.sources[term.campaign]
        if term.of is Of.FIGURE:
            figure = source.figures.value(code, term.what)
            return Shown(figure.value, in_digits(figure.value)) if figure else None
        return _rate(term, source.results, code) if term.of is Of.RATE else _score(term, source.results, code)

    def _lines(self, term: Term, subject: Subject) -> tuple[Adjustment, ...]:
        """The bonus and deduction lines of a subject."""
        return self.sources[term.campaign].figures.of(subject.code).adjustments

    # --- whence ---

    def _sources(self, index: Index) -> Iterable[TermSource]:
        for term in index.terms:
            yield self._source(index, term)
            if term.of is Of.INDEX:
                yield from self.result(term.what).sources

    def _source(self, index: Index, term: Term) -> TermSource:
        if term.of is Of.INDEX:
            return TermSource(
                index, term, "", "", "", None, say("指数“{indices}”", indices=self.indices[term.what].name)
            )
        source = self.sources[term.campaign]
        campaign = source.results.campaign
        by_ballots = term.of in (Of.SCORE, Of.RATE)
        void = tuple(remark for remark in source.results.remarks if remark.void and by_ballots)
        origin = (source.results.id, campaign.name, campaign.round, source.day)
        return TermSource(index, term, *origin, _what(term, source), void)


def _is_unit_of(unit: Subject, subject: Subject) -> bool:
    return unit.kind == "unit" and unit.name == subject.unit


def _score(term: Term, results: Results, code: str) -> Figure | None:
    wanted = (code, term.electorate or None, term.what or None)
    return next((s.score for s in results.scores if (s.subject, s.electorate, s.indicator) == wanted), None)


def _rate(term: Term, results: Results, code: str) -> Figure | None:
    """The rate of a grade, or the sum of the printed rates of several. None where one of them has no rate."""
    wanted = (code, term.electorate or ALL, term.what)
    rates = [
        count.rate
        for count in results.counts
        if (count.subject, count.electorate, count.indicator) == wanted and count.grade in term.grades
    ]
    hidden = next((rate for rate in rates if isinstance(rate, Withheld)), None)
    values = [Fraction(rate.text) for rate in rates if isinstance(rate, Shown)]
    if hidden is not None:
        return hidden
    if not values or len(values) < len(rates):
        return None
    return Shown(sum(values, Fraction(0)), in_words(sum(values, Fraction(0)), results.campaign.rates))


def _what(term: Term, source: Source) -> str:
    """What exactly was taken: 综合得分, “履职尽责”得分, 职工票 …, “优秀”的得票率, 导入的“满意度”（来源）."""
    campaign = source.results.campaign
    voters = say("“{electorate}”票种", electorate=campaign.electorate(term.electorate).name) if term.electorate else ""
    match term.of:
        case Of.SCORE:
            what = say("“{name}”得分", name=campaign.indicator(term.what).name) if term.what else say("综合得分")
            return voters + what
        case Of.RATE:
            grades = joined("、", (f"“{grade}”" for grade in term.grades))
            name = campaign.indicator(term.what).name
            return voters + say("“{name}”{grades}得票率", name=name, grades=grades)
        case Of.FIGURE:
            figures = [one for one in source.figures.imported if one.name == term.what]
            origin = joined("、", dict.fromkeys(one.source for one in figures if one.source))
            return (
                say("导入的“{what}”（{origin}）", what=term.what, origin=origin)
                if origin
                else say("导入的“{what}”", what=term.what)
            )
        case _:
            return say("导入的加减分")


def _parts(index: Index, taken: Iterable[tuple[Term, _Taken]]) -> tuple[TermValue, ...]:
    """What every term adds: value ÷ full mark × share, out of the shares of the terms that have a value.

    Where all have one that is the share as written; scaled together the shares mean the same.
    """
    taken = tuple(taken)
    shares = {term: term.share or Fraction(0) for term, _ in taken}
    heard = sum((shares[term] for term, one in taken if one.figure is not None), Fraction(0))
    return tuple(
        TermValue(
            term,
            one.figure,
            Fraction(one.figure.text) / term.full * shares[term] / heard * index.full
            if isinstance(one.figure, Shown)
            else None,
            one.note,
        )
        for term, one in taken
    )


def _adjusted(term: Term, lines: tuple[Adjustment, ...]) -> TermValue:
    """The points of all lines together, within the cap. No line is no bonus and no deduction: that is worth 0."""
    points = sum((line.points for line in lines), Fraction(0))
    kept = points if term.cap is None else max(-term.cap, min(term.cap, points))
    note = (
        say("合计 {points}，按上限计 {kept}", points=in_digits(points), kept=in_digits(kept)) if kept != points else ""
    )
    return TermValue(term, Shown(kept, in_digits(kept)), kept, note)


def in_places(value: Fraction, decimals: int) -> Shown:
    """A value that carries what was printed: rounded half up."""
    rates = Rates(decimals=decimals)
    return Shown(value, in_words(half_up(value, decimals), rates))


def printed(value: Fraction, index: Index) -> Shown:
    return in_places(value, index.decimals)


def _ranked(values: list[IndexValue]) -> Iterable[IndexValue]:
    """Each group of subjects by rank, those without a shown index behind."""
    for group in dict.fromkeys(one.subject.group for one in values):
        members = [one for one in values if one.subject.group == group]
        places = placed(shown_values({one.subject.code: one.value for one in members}))
        ranked = [
            IndexValue(o.subject, o.value, o.terms, o.adjustments, o.missing, places.get(o.subject.code))
            for o in members
        ]
        yield from sorted(ranked, key=lambda one: one.place.rank if one.place else len(members) + 1)
