"""Scores and ranks (计分), exact until shown. Withholding comes after, in core/disclosure.py.

Sources: published rules of 民主测评 and 满意度测评, as docs/counting.md lists them; every choice that differs between
places is a setting of the campaign or a line of its scheme (core/scheme.py). What one such line does stands in a room
of its own (core/weights.py, core/trimming.py, core/bands.py, core/placing.py); here they meet.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from evalsite.core.campaign import Campaign, Indicator, Subject, Type
from evalsite.core.points import full_mark, points, weights_of_indicators
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


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """An exact score. ``electorate`` None is the total over electorates, ``indicator`` None over indicators.

    ``score`` is None when nobody gave a scored mark: a zero would read as a verdict. ``halted`` says that there is none
    because an electorate gave none, and the campaign's rule wants all of them (空票种: 不出总分).
    """

    subject: str
    electorate: str | None
    indicator: str | None
    score: Fraction | None
    ballots: int
    halted: bool = False


class Scorer(Votes):
    """The scores of one campaign beside its votes."""

    def __init__(
        self, campaign: Campaign, tally: Tally, issued: Mapping[str, int], stamped: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(campaign, tally, issued, stamped)
        self.scheme = campaign.scheme
        self.weights = {e.code: e.weight for e in campaign.electorates}
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
            for part in self._slots(subject, indicator):
                own.setdefault(part[0].electorate, {})[indicator.code] = self._score(subject, indicator, [part])
        wholes: dict[str, Fraction | None] = {}
        lines: list[ScoreLine] = []
        for voter, scores in own.items():
            alone = {code: score for code, score in scores.items() if not self._pooled(code)}
            ballots = self.tallies[voter].valid
            lines += [ScoreLine(subject.code, voter, code, score, ballots) for code, score in alone.items()]
            if any(code in self.indicator_weights for code in alone):
                wholes[voter] = self._over_indicators(alone)
                lines.append(ScoreLine(subject.code, voter, None, wholes[voter], ballots))
        together = [
            self._together(subject, i, {voter: s[i.code] for voter, s in own.items() if i.code in s}) for i in asked
        ]
        return [*lines, *together, *self._total(subject, wholes, together)]

    def _score(self, subject: Subject, indicator: Indicator, parts: Sequence[Part]) -> Fraction | None:
        """The score (or mean place) that one electorate gave, or several with their votes in one heap.

        None without a mark that has points; under bands, without a vote that stays in the base.
        """
        if bands := self.scheme.bands_of(indicator.code):
            votes, kept, base = self._table(subject, parts)
            return bands.points(votes, base) if any(votes[name] for name in kept) else None
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

    def _together(
        self, subject: Subject, indicator: Indicator | None, parts: Mapping[str, Fraction | None]
    ) -> ScoreLine:
        """The score over electorates, of an indicator or (None) of the totals that each gave."""
        heard = {voter: score for voter, score in parts.items() if score is not None}
        wanted = shares(self.weights, self.scheme.electorate_groups, parts)
        part = shares(self.weights, self.scheme.electorate_groups, heard)
        halted = self.scheme.empty is Empty.NO_TOTAL and part.keys() != wanted.keys()
        score: Fraction | None = None
        if part and not halted:
            score = sum((share * heard[voter] for voter, share in part.items()), Fraction(0))
            if indicator and self._pooled(indicator.code):
                slots = [one for one in self._slots(subject, indicator) if one[0].electorate in wanted]
                score = self._score(subject, indicator, slots)
        code = indicator.code if indicator else None
        return ScoreLine(subject.code, None, code, score, self._rests_on(parts, wanted, part), halted)

    def _rests_on(self, asked: Collection[str], wanted: Collection[str], heard: Collection[str]) -> int:
        """How many ballots a score over electorates rests on: those of the electorates alone whose score is in it.

        Ballots of an electorate that only abstained, or weighs 0, hide nobody: the total is then the score of the
        others, which may be too few to be shown. Where nobody gave a score, all that were asked are counted.
        Where the rule wants the score of everybody, a total, or the lack of it, tells whether the smallest of them
        gave one: it rests on the ballots of that one.
        """
        crowds = [self.tallies[voter].valid for voter in wanted if self.tallies[voter].valid]
        if self.scheme.empty is Empty.NO_TOTAL and crowds:
            return min(crowds)
        return sum(self.tallies[voter].valid for voter in heard or asked)

    def _total(
        self, subject: Subject, wholes: Mapping[str, Fraction | None], together: Sequence[ScoreLine]
    ) -> list[ScoreLine]:
        """The total: electorates' totals weighed, or, where an indicator has no score of each, indicators' scores.

        It then rests on no more ballots than the indicator that rests on the fewest: whoever knows the total and the
        other indicators knows that one.
        """
        codes = [line.indicator for line in together if line.indicator in self.indicator_weights]
        if not any(self._pooled(code) for code in codes if code):
            return [self._together(subject, None, wholes)] if wholes else []
        scores = {line.indicator: line.score for line in together if line.indicator in self.indicator_weights}
        counting = shares(self.indicator_weights, self.scheme.indicator_groups, [c for c in scores if c])
        used = [line for line in together if line.indicator in counting]
        halted = any(line.halted for line in used)
        score = None if halted else self._over_indicators({code: one for code, one in scores.items() if code})
        return [ScoreLine(subject.code, None, None, score, min((u.ballots for u in used), default=0), halted)]


def places(scores: dict[str, Fraction], *, low_is_better: bool = False) -> dict[str, int]:
    """Competition ranks (1, 2, 2, 4) by exact score; equal shown scores that differ exactly are not ties."""
    ordered = sorted(scores.values(), reverse=not low_is_better)
    return {code: ordered.index(score) + 1 for code, score in scores.items()}
