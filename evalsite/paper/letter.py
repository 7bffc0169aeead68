"""The front of a slip that is sent as a letter: an A5 page whose lower half, with the code, is folded behind the upper.

Folded to A6 it goes into a C6 envelope (162 x 114 mm) with the usual window: 90 x 45 mm, 20 mm from the left and 15 mm from
below. The envelope leaves 14 mm to slide sideways and 9 mm upwards; ``WINDOW`` is what is seen in every position, and
holds campaign and electorate alone.
"""

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from evalsite.paper import watermark
from evalsite.paper.textfit import LEADING, fit
from evalsite.paper.typefaces import BOLD, REGULAR

WINDOW = (21 * mm, 16 * mm, 74 * mm, 34 * mm)  # x, y above the fold, width, height
PAD = 11 * mm
FRONT = (
    "怎样投票：把信翻过来，用手机扫二维码，按测评表填写并提交。没有摄像头的，打开上面印的网址，输入测评码。",
    "一人一张，只能投一票。测评条不写姓名、不编号；请勿拍照外传，投完即可撕毁。",
)


def draw_front(
    canvas: Canvas, page: tuple[float, float], campaign: str, electorate: str, *, rehearsal: bool = False
) -> None:
    """The upper half of a page of this size, and the fold."""
    wide, fold = page[0], page[1] / 2
    if rehearsal:
        watermark.draw(canvas, (8 * mm, fold + 8 * mm, wide - 16 * mm, fold - 16 * mm), 12)
    x, y, room, height = WINDOW
    top = _lines(canvas, campaign, BOLD, (x, fold + y + height), (room, 0.58 * height), 15) - 1.5 * mm
    _lines(canvas, f"票种：{electorate}", REGULAR, (x, top), (room, 0.3 * height), 12)
    canvas.setFillGray(0.32)
    top = page[1] - PAD
    for text in FRONT:
        top = _lines(canvas, text, REGULAR, (PAD, top), (wide - 2 * PAD, 12 * mm), 9.5) - 1.2 * mm
    _draw_fold(canvas, wide, fold)


def _lines(
    canvas: Canvas, text: str, face: str, place: tuple[float, float], box: tuple[float, float], size: float
) -> float:
    """A fitted text with its upper left corner at ``place``; the height at which it ends."""
    fitted = fit(text, face, box, (size, 6))
    x, top = place
    canvas.setFont(face, fitted.size)
    for line in fitted.lines:
        canvas.drawString(x, top - 0.92 * fitted.size, line)
        top -= LEADING * fitted.size
    return top


def _draw_fold(canvas: Canvas, wide: float, fold: float) -> None:
    canvas.saveState()
    canvas.setFillGray(0.45)
    canvas.setFont(REGULAR, 6.5)
    canvas.drawCentredString(wide / 2, fold + 1.2 * mm, "从这里向后对折")
    canvas.setStrokeGray(0.5)
    canvas.setLineWidth(0.4)
    canvas.setDash(2, 2)
    canvas.line(7 * mm, fold, wide - 7 * mm, fold)
    canvas.restoreState()
    canvas.setFillGray(0)
