"""A redaction takes away and never adds: what leaves is what was written, less the hidden passages."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core.redacting import BLOCK, REASONS, Act, Passage, Redactions, Seen, count_in_words, places_of, text_key

TEXT = "找王五，电话13800138000，找王五"
KEY = text_key("s1", "t", TEXT)


def hidden(*spans, text=TEXT):
    key = text_key("s1", "t", text)
    return Redactions.of(Act(key, Passage(start, end, "contact")) for start, end in spans)


def seen(redactions, text=TEXT):
    return redactions.seen("s1", "t", text)


def test_nothing_is_hidden_without_a_redaction():
    assert seen(Redactions()) == Seen(TEXT)


def test_a_passage_becomes_a_block_that_does_not_tell_its_length():
    assert seen(hidden((1, 3))) == Seen(f"找{BLOCK}，电话13800138000，找王五", ("contact",))
    assert seen(hidden((6, 17))) == Seen(f"找王五，电话{BLOCK}，找王五", ("contact",))


def test_a_whole_text_becomes_one_block():
    assert seen(hidden((0, len(TEXT)))) == Seen(BLOCK, ("contact",))


def test_passages_that_overlap_or_touch_are_one_block_with_the_reason_of_the_first():
    acts = [Act(KEY, Passage(4, 17, "identity")), Act(KEY, Passage(1, 5, "abuse")), Act(KEY, Passage(17, 18, "secret"))]
    assert seen(Redactions.of(acts)) == Seen(f"找{BLOCK}找王五", ("abuse",))


def test_the_same_words_about_another_subject_or_to_another_question_stay():
    redactions = hidden((0, len(TEXT)))
    assert redactions.seen("s2", "t", TEXT) == Seen(TEXT)
    assert redactions.seen("s1", "u", TEXT) == Seen(TEXT)
    assert redactions.seen(None, "t", TEXT) == Seen(TEXT)


def test_what_is_shown_again_is_shown_and_can_be_hidden_once_more():
    hide, show = Act(KEY, Passage(1, 3, "contact")), Act(KEY, Passage(1, 3, "contact"), hidden=False)
    assert seen(Redactions.of([hide, show])) == Seen(TEXT)
    assert seen(Redactions.of([show])) == Seen(TEXT)
    again = Act(KEY, Passage(1, 3, "abuse"))
    assert seen(Redactions.of([hide, show, again])).reasons == ("abuse",)
    assert Redactions.of([hide, again]).of_text(KEY) == (Passage(1, 3, "abuse"),)


def test_a_passage_beyond_the_text_hides_nothing_and_one_that_runs_past_its_end_hides_to_the_end():
    assert seen(hidden((4, 9)), "短文") == Seen("短文")
    assert seen(hidden((4, 9), text="短文"), "短文") == Seen("短文")
    assert seen(hidden((1, 9), text="短文"), "短文") == Seen(f"短{BLOCK}", ("contact",))


spans = st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda one: (one[0], one[0] + one[1]))


@given(st.text(alphabet="甲乙丙丁1 ", min_size=1, max_size=30), st.lists(spans, max_size=6), st.randoms())
def test_what_leaves_is_the_text_less_what_is_hidden_in_whatever_order(text, chosen, random):
    redactions = hidden(*chosen, text=text)
    left = seen(redactions, text)
    expected = "".join("\0" if any(a <= n < b for a, b in chosen) else c for n, c in enumerate(text))
    assert left.text.split(BLOCK) == re.split("\0+", expected)
    assert left.text.count(BLOCK) == len(left.reasons)
    assert seen(hidden(*random.sample(chosen, len(chosen)), text=text), text) == left


def test_places_are_found_every_time_and_blanks_around_them_do_not_matter():
    assert places_of(TEXT, " 王五 ") == ((1, 3), (19, 21))
    assert places_of("哈哈哈", "哈哈") == ((0, 2),)
    assert places_of(TEXT, "李四") == ()
    assert places_of(TEXT, "  ") == ()


def test_reasons_are_counted_in_words():
    assert count_in_words([]) == ""
    assert count_in_words(["abuse", "contact", "contact"]) == "3 处经组织者隐去（联系方式 2，侮辱性言语 1）"


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_words_of_its_own(reason):
    assert REASONS[reason] in count_in_words([reason])
