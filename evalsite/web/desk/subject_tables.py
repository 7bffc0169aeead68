"""The tables of the page on one subject: electorates side by side, indicators, groups, votes, what others say, texts."""

from collections.abc import Iterator

from evalsite.core.campaign import Type
from evalsite.core.disclosure import Results
from evalsite.core.figures import figure_text
from evalsite.core.groupscores import ELECTORATES, INDICATORS
from evalsite.core.report import UnitReport
from evalsite.core.saying import say
from evalsite.paper.imported_content import day_words
from evalsite.paper.tables import Column, Kind, Line, On, Table, Told
from evalsite.web.desk.result_tables import COUNTED, bar, columns_of, comment_table, left_out, vote_tables

WEIGHT = Column("weight", say("权重"))
SCORE = Column("score", say("得分"))
MEAN = Column("mean", say("同组平均"))
GROUPS = {ELECTORATES: say("票种组"), INDICATORS: say("指标组")}


def tables(report: UnitReport, found: Results) -> Iterator[Table]:
    yield _indicators(report)
    yield _electorates(report)
    yield _cross(report)
    yield from _groups(report)
    yield from vote_tables(found, report.subject.code)
    yield _imported(report)
    yield comment_table(found, (one for one in found.comments if one.subject == report.subject.code))


def _indicators(report: UnitReport) -> Table:
    """Every scored indicator beside the mean of the group."""
    rows = [one for one in report.distributions if one.score is not None]
    weighted = any(one.weight for one in rows)
    columns = (
        Column("name", say("指标"), Kind.NAME),
        *((WEIGHT,) if weighted else ()),
        SCORE,
        Column("bar", say("得分图示"), Kind.BAR, On.PAGE),
        MEAN,
        Column("difference", say("与同组平均差")),
        Column("rank", say("同组名次")),
    )
    lines = tuple(
        Line(
            (
                one.name,
                *((one.weight,) if weighted else ()),
                one.score,
                bar(one.name, one.score) if one.type is not Type.RANK else None,
                one.mean,
                one.difference,
                one.rank,
            )
        )
        for one in rows
    )
    return Table("indicators", say("各指标得分"), columns, lines)


def _electorates(report: UnitReport) -> Table:
    """How many of each electorate came, and how they judged."""
    rows = report.electorates
    weighted, scored = any(one.weight for one in rows), any(one.score is not None for one in rows)
    columns = (
        Column("name", say("票种"), Kind.NAME),
        *((WEIGHT,) if weighted else ()),
        *COUNTED,
        *((SCORE, Column("bar", say("得分图示"), Kind.BAR, On.PAGE)) if scored else ()),
    )
    lines = tuple(
        Line(
            (
                one.name,
                *((one.weight,) if weighted else ()),
                *(one.issued, one.dropped, one.valid, one.void),
                *((one.score, bar(one.name, one.score)) if scored else ()),
            )
        )
        for one in rows
    )
    return Table("electorates", say("各票种的评价"), columns, lines)


def _cross(report: UnitReport) -> Table:
    """Indicators by electorates, where several of both have scores."""
    several = len(report.electorates) > 1 and len(report.indicators) > 1
    names = [one.name for one in report.electorates]
    columns = (Column("name", say("指标"), Kind.NAME), Column("total", say("合计")), *columns_of("e", names))
    rows = enumerate(report.indicators) if several and any(one.score for one in report.electorates) else ()
    lines = tuple(
        Line((name, report.total[n], *(one.by_indicator[n] for one in report.electorates))) for n, name in rows
    )
    return Table("cross", say("各票种的指标得分"), columns, lines, foot=left_out(names))


def _groups(report: UnitReport) -> Iterator[Table]:
    for kind, title in GROUPS.items():
        rows = [one for one in report.groups if one.kind == kind]
        columns = (Column("name", title, Kind.NAME), WEIGHT, SCORE, MEAN)
        lines = tuple(Line((one.name, one.weight, one.score, one.mean)) for one in rows)
        yield Table(f"groups-{kind}", say("{kind}得分", kind=title), columns, lines)


def _imported(report: UnitReport) -> Table:
    """What other sources say; it is in no score."""
    columns = (
        Column("name", say("项目"), Kind.NAME),
        Column("value", say("数值")),
        Column("day", say("日期"), Kind.WORDS),
        Column("source", say("来源"), Kind.WORDS),
        Column("note", say("说明"), Kind.WORDS),
    )
    lines = tuple(
        Line((one.name, Told(figure_text(one), one.value), day_words(one.day) if one.day else "", one.source, one.note))
        for one in report.figures.imported
    )
    return Table("imported", say("导入数据"), columns, lines)
