"""Verdicts, rankings and nominations (standing_tables.py) as tables to sort, filter and take along."""

from collections.abc import Iterator

from evalsite.core.campaign import Subject
from evalsite.core.disclosure import Figure, Results, Score, Shown
from evalsite.core.saying import say
from evalsite.paper.tables import Cell, Column, Kind, Line, Table, Told
from evalsite.web.desk.result_tables import SUBJECTS, told_verdict, who, who_cells
from evalsite.web.desk.standing_tables import (
    RankTable,
    nomination_tables,
    rank_tables,
    verdict_tables,
)
from evalsite.web.desk.tabling import marks_of

RANK = Column("rank", say("名次"))


def standing_views(found: Results) -> Iterator[Table]:
    """``verdicts-1`` …, ``order-1`` … with ``square-1`` … where pairs are shown, ``named-1`` …"""
    yield from _verdicts(found)
    for n, table in enumerate(rank_tables(found), start=1):
        yield _order(f"order-{n}", table)
        if table.square:
            yield _square(f"square-{n}", table)
    yield from _nominations(found)


def sentences(found: Results) -> dict[str, str]:
    """The order in one sentence, by the key of its table; none where nothing of it is shown."""
    return {
        f"order-{n}": say("按{by}从优到差：{order}。", by=table.by, order=table.order)
        for n, table in enumerate(rank_tables(found), start=1)
        if table.order
    }


def _verdicts(found: Results) -> Iterator[Table]:
    tables = list(verdict_tables(found))
    columns = (
        *who(),
        Column("verdict", say("评定等次"), Kind.WORDS),
        Column("ground", say("依据"), Kind.WORDS),
    )
    for n, table in enumerate(tables, start=1):
        lines = tuple(
            Line((*who_cells(one), told_verdict(score.verdict), score.ground), one.code, _marks(one, score))
            for one, score in table.lines
        )
        title = say("评定等次：{group}", group=table.group) if len(tables) > 1 else say("评定等次")
        foot = say("评定规则：{rule}", rule=table.rule)
        yield Table(f"verdicts-{n}", title, columns, lines, SUBJECTS, foot)


def _marks(subject: Subject, score: Score) -> dict[str, str]:
    return marks_of(subject, verdict=score.verdict.text if isinstance(score.verdict, Shown) else "")


def _order(key: str, table: RankTable) -> Table:
    by = say("{by}（平均）", by=table.by) if table.by == "波达分" else table.by
    columns = (RANK, *who(), Column("score", by), Column("points", say("波达分合计")))
    lines = tuple(
        Line((score.rank, *who_cells(one), score.score, points), one.code, marks_of(one))
        for one, score, points in table.lines
    )
    foot = "" if table.square or len(lines) < 2 else say("两两比较见导出的工作簿。")
    return Table(key, table.name, columns, lines, SUBJECTS, foot)


def _square(key: str, table: RankTable) -> Table:
    """Who stands before whom on how many ballots; the greater number of a pair in bold."""
    names = [one.name for one, _, _ in table.lines]
    columns = (
        Column("name", say("之前＼之后"), Kind.NAME),
        *(Column(f"n{n}", name) for n, name in enumerate(names)),
    )
    lines = tuple(
        Line((name, *(_pair(one, table.square[n][i]) for n, one in enumerate(row))))
        for i, (name, row) in enumerate(zip(names, table.square, strict=True))
    )
    foot = say("每格是把左边的对象排在上边的对象之前的票数；较多的一边加粗。")
    return Table(key, say("两两比较：{name}", name=table.name), columns, lines, foot=foot)


def _pair(one: Figure | None, other: Figure | None) -> Cell:
    if one is None:
        return "·"
    if isinstance(one, Shown) and isinstance(other, Shown) and one.value > other.value:
        return Told(one.text, one.value, strong=True)
    return one


def _nominations(found: Results) -> Iterator[Table]:
    for n, table in enumerate(nomination_tables(found), start=1):
        columns = (
            RANK,
            *who(),
            Column("votes", say("推荐票")),
            *(Column(f"b{b}", base) for b, base in enumerate(table.bases)),
        )
        lines = tuple(
            Line((one.rank, *who_cells(subject), one.votes, *(share for _, share in one.shares)), subject.code, marks_of(subject))
            for subject, one in table.lines
        )  # fmt: skip
        yield Table(f"named-{n}", table.name, columns, lines, SUBJECTS)
