"""A result says in its head when too few voted, or when more ballots lie in the box than there can be."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import rules
from evalsite.core.campaign import Base, Campaign, Electorate, Rates, Rule
from evalsite.core.disclosure import Shown, disclose
from evalsite.core.quorum import Quorum, share_in_words
from evalsite.core.remarks import EXCESS, QUORUM, REHEARSAL, SPARE, Remark
from evalsite.core.remarks import remarks as box_remarks
from evalsite.core.report import unit_report
from evalsite.core.rulewords import rules_in_words
from evalsite.core.scoring import TurnoutLine
from tests.core.builders import campaign, count

TWO = (Electorate("e1", "领导", 20, ("组",)), Electorate("e2", "群众", 20, ("组",)))


def ruled(*lines, electorates=TWO):
    made = replace(campaign(electorates=electorates), rules=tuple(Rule("法定人数", *line) for line in lines))
    return rules.apply(made)


def remarks(made, closing, *, valid=0, void=0):
    """``valid`` and ``void`` ballots are the first electorate's."""
    tally = count(made, {"e1": [{0: 1}] * valid}, {"e1": ["malformed"] * void})
    return disclose("c-1", made, tally, closing).remarks


def missed(line, closing, **ballots):
    made, failed = ruled(line)
    assert failed == ()
    return [remark.text for remark in remarks(made, closing, **ballots)]


@pytest.mark.parametrize(
    ("scope", "params", "quorum"),
    [
        ("", "收回率≥2/3", Quorum("", Fraction(2, 3))),
        ("", "≥ 50%", Quorum("", Fraction(1, 2))),
        ("", "收回票不低于１／２，否则结果无效", Quorum("", Fraction(1, 2), void=True)),
        ("群众", "有效票率 至少 80 %，否则仅供参考", Quorum("e2", Fraction(4, 5), valid=True)),
        ("e1", "有效率达到100%；未达到无效", Quorum("e1", Fraction(1), valid=True, void=True)),
    ],
)
def test_a_quorum_is_read_as_people_write_it(scope, params, quorum):
    made, failed = ruled((scope, params))
    assert failed == ()
    assert made.scheme.quorums == (quorum,)
    assert Campaign.from_json(made.to_json()) == made


@pytest.mark.parametrize(
    ("scope", "params", "message"),
    [
        ("", "收回率≥三分之二", "参数“收回率≥三分之二”看不懂"),
        ("", "收回率>2/3", "参数“收回率>2/3”看不懂"),  # more than, or as many? The rule knows the latter alone
        ("", "≥80", "参数“≥80”看不懂"),
        ("", "≥120%", "“120%”不在 0 到 100% 之间"),
        ("", "≥3/2", "“3/2”不在 0 到 100% 之间"),
        ("", "≥1/0", "“1/0”不在 0 到 100% 之间"),
        ("", "≥0%", "“0%”不在 0 到 100% 之间"),
        ("群种", "≥80%", "没有编号或名称是“群种”的票种"),
    ],
)
def test_a_quorum_that_nobody_can_mean_is_told(scope, params, message):
    made, (problem,) = ruled((scope, params))
    assert problem.message == message
    assert problem.remedy
    assert made.scheme.quorums == ()


def test_two_quorums_of_one_electorate_on_the_same_ballots_are_told_and_on_others_not():
    assert [p.message for p in ruled(("", "≥1/2"), ("", "收回率≥2/3"))[1]] == ["“法定人数”前面已经写过"]
    assert ruled(("", "≥1/2"), ("", "有效率≥1/2"), ("e1", "≥2/3"), ("e2", "≥2/3"))[1] == ()


@given(st.integers(0, 60), st.integers(0, 60), st.fractions(Fraction(1, 100), 1))
def test_a_quorum_is_met_by_exactly_its_share_and_never_by_no_tickets(issued, came, share):
    met = Quorum("", share).met(issued, came)
    assert met == (issued > 0 and Fraction(came, issued or 1) >= share)


def test_a_missed_quorum_says_by_how_much_and_what_follows():
    closing = {"e1": (10, 10, 6), "e2": (10, 3, 3)}
    assert missed(("", "收回率≥2/3，否则无效"), closing) == [
        "收回率 45.00%（发出 20 张，收回 9 票），未达到规定的 2/3，结果无效。"
    ]
    assert missed(("群众", "≥50%"), closing) == [
        "“群众”收回率 30.00%（发出 10 张，收回 3 票），未达到规定的 50%，结果仅供参考。"
    ]
    assert missed(("", "≥9/20"), closing) == []


def test_void_ballots_came_back_but_are_not_valid():
    closing = {"e1": (10, 10, 8), "e2": (0, 0, 0)}
    assert missed(("领导", "收回率≥80%"), closing, valid=5, void=3) == []
    assert missed(("领导", "有效率≥80%"), closing, valid=5, void=3) == [
        "“领导”有效票率 50.00%（发出 10 张，有效 5 票），未达到规定的 80%，结果仅供参考。"
    ]


def test_where_no_tickets_were_issued_no_quorum_is_met():
    assert missed(("群众", "≥1/2，否则无效"), {"e1": (10, 10, 8), "e2": (0, 0, 0)}) == [
        "“群众”没有发出测评码，谈不上收回率，未达到规定的 50%，结果无效。"
    ]


def test_more_ballots_than_tickets_or_than_stamps_void_the_result_without_any_rule():
    made = campaign(electorates=TWO)
    assert remarks(made, {"e1": (10, 10, 12), "e2": (10, 5, 7)}) == (
        Remark(EXCESS, "e1", void=True, text="“领导”收回 12 票，多于发出的 10 张，结果无效。"),
        Remark(EXCESS, "e2", void=True, text="“群众”箱内有 7 票，多于签章的 5 次，有来历不明的票，结果无效。"),
    )
    assert remarks(made, {"e1": (10, 10, 10), "e2": (10, 5, 4)}) == ()


def test_spare_slips_are_waited_for_by_nobody_and_must_not_make_more_voters():
    made, _ = ruled(("领导", "收回率≥80%"))
    made = replace(made, electorates=(replace(TWO[0], tickets=12, spare=2), TWO[1]))
    lines = [TurnoutLine("e1", 12, 8, 8, 8, 0, 2), TurnoutLine("e2", 10, 10, 10, 10, 0)]
    assert lines[0].expected == 10
    assert box_remarks(made, {"e1": (12, 8, 8), "e2": (10, 10, 10)}, lines) == ()
    more = [TurnoutLine("e1", 12, 11, 11, 11, 0, 2)]
    (remark,) = box_remarks(made, {"e1": (12, 11, 11), "e2": (10, 10, 10)}, more)
    assert (remark.kind, remark.electorate, remark.void) == (SPARE, "e1", False)
    assert remark.text == "“领导”有 11 人投票，多于应到的 10 人：备用条发给了名额以外的人，请核对发放单。"
    assert TurnoutLine("e1", 0, 0, 0, 0, 0, 2).expected == 0
    told = [sentence.text for sentence in rules_in_words(made) if sentence.title == "备用条"]
    assert told == ["另印备用条：“领导”2 张。备用条不计入发出和应到人数。"]


def test_rates_over_all_who_are_expected_leave_spare_slips_out_and_the_result_tells_both_numbers():
    voters = (replace(TWO[0], tickets=12, spare=2),)
    made = campaign(subjects=1, electorates=voters, rates=Rates(base=Base.DUE), threshold=1)
    found = disclose("c-1", made, count(made, {"e1": [{0: 1}]}), {"e1": (12, 1, 1)})
    (line,) = found.turnout
    assert (line.issued, line.spare, line.expected) == (12, 2, 10)
    rates = [one.rate for one in found.counts if one.grade == "优秀" and one.indicator == "i1"]
    assert rates
    assert all(isinstance(one, Shown) and one.value == Fraction(10) for one in rates)
    assert Campaign.from_json(made.to_json()) == made


def test_the_report_on_a_subject_has_the_remarks_on_those_who_rated_it():
    other = replace(TWO[1], groups=("别组",))
    made = campaign(electorates=(TWO[0], other))
    made = replace(made, subjects=(*made.subjects, replace(made.subjects[0], code="x", name="别", group="别组")))
    quorums = (Quorum("", Fraction(1)), Quorum("e2", Fraction(1), void=True))
    made = replace(made, scheme=replace(made.scheme, quorums=quorums))
    found = disclose("c-1", made, count(made, {}), {"e1": (10, 10, 5), "e2": (10, 10, 5)})
    assert [remark.kind for remark in found.remarks] == [QUORUM, QUORUM]
    whole, second = (remark.text for remark in found.remarks)
    assert unit_report(found, "s1").remarks == (whole,)
    assert unit_report(found, "x").remarks == (whole, second)


def test_quorums_are_printed_with_what_follows():
    made, _failed = ruled(("", "有效率≥2/3"), ("群众", "≥80%，否则无效"))
    (text,) = [sentence.text for sentence in rules_in_words(made) if sentence.title == "法定人数"]
    assert text == (
        "全部票种合计有效票不少于发票数的 2/3，未达到的，结果仅供参考；"
        "“群众”收回的票不少于发票数的 80%，未达到的，结果无效。"
    )


def test_a_share_is_said_in_percent_where_that_is_whole():
    assert [share_in_words(Fraction(*x)) for x in ((2, 3), (1, 2), (4, 5), (1, 1))] == ["2/3", "50%", "80%", "100%"]


def test_a_rehearsal_is_said_to_be_none_before_anything_else():
    made, _ = ruled(("", "收回率≥2/3，否则无效"))
    first, second = remarks(replace(made, rehearsal=True), {"e1": (10, 0, 0), "e2": (10, 0, 0)})
    assert (first.kind, first.electorate, first.void) == (REHEARSAL, None, True)
    assert "演练，不计票" in first.text
    assert second.kind == QUORUM
