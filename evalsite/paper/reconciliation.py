"""核销单: a page to sign, on which organisers and scrutineers agree where the slips are."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, LongTable, PageTemplate, Paragraph, Spacer, TableStyle

from evalsite.core.reconciling import Account, total
from evalsite.paper import watermark
from evalsite.paper.typefaces import BOLD, REGULAR, printable, register

LINE, SOFT = HexColor("#8a97a5"), HexColor("#f2f5f8")
LEFT = 18 * mm
ROOM = A4[0] - 2 * LEFT
HEAD = ("票种", "发出", "已用", "作废", "未用", "收回未用", "备注")
WIDTHS = (46, 18, 20, 18, 20, 22, 30)  # millimetres; they fill the room
EXACT = "票数以封箱时签名公布的为准。发出 = 已用 + 作废 + 未用。"
STEPS = "投票还在进行：已用按档计，是至少数；未用是至多数。准确票数封箱时公布，届时请重新打印本单。"
BY_HAND = "“收回未用”由清点的人填写：退回和没有发出的测评条（含备用条）逐张清点，当场销毁。它可以少于“未用”，不能多于。"
SIGNERS = ("组织者", "监票人", "监票人")


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What is printed; ``at`` in words (``words.moment``)."""

    campaign: str
    organiser: str
    at: str
    accounts: Sequence[Account]
    exact: bool
    rehearsal: bool = False


def _style(size: float, *, bold: bool = False, right: bool = False, after: float = 0) -> ParagraphStyle:
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


def _text(text: str, style: ParagraphStyle) -> Paragraph:
    safe = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Paragraph(safe, style)


def reconciliation_pdf(made: Reconciliation) -> bytes:
    """The sheet; of many electorates it goes over several pages, with the heading row on each."""
    register()
    buffer = BytesIO()
    document = BaseDocTemplate(
        buffer, pagesize=A4, invariant=1, title=f"{made.campaign} 核销单", lang="zh-CN", initialFontName=REGULAR
    )
    frame = Frame(LEFT, 16 * mm, ROOM, A4[1] - 32 * mm, 0, 0, 0, 0)

    def decorate(canvas: Canvas, _document: object) -> None:
        if made.rehearsal:
            watermark.draw(canvas, (8 * mm, 8 * mm, A4[0] - 16 * mm, A4[1] - 16 * mm), 14)
        canvas.setFont(REGULAR, 8)
        canvas.drawCentredString(A4[0] / 2, 9 * mm, f"第 {canvas.getPageNumber()} 页")

    document.addPageTemplates([PageTemplate("page", [frame], onPage=decorate)])
    document.build([*_head(made), _table(made), *_foot(made)])
    return buffer.getvalue()


def _head(made: Reconciliation) -> list[Paragraph]:
    trial = f"（{watermark.NOTE}）" if made.rehearsal else ""
    when = f"封箱后核销　打印于 {made.at}" if made.exact else f"截至 {made.at}"
    return [
        _text(f"测评条核销单{trial}", _style(18, bold=True, after=2 * mm)),
        _text(made.campaign, _style(12, bold=True, after=1 * mm)),
        _text("　".join(part for part in (made.organiser, when) if part), _style(10, after=4 * mm)),
    ]


def _table(made: Reconciliation) -> LongTable:
    strong, sum_of = _style(10, bold=True), _style(10, bold=True, right=True)
    head = [_text(word, strong if word in (HEAD[0], HEAD[-1]) else sum_of) for word in HEAD]
    lines = [_row(one, _style(10), _style(10, right=True)) for one in made.accounts]
    rows = [head, *lines, _row(total(made.accounts), strong, sum_of)]
    table = LongTable(rows, [width * mm for width in WIDTHS], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, LINE),
                ("BACKGROUND", (0, 0), (-1, 0), SOFT),
                ("BACKGROUND", (0, -1), (-1, -1), SOFT),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("TOPPADDING", (0, 0), (-1, -1), 4),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
            ]
        )
    )
    return table


def _row(one: Account, words: ParagraphStyle, figure: ParagraphStyle) -> list[Paragraph]:
    """A line of the table; its last two cells are left to be filled in by hand."""
    return [_text(one.name, words), *(_text(text, figure) for text in (*one.in_words, "", ""))]


def _foot(made: Reconciliation) -> list[Flowable]:
    note = _style(9.5, after=1.5 * mm)
    signing = _style(11, after=9 * mm)
    lines = [f"{who}（签名）：＿＿＿＿＿＿＿＿＿＿＿＿　　日期：＿＿＿＿＿＿＿＿" for who in SIGNERS]
    return [
        Spacer(0, 4 * mm),
        _text(EXACT if made.exact else STEPS, note),
        _text(BY_HAND, note),
        Spacer(0, 9 * mm),
        *(_text(line, signing) for line in lines),
    ]
