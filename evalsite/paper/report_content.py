"""What a report's pages say, as plain text and pictures: one content for paper and web, so that they cannot differ."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import unescape
from itertools import groupby
from typing import Any

from evalsite.core.campaign import Type
from evalsite.core.disclosure import Figure, Shown, Withheld
from evalsite.core.report import Distribution, UnitReport
from evalsite.paper import charts
from evalsite.paper.words import period

Content = dict[str, Any]
COLUMNS = 8  # of a table of scores on an A4 page
TALLEST = 28  # rows of a chart on an A4 page
NONE = "—"


class _Words:
    """Figures as cells: withheld ones with the mark of their footnote."""

    def __init__(self, report: UnitReport) -> None:
        self._marks = {note.reason: note.mark for note in report.footnotes}

    def cell(self, figure: Figure | None) -> str:
        if isinstance(figure, Withheld):
            return charts.WITHHELD + self._marks[figure.reason]
        return figure.text if figure else NONE


def content(report: UnitReport) -> Content:
    """The pages of a report: texts are plain (never markup), pictures are SVG with their description."""
    words = _Words(report)
    graded = [row for row in report.distributions if row.type is Type.GRADE]
    return {
        "name": report.subject.name,
        "code": report.subject.code,
        "unit": report.subject.unit,
        "campaign": report.campaign,
        "kind": report.kind,
        "organiser": report.organiser,
        "place": "　".join(
            part for part in (report.round, report.subject.group, period(report.opens, report.closes)) if part
        ),
        "cover": [
            {
                "label": one.label,
                "value": words.cell(one.figure),
                "suffix": "%" if one.percent else "",
                "note": one.note,
                "withheld": not isinstance(one.figure, Shown),
            }
            for one in report.cover
        ],
        "summary": _summary(report),
        "contrast": _contrast(report),
        "distributions": [
            _picture(charts.distribution(part)) for rows in _by_scale(graded) for part in charts.portions(rows, TALLEST)
        ],
        "comparison": list(_comparison(report)),
        "others": list(_others(report, words)),
        "electorates": _electorates(report, words),
        "ranking": [_picture(svg) for svg in charts.ranking(report.peers, report.peer_mean)],
        "detail": [_detail(rows, words) for rows in _by_scale(graded)],
        "comments": [{"question": block.question, "texts": _counted(block.texts)} for block in report.comments],
        "rules": [{"title": rule.title, "text": rule.text} for rule in report.rules],
        "footnotes": [{"mark": note.mark, "text": note.text} for note in report.footnotes],
        "signatures": list(report.signatures),
    }


def _picture(svg: str) -> Content:
    """``alt`` repeats what the picture tells, for readers of the PDF who cannot see."""
    told = re.search("<title>(.*?)</title><desc>(.*?)</desc>", svg, re.DOTALL)
    assert told is not None  # every chart has both
    return {"svg": svg, "alt": unescape(f"{told[1]}。{told[2]}")}


def _by_scale(rows: Sequence[Distribution]) -> list[list[Distribution]]:
    """Indicators that stand together and share their grades share a chart and a table."""
    return [list(part) for _, part in groupby(rows, key=lambda row: [segment.grade for segment in row.segments])]


def _summary(report: UnitReport) -> str:
    issued, dropped, valid = (
        sum(getattr(row, name) for row in report.electorates) for name in ("issued", "dropped", "valid")
    )
    parts = [f"本次测评向 {len(report.electorates)} 个票种发出测评码 {issued} 份，收回 {dropped} 票，有效 {valid} 票。"]
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
    return [_side(title, rows) for title, rows in (("高于同组平均", best), ("低于同组平均", worst))]


def _side(title: str, rows: Sequence[Distribution]) -> Content:
    return {
        "title": title,
        "rows": [
            {"name": row.name, "score": charts.text_of(row.score), "difference": charts.text_of(row.difference)}
            for row in rows
        ],
    }


def _counted(texts: Sequence[str]) -> list[Content]:
    """Answers in the same words once, with their number; the order stays that of the results, which says nothing of the box."""
    return [{"text": text, "times": times} for text, times in Counter(texts).items()]


def _comparison(report: UnitReport) -> Iterable[Content]:
    """Scored indicators side by side, where there are at least two and somebody to compare with."""
    rows = [row for row in report.distributions if row.score is not None and row.type is not Type.RANK]
    if len(rows) > 1 and any(row.mean is not None for row in rows):
        for part in charts.portions(rows, TALLEST):
            yield _picture(charts.comparison(part, rows))


def _others(report: UnitReport, words: _Words) -> Iterable[Content]:
    """Choices, nominations and rankings."""
    for row in report.distributions:
        if row.type in (Type.CHOICE, Type.NOMINATE):
            parts = charts.portions(row.segments, TALLEST)
            pictures = [_picture(charts.options(replace(row, segments=tuple(part)))) for part in parts]
            yield {"name": row.name, "line": "", "pictures": pictures}
        elif row.type is Type.RANK:
            line = f"平均名次 {words.cell(row.score)}，按平均名次在同组列第 {words.cell(row.rank)} 位。"
            yield {"name": row.name, "line": line, "pictures": [_picture(charts.places(row))]}


def _electorates(report: UnitReport, words: _Words) -> Content:
    """Turnout and score of every electorate; then scores by indicator, in tables no wider than the page."""
    scored = any(row.score is not None for row in report.electorates)
    weighted = any(row.weight for row in report.electorates)
    head = ["票种", *(["权重"] if weighted else []), "发出", "收回", "有效", "废票", *(["得分"] if scored else [])]
    rows = [
        [
            row.name,
            *([row.weight or NONE] if weighted else []),
            *(str(number) for number in (row.issued, row.dropped, row.valid, row.void)),
            *([words.cell(row.score)] if scored else []),
        ]
        for row in report.electorates
    ]
    several = scored and len(report.electorates) > 1
    rows_of = report.electorates
    parts = charts.portions(rows_of, TALLEST)
    return {
        "pictures": [_picture(charts.electorates(part, report.score, rows_of)) for part in parts] if several else [],
        "turnout": {"head": head, "rows": rows},
        "scores": _cross(report, words) if several and len(report.indicators) > 1 else [],
    }


def _cross(report: UnitReport, words: _Words) -> list[Content]:
    """Indicators by electorates, ``COLUMNS`` electorates a table; the first one has the total."""
    columns = [("合计", report.total), *((row.name, row.by_indicator) for row in report.electorates)]
    return [
        {
            "head": ["指标", *(name for name, _ in part)],
            "rows": [
                [name, *(words.cell(figures[number]) for _, figures in part)]
                for number, name in enumerate(report.indicators)
            ],
        }
        for part in (columns[start : start + COLUMNS] for start in range(0, len(columns), COLUMNS))
    ]


def _detail(rows: Sequence[Distribution], words: _Words) -> Content:
    """Votes and rates of every grade, with the score where there is one."""
    scored = any(row.score is not None for row in rows)
    weighted = any(row.weight for row in rows)
    return {
        "grades": [segment.grade for segment in rows[0].segments],
        "weighted": weighted,
        "scored": scored,
        "rows": [
            {
                "name": row.name,
                "weight": row.weight or NONE,
                "cells": [
                    {
                        "votes": words.cell(segment.votes),
                        "rate": f"{segment.rate.text}%" if isinstance(segment.rate, Shown) else "",
                    }
                    for segment in row.segments
                ],
                "score": words.cell(row.score),
                "mean": words.cell(row.mean),
                "difference": words.cell(row.difference),
            }
            for row in rows
        ],
    }
