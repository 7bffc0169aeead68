"""Bands over their axes: what can never hold, what is taken already, what overlaps, what is left."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import bounds
from evalsite.core.bounds import Axes, before, box, covered, gap, impossible, overlaps, unreachable
from evalsite.core.verdicts import Band, Condition, Ladder, Measure, Sense, decide

SCORE, RATE = Measure(), Measure("i1", ("优秀",))
PERCENT = Axes({RATE: (before(Fraction(0)), bounds.after(Fraction(100)))})
FREE = Axes({})
GRID = [Fraction(n, 2) for n in range(-2, 12)]  # every bound below lies on it, and a point between any two
bands = st.lists(
    st.builds(
        Band,
        st.sampled_from("甲乙丙"),
        st.lists(
            st.builds(
                Condition, st.sampled_from([SCORE, RATE]), st.sampled_from(Sense), st.integers(0, 4).map(Fraction)
            ),
            min_size=1,
            max_size=3,
        ).map(tuple),
    ),
    min_size=1,
    max_size=4,
).map(tuple)
NARROW = Axes({RATE: (before(Fraction(0)), bounds.after(Fraction(4)))})


def band(verdict, *conditions):
    return Band(verdict, tuple(Condition(m, s, Fraction(b)) for m, s, b in conditions))


def ladder(*of, rest=""):
    return Ladder("", of, rest)


def points(axes):
    """Values of both measures that stand for all: every bound and a point beside each."""
    low, high = axes.of(RATE)
    rates = [value for value in GRID if low <= before(value) < high]
    return [{SCORE: score, RATE: rate} for score in GRID for rate in rates]


def first(made, point):
    """Which band decides at a point, by index; None where none holds."""
    return next((n for n, one in enumerate(made.bands) if all(c.holds(point[c.measure]) for c in one.conditions)), None)


@given(bands, st.sampled_from([FREE, NARROW]))
def test_what_is_said_of_bands_is_what_trying_every_value_gives(of, axes):
    made = ladder(*of)
    tried = points(axes)
    alone = {n for n, one in enumerate(of) if any(all(c.holds(p[c.measure]) for c in one.conditions) for p in tried)}
    assert set(impossible(made, axes)) == set(range(len(of))) - alone
    decided = {first(made, point) for point in tried}
    assert set(unreachable(made, axes)) == alone - decided
    assert covered(made, axes) == (None not in decided)
    assert (gap(made, axes) is None) == (None not in decided)


@given(bands, st.lists(st.fractions(-1, 6), min_size=2, max_size=2))
def test_where_nothing_is_left_every_value_has_a_verdict_and_never_two(of, values):
    made = ladder(*of, rest="其余")
    point = dict(zip((SCORE, RATE), values, strict=True))
    number = first(made, point)
    assert decide(made, point) == ("其余", None) if number is None else (of[number].verdict, of[number])
    assert number is not None or gap(made, FREE) is not None


def test_thresholds_from_high_to_low_are_no_overlap_and_leave_what_is_below():
    made = ladder(*(band(v, (SCORE, Sense.AT_LEAST, b)) for v, b in (("优", 85), ("良", 75), ("中", 60))))
    assert (impossible(made, FREE), unreachable(made, FREE), overlaps(made, FREE)) == ([], [], [])
    assert gap(made, FREE) == {SCORE: (bounds.LEFT, before(Fraction(60)))}


def test_thresholds_from_low_to_high_make_the_higher_unreachable():
    made = ladder(band("良", (SCORE, Sense.AT_LEAST, 75)), band("优", (SCORE, Sense.AT_LEAST, 85)))
    assert unreachable(made, FREE) == [1]


def test_bands_with_two_ends_may_meet_but_not_cross():
    above, meets, crosses = (
        band("优", (SCORE, Sense.AT_LEAST, 85)),
        band("良", (SCORE, Sense.AT_LEAST, 75), (SCORE, Sense.BELOW, 85)),
        band("良", (SCORE, Sense.AT_LEAST, 75), (SCORE, Sense.AT_MOST, 85)),
    )
    assert overlaps(ladder(above, meets), FREE) == []
    assert overlaps(ladder(above, crosses), FREE) == [(0, 1)]
    assert overlaps(ladder(Band("良", above.conditions), crosses), FREE) == []  # the same verdict either way


def test_bands_over_different_measures_do_not_count_as_overlapping():
    rate = band("优", (RATE, Sense.AT_LEAST, 90))
    between = band("良", (SCORE, Sense.AT_LEAST, 75), (SCORE, Sense.BELOW, 85))
    both = band("良", (SCORE, Sense.AT_LEAST, 75), (RATE, Sense.BELOW, 85))
    assert overlaps(ladder(rate, between), FREE) == []
    assert overlaps(ladder(rate, both), FREE) == []
    never = band("中", (SCORE, Sense.AT_LEAST, 85), (SCORE, Sense.BELOW, 75))
    assert overlaps(ladder(never, between), FREE) == []
    assert overlaps(ladder(between, never), FREE) == []


def test_a_rate_cannot_pass_a_hundred():
    assert impossible(ladder(band("优", (RATE, Sense.ABOVE, 100))), PERCENT) == [0]
    assert covered(ladder(band("优", (RATE, Sense.AT_LEAST, 0))), PERCENT)
    assert not covered(ladder(band("优", (RATE, Sense.AT_LEAST, 0))), FREE)
    assert box(band("优", (RATE, Sense.AT_MOST, 100)), PERCENT) == {RATE: PERCENT.of(RATE)}


def test_where_bands_fall_into_too_many_pieces_nothing_is_claimed(monkeypatch):
    made = ladder(*(band("优", (SCORE, Sense.AT_LEAST, n), (SCORE, Sense.AT_MOST, n)) for n in range(6)))
    assert gap(made, FREE) is not None
    monkeypatch.setattr(bounds, "MOST_PIECES", 3)
    assert gap(made, FREE) is None
    assert not covered(made, FREE)
