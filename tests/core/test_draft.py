"""Drafts as organisers write them: cells are kept as typed, and two versions of a sheet are put together line by line."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import rules
from evalsite.core.campaign import Rule
from evalsite.core.draft import Difference, Versions, head, tidy
from evalsite.core.rulewords import rules_in_words
from tests.core.builders import GRADED, campaign

CODE = ("code",)
A, B, C = {"code": "A", "name": "甲"}, {"code": "B", "name": "乙"}, {"code": "C", "name": "丙"}
LINES = st.lists(
    st.fixed_dictionaries({"code": st.sampled_from("ABC"), "name": st.sampled_from(["", "甲", "乙"])}), max_size=5
).map(tuple)


def test_only_lines_in_which_nothing_stands_are_left_out():
    assert tidy([{"code": " A ", "name": ""}, {"code": "", "name": "  "}, {}]) == ({"code": " A "},)


def test_the_head_of_a_faulty_campaign_has_a_name_and_none_of_its_parts():
    shown = head(replace(campaign(), name=""))
    assert shown.name == "（还没有名称）"
    parts = ("subjects", "scales", "indicators", "electorates", "rules")
    assert [part for part in parts if getattr(shown, part)] == []
    assert head(replace(campaign(), name="测评")).name == "测评"


def test_the_head_of_a_faulty_campaign_can_be_shown_whatever_its_rules_said_of_its_parts():
    ruled = rules.apply(replace(campaign(), rules=(Rule("限额", GRADED.code, "优秀≤50%"),)))[0]
    assert ruled.quotas
    assert "限额" not in {sentence.title for sentence in rules_in_words(head(ruled))}


def versions(before, theirs, mine):
    return Versions(before, theirs, mine, CODE)


def test_what_one_side_alone_has_changed_stands_as_that_side_has_it():
    changed = {**B, "name": "已改"}
    both = versions((A, B), (A, changed, C), ({**A, "name": "我改的"}, B))
    assert both.differences == ()
    assert both.combined() == ({**A, "name": "我改的"}, changed, C)


def test_what_both_have_changed_is_to_be_chosen_and_empty_cells_are_no_difference():
    mine = ({**A, "unit": ""}, {**B, "name": "我改的"})
    theirs = (A, {**B, "name": "他改的"})
    both = versions((A, B), theirs, mine)
    assert both.differences == (Difference(theirs[1], mine[1]),)
    assert both.combined() == theirs
    assert both.combined({0}) == (A, mine[1])


def test_lines_with_one_code_are_told_apart_by_which_comes_first():
    changed = {**A, "name": "我改的"}
    both = versions((A, A), (A, A), (A, changed))
    assert both.differences == ()
    assert both.combined() == (A, changed)


def test_a_line_that_one_has_changed_and_the_other_removed_is_to_be_chosen():
    changed = {**B, "name": "已改"}
    both = versions((A, B), (A,), (A, changed))
    assert both.differences == (Difference(None, changed),)
    assert (both.combined(), both.combined({0})) == ((A,), (A, changed))


def test_a_line_that_i_removed_or_added_is_removed_or_added():
    assert versions((A, B), (A, B), (A,)).combined() == (A,)
    assert versions((A, C), (A, C), (A, B, C)).combined() == (A, B, C)
    assert versions((A, C), (A, C), (B, A, C)).combined() == (B, A, C)


@given(before=LINES, mine=LINES)
def test_where_nobody_else_changed_anything_my_lines_stand_and_the_other_way_round(before, mine):
    made = versions(before, before, mine).combined()
    assert Counter((line["code"], line["name"]) for line in made) == Counter(
        (line["code"], line["name"]) for line in mine
    )
    assert versions(before, mine, before).combined() == mine


@given(before=LINES, theirs=LINES, mine=LINES)
def test_every_difference_can_be_settled_either_way(before, theirs, mine):
    both = versions(before, theirs, mine)
    for number, one in enumerate(both.differences):
        for chosen, line in ((set(), one.theirs), ({number}, one.mine)):
            assert line is None or line in both.combined(chosen)
