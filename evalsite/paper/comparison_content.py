"""What a report says of a subject beside others: team and field, two measures, rounds, both directions (blocks.py)."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from itertools import zip_longest
from typing import Protocol

from evalsite.core.comparing import Compared, OwnIndex
from evalsite.core.comparison import Circle, Place, Spot, TwoAxes
from evalsite.core.directions import Directions, Leg, View
from evalsite.core.disclosure import Figure, Shown
from evalsite.core.findings import shown as in_digits
from evalsite.core.formula import NOT_OFFICIAL, formula, gap_words, notes, source_name, source_words
from evalsite.core.formula import day as in_words
from evalsite.core.index_results import IndexResult
from evalsite.core.report_parts import Peer
from evalsite.core.rounds import Point, Trend
from evalsite.core.saying import joined, say
from evalsite.paper import score_charts
from evalsite.paper.blocks import Content, cell, heading, paragraph, picture, section, table, terms
from evalsite.paper.chart_parts import ROWS, portions
from evalsite.paper.comparison_charts import Both, both_directions, trend, two_axes, whole

Row = list[str | Content]
NONE = "—"
TALLEST = 28  # rows of a chart on an A4 page


class Cells(Protocol):
    """How a report writes a figure into a cell: withheld ones with the mark of their footnote."""

    def cell(self, figure: Figure | None) -> str: ...


def comparison_sections(found: Compared, words: Cells) -> Iterable[Content]:
    """The sections that compare; those without blocks are left out by the report."""
    yield section(say("纵向与横向比较"), *_circles(found.circles))
    yield section(say("两维比较"), *(_axes(found.axes) if found.axes else ()))
    yield section(say("历次得分与名次"), *(_trend(found.trend, words) if found.trend else ()))
    yield section(say("综合指数"), *_indices(found.indices, words))
    yield section(say("双向对照"), *(_directions(found.directions, words) if found.directions else ()))


# --- team and field ---------------------------------------------------------------------------------------------------


def _circles(every: tuple[Circle, ...]) -> Iterable[Content]:
    circles = [circle for circle in every if circle.placed]
    if not circles:
        return
    rows: list[Row] = []
    for circle in circles:
        place = circle.own.place
        percentile = whole(place.percentile) if place and place.percentile is not None else NONE
        rank = f"{place.rank}/{place.of}" if place else NONE
        rows.append([circle.title, circle.name, cell(rank, strong=True), percentile])
    yield table(say("纵向与横向的位置"), [say("比较"), say("范围"), say("名次"), say("百分位")], rows, words=(0, 1))
    yield paragraph(say("百分位是排在后面的同类所占的百分比（得分相同的各算一半）：100 为最前，0 为最后。"), quiet=True)
    for circle in circles:
        if note := circle_note(circle):
            yield paragraph(say("{title}：{note}", title=circle.title, note=note), quiet=True)
    for circle in circles:
        if len(circle.members) <= ROWS:
            yield heading(say("{title}：{name}", title=circle.title, name=circle.name))
            yield picture(circle_chart(circle))


def circle_note(circle: Circle) -> str:
    """Who takes no part and why; ``""`` where all do."""
    withheld = say("{withheld} 个对象的得分未公布，不参加排名。", withheld=circle.withheld) if circle.withheld else ""
    others = (
        say("另有 {left_out} 个对象用的是不同的测评表，不作比较。", left_out=circle.left_out) if circle.left_out else ""
    )
    return withheld + others


def circle_chart(circle: Circle) -> str:
    """The circle by rank, under its own title. At most ``ROWS`` members."""
    peers = [Peer(member.subject.name, member.score, rank_shown(member.place), member.own) for member in circle.members]
    (svg,) = score_charts.ranking(peers, None, say("{title}：{name}", title=circle.title, name=circle.name))
    return svg


def rank_shown(place: Place | None) -> Shown | None:
    """A rank as charts take it."""
    return Shown(Fraction(place.rank), str(place.rank)) if place else None


# --- two measures -----------------------------------------------------------------------------------------------------


def numbered(axes: TwoAxes) -> dict[str, str]:
    """The spots by number, from the best on the first measure on; equal ones by the second."""
    ordered = sorted(axes.spots, key=lambda spot: (-spot.x, -spot.y))
    return {spot.subject.code: str(number) for number, spot in enumerate(ordered, start=1)}


def _axes(axes: TwoAxes) -> Iterable[Content]:
    own = next((spot for spot in axes.spots if spot.own), None)
    yield paragraph(
        say(
            "横轴“{x}”来自{x_source}，纵轴“{y}”来自{y_source}；两轴都是百分位，互不折算。",
            x=axes.x.name,
            x_source=axes.x.source,
            y=axes.y.name,
            y_source=axes.y.source,
        ),
        quiet=True,
    )
    if own is not None:
        yield paragraph(
            say(
                "本对象的“{x}”百分位 {along}，“{y}”百分位 {upwards}，落在“{corner}”一角。",
                x=axes.x.name,
                along=whole(own.x),
                y=axes.y.name,
                upwards=whole(own.y),
                corner=own.corner,
            )
        )
    numbers = numbered(axes)
    yield picture(two_axes(axes, numbers))
    spots = sorted(axes.spots, key=lambda spot: int(numbers[spot.subject.code]))
    rows = (_spot_row(spot, numbers) for spot in spots)
    yield table(
        say("两维位置"),
        [say("序"), say("对象"), axes.x.name, axes.y.name, say("所在一角")],
        rows,
        words=(0, 1, 4),
        narrow=(0,),
    )
    if note := left_out_note(axes):
        yield paragraph(note, quiet=True)


def _spot_row(spot: Spot, numbers: dict[str, str]) -> Row:
    name = cell(spot.subject.name, strong=spot.own)
    return [numbers[spot.subject.code], name, whole(spot.x), whole(spot.y), spot.corner]


def left_out_note(axes: TwoAxes) -> str:
    """Who lacks one of the two figures; ``""`` where nobody does."""
    if not axes.left_out:
        return ""
    names: str = joined("、", (subject.name for subject in axes.left_out[:12]))
    if len(axes.left_out) > 12:
        names = say("{names}等 {number} 个对象", names=names, number=len(axes.left_out))
    return say("{names}缺少其中一项公布的数字，没有画出。", names=names)


# --- rounds -----------------------------------------------------------------------------------------------------------


def short_day(day: date | None) -> str:
    return in_words(day) if day else NONE


def _trend(line: Trend, words: Cells) -> Iterable[Content]:
    if line.change is not None:
        change = line.change.text if line.change.value else ""
        yield paragraph(
            say("与上一期相比，得分变化 {change}。", change=change) if change else say("与上一期相比，得分持平。")
        )
    yield picture(trend(line))
    rows = ([p.label, short_day(p.day), words.cell(p.score), rank_of(p, words), compared_words(p)] for p in line.points)
    yield table(
        say("历次得分与名次"),
        [say("期次"), say("封箱日期"), say("得分"), say("名次"), say("与本期比较")],
        rows,
        words=(0, 1, 4),
    )
    if any(not point.comparable for point in line.points):
        yield paragraph(say("不可比的期次只列出数字，不连线，也不计算变化和平均。"), quiet=True)


def rank_of(point: Point, words: Cells) -> str:
    if isinstance(point.rank, Shown) and point.of:
        return f"{point.rank.text}/{point.of}"
    return words.cell(point.rank)


def compared_words(point: Point) -> str:
    """Whether a round compares with the one at hand, and why not."""
    if point.here:
        return say("本期") if point.comparable else say("本期（结果无效）")
    if point.score is None:
        return say("没有得分") if point.name else say("没有参加")
    if not point.comparable:
        return say("不可比：{why}", why=joined("；", point.differences))
    return say("可比") if isinstance(point.score, Shown) else say("未公布，不比较")


# --- composite indices ------------------------------------------------------------------------------------------------


def _indices(indices: tuple[OwnIndex, ...], words: Cells) -> Iterable[Content]:
    """Each index with its whole formula: a value without it could be checked by nobody."""
    if not indices:
        return
    rows: list[Row] = []
    for one in indices:
        index, place = one.result.index, one.own.place
        rank = f"{place.rank}/{place.of}" if place else NONE
        rows.append([index.name, cell(words.cell(one.own.value), strong=True), in_digits(index.full), rank])
    yield table(say("综合指数"), [say("指数"), say("得数"), say("满分"), say("同组名次")], rows)
    for one in indices:
        yield heading(one.result.index.name)
        yield paragraph(formula(one.result.index, one.own))
        for note in notes(one.own):
            yield paragraph(note, quiet=True)
        yield terms(index_terms(one.result))
    yield paragraph(NOT_OFFICIAL, quiet=True)


def index_terms(result: IndexResult) -> list[tuple[str, str]]:
    """What stands under the results of an index: where each term comes from, what happens to gaps, the organiser's note."""
    index = result.index
    found = [(source_name(index, source), source_words(source)) for source in result.sources]
    found.append((say("缺项"), gap_words(index)))
    return [*found, (say("说明"), index.note)] if index.note else found


# --- both directions --------------------------------------------------------------------------------------------------


def both_rows(found: Directions) -> list[Both]:
    """A row for every counterpart; where a side has several electorates, a row for each of them."""
    rows: list[Both] = []
    for pair in found.pairs:
        for received, given in zip_longest(pair.received, pair.given):
            name = pair.counterpart
            if len(pair.received) > 1 or len(pair.given) > 1:
                voters = joined("、", dict.fromkeys(v.electorate for v in (received, given) if v))
                name = say("{name}（{voters}）", name=name, voters=voters)
            rows.append(Both(name, received.score if received else None, given.score if given else None))
    return rows


def _directions(found: Directions, words: Cells) -> Iterable[Content]:
    rows = both_rows(found)
    if rows:
        yield paragraph(say("左边是对方票种给本单位的评分，右边是本单位票种给对方的评分，逐个单位并列。"))
        for part in portions(rows, TALLEST):
            yield picture(both_directions(part, rows))
        head = [say("对方单位"), say("对方评本单位"), say("本单位评对方"), say("差")]
        differences = {pair.counterpart: pair.difference for pair in found.pairs}
        cells = (
            [row.name, words.cell(row.received), words.cell(row.given), words.cell(differences.get(row.name))]
            for row in rows
        )
        yield table(say("双向对照"), head, cells)
    else:
        yield paragraph(say("本单位没有单独的票种，不能逐个单位对照；下面按评议方向并列。"), quiet=True)
    if found.given:
        cells = ([name, words.cell(view.score), view.electorate] for name, view in found.given)
        yield table(
            say("本单位评议而没有回评的单位"),
            [say("本单位评议的单位（对方没有单独评议）"), say("评分"), say("票种")],
            cells,
            words=(0, 2),
        )
    yield table(
        say("各个评议方向"),
        [say("评议方向"), say("对象数"), say("已公布得分的平均"), say("未公布"), say("本单位得分")],
        (
            [_leg_name(leg), str(leg.subjects), words.cell(leg.mean), str(leg.withheld), _views(leg.own, words)]
            for leg in found.legs
        ),
    )


def _leg_name(leg: Leg) -> str:
    name = f"{leg.raters} → {leg.rated}"
    return say("{name}（本单位参加评议）", name=name) if leg.mine else name


def _views(views: tuple[View, ...], words: Cells) -> str:
    """The scores of this unit on a leg; of many electorates only how many, since each stands in the tables above."""
    if not views:
        return NONE
    if len(views) == 1:
        return words.cell(views[0].score)
    return say("{number} 个票种，见上", number=len(views))
