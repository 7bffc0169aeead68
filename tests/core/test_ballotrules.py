"""Rules on the whole ballot: how lines are read, what is told of others, what they say, and which ballots they void."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import rules
from evalsite.core.ballot import compose
from evalsite.core.ballotrules import BallotRules, Compare, Limit, Overall
from evalsite.core.campaign import Campaign, Electorate, Grade, Indicator, Rule, Scale, Type
from evalsite.core.questionnaire import sheet_for
from evalsite.core.rulewords import rules_in_words
from evalsite.core.sheetrules import opinions
from evalsite.core.validity import VOID_REASONS, void_reason
from tests.core.builders import GRADED, SCALE, campaign

ITEMS = tuple(
    Indicator(code, name, Type.GRADE, scale=SCALE.name) for code, name in zip("defg", "德能勤绩", strict=True)
)
SCORE = Indicator("s", "得分", Type.SCORE)
CHOICE = Indicator("c", "问题", Type.CHOICE, scale=SCALE.name)
EVERY = campaign(GRADED, *ITEMS, SCORE, CHOICE, subjects=4)


def apply(*lines, made=EVERY):
    return rules.apply(replace(made, rules=tuple(Rule(*line) for line in lines)))


def ruled(*lines, made=EVERY):
    done, failed = apply(*lines, made=made)
    assert failed == ()
    return done


def told(*line, made=EVERY):
    done, (problem,) = apply(line, made=made)
    assert replace(done, rules=()) == replace(made, rules=())
    return problem.field, problem.message, problem.remedy


def two_groups(*indicators):
    made = campaign(*(indicators or (GRADED,)), subjects=4)
    people = tuple(replace(one, code=f"p{n}", name=f"某{n}", group="人") for n, one in enumerate(made.subjects))
    return replace(made, subjects=(*made.subjects, *people), electorates=(Electorate("e1", "干部", 20, ("组", "人")),))


# --- 限额 and 分数限额 ------------------------------------------------------------------------------------------------

GOOD = ("优秀", "良好")


@pytest.mark.parametrize(
    ("params", "limit"),
    [
        ("优秀≤1/3", Limit("i1", ("优秀",), share=Fraction(1, 3))),
        ("优秀不超过⅓", Limit("i1", ("优秀",), share=Fraction(1, 3))),
        ("优秀+良好≤50%", Limit("i1", GOOD, share=Fraction(1, 2))),
        ("优秀、良好 合计 不超过 2 个", Limit("i1", GOOD, count=2)),
        ("优秀＋良好之和≤2", Limit("i1", GOOD, count=2)),
        ("组：优秀≤2", Limit("i1", ("优秀",), group="组", count=2)),
        ("每组：优秀,良好≤30%", Limit("i1", GOOD, group="组", share=Fraction(3, 10))),
        ("较差≥1", Limit("i1", ("较差",), least=True, count=1)),
        ("较差至少10%", Limit("i1", ("较差",), least=True, share=Fraction(1, 10))),
    ],
)
def test_a_quota_may_be_for_grades_together_for_a_group_a_fraction_or_the_least(params, limit):
    made = ruled(("限额", "i1", params))
    assert (made.ballot.limits, made.quotas) == ((limit,), ())


def test_a_quota_for_each_group_is_one_for_every_group_that_the_indicator_applies_to():
    made = ruled(("限额", "i1", "各组：优秀≤1"), made=two_groups())
    assert [one.group for one in made.ballot.limits] == ["组", "人"]
    made = ruled(("限额", "i1", "每组：优秀≤1"), made=two_groups(replace(GRADED, groups=("人",))))
    assert [one.group for one in made.ballot.limits] == ["人"]


def test_a_grade_whose_name_holds_a_sign_is_itself_before_it_is_two():
    odd = Scale("四档", (Grade("A+"), Grade("A、B"), Grade("甲:乙"), Grade("A")))
    made = replace(EVERY, scales=(odd,))
    for name in ("A+", "A、B", "甲:乙"):
        assert ruled(("限额", "i1", f"{name}≤1"), made=made).quotas[0].grade == name
    assert told("限额", "i1", "A+甲:乙≤1", made=made)[1] == "“总体评价”的对象组里没有“A+甲”"


@pytest.mark.parametrize(
    ("params", "limit"),
    [
        ("≥90 最多3个", Limit("s", compare=Compare.AT_LEAST, score=Fraction(90), count=3)),
        (">=90<=3", Limit("s", compare=Compare.AT_LEAST, score=Fraction(90), count=3)),
        ("<70 至少1个", Limit("s", compare=Compare.BELOW, score=Fraction(70), least=True, count=1)),
        ("低于70分的不少于1人", Limit("s", compare=Compare.BELOW, score=Fraction(70), least=True, count=1)),
        ("高于 89.5 分最多20%", Limit("s", compare=Compare.ABOVE, score=Fraction(179, 2), share=Fraction(1, 5))),
        ("不高于60最多1/3", Limit("s", compare=Compare.AT_MOST, score=Fraction(60), share=Fraction(1, 3))),
        ("每组：≥90 最多1个", Limit("s", compare=Compare.AT_LEAST, score=Fraction(90), group="组", count=1)),
    ],
)
def test_a_limit_on_scores_says_which_scores_and_how_many(params, limit):
    assert ruled(("分数限额", "得分", params)).ballot.limits == (limit,)


@pytest.mark.parametrize(
    ("rule", "scope", "params", "field", "message"),
    [
        ("限额", "i1", "优秀+良≤2", "params", "指标“总体评价”的等次表里没有“良”"),
        ("限额", "i1", "人：优秀≤2", "params", "“总体评价”的对象组里没有“人”"),
        ("限额", "i1", "优秀≤3/2", "params", "比例 3/2 不在 0 到 100% 之间"),
        ("限额", "i1", "优秀≤1/0", "params", "比例 1/0 不在 0 到 100% 之间"),
        ("限额", "i1", "优秀≥0", "params", "个数 0 不是正整数"),
        ("分数限额", "s", "90分以上最多3个", "params", "参数“90分以上最多3个”看不懂"),  # with 90, or without?
        ("分数限额", "s", "≥90", "params", "参数“≥90”看不懂"),
        ("分数限额", "s", "人：≥90最多1个", "params", "“得分”的对象组里没有“人”"),
        ("分数限额", "i1", "≥90最多1个", "scope", "“分数限额”只用于打分题，“总体评价”是等次题"),
        ("不得全同", "s", "是", "params", "“不得全同”不用写参数，现为“是”"),
        ("不得全同", "c", "", "scope", "“不得全同”只用于等次、打分题，“问题”是多选题"),
        ("总评一致", "i1", "优秀须各项优秀≥9", "params", "参数“优秀须各项优秀≥9”看不懂"),
        ("总评一致", "i1", "一致", "params", "参数“一致”看不懂"),
        ("总评一致", "i1", "优秀须各项不称职≥90%", "params", "指标“德”的等次表里没有“不称职”"),
        ("总评一致", "i1", "称职须各项优秀≥90%", "params", "指标“总体评价”的等次表里没有“称职”"),
        ("总评一致", "i1", "任一项（x）较差则为较差", "params", "没有编号或名称是“x”的指标"),
        ("总评一致", "i1", "任一项（s）较差则为较差", "params", "“总评一致”只用于等次题，“得分”是打分题"),
        ("总评一致", "i1", "任一项（德、i1）较差则为较差", "params", "“总体评价”是总评，不能又是单项"),
        ("总评一致", "i1", "任一项较差则为优秀、良好、较差", "params", "“优秀、良好、较差”已是“总体评价”的全部等次，这一行不起作用"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_carried_out_is_told_with_its_field_and_a_remedy(rule, scope, params, field, message):
    found = told(rule, scope, params)
    assert found[:2] == (field, message)
    assert found[2]


def test_rules_that_find_nothing_to_compare_are_told():
    assert told("不得全同", "", "", made=campaign(CHOICE))[1] == "没有等次、打分题，“不得全同”不起作用"
    assert told("总评一致", "i1", "任一项较差则为较差", made=campaign())[1] == "除“总体评价”外没有等次题，无从一致"


@pytest.mark.parametrize("name", ["分数限额", "不得全同", "总评一致"])
def test_every_example_can_be_carried_out(name):
    scope = {"分数限额": "s", "不得全同": "i1", "总评一致": "i1"}[name]
    for example in rules.KNOWN[name].example.split("，或 "):
        ruled((name, scope, example.split("（", maxsplit=1)[0]))


def test_several_lines_for_one_indicator_stand_side_by_side_and_the_same_one_twice_is_told():
    two = (("分数限额", "s", "≥90 最多3个"), ("分数限额", "s", "<70 至少1个"))
    assert len(ruled(*two).ballot.limits) == 2
    _, failed = apply(*two, ("分数限额", "得分", "≥90 最多20%"), ("不得全同", "", ""), ("不得全同", "", ""))
    assert [(one.index, one.field) for one in failed] == [(2, "rule"), (4, "rule")]


def test_without_its_scale_any_grade_may_be_meant_since_the_indicator_is_told_already():
    lost = tuple(replace(one, scale="五档") if one.scale == SCALE.name else one for one in EVERY.indicators)
    made = replace(EVERY, indicators=lost)
    for params in ("优秀须各项优秀≥90%", "任一项差则为差"):
        assert apply(("总评一致", "i1", params), made=made)[1] == ()


def test_the_manifest_has_such_rules_only_where_there_are_any_and_gives_them_back():
    assert "ballot_rules" not in EVERY.to_json()
    assert BallotRules.from_json({}) == BallotRules()
    made = ruled(
        ("限额", "i1", "每组：优秀≤1/3"),
        ("分数限额", "s", "<70.5 至少1个"),
        ("不得全同", "", ""),
        ("总评一致", "i1", "优秀须各项优秀≥90%"),
        ("总评一致", "i1", "任一项（德、能）较差则为较差"),
    )
    assert Campaign.from_json(made.to_json()) == made
    assert made.to_json()["ballot_rules"] == {
        "limits": [
            {"indicator": "i1", "grades": ["优秀"], "compare": "", "score": "", "group": "组", "bound": "most", "count": None, "share": "1/3"},
            {"indicator": "s", "grades": [], "compare": "lt", "score": "141/2", "group": "", "bound": "least", "count": 1, "share": None},
        ],
        "varied": [""],
        "overall": [
            {"indicator": "i1", "when": ["优秀"], "grades": ["优秀"], "items": [], "share": "9/10"},
            {"indicator": "i1", "when": ["优秀", "良好"], "grades": ["较差"], "items": ["d", "e"], "share": None},
        ],
    }  # fmt: skip


# --- judged -----------------------------------------------------------------------------------------------------------


def judged(made, marks):
    """The reason for answers by (indicator, subject)."""
    sheet = sheet_for(made, "e1")
    places = {(slot.indicator.code, slot.subject.code): slot.number for slot in sheet.slots if slot.subject}
    return void_reason(made, sheet, compose(sheet, {places[key]: mark for key, mark in marks.items()}))


def graded(*marks, code="i1"):
    return {(code, f"s{n}"): mark for n, mark in enumerate(marks, 1) if mark}


BEST, MIDDLE, WORST, UNKNOWN = 1, 2, 3, 4


@pytest.mark.parametrize(
    ("params", "marks", "reason"),
    [
        ("优秀≤1/3", (1, 2, 2, 2), None),
        ("优秀≤1/3", (1, 1, 2, 2), "over_quota"),  # a third of four is one
        ("优秀+良好≤50%", (1, 2, 3, 4), None),
        ("优秀+良好≤50%", (1, 2, 2, 4), "over_quota"),
        ("较差≥1", (1, 2, 3, 4), None),
        ("较差≥1", (1, 2, 2, 4), "under_quota"),
        ("较差≥1", (1, 0, 0, 0), "under_quota"),  # one opinion is enough to be held to it
        ("较差≥1", (0, 0, 0, 0), None),  # who abstains breaks nothing
        ("较差≥1", (4, 4, 4, 0), None),  # nor who knows nothing
        ("较差≥30%", (3, 1, 1, 1), "under_quota"),  # 1.2 of four is two
        ("较差≥30%", (3, 3, 1, 1), None),
    ],
)
def test_limits_on_grades(params, marks, reason):
    assert judged(ruled(("限额", "i1", params)), graded(*marks)) == reason


@pytest.mark.parametrize(
    ("params", "marks", "reason"),
    [
        ("≥90 最多2个", (90, 100, 89, 0), None),
        ("≥90 最多2个", (90, 100, 91, 0), "over_scores"),
        (">90 最多2个", (90, 100, 91, 0), None),
        ("<70 至少1个", (70, 70, 70, 69), None),
        ("<70 至少1个", (70, 70, 70, 70), "under_scores"),
        ("<70 至少1个", (None, None, None, None), None),
        ("<70 至少1个", (80, None, None, None), "under_scores"),
        ("≤70 最多20%", (70, 90, 90, 90), "over_scores"),  # a fifth of four is none
    ],
)
def test_limits_on_scores(params, marks, reason):
    given = {("s", f"s{n}"): mark for n, mark in enumerate(marks, 1) if mark is not None}
    assert judged(ruled(("分数限额", "s", params)), given) == reason


def test_a_limit_for_a_group_looks_at_its_subjects_alone():
    made = ruled(("限额", "i1", "人：优秀≤1"), made=two_groups())
    assert judged(made, graded(1, 1, 1, 1)) is None
    assert judged(made, {("i1", "p0"): 1, ("i1", "p1"): 1}) == "over_quota"


def test_a_rule_without_a_slot_on_the_sheet_does_not_exist_there():
    other = replace(two_groups(replace(GRADED, groups=("人",)), replace(SCORE, groups=("组",))))
    only = replace(other, electorates=(Electorate("e1", "干部", 20, ("组",)),))
    made = ruled(("限额", "i1", "较差≥1"), ("不得全同", "i1", ""), made=only)
    assert judged(made, {("s", "s1"): 90}) is None


@pytest.mark.parametrize(
    ("marks", "reason"),
    [
        (graded(1, 1, 1, 1), "all_equal"),
        (graded(1, 1), "all_equal"),
        (graded(1, 1, 1, 2), None),
        (graded(1), None),  # one mark is equal to nothing
        (graded(4, 4, 4, 4), None),  # no opinion at all
        (graded(1, 4, 4, 4), None),
        (graded(1, 1, 4, 4), "all_equal"),  # 不了解 is no difference of opinion
        ({}, None),
    ],
)
def test_marks_of_an_indicator_must_not_all_be_equal(marks, reason):
    assert judged(ruled(("不得全同", "i1", "")), marks) == reason


def test_scores_are_compared_by_their_value_whatever_their_steps():
    lines = (("打分范围", "s", "1-10"), ("打分范围", "h", "0-10/0.5"), ("不得全同", "", ""))
    made = ruled(*lines, made=campaign(SCORE, replace(SCORE, code="h", name="半分"), subjects=2))
    same = {(code, subject): 5 for code in "sh" for subject in ("s1", "s2")}
    assert judged(made, same) == "all_equal"
    assert judged(made, same | {("h", "s2"): Fraction("5.5")}) is None


def test_the_whole_ballot_is_all_equal_where_no_two_marks_that_can_be_compared_differ():
    made = ruled(("不得全同", "", ""))
    assert judged(made, graded(1, 1) | graded(1, 1, code="d")) == "all_equal"
    assert judged(made, graded(1, 1) | graded(2, 2, code="d")) is None
    scored = {("s", "s1"): 90}
    assert judged(made, graded(1, 1) | scored) == "all_equal"  # a grade and a score can differ in nothing
    assert judged(made, graded(1) | scored) is None
    assert judged(made, graded(1, 1) | scored | {("s", "s2"): 91}) is None


def items(*marks, overall, subject="s1"):
    given = {(item.code, subject): mark for item, mark in zip(ITEMS, marks, strict=False) if mark}
    return given | ({("i1", subject): overall} if overall else {})


@pytest.mark.parametrize(
    ("marks", "overall", "reason"),
    [
        ((1, 1, 1, 1), BEST, None),
        ((1, 1, 1, 2), BEST, None),  # three of four are 75 %
        ((1, 1, 2, 2), BEST, "inconsistent"),
        ((1, 1, 2, 2), MIDDLE, None),
        ((1, 1, 1, 3), MIDDLE, "inconsistent"),
        ((1, 1, 1, 3), WORST, None),
        ((1, 1, 1, 3), UNKNOWN, None),  # no opinion on the whole contradicts nothing
        ((1, 1, 1, 3), 0, None),
        ((1, 1, 1, 1), WORST, None),  # it is not said that a bad whole needs a bad item
        ((1, 2, 0, 0), BEST, "inconsistent"),  # of the graded items only half
        ((1, 4, 4, 0), BEST, None),  # 不了解 and blanks are on neither side
        ((4, 4, 4, 4), BEST, None),
        ((), BEST, None),
    ],
)
def test_the_grade_of_the_whole_agrees_with_those_of_the_items(marks, overall, reason):
    made = ruled(("总评一致", "i1", "优秀须各项优秀≥75%"), ("总评一致", "i1", "任一项较差则为较差"))
    assert judged(made, items(*marks, overall=overall)) == reason


def test_every_subject_is_looked_at_on_its_own():
    made = ruled(("总评一致", "i1", "优秀须各项优秀≥90%"))
    first = items(1, 1, 1, 1, overall=BEST)
    assert judged(made, first | items(2, 2, 2, 2, overall=MIDDLE, subject="s2")) is None
    assert judged(made, first | items(1, 1, 1, 2, overall=BEST, subject="s4")) == "inconsistent"


def test_items_are_those_named_or_all_but_the_overall_ones_and_only_such_as_have_the_grade():
    line = ("总评一致", "i1", "任一项（德、能）较差则不得为优秀")
    assert judged(ruled(line), items(1, 1, 3, 3, overall=BEST)) is None
    assert judged(ruled(line), items(3, 1, 1, 1, overall=BEST)) == "inconsistent"
    two = (("总评一致", "i1", "优秀须各项优秀≥100%"), ("总评一致", "绩", "任一项较差则不得为优秀"))
    assert judged(ruled(*two), items(1, 1, 1, 2, overall=BEST)) is None  # 绩 is an overall indicator itself
    other = Scale("两档", (Grade("好"), Grade("差")))
    mixed = (GRADED, ITEMS[0], replace(ITEMS[1], scale="两档"))
    made = ruled(two[0], made=replace(campaign(*mixed), scales=(SCALE, other)))
    assert judged(made, items(1, 2, overall=BEST)) is None


def test_where_no_item_applies_the_whole_stands_alone():
    made = two_groups(GRADED, replace(ITEMS[0], groups=("人",)))
    assert judged(ruled(("总评一致", "i1", "优秀须各项优秀≥90%"), made=made), graded(1, 1, 1, 1)) is None


def test_grades_without_points_are_opinions_where_no_grade_has_points():
    plain = Scale("满意度", (Grade("满意"), Grade("不满意"), Grade("不了解", counts=False)))
    assert opinions(plain) == {1, 2}
    assert opinions(SCALE) == {1, 2, 3}
    assert opinions(Scale("一", (Grade("好", Fraction(1)), Grade("弃权")))) == {1}


@given(st.permutations(range(4)), st.lists(st.integers(0, 4), min_size=4, max_size=4))
def test_in_which_order_the_subjects_stand_decides_nothing(order, marks):
    lines = (("限额", "i1", "优秀≤1/2"), ("限额", "i1", "较差≥1"), ("不得全同", "i1", ""))
    made = ruled(*lines)
    moved = replace(made, subjects=tuple(made.subjects[place] for place in order))
    assert judged(made, graded(*marks)) == judged(moved, graded(*marks))


# --- in words ---------------------------------------------------------------------------------------------------------


def said(*lines, made=EVERY):
    return {sentence.title: sentence.text for sentence in rules_in_words(ruled(*lines, made=made))}


def test_limits_are_printed_with_what_they_count_and_how_a_share_is_rounded():
    text = said(("限额", "i1", "优秀≤1/3"), ("限额", "i1", "组：优秀+良好≤50%"))["限额"]
    assert text == (
        "一张票上“总体评价”评为“优秀”的不超过表上对象数的 1/3（向下取整）；"
        "一张票上“组”的对象中，“总体评价”评为“优秀”、“良好”的合计不超过该组对象数的 50%（向下取整），超过的整张票作废。"
    )
    text = said(("分数限额", "s", "≥90 最多3个"), ("分数限额", "s", "<70.5 至少10%"))["分数限额"]
    assert text == (
        "一张票上“得分”90 分及以上的不超过 3 个；一张票上“得分”低于 70.5 分的不少于表上对象数的 10%（向上取整），"
        "不符的整张票作废；这一指标全部弃权的，不受下限限制。"
    )


def test_what_must_differ_and_what_must_agree_is_printed():
    text = said(("不得全同", "s", ""), ("不得全同", "", ""))["不得全同"]
    assert text.startswith(
        "一张票上“得分”的评定不得全部相同；整张票的评定不得全部相同（同一等次表的等次相比，打分与打分相比），"
    )
    text = said(
        ("总评一致", "i1", "优秀须各项优秀≥90%"),
        ("总评一致", "i1", "任一项较差则为较差"),
        ("总评一致", "i1", "任一项（德、能）较差则不得为优秀"),
    )["总评一致"]
    assert text == (
        "“总体评价”评为“优秀”的，同一对象各单项中“优秀”须不少于 90%；"
        "任一单项评为“较差”的，同一对象的“总体评价”须评为“较差”；"
        "任一单项（“德”、“能”）评为“较差”的，同一对象的“总体评价”不得评为“优秀”，不符的整张票作废。"
        "没有填的项和不计分的等次（如不了解）不算。"
    )


def test_every_reason_has_words():
    new = {"under_quota", "over_scores", "under_scores", "all_equal", "inconsistent"}
    assert new <= set(VOID_REASONS)
    assert Overall("i", ("a",), ("b",)).allows(0, 3)
