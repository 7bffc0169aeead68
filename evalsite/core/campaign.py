"""What an organiser prepares: a campaign (测评活动) with its subjects, electorates, indicators, grades and rules.

All values are frozen; ``to_json``/``from_json`` give the part of the manifest that people wrote (docs/wire.md).
Numbers that take part in counting are exact (``Fraction``) and travel as strings.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Self

from evalsite.core.ballotrules import BallotRules
from evalsite.core.scheme import Json, Scheme

FEWEST_TICKETS = (
    5  # of an electorate: in a smaller crowd nobody hides. Publishing refuses it, and so do voters' clients.
)


class Kind(StrEnum):
    """类型: the kinds of campaign that the field knows."""

    DEMOCRATIC = "民主测评"
    TWO_WAY = "双向测评"
    REPORT_AND_TWO = "一报告两评议"
    RECOMMENDATION = "民主推荐"
    INTERVIEW = "个别谈话评价"
    SURVEY = "问卷调查"


class Type(StrEnum):
    """题型: how an indicator is answered."""

    GRADE = "grade"
    SCORE = "score"
    CHOICE = "choice"
    RANK = "rank"
    NOMINATE = "nominate"
    TEXT = "text"


class Base(StrEnum):
    """率的分母: what a rate is divided by.

    收回 ballots in the box, 有效 valid ones; 应到 tickets issued (full membership), 到会 tickets stamped (who took part).
    """

    RETURNED = "returned"
    VALID = "valid"
    DUE = "due"
    PRESENT = "present"

    @property
    def people(self) -> bool:
        """Whether people are counted rather than ballots: a fixed number, whatever is ticked on the ballots."""
        return self in (Base.DUE, Base.PRESENT)


class Rounding(StrEnum):
    HALF_UP = "half_up"
    TRUNCATE = "truncate"
    LAST_TAKES_REST = "last_takes_rest"


class Missing(StrEnum):
    """缺项处理: a required mark that is missing is an abstention, or makes the whole ballot void."""

    ABSTAIN = "abstain"
    VOID = "void"


class Order(StrEnum):
    """对象次序: as the workbook has the subjects, as the register has them, or by strokes (姓氏笔画)."""

    GIVEN = "given"
    REGISTER = "register"
    STROKES = "strokes"


def number(text: str) -> Fraction | None:
    """The exact value of a decimal string; None for the empty string, which means "not given" and never zero."""
    return Fraction(text) if text else None


def decimal(value: Fraction | None) -> str:
    """The shortest decimal string of an exact decimal value; the empty string for None.

    Raises ValueError for a value with no finite decimal form: nobody can have written such a number in a workbook.
    """
    if value is None:
        return ""
    places, scaled = 0, value
    while scaled.denominator != 1:
        places, scaled = places + 1, scaled * 10
        if places > 12:
            raise ValueError(f"{value} has no finite decimal form")
    sign = "-" if scaled < 0 else ""
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


@dataclass(frozen=True, slots=True)
class Subject:
    """测评对象: a unit or a person that is rated. ``unit`` is the name of the unit it belongs to, ``""`` for none."""

    code: str
    name: str
    kind: str = "unit"
    unit: str = ""
    group: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """等次: ``points`` None means "not scored" (不了解, 弃权); ``counts`` tells whether it stays in the base of rates."""

    name: str
    points: Fraction | None = None
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Scale:
    name: str
    grades: tuple[Grade, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """指标. ``groups`` empty means every subject; ``whole`` is a text asked once a sheet.

    ``low``, ``high`` and ``step`` bound a score; ``least`` and ``most`` a choice or nomination (0 = no limit).
    """

    code: str
    name: str
    type: Type
    hint: str = ""
    scale: str = ""
    weight: Fraction | None = None
    required: bool = True
    groups: tuple[str, ...] = ()
    whole: bool = False
    low: int = 0
    high: int = 100
    step: Fraction = Fraction(1)
    least: int = 0
    most: int = 0
    ties: bool = False

    def applies_to(self, group: str) -> bool:
        return not self.whole and (not self.groups or group in self.groups)

    @property
    def scored(self) -> bool:
        """Whether its marks have points of themselves; a ranking has them by a rule only: ``Campaign.is_scored``."""
        return self.type in (Type.GRADE, Type.SCORE)


@dataclass(frozen=True, slots=True)
class Electorate:
    """票种: who votes with which weight on which groups. Bound to a ``unit``, it never rates that unit or its people."""

    code: str
    name: str
    tickets: int
    groups: tuple[str, ...]
    weight: Fraction | None = None
    unit: str = ""

    def rates(self, subject: Subject) -> bool:
        if subject.group not in self.groups:
            return False
        return not self.unit or self.unit not in (subject.name, subject.unit)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the workbook's 规则 sheet as it was written, kept so that the export gives it back."""

    rule: str
    scope: str
    params: str


@dataclass(frozen=True, slots=True)
class Quota:
    """限额: on one ballot at most ``count`` subjects, or ``percent`` of them, may get ``grade`` for ``indicator``."""

    indicator: str
    grade: str
    percent: Fraction | None = None
    count: int | None = None

    def limit(self, subjects: int) -> int:
        """The greatest number of subjects allowed, of ``subjects`` on the sheet; a share is rounded down."""
        if self.count is not None:
            return self.count
        assert self.percent is not None  # one of the two is always given: `check` refuses the rest
        return int(subjects * self.percent / 100)


@dataclass(frozen=True, slots=True)
class Rates:
    """How rates and scores are shown: base, decimals, rounding, trailing zeros."""

    base: Base = Base.RETURNED
    decimals: int = 2
    rounding: Rounding = Rounding.HALF_UP
    keep_zeros: bool = True


@dataclass(frozen=True, slots=True)
class Campaign:
    """``rehearsal`` (演练) marks a trial that counts for nothing: it is part of the manifest, and so of its hash."""

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
        return Electorate(name, name, sum(one.tickets for one in members), groups, weight)

    def to_json(self) -> Json:
        """The campaign as the manifest holds it, without keys and sizes (docs/wire.md, "Manifest")."""
        optional = (
            ("ballot_rules", self.ballot.to_json()),
            ("scheme", self.scheme.to_json()),
            ("rehearsal", self.rehearsal),
            ("order", "" if self.order is Order.GIVEN else self.order.value),
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
            "rates": _rates_to_json(self.rates),
            "missing": self.missing.value,
            "subjects": [_subject_to_json(subject) for subject in self.subjects],
            "scales": [{"name": s.name, "grades": [_grade_to_json(g) for g in s.grades]} for s in self.scales],
            "indicators": [_indicator_to_json(indicator) for indicator in self.indicators],
            "electorates": [_electorate_to_json(electorate) for electorate in self.electorates],
            "rules": [{"rule": r.rule, "scope": r.scope, "params": r.params} for r in self.rules],
            "quotas": [_quota_to_json(quota) for quota in self.quotas],
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
            rates=_rates_from_json(data["rates"]),
            missing=Missing(data["missing"]),
            subjects=tuple(Subject(**subject) for subject in data["subjects"]),
            scales=tuple(Scale(s["name"], tuple(_grade_from_json(g) for g in s["grades"])) for s in data["scales"]),
            indicators=tuple(_indicator_from_json(indicator) for indicator in data["indicators"]),
            electorates=tuple(_electorate_from_json(electorate) for electorate in data["electorates"]),
            rules=tuple(Rule(**rule) for rule in data["rules"]),
            quotas=tuple(_quota_from_json(quota) for quota in data["quotas"]),
            ballot=BallotRules.from_json(data.get("ballot_rules", {})),
            scheme=Scheme.from_json(data.get("scheme", {})),
            rehearsal=data.get("rehearsal") is True,
            order=Order(data.get("order", Order.GIVEN)),
        )


def _rates_to_json(rates: Rates) -> Json:
    return {
        "base": rates.base.value,
        "decimals": rates.decimals,
        "rounding": rates.rounding.value,
        "trailing_zeros": "keep" if rates.keep_zeros else "drop",
    }


def _rates_from_json(data: Json) -> Rates:
    return Rates(
        Base(data["base"]), data["decimals"], Rounding(data["rounding"]), keep_zeros=data["trailing_zeros"] == "keep"
    )


def _subject_to_json(subject: Subject) -> Json:
    return {
        "code": subject.code,
        "name": subject.name,
        "kind": subject.kind,
        "unit": subject.unit,
        "group": subject.group,
        "field": subject.field,
    }


def _grade_to_json(grade: Grade) -> Json:
    return {"name": grade.name, "points": decimal(grade.points), "counts": grade.counts}


def _grade_from_json(data: Json) -> Grade:
    return Grade(data["name"], number(data["points"]), data["counts"])


def _indicator_to_json(indicator: Indicator) -> Json:
    return {
        "code": indicator.code,
        "name": indicator.name,
        "hint": indicator.hint,
        "type": indicator.type.value,
        "scale": indicator.scale,
        "weight": decimal(indicator.weight),
        "required": indicator.required,
        "groups": list(indicator.groups),
        "whole": indicator.whole,
        "low": indicator.low,
        "high": indicator.high,
        "step": decimal(indicator.step),
        "least": indicator.least,
        "most": indicator.most,
        "ties": indicator.ties,
    }


def _indicator_from_json(data: Json) -> Indicator:
    return Indicator(
        **{
            **data,
            "type": Type(data["type"]),
            "weight": number(data["weight"]),
            "groups": tuple(data["groups"]),
            "step": Fraction(data["step"]),
        }
    )


def _electorate_to_json(electorate: Electorate) -> Json:
    return {
        "code": electorate.code,
        "name": electorate.name,
        "weight": decimal(electorate.weight),
        "groups": list(electorate.groups),
        "unit": electorate.unit,
        "tickets": electorate.tickets,
    }


def _electorate_from_json(data: Json) -> Electorate:
    return Electorate(
        code=data["code"],
        name=data["name"],
        tickets=data["tickets"],
        groups=tuple(data["groups"]),
        weight=number(data["weight"]),
        unit=data["unit"],
    )


def _quota_to_json(quota: Quota) -> Json:
    return {
        "indicator": quota.indicator,
        "grade": quota.grade,
        "percent": None if quota.percent is None else decimal(quota.percent),
        "count": quota.count,
    }


def _quota_from_json(data: Json) -> Quota:
    percent = data["percent"]
    return Quota(data["indicator"], data["grade"], None if percent is None else Fraction(percent), data["count"])
