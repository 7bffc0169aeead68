"""What other sources say stands in reports and files, apart from the ballots and under a line that says so."""

import csv
import io
from datetime import UTC, date, datetime
from fractions import Fraction

import openpyxl
import pytest

from evalsite.core.figures import Adjustment, Deed, DeedKind, Figures, ImportedFigure, Provenance
from evalsite.core.report import unit_report
from evalsite.core.surroundings import Surroundings
from evalsite.paper.blocks import blocks_of
from evalsite.paper.imported_content import NOT_BALLOTS
from evalsite.paper.report_content import content
from evalsite.paper.report_html import report_html
from evalsite.paper.report_pdf import report_pdf
from evalsite.paper.results import results_csv, results_json, results_xlsx
from tests.paper import campaigns
from tests.paper.reading import words as text_of

FIGURES = Figures(
    (
        ImportedFigure("D04", "群众满意度", Fraction("98.2"), "%", date(2026, 6, 30), "第三方<机构>", "电话访问"),
        ImportedFigure("D05", "群众满意度", Fraction("91"), "%", None, "第三方<机构>"),
    ),
    (
        Deed("D04", DeedKind.NEW, None, "改革办", "一件事一次办"),
        Deed("D04", DeedKind.URGENT, date(2026, 7, 2), "应急局", "防汛转移群众"),
        Deed("D04", DeedKind.URGENT, date(2026, 7, 1), "应急局", "抢修道路"),
    ),
    (Adjustment("D04", Fraction(2), "获省级表彰", None, "组织部"),),
    (Provenance("满意度.xlsx", "ab" * 32, "组织科", datetime(2026, 11, 21, tzinfo=UTC)),),
)


@pytest.fixture(scope="module")
def results():
    return campaigns.results(valid={"E1": 13, "E2": 28, "E3": 57, "E4": 3})


@pytest.fixture(scope="module")
def pages(results):
    return content(unit_report(results, "D04", Surroundings(FIGURES)))


def test_a_report_shows_the_subjects_own_figures_with_source_and_day(pages):
    imported, points = blocks_of(pages, "table", "导入数据")
    assert [[one["text"] for one in row] for row in imported["rows"]] == [
        ["群众满意度", "98.2%", "2026年6月30日", "第三方<机构>"]
    ]
    assert [one["text"] for one in points["rows"][0]] == ["获省级表彰", "+2", "—", "组织部"]


def test_figures_stand_under_a_line_that_says_that_no_ballot_gave_them(pages):
    for title in ("导入数据", "实绩"):
        assert blocks_of(pages, "paragraph", title)[0]["text"] == NOT_BALLOTS


def test_deeds_are_sorted_by_kind_and_day(pages):
    (deeds,) = blocks_of(pages, "terms", "实绩")
    assert [(row["title"], row["text"]) for row in deeds["rows"]] == [
        ("急难险重", "抢修道路（应急局，2026年7月1日）"),
        ("急难险重", "防汛转移群众（应急局，2026年7月2日）"),
        ("创新性", "一件事一次办（改革办）"),
    ]


def test_the_file_they_came_from_is_named_with_its_hash(pages):
    (last,) = [one["text"] for one in blocks_of(pages, "paragraph", "导入数据") if "来源文件" in one["text"]]
    assert last == "来源文件：满意度.xlsx（2026年11月21日由 组织科 导入，SHA-256 abababababababab…）。"


def test_deeds_alone_name_their_file_too(results):
    pages = content(
        unit_report(results, "D04", Surroundings(Figures(deeds=FIGURES.deeds, provenance=FIGURES.provenance)))
    )
    assert "来源文件" in blocks_of(pages, "paragraph", "实绩")[1]["text"]


def test_a_subject_that_no_other_source_knows_has_no_such_section(results):
    titles = [part["title"] for part in content(unit_report(results, "D01", Surroundings(FIGURES)))["sections"]]
    assert "导入数据" not in titles
    assert "实绩" not in titles


def test_no_score_moves_by_what_is_imported(results):
    plain, beside = unit_report(results, "D04"), unit_report(results, "D04", Surroundings(FIGURES))
    assert (plain.cover, plain.distributions, plain.peers) == (beside.cover, beside.distributions, beside.peers)


def test_page_and_pdf_say_the_same(results):
    report = unit_report(results, "D04", Surroundings(FIGURES))
    page, pdf = report_html(report), text_of(report_pdf(report))
    assert "第三方&lt;机构&gt;" in page
    for words in ("群众满意度", "获省级表彰", "抢修道路", "不来自选票"):
        assert words in page
        assert words in pdf


def test_json_gives_them_apart_and_leaves_the_documented_keys_alone(results):
    plain, beside = results_json(results), results_json(results, FIGURES)
    imported = beside.pop("imported")
    assert beside == plain
    assert imported["figures"][0] == {
        "subject": "D04",
        "name": "群众满意度",
        "value": "98.2",
        "unit": "%",
        "day": "2026-06-30",
        "source": "第三方<机构>",
        "note": "电话访问",
    }
    assert [len(imported[name]) for name in ("figures", "deeds", "adjustments", "files")] == [2, 3, 1, 1]
    assert "imported" not in results_json(results, Figures())


def test_the_csv_has_them_in_lines_of_their_own_and_in_no_column_of_scores(results):
    lines = list(csv.DictReader(io.StringIO(results_csv(results, FIGURES).removeprefix("\ufeff"))))
    beside = [line for line in lines if line["表"] in ("导入数据", "加减分", "实绩", "来源文件")]
    assert [line["表"] for line in beside] == ["导入数据"] * 2 + ["加减分"] + ["实绩"] * 3 + ["来源文件"]
    assert beside[0]["对象编号"] == "D04"
    assert (beside[0]["指标"], beside[0]["内容"]) == ("群众满意度", "98.2%")
    assert beside[0]["说明"] == "来源：第三方<机构>；2026年6月30日；电话访问"
    assert {line[name] for line in beside for name in ("得分", "票数", "率（%）", "名次")} == {""}
    assert lines[: -len(beside)] == list(csv.DictReader(io.StringIO(results_csv(results).removeprefix("\ufeff"))))


def test_the_workbook_of_results_has_them_on_sheets_of_their_own(results):
    book = openpyxl.load_workbook(io.BytesIO(results_xlsx(results, FIGURES)))
    assert book.sheetnames[-2:] == ["导入数据", "实绩"]
    assert [cell.value for cell in book["导入数据"][2]][:5] == ["D04", "农业农村局", "群众满意度", 98.2, "%"]
    assert book["导入数据"]["A6"].value == NOT_BALLOTS
    assert "导入数据" not in openpyxl.load_workbook(io.BytesIO(results_xlsx(results))).sheetnames
