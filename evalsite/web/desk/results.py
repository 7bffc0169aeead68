"""What the count gave: tables and charts of the disclosed results, reports and files. Nothing here can see more."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from flask import redirect, render_template, request, url_for
from markupsafe import Markup

from evalsite.core.campaign import Indicator, Subject, Type
from evalsite.core.disclosure import Comment, Count, Results, Score, Shown
from evalsite.core.permission import Act
from evalsite.core.report import UnitReport, unit_report
from evalsite.core.report_parts import Distribution
from evalsite.core.saying import say
from evalsite.core.scoring import ALL
from evalsite.paper import score_charts, vote_charts
from evalsite.paper.comparison_content import comparison_sections
from evalsite.paper.report_content import Words
from evalsite.paper.report_html import STYLE_SOURCE
from evalsite.paper.result_words import about_writein
from evalsite.usecases import reporting
from evalsite.web import language
from evalsite.web.access import needs, reading
from evalsite.web.desk import listing
from evalsite.web.desk.comparing import drawn
from evalsite.web.desk.room import Page, room, routes, shown
from evalsite.web.desk.showing import withheld_reasons
from evalsite.web.desk.standing_tables import nomination_tables, rank_tables, verdict_tables
from evalsite.words import LISTINGS

WIDEST = 8  # indicator columns of the overview; more belong into the workbook
PDF = "application/pdf"
# The report is a page on its own, to be saved and passed on: its one style sheet stands in it. It runs nothing.
REPORT_POLICY = f"default-src 'none'; style-src {STYLE_SOURCE}; img-src data:; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class Line:
    """One subject in the overview; ``by_indicator`` in the order of the columns."""

    subject: Subject
    total: Score | None
    by_indicator: tuple[Score | None, ...]

    @property
    def bar(self) -> float | None:
        """The total as part of a hundred; None where it is no such number or not shown."""
        score = self.total.score if self.total else None
        value = float(score.value) if isinstance(score, Shown) else -1.0
        return value if 0 <= value <= 100 else None


@dataclass(frozen=True, slots=True)
class Ranking:
    """One group of subjects by rank, under the indicators that it is asked about; ``left_out`` did not fit."""

    group: str
    columns: tuple[Indicator, ...]
    left_out: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes for an indicator: the grades asked for, and a line for each electorate and for all together."""

    name: str
    grades: tuple[str, ...]
    lines: tuple[tuple[str, tuple[Count, ...]], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All subjects side by side on one indicator of grades, where grades have no points to make a score of."""

    name: str
    grades: tuple[str, ...]
    lines: tuple[tuple[Subject, tuple[Count, ...]], ...]
    picture: Markup


@routes.get("/c/<campaign_id>/results")
@needs(Act.READ)
def results(campaign_id: str) -> Page:
    here, order = shown(campaign_id), listing.asked()
    found = listing.in_order(reading().results(campaign_id), order)
    rankings = list(_rankings(found))
    return render_template(
        "desk/results.html",
        here=here,
        listing=order.value,
        listings=language.table(LISTINGS),
        found=found,
        rankings=rankings,
        comparisons=[] if rankings else list(_comparisons(found)),
        verdicts=list(verdict_tables(found)),
        orders=list(rank_tables(found)),
        nominations=list(nomination_tables(found)),
        groups=list(dict.fromkeys(s.group for s in found.campaign.subjects)),
        questions={one.code: one.name for one in found.campaign.indicators},
        about_writein=about_writein,
        alike=_alike,
        reasons=withheld_reasons([s.score for s in found.scores] + [c.votes for c in found.counts]),
    )


def _alike(comments: Iterable[Comment]) -> Iterable[tuple[str, int]]:
    """Answers in the same words once, with their number, as reports have them."""
    return Counter(one.text for one in comments).items()


def _rankings(found: Results) -> Iterator[Ranking]:
    scores = {(s.subject, s.indicator): s for s in found.scores if s.electorate is None and s.score is not None}
    for group in dict.fromkeys(subject.group for subject in found.campaign.subjects):
        members = [subject for subject in found.campaign.subjects if subject.group == group]
        columns = [i for i in found.campaign.indicators if any((m.code, i.code) in scores for m in members)]
        lines = [
            Line(m, scores.get((m.code, None)), tuple(scores.get((m.code, i.code)) for i in columns[:WIDEST]))
            for m in members
        ]
        if columns:
            yield Ranking(group, tuple(columns[:WIDEST]), len(columns[WIDEST:]), tuple(lines))


def _comparisons(found: Results) -> Iterator[Comparison]:
    reports = {s.code: unit_report(found, s.code) for s in found.campaign.subjects}
    for indicator in found.campaign.indicators:
        rows = [
            (subject, one)
            for subject in found.campaign.subjects
            for one in reports[subject.code].distributions
            if one.code == indicator.code and indicator.type is Type.GRADE
        ]
        if rows:
            grades = tuple(segment.grade for segment in rows[0][1].segments)
            pictures = vote_charts.distribution(
                [replace(one, name=subject.name) for subject, one in rows], indicator.name
            )
            lines = tuple((subject, _totals(found, subject.code, indicator.code)) for subject, _ in rows)
            yield Comparison(indicator.name, grades, lines, Markup(pictures))  # noqa: S704 - drawn by us


def _totals(found: Results, subject: str, indicator: str) -> tuple[Count, ...]:
    return tuple(c for c in found.counts if (c.electorate, c.subject, c.indicator) == (ALL, subject, indicator))


@routes.get("/c/<campaign_id>/results/pick")
@needs(Act.READ)
def pick(campaign_id: str) -> Page:
    """From the list of subjects to the page of one."""
    return redirect(url_for("desk.subject", campaign_id=campaign_id, subject=request.args.get("subject", "")))


@routes.get("/c/<campaign_id>/results/of/<subject>")
@needs(Act.READ)
def subject(campaign_id: str, subject: str) -> Page:
    here, reports = shown(campaign_id), reporting.reports(room().desk, campaign_id, reading())
    report, found = reports.of(subject), reports.results
    return render_template(
        "desk/subject.html",
        here=here,
        report=report,
        pictures=[Markup(svg) for svg in _pictures(report)],  # noqa: S704 - drawn by us, every text in it escaped
        sections=drawn(comparison_sections(report.compared, Words(report.footnotes))),
        votes=list(_votes(found, subject)),
        subjects=found.campaign.subjects,
    )


def _pictures(report: UnitReport) -> Iterator[str]:
    """The indicators of each scale together, points beside the group's, every choice on its own, the electorates."""
    scales: dict[str, list[Distribution]] = {}
    for one in report.distributions:
        if one.type is Type.GRADE:
            scales.setdefault(one.scale, []).append(one)
    yield from (vote_charts.distribution(rows) for rows in scales.values())
    scored = [one for one in report.distributions if one.type in (Type.GRADE, Type.SCORE) and one.score is not None]
    if any(one.type is Type.SCORE for one in scored):
        yield score_charts.comparison(scored)
    yield from (vote_charts.options(one) for one in report.distributions if one.type in (Type.CHOICE, Type.NOMINATE))
    yield from (vote_charts.places(one) for one in report.distributions if one.type is Type.RANK)
    if len(report.electorates) > 1 and any(row.score is not None for row in report.electorates):
        yield score_charts.electorates(report.electorates, report.score)


def _votes(found: Results, subject: str) -> Iterator[Votes]:
    """The full tables behind the pictures, from all electorates together down to each."""
    names = {e.code: e.name for e in found.campaign.counted} | {ALL: say("合计")}
    for indicator in found.campaign.indicators:
        lines: dict[str, list[Count]] = {}
        for count in found.counts:
            if count.subject == subject and count.indicator == indicator.code:
                lines.setdefault(count.electorate, []).append(count)
        if lines:
            grades = tuple(count.grade for count in next(iter(lines.values())))
            ordered = sorted(lines, key=lambda code: code != ALL)
            yield Votes(indicator.name, grades, tuple((names[code], tuple(lines[code])) for code in ordered))
