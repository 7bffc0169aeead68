"""Makes the example workbooks and ballots of this folder. Run it after a change to the form: ``python examples/make.py``.

Nothing here is random and no clock is read, so that the files in the repository can be held against this script.
"""
# ruff: noqa: INP001 -- a program in a folder of data, not part of a package

import csv
import io
import json
import sys
from fractions import Fraction
from pathlib import Path

from evalsite.core import rules
from evalsite.core.campaign import (
    Campaign,
    Electorate,
    Grade,
    Indicator,
    Kind,
    Rates,
    Rule,
    Scale,
    Subject,
    Type,
)
from evalsite.paper.workbook import write_campaign

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # also where this file is run by path from elsewhere
from kinds import KINDS  # noqa: E402

CASE = HERE.parent / "tests" / "cases" / "zhanyi-2019.json"

FOUR_GRADES = Scale(
    "四等",
    (
        Grade("优秀", Fraction(100)),
        Grade("良好", Fraction(85)),
        Grade("一般", Fraction(65)),
        Grade("较差", Fraction(40)),
        Grade("不了解", None, counts=False),
    ),
)


# --- zhanyi-2019: a published result -----------------------------------------------------------------------------------


def zhanyi() -> Campaign:
    """The vote behind a public notice of 2019: what was asked, by the case's own data. No scores were published."""
    case = json.loads(CASE.read_text(encoding="utf-8"))
    return Campaign(
        name="曲靖市沾益区第二届人大常委会公告（第60号）工作测评",
        kind=Kind.DEMOCRATIC,
        organiser="曲靖市沾益区人大常委会",
        round="2019年11月",
        subjects=tuple(
            Subject(f"{number:02}", subject["name"], group="办理工作")
            for number, subject in enumerate(case["subjects"], start=1)
        ),
        scales=(Scale("满意度", tuple(Grade(name) for name in case["grades"])),),
        indicators=(Indicator("M", "满意度", Type.GRADE, hint="对这项工作办理情况的评价", scale="满意度"),),
        electorates=(Electorate("C", "常委会组成人员", case["issued"], ("办理工作",)),),
        rates=Rates(keep_zeros=False),
    )


def zhanyi_ballots() -> list[tuple[str, str, str, str, str]]:
    """28 ballots that add up to the published counts. Who marked what was never published, so it is dealt out evenly."""
    case = json.loads(CASE.read_text(encoding="utf-8"))
    voters = case["returned"]
    lines = []
    for voter in range(voters):
        for number, subject in enumerate(case["subjects"], start=1):
            marks = [name for name, count in zip(case["grades"], subject["counts"], strict=True) for _ in range(count)]
            mark = marks[(5 * voter + 3 * number) % voters]  # 5 and 28 have no common divisor: each mark is dealt once
            lines.append(("C", str(voter + 1), f"{number:02}", "M", mark))
    return lines


# --- two-way: departments, townships and zones rate one another ---------------------------------------------------------

DEPARTMENTS = {
    "党群政务": (
        "区委办公室", "区人大常委会办公室", "区政府办公室", "区政协办公室", "区纪委监委机关", "区委组织部",
        "区委宣传部", "区委统战部", "区委政法委", "区委编办", "区委巡察办", "区直机关工委",
        "区委党校", "区总工会", "团区委", "区妇联", "区工商联", "区残联",
    ),
    "经济发展": (
        "区发展和改革局", "区财政局", "区工业和信息化局", "区科学技术局", "区商务局", "区农业农村局",
        "区统计局", "区审计局", "区国有资产监督管理局", "区行政审批服务局",
    ),
    "社会民生": (
        "区教育局", "区民政局", "区人力资源和社会保障局", "区卫生健康局", "区医疗保障局", "区退役军人事务局",
        "区文化广电和旅游局", "区信访局",
    ),
    "城建法治": (
        "区自然资源局", "区生态环境局", "区住房和城乡建设局", "区交通运输局", "区水务局", "区城市管理局",
        "区应急管理局", "区市场监督管理局", "区司法局", "区公安分局", "区人民法院", "区人民检察院",
    ),
}  # fmt: skip
NUMERALS = "一二三四五六七八九十"
STREETS = tuple(f"第{n}街道" for n in (*NUMERALS, "十一", "十二"))
TOWNS = tuple(f"示例镇{n}" for n in NUMERALS)
ZONES = ("示例经济开发区", "示例高新技术开发区", "示例物流开发区")

FROM_ALL = ()
OF_DEPARTMENTS = ("部门",)
OF_TOWNSHIPS = ("镇街", "开发区")


def two_way() -> Campaign:
    """双向考核: leaders and townships rate departments, departments rate townships and zones; 73 units in all.

    The directions and most indicators are those named in a district's published account of 2022; names of townships
    and zones, weights and numbers of tickets are made up.
    """
    departments = [(name, field) for field, names in DEPARTMENTS.items() for name in names]
    return Campaign(
        name="示例区双向测评",
        kind=Kind.TWO_WAY,
        organiser="示例区考核办公室",
        series="示例区双向测评",
        round="示例期",
        subjects=(
            *(Subject(f"B{n:02}", name, group="部门", field=field) for n, (name, field) in enumerate(departments, 1)),
            *(Subject(f"Z{n:02}", name, group="镇街", field="街道") for n, name in enumerate(STREETS, 1)),
            *(Subject(f"Z{n:02}", name, group="镇街", field="乡镇") for n, name in enumerate(TOWNS, len(STREETS) + 1)),
            *(Subject(f"K{n:02}", name, group="开发区", field="开发区") for n, name in enumerate(ZONES, 1)),
        ),
        scales=(FOUR_GRADES,),
        indicators=(
            *(
                Indicator(f"P{n:02}", name, Type.GRADE, hint, "四等", Fraction(weight), groups=groups)
                for n, (name, weight, groups, hint) in enumerate(TWO_WAY_INDICATORS, start=1)
            ),
            Indicator("Y01", "意见建议", Type.TEXT, "对被测评单位工作的意见和建议，可不填", required=False, whole=True),
        ),
        electorates=(
            Electorate("L", "区级领导", 30, ("部门",), Fraction(40)),
            Electorate("X", "镇街和开发区", 25 * 8, ("部门",), Fraction(60)),
            Electorate("B", "区直部门", 48 * 6, ("镇街", "开发区"), Fraction(100)),
        ),
    )


TWO_WAY_INDICATORS = (
    ("重点任务完成", 20, FROM_ALL, "年度重点任务的进展、质量和时限"),
    ("工作指导", 20, OF_DEPARTMENTS, "对基层的业务指导是否及时、管用"),
    ("服务基层", 20, OF_DEPARTMENTS, "是否主动服务保障，不把任务一推了之"),
    ("解决问题", 25, OF_DEPARTMENTS, "对基层反映的困难是否真办、办成"),
    ("作风形象", 15, OF_DEPARTMENTS, "工作作风、纪律和对外形象"),
    ("政治素质", 15, OF_TOWNSHIPS, "信念坚定、实事求是、勇于担当、严守规矩"),
    ("职能发挥", 20, OF_TOWNSHIPS, "班子职能发挥和整体运行"),
    ("履职尽责", 20, OF_TOWNSHIPS, "本职工作落实，与部门协作配合"),
    ("担当作为", 25, OF_TOWNSHIPS, "急难险重任务面前的表现"),
)


# --- all-types: every type of question on one sheet --------------------------------------------------------------------


def all_types() -> Campaign:
    """Small: six types, quotas and every rule; one electorate is bound to a unit and does not rate it."""
    campaign = Campaign(
        name="示例：六种题型一张表",
        kind=Kind.DEMOCRATIC,
        organiser="示例单位办公室",
        subjects=(
            Subject("01", "综合科", group="科室", field="综合"),
            Subject("02", "业务科", group="科室", field="业务"),
            Subject("03", "财务科", group="科室", field="综合"),
            Subject("04", "信息科", group="科室", field="业务"),
            Subject("05", "综合科负责人", kind="person", unit="综合科", group="负责人"),
            Subject("06", "业务科负责人", kind="person", unit="业务科", group="负责人"),
            Subject("07", "财务科负责人", kind="person", unit="财务科", group="负责人"),
        ),
        scales=(
            FOUR_GRADES,
            Scale("改进方面", (Grade("工作效率"), Grade("沟通协作"), Grade("服务态度"), Grade("业务能力"))),
        ),
        indicators=(
            Indicator("T1", "总体评价", Type.GRADE, "综合一年来的表现", "四等", Fraction(60)),
            Indicator("T8", "工作作风", Type.GRADE, "只计票不计分，与总体评价相对照", "四等", Fraction(0)),
            Indicator("T2", "服务质量", Type.SCORE, "60 到 100 分，每 5 分一档", weight=Fraction(40)),
            Indicator("T3", "需要改进的方面", Type.CHOICE, "最多选两项", "改进方面", required=False, groups=("科室",)),
            Indicator(
                "T4",
                "科室排序",
                Type.RANK,
                "从优到差排列，按名次赋分，不计入总分",
                weight=Fraction(0),
                groups=("科室",),
            ),
            Indicator("T9", "协作排序", Type.RANK, "从优到差排列", required=False, groups=("科室",)),
            Indicator("T5", "推荐先进个人", Type.NOMINATE, "最多两名，可另写姓名", required=False, groups=("负责人",)),
            Indicator("T6", "具体意见", Type.TEXT, required=False, groups=("科室",)),
            Indicator("T7", "对单位工作的建议", Type.TEXT, required=False, whole=True),
        ),
        electorates=(
            Electorate("A", "单位领导", 12, ("科室", "负责人"), Fraction(40)),
            Electorate("B", "综合科人员", 20, ("科室", "负责人"), Fraction(20), unit="综合科"),
            Electorate("C", "其他科室人员", 40, ("科室", "负责人"), Fraction(40)),
        ),
        rules=(
            Rule("限额", "T1", "优秀≤50%"),
            Rule("总评一致", "T1", "任一项较差则不得为优秀"),
            Rule("打分范围", "T2", "60-100/5"),
            Rule("分数限额", "T2", "≥95 最多1/2"),
            Rule("不得全同", "T2", ""),
            Rule("选择数", "T3", "≤2"),
            Rule("排序并列", "T4", "不允许"),
            Rule("推荐名额", "推荐先进个人", "≤2"),
            Rule("法定人数", "", "收回率≥2/3，否则无效"),
            Rule("不足下限", "", "不计入合计"),
            Rule("等次评定", "", "得分≥510：优秀；得分≥420：良好；其余：一般"),
            Rule("强制分布", "科室", "优秀≤1"),
            Rule("排序计分", "T9", "波达"),
            Rule("合并计票", "全体职工", "B、C"),
            Rule("票种组", "综合评议", "100：单位领导、全体职工"),
            Rule("指标组", "履职", "100：总体评价、服务质量"),
            Rule("空票种", "", "权重转移"),
            Rule("去极值", "", "各1个（多于5票）"),
            Rule("分段赋分", "T8", "优秀：≥90%得100，≥70%得90，其余得80；但较差≥1/3得60"),
            Rule("名次赋分", "T4", "满分100，每名减2%"),
            Rule("总分满分", "", "600"),
            Rule("票种明细", "", "公布"),
            Rule("对象次序", "", "原序"),
            Rule("到期自动封箱", "", "是"),
            Rule("可见范围", "公众", "不开放"),
        ),
    )
    return rules.apply(campaign)[0]


def ballots_csv(lines: list[tuple[str, str, str, str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("electorate", "voter", "subject", "indicator", "value"))
    writer.writerows(lines)
    return out.getvalue().encode()


def files() -> dict[str, bytes]:
    """Every example file, by name."""
    return {
        "zhanyi-2019.xlsx": write_campaign(zhanyi()),
        "zhanyi-2019-ballots.csv": ballots_csv(zhanyi_ballots()),
        "two-way.xlsx": write_campaign(two_way()),
        "all-types.xlsx": write_campaign(all_types()),
        **{name: write_campaign(campaign()) for name, campaign in KINDS.items()},
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for name, data in files().items():
        (folder / name).write_bytes(data)
