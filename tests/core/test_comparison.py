"""Where a subject stands among others: ranks, percentiles, team and field, two measures against each other."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core.campaign import Electorate, Indicator, Subject, Type
from evalsite.core.comparing import compared
from evalsite.core.comparison import Measure, circles, placed, standings, two_axes
from evalsite.core.disclosure import BELOW_LIMIT, Shown, Withheld, disclose
from evalsite.core.figures import Figures, ImportedFigure
from evalsite.core.measures import measures
from evalsite.core.scoring import places
from evalsite.core.surroundings import ALONE, Surroundings
from tests.core.builders import GRADED, SCALE, campaign, count

HIDDEN = Withheld(BELOW_LIMIT)
values = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 9).map(Fraction), min_size=1)


def shown(number):
    return Shown(Fraction(number), str(number))


def found_places(scores, **how):
    return {key: (place.rank, place.of, place.percentile) for key, place in placed(scores, **how).items()}


def test_ranks_with_ties_are_1_2_2_4():
    found = found_places({"a": Fraction(9), "b": Fraction(8), "c": Fraction(8), "d": Fraction(7)})
    assert found == {"a": (1, 4, 100), "b": (2, 4, 50), "c": (2, 4, 50), "d": (4, 4, 0)}


def test_where_low_is_better_the_lowest_is_first():
    found = found_places({"a": Fraction(1), "b": Fraction(2), "c": Fraction(3)}, low_is_better=True)
    assert found == {"a": (1, 3, 100), "b": (2, 3, 50), "c": (3, 3, 0)}


def test_alone_there_is_a_rank_and_no_percentile():
    (only,) = placed({"a": Fraction(9)}).values()
    assert (only.rank, only.of, only.percentile) == (1, 1, None)
    assert placed({}) == {}


@given(values, st.booleans())
def test_ranks_are_those_of_the_results_and_percentiles_lie_between_0_and_100(scores, low):
    found = found_places(scores, low_is_better=low)
    assert {key: rank for key, (rank, _, _) in found.items()} == places(scores, low_is_better=low)
    for _, _, percentile in found.values():
        assert percentile is None if len(scores) == 1 else 0 <= percentile <= 100


@given(values.filter(lambda scores: len(scores) > 1))
def test_percentiles_average_to_the_middle_and_better_is_always_higher(scores):
    found = {key: percentile for key, (_, _, percentile) in found_places(scores).items()}
    assert sum(found.values(), Fraction(0)) / len(found) == 50
    for one, value in scores.items():
        for other, lower in scores.items():
            if value > lower:
                assert found[one] > found[other]


# --- team and field ---------------------------------------------------------------------------------------------------

PEOPLE = (
    Subject("p1", "甲", "person", "一局", "组", "经济"),
    Subject("p2", "乙", "person", "一局", "组", "经济"),
    Subject("p3", "丙", "person", "二局", "组", "经济"),
    Subject("p4", "丁", "person", "一局", "组长", "经济"),
    Subject("u1", "一局", "unit", "", "组", "经济"),
)
LEADERS_ONLY = Indicator("i2", "统揽全局", Type.GRADE, scale=SCALE.name, groups=("组长",))
VOTERS = (Electorate("e1", "干部", 20, ("组", "组长")),)


def results(cast, subjects=PEOPLE, indicators=(GRADED, LEADERS_ONLY), electorates=VOTERS, **changes):
    made = replace(campaign(*indicators, electorates=electorates), subjects=subjects, **changes)
    sizes = {e.code: len(cast.get(e.code, [])) for e in electorates}
    return disclose("c-1", made, count(made, cast), {code: (20, size, size) for code, size in sizes.items()})


def told(circle):
    return [(m.subject.code, m.place.rank if m.place else None) for m in circle.members]


def test_a_person_is_compared_within_the_own_team_and_across_the_field():
    # Slots: the graded indicator for p1 p2 p3 p4 u1, and the leaders' own one for p4 behind its first.
    team, field = circles(results({"e1": [{0: 2, 1: 1, 2: 1, 3: 1, 4: 1, 5: 1}]}), "p1")
    assert (team.title, team.name, told(team), team.left_out) == ("纵向（本班子）", "一局", [("p2", 1), ("p1", 2)], 1)
    assert (field.title, field.name, told(field)) == ("横向（本领域）", "经济", [("p2", 1), ("p3", 1), ("p1", 3)])
    assert team.own.subject.code == "p1"


def test_nobody_is_compared_where_alone_or_without_scores():
    found = results({"e1": [{0: 2}]})
    assert circles(found, "u1") == ()
    text = Indicator("t", "意见", Type.TEXT)
    assert circles(results({"e1": [{0: "好"}]}, indicators=(text,)), "p1") == ()
    assert [circle.name for circle in circles(results({"e1": [{0: 2}]}, subjects=tuple(replace(p, unit="", field="") for p in PEOPLE)), "p1")] == []  # fmt: skip


def test_a_withheld_score_has_no_place_and_stands_last():
    found = results({"e1": [{0: 2, 1: 1, 2: 3}]})
    scores = tuple(replace(one, score=HIDDEN) if one.subject == "p2" else one for one in found.scores)
    team, field = circles(replace(found, scores=scores), "p1")
    assert told(team) == [("p1", 1), ("p2", None)]
    assert told(field) == [("p1", 1), ("p3", 2), ("p2", None)]
    assert (team.withheld, team.placed, field.placed) == (1, 1, 2)


@pytest.mark.covers
@given(st.lists(st.integers(0, 3), min_size=6, max_size=6))
def test_the_standings_of_all_are_the_circles_of_each(grades):
    found = results({"e1": [{slot: grade for slot, grade in enumerate(grades) if grade}]})
    for one in standings(found):
        own = {circle.title: circle.own.place for circle in circles(found, one.subject.code)}
        assert (one.team, one.field) == (own.get("纵向（本班子）"), own.get("横向（本领域）"))
        rank = next(s.rank for s in found.scores if (s.subject, s.electorate, s.indicator) == (one.subject.code, None, None))  # fmt: skip
        assert (one.group.rank if one.group else None) == (rank.value if isinstance(rank, Shown) else None)


# --- two measures -----------------------------------------------------------------------------------------------------


def measure(name, low=False, **figures):
    return Measure(
        name, name, "来源", {code: shown(v) if isinstance(v, int) else v for code, v in figures.items()}, low
    )


def spots(axes):
    return [(spot.subject.code, spot.x, spot.y, spot.own) for spot in axes.spots]


def test_two_measures_place_those_that_have_both():
    x = measure("得分", p1=90, p2=80, p3=70, p4=HIDDEN, u1=60)
    y = measure("投诉", low=True, p1=5, p2=1, p3=9, p4=1, u1=None)
    axes = two_axes(PEOPLE, x, y, "p1")
    assert axes is not None
    assert spots(axes) == [("p1", 100, 50, True), ("p2", 50, 100, False), ("p3", 0, 0, False)]
    assert [s.corner for s in axes.spots] == ["两项均居前", "两项均居前", "两项均居后"]
    assert [s.code for s in axes.left_out] == ["p4", "u1"]


def test_one_spot_is_no_chart():
    assert two_axes(PEOPLE, measure("得分", p1=90, p2=80), measure("实绩", p1=5)) is None


SCORED = Indicator("r", "排序", Type.RANK)


def test_measures_are_what_the_ballots_and_other_sources_gave_each_with_its_source():
    units = (Subject("s1", "一", group="组"), Subject("s2", "二", group="组"))
    found = results({"e1": [{0: 1, 1: 2, 2: (1, 2)}]}, units, (GRADED, SCORED))
    figures = Figures(
        tuple(
            ImportedFigure(code, "满意度", Fraction(value), "%", None, source)
            for code, value, source in (("s1", "91.5", "统计局"), ("s2", "90", ""))
        )
    )
    every = measures(found, units, Surroundings(figures))
    assert [(m.key, m.name, m.source, m.low_is_better) for m in every] == [
        ("得分", "综合得分", "本次测评", False),
        ("f.满意度", "满意度", "统计局", False),
        ("e.e1", "干部评分", "本次测评", False),
        ("i.i1", "总体评价", "本次测评", False),
        ("i.r", "排序", "本次测评", True),
    ]
    assert every[1].figures == {"s1": Shown(Fraction("91.5"), "91.5"), "s2": Shown(Fraction(90), "90")}


def test_an_imported_figure_without_a_source_says_that_it_was_imported():
    units = (Subject("s1", "一", group="组"),)
    figures = Figures((ImportedFigure("s1", "满意度", Fraction(90), "%", None, ""),))
    assert measures(results({"e1": []}, units), units, Surroundings(figures))[1].source == "导入"


def test_a_report_sets_the_score_against_an_imported_figure_of_the_own_group():
    units = tuple(Subject(f"s{n}", f"单位{n}", group="组") for n in (1, 2, 3))
    found = results({"e1": [{0: 1, 1: 2, 2: 3}]}, units)
    figures = Figures(tuple(ImportedFigure(f"s{n}", "考核", Fraction(n), "分", None, "考核办") for n in (1, 2)))
    axes = compared(found, "s1", Surroundings(figures)).axes
    assert axes is not None
    assert spots(axes) == [("s1", 100, 0, True), ("s2", 0, 100, False)]
    assert [s.code for s in axes.left_out] == ["s3"]
    assert compared(found, "s3", Surroundings(figures)).axes is None
    assert compared(found, "s1", ALONE).axes is None
    assert compared(results({"e1": []}, units), "s1", Surroundings(figures)).axes is None
