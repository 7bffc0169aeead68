"""海报: the A4 page for the hall, with the whole fingerprint, the way to vote and the way to check."""

from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from evalsite.paper import symbols, watermark
from evalsite.paper.slips import entry_address, grouped
from evalsite.paper.textfit import LEADING, fit
from evalsite.paper.typefaces import BOLD, REGULAR, blank_a4

LEFT, RIGHT = 22 * mm, A4[0] - 22 * mm
ROOM = RIGHT - LEFT
BLUE, INK, MUTE, PALE = HexColor("#1d5fa6"), HexColor("#1f2a37"), HexColor("#5b6775"), HexColor("#f2f6fa")
SYMBOL = 62 * mm
STEPS = (
    ("扫一扫", "用微信或手机浏览器扫测评条上的二维码。没有摄像头的，打开本页网址，输入测评条上的 24 位测评码。"),
    ("填一填", "按测评表逐项选择。没有提交之前可以随时修改，退出后重新扫码可以接着填。"),
    ("交一交", "提交后稍等片刻，看到回执即已投入票箱。一条测评条只能投一票，选票不记名。"),
)
CHECKS = (
    "扫码后手机自动核对活动校验码；输入测评码的，请把页面上的校验码与本页逐组对照。不一致请不要填写，立即告诉监票人。",
    "回执码请自行抄下或截图。封箱后公布票箱清单（手机回执页上有链接），可凭回执码查到自己的信封在箱内；回执码不含选票内容。",
    "测评条不写姓名、不编号、随机领取；选票在手机上加密，开箱时只计票，不显示、不保存单张选票。",
)


@dataclass(frozen=True, slots=True)
class _Poster:
    campaign: str
    fingerprint: str
    entry: str
    organiser: str
    closes: str
    shares: tuple[int, int] | None
    rehearsal: bool

    @property
    def opening(self) -> str:
        if self.shares is None:
            return "本次开箱钥匙由系统保管，封箱后由组织者开箱。"
        needed, of = self.shares
        return f"开箱钥匙分成 {of} 份，由监票人分别保管，至少 {needed} 人到场才能开箱。"


def _block(
    canvas: Canvas, text: str, face: str, place: tuple[float, float], box: tuple[float, float], size: float
) -> float:
    """A fitted text with its upper left corner at ``place``; the height at which it ends."""
    fitted = fit(text, face, box, (size, 6))
    x, top = place
    canvas.setFont(face, fitted.size)
    leading = LEADING if len(fitted.lines) == 1 else 1.45
    for line in fitted.lines:
        canvas.drawString(x, top - 0.92 * fitted.size, line)
        top -= leading * fitted.size
    return top


def _head(canvas: Canvas, poster: _Poster) -> float:
    canvas.setFillColor(MUTE)
    top = A4[1] - 20 * mm
    if poster.organiser:
        top = _block(canvas, poster.organiser, REGULAR, (LEFT, top), (ROOM, 0), 11) - 2 * mm
    canvas.setFillColor(INK)
    top = _block(canvas, poster.campaign, BOLD, (LEFT, top), (ROOM, 20 * mm), 23) - 1 * mm
    canvas.setFillColor(MUTE)
    line = (
        (f"{watermark.NOTE}　" if poster.rehearsal else "")
        + "匿名测评"
        + (f"　截止：{poster.closes}" if poster.closes else "")
    )
    top = _block(canvas, line, REGULAR, (LEFT, top), (ROOM, 0), 11) - 2 * mm
    canvas.setStrokeColor(BLUE)
    canvas.setLineWidth(1.4)
    canvas.line(LEFT, top, RIGHT, top)
    return top - 8 * mm


def _fingerprint(canvas: Canvas, poster: _Poster, top: float) -> float:
    height = 40 * mm
    canvas.setFillColor(PALE)
    canvas.roundRect(LEFT, top - height, ROOM, height, 2 * mm, stroke=0, fill=1)
    canvas.setFillColor(BLUE)
    canvas.setFont(BOLD, 12)
    canvas.drawString(LEFT + 6 * mm, top - 9 * mm, "活动校验码")
    canvas.setFillColor(MUTE)
    canvas.setFont(REGULAR, 9)
    canvas.drawString(LEFT + 34 * mm, top - 9 * mm, "由测评表、票种和公钥算出的一串字符，改动任何一处，它都会变")
    canvas.setFillColor(INK)
    groups = grouped(poster.fingerprint)
    half = -(-len(groups) // 2)
    cell = (ROOM - 12 * mm) / half
    for number, group in enumerate(groups):
        row, column = divmod(number, half)
        canvas.setFont(BOLD, 25)
        canvas.drawString(LEFT + 6 * mm + column * cell, top - (21.5 + 12.5 * row) * mm, group)
    return top - height - 9 * mm


def _heading(canvas: Canvas, text: str, top: float) -> float:
    canvas.setFillColor(BLUE)
    canvas.rect(LEFT, top - 4.6 * mm, 1.1 * mm, 4.6 * mm, stroke=0, fill=1)
    canvas.setFillColor(INK)
    canvas.setFont(BOLD, 14)
    canvas.drawString(LEFT + 3.2 * mm, top - 4.3 * mm, text)
    return top - 9.5 * mm


def _steps(canvas: Canvas, poster: _Poster, top: float) -> float:
    """Three steps on the left, the symbol of the entry page on the right."""
    start = _heading(canvas, "怎样投票", top)
    room = ROOM - SYMBOL - 12 * mm
    below = start
    for number, (title, text) in enumerate(STEPS, start=1):
        canvas.setFillColor(BLUE)
        canvas.circle(LEFT + 4 * mm, below - 3.6 * mm, 4 * mm, stroke=0, fill=1)
        canvas.setFillColor(HexColor("#ffffff"))
        canvas.setFont(BOLD, 13)
        canvas.drawCentredString(LEFT + 4 * mm, below - 5.2 * mm, str(number))
        canvas.setFillColor(INK)
        _block(canvas, title, BOLD, (LEFT + 11 * mm, below), (room, 0), 13)
        below = (
            _block(canvas, text, REGULAR, (LEFT + 11 * mm, below - 6.6 * mm), (room - 11 * mm, 60 * mm), 11) - 4 * mm
        )
    left = RIGHT - SYMBOL
    if poster.rehearsal:
        canvas.setFillGray(1)
        canvas.rect(left - 4 * mm, start - SYMBOL - 4 * mm, SYMBOL + 8 * mm, SYMBOL + 8 * mm, stroke=0, fill=1)
        canvas.setFillColor(INK)
    symbols.draw(canvas, symbols.matrix(poster.entry), left, start - SYMBOL, SYMBOL)
    fitted = fit(entry_address(poster.entry), BOLD, (SYMBOL, 8 * mm), (12, 5))
    canvas.setFont(BOLD, fitted.size)
    for row, line in enumerate(fitted.lines):
        canvas.drawCentredString(left + SYMBOL / 2, start - SYMBOL - 7 * mm - row * LEADING * fitted.size, line)
    canvas.setFillColor(MUTE)
    canvas.setFont(REGULAR, 8.5)
    canvas.drawCentredString(left + SYMBOL / 2, start - SYMBOL - 15 * mm, "此码只打开填写页，投票仍需测评条")
    return min(below, start - SYMBOL - 18 * mm) - 3 * mm


def _checks(canvas: Canvas, poster: _Poster, top: float) -> None:
    top = _heading(canvas, "怎样核对", top)
    for text in (*CHECKS, poster.opening):
        canvas.setFillColor(BLUE)
        canvas.circle(LEFT + 1.5 * mm, top - 2.1 * mm, 0.8 * mm, stroke=0, fill=1)
        canvas.setFillColor(INK)
        top = _block(canvas, text, REGULAR, (LEFT + 5 * mm, top), (ROOM - 5 * mm, 30 * mm), 11.5) - 2.6 * mm


def poster_pdf(  # noqa: PLR0913 -- everything that is printed on one sheet of paper
    campaign: str,
    fingerprint: str,
    entry: str,
    *,
    organiser: str = "",
    closes: str = "",
    shares: tuple[int, int] | None = None,
    rehearsal: bool = False,
) -> bytes:
    """The poster as a PDF of one A4 page.

    ``entry`` is the address of the voter's page (``BASE_URL/b``), ``closes`` the deadline in words. ``shares`` (k, n):
    k of n scrutineers open the box; None where the server keeps the only share, which the poster then says.
    """
    poster = _Poster(campaign, fingerprint, entry, organiser, closes, shares, rehearsal)
    buffer = BytesIO()
    canvas = blank_a4(buffer, f"{poster.campaign} 海报")
    if rehearsal:
        watermark.draw(canvas, (0, 0, *A4), 40)
    top = _head(canvas, poster)
    top = _fingerprint(canvas, poster, top)
    top = _steps(canvas, poster, top)
    _checks(canvas, poster, top)
    canvas.setFillColor(MUTE)
    canvas.setFont(REGULAR, 8.5)
    canvas.drawString(LEFT, 12 * mm, "本页请张贴在领取测评条的地方和会场入口，直至封箱。")
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()
