"""What cells say: the exact value that a person meant, whatever Excel made of it."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core.campaign import Base, Missing, Rates, Rounding, Subject, Type
from evalsite.paper.workbook import read_campaign, write_campaign
from evalsite.paper.workbook_cells import Broken, Unreadable, is_empty, moment, names, number, text, whole, word
from evalsite.paper.workbook_form import YES_NO
from tests.paper.workbook_edits import SOUND, Edit

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (1.0, "1"), (1, "1"), (1.5, "1.5"), (33.33, "33.33"), (1e17, "100000000000000000"), (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"), (100.0, "100"), (" 财政局 ", "财政局"), ("\u3000民政局\n", "民政局"), ("01", "01"),
        ("=A1", "=A1"), ("", ""),
    ],
)  # fmt: skip
def test_text_is_trimmed_and_numbers_are_written_as_people_see_them(value, read):
    assert text(value) == read


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (33.33, Fraction(3333, 100)), (1.0, 1), (0.3, Fraction(3, 10)), (0.1 + 0.2, Fraction(3, 10)), (" 20 ", 20),
        ("20%", Fraction(1, 5)), ("２０％", Fraction(1, 5)), ("12.5 %", Fraction(1, 8)), ("-1.5", Fraction(-3, 2)),
        (100 * 1.1, 110),
    ],
)  # fmt: skip
def test_numbers_are_exact_decimals(value, read):
    assert number(value) == read


@given(st.integers(-(10**9), 10**9), st.integers(0, 6))
def test_every_number_a_person_types_comes_back_exactly(digits, places):
    value = Fraction(digits, 10**places)
    assert number(float(value)) == value


@pytest.mark.parametrize(
    "value", ["", "x", "1,000", "1e3", "十", "½", "--1", "1" * 13, True, date(2026, 1, 3), timedelta(1), float("inf"), float("nan")]
)  # fmt: skip
def test_what_is_no_number_is_refused(value):
    with pytest.raises(Unreadable):
        number(value)


@pytest.mark.parametrize("value", [Broken("#REF!"), True, date(2026, 1, 3), time(8), timedelta(hours=30), float("inf")])
def test_what_is_no_text_is_refused(value):
    with pytest.raises(Unreadable):
        text(value)


def test_whole_numbers_may_be_written_as_excel_stores_them():
    assert whole(12.0) == 12
    assert whole("12") == 12
    with pytest.raises(Unreadable, match=r"12\.5"):
        whole(12.5)


def test_words_may_be_typed_in_full_width_with_spaces_or_as_a_ticked_box():
    assert word(" 是 ", YES_NO, "必答") is True
    assert word(False, YES_NO, "必答") is False
    assert word("ＡＢ", {"AB": 7}, "x") == 7
    with pytest.raises(Unreadable):
        word(True, {"AB": 7}, "x")


@pytest.mark.parametrize(
    "value", ["部门、镇街", "部门,镇街", "部门， 镇街、", " 部门；镇街", "部门;镇街", "部门\n镇街", "部门\r\n、镇街"]
)
def test_names_are_parted_by_any_usual_mark(value):
    assert names(value) == ("部门", "镇街")


def test_only_white_space_is_empty():
    assert is_empty(" \u3000\n")
    assert not is_empty(Broken("#N/A"))
    assert not is_empty(0.0)
    assert not is_empty(False)


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-21 08:30", "2026-11-21T08:30:00", "2026/11/21 8:30", "2026.11.21 08:30", "2026年11月21日 8:30",
        "2026年11月21日8时30分", "2026年11月21日 8点30分", "２０２６－１１－２１　０８：３０", " 2026-11-21  08:30 ",
        datetime.fromisoformat("2026-11-21T08:30:00"), datetime.fromisoformat("2026-11-21T08:29:59.999700"),
    ],
)  # fmt: skip
def test_times_are_read_as_people_write_them(value):
    for day_is_enough in (True, False):
        assert moment(value, SHANGHAI, day_is_enough=day_is_enough) == datetime(2026, 11, 21, 8, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize("value", ["2026-11-21", "2026年11月21日", date(2026, 11, 21)])
def test_a_day_alone_begins_at_midnight_and_is_no_deadline(value):
    assert moment(value, SHANGHAI, day_is_enough=True) == datetime(2026, 11, 21, tzinfo=SHANGHAI)
    with pytest.raises(Unreadable, match="没有写几点"):
        moment(value, SHANGHAI, day_is_enough=False)


@pytest.mark.parametrize(
    "value",
    ["2026-11-21 25:00", "2026-13-01 08:00", "11-21 08:00", "08:00", "x", 46347.0, True, time(8), Broken("#N/A")],
)
def test_what_is_no_time_is_refused(value):
    with pytest.raises(Unreadable):
        moment(value, SHANGHAI, day_is_enough=True)


# --- in a workbook ------------------------------------------------------------------------------------------------------


def test_codes_typed_as_numbers_are_texts_and_name_the_same_things():
    edit = (
        Edit()
        .set("对象!A2", 1)
        .set("对象!D5", 1.0)
        .set("票种!F3", 3)
        .set("对象!A4", 3)
        .set("指标!A2", 7)
        .set("规则!B2", 7)
    )
    read = edit.read()
    assert [subject.code for subject in read.subjects] == ["1", "D2", "3", "P1"]
    assert read.subjects[3].unit == "财政局"
    assert read.electorates[1].unit == "第一街道"
    assert read.quotas[0].indicator == "7"


def test_a_unit_that_is_both_a_name_and_a_code_is_the_name():
    edit = Edit().set("对象!A3", "财政局").set("对象!D5", "财政局")
    assert edit.read().subjects[3].unit == "财政局"


def test_weights_may_be_percentages_in_cells_or_in_text():
    edit = Edit().set("指标!F2", 0.6, "0%").set("指标!F3", "40%").set("票种!C2", 1).set("票种!C3", 1)
    assert [one.weight for one in edit.read().indicators[:2]] == [Fraction(3, 5), Fraction(2, 5)]
    assert [one.weight for one in edit.read().electorates] == [1, 1, 0]


@pytest.mark.parametrize(
    "weights",
    [(33.33, 33.33, 33.34), (None, None, None), (1, 1, 1), (1, 1, 0), (0.2, 0.3, 0.5), (0, 0, None), (100, 0, 0)],
)
def test_weights_that_add_up_are_taken(weights):
    edit = Edit().set("指标!D4", "打分").set("指标!E4", None).set("指标!H4", None)
    edit.book["规则"].delete_rows(4)
    for row, weight in zip((2, 3, 4), weights, strict=True):
        edit.set(f"指标!F{row}", weight)
    read = [None if one.weight is None else float(one.weight) for one in edit.read().indicators[:3]]
    assert read == list(weights)


def test_blanks_have_the_defaults_of_the_contract():
    edit = Edit()
    for item in (
        "公布下限",
        "率的分母",
        "小数位",
        "舍入",
        "末尾零",
        "缺项处理",
        "开始时间",
        "截止时间",
        "系列",
        "期次",
    ):
        edit.set(edit.item(item), None)
    edit.set("对象!C2", None).set("指标!G2", None).set("指标!G7", None).set("等次!D2", None)
    read = edit.read()
    assert (read.threshold, read.rates, read.missing) == (
        5,
        Rates(Base.RETURNED, 2, Rounding.HALF_UP, True),
        Missing.ABSTAIN,
    )
    assert (read.opens, read.closes, read.series, read.round) == (None, None, "", "")
    assert read.subjects[0].kind == "unit"
    assert (read.indicators[0].required, read.indicators[5].required) == (True, False)
    assert read.scales[0].grades[0].counts


def test_rows_of_the_first_sheet_that_are_left_out_have_defaults_too():
    edit = Edit()
    edit.book["活动"].delete_rows(4, 20)
    assert edit.read() == SOUND


def test_a_year_typed_as_a_number_is_a_round():
    edit = Edit()
    assert edit.set(edit.item("期次"), 2026).read().round == "2026"


def test_times_are_on_the_clocks_of_the_zone():
    edit = Edit()
    edit.set(edit.item("开始时间"), datetime.fromisoformat("2026-11-21T08:00:00"))
    edit.set(edit.item("截止时间"), "2026-11-25 18:00:30")
    data = edit.data()
    assert read_campaign(data).opens == datetime(2026, 11, 21, 0, 0, tzinfo=UTC)
    assert read_campaign(data, "UTC").opens == datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
    there_and_back = read_campaign(write_campaign(read_campaign(data), "America/New_York"), "America/New_York")
    assert there_and_back == read_campaign(data)


def test_the_rows_of_a_scale_need_not_stand_together():
    edit = Edit()
    rows = [[cell.value for cell in row] for row in edit.book["等次"].iter_rows(min_row=2)]
    for row, values in enumerate([rows[0], *rows[3:], *rows[1:3]], start=2):
        for column, value in zip("ABCD", values, strict=True):
            edit.set(f"等次!{column}{row}", value)
    assert edit.read() == SOUND
    faults = edit.set("等次!C7", "?").faults()
    assert [fault.row for fault in faults] == [7]


@pytest.mark.parametrize(
    ("params", "percent", "count"),
    [
        ("优秀≤30%", 30, None), ("优秀 <= 2", None, 2), ("优秀＜＝３０％", 30, None), ("优秀不超过33.34%", Fraction(3334, 100), None),
        ("优秀最多2个", None, 2), ("优秀≦2", None, 2),
    ],
)  # fmt: skip
def test_quotas_are_read_as_people_write_them(params, percent, count):
    quota = Edit().set("规则!C2", params).read().quotas[0]
    assert (quota.indicator, quota.grade, quota.percent, quota.count) == ("Z1", "优秀", percent, count)


@pytest.mark.parametrize(
    ("params", "least", "most"),
    [
        ("1-3", 1, 3),
        ("1～3", 1, 3),
        ("1至2", 1, 2),
        ("≤3", 0, 3),
        ("<=2", 0, 2),
        ("≥2", 2, 0),
        ("2-2", 2, 2),
        ("0-1", 0, 1),
    ],
)
def test_numbers_of_choices_are_read_as_people_write_them(params, least, most):
    indicator = Edit().set("规则!C4", params).read().indicators[2]
    assert (indicator.least, indicator.most) == (least, most)


@pytest.mark.parametrize(
    ("params", "least", "most"), [("5", 0, 5), (5, 0, 5), ("≤5", 0, 5), ("1-5", 1, 5), ("至少2", 2, 0)]
)
def test_nominations_are_read_as_people_write_them(params, least, most):
    edit = Edit().set("规则!A5", "推荐名额").set("规则!B5", "推荐人选").set("规则!C5", params)
    assert (edit.read().indicators[4].least, edit.read().indicators[4].most) == (least, most)


@pytest.mark.parametrize(
    ("params", "bounds"),
    [
        ("0-100", (0, 100, 1)),
        ("1 - 10", (1, 10, 1)),
        ("0—10/0.5", (0, 10, Fraction(1, 2))),
        ("60~100/5", (60, 100, 5)),
        ("0-253", (0, 253, 1)),
    ],
)
def test_ranges_of_scores_are_read_as_people_write_them(params, bounds):
    indicator = Edit().set("规则!C3", params).read().indicators[1]
    assert (indicator.low, indicator.high, indicator.step) == bounds


@pytest.mark.parametrize(("params", "ties"), [("允许", True), ("不允许", False)])
def test_ties_are_allowed_or_not(params, ties):
    edit = Edit().set("规则!A5", "排序 并列").set("规则!B5", "Z4").set("规则!C5", params)
    read = edit.read()
    assert read.indicators[3].ties is ties
    assert read.rules[-1].rule == "排序 并列"  # kept as it was written


def test_lines_of_a_hint_are_kept():
    assert Edit().set("指标!C2", "第一行\n第二行").read().indicators[0].hint == "第一行\n第二行"


def test_a_name_that_looks_like_a_formula_stays_a_name():
    campaign = read_campaign(write_campaign(SOUND))
    edit = Edit(campaign).set("对象!A6", "X").set("对象!B6", "x").set("对象!E6", "部门")
    cell = edit.book["对象"]["B6"]
    cell.value, cell.data_type = '=HYPERLINK("x")', "s"
    assert edit.read().subjects[-1] == Subject("X", '=HYPERLINK("x")', group="部门")
    assert read_campaign(write_campaign(edit.read())) == edit.read()


def test_types_are_the_six_of_the_contract():
    assert [one.type for one in Edit().read().indicators] == list(Type)
