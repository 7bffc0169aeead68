"""An empty workbook to fill in, with hints at every header and an example to look at."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from evalsite.core import rules
from evalsite.core.campaign import Campaign, Electorate, Grade, Indicator, Kind, Rule, Scale, Subject, Type
from evalsite.paper import workbook_form as form
from evalsite.paper.workbook_sheets import Entries, Sheets, Style
from evalsite.paper.workbook_write import entries_of, subject_entries

STEPS = (
    "1. 依次填写“活动”“对象”“票种”“指标”“等次”五张表；“规则”没有就空着。",
    "2. 表头请不要改名。鼠标停在表头上可看到填法。列的次序可以换，自己加的备注列不影响导入。",
    "3. 请不要合并单元格；空行不影响导入。编号是自己定的短编号，如 D01、A、Z01。",
    "4. 导入时会一次列出所有要改的地方，写明是哪张表、第几行、哪一列；全部改好才会导入。",
    "5. 本页只供查看，导入时不读。下面是一个填好的例子，再下面是各种规则的写法。",
)

EXAMPLE, _ = rules.apply(
    Campaign(
        name="示例：机关科室年度测评",
        kind=Kind.DEMOCRATIC,
        organiser="示例单位办公室",
        series="年度测评",
        round="示例期",
        subjects=(
            Subject("D01", "综合科", group="科室", field="综合"),
            Subject("D02", "业务科", group="科室", field="业务"),
            Subject("D03", "财务科", group="科室", field="综合"),
        ),
        scales=(
            Scale(
                "四等",
                (
                    Grade("优秀", Fraction(100)),
                    Grade("良好", Fraction(85)),
                    Grade("一般", Fraction(65)),
                    Grade("较差", Fraction(40)),
                    Grade("不了解", None, counts=False),
                ),
            ),
            Scale("改进方面", (Grade("工作效率"), Grade("沟通协作"), Grade("服务态度"))),
        ),
        indicators=(
            Indicator(
                "Z01", "履职成效", Type.GRADE, hint="完成年度任务的质量和效率", scale="四等", weight=Fraction(60)
            ),
            Indicator("Z02", "服务协作", Type.GRADE, hint="对其他科室的支持配合", scale="四等", weight=Fraction(40)),
            Indicator("Z03", "需要改进的方面", Type.CHOICE, scale="改进方面", required=False),
            Indicator("Z04", "意见建议", Type.TEXT, required=False, whole=True),
        ),
        electorates=(
            Electorate("A", "单位领导", 10, ("科室",), weight=Fraction(40)),
            Electorate("B", "科室人员", 60, ("科室",), weight=Fraction(60)),
        ),
        rules=(Rule("限额", "Z01", "优秀≤40%"), Rule("选择数", "Z03", "≤2")),
    )
)
BLANK: Entries = {
    "threshold": 5,
    "rates.base": "收回",
    "rates.decimals": 2,
    "rates.rounding": "四舍五入",
    "rates.keep_zeros": "保留",
    "missing": "弃权",
}


def template(subjects: Sequence[Subject] = ()) -> bytes:
    """The empty workbook: the six sheets with hints and lists, after a 说明 sheet that the reader passes over.

    ``subjects`` stand on the 对象 sheet already (from the register), so that nobody has to type them.
    """
    sheets = Sheets()
    _help(sheets)
    sheets.items(BLANK)
    for one in form.FORMS[1:]:
        sheets.table(one, [subject_entries(subject) for subject in subjects] if one is form.SUBJECTS else [])
    return sheets.done()


def _help(sheets: Sheets) -> None:
    widths = [max((one.columns[n].width for one in form.FORMS if n < len(one.columns)), default=12) for n in range(8)]
    sheet = sheets.sheet(form.HELP, [min(width, 28) for width in widths])
    sheets.write(sheet, 0, 0, "测评活动工作簿：怎么填", Style.TITLE)
    sheet.set_row(0, 32)
    row = 1
    for step in STEPS:
        sheet.set_row(row, 20)
        sheets.write(sheet, row, 0, step, Style.PROSE)
        row += 1
    entries = entries_of(EXAMPLE, ZoneInfo("UTC"))
    row = _example_items(sheets, sheet, row + 1, entries["campaign"][0])
    for one in form.FORMS[1:]:
        sheets.write(sheet, row, 0, f"{one.sheet}（例）", Style.HEADING)
        sheets.headers(sheet, row + 1, one.columns, notes=False)
        row = sheets.rows(sheet, row + 2, one.columns, entries[one.part]) + 1
    _rules(sheets, sheet, row)


def _rules(sheets: Sheets, sheet: Any, row: int) -> None:
    """Every rule with how it is written. The column between is left empty, so that long words show whole."""
    sheets.write(sheet, row, 0, "规则怎么写", Style.HEADING)
    for place, word in ((0, "规则"), (1, "范围"), (3, "参数，如")):
        sheets.write(sheet, row + 1, place, word, Style.HINT)
    for number, (rule, known) in enumerate(rules.KNOWN.items(), start=row + 2):
        sheets.write(sheet, number, 0, rule, Style.ITEM)
        sheets.write(sheet, number, 1, known.scope, Style.PROSE)
        sheets.write(sheet, number, 3, known.example, Style.PROSE)


def _example_items(sheets: Sheets, sheet: Any, row: int, entries: Entries) -> int:
    sheets.write(sheet, row, 0, f"{form.CAMPAIGN.sheet}（例）", Style.HEADING)
    sheets.headers(sheet, row + 1, form.CAMPAIGN.columns, notes=False)
    for item in form.ITEMS:
        sheets.write(sheet, row + 2, 0, item.header, Style.ITEM)
        sheets.write(sheet, row + 2, 1, entries[item.field], Style.TEXT)
        row += 1
    return row + 3
