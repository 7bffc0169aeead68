"""Shown rates against a slow, independent count: all bases, roundings, decimals and zeros, to the last digit."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsite.core.ballot import Answer
from evalsite.core.campaign import Base, Grade, Indicator, Rates, Rounding, Scale, Type
from evalsite.core.disclosure import Shown, disclose
from evalsite.core.rates import half_up, truncate
from tests.core.builders import campaign, count

exact = st.fractions(min_value=-1000, max_value=1000, max_denominator=997)


def divided(votes, base, decimals):
    """100 x votes / base by long division, as pupils do it: the digits before and after the point, and what is left."""
    whole, left = divmod(100 * votes, base)
    digits = str(whole)
    for _ in range(decimals):
        digit, left = divmod(10 * left, base)
        digits += str(digit)
    return int(digits), left


def slow_rates(votes, base, rates):
    """The printed rates, in units of the last decimal and then as text; integers only."""
    rounded = []
    for vote in votes:
        number, left = divided(vote, base, rates.decimals)
        up = rates.rounding is not Rounding.TRUNCATE and 2 * left >= base
        rounded.append(number + up)
    if rates.rounding is Rounding.LAST_TAKES_REST:
        number, left = divided(sum(votes), base, rates.decimals)
        rest = number + (2 * left >= base) - sum(rounded)
        for place in range(len(votes) - 1, -1, -1):
            if votes[place]:
                new = max(0, rounded[place] + rest)
                rest -= new - rounded[place]
                rounded[place] = new
    return [printed(number, rates) for number in rounded]


def printed(number, rates):
    """An integer in units of the last decimal, with its point."""
    if not rates.decimals:
        return str(number)
    text = f"{number // 10**rates.decimals}.{number % 10**rates.decimals:0{rates.decimals}d}"
    while not rates.keep_zeros and text.endswith("0"):
        text = text[:-1]
    return text.removesuffix(".")


@st.composite
def tables(draw):
    """How often each grade was marked on one table of results, how many abstained, were void, came and were asked."""
    grades = [
        Grade(f"等次{n}", None if draw(st.booleans()) else Fraction(n), counts=draw(st.integers(0, 4)) > 0)
        for n in range(draw(st.integers(2, 6)))
    ]
    votes = [draw(st.integers(0, 40)) for _ in grades]
    abstained, void, absent, lost = (draw(st.integers(0, 9)) for _ in range(4))
    return grades, votes, abstained, void, absent, lost


def shown(grades, votes, abstained, void, tickets, rates):
    """(issued, stamped) ``tickets``, through count and disclosure: the text of every rate, None where there is none."""
    made = campaign(Indicator("m", "满意度", Type.GRADE, scale="表"), subjects=1, rates=rates)
    made = replace(made, scales=(Scale("表", tuple(grades)),))
    ballots: list[dict[int, Answer]] = [
        {0: place} for place, number in enumerate(votes, start=1) for _ in range(number)
    ]
    tally = count(made, {"e1": [*ballots, *({} for _ in range(abstained))]}, {"e1": ["malformed"] * void})
    found = disclose("c-1", made, tally, {"e1": (*tickets, tally.of("e1").returned)})
    return [one.rate.text if isinstance(one.rate, Shown) else None for one in found.counts if one.electorate == "e1"]


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize("base", Base)
@settings(max_examples=max(20, settings().max_examples // 4))
@given(table=tables(), decimals=st.integers(0, 4), zeros=st.booleans())
def test_every_rate_is_what_long_division_gives(base, rounding, table, decimals, zeros):
    grades, votes, abstained, void, absent, lost = table
    rates = Rates(base, decimals, rounding, zeros)
    returned = sum(votes) + abstained + void
    stamped = returned + lost
    out = sum(vote for vote, grade in zip(votes, grades, strict=True) if not grade.counts)
    divisor = {
        Base.RETURNED: returned - out,
        Base.VALID: returned - void - out,
        Base.DUE: stamped + absent,
        Base.PRESENT: stamped,
    }[base]
    kept = [place for place, grade in enumerate(grades) if grade.counts]
    expected: list[str | None] = [None] * len(grades)
    if divisor:
        for place, text in zip(kept, slow_rates([votes[place] for place in kept], divisor, rates), strict=True):
            expected[place] = text
    if sum(votes) + abstained == 0:
        expected = [None] * len(grades)  # nobody is there to be shown: the limit of 1 withholds it
    assert shown(grades, votes, abstained, void, (stamped + absent, stamped), rates) == expected


@given(exact, st.integers(0, 6))
def test_half_up_and_truncation_never_differ_by_more_than_one_unit(value, decimals):
    assert 0 <= abs(half_up(value, decimals)) - abs(truncate(value, decimals)) <= Fraction(1, 10**decimals)


@given(exact, exact, st.integers(0, 6))
def test_rounding_keeps_the_order_of_values(one, other, decimals):
    low, high = sorted((one, other))
    assert half_up(low, decimals) <= half_up(high, decimals)
    assert truncate(low, decimals) <= truncate(high, decimals)
