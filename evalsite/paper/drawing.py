"""Plain SVG: the few shapes that the charts need, styled by attributes alone.

No ``style`` and no ``class``: the desk's content security policy forbids inline style, and typst and the browser draw
attributes alike. Lengths are points; a chart is ``WIDTH`` wide, the text width of an A4 page.
"""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from html import escape
from zlib import crc32

from evalsite.core.saying import Translate, said

WIDTH = 480.0
INK, MUTE, GRID, PALE = "#1f2a37", "#5b6775", "#d5dbe2", "#f2f6fa"
BLUE, RED = "#1d5fa6", "#b5432a"
FAMILY = "Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif"


_spoken: ContextVar[Translate | None] = ContextVar("spoken", default=None)


def speak(translate: Translate | None) -> None:
    """From now on charts are drawn in another language, as a page in that language has them; None for their own."""
    _spoken.set(translate)


@contextmanager
def speaking(translate: Translate | None) -> Iterator[None]:
    """The same for a while. Documents are made within ``speaking(None)``: they are Chinese, whoever asks for them."""
    before = _spoken.set(translate)
    try:
        yield
    finally:
        _spoken.reset(before)


def spoken(text: str) -> str:
    """A saying in the language that charts are drawn in; any other text as it is."""
    translate = _spoken.get()
    return text if translate is None else str(said(text, translate))


def em(text: str) -> float:
    """An estimate of a text's width in font sizes, on the wide side: browsers use other faces than paper does."""
    return sum(_wide(c) for c in spoken(text))


def _wide(character: str) -> float:
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.6


def _fitting(text: str, room: float, size: float) -> int:
    """How many characters fit into ``room`` points; a text that goes on and on costs no more than what fits."""
    taken = 0.0
    for number, character in enumerate(text):
        taken += _wide(character)
        if taken * size > room:
            return number
    return len(text)


def clipped(text: str, room: float, size: float) -> str:
    """The text, cut with … where it is wider than ``room`` points."""
    text = spoken(text)
    if _fitting(text, room, size) == len(text):
        return text
    return text[: _fitting(text, room - em("…") * size, size)] + "…"


def split(text: str, room: float, size: float, most: int = 2) -> list[str]:
    """The text in at most ``most`` lines of ``room`` points; the last one is cut with … if need be."""
    lines: list[str] = []
    text = spoken(text)
    while text and len(lines) < most - 1 and (end := _fitting(text, room, size)) < len(text):
        lines.append(text[: max(1, end)])
        text = text[max(1, end) :]
    return [*lines, clipped(text, room, size)]


@dataclass(frozen=True, slots=True)
class Letters:
    """How a text is set. ``halo`` is the colour of the ground, so that it can be read on a pattern."""

    size: float = 8
    fill: str = INK
    anchor: str = ""
    bold: bool = False
    halo: str = ""

    @property
    def attributes(self) -> str:
        found = f'font-size="{self.size:g}" fill="{self.fill}"'
        if self.anchor:
            found += f' text-anchor="{self.anchor}"'
        if self.bold:
            found += ' font-weight="700"'
        if self.halo:
            found += f' stroke="{self.halo}" stroke-width="2.4" stroke-linejoin="round" paint-order="stroke"'
        return found


@dataclass(frozen=True, slots=True)
class Ink:
    """A fill: a colour, and a pattern of ``lines`` on it so that it can be told apart without colour.

    ``lines`` is the path inside a 5 x 5 point tile, drawn in ``line``; ``text`` is the colour of letters on it.
    """

    colour: str
    text: str = INK
    lines: str = ""
    line: str = ""

    @property
    def key(self) -> str:
        return f"p{crc32(repr(self).encode()):08x}"


HATCHED = Ink("#ffffff", MUTE, "M-1 6L6 -1M-1 1L1 -1M4 6L6 4", "#9aa5b1")  # a withheld figure


class Drawing:
    """Collects shapes; ``svg`` closes the picture with a title and a description for people who cannot see it."""

    def __init__(self, width: float = WIDTH) -> None:
        self.width = width
        self._shapes: list[str] = []
        self._inks: dict[str, Ink] = {}

    def text(self, x: float, y: float, text: str, letters: Letters = Letters()) -> None:
        """A line of text with its baseline at ``y``."""
        self._shapes.append(
            f'<text x="{x:.1f}" y="{y:.1f}" {letters.attributes}>{escape(spoken(text), quote=False)}</text>'
        )

    def box(self, x: float, y: float, width: float, height: float, ink: Ink) -> None:
        fill = ink.colour
        if ink.lines:
            self._inks[ink.key] = ink
            fill = f"url(#{ink.key})"
        self._shapes.append(
            f'<rect x="{x:.2f}" y="{y:.2f}" width="{max(0.0, width):.2f}" height="{height:.2f}" fill="{fill}"/>'
        )

    def outline(self, x: float, y: float, width: float, height: float) -> None:
        """An empty box."""
        self._shapes.append(
            f'<rect x="{x + 0.3:.2f}" y="{y + 0.3:.2f}" width="{max(0.0, width - 0.6):.2f}" height="{height - 0.6:.2f}"'
            f' fill="none" stroke="{MUTE}" stroke-width="0.6"/>'
        )

    def line(self, start: tuple[float, float], end: tuple[float, float], colour: str = GRID, dash: str = "") -> None:
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self._shapes.append(
            f'<path d="M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}" stroke="{colour}"'
            f' stroke-width="0.8" fill="none"{dashes}/>'
        )

    def shape(self, path: str, fill: str) -> None:
        """A closed path; a white rim keeps it visible on bars."""
        self._shapes.append(f'<path d="{path}" fill="{fill}" stroke="#ffffff" stroke-width="0.7"/>')

    def svg(self, height: float, title: str, description: str) -> str:
        patterns = "".join(
            f'<pattern id="{key}" width="5" height="5" patternUnits="userSpaceOnUse">'
            f'<rect width="5" height="5" fill="{ink.colour}"/>'
            f'<path d="{ink.lines}" stroke="{ink.line}" stroke-width="0.8" fill="none"/></pattern>'
            for key, ink in self._inks.items()
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {height:.1f}"'
            f' width="{self.width:g}pt" height="{height:.1f}pt" font-family="{FAMILY}" role="img">'
            f"<title>{escape(spoken(title), quote=False)}</title><desc>{escape(spoken(description), quote=False)}</desc>"
            f"<defs>{patterns}</defs>{''.join(self._shapes)}</svg>"
        )
