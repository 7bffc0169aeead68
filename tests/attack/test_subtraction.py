"""Can a withheld figure be worked out from the published ones? The attacker solves for it with integer programming.

The attacker has the manifest and the published file (the JSON that anyone may be given), knows how every figure is
computed, and asks for each withheld count what the least and the greatest value is that fits everything published:
votes, rates, scores rounded as shown, turnout, and that every valid ballot has exactly one mark for each indicator
(the campaigns here void incomplete ballots, which leaves the attacker the fewest unknowns).

What is claimed is the most that can be: any number from 0 to the ballots behind it still fits. So there is no width to
choose, below which a guess would count as good: a range that is one number narrower is a gain (docs/decisions/withholding.md).
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from random import Random

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from evalsite.core.ballot import Answer
from evalsite.core.campaign import Campaign, Electorate, Grade, Indicator, Kind, Missing, Rates, Scale, Subject, Type
from evalsite.core.disclosure import disclose
from evalsite.core.questionnaire import sheet_for
from evalsite.core.scheme import Scheme, Small
from evalsite.core.weights import Group, leaves, shares
from evalsite.paper.results import results_json
from tests.core.builders import count

LIMIT = 4
SEEDS = 24
FEW = 3  # campaigns, where one that is told would be enough
GRADES = (("优秀", 100), ("良好", 80), ("较差", 30))
Cell = tuple[str, str, str, str]  # electorate, subject, indicator, grade


def campaign(random: Random, small: Small) -> Campaign:
    """Two to four electorates, some of them bound to a unit that they do not rate, of weights that differ."""
    units = [Subject(f"s{n}", f"单位{n}", group="组") for n in range(random.randint(2, 3))]
    voters = random.randint(2, 4)
    return Campaign(
        "测评",
        Kind.DEMOCRATIC,
        tuple(units),
        (Scale("三档", tuple(Grade(name, Fraction(points)) for name, points in GRADES)),),
        tuple(
            Indicator(f"i{n}", f"指标{n}", Type.GRADE, scale="三档", weight=Fraction(random.choice((30, 70))))
            for n in range(random.randint(1, 2))
        ),
        tuple(
            Electorate(
                f"e{n}",
                f"票种{n}",
                20,
                ("组",),
                Fraction(random.choice((0, 20, 40))),
                unit=random.choice(units).name if random.random() < 0.3 else "",
            )
            for n in range(voters)
        ),
        threshold=LIMIT,
        rates=Rates(decimals=random.choice((0, 2))),
        missing=Missing.VOID,
        scheme=Scheme(small=small),
    )


def in_groups(made: Campaign, random: Random) -> Campaign:
    """The same with 票种组 and 指标组, one inside another where there are enough for it: each group has a score of its own."""
    third = replace(made.indicators[0], code="i9", name="指标9", weight=Fraction(50))
    asked = (*made.indicators[:1], replace(third, code="i8", name="指标8"), third)
    codes = [one.code for one in made.electorates]
    inner = Group("内", Fraction(random.choice((40, 60))), tuple(codes[:2]))
    outer = [Group("外", Fraction(50), ("内", codes[2]))] if len(codes) > 3 else []
    halves = Group("半", Fraction(random.choice((30, 70))), ("i0", "i9"))
    scheme = replace(made.scheme, electorate_groups=(inner, *outer), indicator_groups=(halves,))
    voters = tuple(replace(one, weight=one.weight or Fraction(10)) for one in made.electorates)
    return replace(made, indicators=asked, electorates=voters, scheme=scheme)


def publish(made: Campaign, random: Random) -> dict:
    """The published file of a count of random ballots, half of them good ones as in a real hall."""
    ballots: dict[str, list[dict[int, Answer]]] = {}
    for one in made.electorates:
        slots = sheet_for(made, one.code).slots
        grades = random.choice(((1, 2, 3), (1, 1, 1, 2), (1,)))
        ballots[one.code] = [
            {slot.number: random.choice(grades) for slot in slots} for _ in range(random.choice((0, 1, 2, 3, 5, 7)))
        ]
    numbers = {code: (20, len(given), len(given)) for code, given in ballots.items()}
    return json.loads(json.dumps(results_json(disclose("c-1", made, count(made, ballots), numbers))))


def as_published_naively(made: Campaign, file: dict, whole: dict) -> dict:
    """The same count with nothing withheld but the figures of small electorates: totals stand as they are."""
    valid = {line["electorate"]: line["valid"] for line in file["turnout"]}
    for part, fields in (("counts", ("votes", "rate")), ("scores", ("score", "rank"))):
        for line in whole[part]:
            if valid.get(line["electorate"], LIMIT) < LIMIT:
                line.update(dict.fromkeys(fields))
    return whole


@dataclass
class Attack:
    """Unknown votes as integer variables, and what is published about them as linear constraints."""

    made: Campaign
    file: dict

    def __post_init__(self) -> None:
        self.valid = {line["electorate"]: line["valid"] for line in self.file["turnout"]}
        self.places: dict[Cell, int] = {}
        for voters in self.made.electorates:
            for subject in sheet_for(self.made, voters.code).subjects:
                for indicator in self.made.indicators:
                    for name, _ in GRADES:
                        self.places[voters.code, subject.code, indicator.code, name] = len(self.places)
        self.rows: list[np.ndarray] = []
        self.bounds: list[tuple[float, float]] = []
        self._ballots()
        self._counts()
        self._scores()
        self._groups()

    def raters(self, subject: str) -> list[str]:
        return [one.code for one in self.made.electorates if one.rates(self.made.subject(subject))]

    def summed(self) -> list[str]:
        """Electorates that sums are made of: how many came is published, and so is the rule."""
        if self.made.scheme.small is Small.WITHHOLD:
            return list(self.valid)
        return [code for code, number in self.valid.items() if number >= LIMIT]

    def _fact(self, terms: Mapping[Cell, Fraction | int], low: Fraction | float, high: Fraction | float) -> None:
        row = np.zeros(len(self.places))
        for cell, factor in terms.items():
            row[self.places[cell]] += float(factor)
        self.rows.append(row)
        self.bounds.append((float(low), float(high)))

    def _ballots(self) -> None:
        for code, subject, indicator in {cell[:3] for cell in self.places}:
            self._fact({(code, subject, indicator, name): 1 for name, _ in GRADES}, self.valid[code], self.valid[code])

    def _counts(self) -> None:
        for line in self.file["counts"]:
            behind = [code for code in self.raters(line["subject"]) if code in self.summed()]
            codes = behind if line["electorate"] == "*" else [line["electorate"]]
            terms = {(code, line["subject"], line["indicator"], line["grade"]): 1 for code in codes}
            if line["votes"] is not None:
                self._fact(terms, line["votes"], line["votes"])
            elif line["rate"] is not None:
                base, half = sum(self.valid[code] for code in codes), Fraction(1, 2 * 10**self.made.rates.decimals)
                rate = Fraction(line["rate"])
                self._fact(terms, (rate - half) * base / 100, (rate + half) * base / 100)

    def _scores(self) -> None:
        """A score is a weighted mean of the means of electorates and indicators that have ballots: all are linear."""
        for line in self.file["scores"]:
            codes = {line["electorate"]: Fraction(1)} if line["electorate"] else self._weights(self._heard(line))
            asked = {line["indicator"]: Fraction(1)} if line["indicator"] else self._shares()
            self._mean(line, codes, asked)

    def _groups(self) -> None:
        """The score of a group is the same mean over its members alone."""
        scheme = self.made.scheme
        for line in self.file["groups"]:
            of_voters = line["kind"] == "electorates"
            groups = scheme.electorate_groups if of_voters else scheme.indicator_groups
            inside = leaves(next(one for one in groups if one.name == line["name"]), groups)
            heard = self._heard(line)
            codes = self._weights([code for code in heard if code in inside] if of_voters else heard)
            self._mean(line, codes, self._shares() if of_voters else self._shares(inside))

    def _mean(self, line: dict, codes: Mapping[str, Fraction], asked: Mapping[str, Fraction]) -> None:
        if line["score"] is None:
            return
        half = Fraction(1, 2 * 10**self.made.rates.decimals) + Fraction(1, 10**6)
        terms: dict[Cell, Fraction | int] = {}
        for code, weight in codes.items():
            for indicator, share in asked.items():
                for name, points in GRADES:
                    cell = (code, line["subject"], indicator, name)
                    terms[cell] = weight * share * points / self.valid[code]
        score = Fraction(line["score"])
        self._fact(terms, score - half, score + half)

    def _heard(self, line: dict) -> list[str]:
        return [code for code in self.raters(line["subject"]) if code in self.summed() and self.valid[code]]

    def _weights(self, codes: Collection[str]) -> dict[str, Fraction]:
        weights = {one.code: one.weight for one in self.made.electorates}
        return shares(weights, self.made.scheme.electorate_groups, codes)

    def _shares(self, codes: Collection[str] | None = None) -> dict[str, Fraction]:
        weights = {one.code: one.weight for one in self.made.indicators}
        return shares(weights, self.made.scheme.indicator_groups, weights if codes is None else codes)

    @cached_property
    def facts(self) -> LinearConstraint:
        """All that is known, for every question that is asked about it."""
        low, high = zip(*self.bounds, strict=True)
        return LinearConstraint(np.array(self.rows), low, high)

    def range_of(self, cells: list[Cell]) -> tuple[int, int]:
        """The least and the greatest sum of these votes that fits everything published."""
        aim = np.zeros(len(self.places))
        aim[[self.places[cell] for cell in cells]] = 1
        ends = []
        for sign in (1, -1):
            found = milp(sign * aim, integrality=np.ones(len(aim)), bounds=Bounds(0, 20), constraints=self.facts)
            assert found.success, found.message
            ends.append(sign * round(found.fun))
        return ends[0], ends[1]

    def gains(self) -> list[tuple[Cell, tuple[int, int], int]]:
        """Withheld counts of single electorates that the attacker knows more about than how many ballots there are."""
        found = []
        for line in self.file["counts"]:
            code = line["electorate"]
            if line["votes"] is None and code != "*" and self.valid[code]:
                cell = (code, line["subject"], line["indicator"], line["grade"])
                ends = self.range_of([cell])
                if ends != (0, self.valid[code]):
                    found.append((cell, ends, self.valid[code]))
        return found


@lru_cache(maxsize=SEEDS * len(Small))
def attack_on(seed: int, small: Small) -> Attack:
    """The attack on a campaign by its number; two tests ask it."""
    random = Random(seed)
    made = campaign(random, small)
    return Attack(made, publish(made, random))


@pytest.mark.parametrize("small", Small)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_any_number_from_none_to_all_ballots_fits_where_a_count_is_withheld(seed, small):
    assert attack_on(seed, small).gains() == []


@pytest.mark.parametrize("small", Small)
@pytest.mark.parametrize("seed", range(SEEDS // 2))
def test_scores_of_groups_beside_everything_else_narrow_no_withheld_count(seed, small):
    random = Random(seed)
    made = in_groups(campaign(random, small), random)
    attack = Attack(made, publish(made, random))
    assert attack.gains() == []


def test_the_attack_finds_out_small_electorates_by_scores_of_groups_that_should_be_withheld():
    """The groups' scores have teeth of their own: let through with nothing else, they tell of who stands in them."""
    told = shown = 0
    for seed in range(FEW):
        random = Random(seed)
        made = in_groups(campaign(random, Small.WITHHOLD), random)
        state = random.getstate()
        file = publish(made, random)
        random.setstate(state)
        whole = publish(replace(made, threshold=1), random)
        shown += sum(line["score"] is not None for line in file["groups"])
        told += bool(Attack(made, {**file, "groups": whole["groups"]}).gains())
    assert shown > 0
    assert told > FEW / 2


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_withheld_sum_stays_as_wide_as_the_withheld_ballots_in_it(seed):
    attack = attack_on(seed, Small.WITHHOLD)
    for line in attack.file["counts"]:
        if line["electorate"] == "*" and line["votes"] is None:
            raters = attack.raters(line["subject"])
            hidden = sum(attack.valid[code] for code in raters if attack.valid[code] < LIMIT)
            low, high = attack.range_of([(code, line["subject"], line["indicator"], line["grade"]) for code in raters])
            assert high - low == hidden


def test_the_attack_finds_out_small_electorates_where_totals_are_published_beside_them():
    """The attack has teeth: with nothing withheld but the small electorates themselves, most of them are told."""
    told = tried = 0
    for seed in range(SEEDS):
        random = Random(seed)
        made = campaign(random, Small.WITHHOLD)
        state = random.getstate()
        file = publish(made, random)
        random.setstate(state)
        whole = publish(replace(made, threshold=1), random)
        withheld = [
            x
            for x in file["counts"]
            if x["votes"] is None and x["electorate"] != "*" and dict(valid(file))[x["electorate"]]
        ]
        gains = Attack(made, as_published_naively(made, file, whole)).gains()
        pinned = [ends for _, ends, _ in gains if ends[0] == ends[1]]
        told, tried = told + len(pinned), tried + len(withheld)
    assert tried > 100
    assert told > tried / 2


def valid(file: dict) -> list[tuple[str, int]]:
    return [(line["electorate"], line["valid"]) for line in file["turnout"]]
