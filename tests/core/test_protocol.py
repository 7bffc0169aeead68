"""The protocol of an opening says what was disclosed and what accounts did, and leaves lines for who still must sign."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from evalsite.core.extension import Extension
from evalsite.core.protocol import Holding, Marks, Protocol
from evalsite.core.scrutiny import Act, Kind, Standing
from evalsite.paper.blocks import blocks_of
from evalsite.paper.protocol_content import protocol_content
from tests.paper import campaigns

AT = "2026-11-21T09:30:00+08:00"
DESTROYED = {"counts": [{"destroyed": 7}, {"destroyed": 3}], "destroyed": "2026-12-06", "by": "组织科", "agreed": []}


@pytest.fixture(scope="module")
def results():
    return campaigns.results(valid={"E1": 13, "E2": 28, "E3": 57, "E4": 3})


def protocol(results, *acts, kept=False, until=None, destroyed=None):
    marks = Marks("FINGERPRINT", "aa" * 32, "bb" * 32, "2026-11-20")
    holding = Holding(1, 1, kept=True) if kept else Holding(2, 3, kept=False)
    return Protocol(results, marks, holding, Standing.of(acts), until, destroyed)


def act(kind, account="甲", role="scrutineer", **more):
    return Act(kind, account, role, AT, **more)


def said(found):
    pages = protocol_content(found)
    rows = [row["text"] for block in blocks_of(pages, "terms") for row in block["rows"]]
    cells = [one["text"] for block in blocks_of(pages, "table") for row in block["rows"] for one in row]
    return [*(block["text"] for block in blocks_of(pages, "paragraph")), *rows, *cells]


def test_the_end_of_the_log_stands_among_the_numbers_to_compare_once_there_is_one(results):
    found = protocol(results)
    assert not any("操作日志末条" in text for text in said(found))
    logged = replace(found, marks=replace(found.marks, log=f"7:{'cc' * 32}"))
    assert f"7:{'cc' * 32}" in said(logged)
    assert any("evalsite log verify --head" in text for text in said(logged))


def test_reasons_of_void_ballots_are_told_where_enough_came_back_to_hide_in(results):
    some = replace(results, void={"E1": {"missing_mark": 2, "over_quota": 1}})
    assert protocol(some).void("E1") == "有必答项未填 2，超过限额 1"
    assert protocol(some).void("E4") == ""


def test_there_is_a_line_for_everybody_who_confirmed_and_for_as_many_as_still_must(results):
    assert protocol(results).signers == ("监票人", "监票人", "组织者")
    assert protocol(results, act(Kind.CONFIRMED)).signers == ("甲", "监票人", "组织者")
    assert protocol(results, kept=True).signers == ("监票人", "组织者")


def test_a_protocol_before_the_confirmation_says_what_is_missing(results):
    split = said(protocol(results, act(Kind.OPENED, "", "", text="1、3")))
    assert "结果尚未确认，还要 2 位监票人确认。" in split
    assert "系统管理人员（命令行）" in split
    assert any("开箱用的是第 1、3 份" in one for one in split)
    assert "没有收到异议。" in split
    kept = said(protocol(results, kept=True))
    assert "由服务器保管，开箱不用份额。" in kept
    assert any("由组织者确认" in one for one in kept)


def test_a_protocol_at_the_end_holds_confirmations_objections_and_the_destruction(results):
    acts = (
        act(Kind.CONFIRMED),
        act(Kind.OBJECTED, "乙", text="票数不对"),
        act(Kind.RECEIVED, "组织科", "organiser", text="来信", day="2026-11-22"),
        act(Kind.RESOLVED, "组织科", "organiser", text="已复核", about=1),
    )
    found = said(protocol(results, *acts, until=date(2026, 11, 28), destroyed=DESTROYED))
    for one in (
        "甲（监票人）于2026年11月21日 09:30确认。",
        "结果已确认。异议期 7 天，到2026年11月28日为止。",
        "2026年11月21日收到：票数不对（乙（监票人）提出）",
        "2026年11月22日收到：来信（组织科（组织者）记录）",
        "已复核（组织科（组织者），2026年11月21日 09:30）",
        "未答复",
        "2026年12月6日销毁选票 10 张，经手人 组织科。",
    ):
        assert one in found, one


def test_every_extension_of_the_deadline_stands_in_the_protocol(results):
    day = datetime(2026, 11, 20, 18, tzinfo=UTC)
    later = Extension(1, day, day.replace(day=21), "暴雨封路。", day)
    assert "截止时间由2026年11月20日 18:00延至2026年11月21日 18:00。原因：暴雨封路。" in said(
        protocol(replace(results, extensions=(later,)))
    )


def test_the_totals_are_the_sums_of_what_stands_above_them(results):
    (turnout,) = (block for block in blocks_of(protocol_content(protocol(results)), "table") if block["name"] == "票数")
    numbers = [[int(cell["text"]) for cell in row[1:6]] for row in turnout["rows"]]
    assert numbers[-1] == [sum(column) for column in zip(*numbers[:-1], strict=True)]
