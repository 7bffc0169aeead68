"""Votes, rates and scores (计分), exact until shown. Withholding comes after, in core/disclosure.py.

Sources: published rules of 民主测评 and 满意度测评, as docs/counting.md lists them; every choice that differs between
places is a setting of the campaign (base of rates, rounding, weights).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from evalsite.core.campaign import Base, Campaign, Indicator, Rates, Rounding, Subject, Type
from evalsite.core.questionnaire import Slot, sheet_for
from evalsite.core.tally import ElectorateTally, Tally

ALL = "*"  # all electorates together
NOMINATED = "推荐"


@dataclass(frozen=True, slots=True)
class CountLine:
    """Votes for one grade (option, place, 推荐). ``base`` is None where the grade is kept out of the base.

    ``ballots`` is the number of valid ballots that the line rests on: what disclosure looks at.
    """

    electorate: str
    subject: str
    indicator: str
    grade: str
    votes: int
    base: int | None
    ballots: int


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """An exact score. ``electorate`` None is the total over electorates, ``indicator`` None over indicators.

    ``score`` is None when nobody gave a scored mark: a zero would read as a verdict.
    """

    subject: str
    electorate: str | None
    indicator: str | None
    score: Fraction | None
    ballots: int


@dataclass(frozen=True, slots=True)
class TurnoutLine:
    electorate: str
    issued: int
    stamped: int
    dropped: int
    valid: int
    void: int


def half_up(value: Fraction, decimals: int) -> Fraction:
    """Rounded half away from zero on the exact value, as schools and published tables do."""
    scaled = abs(value) * 10**decimals
    rounded = Fraction((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator), 10**decimals)
    return rounded if value >= 0 else -rounded


def truncate(value: Fraction, decimals: int) -> Fraction:
    return Fraction(int(value * 10**decimals), 10**decimals)


def rounded(value: Fraction, rates: Rates) -> Fraction:
    if rates.rounding is Rounding.TRUNCATE:
        return truncate(value, rates.decimals)
    return half_up(value, rates.decimals)


def in_words(value: Fraction, rates: Rates) -> str:
    """A value that is already rounded, as the report prints it: "89.29", "25.00" or (末尾零 去掉) "25"."""
    digits = str(abs(int(value * 10**rates.decimals))).rjust(rates.decimals + 1, "0")
    text = f"{digits[: -rates.decimals]}.{digits[-rates.decimals :]}" if rates.decimals else digits
    if not rates.keep_zeros and "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 else text


def rounded_rates(votes: Sequence[int], base: int, rates: Rates) -> list[Fraction]:
    """The shown rates, in percent, of grades that share one ``base`` > 0.

    With 末项补足 the last grade takes what is left, so that the shown parts add up to the shown whole; the whole is
    100 only where nobody abstained, hence "the rounded rate of all votes", not "100". A grade without votes takes
    nothing, and none goes below zero: of 7 ballots 1, 1, 5 and 0 are 14.29, 14.29, 71.42 and 0.00, not -0.01.
    """
    exact = [Fraction(100 * vote, base) for vote in votes]
    shown = [rounded(rate, rates) for rate in exact]
    if rates.rounding is Rounding.LAST_TAKES_REST:
        rest = rounded(sum(exact, Fraction(0)), rates) - sum(shown, Fraction(0))
        for place in reversed([place for place, vote in enumerate(votes) if vote]):
            taken = max(rest, -shown[place])
            shown[place], rest = shown[place] + taken, rest - taken
    return shown


def weighted_mean(parts: Iterable[tuple[Fraction, Fraction | None]]) -> Fraction | None:
    """The mean of (weight, value); a part without value gives its weight to the others; None when none has a value."""
    kept = [(weight, value) for weight, value in parts if value is not None and weight]
    total = sum((weight for weight, _ in kept), Fraction(0))
    return sum((weight * value for weight, value in kept), Fraction(0)) / total if total else None


def _weight(weight: Fraction | None) -> Fraction:
    """A blank weight is 1: all are blank together, so that means equal shares."""
    return Fraction(1) if weight is None else weight


class Scorer:
    """Walks sheets and tallies of one campaign."""

    def __init__(self, campaign: Campaign, tally: Tally, issued: dict[str, int]) -> None:
        self.campaign = campaign
        self.tallies = {e.code: tally.of(e.code) for e in campaign.electorates}
        self.issued = issued
        self.points = {s.name: [grade.points for grade in s.grades] for s in campaign.scales}
        self.slots = self._index()

    # --- votes ---

    def _named_votes(self, tally: ElectorateTally, slot: Slot, subject: Subject) -> list[tuple[str, int, bool]]:
        """(grade, votes, stays in the base) of one slot for one subject, in the order of the sheet."""
        match slot.indicator.type:
            case Type.GRADE:
                grades = self.campaign.scale(slot.indicator.scale).grades
                return [(g.name, tally.votes(slot, n), g.counts) for n, g in enumerate(grades, start=1)]
            case Type.CHOICE:
                return [(option, tally.votes(slot, 1, n), True) for n, option in enumerate(slot.options)]
            case Type.RANK:
                place = slot.candidates.index(subject)
                return [(f"第{n}名", tally.votes(slot, n, place), True) for n in range(1, slot.width + 1)]
            case Type.NOMINATE:
                return [(NOMINATED, tally.votes(slot, 1, slot.candidates.index(subject)), True)]
            case _:
                return []

    def _base(self, tally: ElectorateTally) -> int:
        if self.campaign.rates.base is Base.RETURNED:
            return tally.returned
        return tally.valid if self.campaign.rates.base is Base.VALID else self.issued[tally.electorate]

    def _index(self) -> dict[tuple[str, str], list[tuple[ElectorateTally, Slot]]]:
        """Where each indicator was asked about each subject: (tally, slot) of every electorate that rates it."""
        found: dict[tuple[str, str], list[tuple[ElectorateTally, Slot]]] = {}
        for electorate in self.campaign.electorates:
            for slot in sheet_for(self.campaign, electorate.code).slots:
                asked = slot.candidates or ((slot.subject,) if slot.subject else ())
                for subject in asked:
                    key = (subject.code, slot.indicator.code)
                    found.setdefault(key, []).append((self.tallies[electorate.code], slot))
        return found

    def _slots(self, subject: Subject, indicator: Indicator) -> list[tuple[ElectorateTally, Slot]]:
        return self.slots.get((subject.code, indicator.code), [])

    def counts(self) -> list[CountLine]:
        """Votes per subject, indicator and grade: for each electorate, then for all together (``"*"``)."""
        lines: list[CountLine] = []
        for subject in self.campaign.subjects:
            for indicator in self.campaign.indicators:
                parts = self._slots(subject, indicator)
                for tally, slot in parts:
                    lines += self._lines(tally.electorate, subject, indicator, [(tally, slot)])
                lines += self._lines(ALL, subject, indicator, parts)
        return lines

    def _lines(
        self, code: str, subject: Subject, indicator: Indicator, parts: list[tuple[ElectorateTally, Slot]]
    ) -> list[CountLine]:
        votes: dict[str, int] = {}
        kept: dict[str, bool] = {}
        for tally, slot in parts:
            for name, number, counts in self._named_votes(tally, slot, subject):
                votes[name] = votes.get(name, 0) + number
                kept[name] = counts
        base = sum(self._base(tally) for tally, _ in parts)
        if self.campaign.rates.base is not Base.DUE:  # full membership is a fixed number, whatever people tick
            base -= sum(number for name, number in votes.items() if not kept[name])
        ballots = sum(tally.valid for tally, _ in parts)
        return [
            CountLine(code, subject.code, indicator.code, name, number, base if kept[name] else None, ballots)
            for name, number in votes.items()
        ]

    # --- scores ---

    def _mean(self, tally: ElectorateTally, slot: Slot, subject: Subject) -> Fraction | None:
        """Mean points (or score, or place) over the marks that have points; None without any."""
        indicator = slot.indicator
        place = slot.candidates.index(subject) if slot.candidates else 0
        total, marks = Fraction(0), 0
        for value, votes in tally.marks[slot.offset + place].items():
            points: Fraction | None = None
            if value and indicator.type is Type.GRADE:
                points = self.points[indicator.scale][value - 1]
            elif value and indicator.type is Type.SCORE:
                points = indicator.low + (value - 1) * indicator.step
            elif value and indicator.type is Type.RANK:
                points = Fraction(value)
            if points is not None:
                total, marks = total + points * votes, marks + votes
        return total / marks if marks else None

    def scores(self) -> list[ScoreLine]:
        """Scores per subject: each electorate and indicator, each electorate, each indicator, and the total."""
        return [line for subject in self.campaign.subjects for line in self._subject_scores(subject)]

    def _subject_scores(self, subject: Subject) -> list[ScoreLine]:
        means: dict[tuple[str, str], Fraction | None] = {}
        for indicator in self.campaign.indicators:
            if indicator.scored or indicator.type is Type.RANK:
                for tally, slot in self._slots(subject, indicator):
                    means[tally.electorate, indicator.code] = self._mean(tally, slot, subject)
        voters = list(dict.fromkeys(code for code, _ in means))
        asked = list(dict.fromkeys(code for _, code in means))
        scored = [code for code in asked if self.campaign.indicator(code).scored]
        lines: list[ScoreLine] = []
        wholes: dict[str, Fraction | None] = {}
        for voter in voters:
            ballots = self.tallies[voter].valid
            single = [(code, means[voter, code]) for code in asked if (voter, code) in means]
            lines += [ScoreLine(subject.code, voter, code, mean, ballots) for code, mean in single]
            mine = [(self._indicator_weight(code), mean) for code, mean in single if code in scored]
            if mine:
                wholes[voter] = weighted_mean(mine)
                lines.append(ScoreLine(subject.code, voter, None, wholes[voter], ballots))
        for code in asked:
            parts = {voter: means[voter, code] for voter in voters if (voter, code) in means}
            lines.append(self._together(subject, code, parts))
        if scored:
            lines.append(self._together(subject, None, wholes))
        return lines

    def _together(self, subject: Subject, indicator: str | None, parts: dict[str, Fraction | None]) -> ScoreLine:
        """The score over electorates. It rests on the ballots of those alone whose score is in it.

        Ballots of an electorate that only abstained, or weighs 0, hide nobody: the total is then the score of the
        others, which may be too few to be shown. Where nobody gave a score, all that were asked are counted.
        """
        weights = {voter: self._voter_weight(voter) for voter in parts}
        heard = [voter for voter, score in parts.items() if score is not None and weights[voter]]
        ballots = sum(self.tallies[voter].valid for voter in heard or parts)
        total = weighted_mean((weights[voter], score) for voter, score in parts.items())
        return ScoreLine(subject.code, None, indicator, total, ballots)

    def _indicator_weight(self, code: str) -> Fraction:
        return _weight(self.campaign.indicator(code).weight)

    def _voter_weight(self, code: str) -> Fraction:
        return _weight(self.campaign.electorate(code).weight)


def turnout(campaign: Campaign, tally: Tally, counts: dict[str, tuple[int, int, int]]) -> list[TurnoutLine]:
    """``counts`` gives (issued, stamped, dropped) per electorate, as the signed closing statement has them."""
    lines: list[TurnoutLine] = []
    for electorate in campaign.electorates:
        one, (issued, stamped, dropped) = tally.of(electorate.code), counts[electorate.code]
        lines.append(TurnoutLine(electorate.code, issued, stamped, dropped, one.valid, one.returned - one.valid))
    return lines


def places(scores: dict[str, Fraction], *, low_is_better: bool = False) -> dict[str, int]:
    """Competition ranks (1, 2, 2, 4) by exact score; equal shown scores that differ exactly are not ties."""
    ordered = sorted(scores.values(), reverse=not low_is_better)
    return {code: ordered.index(score) + 1 for code, score in scores.items()}
