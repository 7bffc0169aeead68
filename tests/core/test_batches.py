"""Piles of slips: they add up, none is so small that a look at it is a look at persons, and every fault is told at once."""

from dataclasses import replace

import pytest

from evalsite.core.batches import FEWEST, SPARE, Batch, plan
from evalsite.core.refusals import FaultyBatches
from tests import factories

ELECTORATES = factories.two_electorates(40, 12).electorates
WITH_SPARE = (replace(ELECTORATES[0], spare=3), replace(ELECTORATES[1], spare=2))


def wrong(**wishes):
    with pytest.raises(FaultyBatches) as caught:
        plan(ELECTORATES, wishes)
    return [(one.key, one.problem) for one in caught.value.wrong]


def test_without_a_wish_every_electorate_is_one_pile():
    assert plan(ELECTORATES, {}) == (Batch("A", "", 40), Batch("B", "", 12))


def test_piles_and_spare_slips_add_up_to_what_is_issued_and_the_rest_is_a_pile_too():
    found = plan(WITH_SPARE, {"A": "第一科 12张、第二科：15"})
    assert found == (
        Batch("A", "第一科", 12),
        Batch("A", "第二科", 15),
        Batch("A", "其余", 10),
        Batch("A", SPARE, 3, spare=True),
        Batch("B", "", 10),
        Batch("B", SPARE, 2, spare=True),
    )


def test_piles_may_use_up_an_electorate_and_are_parted_by_any_mark_people_use():
    found = plan(ELECTORATES, {"A": "第一科×10，第二科 10；第三科*20\n"})
    assert [(one.name, one.number) for one in found if one.electorate == "A"] == [
        ("第一科", 10),
        ("第二科", 10),
        ("第三科", 20),
    ]


def test_a_name_may_end_in_a_digit_when_its_number_is_set_off():
    assert plan(ELECTORATES, {"A": "片区2 20"})[0] == Batch("A", "片区2", 20)


def test_a_pile_or_a_rest_of_fewer_than_ten_is_refused():
    assert wrong(A="第一科 9") == [("A", f"批次“第一科”只有 9 张，不足 {FEWEST} 张")]
    assert wrong(A="第一科 31") == [("A", f"分批后剩下 9 张，不足 {FEWEST} 张")]


def test_more_than_there_is_is_refused_and_spare_slips_are_not_there_for_it():
    assert wrong(A="第一科 45") == [("A", "各批合计多出 5 张")]
    with pytest.raises(FaultyBatches) as caught:
        plan(WITH_SPARE, {"A": "第一科 40"})
    (one,) = caught.value.wrong
    assert (one.problem, one.remedy) == ("各批合计多出 3 张", "本票种应到 37 人，备用条不分批，请减少")


@pytest.mark.parametrize("text", ["第一科", "12", "名" * 41 + " 12", "第一科 1234567"])
def test_what_cannot_be_read_is_named(text):
    assert wrong(A=text) == [("A", f"看不懂“{text[:30]}”")]


def test_a_name_stands_for_one_pile():
    assert wrong(A="第一科 10、第一科 10") == [("A", "批次“第一科”写了两次")]
    assert wrong(A="备用条 10") == [("A", "批次“备用条”写了两次")]


def test_every_fault_is_told_at_once_with_its_remedy():
    with pytest.raises(FaultyBatches) as caught:
        plan(ELECTORATES, {"A": "第一科、第二科 3", "B": "第一科 99", "Z": ""})
    assert [one.key for one in caught.value.wrong] == ["Z", "A", "A", "B"]
    assert "票种 B：各批合计多出 87 张。本票种应到 12 人，备用条不分批，请减少。" in str(
        caught.value.details["problems"]
    )
