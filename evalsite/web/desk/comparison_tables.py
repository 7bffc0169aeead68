"""The tables of the page of comparison: everybody's places, electorates, two measures, rounds, directions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from evalsite.core.campaign import Subject
from evalsite.core.comparison import Measure, Place, Spot, Standing
from evalsite.core.directions import MEAN_OF, Leg
from evalsite.core.disclosure import Figure, Results, Shown, Withheld
from evalsite.core.report_lines import ReportLines
from evalsite.core.rounds import Point, Round, Trend
from evalsite.core.saying import say
from evalsite.paper.comparison_charts import whole
from evalsite.paper.tables import Cell, Column, Kind, Line, On, Table, Told
from evalsite.web.desk.result_tables import SUBJECTS, who, who_cells
from evalsite.web.desk.tabling import marks_of

TOTAL = Column("total", say("综合得分"))
PERCENTILE = say("百分位")


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One subject over the rounds. ``mean`` is one number over all of them, or None with the reason in ``refused``."""

    subject: Subject
    points: tuple[Point, ...]
    line: Trend
    mean: Figure | None
    refused: str


# --- places -----------------------------------------------------------------------------------------------------------


def standing_table(standings: Iterable[Standing]) -> Table:
    columns = (
        Column("code", say("编号"), Kind.WORDS, On.FILE),
        Column("name", say("对象"), Kind.NAME),
        Column("group", say("对象组"), Kind.WORDS, roomy=True),
        Column("unit", say("所属单位"), Kind.WORDS, roomy=True),
        Column("field", say("领域"), Kind.WORDS, roomy=True),
        TOTAL,
        *_place_columns("in", say("组内"), say("组内百分位")),
        *_place_columns("team", say("纵向"), say("纵向百分位")),
        *_place_columns("across", say("横向"), say("横向百分位"), On.BOTH),
    )
    lines = tuple(
        Line(
            (
                *(one.subject.code, one.subject.name, one.subject.group, one.subject.unit, one.subject.field),
                one.score,
                *_place_cells(one.group),
                *_place_cells(one.team),
                *_place_cells(one.field),
            ),
            one.subject.code,
            marks_of(one.subject),
        )
        for one in standings
    )
    foot = say(
        "纵向：同一所属单位里同类对象之间；横向：同一领域里同类对象之间；都只比较用同一张测评表的对象。未公布的得分不参加排名。"
    )
    return Table("standings", say("纵向与横向"), columns, lines, SUBJECTS, foot)


def _place_columns(key: str, head: str, percentile: str, on: On = On.FILE) -> tuple[Column, ...]:
    """A place is one cell on the page, and two numbers in a file."""
    return (
        Column(key, head, on=On.PAGE),
        Column(f"{key}-rank", say("{head}名次", head=head), on=On.FILE),
        Column(f"{key}-of", say("{head}对象数", head=head), on=On.FILE),
        Column(f"{key}-percentile", percentile, on=on),
    )


def _place_cells(place: Place | None) -> tuple[Cell, ...]:
    if place is None:
        return (None, None, None, None)
    return Told(f"{place.rank}/{place.of}", Fraction(place.rank)), place.rank, place.of, percent(place.percentile)


def percent(value: Fraction | None) -> Shown | None:
    """A percentile as charts and tables show it: without decimals."""
    return None if value is None else Shown(value, whole(value))


# --- electorates ------------------------------------------------------------------------------------------------------


def electorate_table(found: Results) -> Table:
    """How each electorate judged each group as a whole: of the shown scores alone, and of no fewer than two."""
    reader, campaign = ReportLines(found), found.campaign
    columns = (
        Column("group", say("对象组"), Kind.WORDS),
        Column("name", say("票种"), Kind.NAME),
        Column("subjects", say("对象数")),
        Column("mean", say("已公布得分的平均")),
        Column("best", say("最高")),
        Column("worst", say("最低")),
        Column("withheld", say("未公布")),
    )
    lines: list[Line] = []
    for group in dict.fromkeys(subject.group for subject in campaign.subjects):
        members = [subject for subject in campaign.subjects if subject.group == group]
        found_rows = [(one, _scores(reader, members, one.code)) for one in campaign.counted]
        rows = [(one, scores) for one, scores in found_rows if scores]
        if len(rows) > 1:
            lines += [Line((group, one.name, *_spread(reader, scores)), marks={"group": group}) for one, scores in rows]
    foot = say("只用已公布的得分；公布的不到两个的，不给平均和高低。")
    return Table("electorates", say("各票种的评价"), columns, tuple(lines), foot=foot)


def _scores(reader: ReportLines, members: Iterable[Subject], electorate: str) -> list[Figure]:
    found = (reader.score(one.code, electorate, None) for one in members)
    return [one for one in found if one is not None]


def _spread(reader: ReportLines, scores: Sequence[Figure]) -> tuple[Cell, ...]:
    shown = sorted((one for one in scores if isinstance(one, Shown)), key=lambda one: one.value)
    hidden = sum(isinstance(one, Withheld) for one in scores)
    ends = (shown[-1], shown[0]) if len(shown) >= MEAN_OF else (None, None)
    return len(scores), reader.mean_of(scores), *ends, hidden


# --- two measures -----------------------------------------------------------------------------------------------------


def axes_table(x: Measure, y: Measure, spots: Iterable[Spot], numbers: Mapping[str, str]) -> Table:
    columns = (
        Column("number", say("序")),
        *who(),
        Column("x", x.name),
        Column("x-percentile", PERCENTILE, long=say("{name} 百分位", name=x.name)),
        Column("y", y.name),
        Column("y-percentile", PERCENTILE, long=say("{name} 百分位", name=y.name)),
        Column("corner", say("所在一角"), Kind.WORDS),
    )
    lines = tuple(
        Line(
            (
                int(numbers[one.subject.code]),
                *who_cells(one.subject),
                *(x.figures[one.subject.code], percent(one.x), y.figures[one.subject.code], percent(one.y)),
                one.corner,
            ),
            one.subject.code,
        )
        for one in spots
    )
    return Table("axes", say("两维比较"), columns, lines)


# --- rounds -----------------------------------------------------------------------------------------------------------


def round_table(rounds: Sequence[Round], lines: Iterable[RoundLine], series: str) -> Table:
    """Rounds side by side: score with place on the page, each a number of its own in the file."""
    columns = (
        *who(),
        *(column for n, one in enumerate(rounds) for column in _round_columns(n, one.label)),
        Column("change", say("较上期")),
        Column("mean", say("各期平均")),
    )
    made = tuple(
        Line(
            (*who_cells(one.subject), *_round_cells(rounds, one.points), one.line.change, one.mean),
            one.subject.code,
            marks_of(one.subject),
        )
        for one in lines
    )
    return Table("rounds", say("历次得分：系列“{series}”", series=series), columns, made, SUBJECTS)


def _round_columns(n: int, label: str) -> tuple[Column, ...]:
    return (
        Column(f"p{n}", label, on=On.PAGE),
        Column(f"s{n}", say("{round} 得分", round=label), on=On.FILE),
        Column(f"r{n}", say("{round} 名次", round=label), on=On.FILE),
        Column(f"o{n}", say("{round} 参加排名数", round=label), on=On.FILE),
        Column(f"c{n}", say("{round} 可比", round=label), Kind.WORDS, On.FILE),
    )


def _round_cells(rounds: Sequence[Round], points: Iterable[Point]) -> Iterator[Cell]:
    known = {one.campaign_id: one for one in points}
    for one in rounds:
        point = known.get(one.results.id)
        yield from _point_cells(point) if point else (None,) * 5


def _point_cells(point: Point) -> tuple[Cell, ...]:
    ranked = isinstance(point.rank, Shown) and point.of is not None
    comparable = say("可比") if point.comparable else say("不可比")
    note = f"{point.rank.text}/{point.of}" if isinstance(point.rank, Shown) and point.of else ""
    told: Cell = point.score
    if isinstance(point.score, Shown):
        told = Told(point.score.text, point.score.value, note if point.comparable else f"{note} {comparable}".strip())
    return told, point.score, point.rank, point.of if ranked else None, comparable if point.score else ""


# --- directions -------------------------------------------------------------------------------------------------------


def leg_table(legs: Iterable[Leg]) -> Table:
    columns = (
        Column("name", say("评议方向"), Kind.NAME),
        Column("subjects", say("对象数")),
        Column("mean", say("已公布得分的平均")),
        Column("withheld", say("未公布")),
    )
    lines = tuple(Line((f"{one.raters} → {one.rated}", one.subjects, one.mean, one.withheld)) for one in legs)
    foot = say("每个单位受到的评价和它给出的评价，在该单位的页面和报告里逐个单位对照。")
    return Table("legs", say("评议方向"), columns, lines, foot=foot)
