"""What the pages of a report on one subject say, as blocks (blocks.py): one content for web, PDF and Word."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from evalsite.core.campaign import Type
from evalsite.core.disclosure import Figure, Shown, Withheld
from evalsite.core.groupscores import ELECTORATES, INDICATORS
from evalsite.core.paperwords import PaperRow, sentence
from evalsite.core.redacting import BLOCK, count_in_words
from evalsite.core.report import UnitReport
from evalsite.core.report_parts import CommentBlock, CoverFigure, Distribution, Footnote
from evalsite.core.summary import SummaryReport
from evalsite.paper import score_charts, standings_content, vote_charts, watermark
from evalsite.paper.blocks import (
    Content,
    Row,
    answers,
    cell,
    heading,
    paragraph,
    picture,
    section,
    sides,
    table,
    terms,
)
from evalsite.paper.chart_parts import WITHHELD, portions, text_of
from evalsite.paper.comparison_content import comparison_sections
from evalsite.paper.drawing import speaking
from evalsite.paper.imported_content import imported_sections
from evalsite.paper.result_words import spread
from evalsite.paper.words import period

COLUMNS = 8  # of a table of scores on an A4 page
TALLEST = 28  # rows of a chart on an A4 page
NONE = "—"
COUNTED = ("发出", "收回", "有效", "废票")


class Words:
    """Figures as cells: withheld ones with the mark of their footnote."""

    def __init__(self, footnotes: Sequence[Footnote]) -> None:
        self._marks = {note.reason: note.mark for note in footnotes}

    def cell(self, figure: Figure | None) -> str:
        if isinstance(figure, Withheld):
            return WITHHELD + self._marks[figure.reason]
        return figure.text if figure else NONE

    def cover(self, figures: Sequence[CoverFigure]) -> list[Content]:
        return [
            {
                "label": one.label,
                "value": self.cell(one.figure),
                "suffix": "%" if one.percent and isinstance(one.figure, Shown) else "",
                "note": one.note,
                "withheld": not isinstance(one.figure, Shown),
            }
            for one in figures
        ]


@speaking(None)
def content(report: UnitReport) -> Content:
    """The pages of a report: a head, the sections that have something to say, footnotes and the place to sign.

    ``remarks`` must be read before any figure: they stand in the head of every skin.
    """
    words = Words(report.footnotes)
    place = (report.round, report.subject.group, period(report.opens, report.closes))
    head = {
        "title": f"{report.campaign} {report.subject.name} 测评报告",
        "name": report.subject.name,
        "beside": report.subject.unit,
        "campaign": report.campaign,
        "what": "测评报告",
        "place": "　".join(part for part in place if part),
    }
    return head | body(report, words, _sections(report, words))


def body(report: UnitReport | SummaryReport, words: Words, sections: Iterable[Content]) -> Content:
    """What every report has below its title: who made it, remarks, cover, sections with blocks, footnotes, signatures."""
    return {
        "organiser": report.organiser,
        "remarks": list(report.remarks),
        "watermark": watermark.WORDS if report.rehearsal else "",
        "cover": words.cover(report.cover),
        "sections": [part for part in sections if part["blocks"]],
        "footnotes": [{"mark": note.mark, "text": note.text} for note in report.footnotes],
        "signatures": list(report.signatures),
    }


def _sections(report: UnitReport, words: Words) -> Iterable[Content]:
    """In reading order; a section without blocks is left out of the report."""
    graded = [row for row in report.distributions if row.type is Type.GRADE]
    yield section("总体情况", paragraph(_summary(report)), *_contrast(report))
    yield section("评定等次", *_verdict(report, words))
    yield section("各指标评价分布", *_distributions(graded))
    yield section("各指标得分与同组平均", *_comparison(report, words))
    yield section("多选、推荐与排序", *_others(report, words))
    yield section("不同票种的评价", *_electorates(report, words))
    yield section("同组比较", *(picture(svg) for svg in score_charts.ranking(report.peers, report.peer_mean)))
    yield from comparison_sections(report.compared, words)
    yield section("得票与得票率", *(_detail(rows, words) for rows in by_scale(graded)))
    yield from imported_sections(report.figures)
    yield section("意见和建议", *comment_blocks(report.comments))
    yield section("计票规则", terms((rule.title, rule.text) for rule in report.rules))


def _verdict(report: UnitReport, words: Words) -> Iterable[Content]:
    """The verdict, what it was given for, and the rule itself: nobody should have to look for it."""
    if report.verdict is not None:
        given = f"评定等次：{words.cell(report.verdict.verdict)}"
        yield paragraph(f"{given}（{report.verdict.ground}）。" if report.verdict.ground else f"{given}。")
    if report.verdict is not None and report.verdict.rule:
        yield paragraph(f"评定规则：{report.verdict.rule}", quiet=True)


def _distributions(graded: Sequence[Distribution]) -> Iterable[Content]:
    for rows in by_scale(graded):
        for part in portions(rows, TALLEST):
            yield picture(vote_charts.distribution(part))


def comment_blocks(blocks: Sequence[CommentBlock]) -> Iterable[Content]:
    """Answers in the same words once, with their number; the order stays that of the results, which says nothing of
    the box.
    """
    if blocks:
        hidden = count_in_words(reason for block in blocks for reason in block.hidden)
        but = f"其中 {hidden}，标为 {BLOCK}；" if hidden else ""
        yield paragraph(f"以下为投票人原文，{but}与投票次序无关，每条单独列出，互不关联。", quiet=True)
    for block in blocks:
        yield heading(block.question)
        yield answers(Counter(block.texts).items())


def by_scale(rows: Sequence[Distribution]) -> list[list[Distribution]]:
    """Indicators that stand together and share their grades share a chart and a table."""
    return [list(part) for _, part in groupby(rows, key=lambda row: [segment.grade for segment in row.segments])]


def _summary(report: UnitReport) -> str:
    issued, dropped, valid = (
        sum(getattr(row, name) for row in report.electorates) for name in ("issued", "dropped", "valid")
    )
    parts = [f"本次测评向 {len(report.electorates)} 个票种发出测评码 {issued} 份，收回 {dropped} 票，有效 {valid} 票。"]
    parts.append(sentence(report.paper))
    if isinstance(report.score, Withheld):
        parts.append("综合得分未公布。")
    elif report.score is not None:
        parts.append(f"{report.subject.name}综合得分 {report.score.text} 分{_standing(report)}。")
    return "".join(parts)


def _standing(report: UnitReport) -> str:
    """Rank and distance to the mean of the group, where there is a group."""
    own = next(peer for peer in report.peers if peer.own)
    if report.peer_mean is None or not isinstance(own.rank, Shown):
        return ""
    ranked = sum(isinstance(peer.rank, Shown) for peer in report.peers)
    words = f"，在{report.subject.group or '同组'} {ranked} 个对象中列第 {own.rank.text} 位"
    if report.difference is not None:
        text = report.difference.text.lstrip("+-")
        way = "高于" if report.difference.value > 0 else "低于"
        words += f"，{way}同组平均 {text} 分" if report.difference.value else "，与同组平均持平"
    return words


def _contrast(report: UnitReport) -> list[Content]:
    """The indicators farthest above and below the mean of the group; nothing where there is too little to tell."""
    rated = [row for row in report.distributions if row.difference is not None and row.type is not Type.RANK]
    if len(rated) < 4:
        return []
    rated.sort(key=lambda row: row.difference.value if row.difference else 0, reverse=True)
    best = [row for row in rated if row.difference and row.difference.value > 0][:3]
    worst = [row for row in reversed(rated) if row.difference and row.difference.value < 0][:3]
    return [sides([(title, _side(rows)) for title, rows in (("高于同组平均", best), ("低于同组平均", worst))])]


def _side(rows: Sequence[Distribution]) -> list[tuple[str, str, str]]:
    return [(row.name, text_of(row.score), text_of(row.difference)) for row in rows]


def _comparison(report: UnitReport, words: Words) -> Iterable[Content]:
    """Scored indicators side by side, where there are at least two and somebody to compare with."""
    rows = [row for row in report.distributions if row.score is not None and row.type is not Type.RANK]
    if len(rows) > 1 and any(row.mean is not None for row in rows):
        for part in portions(rows, TALLEST):
            yield picture(score_charts.comparison(part, rows))
    yield from _groups(report, INDICATORS, "指标组", words)


def _groups(report: UnitReport, kind: str, title: str, words: Words) -> Iterable[Content]:
    """Scores of the groups that weights are given to; nothing where there are none."""
    rows: list[Row] = [
        [row.name, row.weight or NONE, cell(words.cell(row.score), strong=True), words.cell(row.mean)]
        for row in report.groups
        if row.kind == kind
    ]
    if rows:
        yield table(f"{title}得分", [title, "权重", "得分", "同组平均"], rows)


def _others(report: UnitReport, words: Words) -> Iterable[Content]:
    """Choices, nominations and rankings."""
    for row in report.distributions:
        if row.type in (Type.CHOICE, Type.NOMINATE):
            yield heading(row.name)
            for part in portions(row.segments, TALLEST):
                yield picture(vote_charts.options(replace(row, segments=tuple(part))))
            if row.type is Type.NOMINATE:
                yield from standings_content.nomination(report.standings[row.code], words.cell)
            if row.written is not None:
                yield paragraph(f"合计中有写名并入的 {text_of(row.written.votes)} 票。{_sentence(spread(row.written))}")
        elif row.type is Type.RANK:
            yield heading(row.name)
            yield from standings_content.ranking(row, report.standings[row.code], words.cell)


def _sentence(text: str) -> str:
    return f"{text}。" if text else ""


def _electorates(report: UnitReport, words: Words) -> Iterable[Content]:
    """Turnout and score of every electorate; then scores by indicator, in tables no wider than the page."""
    scored = any(row.score is not None for row in report.electorates)
    several = scored and len(report.electorates) > 1
    if several:
        for part in portions(report.electorates, TALLEST):
            yield picture(score_charts.electorates(part, report.score, report.electorates))
    if report.electorates:
        yield _turnout(report, words, scored=scored)
        yield from paper_blocks(report.paper)
        yield from _groups(report, ELECTORATES, "票种组", words)
    if several and len(report.indicators) > 1:
        yield from _cross(report, words)


def _turnout(report: UnitReport, words: Words, *, scored: bool) -> Content:
    weighted = any(row.weight for row in report.electorates)
    head = ["票种", *(["权重"] if weighted else []), "发出", "收回", "有效", "废票", *(["得分"] if scored else [])]
    rows = (
        [
            row.name,
            *([row.weight or NONE] if weighted else []),
            *(str(number) for number in (row.issued, row.dropped, row.valid, row.void)),
            *([words.cell(row.score)] if scored else []),
        ]
        for row in report.electorates
    )
    return table("各票种投票情况", head, rows, narrow=slim(head))


def slim(head: Sequence[str]) -> list[int]:
    """The columns that hold numbers of ballots: names of electorates need the room more."""
    return [place for place, name in enumerate(head) if name in COUNTED]


def paper_blocks(rows: Sequence[PaperRow]) -> Iterable[Content]:
    """What of the turnout above was on paper; nothing where nothing was."""
    if rows:
        yield paragraph("上表含纸质票，其中：", quiet=True)
        cells = ([r.name, str(r.issued), str(r.returned), str(r.valid), str(r.void), r.tellers] for r in rows)
        head = ["纸质票", *COUNTED, "计票人"]
        yield table("纸质票", head, cells, words=(0, 5), narrow=slim(head))


def _cross(report: UnitReport, words: Words) -> Iterable[Content]:
    """Indicators by electorates, ``COLUMNS`` electorates a table; the first one has the total."""
    columns = [("合计", report.total), *((row.name, row.by_indicator) for row in report.electorates)]
    for start in range(0, len(columns), COLUMNS):
        part = columns[start : start + COLUMNS]
        rows = (
            [name, *(words.cell(figures[number]) for _, figures in part)]
            for number, name in enumerate(report.indicators)
        )
        yield table("各票种指标得分", ["指标", *(name for name, _ in part)], rows)


def _detail(rows: Sequence[Distribution], words: Words) -> Content:
    """Votes and rates of every grade, with the score where there is one."""
    scored = any(row.score is not None for row in rows)
    weighted = scored and any(row.weight for row in rows)
    head = ["指标", *(segment.grade for segment in rows[0].segments)]
    head += [*(["权重"] if weighted else []), "得分", "同组平均", "差"] if scored else []
    return table("得票与得票率", head, (_votes(row, words, scored=scored, weighted=weighted) for row in rows))


def _votes(row: Distribution, words: Words, *, scored: bool, weighted: bool) -> list[str | Content]:
    line: list[str | Content] = [row.name]
    line += (
        cell(words.cell(one.votes), f"{one.rate.text}%" if isinstance(one.rate, Shown) else "") for one in row.segments
    )
    if weighted:
        line.append(row.weight or NONE)
    if scored:
        line += [cell(words.cell(row.score), strong=True), words.cell(row.mean), words.cell(row.difference)]
    return line
