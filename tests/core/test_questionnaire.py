"""The sheet: who sees what, in which order, and how long a ballot must be."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from evalsite.core.campaign import Electorate, Indicator, Subject, Type
from evalsite.core.questionnaire import BLOCK, HEADER, ballot_size, score_steps, sheet_for
from tests.core.builders import SCALE, campaign
from tests.core.strategies import campaigns

GRADE = Indicator("g", "等次", Type.GRADE, scale=SCALE.name)
SCORE = Indicator("s", "打分", Type.SCORE)
CHOICE = Indicator("c", "多选", Type.CHOICE, scale=SCALE.name)
RANK = Indicator("r", "排序", Type.RANK)
NOMINATE = Indicator("n", "推荐", Type.NOMINATE)
TEXT = Indicator("t", "意见", Type.TEXT)
few = settings(max_examples=max(10, settings().max_examples // 3))  # each takes hypothesis long to make up
WHOLE = Indicator("w", "总的意见", Type.TEXT, whole=True)


def order(sheet):
    return [slot.indicator.code + (slot.subject.code if slot.subject else "") for slot in sheet.slots]


def test_single_slots_come_by_subject_then_rankings_and_nominations_then_whole_texts():
    made = campaign(WHOLE, NOMINATE, TEXT, RANK, CHOICE, SCORE, GRADE)
    sheet = sheet_for(made, "e1")
    assert order(sheet) == ["ts1", "cs1", "ss1", "gs1", "ts2", "cs2", "ss2", "gs2", "n", "r", "w"]
    assert [slot.width for slot in sheet.slots] == [0, 4, 1, 1, 0, 4, 1, 1, 2, 2, 0]
    assert [slot.text for slot in sheet.slots] == [0, None, None, None, 1, None, None, None, 2, None, 3]
    assert (sheet.width, sheet.texts) == (16, 4)


@few
@given(campaigns())
def test_slots_lie_side_by_side_and_every_byte_belongs_to_one(made):
    for electorate in made.electorates:
        sheet = sheet_for(made, electorate.code)
        assert [slot.number for slot in sheet.slots] == list(range(len(sheet.slots)))
        end = 0
        for slot in sheet.slots:
            assert slot.offset == end
            end += slot.width
        assert end == sheet.width
        texts = [slot.text for slot in sheet.slots if slot.text is not None]
        assert texts == list(range(sheet.texts))


@few
@given(campaigns())
def test_nobody_rates_the_unit_an_electorate_is_bound_to_or_its_people(made):
    for electorate in made.electorates:
        sheet = sheet_for(made, electorate.code)
        met = {*sheet.subjects, *(one for slot in sheet.slots for one in slot.candidates)}
        assert all(subject.group in electorate.groups for subject in met)
        if electorate.unit:
            assert not any(electorate.unit in (subject.name, subject.unit) for subject in met)


def test_an_electorate_bound_to_a_unit_skips_the_unit_and_its_people_everywhere():
    made = campaign(GRADE, RANK, electorates=(Electorate("e1", "甲局", 9, ("组",), unit="甲局"),))
    subjects = (
        Subject("1", "甲局", group="组"),
        Subject("2", "某甲", kind="person", unit="甲局", group="组"),
        Subject("3", "乙局", group="组"),
        Subject("4", "丙局", group="别组"),
    )
    sheet = sheet_for(replace(made, subjects=subjects), "e1")
    assert order(sheet) == ["g3", "r"]
    assert [one.code for one in sheet.slots[1].candidates] == ["3"]


def test_slots_without_candidates_do_not_exist():
    made = campaign(
        replace(RANK, groups=("别组",)), replace(GRADE, groups=("组",)), replace(NOMINATE, groups=("别组",))
    )
    assert order(sheet_for(made, "e1")) == ["gs1", "gs2"]


def test_an_indicator_applies_to_its_groups_or_to_all_but_never_to_one_if_whole():
    assert GRADE.applies_to("任何组")
    assert replace(GRADE, groups=("甲",)).applies_to("甲")
    assert not replace(GRADE, groups=("甲",)).applies_to("乙")
    assert not WHOLE.applies_to("甲")


@pytest.mark.parametrize(
    ("low", "high", "step", "steps"),
    [(0, 100, 1, 101), (60, 100, "0.5", 81), (1, 10, 3, 4), (0, 253, 1, 254), (0, 1, "0.1", 11)],
)
def test_both_ends_of_a_range_are_scores(low, high, step, steps):
    assert score_steps(replace(SCORE, low=low, high=high, step=Fraction(step))) == steps


def test_a_slot_is_found_by_the_codes_of_indicator_and_subject():
    sheet = sheet_for(campaign(GRADE, RANK), "e1")
    found = sheet.find("g", "s2")
    assert found is not None
    assert found.number == 1
    ranking = sheet.find("r", None)
    assert ranking is not None
    assert ranking.subject is None
    assert sheet.find("g", None) is None
    assert sheet.find("r", "s1") is None
    assert sheet.find("x", "s1") is None


@pytest.mark.parametrize(
    ("indicators", "size"),
    [
        ((GRADE,), 64),  # 33 and 2 marks
        ((GRADE, WHOLE), 640),  # 33 + 2 marks + 2 for a length + 600
        ((GRADE, TEXT), 1280),  # 33 + 2 + 2 x 602 = 1239
        ((GRADE, TEXT, WHOLE, NOMINATE, *(replace(TEXT, code=f"t{n}", name=f"意见{n}") for n in range(9))), 6144),
    ],
)
def test_the_size_is_the_largest_sheet_with_its_texts_in_whole_blocks(indicators, size):
    made = campaign(*indicators)
    assert ballot_size(made) == size
    assert size % BLOCK == 0


def test_the_size_is_the_same_for_all_electorates_of_a_campaign():
    two = (Electorate("e1", "甲", 9, ("组",)), Electorate("e2", "乙", 9, ("组", "别组")))
    made = campaign(*(replace(GRADE, code=f"g{n}", name=f"等次{n}") for n in range(40)), electorates=two)
    more = replace(made, subjects=(*made.subjects, Subject("x", "丙", group="别组")))
    assert ballot_size(more) == -(-(HEADER + 120) // BLOCK) * BLOCK
