"""Exact numbers as the decimal strings that people write and files hold."""

from fractions import Fraction


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
