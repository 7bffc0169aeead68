"""Composite indices (复合指数): what an index is made of. How it is reckoned stands in core/reckoning.py.

An index is a weighted mean of figures that were published, shown out of its own full mark: 双力指数 of 领导力 and 敢为力,
600 + 200 + 200, 70 + 30; bonus and deduction lines are added on top. Who defines it answers for it: it prints its whole
formula and is never called official. Source: published composites of the field (docs/counting.md).
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

from evalsite.core.decimals import decimal

Json = dict[str, Any]
HUNDRED = Fraction(100)


class Of(StrEnum):
    """来源: what a term is taken from."""

    SCORE = "得分"
    RATE = "得票率"
    FIGURE = "导入数据"
    ADJUSTMENT = "加减分"
    INDEX = "指数"


class Reach(StrEnum):
    """取自: whose figure a subject gets: its own, the mean of the people of the unit, or that of the unit it is in."""

    OWN = "本对象"
    MEMBERS = "所属人员平均"
    UNIT = "所属单位"


class Gap(StrEnum):
    """缺项处理: an index with a term that has no value is none, or the other terms take that term's weight."""

    NONE = "不出指数"
    SHARED = "其余项分担"


@dataclass(frozen=True, slots=True)
class Term:
    """One term. ``campaign`` is an id; ``what`` an indicator's code, an imported figure's name or an index's code.

    A value of ``full`` is worth ``share`` marks of the index. An adjustment has neither: its points are added as they
    are, at most ``cap`` of them up or down.
    """

    name: str
    of: Of
    campaign: str = ""
    what: str = ""
    electorate: str = ""
    grades: tuple[str, ...] = ()
    reach: Reach = Reach.OWN
    full: Fraction = HUNDRED
    share: Fraction | None = None
    cap: Fraction | None = None

    @property
    def weighed(self) -> bool:
        return self.of is not Of.ADJUSTMENT

    def to_json(self) -> Json:
        return {
            "name": self.name,
            "of": self.of.value,
            "campaign": self.campaign,
            "what": self.what,
            "electorate": self.electorate,
            "grades": list(self.grades),
            "reach": self.reach.value,
            "full": decimal(self.full),
            "share": decimal(self.share),
            "cap": decimal(self.cap),
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(
            **{
                **data,
                "of": Of(data["of"]),
                "grades": tuple(data["grades"]),
                "reach": Reach(data["reach"]),
                "full": Fraction(data["full"]),
                "share": Fraction(data["share"]) if data["share"] else None,
                "cap": Fraction(data["cap"]) if data["cap"] else None,
            }
        )


@dataclass(frozen=True, slots=True)
class Index:
    """``full`` is the mark that a subject with every term at its full mark gets, before adjustments.

    ``groups`` are the groups of subjects (对象组) that get it; empty is everybody who has one of its terms.
    """

    code: str
    name: str
    terms: tuple[Term, ...]
    full: Fraction = HUNDRED
    gap: Gap = Gap.NONE
    decimals: int = 2
    groups: tuple[str, ...] = ()
    note: str = ""

    @property
    def weighed(self) -> tuple[Term, ...]:
        """The terms of which the index is the weighted mean."""
        return tuple(term for term in self.terms if term.weighed)

    @property
    def parts(self) -> tuple[str, ...]:
        """Codes of the indices that this one is made of."""
        return tuple(dict.fromkeys(term.what for term in self.terms if term.of is Of.INDEX))

    def to_json(self) -> Json:
        """The index as it is stored; ``from_json`` is the inverse."""
        return {
            "code": self.code,
            "name": self.name,
            "full": decimal(self.full),
            "gap": self.gap.value,
            "decimals": self.decimals,
            "groups": list(self.groups),
            "note": self.note,
            "terms": [term.to_json() for term in self.terms],
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(
            **{
                **data,
                "full": Fraction(data["full"]),
                "gap": Gap(data["gap"]),
                "groups": tuple(data["groups"]),
                "terms": tuple(Term.from_json(term) for term in data["terms"]),
            }
        )
