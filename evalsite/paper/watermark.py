"""演练 across a paper: nobody shall take a slip, a poster or a ballot of a rehearsal for one that counts."""

from reportlab.pdfgen.canvas import Canvas

from evalsite.paper.typefaces import BOLD, width

WORDS = "演练"
NOTE = "演练，不计票"
PALE = 0.87  # seen on a copy too, and light enough that print over it is read
TURN = 24.0  # degrees


def draw(canvas: Canvas, box: tuple[float, float, float, float], size: float) -> None:
    """The word, ``size`` points high, over and over across a box (x, y, width, height). Draw it first: print lies over it.

    Many small words rather than one large one: whatever part of a paper is covered, torn off or photographed, it says
    what it is.
    """
    x, y, wide, high = box
    canvas.saveState()
    frame = canvas.beginPath()
    frame.rect(x, y, wide, high)
    canvas.clipPath(frame, stroke=0, fill=0)
    canvas.translate(x + wide / 2, y + high / 2)
    canvas.rotate(TURN)
    canvas.setFillGray(PALE)
    canvas.setFont(BOLD, size)
    along, down = width(WORDS, BOLD, size) + 0.9 * size, 1.75 * size
    columns, rows = int((wide + high) / along / 2) + 1, int((wide + high) / down / 2) + 1
    for row in range(-rows, rows + 1):
        for column in range(-columns, columns + 1):
            canvas.drawCentredString((column + 0.5 * (row % 2)) * along, row * down - 0.36 * size, WORDS)
    canvas.restoreState()
