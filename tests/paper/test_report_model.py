from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest

from evalsite.core.campaign import (
    Base,
    Campaign,
    Electorate,
    Grade,
    Indicator,
    Kind,
    Missing,
    Quota,
    Rates,
    Rounding,
    Scale,
    Subject,
    Type,
)  # fmt: skip
from evalsite.core.disclosure import Shown, Withheld
from evalsite.core.refusals import NoSuchSubject
from evalsite.core.report import unit_report
from evalsite.core.rulewords import rules_in_words
from tests.paper import campaigns
from tests.paper.campaigns import seen

VALID = {"E1": 13, "E2": 28, "E3": 57, "E4": 3}


@pytest.fixture(scope="module")
def results():
    return campaigns.results(valid=VALID)


def rule(campaign, title):
    return next((sentence.text for sentence in rules_in_words(campaign) if sentence.title == title), None)


def cover(report):
    return {figure.label: figure for figure in report.cover}


def satisfaction(**changes):
    """A plain vote of satisfaction: grades without points, so no scores."""
    plain = Campaign(
        "满意度测评",
        Kind.SURVEY,
        (Subject("S1", "住建局"), Subject("S2", "教育局")),
        (Scale("三等", (Grade("满意"), Grade("基本满意"), Grade("不满意"))),),
        (Indicator("I", "总体评价", Type.GRADE, scale="三等"),),
        (Electorate("E", "委员", 28, ("",)),),
    )
    return replace(plain, **changes)


def test_the_cover_has_score_rank_ballots_and_turnout(results):
    report = unit_report(results, "D04")
    total = next(s for s in results.scores if (s.subject, s.electorate, s.indicator) == ("D04", None, None))
    found = cover(report)
    assert found["综合得分"].figure == total.score == report.score
    assert found["综合得分"].note.startswith("同组平均 ")
    assert found["同组排名"].figure == total.rank
    assert found["同组排名"].note == "共 12 个对象"
    assert found["有效票"].figure == Shown(Fraction(101), "101")
    assert found["有效票"].note == "发出 110，收回 105"
    assert found["收回率"].figure.text == "95.45"
    assert "评定等次" not in found


def test_a_verdict_stands_on_the_cover_where_there_is_one(results):
    judged = replace(
        results, scores=tuple(replace(score, verdict=Shown(Fraction(1), "优秀")) for score in results.scores)
    )
    assert cover(unit_report(judged, "D04"))["评定等次"].figure.text == "优秀"


def test_without_scores_the_cover_has_the_rate_of_the_best_grade():
    report = unit_report(campaigns.results(satisfaction(), valid={"E": 20}), "S1")
    found = cover(report)
    assert found["满意率"].percent
    assert found["满意率"].note == "总体评价"
    assert "综合得分" not in found
    assert report.score is None
    assert report.peers == ()
    assert report.distributions[0].mean is None


def test_a_subject_nobody_rates_has_a_report_without_figures():
    stranger = satisfaction(subjects=(*satisfaction().subjects, Subject("S3", "外单位", group="其他")))
    report = unit_report(campaigns.results(stranger, valid={"E": 20}), "S3")
    assert report.distributions == ()
    assert report.electorates == ()
    assert cover(report)["有效票"].figure.text == "0"
    assert "收回率" not in cover(report)


def test_an_unknown_subject_is_refused(results):
    with pytest.raises(NoSuchSubject):
        unit_report(results, "D99")


def test_every_indicator_has_its_votes_and_its_distance_to_the_mean_of_the_group(results):
    report = unit_report(results, "D04")
    row = report.distributions[0]
    assert [segment.grade for segment in row.segments] == ["优秀", "良好", "一般", "较差", "不了解"]
    assert [segment.neutral for segment in row.segments] == [False] * 4 + [True]
    assert row.segments[-1].rate is None
    others = [s.score.value for s in results.scores if s.electorate is None and s.indicator == row.code]
    assert seen(row.mean).value == sum(others) / 12
    by_hand = Fraction(seen(row.score).text) - Fraction(seen(row.mean).text)
    assert Fraction(seen(row.difference).text) == by_hand
    assert seen(row.difference).text.startswith(("+", "-"))


def test_the_printed_difference_is_what_a_reader_gets_by_subtracting(results):
    for subject in results.campaign.subjects:
        for row in unit_report(results, subject.code).distributions:
            if row.difference is not None:
                assert Fraction(seen(row.difference).text) == Fraction(seen(row.score).text) - Fraction(
                    seen(row.mean).text
                )


def test_choices_nominations_and_rankings_come_after_in_the_order_of_the_sheet(results):
    report = unit_report(results, "D04")
    assert [row.type for row in report.distributions] == [Type.GRADE] * 6 + [
        Type.SCORE, Type.CHOICE, Type.NOMINATE, Type.RANK,
    ]  # fmt: skip
    assert report.distributions[6].segments == ()
    assert report.indicators[-1] == "综合排序（平均名次）"


def test_an_electorate_below_the_limit_is_there_with_its_ballots_but_without_its_scores(results):
    report = unit_report(results, "D04")
    small = report.electorates[-1]
    assert (small.name, small.issued, small.dropped, small.valid, small.void) == ("代表委员", 6, 4, 3, 1)
    assert small.score == Withheld("below_limit")
    assert set(small.by_indicator) == {Withheld("below_limit")}
    assert [(note.mark, note.reason) for note in report.footnotes] == [("①", "below_limit")]
    assert len(report.total) == len(report.indicators) == len(small.by_indicator)


def test_where_nothing_is_withheld_there_is_no_footnote():
    full = campaigns.results(valid={**VALID, "E4": 5})
    assert unit_report(full, "D04").footnotes == ()


def test_where_all_is_withheld_nothing_is_told_by_ranks_or_means():
    tiny = campaigns.results(campaigns.campaign(threshold=200), valid=VALID)
    report = unit_report(tiny, "D04")
    assert report.score == Withheld("below_limit")
    assert report.peer_mean is None
    assert report.difference is None
    assert {peer.rank for peer in report.peers} == {Withheld("below_limit")}
    assert "综合得分" in cover(report)
    assert cover(report)["同组排名"].figure == Withheld("below_limit")
    assert cover(report)["同组排名"].note == ""


def test_peers_stand_by_rank_with_the_own_one_marked_and_the_withheld_ones_last(results):
    scores = tuple(
        replace(s, score=Withheld("below_limit"), rank=Withheld("below_limit")) if s.subject == "D09" else s
        for s in results.scores
    )
    peers = unit_report(replace(results, scores=scores), "D04").peers
    assert len(peers) == 12
    assert [peer.name for peer in peers if peer.own] == ["农业农村局"]
    assert peers[-1].name == "应急管理局"
    ranks = [seen(peer.rank).value for peer in peers[:-1]]
    assert ranks == sorted(ranks)


def test_a_subject_alone_in_its_group_has_nobody_to_be_compared_with():
    alone = campaigns.campaign(subjects=(Subject("D01", "民政局", group="县直部门"),))
    report = unit_report(campaigns.results(alone, valid=VALID), "D01")
    assert report.peer_mean is None
    assert report.difference is None
    assert len(report.peers) == 1
    assert cover(report)["综合得分"].note == ""


def test_a_score_nobody_gave_stays_empty_and_is_no_zero():
    absent = {"E1": 0, "E2": 0, "E3": 0, "E4": 0}
    report = unit_report(campaigns.results(campaigns.campaign(threshold=0), valid=absent), "D04")
    assert report.score is None
    assert "综合得分" not in cover(report)
    assert report.footnotes == ()


def test_comments_on_the_subject_are_there_and_those_on_the_whole_sheet_are_not(results):
    blocks = unit_report(results, "D04").comments
    assert [block.question for block in blocks] == ["意见建议"]
    kept = [c.text for c in results.comments if (c.subject, c.indicator) == ("D04", "T")]
    assert list(blocks[0].texts) == kept  # the order is the tally's: a report does not make up another
    assert "=1+1 多到基层走走" in blocks[0].texts


def test_electorates_that_do_not_rate_the_subject_are_left_out():
    base = campaigns.campaign()
    bound = replace(base.electorates[0], unit="民政局")
    both = campaigns.campaign(electorates=(bound, *base.electorates[1:]))
    results = campaigns.results(both, valid=VALID)
    assert len(unit_report(results, "D01").electorates) == 3
    assert len(unit_report(results, "D02").electorates) == 4


def test_series_and_round_stand_together_and_either_may_be_missing(results):
    assert unit_report(results, "D04").round == "县直部门民主测评 2026年度"
    bare = campaigns.results(campaigns.campaign(series="", round=""), valid=VALID)
    assert unit_report(bare, "D04").round == ""


# --- rules in words ---------------------------------------------------------------------------------------------------


def test_the_base_of_rates_is_said_with_the_grades_that_are_left_out():
    assert rule(campaigns.campaign(), "得票率") == "得票率 = 票数 ÷ 收回票数。“不了解”的票不计入分母。"
    assert rule(satisfaction(rates=Rates(Base.VALID)), "得票率") == "得票率 = 票数 ÷ 有效票数。"
    due = campaigns.campaign(rates=Rates(Base.DUE))
    assert rule(due, "得票率") == "得票率 = 票数 ÷ 应到人数（发票数）。“不了解”不计得票率。"
    only_text = satisfaction(indicators=(Indicator("T", "意见", Type.TEXT),))
    assert rule(only_text, "得票率") is None


@pytest.mark.parametrize(
    ("rates", "words"),
    [
        (Rates(), "公布时保留 2 位小数，四舍五入。"),
        (Rates(decimals=0), "公布时取整数，四舍五入。"),
        (Rates(decimals=0, keep_zeros=False), "公布时取整数，四舍五入。"),
        (Rates(keep_zeros=False, rounding=Rounding.TRUNCATE), "保留 2 位小数，多余位数直接舍去，末尾的零不写。"),
        (Rates(decimals=1, rounding=Rounding.LAST_TAKES_REST), "最后一个等次取其余数"),
    ],
)
def test_rounding_is_said(rates, words):
    text = rule(satisfaction(rates=rates), "小数")
    assert text is not None
    assert words in text


def test_points_are_said_for_every_scale_and_every_range_of_scores():
    one = rule(campaigns.campaign(), "分值")
    assert (
        one
        == "优秀 100 分、良好 80 分、一般 60 分、较差 30 分；“不了解”不计分。打分项 0 至 100 分。每个票种先求平均分。"
    )
    base = campaigns.campaign()
    second = Scale("两等", (Grade("好", Fraction(1)), Grade("差", Fraction("0.5"))))
    two = replace(
        base,
        scales=(*base.scales, second),
        indicators=(*base.indicators, Indicator("Z", "附加", Type.GRADE, scale="两等", weight=Fraction(1))),
    )
    text = rule(two, "分值")
    assert text is not None
    assert "四等：优秀 100 分" in text
    assert "两等：好 1 分、差 0.5 分。" in text
    assert rule(satisfaction(), "分值") is None


def test_weights_are_said_where_they_matter():
    text = rule(campaigns.campaign(), "指标权重")
    assert text is not None
    assert text.startswith("政治建设 20、履职尽责 15、")
    unweighted = campaigns.campaign(
        indicators=tuple(replace(i, weight=None) for i in campaigns.campaign().indicators),
        electorates=tuple(replace(e, weight=None) for e in campaigns.campaign().electorates),
    )
    assert rule(unweighted, "指标权重") == "各指标权重相同，总分为各指标得分的平均。"
    assert (rule(unweighted, "票种权重") or "").startswith("各票种权重相同")
    assert (rule(campaigns.campaign(), "票种权重") or "").startswith("县级领导 30、乡镇（街道） 30、")
    for title in ("指标权重", "票种权重", "排名"):
        assert rule(satisfaction(), title) is None
    two = satisfaction(electorates=(Electorate("E", "委员", 28, ("",)), Electorate("F", "代表", 28, ("",))))
    assert rule(two, "票种权重") is None


def test_missing_marks_quotas_own_units_and_the_limit_are_said():
    base = campaigns.campaign()
    assert rule(base, "缺项") == "没有填的项按弃权处理，同一张票的其他项仍然有效。"
    assert rule(replace(base, missing=Missing.VOID), "缺项") == "必答项漏填的，整张票作废。"
    assert rule(base, "限额") == "一张票上“政治建设”评为“优秀”的不超过表上对象数的 50%（向下取整），超过的整张票作废。"
    counted = replace(base, quotas=(Quota("I1", "优秀", count=2),))
    assert rule(counted, "限额") == "一张票上“政治建设”评为“优秀”的不超过 2 个，超过的整张票作废。"
    assert rule(replace(base, quotas=()), "限额") is None
    assert rule(base, "选择数") == "“推荐为先进集体”最多 3 个，不符的整张票作废。"
    bounded = (Indicator("C", "问题", Type.CHOICE, scale="问题", least=1, most=2), Indicator("D", "其他", Type.CHOICE))
    assert (
        rule(replace(base, indicators=bounded, quotas=()), "选择数") == "“问题”最少 1 个、最多 2 个，不符的整张票作废。"
    )
    assert rule(satisfaction(), "选择数") is None
    assert (rule(base, "排序") or "").startswith("“综合排序”名次不得重复，须排满全部对象")
    tied = (Indicator("R", "排序", Type.RANK, ties=True),)
    assert (rule(replace(base, indicators=tied, quotas=()), "排序") or "").startswith("“排序”名次可以并列")
    assert rule(satisfaction(), "排序") is None
    assert rule(base, "回避") is None
    bound = replace(base, electorates=(replace(base.electorates[0], unit="民政局"),))
    assert rule(bound, "回避") == "限定所属单位的票种，不评本单位和本单位的人。"
    limit = "有效票少于 5 张的数字不予公布，标为“未公布”。打分项还要有这么多票打了分。"
    assert rule(base, "公布下限") == f"{limit}有效票不足的票种不计入合计，其权重由其余票种按比例分担。"


def test_moments_are_written_as_officials_do():
    from evalsite.paper.words import moment, period

    opens = datetime.fromisoformat("2026-11-21T00:05:00+00:00")
    closes = datetime.fromisoformat("2026-11-30T18:00:00+08:00")
    assert moment(opens, closes.tzinfo) == "2026年11月21日 08:05"
    assert moment(opens) == "2026年11月21日 00:05"  # on the clocks of its own
    assert moment(None) == ""
    assert period(opens, closes) == "2026年11月21日 00:05 至 2026年11月30日 18:00"
    assert period(None, closes) == "截止 2026年11月30日 18:00"
    assert period(opens, None) == "2026年11月21日 00:05 开始"
    assert period(None, None) == ""
