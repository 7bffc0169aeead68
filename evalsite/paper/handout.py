"""发放单: how many slips went to which unit or room, and who took the parcel; and a sheet that goes with each parcel.

It counts parcels. Neither the name of a voter nor anything that tells one slip from another stands on it: a list of who
got which slip is the one list that would tell of everybody whether they voted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, LongTable, PageBreak, Paragraph, Spacer, Table, TableStyle

from evalsite.core.batches import Batch
from evalsite.core.campaign import Campaign
from evalsite.paper import watermark
from evalsite.paper.signing import LINE, ROOM, sheet_pdf, style, table, text

HEAD = ("票种", "批次（送往）", "张数", "领取人签名", "领取时间", "退回")
WIDTHS = (38, 42, 16, 34, 26, 18)  # millimetres; they fill the room
RULES = (
    "本单只记每一批有多少张、由谁领走，不登记哪一张给了谁，也不写投票人的姓名。",
    "领取人当面点清张数再签名。发不完的条（含备用条）装好交回，张数填入“退回”，封箱后与核销单核对。",
)
SIGNERS = ("发放人", "监票人")
PARCEL_RULES = "请打乱后随机发放，一人一张，不登记谁拿了哪张；发不完的交回，不留存、不拍照。"


@dataclass(frozen=True, slots=True)
class HandOut:
    """What is printed: the piles in their order, each with the name of its electorate."""

    campaign: str
    organiser: str
    piles: Sequence[tuple[str, Batch]]
    rehearsal: bool = False


def handout_of(campaign: Campaign, batches: Sequence[Batch], links: Sequence[str] = ()) -> HandOut:
    """The list for piles as ``core.batches.plan`` made them.

    Of electorates (codes) whose tickets are sent as ``links`` only the spare slips are handed out.
    """
    piles = [one for one in batches if one.spare or one.electorate not in links]
    named = [(campaign.electorate(one.electorate).name, one) for one in piles]
    return HandOut(campaign.name, campaign.organiser, named, campaign.rehearsal)


def handout_pdf(made: HandOut) -> bytes:
    """The list to sign, and from the second page on a sheet for every parcel where there are several."""
    content = [*_head(made), _table(made), *_foot()]
    if len(made.piles) > 1:
        content += [PageBreak(), *(part for name, pile in made.piles for part in _parcel(made, name, pile))]
    return sheet_pdf(f"{made.campaign} 发放单", content, rehearsal=made.rehearsal)


def _head(made: HandOut) -> list[Flowable]:
    trial = f"（{watermark.NOTE}）" if made.rehearsal else ""
    head: list[Flowable] = [
        text(f"测评条发放单{trial}", style(18, bold=True, after=2 * mm)),
        text(made.campaign, style(12, bold=True, after=1 * mm)),
    ]
    return [*head, *([text(made.organiser, style(10))] if made.organiser else []), Spacer(0, 4 * mm)]


def _table(made: HandOut) -> LongTable:
    """A pile without a name has an empty cell, to be written in by hand."""
    words, figure, strong = style(10), style(10, right=True), style(10, bold=True)
    strong_figure = style(10, bold=True, right=True)
    head = [text(word, strong_figure if word == HEAD[2] else strong) for word in HEAD]
    rows = [
        [text(name, words), text(pile.name, words), text(str(pile.number), figure), *_blank(3)]
        for name, pile in made.piles
    ]
    total = sum(pile.number for _, pile in made.piles)
    last = [text("合计", strong), *_blank(1), text(str(total), strong_figure), *_blank(3)]
    return table([head, *rows, last], WIDTHS, foot=True, height=9)


def _blank(number: int) -> list[Paragraph]:
    return [text("", style(10)) for _ in range(number)]


def _foot() -> list[Flowable]:
    note, signing = style(9.5, after=1.5 * mm), style(11, after=9 * mm)
    return [
        Spacer(0, 4 * mm),
        *(text(rule, note) for rule in RULES),
        Spacer(0, 9 * mm),
        *(text(f"{who}（签名）：＿＿＿＿＿＿＿＿＿＿＿＿　　日期：＿＿＿＿＿＿＿＿", signing) for who in SIGNERS),
    ]


def _parcel(made: HandOut, electorate: str, pile: Batch) -> list[Flowable]:
    """The sheet of one parcel, to be cut off and put into it."""
    line = style(11, after=3 * mm)
    trial = f"（{watermark.NOTE}）" if made.rehearsal else ""
    to = pile.name or "＿＿＿＿＿＿＿＿＿＿＿＿"
    inside: list[Flowable] = [
        text(f"测评条随包单{trial}", style(14, bold=True, after=2 * mm)),
        text(made.campaign, style(10.5, after=2 * mm)),
        text(f"票种：{electorate}；批次：{to}；共 {pile.number} 张", style(12, bold=True, after=2 * mm)),
        text(PARCEL_RULES, style(9.5, after=6 * mm)),
        text("收到 ＿＿＿ 张　　领取人（签名）：＿＿＿＿＿＿＿＿＿＿　　日期：＿＿＿＿＿＿", line),
        text("退回 ＿＿＿ 张　　交回人（签名）：＿＿＿＿＿＿＿＿＿＿　　日期：＿＿＿＿＿＿", line),
    ]
    box = Table([[inside]], [ROOM])
    box.setStyle(
        TableStyle([("BOX", (0, 0), (-1, -1), 0.6, LINE, None, (3, 2)), *_padding(5 * mm)])  # dashed: to be cut
    )
    return [KeepTogether([box]), Spacer(0, 6 * mm)]


def _padding(room: float) -> list[tuple[str, tuple[int, int], tuple[int, int], float]]:
    sides = ("LEFT", "RIGHT", "TOP", "BOTTOM")
    return [(f"{side}PADDING", (0, 0), (-1, -1), room) for side in sides]
