"""Scores of groups (票种组, 指标组): what stands between single scores and the total, put together as the total is.

They are made of the lines of core/scoring.py and are no lines themselves: no rank, verdict or index is drawn from them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from evalsite.core.campaign import Subject
from evalsite.core.scheme import Empty
from evalsite.core.scoring import Pairs, ScoreLine, Scorer
from evalsite.core.weights import Group, leaves, shares

ELECTORATES, INDICATORS = "electorates", "indicators"
Scores = Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """The exact score that a group gave (``electorates``) or got (``indicators``), all others left aside.

    ``score`` is None where nobody gave a scored mark; ``halted`` and ``behind`` are those of a ``ScoreLine``.
    """

    subject: str
    kind: str
    name: str
    score: Fraction | None
    behind: Pairs
    halted: bool = False


def group_lines(scorer: Scorer, scores: Sequence[ScoreLine]) -> Iterator[GroupLine]:
    """Every group of the campaign for every subject that it rates or is asked about, as far as it weighs anything."""
    for subject in scorer.campaign.subjects:
        own = [line for line in scores if line.subject == subject.code]
        yield from _Groups(scorer, subject, own).lines()


class _Groups:
    """The groups of one subject. Electorates' groups have no score where votes of all electorates make one score."""

    def __init__(self, scorer: Scorer, subject: Subject, own: Sequence[ScoreLine]) -> None:
        self.scorer, self.scheme, self.subject = scorer, scorer.scheme, subject
        self.found = {(line.electorate, line.indicator): line for line in own}
        self.scored = [code for code in scorer.indicator_weights if (None, code) in self.found]
        bands = [self.scheme.bands_of(code) for code in self.scored]
        self.pooled = any(one is not None and one.pooled for one in bands)

    def lines(self) -> Iterator[GroupLine]:
        for group in self.scheme.electorate_groups if not self.pooled else ():
            inside = leaves(group, self.scheme.electorate_groups)
            wholes = {v: line for (v, code), line in self.found.items() if v in inside and code is None}
            behind = {voter: line.behind for voter, line in wholes.items() if voter}
            yield from self._line(ELECTORATES, group, {v: line.score for v, line in wholes.items() if v}, behind)
        for group in self.scheme.indicator_groups:
            codes = [code for code in self.scored if code in leaves(group, self.scheme.indicator_groups)]
            codes = [code for code in codes if code in self._parts(codes)]
            yield from self._pooled(group, codes) if self.pooled else self._of_indicators(group, codes)

    def _parts(self, codes: Collection[str]) -> dict[str, Fraction]:
        return shares(self.scorer.indicator_weights, self.scheme.indicator_groups, codes)

    def _mean(self, scores: Scores) -> Fraction | None:
        """The weighted mean over indicators; None where none has a score."""
        heard = {code: score for code, score in scores.items() if score is not None}
        part = self._parts(heard)
        return sum((share * heard[code] for code, share in part.items()), Fraction(0)) if part else None

    def _of_indicators(self, group: Group, codes: Collection[str]) -> Iterator[GroupLine]:
        """First over the indicators of each electorate, then over electorates: so the groups add up to the total."""
        asked: dict[str, dict[str, Fraction | None]] = {}
        for (voter, code), line in self.found.items():
            if voter is not None and code is not None and code in codes:
                asked.setdefault(voter, {})[code] = line.score
        behind = {voter: frozenset((voter, code) for code in scores) for voter, scores in asked.items()}
        yield from self._line(INDICATORS, group, {v: self._mean(scores) for v, scores in asked.items()}, behind)

    def _pooled(self, group: Group, codes: Collection[str]) -> Iterator[GroupLine]:
        """Over the indicators' scores, as the total is where electorates have none of their own for each."""
        lines = {code: self.found[None, code] for code in codes}
        if lines:
            behind = frozenset(pair for line in lines.values() for pair in line.behind)
            halted = any(line.halted for line in lines.values())
            score = None if halted else self._mean({code: line.score for code, line in lines.items()})
            yield GroupLine(self.subject.code, INDICATORS, group.name, score, behind, halted)

    def _line(self, kind: str, group: Group, parts: Scores, behind: Mapping[str, Pairs]) -> Iterator[GroupLine]:
        """The parts that electorates have in it, weighed among them alone; nothing where none weighs anything."""
        weights, groups = self.scorer.weights, self.scheme.electorate_groups
        wanted = {voter for voter in shares(weights, groups, parts) if voter not in self.scorer.left_out}
        if not wanted:
            return
        heard = {voter: score for voter, score in parts.items() if score is not None and voter in wanted}
        part = shares(weights, groups, heard)
        halted = self.scheme.empty is Empty.NO_TOTAL and part.keys() != wanted
        score = sum((share * heard[v] for v, share in part.items()), Fraction(0)) if part and not halted else None
        pairs = frozenset(pair for voter in wanted for pair in behind[voter])
        yield GroupLine(self.subject.code, kind, group.name, score, pairs, halted)
