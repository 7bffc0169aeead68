"""Comparison at the desk (比对): everybody's places, two measures against each other, the rounds of the series."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import render_template, request, url_for
from markupsafe import Markup

from evalsite.core.campaign import Subject
from evalsite.core.comparison import Measure, TwoAxes, standings, two_axes
from evalsite.core.directions import legs_of
from evalsite.core.disclosure import Figure, Results
from evalsite.core.measures import measures
from evalsite.core.permission import Act
from evalsite.core.refusals import NotComparable
from evalsite.core.report import UnitReport
from evalsite.core.rounds import Trend, mean_over, trends
from evalsite.core.surroundings import Surroundings
from evalsite.paper import comparison_charts
from evalsite.paper.blocks import Content
from evalsite.paper.comparison_content import comparison_sections, left_out_note, numbered
from evalsite.paper.comparison_workbook import comparison_xlsx
from evalsite.paper.report_content import Words
from evalsite.paper.tables import Table
from evalsite.paper.tables_blocks import block_tables
from evalsite.usecases import reporting
from evalsite.web.access import needs, reading
from evalsite.web.desk.comparison_tables import (
    RoundLine,
    axes_table,
    electorate_table,
    leg_table,
    round_table,
    standing_table,
)
from evalsite.web.desk.room import XLSX, Page, download, room, routes, shown
from evalsite.web.desk.tabling import Tables, origin_of

MOST_ROUNDS = 8  # columns of the table; earlier rounds stand in each subject's own line
MOST_REASONS = 6  # why one number over rounds is refused


@dataclass(frozen=True, slots=True)
class Choice:
    """What the two-axis chart shows: a group of subjects by two measures, and what else there is to choose."""

    group: str
    groups: tuple[str, ...]
    every: tuple[Measure, ...]
    x: Measure
    y: Measure
    axes: TwoAxes | None


def drawn_sections(report: UnitReport) -> list[Content]:
    """What a report compares, for the desk: sections that have something to say, with their pictures as markup of ours."""
    return [
        {**section, "blocks": [_drawn(block) for block in section["blocks"]]}
        for section in comparison_sections(report.compared, Words(report.footnotes))
        if section["blocks"]
    ]


def _drawn(block: Content) -> Content:
    if block["kind"] != "picture":
        return block
    return {**block, "svg": Markup(block["svg"])}  # noqa: S704 - drawn by us, every text in it escaped


def comparison_tables(sections: list[Content]) -> Iterator[Table]:
    """The tables in sections of a report, by keys that stand in the sections from now on."""
    return block_tables("section", sections)


@routes.get("/c/<campaign_id>/compare")
@needs(Act.READ)
def compare(campaign_id: str) -> Page:
    here, gathered = shown(campaign_id), reporting.reports(room().desk, campaign_id, reading())
    found, around = gathered.results, gathered.around
    choice, lines, rounds = _choice(found, around), _lines(found, around), around.rounds[-MOST_ROUNDS:]
    numbers = numbered(choice.axes) if choice and choice.axes else {}
    tables = Tables(_tables(found, choice, numbers, round_table(rounds, lines, found.campaign.series)))
    if file := tables.file(origin_of(found)):
        return file
    picture = None
    if choice and choice.axes:
        picture = Markup(comparison_charts.two_axes(choice.axes, numbers))  # noqa: S704 - drawn by us
    return render_template(
        "desk/compare.html",
        here=here,
        found=found,
        tables=tables,
        choice=choice,
        picture=picture,
        left_out=left_out_note(choice.axes) if choice and choice.axes else "",
        days=[(one.label, one.day) for one in rounds],
        refused=list(dict.fromkeys(one.refused for one in lines if one.refused))[:MOST_REASONS],
        to_subject=lambda code: url_for("desk.subject", campaign_id=campaign_id, subject=code),
    )


def _tables(found: Results, choice: Choice | None, numbers: dict[str, str], rounds: Table) -> Iterator[Table]:
    yield standing_table(standings(found))
    yield electorate_table(found)
    if choice and choice.axes:
        spots = sorted(choice.axes.spots, key=lambda one: int(numbers[one.subject.code]))
        yield axes_table(choice.x, choice.y, spots, numbers)
    yield rounds
    yield leg_table(legs_of(found))


@routes.get("/c/<campaign_id>/compare.xlsx")
@needs(Act.READ)
def compare_export(campaign_id: str) -> Page:
    here, gathered = shown(campaign_id), reporting.reports(room().desk, campaign_id, reading())
    lines = [(one.subject, one.line) for one in _lines(gathered.results, gathered.around)]
    data = comparison_xlsx(standings(gathered.results), lines)
    return download(data, f"{here.campaign.name}-比对.xlsx", XLSX)


def _choice(found: Results, around: Surroundings) -> Choice | None:
    """What was asked for in the address, else the first group that can be drawn by its score and the next best measure."""
    groups = tuple(dict.fromkeys(subject.group for subject in found.campaign.subjects))
    group = request.args.get("group", "")
    if group in groups:
        return _chosen(found, around, groups, group)
    every = [_chosen(found, around, groups, one) for one in groups]
    return next((one for one in every if one and one.axes), every[0])


def _chosen(found: Results, around: Surroundings, groups: tuple[str, ...], group: str) -> Choice | None:
    """A group by the two measures of the address; None where there are none to choose from."""
    subjects = [subject for subject in found.campaign.subjects if subject.group == group]
    every = measures(found, subjects, around)
    if len(every) < 2:
        return None
    x = _measure(every, "x", every[0])
    y = _measure(every, "y", next(one for one in every if one.key != x.key))
    return Choice(group, groups, every, x, y, two_axes(subjects, x, y))


def _measure(every: tuple[Measure, ...], name: str, otherwise: Measure) -> Measure:
    chosen = next((one for one in every if one.key == request.args.get(name)), otherwise)
    low = request.args.get(f"low_{name}") == "1"
    return replace(chosen, low_is_better=True) if low else chosen


def _lines(found: Results, around: Surroundings) -> list[RoundLine]:
    """The subjects that took part in more than one round."""
    if len(around.rounds) < 2:
        return []
    every = trends(around.rounds, found.id, [subject.code for subject in found.campaign.subjects])
    return [_round_line(found.campaign.subject(code), line) for code, line in every.items() if line.told]


def _round_line(subject: Subject, line: Trend) -> RoundLine:
    mean: Figure | None = None
    refused = ""
    try:
        mean = mean_over(line)
    except NotComparable as refusal:
        refused = str(refusal.details["rounds"])
    return RoundLine(subject, line.points[-MOST_ROUNDS:], line, mean, refused)
