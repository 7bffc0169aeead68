"""evalsite paper: ballots, count sheets, two tellers, differences, and the files of the results."""

import csv
import io
import json

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from evalsite.cli import evalsite
from evalsite.store.migrating import migrate
from evalsite.usecases import closing
from tests import factories
from tests.factories import NOW, SECRET
from tests.paper import reading


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "instance"


@pytest.fixture
def run(folder):
    environment = {"EVALSITE_INSTANCE": str(folder), "EVALSITE_SECRET_KEY": SECRET}

    def invoke(*arguments, fails=False):
        done = CliRunner().invoke(evalsite, arguments, env=environment, prog_name="evalsite")
        assert (done.exit_code != 0) == fails, done.output
        return done.stderr if fails else done.stdout

    return invoke


@pytest.fixture
def live(folder):
    from evalsite.settings import load

    settings = load({"EVALSITE_INSTANCE": str(folder), "EVALSITE_SECRET_KEY": SECRET})
    desk, box = settings.desk(), settings.box()
    migrate(desk, "desk")
    migrate(box, "box")
    made = factories.publish((desk, box), factories.small_campaign(tickets=12))
    for code in made.codes["A"][:5]:
        factories.cast(made, code, {0: 1, 2: 2})
    closing.close(desk, box, made.id, NOW)
    yield made
    desk.dispose()
    box.dispose()


def filled(run, live, tmp_path, name, **cells):
    """A count sheet as a teller has filled it in."""
    file = tmp_path / name
    run("paper", "sheet", live.id, "-o", str(file))
    book = load_workbook(file)
    given = {"B4": 7, "B5": 7, "B6": 1, "E10": 4, "F10": 2, "G11": 5, "I11": 1} | cells
    for cell, value in given.items():
        book.worksheets[0][cell] = value
    book.save(file)
    return str(file)


def test_a_ballot_for_each_electorate_is_written(run, live, tmp_path):
    (file,) = run("paper", "ballots", live.id, "-o", str(tmp_path / "票")).split()
    assert "总体评价" in reading.words((tmp_path / "票" / file.rpartition("/")[2]).read_bytes())


def test_two_tellers_enter_until_they_agree(run, live, tmp_path):
    run("paper", "enter", live.id, filled(run, live, tmp_path, "甲.xlsx"), "--teller", "赵一")
    run("open", live.id, fails=True)
    said = run("paper", "enter", live.id, filled(run, live, tmp_path, "乙.xlsx", E10=3, F10=3), "--teller", "钱二")
    assert "优秀\t甲 4\t乙 3" in said
    assert json.loads(run("paper", "show", live.id, "--json"))[0]["agreed"] is False
    run("paper", "take-back", live.id, "--teller", "钱二")
    run("paper", "enter", live.id, filled(run, live, tmp_path, "乙.xlsx"), "--teller", "钱二")
    assert "一致" in run("paper", "show", live.id)
    run("open", live.id)
    run("paper", "enter", live.id, str(tmp_path / "乙.xlsx"), "--teller", "钱二", fails=True)


def test_every_file_of_the_results_names_paper_and_tellers(run, live, tmp_path):
    for teller in ("赵一", "钱二"):
        run("paper", "enter", live.id, filled(run, live, tmp_path, "表.xlsx"), "--teller", teller)
    run("open", live.id)
    found = json.loads(run("export", live.id, "--format", "json"))
    assert (found["paper"][0]["returned"], found["turnout"][0]["dropped"]) == (7, 5)
    rows = list(csv.DictReader(io.StringIO(run("export", live.id, "--format", "csv").removeprefix("\ufeff"))))
    assert {row["等次"]: row["票数"] for row in rows if row["等次"].startswith("纸质")} == {
        "纸质发出": "7", "纸质收回": "7", "纸质有效": "6", "纸质废票": "1",
    }  # fmt: skip
    book = tmp_path / "结果.xlsx"
    run("export", live.id, "--format", "xlsx", "-o", str(book))
    cells = [str(cell.value) for row in load_workbook(book)["概况"] for cell in row]
    assert "赵一、钱二" in cells
    for kind in ("html", "pdf"):
        file = tmp_path / f"报告.{kind}"
        run("report", live.id, "--subject", "D1", "--format", kind, "-o", str(file))
        text = file.read_text() if kind == "html" else reading.words(file.read_bytes()).replace("\n", "")
        assert "其中纸质票发出 7 张，收回 7 张，有效 6 张" in text
        assert "赵一、钱二" in text
        assert "系统不能复核" in text
    run("report", live.id, "--summary", "--format", "html", "-o", str(tmp_path / "总.html"))
    assert "赵一、钱二" in (tmp_path / "总.html").read_text()
    run("bundle", live.id, "-o", str(tmp_path / "复核.zip"))
    assert "由 赵一、钱二 分别计票一致" in run("verify", str(tmp_path / "复核.zip"))


def test_a_faulty_count_is_told_with_sheet_row_and_column(run, live, tmp_path):
    said = run("paper", "enter", live.id, filled(run, live, tmp_path, "甲.xlsx", E10=9), "--teller", "赵一", fails=True)
    assert "工作表“1.职工” 第 10 行 I 列" in said
    assert "应等于有效票 6" in said
    assert "没有录入" in run("paper", "show", live.id)
