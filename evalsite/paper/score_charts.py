"""Charts of scores on an axis from zero on: electorates, indicators beside the group, the group by rank.

The manner of all charts stands in chart_parts.py.
"""

from collections.abc import Sequence
from fractions import Fraction

from evalsite.core.disclosure import Figure, Shown, Withheld
from evalsite.core.report_parts import Distribution, ElectorateRow, Peer
from evalsite.core.saying import joined, say
from evalsite.paper.chart_parts import (
    BAR_LEFT,
    LABEL,
    NOBODY,
    NOTE,
    OTHER,
    OWN,
    ROWS,
    SMALL,
    WITHHELD,
    portions,
    text_of,
)
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

GROUP = say("同组比较")
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
        text = say("{label} {mean}", label=label, mean=mean.text)
        drawing.text(min(x, WIDTH - em(text) * 7.5 / 2), 8, text, Letters(7.5, RED, "middle"))


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
    _mean_line(drawing, axis, whole, say("合计"), bottom)
    y = 15.0
    for row in rows:
        name = split(row.name, BAR_LEFT - 8, 8, 1)[0]
        drawing.text(BAR_LEFT - 6, y + 10, name, Letters(8, anchor="end"))
        drawing.text(axis.left - 5, y + 10, say("{valid} 票", valid=row.valid), NOTE)
        _bar(drawing, axis, row.score, y + 2, OTHER)
        y += 18
    told = (
        say("{name} {score}（有效票 {valid}）", name=row.name, score=text_of(row.score), valid=row.valid)
        for row in rows
    )
    return drawing.svg(
        bottom + 13, say("不同票种的评价"), say("{told}；合计 {total}。", told=joined("；", told), total=text_of(total))
    )


def comparison(rows: Sequence[Distribution], among: Sequence[Distribution] | None = None) -> str:
    """Own score of every scored indicator as a bar, the group's mean as a diamond; ``among`` as in ``electorates``."""
    drawing = Drawing()
    axis = Axis(
        _shown([figure for row in among or rows for figure in (row.score, row.mean)]) or [Fraction(0)],
        BAR_LEFT,
        WIDTH - 40,
    )
    drawing.box(BAR_LEFT, 2, 14, 7, OWN)
    own = say("本对象")
    beside = BAR_LEFT + max(62, 28 + em(own) * 7.5)
    drawing.text(BAR_LEFT + 18, 9, own, SMALL)
    _diamond(drawing, beside, 5.5)
    drawing.text(beside + 8, 9, say("同组平均"), SMALL)
    bottom = 18 + len(rows) * 18.0
    axis.draw(drawing, 16, bottom)
    y = 18.0
    for row in rows:
        drawing.text(BAR_LEFT - 6, y + 10, clipped(row.name, BAR_LEFT - 8, 8.5), LABEL)
        _bar(drawing, axis, row.score, y + 2, OWN, WIDTH)
        if row.mean is not None:
            _diamond(drawing, axis.x(row.mean.value), y + 7)
        y += 18
    told = (
        say(
            "{name} {score}，同组平均 {mean}",
            name=row.name,
            score=text_of(row.score),
            mean=row.mean.text if row.mean else say("无"),
        )
        for row in rows
    )
    return drawing.svg(bottom + 13, say("各指标得分与同组平均"), say("{told}。", told=joined("；", told)))


def _diamond(drawing: Drawing, x: float, y: float) -> None:
    drawing.shape(f"M{x:.1f} {y - 4.5:.1f}L{x + 4.5:.1f} {y:.1f}L{x:.1f} {y + 4.5:.1f}L{x - 4.5:.1f} {y:.1f}Z", RED)


def ranking(peers: Sequence[Peer], mean: Shown | None, title: str = GROUP) -> list[str]:
    """The group by rank with the own bar marked; one picture for every ``ROWS`` subjects, all on the same axis."""
    left = 150.0
    axis = Axis(_shown([peer.score for peer in peers]) or [Fraction(0)], left, WIDTH - 40)
    parts = portions(peers, ROWS)
    titles = (
        [title]
        if len(parts) == 1
        else [say("{title} {number}/{all}", title=title, number=n, all=len(parts)) for n in range(1, len(parts) + 1)]
    )
    return [_ranking(part, mean, axis, name) for part, name in zip(parts, titles, strict=True)]


def _ranking(peers: Sequence[Peer], mean: Shown | None, axis: Axis, title: str) -> str:
    drawing = Drawing()
    bottom = 15 + len(peers) * 15.0
    axis.draw(drawing, 13, bottom)
    _mean_line(drawing, axis, mean, say("同组平均"), bottom)
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
    return drawing.svg(bottom + 13, title, say("{told}。", told=joined("；", (_told(peer) for peer in peers))))


def _told(peer: Peer) -> str:
    told = say("{name} {score}", name=peer.name, score=text_of(peer.score))
    if isinstance(peer.rank, Shown):
        told = say("第 {rank} 名 {told}", rank=peer.rank.text, told=told)
    return told + say("（本对象）") if peer.own else told


def _bold(letters: Letters, peer: Peer) -> Letters:
    return Letters(letters.size, INK if peer.own else letters.fill, letters.anchor, bold=peer.own)
