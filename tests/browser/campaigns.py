"""Made-up campaigns for the browser: every type of question on one sheet, a long sheet, a strict one."""

from datetime import UTC, datetime
from fractions import Fraction

from evalsite.core import rules
from evalsite.core.campaign import (
    Campaign,
    Electorate,
    Grade,
    Indicator,
    Kind,
    Missing,
    Quota,
    Rule,
    Scale,
    Subject,
    Type,
)

FOUR = Scale(
    "四等",
    (
        Grade("优秀", Fraction(100)),
        Grade("良好", Fraction(80)),
        Grade("一般", Fraction(60)),
        Grade("较差", Fraction(40)),
    ),
)
SIDES = Scale("方面", (Grade("办事效率"), Grade("服务态度"), Grade("政策公开"), Grade("联系群众")))
LATE = datetime(2099, 11, 30, 10, 0, tzinfo=UTC)


def six_types() -> Campaign:
    """All six types of question on one sheet; 优秀 for one unit only, ties allowed in the ranking."""
    units = ("发展和改革局", "教育局", "公安局")
    return Campaign(
        name="2026年度部门工作评议",
        kind=Kind.DEMOCRATIC,
        organiser="考核工作办公室",
        closes=LATE,
        subjects=tuple(Subject(f"D{i}", name, group="部门") for i, name in enumerate(units, start=1)),
        scales=(FOUR, SIDES),
        indicators=(
            Indicator("G", "办事效率", Type.GRADE, hint="办得快不快，跑的次数少不少", scale="四等"),
            Indicator("S", "服务质量", Type.SCORE, hint="窗口和热线的服务", low=0, high=100),
            Indicator("C", "需要改进的方面", Type.CHOICE, scale="方面", most=2, required=False),
            Indicator("W", "具体意见", Type.TEXT, required=False),
            Indicator("R", "综合排序", Type.RANK, hint="按全年工作排序", ties=True),
            Indicator("N", "推荐先进单位", Type.NOMINATE, required=False, most=2),
            Indicator("A", "对全年工作的建议", Type.TEXT, required=False, whole=True),
        ),
        electorates=(Electorate("P", "服务对象代表", 60, ("部门",)),),
        quotas=(Quota("G", "优秀", count=1),),
    )


def strict() -> Campaign:
    """A missing mark voids the ballot: there is no 不了解."""
    return Campaign(
        name="中层干部民主测评",
        kind=Kind.DEMOCRATIC,
        organiser="组织部",
        missing=Missing.VOID,
        subjects=(
            Subject("P1", "甲某", kind="person", group="干部"),
            Subject("P2", "乙某", kind="person", group="干部"),
        ),
        scales=(FOUR,),
        indicators=(
            Indicator("G", "总体评价", Type.GRADE, scale="四等"),
            Indicator("S", "得分", Type.SCORE, low=1, high=5),
        ),
        electorates=(Electorate("P", "干部职工", 40, ("干部",)),),
    )


def ruled() -> Campaign:
    """Rules on the whole ballot: limits on scores, no uniform scores, an overall grade that agrees with its items."""
    items = ("政治素质", "工作实绩", "作风廉洁")
    campaign = Campaign(
        name="领导班子和干部年度考核测评",
        kind=Kind.DEMOCRATIC,
        organiser="组织部",
        missing=Missing.VOID,
        subjects=tuple(
            Subject(f"P{n}", f"{name}某", kind="person", group="干部") for n, name in enumerate("甲乙丙丁", start=1)
        ),
        scales=(FOUR,),
        indicators=(
            *(Indicator(f"I{n}", name, Type.GRADE, scale="四等") for n, name in enumerate(items, start=1)),
            Indicator("O", "总体评价", Type.GRADE, scale="四等"),
            Indicator("S", "得分", Type.SCORE),
        ),
        electorates=(Electorate("P", "干部职工", 40, ("干部",)),),
        rules=(
            Rule("限额", "O", "优秀≤1/2"),
            Rule("分数限额", "S", "≥90 最多1个"),
            Rule("分数限额", "S", "<70 至少1个"),
            Rule("不得全同", "I1", ""),
            Rule("总评一致", "O", "优秀须各项优秀≥90%"),
            Rule("总评一致", "O", "任一项较差则为较差"),
        ),
    )
    done, failed = rules.apply(campaign)
    assert failed == ()
    return done


def long_sheet() -> Campaign:
    """Thirty units, five indicators each: nobody should have to scroll past what is done."""
    names = ("执行力", "服务态度", "办事效率", "依法办事", "清正廉洁")
    return Campaign(
        name="县直部门群众评议",
        kind=Kind.DEMOCRATIC,
        organiser="考核工作办公室",
        subjects=tuple(Subject(f"D{i:02}", f"第{i}单位", group="部门") for i in range(1, 31)),
        scales=(FOUR,),
        indicators=tuple(Indicator(f"G{i}", name, Type.GRADE, scale="四等") for i, name in enumerate(names)),
        electorates=(Electorate("P", "群众代表", 20, ("部门",)),),
    )
