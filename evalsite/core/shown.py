"""A figure is shown or withheld, never both: what leaves the count is made of these (core/disclosure.py)."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure people may see: the exact value and its text as printed."""

    value: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A figure people may not see; ``reason`` is a key of ``withholding.REASONS``."""

    reason: str


Figure = Shown | Withheld


def whole(value: int) -> Shown:
    """A number of votes, or a rank."""
    return Shown(Fraction(value), str(value))
