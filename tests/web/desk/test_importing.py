"""Large workbooks are taken in beside the page: once, whole or not at all, and nothing of the file is left."""

import io
import time
import zipfile
from dataclasses import replace

import pytest

from evalsite.core.permission import Reach, Role
from evalsite.jobs import importing, running
from evalsite.jobs.running import Task
from evalsite.jobs.watching import Leftovers
from evalsite.paper.workbook import write_campaign
from evalsite.store import jobs
from evalsite.usecases import depositing, holding, preparing, zoning
from tests import factories
from tests.web.desk.conftest import bench_of, words, work_off
from tests.web.desk.test_campaign import spoilt, upload

DAY = 24 * 3600


def large(data: bytes) -> bytes:
    """The same workbook with more in it than is read while a page waits."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/notes.xml", f"<notes>{' ' * importing.AT_ONCE}</notes>")
    return out.getvalue()


BOOK = large(write_campaign(factories.small_campaign()))


def drafts(browser):
    return preparing.list_all(bench_of(browser).desk)


def files(browser):
    """What lies in the instance's folder of what waits."""
    folder = bench_of(browser).settings.outputs_folder
    return [file for file in folder.rglob("*") if file.is_file()] if folder.exists() else []


def last(browser):
    found = importing.latest(bench_of(browser).desk, "组织科")
    assert found is not None
    return found


def taken(browser):
    """The job in the hands of a worker."""
    job = last(browser)
    with bench_of(browser).desk.write() as connection:
        mine = jobs.take(connection, job.id, int(time.time()))
    assert mine is not None
    return Task(bench_of(browser), mine, lambda _done, _total: None)


def test_a_large_workbook_becomes_a_draft_beside_the_page_and_the_page_tells_of_it(of_reach):
    browser = of_reach(Role.ORGANISER, Reach(frozenset({"东区"})))
    assert upload(browser, BOOK, "大表.xlsx").location == "/desk/import"
    page = browser.get("/desk/import").text
    assert "“大表.xlsx”排队等候导入" in page
    assert 'type="file"' not in page
    assert "<html" not in browser.get("/desk/import", headers={"HX-Request": "true"}).text
    assert drafts(browser) == []
    assert len(files(browser)) == 1
    assert all(BOOK[:40] not in file.read_bytes() for file in files(browser))
    assert "还在导入" in words(browser.client.get(upload(browser, BOOK).location))
    work_off(browser)
    assert browser.get("/desk/import", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "“年度测评”没有发现问题" in words(browser.get("/desk/import"))
    (draft,) = drafts(browser)
    assert zoning.zones_of(bench_of(browser).desk, draft.id) == {"东区"}
    assert files(browser) == []
    assert "1. 导入工作簿 已完成" in words(browser.get(f"/desk/c/{draft.id}/jobs"))


def test_what_is_wrong_with_a_large_workbook_stands_in_its_cells_or_in_the_same_list_as_ever(organiser, signed_in):
    upload(organiser, large(spoilt([("票种", "D2", "很多")])))
    work_off(organiser)
    assert "“年度测评”有 1 处要改" in words(organiser.get("/desk/import"))
    faulty = large(spoilt([("票种", "D2", "很多")], without=["指标"]))
    upload(organiser, faulty, "缺表.xlsx")
    work_off(organiser)
    page = words(organiser.get("/desk/import"))
    assert "“缺表.xlsx”有 2 处要改，没有导入任何内容" in page
    assert "缺少工作表“指标”" in page
    assert "缺表.xlsx" not in signed_in("admin").get("/desk/import").text
    assert len(drafts(organiser)) == 1
    assert files(organiser) == []
    upload(organiser, b"not a workbook")
    assert "缺表.xlsx" not in organiser.get("/desk/import").text


def test_a_large_workbook_that_is_called_off_leaves_no_draft_and_no_file_even_in_the_midst_of_it(organiser):
    upload(organiser, BOOK)
    task = taken(organiser)

    def progress(done, _total):
        if done == 2:
            organiser.post("/desk/import/cancel", page="/desk/import")

    with pytest.raises(running.Cancelled):
        importing.work(replace(task, progress=progress))
    assert drafts(organiser) == []
    assert files(organiser) == []
    assert "导入已取消" in words(organiser.get("/desk/import"))
    again = organiser.post("/desk/import/cancel", page="/desk/import")
    assert "没有可取消的" in words(organiser.get(again.location))


def test_a_workbook_is_taken_in_once_whoever_of_its_workers_died_or_came_back(organiser):
    upload(organiser, BOOK)
    dead = taken(organiser)

    def stop(_done, _total):
        raise running.Stopped

    with pytest.raises(running.Stopped):
        importing.work(replace(dead, progress=stop))
    bench, job = dead.bench, dead.job
    with bench.desk.write() as connection:
        assert jobs.free(connection, job)
    second = taken(organiser)
    with pytest.raises(running.Cancelled):
        importing.work(dead)
    assert drafts(organiser) == []
    assert importing.work(second) == ""
    with bench.desk.write() as connection:  # it dies before it has said so
        connection.exec_driver_sql("UPDATE job SET state = 'waiting'")
    work_off(organiser)
    assert last(organiser).state == jobs.DONE
    assert len(drafts(organiser)) == 1
    assert files(organiser) == []


def test_a_workbook_that_no_worker_took_up_for_a_day_is_gone_and_soon_so_is_what_is_known_of_it(organiser):
    upload(organiser, BOOK)
    bench, later = bench_of(organiser), int(time.time()) + DAY + 1
    depositing.clear(bench.desk, later)
    holding.clear(bench.desk, bench.settings.outputs_folder, later)
    assert files(organiser) == []
    work_off(organiser)
    assert "等了一天没有后台接手" in words(organiser.get("/desk/import"))
    with bench.desk.write() as connection:
        connection.exec_driver_sql(f"UPDATE job SET touched = touched - {DAY + 1}")
    assert "等了一天没有后台接手" not in words(organiser.get("/desk/import"))
    Leftovers(bench)()
    assert importing.latest(bench.desk, "组织科") is None
