"""The register from the command line, and what campaigns take from it."""

import json

import openpyxl
import pytest

from evalsite.core.campaign import Subject
from evalsite.paper.register_workbook import write_register
from evalsite.paper.workbook import write_campaign
from evalsite.usecases import preparing
from tests import factories
from tests.paper.test_register_workbook import LATER, REGISTER


@pytest.fixture
def workbook(tmp_path):
    file = tmp_path / "名册.xlsx"
    file.write_bytes(write_register(REGISTER, LATER))
    return file


def rows(file, sheet, columns):
    found = openpyxl.load_workbook(file)[sheet].iter_rows(min_row=2, values_only=True)
    return [row[:columns] for row in found if row[0]]


def test_a_register_goes_in_is_listed_and_comes_out_again(run, workbook, tmp_path):
    done = run("register", "import", workbook, "--since", "2025-03-01")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "新增\t01\t=第一局" in done.stderr
    assert "已改动 6 处，自 2025-03-01 起" in done.stderr
    listed = json.loads(run("register", "list", "--json").stdout)
    assert [one["code"] for one in listed] == ["01", "02", "P1", "P3", "03", "P2"]
    assert listed[2]["field"] == "综合"
    assert run("register", "list", "--on", "2025-02-28").stdout == ""
    assert "P1\t王甲\t=第一局\t局长" in run("register", "list").stdout
    back = tmp_path / "出.xlsx"
    assert run("register", "export", "-o", back).exit_code == 0
    assert "与名册一致" in run("register", "import", back).stderr


def test_a_dry_run_says_what_would_change_and_changes_nothing(run, workbook):
    assert "要改动 6 处" in run("register", "import", workbook, "--dry-run").stderr
    assert "名册是空的" in run("register", "list").stderr


def test_who_is_not_in_the_file_stays_unless_the_file_is_complete(run, workbook, tmp_path):
    run("register", "import", workbook, "--since", "2025-03-01")
    book = openpyxl.load_workbook(workbook)
    book["人员"].delete_rows(2)
    part = tmp_path / "部分.xlsx"
    book.save(part)
    done = run("register", "import", part)
    assert "名册里另有 1 个文件没有列出，保持不变" in done.stderr
    done = run("register", "import", part, "--complete", "--since", "2026-01-01")
    assert "停用\tP1\t王甲" in done.stderr
    assert [one["active"] for one in json.loads(run("register", "list", "--json").stdout) if one["code"] == "P1"] == [
        False
    ]


def test_a_faulty_register_changes_nothing(run, workbook, tmp_path):
    book = openpyxl.load_workbook(workbook)
    book["单位"]["A3"] = "01"
    book["人员"]["C2"] = "第九局"
    book.save(tmp_path / "错.xlsx")
    done = run("register", "import", tmp_path / "错.xlsx")
    assert done.exit_code == 1
    assert "工作表“单位” 第 3 行 A 列：编号“01”重复" in done.stderr
    assert "工作表“人员” 第 2 行 C 列：没有编号或名称是“第九局”的单位" in done.stderr
    assert run("register", "list").stdout == ""


def test_the_empty_register_and_a_missing_file(run, tmp_path):
    assert run("register", "import", "--template", tmp_path / "空白.xlsx").exit_code == 0
    assert run("register", "import").exit_code == 2
    assert run("register", "import", tmp_path / "空白.xlsx", "--since", "昨天").exit_code == 2


def test_a_campaign_workbook_is_made_of_chosen_entries(run, workbook, tmp_path):
    run("register", "import", workbook, "--since", "2025-03-01")
    file = tmp_path / "活动.xlsx"
    assert run("register", "campaign", "--field", "综合", "-o", file).exit_code == 0
    assert rows(file, "对象", 6) == [
        ("01", "=第一局", "单位", None, "部门", "综合"),
        ("P1", "王甲", "个人", "=第一局", "干部", "综合"),
    ]
    done = run("register", "campaign", "--kind", "单位", "--zone", "南片", "-o", file)
    assert "没有符合条件" in done.stderr
    assert rows(file, "对象", 6) == []


def test_a_campaign_takes_from_the_register_what_it_leaves_empty(run, workbook, tmp_path, sqlite_only):
    run("register", "import", workbook, "--since", "2025-03-01")
    subjects = (Subject("P1", "", group="科室"), Subject("02", "第二局", group="科室"))
    file = tmp_path / "活动.xlsx"
    file.write_bytes(write_campaign(factories.small_campaign(subjects=subjects)))
    book = openpyxl.load_workbook(file)
    book["对象"]["C2"] = None
    book.save(file)
    done = run("campaign", "import", file)
    assert done.exit_code == 0, done.stderr
    assert "名册里" not in done.stderr
    record = preparing.get(sqlite_only.desk, done.stdout.strip())
    first = preparing.campaign_of(record).subjects[0]
    assert first == Subject("P1", "王甲", "person", "=第一局", "科室", "综合")


def test_a_code_under_another_name_is_a_warning_and_no_fault(run, workbook, tmp_path):
    run("register", "import", workbook, "--since", "2025-03-01")
    file = tmp_path / "活动.xlsx"
    file.write_bytes(write_campaign(factories.small_campaign(subjects=(Subject("02", "第三局", group="科室"),))))
    done = run("campaign", "import", file)
    assert done.exit_code == 0
    assert "提示：编号 02 在名册里叫“第二局”，活动里叫“第三局”，是改了名称，还是编号写错了？" in done.stderr


def test_a_name_that_neither_workbook_nor_register_knows_is_still_asked_for(run, tmp_path):
    file = tmp_path / "活动.xlsx"
    file.write_bytes(write_campaign(factories.small_campaign(subjects=(Subject("X1", "", group="科室"),))))
    done = run("campaign", "import", file)
    assert done.exit_code == 1
    assert "工作表“对象” 第 2 行 B 列：名称是空的" in done.stderr
