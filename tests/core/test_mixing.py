"""Which waits between stamp and drop a voter accepts, and which a server can offer."""

import math

import pytest

from evalsite.core import mixing


@pytest.mark.parametrize("served", [[0, 0], [2000, 8000], [0, 3000], [117_000, 120_000], (5, 3005)], ids=str)
def test_a_range_that_hides_and_an_open_no_are_obeyed(served):
    assert mixing.accepted(served) == tuple(served)


@pytest.mark.parametrize(
    "served",
    [
        [4321, 4321],
        [1, 1],
        [0, 1],
        [2000, 4999],
        [8000, 2000],
        [-1000, 8000],
        [0, 120_001],
        [0, 10**9],
        [2000.0, 8000.0],
        [True, 8000],
        [False, False],
        ["2000", "8000"],
        [2000],
        [2000, 8000, 9000],
        [],
        None,
        "28",
        {"low": 2000, "high": 8000},
    ],
    ids=str,
)
def test_a_range_that_would_tag_or_delay_a_voter_is_replaced_by_the_standard_one(served):
    assert mixing.accepted(served) == (2000, 8000)


@pytest.mark.parametrize(
    ("low", "high", "sent"),
    [
        (2, 8, (2000, 8000)),
        (2, 4, (1000, 4000)),
        (2, 3, (0, 3000)),
        (2, 0.5, (0, 3000)),
        (8, 8, (5000, 8000)),
        (2, 0, (0, 0)),
        (0, 0, (0, 0)),
        (90, 100, (90_000, 100_000)),
        (1.5, 7.25, (1500, 7250)),
    ],
)
def test_a_lower_end_gives_way_to_keep_the_spread(low, high, sent):
    assert mixing.offered(low, high) == sent


@pytest.mark.parametrize("high", [0, 0.001, 1, 2.999, 3, 3.5, 8, 120])
@pytest.mark.parametrize("low", [0, 2, 90, 500])
def test_what_a_server_can_offer_its_voters_obey(low, high):
    assert mixing.can_be_offered(high)
    offered = mixing.offered(low, high)
    assert mixing.accepted(list(offered)) == offered


@pytest.mark.parametrize("high", [120.001, -1, math.inf, math.nan])
def test_an_upper_end_that_is_no_time_or_too_long_cannot_be_offered(high):
    assert not mixing.can_be_offered(high)
