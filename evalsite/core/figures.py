"""Imported figures (导入数据): what other sources know of a subject. Shown beside the ballots, never mixed silently.

Third-party satisfaction and performance scores, deeds (实绩), bonus and deduction lines (加减分). Every one carries its
source; together they carry where the file came from (``Provenance``). Subjects are named by their stable code.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction


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
    """All that was imported for one campaign; each tuple in the order of its sheet."""

    imported: tuple[ImportedFigure, ...] = ()
    deeds: tuple[Deed, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    provenance: tuple[Provenance, ...] = ()
