"""测评条: the sheets of slips that are cut apart and handed out, one code each.

The order inside an electorate is the caller's, who has shuffled it; nothing on a sheet says in which order codes were
made, and slips carry no number. Every electorate begins a new sheet, so that a pile can be handed to whoever gives
it out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from evalsite.paper import symbols, watermark
from evalsite.paper.textfit import LEADING, fit
from evalsite.paper.typefaces import BOLD, REGULAR, blank_a4, width

COLUMNS, ROWS = 3, 8
PER_PAGE = COLUMNS * ROWS
SLIP_WIDTH, SLIP_HEIGHT = 64 * mm, 34.5 * mm
LEFT = (A4[0] - COLUMNS * SLIP_WIDTH) / 2
TOP = A4[1] - 12 * mm
PAD = 3.4 * mm
SYMBOL = 24.5 * mm
TEXT_LEFT = PAD + SYMBOL + 3.2 * mm
TEXT_ROOM = SLIP_WIDTH - TEXT_LEFT - 2.6 * mm
SHORT_FINGERPRINT = 12  # characters printed on a slip: 60 bits; all of it is in the symbol and on the poster
CODE_TOP = 12.3 * mm
SMALLEST = 4.2  # points; below that print is no longer read
GREY = 0.32

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Slip:
    """``code`` is the ticket code without grouping, ``url`` what the symbol holds (docs/wire.md, "slip's QR")."""

    electorate: str
    code: str
    url: str


@dataclass(frozen=True, slots=True)
class _Page:
    electorate: str
    slips: tuple[Slip, ...]
    number: int
    of: int
    pile: int


def grouped(code: str, size: int = 4) -> list[str]:
    """A code in groups for reading and typing."""
    return [code[start : start + size] for start in range(0, len(code), size)]


def entry_address(url: str) -> str:
    """What people type who cannot scan. ``https://`` goes without saying; ``http://`` has to be typed."""
    return url.partition("#")[0].removeprefix("https://")


def _pages(slips: Sequence[Slip]) -> list[_Page]:
    piles: dict[str, list[Slip]] = {}
    for slip in slips:
        piles.setdefault(slip.electorate, []).append(slip)
    of = sum(-(-len(pile) // PER_PAGE) for pile in piles.values())
    pages: list[_Page] = []
    for electorate, pile in piles.items():
        for start in range(0, len(pile), PER_PAGE):
            page = tuple(pile[start : start + PER_PAGE])
            pages.append(_Page(electorate, page, len(pages) + 1, of, len(pile)))
    return pages


def _corner(place: int) -> tuple[float, float]:
    """The lower left corner of the n-th slip of a page, from the top left by rows."""
    row, column = divmod(place, COLUMNS)
    return LEFT + column * SLIP_WIDTH, TOP - (row + 1) * SLIP_HEIGHT


def _block(canvas: Canvas, text: str, face: str, top: float, height: float, largest: float) -> float:
    """Draw a fitted text in the slip's right column, its upper edge at ``top``; the height at which it ends."""
    fitted = fit(text, face, (TEXT_ROOM, height), (largest, SMALLEST))
    canvas.setFont(face, fitted.size)
    for line in fitted.lines:
        canvas.drawString(TEXT_LEFT, top - 0.92 * fitted.size, line)
        top -= LEADING * fitted.size
    return top


def _draw_common(canvas: Canvas, campaign: str, electorate: str, entry: str, foot: str, *, rehearsal: bool) -> None:
    """What all slips of an electorate share, kept once in the file."""
    if rehearsal:
        watermark.draw(canvas, (1.2 * mm, 1.2 * mm, SLIP_WIDTH - 2.4 * mm, SLIP_HEIGHT - 2.4 * mm), 12)
        canvas.setFillGray(1)  # scanners want white around a symbol and in it
        canvas.rect(
            1.4 * mm, SLIP_HEIGHT - PAD - SYMBOL - 1.8 * mm, SYMBOL + 3.8 * mm, SYMBOL + 3.6 * mm, stroke=0, fill=1
        )
        canvas.setFillGray(0)
    top = _block(canvas, campaign, BOLD, SLIP_HEIGHT - PAD, 7 * mm, 8) - 0.5 * mm
    top = _block(canvas, f"票种：{electorate}", REGULAR, top, 6 * mm, 7) - 0.7 * mm
    canvas.setFillGray(GREY)
    _block(canvas, f"扫码填写；或打开\n{entry}\n输入测评码：", REGULAR, top, top - CODE_TOP, 6.2)
    fitted = fit(foot, REGULAR, (SLIP_WIDTH - 2 * PAD, 0), (5.8, SMALLEST))
    canvas.setFont(REGULAR, fitted.size)
    canvas.drawString(PAD, 2.2 * mm, fitted.lines[0])
    canvas.setFillGray(0)


def _draw_code(canvas: Canvas, code: str, x: float, y: float) -> None:
    """The code in rows of three groups, for people who type it."""
    groups = grouped(code)
    rows = ["  ".join(groups[start : start + 3]) for start in range(0, len(groups), 3)]
    size = min(9.0, *(9.0 * TEXT_ROOM / width(row, BOLD, 9) for row in rows))
    canvas.setFont(BOLD, size)
    for number, row in enumerate(reversed(rows)):
        canvas.drawString(x + TEXT_LEFT, y + 5.7 * mm + number * 3.8 * mm, row)


def _draw_frame(canvas: Canvas, campaign: str, page: _Page) -> None:
    """Head, foot and cut lines."""
    right = A4[0] - LEFT
    tally = fit(f"{page.electorate}　共 {page.pile} 张", REGULAR, (70 * mm, 0), (8, 5))
    canvas.setFont(REGULAR, tally.size)
    canvas.drawRightString(right, A4[1] - 8.6 * mm, tally.lines[0])
    head = fit(campaign, BOLD, (right - LEFT - 74 * mm, 0), (10, 6))
    canvas.setFont(BOLD, head.size)
    canvas.drawString(LEFT, A4[1] - 8.6 * mm, head.lines[0])
    canvas.setFillGray(GREY)
    canvas.setFont(REGULAR, 7)
    canvas.drawString(LEFT, 5.4 * mm, "沿虚线裁开，打乱后随机发放，一人一张。一条测评条只能投一票，请勿拍照外传。")
    canvas.drawRightString(right, 5.4 * mm, f"第 {page.number} 页，共 {page.of} 页")
    canvas.setFillGray(0)
    canvas.saveState()
    canvas.setStrokeGray(0.5)
    canvas.setLineWidth(0.4)
    canvas.setDash(2, 2)
    rows, columns = -(-len(page.slips) // COLUMNS), min(len(page.slips), COLUMNS)
    for row in range(rows + 1):
        canvas.line(LEFT, TOP - row * SLIP_HEIGHT, LEFT + columns * SLIP_WIDTH, TOP - row * SLIP_HEIGHT)
    for column in range(columns + 1):
        x = LEFT + column * SLIP_WIDTH
        canvas.line(x, TOP - rows * SLIP_HEIGHT, x, TOP)
    canvas.restoreState()


def _foot(fingerprint: str, closes: str, *, rehearsal: bool) -> str:
    short = " ".join(grouped(fingerprint[:SHORT_FINGERPRINT]))
    until = f"　截止：{closes}" if closes else ""
    trial = f"　{watermark.NOTE}" if rehearsal else ""
    return f"活动校验码 {short}…（全文见海报）{trial}{until}"


def slips_pdf(
    campaign: str,
    slips: Sequence[Slip],
    fingerprint: str,
    *,
    closes: str = "",
    rehearsal: bool = False,
    progress: Progress | None = None,
) -> bytes:
    """The slips as a PDF of A4 sheets, 3 x 8 to a sheet.

    ``closes`` is the deadline in words (``words.moment``), ``""`` for none; slips of a ``rehearsal`` say so across
    their whole face; ``progress`` is told (done, total) after each sheet. Raises ValueError for no slips at all.
    """
    if not slips:
        raise ValueError("no slips to print")
    buffer = BytesIO()
    canvas = blank_a4(buffer, f"{campaign} 测评条")
    fixed_mask = len(slips) > symbols.MANY
    forms: dict[str, str] = {}
    done = 0
    for page in _pages(slips):
        if page.electorate not in forms:
            forms[page.electorate] = f"slip{len(forms)}"
            canvas.beginForm(forms[page.electorate], 0, 0, SLIP_WIDTH, SLIP_HEIGHT)
            entry = entry_address(page.slips[0].url)
            foot = _foot(fingerprint, closes, rehearsal=rehearsal)
            _draw_common(canvas, campaign, page.electorate, entry, foot, rehearsal=rehearsal)
            canvas.endForm()
        _draw_frame(canvas, campaign, page)
        _draw_slips(canvas, page, forms[page.electorate], fixed_mask=fixed_mask)
        canvas.showPage()
        done += len(page.slips)
        if progress:
            progress(done, len(slips))
    canvas.save()
    return buffer.getvalue()


def _draw_slips(canvas: Canvas, page: _Page, form: str, *, fixed_mask: bool) -> None:
    for place, slip in enumerate(page.slips):
        x, y = _corner(place)
        canvas.saveState()
        canvas.translate(x, y)
        canvas.doForm(form)
        canvas.restoreState()
        dark = symbols.matrix(slip.url, fixed_mask=fixed_mask)
        symbols.draw(canvas, dark, x + PAD, y + SLIP_HEIGHT - PAD - SYMBOL, SYMBOL)
        _draw_code(canvas, slip.code, x, y)
