"""Rounds of a series and indices over them, with real campaigns: voted in, closed, opened, and read back from the store."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from evalsite.core.campaign import Grade, Scale
from evalsite.core.catalogue import Catalogue
from evalsite.core.composite import Index, Of, Term
from evalsite.core.disclosure import Shown, Withheld
from evalsite.core.figures import Figures, ImportedFigure
from evalsite.core.formula import formula
from evalsite.core.refusals import IndexInUse, IndicesChanged, NoSuchIndex, NotComparable
from evalsite.core.report import unit_report
from evalsite.core.rounds import mean_over, trend
from evalsite.usecases import closing, comparing, figuring, indexing, opening, preparing, rehearsing, reporting
from tests import factories
from tests.factories import NOW, small_campaign

FIVE_POINTS = Scale("四档", (Grade("优秀", Fraction(5)), Grade("良好", Fraction(4)), Grade("一般", Fraction(3))))


def opened(ledgers, year, grade, ballots=6, **changes):
    """A counted round of a year: everybody gives the first unit ``grade`` and the second 良好. Gives its id."""
    made = small_campaign(**({"round": f"{year}年", "series": "年度测评"} | changes))
    live = factories.publish(ledgers, made)
    for code in live.codes["A"][:ballots]:
        factories.cast(live, code, {0: grade, 2: 2})
    day = datetime(year, 11, 21, 9, tzinfo=UTC)
    closing.close(live.desk, live.box, live.id, day)
    opening.open_box(live.desk, live.box, live.id)
    return live.id


@pytest.fixture
def rounds(sqlite_only):
    """Three years: one by another scale, one with too few ballots, and this one; taken in out of order."""
    ids = {
        2026: opened(sqlite_only, 2026, 1),
        2024: opened(sqlite_only, 2024, 1, scales=(FIVE_POINTS,)),
        2025: opened(sqlite_only, 2025, 2, ballots=3),
    }
    return sqlite_only.desk, ids


def test_the_rounds_of_a_series_stand_in_their_order_and_say_which_compare(rounds, sqlite_only):
    desk, ids = rounds
    opened(sqlite_only, 2023, 1, series="另一系列")
    factories.take_in(sqlite_only, small_campaign(series="年度测评", round="2027年"))
    found = comparing.rounds_of(desk, preparing.get(desk, ids[2026]))
    assert [(one.results.id, one.day) for one in found] == [(ids[y], date(y, 11, 21)) for y in (2024, 2025, 2026)]
    first, second, third = trend(found, ids[2026], "D1").points
    assert first.differences == ("“总体评价”的题型、等次或分值不同",)
    assert isinstance(first.score, Shown)
    assert isinstance(second.score, Withheld)
    assert third.score == Shown(Fraction(100), "100.00")
    assert comparing.series(desk) == {"另一系列": 1, "年度测评": 3}


def test_a_report_shows_the_line_of_rounds_and_no_number_over_them(rounds):
    desk, ids = rounds
    report = unit_report(reporting.results(desk, ids[2026]), "D1", reporting.surroundings(desk, ids[2026]))
    line = report.compared.trend
    assert line is not None
    assert [point.gap for point in line.points] == [True, True, False]
    assert line.change is None
    with pytest.raises(NotComparable, match="2024年"):
        mean_over(line)


def test_a_campaign_without_a_series_and_a_rehearsal_have_no_rounds(sqlite_only):
    single = opened(sqlite_only, 2026, 1, series="")
    desk = sqlite_only.desk
    assert comparing.rounds_of(desk, preparing.get(desk, single)) == ()
    draft = factories.take_in(sqlite_only, small_campaign(series="年度测评"))
    assert comparing.rounds_of(desk, preparing.get(desk, draft)) == ()
    trial = rehearsing.rehearse(desk, sqlite_only.box, draft, NOW)
    assert comparing.rounds_of(desk, preparing.get(desk, trial.id)) == ()
    assert trial.id not in {known.id for known in indexing.catalogue(desk).campaigns}


# --- indices ----------------------------------------------------------------------------------------------------------


def double(campaign, **changes):
    terms = (
        Term("领导力", Of.SCORE, campaign, share=Fraction(50)),
        Term("满意度", Of.FIGURE, campaign, "满意度", share=Fraction(50)),
    )
    return replace(Index("D", "双力指数", terms), **changes)


def keep(desk, *indices):
    return indexing.take_in(desk, lambda _known: indices, "组织科", NOW)


def satisfied(desk, campaign, *values):
    figures = (
        ImportedFigure(f"D{n}", "满意度", Fraction(value), "%", date(2026, 10, 1), "统计局")
        for n, value in enumerate(values, 1)
    )
    figuring.take_in(desk, campaign, Figures(tuple(figures)), figuring.provenance("数.xlsx", b"x", "组织科", NOW))


def test_an_index_is_reckoned_from_what_is_published_today(rounds):
    desk, ids = rounds
    satisfied(desk, ids[2026], "91.5", "88")
    keep(desk, double(ids[2026]))
    found = indexing.result(desk, "D")
    assert [formula(found.index, one) for one in found.values] == [
        "双力指数 = 领导力 100.00 × 50% + 满意度 91.5 × 50% = 95.75",
        "双力指数 = 领导力 80.00 × 50% + 满意度 88 × 50% = 84.00",
    ]
    assert [(one.campaign_id, one.round, one.day) for one in found.sources] == [
        (ids[2026], "2026年", date(2026, 11, 21))
    ] * 2
    satisfied(desk, ids[2026], "71.5", "88")
    assert [one.subject.code for one in indexing.result(desk, "D").values] == ["D1", "D2"]
    assert indexing.result(desk, "D").values[0].value == Shown(Fraction("85.75"), "85.75")


def test_a_withheld_round_withholds_every_index_over_it(rounds):
    desk, ids = rounds
    satisfied(desk, ids[2025], "91.5", "88")
    outer = Index("Z", "总指数", (Term("双力", Of.INDEX, what="D", share=Fraction(100)),))
    keep(desk, double(ids[2025]), outer)
    for code in ("D", "Z"):
        assert all(isinstance(one.value, Withheld) for one in indexing.result(desk, code).values)


def test_a_report_carries_the_indices_that_rest_on_its_campaign(rounds):
    desk, ids = rounds
    satisfied(desk, ids[2026], "91.5", "88")
    outer = Index("Z", "总指数", (Term("双力", Of.INDEX, what="D", share=Fraction(100)),))
    keep(desk, double(ids[2026]), outer, replace(double(ids[2024]), code="N", name="另一个"))
    assert [one.index.code for one in indexing.of_campaign(desk, ids[2026])] == ["D", "Z"]
    assert indexing.of_campaign(desk, ids[2025]) == ()
    assert [one.index.code for one in reporting.surroundings(desk, ids[2026]).indices] == ["D", "Z"]


def test_indices_keep_their_order_are_replaced_by_code_and_say_who_defined_them(sqlite_only):
    desk = sqlite_only.desk
    assert indexing.kept(desk) == ()
    keep(desk, double("c-1"), double("c-1", code="E", name="另一个"))
    later = NOW + timedelta(days=1)
    indexing.take_in(desk, lambda _known: (double("c-2", name="新名"),), "办公室", later)
    first, second = indexing.kept(desk)
    assert (first.index, first.by, first.at) == (double("c-2", name="新名"), "办公室", later)
    assert (second.index.code, second.by) == ("E", "组织科")
    assert indexing.catalogue(desk) == Catalogue((), (first.index, second.index))


def test_an_index_that_others_are_made_of_cannot_be_removed(sqlite_only):
    desk = sqlite_only.desk
    outer = Index("Z", "总指数", (Term("双力", Of.INDEX, what="D", share=Fraction(100)),))
    keep(desk, double("c-1"), outer)
    with pytest.raises(IndexInUse) as refused:
        indexing.remove(desk, "D")
    assert refused.value.details == {"index": "D", "users": "总指数"}
    indexing.remove(desk, "Z")
    indexing.remove(desk, "D")
    assert indexing.kept(desk) == ()
    for act in (indexing.remove, indexing.result, indexing.get_index):
        with pytest.raises(NoSuchIndex):
            act(desk, "D")


def test_two_who_define_indices_at_once_cannot_build_a_circle(sqlite_only):
    desk = sqlite_only.desk

    def slowly(known):
        keep(desk, double("c-1"))
        return (double("c-1", code="E", name="另一个"),)

    with pytest.raises(IndicesChanged):
        indexing.take_in(desk, slowly, "组织科", NOW)
    assert [one.index.code for one in indexing.kept(desk)] == ["D"]


def test_an_index_over_two_rounds_names_both(rounds):
    desk, ids = rounds
    both = Index(
        "T", "两年", (
            Term("2024", Of.SCORE, ids[2024], full=Fraction(5), share=Fraction(40)),
            Term("2026", Of.SCORE, ids[2026], "总体", share=Fraction(60)),
        ),
    )  # fmt: skip
    keep(desk, both)
    found = indexing.result(desk, "T")
    assert [one.round for one in found.sources] == ["2024年", "2026年"]
    assert formula(both, found.values[0]) == "两年 = 2024 5.00 ÷ 5 × 40 + 2026 100.00 × 60% = 100.00"
