"""What a campaign (core/campaign.py) is made of: subjects, grades and scales, indicators, electorates, quotas, rates.

Each part goes into the manifest by ``to_json`` and comes back by ``from_json`` (docs/wire.md, "Manifest"). Numbers that
take part in counting are exact (``Fraction``) and travel as strings.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

from evalsite.core.decimals import decimal, number

Json = dict[str, Any]

# Of an electorate: in a smaller crowd nobody hides. Publishing refuses it, and so do voters' clients.
FEWEST_TICKETS = 5


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


@dataclass(frozen=True, slots=True)
class Subject:
    """测评对象: a unit or a person that is rated. ``unit`` is the name of the unit it belongs to, ``""`` for none."""

    code: str
    name: str
    kind: str = "unit"
    unit: str = ""
    group: str = ""
    field: str = ""

    def to_json(self) -> Json:
        return {
            "code": self.code,
            "name": self.name,
            "kind": self.kind,
            "unit": self.unit,
            "group": self.group,
            "field": self.field,
        }


@dataclass(frozen=True, slots=True)
class Grade:
    """等次: ``points`` None means "not scored" (不了解, 弃权); ``counts`` tells whether it stays in the base of rates."""

    name: str
    points: Fraction | None = None
    counts: bool = True

    def to_json(self) -> Json:
        return {"name": self.name, "points": decimal(self.points), "counts": self.counts}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(data["name"], number(data["points"]), data["counts"])


@dataclass(frozen=True, slots=True)
class Scale:
    name: str
    grades: tuple[Grade, ...]

    @property
    def neutral(self) -> frozenset[str]:
        """Names of grades without points on a scale that has points (不了解, 弃权): they judge nothing."""
        pointed = any(grade.points is not None for grade in self.grades)
        return frozenset(grade.name for grade in self.grades if pointed and grade.points is None)

    def to_json(self) -> Json:
        return {"name": self.name, "grades": [grade.to_json() for grade in self.grades]}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(data["name"], tuple(Grade.from_json(grade) for grade in data["grades"]))


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

    def to_json(self) -> Json:
        return {
            "code": self.code,
            "name": self.name,
            "hint": self.hint,
            "type": self.type.value,
            "scale": self.scale,
            "weight": decimal(self.weight),
            "required": self.required,
            "groups": list(self.groups),
            "whole": self.whole,
            "low": self.low,
            "high": self.high,
            "step": decimal(self.step),
            "least": self.least,
            "most": self.most,
            "ties": self.ties,
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(
            **{
                **data,
                "type": Type(data["type"]),
                "weight": number(data["weight"]),
                "groups": tuple(data["groups"]),
                "step": Fraction(data["step"]),
            }
        )


@dataclass(frozen=True, slots=True)
class Electorate:
    """票种: who votes with which weight on which groups. Bound to a ``unit``, it never rates that unit or its people.

    ``spare`` of the ``tickets`` are kept back for slips that come back smudged (备用条): nobody is waited for with them.
    """

    code: str
    name: str
    tickets: int
    groups: tuple[str, ...]
    weight: Fraction | None = None
    unit: str = ""
    spare: int = 0

    @property
    def expected(self) -> int:
        """应到: how many people vote, where everybody does."""
        return self.tickets - self.spare

    def rates(self, subject: Subject) -> bool:
        if subject.group not in self.groups:
            return False
        return not self.unit or self.unit not in (subject.name, subject.unit)

    def to_json(self) -> Json:
        return {
            "code": self.code,
            "name": self.name,
            "weight": decimal(self.weight),
            "groups": list(self.groups),
            "unit": self.unit,
            "tickets": self.tickets,
        } | ({"spare": self.spare} if self.spare else {})

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(
            code=data["code"],
            name=data["name"],
            tickets=data["tickets"],
            groups=tuple(data["groups"]),
            weight=number(data["weight"]),
            unit=data["unit"],
            spare=data.get("spare", 0),
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the workbook's 规则 sheet as it was written, kept so that the export gives it back."""

    rule: str
    scope: str
    params: str

    def to_json(self) -> Json:
        return {"rule": self.rule, "scope": self.scope, "params": self.params}


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

    def to_json(self) -> Json:
        return {
            "indicator": self.indicator,
            "grade": self.grade,
            "percent": None if self.percent is None else decimal(self.percent),
            "count": self.count,
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        percent = data["percent"]
        return cls(data["indicator"], data["grade"], None if percent is None else Fraction(percent), data["count"])


@dataclass(frozen=True, slots=True)
class Rates:
    """How rates and scores are shown: base, decimals, rounding, trailing zeros."""

    base: Base = Base.RETURNED
    decimals: int = 2
    rounding: Rounding = Rounding.HALF_UP
    keep_zeros: bool = True

    def to_json(self) -> Json:
        return {
            "base": self.base.value,
            "decimals": self.decimals,
            "rounding": self.rounding.value,
            "trailing_zeros": "keep" if self.keep_zeros else "drop",
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        keep = data["trailing_zeros"] == "keep"
        return cls(Base(data["base"]), data["decimals"], Rounding(data["rounding"]), keep_zeros=keep)
