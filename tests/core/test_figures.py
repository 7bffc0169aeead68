"""Figures of other sources as values, and everything that can be wrong with them."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import figure_faults
from evalsite.core.figures import Adjustment, Deed, DeedKind, Figures, ImportedFigure, figure_text, points_text, signed
from tests.factories import small_campaign

CAMPAIGN = small_campaign()
DAY = date(2026, 6, 30)
SATISFIED = ImportedFigure("D1", "群众满意度", Fraction("98.2"), "%", DAY, "第三方测评机构", "电话访问")
DEED = Deed("D2", DeedKind.URGENT, DAY, "应急部门", "防汛期间转移群众\n无一伤亡")
POINTS = Adjustment("D1", Fraction("-0.5"), "材料迟报", None, "督查部门")
FIGURES = Figures((SATISFIED,), (DEED,), (POINTS,))


def said(figures, standing=None):
    return [
        (one.part, one.index, one.field, one.message) for one in figure_faults.problems(figures, CAMPAIGN, standing)
    ]


def only(figures, standing=None):
    ((part, index, field, message),) = said(figures, standing)
    return part, index, field, message


def test_sound_figures_have_no_faults():
    assert said(FIGURES) == []
    assert not FIGURES.is_empty


def test_json_gives_the_same_figures_back_without_where_they_came_from():
    assert Figures.from_json(FIGURES.to_json()) == FIGURES
    assert FIGURES.to_json()["imported"][0]["value"] == "98.2"
    assert FIGURES.to_json()["adjustments"][0]["day"] is None


figures_of_any_kind = st.builds(
    ImportedFigure,
    st.sampled_from(["D1", "D2"]),
    st.text(min_size=1, max_size=5),
    st.decimals(-1000, 1000, places=4).map(Fraction),
    st.sampled_from(["%", "分", ""]),
    st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.text(min_size=1, max_size=5),
)


@given(st.lists(figures_of_any_kind, max_size=5))
def test_any_numbers_travel_through_json_exactly(lines):
    figures = Figures(tuple(lines))
    assert Figures.from_json(figures.to_json()) == figures


def test_figures_of_one_subject_are_found_by_its_code():
    assert FIGURES.of("D1") == Figures((SATISFIED,), (), (POINTS,))
    assert FIGURES.of("D9").is_empty
    assert FIGURES.value("D1", "群众满意度") == SATISFIED
    assert FIGURES.value("D2", "群众满意度") is None


def test_figures_are_read_with_their_units_and_points_with_their_signs():
    assert [figure_text(replace(SATISFIED, unit=unit)) for unit in ("%", "分", "")] == ["98.2%", "98.2 分", "98.2"]
    assert [signed(Fraction(points)) for points in ("2", "-0.5")] == ["+2", "-0.5"]
    assert [points_text(Fraction(points)) for points in ("2", "-0.5")] == ["加 2 分", "减 0.5 分"]


def test_an_empty_file_is_refused_rather_than_taken_for_a_withdrawal():
    assert only(Figures())[3] == "一行数据也没有"


def test_unknown_codes_are_told_in_every_sheet_and_a_name_in_place_of_a_code_by_its_code():
    found = said(
        Figures(
            (replace(SATISFIED, subject="D3"), replace(SATISFIED, subject="第一科")),
            (replace(DEED, subject=""),),
            (replace(POINTS, subject="X"),),
        )
    )
    assert [(part, index, field) for part, index, field, _ in found] == [
        ("imported", 0, "subject"),
        ("imported", 1, "subject"),
        ("deeds", 0, "subject"),
        ("adjustments", 0, "subject"),
    ]
    assert "是名称，不是编号" in found[1][3]
    assert (
        figure_faults.problems(Figures((replace(SATISFIED, subject="第一科"),)), CAMPAIGN)[0].remedy == "请改成编号 D1"
    )


def test_the_same_figure_twice_leaves_open_which_one_counts():
    assert only(Figures((SATISFIED, replace(SATISFIED, value=Fraction(90)))))[:3] == ("imported", 1, "name")
    assert only(Figures(deeds=(DEED, DEED)))[3] == "与前面的一行完全相同"
    assert said(Figures(deeds=(DEED, replace(DEED, day=None)))) == []


def test_what_is_added_must_not_repeat_what_stands_already():
    assert "以前的导入" in only(Figures((replace(SATISFIED, value=Fraction(1)),)), FIGURES)[3]
    assert "以前的导入" in only(Figures(adjustments=(POINTS,)), FIGURES)[3]
    assert said(Figures((replace(SATISFIED, subject="D2"),)), FIGURES) == []


def test_one_item_is_measured_in_one_unit():
    other = replace(SATISFIED, subject="D2", unit="分")
    assert only(Figures((SATISFIED, other)))[:3] == ("imported", 1, "unit")
    assert only(Figures((other,)), FIGURES)[:3] == ("imported", 0, "unit")


def test_numbers_out_of_bounds_and_points_that_do_nothing_are_refused():
    found = said(
        Figures(
            (replace(SATISFIED, value=Fraction(10**10)),),
            (),
            (replace(POINTS, points=Fraction(0)), replace(POINTS, points=Fraction(5000))),
        )
    )
    assert [(part, index) for part, index, _, _ in found] == [("imported", 0), ("adjustments", 0), ("adjustments", 1)]


def test_a_day_in_the_wrong_century_is_a_slip_and_no_day_is_none():
    assert only(Figures(deeds=(replace(DEED, day=date(202, 6, 30)),)))[3] == "日期是 202 年，应当写错了"
    assert said(Figures(deeds=(replace(DEED, day=None),))) == []


def test_every_figure_carries_its_source():
    assert only(Figures((replace(SATISFIED, source=""),)))[3] == "来源是空的"
    assert only(Figures(deeds=(replace(DEED, text=""),)))[3] == "内容是空的"


def test_a_sheet_beyond_all_measure_is_told_as_such_and_not_line_by_line(monkeypatch):
    monkeypatch.setattr(figure_faults, "MOST_LINES", 1)
    lines = (replace(SATISFIED, source=""), replace(SATISFIED, subject="D2", source=""))
    assert only(Figures(lines))[3] == "共有 2 行，太多"


def test_faults_come_in_the_order_of_sheets_and_rows():
    found = said(
        Figures(
            (SATISFIED, replace(SATISFIED, subject="D2", source="", day=date(1, 1, 1))),
            (replace(DEED, source=""),),
            (),
        )
    )
    assert [(part, index) for part, index, _, _ in found] == [("imported", 1), ("imported", 1), ("deeds", 0)]


def test_what_another_file_brings_stands_after_what_was_there():
    other = Figures((replace(SATISFIED, subject="D2"),), (DEED,), ())
    both = FIGURES.plus(other)
    assert both.imported == (SATISFIED, replace(SATISFIED, subject="D2"))
    assert (both.deeds, both.adjustments) == ((DEED, DEED), (POINTS,))
    assert Figures().plus(FIGURES) == FIGURES.plus(Figures()) == FIGURES
