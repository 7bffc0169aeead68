"""New drafts on the desk: empty, from a sample, copied from a former round, looked at before others do, and deleted."""

import json
import re

import pytest

from evalsite.core.campaign import Campaign, Electorate
from evalsite.crypto.published import Published
from evalsite.usecases import preparing, previewing, rehearsing
from evalsite.web.desk import matrix
from evalsite.web.desk.samples import SAMPLES
from tests import factories
from tests.factories import NOW
from tests.web.desk.conftest import words


@pytest.fixture
def draft(sqlite_only):
    return factories.take_in(sqlite_only, factories.small_campaign(tickets=12))


def create(browser, **fields):
    answer = browser.post("/desk/create", {"name": "新一轮", "round": "下半年", **fields})
    assert answer.status_code == 302
    return re.findall(r"/c/([^/]+)/edit", answer.location)[0]


def record(ledgers, campaign_id):
    return preparing.get(ledgers.desk, campaign_id)


def test_an_empty_draft_says_what_is_still_to_be_written(organiser, sqlite_only):
    made = create(organiser, source="blank:双向测评")
    found = preparing.campaign_of(record(sqlite_only, made))
    assert (found.name, found.round, found.kind.value) == ("新一轮", "下半年", "双向测评")
    assert preparing.faults_of(record(sqlite_only, made)) == 3
    assert "没有一个测评对象" in words(organiser.get(f"/desk/c/{made}/edit/subjects"))
    for page in ("matrix", "preview"):
        assert "改好以后才看得到" in words(organiser.get(f"/desk/c/{made}/{page}"))
    assert "还不能预览" in words(organiser.get(f"/desk/c/{made}/preview/phone"))


def test_a_draft_begins_as_any_sample_does(organiser, sqlite_only):
    made = create(organiser, source=f"sample:{SAMPLES[0].file}")
    assert preparing.faults_of(record(sqlite_only, made)) == 0
    found = preparing.campaign_of(record(sqlite_only, made))
    assert (found.name, found.organiser, found.series) == ("新一轮", "", "")


def test_a_former_round_is_copied_without_its_times_whatever_its_state(organiser, sqlite_only, draft):
    live = factories.publish(sqlite_only, factories.small_campaign(tickets=12, closes=NOW.replace(year=2027)))
    for source in (live.id, draft):
        copy = preparing.campaign_of(record(sqlite_only, create(organiser, source=f"copy:{source}")))
        assert (copy.name, copy.opens, copy.closes) == ("新一轮", None, None)
        assert copy.subjects == live.campaign.subjects
    asked = organiser.get(f"/desk/create?source=copy:{live.id}").text
    assert f'selected value="copy:{live.id}"' in asked
    assert 'value="年度测评"' in asked


@pytest.mark.parametrize("fields", [{"name": ""}, {"source": "copy:c-none"}, {"source": "sample:../x"}])
def test_what_is_on_no_list_or_has_no_name_begins_nothing(organiser, sqlite_only, fields):
    answer = organiser.post("/desk/create", {"name": "新一轮", "source": "blank:双向测评", **fields})
    assert answer.status_code == 400
    assert preparing.list_all(sqlite_only.desk) == []


def test_a_draft_is_deleted_once_its_name_is_typed_and_its_rehearsals_are_wiped(organiser, sqlite_only, draft):
    trial = rehearsing.rehearse(sqlite_only.desk, sqlite_only.box, draft, NOW).id
    page = organiser.get(f"/desk/c/{draft}/delete")
    assert f"/desk/c/{trial}/wipe" in page.text
    assert "请输入活动名称" not in words(page)
    rehearsing.wipe(sqlite_only.desk, sqlite_only.box, trial)
    assert organiser.post(f"/desk/c/{draft}/delete", {"name": "年度"}).status_code == 400
    assert organiser.post(f"/desk/c/{draft}/delete", {"name": "年度测评"}).status_code == 302
    assert preparing.list_all(sqlite_only.desk) == []


def test_what_is_published_has_no_page_to_delete_it(organiser, sqlite_only, draft):
    preparing.publish(sqlite_only.desk, sqlite_only.box, draft, NOW)
    assert organiser.get(f"/desk/c/{draft}/delete").status_code == 409


def test_who_rates_whom_tells_how_many_and_leaves_out_the_own_unit():
    both = (Electorate("A", "职工", 12, ("科室",)), Electorate("B", "第一科的人", 10, ("科室",), unit="第一科"))
    found = matrix.matrix_of(factories.small_campaign(electorates=both))
    assert [line.marks for line in found.lines] == [("rates", "rates"), ("own", "rates")]
    assert [line.rated for line in found.lines] == [2, 1]
    assert found.raters == ((1, 12), (2, 22))
    assert [one.name for one in found.lines[1].crossings[0].own] == ["第一科"]


def test_the_matrix_page_shows_every_electorate_and_subject(organiser, draft):
    page = words(organiser.get(f"/desk/c/{draft}/matrix"))
    for word in ("职工", "第一科", "第二科", "2 个"):
        assert word in page


def test_the_preview_is_a_manifest_that_phones_accept(sqlite_only):
    small = factories.small_campaign(tickets=3)
    made = previewing.sample_manifest(sqlite_only.desk, small, NOW)
    assert set(Published.read(made).stamp_keys) == {"A"}
    shown = Campaign.from_json(json.loads(made))
    assert shown.electorates[0].tickets == 5
    assert shown.subjects == small.subjects


def test_only_the_preview_may_stand_in_a_frame_and_only_of_this_site(organiser, draft):
    page = organiser.get(f"/desk/c/{draft}/preview/phone?electorate=A")
    assert 'data-electorate="A"' in page.text
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    files = re.findall(r'(?:src|href)="(/desk/phone/[^"]+)"', page.text)
    assert [organiser.get(file).status_code for file in files] == [200, 200]
    around = organiser.get(f"/desk/c/{draft}/preview")
    assert "frame-ancestors 'none'" in around.headers["Content-Security-Policy"]
    assert around.headers["X-Frame-Options"] == "DENY"


def test_the_preview_shows_what_is_typed_before_it_is_saved(organiser, sqlite_only, draft):
    edit = f"/desk/c/{draft}/edit/campaign"
    fields = {"r0.value": "还没有保存的名称", "r1.value": "双向测评", "version": "0"}
    assert "还没有保存的名称" in organiser.post(f"{edit}/phone", fields, page=edit).text
    assert preparing.campaign_of(record(sqlite_only, draft)).name == "年度测评"


def test_who_was_away_too_long_signs_in_and_comes_back_to_the_sheet(organiser, draft):
    edit = f"/desk/c/{draft}/edit/subjects"
    organiser.client.delete_cookie("evalsite_desk", path="/desk")
    answer = organiser.client.post(edit, data={"version": "0"})
    assert answer.location.endswith(f"next={edit}")
    assert "可以恢复填过的内容" in words(organiser.get(answer.location))
