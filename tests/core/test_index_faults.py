"""What stands in the way of keeping an index: every fault with its line, its field and what to do about it."""

from dataclasses import replace
from fractions import Fraction

import pytest

from evalsite.core.campaign import Electorate, Grade, Indicator, Scale, Type
from evalsite.core.catalogue import Catalogue, Known, Line, assembled
from evalsite.core.composite import Gap, Index, Of, Reach, Term
from evalsite.core.figures import Adjustment, Figures, ImportedFigure
from evalsite.core.index_faults import problems
from evalsite.core.placing import Placing
from evalsite.core.scheme import Scheme
from tests.core.builders import GRADED, SCALE, campaign

INDICATORS = (
    GRADED,
    Indicator("c", "问题", Type.CHOICE, scale="方面"),
    Indicator("r", "排序", Type.RANK),
    Indicator("n", "推荐", Type.NOMINATE),
    Indicator("t", "意见", Type.TEXT),
)
MADE = replace(campaign(*INDICATORS, electorates=(Electorate("e1", "领导", 9, ("组",)),)), scales=(SCALE, Scale("方面", (Grade("效率"), Grade("态度", None, counts=False)))))  # fmt: skip
FIGURES = Figures(
    (ImportedFigure("s1", "满意度", Fraction("91.5"), "%", None, "统计局"),),
    adjustments=(Adjustment("s1", Fraction(2), "现场会", None, "考核办"),),
)
OPEN = Known("c-1", replace(MADE, name="年度测评"), opened=True, figures=FIGURES)
BARE = Known("c-2", replace(MADE, name="空的活动", indicators=INDICATORS[-1:]), opened=True, figures=Figures())
SHUT = Known("c-3", replace(MADE, name="没开箱的"), opened=False, figures=Figures())
TWINS = tuple(Known(f"c-{n}", replace(MADE, name="同名活动"), opened=True, figures=Figures()) for n in (4, 5))
KEPT = Index("OLD", "老指数", (Term("得分", Of.SCORE, "c-1", share=Fraction(100)),))
CATALOGUE = Catalogue((OPEN, BARE, SHUT, *TWINS), (KEPT,))
INDEX = Index("D", "双力指数", ())
LINE = Line("D", "领导力", Of.SCORE, "c-1", share=Fraction(100))


def found(lines=(LINE,), indices=(INDEX,), catalogue=CATALOGUE):
    return [(p.part, p.index, p.field, p.message, p.remedy) for p in problems(indices, lines, catalogue)]


def only(*lines, **how):
    """The one problem there is, without its part."""
    (problem,) = found(lines or (LINE,), **how)
    return problem[1:]


def test_a_sound_index_has_no_faults_and_names_become_codes():
    lines = (
        replace(LINE, campaign="年度测评", what="总体评价", electorate="领导", share=Fraction(40)),
        replace(LINE, name="满意", of=Of.FIGURE, what="满意度", share=Fraction(20)),
        replace(LINE, name="优秀", of=Of.RATE, what="i1", grades=("优秀",), share=Fraction(10)),
        replace(LINE, name="推荐", of=Of.RATE, what="推荐", grades=("推荐",), share=Fraction(10)),
        replace(LINE, name="问题", of=Of.RATE, what="c", grades=("态度",), share=Fraction(10)),
        replace(LINE, name="老", of=Of.INDEX, campaign="", what="老指数", share=Fraction(10)),
        Line("双力指数", "加减分", Of.ADJUSTMENT, "c-1", cap=Fraction(5)),
    )
    assert found(lines) == []
    (made,) = assembled((INDEX,), lines, CATALOGUE)
    assert [(t.campaign, t.what, t.electorate) for t in made.terms] == [
        ("c-1", "i1", "e1"), ("c-1", "满意度", ""), ("c-1", "i1", ""), ("c-1", "n", ""), ("c-1", "c", ""), ("", "OLD", ""),
        ("c-1", "", ""),
    ]  # fmt: skip
    assert {term.full for term in made.terms} == {Fraction(100)}


def test_the_full_mark_of_a_score_is_the_best_that_its_campaign_can_give():
    placed = replace(MADE, scheme=Scheme(placings=(Placing("r", Fraction(50), Fraction(1)),)))
    scaled = replace(MADE, scheme=Scheme(full=Fraction(600)))
    for made, what, best in ((MADE, "", 100), (scaled, "", 600), (placed, "r", 50), (MADE, "i1", 100), (MADE, "没有", 100)):  # fmt: skip
        catalogue = Catalogue((replace(OPEN, campaign=made),))
        (index,) = assembled((INDEX,), (replace(LINE, what=what),), catalogue)
        assert index.terms[0].full == best


def test_what_is_not_found_stays_as_it_was_written():
    lines = (replace(LINE, campaign="没有"), replace(LINE, of=Of.INDEX, what="没有"), replace(LINE, index="别的"))
    (made,) = assembled((INDEX,), lines, CATALOGUE)
    assert [(term.campaign, term.what) for term in made.terms] == [("没有", ""), ("c-1", "没有")]


# --- the index itself -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"code": "A/B"}, "code", "编号“A/B”里有“/”"),
        ({"name": ""}, "name", "名称是空的"),
        ({"note": "x" * 501}, "note", "说明有 501 个字，太长"),
        ({"full": Fraction(0)}, "full", "满分是 0"),
        ({"full": Fraction(-5)}, "full", "满分是 -5，不在 0 到 100000 之间"),
        ({"decimals": 7}, "decimals", "小数位是 7，不在 0 到 6 之间"),
        ({"groups": ("组", "别的")}, "groups", "所用的活动里没有对象组“别的”"),
    ],
)
def test_a_field_of_the_index_that_cannot_be(changes, field, message):
    index = replace(INDEX, **changes)
    assert only(replace(LINE, index=index.code), indices=(index,))[:3] == (0, field, message)


def test_indices_that_cannot_be_told_apart():
    other = replace(INDEX, code="d", name="双力 指数")
    two = [p[:4] for p in found((LINE, replace(LINE, index="d")), (INDEX, other))]
    assert ("indices", 1, "code", "编号“d”和第 1 个指数重复") in two
    assert ("indices", 1, "name", "名称“双力 指数”和第 1 个指数重复") in two
    assert only(indices=(replace(INDEX, name="老指数"),))[1:3] == ("name", "名称“老指数”已有的指数“OLD”在用")
    assert found((replace(LINE, index="OLD"),), (replace(INDEX, code="OLD", name="老指数"),)) == []


def test_none_and_too_many():
    assert [p[:4] for p in found((), ())] == [("indices", None, "*", "没有一个指数")]
    many = tuple(Index(f"I{n}", f"指数{n}", ()) for n in range(201))
    lines = tuple(replace(LINE, index=index.code) for index in many)
    assert ("indices", None, "*", "共有 201 个指数，太多") in [p[:4] for p in found(lines, many)]


def test_the_weights_add_up_to_the_declared_full_mark():
    lines = (replace(LINE, share=Fraction(50)), replace(LINE, name="作风", share=Fraction("40.5")))
    index, field, message, remedy = only(*lines)
    assert (index, field) == (0, "full")
    assert message == "各项占分合计 90.5（领导力 50 + 作风 40.5），满分是 100，还差 9.5"
    assert remedy == "请调整占分或满分，使两者一致"
    many = tuple(replace(LINE, name=f"第{n}项", share=Fraction(10)) for n in range(13))
    assert only(*many)[2].endswith("第11项 10 + …），满分是 100，多出 30")


def test_an_index_needs_something_to_weigh():
    assert found(())[0][3] == "指数“双力指数”没有一项"
    assert only(Line("D", "加减分", Of.ADJUSTMENT, "c-1"))[2] == "指数“双力指数”没有一项可以加权"


def test_an_index_that_is_made_of_itself_by_whatever_way():
    of_itself = replace(LINE, of=Of.INDEX, campaign="", what="双力指数")
    assert only(of_itself)[2] == "指数绕回了自己：双力指数 → 双力指数"
    kept = replace(KEPT, terms=(Term("双力", Of.INDEX, what="D", share=Fraction(100)), Term("老", Of.INDEX, what="X")))
    around = replace(of_itself, what="OLD")
    catalogue = Catalogue((OPEN,), (kept, Index("X", "旁支", (Term("老", Of.INDEX, what="OLD"), Term("没", Of.INDEX, what="无")))))  # fmt: skip
    assert only(around, catalogue=catalogue)[2] == "指数绕回了自己：双力指数 → 老指数 → 双力指数"


def test_two_ways_to_the_same_index_are_no_circle():
    other = Index("X", "旁支", (Term("老", Of.INDEX, what="OLD", share=Fraction(100)),))
    catalogue = replace(CATALOGUE, indices=(KEPT, other))
    half = replace(LINE, of=Of.INDEX, campaign="", share=Fraction(50))
    assert found((replace(half, what="OLD"), replace(half, name="旁", what="X")), catalogue=catalogue) == []


# --- the terms --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"name": ""}, "name", "项名是空的"),
        ({"full": Fraction(0)}, "full", "满分是 0，这一项不起作用"),
        ({"full": Fraction(-1)}, "full", "满分是 -1，不在 0 到 100000 之间"),
        ({"share": Fraction(0)}, "share", "占分是 0，这一项不起作用"),
        ({"share": None}, "share", "占分是空的"),
        ({"cap": Fraction(3)}, "cap", "来源是“得分”时用不着“上限”"),
        ({"campaign": ""}, "campaign", "没有写是哪个活动"),
        ({"campaign": "年度测评表"}, "campaign", "没有活动“年度测评表”"),
        ({"campaign": "同名活动"}, "campaign", "有 2 个活动叫“同名活动”"),
        ({"campaign": "c-3"}, "campaign", "活动“没开箱的”还没有开箱，没有结果可用"),
        ({"campaign": "c-2"}, "campaign", "活动“空的活动”没有计分的指标，没有综合得分"),
        ({"what": "总体评"}, "what", "活动里没有指标“总体评”"),
        ({"what": "zz"}, "what", "活动里没有指标“zz”"),
        ({"what": "r"}, "what", "排序题“排序”没有分值，不能当得分用"),
        ({"electorate": "e9"}, "electorate", "活动里没有票种“e9”"),
        ({"full": Fraction(60)}, "full", "这项得分最高可得 100，超过满分 60"),
        ({"of": Of.RATE, "grades": ("优秀",)}, "what", "没有写是哪项指标的得票率"),
        ({"of": Of.RATE, "what": "zz", "grades": ("优秀",)}, "what", "活动里没有指标“zz”"),
        ({"of": Of.RATE, "what": "r", "grades": ("优秀",)}, "what", "排序题“排序”没有得票率"),
        ({"of": Of.RATE, "what": "i1"}, "grades", "没有写是哪个等次的得票率"),
        ({"of": Of.RATE, "what": "i1", "grades": ("不了解",)}, "grades", "“总体评价”没有计入分母的等次“不了解”"),
        ({"of": Of.FIGURE, "campaign": "c-2", "what": "满意度"}, "what", "活动“空的活动”没有导入数据"),
        ({"of": Of.FIGURE, "what": "满意"}, "what", "导入数据里没有项目“满意”"),
        ({"of": Of.FIGURE}, "what", "没有写是哪个项目的导入数据"),
        ({"of": Of.FIGURE, "what": "满意度", "full": Fraction(90)}, "full", "“满意度”最高是 91.5，超过满分 90"),
        ({"of": Of.INDEX, "campaign": ""}, "what", "没有写是哪个指数"),
        ({"of": Of.INDEX, "campaign": "", "what": "没有"}, "what", "没有指数“没有”"),
        ({"of": Of.INDEX, "what": "OLD"}, "campaign", "来源是“指数”时用不着“活动”"),
    ],
)
def test_a_term_that_cannot_be_reckoned(changes, field, message):
    problem = only(replace(LINE, **changes))
    assert problem[:3] == (0, field, message)
    assert problem[3]


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"campaign": "c-2"}, "campaign", "活动“空的活动”没有导入加减分"),
        ({"share": Fraction(5)}, "share", "来源是“加减分”时用不着“占分”"),
        ({"what": "满意度"}, "what", "来源是“加减分”时用不着“内容”"),
        ({"cap": Fraction(0)}, "cap", "上限是 0，这一项不起作用"),
        ({"reach": Reach.MEMBERS}, "reach", "加减分只能取自本对象"),
    ],
)
def test_bonus_lines_that_cannot_be_added(changes, field, message):
    bonus = replace(Line("D", "加减分", Of.ADJUSTMENT, "c-1"), **changes)
    assert only(LINE, bonus)[:3] == (1, field, message)


def test_a_term_belongs_to_one_index_and_has_a_name_of_its_own():
    assert [p[:4] for p in found((LINE, replace(LINE, index="")))] == [("terms", 1, "index", "没有写是哪个指数的项")]
    assert only(LINE, replace(LINE, index="双力"))[2] == "“指数”表里没有“双力”"
    twins = (replace(INDEX, code="A"), replace(INDEX, code="B"))
    unclear = [p[3] for p in found((replace(LINE, index="A"), replace(LINE, index="双力指数")), twins)]
    assert "“双力指数”指的是哪个指数不清楚" in unclear
    half = replace(LINE, share=Fraction(50))
    assert only(half, replace(half, name="领导 力"))[2] == "项名“领导 力”在这个指数里重复（“项”表第 1 项已有）"


def test_all_faults_are_told_at_once():
    lines = (replace(LINE, campaign="c-9"), replace(LINE, name="作风", share=Fraction(0), what="i9"))
    told = [(p[0], p[1], p[2]) for p in found(lines, (replace(INDEX, decimals=9, gap=Gap.SHARED),))]
    assert told == [("indices", 0, "decimals"), ("terms", 0, "campaign"), ("terms", 1, "share"), ("terms", 1, "what")]
