"""The disclosed results as files: JSON for scripts, CSV for any program; the workbook is in results_workbook.py."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain, dropwhile
from typing import Any

from evalsite.core.disclosure import Count, Figure, Results, Score, Shown, Withheld, WriteIn
from evalsite.core.extension import Extension
from evalsite.core.figures import Figures
from evalsite.core.findings import has_invisible
from evalsite.core.groupscores import ELECTORATES
from evalsite.core.paperwords import tellers_of
from evalsite.core.redacting import count_in_words
from evalsite.core.scoring import ALL
from evalsite.paper.imported_files import imported_json, imported_rows
from evalsite.paper.result_words import Names, about_writein, reason, shown
from evalsite.paper.results_workbook import results_xlsx
from evalsite.paper.standings_files import nomination_rows, pair_rows, ranking_rows, standings_json

__all__ = ["results_csv", "results_json", "results_xlsx"]

# A cell that begins with one of these is taken for a formula by spreadsheets; the apostrophe makes it text
# (OWASP, "CSV Injection"), also behind blanks and characters that show nothing, which programs strip first.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_STRIPPED = ("\t", "\r", "\n")
BOM = "\ufeff"  # Excel reads a CSV file as UTF-8 only with it
HEAD = (
    "表", "票种编号", "票种", "对象编号", "对象", "指标编号", "指标", "等次", "票数", "率（%）", "得分", "名次", "参加排名数", "评定等次", "说明", "内容",
)  # fmt: skip


# --- JSON -------------------------------------------------------------------------------------------------------------


class _Open:
    """Figures as JSON values; what is withheld becomes null and is noted with its path and reason."""

    def __init__(self) -> None:
        self.withheld: list[dict[str, str]] = []

    def text(self, path: str, figure: Figure | None) -> str | None:
        if isinstance(figure, Withheld):
            self.withheld.append({"path": path, "reason": figure.reason})
            return None
        return figure.text if figure else None

    def whole(self, path: str, figure: Figure | None) -> int | None:
        text = self.text(path, figure)
        return None if text is None else int(text)


def results_json(results: Results, figures: Figures | None = None) -> dict[str, Any]:
    """The results as docs/formats.md has them: votes and ranks integers, rates and scores the strings of the report.

    ``withheld`` lists what is null because it may not be seen: ``path`` is a JSON pointer (RFC 6901) into this very
    object, ``reason`` a key of ``disclosure.REASONS``. A null that is not listed there does not exist: a rate of a
    grade outside the base, a score where nobody gave a mark.

    ``figures`` of other sources, where there are any, stand apart under ``imported``.
    """
    campaign, opened = results.campaign, _Open()
    return {
        "campaign": {"id": results.id, "name": campaign.name, "kind": campaign.kind.value, "round": campaign.round},
        "turnout": [{name: n for name, n in asdict(line).items() if name != "spare" or n} for line in results.turnout],
        "counts": [_count(opened, f"/counts/{n}", count) for n, count in enumerate(results.counts)],
        "scores": [_score(opened, f"/scores/{n}", score) for n, score in enumerate(results.scores)],
        "comments": list(_comments(results)),
        "withheld": opened.withheld,
        "writeins": [_writein(opened, f"/writeins/{n}", one) for n, one in enumerate(results.writeins)],
        "redacted": dict(sorted(Counter(results.hidden).items())),
        **({"paper": [line.to_json() for line in results.paper]} if results.paper else {}),
        "groups": [
            {
                "subject": one.subject,
                "kind": one.kind,
                "name": one.name,
                "score": opened.text(f"/groups/{n}/score", one.score),
            }
            for n, one in enumerate(results.groups)
        ],
        "verdicts": [
            {"subject": one.subject, "verdict": one.verdict.text, "ground": one.ground}
            for one in results.scores
            if isinstance(one.verdict, Shown)
        ],
        "remarks": [asdict(remark) for remark in results.remarks],
        **({"extensions": [_extension(one) for one in results.extensions]} if results.extensions else {}),
        **standings_json(opened, results),
        **imported_json(figures),
    }


def _extension(one: Extension) -> dict[str, Any]:
    return {"before": one.before.isoformat(), "closes": one.closes.isoformat(), "reason": one.reason}


def _comments(results: Results) -> Iterator[dict[str, Any]]:
    """Free text, then every name written in that is not one of the list, once."""
    for comment in results.comments:
        yield {"subject": comment.subject, "indicator": comment.indicator, "text": comment.text}
    for one in results.writeins:
        if one.subject is None:
            yield {"subject": None, "indicator": one.indicator, "text": one.name}


def _writein(opened: _Open, path: str, one: WriteIn) -> dict[str, Any]:
    return {
        "indicator": one.indicator,
        "subject": one.subject,
        "name": one.name,
        "votes": opened.whole(f"{path}/votes", one.votes),
        "least": opened.whole(f"{path}/least", one.least),
        "rate": opened.text(f"{path}/rate", one.rate),
    }


def _count(opened: _Open, path: str, count: Count) -> dict[str, Any]:
    return {
        "electorate": count.electorate,
        "subject": count.subject,
        "indicator": count.indicator,
        "grade": count.grade,
        "votes": opened.whole(f"{path}/votes", count.votes),
        "rate": opened.text(f"{path}/rate", count.rate),
    }


def _score(opened: _Open, path: str, score: Score) -> dict[str, Any]:
    return {
        "subject": score.subject,
        "electorate": score.electorate,
        "indicator": score.indicator,
        "score": opened.text(f"{path}/score", score.score),
        "rank": opened.whole(f"{path}/rank", score.rank),
        "of": score.of,
        "verdict": opened.text(f"{path}/verdict", score.verdict),
    }


# --- CSV --------------------------------------------------------------------------------------------------------------


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    begun = "".join(dropwhile(lambda c: c.isspace() or has_invisible(c), text))
    return f"'{text}" if begun.startswith(FORMULA) or text.startswith(_STRIPPED) else text


Row = dict[str, str]


def _turnout_rows(results: Results, names: Names) -> Iterator[Row]:
    for line in results.turnout:
        row = {"表": "投票情况", "票种编号": line.electorate, "票种": names.electorate(line.electorate)}
        numbers = (line.expected, line.stamped, line.dropped, line.valid, line.void)
        for word, number in zip(("发出", "已签章", "收回", "有效", "废票"), numbers, strict=True):
            yield {**row, "等次": word, "票数": str(number)}
    for one in results.paper:
        row = {"表": "投票情况", "票种编号": one.electorate, "票种": names.electorate(one.electorate)}
        counted = (one.issued, one.returned, one.valid, one.void)
        for word, number in zip(("纸质发出", "纸质收回", "纸质有效", "纸质废票"), counted, strict=True):
            yield {**row, "等次": word, "票数": str(number), "内容": f"计票人：{tellers_of(one)}"}


def _count_rows(results: Results, names: Names) -> Iterator[Row]:
    for count in results.counts:
        yield {
            "表": "得票",
            "票种编号": count.electorate,
            "票种": names.electorate(count.electorate),
            "对象编号": count.subject,
            "对象": names.subjects[count.subject],
            "指标编号": count.indicator,
            "指标": names.indicators[count.indicator],
            "等次": count.grade,
            "票数": shown(count.votes),
            "率（%）": shown(count.rate),
            "说明": reason(count.votes, count.rate),
        }


def _score_rows(results: Results, names: Names) -> Iterator[Row]:
    for score in results.scores:
        yield {
            "表": "得分",
            "票种编号": score.electorate or ALL,
            "票种": names.electorate(score.electorate),
            "对象编号": score.subject,
            "对象": names.subjects[score.subject],
            "指标编号": score.indicator or "",
            "指标": names.indicators[score.indicator] if score.indicator else "总分",
            "得分": shown(score.score),
            "名次": shown(score.rank),
            "参加排名数": "" if score.of is None else str(score.of),
            "评定等次": shown(score.verdict),
            "说明": "；".join(part for part in (reason(score.score, score.rank, score.verdict), score.ground) if part),
        }


def _group_rows(results: Results, names: Names) -> Iterator[Row]:
    """The name of the group stands under 票种 or 指标; it has no code."""
    for one in results.groups:
        of_voters = one.kind == ELECTORATES
        yield {
            "表": "分组得分",
            "票种编号": "" if of_voters else ALL,
            "票种": one.name if of_voters else names.electorate(ALL),
            "对象编号": one.subject,
            "对象": names.subjects[one.subject],
            "指标": "总分" if of_voters else one.name,
            "得分": shown(one.score),
            "说明": reason(one.score),
        }


def _comment_rows(results: Results, names: Names) -> Iterator[Row]:
    for comment in results.comments:
        yield {
            "表": "意见",
            "对象编号": comment.subject or "",
            "对象": names.subjects[comment.subject] if comment.subject else "",
            "指标编号": comment.indicator,
            "指标": names.indicators[comment.indicator],
            "说明": count_in_words(comment.hidden),
            "内容": comment.text,
        }


def _writein_rows(results: Results, names: Names) -> Iterator[Row]:
    for one in results.writeins:
        yield {
            "表": "写名",
            "票种编号": ALL,
            "票种": names.electorate(ALL),
            "对象编号": one.subject or "",
            "对象": names.subjects[one.subject] if one.subject else "",
            "指标编号": one.indicator,
            "指标": names.indicators[one.indicator],
            "票数": shown(one.votes),
            "率（%）": shown(one.rate),
            "说明": about_writein(one),
            "内容": one.name,
        }


# Columns whose content people wrote; the others are numbers and words of ours, and a minus stays a minus there.
WRITTEN = {"票种编号", "票种", "对象编号", "对象", "指标编号", "指标", "等次", "评定等次", "说明", "内容"}


def _remark_rows(results: Results, names: Names) -> Iterator[Row]:
    """First of all lines: whoever reads the table from the top reads these before any figure."""
    for remark in results.remarks:
        yield {
            "表": "提示",
            "票种编号": remark.electorate or ALL,
            "票种": names.electorate(remark.electorate),
            "等次": "结果无效" if remark.void else "仅供参考",
            "内容": remark.text,
        }


TABLES = (
    _remark_rows,
    _turnout_rows,
    _count_rows,
    _score_rows,
    _group_rows,
    _comment_rows,
    _writein_rows,
    ranking_rows,
    pair_rows,
    nomination_rows,
)


def results_csv(results: Results, figures: Figures | None = None) -> str:
    """All results as one table in RFC 4180 form, beginning with a byte order mark; encode it as UTF-8.

    ``figures`` of other sources stand in lines of their own behind all others.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, HEAD, restval="", lineterminator="\r\n")
    writer.writeheader()
    names = Names(results)
    tables = [rows(results, names) for rows in TABLES]
    for row in chain(*tables, imported_rows(figures, names)):
        writer.writerow({name: harmless(cell) if name in WRITTEN else cell for name, cell in row.items()})
    return BOM + text.getvalue()
