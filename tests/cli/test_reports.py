"""The commands report and template, on a counted campaign."""

import json
import stat
import zipfile
from datetime import date

import docx
import pytest
from click.testing import CliRunner

from evalsite.cli import evalsite
from evalsite.core.register import UNIT, Entry, Lists
from evalsite.paper.docx_blocks import STYLES
from evalsite.paper.report_docx import TEMPLATE
from evalsite.usecases import closing, opening, registering
from tests import factories
from tests.factories import NOW


@pytest.fixture
def opened(sqlite_only, tmp_path, monkeypatch):
    """The id of a counted campaign in the instance that commands work on."""
    monkeypatch.setenv("EVALSITE_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("EVALSITE_DATABASE_URL", str(sqlite_only.desk.url))
    monkeypatch.setenv("EVALSITE_BOX_DATABASE_URL", str(sqlite_only.box.url))
    monkeypatch.setenv("EVALSITE_SECRET_KEY", factories.SECRET)
    live = factories.publish(sqlite_only, factories.small_campaign(8))
    factories.cast_all(live, {0: 1, 2: 2})
    closing.close(sqlite_only.desk, sqlite_only.box, live.id, NOW)
    opening.open_box(sqlite_only.desk, sqlite_only.box, live.id)
    return live.id


def run(*arguments, status=0):
    done = CliRunner().invoke(evalsite, [str(one) for one in arguments], prog_name="evalsite")
    assert done.exit_code == status, done.output
    return done


def test_one_report_goes_to_a_file_or_to_stdout_in_every_form(opened, tmp_path):
    for kind, begins in (("pdf", b"%PDF"), ("docx", b"PK"), ("html", b"<!doctype html>")):
        run("report", opened, "--subject", "D1", "--format", kind, "-o", tmp_path / f"one.{kind}")
        assert (tmp_path / f"one.{kind}").read_bytes().startswith(begins)
    assert run("report", opened, "--summary", "--format", "html").stdout.startswith("<!doctype html>")


def test_all_reports_go_into_a_folder_with_the_one_on_the_whole(opened, tmp_path):
    said = run("report", opened, "--format", "html", "-o", tmp_path / "all").stderr
    assert "3 份报告（含总报告）" in said
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == [
        "D1-第一科.html",
        "D2-第二科.html",
        "总报告.html",
    ]


def test_several_forms_lie_in_folders_of_their_own_in_one_zip(opened, tmp_path):
    run("report", opened, "--format", "html", "--format", "docx", "-o", tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as package:
        assert len(package.namelist()) == 6
        assert {name.partition("/")[0] for name in package.namelist()} == {"Word", "网页"}
        assert package.testzip() is None
    assert stat.S_IMODE((tmp_path / "all.zip").stat().st_mode) == 0o600


def test_one_report_in_several_forms_goes_into_a_folder(opened, tmp_path):
    run("report", opened, "--subject", "D2", "--format", "pdf", "--format", "html", "-o", tmp_path)
    assert (tmp_path / "D2-第二科.pdf").exists()
    assert (tmp_path / "D2-第二科.html").exists()
    assert "文件夹" in run("report", opened, "--summary", "--format", "pdf", "--format", "html", status=2).stderr


def test_one_subject_and_the_whole_cannot_be_asked_for_at_once(opened):
    said = run("report", opened, "--subject", "D1", "--summary", "--format", "pdf", status=2).stderr
    assert "只能给出一个" in said


def test_an_unknown_subject_is_refused(opened):
    assert "X9" in run("report", opened, "--subject", "X9", "--format", "html", status=1).stderr


def test_an_organiser_changes_the_template_and_gets_ours_back(opened, tmp_path):
    run("template", "export", "-o", tmp_path / "own.docx")
    assert (tmp_path / "own.docx").read_bytes() == TEMPLATE.read_bytes()
    document = docx.Document(str(tmp_path / "own.docx"))
    document.paragraphs[0].insert_paragraph_before("内部资料　注意保存")
    document.save(str(tmp_path / "own.docx"))
    run("template", "check", tmp_path / "own.docx")
    run("template", "use", tmp_path / "own.docx")
    made = tmp_path / "made.docx"
    run("report", opened, "--subject", "D1", "--format", "docx", "-o", made)
    assert docx.Document(str(made)).paragraphs[0].text == "内部资料　注意保存"
    run("template", "export", "-o", tmp_path / "again.docx")
    assert (tmp_path / "again.docx").read_bytes() == (tmp_path / "own.docx").read_bytes()
    run("template", "reset")
    run("report", opened, "--subject", "D1", "--format", "docx", "-o", made)
    assert docx.Document(str(made)).paragraphs[0].text != "内部资料　注意保存"


def test_a_broken_template_is_not_taken_over(opened, tmp_path):
    document = docx.Document(str(TEMPLATE))
    style = document.styles[STYLES["answer"]]
    style.element.getparent().remove(style.element)
    document.save(str(tmp_path / "broken.docx"))
    for command in ("check", "use"):
        assert f"缺少样式“{STYLES['answer']}”" in run("template", command, tmp_path / "broken.docx", status=1).stderr
    run("template", "export", "-o", tmp_path / "now.docx")
    assert (tmp_path / "now.docx").read_bytes() == TEMPLATE.read_bytes()


def test_the_summary_lists_its_subjects_in_the_order_asked_for(opened, sqlite_only):
    units = tuple(Entry(code, UNIT, "某科" + code, order=place) for place, code in enumerate(("D2", "D1")))
    origin = registering.source("名册.xlsx", b"", "组织科", NOW)
    registering.carry_out(sqlite_only.desk, Lists(units), date(2020, 1, 1), origin)

    def order(*options):
        page = run("report", opened, "--summary", "--format", "html", *options).stdout.partition("得分与排名</h2>")[2]
        return sorted(("第一科", "第二科"), key=page.index)

    assert order() == order("--order", "score") == order("--order", "strokes") == ["第一科", "第二科"]
    assert order("--order", "register") == ["第二科", "第一科"]
    run("report", opened, "--order", "strokes", "--format", "html", status=2)


def test_an_archive_goes_into_a_zip_or_a_folder(opened, tmp_path):
    assert json.loads(run("archive", "list", "--json").stdout)[0]["code"] == "D1"
    assert run("archive", "list").stdout.startswith("D1\t第一科\t1 次\t2026-11-21\n")
    run("archive", "make", "D1", "--format", "html", "-o", tmp_path / "d1.zip")
    with zipfile.ZipFile(tmp_path / "d1.zip") as package:
        assert package.namelist() == ["档案.html", "2026-11-21-年度测评.html"]
    run("archive", "make", "D1", "--format", "html", "-o", tmp_path / "d1")
    assert sorted(path.name for path in (tmp_path / "d1").iterdir()) == ["2026-11-21-年度测评.html", "档案.html"]
    assert "X9" in run("archive", "make", "X9", "--format", "pdf", "-o", tmp_path / "x.zip", status=1).stderr
