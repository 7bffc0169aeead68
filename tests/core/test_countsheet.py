"""A teller's count sheet: every cell has its place, must add up to the valid ballots, and becomes marks of the tally."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core.ballot import Answer, Nomination, compose
from evalsite.core.campaign import Indicator, Missing, Type
from evalsite.core.countfaults import read_entry
from evalsite.core.countsheet import Entry, blocks_of, differences, lines_of, paper_count, scores_text
from evalsite.core.questionnaire import sheet_for
from evalsite.core.tally import Count
from tests.core.builders import GRADED, SCALE, campaign

SCORE = Indicator("s", "打分", Type.SCORE, low=0, high=10, step=Fraction(1, 2))
CHOICE = Indicator("c", "多选", Type.CHOICE, scale="四档", required=False, least=1, most=2)
RANK = Indicator("r", "排序", Type.RANK)
TIES = Indicator("r", "排序", Type.RANK, ties=True)
NOMINATE = Indicator("n", "推荐", Type.NOMINATE, required=False, most=1)
TEXT = Indicator("t", "意见", Type.TEXT, required=False)


def read(made, texts, room=20):
    return read_entry(made, sheet_for(made, "e1"), texts, room)


def wrong(made, texts, room=20):
    return {one.key: one.problem for one in read(made, texts, room)[1]}


HEAD = {"issued": "10", "returned": "9", "void": "1"}


def test_every_slot_but_texts_has_its_lines_in_the_order_of_the_sheet():
    made = campaign(GRADED, SCORE, CHOICE, RANK, NOMINATE, TEXT)
    lines = lines_of(sheet_for(made, "e1"))
    assert [(line.subject.code, line.slot.indicator.code) for line in lines] == [
        ("s1", "i1"), ("s1", "s"), ("s1", "c"), ("s2", "i1"), ("s2", "s"), ("s2", "c"),
        ("s1", "r"), ("s2", "r"), ("s1", "n"), ("s2", "n"),
    ]  # fmt: skip
    assert lines[0].columns == tuple(grade.name for grade in SCALE.grades)
    assert lines[1].columns[:3] == ("0", "0.5", "1")
    assert lines[6].columns == ("第1名", "第2名")
    assert (lines[8].columns, lines[8].blank) == (("推荐",), False)
    assert [line.number for line in lines] == list(range(10))


def test_a_count_that_adds_up_is_taken_with_full_width_digits_and_blank_cells():
    made = campaign(subjects=1)
    entry, faults = read(made, HEAD | {"0.0": "５", "0.1": " 2 ", "0.blank": "1"})
    assert faults == ()
    assert entry == Entry(10, 9, 1, ((5, 2, 0, 0),), (1,))
    assert entry.valid == 8


@pytest.mark.parametrize("text", ["x", "-1", "1.5", "1e3", "12345678", "一"])
def test_what_is_no_number_is_told_at_its_cell_with_every_other_one(text):
    found = wrong(campaign(subjects=1), {"issued": text, "returned": "1", "0.0": text})
    assert set(found) == {"issued", "0.0"}
    assert "不是票数" in found["0.0"]
    assert set(wrong(campaign(subjects=1), HEAD | {"void": "99", "0.0": text})) == {"void", "0.0"}


@pytest.mark.parametrize(
    ("head", "cell"),
    [
        ({"issued": "21"}, "issued"),
        ({"returned": "11"}, "returned"),
        ({"void": "10", "returned": "9"}, "void"),
    ],
)
def test_a_head_that_cannot_be_is_told_before_the_lines(head, cell):
    assert set(wrong(campaign(subjects=1), HEAD | head)) == {cell}


def test_more_paper_than_people_who_have_not_voted_is_told():
    assert "多于没有投过票的测评条 3 张" in wrong(campaign(), HEAD, room=3)["issued"]


def test_grades_and_blanks_must_make_the_valid_ballots():
    made = campaign(subjects=2)
    found = wrong(made, HEAD | {"0.0": "8", "1.0": "5", "1.blank": "2"})
    assert set(found) == {"1.blank"}
    assert "合计 5，加未填 2，共 7，应等于有效票 8" in found["1.blank"]
    assert "未填 9，多于有效票 8" in wrong(made, HEAD | {"0.0": "8", "1.blank": "9"})["1.blank"]


def test_where_missing_marks_make_a_ballot_void_none_is_left_blank():
    made = replace(campaign(subjects=1), missing=Missing.VOID)
    assert "漏填的整张票作废" in wrong(made, HEAD | {"0.0": "7", "0.blank": "1"})["0.blank"]


def test_scores_are_written_as_a_list_in_one_cell():
    made = campaign(SCORE, subjects=1)
    entry, faults = read(made, HEAD | {"0.scores": "9.5×3、10 9.5，0*2", "0.blank": "1"})
    assert faults == ()
    (line,) = lines_of(sheet_for(made, "e1"))
    assert scores_text(line, entry.votes[0]) == "10、9.5×4、0×2"
    for bad in ("11", "9.3", "x", "9×", "-1", "9×0x"):
        assert "不是可以打的分数" in wrong(made, {"0.scores": bad})["0.scores"]
    assert "应等于有效票 8" in wrong(made, HEAD | {"0.scores": "9"})["0.scores"]


def test_options_of_a_choice_are_at_most_the_ballots_that_answered_and_within_what_each_may_choose():
    made = campaign(CHOICE, subjects=1)
    assert wrong(made, HEAD | {"0.0": "7", "0.1": "7", "0.blank": "1"}) == {}
    assert "多于填了这一项的票 7 张" in wrong(made, HEAD | {"0.0": "8", "0.blank": "1"})["0.0"]
    assert "合计应在 7 至 14 之间" in wrong(made, HEAD | {"0.0": "6", "0.blank": "1"})["0.blank"]
    assert (
        "合计应在 7 至 14 之间" in wrong(made, HEAD | {"0.0": "7", "0.1": "7", "0.2": "1", "0.blank": "1"})["0.blank"]
    )


def test_a_ranking_gives_every_place_once_a_ballot():
    made = campaign(RANK)
    good = {"0.0": "5", "0.1": "2", "1.0": "2", "1.1": "5", "0.blank": "1", "1.blank": "1"}
    assert wrong(made, HEAD | good) == {}
    assert "应为 7" in wrong(made, HEAD | good | {"0.0": "4", "0.1": "3"})["0.0"]
    found = wrong(made, HEAD | good | {"1.1": "6", "1.blank": "0"})
    assert "未填票数应当相同" in found["1.blank"]


def test_a_ranking_with_ties_gives_the_first_place_at_least_once_a_ballot():
    made = campaign(TIES)
    assert wrong(made, HEAD | {"0.0": "8", "1.0": "8"}) == {}
    assert "应至少为 8" in wrong(made, HEAD | {"0.0": "3", "0.1": "5", "1.0": "3", "1.1": "5"})["0.0"]


def test_nominations_are_at_most_as_many_as_the_ballots_may_make():
    made = campaign(NOMINATE)
    assert wrong(made, HEAD | {"0.0": "8"}) == {}
    assert "多于填了这一项的票 8 张" in wrong(campaign(replace(NOMINATE, most=0)), HEAD | {"0.0": "9"})["0.0"]
    assert "每张最多推荐 1 名" in wrong(made, HEAD | {"0.0": "5", "1.0": "4"})["0.0"]
    assert wrong(campaign(replace(NOMINATE, most=0)), HEAD | {"0.0": "8", "1.0": "8"}) == {}


def test_two_counts_are_compared_cell_by_cell():
    made = campaign(subjects=1)
    lines = lines_of(sheet_for(made, "e1"))
    first, _ = read(made, HEAD | {"0.0": "8"})
    second, _ = read(made, {"issued": "10", "returned": "9", "void": "2", "0.0": "6", "0.1": "0", "0.blank": "1"})
    found = differences(lines, first, second)
    assert [(one.where, one.what, one.first, one.second) for one in found] == [
        ("总数", "废票", 1, 2),
        ("对象1·总体评价", "优秀", 8, 6),
        ("对象1·总体评价", "未填", 0, 1),
    ]
    assert differences(lines, first, first) == ()


def test_an_entry_comes_back_from_json_as_it_was():
    made = campaign(GRADED, SCORE, RANK)
    lines = lines_of(sheet_for(made, "e1"))
    entry, _ = read(made, HEAD | {"0.0": "3", "1.scores": "9×2", "3.blank": "4"})
    assert Entry.from_json(entry.to_json(), lines) == entry


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        0: st.integers(1, 4),
        1: st.sampled_from([Fraction(n, 2) for n in range(21)]),
        2: st.sets(st.integers(0, 3), min_size=1, max_size=2).map(frozenset),
        3: st.integers(1, 4),
        4: st.sampled_from([Fraction(n, 2) for n in range(21)]),
        5: st.sets(st.integers(0, 3), min_size=1, max_size=2).map(frozenset),
        6: st.sampled_from([(1, 2), (2, 1)]),
        7: st.sampled_from([Nomination(frozenset({0})), Nomination(frozenset({1})), Nomination()]),
    },
)


@pytest.mark.covers
@given(st.lists(ANSWERS, max_size=15))
def test_counting_ballots_by_hand_gives_the_marks_that_the_box_would_have_given(ballots: list[dict[int, Answer]]):
    """Two ways to the same tally: cast and opened, or put on paper and counted line by line."""
    made = campaign(GRADED, SCORE, CHOICE, RANK, NOMINATE)
    sheet = sheet_for(made, "e1")
    count = Count(sheet)
    for answers in ballots:
        count.add(compose(sheet, answers))
    texts = {"issued": str(len(ballots)), "returned": str(len(ballots))}
    composed = [compose(sheet, answers) for answers in ballots]
    for line in lines_of(sheet):
        marks = [list(ballot.of(line.slot)) for ballot in composed]
        if line.type in (Type.CHOICE, Type.NOMINATE):
            for column in range(len(line.columns)):
                texts[line.key(column)] = str(sum(one[line.place + column] for one in marks))
            texts[line.blank_key] = str(sum(not any(one) for one in marks))
        elif line.type is Type.SCORE:
            texts[line.scores_key] = " ".join(line.columns[one[0] - 1] for one in marks if one[0])
            texts[line.blank_key] = str(sum(not one[0] for one in marks))
        else:
            for column in range(len(line.columns)):
                texts[line.key(column)] = str(sum(one[line.place] == column + 1 for one in marks))
            texts[line.blank_key] = str(sum(not one[line.place] for one in marks))
    entry, faults = read(made, texts, room=15)
    assert faults == ()
    assert paper_count(sheet, entry).marks == count.finish().marks or not ballots


def test_texts_of_a_whole_sheet_have_no_line():
    made = campaign(Indicator("t", "意见", Type.TEXT, required=False, whole=True), GRADED)
    assert len(lines_of(sheet_for(made, "e1"))) == 2


def test_lines_with_the_same_columns_make_one_table_and_every_ranking_its_own():
    made = campaign(GRADED, SCORE, RANK, replace(RANK, code="r2"))
    tables = blocks_of(lines_of(sheet_for(made, "e1")))
    assert [[(line.subject.code, line.slot.indicator.code) for line in table] for table in tables] == [
        [("s1", "i1"), ("s2", "i1")], [("s1", "s"), ("s2", "s")], [("s1", "r"), ("s2", "r")], [("s1", "r2"), ("s2", "r2")],
    ]  # fmt: skip
