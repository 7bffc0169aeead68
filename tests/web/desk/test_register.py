"""The register at the desk: import with a look before, lists, one entry with its history, and campaigns beside it."""

import html
import io
import re
from dataclasses import replace

import openpyxl
import pytest

from evalsite.core.campaign import Subject
from evalsite.core.register import UNIT, Entry, Lists, with_changes
from evalsite.paper.register_workbook import write_register
from evalsite.usecases import closing, opening, registering
from tests import factories
from tests.factories import NOW
from tests.paper.test_register_workbook import DAY, LATER, LISTS, REGISTER
from tests.web.desk.conftest import words

WORKBOOK = write_register(REGISTER, LATER)


def upload(browser, data=WORKBOOK, **more):
    form = {"workbook": (io.BytesIO(data), "名册.xlsx"), **more}
    return browser.post("/desk/register/import", form, content_type="multipart/form-data")


def hidden(answer):
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text))


def confirm(browser, answer, **changes):
    form = {name: value for name, value in hidden(answer).items() if name != "csrf_token"}
    return browser.post("/desk/register/confirm", form | changes, page="/desk/register/import")


def fill(ledgers, lists=LISTS, day=DAY):
    registering.carry_out(ledgers.desk, lists, day, registering.source("名册.xlsx", b"", "组织科", NOW))


def test_an_empty_register_says_how_to_begin(organiser):
    assert "下载空白名册" in words(organiser.get("/desk/register/"))
    assert openpyxl.load_workbook(io.BytesIO(organiser.get("/desk/register/template.xlsx").data)).sheetnames


def test_an_import_is_shown_before_it_is_carried_out(organiser, sqlite_only):
    answer = upload(organiser, since="2025-03-01")
    seen = words(answer)
    assert "将改动 6 处，自 2025年3月1日起" in seen
    assert "=第一局，局长" in seen
    assert registering.register_of(sqlite_only.desk).versions == ()
    assert confirm(organiser, answer).status_code == 302
    assert registering.snapshot(sqlite_only.desk, LATER).by_code["P1"].post == "局长"
    listed = words(organiser.get("/desk/register/"))
    for said in ("王甲", "第二局", "东片", "已停用（2）", "名册.xlsx", "已改动 6 处"):
        assert said in listed


def test_changes_are_told_field_by_field(organiser, sqlite_only):
    fill(sqlite_only)
    moved = replace(LISTS.people[0], unit="02", post="书记")
    lists = Lists((replace(LISTS.units[0], name="第一委"), *LISTS.units[1:]), (moved, *LISTS.people[1:]))
    made = registering.plan(registering.register_of(sqlite_only.desk), lists, LATER)
    assert len(made.changes) == 2
    later = with_changes(REGISTER, made.changes, LATER)
    seen = words(upload(organiser, write_register(later, LATER), since="2026-03-01"))
    assert "名称：=第一局 → 第一委" in seen
    assert "单位：第一委 → 第二局" in seen
    assert "职务：局长 → 书记" in seen


def test_a_register_that_agrees_offers_nothing_to_confirm(organiser, sqlite_only):
    fill(sqlite_only)
    answer = upload(organiser)
    assert "与名册一致" in words(answer)
    assert "确认导入" not in words(answer)


def test_faults_are_listed_and_nothing_is_offered(organiser, sqlite_only):
    book = openpyxl.load_workbook(io.BytesIO(WORKBOOK))
    book["单位"]["A3"] = "01"
    out = io.BytesIO()
    book.save(out)
    answer = upload(organiser, out.getvalue())
    assert answer.status_code == 422
    assert "编号“01”重复" in words(answer)
    assert "确认导入" not in words(answer)
    assert upload(organiser, since="昨天").status_code == 400


def test_a_plan_that_no_longer_holds_is_not_carried_out(organiser, sqlite_only):
    answer = upload(organiser, since="2025-03-01")
    fill(sqlite_only, Lists((Entry("01", UNIT, "抢先局", order=1),)))
    late = confirm(organiser, answer)
    assert late.status_code == 409
    assert "名册刚刚被别人改过" in words(late)
    assert registering.snapshot(sqlite_only.desk, LATER).find("P1") is None


@pytest.mark.parametrize("changes", [{"data": "@@"}, {"data": ""}, {"since": ""}, {"mark": ""}])
def test_a_plan_that_comes_back_broken_is_asked_for_again(organiser, sqlite_only, changes):
    answer = confirm(organiser, upload(organiser), **changes)
    assert answer.location == "/desk/register/import"
    assert registering.register_of(sqlite_only.desk).versions == ()


def test_a_workbook_changed_on_its_way_back_is_judged_anew(organiser):
    answer = confirm(organiser, upload(organiser), data="UEsDBA==")
    assert answer.status_code == 422


def test_entries_are_filtered_and_become_a_campaign_workbook(organiser, sqlite_only):
    fill(sqlite_only)
    seen = words(organiser.get("/desk/register/?field=综合"))
    assert "王甲" in seen
    assert "龚䶮" not in seen
    assert "龚䶮" in words(organiser.get("/desk/register/?text=䶮"))
    book = openpyxl.load_workbook(io.BytesIO(organiser.get("/desk/register/campaign.xlsx?field=综合").data))
    assert [cell.value for cell in book["对象"]["A"]][1:3] == ["01", "P1"]
    assert organiser.get("/desk/register/export.xlsx").status_code == 200
    told = organiser.get("/desk/register/?field=综合&endpoint=x&_anchor=y").text
    assert 'href="/desk/register/campaign.xlsx?field=%E7%BB%BC%E5%90%88"' in told


def test_a_long_register_is_sorted_whole_and_turned_page_by_page(organiser, sqlite_only):
    units = [Entry(f"U{n:03}", UNIT, f"第{n}站", order=n) for n in range(1, 502)]
    fill(sqlite_only, Lists(tuple(units), ()))
    page = organiser.get("/desk/register/?sort=-units.code")
    first, *_, last = re.findall(r'<td data-label="编号"[^>]*>(U\d+)', page.text)
    assert (first, last) == ("U501", "U002")
    assert "第 1 页，共 2 页" in words(page)
    turn = re.search(r'href="([^"]*turn=units[.]2[^"]*)"', page.text)
    assert turn
    rest = organiser.get(html.unescape(turn[1])).text
    assert re.findall(r'<td data-label="编号"[^>]*>(U\d+)', rest) == ["U001"]
    assert "sort=units.code#units" in rest  # sorted otherwise, it begins at its beginning again
    assert "U501" in organiser.get("/desk/register/?turn=x&turn=units.99").text
    file = organiser.get("/desk/register/?sort=-units.code&table=units&file=csv").data.decode("utf-8-sig").splitlines()
    assert (len(file), file[1].split(",")[:2]) == (502, ["501", "U501"])


def test_one_entry_has_its_history_and_its_campaigns_under_the_names_of_their_time(signed_in, sqlite_only):
    fill(sqlite_only)
    fill(sqlite_only, Lists((replace(LISTS.units[0], name="第一委"),)), LATER)
    subjects = (Subject("01", "第一局", group="科室"), Subject("02", "第二局", group="科室"))
    live = factories.publish(sqlite_only, factories.small_campaign(tickets=6, subjects=subjects))
    organiser, reader = signed_in("organiser"), signed_in("reader")
    seen = words(organiser.get("/desk/register/of/01"))
    for said in ("2025年3月1日", "=第一局", "2026年3月1日", "第一委", "年度测评", "第一局", "已发布"):
        assert said in seen
    assert "年度测评" not in words(reader.get("/desk/register/of/01"))
    factories.cast_all(live, {0: 1, 2: 2})
    closing.close(sqlite_only.desk, sqlite_only.box, live.id, NOW)
    opening.open_box(sqlite_only.desk, sqlite_only.box, live.id)
    assert "看结果" in words(reader.get("/desk/register/of/01"))
    assert "王甲" in words(reader.get("/desk/register/of/01"))
    assert "局长" in words(reader.get("/desk/register/of/P1"))
    assert organiser.get("/desk/register/of/nobody").status_code == 404


def test_a_draft_that_names_a_code_otherwise_says_so_on_its_page(organiser, sqlite_only):
    fill(sqlite_only)
    subjects = (Subject("02", "第三局", group="科室"),)
    campaign_id = factories.take_in(sqlite_only, factories.small_campaign(subjects=subjects))
    seen = words(organiser.get(f"/desk/c/{campaign_id}/"))
    assert "与名册不一致" in seen
    assert "在名册里叫“第二局”" in seen


def test_results_are_listed_by_score_register_or_strokes(signed_in, sqlite_only):
    names = {"D1": "王局", "D2": "丁局", "D3": "张局"}
    subjects = tuple(Subject(code, name, group="科室") for code, name in names.items())
    order = tuple(Entry(code, UNIT, names[code], order=place) for place, code in enumerate(("D3", "D1", "D2")))
    fill(sqlite_only, Lists(order), NOW.date())
    live = factories.publish(sqlite_only, factories.small_campaign(tickets=6, subjects=subjects))
    factories.cast_all(live, {0: 3, 2: 2, 4: 1})
    closing.close(sqlite_only.desk, sqlite_only.box, live.id, NOW)
    opening.open_box(sqlite_only.desk, sqlite_only.box, live.id)
    reader = signed_in("reader")

    def listed(query):
        table = reader.get(f"/desk/c/{live.id}/results{query}").text.partition('id="scores-1"')[2]
        return re.findall(r"results/of/(D\d)", table.partition("</table>")[0])

    assert listed("") == listed("?order=score") == listed("?order=nonsense") == ["D3", "D2", "D1"]
    assert listed("?order=register") == ["D3", "D1", "D2"]
    assert listed("?order=strokes") == ["D2", "D1", "D3"]
    book = openpyxl.load_workbook(io.BytesIO(reader.get(f"/desk/c/{live.id}/export.xlsx?order=strokes").data))
    assert [cell.value for cell in book["得分与排名"]["A"]][1:] == ["D2", "D1", "D3"]
