"""The order in which subjects are listed: of the workbook, of the register, by strokes, by score."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import rules
from evalsite.core.campaign import Campaign, Order, Rule, Subject, Type
from evalsite.core.disclosure import Score, Shown, Withheld
from evalsite.core.ordering import Listing, arranged, fixed, listed, stroke_key, strokes
from evalsite.core.rulewords import rules_in_words
from evalsite.core.standings import Nominated, Ranked
from tests.core.builders import campaign
from tests.paper import campaigns

# Surnames and first characters of names as published lists have them.
SURNAMES = "丁卜于万马王韦毛尹巴邓石龙叶田白冯兰司吉巩毕刘齐江安许阮孙苏杜李杨吴何沈宋张陈武林易罗金周郑赵胡侯姜徐高黄梁曾谢鲍翟潘戴"
# Characters of four and five strokes by GF 3003-1999; of those whose strokes have the same shapes one is enough.
FOUR = "丰王井开天元无韦专云扎艺木五支厅不太犬区历友尤匹车巨牙屯比互切瓦止少日中贝水见午牛手毛气升长仁什片仆仇币仍仅斤爪反介父今凶分公仓月氏勿欠风丹匀乌凤勾文方火为斗忆计订户认心尺引丑巴孔队办以允予劝双书幻"
FIVE = "玉刊示击打巧正扑功扔去甘世古节本术可丙左厉右石布龙平灭轧东卡北占业旧帅归且旦目叶甲申叮电田由史央兄叼叫另叨叹四生失禾丘付仗代仙们仪白仔他斥瓜乎丛令用甩印乐句匆册犯外冬鸟务包饥主市立闪兰半汁汇头汉宁穴它讨写让礼训必议讯记永司尼民出辽奶奴加召皮边孕发圣对台矛纠母幼丝"  # fmt: skip


def by_strokes(names, *, person=True):
    return sorted(names, key=lambda name: stroke_key(name, person=person))


@pytest.mark.parametrize("known", [SURNAMES, FOUR, FIVE])
def test_characters_stand_as_published_lists_have_them(known):
    wrong = [pair for pair in zip(known, by_strokes(known), strict=True) if pair[0] != pair[1]]
    assert wrong == []


@pytest.mark.parametrize(
    ("character", "number"),
    [("一", 1), ("王", 4), ("与", 3), ("以", 4), ("敖", 10), ("德", 15), ("龚", 11), ("䶮", 9), ("龘", 48)],
)
def test_strokes_are_counted_as_they_are_written_on_the_mainland(character, number):
    assert strokes(character) == number


def test_what_is_no_chinese_character_has_no_strokes():
    assert strokes("A") is None
    assert strokes("，") is None


def test_every_character_that_can_be_printed_is_known():
    pairs = (bytes([high, low]).decode("gbk", "ignore") for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    assert [pair for pair in pairs if pair and "\u4e00" <= pair <= "\u9fff" and strokes(pair) is None] == []


def test_within_a_surname_short_names_come_first_and_then_the_second_character_decides():
    assert by_strokes(["王永甲", "王毅", "王小甲", "王尔甲", "王东甲", "王正甲", "王玉甲", "王宁"]) == [
        "王宁",
        "王毅",
        "王小甲",
        "王玉甲",
        "王正甲",
        "王东甲",
        "王尔甲",
        "王永甲",
    ]


def test_units_are_compared_character_by_character():
    assert by_strokes(["文化广电局", "文联", "公安局"], person=False) == ["公安局", "文化广电局", "文联"]


def test_spaces_dots_and_width_do_not_matter():
    assert stroke_key("王　芳", person=True) == stroke_key("王芳", person=True)
    assert stroke_key("买买提·阿不都") == stroke_key("买买提阿不都")
    assert stroke_key("王Ａ") == stroke_key("王A")


def test_unknown_characters_come_last_by_code_point():
    assert by_strokes(["Z科", "A科", "龘科"], person=False) == ["龘科", "A科", "Z科"]


@given(st.lists(st.text(alphabet="王一鸣芳Az·　䶮", max_size=5), max_size=8))
def test_the_order_does_not_depend_on_how_names_come(names):
    assert by_strokes(sorted(names)) == by_strokes(sorted(names, reverse=True)) or len(
        {stroke_key(name, person=True) for name in names}
    ) < len(set(names))


# --- subjects of a campaign -------------------------------------------------------------------------------------------

PEOPLE = (
    Subject("P1", "张甲", kind="person", group="干部"),
    Subject("U1", "文联", group="部门"),
    Subject("P2", "王甲乙", kind="person", group="干部"),
    Subject("P3", "王芳", kind="person", group="干部"),
    Subject("U2", "公安局", group="部门"),
)


def codes(subjects):
    return [subject.code for subject in subjects]


def test_as_given_nothing_moves():
    assert arranged(PEOPLE, Order.GIVEN) == PEOPLE


def test_groups_stay_together_in_the_order_of_their_first_subjects():
    assert codes(arranged(PEOPLE, Order.STROKES)) == ["P3", "P2", "P1", "U2", "U1"]


def test_what_the_register_does_not_know_stands_after_what_it_knows():
    assert codes(arranged(PEOPLE, Order.REGISTER, {"P2": 0, "P1": 4, "U2": 2})) == ["P2", "P1", "P3", "U2", "U1"]


def test_equal_names_keep_their_order():
    same = (Subject("A", "张甲", group="g"), Subject("B", "张甲", group="g"))
    assert codes(arranged(same, Order.STROKES)) == ["A", "B"]


def test_the_rule_sets_the_order_and_is_printed():
    ruled, problems = rules.apply(replace(campaign(), rules=(Rule("对象次序", "", "笔画"),)))
    assert problems == ()
    assert ruled.order is Order.STROKES
    assert ("对象次序", "测评表上的对象在各对象组内按姓氏（名称）笔画排列。") in [
        (one.title, one.text) for one in rules_in_words(ruled)
    ]
    assert fixed(replace(ruled, subjects=PEOPLE)).subjects == arranged(PEOPLE, Order.STROKES)
    assert Campaign.from_json(ruled.to_json()) == ruled
    assert ruled.to_json()["order"] == "strokes"
    assert "order" not in campaign().to_json()


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (Rule("对象次序", "干部", "笔画"), "scope"),
        (Rule("对象次序", "", "拼音"), "params"),
    ],
)
def test_a_rule_of_order_that_cannot_be_carried_out_is_told(rule, field):
    _, (problem,) = rules.apply(replace(campaign(), rules=(rule,)))
    assert problem.field == field


# --- results ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def results():
    return campaigns.results(valid={"E1": 13, "E2": 28, "E3": 57, "E4": 3})


def test_results_are_listed_by_score_strokes_or_register(results):
    by_score = codes(listed(results, Listing.SCORE).campaign.subjects)
    ranks = {s.subject: s.rank.value for s in results.scores if (s.electorate, s.indicator) == (None, None)}
    assert by_score == sorted(by_score, key=ranks.__getitem__)
    names = [subject.name for subject in listed(results, Listing.STROKES).campaign.subjects]
    assert names == by_strokes(names, person=False)
    backwards = {subject.code: -number for number, subject in enumerate(results.campaign.subjects)}
    assert codes(listed(results, Listing.REGISTER, backwards).campaign.subjects) == list(
        reversed(codes(results.campaign.subjects))
    )


@pytest.mark.parametrize("listing", Listing)
def test_listing_loses_and_changes_nothing(results, listing):
    found = listed(results, listing)
    assert sorted(map(repr, found.scores)) == sorted(map(repr, results.scores))
    assert sorted(map(repr, found.counts)) == sorted(map(repr, results.counts))
    places = {subject.code: number for number, subject in enumerate(found.campaign.subjects)}
    for lines in (found.scores, found.counts):
        assert [places[one.subject] for one in lines] == sorted(places[one.subject] for one in lines)


def test_a_withheld_rank_gives_its_subject_no_place(results):
    first, second, *rest = results.campaign.subjects
    shown = Shown(Fraction(1), "1")
    scores = (
        Score(first.code, None, None, Withheld("below_limit"), Withheld("below_limit"), None),
        Score(second.code, None, None, shown, shown, 1),
    )
    found = listed(replace(results, scores=scores, counts=(), nominations=()), Listing.SCORE)
    assert codes(found.campaign.subjects) == codes((second, first, *rest))


def test_without_scores_those_with_more_votes_come_first(results):
    first, second, third, *rest = results.campaign.subjects
    indicator = next(one for one in results.campaign.indicators if one.type is Type.NOMINATE)

    def named(subject, place):
        figure = Shown(Fraction(place), str(place))
        return Nominated(indicator.code, subject.code, figure, (), figure, 2)

    bare = replace(results, scores=(), counts=(), nominations=(named(first, 2), named(third, 1)))
    found = listed(bare, Listing.SCORE)
    assert codes(found.campaign.subjects) == codes((third, first, second, *rest))
    assert [one.subject for one in found.nominations] == [third.code, first.code]


def test_rankings_follow_the_order_within_their_indicators(results):
    first, second, *_ = results.campaign.subjects
    figure = Shown(Fraction(1), "1")
    lines = tuple(Ranked("R", one.code, figure, figure) for one in (first, second))
    found = listed(replace(results, rankings=lines), Listing.REGISTER, {second.code: 0})
    assert [one.subject for one in found.rankings] == [second.code, first.code]
