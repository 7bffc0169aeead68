"""Imported figures (导入数据): what other sources know of a subject. Shown beside the ballots, never mixed silently.

Third-party satisfaction and performance scores, deeds (实绩), bonus and deduction lines (加减分). Every one carries its
source; together they carry where the file came from (``Provenance``). Subjects are named by their stable code.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

from evalsite.core.decimals import decimal
from evalsite.core.saying import say
from evalsite.core.scheme import Json


class DeedKind(StrEnum):
    """实绩类别, as the field sorts deeds."""

    DAILY = "日常工作"
    CENTRAL = "中心工作"
    URGENT = "急难险重"
    NEW = "创新性"


@dataclass(frozen=True, slots=True)
class ImportedFigure:
    """A number that another source gave: ``name`` says what (群众满意度), ``unit`` in what (%, 分), exact as written."""

    subject: str
    name: str
    value: Fraction
    unit: str
    day: date | None
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """实绩: what a subject did, with the department that vouches for it."""

    subject: str
    kind: DeedKind
    day: date | None
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Adjustment:
    """加减分: points added (or, below zero, taken off) for a reason. Counts in composite indices alone."""

    subject: str
    points: Fraction
    reason: str
    day: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which file, with which SHA-256 (hex), was imported by whom and when."""

    file: str
    sha256: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """All that was imported for one campaign; each tuple in the order of its sheet.

    ``provenance`` names every file that is in force, the first one imported first: a file replaces what was there, or
    adds to it.
    """

    imported: tuple[ImportedFigure, ...] = ()
    deeds: tuple[Deed, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    provenance: tuple[Provenance, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no other source has said anything."""
        return not (self.imported or self.deeds or self.adjustments)

    def of(self, subject: str) -> Self:
        """What is known of one subject, by code, with the same provenance."""
        return type(self)(
            tuple(one for one in self.imported if one.subject == subject),
            tuple(one for one in self.deeds if one.subject == subject),
            tuple(one for one in self.adjustments if one.subject == subject),
            self.provenance,
        )

    def plus(self, other: Self) -> Self:
        """These and, after them, those of another file."""
        return type(self)(
            self.imported + other.imported,
            self.deeds + other.deeds,
            self.adjustments + other.adjustments,
            self.provenance + other.provenance,
        )

    def value(self, subject: str, name: str) -> ImportedFigure | None:
        """The figure of a subject by its name; None where no source gave one. There is one at most (figure_faults)."""
        return next((one for one in self.imported if (one.subject, one.name) == (subject, name)), None)

    def to_json(self) -> Json:
        """Numbers as decimal strings, days in ISO 8601, null where no day was given. Provenance is not part of it: it
        is kept beside, since a file cannot name its own hash.
        """
        return {
            "imported": [_to_json(one) for one in self.imported],
            "deeds": [_to_json(one) for one in self.deeds],
            "adjustments": [_to_json(one) for one in self.adjustments],
        }

    @classmethod
    def from_json(cls, data: Json, provenance: Iterable[Provenance] = ()) -> Self:
        """The inverse of ``to_json``."""
        return cls(
            tuple(
                ImportedFigure(**{**one, "value": Fraction(one["value"]), "day": _day(one["day"])})
                for one in data["imported"]
            ),
            tuple(Deed(**{**one, "kind": DeedKind(one["kind"]), "day": _day(one["day"])}) for one in data["deeds"]),
            tuple(
                Adjustment(**{**one, "points": Fraction(one["points"]), "day": _day(one["day"])})
                for one in data["adjustments"]
            ),
            tuple(provenance),
        )


def _to_json(one: ImportedFigure | Deed | Adjustment) -> Json:
    return {name: _plain(value) for name, value in asdict(one).items()}


def _plain(value: Any) -> str | None:
    if isinstance(value, Fraction):
        return decimal(value)
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else str(value)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def figure_text(figure: ImportedFigure) -> str:
    """A figure as people read it: the number as it was written, with its unit ("98.2%", "86.5 分", "3")."""
    gap = "" if figure.unit in ("", "%", "‰") else " "
    return f"{decimal(figure.value)}{gap}{figure.unit}"


def points_text(points: Fraction) -> str:
    """Points added or taken off in words, so that no spreadsheet takes the sign for a formula: "加 2 分", "减 0.5 分"."""
    return (
        say("减 {points} 分", points=decimal(-points)) if points < 0 else say("加 {points} 分", points=decimal(points))
    )


def signed(points: Fraction) -> str:
    """Points added or taken off, with their sign: "+2", "-0.5"."""
    return ("+" if points > 0 else "") + decimal(points)
