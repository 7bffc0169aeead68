"""Verdicts, rankings and nominations as tables of the results page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from evalsite.core import verdictwords
from evalsite.core.campaign import Subject
from evalsite.core.disclosure import Figure, Nominated, Pair, Results, Score, Shown
from evalsite.core.saying import joined, say
from evalsite.core.standings import order_in_words
from evalsite.paper.standings_content import BASES

MOST_SQUARED = 12  # candidates of a table that shows every pair; longer ones stand in the workbook
MOST_NAMED = 30  # in the sentence that gives the order


@dataclass(frozen=True, slots=True)
class VerdictTable:
    """One group: the rule, and every subject with what its verdict was given for; best verdicts first."""

    group: str
    rule: str
    lines: tuple[tuple[Subject, Score], ...]


@dataclass(frozen=True, slots=True)
class RankTable:
    """One ranking of one group by place. ``square`` has, by row and column of ``lines``, who was before whom how often
    (None on the diagonal); empty where the list is too long for it.
    """

    name: str
    by: str
    order: str
    lines: tuple[tuple[Subject, Score, Figure | None], ...]
    square: tuple[tuple[Figure | None, ...], ...]


@dataclass(frozen=True, slots=True)
class NominationTable:
    """One nomination of one group by votes; ``bases`` are what the shares are of."""

    name: str
    bases: tuple[str, ...]
    lines: tuple[tuple[Subject, Nominated], ...]


def groups_of(found: Results) -> Iterator[tuple[str, list[Subject]]]:
    for group in dict.fromkeys(subject.group for subject in found.campaign.subjects):
        yield group, [subject for subject in found.campaign.subjects if subject.group == group]


def _key(figure: Figure | None) -> Fraction:
    """By value; what is not shown stays behind, in the order of the campaign."""
    return figure.value if isinstance(figure, Shown) else Fraction(10**9)


def verdict_tables(found: Results) -> Iterator[VerdictTable]:
    totals = {s.subject: s for s in found.scores if (s.electorate, s.indicator) == (None, None)}
    for group, members in groups_of(found):
        lines = [(one, totals[one.code]) for one in members if one.code in totals and totals[one.code].verdict]
        if lines:
            lines.sort(key=lambda line: (_key(line[1].verdict), _key(line[1].rank)))
            yield VerdictTable(group, verdictwords.rule_for(found.campaign, group), tuple(lines))


def rank_tables(found: Results) -> Iterator[RankTable]:
    scores = {(s.subject, s.indicator): s for s in found.scores if s.electorate is None}
    points = {(one.subject, one.indicator): one.points for one in found.rankings}
    several = sum(1 for _ in groups_of(found)) > 1
    for indicator in dict.fromkeys(one.indicator for one in found.rankings):
        for group, members in groups_of(found):
            lines = [
                (one, scores[one.code, indicator], points[one.code, indicator])
                for one in members
                if (one.code, indicator) in points and (one.code, indicator) in scores
            ]
            lines.sort(key=lambda line: _key(line[1].rank))
            if lines:
                name = _named(found.campaign.indicator(indicator).name, group if several else "")
                pairs = [pair for pair in found.pairs if pair.indicator == indicator]
                square = _square([line[0].code for line in lines], pairs)
                by = order_in_words(found.campaign, indicator)
                yield RankTable(name, by, _order(lines), tuple(lines), square)


def _named(indicator: str, group: str) -> str:
    return say("{name}（{group}）", name=indicator, group=group) if group else indicator


def _order(lines: Iterable[tuple[Subject, Score, Figure | None]]) -> str:
    """The order in one sentence: 甲、乙和丙（并列）、丁. Nothing is claimed of pairs."""
    places: dict[Fraction, list[str]] = {}
    for subject, score, _ in lines:
        if isinstance(score.rank, Shown):
            places.setdefault(score.rank.value, []).append(subject.name)
    named, said = 0, list[str]()
    for names in places.values():
        if named >= MOST_NAMED:
            break
        said.append(say("{names}（并列）", names=joined("和", names)) if len(names) > 1 else names[0])
        named += len(names)
    left = sum(len(names) for names in places.values()) - named
    order = joined("、", said)
    return say("{order}……另有 {number} 个", order=order, number=left) if left else order


def _square(codes: list[str], pairs: Iterable[Pair]) -> tuple[tuple[Figure | None, ...], ...]:
    if not 1 < len(codes) <= MOST_SQUARED:
        return ()
    found: dict[tuple[str, str], Figure] = {}
    for pair in (one for one in pairs if {one.subject, one.other} <= set(codes)):
        found[pair.subject, pair.other], found[pair.other, pair.subject] = pair.before, pair.after
    if not found:
        return ()
    return tuple(tuple(found.get((one, other)) for other in codes) for one in codes)


def nomination_tables(found: Results) -> Iterator[NominationTable]:
    several = sum(1 for _ in groups_of(found)) > 1
    for indicator in dict.fromkeys(one.indicator for one in found.nominations):
        own = {one.subject: one for one in found.nominations if one.indicator == indicator}
        for group, members in groups_of(found):
            lines = [(one, own[one.code]) for one in members if one.code in own]
            lines.sort(key=lambda line: _key(line[1].rank))
            if lines:
                name = _named(found.campaign.indicator(indicator).name, group if several else "")
                bases = tuple(say("占{base}（%）", base=BASES[base]) for base, _ in lines[0][1].shares)
                yield NominationTable(name, bases, tuple(lines))
