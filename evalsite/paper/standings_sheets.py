"""The sheets 排序, 两两比较 and 推荐 of the workbook of results; each only where there is something in it."""

from collections.abc import Iterator, Sequence

from evalsite.core.disclosure import Figure, Results
from evalsite.core.standings import order_in_words
from evalsite.paper.result_words import Names, reason
from evalsite.paper.standings_content import BASES

Cell = str | int | Figure | None
Table = tuple[str, Sequence[str], Sequence[int], list[Sequence[Cell]]]
"""Name, heads, widths and rows of a sheet."""


def standings_sheets(results: Results) -> Iterator[Table]:
    names = Names(results)
    for made in (_rankings(results, names), _pairs(results, names), _nominations(results, names)):
        if made[3]:
            yield made


def _rankings(results: Results, names: Names) -> Table:
    scores = {(s.subject, s.indicator): s for s in results.scores if s.electorate is None}
    rows: list[Sequence[Cell]] = []
    for one in results.rankings:
        score = scores.get((one.subject, one.indicator))
        place: list[Cell] = [names.indicators[one.indicator], one.subject, names.subjects[one.subject]]
        decided: list[Cell] = [order_in_words(results.campaign, one.indicator)]
        decided += [score.score, score.rank, score.of] if score else [None] * 3
        rows.append([*place, *decided, one.points, one.ballots, reason(one.ballots)])
    head = [
        "指标",
        "对象编号",
        "对象",
        "排序依据",
        "平均名次或平均分",
        "名次",
        "参加排名数",
        "波达分合计",
        "排序票数",
        "说明",
    ]
    return "排序", head, [26, 10, 26, 12, 16, 8, 12, 12, 10, 40], rows


def _pairs(results: Results, names: Names) -> Table:
    rows: list[Sequence[Cell]] = [
        [
            names.indicators[one.indicator],
            names.subjects[one.subject],
            names.subjects[one.other],
            one.before,
            one.after,
            one.ties,
            reason(one.before),
        ]
        for one in results.pairs
    ]
    head = ["指标", "甲", "乙", "甲在乙前（票）", "乙在甲前（票）", "并列（票）", "说明"]
    return "两两比较", head, [26, 26, 26, 14, 14, 12, 40], rows


def _nominations(results: Results, names: Names) -> Table:
    rows: list[Sequence[Cell]] = [
        [
            names.indicators[one.indicator],
            one.subject,
            names.subjects[one.subject],
            one.votes,
            *(share for _, share in one.shares),
            one.rank,
            one.of,
            reason(one.votes),
        ]
        for one in results.nominations
    ]
    bases = [f"占{BASES[base]}（%）" for base, _ in results.nominations[0].shares] if results.nominations else []
    head = ["指标", "对象编号", "对象", "推荐票", *bases, "名次", "参加排名数", "说明"]
    return "推荐", head, [26, 10, 26, 10, *[14] * len(bases), 8, 12, 40], rows
