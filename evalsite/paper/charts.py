"""The charts of reports and result pages, as SVG: one function a chart, the same picture on the web and on paper.

Every chart can be read in black and white and without telling colours apart: grades stand in the order of the legend,
weak ones carry a pattern, figures stand inside or beside their bars, the own bar is marked by more than its colour. A
withheld figure is a hatched bar that says 未公布. ``title`` and ``desc`` tell the figures to people who cannot see.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeVar

from evalsite.core.disclosure import Figure, Shown, Withheld
from evalsite.core.report_parts import Distribution, ElectorateRow, Peer, Segment
from evalsite.paper.drawing import (
    BLUE,
    GRID,
    HATCHED,
    INK,
    MUTE,
    PALE,
    RED,
    WIDTH,
    Drawing,
    Ink,
    Letters,
    clipped,
    em,
    split,
)

T = TypeVar("T")
WITHHELD = "未公布"
NOBODY = "无评分"
BEST = Ink("#1d4f8c", "#ffffff")
GOOD = Ink("#9cc0e2", INK)
MIDDLE = Ink("#e6e3d6", INK, "M2.5 0V5", "#c9c4b0")
POOR = Ink("#f4bd72", INK, "M-1 6L6 -1M-1 1L1 -1M4 6L6 4", "#b97f2c")
WORST = Ink("#a83a22", "#ffffff", "M0 0L5 5M5 0L0 5", "#c96f5c")
NEUTRAL = Ink("#c4cbd3", INK, "M0 2.5H5", "#a3adb8")
OWN, OTHER = Ink(BLUE, "#ffffff"), Ink("#b4cbe6", INK)
_BY_COUNT = {
    1: (BEST,),
    2: (BEST, WORST),
    3: (BEST, POOR, WORST),
    4: (BEST, GOOD, POOR, WORST),
    5: (BEST, GOOD, MIDDLE, POOR, WORST),
}
LABEL, SMALL, NOTE = Letters(8.5, anchor="end"), Letters(7.5, MUTE), Letters(7.5, MUTE, "end")
ROWS = 36  # of a rank chart: what fits on a page with its heading


def text_of(figure: Figure | None) -> str:
    """A figure as it stands in a chart, a table or a description."""
    if figure is None:
        return NOBODY
    return figure.text if isinstance(figure, Shown) else WITHHELD


def portions(rows: Sequence[T], most: int) -> list[Sequence[T]]:
    """The rows in as few parts of at most ``most`` as possible, all about equally long."""
    parts = -(-len(rows) // most)
    size = -(-len(rows) // parts) if parts else 1
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def inks(segments: Sequence[Segment]) -> list[Ink]:
    """A fill for every grade: from best to worst in the order of the scale; grades that judge nothing are grey."""
    judging = sum(not segment.neutral for segment in segments)
    ladder = _BY_COUNT.get(judging)
    found: list[Ink] = []
    step = 0
    for segment in segments:
        if segment.neutral:
            found.append(NEUTRAL)
            continue
        found.append(ladder[step] if ladder else _BY_COUNT[5][step * 5 // judging])
        step += 1
    return found


# --- distribution -----------------------------------------------------------------------------------------------------

BAR_LEFT = 104.0
ROW = 23.0
REST = Segment("其余（未填、废票等）", Shown(Fraction(0), ""), Shown(Fraction(0), ""))


def _legend(drawing: Drawing, segments: Sequence[Segment], fills: Sequence[Ink], *, rest: bool) -> float:
    """The grades with their fills, in as many lines as they need; the height used."""
    x, y = BAR_LEFT, 1.0
    for segment, ink in [*zip(segments, fills, strict=True), *([(REST, None)] if rest else [])]:
        if segment.rate is None:  # kept out of the base, so it has no part of the bar
            continue
        name = clipped(segment.grade, 130, 8)
        if x + 13 + em(name) * 8 > WIDTH and x > BAR_LEFT:
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


def _row_name(drawing: Drawing, name: str, y: float, letters: Letters = LABEL) -> None:
    lines = split(name, BAR_LEFT - 8, letters.size)
    top = y + 10.6 - (len(lines) - 1) * 4.6
    for number, line in enumerate(lines):
        drawing.text(BAR_LEFT - 6, top + number * 9.4, line, letters)


def distribution(rows: Sequence[Distribution], title: str = "各指标评价分布") -> str:
    """How the indicators of one scale were marked: stacked percentages, score and difference to the group's mean.

    All rows share the grades of the first. Score columns are left out where no row has a score.
    """
    drawing = Drawing()
    fills = inks(rows[0].segments)
    scored = any(row.score is not None for row in rows)
    right = WIDTH - 122 if scored else WIDTH
    rest = any(0 < _total(row) < Fraction(9999, 100) for row in rows)
    y = _legend(drawing, rows[0].segments, fills, rest=rest) + (4 if scored else 0)
    if scored:
        drawing.text(WIDTH - 82, y - 6, "得分", NOTE)
        drawing.text(WIDTH, y - 6, "与同组平均差", NOTE)
    widest = max((abs(float(row.difference.value)) for row in rows if row.difference), default=0.0)
    for row in rows:
        _row_name(drawing, row.name, y)
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
    return drawing.svg(y, title, "；".join(_told(row) for row in rows) + "。")


def _told(row: Distribution) -> str:
    parts = [f"{s.grade} {text_of(s.rate)}%" for s in row.segments if isinstance(s.rate, Shown)]
    told = f"{row.name}：{'，'.join(parts) or WITHHELD}"
    return f"{told}，得分 {text_of(row.score)}" if row.score is not None else told


def options(row: Distribution) -> str:
    """Votes for every option of a choice, or for a nomination: bars that do not add up to a whole."""
    drawing = Drawing()
    y = 2.0
    right = WIDTH - 86
    for segment in row.segments:
        _row_name(drawing, segment.grade, y)
        if isinstance(segment.rate, Shown):
            drawing.box(BAR_LEFT, y, float(segment.rate.value) / 100 * (right - BAR_LEFT), 15, OWN)
            drawing.text(right + 4, y + 10.6, f"{text_of(segment.votes)} 票　{segment.rate.text}%", Letters(8))
        elif isinstance(segment.votes, Withheld):
            drawing.box(BAR_LEFT, y, right - BAR_LEFT, 15, HATCHED)
            drawing.text(right + 4, y + 10.6, WITHHELD, SMALL)
        else:
            drawing.text(right + 4, y + 10.6, f"{segment.votes.text} 票", Letters(8))
        y += ROW - 3
    told = (f"{s.grade} {text_of(s.votes)}{' 票' if isinstance(s.votes, Shown) else ''}" for s in row.segments)
    return drawing.svg(y, row.name, "；".join(told) + "。")


def places(row: Distribution) -> str:
    """How often a ranking put the subject in each place, from the first to the last."""
    drawing = Drawing()
    shown = [s.rate.value for s in row.segments if isinstance(s.rate, Shown)]
    top, base, height = 12.0, 62.0, 46.0
    slot = (WIDTH - BAR_LEFT) / len(row.segments)
    _row_name(drawing, row.name, base - 14)
    if len(shown) < len(row.segments):
        drawing.box(BAR_LEFT, top, WIDTH - BAR_LEFT, base - top, HATCHED)
        middle = Letters(8, MUTE, "middle", halo="#ffffff")
        drawing.text((BAR_LEFT + WIDTH) / 2, (top + base) / 2 + 3, WITHHELD, middle)
        return drawing.svg(base + 14, row.name, f"{row.name}：{WITHHELD}。")
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
    told = "；".join(f"{segment.grade} {text_of(segment.votes)} 票" for segment in row.segments)
    return drawing.svg(base + 14, f"{row.name}：各名次票数", f"{told}。")


# --- scores on an axis ------------------------------------------------------------------------------------------------


STEPS = [Fraction(step) for step in ("0.5", 1, 2, 5, 10, 20, 50, 100, 200, 500, 10**6)]


class Axis:
    """A scale of scores from zero on: the length of a bar is its score, and a small difference looks like one."""

    def __init__(self, values: Sequence[Fraction], left: float, right: float) -> None:
        low, high = min(Fraction(0), *values), max(Fraction(0), *values)
        self.step = next(s for s in STEPS if (high - low) / s <= 5)
        self.low = low // self.step * self.step
        self.high = -(-high // self.step) * self.step
        self.high += self.step if self.high == self.low else 0
        self.left, self.right = left, right

    def x(self, value: Fraction) -> float:
        return self.left + float((value - self.low) / (self.high - self.low)) * (self.right - self.left)

    def draw(self, drawing: Drawing, top: float, bottom: float) -> None:
        tick = self.low
        while tick <= self.high:
            drawing.line((self.x(tick), top), (self.x(tick), bottom))
            drawing.text(self.x(tick), bottom + 9, f"{float(tick):g}", Letters(7, MUTE, "middle"))
            tick += self.step


def _shown(figures: Sequence[Figure | None]) -> list[Fraction]:
    return [figure.value for figure in figures if isinstance(figure, Shown)]


def _bar(drawing: Drawing, axis: Axis, figure: Figure | None, y: float, ink: Ink, column: float = 0) -> None:
    """A bar with its value behind it (or in a ``column``), a hatched one for what is withheld, words for no mark."""
    if isinstance(figure, Shown):
        start, end = sorted((axis.x(Fraction(0)), axis.x(figure.value)))
        drawing.box(start, y, end - start, 10, ink)
        letters = Letters(8, anchor="end" if column else "", bold=ink is OWN, halo="#ffffff")
        drawing.text(column or end + 4, y + 8.4, figure.text, letters)
    elif isinstance(figure, Withheld):
        drawing.box(axis.left, y, axis.right - axis.left, 10, HATCHED)
        drawing.text(axis.left + 6, y + 8.4, WITHHELD, Letters(8, MUTE, halo="#ffffff"))
    else:
        drawing.text(axis.left + 6, y + 8.4, NOBODY, SMALL)


def _mean_line(drawing: Drawing, axis: Axis, mean: Shown | None, label: str, bottom: float) -> None:
    if mean is not None:
        x = axis.x(mean.value)
        drawing.line((x, 11), (x, bottom), RED, "3 2")
        drawing.text(x, 8, f"{label} {mean.text}", Letters(7.5, RED, "middle"))


def electorates(
    rows: Sequence[ElectorateRow], total: Figure | None, among: Sequence[ElectorateRow] | None = None
) -> str:
    """The electorates side by side: each one's score and valid ballots, with the total as a line.

    Where ``rows`` are a part of more, ``among`` are all of them, so that the parts have one axis.
    """
    drawing = Drawing()
    whole = total if isinstance(total, Shown) else None
    values = _shown([*(row.score for row in among or rows), total]) or [Fraction(0)]
    axis = Axis(values, BAR_LEFT + 26, WIDTH - 40)
    bottom = 15 + len(rows) * 18.0
    axis.draw(drawing, 13, bottom)
    _mean_line(drawing, axis, whole, "合计", bottom)
    y = 15.0
    for row in rows:
        name = split(row.name, BAR_LEFT - 8, 8, 1)[0]
        drawing.text(BAR_LEFT - 6, y + 10, name, Letters(8, anchor="end"))
        drawing.text(axis.left - 5, y + 10, f"{row.valid} 票", NOTE)
        _bar(drawing, axis, row.score, y + 2, OTHER)
        y += 18
    told = (f"{row.name} {text_of(row.score)}（有效票 {row.valid}）" for row in rows)
    return drawing.svg(bottom + 13, "不同票种的评价", "；".join(told) + f"；合计 {text_of(total)}。")


def comparison(rows: Sequence[Distribution], among: Sequence[Distribution] | None = None) -> str:
    """Own score of every scored indicator as a bar, the group's mean as a diamond; ``among`` as in ``electorates``."""
    drawing = Drawing()
    axis = Axis(
        _shown([figure for row in among or rows for figure in (row.score, row.mean)]) or [Fraction(0)],
        BAR_LEFT,
        WIDTH - 40,
    )
    drawing.box(BAR_LEFT, 2, 14, 7, OWN)
    drawing.text(BAR_LEFT + 18, 9, "本对象", SMALL)
    _diamond(drawing, BAR_LEFT + 62, 5.5)
    drawing.text(BAR_LEFT + 70, 9, "同组平均", SMALL)
    bottom = 18 + len(rows) * 18.0
    axis.draw(drawing, 16, bottom)
    y = 18.0
    for row in rows:
        drawing.text(BAR_LEFT - 6, y + 10, clipped(row.name, BAR_LEFT - 8, 8.5), LABEL)
        _bar(drawing, axis, row.score, y + 2, OWN, WIDTH)
        if row.mean is not None:
            _diamond(drawing, axis.x(row.mean.value), y + 7)
        y += 18
    told = (f"{row.name} {text_of(row.score)}，同组平均 {row.mean.text if row.mean else '无'}" for row in rows)
    return drawing.svg(bottom + 13, "各指标得分与同组平均", "；".join(told) + "。")


def _diamond(drawing: Drawing, x: float, y: float) -> None:
    drawing.shape(f"M{x:.1f} {y - 4.5:.1f}L{x + 4.5:.1f} {y:.1f}L{x:.1f} {y + 4.5:.1f}L{x - 4.5:.1f} {y:.1f}Z", RED)


def ranking(peers: Sequence[Peer], mean: Shown | None, title: str = "同组比较") -> list[str]:
    """The group by rank with the own bar marked; one picture for every ``ROWS`` subjects, all on the same axis."""
    left = 150.0
    axis = Axis(_shown([peer.score for peer in peers]) or [Fraction(0)], left, WIDTH - 40)
    parts = portions(peers, ROWS)
    titles = [title] if len(parts) == 1 else [f"{title} {n}/{len(parts)}" for n in range(1, len(parts) + 1)]
    return [_ranking(part, mean, axis, name) for part, name in zip(parts, titles, strict=True)]


def _ranking(peers: Sequence[Peer], mean: Shown | None, axis: Axis, title: str) -> str:
    drawing = Drawing()
    bottom = 15 + len(peers) * 15.0
    axis.draw(drawing, 13, bottom)
    _mean_line(drawing, axis, mean, "同组平均", bottom)
    y = 15.0
    for peer in peers:
        if peer.own:
            drawing.box(0, y, WIDTH, 15, Ink(PALE))
            drawing.text(1, y + 10.6, "▶", Letters(7, BLUE))
        drawing.text(24, y + 10.6, text_of(peer.rank) if isinstance(peer.rank, Shown) else "—", _bold(NOTE, peer))
        drawing.text(
            axis.left - 6, y + 10.6, clipped(peer.name, axis.left - 34, 8), _bold(Letters(8, anchor="end"), peer)
        )
        _bar(drawing, axis, peer.score, y + 2.5, OWN if peer.own else OTHER)
        y += 15
    drawing.line((axis.left, 13), (axis.left, bottom), GRID)
    told = (
        f"{f'第 {peer.rank.text} 名 ' if isinstance(peer.rank, Shown) else ''}{peer.name} {text_of(peer.score)}"
        f"{'（本对象）' if peer.own else ''}"
        for peer in peers
    )
    return drawing.svg(bottom + 13, title, "；".join(told) + "。")


def _bold(letters: Letters, peer: Peer) -> Letters:
    return Letters(letters.size, INK if peer.own else letters.fill, letters.anchor, bold=peer.own)
