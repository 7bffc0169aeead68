"""The archive at the desk: the list, one unit's page, its files."""

import io
import re
import zipfile
from datetime import date, timedelta

import pytest

from evalsite.core.campaign import Subject
from evalsite.core.permission import Act, Role, allows
from evalsite.core.register import Entry, Lists
from evalsite.usecases import closing, opening, registering
from evalsite.web.language import COOKIE
from tests import factories
from tests.factories import NOW
from tests.web.desk.conftest import NAMES, words

SUBJECTS = (Subject("D1", "第一科", group="科室"), Subject("D2", "第二员", kind="person", group="科室"))


@pytest.fixture
def years(sqlite_only):
    """Two counted campaigns of the same unit and person."""
    for name, days in (("2025年度测评", 365), ("2026年度测评", 0)):
        live = factories.publish(sqlite_only, factories.small_campaign(8, name=name, subjects=SUBJECTS))
        factories.cast_all(live, {0: 1, 2: 2})
        closing.close(sqlite_only.desk, sqlite_only.box, live.id, NOW - timedelta(days=days))
        opening.open_box(sqlite_only.desk, sqlite_only.box, live.id)


def test_before_anything_is_counted_the_list_says_what_will_be_there(organiser):
    assert "还没有已开箱的测评" in words(organiser.get("/desk/archive"))


def test_the_list_leads_to_every_unit(organiser, years):
    page = organiser.get("/desk/archive")
    assert 'href="/desk/archive/D1"' in page.text
    assert "D1 第一科 单位 2" in words(page)


def test_the_list_is_filtered_and_searched_in_english_and_its_file_stays_chinese(organiser, years):
    organiser.client.set_cookie(COOKIE, "en", path="/desk")
    (value,) = re.findall(r'<option value="([^"]+)">Person<', organiser.get("/desk/archive?find=D").text)
    for asked in ({"only_kind": value}, {"find": "person"}):
        page = organiser.get("/desk/archive", query_string=asked).text
        assert re.findall(r'href="/desk/archive/(D\d)"', page) == ["D2"]
        file = organiser.get("/desk/archive", query_string=asked | {"table": "archives", "file": "csv"}).data.decode()
        assert file.splitlines()[1:] == ["D2,第二员,个人,2,2026年11月21日"]


def test_a_units_page_has_all_rounds_with_their_reports(organiser, years):
    page = organiser.get("/desk/archive/D1")
    text = words(page)
    assert text.index("2026年度测评") < text.index("2025年度测评")
    assert "共 2 次测评" in text
    assert page.text.count("/reports/D1.pdf") == 2


def test_the_register_gives_todays_name_and_its_history(organiser, years, sqlite_only):
    lists = Lists(units=(Entry("D1", "unit", "综合科", field="综合"),), people=())
    origin = registering.source("名册.xlsx", b"", "组织科", NOW)
    registering.carry_out(sqlite_only.desk, lists, date(2026, 1, 1), origin)
    text = words(organiser.get("/desk/archive/D1"))
    assert "名册记载" in text
    assert "2026-01-01 综合科" in text
    assert "还出现过其他名称：第一科" in text


@pytest.mark.parametrize(("kind", "begins"), [("html", b"<!doctype html>"), ("pdf", b"%PDF"), ("docx", b"PK")])
def test_the_archive_itself_comes_in_every_form(organiser, years, kind, begins):
    assert organiser.get(f"/desk/archive/D2/overview.{kind}").data.startswith(begins)


def test_the_whole_archive_is_one_zip(organiser, years):
    answer = organiser.get("/desk/archive/D1/all.html.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as package:
        assert package.namelist() == ["档案.html", "2026-11-21-2026年度测评.html", "2025-11-21-2025年度测评.html"]
        assert "2025年度测评" in package.read("档案.html").decode()


@pytest.mark.parametrize("path", ["D9", "D9/overview.pdf", "D9/all.pdf.zip", "D1/overview.exe"])
def test_what_is_not_there_is_said_to_be_so(organiser, years, path):
    assert organiser.get(f"/desk/archive/{path}").status_code == 404


@pytest.mark.parametrize("role", [Role(name) for name in NAMES])
def test_who_may_read_results_may_read_archives_and_nobody_else(signed_in, years, role):
    browser = signed_in(role.value)
    for path in ("/desk/archive", "/desk/archive/D1", "/desk/archive/D1/all.html.zip"):
        assert browser.get(path).status_code == (200 if allows(role, Act.READ) else 403)
