"""QR symbols for paper: module matrices from ``qrcode``, drawn as one path of runs."""

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

MANY = 500  # from here on the search for the best mask (four fifths of the time) is left out; see docs/decisions
FIXED_MASK = 4

Matrix = list[list[bool]]


def matrix(text: str, *, fixed_mask: bool = False) -> Matrix:
    """The dark modules of the symbol, rows from the top, without quiet zone; error correction M (15 %)."""
    symbol = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=FIXED_MASK if fixed_mask else None)
    symbol.add_data(text)
    symbol.make(fit=True)
    return [[bool(module) for module in row] for row in symbol.modules]


def runs(dark: Matrix) -> list[tuple[int, int, int]]:
    """(column, row, length) of every horizontal run of dark modules."""
    found: list[tuple[int, int, int]] = []
    for y, row in enumerate(dark):
        start = -1
        for x, module in enumerate([*row, False]):
            if module and start < 0:
                start = x
            elif not module and start >= 0:
                found.append((start, y, x - start))
                start = -1
    return found


def draw(canvas: Canvas, dark: Matrix, x: float, y: float, side: float) -> None:
    """Draw the symbol with its lower left corner at (x, y), ``side`` points wide without quiet zone.

    One path and one fill: separate rectangles would show hairlines between the rows in some viewers.
    """
    count = len(dark)
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(side / count, side / count)
    # Whole numbers are written as they are: the library's own number formatting would take half of the time.
    operators = [f"{column} {count - 1 - row} {length} 1 re" for column, row, length in runs(dark)]
    canvas.drawPath(PDFPathObject(["n", *operators]), stroke=0, fill=1)
    canvas.restoreState()
