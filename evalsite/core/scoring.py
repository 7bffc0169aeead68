"""Scores and ranks (计分), exact until shown. Withholding comes after, in core/disclosure.py.

Sources: published rules of 民主测评 and 满意度测评, as docs/counting.md lists them; every choice that differs between
places is a setting of the campaign or a line of its scheme (core/scheme.py). What one such line does stands in a room
of its own (core/weights.py, core/trimming.py, core/bands.py, core/placing.py); here they meet.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from evalsite.core import ranking
from evalsite.core.campaign import Campaign, Indicator, Subject, Type
from evalsite.core.paper import Marks, crowd
from evalsite.core.points import full_mark, points, weights_of_indicators
from evalsite.core.questionnaire import Slot
from evalsite.core.rates import half_up, in_words, rounded, rounded_rates, truncate
from evalsite.core.scheme import Empty
from evalsite.core.tally import Tally
from evalsite.core.trimming import mean, trimmed
from evalsite.core.votes import ALL, NOMINATED, CountLine, Part, TurnoutLine, Votes, turnout
from evalsite.core.weights import shares, weighted_mean

__all__ = [
    "ALL",
    "NOMINATED",
    "CountLine",
    "ScoreLine",
    "Scorer",
    "TurnoutLine",
    "half_up",
    "in_words",
    "places",
    "rounded",
    "rounded_rates",
    "truncate",
    "turnout",
    "weighted_mean",
]


Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """An exact score. ``electorate`` None is the total over electorates, ``indicator`` None over indicators.

    ``score`` is None when nobody gave a scored mark: a zero would read as a verdict. ``halted`` says that there is none
    because an electorate gave none, and the campaign's rule wants all of them (空票种: 不出总分).

    ``behind`` are the (electorate, indicator) pairs whose marks are in it wherever they are given, ``ballots`` the
    valid ballots of those electorates, ``marks`` how many of one electorate's ballots gave a number where one was
    asked for (打分; elsewhere all of them): what disclosure looks at.
    """

    subject: str
    electorate: str | None
    indicator: str | None
    score: Fraction | None
    ballots: int
    marks: int
    behind: Pairs
    halted: bool = False


class Scorer(Votes):
    """The scores of one campaign beside its votes."""

    def __init__(
        self, campaign: Campaign, tally: Tally, expected: Mapping[str, int], stamped: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(campaign, tally, expected, stamped)
        self.scheme = campaign.scheme
        self.weights = {e.code: e.weight for e in campaign.counted}
        self.indicator_weights = weights_of_indicators(campaign)
        best = full_mark(campaign)
        self.factor = self.scheme.full / best if self.scheme.full and best else Fraction(1)

    def scores(self) -> list[ScoreLine]:
        """Scores per subject: each electorate and indicator, each electorate, each indicator, and the total."""
        return [line for subject in self.campaign.subjects for line in self._subject_scores(subject)]

    def _subject_scores(self, subject: Subject) -> list[ScoreLine]:
        asked = [i for i in self.campaign.indicators if i.scored or i.type is Type.RANK]
        asked = [indicator for indicator in asked if self._slots(subject, indicator)]
        own: dict[str, dict[str, Fraction | None]] = {}
        for indicator in asked:
            for voter, parts in self._by_voters(self._slots(subject, indicator)).items():
                own.setdefault(voter, {})[indicator.code] = self._score(subject, indicator, parts)
        wholes: dict[str, Fraction | None] = {}
        lines: list[ScoreLine] = []
        for voter, scores in own.items():
            alone = {code: score for code, score in scores.items() if not self._pooled(code)}
            ballots = self._ballots(subject, voter)
            for code, score in alone.items():
                marks, behind = self._marks(subject, voter, code), frozenset({(voter, code)})
                lines.append(ScoreLine(subject.code, voter, code, score, ballots, marks, behind))
            if any(code in self.indicator_weights for code in alone):
                wholes[voter] = self._over_indicators(alone)
                behind = frozenset((voter, code) for code in self._counting(alone))
                lines.append(ScoreLine(subject.code, voter, None, wholes[voter], ballots, ballots, behind))
        together = [
            self._together(subject, i, {voter: s[i.code] for voter, s in own.items() if i.code in s}) for i in asked
        ]
        return [*lines, *together, *self._total(subject, wholes, together)]

    def _score(self, subject: Subject, indicator: Indicator, parts: Sequence[Part]) -> Fraction | None:
        """The score (or mean place, or Borda points) that one electorate gave, or several with their votes in one heap.

        None without a mark that has points; under bands, without a vote that stays in the base.
        """
        if bands := self.scheme.bands_of(indicator.code):
            votes, kept, base = self._table(subject, parts)
            return bands.points(votes, base) if any(votes[name] for name in kept) else None
        if indicator.code in self.scheme.borda:
            return ranking.mean_points(parts, subject)
        marks: list[tuple[Fraction, int]] = []
        for tally, slot in parts:
            place = slot.candidates.index(subject) if slot.candidates else 0
            for value, number in tally.marks[slot.offset + place].items():
                worth = points(self.campaign, indicator, value)
                marks += [(worth, number)] if worth is not None else []
        if indicator.scored and (trimming := self.scheme.trimming_of(indicator.code)):
            marks = trimmed(marks, trimming.dropped(sum(number for _, number in marks)))
        return mean(marks)

    def _pooled(self, code: str) -> bool:
        """Whether the votes of all electorates make one score, and none has a score of its own."""
        bands = self.scheme.bands_of(code)
        return bands is not None and bands.pooled

    def _over_indicators(self, scores: Mapping[str, Fraction | None]) -> Fraction | None:
        """The weighted mean over indicators, out of the full mark of the campaign; None where none has a score."""
        heard = {code: score for code, score in scores.items() if score is not None}
        part = shares(self.indicator_weights, self.scheme.indicator_groups, heard)
        return self.factor * sum(share * heard[code] for code, share in part.items()) if part else None

    def _counting(self, codes: Collection[str]) -> Collection[str]:
        """Those of these indicators that have a part in a total; all of them where none weighs anything."""
        return shares(self.indicator_weights, self.scheme.indicator_groups, codes).keys() or codes

    def _marks(self, subject: Subject, voter: str, code: str) -> int:
        """Ballots of an electorate that gave a number, where a number was asked for; else all that one hides among."""
        indicator = self.campaign.indicator(code)
        if indicator.type is not Type.SCORE:
            return self._ballots(subject, voter)
        box = paper = 0
        for tally, slot in self._by_voters(self._slots(subject, indicator))[voter]:
            box += _numbers(self.tally.of(tally.electorate).marks, slot)
            if count := self.tally.paper_of(tally.electorate):
                paper += _numbers(count.marks, slot)
        return crowd(box, paper)

    def _ballots(self, subject: Subject, voter: str) -> int:
        """Valid ballots of an electorate (of the members of a pool) that rates the subject, among which one hides."""
        electorates = (e for e in self.campaign.electorates if self.campaign.pool_of(e.code) == voter)
        return self.crowd_of([one.code for one in electorates if one.rates(subject)])

    def _together(
        self, subject: Subject, indicator: Indicator | None, parts: Mapping[str, Fraction | None]
    ) -> ScoreLine:
        """The score over electorates, of an indicator or (None) of the totals that each gave."""
        asked = shares(self.weights, self.scheme.electorate_groups, parts).keys() or parts.keys()
        wanted = {voter for voter in asked if voter not in self.left_out}
        heard = {voter: score for voter, score in parts.items() if score is not None and voter in wanted}
        part = shares(self.weights, self.scheme.electorate_groups, heard)
        halted = self.scheme.empty is Empty.NO_TOTAL and part.keys() != wanted
        score: Fraction | None = None
        if part and not halted:
            score = sum((share * heard[voter] for voter, share in part.items()), Fraction(0))
            if indicator and self._pooled(indicator.code):
                slots = [one for one in self._slots(subject, indicator) if self._code(one) in wanted]
                score = self._score(subject, indicator, slots)
        code = indicator.code if indicator else None
        codes = [code] if code else self._counting([i.code for i in self._scored(subject)])
        behind = frozenset((voter, one) for voter in wanted for one in codes)
        return self._sum(subject, code, score, behind, halted=halted)

    def _sum(
        self, subject: Subject, code: str | None, score: Fraction | None, behind: Pairs, *, halted: bool
    ) -> ScoreLine:
        """A line over electorates. It rests on the ballots of all that could be in it, whether they gave a score or not:
        the number would tell of those that are withheld whether they did.
        """
        ballots = sum(self._ballots(subject, voter) for voter in {voter for voter, _ in behind})
        return ScoreLine(subject.code, None, code, score, ballots, ballots, behind, halted)

    def _scored(self, subject: Subject) -> list[Indicator]:
        """The indicators asked about a subject that have points."""
        return [i for i in self.campaign.indicators if i.code in self.indicator_weights and self._slots(subject, i)]

    def _total(
        self, subject: Subject, wholes: Mapping[str, Fraction | None], together: Sequence[ScoreLine]
    ) -> list[ScoreLine]:
        """The total: electorates' totals weighed, or, where an indicator has no score of each, indicators' scores."""
        if not any(self._pooled(indicator.code) for indicator in self._scored(subject)):
            return [self._together(subject, None, wholes)] if wholes else []
        lines = {line.indicator: line for line in together if line.indicator}
        used = [lines[i.code] for i in self._scored(subject)]
        used = [line for line in used if line.indicator in self._counting(list(lines))]
        halted = any(line.halted for line in used)
        score = (
            None if halted else self._over_indicators({line.indicator: line.score for line in used if line.indicator})
        )
        behind = frozenset(pair for line in used for pair in line.behind)
        return [self._sum(subject, None, score, behind, halted=halted)]


def _numbers(marks: Marks, slot: Slot) -> int:
    """How many ballots gave a number in a slot of one byte."""
    return sum(votes for value, votes in marks[slot.offset].items() if value)


def places(scores: dict[str, Fraction], *, low_is_better: bool = False) -> dict[str, int]:
    """Competition ranks (1, 2, 2, 4) by exact score; equal shown scores that differ exactly are not ties."""
    ordered = sorted(scores.values(), reverse=not low_is_better)
    return {code: ordered.index(score) + 1 for code, score in scores.items()}
