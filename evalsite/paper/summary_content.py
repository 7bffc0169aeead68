"""What the pages of the report on a whole campaign say, as blocks (blocks.py)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from evalsite.core.campaign import Type
from evalsite.core.disclosure import Figure, Shown
from evalsite.core.fields import FieldRanking
from evalsite.core.paperwords import sentence
from evalsite.core.report_parts import Distribution, rank_order
from evalsite.core.summary import GroupResult, Options, SubjectResult, SummaryReport, TurnoutRow
from evalsite.paper import score_charts, vote_charts
from evalsite.paper.blocks import Content, Row, cell, heading, paragraph, picture, section, table, terms
from evalsite.paper.chart_parts import portions
from evalsite.paper.drawing import speaking
from evalsite.paper.report_content import (
    COLUMNS,
    NONE,
    TALLEST,
    Words,
    body,
    by_scale,
    comment_blocks,
    paper_blocks,
    slim,
)
from evalsite.paper.result_words import about_writein
from evalsite.paper.words import period

DIFFERENT = "本领域所用测评表不止一种，得分口径不同的对象分开排名。"


@speaking(None)
def summary_content(report: SummaryReport) -> Content:
    """The pages of the report on a campaign: the same shape as a subject's, so that every skin can draw it."""
    words = Words(report.footnotes)
    head = {
        "title": f"{report.campaign} 总报告",
        "name": report.campaign,
        "beside": "",
        "campaign": " ".join(part for part in (report.round, report.kind) if part),
        "what": "总报告",
        "place": period(report.opens, report.closes),
    }
    return head | body(report, words, _sections(report, words))


def _sections(report: SummaryReport, words: Words) -> Iterable[Content]:
    """In reading order; a section without blocks is left out."""
    yield section("总体情况", paragraph(_summary(report)))
    yield section("投票情况", _turnout(report), *paper_blocks(report.paper))
    yield section("得分与排名", *_by_group(report, _standings, words))
    yield section("各领域排名", *_fields(report, words))
    yield section("各票种评价", *_by_group(report, _voters, words))
    yield section("各指标得分", *_by_group(report, _indicators, words))
    yield section("评价分布总览", *_overview(report))
    yield section("得票情况", *_by_group(report, _votes, words), *_writeins(report, words))
    yield section("意见和建议", *comment_blocks(report.comments))
    yield section("计票规则", terms((rule.title, rule.text) for rule in report.rules))


def _summary(report: SummaryReport) -> str:
    total = report.total
    rate = f"，收回率 {total.rate.text}%" if total.rate else ""
    voters = f"{len(report.turnout)} 个票种"
    parts = [
        f"本次测评对象共 {report.subjects} 个，分 {len(report.groups)} 个对象组。",
        f"向 {voters}发出测评码 {total.issued} 份，收回 {total.dropped} 票{rate}，有效 {total.valid} 票，废票 {total.void} 票。",
        sentence(report.paper),
    ]
    parts += [
        f"{group.name or '全部对象'}平均得分 {group.mean.text} 分，{_span(group)}。"
        for group in report.groups
        if group.mean is not None
    ]
    if report.verdicts:
        parts.append("评定等次：" + "、".join(f"{name} {number} 个" for name, number in report.verdicts) + "。")
    return "".join(parts)


def _span(group: GroupResult) -> str:
    """From the lowest to the highest shown score of a group."""
    shown = [one.score for one in group.standings if isinstance(one.score, Shown)]
    low, high = min(shown, key=lambda score: score.value), max(shown, key=lambda score: score.value)
    return f"最高 {high.text} 分，最低 {low.text} 分"


def _turnout(report: SummaryReport) -> Content:
    weighted = any(row.weight for row in report.turnout)
    told = any(row.reasons for row in report.turnout)
    head = [
        "票种",
        *(["权重"] if weighted else []),
        "发出",
        "收回",
        "收回率",
        "有效",
        "废票",
        *(["废票原因"] if told else []),
    ]

    def line(row: TurnoutRow) -> list[str]:
        cells = [row.name, *([row.weight or NONE] if weighted else []), str(row.issued), str(row.dropped)]
        cells += [f"{row.rate.text}%" if row.rate else NONE, str(row.valid), str(row.void)]
        return [*cells, *([row.reasons or NONE] if told else [])]

    total = [cell(one, strong=True) for one in line(report.total)]
    rows: list[Row] = [*(line(row) for row in report.turnout), total]
    return table("投票情况", head, rows, words=(0, len(head) - 1) if told else (0,), narrow=slim(head))


# --- groups -----------------------------------------------------------------------------------------------------------


def _by_group(
    report: SummaryReport, draw: Callable[[GroupResult, Words], Iterable[Content]], words: Words
) -> Iterable[Content]:
    """Each group's blocks below its name; without the name where there is one group only."""
    for group in report.groups:
        blocks = list(draw(group, words))
        if blocks and len(report.groups) > 1:
            yield heading(group.name or "未分组")
        yield from blocks


def _standings(group: GroupResult, words: Words) -> Iterable[Content]:
    if not group.scored:
        return
    units = any(one.subject.unit for one in group.standings)
    judged = any(one.verdict is not None for one in group.standings)
    head = ["名次", "对象", *(["所属单位"] if units else []), "得分", *(["评定等次"] if judged else [])]
    rows: list[Row] = [
        [
            words.cell(one.rank),
            one.subject.name,
            *([one.subject.unit or NONE] if units else []),
            cell(words.cell(one.score), strong=True),
            *([words.cell(one.verdict)] if judged else []),
        ]
        for one in group.standings
    ]
    yield table(f"{group.name}得分与排名", head, rows, words=(0, 1, 2) if units else (0, 1), narrow=(0,))
    # By rank, whatever the table's order.
    ranked = sorted((one for one in group.standings if one.score is not None), key=lambda one: rank_order(one.rank))
    for svg in score_charts.ranking([one.peer for one in ranked], group.mean):
        yield picture(svg)


def _voters(group: GroupResult, words: Words) -> Iterable[Content]:
    """Each subject's score from each electorate, where several rated the group."""
    if group.scored and len(group.electorates) > 1:
        columns = [
            (name, [one.by_electorate[n] for one in group.standings]) for n, name in enumerate(group.electorates)
        ]
        yield from _tables(f"{group.name}各票种得分", group.standings, columns, words)


def _indicators(group: GroupResult, words: Words) -> Iterable[Content]:
    """Each subject's score for each indicator, where there are several."""
    if len(group.indicators) > 1:
        columns = [(name, [one.by_indicator[n] for one in group.standings]) for n, name in enumerate(group.indicators)]
        yield from _tables(f"{group.name}各指标得分", group.standings, columns, words)


def _tables(
    name: str, standings: Sequence[SubjectResult], columns: Sequence[tuple[str, list[Figure | None]]], words: Words
) -> Iterable[Content]:
    """Subjects by columns of figures, in tables no wider than the page."""
    for start in range(0, len(columns), COLUMNS):
        part = columns[start : start + COLUMNS]
        rows = (
            [one.subject.name, *(words.cell(figures[place]) for _, figures in part)]
            for place, one in enumerate(standings)
        )
        yield table(name, ["对象", *(title for title, _ in part)], rows)


def _overview(report: SummaryReport) -> Iterable[Content]:
    """How each group was marked as a whole."""
    blocks: list[Content] = []
    for group in report.groups:
        for rows in by_scale(group.overview):
            title = "、".join(part for part in (group.name, "评价分布") if part)
            blocks += [picture(vote_charts.distribution(part, title)) for part in portions(rows, TALLEST)]
    if blocks:
        yield paragraph("每项指标下，同组各对象所得评定合在一起的占比；未公布的对象不计入。", quiet=True)
        yield from blocks


def _votes(group: GroupResult, words: Words) -> Iterable[Content]:
    """What has no points, subject by subject: grades of satisfaction, options, places, nominations."""
    for part in group.options:
        if part.type is Type.GRADE and group.scored:
            continue  # its scores say it in one number; its votes stand in the report on each subject
        yield heading(part.name)
        if part.type is Type.GRADE:
            rows = [replace(row, name=subject.name) for subject, row in part.rows if row.segments]
            for few in portions(rows, TALLEST):
                yield picture(vote_charts.distribution(few, part.name))
        yield _option_table(part, words)


def _option_table(part: Options, words: Words) -> Content:
    """Nominations by votes, rankings by place; the rest, and ties, in the order of the campaign."""
    rows = list(part.rows)
    if part.type is Type.NOMINATE:
        rows.sort(key=lambda one: -_votes_of(one[1]))
    elif part.type is Type.RANK:
        rows.sort(key=lambda one: _place_of(one[1]))
    head = ["对象", *(segment.grade for segment in rows[0][1].segments)]
    ranked = part.type is Type.RANK
    head += [part.by, "位次"] if ranked else []
    body: list[Row] = []
    for subject, row in rows:
        line: list[str | Content] = [subject.name]
        line += (_votes_cell(words, row, place) for place in range(len(row.segments)))
        if ranked:
            line += [cell(words.cell(row.score), strong=True), words.cell(row.rank)]
        body.append(line)
    if ranked and len(head) > COLUMNS + 3:  # the places of a long list: the mean says what they say
        head, body = [head[0], *head[-2:]], [[line[0], *line[-2:]] for line in body]
    return table(part.name, head, body)


def _votes_cell(words: Words, row: Distribution, place: int) -> Content:
    one = row.segments[place]
    return cell(words.cell(one.votes), f"{one.rate.text}%" if isinstance(one.rate, Shown) else "")


def _place_of(row: Distribution) -> Fraction:
    return row.rank.value if isinstance(row.rank, Shown) else Fraction(10**9)


def _votes_of(row: Distribution) -> int:
    votes = row.segments[0].votes
    return int(votes.value) if isinstance(votes, Shown) else -1


def _writeins(report: SummaryReport, words: Words) -> Iterable[Content]:
    """Names written in, by votes. Those that were merged into one on the list are in that one's votes, and named as such."""
    if report.writeins:
        yield heading("名单以外另写的")
        named = sorted(report.writeins, key=lambda one: -one.votes.value if isinstance(one.votes, Shown) else 1)
        rows: list[Row] = [
            [
                one.name,
                cell(words.cell(one.votes), f"{one.rate.text}%" if isinstance(one.rate, Shown) else ""),
                about_writein(one),
            ]
            for one in named
        ]
        yield table("名单以外另写的", ["名称", "推荐", "说明"], rows, words=(0, 2))


# --- fields -----------------------------------------------------------------------------------------------------------


def _fields(report: SummaryReport, words: Words) -> Iterable[Content]:
    for field in report.fields:
        yield heading(field.name + (f"（{'、'.join(field.groups)}）" if field.groups else ""))
        if field.groups:
            yield paragraph(DIFFERENT, quiet=True)
        yield _field(field, words)


def _field(field: FieldRanking, words: Words) -> Content:
    """Place in the field, and beside it the one in the group, so that nobody takes the one for the other."""
    judged = any(line.verdict is not None for line in field.lines)
    head = ["名次", "对象", "对象组", "得分", "组内名次", *(["评定等次"] if judged else [])]
    rows: Iterable[Row] = (
        [
            str(line.place) if line.place else NONE,
            line.subject.name,
            line.subject.group or NONE,
            cell(words.cell(line.score), strong=True),
            words.cell(line.rank),
            *([words.cell(line.verdict)] if judged else []),
        ]
        for line in field.lines
    )
    return table(f"{field.name}领域排名", head, rows, words=(0, 1, 2), narrow=(0,))
