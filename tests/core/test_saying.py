"""Sentences that remember how they were made."""

import copy
import json
import pickle
from fractions import Fraction

from evalsite.core.saying import Saying, in_a_row, joined, kept, recalled, said, say

ENGLISH = {
    "第 {row} 行：{what}": "Row {row}: {what}",
    "名称“{name}”重复": "The name “{name}” stands twice",
    "、": ", ",
    "草稿": "draft",
    "投票中": "voting",
    "{one}{other}": "{one} {other}",
    "作废。": "it is void.",
    "；最多 {most} 个": "; at most {most}",
    "（共 {number} 个）": "({number} in all)",
}


def english(pattern):
    return ENGLISH.get(pattern, pattern)


def test_a_saying_is_the_chinese_sentence():
    sentence = say("第 {row} 行：{what}", row=3, what=say("名称“{name}”重复", name="甲"))
    assert sentence == "第 3 行：名称“甲”重复"
    assert json.dumps([sentence], ensure_ascii=False) == '["第 3 行：名称“甲”重复"]'


def test_a_saying_is_said_in_another_language_with_the_sayings_inside_it():
    sentence = say("第 {row} 行：{what}", row=3, what=say("名称“{name}”重复", name="甲"))
    assert said(sentence, english) == "Row 3: The name “甲” stands twice"


def test_what_people_wrote_is_never_translated():
    assert said("草稿", english) == "草稿"
    assert said(say("名称“{name}”重复", name="草稿"), english) == "The name “草稿” stands twice"
    assert said(7, english) == 7


def test_sayings_in_a_row_are_each_translated_and_so_is_the_mark_between_them():
    row = joined("、", [say("草稿"), "甲局", say("投票中")])
    assert row == "草稿、甲局、投票中"
    assert said(row, english) == "draft, 甲局, voting"


def test_sentences_one_after_another_have_a_blank_between_them_where_the_language_has_one():
    assert said(in_a_row([say("作废。"), "", say("作废。")]), english) == "it is void. It is void."
    assert in_a_row([say("作废。"), say("作废。")]) == "作废。作废。"
    assert said(in_a_row([say("草稿"), say("；最多 {most} 个", most=3), "。"]), english) == "draft; at most 3 。"
    assert said(in_a_row(["“", say("草稿"), "”", say("（共 {number} 个）", number=2)]), english) == "“draft” (2 in all)"


def test_lines_of_sayings_stay_lines():
    assert said(joined("\n", [say("草稿"), say("投票中")]), english) == "draft\nvoting"


def test_a_sum_of_sayings_and_strings_can_still_be_translated():
    assert say("草稿") + "甲" == "草稿甲"
    assert said(say("草稿") + "甲", english) == "draft 甲"
    assert said("甲" + say("草稿"), english) == "甲 draft"


def test_braces_in_what_is_filled_in_are_left_alone():
    assert said(say("名称“{name}”重复", name="{name}"), english) == "The name “{name}” stands twice"


def test_a_missing_value_fails_in_no_language_where_the_values_know_what_to_show():
    class Blanks(dict):
        def __missing__(self, key):
            return "…"

    sentence = Saying("名称“{name}”重复", Blanks())
    assert sentence == "名称“…”重复"
    assert said(sentence, english) == "The name “…” stands twice"


def test_copies_can_be_translated_too():
    for made in (say("名称“{name}”重复", name="甲"), joined("、", [say("草稿"), "甲"])):
        for twin in (copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
            assert twin == made
            assert said(twin, english) == said(made, english)


def test_what_was_stored_can_be_said_in_both_languages():
    sentence = say("第 {row} 行：{what}", row=3, what=joined("、", [say("草稿"), "甲局"]))
    again = recalled(kept(sentence))
    assert again == "第 3 行：草稿、甲局"
    assert said(again, english) == "Row 3: draft, 甲局"


def test_other_texts_are_stored_as_they_are():
    assert kept("草稿") == recalled("草稿") == "草稿"
    assert kept(say("第 {row} 行：{what}", row=3, what=Fraction(1, 2))) == "第 3 行：1/2"


def test_a_stored_sentence_has_what_stood_for_a_missing_value():
    class Blanks(dict):
        def __missing__(self, key):
            return "…"

    assert said(recalled(kept(Saying("名称“{name}”重复", Blanks(other=1.5)))), english) == "The name “…” stands twice"
