"""A sound workbook, and ways to spoil it as people do: by hand, cell by cell."""

import io
import re
import zipfile
from fractions import Fraction

import openpyxl
import pytest

from evalsite.core import rules
from evalsite.core.campaign import Campaign, Electorate, Grade, Indicator, Kind, Rule, Scale, Subject, Type
from evalsite.core.refusals import Fault, FaultyWorkbook
from evalsite.paper.workbook import read_campaign, write_campaign

# 对象: A 编号 B 名称 C 类别 D 所属单位 E 对象组 F 领域           票种: A 编号 B 名称 C 权重 D 发票数 E 评议对象组 F 所属单位
# 指标: A 编号 B 名称 C 说明 D 题型 E 等次表 F 权重 G 必答 H 适用对象组      等次: A 等次表 B 名称 C 分值 D 计入分母
SOUND, _ = rules.apply(
    Campaign(
        name="年度测评",
        kind=Kind.TWO_WAY,
        subjects=(
            Subject("D1", "财政局", group="部门", field="综合"),
            Subject("D2", "民政局", group="部门", field="民生"),
            Subject("T1", "第一街道", group="镇街"),
            Subject("P1", "财政局局长", kind="person", unit="财政局", group="负责人"),
        ),
        scales=(
            Scale(
                "四等", (Grade("优秀", Fraction(100)), Grade("良好", Fraction(80)), Grade("不了解", None, counts=False))
            ),
            Scale("问题", (Grade("作风"), Grade("效率"), Grade("能力"))),
        ),
        indicators=(
            Indicator("Z1", "工作实绩", Type.GRADE, scale="四等", weight=Fraction(60)),
            Indicator("Z2", "服务基层", Type.SCORE, weight=Fraction(40)),
            Indicator("Z3", "存在问题", Type.CHOICE, scale="问题", groups=("部门", "镇街")),
            Indicator("Z4", "部门排序", Type.RANK, groups=("部门",)),
            Indicator("Z5", "推荐人选", Type.NOMINATE, groups=("负责人",)),
            Indicator("Z6", "意见", Type.TEXT, required=False, whole=True),
        ),
        electorates=(
            Electorate("A", "区级领导", 30, ("部门", "镇街", "负责人"), Fraction(40)),
            Electorate("B", "镇街", 40, ("部门", "镇街", "负责人"), Fraction(60), unit="第一街道"),
            Electorate("C", "群众", 90, ("镇街",), Fraction(0)),
        ),
        rules=(Rule("限额", "Z1", "优秀≤50%"), Rule("打分范围", "服务基层", "0-10/0.5"), Rule("选择数", "Z3", "1-2")),
    )
)


class Edit:
    """The sound workbook opened as Excel would, ready to be changed and read."""

    def __init__(self, campaign=SOUND):
        self.book = openpyxl.load_workbook(io.BytesIO(write_campaign(campaign)))

    def set(self, place, value, number_format=None):
        """``place`` is as in "对象!B3"."""
        sheet, _, cell = place.partition("!")
        self.book[sheet][cell] = value
        if number_format:
            self.book[sheet][cell].number_format = number_format
        return self

    def item(self, name):
        """The place of an item's value on the 活动 sheet."""
        for row in self.book["活动"].iter_rows(max_col=1):
            if row[0].value == name:
                return f"活动!B{row[0].row}"
        raise KeyError(name)

    def data(self):
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def read(self):
        return read_campaign(self.data())

    def faults(self) -> tuple[Fault, ...]:
        return faults_of(self.data())


def faults_of(data) -> tuple[Fault, ...]:
    with pytest.raises(FaultyWorkbook) as refused:
        read_campaign(data)
    assert refused.value.details == {"count": len(refused.value.faults)}
    return refused.value.faults


def places(faults):
    return [f"{fault.sheet}!{fault.column}{fault.row or ''}" for fault in faults]


def with_parts(data, changes):
    """A workbook with parts of its package replaced (bytes), changed (a function) or removed (None)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = changes.pop(name, old.read(name))
            part = change(old.read(name)) if callable(change) else change
            if part is not None:
                new.writestr(name, part)
        for name, part in changes.items():
            new.writestr(name, part)
    return out.getvalue()


def sheet_part(data, name):
    """Where in the package the sheet of that name lies; sheets are numbered in the workbook's order."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = re.findall(r'<sheet [^>]*name="([^"]+)"', package.read("xl/workbook.xml").decode())
    return f"xl/worksheets/sheet{names.index(name) + 1}.xml"
