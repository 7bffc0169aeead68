from dataclasses import replace
from fractions import Fraction

import pytest

from evalsite.core.campaign import Subject, Type
from evalsite.core.disclosure import Shown, Withheld
from evalsite.core.report import unit_report
from evalsite.core.summary import summary_report
from tests.paper import campaigns
from tests.paper.campaigns import seen
from tests.paper.test_report_model import satisfaction

VALID = {"E1": 13, "E2": 28, "E3": 57, "E4": 3}


@pytest.fixture(scope="module")
def results():
    return campaigns.results(valid=VALID)


@pytest.fixture(scope="module")
def summary(results):
    return summary_report(results)


def test_turnout_adds_up_and_its_rate_is_what_the_cover_says(summary):
    for name in ("issued", "dropped", "valid", "void"):
        assert getattr(summary.total, name) == sum(getattr(row, name) for row in summary.turnout)
    cover = {one.label: one for one in summary.cover}
    assert cover["收回率"].figure == summary.total.rate
    assert seen(summary.total.rate).text == "95.45"
    assert seen(cover["有效票"].figure).text == "101"
    assert seen(cover["测评对象"].figure).text == "12"


def test_why_ballots_are_void_is_told_where_enough_came_back_to_hide_in(summary):
    assert [bool(row.reasons) for row in summary.turnout] == [True, True, True, False]


def test_a_group_has_the_scores_ranks_and_mean_of_the_reports_on_its_members(results, summary):
    (group,) = summary.groups
    assert [int(seen(one.rank).text) for one in group.standings] == list(range(1, 13))
    for one in group.standings:
        report = unit_report(results, one.subject.code)
        assert one.score == report.score
        assert group.mean == report.peer_mean
        assert one.by_indicator == report.total
        assert one.by_electorate == tuple(row.score for row in report.electorates)
        assert (one.peer.name, one.peer.score, one.peer.rank) == (one.subject.name, one.score, one.rank)
    assert group.scored
    assert group.electorates == tuple(e.name for e in results.campaign.electorates)
    assert group.indicators[-1] == "综合排序（平均名次）"


def test_the_overview_is_the_sum_of_the_members_votes(results, summary):
    (group,) = summary.groups
    assert [row.type for row in group.overview] == [Type.GRADE] * 6
    for row in group.overview:
        members = [
            next(d for d in unit_report(results, s.code).distributions if d.code == row.code)
            for s in results.campaign.subjects
        ]
        for place, segment in enumerate(row.segments):
            assert seen(segment.votes).value == sum(seen(d.segments[place].votes).value for d in members)
        shares = [seen(segment.rate).value for segment in row.segments if segment.rate is not None]
        assert sum(shares) == Fraction(100)
        assert row.segments[-1].neutral
        assert row.segments[-1].rate is None


def test_what_is_withheld_of_one_member_is_in_no_sum(results):
    hidden = Withheld("below_limit")
    partly = replace(
        results,
        counts=tuple(
            replace(c, votes=hidden, rate=hidden) if (c.subject, c.indicator) == ("D01", "I1") else c
            for c in results.counts
        ),
    )
    rows = {row.code: row for row in summary_report(partly).groups[0].overview}
    whole = {row.code: row for row in summary_report(results).groups[0].overview}
    assert rows["I2"] == whole["I2"]
    lost = [
        seen(a.votes).value - seen(b.votes).value
        for a, b in zip(whole["I1"].segments, rows["I1"].segments, strict=True)
    ]
    own = next(d for d in unit_report(results, "D01").distributions if d.code == "I1")
    assert lost == [seen(segment.votes).value for segment in own.segments]


def test_where_all_is_withheld_the_overview_is_too_and_says_why():
    limited = summary_report(campaigns.results(campaigns.campaign(threshold=500), valid=VALID))
    (group,) = limited.groups
    assert all(isinstance(segment.votes, Withheld) for row in group.overview for segment in row.segments)
    assert group.mean is None
    assert [note.reason for note in limited.footnotes] == ["below_limit"]
    assert limited.verdicts == ()


def test_verdicts_are_counted_as_far_as_they_are_shown(results):
    judged = replace(
        results,
        scores=tuple(
            replace(s, verdict=Shown(Fraction(1), "优秀") if s.subject < "D04" else Shown(Fraction(2), "良好"))
            if s.electorate is s.indicator is None and s.subject != "D12"
            else s
            for s in results.scores
        ),
    )
    assert dict(summary_report(judged).verdicts) == {"优秀": 3, "良好": 8}


def test_subjects_nobody_rates_and_a_campaign_without_ballots_have_a_summary_too():
    stranger = satisfaction(subjects=(*satisfaction().subjects, Subject("S3", "外单位", group="其他")))
    found = summary_report(campaigns.results(stranger, valid={"E": 20}))
    assert [group.name for group in found.groups] == ["", "其他"]
    rated, other = found.groups
    assert not rated.scored
    assert [part.name for part in rated.options] == ["总体评价"]
    assert (other.overview, other.options, other.electorates) == ((), (), ())
    empty = satisfaction(threshold=0, electorates=(replace(satisfaction().electorates[0], tickets=0),))
    none = summary_report(campaigns.results(empty, valid={"E": 0}))
    assert none.groups[0].overview[0].segments[0].rate is None


def test_without_tickets_there_is_no_rate_of_return():
    bare = campaigns.results(satisfaction(), valid={"E": 20})
    nothing = replace(bare, turnout=tuple(replace(line, issued=0) for line in bare.turnout))
    found = summary_report(nothing)
    assert found.total.rate is None
    assert "收回率" not in {one.label for one in found.cover}


def test_comments_are_those_of_the_whole_sheet_alone(results, summary):
    assert [block.question for block in summary.comments] == ["对全县工作的建议"]
    told = [c.text for c in results.comments if c.subject is None]
    assert [text for block in summary.comments for text in block.texts] == told


def test_remarks_and_rules_and_fields_are_in_it(results, summary):
    assert summary.rules
    assert summary.fields == ()
    assert summary.remarks == tuple(remark.text for remark in results.remarks)


def test_a_group_may_stand_in_the_order_of_the_results_with_the_same_ranks(results, summary):
    (by_rank,), (given,) = summary.groups, summary_report(results, by_rank=False).groups
    assert [one.subject for one in given.standings] == list(results.campaign.subjects)
    assert {one.subject.code: one.rank for one in given.standings} == {
        one.subject.code: one.rank for one in by_rank.standings
    }
