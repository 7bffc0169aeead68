"""Lines of the 规则 sheet about scores: carried out as written, or told with place and remedy; printed where they act."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import rules
from evalsite.core.campaign import Campaign, Electorate, Grade, Indicator, Rule, Scale, Subject, Type
from evalsite.core.placing import Placing
from evalsite.core.points import full_mark, highest, points
from evalsite.core.preparation import problems
from evalsite.core.rulewords import rules_in_words
from evalsite.core.scheme import Empty, Scheme
from evalsite.core.schemewords import electorate_weight, indicator_weight
from evalsite.core.scoring import Scorer
from evalsite.core.trimming import Trimming
from evalsite.core.weights import Group
from tests.core.builders import GRADED, SCALE, campaign, count

MORAL = replace(GRADED, code="z", name="政治")
CONDUCT = replace(GRADED, code="d", name="道德、品行")
SCORE = Indicator("j", "绩", Type.SCORE)
RANK = Indicator("r", "综合排序", Type.RANK)
CHOICE = Indicator("c", "问题", Type.CHOICE, scale=SCALE.name)
VOTERS = tuple(
    Electorate(f"e{n}", name, 20, ("组",)) for n, name in enumerate(("班子", "校领导", "正处", "教职工"), start=1)
)
EVERY = campaign(MORAL, CONDUCT, SCORE, RANK, CHOICE, electorates=VOTERS)


def apply(*lines, made=EVERY):
    return rules.apply(replace(made, rules=tuple(Rule(*line) for line in lines)))


def scheme(*lines, made=EVERY):
    ready, failed = apply(*lines, made=made)
    assert failed == ()
    return ready.scheme


def told(*lines, made=EVERY):
    """What is said of the last line, and where."""
    _, failed = apply(*lines, made=made)
    assert [one.index for one in failed] == [len(lines) - 1]
    return failed[0].field, failed[0].message


def unfit(*lines, made=EVERY):
    """What preparation says of lines that can be carried out."""
    ready, failed = apply(*lines, made=made)
    assert failed == ()
    return [(one.part, one.index, one.message) for one in problems(ready)]


# --- 票种组 and 指标组 --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "params",
    [
        "60：校领导、正处、教职工",
        "权重60: e2，e3；e4",
        "60 = 校领导、 e3 、教职工",
        "６０：E2、E3、E4".replace("E", "e"),
    ],
)
def test_members_are_named_by_code_or_by_name(params):
    group = Group("民主测评", Fraction(60), ("e2", "e3", "e4"))
    assert scheme(("票种组", "民主测评", params)).electorate_groups == (group,)


def test_a_group_without_a_weight_is_equal_to_the_others_of_its_level():
    assert scheme(("票种组", "群众", "校领导、正处")).electorate_groups == (Group("群众", None, ("e2", "e3")),)


def test_names_that_hold_a_separator_are_known_by_their_length():
    (group,) = scheme(("指标组", "德", "20：道德、品行、政治")).indicator_groups
    assert group.members == ("d", "z")


def test_a_group_may_be_named_before_its_own_line():
    lines = (("票种组", "外", "50：内、班子"), ("票种组", "内", "50：校领导、正处"))
    assert [group.members for group in scheme(*lines).electorate_groups] == [("内", "e1"), ("e2", "e3")]


@pytest.mark.parametrize(
    ("lines", "field", "message"),
    [
        ([("票种组", "", "班子、正处")], "scope", "没有写明票种组的名称"),
        ([("票种组", "班 子", "校领导、正处")], "scope", "票种组不能叫“班 子”，已有票种用了它"),
        ([("指标组", "z", "政治、绩")], "scope", "指标组不能叫“z”，已有指标用了它"),
        ([("票种组", "群", "")], "params", "看不懂"),
        ([("票种组", "群", "60：")], "params", "没有编号或名称是“60:”的票种或票种组"),
        ([("票种组", "群", "、")], "params", "只有一个成员"),
        ([("票种组", "群", "60：班子")], "params", "只有一个成员，不成票种组"),
        ([("票种组", "群", "160：班子、正处")], "params", "权重是 160，不在 0 到 100 之间"),
        ([("票种组", "群", "班子、正处、e1")], "params", "“e1”写了两次"),
        ([("票种组", "群", "班子、正科、路人")], "params", "没有编号或名称是“正科”、“路人”的票种或票种组"),
        ([("票种组", "群", "班子、群")], "params", "票种组“群”绕回了自己"),
        ([("票种组", "甲", "班子、乙"), ("票种组", "乙", "正处、甲")], "params", "票种组“乙”绕回了自己"),
        ([("票种组", "甲", "班子、正处"), ("票种组", "乙", "正处、教职工")], "params", "“e3”已经在票种组“甲”里"),
        ([("票种组", "甲", "班子、正处"), ("票种组", " 甲", "校领导、教职工")], "rule", "前面已经写过"),
    ],
)
def test_groups_that_nobody_can_weigh_by_are_told(lines, field, message):
    found = told(*lines)
    assert found[0] == field
    assert message in found[1]


def test_what_is_not_known_comes_with_what_may_have_been_meant():
    _, (problem,) = apply(("票种组", "群", "班子、教职"))
    assert problem.remedy.startswith("是不是“教职工”？")
    assert ("electorates", None, "name") in problem.needs


def with_weights(*weights, made=EVERY):
    voters = tuple(replace(one, weight=Fraction(w)) for one, w in zip(made.electorates, weights, strict=True))
    return replace(made, electorates=voters)


def test_the_weights_of_every_level_add_up_on_their_own():
    line = ("票种组", "民主测评", "60：校领导、正处、教职工")
    assert unfit(line, made=with_weights(40, 30, 30, 40)) == []
    assert unfit(line, made=with_weights(40, 30, 30, 30)) == [
        (
            "electorates",
            1,
            "对象组“组”的票种组“民主测评”，权重合计 90（校领导 30 + 正处 30 + 教职工 30），应为 100，还差 10",
        )
    ]
    assert unfit(line, made=with_weights(50, 30, 30, 40)) == [
        ("electorates", 0, "对象组“组”的票种，权重合计 110（班子 50 + 民主测评 60），应为 100，多出 10")
    ]
    assert unfit(("票种组", "民主测评", "校领导、正处、教职工"), made=with_weights(100, 30, 30, 40)) == [
        ("rules", 0, "对象组“组”的票种，权重有的填了，有的没填")
    ]


def test_a_group_is_weighed_only_for_those_whom_one_of_its_members_rates():
    subjects = (*EVERY.subjects, Subject("s9", "别的", group="别组"))
    weights = (Fraction(40), Fraction(50), Fraction(50), Fraction(100))
    groups = (("组",), ("组",), ("组",), ("别组",))
    voters = tuple(replace(e, weight=w, groups=of) for e, w, of in zip(VOTERS, weights, groups, strict=True))
    made = replace(EVERY, subjects=subjects, electorates=voters)
    assert unfit(("票种组", "群众", "60：校领导、正处"), made=made) == []
    assert [one[2] for one in unfit(("票种组", "群众", "50：校领导、正处"), made=made)] == [
        "对象组“组”的票种，权重合计 90（班子 40 + 群众 50），应为 100，还差 10"
    ]


def test_electorates_that_are_counted_in_one_heap_stand_in_a_group_under_its_name():
    pool = ("合并计票", "各处", "正处、教职工")
    made = with_weights(40, 30, 30, 40)
    for lines in ((pool, ("票种组", "群众", "60：各处、校领导")), (("票种组", "群众", "60：各处、校领导"), pool)):
        ready, failed = apply(*lines, made=made)
        assert failed == ()
        assert problems(ready) == []
        assert ready.scheme.electorate_groups == (Group("群众", Fraction(60), ("各处", "e2")),)
        cast = {"e1": [{0: 1}], "e2": [{0: 2}], "e3": [{0: 3}], "e4": [{0: 3}]}
        assert scores(ready, cast)[None, "z"] == Fraction(40 * 100 + 60 * (30 * 80 + 70 * 30) / Fraction(100), 100)
    alike = replace(
        EVERY, indicators=tuple(replace(one, code=f"e{n}") for n, one in enumerate(EVERY.indicators, start=2))
    )
    assert unfit(pool, ("指标组", "德", "政治、绩"), made=alike) == []  # a code of an indicator may be an electorate's
    apart = "票种组“群众”里的“正处”已并入“各处”计票"
    assert unfit(("票种组", "群众", "60：校领导、正处"), pool, made=made) == [("rules", 0, apart)]
    assert told(pool, ("票种组", "各处", "60：校领导、班子"))[1] == "票种组不能叫“各处”，已有票种用了它"


def test_a_level_on_which_everything_weighs_nothing_is_told():
    line = ("票种组", "民主测评", "60：校领导、正处、教职工")
    assert unfit(line, made=with_weights(40, 0, 0, 0)) == [
        ("electorates", 1, "对象组“组”的票种组“民主测评”，权重都是 0，没有一项计分")
    ]
    zeros = replace(
        EVERY, indicators=tuple(replace(one, weight=Fraction(0)) if one.scored else one for one in EVERY.indicators)
    )
    assert [one[2] for one in unfit(made=zeros)] == ["对象组“组”的指标，权重都是 0，没有一项计分"]
    pointless = replace(zeros, indicators=zeros.indicators[:2], scales=(Scale(SCALE.name, (Grade("好"), Grade("差"))),))
    assert unfit(made=pointless) == []  # zeros take nothing away where nothing gives points


def test_sums_are_not_asked_for_while_a_line_of_groups_cannot_be_carried_out():
    ready, failed = apply(("票种组", "民主测评", "60：校领导、正科"), made=with_weights(40, 30, 30, 40))
    assert len(failed) == 1
    assert [one.part for one in problems(ready)] == ["rules"]


def test_members_that_are_never_weighed_together_are_told():
    subjects = (*EVERY.subjects, Subject("s9", "别的", group="别组"))
    voters = (*VOTERS[:3], replace(VOTERS[3], groups=("别组",)))
    made = replace(EVERY, subjects=subjects, electorates=voters)
    message = "票种组“群”里的“教职工”不和组内其他成员评议同一个对象组，分不到一起"
    assert unfit(("票种组", "群", "校领导、正处、教职工"), made=made) == [("rules", 0, message)]
    apart = replace(EVERY, subjects=subjects, indicators=(replace(MORAL, groups=("组",)), replace(CONDUCT, groups=("别组",)), SCORE), electorates=(replace(VOTERS[0], groups=("组", "别组")),))  # fmt: skip
    assert [one[2] for one in unfit(("指标组", "德", "政治、d"), made=apart)] == [
        f"指标组“德”里的“{name}”不和组内其他成员用于同一个对象组，分不到一起" for name in ("政治", "道德、品行")
    ]


def test_members_in_groups_inside_are_weighed_together_through_them():
    lines = (("票种组", "外", "内、班子"), ("票种组", "内", "校领导、正处"))
    assert unfit(*lines) == []


def test_indicators_without_points_are_no_members_of_a_group():
    lines = (("指标组", "德", "政治、问题、综合排序"),)
    assert [one[2] for one in unfit(*lines)] == [
        "指标组“德”里的“问题”是多选题，不计分",
        "指标组“德”里的“综合排序”是排序题，不计分",
    ]
    assert len(unfit(*lines, ("名次赋分", "r", "满分100，每名减2%"))) == 1


# --- 去极值, 名次赋分, 空票种, 总分满分 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "params", "made"),
    [
        ("", "各1个（多于5票）", Trimming(None, 1, above=5)),
        ("", "各1个", Trimming(None, 1, above=5)),
        ("绩", "各去掉3个", Trimming("j", 3, above=6)),
        ("z", "各２个(超过4票时)", Trimming("z", 2, above=4)),
        ("", "各10%", Trimming(None, percent=Fraction(10))),
        ("", "各 12.5 %（多于20票）", Trimming(None, percent=Fraction("12.5"), above=20)),
    ],
)
def test_ends_are_left_out_by_number_or_by_share(scope, params, made):
    assert scheme(("去极值", scope, params)).trimmings == (made,)


@pytest.mark.parametrize(
    ("scope", "params", "field", "message"),
    [
        ("", "1个", "params", "看不懂"),
        ("", "各0个", "params", "两端各去 0 个，等于不去"),
        ("", "各3个（多于5票）", "params", "多于 5 票时两端各去 3 个，可能一票不剩"),
        ("", "各0%", "params", "两端各去 0%，不在 0 到 50% 之间"),
        ("", "各50%", "params", "两端各去 50%，不在 0 到 50% 之间"),
        ("r", "各1个", "scope", "“去极值”只用于等次、打分题，“综合排序”是排序题"),
    ],
)
def test_trimming_that_leaves_nothing_or_says_nothing_is_told(scope, params, field, message):
    found = told(("去极值", scope, params))
    assert found[0] == field
    assert message in found[1]


BANDS = "优秀：≥50%得100，其余得60"


def test_trimming_that_would_do_nothing_is_told():
    alone = replace(EVERY, indicators=(MORAL, RANK), electorates=VOTERS[:1])
    message = "“政治”已有分段赋分，不求平均，去极值不起作用"
    for lines in (
        (("去极值", "z", "各1个"), ("分段赋分", "z", BANDS)),
        (("分段赋分", "z", BANDS), ("去极值", "z", "各1个")),
    ):
        assert [one[2] for one in unfit(*lines, made=alone)] == [message]
    nothing = "没有可以去极值的指标：等次没有分值，或者都另有规定"
    assert [one[2] for one in unfit(("去极值", "", "各1个"), ("去极值", "z", "各1个"), made=alone)] == [nothing]
    plain = replace(alone, scales=(Scale(SCALE.name, (Grade("好"), Grade("差"))),))
    assert [one[2] for one in unfit(("去极值", "z", "各1个"), made=plain)] == [nothing]


@pytest.mark.parametrize(
    ("params", "made"),
    [
        ("满分100，每名减2%", Placing("r", Fraction(100), Fraction(2))),
        ("第1名50分，每后一名减2%", Placing("r", Fraction(50), Fraction(1))),
        ("第一名100, 每低一名扣 0.5 分", Placing("r", Fraction(100), Fraction(1, 2))),
        ("100，每名减60分，最低60", Placing("r", Fraction(100), Fraction(60), Fraction(60))),
        ("满分100，每名减100%", Placing("r", Fraction(100), Fraction(100))),
    ],
)
def test_points_of_places_are_written_as_people_say_them(params, made):
    assert scheme(("名次赋分", "r", params)).placings == (made,)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ("满分100", "看不懂"),
        ("满分100，每名减2", "看不懂"),
        ("满分2000，每名减2%", "第 1 名的分是 2000，不在 0 到 1000 之间"),
        ("满分100，每名减0%", "第 1 名 100 分，每后一名减 0 分，最低 0 分，排不出先后"),
        ("满分100，每名减120%", "排不出先后"),
        ("满分0，每名减2%", "排不出先后"),
        ("满分100，每名减2%，最低100", "排不出先后"),
    ],
)
def test_places_that_give_no_order_are_told(params, message):
    assert message in told(("名次赋分", "r", params))[1]


def test_a_last_place_below_zero_is_told_unless_a_least_is_written():
    many = campaign(RANK, subjects=52)
    field, message = told(("名次赋分", "r", "满分100，每名减2%"), made=many)
    assert (field, message) == ("params", "有 52 个对象排名，最后一名是 -2 分，低于 0 分")
    assert scheme(("名次赋分", "r", "满分100，每名减2%，最低0"), made=many).placings[0].points(52) == 0
    assert scheme(("名次赋分", "r", "满分100，每名减2%"), made=campaign(RANK, subjects=51)).placings


def test_what_becomes_of_an_empty_electorate_is_one_of_two_words_for_the_whole_campaign():
    assert scheme(("空票种", "", "不出总分")).empty is Empty.NO_TOTAL
    assert scheme(("空票种", "", "权重转移")) == Scheme()
    assert told(("空票种", "班子", "不出总分")) == ("scope", "“空票种”对整个活动起作用，不写范围")
    assert "看不懂" in told(("空票种", "", "算零分"))[1]


@pytest.mark.parametrize(
    ("scope", "params", "message"),
    [
        ("z", "600", "不写范围"),
        ("", "满分", "看不懂"),
        ("", "0", "总分满分是 0"),
        ("", "20000", "总分满分是 20000，不在 0 到 10000 之间"),
    ],
)
def test_a_full_mark_that_nothing_can_be_shown_out_of_is_told(scope, params, message):
    assert message in told(("总分满分", scope, params))[1]


def scores(made, cast):
    found = Scorer(made, count(made, cast), {voters.code: voters.tickets for voters in made.electorates}).scores()
    return {(one.electorate, one.indicator): one.score for one in found if one.subject == "s1"}


def test_totals_are_shown_out_of_the_full_mark_and_indicators_are_not():
    plain = campaign(MORAL, SCORE, subjects=1, electorates=VOTERS[:2])
    made, _ = apply(("总分满分", "", "600分"), made=plain)
    assert problems(made) == []
    cast = {"e1": [{0: 1, 1: 90}], "e2": [{0: 2, 1: 60}]}
    before, after = scores(plain, cast), scores(made, cast)
    assert {key: one * (1 if key[1] else 6) for key, one in before.items()} == after
    assert after[None, None] == 495
    pooled, _ = apply(("总分满分", "", "600"), ("分段赋分", "z", f"{BANDS}；各票种合并"), made=plain)
    assert problems(pooled) == []
    assert scores(pooled, cast)[None, None] == 6 * Fraction(100 + 75, 2)


def test_totals_of_parts_with_different_full_marks_are_no_share_of_one():
    lines = (("总分满分", "", "600"), ("打分范围", "j", "0-10"))
    assert [one[2] for one in unfit(*lines)] == ["各项满分不同，总分不能折算：政治 100、道德、品行 100、绩 10"]
    unscored = replace(EVERY, indicators=(RANK, CHOICE))
    assert [one[2] for one in unfit(("总分满分", "", "600"), made=unscored)] == ["没有计分的指标，总分不能折算"]
    beside = replace(EVERY, indicators=(replace(MORAL, weight=Fraction(1)), replace(SCORE, weight=Fraction(0))))
    assert unfit(*lines, made=beside) == []


# --- points -----------------------------------------------------------------------------------------------------------


def test_what_a_mark_gives_and_the_most_that_there_is():
    made, _ = apply(("名次赋分", "r", "满分50，每名减2%"), ("分段赋分", "d", "优秀：≥50%得10，其余得5；较差≥1/3得20"))
    by_code = {one.code: one for one in made.indicators}
    assert [points(made, by_code["z"], value) for value in range(5)] == [None, 100, 80, 30, None]
    assert points(made, by_code["j"], 61) == 60
    assert points(made, by_code["r"], 2) == 49
    assert points(EVERY, RANK, 2) == 2
    assert points(made, by_code["c"], 1) is None
    assert [highest(made, by_code[code]) for code in "zdjrc"] == [100, 20, 100, 50, None]
    assert highest(EVERY, RANK) is None
    assert full_mark(EVERY) == 100
    assert full_mark(made) is None


# --- all of them ------------------------------------------------------------------------------------------------------

WORKING = (
    ("票种组", "民主测评", "60：校领导、正处、教职工"),
    ("指标组", "德", "20：政治、d"),
    ("空票种", "", "不出总分"),
    ("去极值", "", "各1个（多于5票）"),
    ("去极值", "绩", "各10%"),
    ("名次赋分", "r", "满分100，每名减2%，最低60"),
    ("分段赋分", "z", "优秀：≥90%得100，其余得60；但较差≥1/3得30；各票种合并"),
    ("总分满分", "", "600"),
)
HEAVY = with_weights(40, 30, 30, 40)
HEAVY = replace(
    HEAVY,
    indicators=tuple(
        replace(one, weight=None if w is None else Fraction(w))
        for one, w in zip(HEAVY.indicators, (50, 50, 60, 20, None), strict=True)
    ),
)


def test_a_scheme_with_everything_in_it_is_fit_and_travels_with_its_campaign():
    made, failed = apply(*WORKING, made=HEAVY)
    assert failed == ()
    assert problems(made) == []
    assert Campaign.from_json(made.to_json()) == made
    assert "scheme" not in EVERY.to_json()


def said(*lines, made=HEAVY):
    return {one.title: one.text for one in rules_in_words(apply(*lines, made=made)[0])}


def test_every_line_with_an_effect_is_printed():
    text = said(*WORKING)
    assert text["票种权重"] == (
        "班子 40、民主测评 60（校领导 30、正处 30、教职工 40）；先在组内、再在组间按权重加权平均，没有写权重的相同。"
        "任何一个计分的票种没有有效评分的，不出合计得分。"
    )
    assert text["指标权重"] == (
        "德 20（政治 50、道德、品行 50）、绩 60、综合排序 20；先在组内、再在组间按权重加权平均，没有写权重的相同。"
        "某项指标没有有效评分时，其权重由同组其余指标按比例分担。"
    )
    assert text["去极值"] == (
        "没有另行规定的等次题和打分题每个票种打了分的票多于 5 张时去掉 1 个最高分和 1 个最低分，再求平均；"
        "“绩”每个票种按张数去掉最高的 10% 和最低的 10%（张数向下取整），再求平均。"
    )
    assert text["分段赋分"] == (
        "“政治”不求平均分，“较差”得票率达到 1/3 的，30 分；其余按“优秀”得票率分段：达到 90% 的 100 分，不足 90% 的 60 分。"
        "各票种的票合并计算，不分票种给分，总分由各指标得分合成。"
    )
    assert text["名次赋分"] == "“综合排序”每张票上第 1 名 100 分，每后一名减 2 分，最低 60 分，再求平均。"
    assert text["排序"] == "“综合排序”名次不得重复，须排满全部对象。"
    assert text["总分满分"] == "总分按满分 600 分折算（各指标满分 100 分），各指标得分不折算。"


def test_a_group_says_who_takes_a_weight_that_is_free():
    assert said(WORKING[0])["票种权重"].endswith(
        "某一票种没有有效评分时，其权重由同组其余票种按比例分担；整组都没有的，由组外其余各方按比例分担。"
    )
    assert said(("票种组", "民主测评", "校领导、正处"), made=EVERY)["票种权重"].startswith(
        "班子、民主测评（校领导、正处）、教职工；"
    )


def test_a_nested_weight_is_shown_with_those_of_its_groups():
    made, _ = apply(*WORKING, ("合并计票", "各处", "正处、教职工"), made=HEAVY)
    assert [electorate_weight(made, code) for code in ("e1", "e2")] == ["40", "60 × 30"]
    assert [indicator_weight(made, code) for code in ("z", "j", "c")] == ["20 × 50", "60", ""]
    pooled, _ = apply(("合并计票", "各处", "正处、教职工"), ("票种组", "群众", "校领导、各处"), made=HEAVY)
    assert [electorate_weight(pooled, code) for code in ("各处", "e3")] == ["70", "30"]


def test_bands_say_whose_points_they_are_and_where_their_ends_belong():
    text = said(("分段赋分", "z", "优秀+良好：>90%得100，>1/3得80，其余得60"), ("名次赋分", "r", "满分100，每名减2分"))
    assert text["分段赋分"] == (
        "“政治”不求平均分，按“优秀”、“良好”得票率之和分段：超过 90% 的 100 分，超过 1/3、不超过 90% 的 80 分，"
        "不超过 1/3 的 60 分。各票种分别按本票种的得票率赋分，再按权重合成。"
    )
    assert text["名次赋分"] == "“综合排序”每张票上第 1 名 100 分，每后一名减 2 分，再求平均。"


def test_a_scale_whose_points_bands_replace_is_not_named_among_the_points():
    alone = campaign(MORAL)
    assert "分值" not in said(("分段赋分", "z", BANDS), made=alone)
    assert "排名" in said(("分段赋分", "z", BANDS), made=alone)


def test_scheme_parts_that_are_not_set_are_left_out_of_the_manifest():
    assert Scheme().to_json() == {}
    assert Scheme.from_json({}) == Scheme()
    assert set(scheme(("空票种", "", "不出总分")).to_json()) == {"empty"}


@given(st.sampled_from([line[0] for line in WORKING]), st.sampled_from(["", "z", "r", "j", "班子", "新组"]), st.text("各1个%（多于5票）优秀良：≥0得，其余名减满分/-、eznj", max_size=24))  # fmt: skip
def test_a_line_is_carried_out_or_told_and_never_passed_over(rule, scope, params):
    made, failed = apply((rule, scope, params))
    changed = made.scheme != Scheme()
    assert len(failed) <= 1
    assert changed != bool(failed) or (rule, params) == ("空票种", "权重转移")
    problems(made)  # whatever the line says, every fault is found without a crash
