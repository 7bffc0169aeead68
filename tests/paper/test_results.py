import csv
import io
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from evalsite.core.ballot import compose
from evalsite.core.campaign import Campaign, Electorate, Grade, Indicator, Kind, Rates, Scale, Subject, Type
from evalsite.core.disclosure import Shown, Withheld, disclose
from evalsite.core.tally import counts_for, finish
from evalsite.paper.results import FORMULA, harmless, results_csv, results_json, results_xlsx
from tests.paper import campaigns

CASES = Path(__file__).parents[1] / "cases"
VALID = {"E1": 13, "E2": 28, "E3": 57, "E4": 3}


@pytest.fixture(scope="module")
def results():
    return campaigns.results(valid=VALID)


@pytest.fixture(scope="module")
def book(results):
    return openpyxl.load_workbook(io.BytesIO(results_xlsx(results)))


def table(results):
    return list(csv.DictReader(io.StringIO(results_csv(results).removeprefix("\ufeff"))))


def pointed(document, path):
    """What a JSON pointer (RFC 6901) points to."""
    for part in path.split("/")[1:]:
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document


# --- JSON -------------------------------------------------------------------------------------------------------------


def zhanyi():
    """The published vote, as ballots counted by the rules."""
    case = json.loads((CASES / "zhanyi-2019.json").read_text(encoding="utf-8"))
    campaign = Campaign(
        case["title"],
        Kind.SURVEY,
        tuple(Subject(f"S{n}", one["name"]) for n, one in enumerate(case["subjects"], start=1)),
        (Scale("三等", tuple(Grade(name) for name in case["grades"])),),
        (Indicator("I", "满意度", Type.GRADE, scale="三等"),),
        (Electorate("E", "常委会组成人员", case["issued"], ("",)),),
        rates=Rates(keep_zeros=False),
    )
    counts = counts_for(campaign)
    slots = counts["E"].sheet.slots
    marks = [[g + 1 for g, votes in enumerate(one["counts"]) for _ in range(votes)] for one in case["subjects"]]
    for ballot in zip(*marks, strict=True):
        counts["E"].add(compose(counts["E"].sheet, {s.number: m for s, m in zip(slots, ballot, strict=True)}))
    closing = {"E": (case["issued"], case["returned"], case["returned"])}
    return case, disclose("c-zhanyi", campaign, finish(campaign, "0" * 64, counts), closing)


def test_the_published_rates_of_zhanyi_come_out_to_the_last_digit():
    case, results = zhanyi()
    document = results_json(results)
    rates = {(c["electorate"], c["subject"], c["grade"]): (c["votes"], c["rate"]) for c in document["counts"]}
    for number, one in enumerate(case["subjects"], start=1):
        for grade, votes, published in zip(case["grades"], one["counts"], one["published_rates_pct"], strict=True):
            for electorate in ("E", "*"):
                found = rates[electorate, f"S{number}", grade]
                assert found == (votes, published if published is not None else "0")
    assert document["turnout"] == [
        {"electorate": "E", "issued": 28, "stamped": 28, "dropped": 28, "valid": 28, "void": 0}
    ]
    assert document["withheld"] == []
    assert {score["score"] for score in document["scores"]} == {None}  # grades without points give no score


def test_the_json_has_the_fields_of_the_contract_and_no_others(results):
    document = results_json(results)
    assert document["campaign"] == {
        "id": "c-test", "name": results.campaign.name, "kind": "民主测评", "round": "2026年度",
    }  # fmt: skip
    expected = {
        "turnout": {"electorate", "issued", "stamped", "dropped", "valid", "void"},
        "counts": {"electorate", "subject", "indicator", "grade", "votes", "rate"},
        "scores": {"subject", "electorate", "indicator", "score", "rank", "of", "verdict"},
        "comments": {"subject", "indicator", "text"},
        "withheld": {"path", "reason"},
    }
    assert {"campaign", *expected} <= set(document)  # the contract allows more keys beside its own
    for name, fields in expected.items():
        assert document[name]
        assert all(set(line) == fields for line in document[name])


def test_votes_and_ranks_are_integers_rates_and_scores_are_strings(results):
    document = json.loads(json.dumps(results_json(results)))
    for line in document["counts"]:
        assert line["votes"] is None or type(line["votes"]) is int
        assert line["rate"] is None or type(line["rate"]) is str
    for line in document["scores"]:
        assert line["score"] is None or type(line["score"]) is str
        assert line["rank"] is None or type(line["rank"]) is int
    assert any(line["electorate"] == "*" for line in document["counts"])
    assert any(line["electorate"] is None and line["indicator"] is None for line in document["scores"])


def test_what_is_withheld_is_null_and_its_path_leads_there(results):
    document = results_json(results)
    assert document["withheld"]
    for entry in document["withheld"]:
        assert entry["reason"] == "below_limit"
        assert pointed(document, entry["path"]) is None
    paths = [entry["path"] for entry in document["withheld"]]
    assert len(paths) == len(set(paths))
    hidden = [n for n, count in enumerate(results.counts) if isinstance(count.votes, Withheld)]
    assert {path for path in paths if path.endswith("/votes")} == {f"/counts/{n}/votes" for n in hidden}


def test_nothing_of_the_small_electorate_is_in_the_json_but_its_turnout(results):
    document = results_json(results)
    assert all(line["votes"] is None for line in document["counts"] if line["electorate"] == "E4")
    assert all(line["score"] is None for line in document["scores"] if line["electorate"] == "E4")


def test_a_verdict_is_exported_with_what_it_was_given_for(results):
    first = next(score for score in results.scores if score.electorate is None and score.indicator is None)
    total = replace(first, verdict=Shown(Fraction(1), "优秀"), ground="优秀率 92% ≥ 90%")
    judged, document = replace(results, scores=(total,)), results_json(replace(results, scores=(total,)))
    assert document["scores"][0]["verdict"] == "优秀"
    assert document["verdicts"] == [{"subject": total.subject, "verdict": "优秀", "ground": "优秀率 92% ≥ 90%"}]
    assert [(row["评定等次"], row["说明"]) for row in table(judged) if row["表"] == "得分"] == [
        ("优秀", "优秀率 92% ≥ 90%")
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(results_xlsx(judged)))["得分与排名"]
    assert "优秀率 92% ≥ 90%" in [cell.value for cell in list(sheet.columns)[-1]]


# --- CSV --------------------------------------------------------------------------------------------------------------


def test_the_csv_begins_with_a_byte_order_mark_so_that_excel_reads_its_chinese(results):
    assert results_csv(results).encode()[:3] == b"\xef\xbb\xbf"


def test_the_csv_has_a_line_for_every_figure(results):
    rows = table(results)
    kinds = {kind: sum(row["表"] == kind for row in rows) for kind in ("投票情况", "得票", "得分", "意见")}
    assert kinds == {
        "投票情况": 5 * len(results.turnout),
        "得票": len(results.counts),
        "得分": len(results.scores),
        "意见": len(results.comments),
    }
    first = next(row for row in rows if row["表"] == "得票" and row["票种编号"] == "*")
    count = next(count for count in results.counts if count.electorate == "*")
    assert (first["票种"], first["对象"], first["等次"]) == ("合计", "民政局", "优秀")
    assert (first["票数"], first["率（%）"]) == (count.votes.text, count.rate.text)


def test_a_withheld_line_of_the_csv_says_so_and_why(results):
    hidden = [row for row in table(results) if row["票种编号"] == "E4" and row["表"] == "得票"]
    assert hidden
    for row in hidden:
        assert row["票数"] == "未公布"
        assert "少于公布下限" in row["说明"]


def test_no_written_cell_of_the_csv_can_become_a_formula(results):
    rows = table(results)
    assert [row for row in rows if row["内容"] == "'=1+1 多到基层走走"]
    for row in rows:
        for name in ("对象", "票种", "指标", "等次", "内容"):
            assert not row[name].startswith(FORMULA)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r\n=1", "＝1", "－1"])
def test_what_a_spreadsheet_would_run_is_made_text(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "blank", ["\ufeff", "\u00a0", " ", "\u3000", "\u200b", "\u202e", "\u2028", "\x00", "\ufeff \u00a0\u2066"]
)
@pytest.mark.parametrize("begin", FORMULA)
def test_nothing_before_it_hides_a_formula(blank, begin):
    assert harmless(f"{blank}{begin}1") == f"'{blank}{begin}1"


def test_a_harmless_text_stays_as_it_is():
    assert harmless("办事快 = 好") == "办事快 = 好"
    assert harmless("") == ""


def test_answers_of_several_lines_survive_the_csv(results):
    assert "窗口态度好\n继续保持" in {row["内容"] for row in table(results)}


# --- workbook ---------------------------------------------------------------------------------------------------------


def rows(sheet):
    return list(sheet.iter_rows(values_only=True))


def test_the_workbook_has_its_sheets_with_frozen_headings_and_readable_widths(book):
    assert book.sheetnames == [
        "概况", "得分与排名", "得分明细", "得票与得票率", "排序", "两两比较", "推荐", "意见", "计票规则",
    ]  # fmt: skip
    for sheet in book:
        assert sheet.column_dimensions["A"].width >= 8
        if sheet.title != "概况":
            assert sheet.freeze_panes is not None
    assert book["得分与排名"].auto_filter.ref.startswith("A1:")


def test_the_overview_has_the_campaign_its_turnout_and_why_ballots_were_void(book):
    found = rows(book["概况"])
    assert ("名称", "某县2026年度县直部门领导班子民主测评") in [row[:2] for row in found]
    assert ("截止时间", "2026年11月30日 18:00") in [row[:2] for row in found]
    assert ("县级领导", "E1", 14, 14, 14, 13, 1, "超过限额 1") in found
    assert ("合计", None, 110, 105, 105, 101, 4, None) in found


def test_numbers_in_the_workbook_are_numbers_as_the_report_shows_them(book, results):
    head, *lines = rows(book["得分与排名"])
    by_name = [dict(zip(head, line, strict=True)) for line in lines]
    scores = {(s.subject, s.electorate, s.indicator): s for s in results.scores}
    for line in by_name:
        total = scores[line["编号"], None, None]
        assert isinstance(line["总分"], float)
        assert line["总分"] == float(total.score.text)
        assert line["名次"] == int(total.rank.text)
        assert line["参加排名数"] == 12
        assert line["类别"] == "单位"
        assert line["指标：政治建设"] == float(scores[line["编号"], None, "I1"].score.text)
    assert book["得分与排名"]["F2"].number_format == "0.00"


def test_withheld_cells_of_the_workbook_say_so_and_why(book):
    head, *lines = rows(book["得分与排名"])
    for line in lines:
        cells = dict(zip(head, line, strict=True))
        assert cells["票种：代表委员"] == "未公布"
        assert "少于公布下限" in cells["说明"]


def test_votes_and_rates_stand_side_by_side_for_every_electorate(book, results):
    head, first, *_ = rows(book["得票与得票率"])
    assert head[:8] == ("对象编号", "对象", "指标", "票种", "优秀 票", "优秀 率%", "良好 票", "良好 率%")
    count = results.counts[0]
    assert first[:6] == ("D01", "民政局", "政治建设", "县级领导", int(count.votes.text), float(count.rate.text))
    assert any(row[4] == "未公布" and "少于公布下限" in row[14] for row in rows(book["得票与得票率"])[1:6])


def test_every_count_is_in_the_workbook(book, results):
    numbers = sum(
        isinstance(value, int | float) or value == "未公布" for row in rows(book["得票与得票率"]) for value in row
    )
    assert numbers == sum(1 + (count.rate is not None) for count in results.counts)
    assert len(rows(book["得分明细"])) == 1 + len(results.scores)


def test_what_people_wrote_is_text_in_the_workbook_and_never_a_formula(book):
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "=1+1 多到基层走走" in {cell.value for cell in cells}


def test_the_rules_of_the_count_are_in_the_workbook(book):
    assert ("得票率", "得票率 = 票数 ÷ 收回票数。“不了解”的票不计入分母。") in rows(book["计票规则"])


def test_names_that_look_like_formulas_or_links_stay_names():
    base = campaigns.campaign()
    nasty = replace(base, name="=HYPERLINK(1)", subjects=(replace(base.subjects[0], name="http://a.example"),))
    book = openpyxl.load_workbook(io.BytesIO(results_xlsx(campaigns.results(nasty, valid=VALID))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert {"=HYPERLINK(1)", "http://a.example"} <= {cell.value for cell in cells}


def test_dropped_zeros_and_whole_numbers_are_shown_as_the_report_does():
    _, results = zhanyi()
    book = openpyxl.load_workbook(io.BytesIO(results_xlsx(results)))
    head, *lines = rows(book["得票与得票率"])
    assert head[4:10] == ("满意 票", "满意 率%", "基本满意 票", "基本满意 率%", "不满意 票", "不满意 率%")
    assert [25, 89.29, 3, 10.71, 0, 0] in [list(line[4:10]) for line in lines]
    assert book["得票与得票率"]["F2"].number_format == "General"
    whole = replace(results, campaign=replace(results.campaign, rates=Rates(decimals=0)))
    assert openpyxl.load_workbook(io.BytesIO(results_xlsx(whole)))["得票与得票率"]["F2"].number_format == "0"


def test_the_workbook_ranks_every_field_on_a_sheet_of_its_own():
    base = campaigns.campaign()
    fields = ("经济", "民生")
    named = replace(base, subjects=tuple(replace(s, field=fields[n % 2]) for n, s in enumerate(base.subjects)))
    found = campaigns.results(named, valid={"E1": 13, "E2": 28, "E3": 57, "E4": 9})
    sheet = openpyxl.load_workbook(io.BytesIO(results_xlsx(found)))["各领域排名"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[0] for row in rows] == ["经济"] * 6 + ["民生"] * 6
    assert [row[2] for row in rows] == [1, 2, 3, 4, 5, 6] * 2
    assert "各领域排名" not in openpyxl.load_workbook(io.BytesIO(results_xlsx(campaigns.results(base)))).sheetnames
