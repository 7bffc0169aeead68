"""可见范围: nobody is shown more than voters were told, on no page and in no file."""

import io
import zipfile

import pytest

from evalsite.core.permission import WHOLE, Act, Reach, Role
from evalsite.core.visibility import Extent, Public, Visibility
from evalsite.usecases import closing, opening
from tests import factories
from tests.factories import NOW
from tests.web.desk.conftest import words, work_off
from tests.web.desk.test_guards import act_of, rules

WRITTEN = "食堂的菜太咸"


@pytest.fixture
def counted(sqlite_only):
    """A counted campaign with one remark in it, under a visibility."""

    def count(visibility, **changes):
        live = factories.publish(sqlite_only, factories.small_campaign(visibility=visibility, **changes))
        for number, code in enumerate(live.codes["A"]):
            factories.cast(live, code, {0: 1 + number % 3, 1: WRITTEN, 2: 1 + number % 2})
        closing.close(sqlite_only.desk, sqlite_only.box, live.id, NOW)
        opening.open_box(sqlite_only.desk, sqlite_only.box, live.id)
        return live

    return count


def reading_pages(app, live):
    """Addresses of all pages and files that show results, of the campaign or the archive of a subject of it."""
    for endpoint, address in rules(app, "GET"):
        if act_of(app, endpoint) is Act.READ and "indices" not in address:
            for kind in (".json", ".html", ".xlsx") if ".json" in address else ("", "?table=comments&file=csv"):
                found = address.replace("c-x", live.id)
                yield found.replace(".json", kind) if ".json" in found else found + kind


def text_of(answer):
    """What stands in an answer, unpacked where it is a workbook or a ZIP of pages."""
    if not answer.data.startswith(b"PK"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.data)) as package:
        return "".join(package.read(name).decode(errors="replace") for name in package.namelist())


def showing(browser, addresses):
    return {one for one in addresses if WRITTEN in text_of(browser.get(one))}


@pytest.mark.parametrize(
    ("reach", "visibility"),
    [(WHOLE, Visibility(leaders=Extent.FIGURES)), (Reach(unit="D1"), Visibility(units=Extent.FIGURES))],
    ids=["leaders", "a unit"],
)
def test_texts_are_in_no_page_and_no_file_for_whom_they_are_not(app, organiser, of_reach, counted, reach, visibility):
    live = counted(visibility)
    addresses = list(reading_pages(app, live))
    reader = of_reach(Role.READER, reach)
    shown = showing(organiser, addresses)
    assert {f"/desk/c/{live.id}/{one}" for one in ("reports/D1.html", "results/of/D1?table=comments&file=csv")} <= shown
    assert reader.get(f"/desk/c/{live.id}/reports/D1.html").status_code == 200
    assert showing(reader, addresses) == set()


def test_a_batch_holds_what_who_asked_for_it_may_see_and_is_handed_to_nobody_who_may_see_less(
    organiser, of_reach, counted
):
    live = counted(Visibility(leaders=Extent.FIGURES))
    page, reader = f"/desk/c/{live.id}/reports", of_reach(Role.READER, WHOLE)
    for browser, told in ((organiser, True), (reader, False)):
        browser.post(f"/desk/c/{live.id}/batch", {"forms": ["html"]}, page=page)
        work_off(browser)
        assert (WRITTEN in text_of(browser.get(f"/desk/c/{live.id}/batch.zip"))) is told
        if browser is organiser:
            assert reader.get(f"/desk/c/{live.id}/batch.zip").status_code == 404
            assert "已经过时" not in words(reader.get(page))


@pytest.mark.parametrize(
    ("reach", "visibility"),
    [(WHOLE, Visibility(leaders=Extent.NONE)), (Reach(unit="D1"), Visibility(units=Extent.NONE))],
    ids=["leaders", "a unit"],
)
def test_to_whom_nothing_was_promised_the_campaign_does_not_exist(app, organiser, of_reach, counted, reach, visibility):
    live = counted(visibility)
    reader = of_reach(Role.READER, reach)
    assert "年度测评" not in words(reader.get("/desk/"))
    for address in reading_pages(app, live):
        if live.id in address:
            assert reader.get(address).status_code == 404, address
    assert "年度测评" not in words(reader.get("/desk/archive/D1"))
    assert "第一科" not in words(reader.get("/desk/archive"))
    assert "年度测评" in words(organiser.get("/desk/archive/D1"))


def test_a_round_that_is_hidden_from_readers_is_named_in_no_later_one(organiser, of_reach, counted):
    counted(Visibility(leaders=Extent.NONE), name="去年测评", series="年度")
    live = counted(Visibility(), series="年度")
    reader = of_reach(Role.READER, WHOLE)
    for path in ("compare", "reports/D1.html", "results/of/D1"):
        assert "去年测评" not in reader.get(f"/desk/c/{live.id}/{path}").text, path
    assert "去年测评" in organiser.get(f"/desk/c/{live.id}/reports/D1.html").text


def test_what_voters_are_told_stands_on_the_page_of_publishing(organiser, sqlite_only):
    draft = factories.take_in(sqlite_only, factories.small_campaign(visibility=Visibility(units=Extent.NONE)))
    assert "不提供给被测评的单位（个人）" in words(organiser.get(f"/desk/c/{draft}/publish"))


def test_a_reader_of_one_unit_finds_its_reports_at_once_and_an_empty_page_before_the_first(of_reach, counted):
    reader = of_reach(Role.READER, Reach(unit="D1"))
    assert "还没有给您看的报告" in words(reader.get("/desk/"))
    older = counted(Visibility(), name="去年测评")
    counted(Visibility(units=Extent.NONE), name="内部测评")
    home = reader.get("/desk/")
    assert f"/desk/c/{older.id}/reports/D1.pdf" in home.text
    assert "第一科" in words(home)
    assert "内部测评" not in home.text


def test_the_address_of_the_public_page_is_with_the_reports_where_there_is_one(organiser, counted):
    for public in (Public.NONE, Public.TURNOUT):
        live = counted(Visibility(public=public), name=public.value)
        address = f"/r/{live.hash.hex()}"
        assert (address in organiser.get(f"/desk/c/{live.id}/reports").text) is (public is Public.TURNOUT)
