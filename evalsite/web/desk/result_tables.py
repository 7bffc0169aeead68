"""The tables of the pages of results, of disclosed results alone: scores, electorates side by side, votes, turnout."""

from collections.abc import Iterable, Iterator, Sequence

from evalsite.core.campaign import Indicator, Subject, Type
from evalsite.core.disclosure import Comment, Count, Figure, Results, Shown
from evalsite.core.paperwords import tellers_of
from evalsite.core.redacting import count_in_words
from evalsite.core.saying import say
from evalsite.core.scoring import ALL
from evalsite.core.summary import GroupResult, SubjectResult, SummaryReport
from evalsite.paper.result_words import Names, about_writein
from evalsite.paper.tables import Cell, Column, Kind, Line, On, Table, Told
from evalsite.web.desk.tabling import marks_of

WIDEST = 8  # columns of scores on the page; all stand in its file
SUBJECTS = say("个对象")
RATE = say("率（%）")
COUNTED = (
    Column("issued", say("发出")),
    Column("dropped", say("收回")),
    Column("valid", say("有效")),
    Column("void", say("废票")),
)


def who(head: str = say("对象")) -> tuple[Column, ...]:
    """The columns that say of whom a line is: on the page the name alone, in a file what tells namesakes apart."""
    return (
        Column("code", say("编号"), Kind.WORDS, On.FILE),
        Column("name", head, Kind.NAME),
        Column("unit", say("所属单位"), Kind.WORDS, On.FILE),
        Column("group", say("对象组"), Kind.WORDS, On.FILE),
    )


def who_cells(subject: Subject) -> tuple[Cell, ...]:
    return subject.code, subject.name, subject.unit, subject.group


def bar(name: str, figure: Figure | None) -> Told | None:
    """A score as part of a hundred; None where it is no such number or not shown."""
    if isinstance(figure, Shown) and 0 <= figure.value <= 100:
        return Told(say("{name} {score}", name=name, score=figure.text), figure.value)
    return None


def told_verdict(figure: Figure | None) -> Cell:
    """A verdict as a cell: words, which a figure's own text never is in a workbook. Sorted by its place in the rule."""
    return Told(figure.text, figure.value, strong=True) if isinstance(figure, Shown) else figure


def columns_of(prefix: str, names: Sequence[str]) -> tuple[Column, ...]:
    """Columns of figures; those beyond what a page can hold stand in the file."""
    return tuple(
        Column(f"{prefix}{n}", name, on=On.BOTH if n <= WIDEST else On.FILE) for n, name in enumerate(names, start=1)
    )


def left_out(names: Sequence[str]) -> str:
    more = len(names) - WIDEST
    return say("另有 {more} 列见导出的文件。", more=more) if more > 0 else ""


# --- scores -----------------------------------------------------------------------------------------------------------


def score_tables(report: SummaryReport) -> Iterator[Table]:
    """Each group by total score, with the scores of indicators and of their groups."""
    several = len(report.groups) > 1
    for n, group in enumerate(report.groups, start=1):
        if any(figure is not None for one in group.standings for figure in (one.score, *one.by_indicator)):
            yield _scores(f"scores-{n}", group, several=several)


def _scores(key: str, group: GroupResult, *, several: bool) -> Table:
    judged = any(one.verdict is not None for one in group.standings)
    columns = (
        Column("rank", say("名次")),
        *who(),
        Column("total", say("综合得分")),
        Column("bar", say("得分图示"), Kind.BAR, On.PAGE),
        *((Column("verdict", say("评定等次"), Kind.WORDS),) if judged else ()),
        *columns_of("i", group.indicators),
    )
    lines = tuple(
        Line(
            (
                one.rank,
                *who_cells(one.subject),
                one.score,
                bar(say("综合得分"), one.score),
                *((told_verdict(one.verdict),) if judged else ()),
                *one.by_indicator,
            ),
            one.subject.code,
            marks(one),
        )
        for one in group.standings
    )
    foot = [say("名次在本组内排。")] if several else []
    title = group.name if several and group.name else say("得分与排名")
    return Table(key, title, columns, lines, SUBJECTS, "".join([*foot, left_out(group.indicators)]))


def marks(one: SubjectResult) -> dict[str, str]:
    return marks_of(one.subject, verdict=one.verdict.text if isinstance(one.verdict, Shown) else "")


def voter_tables(report: SummaryReport) -> Iterator[Table]:
    """Which electorate (and group of electorates) judged whom how, where several did."""
    several = len(report.groups) > 1
    for n, group in enumerate(report.groups, start=1):
        if not group.scored or len(group.electorates) < 2:
            continue
        columns = (*who(), Column("total", say("综合得分")), *columns_of("e", group.electorates))
        lines = tuple(
            Line((*who_cells(one.subject), one.score, *one.by_electorate), one.subject.code, marks(one))
            for one in group.standings
        )
        title = say("各票种评价：{group}", group=group.name) if several and group.name else say("各票种评价")
        yield Table(f"voters-{n}", title, columns, lines, SUBJECTS, left_out(group.electorates))


# --- votes ------------------------------------------------------------------------------------------------------------


def vote_columns(grades: Iterable[str]) -> tuple[Column, ...]:
    """Votes and rate of every grade; in a file each heading says of which."""
    return tuple(
        column
        for n, grade in enumerate(grades, start=1)
        for column in (
            Column(f"v{n}", grade, long=say("{grade} 票", grade=grade)),
            Column(f"r{n}", RATE, long=say("{grade} 率（%）", grade=grade)),
        )
    )


def vote_cells(counts: Iterable[Count]) -> tuple[Cell, ...]:
    return tuple(figure for count in counts for figure in (count.votes, count.rate))


def rate_table(key: str, found: Results, indicator: Indicator) -> Table | None:
    """All subjects side by side on one indicator of grades."""
    asked = [(one, found.counts_at.get((one.code, indicator.code), ())) for one in found.campaign.subjects]
    rows = [(subject, counts) for subject, counts in asked if counts]
    if not rows:
        return None
    columns = (*who(), *vote_columns(count.grade for count in rows[0][1]))
    lines = (Line((*who_cells(one), *vote_cells(counts)), one.code, marks_of(one)) for one, counts in rows)
    return Table(key, indicator.name, columns, tuple(lines), SUBJECTS)


def rate_tables(found: Results) -> Iterator[Table]:
    for n, indicator in enumerate(found.campaign.indicators, start=1):
        table = rate_table(f"rates-{n}", found, indicator) if indicator.type is Type.GRADE else None
        if table:
            yield table


def vote_tables(found: Results, subject: str) -> Iterator[Table]:
    """The votes for one subject, a table an indicator: from all electorates together down to each."""
    names, number = Names(found), 0
    for indicator in found.campaign.indicators:
        rows: dict[str, list[Count]] = {}
        for count in found.counts:
            if (count.subject, count.indicator) == (subject, indicator.code):
                rows.setdefault(count.electorate, []).append(count)
        if rows:
            number += 1
            grades = [count.grade for count in next(iter(rows.values()))]
            columns = (Column("name", say("票种"), Kind.NAME), *vote_columns(grades))
            lines = tuple(
                Line(
                    (say("合计") if code == ALL else names.electorate(code), *vote_cells(rows[code])), total=code == ALL
                )
                for code in sorted(rows, key=lambda code: code != ALL)
            )
            title = say("{indicator}：得票与得票率", indicator=indicator.name)
            yield Table(f"votes-{number}", title, columns, lines)


# --- what people wrote ------------------------------------------------------------------------------------------------


def writein_table(found: Results) -> Table:
    names = Names(found)
    columns = (
        Column("question", say("指标"), Kind.WORDS),
        Column("name", say("名称"), Kind.NAME),
        Column("votes", say("票数")),
        Column("rate", RATE),
        Column("about", say("说明"), Kind.WORDS),
    )
    lines = tuple(
        Line((names.indicators[one.indicator], one.name, one.votes, one.rate, about_writein(one)))
        for one in found.writeins
    )
    return Table("writeins", say("写名"), columns, lines, say("个，名单以外写的名称"))


def comment_table(found: Results, comments: Iterable[Comment]) -> Table:
    """Answers in free text as they may be read, for the file: the page has them as lists."""
    names = Names(found)
    columns = (
        Column("subject", say("对象"), Kind.WORDS),
        Column("name", say("问题"), Kind.NAME),
        Column("text", say("内容"), Kind.WORDS),
        Column("hidden", say("隐去"), Kind.WORDS),
    )
    lines = tuple(
        Line(
            (
                names.subjects[one.subject] if one.subject else "",
                names.indicators[one.indicator],
                one.text,
                count_in_words(one.hidden),
            )
        )
        for one in comments
    )
    return Table("comments", say("意见"), columns, lines)


# --- turnout ----------------------------------------------------------------------------------------------------------


def turnout_table(report: SummaryReport) -> Table:
    """How many came, by electorate, on paper too; the sum of all first."""
    columns = (
        Column("name", say("票种"), Kind.NAME),
        *COUNTED,
        Column("bar", say("收回图示"), Kind.BAR, On.PAGE),
        Column("share", say("收回率（%）")),
    )
    rows = [*([report.total] if len(report.turnout) > 1 else []), *report.turnout]
    lines = tuple(
        Line(
            (
                say("合计") if row is report.total else row.name,
                row.issued,
                row.dropped,
                row.valid,
                row.void,
                bar(row.name, row.rate),
                row.rate,
            ),
            total=row is report.total,
        )
        for row in rows
    )
    return Table("turnout", say("各票种票数"), columns, lines)


def paper_table(found: Results) -> Table:
    names = Names(found)
    columns = (Column("name", say("纸质票"), Kind.NAME), *COUNTED, Column("tellers", say("计票人"), Kind.WORDS))
    lines = tuple(
        Line((names.electorate(one.electorate), one.issued, one.returned, one.valid, one.void, tellers_of(one)))
        for one in found.paper
    )
    return Table("paper", say("其中纸质票"), columns, lines)
