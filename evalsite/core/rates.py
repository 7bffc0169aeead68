"""Rounding and printing (舍入): exact values become the digits that people read, here and nowhere else.

Published tables of the field differ in little but this: half up or cut off, zeros kept or dropped, and whether the
shown parts must add up (docs/counting.md). Percent and points are rounded alike.
"""

from collections.abc import Sequence
from fractions import Fraction

from evalsite.core.campaign import Rates, Rounding


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
