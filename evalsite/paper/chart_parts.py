"""What the charts of reports and result pages share: fills, letters, words for what is not shown.

Every chart is an SVG that one function draws, the same picture on the web and on paper: vote_charts.py, score_charts.py
and comparison_charts.py. It can be read in black and white and without telling colours apart: grades stand in the order
of the legend, weak ones carry a pattern, figures stand inside or beside their bars, the own bar is marked by more than
its colour. A withheld figure is a hatched bar that says 未公布. ``title`` and ``desc`` tell the figures to people who
cannot see.
"""

from collections.abc import Sequence
from typing import TypeVar

from evalsite.core.disclosure import Figure, Shown
from evalsite.core.report_parts import Segment
from evalsite.core.saying import say
from evalsite.paper.drawing import (
    BLUE,
    INK,
    MUTE,
    Drawing,
    Ink,
    Letters,
    split,
)

T = TypeVar("T")
WITHHELD = say("未公布")
NOBODY = say("无评分")
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
BAR_LEFT = 104.0
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


def row_name(drawing: Drawing, name: str, y: float, letters: Letters = LABEL) -> None:
    lines = split(name, BAR_LEFT - 8, letters.size)
    top = y + 10.6 - (len(lines) - 1) * 4.6
    for number, line in enumerate(lines):
        drawing.text(BAR_LEFT - 6, top + number * 9.4, line, letters)
