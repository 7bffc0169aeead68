"""One campaign at the desk, step by step: import, publish, tickets, turnout, close, open, results, files."""

import html
import io
import json
import re
import zipfile
from dataclasses import replace

import pytest
from openpyxl import Workbook, load_workbook

from evalsite.core.permission import Role, allows
from evalsite.core.refusals import UnknownTicket, VoidTicket
from evalsite.core.rulewords import rules_in_words
from evalsite.jobs import running
from evalsite.paper.layouts import Layout
from evalsite.paper.workbook import write_campaign
from evalsite.usecases import closing, opening, preparing, recording, ticketing
from evalsite.usecases.preparing import Terms
from evalsite.web.desk import showing
from evalsite.web.desk.samples import SAMPLES
from evalsite.web.desk.showing import Stage
from tests import factories
from tests.factories import NOW
from tests.paper import reading
from tests.web.desk.conftest import wait_for_count, words, work_off

NAME = "年度测评"


def upload(browser, data, name="活动.xlsx"):
    return browser.post("/desk/import", {"workbook": (io.BytesIO(data), name)}, content_type="multipart/form-data")


def state(ledgers, campaign_id):
    return preparing.get(ledgers.desk, campaign_id).state.value


@pytest.fixture
def draft(sqlite_only):
    return factories.take_in(sqlite_only, factories.small_campaign(tickets=12))


@pytest.fixture
def live(sqlite_only):
    return factories.publish(sqlite_only, factories.two_electorates(12, 6))


def vote(live, electorate, number, grade=1):
    for code in [live.codes[electorate].pop() for _ in range(number)]:
        factories.cast(live, code, {0: grade, 1: "意见甲", 2: grade}, electorate)


def close(ledgers, live):
    closing.close(ledgers.desk, ledgers.box, live.id, NOW)


# --- import -----------------------------------------------------------------------------------------------------------


def test_the_desk_begins_empty_and_says_how_to_start(organiser):
    assert "下载空白工作簿" in words(organiser.get("/desk/"))
    template = organiser.get("/desk/import/template.xlsx")
    assert "活动" in load_workbook(io.BytesIO(template.data)).sheetnames


def test_every_sample_on_the_import_page_can_be_downloaded_and_imported_as_it_is(organiser, sqlite_only):
    page = organiser.get("/desk/import").get_data(as_text=True)
    addresses = dict.fromkeys(re.findall(r"/desk/import/samples/[\w-]+[.]xlsx", page))
    assert len(addresses) == len(SAMPLES)
    for address in addresses:
        answer = upload(organiser, organiser.get(address).data)
        assert "现在是草稿" in words(organiser.get(answer.location))
    assert organiser.get("/desk/import/samples/make.xlsx").status_code == 404


def test_a_good_workbook_becomes_a_draft(organiser, sqlite_only):
    answer = upload(organiser, write_campaign(factories.small_campaign()))
    page = words(organiser.get(answer.location))
    assert "已导入“年度测评”" in page
    assert "核对后发布" in page
    assert len(preparing.list_all(sqlite_only.desk)) == 1


def spoilt(changes, without=()):
    book = load_workbook(io.BytesIO(write_campaign(factories.small_campaign())))
    for sheet in without:
        del book[sheet]
    for sheet, cell, value in changes:
        book[sheet][cell] = value
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_a_faulty_workbook_becomes_a_draft_with_every_fault_in_its_cell(organiser, sqlite_only):
    answer = upload(organiser, spoilt([("票种", "D2", "很多"), ("指标", "D2", "猜谜")]))
    page = organiser.client.get(answer.location, follow_redirects=True).text
    assert "有 2 处要改" in page
    assert re.search(r'value="很多"[^>]*aria-invalid', page)
    (record,) = preparing.list_all(sqlite_only.desk)
    assert preparing.faults_of(record) == 2


def test_what_cells_cannot_show_is_refused_with_every_fault_at_its_place(organiser, sqlite_only):
    answer = upload(organiser, spoilt([("票种", "D2", "很多")], without=["指标"]))
    assert answer.status_code == 422
    page = words(answer)
    assert re.search(r"票种 2 D", page)
    assert "缺少工作表“指标”" in page
    assert preparing.list_all(sqlite_only.desk) == []


@pytest.mark.parametrize("data", [b"", b"not a workbook", b"PK\x03\x04"], ids=["empty", "text", "broken"])
def test_a_file_that_is_no_workbook_is_refused_in_words(organiser, data):
    answer = upload(organiser, data)
    assert answer.status_code in (400, 422)
    assert "没有导入任何内容" in words(answer) or "请先选择" in words(answer)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(organiser):
    answer = upload(organiser, bytes(6 * 2**20))
    assert answer.status_code == 413
    assert "文件太大。工作簿不超过 5 MB" in words(answer)


def test_the_name_of_an_uploaded_file_is_shown_as_text_only(organiser):
    data = io.BytesIO()
    Workbook().save(data)
    assert "<b>x" not in upload(organiser, data.getvalue(), "<b>x.xlsx").text


def test_a_campaign_goes_out_as_the_workbook_it_came_in_as(organiser, draft):
    workbook = organiser.get(f"/desk/c/{draft}/workbook.xlsx")
    again = upload(organiser, workbook.data)
    assert again.status_code == 302


def test_the_page_of_a_campaign_says_before_anybody_votes_how_it_is_counted(organiser, sqlite_only, draft):
    page = words(organiser.get(f"/desk/c/{draft}/"))
    for rule in rules_in_words(preparing.campaign_of(preparing.get(sqlite_only.desk, draft))):
        assert rule.title in page
        assert rule.text in page


# --- publish ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["publish", "tickets", "close", "open"])
def test_a_dangerous_step_without_the_campaigns_name_does_nothing(organiser, sqlite_only, draft, live, step):
    if step == "open":
        close(sqlite_only, live)
    if step == "tickets":
        live = factories.publish(sqlite_only, issue=False)
    campaign_id = draft if step == "publish" else live.id
    before = state(sqlite_only, campaign_id)
    answer = organiser.post(f"/desk/c/{campaign_id}/{step}", {"name": "年度", "holder": "server"})
    assert answer.status_code == 400
    assert "没有执行" in words(answer)
    assert state(sqlite_only, campaign_id) == before
    assert step != "tickets" or not ticketing.are_issued(sqlite_only.desk, campaign_id)


def test_publishing_with_the_server_as_keeper(organiser, sqlite_only, draft):
    answer = organiser.post(f"/desk/c/{draft}/publish", {"name": NAME, "holder": "server"})
    assert answer.status_code == 302
    page = words(organiser.get(f"/desk/c/{draft}/"))
    fingerprint = preparing.fingerprint_of(preparing.get(sqlite_only.desk, draft))
    assert fingerprint in page.replace(" ", "")
    assert "由服务器保管" in page


def test_shares_are_shown_once_and_open_the_box(organiser, sqlite_only, draft):
    form = {"name": NAME, "holder": "people", "n": "3", "k": "2"}
    page = organiser.post(f"/desk/c/{draft}/publish", form)
    assert "只显示这一次" in words(page)
    shares = re.findall(r"<pre>(.*?)</pre>", page.text, re.DOTALL)
    assert len(shares) == 3
    again = organiser.get(f"/desk/c/{draft}/publish")
    assert again.status_code == 302
    closing.close(sqlite_only.desk, sqlite_only.box, draft, NOW)
    tally = opening.open_box(sqlite_only.desk, sqlite_only.box, draft, shares[1:])
    assert [one.valid for one in tally.electorates] == [0]


def test_the_page_of_shares_is_kept_by_no_cache(organiser, draft):
    form = {"name": NAME, "holder": "people", "n": "3", "k": "2"}
    assert organiser.post(f"/desk/c/{draft}/publish", form).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("n", "k"), [("3", "1"), ("3", "4"), ("0", "0"), ("17", "2"), ("", ""), ("x", "2"), ("1", "2")]
)
def test_a_split_that_cannot_be_is_refused_at_its_field(organiser, sqlite_only, draft, n, k):
    answer = organiser.post(f"/desk/c/{draft}/publish", {"name": NAME, "holder": "people", "n": n, "k": k})
    assert answer.status_code == 400
    assert state(sqlite_only, draft) == "draft"


def test_a_small_electorate_needs_its_tick(organiser, sqlite_only):
    small = factories.take_in(sqlite_only, factories.small_campaign(tickets=6))
    form = {"name": NAME, "holder": "server"}
    refused = organiser.post(f"/desk/c/{small}/publish", form)
    assert "不足 10 张" in words(refused)
    assert state(sqlite_only, small) == "draft"
    organiser.post(f"/desk/c/{small}/publish", form | {"small": "y"})
    assert state(sqlite_only, small) == "published"


def test_an_electorate_of_fewer_than_five_is_refused_even_with_the_tick(organiser, sqlite_only):
    tiny = factories.take_in(sqlite_only, factories.small_campaign(tickets=4))
    answer = organiser.post(f"/desk/c/{tiny}/publish", {"name": NAME, "holder": "server", "small": "y"})
    assert "不足 5 张" in words(answer)
    assert state(sqlite_only, tiny) == "draft"


# --- tickets ----------------------------------------------------------------------------------------------------------


def slips(browser, page, form):
    """The files that are fetched once the worker has made them."""
    assert browser.post(page, form).status_code == 302
    work_off(browser)
    answer = browser.post(f"{page}/fetch", page=page)
    assert answer.mimetype == "application/zip", words(answer)
    return zipfile.ZipFile(io.BytesIO(answer.data))


FILES = ["会场海报.pdf", "发放单.pdf", "测评条.pdf"]


def test_slips_are_made_beside_the_page_and_fetched_once_by_who_asked_for_them(organiser, signed_in, sqlite_only):
    live = factories.publish(sqlite_only, factories.small_campaign(tickets=12), issue=False)
    page = f"/desk/c/{live.id}/tickets"
    assert organiser.get(f"{page}/state?seen=none").status_code == 204
    organiser.post(page, {"name": NAME})
    assert "排队等候制作" in words(organiser.get(f"{page}/state?seen=running"))
    assert "正在制作测评条" in words(organiser.get(page))
    work_off(organiser)
    assert organiser.get(f"{page}/state?seen=running").headers["HX-Refresh"] == "true"
    assert "测评条已经做好" in words(organiser.get(page))
    assert organiser.get(f"{page}/state?seen=ready").status_code == 204
    admin = signed_in("admin")
    assert "由“组织科”制作，等本人取走" in words(admin.get(page))
    assert "已经不在服务器上" in words(admin.get(admin.post(f"{page}/fetch", page=page).location))
    answer = organiser.post(f"{page}/fetch", page=page)
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    files = zipfile.ZipFile(io.BytesIO(answer.data))
    assert sorted(files.namelist()) == FILES
    assert all(files.read(name).startswith(b"%PDF") for name in files.namelist())
    assert "测评码已经制作" in organiser.get(f"{page}/state?seen=ready").text
    assert "作废并重新制作" in organiser.get(page).text
    again = organiser.post(f"{page}/fetch", page=page)
    assert "取走以后" in words(organiser.get(again.location))


def test_slips_that_are_called_off_leave_no_ticket_and_no_file(organiser, settings, sqlite_only):
    live = factories.publish(sqlite_only, factories.small_campaign(tickets=12), issue=False)
    page = f"/desk/c/{live.id}/tickets"
    organiser.post(page, {"name": NAME})
    assert "没有测评码生效" in words(organiser.get(organiser.post(f"{page}/cancel", page=page).location))
    work_off(organiser)
    assert not ticketing.are_issued(sqlite_only.desk, live.id)
    assert not list(settings.instance.glob("outputs/*/*"))
    assert sorted(slips(organiser, page, {"name": NAME}).namelist()) == FILES


def test_piles_that_cannot_be_are_told_at_their_electorate_and_nothing_is_made(organiser, sqlite_only):
    both = factories.two_electorates(30, 12)
    both = replace(both, electorates=(replace(both.electorates[0], spare=2), both.electorates[1]))
    live = factories.publish(sqlite_only, both, issue=False)
    page = f"/desk/c/{live.id}/tickets"
    form = {"name": NAME, "layout": "cards", "parts-A": "第一科 3", "parts-B": "12"}
    answer = organiser.post(page, form)
    assert answer.status_code == 400
    text = words(answer)
    assert "批次“第一科”只有 3 张，不足 10 张" in text
    assert "看不懂“12”" in text
    assert 'value="第一科 3"' in answer.text
    assert not ticketing.are_issued(sqlite_only.desk, live.id)
    made = slips(organiser, page, form | {"parts-A": "第一科 13", "parts-B": ""})
    handed = reading.words(made.read("发放单.pdf"), layout=True)
    assert [line.split()[1:3] for line in handed.splitlines() if "职工 " in line] == [
        ["第一科", "13"],
        ["其余", "15"],
        ["备用条", "2"],
    ]


def test_links_are_made_for_who_has_read_what_they_mean_and_the_log_has_it(organiser, sqlite_only):
    live = factories.publish(sqlite_only, factories.two_electorates(14, 8), issue=False)
    page = f"/desk/c/{live.id}/tickets"
    assert "应到不足 10 人，不做" in words(organiser.get(page))
    assert "确认以后再做" in words(organiser.post(page, {"name": NAME, "links": "A"}))
    assert "不能做成链接" in words(organiser.post(page, {"name": NAME, "links": "B", "knows": "y"}))
    made = slips(organiser, page, {"name": NAME, "links": "A", "knows": "y", "layout": "cards"})
    assert sorted(made.namelist()) == ["会场海报.pdf", "发放单.pdf", "测评条.pdf", "链接-A.csv", "链接-A.xlsx"]
    told = [one.details for one in recording.entries(sqlite_only.desk) if one.action == "tickets_issue"]
    assert {"links": "A"} in told


def test_a_sample_sheet_of_every_layout_can_be_printed_and_votes_nowhere(organiser, sqlite_only):
    live = factories.publish(sqlite_only, factories.small_campaign(tickets=12), issue=False)
    page = organiser.get(f"/desk/c/{live.id}/tickets").text
    addresses = re.findall(r'href="([^"]+/sample/[^"]+)"', page)
    assert len(addresses) == len(Layout)
    assert organiser.get(addresses[0]).data.startswith(b"%PDF")
    assert organiser.get(addresses[0].replace("3x8", "9x9")).status_code == 404
    with pytest.raises(UnknownTicket):
        factories.cast(live, "0" * 24)


def test_slips_that_were_asked_for_twice_at_once_are_made_once(organiser, sqlite_only):
    live = factories.publish(sqlite_only, factories.small_campaign(tickets=12), issue=False)
    page = f"/desk/c/{live.id}/tickets"
    token = organiser.token(page)
    for _ in range(2):
        assert organiser.client.post(page, data={"csrf_token": token, "name": NAME}).status_code == 302
    assert "没有重复开始" in words(organiser.get(page))
    assert len(running.all_of(sqlite_only.desk, live.id)) == 1
    work_off(organiser)
    third = organiser.client.post(page, data={"csrf_token": token, "name": NAME})
    assert "已经制作过" in words(organiser.get(third.location))


def test_slips_whose_download_was_lost_are_made_anew_until_somebody_votes(organiser, sqlite_only):
    live = factories.publish(sqlite_only, factories.small_campaign(tickets=12))
    page = f"/desk/c/{live.id}/tickets"
    form = {"name": NAME, "anew": "y"}
    organiser.post(page, form)
    assert "以前做好的照样有效" in words(organiser.get(organiser.post(f"{page}/cancel", page=page).location))
    assert sorted(slips(organiser, page, form).namelist()) == FILES
    with pytest.raises(VoidTicket):
        factories.cast(live, live.codes["A"][0])
    fresh = factories.issue_tickets(live, anew=True)
    factories.cast(live, fresh["A"][0])
    assert "已经有人投票" in words(organiser.get(organiser.post(page, form).location))


def test_no_slips_are_made_before_the_shares_are_said_to_be_in_safe_hands(organiser, sqlite_only):
    terms = Terms(2, 3, keep=False)
    live = factories.publish(sqlite_only, factories.small_campaign(tickets=12), terms, issue=False)
    page = f"/desk/c/{live.id}/tickets"
    answer = organiser.post(page, {"name": NAME})
    assert answer.status_code == 400
    assert "请先确认" in words(answer)
    assert not ticketing.are_issued(sqlite_only.desk, live.id)
    assert sorted(slips(organiser, page, {"name": NAME, "handed": "y"}).namelist()) == FILES


def test_the_kept_key_is_destroyed_at_the_desk_once_the_count_stands(organiser, sqlite_only):
    live = factories.publish(sqlite_only, factories.small_campaign(tickets=12))
    factories.cast_all(live)
    page = f"/desk/c/{live.id}/destroy-key"
    assert organiser.get(page).status_code == 302
    closing.close(live.desk, live.box, live.id, NOW)
    opening.open_box(live.desk, live.box, live.id)
    assert "复核期满后销毁" in organiser.get(f"/desk/c/{live.id}/").text
    assert organiser.post(page, {"name": "别的"}).status_code == 400
    assert opening.keeps_key(live.desk, live.id)
    organiser.post(page, {"name": NAME})
    assert not opening.keeps_key(live.desk, live.id)
    assert "已销毁" in words(organiser.get(f"/desk/c/{live.id}/"))


def test_no_page_ever_shows_a_code(organiser, live):
    pages = [organiser.get(f"/desk/c/{live.id}/{page}").text for page in ("", "tickets", "turnout", "close")]
    for code in live.codes["A"]:
        assert not any(code in page for page in pages)


# --- turnout ----------------------------------------------------------------------------------------------------------


def test_turnout_moves_in_steps_of_five_while_people_vote(organiser, live):
    def seen():
        return [words(organiser.get(f"/desk/c/{live.id}/{page}")) for page in ("turnout", "")]

    vote(live, "A", 4)
    assert all("不足 5" in text for text in seen())
    before = words(organiser.get(f"/desk/c/{live.id}/turnout"))
    vote(live, "B", 4)
    assert words(organiser.get(f"/desk/c/{live.id}/turnout")) == before
    vote(live, "A", 3)
    part, page = seen()
    assert "≥ 5" in part
    assert "7" not in re.findall(r"职工 12 ≥ (\d+)", part)
    assert "≥ 5 票" in page


def test_slips_are_voided_on_the_desk_one_or_many_and_accounted_for(organiser, sqlite_only, live):
    vote(live, "A", 7)
    page, codes = f"/desk/c/{live.id}/tickets", live.codes["A"]

    def void(*lines):
        return words(organiser.get(organiser.post(f"{page}/void", {"code": "\r\n".join(lines)}, page=page).location))

    assert "可以换给持条人一张备用条" in void(codes[0])
    assert "这张早已作废" in void(codes[0])
    said = void(codes[0], codes[1], "不是测评码")
    assert "作废了 1 张；另有 1 张早已作废" in said
    assert "1 行不是本次活动的测评码" in said
    assert "职工 12 ≥ 5 2 ≤ 5" in words(organiser.get(f"/desk/c/{live.id}/reconcile"))
    close(sqlite_only, live)
    assert "职工 12 7 2 3" in words(organiser.get(f"/desk/c/{live.id}/reconcile"))
    assert organiser.get(f"/desk/c/{live.id}/reconcile.pdf").data.startswith(b"%PDF")


# --- close and open ---------------------------------------------------------------------------------------------------


def test_closing_publishes_exact_counts_and_root(organiser, sqlite_only, live):
    vote(live, "A", 7)
    begun = organiser.post(f"/desk/c/{live.id}/close", {"name": NAME})
    assert "排队等候封箱" in words(organiser.get(begun.location))
    assert organiser.get(f"/desk/c/{live.id}/close").location == begun.location
    assert "看进度" in words(organiser.get(f"/desk/c/{live.id}/"))
    work_off(organiser)
    assert "已封箱" in words(organiser.get(begun.location))
    assert state(sqlite_only, live.id) == "closed"
    page = words(organiser.get(f"/desk/c/{live.id}/"))
    assert "职工 12 7 7" in page
    assert closing.statement_of(preparing.get(sqlite_only.desk, live.id))["root"] in page


def test_opening_counts_in_the_background_and_leads_to_the_results(organiser, sqlite_only, live):
    vote(live, "A", 7)
    close(sqlite_only, live)
    started = organiser.post(f"/desk/c/{live.id}/open", {"name": NAME})
    assert started.location == f"/desk/c/{live.id}/open/progress"
    assert "计票完成" in wait_for_count(organiser, live.id)
    assert "结果" in words(organiser.get(f"/desk/c/{live.id}/results"))


def looked_for(browser, page):
    """The address that a page asks for by itself, again and again."""
    found = re.search(r'<section[^>]* hx-get="([^"]+)"', browser.get(page).text)
    return found and html.unescape(found[1])


@pytest.mark.parametrize("page", ["tickets", "close/progress", "open/progress", "jobs"])
def test_a_page_that_looks_again_is_loaded_whole_when_its_work_has_ended_and_then_rests(
    organiser, sqlite_only, live, page
):
    work = {"close/progress": "close", "open/progress": "open"}.get(page, "tickets")
    if work == "open":
        close(sqlite_only, live)
    form = {"name": NAME, "layout": "cards", "anew": "y"}
    organiser.post(f"/desk/c/{live.id}/{work}", form)
    again = looked_for(organiser, f"/desk/c/{live.id}/{page}")
    part = organiser.get(again, headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert html.escape(again) in part.text
    work_off(organiser)
    ended = organiser.get(again, headers={"HX-Request": "true"})
    assert (ended.status_code, ended.headers.get("HX-Refresh")) == (204, "true")
    assert looked_for(organiser, f"/desk/c/{live.id}/{page}") is None


def test_turnout_that_looks_again_keeps_the_order_of_the_page_and_is_loaded_whole_when_the_state_has_changed(
    organiser, sqlite_only, live
):
    again = looked_for(organiser, f"/desk/c/{live.id}/")
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://localhost/desk/c/{live.id}/?sort=-progress.expected"}
    part = organiser.get(again, headers=headers)
    assert 'aria-sort="descending"' in part.text
    assert f"/desk/c/{live.id}/?sort=progress.expected" in part.text
    close(sqlite_only, live)
    assert organiser.get(again, headers=headers).headers["HX-Refresh"] == "true"
    assert looked_for(organiser, f"/desk/c/{live.id}/") is None


def test_a_recount_says_that_it_agrees(signed_in, sqlite_only, live):
    vote(live, "A", 7)
    close(sqlite_only, live)
    opening.open_box(sqlite_only.desk, sqlite_only.box, live.id)
    scrutineer = signed_in("scrutineer")
    scrutineer.post(f"/desk/c/{live.id}/open", {"name": NAME})
    assert "计票完成" in wait_for_count(scrutineer, live.id)


@pytest.fixture
def held(sqlite_only):
    """A closed campaign whose shares are with three people, two of whom open it."""
    terms = Terms(2, 3, keep=False)
    live = factories.publish(sqlite_only, factories.small_campaign(tickets=12), terms)
    for code in live.codes["A"][:6]:
        factories.cast(live, code, {0: 1})
    close(sqlite_only, live)
    return live


def test_scrutineers_open_with_files_and_typed_words(signed_in, held):
    scrutineer = signed_in("scrutineer")
    form = {"name": NAME, "files": (io.BytesIO(held.shares[0].encode()), "1.txt"), "words": held.shares[2]}
    scrutineer.post(f"/desk/c/{held.id}/open", form, content_type="multipart/form-data")
    assert "计票完成" in wait_for_count(scrutineer, held.id)


def test_a_share_file_so_large_that_it_would_be_buffered_on_disk_is_refused(signed_in, held):
    scrutineer = signed_in("scrutineer")
    form = {"name": NAME, "files": (io.BytesIO(held.shares[0].encode() + b" " * 300_000), "1.txt")}
    answer = scrutineer.post(f"/desk/c/{held.id}/open", form, content_type="multipart/form-data")
    assert answer.status_code == 413
    assert "份额文件不超过" in words(answer)


def test_two_typed_shares_are_told_apart_by_an_empty_line(signed_in, held):
    scrutineer = signed_in("scrutineer")
    typed = "\r\n\r\n".join(share.replace(" ", "\r\n", 3) for share in held.shares[:2])
    scrutineer.post(f"/desk/c/{held.id}/open", {"name": NAME, "words": typed})
    assert "计票完成" in wait_for_count(scrutineer, held.id)


def test_too_few_or_damaged_shares_say_what_to_do_and_lose_nothing(signed_in, sqlite_only, held):
    scrutineer = signed_in("scrutineer")
    for typed, message in [(held.shares[0], "份额"), ("academic acid", "份额"), ("", "份额")]:
        scrutineer.post(f"/desk/c/{held.id}/open", {"name": NAME, "words": typed})
        text = wait_for_count(scrutineer, held.id)
        assert "没有完成" in text
        assert message in text
        assert "…" not in text
    assert state(sqlite_only, held.id) == "closed"


def test_no_share_is_written_down_anywhere(signed_in, sqlite_only, held, tmp_path):
    scrutineer = signed_in("scrutineer")
    scrutineer.post(f"/desk/c/{held.id}/open", {"name": NAME, "words": "\n\n".join(held.shares[:2])})
    wait_for_count(scrutineer, held.id)
    words_of_it = " ".join(held.shares[0].split()[-2:]).encode()  # one alone may be a word of the schema
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or words_of_it not in path.read_bytes(), path


# --- results ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def opened(sqlite_only, live):
    """職工: 8 ballots; 服务对象: 3, which is below the limit of five."""
    vote(live, "A", 6, grade=1)
    vote(live, "A", 2, grade=2)
    vote(live, "B", 3, grade=3)
    close(sqlite_only, live)
    opening.open_box(sqlite_only.desk, sqlite_only.box, live.id)
    return live


def test_results_show_scores_ranks_and_votes(organiser, opened):
    page = words(organiser.get(f"/desk/c/{opened.id}/results"))
    assert "第一科" in page
    assert "综合得分" in page
    page = words(organiser.get(f"/desk/c/{opened.id}/results/of/D1"))
    assert "职工 6" in page


def test_figures_below_the_limit_are_withheld_with_their_reason(organiser, opened):
    answer = organiser.get(f"/desk/c/{opened.id}/results/of/D1")
    table = answer.text.partition('id="votes-1"')[2]
    row = re.search(r"<tr>\s*<th scope=\"row\"[^>]*>服务对象</th>(.*?)</tr>", table, re.DOTALL)
    assert row
    assert re.findall(r"\d", re.sub(r"<[^>]*>", "", row[1])) == []
    assert re.findall(r'data-sort="[^"]', row[1]) == []
    assert "少于公布下限" in words(answer)


def test_a_campaign_whose_grades_have_no_points_shows_rates_side_by_side(organiser, sqlite_only):
    from evalsite.core.campaign import Grade, Scale

    scale = Scale("四档", (Grade("满意"), Grade("基本满意"), Grade("不满意")))
    live = factories.publish(sqlite_only, factories.small_campaign(tickets=12, scales=(scale,)))
    for code in live.codes["A"][:8]:
        factories.cast(live, code, {0: 1, 2: 2})
    close(sqlite_only, live)
    opening.open_box(sqlite_only.desk, sqlite_only.box, live.id)
    answer = organiser.get(f"/desk/c/{live.id}/results")
    assert "第一科 8 100" in words(answer)
    assert re.search(r"<h2>总体评价</h2>\s*<figure[^>]*><svg", answer.text)


@pytest.mark.parametrize("kind", ["xlsx", "csv", "json"])
def test_results_go_out_as_files(organiser, opened, kind):
    answer = organiser.get(f"/desk/c/{opened.id}/export.{kind}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    if kind == "json":
        assert json.loads(answer.data)["campaign"]["id"] == opened.id


def test_an_unknown_kind_of_file_is_not_there(organiser, opened):
    assert organiser.get(f"/desk/c/{opened.id}/export.exe").status_code == 404


def test_a_report_opens_as_page_and_pdf(organiser, opened):
    page = organiser.get(f"/desk/c/{opened.id}/reports/D1.html")
    assert "第一科" in page.text
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert organiser.get(f"/desk/c/{opened.id}/reports/D1.pdf").data.startswith(b"%PDF")


def test_the_audit_file_may_be_had_from_the_closed_box_on(signed_in, sqlite_only, live):
    scrutineer = signed_in("scrutineer")
    assert scrutineer.get(f"/desk/c/{live.id}/bundle.zip").status_code == 409
    close(sqlite_only, live)
    assert zipfile.is_zipfile(io.BytesIO(scrutineer.get(f"/desk/c/{live.id}/bundle.zip").data))
    data = scrutineer.get(f"/desk/c/{live.id}/bundle.zip").data
    with zipfile.ZipFile(io.BytesIO(scrutineer.get(f"/desk/c/{live.id}/kit.zip").data)) as parcel:
        assert parcel.namelist() == ["说明.txt", "核票工具.html", "复核文件.zip"]
        assert parcel.read("复核文件.zip") == data
        assert parcel.read("核票工具.html") == scrutineer.get("/desk/checker").data
        assert len(parcel.read("说明.txt").decode("utf-8-sig").strip().split("\r\n")) == 12  # a title, and ten lines
    assert "核票包" in scrutineer.get(f"/desk/c/{live.id}/").text


@pytest.mark.parametrize("page", ["results", "reports", "export.json", "results/of/D1", "reports/D1.pdf"])
def test_before_the_box_is_open_there_are_no_results(organiser, live, page):
    answer = organiser.get(f"/desk/c/{live.id}/{page}")
    assert answer.status_code == 409
    assert "已发布" in words(answer)


@pytest.mark.parametrize("page", ["results/of/X", "reports/X.html", "reports/X.pdf"])
def test_a_subject_that_does_not_exist_is_said_to_be_so(organiser, opened, page):
    answer = organiser.get(f"/desk/c/{opened.id}/{page}")
    assert answer.status_code == 404
    assert "没有编号为 X" in words(answer)


def test_the_list_of_subjects_leads_to_their_pages(organiser, opened):
    answer = organiser.get(f"/desk/c/{opened.id}/results/pick?subject=D2")
    assert answer.location == f"/desk/c/{opened.id}/results/of/D2"


def test_a_reader_sees_counted_campaigns_only(signed_in, sqlite_only, opened):
    other = factories.publish(sqlite_only)
    page = signed_in("reader").get("/desk/").text
    assert opened.id in page
    assert other.id not in page


def test_a_campaign_that_does_not_exist_is_said_to_be_so(organiser):
    answer = organiser.get("/desk/c/c-00000000/")
    assert answer.status_code == 404
    assert "没有编号为 c-00000000" in words(answer)


# --- what a page says about the state ---------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("role", list(Role))
def test_every_stage_has_a_next_step_that_the_role_may_take(stage, role):
    step = showing.next_step(stage, role)
    assert step.title
    assert step.text
    assert step.endpoint is None or allows(role, step.act)


def test_a_page_of_a_step_that_does_not_fit_leads_back_to_the_campaign(organiser, live, draft):
    for path in (f"{live.id}/publish", f"{live.id}/open", f"{draft}/close"):
        answer = organiser.get(f"/desk/c/{path}")
        assert answer.location == f"/desk/c/{path.split('/')[0]}/"


def test_a_low_limit_of_disclosure_is_warned_of_before_publishing(organiser, sqlite_only):
    for limit, warned in ((5, False), (4, True)):
        draft = factories.take_in(sqlite_only, factories.small_campaign(tickets=12, threshold=limit))
        assert ("公布下限只有" in words(organiser.get(f"/desk/c/{draft}/publish"))) is warned


def test_a_slip_that_comes_back_is_voided_at_the_desk_and_a_used_one_is_not(organiser, live):
    page = f"/desk/c/{live.id}/tickets"
    unused, used = live.codes["A"][:2]
    factories.cast(live, used, {0: 1})
    organiser.post(f"{page}/void", {"code": unused}, page=page)
    assert "已作废。票种“职工”共作废 1 张" in words(organiser.get(page))
    organiser.post(f"{page}/void", {"code": used}, page=page)
    assert "已经投过票，不能作废" in words(organiser.get(page))
    organiser.post(f"{page}/void", {"code": ""}, page=page)
    assert "请输入测评条上的测评码" in words(organiser.get(page))
    with pytest.raises(VoidTicket):
        factories.cast(live, unused)
