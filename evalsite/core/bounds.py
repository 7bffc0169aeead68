"""Do the bands of a ladder make sense? Bands that can never be reached, that overlap, and gaps between them.

Every measure of a ladder is an axis, every band a box over these axes. An axis is cut just before or just after a
value, so that "≥ 90" and "< 90" meet without overlap or gap, exactly. Measures that depend on each other (优秀率 and
优秀+称职率) are taken for independent: a band may then be found reachable that is not, and never the other way round.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from evalsite.core.verdicts import Band, Condition, Ladder, Measure, Sense

Cut = tuple[int, Fraction, int]
"""A place on an axis: (0, value, 0) just before a value, (0, value, 1) just after it; LEFT and RIGHT are the ends."""
LEFT, RIGHT = (-1, Fraction(0), 0), (1, Fraction(0), 0)
Span = tuple[Cut, Cut]
Box = dict[Measure, Span]
MOST_PIECES = 2000  # beyond it nothing is claimed: no rule that people write comes near


def before(value: Fraction) -> Cut:
    return (0, value, 0)


def after(value: Fraction) -> Cut:
    return (0, value, 1)


@dataclass(frozen=True, slots=True)
class Axes:
    """What values the measures can take at all; a measure that is not named here can take any."""

    spans: Mapping[Measure, Span]

    def of(self, measure: Measure) -> Span:
        return self.spans.get(measure, (LEFT, RIGHT))

    def whole(self, measures: Sequence[Measure]) -> Box:
        return {measure: self.of(measure) for measure in measures}


def span(condition: Condition) -> Span:
    """The part of its axis where a condition holds."""
    match condition.sense:
        case Sense.AT_LEAST:
            return before(condition.bound), RIGHT
        case Sense.ABOVE:
            return after(condition.bound), RIGHT
        case Sense.AT_MOST:
            return LEFT, after(condition.bound)
        case _:
            return LEFT, before(condition.bound)


def box(band: Band, axes: Axes) -> Box | None:
    """Where a band's conditions hold together; None where they never do."""
    found: Box = {}
    for one in band.conditions:
        low, high = found.get(one.measure, axes.of(one.measure))
        left, right = span(one)
        found[one.measure] = (max(low, left), min(high, right))
    return found if all(low < high for low, high in found.values()) else None


def _minus(whole: Box, taken: Box, axes: Axes) -> Iterator[Box]:
    """``whole`` without ``taken``, in boxes that do not overlap."""
    rest = dict(whole)
    for measure, (left, right) in taken.items():
        low, high = rest.get(measure, axes.of(measure))
        if right <= low or high <= left:
            yield rest
            return
        if low < left:
            yield {**rest, measure: (low, left)}
        if right < high:
            yield {**rest, measure: (right, high)}
        rest[measure] = (max(low, left), min(high, right))


def remaining(whole: Box, taken: Sequence[Box], axes: Axes) -> list[Box] | None:
    """What of ``whole`` none of the boxes takes; None where that is in too many pieces to be said."""
    pieces = [whole]
    for one in taken:
        pieces = [piece for found in pieces for piece in _minus(found, one, axes)]
        if len(pieces) > MOST_PIECES:
            return None
    return pieces


def impossible(ladder: Ladder, axes: Axes) -> list[int]:
    """Bands (by index) whose conditions can never hold together."""
    return [number for number, band in enumerate(ladder.bands) if box(band, axes) is None]


def unreachable(ladder: Ladder, axes: Axes) -> list[int]:
    """Bands that could hold, but only where an earlier band holds already."""
    boxes: list[Box] = []
    found: list[int] = []
    for number, band in enumerate(ladder.bands):
        own = box(band, axes)
        if own is None:
            continue
        if remaining(own, boxes, axes) == []:
            found.append(number)
        boxes.append(own)
    return found


def overlaps(ladder: Ladder, axes: Axes) -> list[tuple[int, int]]:
    """Pairs (earlier, later) of bands with different verdicts of which the later reaches into the earlier.

    Only where the later band bounds one measure from both sides: whoever writes "75 ≤ 得分 < 90" means all of it,
    whereas "≥ 75" below "≥ 85" means what 85 has left. Conditions on other measures do not count as one measure.
    """
    found: list[tuple[int, int]] = []
    for later, band in enumerate(ladder.bands):
        own, measures = box(band, axes), {one.measure for one in band.conditions}
        if own is None or len(measures) != 1 or not _both_sides(band):
            continue
        (measure,) = measures
        for earlier, other in enumerate(ladder.bands[:later]):
            taken = box(other, axes)
            if taken is None or set(taken) != measures or other.verdict == band.verdict:
                continue
            if max(own[measure][0], taken[measure][0]) < min(own[measure][1], taken[measure][1]):
                found.append((earlier, later))
    return found


def _both_sides(band: Band) -> bool:
    senses = {one.sense for one in band.conditions}
    return bool(senses & {Sense.AT_LEAST, Sense.ABOVE}) and bool(senses & {Sense.AT_MOST, Sense.BELOW})


def gap(ladder: Ladder, axes: Axes) -> Box | None:
    """A part of all possible values for which no band holds; None where the bands leave nothing (or too much to say)."""
    boxes = [one for one in (box(band, axes) for band in ladder.bands) if one is not None]
    left = remaining(axes.whole(ladder.measures), boxes, axes)
    return left[0] if left else None


def covered(ladder: Ladder, axes: Axes) -> bool:
    """Whether the bands hold for every possible value, so that nothing is left for the rest."""
    boxes = [one for one in (box(band, axes) for band in ladder.bands) if one is not None]
    return remaining(axes.whole(ladder.measures), boxes, axes) == []
