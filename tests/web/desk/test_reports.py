"""Reports at the desk: each in every form, the whole campaign's, and all of them as one ZIP."""

import dataclasses
import io
import stat
import threading
import time
import zipfile

import pytest

from evalsite.core.permission import Act, Role, allows
from evalsite.jobs import kinds, running
from evalsite.jobs.watching import Orphans
from evalsite.paper.batch import write_zip
from evalsite.store import jobs
from evalsite.usecases import closing, opening
from tests import factories
from tests.factories import NOW
from tests.web.desk.conftest import NAMES, bench_of, words, work_off


@pytest.fixture
def opened(sqlite_only):
    """A counted campaign of two units, with enough ballots to be shown."""
    live = factories.publish(sqlite_only, factories.two_electorates(12, 8))
    for electorate in ("A", "B"):
        for number, code in enumerate(live.codes[electorate]):
            factories.cast(live, code, {0: 1 + number % 3, 1: f"意见{electorate}", 2: 1 + number % 2}, electorate)
    closing.close(sqlite_only.desk, sqlite_only.box, live.id, NOW)
    opening.open_box(sqlite_only.desk, sqlite_only.box, live.id)
    return live


def page_of(browser, live):
    return words(browser.get(f"/desk/c/{live.id}/reports"))


def begin(browser, live, *forms):
    return browser.post(f"/desk/c/{live.id}/batch", {"forms": list(forms)}, page=f"/desk/c/{live.id}/reports")


def wait(browser, live):
    """The page of reports when the worker has done what waits."""
    assert "排队等候生成" in page_of(browser, live)
    work_off(browser)
    return page_of(browser, live)


def zip_of(browser, live):
    answer = browser.get(f"/desk/c/{live.id}/batch.zip")
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(answer.data))


def outputs(settings, live):
    return sorted(path.name for path in settings.outputs(live.id).glob("*"))


@pytest.mark.parametrize(
    ("kind", "begins", "media"),
    [
        ("html", b"<!doctype html>", "text/html"),
        ("pdf", b"%PDF", "application/pdf"),
        ("docx", b"PK", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
@pytest.mark.parametrize("path", ["reports/D1", "summary"])
def test_every_report_comes_in_every_form(organiser, opened, path, kind, begins, media):
    answer = organiser.get(f"/desk/c/{opened.id}/{path}.{kind}")
    assert answer.data.startswith(begins)
    assert answer.mimetype == media
    if kind == "html":
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    else:
        assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("path", ["reports/D1.exe", "summary.exe", "reports/X.docx"])
def test_a_report_that_is_not_there_is_said_to_be_so(organiser, opened, path):
    assert organiser.get(f"/desk/c/{opened.id}/{path}").status_code == 404


def test_all_reports_come_as_one_zip_in_the_chosen_forms(organiser, opened, settings):
    assert "生成全部报告" in page_of(organiser, opened)
    assert begin(organiser, opened, "pdf", "html").status_code == 302
    assert "已生成 3 份报告（含总报告），格式：PDF、网页" in wait(organiser, opened)
    package = zip_of(organiser, opened)
    stems = ["总报告", "D1-第一科", "D2-第二科"]
    assert package.namelist() == [f"{place}.{kind}" for stem in stems for place, kind in ((f"PDF/{stem}", "pdf"), (f"网页/{stem}", "html"))]  # fmt: skip
    assert package.read("PDF/D1-第一科.pdf").startswith(b"%PDF")
    assert "第一科" in package.read("网页/D1-第一科.html").decode()


def test_the_file_is_for_the_servers_account_alone_and_the_last_one_only_is_kept(organiser, opened, settings):
    begin(organiser, opened, "html")
    wait(organiser, opened)
    (first,) = outputs(settings, opened)
    folder = settings.outputs(opened.id)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / first).stat().st_mode) == 0o600
    begin(organiser, opened, "html", "docx")
    assert "格式：Word、网页" in wait(organiser, opened)
    (second,) = outputs(settings, opened)
    assert second != first


def test_the_same_reports_give_the_same_bytes(organiser, opened):
    begin(organiser, opened, "docx")
    wait(organiser, opened)
    first = organiser.get(f"/desk/c/{opened.id}/batch.zip").data
    begin(organiser, opened, "docx")
    wait(organiser, opened)
    assert organiser.get(f"/desk/c/{opened.id}/batch.zip").data == first


def test_without_a_form_nothing_begins(organiser, opened, settings):
    begin(organiser, opened)
    assert "请至少选一种格式" in page_of(organiser, opened)
    begin(organiser, opened, "exe")
    assert "请至少选一种格式" in page_of(organiser, opened)
    assert not settings.outputs(opened.id).exists()


def test_a_batch_of_what_has_changed_since_is_not_handed_out(organiser, opened, settings):
    begin(organiser, opened, "docx")
    wait(organiser, opened)
    assert organiser.get(f"/desk/c/{opened.id}/batch.zip").status_code == 200
    settings.report_template.write_bytes(b"another template")
    assert "已经过时" in page_of(organiser, opened)
    assert organiser.get(f"/desk/c/{opened.id}/batch.zip").status_code == 404


def test_a_template_that_cannot_be_used_is_the_failure_that_the_page_tells(organiser, opened, settings):
    settings.report_template.write_bytes(b"not a document")
    begin(organiser, opened, "docx")
    text = wait(organiser, opened)
    assert "没有完成" in text
    assert "Word 报告模板不能用" in text
    assert outputs(settings, opened) == []


@pytest.fixture
def slow(organiser, opened, monkeypatch):
    """A batch that a worker has begun and does not go on with before it is told to; gives what tells it, and waits."""
    go_on, begun = threading.Event(), threading.Event()

    def held(path, files):
        begun.set()
        assert go_on.wait(60)
        write_zip(path, files)

    monkeypatch.setattr("evalsite.jobs.reporting.write_zip", held)
    begin(organiser, opened, "pdf")
    worker = threading.Thread(target=work_off, args=(organiser,))
    worker.start()

    def end():
        go_on.set()
        worker.join(60)

    assert begun.wait(60)
    yield end
    end()


def test_a_running_batch_is_shown_on_every_page_and_none_begins_beside_it(organiser, opened, slow, settings):
    assert "正在生成" in page_of(organiser, opened)
    part = organiser.get(f"/desk/c/{opened.id}/batch", headers={"HX-Request": "true"})
    assert 'hx-trigger="every 1s"' in part.text
    assert "<html" not in part.text
    assert organiser.get(f"/desk/c/{opened.id}/batch").status_code == 302
    begin(organiser, opened, "html")
    assert "全部报告 进行中" in words(organiser.get(f"/desk/c/{opened.id}/jobs"))
    slow()
    assert "格式：PDF" in page_of(organiser, opened)
    assert len(outputs(settings, opened)) == 1
    listed = words(organiser.get(f"/desk/c/{opened.id}/jobs"))
    assert "1. 全部报告 已完成 3 / 3 组织科" in listed
    assert "2." not in listed


@pytest.mark.parametrize("cancel", ["batch/cancel", "jobs/1/cancel"])
def test_a_batch_that_is_cancelled_leaves_no_file(organiser, opened, slow, settings, sqlite_only, cancel):
    organiser.post(f"/desk/c/{opened.id}/{cancel}", page=f"/desk/c/{opened.id}/reports")
    slow()
    assert "已取消" in page_of(organiser, opened)
    assert outputs(settings, opened) == []
    assert organiser.get(f"/desk/c/{opened.id}/batch.zip").status_code == 404
    job = running.latest(sqlite_only.desk, opened.id, kinds.REPORTS)
    assert job is not None
    assert job.state == jobs.CANCELLED


def test_a_batch_whose_worker_is_gone_says_so_and_is_done_by_the_next(organiser, opened, sqlite_only):
    begin(organiser, opened, "html")
    bench, long_ago = bench_of(organiser), int(time.time()) - 60
    with sqlite_only.desk.write() as connection:
        (waiting,) = jobs.active(connection)
        gone = jobs.take(connection, waiting.id, long_ago)
        assert gone is not None
    assert "后台中断过" in page_of(organiser, opened)
    work_off(organiser)
    assert "正在生成" in page_of(organiser, opened)  # it has a lease, which ends when its silence has lasted
    orphans = Orphans(dataclasses.replace(bench, stale=0))
    orphans()
    work_off(organiser)
    assert "已生成 3 份报告" in page_of(organiser, opened)
    with sqlite_only.desk.write() as connection:
        assert not jobs.finish(connection, gone, long_ago, "whatever the first one says now")


@pytest.mark.parametrize("role", [Role(name) for name in NAMES])
def test_who_may_read_may_fetch_all_reports_and_nobody_else(signed_in, opened, role):
    browser = signed_in(role.value)
    expected = 200 if allows(role, Act.READ) else 403
    assert browser.get(f"/desk/c/{opened.id}/reports").status_code == expected
    assert browser.get(f"/desk/c/{opened.id}/batch.zip").status_code == (404 if expected == 200 else 403)
    assert browser.get(f"/desk/c/{opened.id}/summary.html").status_code == expected
