"""The two faces that every paper of the project is set in, and what does not fit into them.

Noto Sans SC, cut to GBK, the 8,105 characters of 通用规范汉字表 and the rare ideographs beyond the first plane
(scripts/make_fonts.py); licence in fonts/OFL.txt.
"""

import unicodedata
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONTS = Path(__file__).parent / "fonts"
FAMILY = "Noto Sans SC"
REGULAR = "evalsite-regular"
BOLD = "evalsite-bold"
_FILES = {REGULAR: FONTS / "NotoSansSC-Regular.ttf", BOLD: FONTS / "NotoSansSC-Bold.ttf"}
_lock = Lock()


@cache
def _loaded() -> dict[str, TTFont]:
    fonts = {name: TTFont(name, str(path)) for name, path in _FILES.items()}
    for font in fonts.values():
        pdfmetrics.registerFont(font)
    return fonts


def register() -> None:
    """Make REGULAR and BOLD known to reportlab; once a process, since reading them takes a good part of a second."""
    with _lock:
        _loaded()


def blank_a4(buffer: BytesIO, title: str) -> Canvas:
    """An empty A4 canvas."""
    return blank_page(buffer, title, A4)


def blank_page(buffer: BytesIO, title: str, size: tuple[float, float]) -> Canvas:
    """An empty canvas with pages of a size in points. ``invariant`` keeps the moment of printing out of the file; the
    first face of a page is named because reportlab would refer to Helvetica otherwise, which it does not embed.
    """
    register()
    canvas = Canvas(
        buffer,
        pagesize=size,
        pageCompression=1,
        invariant=1,
        lang="zh-CN",
        initialFontName=REGULAR,  # type: ignore[arg-type]  # the stub takes the name for a size
    )
    canvas.setTitle(title)
    return canvas


def width(text: str, face: str, size: float) -> float:
    """The width of a line in points, from the face's own metrics."""
    register()
    return float(pdfmetrics.stringWidth(text, face, size))


GETA = "〓"  # what Chinese printers put where they lack a character
_SILENT = ("Mn", "Cf", "Cc", "Sk")  # joiners, accents and skin tones: without their base they say nothing


def printable(text: str) -> str:
    """The text with 〓 for every character that the faces lack; marks that only change such a one are dropped."""
    lacking = unprintable(text)
    if not lacking:
        return text
    table = {ord(c): None if unicodedata.category(c) in _SILENT else GETA for c in lacking}
    return text.translate(table)


@cache
def _characters() -> frozenset[str]:
    """What the faces hold, and the line break."""
    with _lock:
        return frozenset({"\n", *map(chr, _loaded()[REGULAR].face.charToGlyph)})


def unprintable(text: str) -> str:
    """The characters of a text that the faces lack, each once, in their order; ``""`` when all can be printed."""
    known = _characters()
    return "" if known.issuperset(text) else "".join(dict.fromkeys(c for c in text if c not in known))
