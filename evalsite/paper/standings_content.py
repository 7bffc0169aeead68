"""Rankings and nominations in the report on one subject, as blocks."""

from collections.abc import Callable, Iterable

from evalsite.core.campaign import Base
from evalsite.core.disclosure import Figure, Shown
from evalsite.core.pairing import MOST_PAIRED
from evalsite.core.report_parts import Distribution
from evalsite.core.report_standings import Standing
from evalsite.core.saying import say
from evalsite.paper import vote_charts
from evalsite.paper.blocks import Content, paragraph, picture, table

MOST_FACED = 30  # candidates in the table of one subject; all of them stand in the workbook of results
BASES: dict[Base, str] = {
    Base.RETURNED: say("收回票"),
    Base.VALID: say("有效票"),
    Base.PRESENT: say("到会人数"),
    Base.DUE: say("发票数"),
}
Cell = Callable[[Figure | None], str]


def ranking(row: Distribution, standing: Standing, cell: Cell) -> Iterable[Content]:
    """What decides the order, with the place; how often each place was given; who stands before whom."""
    by = "平均波达分" if standing.by == "波达分" else standing.by
    line = f"{by} {cell(row.score)}，按{standing.by}在同组列第 {cell(row.rank)} 位。"
    if isinstance(standing.points, Shown) and standing.ballots is not None:
        line += (
            f"{cell(standing.ballots)} 张票排了名次，波达分合计 {standing.points.text}（每张票上排在其后的对象各 1 分，"
        )
        line += "并列的各 0.5 分）。" if standing.ties else "不加权）。"
    yield paragraph(line)
    yield picture(vote_charts.places(row))
    if standing.faced:
        yield _pairs(standing, cell)
    left_out = len(standing.faced) - MOST_FACED
    if left_out > 0:
        yield paragraph(f"另有 {left_out} 个对象的比较见结果工作簿“两两比较”。", quiet=True)
    if standing.too_long:
        yield paragraph(f"名单超过 {MOST_PAIRED} 个对象，不作两两比较。", quiet=True)
    if standing.on_paper:
        yield paragraph("纸质票不记谁先谁后，因此不作两两比较。", quiet=True)


def _pairs(standing: Standing, cell: Cell) -> Content:
    head = ["两两比较", "把本对象排在前（票）", "把本对象排在后（票）", *(["并列（票）"] if standing.ties else [])]
    rows = (
        [one.name, cell(one.before), cell(one.after), *([cell(one.ties)] if standing.ties else [])]
        for one in standing.faced[:MOST_FACED]
    )
    return table("两两比较", head, rows)


def nomination(standing: Standing, cell: Cell) -> Iterable[Content]:
    """Votes with their share of every base, and the place in the group."""
    one = standing.nominated
    if one is None:
        return
    if not isinstance(one.votes, Shown):
        yield paragraph(f"推荐票 {cell(one.votes)}。")
        return
    parts = [f"占{BASES[base]}的 {share.text}%" for base, share in one.shares if isinstance(share, Shown)]
    place = f"在同组 {one.of} 个对象中列第 {cell(one.rank)} 位" if one.of and one.of > 1 else ""
    yield paragraph("，".join(part for part in (f"得推荐票 {one.votes.text} 票", *parts, place) if part) + "。")
