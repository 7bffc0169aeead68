"""Composite indices: the sum, its parts, what is withheld, what is missing, and the formula that a reader can check."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core.campaign import Electorate, Indicator, Subject, Type
from evalsite.core.composite import Gap, Index, Of, Reach, Term
from evalsite.core.disclosure import BELOW_LIMIT, Shown, Withheld, disclose
from evalsite.core.figures import Adjustment, Figures, ImportedFigure
from evalsite.core.formula import definition, formula, gap_words, notes, source_name, source_words
from evalsite.core.reckoning import Reckoner, Source
from evalsite.core.remarks import Remark
from tests.core.builders import GRADED, SCALE, campaign, count

SECOND = Indicator("i2", "作风", Type.GRADE, scale=SCALE.name)
NOMINATE = Indicator("n", "推荐", Type.NOMINATE)
TWO = (Electorate("e1", "领导", 20, ("组",), Fraction(40)), Electorate("e2", "群众", 20, ("组",), Fraction(60)))
DAY = date(2026, 11, 20)
HIDDEN = Withheld(BELOW_LIMIT)


def opened(cast, identity="c-1", figures=None, day=DAY, **changes):
    """A source: what every electorate's voters marked, by slot."""
    made = replace(campaign(GRADED, SECOND, electorates=TWO), **changes)
    cast = {one.code: cast.get(one.code, []) for one in made.electorates}
    closing = {code: (20, len(ballots), len(ballots)) for code, ballots in cast.items()}
    return Source(disclose(identity, made, count(made, cast), closing), figures or Figures(), day)


# Slots: i1 and i2 of s1, then of s2. Leaders give s1 100 and 80, people 80 and 80: 90 x 40 % + 80 x 60 % = 84.
CAST = {"e1": [{0: 1, 1: 2, 2: 3, 3: 3}], "e2": [{0: 2, 1: 2, 2: 1, 3: 1}]}
FIGURES = Figures(
    (
        ImportedFigure("s1", "满意度", Fraction("91.5"), "%", date(2026, 10, 31), "统计局"),
        ImportedFigure("s2", "满意度", Fraction("88"), "%", date(2026, 10, 31), "统计局"),
    ),
    adjustments=(
        Adjustment("s1", Fraction(2), "承办现场会", date(2026, 9, 1), "考核办"),
        Adjustment("s1", Fraction("-0.5"), "迟报", None, "考核办"),
    ),
)
SCORE = Term("领导力", Of.SCORE, "c-1", share=Fraction(50))
FIGURE = Term("满意度", Of.FIGURE, "c-1", "满意度", share=Fraction(50))
BONUS = Term("加减分", Of.ADJUSTMENT, "c-1")
DOUBLE = Index("D", "双力指数", (SCORE, FIGURE))


def reckon(index, *sources, others=()):
    by_code = {one.code: one for one in (index, *others)}
    return Reckoner(by_code, {one.results.id: one for one in sources}).result(index.code)


def value(index, code="s1", *sources, others=()):
    found = reckon(index, *(sources or (opened(CAST, figures=FIGURES),)), others=others).of(code)
    assert found is not None
    return found


def text(figure):
    assert isinstance(figure, Shown)
    return figure.text


# --- the sum ----------------------------------------------------------------------------------------------------------


def test_an_index_is_the_weighted_sum_of_what_was_printed_and_prints_every_term():
    one = value(DOUBLE)
    assert text(one.value) == "87.75"
    assert formula(DOUBLE, one) == "双力指数 = 领导力 84.00 × 50% + 满意度 91.5 × 50% = 87.75"
    assert definition(DOUBLE) == "双力指数（满分 100）= 领导力 × 50% + 满意度 × 50%"
    assert notes(one) == ()


def test_bonus_and_deduction_are_added_with_their_reasons():
    index = replace(DOUBLE, terms=(*DOUBLE.terms, BONUS))
    one = value(index)
    assert text(one.value) == "89.25"
    assert formula(index, one) == "双力指数 = 领导力 84.00 × 50% + 满意度 91.5 × 50% + 加减分 1.5 = 89.25"
    assert definition(index).endswith("+ 加减分")
    assert notes(one) == ("加分 2：承办现场会（考核办，2026年9月1日）", "减分 0.5：迟报（考核办）")
    assert formula(index, value(index, "s2")).endswith("满意度 88 × 50% + 加减分 0 = 80.00")


def test_a_cap_bounds_bonus_and_deduction_and_says_so():
    capped = replace(DOUBLE, terms=(*DOUBLE.terms, replace(BONUS, cap=Fraction(1))))
    one = value(capped)
    assert text(one.value) == "88.75"
    assert notes(one)[0] == "加减分：合计 1.5，按上限计 1"
    down = Figures(FIGURES.imported, adjustments=(Adjustment("s1", Fraction(-9), "通报", None, "考核办"),))
    lowered = value(capped, "s1", opened(CAST, figures=down))
    assert formula(capped, lowered).endswith(" - 加减分 1 = 86.75")


def test_600_200_200_is_out_of_1000():
    index = Index(
        "K", "综合考核", (
            Term("民主测评", Of.SCORE, "c-1", share=Fraction(600)),
            Term("领导评价", Of.SCORE, "c-1", electorate="e1", share=Fraction(200)),
            Term("作风", Of.SCORE, "c-1", "i2", share=Fraction(200)),
        ), full=Fraction(1000),
    )  # fmt: skip
    one = value(index)
    assert formula(index, one) == (
        "综合考核 = 民主测评 84.00 ÷ 100 × 600 + 领导评价 90.00 ÷ 100 × 200 + 作风 80.00 ÷ 100 × 200 = 844.00"
    )
    assert [term.part for term in one.terms] == [504, 180, 160]


def test_a_rate_of_several_grades_is_the_sum_of_the_printed_rates():
    index = Index("R", "好评", (Term("好评率", Of.RATE, "c-1", "i1", "e2", ("优秀", "良好"), share=Fraction(100)),))
    cast = {"e2": [{0: 1}, {0: 2}, {0: 3}]}
    assert text(value(index, "s1", opened(cast)).value) == "66.66"
    only = Index("R", "好评", (replace(index.terms[0], electorate="", grades=("优秀",)),))
    assert text(value(only, "s1", opened(cast)).value) == "33.33"


def test_an_index_may_be_made_of_another_by_its_printed_value():
    outer = Index(
        "Z", "总指数",
        (Term("双力", Of.INDEX, what="D", share=Fraction(70)), Term("作风", Of.SCORE, "c-1", "i2", share=Fraction(30))),
        decimals=0,
    )  # fmt: skip
    one = value(outer, others=(DOUBLE,))
    assert formula(outer, one) == "总指数 = 双力 87.75 × 70% + 作风 80.00 × 30% = 85"
    assert value(outer, "s2", others=(DOUBLE,)).place.rank == 2


PEOPLE = (
    Subject("s1", "对象1", group="组"),
    Subject("p1", "甲", "person", "对象1", "组"),
    Subject("p2", "乙", "person", "对象1", "组"),
    Subject("p3", "丙", "person", "别处", "组"),
)
OF_PEOPLE = Term("敢为力", Of.SCORE, "c-1", "i1", share=Fraction(50), reach=Reach.MEMBERS)


def people(cast, **changes):
    return opened(cast, subjects=PEOPLE, indicators=(GRADED,), **changes)


def test_a_unit_gets_the_mean_of_its_people_and_a_person_gets_the_units_score():
    both = Index("D", "双力指数", (replace(SCORE, what="i1"), OF_PEOPLE))
    source = people({"e1": [{0: 1, 1: 1, 2: 2, 3: 3}]})
    one = value(both, "s1", source)
    assert formula(both, one) == "双力指数 = 领导力 100.00 × 50% + 敢为力 90.00 × 50% = 95.00"
    assert notes(one) == ("敢为力：2 人平均",)
    mixed = Index("P", "个人", (replace(SCORE, what="i1"), replace(OF_PEOPLE, name="班子", reach=Reach.UNIT)))
    person = value(mixed, "p2", source)
    assert text(person.value) == "90.00"
    assert notes(person) == ("班子：取自对象1",)
    assert value(mixed, "p3", source).missing == ("班子",)
    assert value(mixed, "s1", source).missing == ("班子",)


def test_a_unit_may_get_the_mean_of_an_index_of_its_people():
    own = Index("P", "个人指数", (replace(SCORE, what="i1", share=Fraction(100)),))
    of_team = Index("T", "班子", (Term("成员", Of.INDEX, what="P", share=Fraction(100), reach=Reach.MEMBERS),))
    one = value(of_team, "s1", people({"e1": [{0: 1, 1: 1, 2: 2, 3: 3}]}), others=(own,))
    assert text(one.value) == "90.00"


def test_people_without_a_score_are_left_out_of_the_mean_and_counted():
    both = Index("D", "双力指数", (replace(SCORE, what="i1"), OF_PEOPLE))
    assert notes(value(both, "s1", people({"e1": [{0: 1, 1: 1}]}))) == ("敢为力：1 人平均，另有 1 人没有数",)
    assert value(both, "s1", people({"e1": [{0: 1}]})).missing == ("敢为力",)


# --- what may not be seen, and what is not there ----------------------------------------------------------------------


def test_an_index_is_withheld_as_soon_as_one_of_its_terms_is():
    hidden = opened(CAST, figures=FIGURES, threshold=9)
    for gap in Gap:
        one = value(replace(DOUBLE, gap=gap, terms=(*DOUBLE.terms, BONUS)), "s1", hidden)
        assert one.value == HIDDEN
        assert [term.part for term in one.terms] == [None, Fraction("45.75"), Fraction("1.5")]
    assert formula(DOUBLE, one) == "双力指数 = 领导力 未公布 × 50% + 满意度 91.5 × 50% + 加减分 1.5 = 未公布"
    assert one.place is None


def test_a_rate_and_a_mean_of_people_are_withheld_as_soon_as_one_part_is():
    index = Index("R", "好评", (Term("好评率", Of.RATE, "c-1", "i1", "", ("优秀", "良好"), share=Fraction(100)),))
    assert value(index, "s1", opened(CAST, threshold=9)).value == HIDDEN
    both = Index("D", "双力指数", (replace(SCORE, what="i1"), OF_PEOPLE))
    source = people({"e1": [{0: 1, 1: 1, 2: 2, 3: 3}]})
    scores = tuple(replace(s, score=HIDDEN) if s.subject == "p2" else s for s in source.results.scores)
    assert value(both, "s1", replace(source, results=replace(source.results, scores=scores))).value == HIDDEN


def test_a_missing_value_is_no_zero_but_no_index():
    one_figure = opened(CAST, figures=Figures(FIGURES.imported[:1]))
    one = value(DOUBLE, "s2", one_figure)
    assert (one.value, one.missing, one.place) == (None, ("满意度",), None)
    assert formula(DOUBLE, one) == "双力指数 = 领导力 72.00 × 50% + 满意度 缺 × 50% = 不出指数（缺满意度）"


def test_or_gives_its_weight_to_the_others_where_the_index_says_so():
    shared = replace(DOUBLE, gap=Gap.SHARED)
    one = value(shared, "s2", opened(CAST, figures=Figures(FIGURES.imported[:1])))
    assert text(one.value) == "72.00"
    assert formula(shared, one) == "双力指数 = （领导力 72.00 × 50%）÷ 50% = 72.00"
    assert notes(one) == ("满意度没有数，其权重由其余项按比例分担",)
    assert gap_words(shared).startswith("有的项没有数时其余项分担")


def test_who_has_no_term_at_all_is_not_in_the_index():
    nobody = reckon(replace(DOUBLE, gap=Gap.SHARED), opened({"e1": [{}]}, figures=Figures(FIGURES.imported[:1])))
    assert nobody.of("s2") is None
    assert [one.subject.code for one in nobody.values] == ["s1"]
    outer = Index("Z", "总", (Term("双力", Of.INDEX, what="D", share=Fraction(100)),))
    assert reckon(outer, opened({"e1": [{}]}), others=(DOUBLE,)).values == ()
    both = Index("Z", "总", (*outer.terms, replace(SCORE, what="i2", share=Fraction(50))), full=Fraction(150))
    made = Reckoner({"Z": both, "D": DOUBLE}, {"c-1": opened({"e1": [{1: 1, 3: 1}]}, figures=Figures(FIGURES.imported[:1]))})  # fmt: skip
    assert [(one.subject.code, one.missing) for one in made.result("Z").values] == [("s1", ()), ("s2", ("双力",))]


def test_a_grade_without_a_rate_has_none_to_give():
    index = Index("R", "率", (Term("率", Of.RATE, "c-1", "i1", "", ("优秀", "不了解"), share=Fraction(100)),))
    assert reckon(index, opened(CAST)).values == ()


# --- laws -------------------------------------------------------------------------------------------------------------

shares = st.lists(st.integers(1, 90), min_size=2, max_size=2)


def weighed(given_shares, factor=1, **changes):
    terms = tuple(replace(t, share=Fraction(s * factor)) for t, s in zip((SCORE, FIGURE), given_shares, strict=True))
    return replace(DOUBLE, terms=terms, **changes)


SOURCE = opened(CAST, figures=FIGURES)


@given(shares, st.integers(1, 40))
def test_weights_scaled_together_change_nothing(given_shares, factor):
    one, other = (value(weighed(given_shares, f), "s1", SOURCE) for f in (1, factor))
    assert one.value == other.value
    assert [term.part for term in one.terms] == [term.part for term in other.terms]


@given(shares)
def test_the_order_of_the_terms_does_not_matter(given_shares):
    index = weighed(given_shares)
    turned = replace(index, terms=tuple(reversed(index.terms)))
    assert value(index, "s1", SOURCE).value == value(turned, "s1", SOURCE).value


@given(shares, st.sampled_from([Fraction(100), Fraction(1000), Fraction(7)]))
def test_the_parts_add_up_to_the_whole(given_shares, full):
    index = weighed(given_shares, full=full)
    one = value(replace(index, terms=(*index.terms, BONUS)), "s1", SOURCE)
    assert isinstance(one.value, Shown)
    assert sum((term.part for term in one.terms if term.part is not None), Fraction(0)) == one.value.value


@given(shares)
def test_an_index_lies_between_its_terms(given_shares):
    one = value(weighed(given_shares), "s1", SOURCE)
    assert isinstance(one.value, Shown)
    assert 84 <= one.value.value <= Fraction("91.5")


# --- who, from where --------------------------------------------------------------------------------------------------


def test_subjects_are_ranked_within_their_group_and_carry_the_name_of_the_latest_campaign():
    older = opened(CAST, "c-0", day=date(2025, 11, 20), subjects=(Subject("s1", "旧名", group="组"), Subject("s2", "对象2", group="组")))  # fmt: skip
    newer = opened(CAST, "c-1", figures=FIGURES, subjects=(Subject("s1", "新名", group="组"), Subject("s2", "对象2", group="另一组")), electorates=tuple(replace(e, groups=("组", "另一组")) for e in TWO))  # fmt: skip
    index = Index("Y", "两年", (replace(SCORE, name="去年", campaign="c-0"), replace(SCORE, name="今年")))
    for terms in (index.terms, tuple(reversed(index.terms))):
        found = reckon(replace(index, terms=terms), older, newer)
        assert [(one.subject.name, one.place and one.place.of) for one in found.values] == [("新名", 1), ("对象2", 1)]
    limited = reckon(replace(index, groups=("组",)), older, newer)
    assert {one.subject.group for one in limited.values} == {"组"}


def test_equal_indices_share_a_rank_and_those_without_one_stand_behind():
    alike = opened({"e1": [{0: 1, 1: 1, 2: 1, 3: 1}], "e2": [{0: 1, 1: 1, 2: 1, 3: 1}]})
    found = reckon(Index("S", "得分指数", (replace(SCORE, share=Fraction(100)),)), alike)
    assert [(one.place.rank, one.place.of) for one in found.values if one.place] == [(1, 2), (1, 2)]
    some = opened(CAST, figures=Figures(FIGURES.imported[1:]))
    assert [one.subject.code for one in reckon(DOUBLE, some).values] == ["s2", "s1"]


def test_every_source_is_named_with_campaign_round_and_day():
    source = opened(CAST, figures=FIGURES, name="年度测评", round="2026年")
    terms = (
        SCORE,
        FIGURE,
        replace(BONUS, cap=Fraction(5)),
        Term("票", Of.SCORE, "c-1", "i1", "e2", share=Fraction(1), reach=Reach.UNIT),
        Term("率", Of.RATE, "c-1", "i1", "", ("优秀",), share=Fraction(1)),
        Term("套", Of.INDEX, what="D", share=Fraction(1)),
        BONUS,
    )
    index = Index("A", "总指数", terms)
    where = "年度测评（2026年，2026年11月20日封箱，c-1）"
    sources = reckon(index, source, others=(DOUBLE,)).sources
    assert [f"{source_name(index, one)}：{source_words(one)}" for one in sources] == [
        f"领导力：{where}综合得分，满分 100，在总指数中占 50 分。",
        f"满意度：{where}导入的“满意度”（统计局），满分 100，在总指数中占 50 分。",
        f"加减分：{where}导入的加减分，直接加减，最多 5 分。",
        f"票：{where}“群众”票种“总体评价”得分，取所属单位，满分 100，在总指数中占 1 分。",
        f"率：{where}“总体评价”“优秀”得票率，满分 100，在总指数中占 1 分。",
        "套：指数“双力指数”，满分 100，在总指数中占 1 分。",
        f"双力指数：领导力：{where}综合得分，满分 100，在双力指数中占 50 分。",
        f"双力指数：满意度：{where}导入的“满意度”（统计局），满分 100，在双力指数中占 50 分。",
        f"加减分：{where}导入的加减分，直接加减。",
    ]


def test_a_void_result_is_named_as_such():
    source = opened(CAST, figures=FIGURES)
    void = replace(source.results, remarks=(Remark("excess", "e1", void=True, text="票多于码，结果无效。"),))
    first, second = reckon(DOUBLE, replace(source, results=void)).sources
    assert source_words(first).endswith("占 50 分。票多于码，结果无效。")
    assert second.remarks == ()


def test_a_term_without_a_campaigns_source_says_imported_only():
    nameless = Figures((ImportedFigure("s1", "满意度", Fraction(90), "%", None, ""),))
    assert reckon(DOUBLE, opened(CAST, figures=nameless)).sources[1].what == "导入的“满意度”"


@pytest.mark.parametrize("index", [DOUBLE, replace(DOUBLE, gap=Gap.SHARED, groups=("组",), note="说明", decimals=1)])
def test_an_index_survives_being_stored(index):
    made = replace(index, terms=(*index.terms, replace(BONUS, cap=Fraction("2.5"))))
    assert Index.from_json(made.to_json()) == made
    assert (made.parts, replace(DOUBLE, terms=(Term("套", Of.INDEX, what="D"),)).parts) == ((), ("D",))
