"""Rankings, pairs and nominations in the files of results: JSON and CSV; their sheets are drawn by results_workbook.py."""

from collections.abc import Iterator
from typing import Any, Protocol

from evalsite.core.disclosure import Figure, Results
from evalsite.core.standings import order_in_words
from evalsite.paper.result_words import Names, reason, shown
from evalsite.paper.standings_content import BASES

Row = dict[str, str]


class Opened(Protocol):
    """Figures as JSON values; what is withheld is null and noted (paper/results.py)."""

    def text(self, path: str, figure: Figure | None) -> str | None: ...

    def whole(self, path: str, figure: Figure | None) -> int | None: ...


def standings_json(opened: Opened, results: Results) -> dict[str, list[dict[str, Any]]]:
    """``rankings``, ``pairs`` and ``nominations``; Borda points are strings, since they may be halves."""
    return {
        "rankings": [
            {
                "indicator": one.indicator,
                "subject": one.subject,
                "order": order_in_words(results.campaign, one.indicator),
                "borda": opened.text(f"/rankings/{n}/borda", one.points),
                "ballots": opened.whole(f"/rankings/{n}/ballots", one.ballots),
            }
            for n, one in enumerate(results.rankings)
        ],
        "pairs": [
            {
                "indicator": one.indicator,
                "subject": one.subject,
                "other": one.other,
                "before": opened.whole(f"/pairs/{n}/before", one.before),
                "after": opened.whole(f"/pairs/{n}/after", one.after),
                "ties": opened.whole(f"/pairs/{n}/ties", one.ties),
            }
            for n, one in enumerate(results.pairs)
        ],
        "nominations": [
            {
                "indicator": one.indicator,
                "subject": one.subject,
                "votes": opened.whole(f"/nominations/{n}/votes", one.votes),
                "shares": {
                    base.value: opened.text(f"/nominations/{n}/shares/{base.value}", share)
                    for base, share in one.shares
                },
                "rank": opened.whole(f"/nominations/{n}/rank", one.rank),
                "of": one.of,
            }
            for n, one in enumerate(results.nominations)
        ],
    }


def ranking_rows(results: Results, names: Names) -> Iterator[Row]:
    for one in results.rankings:
        yield _row("排序", one.indicator, one.subject, names) | {
            "等次": "波达分合计",
            "票数": shown(one.ballots),
            "得分": shown(one.points),
            "说明": reason(one.ballots),
        }


def pair_rows(results: Results, names: Names) -> Iterator[Row]:
    """Three lines a pair: before, behind and beside."""
    for one in results.pairs:
        other = names.subjects[one.other]
        for word, figure in (("先于", one.before), ("后于", one.after), ("并列", one.ties)):
            yield _row("两两比较", one.indicator, one.subject, names) | {
                "等次": f"{word}“{other}”",
                "票数": shown(figure),
                "说明": reason(figure),
            }


def nomination_rows(results: Results, names: Names) -> Iterator[Row]:
    """A line for every base."""
    for one in results.nominations:
        for base, share in one.shares:
            yield _row("推荐", one.indicator, one.subject, names) | {
                "等次": f"占{BASES[base]}",
                "票数": shown(one.votes),
                "率（%）": shown(share),
                "名次": shown(one.rank),
                "参加排名数": "" if one.of is None else str(one.of),
                "说明": reason(one.votes),
            }


def _row(table: str, indicator: str, subject: str, names: Names) -> Row:
    return {
        "表": table,
        "票种编号": "*",
        "票种": names.electorate(None),
        "对象编号": subject,
        "对象": names.subjects[subject],
        "指标编号": indicator,
        "指标": names.indicators[indicator],
    }
