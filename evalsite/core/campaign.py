"""What an organiser prepares: a campaign (测评活动) with its subjects, electorates, indicators, grades and rules.

All values are frozen; ``to_json``/``from_json`` give the part of the manifest that people wrote (docs/wire.md). The
parts stand in core/campaign_parts.py; whoever needs them takes them from here.
"""

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Self

from evalsite.core.ballotrules import BallotRules
from evalsite.core.campaign_parts import (
    FEWEST_TICKETS,
    Base,
    Electorate,
    Grade,
    Indicator,
    Kind,
    Missing,
    Order,
    Quota,
    Rates,
    Rounding,
    Rule,
    Scale,
    Subject,
    Type,
)
from evalsite.core.scheme import Json, Scheme
from evalsite.core.visibility import Visibility

__all__ = [
    "FEWEST_TICKETS",
    "Base",
    "Campaign",
    "Electorate",
    "Grade",
    "Indicator",
    "Kind",
    "Missing",
    "Order",
    "Quota",
    "Rates",
    "Rounding",
    "Rule",
    "Scale",
    "Subject",
    "Type",
]


@dataclass(frozen=True, slots=True)
class Campaign:
    """``rehearsal`` (演练) marks a trial that counts for nothing: it is part of the manifest, and so of its hash.

    ``closes_itself``: once the deadline has passed the box is closed without anybody asking (到期自动封箱).
    """

    name: str
    kind: Kind
    subjects: tuple[Subject, ...]
    scales: tuple[Scale, ...]
    indicators: tuple[Indicator, ...]
    electorates: tuple[Electorate, ...]
    series: str = ""
    round: str = ""
    organiser: str = ""
    opens: datetime | None = None
    closes: datetime | None = None
    threshold: int = 5
    rates: Rates = field(default_factory=Rates)
    missing: Missing = Missing.ABSTAIN
    rules: tuple[Rule, ...] = ()
    quotas: tuple[Quota, ...] = ()
    ballot: BallotRules = field(default_factory=BallotRules)
    scheme: Scheme = field(default_factory=Scheme)
    rehearsal: bool = False
    order: Order = Order.GIVEN
    closes_itself: bool = True
    visibility: Visibility = field(default_factory=Visibility)

    def scale(self, name: str) -> Scale:
        return next(scale for scale in self.scales if scale.name == name)

    def subject(self, code: str) -> Subject:
        return next(subject for subject in self.subjects if subject.code == code)

    def indicator(self, code: str) -> Indicator:
        return next(indicator for indicator in self.indicators if indicator.code == code)

    def electorate(self, code: str) -> Electorate:
        return next(electorate for electorate in self.electorates if electorate.code == code)

    def is_scored(self, indicator: Indicator) -> bool:
        """Whether the marks of an indicator have points, and so take part in a subject's score."""
        return indicator.scored or self.scheme.placing_of(indicator.code) is not None

    def low_is_better(self, indicator: str) -> bool:
        """Whether the scores of an indicator are mean places, of which the lowest is the best."""
        found = self.indicator(indicator)
        return found.type is Type.RANK and not self.is_scored(found) and indicator not in self.scheme.borda

    @property
    def counted(self) -> tuple[Electorate, ...]:
        """The electorates as results tell of them: a pool (合并计票) under its name in place of its members.

        A pool weighs what its members weigh together; where weights are blank, so is its own.
        """
        found: dict[str, Electorate] = {}
        for one in self.electorates:
            code = self.pool_of(one.code)
            if code == one.code:
                found[code] = one
            elif code not in found:
                found[code] = self._pool(
                    code, [other for other in self.electorates if self.pool_of(other.code) == code]
                )
        return tuple(found.values())

    def pool_of(self, electorate: str) -> str:
        """The code under which an electorate is counted: the name of its pool, or its own."""
        return next((pool.name for pool in self.scheme.pools if electorate in pool.members), electorate)

    def _pool(self, name: str, members: list[Electorate]) -> Electorate:
        weights = [one.weight for one in members if one.weight is not None]
        weight = sum(weights, Fraction(0)) if weights else None
        groups = tuple(dict.fromkeys(group for one in members for group in one.groups))
        tickets, spare = (sum(numbers) for numbers in zip(*((one.tickets, one.spare) for one in members), strict=True))
        return Electorate(name, name, tickets, groups, weight, spare=spare)

    def to_json(self) -> Json:
        """The campaign as the manifest holds it, without keys and sizes (docs/wire.md, "Manifest")."""
        optional = (
            ("ballot_rules", self.ballot.to_json()),
            ("scheme", self.scheme.to_json()),
            ("rehearsal", self.rehearsal),
            ("order", "" if self.order is Order.GIVEN else self.order.value),
            ("closed_by_hand", not self.closes_itself),
        )
        return {
            "name": self.name,
            "kind": self.kind.value,
            "series": self.series,
            "round": self.round,
            "organiser": self.organiser,
            "opens": self.opens.isoformat() if self.opens else None,
            "closes": self.closes.isoformat() if self.closes else None,
            "disclosure": {"threshold": self.threshold},
            "visibility": self.visibility.to_json(),
            "rates": self.rates.to_json(),
            "missing": self.missing.value,
            "subjects": [subject.to_json() for subject in self.subjects],
            "scales": [scale.to_json() for scale in self.scales],
            "indicators": [indicator.to_json() for indicator in self.indicators],
            "electorates": [electorate.to_json() for electorate in self.electorates],
            "rules": [rule.to_json() for rule in self.rules],
            "quotas": [quota.to_json() for quota in self.quotas],
        } | {key: part for key, part in optional if part}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        """The inverse of ``to_json``; keys that belong to the manifest alone (id, keys, sizes) are passed over."""
        return cls(
            name=data["name"],
            kind=Kind(data["kind"]),
            series=data["series"],
            round=data["round"],
            organiser=data["organiser"],
            opens=datetime.fromisoformat(data["opens"]) if data["opens"] else None,
            closes=datetime.fromisoformat(data["closes"]) if data["closes"] else None,
            threshold=data["disclosure"]["threshold"],
            rates=Rates.from_json(data["rates"]),
            missing=Missing(data["missing"]),
            subjects=tuple(Subject(**subject) for subject in data["subjects"]),
            scales=tuple(Scale.from_json(scale) for scale in data["scales"]),
            indicators=tuple(Indicator.from_json(indicator) for indicator in data["indicators"]),
            electorates=tuple(Electorate.from_json(electorate) for electorate in data["electorates"]),
            rules=tuple(Rule(**rule) for rule in data["rules"]),
            quotas=tuple(Quota.from_json(quota) for quota in data["quotas"]),
            ballot=BallotRules.from_json(data.get("ballot_rules", {})),
            scheme=Scheme.from_json(data.get("scheme", {})),
            rehearsal=data.get("rehearsal") is True,
            order=Order(data.get("order", Order.GIVEN)),
            closes_itself=data.get("closed_by_hand") is not True,
            visibility=Visibility.from_json(data["visibility"]),
        )
