"""Lines that fit: names of any length are wrapped and shrunk into their box, and cut with … only as the last resort."""

import re
from dataclasses import dataclass

from evalsite.paper.typefaces import width

# A word is what must not be torn: Latin letters and digits together, and a mark that may not begin a line with what
# stands before it (or end a line, with what follows).
_WORD = re.compile(r"[（《“‘「【]*(?:[!-~]+|[^\s])[，。；：、）》”’」】！？…·]*|\s+")
LEADING = 1.22  # line height, in font sizes
_STEP = 0.25  # points: finer steps cannot be seen


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text in a box: font size in points and the lines, each no wider than the box."""

    size: float
    lines: tuple[str, ...]


def _pieces(word: str, face: str, size: float, room: float) -> list[str]:
    """A word, torn only when it alone is wider than the line."""
    if width(word, face, size) <= room:
        return [word]
    pieces = [""]
    for character in word:
        if pieces[-1] and width(pieces[-1] + character, face, size) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces


def wrap(text: str, face: str, size: float, room: float) -> list[str]:
    """The text in lines of at most ``room`` points; a line feed always begins a new one.

    A single character may be wider than a very narrow line: it stands alone then.
    """
    return [line for part in text.split("\n") for line in _wrap_part(part, face, size, room)]


def _wrap_part(text: str, face: str, size: float, room: float) -> list[str]:
    lines = [""]
    for word in _WORD.findall(text.strip()):
        for piece in _pieces(word, face, size, room):
            if width((lines[-1] + piece).rstrip(), face, size) > room and lines[-1]:
                lines[-1] = lines[-1].rstrip()
                lines.append("")
            lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]


def _cut(line: str, face: str, size: float, room: float) -> str:
    while line and width(line + "…", face, size) > room:
        line = line[:-1]
    return line + "…"


def fit(text: str, face: str, box: tuple[float, float], sizes: tuple[float, float]) -> Fitted:
    """The text in a box (width, height in points) at the largest size of ``sizes`` (largest, smallest) that fits.

    A box always takes one line. What does not fit even at the smallest size ends in …: a slip that runs into its
    neighbour would be worse.
    """
    room, height = box
    size, smallest = sizes
    wrapped = wrap(text, face, size, room)
    while len(wrapped) > _rows(height, size) and size > smallest:
        size = max(smallest, size - _STEP)
        wrapped = wrap(text, face, size, room)
    rows = _rows(height, size)
    if len(wrapped) > rows:
        wrapped = [*wrapped[: rows - 1], _cut(wrapped[rows - 1], face, size, room)]
    return Fitted(size, tuple(wrapped))


def _rows(height: float, size: float) -> int:
    return max(1, int(height / (LEADING * size)))
