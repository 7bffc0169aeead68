"""The campaign's workbook in the browser: cells, rows, faults in their place, and two organisers at one sheet."""

import html
import re

import pytest

from evalsite.paper.workbook_grid import read_sheets
from evalsite.usecases import preparing
from tests import factories
from tests.factories import NOW
from tests.web.desk.conftest import words


@pytest.fixture
def draft(sqlite_only):
    return factories.take_in(sqlite_only, factories.small_campaign(tickets=12))


def address(draft, part):
    return f"/desk/c/{draft}/edit/{part}"


def filled(page):
    """The fields of the sheet as the page has them, in their order."""
    inputs = re.findall(r'<input type="(?:text|datetime-local)" id="[^"]+" name="([^"]+)" value="([^"]*)"', page)
    areas = re.findall(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>\n([^<]*)</textarea>', page)
    chosen = [
        (name, (re.search(r'<option value="([^"]*)" selected', options) or ["", ""])[1])
        for name, options in re.findall(r'<select id="[^"]+" name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL)
    ]
    return dict([*inputs, *areas, *chosen])


def save(browser, draft, part, changes, version=None, act="save", **more):
    page = browser.get(address(draft, part)).text
    found = version if version is not None else re.findall(r'name="version" value="(\d+)"', page)[0]
    fields = filled(page) | changes | {"version": found, "act": act} | more
    return browser.post(address(draft, part), fields)


@pytest.mark.parametrize("part", ["campaign", "subjects", "electorates", "indicators", "scales", "rules"])
def test_every_sheet_is_a_page_that_saves_as_it_is(organiser, sqlite_only, draft, part):
    before = preparing.campaign_of(preparing.get(sqlite_only.desk, draft))
    answer = save(organiser, draft, part, {})
    assert answer.status_code == 303
    assert "没有发现问题" in words(organiser.get(answer.location))
    assert preparing.campaign_of(preparing.get(sqlite_only.desk, draft)) == before


def test_a_fault_stands_in_its_cell_and_in_the_list_and_stops_publishing(organiser, draft):
    answer = save(organiser, draft, "electorates", {"r0.tickets": "很多"})
    page = organiser.get(answer.location).text
    assert re.search(r'name="r0.tickets" value="很多"[^>]*aria-invalid="true"', page)
    assert '<a href="#r0.tickets">第 1 行“发票数”</a>' in page
    assert "还有 1 处要改" in words(organiser.get(f"/desk/c/{draft}/"))
    for step in ("publish", "rehearse"):
        refused = organiser.get(f"/desk/c/{draft}/{step}")
        assert refused.status_code == 409
        assert "还有 1 处要改" in words(refused)
    assert organiser.get(f"/desk/c/{draft}/edit").location.endswith("/edit/electorates")
    assert organiser.get(f"/desk/c/{draft}/workbook.xlsx").status_code == 200


def test_rows_are_added_removed_and_moved_without_script_and_nothing_is_saved_by_it(organiser, sqlite_only, draft):
    down = filled(save(organiser, draft, "subjects", {"at": "r0"}, act="down").text)
    assert [down[name] for name in down if name.endswith(".name")][:2] == ["第二科", "第一科"]
    one = filled(save(organiser, draft, "subjects", {"at": "r0"}, act="remove").text)
    assert next(one[name] for name in one if name.endswith(".name")) == "第二科"
    more = filled(save(organiser, draft, "subjects", {"at": "r0"}, act="insert").text)
    assert [more[name] for name in more if name.endswith(".name")][:3] == ["第一科", "", "第二科"]
    assert len(preparing.campaign_of(preparing.get(sqlite_only.desk, draft)).subjects) == 2


def test_what_a_rule_asks_for_and_what_it_says_stand_below_its_line(organiser, draft):
    rule = {"r0.rule": "限额", "r0.scope": "总体", "r0.params": "优秀≤50%"}
    page = words(organiser.get(save(organiser, draft, "rules", rule).location))
    assert "等次题的编号或名称" in page
    assert "一张票上“总体评价”评为“优秀”的不超过表上对象数的 50%" in page
    save(organiser, draft, "rules", {"r0.params": "看不懂"})
    assert "请照这样写" in words(organiser.get(address(draft, "rules")))


def test_a_sheet_is_checked_while_it_is_typed_and_nothing_is_saved(organiser, sqlite_only, draft):
    page = organiser.get(address(draft, "subjects")).text
    fields = filled(page) | {"r1.code": "D1"}
    answer = organiser.post(f"{address(draft, 'subjects')}/check", fields, page=address(draft, "subjects"))
    assert [fault["at"] for fault in answer.json["faults"]] == ["r1.code"]
    assert preparing.faults_of(preparing.get(sqlite_only.desk, draft)) == 0


def test_a_deadline_is_chosen_in_the_browsers_own_field_and_what_it_could_not_show_is_kept_as_text(
    organiser, sqlite_only, draft
):
    save(organiser, draft, "campaign", {"r5.value": "2026-12-01T08:00", "r6.value": "下周五"})
    page = organiser.get(address(draft, "campaign")).text
    assert re.search(r'type="datetime-local" id="r5.value" name="r5.value" value="2026-12-01T08:00"', page)
    assert re.search(
        r'type="text" id="r6.value" name="r6.value" value="下周五"[^>]* aria-describedby="hint-r6 says-r6', page
    )
    save(organiser, draft, "campaign", {"r6.value": "2026-12-05T18:30"})
    found = preparing.campaign_of(preparing.get(sqlite_only.desk, draft))
    assert [f"{one:%m-%d %H:%M %z}" for one in (found.opens, found.closes)] == [
        "12-01 08:00 +0800",
        "12-05 18:30 +0800",
    ]
    exported = read_sheets(organiser.get(f"/desk/c/{draft}/workbook.xlsx").data)["campaign"]
    assert [line["value"] for line in exported if "时间" in line["item"]] == ["2026-12-01 08:00", "2026-12-05 18:30"]


def carried(answer, name):
    found = re.search(f'name="{name}" value="([^"]*)"', answer.text)
    assert found, f"no field {name}"
    return html.unescape(found[1])


def subjects(ledgers, draft):
    return [one.name for one in preparing.campaign_of(preparing.get(ledgers.desk, draft)).subjects]


def test_of_two_at_one_sheet_the_later_chooses_where_both_changed_a_row(signed_in, sqlite_only, draft):
    first, second = signed_in("organiser"), signed_in("admin")
    before = carried(second.get(address(draft, "subjects")), "before")
    save(first, draft, "subjects", {"r0.name": "甲写的", "r2.code": "D3", "r2.name": "新加的", "r2.group": "科室"})
    mine = {"r0.name": "乙写的", "r1.name": "乙改的", "r2.code": "", "r2.name": "", "r2.group": ""}
    answer = save(second, draft, "subjects", mine, version="0", before=before)
    assert answer.status_code == 409
    assert "组织科" in words(answer)
    assert "甲写的" in answer.text
    settled = second.post(
        f"{address(draft, 'subjects')}/settle",
        {"version": "1", "take": "0"} | {name: carried(answer, name) for name in ("before", "mine")},
        page=address(draft, "subjects"),
    )
    assert settled.status_code == 303
    assert subjects(sqlite_only, draft) == ["乙写的", "乙改的", "新加的"]


def test_of_two_at_one_sheet_who_changed_other_rows_both_keep_what_they_wrote(signed_in, sqlite_only, draft):
    first, second = signed_in("organiser"), signed_in("admin")
    before = carried(second.get(address(draft, "subjects")), "before")
    save(first, draft, "subjects", {"r0.name": "甲写的"})
    answer = save(second, draft, "subjects", {"r0.name": "第一科", "r1.name": "乙写的"}, version="0", before=before)
    assert "两边的修改已合在一起" in words(second.get(answer.location))
    assert subjects(sqlite_only, draft) == ["甲写的", "乙写的"]


@pytest.mark.parametrize("mine", ["", "[[", "{}", '["x"]'])
def test_choices_that_no_page_of_ours_made_change_nothing(organiser, sqlite_only, draft, mine):
    data = {"version": "0", "mine": mine}
    answer = organiser.post(f"{address(draft, 'subjects')}/settle", data, page=address(draft, "subjects"))
    assert answer.status_code == 400
    assert organiser.post(address(draft, "subjects"), {"version": "x"}).status_code == 400
    assert organiser.get(address(draft, "nothing")).status_code == 404
    assert len(preparing.campaign_of(preparing.get(sqlite_only.desk, draft)).subjects) == 2


def test_markup_and_formulas_in_names_are_shown_as_text(organiser, draft):
    name = '=HYPERLINK("x")<script>alert(1)</script>'
    page = organiser.get(save(organiser, draft, "campaign", {"r0.value": name}).location).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_published_campaign_is_not_edited(organiser, sqlite_only, draft):
    preparing.publish(sqlite_only.desk, sqlite_only.box, draft, NOW)
    answer = organiser.get(address(draft, "subjects"))
    assert answer.status_code == 409
    assert "已发布" in words(answer)
