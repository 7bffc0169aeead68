"""The report on one subject: all that may be seen of it, in the order of its pages, and nothing that may not."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given

from evalsite.core.ballot import Answer, Nomination
from evalsite.core.campaign import Electorate, Grade, Indicator, Rates, Rounding, Scale, Subject, Type
from evalsite.core.disclosure import BELOW_LIMIT, REASONS, Figure, Shown, Withheld, disclose
from evalsite.core.refusals import NoSuchSubject
from evalsite.core.report import unit_report
from evalsite.core.report_parts import SIGNATURES
from tests.core.builders import GRADED, SCALE, campaign, count
from tests.core.test_laws import counted, few

SECOND = replace(GRADED, code="i2", name="作风")
CHOICE = Indicator("c", "问题", Type.CHOICE, scale=SCALE.name)
RANK = Indicator("r", "排序", Type.RANK)
NOMINATE = Indicator("n", "推荐", Type.NOMINATE)
TEXT = Indicator("t", "意见", Type.TEXT)
WHOLE = Indicator("w", "总的意见", Type.TEXT, whole=True)
TWO = (Electorate("e1", "领导", 20, ("组",), Fraction(40)), Electorate("e2", "群众", 20, ("组",), Fraction(60)))
HIDDEN = Withheld(BELOW_LIMIT)


def results(made, cast, void=None):
    sizes = {e.code: len(cast.get(e.code, [])) + len((void or {}).get(e.code, [])) for e in made.electorates}
    closing = {e.code: (e.tickets, sizes[e.code], sizes[e.code]) for e in made.electorates}
    return disclose("c-1", made, count(made, cast, void), closing)


def text(figure: Figure | None) -> str:
    assert isinstance(figure, Shown)
    return figure.text


def cover(report):
    return [(one.label, one.figure and text(one.figure), one.note, one.percent) for one in report.cover]


THREE: list[dict[int, Answer]] = [{0: 1, 1: 2, 2: 3}, {0: 1, 1: 1, 2: 3}, {0: 2, 1: 4}]  # s1 280/3, s2 90, s3 30


def three(**changes):
    return results(replace(campaign(subjects=3), **changes), {"e1": THREE}, {"e1": ["malformed"]})


# --- cover and peers --------------------------------------------------------------------------------------------------


def test_the_cover_has_score_rank_ballots_and_returns():
    assert cover(unit_report(three(), "s2")) == [
        ("综合得分", "90.00", "同组平均 71.11", False),
        ("同组排名", "2", "共 3 个对象", False),
        ("有效票", "3", "发出 20，收回 4", False),
        ("收回率", "20.00", "收回 ÷ 发出", True),
    ]


def test_a_verdict_stands_after_the_rank():
    found = three()
    judged = replace(found, scores=tuple(replace(one, verdict=Shown(Fraction(1), "优秀")) for one in found.scores))
    assert [one.label for one in unit_report(judged, "s1").cover][:3] == ["综合得分", "同组排名", "评定等次"]


def test_peers_stand_by_rank_and_the_distance_to_their_mean_is_what_a_reader_subtracts():
    report = unit_report(three(), "s3")
    assert [(one.name, text(one.score), text(one.rank), one.own) for one in report.peers] == [
        ("对象1", "93.33", "1", False),
        ("对象2", "90.00", "2", False),
        ("对象3", "30.00", "3", True),
    ]
    assert (text(report.score), text(report.peer_mean), text(report.difference)) == ("30.00", "71.11", "-41.11")
    assert text(unit_report(three(), "s1").difference) == "+22.22"
    even = unit_report(results(campaign(), {"e1": [{0: 1, 1: 1}]}), "s1")
    assert text(even.difference) == "0.00"


@pytest.mark.parametrize(
    ("rounding", "mean", "difference"), [(Rounding.HALF_UP, "87", "+6"), (Rounding.TRUNCATE, "86", "+7")]
)
def test_a_difference_is_that_of_the_shown_numbers_whatever_the_exact_one_is(rounding, mean, difference):
    """280/3 and 80: the mean is 86.67, the exact difference 6.67."""
    made = campaign(rates=Rates(decimals=0, rounding=rounding))
    report = unit_report(results(made, {"e1": [{0: 1, 1: 2}, {0: 1, 1: 2}, {0: 2, 1: 2}]}), "s1")
    assert (text(report.score), text(report.peer_mean), text(report.difference)) == ("93", mean, difference)


def test_subjects_of_another_group_are_no_peers():
    made = campaign(electorates=(Electorate("e1", "干部", 20, ("组", "别组")),))
    made = replace(made, subjects=(*made.subjects, Subject("x", "外单位", group="别组")))
    found = results(made, {"e1": [{0: 1, 1: 2, 2: 3}]})
    assert [one.name for one in unit_report(found, "s1").peers] == ["对象1", "对象2"]
    alone = unit_report(found, "x")
    assert [one.name for one in alone.peers] == ["外单位"]
    assert (alone.peer_mean, alone.difference) == (None, None)
    assert cover(alone)[0] == ("综合得分", "30.00", "", False)


def test_somebody_nobody_graded_has_no_score_no_place_and_is_not_ranked():
    found = results(campaign(), {"e1": [{0: 1}, {0: 2}]})
    report = unit_report(found, "s2")
    assert (report.score, report.difference, report.distributions[0].score) == (None, None, None)
    assert [one.label for one in report.cover] == ["优秀率", "有效票", "收回率"]
    assert [one.name for one in unit_report(found, "s1").peers] == ["对象1"]


def test_without_points_the_cover_has_the_rates_of_the_first_two_indicators():
    plain = Scale(SCALE.name, tuple(Grade(grade.name) for grade in SCALE.grades))
    third = replace(GRADED, code="i3", name="第三")
    made = replace(campaign(GRADED, SECOND, third, TEXT, subjects=1), scales=(plain,))
    report = unit_report(results(made, {"e1": [{0: 1, 1: 2, 2: 1}, {0: 1, 1: 1, 2: 1}]}), "s1")
    assert cover(report)[:3] == [
        ("优秀率", "100.00", "总体评价", True),
        ("优秀率", "50.00", "作风", True),
        ("有效票", "2", "发出 20，收回 2", False),
    ]
    assert report.score is None
    assert report.peers == ()
    assert not any(segment.neutral for row in report.distributions for segment in row.segments)


def test_a_subject_nobody_rates_has_a_report_without_figures():
    made = replace(campaign(), subjects=(*campaign().subjects, Subject("x", "外单位", group="别组")))
    report = unit_report(results(made, {"e1": [{0: 1}]}), "x")
    assert (report.distributions, report.electorates, report.indicators, report.peers) == ((), (), (), ())
    assert cover(report) == [("有效票", "0", "发出 0，收回 0", False)]


def test_there_is_no_report_on_a_subject_that_is_not_there():
    with pytest.raises(NoSuchSubject) as refused:
        unit_report(three(), "s9")
    assert refused.value.details == {"subject": "s9"}


# --- indicators, electorates, words -----------------------------------------------------------------------------------


def test_every_indicator_has_its_votes_its_score_and_its_mean():
    made = campaign(GRADED, CHOICE, RANK, NOMINATE, TEXT, WHOLE)
    ballot: dict[int, Answer] = {0: 1, 1: frozenset({0}), 2: "好", 3: 2, 4: frozenset(), 6: (1, 2), 7: Nomination(frozenset({0}), ("某",)), 8: "总"}  # fmt: skip
    report = unit_report(results(made, {"e1": [ballot, {0: 4}]}), "s1")
    assert [(row.code, row.type) for row in report.distributions] == [
        ("i1", Type.GRADE), ("c", Type.CHOICE), ("r", Type.RANK), ("n", Type.NOMINATE),
    ]  # fmt: skip
    grade, choice, rank, nominate = report.distributions
    assert [(s.grade, text(s.votes), s.rate and text(s.rate), s.neutral) for s in grade.segments] == [
        ("优秀", "1", "100.00", False),
        ("良好", "0", "0.00", False),
        ("较差", "0", "0.00", False),
        ("不了解", "1", None, True),
    ]
    assert (text(grade.score), text(grade.rank), text(grade.mean), text(grade.difference)) == ("100.00", "1", "90.00", "+10.00")  # fmt: skip
    assert (choice.score, choice.rank, choice.mean, nominate.score) == (None, None, None, None)
    assert (text(rank.score), text(rank.rank)) == ("1.00", "1")
    assert report.indicators == ("总体评价", "排序（平均名次）")
    assert [text(figure) for figure in report.total] == ["100.00", "1.00"]
    assert [(one.question, one.texts) for one in report.comments] == [("意见", ("好",))]


def test_electorates_stand_with_their_weight_ballots_and_scores_and_those_without_a_say_are_left_out():
    voters = (*TWO, Electorate("e3", "本单位", 20, ("组",), unit="对象1"))
    made = campaign(GRADED, SECOND, electorates=voters, subjects=2)
    found = results(made, {"e1": [{0: 1, 1: 2}], "e2": [{0: 2}], "e3": [{0: 3}]}, {"e2": ["over_quota"]})
    first, second = unit_report(found, "s1").electorates
    assert (first.code, first.name, first.weight, first.issued, first.dropped, first.valid, first.void) == ("e1", "领导", "40", 20, 1, 1, 0)  # fmt: skip
    assert (second.dropped, second.valid, second.void) == (2, 1, 1)
    assert text(first.score) == "90.00"
    assert [figure and text(figure) for figure in first.by_indicator] == ["100.00", "80.00"]
    assert [figure and text(figure) for figure in second.by_indicator] == ["80.00", None]
    assert len(unit_report(found, "s2").electorates) == 3


def test_the_head_says_what_when_and_by_whom():
    opens = datetime(2026, 11, 21, tzinfo=UTC)
    report = unit_report(three(series="系列", round="一期", organiser="办公室", opens=opens), "s1")
    assert (report.campaign_id, report.campaign, report.kind, report.round) == ("c-1", "测评", "民主测评", "系列 一期")
    assert (report.organiser, report.opens, report.closes) == ("办公室", opens, None)
    assert report.subject.name == "对象1"
    assert report.signatures == SIGNATURES
    assert (unit_report(three(round="一期"), "s1").round, unit_report(three(), "s1").round) == ("一期", "")
    assert [sentence.title for sentence in report.rules][:1] == ["得票率"]


# --- what may not be seen ---------------------------------------------------------------------------------------------


def figures(report):
    """Every figure of a report, wherever it stands."""
    yield from (one.figure for one in report.cover)
    for row in report.distributions:
        yield from (row.score, row.rank, row.mean, row.difference)
        for segment in row.segments:
            yield from (segment.votes, segment.rate)
    for row in report.electorates:
        yield from (row.score, *row.by_indicator)
    for peer in report.peers:
        yield from (peer.score, peer.rank)
    yield from (*report.total, report.peer_mean, report.difference)


def test_what_is_withheld_stands_last_among_the_peers_and_in_no_mean():
    found = three()
    scores = tuple(
        replace(one, score=HIDDEN, rank=HIDDEN, of=None) if one.subject == "s1" else one for one in found.scores
    )
    report = unit_report(replace(found, scores=scores), "s1")
    assert [one.name for one in report.peers] == ["对象2", "对象3", "对象1"]
    assert text(report.peer_mean) == "60.00"
    assert (report.score, report.difference) == (HIDDEN, None)
    assert [(one.label, one.figure, one.note) for one in report.cover][:2] == [
        ("综合得分", HIDDEN, "同组平均 60.00"),
        ("同组排名", HIDDEN, ""),
    ]


def test_a_reason_is_told_once_at_the_foot_however_often_it_applies():
    report = unit_report(results(campaign(threshold=5), {"e1": [{0: 1}] * 3}), "s1")
    (note,) = report.footnotes
    assert (note.mark, note.reason, note.text) == ("①", BELOW_LIMIT, f"未公布：{REASONS[BELOW_LIMIT]}。")
    assert unit_report(three(), "s1").footnotes == ()


@few
@given(counted())
def test_a_report_shows_only_what_was_disclosed_and_every_gap_has_its_footnote(case):
    made, cast, void = case
    found = results(made, cast, void)
    for subject in made.subjects:
        report = unit_report(found, subject.code)
        assert {one.reason for one in report.footnotes} == {
            f.reason for f in figures(report) if isinstance(f, Withheld)
        }
        own = {one.score for one in found.scores if one.subject == subject.code}
        assert {row.score for row in report.distributions} <= own | {None}
        assert {row.score for row in report.electorates} <= own | {None}
        for row in report.distributions:
            if row.difference is not None:
                assert Fraction(row.difference.text) == Fraction(text(row.score)) - Fraction(text(row.mean))


@few
@given(counted())
def test_a_report_on_too_few_ballots_is_the_same_however_they_were_marked(case):
    made, cast, void = case
    made = replace(made, threshold=100)
    blank: dict[str, list[dict[int, Answer]]] = {
        code: [{} for _ in given_ballots] for code, given_ballots in cast.items()
    }
    reports = [unit_report(results(made, one, void), "s1") for one in (cast, blank)]
    assert reports[0] == reports[1]
