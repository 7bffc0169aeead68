"""The pictures beside the tables of results: the group by rank, how it was marked as a whole, electorates side by side."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from evalsite.core.campaign import Indicator, Type
from evalsite.core.report import UnitReport
from evalsite.core.report_parts import rank_order
from evalsite.core.saying import say
from evalsite.core.summary import GroupResult, SummaryReport
from evalsite.paper import score_charts, vote_charts
from evalsite.paper.chart_parts import portions
from evalsite.paper.report_content import TALLEST, by_scale


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart in one or more parts; those behind the first are folded away."""

    title: str
    parts: tuple[Markup, ...]
    foot: str = ""


def picture(title: str, parts: Iterable[str], foot: str = "") -> Picture | None:
    """None where there is nothing to draw."""
    drawn = tuple(Markup(svg) for svg in parts)  # noqa: S704 - drawn by us, every text in it escaped
    return Picture(title, drawn, foot) if drawn else None


def group_pictures(group: GroupResult, codes: set[str]) -> list[Picture]:
    """Of a group's subjects with these codes: by rank, and where grades were given how all of the group were marked."""
    ranked = sorted((one for one in group.standings if one.score is not None), key=lambda one: rank_order(one.rank))
    peers = [one.peer for one in ranked if one.subject.code in codes]
    found = (
        picture(say("名次图"), score_charts.ranking(peers, group.mean, say("得分与名次")) if len(peers) > 1 else ()),
        picture(
            say("评价分布"),
            (vote_charts.distribution(part) for rows in by_scale(group.overview) for part in portions(rows, TALLEST)),
            say("每项指标下，同组各对象所得评定合在一起的占比；未公布的对象不计入。"),
        ),
    )
    return [one for one in found if one]


def rate_picture(report: SummaryReport, indicator: Indicator, codes: set[str]) -> Picture | None:
    """The subjects with these codes below each other as one indicator of grades marked them."""
    rows = [
        replace(row, name=one.name)
        for group in report.groups
        for part in group.options
        for one, row in part.rows
        if row.code == indicator.code and row.segments and one.code in codes
    ]
    parts = (vote_charts.distribution(part, say("评价分布")) for part in portions(rows, TALLEST))
    return picture(indicator.name, parts)


# --- one subject ------------------------------------------------------------------------------------------------------


def subject_pictures(report: UnitReport) -> list[Picture]:
    """The indicators of each scale together, points beside the group's, choices and places, electorates, the group."""
    return [one for one in _of_subject(report) if one]


def _of_subject(report: UnitReport) -> Iterator[Picture | None]:
    graded = [one for one in report.distributions if one.type is Type.GRADE]
    yield picture(say("各指标评价分布"), (vote_charts.distribution(rows) for rows in by_scale(graded)))
    scored = [one for one in report.distributions if one.type in (Type.GRADE, Type.SCORE) and one.score is not None]
    if len(scored) > 1 or any(one.type is Type.SCORE for one in scored):
        parts = (score_charts.comparison(part, scored) for part in portions(scored, TALLEST))
        yield picture(say("各指标得分与同组平均"), parts)
    chosen = [one for one in report.distributions if one.type in (Type.CHOICE, Type.NOMINATE)]
    for one in chosen:
        yield picture(one.name, [vote_charts.options(one)])
    for one in (one for one in report.distributions if one.type is Type.RANK):
        yield picture(one.name, [vote_charts.places(one)])
    if len(report.electorates) > 1 and any(row.score is not None for row in report.electorates):
        yield picture(say("不同票种的评价"), [score_charts.electorates(report.electorates, report.score)])
    if len(report.peers) > 1:
        yield picture(say("同组比较"), score_charts.ranking(report.peers, report.peer_mean))
