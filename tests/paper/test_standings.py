"""Remarks, verdicts, rankings and nominations in every file and report."""

import csv
import io
from dataclasses import replace

import openpyxl
import pytest

from evalsite.core import rules
from evalsite.core.campaign import Indicator, Rule, Type
from evalsite.core.disclosure import Shown, Withheld
from evalsite.core.pairing import MOST_PAIRED
from evalsite.core.report import unit_report
from evalsite.core.report_standings import Faced, Standing
from evalsite.core.scheme import Scheme
from evalsite.core.shown import whole
from evalsite.paper.blocks import blocks_of
from evalsite.paper.report_content import content
from evalsite.paper.report_html import report_html
from evalsite.paper.results import results_csv, results_json, results_xlsx
from evalsite.paper.standings_content import MOST_FACED, nomination, ranking
from tests.paper import campaigns

LINES = (
    Rule("法定人数", "", "收回率≥99%，否则无效"),
    Rule("等次评定", "", "得分≥85：优秀；得分≥75：良好；其余：一般"),
    Rule("强制分布", "", "优秀≤1，超出评为良好"),
    Rule("排序计分", "R", "波达"),
    Rule("不足下限", "", "不计入合计"),
)


@pytest.fixture(scope="module")
def results():
    made, failed = rules.apply(replace(campaigns.campaign(), rules=LINES))
    assert failed == ()
    return campaigns.results(made)


@pytest.fixture(scope="module")
def report(results):
    return unit_report(results, "D01")


@pytest.fixture(scope="module")
def rows(results):
    return list(csv.DictReader(io.StringIO(results_csv(results).removeprefix("\ufeff"))))


@pytest.fixture(scope="module")
def book(results):
    return openpyxl.load_workbook(io.BytesIO(results_xlsx(results)))


def lines(sheet):
    head, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


def test_a_missed_quorum_heads_every_file_and_report(results, report, rows, book):
    (remark,) = results.remarks
    assert remark.text.endswith("未达到规定的 99%，结果无效。")
    assert results_json(results)["remarks"] == [
        {"kind": "quorum", "electorate": None, "void": True, "text": remark.text}
    ]
    assert (rows[0]["表"], rows[0]["等次"], rows[0]["内容"]) == ("提示", "结果无效", remark.text)
    assert book.worksheets[0]["A1"].value == f"提示：{remark.text}"
    assert all("结果无效" in sheet.oddHeader.center.text for sheet in book.worksheets)
    assert content(report)["remarks"] == [remark.text]
    page = report_html(report)
    assert page.index(remark.text) < page.index('class="cover"')


def test_the_verdict_stands_with_the_total_in_every_file(results, rows, book):
    verdicts = {s.subject: s.verdict.text for s in results.scores if isinstance(s.verdict, Shown)}
    assert set(verdicts) == {subject.code for subject in results.campaign.subjects}
    assert list(verdicts.values()).count("优秀") <= 1
    document = results_json(results)
    assert {x["subject"]: x["verdict"] for x in document["scores"] if x["verdict"]} == verdicts
    assert {x["对象编号"]: x["评定等次"] for x in rows if x["评定等次"]} == verdicts
    assert {x["编号"]: x["评定等次"] for x in lines(book["得分与排名"])} == verdicts


def test_the_rule_is_printed_under_the_verdict(report):
    pages = content(report)
    assert [one["label"] for one in pages["cover"]] == ["综合得分", "同组排名", "评定等次", "有效票"]
    given, rule = blocks_of(pages, "paragraph", "评定等次")
    assert given["text"].startswith("评定等次：")
    assert rule["text"].startswith("评定规则：得分≥85的为“优秀”；")
    assert rule["text"].endswith("“优秀”不超过 1 个，按得分从高到低取，超出的评为“良好”；在界线上并列的，都不取。")


def test_rankings_pairs_and_nominations_are_in_the_files_as_in_the_results(results, rows, book):
    document = results_json(results)
    names = {subject.code: subject.name for subject in results.campaign.subjects}
    assert [x["borda"] for x in document["rankings"]] == [one.points.text for one in results.rankings]
    assert {x["order"] for x in document["rankings"]} == {"波达分"}
    assert len(document["pairs"]) == 12 * 11 // 2
    pair, one = document["pairs"][0], results.pairs[0]
    assert (pair["before"], pair["after"], pair["ties"]) == (one.before.value, one.after.value, one.ties.value)
    sheet = lines(book["两两比较"])
    assert (sheet[0]["甲"], sheet[0]["乙"], sheet[0]["甲在乙前（票）"]) == (names["D01"], names["D02"], pair["before"])
    assert [x["波达分合计"] for x in lines(book["排序"])] == [float(x["borda"]) for x in document["rankings"]]
    told = [x for x in rows if x["表"] == "两两比较"]
    assert (told[0]["等次"], told[0]["票数"]) == (f"先于“{names['D02']}”", str(pair["before"]))
    assert len([x for x in rows if x["表"] == "排序"]) == 12
    first = document["nominations"][0]
    named = [x for x in rows if x["表"] == "推荐" and x["对象编号"] == "D01"]
    assert {x["率（%）"] for x in named} == set(first["shares"].values())
    assert lines(book["推荐"])[0]["推荐票"] == first["votes"]


def test_what_is_withheld_of_them_is_null_and_told():
    few = campaigns.results(campaigns.campaign(scheme=Scheme()), valid={"E1": 2, "E2": 1, "E3": 1, "E4": 1})
    document = results_json(few)
    paths = {entry["path"] for entry in document["withheld"]}
    assert {"/rankings/0/borda", "/pairs/0/before", "/nominations/0/shares/valid", "/nominations/0/votes"} <= paths
    assert document["pairs"][0]["before"] is None
    book = openpyxl.load_workbook(io.BytesIO(results_xlsx(few)))
    assert lines(book["两两比较"])[0]["甲在乙前（票）"] == "未公布"
    texts = [one["text"] for one in blocks_of(content(unit_report(few, "D01")), "paragraph", "多选、推荐与排序")]
    assert texts[0] == "推荐票 未公布①。"


def test_without_rankings_and_nominations_there_are_no_sheets_for_them():
    of = campaigns.campaign()
    plain = replace(of, indicators=tuple(one for one in of.indicators if one.type is Type.GRADE))
    names = openpyxl.load_workbook(io.BytesIO(results_xlsx(campaigns.results(plain)))).sheetnames
    assert names == ["概况", "得分与排名", "得分明细", "得票与得票率", "意见", "计票规则"]


def test_a_report_says_by_what_a_ranking_goes_and_who_stands_before_whom(report):
    pages = content(report)
    texts = [one["text"] for one in blocks_of(pages, "paragraph", "多选、推荐与排序")]
    assert any(text.startswith("得推荐票 ") and "占有效票的 " in text for text in texts)
    (line,) = [text for text in texts if "波达分合计" in text]
    assert line.startswith("平均波达分 ")
    assert line.endswith("（每张票上排在其后的对象各 1 分，不加权）。")
    (table,) = blocks_of(pages, "table", "多选、推荐与排序")
    assert table["head"] == ["两两比较", "把本对象排在前（票）", "把本对象排在后（票）"]
    assert len(table["rows"]) == 11


def drawn(report, standing):
    (row,) = [one for one in report.distributions if one.type is Type.RANK]
    return list(ranking(row, standing, lambda figure: figure.text if isinstance(figure, Shown) else "—"))


def test_a_long_list_is_not_printed_whole_and_says_so(report):
    faced = tuple(Faced(f"对象{n}", whole(1), whole(2), whole(0)) for n in range(MOST_FACED + 4))
    blocks = drawn(report, Standing("平均名次", whole(3), whole(3), faced, ties=True))
    (table,) = [one for one in blocks if one["kind"] == "table"]
    assert len(table["rows"]) == MOST_FACED
    assert table["head"][-1] == "并列（票）"
    assert blocks[-1]["text"] == "另有 4 个对象的比较见结果工作簿“两两比较”。"
    assert blocks[0]["text"].startswith("平均名次 ")
    assert "并列的各 0.5 分" in blocks[0]["text"]


def test_a_list_too_long_for_pairs_says_so(report):
    blocks = drawn(report, Standing("平均名次", too_long=True))
    assert blocks[-1]["text"] == f"名单超过 {MOST_PAIRED} 个对象，不作两两比较。"
    assert "波达分合计" not in blocks[0]["text"]


def test_where_some_ranked_on_paper_the_report_says_why_there_are_no_pairs(report):
    blocks = drawn(report, Standing("平均名次", on_paper=True))
    assert blocks[-1]["text"] == "纸质票不记谁先谁后，因此不作两两比较。"


def test_where_nobody_was_nominated_nothing_is_said():
    assert list(nomination(Standing(""), str)) == []


def test_places_may_be_shared_where_the_campaign_says_so():
    of = campaigns.campaign(
        indicators=(Indicator("R", "排序", Type.RANK, ties=True),),
        quotas=(),
        subjects=campaigns.campaign().subjects[:3],
    )
    found = campaigns.results(of)
    assert all(isinstance(pair.ties, Shown | Withheld) for pair in found.pairs)
    (table,) = blocks_of(content(unit_report(found, "D01")), "table", "多选、推荐与排序")
    assert table["head"][-1] == "并列（票）"
