"""比对 and 指数 at the desk: what the pages show, taking indices in, and who may do what."""

import io
from datetime import UTC, datetime
from fractions import Fraction

import openpyxl
import pytest

from evalsite.core.campaign import Indicator, Subject, Type
from evalsite.core.composite import Index, Of, Term
from evalsite.core.figures import Figures, ImportedFigure
from evalsite.paper.index_workbook import write_indices
from evalsite.usecases import closing, figuring, indexing, opening
from tests import factories
from tests.factories import NOW, small_campaign
from tests.web.desk.conftest import words

UNITS = tuple(
    Subject(f"D{n}", name, group="科室", field="综合") for n, name in enumerate(("第一科", "第二科", "第三科"), 1)
)


def opened(ledgers, year, **changes):
    made = small_campaign(**({"round": f"{year}年", "series": "年度测评", "subjects": UNITS} | changes))
    live = factories.publish(ledgers, made)
    grades = {"D1": 1, "D2": 2, "D3": 3}
    slots = [slot for slot in live.sheet().slots if slot.subject and slot.indicator.type is Type.GRADE]
    for code in live.codes["A"]:
        factories.cast(live, code, {slot.number: grades[slot.subject.code] for slot in slots if slot.subject})
    closing.close(live.desk, live.box, live.id, datetime(year, 11, 21, tzinfo=UTC))
    opening.open_box(live.desk, live.box, live.id)
    return live.id


@pytest.fixture
def year(sqlite_only):
    """A round of this year after one of the last, with figures from elsewhere."""
    opened(sqlite_only, 2025)
    campaign = opened(sqlite_only, 2026)
    figures = tuple(ImportedFigure(f"D{n}", "投诉", Fraction(n), "件", None, "信访局") for n in (1, 2, 3))
    figuring.take_in(sqlite_only.desk, campaign, Figures(figures), figuring.provenance("数.xlsx", b"x", "组织科", NOW))
    return campaign


def index_of(campaign, share=100):
    return Index("SL", "双力指数", (Term("总评", Of.SCORE, campaign, share=Fraction(share)),))


def workbook(desk, *indices):
    return {"workbook": (io.BytesIO(write_indices(indices, indexing.catalogue(desk))), "指数.xlsx")}


# --- comparison -------------------------------------------------------------------------------------------------------


def test_the_page_of_comparison_shows_places_axes_and_rounds(organiser, year):
    said = words(organiser.get(f"/desk/c/{year}/compare"))
    for expected in ("纵向与横向", "两维比较", "投诉（信访局）", "历次得分", "2025年", "2026年"):
        assert expected in said
    assert "第一科 科室 综合 100.00 1/3 1/3 100" in said


def test_an_axis_can_be_chosen_and_turned_where_low_is_better(organiser, year):
    page = f"/desk/c/{year}/compare"
    plain, turned = (organiser.get(f"{page}?{query}").text for query in ("x=得分&y=f.投诉", "x=得分&y=f.投诉&low_y=1"))
    assert "第一科 综合得分 100，投诉 0；" in plain
    assert "第一科 综合得分 100，投诉 100；" in turned
    assert organiser.get(f"{page}?x=nothing&y=nothing&group=nothing").status_code == 200


def test_a_campaign_without_scores_says_that_there_is_nothing_to_compare(organiser, sqlite_only):
    text = Indicator("t", "意见", Type.TEXT, required=False)
    campaign = opened(sqlite_only, 2026, series="", indicators=(text,))
    assert "没有可以比对的内容" in words(organiser.get(f"/desk/c/{campaign}/compare"))


def test_one_number_over_rounds_is_shown_or_refused_with_the_reason(organiser, sqlite_only, year):
    assert "不给出各期平均" not in words(organiser.get(f"/desk/c/{year}/compare"))
    more = Indicator("另", "另一项", Type.GRADE, scale="四档", required=False)
    opened(sqlite_only, 2024, indicators=(*small_campaign().indicators, more))
    said = words(organiser.get(f"/desk/c/{year}/compare"))
    assert "不给出各期平均：2024年：指标不同：多了“另一项”" in said
    assert "不可比" in said


def test_places_and_rounds_can_be_taken_along_as_a_workbook(organiser, year):
    made = openpyxl.load_workbook(io.BytesIO(organiser.get(f"/desk/c/{year}/compare.xlsx").data))
    assert made.sheetnames == ["纵向与横向", "历次"]
    assert [cell.value for cell in made["纵向与横向"][2]][:6] == ["D1", "第一科", "科室", None, "综合", 100]
    assert [cell.value for cell in made["纵向与横向"][2]][6:] == [1, 3, 100, None, None, None, 1, 3, 100]
    rows = [[cell.value for cell in row] for row in made["历次"].iter_rows(min_row=2, max_row=3)]
    assert [(row[2], row[3], row[4], row[5], row[7]) for row in rows] == [
        ("2025年", "2025年11月21日", 100, 1, "可比"),
        ("2026年", "2026年11月21日", 100, 1, "本期"),
    ]


def test_the_page_of_a_subject_draws_its_comparisons(organiser, year):
    said = words(organiser.get(f"/desk/c/{year}/results/of/D2"))
    for title in ("纵向与横向比较", "两维比较", "历次得分与名次"):
        assert title in said


# --- indices ----------------------------------------------------------------------------------------------------------


def test_an_index_is_taken_in_shown_exported_and_removed(organiser, sqlite_only, year):
    answer = organiser.post("/desk/indices/import", workbook(sqlite_only.desk, index_of(year)), page="/desk/indices")
    assert answer.status_code == 302
    listed = words(organiser.get("/desk/indices"))
    assert "已导入 1 个指数：双力指数。" in listed
    assert "双力指数（满分 100）= 总评 × 100%" in listed
    assert "不是官方指标" in listed
    shown = words(organiser.get("/desk/indices/of/SL"))
    assert "双力指数 = 总评 100.00 × 100% = 100.00" in shown
    assert "2026年11月21日封箱" in shown
    exported = openpyxl.load_workbook(io.BytesIO(organiser.get("/desk/indices/export.xlsx").data))
    assert exported["项"]["D2"].value == year
    taken = openpyxl.load_workbook(io.BytesIO(organiser.get("/desk/indices/of/SL.xlsx").data))
    assert [cell.value for cell in taken["结果"][2]][:7] == [
        1,
        "D1",
        "第一科",
        "科室",
        100,
        100,
        "双力指数 = 总评 100.00 × 100% = 100.00",
    ]
    assert "不是官方指标" in taken["来源与规则"]["A2"].value
    assert organiser.post("/desk/indices/of/SL/remove", page="/desk/indices/of/SL").status_code == 302
    assert "已删除指数“双力指数”。" in words(organiser.get("/desk/indices"))
    assert organiser.get("/desk/indices/of/SL").status_code == 404


def test_a_faulty_workbook_is_refused_with_every_place_and_keeps_nothing(organiser, sqlite_only, year):
    data = workbook(sqlite_only.desk, index_of("c-00000000", share=90))
    answer = organiser.post("/desk/indices/import", data, page="/desk/indices")
    assert answer.status_code == 422
    said = words(answer)
    assert "“指数.xlsx”有 2 处要改" in said
    assert "没有活动“c-00000000”" in said
    assert "还差 10" in said
    assert indexing.kept(sqlite_only.desk) == ()
    assert organiser.post("/desk/indices/import", {}, page="/desk/indices").status_code == 400


def test_the_empty_workbook_lists_what_there_is_to_choose_from(organiser, year):
    made = openpyxl.load_workbook(io.BytesIO(organiser.get("/desk/indices/template.xlsx").data))
    assert year in {made["可选来源"][place].value for place in ("A2", "A3")}


def test_an_index_without_subjects_and_one_with_a_gap_say_so(organiser, sqlite_only, year):
    desk = sqlite_only.desk
    gap = Index("G", "缺项", (Term("投诉", Of.FIGURE, year, "投诉", share=Fraction(50)), Term("满意", Of.FIGURE, year, "没有", share=Fraction(50))))  # fmt: skip
    none = Index("N", "空的", (Term("满意", Of.FIGURE, year, "没有", share=Fraction(100)),))
    indexing.take_in(desk, lambda _known: (gap, none), "组织科", NOW)
    assert "不出指数（缺满意）" in words(organiser.get("/desk/indices/of/G"))
    assert "没有一个对象有这个指数的数" in words(organiser.get("/desk/indices/of/N"))


def test_readers_see_indices_and_cannot_define_them(signed_in, sqlite_only, year):
    indexing.take_in(sqlite_only.desk, lambda _known: (index_of(year),), "组织科", NOW)
    reader = signed_in("reader")
    said = words(reader.get("/desk/indices"))
    assert "双力指数" in said
    assert "导入工作簿" not in said
    assert "删除这个指数" not in words(reader.get("/desk/indices/of/SL"))
