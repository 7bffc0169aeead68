"""What is written is what is read: campaigns to workbooks and back, and the same file every time."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
from hypothesis import given, settings

from evalsite.core.preparation import problems
from evalsite.paper.workbook import read_campaign, write_campaign
from evalsite.paper.workbook_form import FORMS
from tests.core.strategies import campaigns
from tests.paper.workbook_edits import SOUND


@given(campaigns())
def test_every_campaign_without_problems_survives_its_workbook(campaign):
    assert problems(campaign) == []
    assert read_campaign(write_campaign(campaign)) == campaign


@settings(max_examples=10)
@given(campaigns())
def test_equal_campaigns_make_equal_files(campaign):
    assert write_campaign(campaign) == write_campaign(replace(campaign, name=campaign.name))


def test_the_file_says_nothing_of_who_wrote_it_and_when():
    with zipfile.ZipFile(io.BytesIO(write_campaign(SOUND))) as package:
        core = package.read("docProps/core.xml").decode()
        assert {info.date_time[0] for info in package.infolist()} == {1980}
    assert "<dc:creator></dc:creator>" in core
    assert core.count("2000-01-01T00:00:00Z") == 2


def test_the_workbook_has_the_sheets_and_headers_of_the_contract():
    book = openpyxl.load_workbook(io.BytesIO(write_campaign(SOUND)))
    headers = {sheet.title: [cell.value for cell in sheet[1]] for sheet in book}
    assert list(headers) == ["活动", "对象", "票种", "指标", "等次", "规则"]
    assert headers["活动"][:2] == ["项目", "值"]
    assert headers["对象"] == ["编号", "名称", "类别", "所属单位", "对象组", "领域"]
    assert headers["票种"] == ["编号", "名称", "权重", "发票数", "评议对象组", "所属单位", "备用条"]
    assert headers["指标"] == ["编号", "名称", "说明", "题型", "等次表", "权重", "必答", "适用对象组"]
    assert headers["等次"] == ["等次表", "名称", "分值", "计入分母"]
    assert headers["规则"] == ["规则", "范围", "参数"]
    items = [row[0].value for row in book["活动"].iter_rows(min_row=2)]
    contract = [
        "名称",
        "类型",
        "系列",
        "期次",
        "开始时间",
        "截止时间",
        "公布下限",
        "率的分母",
        "小数位",
        "舍入",
        "末尾零",
        "缺项处理",
    ]
    assert [item for item in items if item in contract] == contract
    assert [one.sheet for one in FORMS] == list(headers)


def test_what_people_wrote_is_text_and_never_a_formula():
    campaign = replace(
        SOUND,
        name="=1+1",
        subjects=(replace(SOUND.subjects[0], name='=HYPERLINK("http://x","点我")'), *SOUND.subjects[1:]),
    )
    book = openpyxl.load_workbook(io.BytesIO(write_campaign(campaign)))
    cells = [book["活动"]["B2"], book["对象"]["B2"]]
    assert [cell.data_type for cell in cells] == ["s", "s"]
    assert [cell.value for cell in cells] == ["=1+1", '=HYPERLINK("http://x","点我")']
    assert not any(cell.hyperlink for cell in cells)


def test_times_are_written_as_they_are_read_on_the_wall():
    campaign = replace(
        SOUND, opens=datetime(2026, 11, 21, 0, 0, tzinfo=UTC), closes=datetime(2026, 11, 25, 10, 0, 30, tzinfo=UTC)
    )
    sheet = openpyxl.load_workbook(io.BytesIO(write_campaign(campaign)))["活动"]
    values = {row[0].value: row[1].value for row in sheet.iter_rows(max_col=2)}
    assert values["开始时间"] == "2026-11-21 08:00"
    assert values["截止时间"] == "2026-11-25 18:00:30"
