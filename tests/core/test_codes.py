"""Codes pass unchanged through commands, tables, addresses and file names, and none is taken for another."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core.campaign import Indicator, Type
from evalsite.core.codes import PARTS
from evalsite.core.preparation import problems
from evalsite.core.refusals import FaultyWorkbook
from evalsite.core.scoring import ALL
from evalsite.paper.workbook_read import read_campaign
from evalsite.paper.workbook_write import write_campaign
from tests.core.builders import GRADED, campaign

FIT = campaign(GRADED, Indicator("t", "意见", Type.TEXT, whole=True))
SHEETS = {"subjects": "对象", "electorates": "票种", "indicators": "指标"}
ANY_PART = pytest.mark.parametrize("part", PARTS)


def coded(part, *codes):
    """The campaign with these codes on the first lines of a part, which grows as needed."""
    lines = list(getattr(FIT, part))
    while len(lines) < len(codes):
        lines.append(replace(lines[-1], name=f"另一个{len(lines)}"))
    changed: dict[str, Any] = {
        part: tuple(replace(line, code=code) for line, code in zip(lines, codes, strict=False))
        + tuple(lines[len(codes) :])
    }
    return replace(FIT, **changed)


def told(made):
    return [(one.part, one.index, one.field, one.message, one.remedy) for one in problems(made)]


def faults(made):
    """What importing the workbook of a campaign finds."""
    with pytest.raises(FaultyWorkbook) as refused:
        read_campaign(write_campaign(made))
    return [(one.sheet, one.row, one.column, one.problem, one.remedy) for one in refused.value.faults]


# --- the code of all electorates together -----------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["*", "＊", "﹡"])
def test_no_electorate_has_the_code_of_all_together(code):
    message = f"编号不能是“{code}”，“*”在结果里表示所有票种"
    assert told(coded("electorates", code)) == [("electorates", 0, "code", message, "请换一个编号")]
    assert faults(coded("electorates", code)) == [("票种", 2, "A", message, "请换一个编号")]
    assert ALL == "*"


# --- what breaks file names and addresses -----------------------------------------------------------------------------


@ANY_PART
@pytest.mark.parametrize("char", '/\\:?"<>|')
def test_what_breaks_a_file_name_is_refused_in_a_code_and_named(part, char):
    code = f"科{char}1"
    message, remedy = f"编号“{code}”里有“{char}”", "文件名和网址里不能有它，请改用字母、数字、汉字或连字号"
    assert told(coded(part, code)) == [(part, 0, "code", message, remedy)]
    assert faults(coded(part, code)) == [(SHEETS[part], 2, "A", message, remedy)]


@pytest.mark.parametrize("part", ["subjects", "indicators"])
def test_a_star_is_no_code_anywhere_else_either(part):
    (problem,) = problems(coded(part, "*"))
    assert problem.message == "编号“*”里有“*”"


@ANY_PART
@pytest.mark.parametrize("code", [".", "..", "..."])
def test_dots_alone_lead_to_another_page(part, code):
    assert [one[3] for one in told(coded(part, code))] == [f"编号“{code}”只有句点"]


@ANY_PART
@pytest.mark.parametrize("code", ["D01", "2026-1", "1.0", "01", "组一", "甲（1）", "A 1", "=A1", "30%", "#3", "a&b", "é", "𫖮", ".a", "①"])  # fmt: skip
def test_whatever_else_people_use_is_a_code_and_survives_its_workbook(part, code):
    made = coded(part, code)
    assert problems(made) == []
    assert getattr(read_campaign(write_campaign(made)), part)[0].code == code


# --- what looks like another code -------------------------------------------------------------------------------------


@ANY_PART
@pytest.mark.parametrize(("code", "half"), [("Ａ1", "A1"), ("Ｄ０１", "D01"), ("科ｚ９", "科z9"), ("0２a", "02a")])
def test_full_width_letters_and_digits_are_refused_with_the_code_that_was_meant(part, code, half):
    message, remedy = f"编号“{code}”里有全角的字母或数字", f"请改成半角：{half}"
    assert told(coded(part, code)) == [(part, 0, "code", message, remedy)]
    assert faults(coded(part, code)) == [(SHEETS[part], 2, "A", message, remedy)]


@ANY_PART
def test_a_code_used_twice_is_told_with_who_used_it_first(part):
    first = getattr(FIT, part)[0].name
    expected = (part, 1, "code", f"编号“x”重复，前面的“{first}”已经用了", "请换一个不同的编号")
    assert told(coded(part, "x", "x")) == [expected]


@ANY_PART
@pytest.mark.parametrize(("one", "other"), [("a1", "A1"), ("A1", "A 1"), ("甲(1)", "甲（1）"), ("1", "①")])
def test_two_codes_that_look_alike_are_told_apart_by_nobody(part, one, other):
    ((*place, message, remedy),) = told(coded(part, one, other))
    assert place == [part, 1, "code"]
    assert (
        message == f"编号“{other}”和前面“{getattr(FIT, part)[0].name}”的编号“{one}”只差大小写、空格或全角半角，容易认错"
    )
    assert remedy == "请换一个不同的编号"


def test_codes_of_different_sheets_may_be_the_same():
    same = coded("subjects", "1", "2")
    same = replace(same, indicators=(replace(GRADED, code="1"), replace(FIT.indicators[1], code="2")))
    assert problems(replace(same, electorates=(replace(FIT.electorates[0], code="1"),))) == []


# --- blanks and what nobody sees --------------------------------------------------------------------------------------


@ANY_PART
@pytest.mark.parametrize("code", [" D1", "D1 ", "D1\u3000", "\u00a0D1"])
def test_blanks_around_a_code_are_refused_in_a_form_and_dropped_from_a_workbook(part, code):
    assert [(one[2], one[3]) for one in told(coded(part, code))] == [("code", "编号的开头或结尾有空格")]
    assert getattr(read_campaign(write_campaign(coded(part, code))), part)[0].code == "D1"


@ANY_PART
@pytest.mark.parametrize("char", ["\n", "\t", "\x7f", "\u200b", "\u202e", "\ufeff"])
def test_what_nobody_sees_is_refused_inside_a_code(part, char):
    message = "编号里有换行或看不见的控制字符"
    assert [(one[2], one[3]) for one in told(coded(part, f"D{char}1"))] == [("code", message)]
    assert [one[:4] for one in faults(coded(part, f"D{char}1"))] == [(SHEETS[part], 2, "A", message)]


@ANY_PART
def test_an_empty_code_is_told_once(part):
    assert [(one[2], one[3]) for one in told(coded(part, "", ""))] == [("code", "编号是空的")] * 2


# --- the laws ---------------------------------------------------------------------------------------------------------


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=6), min_size=2, max_size=2))
def test_codes_that_pass_make_file_names_of_their_own_on_every_system(codes):
    if problems(coded("subjects", *codes)):
        return
    assert not any(set(code) & set('/\\:*?"<>|\0\n') for code in codes)
    assert codes[0].casefold() != codes[1].casefold()
    assert all(code not in (".", "..") and code == code.strip() for code in codes)
