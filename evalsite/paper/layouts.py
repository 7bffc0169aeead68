"""How slips lie on paper: five layouts to choose from, each a page, a grid and the face of one slip.

All lengths are in points. Nothing that is printed lies within ``MARGIN`` of a page's edge, where office printers leave
white. Print slips in their real size: a page that is "fitted" moves the cut lines.
"""

from dataclasses import dataclass
from enum import StrEnum

from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.units import mm

from evalsite.core.saying import say

MARGIN = 5 * mm


class Layout(StrEnum):
    """The choices; the value is what is written on the command line and in forms."""

    GRID = "3x8"
    ROOMY = "2x5"
    CARDS = "cards"
    ENVELOPE = "a5"
    LARGE = "large"


class Marks(StrEnum):
    """How a page shows where it is cut or folded."""

    DASHES = "dashes"
    CORNERS = "corners"  # beside the block alone: no line is left on a card's edge
    FOLD = "fold"


@dataclass(frozen=True, slots=True)
class Face:
    """One slip: symbol at the top left, words beside it, code below the words, a line at the foot.

    ``name``, ``kind`` are (height of the box, largest size) of campaign and electorate; ``code`` is (size, distance of its
    two rows, height of the lower one), ``code_top`` how far down the hint may reach, ``foot`` (size, height).
    ``smallest`` is the least size that long names shrink to.
    """

    width: float
    height: float
    pad: float
    symbol: float
    gap: float
    name: tuple[float, float]
    kind: tuple[float, float]
    hint: float
    code: tuple[float, float, float]
    code_top: float
    foot: tuple[float, float]
    smallest: float = 4.2

    @property
    def text_left(self) -> float:
        return self.pad + self.symbol + self.gap

    @property
    def text_room(self) -> float:
        return self.width - self.text_left - 0.8 * self.pad


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of slips: its grid, and where the block of slips begins (``left``, ``top`` from below)."""

    words: str
    use: str
    page: tuple[float, float]
    columns: int
    rows: int
    left: float
    top: float
    marks: Marks
    face: Face

    @property
    def per_page(self) -> int:
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """The lower left corner of the n-th slip of a page, from the top left by rows."""
        row, column = divmod(place, self.columns)
        return self.left + column * self.face.width, self.top - (row + 1) * self.face.height


def _a4(words: str, use: str, grid: tuple[int, int], top: float, marks: Marks, face: Face) -> Sheet:
    columns, rows = grid
    return Sheet(words, use, A4, columns, rows, (A4[0] - columns * face.width) / 2, A4[1] - top, marks, face)


SINGLE = Sheet(
    say("单张，每页 1 张"),
    say("一张一个文件，作邮件的附件。"),
    (148 * mm, 105 * mm),
    1,
    1,
    0,
    105 * mm,
    Marks.FOLD,
    Face(
        148 * mm, 105 * mm, 9 * mm, 62 * mm, 7 * mm, (20 * mm, 14), (13 * mm, 12), 10.5,
        (14.5, 7 * mm, 36 * mm), 47.5 * mm, (8.5, 8 * mm),
    ),
)  # fmt: skip

SHEETS = {
    Layout.GRID: _a4(
        say("小条，每页 24 张"),
        say("省纸，适合会场集中发放。"),
        (3, 8),
        12 * mm,
        Marks.DASHES,
        Face(
            64 * mm, 34.5 * mm, 3.4 * mm, 24.5 * mm, 3.2 * mm, (7 * mm, 8), (6 * mm, 7), 6.2,
            (9, 3.8 * mm, 5.7 * mm), 12.3 * mm, (5.8, 2.2 * mm),
        ),
    ),
    Layout.ROOMY: _a4(
        say("大条，每页 10 张"),
        say("二维码和字都大一些，旧手机好扫。"),
        (2, 5),
        12 * mm,
        Marks.DASHES,
        Face(
            96 * mm, 54.4 * mm, 4.6 * mm, 37 * mm, 4.2 * mm, (12 * mm, 11.5), (9 * mm, 10), 8.6,
            (12.5, 5.6 * mm, 9.6 * mm), 19 * mm, (7.6, 3.6 * mm),
        ),
    ),
    Layout.CARDS: _a4(
        say("名片卡，每页 10 张"),
        say("90 × 54 毫米，印在卡纸上；只有四周的裁切标记，卡面没有线。"),
        (2, 5),
        13.5 * mm,
        Marks.CORNERS,
        Face(
            90 * mm, 54 * mm, 5 * mm, 35 * mm, 4 * mm, (11 * mm, 11), (9 * mm, 9.5), 8.2,
            (11.5, 5.4 * mm, 10.4 * mm), 19 * mm, (7.2, 4.4 * mm),
        ),
    ),
    Layout.ENVELOPE: Sheet(
        say("A5 信函，每页 1 张"),
        say("对折装进 C6 开窗信封（162 × 114 毫米），窗口只露活动和票种；测评码在背面，不外露。"),
        A5,
        1,
        1,
        0,
        A5[1] / 2,
        Marks.FOLD,
        Face(
            148 * mm, 105 * mm, 11 * mm, 62 * mm, 7 * mm, (20 * mm, 14), (13 * mm, 12), 10.5,
            (14.5, 7 * mm, 34 * mm), 45.5 * mm, (8.5, 12 * mm),
        ),
    ),
    Layout.LARGE: _a4(
        say("大字，每页 3 张"),
        say("给看小字吃力的人；字号不小于 14 磅。"),
        (1, 3),
        12 * mm,
        Marks.DASHES,
        Face(
            192 * mm, 90 * mm, 7 * mm, 66 * mm, 7 * mm, (15.5 * mm, 20), (9 * mm, 17), 14.5,
            (25, 10.5 * mm, 15.5 * mm), 33 * mm, (14, 6 * mm), 14,
        ),
    ),
}  # fmt: skip
