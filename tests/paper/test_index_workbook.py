"""Index workbooks: read, written and read again, and every fault at the cell where it stands."""

import io
import re
from dataclasses import replace
from fractions import Fraction

import openpyxl
import pytest

from evalsite.core.catalogue import Catalogue, Known
from evalsite.core.composite import Gap, Index, Of, Reach, Term
from evalsite.core.figures import Adjustment, Figures, ImportedFigure
from evalsite.core.refusals import FaultyWorkbook
from evalsite.paper.index_workbook import FORMS, index_template, read_indices, write_indices
from evalsite.settings import ROOT
from tests.paper import campaigns

FIGURES = Figures(
    (ImportedFigure("D01", "满意度", Fraction("91.5"), "%", None, "统计局"),),
    adjustments=(Adjustment("D01", Fraction(2), "现场会", None, "考核办"),),
)
CATALOGUE = Catalogue((Known("c-1", campaigns.campaign(), opened=True, figures=FIGURES), Known("c-2", campaigns.campaign(name="没开箱的"), opened=False, figures=Figures())))  # fmt: skip
INDICES = (
    Index(
        "SL",
        "双力指数",
        (
            Term("领导力", Of.SCORE, "c-1", share=Fraction(600)),
            Term("优良率", Of.RATE, "c-1", "I1", "E3", ("优秀", "良好"), share=Fraction("199.5")),
            Term("满意度", Of.FIGURE, "c-1", "满意度", full=Fraction(98), share=Fraction("200.5")),
            Term("加减分", Of.ADJUSTMENT, "c-1", cap=Fraction(5)),
        ),
        full=Fraction(1000),
        gap=Gap.SHARED,
        decimals=1,
        groups=("县直部门",),
        note="依据办法第十二条",
    ),
    Index("Z", "总指数", (Term("双力", Of.INDEX, what="SL", reach=Reach.MEMBERS, full=Fraction(1000), share=Fraction(100)),)),
)  # fmt: skip


def book(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(workbook):
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def test_what_was_written_is_read_again_and_equal_indices_make_equal_files():
    data = write_indices(INDICES, CATALOGUE)
    assert read_indices(data, CATALOGUE) == INDICES
    assert write_indices(INDICES, CATALOGUE) == data
    assert read_indices(write_indices(read_indices(data, CATALOGUE), CATALOGUE), CATALOGUE) == INDICES


def test_the_template_offers_words_hints_and_what_there_is_to_choose_from():
    made = book(index_template(CATALOGUE))
    assert made.sheetnames == ["说明", "指数", "项", "可选来源"]
    listed = [[cell.value for cell in row] for row in made["可选来源"].iter_rows(min_row=2, max_row=3)]
    assert [row[0] for row in listed] == ["c-1", "c-2"]
    assert [row[3] for row in listed] == ["已开箱", "未开箱"]
    assert listed[0][6] == "满意度"
    assert made["项"]["A1"].comment is not None
    assert book(index_template()).sheetnames == ["说明", "指数", "项"]


def test_an_empty_template_is_refused_with_what_is_missing():
    with pytest.raises(FaultyWorkbook) as refused:
        read_indices(index_template(CATALOGUE), CATALOGUE)
    assert [(f.sheet, f.row, f.problem) for f in refused.value.faults] == [("指数", None, "没有一个指数")]


def test_every_fault_is_told_at_once_at_its_cell():
    made = book(write_indices(INDICES, CATALOGUE))
    made["指数"]["F2"] = 9
    made["项"]["C2"] = "分数"
    made["项"]["D3"] = "c-2"
    made["项"]["J4"] = 0
    made["项"]["K5"] = "五分"
    made["项"]["E6"] = "没有"
    with pytest.raises(FaultyWorkbook) as refused:
        read_indices(saved(made), CATALOGUE)
    assert [(f.sheet, f.row, f.column, f.problem) for f in refused.value.faults] == [
        ("指数", 2, "F", "小数位是 9，不在 0 到 6 之间"),
        ("项", 2, "C", "来源“分数”不认识"),
        ("项", 3, "D", "活动“没开箱的”还没有开箱，没有结果可用"),
        ("项", 4, "J", "占分是 0，这一项不起作用"),
        ("项", 5, "K", "“五分”不是数"),
        ("项", 6, "E", "没有指数“没有”"),
    ]
    assert all(fault.remedy for fault in refused.value.faults)


def test_a_sum_that_is_not_as_declared_stands_at_the_full_mark():
    made = book(write_indices(INDICES, CATALOGUE))
    made["项"]["J2"] = 500
    with pytest.raises(FaultyWorkbook) as refused:
        read_indices(saved(made), CATALOGUE)
    (fault,) = refused.value.faults
    assert (fault.sheet, fault.row, fault.column) == ("指数", 2, "C")
    assert "合计 900" in fault.problem
    assert "还差 100" in fault.problem


def test_a_circle_stands_at_both_indices():
    circle = tuple(
        replace(index, terms=(Term("另一个", Of.INDEX, what=other, share=index.full),))
        for index, other in zip(INDICES, ("Z", "SL"), strict=True)
    )
    with pytest.raises(FaultyWorkbook) as refused:
        read_indices(write_indices(circle, CATALOGUE), CATALOGUE)
    assert [(f.row, f.problem) for f in refused.value.faults] == [
        (2, "指数绕回了自己：双力指数 → 总指数 → 双力指数"),
        (3, "指数绕回了自己：总指数 → 双力指数 → 总指数"),
    ]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.part)
def test_the_formats_name_the_columns_of_a_sheet(form):
    formats = (ROOT / "docs" / "formats.md").read_text().partition("## Index workbook")[2]
    row = re.search(rf"^\| `{form.sheet}` \| (.+) \|$", formats, re.MULTILINE)
    assert row is not None
    columns = [column.header if column.needed else f"[{column.header}]" for column in form.columns]
    assert row[1].split(", ") == columns
