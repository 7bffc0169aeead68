"""Imported figures from the command line: in, listed, out again, withdrawn."""

import json

from evalsite.core.campaign import Campaign
from evalsite.paper.figures_workbook import read_figures, write_figures
from tests import factories
from tests.paper.test_figures_workbook import FIGURES


def campaign() -> Campaign:
    return factories.small_campaign()


def test_a_workbook_goes_in_is_listed_and_comes_out_again(run, sqlite_only, tmp_path):
    campaign_id = factories.take_in(sqlite_only, campaign())
    given, back = tmp_path / "数据.xlsx", tmp_path / "出.xlsx"
    given.write_bytes(write_figures(FIGURES, campaign()))
    done = run("figures", "import", campaign_id, given)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "数据 3 行、实绩 1 行、加减分 1 行" in done.stderr
    (line,) = json.loads(run("figures", "list", campaign_id, "--json").stdout)
    assert (line["number"], line["kind"], line["in_force"], line["file"]) == (1, "replace", True, "数据.xlsx")
    assert line["by"].startswith("命令行")
    assert run("figures", "export", campaign_id, "-o", back).exit_code == 0
    assert read_figures(back.read_bytes(), campaign()) == FIGURES


def test_a_second_import_replaces_the_first_and_withdrawing_leaves_the_record(run, sqlite_only, tmp_path):
    campaign_id = factories.take_in(sqlite_only, campaign())
    file = tmp_path / "数据.xlsx"
    file.write_bytes(write_figures(FIGURES, campaign()))
    run("figures", "import", campaign_id, file)
    assert "已被替换" in run("figures", "import", campaign_id, file).stderr
    assert run("figures", "withdraw", campaign_id).exit_code == 0
    lines = run("figures", "list", campaign_id).stdout.splitlines()
    assert [line.split("\t")[1:3] for line in lines] == [["替换", "已停用"], ["替换", "已停用"], ["停用", "已停用"]]


def test_the_same_file_cannot_be_added_to_itself(run, sqlite_only, tmp_path):
    campaign_id = factories.take_in(sqlite_only, campaign())
    file = tmp_path / "数据.xlsx"
    file.write_bytes(write_figures(FIGURES, campaign()))
    assert run("figures", "import", campaign_id, file, "--add").exit_code == 0
    done = run("figures", "import", campaign_id, file, "--add")
    assert done.exit_code == 1
    assert "以前的导入里已经有这一行" in done.stderr
    assert len(json.loads(run("figures", "list", campaign_id, "--json").stdout)) == 1


def test_the_empty_workbook_needs_no_campaign(run, sqlite_only, tmp_path):
    assert run("figures", "template", "-o", tmp_path / "空白.xlsx").exit_code == 0
    assert run("figures", "template", "c-00000000", "-o", tmp_path / "又.xlsx").exit_code == 1
    assert "还没有导入数据" in run("figures", "list", factories.take_in(sqlite_only)).stderr
