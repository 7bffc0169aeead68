"""Paper votes at the desk: ballots to print, two tellers who count apart, differences cell by cell, then the opening."""

import io
import zipfile

import pytest
from openpyxl import load_workbook

from evalsite.usecases import closing, preparing, signing_in, telling
from tests import factories
from tests.factories import NOW
from tests.web.desk.conftest import PASSWORD, Browser, wait_for_count, words

SIX = {"issued": "7", "returned": "7", "void": "1", "0.0": "4", "0.1": "2", "1.2": "5", "1.blank": "1"}


@pytest.fixture
def live(sqlite_only):
    made = factories.publish(sqlite_only, factories.small_campaign(tickets=12))
    for code in made.codes["A"][:5]:
        factories.cast(made, code, {0: 1, 2: 2})
    return made


def close(live):
    closing.close(live.desk, live.box, live.id, NOW)
    return f"/desk/c/{live.id}/paper"


@pytest.fixture
def teller(app, settings, sqlite_only):
    """Browsers of accounts that only count."""

    def enter(name):
        signing_in.add_account(sqlite_only.desk, settings, name, "teller", PASSWORD)
        browser = Browser(app)
        assert browser.sign_in(name).status_code == 302
        return browser

    return enter


def test_before_the_closing_there_are_ballots_to_print_and_nothing_to_count(organiser, live):
    page = f"/desk/c/{live.id}/paper"
    assert "还没有封箱" in words(organiser.get(page))
    archive = zipfile.ZipFile(io.BytesIO(organiser.get(f"{page}/ballots.zip").data))
    assert archive.namelist() == ["纸质票-A-职工.pdf"]
    assert organiser.get(f"{page}/of/A").status_code == 302


def test_two_tellers_count_apart_see_where_they_differ_and_the_box_waits(teller, organiser, live):
    page = close(live)
    first, second = teller("赵一"), teller("钱二")
    assert first.post(f"{page}/of/A", SIX).status_code == 302
    shown = second.get(f"{page}/of/A")
    assert 'value="4"' not in shown.text  # the other's count is not to be copied
    assert "等另一名" in words(second.get(page))
    second.post(f"{page}/of/A", SIX | {"0.0": "3", "0.1": "3"})
    differing = words(second.get(page))
    assert "2 处不同" in differing
    assert "第一科·总体评价 优秀 4 3" in differing
    assert 'class="doubt"' in second.get(f"{page}/of/A").text
    organiser.post(f"/desk/c/{live.id}/open", {"name": "年度测评"})
    assert "没有两名计票人一致的计票" in wait_for_count(organiser, live.id).replace("还没有", "没有")
    second.post(f"{page}/of/A", SIX)
    assert "一致" in words(second.get(page))
    organiser.post(f"/desk/c/{live.id}/open", {"name": "年度测评"})
    wait_for_count(organiser, live.id)
    results = words(organiser.get(f"/desk/c/{live.id}/results"))
    assert "赵一、钱二" in results
    assert "有效票 11" in results
    assert "已经开箱，不能再录" in words(first.get(page))


def test_a_count_that_does_not_add_up_is_told_cell_by_cell_and_what_was_typed_stays(teller, live):
    page = close(live)
    answer = teller("赵一").post(f"{page}/of/A", SIX | {"0.0": "9", "1.2": "x"})
    assert answer.status_code == 422
    assert "“x”不是票数" in words(answer)
    assert 'value="x"' in answer.text
    assert telling.standings(live.desk, live.id)[0].entered == ()


def test_a_teller_counts_in_a_workbook_as_well(teller, live):
    page = close(live)
    browser = teller("赵一")
    book = load_workbook(io.BytesIO(browser.get(f"{page}/sheet.xlsx").data))
    sheet = book.worksheets[0]
    sheet["B4"], sheet["B5"], sheet["B6"] = 7, 7, 1
    sheet["E10"], sheet["F10"], sheet["G11"], sheet["I11"] = 4, 2, 5, 1
    data = io.BytesIO()
    book.save(data)
    upload = {"workbook": (io.BytesIO(data.getvalue()), "计票表.xlsx")}
    answer = browser.post(f"{page}/upload", upload, page=page, content_type="multipart/form-data")
    assert answer.status_code == 302
    assert "已录入您的计票：1 个票种" in words(browser.get(page))
    sheet["E10"] = 5
    sheet["F11"] = "许多"
    data = io.BytesIO()
    book.save(data)
    upload = {"workbook": (io.BytesIO(data.getvalue()), "计票表.xlsx")}
    answer = browser.post(f"{page}/upload", upload, page=page, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "不是票数" in words(answer)


def test_a_count_is_taken_back_by_its_teller_or_an_organiser_and_nobody_else(teller, organiser, live):
    page = close(live)
    first, second = teller("赵一"), teller("钱二")
    first.post(f"{page}/of/A", SIX)
    refused = second.post(f"{page}/take-back", {"teller": "赵一", "electorate": "A"}, page=page)
    assert refused.status_code == 403
    organiser.post(f"{page}/take-back", {"teller": "赵一"}, page=page)
    assert telling.standings(live.desk, live.id)[0].entered == ()


def test_a_third_teller_is_told_that_both_seats_are_taken(teller, live):
    page = close(live)
    for name in ("赵一", "钱二"):
        teller(name).post(f"{page}/of/A", SIX)
    third = teller("孙三")
    assert "已由 赵一、钱二 两人计票" in words(third.post(f"{page}/of/A", SIX))


def test_a_teller_follows_and_counts_and_does_nothing_else(teller, live):
    browser = teller("赵一")
    assert browser.get(f"/desk/c/{live.id}/").status_code == 200
    for path in ("publish", "tickets", "close", "results", "open"):
        assert browser.get(f"/desk/c/{live.id}/{path}").status_code == 403
    assert preparing.get(live.desk, live.id).state == "published"


def test_a_scrutineer_sees_how_the_counts_stand_and_enters_none(signed_in, live):
    page = close(live)
    scrutineer = signed_in("scrutineer")
    assert "各票种计票" in words(scrutineer.get(page))
    assert scrutineer.get(f"{page}/of/A").status_code == 403
