"""Imported figures at the desk: what is there, where it came from, taking in more, and what a reader sees of it."""

import io

import pytest

from evalsite.core.figures import Figures
from evalsite.paper.figures_workbook import read_figures, write_figures
from evalsite.usecases import closing, figuring, opening
from tests import factories
from tests.factories import NOW
from tests.paper.test_figures_workbook import FIGURES
from tests.web.desk.conftest import words

CAMPAIGN = factories.small_campaign(tickets=12)


@pytest.fixture
def page(sqlite_only):
    return f"/desk/c/{factories.take_in(sqlite_only, CAMPAIGN)}/figures"


def upload(browser, page, data, mode="replace"):
    form = {"workbook": (io.BytesIO(data), "数据.xlsx"), "mode": mode}
    return browser.post(page, form, content_type="multipart/form-data")


def test_a_workbook_is_taken_in_and_shown_with_where_it_came_from(organiser, page):
    assert upload(organiser, page, write_figures(FIGURES, CAMPAIGN)).status_code == 302
    seen = words(organiser.get(page))
    for said in (
        "98.2%",
        "第三方",
        "2026年6月30日",
        "一件事一次办",
        "-0.5",
        "材料迟报",
        "数据.xlsx",
        "组织科",
        "使用中",
    ):
        assert said in seen
    assert read_figures(organiser.get(f"{page}.xlsx").data, CAMPAIGN) == FIGURES
    assert organiser.get(f"{page}/template.xlsx").status_code == 200


def test_faults_are_listed_and_nothing_is_taken_in(organiser, page):
    answer = upload(organiser, page, write_figures(FIGURES, CAMPAIGN)[:200])
    assert answer.status_code == 422
    answer = upload(organiser, page, write_figures(Figures(), CAMPAIGN))
    assert answer.status_code == 422
    assert "一行数据也没有" in words(answer)
    assert "没有导入任何内容" in words(answer)
    assert "导入记录" not in words(organiser.get(page))


def test_a_form_without_a_file_says_so(organiser, page):
    answer = organiser.post(page, {"mode": "replace"})
    assert answer.status_code == 400
    assert "请先选择工作簿文件" in words(answer)


def test_the_same_lines_cannot_be_added_twice_but_replaced(organiser, page):
    data = write_figures(FIGURES, CAMPAIGN)
    upload(organiser, page, data)
    assert upload(organiser, page, data, "add").status_code == 422
    assert upload(organiser, page, data, "replace").status_code == 302
    assert words(organiser.get(page)).count("已停用") == 1


def test_withdrawn_figures_are_no_longer_shown_and_stay_on_record(organiser, page):
    upload(organiser, page, write_figures(FIGURES, CAMPAIGN))
    assert organiser.post(f"{page}/withdraw", page=page).status_code == 302
    seen = words(organiser.get(page))
    assert "98.2%" not in seen
    assert "数据.xlsx" in seen


def test_a_reader_sees_them_beside_the_count_and_not_in_it(signed_in, sqlite_only):
    live = factories.publish(sqlite_only, CAMPAIGN)
    factories.cast_all(live, {0: 1, 2: 2})
    closing.close(sqlite_only.desk, sqlite_only.box, live.id, NOW)
    opening.open_box(sqlite_only.desk, sqlite_only.box, live.id)
    reader = signed_in("reader")
    address = f"/desk/c/{live.id}/results/of/D1"
    before = words(reader.get(address))
    figuring.take_in(sqlite_only.desk, live.id, FIGURES, figuring.provenance("甲.xlsx", b"", "组织科", NOW))
    after = words(reader.get(address))
    assert "不来自选票" in after
    assert "98.2%" in after
    assert after.startswith(before[: before.index("怎样计算")][:200])
    assert "98.2%" in words(reader.get(f"/desk/c/{live.id}/reports/D1.html"))
    assert reader.get(f"/desk/c/{live.id}/export.json").json["imported"]["figures"][0]["value"] == "98.2"
