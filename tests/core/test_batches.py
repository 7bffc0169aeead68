"""Piles of slips: they add up, none is so small that a look at it is a look at persons, and every fault is told at once."""

import pytest

from evalsite.core.batches import FEWEST, SPARE, Batch, Wish, plan
from evalsite.core.refusals import FaultyBatches
from tests import factories

ELECTORATES = factories.two_electorates(40, 12).electorates


def wrong(**wishes):
    with pytest.raises(FaultyBatches) as caught:
        plan(ELECTORATES, wishes)
    return [(one.key, one.problem) for one in caught.value.wrong]


def test_without_a_wish_every_electorate_is_one_pile():
    assert plan(ELECTORATES, {}) == (Batch("A", "", 40), Batch("B", "", 12))


def test_piles_and_spare_slips_add_up_to_what_is_issued_and_the_rest_is_a_pile_too():
    found = plan(ELECTORATES, {"A": Wish("3", "第一科 12张、第二科：15"), "B": Wish("2")})
    assert found == (
        Batch("A", "第一科", 12),
        Batch("A", "第二科", 15),
        Batch("A", "其余", 10),
        Batch("A", SPARE, 3, spare=True),
        Batch("B", "", 10),
        Batch("B", SPARE, 2, spare=True),
    )


def test_piles_may_use_up_an_electorate_and_are_parted_by_any_mark_people_use():
    found = plan(ELECTORATES, {"A": Wish("", "第一科×10，第二科 10；第三科*20\n")})
    assert [(one.name, one.number) for one in found if one.electorate == "A"] == [
        ("第一科", 10),
        ("第二科", 10),
        ("第三科", 20),
    ]


def test_a_name_may_end_in_a_digit_when_its_number_is_set_off():
    assert plan(ELECTORATES, {"A": Wish("", "片区2 20")})[0] == Batch("A", "片区2", 20)


def test_a_pile_or_a_rest_of_fewer_than_ten_is_refused():
    assert wrong(A=Wish("", "第一科 9")) == [("A", f"批次“第一科”只有 9 张，不足 {FEWEST} 张")]
    assert wrong(A=Wish("", "第一科 31")) == [("A", f"分批后剩下 9 张，不足 {FEWEST} 张")]


def test_more_than_there_is_is_refused():
    assert wrong(A=Wish("5", "第一科 40")) == [("A", "备用条和各批合计多出 5 张")]


@pytest.mark.parametrize("text", ["40", "-1", "三", "9999999", "1.5"])
def test_spare_slips_are_a_number_that_leaves_at_least_one_to_hand_out(text):
    assert wrong(A=Wish(text)) == [("A", f"备用条“{text}”不对")]


@pytest.mark.parametrize("text", ["第一科", "12", "名" * 41 + " 12", "第一科 1234567"])
def test_what_cannot_be_read_is_named(text):
    assert wrong(A=Wish("", text)) == [("A", f"看不懂“{text[:30]}”")]


def test_a_name_stands_for_one_pile():
    assert wrong(A=Wish("", "第一科 10、第一科 10")) == [("A", "批次“第一科”写了两次")]
    assert wrong(A=Wish("", "备用条 10")) == [("A", "批次“备用条”写了两次")]


def test_every_fault_is_told_at_once_with_its_remedy():
    with pytest.raises(FaultyBatches) as caught:
        plan(ELECTORATES, {"A": Wish("x", "第一科"), "B": Wish("99"), "Z": Wish("1")})
    assert [one.key for one in caught.value.wrong] == ["Z", "A", "A", "B"]
    assert "票种 B：备用条“99”不对。请填 0 到 11 的整数。" in str(caught.value.details["problems"])
