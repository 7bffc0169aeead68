"""Charts of votes: how grades, options and places were given. The manner of all charts stands in chart_parts.py."""

from collections.abc import Sequence
from fractions import Fraction

from evalsite.core.disclosure import Shown, Withheld
from evalsite.core.report_parts import Distribution, Segment
from evalsite.core.saying import joined, say
from evalsite.paper.chart_parts import BAR_LEFT, NOTE, OWN, SMALL, WITHHELD, inks, row_name, text_of
from evalsite.paper.drawing import (
    BLUE,
    HATCHED,
    MUTE,
    RED,
    WIDTH,
    Drawing,
    Ink,
    Letters,
    clipped,
    em,
)

ROW = 23.0
SPREAD = say("各指标评价分布")
REST = Segment(say("其余（未填、废票等）"), Shown(Fraction(0), ""), Shown(Fraction(0), ""))


def _legend(drawing: Drawing, segments: Sequence[Segment], fills: Sequence[Ink], right: float, *, rest: bool) -> float:
    """The grades with their fills, in as many lines as they need before ``right``; the height used."""
    x, y = BAR_LEFT, 1.0
    for segment, ink in [*zip(segments, fills, strict=True), *([(REST, None)] if rest else [])]:
        if segment.rate is None:  # kept out of the base, so it has no part of the bar
            continue
        name = clipped(segment.grade, 130, 8)
        if x + 13 + em(name) * 8 > right and x > BAR_LEFT:
            x, y = BAR_LEFT, y + 13
        if ink:
            drawing.box(x, y, 9, 9, ink)
        else:
            drawing.outline(x, y, 9, 9)
        drawing.text(x + 13, y + 8, name, Letters(8, MUTE))
        x += 13 + em(name) * 8 + 14
    return y + 14


def _total(row: Distribution) -> Fraction:
    return sum((s.rate.value for s in row.segments if isinstance(s.rate, Shown)), Fraction(0))


def _share(rate: Shown, room: float) -> tuple[str, float]:
    """The percentage that fits into a part of a bar, and its size: as shown, or not at all. Rounded anew it would
    contradict the table.
    """
    for text, size in ((f"{rate.text}%", 7.5), (rate.text, 6.5)):
        if em(text) * size + 2 <= room:
            return text, size
    return "", 0


def _stack(drawing: Drawing, segments: Sequence[Segment], fills: Sequence[Ink], y: float, right: float) -> None:
    """One bar of all that may be shown; what is missing to 100 % stays an empty box."""
    x, width = BAR_LEFT, right - BAR_LEFT
    for segment, ink in zip(segments, fills, strict=True):
        if not isinstance(segment.rate, Shown) or not segment.rate.value:
            continue
        share = float(segment.rate.value) / 100 * width
        drawing.box(x, y, share, 15, ink)
        label, size = _share(segment.rate, share)
        if label:
            halo = ink.colour if ink.lines else ""
            drawing.text(x + share / 2, y + 10.2, label, Letters(size, ink.text, "middle", halo=halo))
        x += share
    if right - x > 0.5:
        drawing.outline(x, y, right - x, 15)


def _difference(drawing: Drawing, difference: Shown | None, y: float, scale: float) -> None:
    """Left of the line is below the mean of the group, right is above; the number has its sign."""
    centre = WIDTH - 56.0
    drawing.line((centre, y - 1), (centre, y + 16), MUTE)
    if difference is None:
        drawing.text(WIDTH, y + 10.6, "—", NOTE)
        return
    length = float(difference.value) * scale
    colour = BLUE if difference.value >= 0 else RED
    drawing.box(min(centre, centre + length), y + 3.5, abs(length), 8, Ink(colour))
    drawing.text(WIDTH, y + 10.6, difference.text, Letters(8, colour, "end"))


def distribution(rows: Sequence[Distribution], title: str = SPREAD) -> str:
    """How the indicators of one scale were marked: stacked percentages, score and difference to the group's mean.

    All rows share the grades of the first. Score columns are left out where no row has a score.
    """
    drawing = Drawing()
    fills = inks(rows[0].segments)
    scored = any(row.score is not None for row in rows)
    right = WIDTH - 122 if scored else WIDTH
    rest = any(0 < _total(row) < Fraction(9999, 100) for row in rows)
    free = WIDTH - 102 if scored else WIDTH  # the headings of the columns stand beside the legend's last line
    y = _legend(drawing, rows[0].segments, fills, free, rest=rest) + (4 if scored else 0)
    if scored:
        drawing.text(WIDTH - 82, y - 6, say("得分"), NOTE)
        drawing.text(WIDTH, y - 6, say("与同组平均差"), NOTE)
    widest = max((abs(float(row.difference.value)) for row in rows if row.difference), default=0.0)
    for row in rows:
        row_name(drawing, row.name, y)
        if any(isinstance(segment.votes, Withheld) for segment in row.segments):
            drawing.box(BAR_LEFT, y, right - BAR_LEFT, 15, HATCHED)
            middle = Letters(8, MUTE, "middle", halo="#ffffff")
            drawing.text((BAR_LEFT + right) / 2, y + 10.6, WITHHELD, middle)
        else:
            _stack(drawing, row.segments, fills, y, right)
        if scored:
            drawing.text(WIDTH - 82, y + 10.6, text_of(row.score), Letters(8.5, anchor="end", bold=True))
            _difference(drawing, row.difference, y, 18 / widest if widest else 0)
        y += ROW
    return drawing.svg(y, title, say("{told}。", told=joined("；", (_told(row) for row in rows))))


def _told(row: Distribution) -> str:
    parts = [f"{s.grade} {text_of(s.rate)}%" for s in row.segments if isinstance(s.rate, Shown)]
    told = say("{name}：{what}", name=row.name, what=joined("，", parts) or WITHHELD)
    return say("{told}，得分 {score}", told=told, score=text_of(row.score)) if row.score is not None else told


def options(row: Distribution) -> str:
    """Votes for every option of a choice, or for a nomination: bars that do not add up to a whole."""
    drawing = Drawing()
    y = 2.0
    right = WIDTH - 86
    for segment in row.segments:
        row_name(drawing, segment.grade, y)
        if isinstance(segment.rate, Shown):
            drawing.box(BAR_LEFT, y, float(segment.rate.value) / 100 * (right - BAR_LEFT), 15, OWN)
            drawing.text(
                right + 4,
                y + 10.6,
                say("{votes} 票　{rate}%", votes=text_of(segment.votes), rate=segment.rate.text),
                Letters(8),
            )
        elif isinstance(segment.votes, Withheld):
            drawing.box(BAR_LEFT, y, right - BAR_LEFT, 15, HATCHED)
            drawing.text(right + 4, y + 10.6, WITHHELD, SMALL)
        else:
            drawing.text(right + 4, y + 10.6, say("{votes} 票", votes=segment.votes.text), Letters(8))
        y += ROW - 3
    told = (
        say("{grade} {votes} 票", grade=s.grade, votes=text_of(s.votes))
        if isinstance(s.votes, Shown)
        else say("{grade} {figure}", grade=s.grade, figure=text_of(s.votes))
        for s in row.segments
    )
    return drawing.svg(y, row.name, say("{told}。", told=joined("；", told)))


def places(row: Distribution) -> str:
    """How often a ranking put the subject in each place, from the first to the last."""
    drawing = Drawing()
    shown = [s.rate.value for s in row.segments if isinstance(s.rate, Shown)]
    top, base, height = 12.0, 62.0, 46.0
    slot = (WIDTH - BAR_LEFT) / len(row.segments)
    row_name(drawing, row.name, base - 14)
    if len(shown) < len(row.segments):
        drawing.box(BAR_LEFT, top, WIDTH - BAR_LEFT, base - top, HATCHED)
        middle = Letters(8, MUTE, "middle", halo="#ffffff")
        drawing.text((BAR_LEFT + WIDTH) / 2, (top + base) / 2 + 3, WITHHELD, middle)
        return drawing.svg(base + 14, row.name, say("{name}：{withheld}。", name=row.name, withheld=WITHHELD))
    most = max(shown) or Fraction(1)
    every = 1 if slot >= 13 else -(-13 // max(1, int(slot)))
    for number, (segment, rate) in enumerate(zip(row.segments, shown, strict=True)):
        x, tall = BAR_LEFT + number * slot, float(rate / most) * height
        drawing.box(x + slot * 0.14, base - tall, slot * 0.72, tall, OWN)
        if every == 1 and rate:
            drawing.text(x + slot / 2, base - tall - 2, text_of(segment.votes), Letters(7, anchor="middle"))
        if number % every == 0:
            drawing.text(x + slot / 2, base + 10, str(number + 1), Letters(7, MUTE, "middle"))
    drawing.line((BAR_LEFT, base), (WIDTH, base), MUTE)
    told = joined(
        "；",
        (say("{grade} {votes} 票", grade=segment.grade, votes=text_of(segment.votes)) for segment in row.segments),
    )
    return drawing.svg(base + 14, say("{name}：各名次票数", name=row.name), say("{told}。", told=told))
