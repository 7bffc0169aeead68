"""What the count gave: tables and charts of the disclosed results, reports and files. Nothing here can see more."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from flask import redirect, render_template, request, url_for

from evalsite.core.disclosure import Comment, Results
from evalsite.core.permission import Act
from evalsite.core.saying import say
from evalsite.core.summary import SummaryReport, summary_report
from evalsite.paper.tables import Table
from evalsite.usecases import reporting
from evalsite.web import language
from evalsite.web.access import needs, reading
from evalsite.web.desk import listing, result_tables, subject_tables
from evalsite.web.desk.comparing import comparison_tables, drawn_sections
from evalsite.web.desk.result_charts import Picture, group_pictures, rate_picture, subject_pictures
from evalsite.web.desk.room import Page, room, routes, shown
from evalsite.web.desk.showing import withheld_reasons
from evalsite.web.desk.standing_views import sentences, standing_views
from evalsite.web.desk.tabling import Tables, origin_of
from evalsite.words import LISTINGS


@routes.get("/c/<campaign_id>/results")
@needs(Act.READ)
def results(campaign_id: str) -> Page:
    here, order = shown(campaign_id), listing.asked()
    found = listing.in_order(reading().results(campaign_id), order)
    report = summary_report(found, by_rank=False)
    tables = Tables(_tables(found, report))
    if file := tables.file(origin_of(found)):
        return file
    return render_template(
        "desk/results.html",
        here=here,
        listing=order.value,
        listings=language.table(LISTINGS),
        found=found,
        report=report,
        tables=tables,
        sentences=sentences(found),
        pictures=_pictures(found, report, tables),
        questions={one.code: one.name for one in found.campaign.indicators},
        alike=_alike,
        to_subject=to_subject(campaign_id),
        reasons=withheld_reasons([s.score for s in found.scores] + [c.votes for c in found.counts]),
    )


def to_subject(campaign_id: str) -> Callable[[str], str]:
    """The page of a subject by its code."""
    return lambda code: url_for("desk.subject", campaign_id=campaign_id, subject=code)


def _alike(comments: Iterable[Comment]) -> Iterable[tuple[str, int]]:
    """Answers in the same words once, with their number, as reports have them."""
    return Counter(one.text for one in comments).items()


def _tables(found: Results, report: SummaryReport) -> Iterator[Table]:
    scores = list(result_tables.score_tables(report))
    yield from scores
    yield from result_tables.voter_tables(report)
    yield from standing_views(found)
    if not scores:
        yield from result_tables.rate_tables(found)
    yield result_tables.writein_table(found)
    yield result_tables.comment_table(found, (one for one in found.comments if one.subject is None))
    yield result_tables.turnout_table(report)
    yield result_tables.paper_table(found)


def _pictures(found: Results, report: SummaryReport, tables: Tables) -> dict[str, list[Picture]]:
    """By the key of the table beside which they stand; of the lines that it has."""
    pictures: dict[str, list[Picture]] = {}
    groups = {f"scores-{n}": group for n, group in enumerate(report.groups, start=1)}
    for table in tables.starting("scores"):
        pictures[table.key] = group_pictures(groups[table.key], {line.about for line in table.lines})
    asked = {f"rates-{n}": one for n, one in enumerate(found.campaign.indicators, start=1)}
    for table in tables.starting("rates"):
        drawn = rate_picture(report, asked[table.key], {line.about for line in table.lines})
        pictures[table.key] = [drawn] if drawn else []
    return pictures


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
    sections = drawn_sections(report)
    tables = Tables([*subject_tables.tables(report, found), *comparison_tables(sections)])
    if file := tables.file(origin_of(found, report)):
        return file
    return render_template(
        "desk/subject.html",
        here=here,
        report=report,
        tables=tables,
        pictures=subject_pictures(report),
        sections=sections,
        alike=Counter,
        subjects=found.campaign.subjects,
        names=say("换一个对象"),
    )
