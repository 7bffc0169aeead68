"""Sheets to sign by hand (核销单, 发放单): A4 pages with a heading, a table that goes over pages, and lines for names."""

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, LongTable, PageTemplate, Paragraph, TableStyle

from evalsite.paper import watermark
from evalsite.paper.typefaces import BOLD, REGULAR, printable, register

LINE, SOFT = HexColor("#8a97a5"), HexColor("#f2f5f8")
LEFT = 18 * mm
ROOM = A4[0] - 2 * LEFT


def style(size: float, *, bold: bool = False, right: bool = False, after: float = 0) -> ParagraphStyle:
    """``size`` and ``after`` (the room behind it) in points."""
    register()
    face = BOLD if bold else REGULAR  # alignment: 0 is left, 2 right
    return ParagraphStyle(
        "cell",
        fontName=face,
        fontSize=size,
        leading=1.4 * size,
        wordWrap="CJK",
        alignment=2 if right else 0,
        spaceAfter=after,
    )


def text(words: str, look: ParagraphStyle) -> Paragraph:
    """Words as they stand, with nothing in them that is read as a mark."""
    safe = printable(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Paragraph(safe, look)


def table(rows: Sequence[list[Paragraph]], widths: Sequence[float], *, foot: bool, height: float = 5) -> LongTable:
    """``widths`` in millimetres; the first row is repeated on every page, the last is a sum where ``foot``.

    ``height`` is the room under each line of text, in points: more where something is written in by hand.
    """
    made = LongTable(rows, [one * mm for one in widths], repeatRows=1)
    made.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, LINE),
                ("BACKGROUND", (0, 0), (-1, 0), SOFT),
                *([("BACKGROUND", (0, -1), (-1, -1), SOFT)] if foot else []),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("TOPPADDING", (0, 0), (-1, -1), height - 1),
                ("BOTTOMPADDING", (0, 0), (-1, -1), height),
            ]
        )
    )
    return made


def sheet_pdf(title: str, content: list[Flowable], *, rehearsal: bool) -> bytes:
    """The pages, numbered; across those of a rehearsal stands what they are."""
    buffer = BytesIO()
    document = BaseDocTemplate(buffer, pagesize=A4, invariant=1, title=title, lang="zh-CN", initialFontName=REGULAR)
    frame = Frame(LEFT, 16 * mm, ROOM, A4[1] - 32 * mm, 0, 0, 0, 0)

    def decorate(canvas: Canvas, _document: object) -> None:
        if rehearsal:
            watermark.draw(canvas, (8 * mm, 8 * mm, A4[0] - 16 * mm, A4[1] - 16 * mm), 14)
        canvas.setFont(REGULAR, 8)
        canvas.drawCentredString(A4[0] / 2, 9 * mm, f"第 {canvas.getPageNumber()} 页")

    document.addPageTemplates([PageTemplate("page", [frame], onPage=decorate)])
    document.build(content)
    return buffer.getvalue()
