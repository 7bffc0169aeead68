"""Ballots written by people, held against a sheet with every type of question."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from evalsite.core import refusals
from evalsite.core.ballot import Ballot, Nomination, compose
from evalsite.core.campaign import Campaign, Electorate, Grade, Subject
from evalsite.core.questionnaire import ballot_size, sheet_for
from evalsite.core.validity import void_reason
from evalsite.voter.ballots import fill, find_electorate
from evalsite.voter.tables import BALLOT_COLUMNS, Problems, RawBallot, Row
from tests.voter.conftest import CAMPAIGN

Line = tuple[str, str, str]  # subject, indicator, value


def raw(*lines: Line) -> RawBallot:
    rows = [Row(n, dict(zip(BALLOT_COLUMNS, ("E1", "7", *line), strict=True))) for n, line in enumerate(lines, 2)]
    return RawBallot("E1", "7", tuple(rows))


def take(*lines: Line, campaign: Campaign = CAMPAIGN, electorate: str = "E1") -> Ballot:
    problems = Problems(Path("ballots.csv"))
    ballot = fill(sheet_for(campaign, electorate), ballot_size(campaign), 200, raw(*lines), problems)
    problems.raise_any()
    assert ballot is not None
    return ballot


def faults(*lines: Line, campaign: Campaign = CAMPAIGN) -> str:
    with pytest.raises(refusals.FaultyTable) as found:
        take(*lines, campaign=campaign)
    return str(found.value.details["problems"])


def slot(indicator: str, subject: str | None = None, campaign: Campaign = CAMPAIGN) -> int:
    found = sheet_for(campaign, "E1").find(indicator, subject)
    assert found is not None
    return found.number


def test_every_type_of_mark_is_read_by_code_and_by_name():
    by_code = take(
        ("D1", "G", "优秀"),
        ("D2", "G", "不了解"),
        ("D1", "S", "9.5"),
        ("T1", "S2", "60"),
        ("D1", "C", "走访、问卷"),
        ("D3", "C", "座谈"),
        ("T1", "W", "路修得好"),
        ("", "R", "D2、D1、D3"),
        ("", "N", "T1、张三"),
        ("", "A", "多下基层"),
    )
    by_name = take(
        ("发展局", "总体评价", "优秀"),
        ("农业局", "总体评价", "不了解"),
        ("发展局", "服务态度", "9.5"),
        ("东镇", "服务态度", "60.0"),
        ("发展局", "联系方式", "问卷、走访"),
        ("交通局", "联系方式", "座谈"),
        ("东镇", "意见", " 路修得好\r\n"),
        ("", "工作排序", "农业局、发展局、交通局"),
        ("", "先进推荐", "张三、东镇"),
        ("", "总的意见", "多下基层"),
    )
    expected = compose(
        sheet_for(CAMPAIGN, "E1"),
        {
            slot("G", "D1"): 1,
            slot("G", "D2"): 4,
            slot("S", "D1"): Fraction(19, 2),
            slot("S2", "T1"): 60,
            slot("C", "D1"): frozenset({0, 2}),
            slot("C", "D3"): frozenset({1}),
            slot("W", "T1"): "路修得好",
            slot("R"): (2, 1, 3),
            slot("N"): Nomination(frozenset({3}), ("张三",)),
            slot("A"): "多下基层",
        },
    )
    assert by_code == by_name == expected


def test_names_that_hold_the_joiner_themselves_are_found_beside_others():
    scales = tuple(
        replace(one, grades=(*one.grades, Grade("走访、入户"), Grade("入户")))
        if "走访" in {g.name for g in one.grades}
        else one
        for one in CAMPAIGN.scales
    )
    subjects = tuple(replace(one, name="发展、改革局") if one.code == "D1" else one for one in CAMPAIGN.subjects)
    made = replace(CAMPAIGN, scales=scales, subjects=subjects)
    options = next(s for s in sheet_for(made, "E1").slots if s.number == slot("C", "D1", made)).options
    ballot = take(
        ("D1", "C", "问卷、走访、入户"),
        ("", "R", "农业局、发展、改革局、交通局"),
        ("", "N", "发展、改革局、张三"),
        campaign=made,
    )
    chosen = [
        option
        for option, mark in zip(options, ballot.of(sheet_for(made, "E1").slots[slot("C", "D1", made)]), strict=True)
        if mark
    ]
    assert sorted(chosen) == sorted(["问卷", "走访、入户"])
    same = take(("D1", "C", "走访、入户、问卷"), ("", "R", "D2、D1、D3"), ("", "N", "D1、张三"), campaign=made)
    assert same == ballot


def test_a_ranking_and_a_nomination_may_be_written_a_line_a_subject():
    lines = take(
        ("D1", "R", "2"), ("D2", "R", "1"), ("D3", "R", "3"), ("T1", "N", "是"), ("D1", "N", "否"), ("D2", "N", "推荐")
    )
    assert lines == take(("", "R", "D2、D1、D3"), ("", "N", "T1、D2"))


def test_tied_places_are_written_as_numbers():
    tied = replace(
        CAMPAIGN, indicators=tuple(replace(i, ties=True) if i.code == "R" else i for i in CAMPAIGN.indicators)
    )
    ballot = take(("D1", "R", "1"), ("D2", "R", "1"), ("D3", "R", "3"), campaign=tied)
    assert ballot.of(sheet_for(tied, "E1").slots[slot("R")]) == b"\x01\x01\x03"


def test_a_write_in_named_twice_counts_once_and_lines_of_both_kinds_join():
    assert take(("", "N", "张三、张三、D1"), ("D2", "N", "1")) == take(("", "N", "D1、D2、张三"))


def test_a_line_without_value_is_a_mark_left_out():
    assert take(("D1", "G", ""), ("", "R", ""), ("D2", "N", ""), ("D2", "G", "良好")) == take(("D2", "G", "良好"))


def test_a_ballot_that_breaks_a_rule_is_cast_all_the_same():
    over = take(("D1", "G", "优秀"), ("D2", "G", "优秀"))
    assert void_reason(CAMPAIGN, sheet_for(CAMPAIGN, "E1"), over) == "over_quota"
    twice = take(("D1", "R", "1"), ("D2", "R", "1"), ("D3", "R", "3"))
    assert void_reason(CAMPAIGN, sheet_for(CAMPAIGN, "E1"), twice) == "bad_ranking"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("D1", "X", "优秀"), "没有指标“X”"),
        (("D9", "G", "优秀"), "没有测评对象“D9”"),
        (("", "G", "优秀"), "指标“G”要写明测评对象"),
        (("T1", "S", "5"), "指标“S”不适用于“T1”"),
        (("D1", "A", "好"), "指标“A”不适用于“D1”"),
        (("D1", "G", "优"), "没有等次“优”，可填“优秀”、“良好”、“一般”、“不了解”"),
        (("D1", "S", "11"), "应为 0 到 10 之间、间隔 0.5 的数，现为“11”"),
        (("D1", "S", "9.3"), "现为“9.3”"),
        (("D1", "S", "1e9"), "现为“1e9”"),
        (("D1", "S", "九"), "现为“九”"),
        (("D1", "C", "走访、电话"), "没有选项“电话”，可填“走访”、“座谈”、“问卷”"),
        (("D1", "R", "4"), "名次应为 1 到 3，现为“4”"),
        (("D1", "R", "0"), "名次应为 1 到 3"),
        (("D1", "R", "1.5"), "名次应为 1 到 3"),
        (("", "R", "D1、D9、D2"), "名单里没有“D9”"),
        (("", "R", "D1、D1、D2"), "“D1”在排序里出现了两次"),
        (("", "R", "D1、D2"), "“工作排序”的排序缺少交通局"),
        (("D1", "N", "也许"), "推荐应填“是”或“否”"),
        (("", "N", "名" * 201), "文字有 201 个字，不能超过 200 个"),
        (("D1", "W", "意" * 201), "文字有 201 个字，不能超过 200 个"),
    ],
)
def test_a_line_that_does_not_fit_is_told_with_what_would(line, words):
    assert words in faults(line)
    assert faults(line).startswith("第 2 行：")


def test_all_wrong_lines_are_told_at_once():
    assert faults(("D1", "X", "1"), ("D1", "G", "良好"), ("D2", "G", "优")).count("\n") == 1


def test_a_mark_given_twice_is_told_with_both_lines():
    assert "第 3 行：与第 2 行重复" in faults(("D1", "G", "优秀"), ("发展局", "总体评价", "良好"))
    assert "第 3 行：与第 2 行重复" in faults(("", "N", "D1"), ("", "N", "D2"))
    assert "第 3 行：与第 2 行重复" in faults(("D1", "R", "1"), ("D1", "R", "2"))


def test_texts_that_together_outgrow_the_ballot_are_told():
    long = replace(
        CAMPAIGN, subjects=tuple(Subject(f"D{n}", f"第{n}局", group="部门") for n in range(1, 41)), quotas=()
    )
    lines = [(f"D{n}", "W", "意" * 200) for n in range(1, 41)]
    assert "投票人 7 的文字意见合计太长" in faults(*lines, campaign=long)


def test_a_name_that_two_share_asks_for_the_code():
    twins = replace(CAMPAIGN, subjects=(*CAMPAIGN.subjects, Subject("D4", "发展局", group="部门")))
    assert "有 2 个测评对象叫“发展局”，请改用编号" in faults(("发展局", "G", "良好"), campaign=twins)
    same = tuple(replace(i, name="总体评价") if i.code == "W" else i for i in CAMPAIGN.indicators)
    ambiguous = faults(("D1", "总体评价", "良好"), campaign=replace(CAMPAIGN, indicators=same))
    assert "有 2 项指标叫“总体评价”，请改用编号" in ambiguous


def test_an_electorate_is_found_by_code_or_by_a_name_of_its_own():
    assert find_electorate(CAMPAIGN, "E1") == "E1"
    assert find_electorate(CAMPAIGN, "乡镇") == "E2"
    assert find_electorate(CAMPAIGN, "E9") is None
    third = Electorate("E3", "乡镇", 10, ("部门",))
    assert find_electorate(replace(CAMPAIGN, electorates=(*CAMPAIGN.electorates, third)), "乡镇") is None
