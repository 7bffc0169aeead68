"""核销单: a page to sign, on which organisers and scrutineers agree where the slips are."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, LongTable, Paragraph, Spacer

from evalsite.core.reconciling import Account, total
from evalsite.paper import watermark
from evalsite.paper.signing import sheet_pdf, style, table, text

HEAD = ("票种", "印制", "已用", "作废", "未用", "收回未用", "备注")
WIDTHS = (46, 18, 20, 18, 20, 22, 30)  # millimetres; they fill the room
EXACT = "票数以封箱时签名公布的为准。印制（含备用条） = 已用 + 作废 + 未用。"
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


def reconciliation_pdf(made: Reconciliation) -> bytes:
    """The sheet; of many electorates it goes over several pages, with the heading row on each."""
    content = [*_head(made), _table(made), *_foot(made)]
    return sheet_pdf(f"{made.campaign} 核销单", content, rehearsal=made.rehearsal)


def _head(made: Reconciliation) -> list[Paragraph]:
    trial = f"（{watermark.NOTE}）" if made.rehearsal else ""
    when = f"封箱后核销　打印于 {made.at}" if made.exact else f"截至 {made.at}"
    return [
        text(f"测评条核销单{trial}", style(18, bold=True, after=2 * mm)),
        text(made.campaign, style(12, bold=True, after=1 * mm)),
        text("　".join(part for part in (made.organiser, when) if part), style(10, after=4 * mm)),
    ]


def _table(made: Reconciliation) -> LongTable:
    strong, sum_of = style(10, bold=True), style(10, bold=True, right=True)
    head = [text(word, strong if word in (HEAD[0], HEAD[-1]) else sum_of) for word in HEAD]
    lines = [_row(one, style(10), style(10, right=True)) for one in made.accounts]
    rows = [head, *lines, _row(total(made.accounts), strong, sum_of)]
    return table(rows, WIDTHS, foot=True)


def _row(one: Account, words: ParagraphStyle, figure: ParagraphStyle) -> list[Paragraph]:
    """A line of the table; its last two cells are left to be filled in by hand."""
    return [text(one.name, words), *(text(word, figure) for word in (*one.in_words, "", ""))]


def _foot(made: Reconciliation) -> list[Flowable]:
    note = style(9.5, after=1.5 * mm)
    signing = style(11, after=9 * mm)
    lines = [f"{who}（签名）：＿＿＿＿＿＿＿＿＿＿＿＿　　日期：＿＿＿＿＿＿＿＿" for who in SIGNERS]
    return [
        Spacer(0, 4 * mm),
        text(EXACT if made.exact else STEPS, note),
        text(BY_HAND, note),
        Spacer(0, 9 * mm),
        *(text(line, signing) for line in lines),
    ]
