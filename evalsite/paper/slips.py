"""测评条: the sheets of slips that are cut apart and handed out, one code each, in one of five layouts (layouts.py).

The order inside a pile is the caller's, who has shuffled it; nothing on a sheet says in which order codes were made,
and slips carry no number. Every electorate, and every batch (批次) of it, begins a new sheet, so that a pile can be handed
to whoever gives it out. A batch stands in the margin, which is cut off, and never on a slip.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from evalsite.paper import symbols, watermark
from evalsite.paper.layouts import SHEETS, SINGLE, Face, Layout, Marks, Sheet
from evalsite.paper.letter import draw_front
from evalsite.paper.textfit import LEADING, fit
from evalsite.paper.typefaces import BOLD, REGULAR, blank_page, width

TOUCH = "在手机上看到这一页的，点一下就能打开。"
SHORT_FINGERPRINT = 12  # characters printed on a slip: 60 bits; all of it is in the symbol and on the poster
GREY = 0.32
MOST_IN_FILE = 5000  # slips; larger files choke the printers of small offices
MARK = 3 * mm  # length of a cut mark

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Slip:
    """``code`` is the ticket code without grouping, ``url`` what the symbol holds (docs/wire.md, "slip's QR").

    ``batch`` names the pile inside its electorate that the slip is printed with, ``""`` where there is only one.
    """

    electorate: str
    code: str
    url: str
    batch: str = ""


@dataclass(frozen=True, slots=True)
class Print:
    """What all slips of a campaign say. ``closes`` is the deadline in words (``words.moment``), ``""`` for none."""

    campaign: str
    fingerprint: str
    closes: str = ""
    rehearsal: bool = False
    layout: Layout = Layout.GRID

    @property
    def sheet(self) -> Sheet:
        return SHEETS[self.layout]

    @property
    def foot(self) -> str:
        short = " ".join(grouped(self.fingerprint[:SHORT_FINGERPRINT]))
        until = f"　截止：{self.closes}" if self.closes else ""
        trial = f"　{watermark.NOTE}" if self.rehearsal else ""
        return f"活动校验码 {short}…（全文见海报）{trial}{until}"


@dataclass(frozen=True, slots=True)
class _Page:
    electorate: str
    batch: str
    slips: tuple[Slip, ...]
    pile: int


def grouped(code: str, size: int = 4) -> list[str]:
    """A code in groups for reading and typing."""
    return [code[start : start + size] for start in range(0, len(code), size)]


def entry_address(url: str) -> str:
    """What people type who cannot scan. ``https://`` goes without saying; ``http://`` has to be typed."""
    return url.partition("#")[0].removeprefix("https://")


def _pages(slips: Sequence[Slip], sheet: Sheet) -> Iterator[_Page]:
    piles: dict[tuple[str, str], list[Slip]] = {}
    for slip in slips:
        piles.setdefault((slip.electorate, slip.batch), []).append(slip)
    for (electorate, batch), pile in piles.items():
        for start in range(0, len(pile), sheet.per_page):
            yield _Page(electorate, batch, tuple(pile[start : start + sheet.per_page]), len(pile))


def _files(pages: Iterator[_Page]) -> list[list[_Page]]:
    """Pages in as few files as hold at most MOST_IN_FILE slips each."""
    files: list[list[_Page]] = []
    held = 0
    for page in pages:
        if not files or held + len(page.slips) > MOST_IN_FILE:
            files.append([])
            held = 0
        files[-1].append(page)
        held += len(page.slips)
    return files


# --- one slip ---------------------------------------------------------------------------------------------------------


def _block(canvas: Canvas, face: Face, text: str, font: str, top: float, box: tuple[float, float]) -> float:
    """Draw a fitted text in the slip's right column, its upper edge at ``top``; the height at which it ends."""
    height, largest = box
    fitted = fit(text, font, (face.text_room, height), (largest, face.smallest))
    canvas.setFont(font, fitted.size)
    for line in fitted.lines:
        canvas.drawString(face.text_left, top - 0.92 * fitted.size, line)
        top -= LEADING * fitted.size
    return top


def _draw_common(canvas: Canvas, made: Print, face: Face, electorate: str, entry: str) -> None:
    """What all slips of an electorate share, kept once in the file."""
    if made.rehearsal:
        edge = 1.2 * mm if made.sheet.marks is not Marks.FOLD else 8 * mm
        watermark.draw(canvas, (edge, edge, face.width - 2 * edge, face.height - 2 * edge), 12)
        canvas.setFillGray(1)  # scanners want white around a symbol and in it
        white = min(face.pad - 1.4 * mm, 2 * mm) + face.symbol + 1.8 * mm
        left = face.pad - min(face.pad - 1.4 * mm, 2 * mm)
        canvas.rect(
            left, face.height - face.pad - face.symbol - 1.8 * mm, white, face.symbol + 3.6 * mm, stroke=0, fill=1
        )
        canvas.setFillGray(0)
    space = 0.09 * face.name[1] * mm
    top = _block(canvas, face, made.campaign, BOLD, face.height - face.pad, face.name) - 0.7 * space
    top = _block(canvas, face, f"票种：{electorate}", REGULAR, top, face.kind) - space
    canvas.setFillGray(GREY)
    _block(canvas, face, f"扫码填写；或打开\n{entry}\n输入测评码：", REGULAR, top, (top - face.code_top, face.hint))
    size, height = face.foot
    fitted = fit(made.foot, REGULAR, (face.width - 2 * face.pad, 0), (size, min(size, 4.2)))
    canvas.setFont(REGULAR, fitted.size)
    canvas.drawString(face.pad, height, fitted.lines[0])
    canvas.setFillGray(0)


def _draw_code(canvas: Canvas, face: Face, code: str, x: float, y: float) -> None:
    """The code in rows of three groups, for people who type it."""
    groups = grouped(code)
    rows = ["  ".join(groups[start : start + 3]) for start in range(0, len(groups), 3)]
    largest, step, bottom = face.code
    size = min(largest, *(largest * face.text_room / width(row, BOLD, largest) for row in rows))
    canvas.setFont(BOLD, size)
    for number, row in enumerate(reversed(rows)):
        canvas.drawString(x + face.text_left, y + bottom + number * step, row)


def _draw_slips(canvas: Canvas, page: _Page, sheet: Sheet, form: str, *, fixed_mask: bool) -> None:
    face = sheet.face
    for place, slip in enumerate(page.slips):
        x, y = sheet.corner(place)
        canvas.saveState()
        canvas.translate(x, y)
        canvas.doForm(form)
        canvas.restoreState()
        dark = symbols.matrix(slip.url, fixed_mask=fixed_mask)
        symbols.draw(canvas, dark, x + face.pad, y + face.height - face.pad - face.symbol, face.symbol)
        _draw_code(canvas, face, slip.code, x, y)


# --- what stands around the slips -------------------------------------------------------------------------------------


def _draw_frame(canvas: Canvas, made: Print, page: _Page, number: int, of: int) -> None:
    """Head, foot and cut lines; a letter has its front and its fold instead."""
    sheet = made.sheet
    if sheet.marks is Marks.FOLD:
        draw_front(canvas, sheet.page, made.campaign, page.electorate, rehearsal=made.rehearsal)
        return
    high, right = sheet.page[1], sheet.page[0] - sheet.left
    pile = "　".join(part for part in (page.electorate, page.batch, f"共 {page.pile} 张") if part)
    tally = fit(pile, REGULAR, (90 * mm, 0), (8, 5))
    canvas.setFont(REGULAR, tally.size)
    canvas.drawRightString(right, high - 8.6 * mm, tally.lines[0])
    head = fit(made.campaign, BOLD, (right - sheet.left - 94 * mm, 0), (10, 6))
    canvas.setFont(BOLD, head.size)
    canvas.drawString(sheet.left, high - 8.6 * mm, head.lines[0])
    canvas.setFillGray(GREY)
    canvas.setFont(REGULAR, 7)
    cut = "按四周的标记裁开" if sheet.marks is Marks.CORNERS else "沿虚线裁开"
    canvas.drawString(sheet.left, 5.4 * mm, f"{cut}，打乱后随机发放，一人一张。一条测评条只能投一票，请勿拍照外传。")
    canvas.drawRightString(right, 5.4 * mm, f"第 {number} 页，共 {of} 页")
    canvas.setFillGray(0)
    _draw_marks(canvas, sheet, len(page.slips))


def _draw_marks(canvas: Canvas, sheet: Sheet, number: int) -> None:
    face, left, top = sheet.face, sheet.left, sheet.top
    rows, columns = -(-number // sheet.columns), min(number, sheet.columns)
    across, down = left + columns * face.width, top - rows * face.height
    canvas.saveState()
    canvas.setStrokeGray(0.5 if sheet.marks is Marks.DASHES else 0)
    canvas.setLineWidth(0.4)
    if sheet.marks is Marks.DASHES:
        canvas.setDash(2, 2)
    for row in range(rows + 1):
        y = top - row * face.height
        _mark(canvas, sheet, (left, y, across, y))
    for column in range(columns + 1):
        x = left + column * face.width
        _mark(canvas, sheet, (x, down, x, top))
    canvas.restoreState()


def _mark(canvas: Canvas, sheet: Sheet, line: tuple[float, float, float, float]) -> None:
    """A cut line from edge to edge of the block, or only what of it lies outside."""
    if sheet.marks is Marks.DASHES:
        canvas.line(*line)
        return
    x, y, across, top = line
    side = (MARK, 0.0) if y == top else (0.0, MARK)
    near, far = 0.3, 1.3  # a cutter's blade is not always where its line is: marks keep off the cards
    canvas.line(x - far * side[0], y - far * side[1], x - near * side[0], y - near * side[1])
    canvas.line(across + near * side[0], top + near * side[1], across + far * side[0], top + far * side[1])


# --- files ------------------------------------------------------------------------------------------------------------


def slips_pdfs(made: Print, slips: Sequence[Slip], progress: Progress | None = None) -> list[bytes]:
    """The slips as PDF files of at most MOST_IN_FILE each, in order.

    Slips of a rehearsal say so across their whole face; ``progress`` is told (done, total) after each sheet. Raises
    ValueError for no slips at all.
    """
    if not slips:
        raise ValueError("no slips to print")
    done = 0

    def tell(number: int) -> None:
        nonlocal done
        done += number
        if progress:
            progress(done, len(slips))

    many = len(slips) > symbols.MANY
    return [_file(made, pages, tell, fixed_mask=many) for pages in _files(_pages(slips, made.sheet))]


def _file(made: Print, pages: Sequence[_Page], tell: Callable[[int], None], *, fixed_mask: bool) -> bytes:
    buffer = BytesIO()
    sheet = made.sheet
    canvas = blank_page(buffer, f"{made.campaign} 测评条", sheet.page)
    forms: dict[str, str] = {}
    for number, page in enumerate(pages, start=1):
        if page.electorate not in forms:
            forms[page.electorate] = f"slip{len(forms)}"
            canvas.beginForm(forms[page.electorate], 0, 0, sheet.face.width, sheet.face.height)
            _draw_common(canvas, made, sheet.face, page.electorate, entry_address(page.slips[0].url))
            canvas.endForm()
        _draw_frame(canvas, made, page, number, len(pages))
        _draw_slips(canvas, page, sheet, forms[page.electorate], fixed_mask=fixed_mask)
        canvas.showPage()
        tell(len(page.slips))
    canvas.save()
    return buffer.getvalue()


def single_pdf(made: Print, slip: Slip) -> bytes:
    """One slip as a page of its own, to be sent by mail: on a phone, which cannot scan its own screen, it is touched."""
    buffer, face = BytesIO(), SINGLE.face
    canvas = blank_page(buffer, f"{made.campaign} 测评条", SINGLE.page)
    _draw_common(canvas, replace(made, layout=Layout.ENVELOPE), face, slip.electorate, entry_address(slip.url))
    dark = symbols.matrix(slip.url, fixed_mask=True)
    below = face.height - face.pad - face.symbol
    symbols.draw(canvas, dark, face.pad, below, face.symbol)
    _draw_code(canvas, face, slip.code, 0, 0)
    canvas.setFont(REGULAR, 10)
    canvas.drawString(face.pad, below - 8 * mm, TOUCH)
    canvas.linkURL(slip.url, (0, 0, *SINGLE.page))
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()
