"""The index commands as a script uses them: from a template to values with their formula, and what they refuse."""

import json
import os
from datetime import UTC, datetime
from fractions import Fraction

import openpyxl
import pytest
from click.testing import CliRunner

from evalsite.cli import evalsite
from evalsite.core.composite import Index, Of, Term
from evalsite.paper.index_workbook import write_indices
from evalsite.settings import load
from evalsite.store.migrating import migrate
from evalsite.usecases import closing, indexing, opening
from tests import factories
from tests.factories import SECRET, Ledgers


@pytest.fixture
def run(tmp_path):
    environment: dict[str, str | None] = {name: None for name in os.environ if name.startswith("EVALSITE_")}
    environment |= {"EVALSITE_INSTANCE": str(tmp_path / "instance"), "EVALSITE_SECRET_KEY": SECRET}

    def call(*words, status=0):
        done = CliRunner().invoke(evalsite, [str(word) for word in words], env=environment, prog_name="evalsite")
        assert done.exit_code == status, done.stderr
        return done

    call.environment = {name: value for name, value in environment.items() if value is not None}  # type: ignore[attr-defined]
    return call


@pytest.fixture
def counted(run):
    """The id of a counted campaign in the instance: the first unit has 100, the second 80."""
    settings = load(run.environment)
    ledgers = Ledgers(settings.desk(), settings.box())
    migrate(ledgers.desk, "desk")
    migrate(ledgers.box, "box")
    live = factories.publish(ledgers)
    for code in live.codes["A"]:
        factories.cast(live, code, {0: 1, 2: 2})
    closing.close(live.desk, live.box, live.id, datetime(2026, 11, 21, tzinfo=UTC))
    opening.open_box(live.desk, live.box, live.id)
    yield live.id, ledgers.desk
    for database in ledgers:
        database.dispose()


def written(path, desk, campaign, share=100):
    index = Index("SL", "双力指数", (Term("总评", Of.SCORE, campaign, share=Fraction(share)),))
    path.write_bytes(write_indices((index,), indexing.catalogue(desk)))
    return path


def test_indices_go_in_by_workbook_and_come_out_with_their_formula(run, counted, tmp_path):
    campaign, desk = counted
    assert "还没有指数" in run("index", "list").stderr
    assert run("index", "import", written(tmp_path / "指数.xlsx", desk, campaign)).stdout.split() == ["SL"]
    (listed,) = json.loads(run("index", "list", "--json").stdout)
    assert (listed["code"], listed["definition"]) == ("SL", "双力指数（满分 100）= 总评 × 100%")
    assert run("index", "list").stdout == "SL\t双力指数（满分 100）= 总评 × 100%\n"
    shown = json.loads(run("index", "show", "SL", "--json").stdout)
    assert shown["official"] is False
    assert [(v["subject"], v["value"], v["rank"], v["of"]) for v in shown["values"]] == [("D1", "100.00", 1, 2), ("D2", "80.00", 2, 2)]  # fmt: skip
    assert shown["values"][0]["formula"] == "双力指数 = 总评 100.00 × 100% = 100.00"
    assert shown["sources"][0]["campaign"] == campaign
    plain = run("index", "show", "SL").stdout
    assert "1/2\tD1\t第一科\t100.00\t双力指数 = 总评 100.00 × 100% = 100.00" in plain
    assert "不是官方指标" in plain
    assert "\n总评：年度测评（" in plain
    run("index", "export", "-o", tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == (tmp_path / "指数.xlsx").read_bytes()
    run("index", "remove", "SL")
    assert "没有编号为 SL 的指数" in run("index", "show", "SL", status=1).stderr


def test_a_faulty_workbook_is_refused_with_place_and_remedy(run, counted, tmp_path):
    _, desk = counted
    done = run("index", "import", written(tmp_path / "错.xlsx", desk, "c-00000000", share=90), status=1)
    assert "工作表“指数” 第 2 行 C 列：各项占分合计 90（总评 90），满分是 100，还差 10。" in done.stderr
    assert "工作表“项” 第 2 行 D 列：没有活动“c-00000000”。" in done.stderr
    assert json.loads(run("index", "list", "--json").stdout) == []


def test_the_template_lists_the_campaigns(run, counted, tmp_path):
    campaign, _ = counted
    run("index", "import", "--template", tmp_path / "空白.xlsx")
    assert openpyxl.load_workbook(tmp_path / "空白.xlsx")["可选来源"]["A2"].value == campaign
    assert "请给出工作簿文件" in run("index", "import", status=2).stderr


def test_what_is_withheld_is_null_with_its_reason(run, counted, tmp_path):
    _, desk = counted
    settings = load(run.environment)
    few = factories.publish((settings.desk(), settings.box()))
    for code in few.codes["A"][:3]:
        factories.cast(few, code, {0: 1, 2: 2})
    closing.close(few.desk, few.box, few.id, datetime(2026, 11, 21, tzinfo=UTC))
    opening.open_box(few.desk, few.box, few.id)
    run("index", "import", written(tmp_path / "指数.xlsx", desk, few.id))
    first, _second = json.loads(run("index", "show", "SL", "--json").stdout)["values"]
    assert (first["value"], first["withheld"], first["rank"]) == (None, "below_limit", None)
    run("index", "show", "SL", "-o", tmp_path / "结果.xlsx")
    row = [cell.value for cell in openpyxl.load_workbook(tmp_path / "结果.xlsx")["结果"][2]]
    assert (row[0], row[4], row[5]) == (None, "未公布", "未公布")
    assert first["formula"] == "双力指数 = 总评 未公布 × 100% = 未公布"
    assert "-\tD1\t第一科\t未公布\t" in run("index", "show", "SL").stdout
    for database in (few.desk, few.box):
        database.dispose()
