"""Contradictory rules are refused where no complete ballot keeps them, and never where one does."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import example as given_too
from hypothesis import strategies as st

from evalsite.core import rules
from evalsite.core.ballot import Ballot
from evalsite.core.ballotrules import BallotRules, Compare, Limit, Overall
from evalsite.core.campaign import Electorate, Grade, Indicator, Missing, Rule, Scale, Subject, Type
from evalsite.core.meeting import can_be_met, example
from evalsite.core.preparation import problems
from evalsite.core.questionnaire import score_steps, sheet_for
from evalsite.core.sheetrules import sheet_rules
from evalsite.core.sums import Sum, TooHard, choose
from evalsite.core.validity import void_reason
from tests.core.builders import GRADED, SCALE, campaign

ITEMS = tuple(Indicator(code, name, Type.GRADE, scale=SCALE.name) for code, name in zip("def", "德能勤", strict=True))
SCORE = Indicator("s", "得分", Type.SCORE)


def told(made, *lines):
    """(line, message, remedy) of everything that is told."""
    ruled, _ = rules.apply(replace(made, rules=tuple(Rule(*line) for line in lines)))
    return [(one.index, one.message, one.remedy) for one in problems(ruled)]


def messages(made, *lines):
    return [message for _, message, _ in told(made, *lines)]


# --- what is told -----------------------------------------------------------------------------------------------------

BOUND = (Electorate("e1", "干部", 20, ("组",)), Electorate("e2", "对象1的人", 20, ("组",), unit="对象1"))


def test_upper_limits_on_every_grade_that_leave_too_little_room_are_told_with_the_sheet():
    lines = [
        ("限额", "i1", f"{grade}≤{share}%")
        for grade, share in (("优秀", 30), ("良好", 40), ("较差", 20), ("不了解", 20))
    ]
    assert told(campaign(subjects=10), *lines) == []
    assert told(campaign(subjects=12), *lines) == [
        (
            3,
            "票种“干部”的测评表上，“总体评价”各等次的上限合计只有 11 个，但有 12 个对象，填不满",
            "请放宽上限，或留一个不限的等次",
        )
    ]


def test_a_limit_may_fail_on_the_sheet_of_one_electorate_alone():
    made = campaign(SCORE, subjects=3, electorates=BOUND)
    ((index, message, remedy),) = told(made, ("分数限额", "s", "<70 至少3个"))
    assert index == 0
    assert message == "票种“对象1的人”的测评表上，“得分”低于 70 分的至少要 3 个，但只有 2 个对象"
    assert remedy == "请改成不超过 2 个"


def test_a_lower_limit_above_an_upper_one_is_told_whichever_comes_first():
    made = campaign(SCORE, subjects=5)
    pair = (("分数限额", "s", "≥80 最多2个"), ("分数限额", "s", "≥90 至少3个"))
    for lines in (pair, pair[::-1]):
        ((index, message, _),) = told(made, *lines)
        assert (index, message) == (
            1,
            "票种“干部”的测评表上，“得分”90 分及以上的至少要 3 个，“得分”80 分及以上的又最多 2 个",
        )


def test_what_no_single_pair_of_limits_explains_is_told_all_the_same():
    lines = (("限额", "i1", "优秀+良好≥3"), ("限额", "i1", "优秀≤1"), ("限额", "i1", "良好≤1"))
    (one,) = told(campaign(subjects=5), *lines)
    assert one == (
        2,
        "票种“干部”的测评表上，没有一种填法能同时合乎这一行和前面的规则",
        "请放宽这一行，或放宽前面的规则",
    )


def test_all_contradictions_are_told_at_once_and_beside_other_faults():
    made = campaign(GRADED, SCORE, subjects=3)
    lines = (
        ("限额", "i1", "优秀≥4"),
        ("限额", "i1", "优秀≤1"),
        ("分数限额", "s", "≥90 至少3个"),
        ("分数限额", "s", "<90 至少1个"),
        ("没有的规则", "", ""),
        ("打分范围", "s", "0-100"),
    )
    assert [index for index, _, _ in told(made, *lines)] == [4, 0, 3]
    assert [index for index, _, _ in told(replace(made, name=""), *lines)] == [None, 4, 0, 3]


def test_where_sheets_cannot_be_drawn_up_nothing_is_said_of_them():
    made = campaign(replace(GRADED, scale="五档"))
    assert len(told(made, ("限额", "i1", "优秀≥9"))) == 1


def test_many_electorates_are_named_by_the_first_of_them():
    voters = tuple(Electorate(f"e{n}", f"票种{n}", 20, ("组",)) for n in range(5))
    (message,) = messages(campaign(electorates=voters), ("限额", "i1", "优秀≥9"))
    assert message.startswith("票种“票种0”、“票种1”、“票种2”等 5 个票种的测评表上，")


def test_marks_that_must_all_be_equal_and_must_not_are_told():
    made = campaign(subjects=2)
    assert messages(made, ("限额", "i1", "良好≥2"), ("不得全同", "i1", ""))
    assert messages(made, ("限额", "i1", "良好≥2"), ("不得全同", "", ""))
    assert not messages(made, ("限额", "i1", "良好≥1"), ("不得全同", "i1", ""))
    two = campaign(GRADED, ITEMS[0], subjects=2)
    assert not messages(two, ("限额", "i1", "良好≥2"), ("限额", "d", "优秀≥2"), ("不得全同", "", ""))
    assert messages(two, ("限额", "i1", "良好≥2"), ("限额", "d", "良好≥2"), ("不得全同", "", ""))
    assert not messages(two, ("限额", "i1", "优秀+良好≥2"), ("限额", "d", "优秀+良好≥2"), ("不得全同", "", ""))


def test_an_overall_grade_that_its_items_can_never_bear_out_is_told():
    made = campaign(GRADED, *ITEMS, subjects=3)
    agree = ("总评一致", "i1", "优秀须各项优秀≥90%")
    assert not messages(made, agree, ("限额", "i1", "优秀≥2"), ("限额", "d", "优秀≤2"))
    assert messages(made, agree, ("限额", "i1", "优秀≥3"), ("限额", "d", "优秀+不了解≤2"))
    assert not messages(made, agree, ("限额", "i1", "优秀≥3"), ("限额", "d", "优秀≤2"))  # 不了解 of an item is allowed
    assert messages(
        made, ("总评一致", "i1", "任一项较差则为较差"), ("限额", "d", "较差≥2"), ("限额", "i1", "优秀+良好≥2")
    )


def test_rules_that_do_nothing_anywhere_are_told():
    single = campaign(GRADED, SCORE, subjects=1)
    assert messages(single, ("不得全同", "i1", "")) == ["各票种的测评表上，这样的评定都只有一项，“不得全同”不起作用"]
    assert messages(single, ("打分范围", "s", "0-10"), ("分数限额", "s", "≥90 最多1个")) == [
        "打分范围是 0 到 10 分，“得分”90 分及以上的分数打不出来"
    ]
    two = replace(
        campaign(GRADED, replace(ITEMS[0], groups=("人",))),
        subjects=(Subject("1", "甲", group="组"), Subject("2", "乙", group="人")),
        electorates=(Electorate("e1", "干部", 20, ("组", "人")),),
    )
    apart = replace(two, indicators=(replace(GRADED, groups=("组",)), two.indicators[1]))
    assert messages(apart, ("总评一致", "i1", "任一项较差则为较差")) == [
        "没有一个测评对象既评“总体评价”又评这些单项，“总评一致”不起作用"
    ]
    assert not messages(two, ("总评一致", "i1", "任一项较差则为较差"))


def test_a_sheet_with_one_subject_is_left_alone_by_what_must_differ_where_others_have_more():
    made = campaign(subjects=2, electorates=BOUND)
    assert messages(made, ("不得全同", "i1", "")) == []


def test_an_upper_limit_that_is_no_lower_than_the_number_of_subjects_is_left_alone():
    assert messages(campaign(subjects=2), ("限额", "i1", "优秀≤5"), ("限额", "i1", "良好≤100%")) == []


def test_an_optional_indicator_must_be_possible_to_answer():
    optional = campaign(replace(GRADED, required=False), subjects=1)
    lines = [("限额", "i1", f"{grade}≤30%") for grade in ("优秀", "良好", "较差")]
    assert len(messages(optional, *lines)) == 1
    assert messages(optional, *lines[:2]) == []


# --- against every ballot that there is -------------------------------------------------------------------------------

THREE = Scale("三档", (Grade("优", Fraction(100)), Grade("差", Fraction(50)), Grade("不了解", None, counts=False)))
TWO = Scale("两档", (Grade("优"), Grade("差")))


@st.composite
def cases(draw):
    """Two or three subjects in up to two groups, up to three indicators, and any rules over them."""
    subjects = tuple(
        Subject(f"s{n}", f"对象{n}", group=draw(st.sampled_from("甲乙"))) for n in range(draw(st.integers(1, 3)))
    )
    asked = []
    for code in "ghk"[: draw(st.integers(1, 3 if len(subjects) < 3 else 2))]:
        kind = draw(st.sampled_from([Type.GRADE, Type.GRADE, Type.SCORE]))
        scale = draw(st.sampled_from(["三档", "两档"])) if kind is Type.GRADE else ""
        groups = draw(st.sampled_from([(), (), ("甲",)]))
        asked.append(
            Indicator(code, code, kind, scale=scale, high=2, required=draw(st.integers(0, 3)) > 0, groups=groups)
        )
    graded = [one for one in asked if one.type is Type.GRADE]
    grades = st.lists(st.sampled_from(["优", "差", "不了解"]), min_size=1, max_size=2, unique=True).map(tuple)
    limits = []
    for _ in range(draw(st.integers(0, 4))):
        one = draw(st.sampled_from(asked))
        how_many = draw(
            st.sampled_from(
                [{"count": 1}, {"count": 2}, {"count": 3}, {"share": Fraction(1, 3)}, {"share": Fraction(1, 2)}]
            )
        )
        names = (
            {"grades": draw(grades)}
            if one.type is Type.GRADE
            else {"compare": draw(st.sampled_from(Compare)), "score": Fraction(1)}
        )
        limits.append(
            Limit(one.code, **names, **how_many, group=draw(st.sampled_from(["", "", "甲"])), least=draw(st.booleans()))
        )
    varied = draw(st.lists(st.sampled_from(["", *(one.code for one in asked)]), max_size=2, unique=True))
    overall = []
    if graded:
        for _ in range(draw(st.integers(0, 2))):
            share = draw(st.sampled_from([None, Fraction(1, 2), Fraction(9, 10)]))
            overall.append(Overall(graded[0].code, draw(grades), draw(grades), (), share))
    made = campaign(*asked)
    return replace(
        made,
        subjects=subjects,
        scales=(THREE, TWO),
        electorates=(Electorate("e1", "干部", 20, ("甲", "乙")),),
        missing=Missing.VOID,
        ballot=BallotRules(tuple(limits), tuple(varied), tuple(overall)),
    )


def in_force(found, marks):
    """Whether a ballot keeps lower limits and 不得全同 as they are in force, and answers what has a rule of its own."""
    mark_of = lambda slot: marks[slot.offset]  # noqa: E731
    for held in found.limits:
        if held.limit.least and sum(mark_of(slot) in held.marks for slot in held.slots) < held.bound:
            return False
    for varied in found.varied:
        if not any(len(set(varied.said(slots, mark_of))) > 1 for slots in varied.classes):
            return False
    own = {held.limit.indicator for held in found.limits} | {one.slot.indicator.code for one in found.overall}
    own |= {one.indicator for one in found.varied}
    for code in own - {""}:
        slots = [slot for slot in found.slots if slot.indicator.code == code]
        opinion = found.opinions[code]
        if not slots[0].indicator.required and not any(mark_of(slot) in opinion for slot in slots):
            return False
    return True


class Found:
    """The rules of a sheet with its slots, for the brute force."""

    def __init__(self, made, sheet):
        from evalsite.core.sheetrules import opinions_of

        of = sheet_rules(made, sheet)
        self.limits, self.varied, self.overall, self.slots = of.limits, of.varied, of.overall, sheet.slots
        self.opinions = {one.code: opinions_of(made, one) for one in made.indicators}


def every_ballot(sheet):
    ranges = []
    for slot in sheet.slots:
        steps = len(slot.options) if slot.indicator.type is Type.GRADE else score_steps(slot.indicator)
        ranges.append(range(1 if slot.indicator.required else 0, steps + 1))
    return product(*ranges)


def one_subject(*limits, overall=()):
    """One subject, an overall grade and two items; all marks of the ballot may not be equal."""
    graded = [Indicator(code, code, Type.GRADE, scale="三档") for code in "ghk"]
    made = replace(campaign(*graded, subjects=1), scales=(THREE, TWO), missing=Missing.VOID)
    return replace(made, ballot=BallotRules(limits, ("",), overall))


ONLY_BEST = (Limit("g", ("差",), share=Fraction(1, 3)),)  # of one subject: none may get it
# The overall grade can only be 优, so that a mark that differs has to be found among the items it is held against.
IN_THE_ITEMS = one_subject(*ONLY_BEST, overall=(Overall("g", ("优",), ("优",), (), Fraction(1, 2)),))
# A limit tells the marks of one indicator apart, but its one subject has only one of them.
ONE_MARK = one_subject(Limit("g", ("优", "差"), count=3), Limit("h", ("优", "差"), count=3))


@pytest.mark.covers
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
@given_too(IN_THE_ITEMS)
@given_too(ONE_MARK)
def test_rules_are_found_impossible_exactly_where_no_complete_ballot_keeps_them(made):
    sheet = sheet_for(made, "e1")
    found = Found(made, sheet)
    possible = any(
        in_force(found, marks) and void_reason(made, sheet, Ballot(bytes(marks), ())) is None
        for marks in every_ballot(sheet)
    )
    assert can_be_met(made, sheet) == possible
    shown = example(made, sheet)
    assert (shown is not None) == possible
    if shown is not None:
        marks = bytes(shown.get(slot.number, 1) for slot in sheet.slots)
        assert void_reason(made, sheet, Ballot(marks, ())) is None
        assert in_force(found, marks)


# --- the search -------------------------------------------------------------------------------------------------------


@given(st.data())
def test_sums_are_kept_or_cannot_be(data):
    count = data.draw(st.integers(1, 4))
    most = data.draw(st.lists(st.integers(0, 3), min_size=count, max_size=count))
    sums = [
        Sum(tuple(data.draw(st.sets(st.integers(0, count - 1), min_size=1))), least, data.draw(st.integers(least, 6)))
        for least in data.draw(st.lists(st.integers(0, 6), max_size=4))
    ]

    def kept(numbers):
        return all(one.least <= sum(numbers[i] for i in one.places) <= one.most for one in sums)

    found = choose(most, sums)
    assert (found is not None) == any(kept(numbers) for numbers in product(*(range(one + 1) for one in most)))
    assert found is None or (kept(found) and all(0 <= one <= top for one, top in zip(found, most, strict=True)))


def test_nothing_to_choose_is_chosen_at_once():
    assert choose([], [Sum((), 0, 0)]) == []
    assert choose([], [Sum((), 1, 1)]) is None


def test_a_search_that_takes_too_long_is_given_up_and_refuses_nothing():
    with pytest.raises(TooHard):
        choose([5] * 6, [Sum(tuple(range(6)), 3, 9)], work=3)
    # Two of three pairs of grades must be rare: no single sum shows that three subjects do not fit, only a search does.
    pairs = [("限额", "i1", f"{pair}≤1") for pair in ("优秀+良好", "优秀+较差", "良好+较差", "不了解")]
    hard, _ = rules.apply(replace(campaign(subjects=3), rules=tuple(Rule(*line) for line in pairs)))
    sheet = sheet_for(hard, "e1")
    assert (can_be_met(hard, sheet), can_be_met(hard, sheet, work=0)) == (False, True)
    many = tuple(Indicator(f"d{n}", f"项{n}", Type.GRADE, scale=SCALE.name) for n in range(12))
    made = campaign(GRADED, *many, subjects=3)
    limits = [("限额", one.code, "优秀≤1") for one in many] + [("限额", one.code, "较差≤1") for one in many]
    agree = (("总评一致", "i1", "优秀须各项优秀≥90%"), ("总评一致", "i1", "任一项较差则为较差"))
    assert messages(made, *limits, *agree, ("限额", "i1", "优秀≥3")) == []
    assert len(messages(made, *limits, *agree, ("限额", "i1", "优秀≥4"))) == 1
