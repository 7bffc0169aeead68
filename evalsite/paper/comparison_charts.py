"""Charts that compare: rounds, two measures, two directions. In the manner of chart_parts.py.

Rounds that do not compare, figures that are withheld and the own subject differ by shape, not by colour alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from evalsite.core.comparison import MIDDLE, QUADRANTS, Spot, TwoAxes
from evalsite.core.disclosure import Figure, Shown, Withheld
from evalsite.core.rounds import Point, Trend
from evalsite.core.saying import joined, say
from evalsite.core.scoring import half_up
from evalsite.paper.chart_parts import NOBODY, OTHER, OWN, WITHHELD, text_of
from evalsite.paper.drawing import (
    BLUE,
    GRID,
    HATCHED,
    INK,
    MUTE,
    PALE,
    WIDTH,
    Drawing,
    Ink,
    Letters,
    clipped,
    em,
    split,
)
from evalsite.paper.score_charts import STEPS

MOST_ROUNDS = 10  # on one line; earlier ones stand in the table
NOT_COMPARABLE = say("不可比")
GIVEN = Ink(OTHER.colour, INK, "M0 2.5H5", "#5f86b3")
CENTRED = Letters(7.5, MUTE, "middle")


def disc(drawing: Drawing, x: float, y: float, radius: float, fill: str) -> None:
    drawing.shape(_ring(x, y, radius), fill)


def _ring(x: float, y: float, radius: float) -> str:
    return (
        f"M{x - radius:.1f} {y:.1f}a{radius:g} {radius:g} 0 1 0 {2 * radius:g} 0"
        f"a{radius:g} {radius:g} 0 1 0 {-2 * radius:g} 0Z"
    )


def _hollow(drawing: Drawing, x: float, y: float, radius: float) -> None:
    disc(drawing, x, y, radius, INK)
    disc(drawing, x, y, radius - 1.4, "#ffffff")


def _diamond(drawing: Drawing, x: float, y: float, size: float, fill: str) -> None:
    path = f"M{x:.1f} {y - size:.1f}L{x + size:.1f} {y:.1f}L{x:.1f} {y + size:.1f}L{x - size:.1f} {y:.1f}Z"
    drawing.shape(path, fill)


# --- rounds -----------------------------------------------------------------------------------------------------------

LEFT, SCORES_TOP, SCORES_TALL, RANKS_TALL = 52.0, 6.0, 84.0, 74.0


@dataclass(frozen=True, slots=True)
class _Panel:
    """One of the two lines: where it lies, and which value stands where."""

    name: str
    top: float
    tall: float
    values: tuple[Fraction | None, ...]
    labels: tuple[str, ...]
    falling: bool  # the first place stands on top

    def y(self, value: Fraction) -> float:
        known = [one for one in self.values if one is not None]
        low, high = min(known), max(known)
        share = float((value - low) / (high - low)) if high > low else 0.5
        return self.top + 14 + (share if self.falling else 1 - share) * (self.tall - 30)


def trend(line: Trend) -> str:
    """Score and place of one subject over the rounds; the line is broken where rounds do not compare."""
    points = line.points[-MOST_ROUNDS:]
    drawing = Drawing()
    slot = (WIDTH - LEFT) / len(points)
    scores = _panel(say("得分"), SCORES_TOP, SCORES_TALL, points, ranks=False)
    ranks = _panel(say("名次"), SCORES_TOP + SCORES_TALL + 10, RANKS_TALL, points, ranks=True)
    bottom = ranks.top + ranks.tall
    for number, point in enumerate(points):
        if point.here:
            drawing.box(LEFT + number * slot + 2, 2, slot - 4, bottom + 24, Ink(PALE))
    for panel in (scores, ranks):
        _draw_panel(drawing, panel, points, slot)
    for number, point in enumerate(points):
        middle = LEFT + (number + 0.5) * slot
        letters = Letters(8, INK if point.here else MUTE, "middle", bold=point.here)
        for row, text in enumerate(split(point.label, slot - 4, 8)):
            drawing.text(middle, bottom + 10 + row * 9, text, letters)
    return drawing.svg(
        bottom + 30, say("历次得分与名次"), say("{told}。", told=joined("；", (_told(point) for point in points)))
    )


def _panel(name: str, top: float, tall: float, points: Sequence[Point], *, ranks: bool) -> _Panel:
    figures = [point.rank if ranks else point.score for point in points]
    values = tuple(figure.value if isinstance(figure, Shown) else None for figure in figures)
    labels = tuple(_rank_label(point) if ranks else text_of(point.score) for point in points)
    return _Panel(name, top, tall, values, labels, ranks)


def _rank_label(point: Point) -> str:
    return f"{point.rank.text}/{point.of}" if isinstance(point.rank, Shown) and point.of else text_of(point.rank)


def _draw_panel(drawing: Drawing, panel: _Panel, points: Sequence[Point], slot: float) -> None:
    drawing.text(LEFT - 8, panel.top + panel.tall / 2 + 3, panel.name, Letters(8.5, anchor="end", bold=True))
    if panel.falling:
        drawing.text(LEFT - 8, panel.top + panel.tall / 2 + 13, say("上为先"), Letters(7, MUTE, "end"))
    drawing.line((LEFT, panel.top + panel.tall), (WIDTH, panel.top + panel.tall))
    xs = [LEFT + (number + 0.5) * slot for number in range(len(points))]
    for number in range(1, len(points)):
        one, other = panel.values[number - 1], panel.values[number]
        joined = points[number - 1].comparable and points[number].comparable
        if one is not None and other is not None and joined:
            drawing.line((xs[number - 1], panel.y(one)), (xs[number], panel.y(other)), BLUE)
    for x, value, label, point in zip(xs, panel.values, panel.labels, points, strict=True):
        _mark(drawing, (x, panel.y(value) if value is not None else panel.top + panel.tall / 2), value, label, point)


def _mark(drawing: Drawing, at: tuple[float, float], value: Fraction | None, label: str, point: Point) -> None:
    """A dot on the line, a hollow one off it, a hatched box for what is withheld, a dash for who was not there."""
    x, y = at
    if value is None:
        if isinstance(point.score, Withheld):
            drawing.box(x - 8, y - 6, 16, 12, HATCHED)
        drawing.text(x, y + 15, WITHHELD if isinstance(point.score, Withheld) else "—", CENTRED)
        return
    if not point.comparable:
        _hollow(drawing, x, y, 3.6)
    elif point.here:
        _diamond(drawing, x, y, 5, BLUE)
    else:
        disc(drawing, x, y, 3.2, BLUE)
    drawing.text(x, y - 6, label, Letters(8, INK, "middle", bold=point.here, halo=PALE if point.here else "#ffffff"))
    if not point.comparable:
        drawing.text(x, y + 11, NOT_COMPARABLE, Letters(7, MUTE, "middle"))


def _told(point: Point) -> str:
    if point.score is None:
        return say("{label} 未参加或没有得分", label=point.label)
    told = say("{label} 得分 {score}", label=point.label, score=text_of(point.score))
    if isinstance(point.rank, Shown):
        rank = {"told": told, "rank": point.rank.text, "of": point.of}
        told = say("{told}，第 {rank} 名（共 {of} 个）", **rank) if point.of else say("{told}，第 {rank} 名", **rank)
    if not point.comparable:
        told = say("{told}（不可比：{why}）", told=told, why=joined("；", point.differences))
    return told


# --- two measures -----------------------------------------------------------------------------------------------------

SIDE, EDGE, TOP = 300.0, 90.0, 16.0
MARGIN = 12.0  # inside the frame, so that a spot at 0 or 100 stands whole
CROWD = 60  # spots from which on numbers would cover each other


def two_axes(axes: TwoAxes, numbers: dict[str, str]) -> str:
    """Subjects by two measures, each axis by percentiles, the four corners named.

    ``numbers`` names the spots as the table below the chart does; the own subject is a diamond with its name.
    """
    drawing = Drawing()
    _frame(drawing, axes)
    places: dict[tuple[Fraction, Fraction], list[Spot]] = {}
    for spot in axes.spots:
        places.setdefault((spot.x, spot.y), []).append(spot)
    for (x, y), spots in sorted(places.items(), key=lambda entry: any(spot.own for spot in entry[1])):
        _spot(drawing, _at(x, y), spots, numbers, crowded=len(axes.spots) > CROWD)
    told = joined(
        "；",
        (
            say(
                "{name}{own} {x} {along}，{y} {upwards}",
                name=spot.subject.name,
                own=say("（本对象）") if spot.own else "",
                x=axes.x.name,
                along=whole(spot.x),
                y=axes.y.name,
                upwards=whole(spot.y),
            )
            for spot in axes.spots
        ),
    )
    return drawing.svg(
        TOP + SIDE + 30, say("{x}与{y}（百分位）", x=axes.x.name, y=axes.y.name), say("{told}。", told=told)
    )


def whole(value: Fraction) -> str:
    """A percentile as it is printed."""
    return str(half_up(value, 0))


def _along(percentile: Fraction | int) -> float:
    return MARGIN + float(percentile) / 100 * (SIDE - 2 * MARGIN)


def _at(x: Fraction, y: Fraction) -> tuple[float, float]:
    return EDGE + _along(x), TOP + SIDE - _along(y)


def _frame(drawing: Drawing, axes: TwoAxes) -> None:
    drawing.box(EDGE + SIDE / 2, TOP, SIDE / 2, SIDE / 2, Ink(PALE))
    drawing.outline(EDGE, TOP, SIDE, SIDE)
    middle = _along(MIDDLE)
    drawing.line((EDGE + middle, TOP), (EDGE + middle, TOP + SIDE), MUTE, "4 2")
    drawing.line((EDGE, TOP + middle), (EDGE + SIDE, TOP + middle), MUTE, "4 2")
    for share in (0, 50, 100):
        along = _along(share)
        drawing.text(EDGE + along, TOP + SIDE + 10, str(share), Letters(7, MUTE, "middle"))
        drawing.text(EDGE - 5, TOP + SIDE - along + 3, str(share), Letters(7, MUTE, "end"))
    across = clipped(say("{x}（百分位）→", x=axes.x.name), SIDE + 80, 8)
    drawing.text(EDGE + SIDE / 2, TOP + SIDE + 23, across, Letters(8, INK, "middle"))
    for row, text in enumerate(split(say("{y}（百分位）↑", y=axes.y.name), EDGE - 26, 8, 4)):
        drawing.text(EDGE - 24, TOP + 20 + row * 10, text, Letters(8, INK, "end"))
    for (right, upper), name in QUADRANTS.items():  # outside the frame, where no spot can cover them
        x = EDGE + _along(75 if right else 25)
        drawing.text(x, TOP - 4 if upper else TOP + SIDE + 10, name, Letters(8, MUTE, "middle", bold=True))


def _spot(
    drawing: Drawing, at: tuple[float, float], spots: Sequence[Spot], numbers: dict[str, str], *, crowded: bool
) -> None:
    x, y = at
    own = next((spot for spot in spots if spot.own), None)
    label = joined("、", (numbers[spot.subject.code] for spot in spots if spot.subject.code in numbers))
    if own is not None:
        _diamond(drawing, x, y, 7, BLUE)
        name = clipped(own.subject.name, 130, 8.5)
        left = x > EDGE + SIDE / 2
        letters = Letters(8.5, INK, "end" if left else "", bold=True, halo="#ffffff")
        drawing.text(x - 10 if left else x + 10, y + 3, name, letters)
    elif crowded:
        disc(drawing, x, y, 2.6, MUTE)
    else:
        _hollow(drawing, x, y, max(6.5, em(label) * 3.4 + 2))
        drawing.text(x, y + 2.6, label, Letters(7, INK, "middle"))


# --- two directions ---------------------------------------------------------------------------------------------------

NAMES, ROW = 124.0, 17.0


@dataclass(frozen=True, slots=True)
class Both:
    """One counterpart: what it gave this unit, and what this unit gave it."""

    name: str
    received: Figure | None
    given: Figure | None


def both_directions(rows: Sequence[Both], among: Sequence[Both] | None = None) -> str:
    """Bars to both sides of the counterparts' names, each from zero; ``among`` are all rows where these are a part."""
    drawing = Drawing()
    left, right = (WIDTH - NAMES) / 2, (WIDTH + NAMES) / 2
    figures = [figure for row in among or rows for figure in (row.received, row.given)]
    most = max((figure.value for figure in figures if isinstance(figure, Shown)), default=Fraction(1))
    high = next(step * -(-most // step) for step in STEPS if most / step <= 5) or Fraction(1)
    room = left - 34
    drawing.box(left - 96, 1, 14, 8, OWN)
    drawing.text(left - 78, 8.5, say("对方评本单位"), Letters(8, MUTE))
    drawing.box(right + 16, 1, 14, 8, GIVEN)
    drawing.text(right + 34, 8.5, say("本单位评对方"), Letters(8, MUTE))
    y = 16.0
    for row in rows:
        drawing.text(WIDTH / 2, y + 9.6, clipped(row.name, NAMES - 8, 8), Letters(8, INK, "middle"))
        _half(drawing, row.received, (left, y), -room / float(high), OWN)
        _half(drawing, row.given, (right, y), room / float(high), GIVEN)
        y += ROW
    drawing.line((left, 13), (left, y), GRID)
    drawing.line((right, 13), (right, y), GRID)
    told = (
        say(
            "{name} 评本单位 {received}，本单位评它 {given}",
            name=row.name,
            received=text_of(row.received),
            given=text_of(row.given),
        )
        for row in rows
    )
    return drawing.svg(y + 2, say("双向对照"), say("{told}。", told=joined("；", told)))


def _half(drawing: Drawing, figure: Figure | None, at: tuple[float, float], scale: float, ink: Ink) -> None:
    """A bar that grows away from the names; ``scale`` is below zero to the left."""
    x, y = at
    anchor, gap = ("end", -4.0) if scale < 0 else ("", 4.0)
    if isinstance(figure, Shown):
        long = float(figure.value) * scale
        drawing.box(min(x, x + long), y + 2, abs(long), 10, ink)
        drawing.text(x + long + gap, y + 10.2, figure.text, Letters(8, INK, anchor))
    elif isinstance(figure, Withheld):
        drawing.box(x - 60 if scale < 0 else x, y + 2, 60, 10, HATCHED)
        drawing.text(x + (-64 if scale < 0 else 64), y + 10.2, WITHHELD, Letters(7.5, MUTE, anchor))
    else:
        drawing.text(x + gap, y + 10.2, NOBODY, Letters(7.5, MUTE, anchor))
