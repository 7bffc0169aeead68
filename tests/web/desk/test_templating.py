"""The template of Word reports at the desk: fetched, changed, brought back, refused with what is wrong, reset."""

import io

import docx
import pytest

from evalsite.core.permission import Act, Role, allows
from evalsite.paper.report_docx import TEMPLATE
from tests.web.desk.conftest import words

PAGE = "/desk/report-template"


def changed(edit):
    document = docx.Document(io.BytesIO(TEMPLATE.read_bytes()))
    edit(document)
    raw = io.BytesIO()
    document.save(raw)
    return raw.getvalue()


def bring(browser, data):
    return browser.post(PAGE, {"document": (io.BytesIO(data), "本局模板.docx")}, page=PAGE)


def test_a_changed_template_is_taken_over_and_given_back(organiser, settings):
    assert "系统自带的模板" in words(organiser.get(PAGE))
    assert organiser.get("/desk/report-template.docx").data == TEMPLATE.read_bytes()
    ours = changed(lambda document: document.sections[0].footer.add_paragraph("某局制"))
    assert bring(organiser, ours).status_code == 302
    assert "本单位改过的模板" in words(organiser.get(PAGE))
    assert organiser.get("/desk/report-template.docx").data == settings.own_template() == ours
    assert settings.report_template.stat().st_mode & 0o077 == 0
    organiser.post("/desk/report-template/reset", {}, page=PAGE)
    assert settings.own_template() is None


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"no document", ["1 处要改", "不是 Word 文档"]),
        (changed(lambda d: d.styles["测评正文"].delete() or d.styles["测评表"].delete()), ["“测评正文”", "“测评表”"]),
    ],
    ids=["no document", "two styles gone"],
)
def test_what_cannot_be_used_is_refused_with_all_that_is_wrong_and_changes_nothing(organiser, settings, data, told):
    answer = bring(organiser, data)
    assert answer.status_code == 422
    assert [part for part in told if part not in words(answer)] == []
    assert settings.own_template() is None
    assert "请先选择改过的模板文件" in words(organiser.post(PAGE, {}, page=PAGE))


@pytest.mark.parametrize("role", [Role.READER, Role.SCRUTINEER, Role.TELLER])
def test_who_prepares_nothing_has_no_link_to_it(signed_in, role):
    assert not allows(role, Act.PREPARE)
    assert "报告模板" not in words(signed_in(role.value).get("/desk/"))
