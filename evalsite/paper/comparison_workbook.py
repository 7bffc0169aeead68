"""比对 as a workbook: everybody's places, and the scores over the rounds of the series."""

from collections.abc import Sequence

from evalsite.core.campaign import Subject
from evalsite.core.comparison import Place, Standing
from evalsite.core.disclosure import Figure, Shown
from evalsite.core.rounds import Trend
from evalsite.core.scoring import half_up
from evalsite.paper.comparison_content import compared_words, short_day
from evalsite.paper.index_results import cell_of
from evalsite.paper.workbook_form import Column, Form, Shape
from evalsite.paper.workbook_lists import write_lists
from evalsite.paper.workbook_sheets import Entries, Entry

_WHO = (Column("编号", "code", "", width=11), Column("对象", "name", "", width=28))


def _number(header: str, field: str, width: int = 11) -> Column:
    return Column(header, field, "", width=width, shape=Shape.NUMBER)


PLACES = Form(
    "纵向与横向",
    "places",
    (
        *_WHO,
        Column("对象组", "group", "", width=16),
        Column("所属单位", "unit", "", width=22),
        Column("领域", "field", "", width=14),
        _number("综合得分", "score"),
        *(_number(f"{word}{what}", f"{key}_{field}") for word, key in (("组内", "group"), ("纵向", "team"), ("横向", "field")) for what, field in (("名次", "rank"), ("人（单位）数", "of"), ("百分位", "percentile"))),
    ),
)  # fmt: skip
ROUNDS = Form(
    "历次",
    "rounds",
    (
        *_WHO,
        Column("期次", "label", "", width=16),
        Column("封箱日期", "day", "", width=16),
        _number("得分", "score"),
        _number("名次", "rank"),
        _number("参加排名数", "of"),
        Column("与本期比较", "compared", "", width=60),
    ),
)


def comparison_xlsx(standings: Sequence[Standing], lines: Sequence[tuple[Subject, Trend]]) -> bytes:
    """A row a subject on the first sheet, a row a subject and round on the second. Figures as printed, or 未公布."""
    entries: dict[str, Sequence[Entries]] = {
        "places": [_places(one) for one in standings],
        "rounds": [_round(subject, line, n) for subject, line in lines for n in range(len(line.points))],
    }
    return write_lists((PLACES, ROUNDS), entries)


def _places(one: Standing) -> Entries:
    subject = one.subject
    entry: Entries = {"code": subject.code, "name": subject.name, "group": subject.group, "unit": subject.unit, "field": subject.field, "score": _cell(one.score)}  # fmt: skip
    for key, place in (("group", one.group), ("team", one.team), ("field", one.field)):
        entry |= _place(key, place)
    return entry


def _place(key: str, place: Place | None) -> Entries:
    if place is None:
        return {}
    percentile = None if place.percentile is None else half_up(place.percentile, 0)
    return {f"{key}_rank": place.rank, f"{key}_of": place.of, f"{key}_percentile": percentile}


def _round(subject: Subject, line: Trend, number: int) -> Entries:
    point = line.points[number]
    return {
        "code": subject.code,
        "name": point.name or subject.name,
        "label": point.label,
        "day": short_day(point.day),
        "score": _cell(point.score),
        "rank": _cell(point.rank),
        "of": point.of if isinstance(point.rank, Shown) else None,
        "compared": compared_words(point),
    }


def _cell(figure: Figure | None) -> Entry:
    return None if figure is None else cell_of(figure)
