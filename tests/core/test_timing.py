"""A deadline is past when two looks, some seconds apart, say so on clocks that agree."""

import pytest

from evalsite.core.timing import Look, is_past

DEADLINE = 1_000_000.0


@pytest.mark.parametrize(
    ("first", "second", "past"),
    [
        (Look(DEADLINE, 50), Look(DEADLINE + 5, 55), True),
        (Look(DEADLINE + 60, 50), Look(DEADLINE + 71, 60), True),  # a second astray is a clock being put right
        (Look(DEADLINE - 1, 50), Look(DEADLINE + 5, 56), False),
        (Look(DEADLINE, 50), Look(DEADLINE + 4.9, 54.9), False),  # too soon after one another
        (Look(DEADLINE, 50), Look(DEADLINE, 50), False),
        (Look(DEADLINE - 4, 50), Look(DEADLINE + 3600, 56), False),
        (Look(DEADLINE, 50), Look(DEADLINE + 3600, 56), False),  # it jumped on
        (Look(DEADLINE + 3600, 50), Look(DEADLINE + 6, 56), False),  # it jumped, and was put right
        (Look(DEADLINE + 3600, 50), Look(DEADLINE - 6, 56), False),
    ],
)
def test_a_clock_that_jumps_closes_nothing(first, second, past):
    assert is_past(DEADLINE, first, second) is past
