"""Drafts as organisers write them: cells are kept as typed, and two versions of a sheet are put together line by line."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import rules
from evalsite.core.campaign import Rule
from evalsite.core.draft import Difference, combined, differences, head, tidy
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


def test_lines_are_compared_by_their_key_and_empty_cells_are_no_difference():
    mine = ({"code": "A", "name": "甲", "unit": ""}, {**B, "name": "已改"}, C)
    theirs = ({"code": "D"}, A, B)
    assert differences(theirs, mine, CODE) == (
        Difference({"code": "D"}, None),
        Difference(B, mine[1]),
        Difference(None, C),
    )


def test_the_order_of_lines_is_no_difference():
    assert differences((A, B), (B, A), CODE) == ()


def test_a_line_of_mine_alone_stands_behind_the_line_that_it_follows_in_mine():
    assert combined((A, C), (A, B, C), CODE, {0}) == (A, B, C)
    assert combined((A, C), (B, A, C), CODE, {0}) == (B, A, C)


def test_a_line_that_i_removed_goes_when_my_way_is_chosen():
    assert combined((A, B), (A,), CODE, {0}) == (A,)
    assert combined((A, B), (A,), CODE, ()) == (A, B)


@given(theirs=LINES, mine=LINES)
def test_choosing_nothing_keeps_theirs_and_choosing_all_gives_the_lines_of_mine(theirs, mine):
    every = range(len(differences(theirs, mine, CODE)))
    assert combined(theirs, mine, CODE, ()) == theirs
    made = combined(theirs, mine, CODE, every)
    assert Counter((line["code"], line["name"]) for line in made) == Counter(
        (line["code"], line["name"]) for line in mine
    )
