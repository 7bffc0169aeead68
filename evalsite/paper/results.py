"""The disclosed results as files: JSON for scripts, CSV for any program; the workbook is in results_workbook.py."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from evalsite.core.disclosure import Figure, Results, Withheld
from evalsite.core.scoring import ALL
from evalsite.paper.result_words import Names, reason, shown
from evalsite.paper.results_workbook import results_xlsx

__all__ = ["results_csv", "results_json", "results_xlsx"]

# A cell that begins with one of these is taken for a formula by spreadsheets; the apostrophe makes it text
# (OWASP, "CSV Injection"). Tab and line ends count because programs strip them first.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
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


def results_json(results: Results) -> dict[str, Any]:
    """The results as the contract has them: votes and ranks integers, rates and scores the strings of the report.

    ``withheld`` lists what is null because it may not be seen: ``path`` is a JSON pointer (RFC 6901) into this very
    object, ``reason`` a key of ``disclosure.REASONS``. A null that is not listed there does not exist: a rate of a
    grade outside the base, a score where nobody gave a mark.
    """
    campaign, opened = results.campaign, _Open()
    return {
        "campaign": {
            "id": results.id,
            "name": campaign.name,
            "kind": campaign.kind.value,
            "round": campaign.round,
        },
        "turnout": [
            {
                "electorate": line.electorate,
                "issued": line.issued,
                "stamped": line.stamped,
                "dropped": line.dropped,
                "valid": line.valid,
                "void": line.void,
            }
            for line in results.turnout
        ],
        "counts": [
            {
                "electorate": count.electorate,
                "subject": count.subject,
                "indicator": count.indicator,
                "grade": count.grade,
                "votes": opened.whole(f"/counts/{n}/votes", count.votes),
                "rate": opened.text(f"/counts/{n}/rate", count.rate),
            }
            for n, count in enumerate(results.counts)
        ],
        "scores": [
            {
                "subject": score.subject,
                "electorate": score.electorate,
                "indicator": score.indicator,
                "score": opened.text(f"/scores/{n}/score", score.score),
                "rank": opened.whole(f"/scores/{n}/rank", score.rank),
                "of": score.of,
                "verdict": opened.text(f"/scores/{n}/verdict", score.verdict),
            }
            for n, score in enumerate(results.scores)
        ],
        "comments": [
            {"subject": comment.subject, "indicator": comment.indicator, "text": comment.text}
            for comment in results.comments
        ],
        "withheld": opened.withheld,
    }


# --- CSV --------------------------------------------------------------------------------------------------------------


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _rows(results: Results) -> Iterator[dict[str, str]]:
    names = Names(results)
    for line in results.turnout:
        for word, number in (
            ("发出", line.issued),
            ("已签章", line.stamped),
            ("收回", line.dropped),
            ("有效", line.valid),
            ("废票", line.void),
        ):
            row = {"表": "投票情况", "票种编号": line.electorate, "票种": names.electorate(line.electorate)}
            yield {**row, "等次": word, "票数": str(number)}
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
            "说明": reason(score.score, score.rank, score.verdict),
        }
    for comment in results.comments:
        yield {
            "表": "意见",
            "对象编号": comment.subject or "",
            "对象": names.subjects[comment.subject] if comment.subject else "",
            "指标编号": comment.indicator,
            "指标": names.indicators[comment.indicator],
            "内容": comment.text,
        }


# Columns whose content people wrote; the others are numbers and words of ours, and a minus stays a minus there.
WRITTEN = {"票种编号", "票种", "对象编号", "对象", "指标编号", "指标", "等次", "评定等次", "内容"}


def results_csv(results: Results) -> str:
    """All results as one table in RFC 4180 form, beginning with a byte order mark; encode it as UTF-8."""
    text = io.StringIO()
    writer = csv.DictWriter(text, HEAD, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(results):
        writer.writerow({name: harmless(cell) if name in WRITTEN else cell for name, cell in row.items()})
    return BOM + text.getvalue()
