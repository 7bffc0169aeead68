"""Rounds of a series: which compare, which do not and why, and when one number over them may be given."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core.ballotrules import BallotRules
from evalsite.core.campaign import (
    Base,
    Campaign,
    Electorate,
    Grade,
    Indicator,
    Missing,
    Quota,
    Rates,
    Rule,
    Scale,
    Subject,
    Type,
)
from evalsite.core.comparing import compared
from evalsite.core.composite import Index, Of, Term
from evalsite.core.disclosure import BELOW_LIMIT, Shown, Withheld, disclose
from evalsite.core.figures import Figures
from evalsite.core.quorum import Quorum
from evalsite.core.reckoning import Reckoner, Source
from evalsite.core.refusals import NotComparable
from evalsite.core.remarks import Remark
from evalsite.core.rounds import Round, mean_over, trend, trends
from evalsite.core.sameness import sheet_differences
from evalsite.core.scheme import Scheme
from evalsite.core.surroundings import Surroundings
from evalsite.core.trimming import Trimming
from tests.core.builders import GRADED, SCALE, campaign, count

SECOND = Indicator("i2", "作风", Type.GRADE, scale=SCALE.name)
SCORE = Indicator("s", "打分", Type.SCORE)
RANK = Indicator("r", "排序", Type.RANK)
TWO = (Electorate("e1", "领导", 20, ("组",), Fraction(40)), Electorate("e2", "群众", 20, ("组",), Fraction(60)))
PLAIN = campaign(GRADED, SECOND, SCORE, RANK, electorates=TWO)


def differences(other: Campaign, one: Campaign = PLAIN):
    return sheet_differences(one, "组", other, "组")


# --- the same sheet? --------------------------------------------------------------------------------------------------


def test_the_same_sheet_in_another_order_under_other_codes_is_the_same():
    other = replace(
        PLAIN,
        indicators=tuple(replace(i, code=f"x{i.code}", hint="另一句说明") for i in reversed(PLAIN.indicators)),
        electorates=tuple(replace(e, code=f"x{e.code}", tickets=99) for e in reversed(TWO)),
        name="另一个名称",
        threshold=9,
    )
    assert differences(other) == ()
    assert sheet_differences(PLAIN, "组", PLAIN, "组") == ()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"indicators": (GRADED, SECOND, SCORE)}, "指标不同：少了“排序”"),
        (
            {"indicators": (*PLAIN.indicators, *(replace(SCORE, code=f"n{n}", name=f"新增{n}") for n in range(5)))},
            "指标不同：多了“新增0”、“新增1”、“新增2”等 5 项",
        ),
        ({"indicators": (GRADED, SECOND, replace(SCORE, name="总分"), RANK)}, "指标不同：多了“总分”，少了“打分”"),
        ({"indicators": (GRADED, SECOND, replace(SCORE, high=10), RANK)}, "“打分”的题型、等次或分值不同"),
        ({"indicators": (GRADED, SECOND, SCORE, replace(RANK, ties=True))}, "“排序”的题型、等次或分值不同"),
        (
            {"scales": (replace(SCALE, grades=(Grade("优秀", Fraction(95)), *SCALE.grades[1:])),)},
            "“总体评价”、“作风”的题型、等次或分值不同",
        ),
        ({"indicators": (replace(GRADED, weight=Fraction(60)), SECOND, SCORE, RANK)}, "指标权重不同"),
        ({"electorates": TWO[:1]}, "票种不同：少了“群众”"),
        ({"electorates": (TWO[0], replace(TWO[1], weight=Fraction(40)))}, "票种权重不同"),
        ({"rates": Rates(base=Base.VALID)}, "率的分母不同"),
        ({"quotas": (Quota("i1", "优秀", count=1),)}, "每张票的限额不同"),
        ({"ballot": BallotRules(varied=("i1",))}, "整张票的规则不同"),
    ],
)  # fmt: skip
def test_what_differs_is_told_in_words(changes, why):
    assert differences(replace(PLAIN, **changes)) == (why,)


def test_a_required_mark_counts_only_where_a_gap_voids_the_ballot():
    lax = (replace(GRADED, required=False), *PLAIN.indicators[1:])
    assert differences(replace(PLAIN, indicators=lax)) == ()
    strict = replace(PLAIN, missing=Missing.VOID)
    assert differences(strict) == ("缺项处理不同",)
    assert differences(replace(strict, indicators=lax), strict) == ("“总体评价”的题型、等次或分值不同",)


def test_another_way_of_scoring_is_another_sheet_and_another_quorum_is_not():
    trimmed = Scheme(trimmings=(Trimming("i1", count=1, above=5),))
    assert differences(replace(PLAIN, scheme=trimmed)) == ("计分办法不同",)
    renamed = tuple(replace(i, code=f"x{i.code}") for i in PLAIN.indicators)
    same = replace(PLAIN, indicators=renamed, scheme=Scheme(trimmings=(Trimming("xi1", count=1, above=5),)))
    assert differences(same, replace(PLAIN, scheme=trimmed)) == ()
    assert differences(replace(PLAIN, scheme=Scheme(full=Fraction(600)))) == ("计分办法不同",)
    assert differences(replace(PLAIN, scheme=Scheme(borda=("r",), details=False))) == ()
    assert differences(replace(PLAIN, scheme=Scheme(quorums=(Quorum("", Fraction(1, 2)),)))) == ()


@given(st.integers(1, 50), st.lists(st.integers(0, 30), min_size=2, max_size=2))
def test_weights_scaled_together_make_no_difference(factor, weights):
    one, other = (
        replace(
            PLAIN,
            electorates=tuple(replace(e, weight=Fraction(w * f)) for e, w in zip(TWO, weights, strict=True)),
            indicators=tuple(
                replace(i, weight=Fraction(w * f)) for i, w in zip((GRADED, SECOND), weights, strict=True)
            ),
        )
        for f in (1, factor)
    )
    assert differences(other, one) == ()


def test_two_groups_of_one_campaign_are_compared_by_what_each_is_asked():
    made = replace(
        campaign(GRADED, replace(SECOND, groups=("组长",)), electorates=(Electorate("e", "干部", 9, ("组", "组长", "员")),)),
        rules=(Rule("限额", "i1", "优秀≤1"),),
    )  # fmt: skip
    assert sheet_differences(made, "组", made, "组长") == ("指标不同：多了“作风”",)
    assert sheet_differences(made, "组", made, "员") == ()


# --- rounds -----------------------------------------------------------------------------------------------------------


def opened(name, grade, voters=3, **changes):
    """A round in which all voters gave s1 this grade and s2 the second one."""
    made = replace(campaign(), **({"name": "年度测评", "round": name, "series": "系列"} | changes))
    cast = {"e1": [dict(list({0: grade, 1: 2}.items())[: len(made.subjects)])] * voters}
    results = disclose(f"c-{name}", made, count(made, cast), {"e1": (20, voters, voters)})
    return Round(results, date(int(name[:4]), 11, 21))


GRADES = Scale("四档", (Grade("优秀", Fraction(100)), Grade("良好", Fraction(90)), Grade("较差", Fraction(0))))
ROUNDS = (opened("2024", 2), opened("2025", 3), opened("2026", 1))
UNLIKE = (opened("2024", 2, scales=(GRADES,)), *ROUNDS[1:])
WITHHELD = (ROUNDS[0], opened("2025", 3, threshold=9), ROUNDS[2])
GONE = (opened("2024", 2, subjects=(Subject("s1", "对象1", group="组"),)), *ROUNDS[1:])


def text(figure):
    assert isinstance(figure, Shown)
    return figure.text


def points(rounds, code="s1"):
    return trend(rounds, "c-2026", code).points


def test_a_subject_is_followed_by_its_code_from_the_oldest_round_on():
    line = trend(ROUNDS, "c-2026", "s1")
    found = [(p.label, p.day, text(p.score), text(p.rank), p.of) for p in line.points]
    days = [date(year, 11, 21) for year in (2024, 2025, 2026)]
    assert found == [
        ("2024", days[0], "80.00", "1", 2), ("2025", days[1], "30.00", "2", 2), ("2026", days[2], "100.00", "1", 2),
    ]  # fmt: skip
    assert [point.here for point in line.points] == [False, False, True]
    assert [point.gap for point in line.points] == [False] * 3
    assert line.told
    assert line.change == Shown(Fraction(70), "+70.00")


def test_many_subjects_at_once_are_followed_as_each_alone():
    every = trends(UNLIKE, "c-2026", ["s1", "s2"])
    assert every == {code: trend(UNLIKE, "c-2026", code) for code in ("s1", "s2")}


def test_a_round_without_a_name_is_called_by_its_campaign():
    assert opened("2026", 1, round="").label == "年度测评"


def test_a_round_that_asked_something_else_is_marked_with_the_reason():
    first, second, _ = points(UNLIKE)
    assert first.differences == ("“总体评价”的题型、等次或分值不同",)
    assert (first.comparable, first.gap, text(first.score)) == (False, True, "90.00")
    assert second.comparable
    assert trend(UNLIKE[::2], "c-2026", "s1").change is None


def test_a_withheld_round_is_a_gap_and_gives_no_change():
    _, second, _ = points(WITHHELD)
    assert isinstance(second.score, Withheld)
    assert (second.gap, second.comparable) == (True, True)
    assert trend(WITHHELD, "c-2026", "s1").change is None
    hidden_now = (ROUNDS[0], opened("2026", 1, threshold=9))
    assert trend(hidden_now, "c-2026", "s1").change is None


def test_a_void_round_compares_with_nothing():
    void = replace(ROUNDS[1].results, remarks=(Remark("excess", "e1", void=True, text="结果无效。"),))
    rounds = (ROUNDS[0], replace(ROUNDS[1], results=void), ROUNDS[2])
    assert [point.differences for point in points(rounds)] == [(), ("该期结果无效",), ()]
    assert trend(rounds, "c-2026", "s1").change is None
    assert trend(rounds, "c-2025", "s1").change is None
    assert not trend(rounds, "c-2025", "s1").points[1].comparable
    only_told = replace(void, remarks=(Remark("quorum", None, void=False, text="结果仅供参考。"),))
    assert trend((ROUNDS[0], replace(ROUNDS[1], results=only_told)), "c-2025", "s1").change is not None


def test_the_first_round_has_no_change_and_a_drop_has_its_sign():
    assert trend(ROUNDS, "c-2024", "s1").change is None
    assert trend(ROUNDS, "c-2025", "s1").change == Shown(Fraction(-50), "-50.00")


def test_a_subject_that_was_not_there_has_a_gap_and_no_reason():
    first, *_ = points(GONE, "s2")
    assert (first.name, first.score, first.differences, first.gap) == ("", None, (), True)
    assert not trend(GONE[:1] + GONE[2:], "c-2026", "s2").told
    assert compared(ROUNDS[2].results, "s2", Surroundings(rounds=(*GONE[:1], ROUNDS[2]))).trend is None
    assert compared(ROUNDS[2].results, "s1", Surroundings(rounds=ROUNDS)).trend is not None


def test_every_figure_of_a_comparison_is_known_to_the_footnotes():
    people = tuple(Subject(f"s{n}", f"对象{n}", "person", "一局", "组", "经济") for n in (1, 2))
    rounds = (opened("2025", 3, threshold=9), opened("2026", 1, subjects=people))
    found = compared(rounds[1].results, "s1", Surroundings(rounds=rounds))
    figures = list(found.figures())
    assert Withheld(BELOW_LIMIT) in figures
    assert [f.text for f in figures if isinstance(f, Shown)] == ["100.00", "80.00"] * 2 + ["100.00"]


def test_an_index_of_the_subject_stands_with_its_terms_and_one_of_others_does_not():
    index = Index("X", "指数", (Term("得分", Of.SCORE, "c-2026", share=Fraction(100)),))
    result = Reckoner({"X": index}, {"c-2026": Source(ROUNDS[2].results, Figures(), date(2026, 11, 21))}).result("X")
    others = replace(result, values=result.values[1:])
    found = compared(ROUNDS[2].results, "s1", Surroundings(indices=(result, others)))
    assert [one.own.subject.code for one in found.indices] == ["s1"]
    assert [text(figure) for figure in found.figures()] == ["100.00", "100.00"]


# --- one number over rounds -------------------------------------------------------------------------------------------


def test_one_number_over_comparable_rounds_is_the_mean_of_the_printed_scores():
    mean = mean_over(trend(ROUNDS, "c-2026", "s1"))
    assert mean == Shown(Fraction(70), "70.00")


def test_one_number_is_refused_with_every_round_that_stands_in_the_way():
    rounds = (GONE[0], opened("2025", 4), opened("2026", 1, scales=(GRADES, SCALE), round=""))
    with pytest.raises(NotComparable) as refused:
        mean_over(trend(rounds, "c-2026", "s2"))
    assert refused.value.details["rounds"] == ("2024：本期没有这个对象。2025：“总体评价”的题型、等次或分值不同")
    with pytest.raises(NotComparable) as refused:
        mean_over(trend((opened("2025", 4), ROUNDS[2]), "c-2026", "s1"))
    assert refused.value.details["rounds"] == "2025：本期没有得分"


def test_one_number_is_withheld_as_soon_as_one_round_is():
    assert mean_over(trend(WITHHELD, "c-2026", "s1")) == Withheld(BELOW_LIMIT)
