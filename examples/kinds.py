"""One campaign of each kind that the field knows, ready to be copied: ``make.py`` writes them as workbooks.

Forms and rules follow published practice (docs/counting.md); places, units, people's posts and numbers are made up.
"""
# ruff: noqa: INP001 -- a program in a folder of data, not part of a package

from fractions import Fraction

from evalsite.core import rules
from evalsite.core.campaign import (
    Base,
    Campaign,
    Electorate,
    Grade,
    Indicator,
    Kind,
    Missing,
    Rates,
    Rule,
    Scale,
    Subject,
    Type,
)


def scale(name: str, *grades: tuple[str, int | None], unknown: str = "不了解") -> Scale:
    """A scale of grades with points; ``unknown`` closes it and stays out of score and base. Empty: there is none."""
    made = [Grade(word, None if points is None else Fraction(points)) for word, points in grades]
    return Scale(name, (*made, Grade(unknown, None, counts=False)) if unknown else tuple(made))


def options(name: str, *words: str) -> Scale:
    return Scale(name, tuple(Grade(word) for word in words))


def graded(scale_of: Scale, *lines: tuple[str, str, int | None, str], groups: tuple[str, ...] = ()) -> list[Indicator]:
    """Indicators of grades from (code, name, weight, hint)."""
    return [
        Indicator(
            code, name, Type.GRADE, hint, scale_of.name, None if weight is None else Fraction(weight), groups=groups
        )
        for code, name, weight, hint in lines
    ]


def ruled(campaign: Campaign) -> Campaign:
    """The campaign with its rules carried out; a line that cannot be is a mistake of this file."""
    made, failed = rules.apply(campaign)
    assert not failed, failed
    return made


ABCD = scale("四等", ("优秀", 100), ("良好", 80), ("一般", 60), ("较差", 30))
POSTS = scale("称职四等", ("优秀", 100), ("称职", 80), ("基本称职", 60), ("不称职", 0))
CONTENT = scale("满意四等", ("满意", 100), ("基本满意", 80), ("一般", 60), ("不满意", 0))
WORDS = Indicator("Y1", "意见建议", Type.TEXT, "可不填；请不要写姓名、电话", required=False, whole=True)
VIRTUES = (
    ("D1", "德", 20, "政治品质和道德品行"),
    ("D2", "能", 15, "履职能力和专业素养"),
    ("D3", "勤", 15, "责任心和工作作风"),
    ("D4", "绩", 30, "完成任务的数量、质量和效率"),
    ("D5", "廉", 20, "廉洁从业情况"),
)


def annual() -> Campaign:
    """民主测评 of a team and its members with A, B and C votes: the annual assessment of one unit."""
    posts = ("局长", "党组副书记", "副局长（一）", "副局长（二）", "副局长（三）", "总工程师")
    return ruled(
        Campaign(
            name="示例县某局年度民主测评（甲乙丙票）",
            kind=Kind.DEMOCRATIC,
            organiser="示例县委组织部",
            series="年度民主测评",
            round="示例年度",
            subjects=(
                Subject("T1", "某局领导班子", group="领导班子"),
                *(Subject(f"P{n}", post, "person", "某局", "班子成员") for n, post in enumerate(posts, start=1)),
            ),
            scales=(ABCD, POSTS),
            indicators=(
                *graded(
                    ABCD,
                    ("L1", "政治建设", 25, "贯彻上级决策部署、民主集中制"),
                    ("L2", "领导能力", 25, "谋划发展、驾驭全局、依法办事"),
                    ("L3", "工作实绩", 30, "重点任务、改革创新、为民办事"),
                    ("L4", "作风廉洁", 20, "联系群众、党风廉政"),
                    groups=("领导班子",),
                ),
                *graded(POSTS, *VIRTUES, groups=("班子成员",)),
                *graded(POSTS, ("D9", "总体评价", 0, "只计票，作为评定等次的依据"), groups=("班子成员",)),
                WORDS,
            ),
            electorates=(
                Electorate("A", "甲票：县领导和局班子成员", 12, ("领导班子", "班子成员"), Fraction(40)),
                Electorate("B", "乙票：中层正副职", 30, ("领导班子", "班子成员"), Fraction(40)),
                Electorate("C", "丙票：干部职工代表", 60, ("领导班子", "班子成员"), Fraction(60)),
            ),
            rules=(
                Rule("票种组", "干部群众", "60：B、C"),
                Rule("限额", "D9", "优秀≤1/3"),
                Rule("总评一致", "D9", "任一项不称职则不得为优秀"),
                Rule("等次评定", "班子成员", "总体评价的优秀率≥60%：优秀；总体评价的不称职率≥1/3：不称职；其余：称职"),
                Rule("法定人数", "", "收回率≥80%"),
                Rule("不足下限", "", "不计入合计"),
            ),
        )
    )


def six_sides() -> Campaign:
    """六位一体: every section is rated by leaders, its head, its staff, its peers, the departments it works with, users."""
    sections = ("综合股", "项目股", "审批股", "执法股")
    return ruled(
        Campaign(
            name="示例局股室六方评价",
            kind=Kind.DEMOCRATIC,
            organiser="示例局人事股",
            series="股室六方评价",
            round="示例期",
            subjects=tuple(Subject(f"G{n}", name, group="股室") for n, name in enumerate(sections, start=1)),
            scales=(ABCD,),
            indicators=(
                *graded(
                    ABCD,
                    ("Z1", "政治表现", 20, "讲政治、守规矩"),
                    ("Z2", "履职成效", 30, "任务完成的质量和时限"),
                    ("Z3", "协作配合", 20, "与其他股室、单位的配合"),
                    ("Z4", "服务态度", 20, "对基层和群众的态度"),
                    ("Z5", "廉洁自律", 10, "遵守廉洁纪律"),
                ),
                WORDS,
            ),
            electorates=(
                Electorate("V1", "分管县领导和联系单位", 6, ("股室",), Fraction(15)),
                Electorate("V2", "局领导班子", 8, ("股室",), Fraction(25)),
                Electorate("V3", "本局干部职工", 40, ("股室",), Fraction(20)),
                Electorate("V4", "兄弟局同类股室", 20, ("股室",), Fraction(10)),
                Electorate("V5", "对口部门", 20, ("股室",), Fraction(10)),
                Electorate("V6", "服务对象", 60, ("股室",), Fraction(20)),
            ),
            rules=(
                Rule("限额", "Z2", "优秀≤50%"),
                Rule("强制分布", "股室", "优秀≤30%，超出评为良好"),
                Rule("等次评定", "股室", "得分≥85：优秀；得分≥75：良好；得分≥60：一般；其余：较差"),
                Rule("不足下限", "", "不计入合计"),
            ),
        )
    )


TOWNS = ("东湖镇", "西山镇", "南桥镇", "北坪乡", "中心街道")
DEPARTMENTS = ("发展改革局", "财政局", "农业农村局", "住房城乡建设局", "民政局", "教育局", "行政审批局")


def unit_by_unit() -> Campaign:
    """双向测评 unit by unit: every department and every township has its own electorate and never rates itself."""
    town_codes = {f"Z{n}": name for n, name in enumerate(TOWNS, start=1)}
    department_codes = {f"B{n}": name for n, name in enumerate(DEPARTMENTS, start=1)}
    return ruled(
        Campaign(
            name="示例县部门与镇街双向测评（逐个单位）",
            kind=Kind.TWO_WAY,
            organiser="示例县考核办公室",
            series="双向测评",
            round="示例期",
            subjects=(
                *(Subject(code, name, group="部门", field="县直部门") for code, name in department_codes.items()),
                *(Subject(code, name, group="镇街", field="镇街") for code, name in town_codes.items()),
            ),
            scales=(ABCD,),
            indicators=(
                *graded(
                    ABCD,
                    ("M1", "作风形象", 25, "纪律作风、接待基层的态度"),
                    ("M2", "解决问题", 40, "对基层的困难是否真办、办成"),
                    ("M3", "服务指导", 35, "业务指导是否及时、管用"),
                    groups=("部门",),
                ),
                *graded(
                    ABCD,
                    ("N1", "落实部署", 40, "部门任务在镇街的落实"),
                    ("N2", "协作配合", 30, "与部门的沟通配合"),
                    ("N3", "担当作为", 30, "急难险重任务面前的表现"),
                    groups=("镇街",),
                ),
                WORDS,
            ),
            electorates=(
                Electorate("L", "县级领导", 20, ("部门", "镇街"), Fraction(30)),
                *(
                    Electorate(f"E{c}", f"{name}干部", 12, ("部门",), Fraction(14), name)
                    for c, name in town_codes.items()
                ),
                *(
                    Electorate(f"E{c}", f"{name}干部", 12, ("镇街",), Fraction(10), name)
                    for c, name in department_codes.items()
                ),
            ),
            rules=(Rule("不足下限", "", "不计入合计"), Rule("法定人数", "", "收回率≥80%")),
        )
    )


def report_and_two() -> Campaign:
    """一报告两评议: how the unit chose and used people, and what people think of those newly promoted."""
    promoted = ("新任职干部甲（财政局副局长）", "新任职干部乙（南桥镇镇长）", "新任职干部丙（教育局党组成员）")
    opinion = scale("四档评议", ("好", 100), ("较好", 80), ("一般", 60), ("差", 0))
    return ruled(
        Campaign(
            name="示例县“一报告两评议”",
            kind=Kind.REPORT_AND_TWO,
            organiser="示例县委组织部",
            series="一报告两评议",
            round="示例年度",
            subjects=(
                Subject("W1", "选人用人工作", group="选人用人工作"),
                *(Subject(f"N{n}", name, "person", group="新提拔干部") for n, name in enumerate(promoted, start=1)),
            ),
            scales=(
                opinion,
                CONTENT,
                options(
                    "突出问题",
                    "落实好干部标准不够",
                    "论资排辈、平衡照顾",
                    "执行政策规定不严格",
                    "领导干部用人上个人说了算",
                    "跑官要官、说情打招呼",
                    "任人唯亲",
                    "买官卖官",
                    "没有突出问题",
                ),
            ),
            indicators=(
                *graded(
                    opinion,
                    ("Q1", "对选人用人工作的总体评价", None, ""),
                    ("Q2", "对从严管理监督干部情况的看法", None, ""),
                    ("Q3", "对防止和纠正用人不正之风情况的看法", None, ""),
                    groups=("选人用人工作",),
                ),
                Indicator(
                    "Q4",
                    "选人用人工作存在的突出问题",
                    Type.CHOICE,
                    "最多选三项",
                    "突出问题",
                    required=False,
                    groups=("选人用人工作",),
                ),
                *graded(CONTENT, ("R1", "对提拔任用的评议", None, "“不了解”不计入满意率"), groups=("新提拔干部",)),
                Indicator(
                    "Y1",
                    "对选人用人工作的意见建议",
                    Type.TEXT,
                    "可不填；请不要写姓名、电话",
                    required=False,
                    whole=True,
                ),
            ),
            electorates=(
                Electorate("A", "县领导和部门主要负责人", 40, ("选人用人工作", "新提拔干部")),
                Electorate("B", "镇街和部门干部代表", 80, ("选人用人工作", "新提拔干部")),
            ),
            rates=Rates(Base.VALID),
            rules=(Rule("选择数", "Q4", "≤3"), Rule("法定人数", "", "收回率≥2/3"), Rule("不足下限", "", "不计入合计")),
        )
    )


def interviews() -> Campaign:
    """个别谈话评价: everyone who is talked to puts the members of a team in order, from best to worst."""
    posts = ("常务副局长", "副局长（一）", "副局长（二）", "副局长（三）", "纪检组长")
    return ruled(
        Campaign(
            name="示例局领导班子成员个别谈话评价",
            kind=Kind.INTERVIEW,
            organiser="示例县委考核组",
            series="个别谈话评价",
            round="示例年度",
            subjects=tuple(
                Subject(f"P{n}", post, "person", "示例局", "班子成员") for n, post in enumerate(posts, start=1)
            ),
            scales=(),
            indicators=(
                Indicator("R1", "综合表现从优到差排序", Type.RANK, "从优到差排列，不要并列"),
                Indicator("R2", "担当作为从优到差排序", Type.RANK, "从优到差排列，可以并列"),
                WORDS,
            ),
            electorates=(
                Electorate("A", "班子成员", 7, ("班子成员",)),
                Electorate("B", "内设机构负责人", 16, ("班子成员",)),
                Electorate("C", "干部职工代表", 20, ("班子成员",)),
            ),
            rules=(
                Rule("排序并列", "R1", "不允许"),
                Rule("排序并列", "R2", "允许"),
                Rule("名次赋分", "R1", "满分100，每名减2%"),
                Rule("排序计分", "R2", "波达"),
                Rule("合并计票", "谈话对象", "A、B、C"),
            ),
        )
    )


def nominations() -> Campaign:
    """民主推荐 for a post, and 评优 of people and units, on one sheet."""
    people = ("办公室主任", "财务科科长", "规划科科长", "法规科科长", "信息中心主任", "机关党委副书记")
    return ruled(
        Campaign(
            name="示例局民主推荐和年度评优",
            kind=Kind.RECOMMENDATION,
            organiser="示例局党组",
            round="示例年度",
            subjects=(
                *(Subject(f"P{n}", post, "person", "示例局", "推荐人选") for n, post in enumerate(people, start=1)),
                *(
                    Subject(f"U{n}", name, group="科室")
                    for n, name in enumerate(("办公室", "财务科", "规划科", "法规科"), start=1)
                ),
            ),
            scales=(),
            indicators=(
                Indicator(
                    "T1",
                    "推荐副局长人选",
                    Type.NOMINATE,
                    "最多推荐一名；名单以外的人选可以另写姓名",
                    required=False,
                    groups=("推荐人选",),
                ),
                Indicator(
                    "T2", "推荐年度优秀个人", Type.NOMINATE, "最多推荐两名", required=False, groups=("推荐人选",)
                ),
                Indicator("T3", "推荐先进科室", Type.NOMINATE, "最多推荐一个", required=False, groups=("科室",)),
            ),
            electorates=(
                Electorate("A", "局领导班子", 9, ("推荐人选", "科室")),
                Electorate("B", "中层干部", 24, ("推荐人选", "科室")),
                Electorate("C", "职工", 60, ("推荐人选", "科室")),
            ),
            rates=Rates(Base.PRESENT),
            rules=(
                Rule("推荐名额", "T1", "1"),
                Rule("推荐名额", "T2", "≤2"),
                Rule("推荐名额", "T3", "1"),
                Rule("法定人数", "", "收回率≥80%，否则无效"),
                Rule("不足下限", "", "不计入合计"),
                Rule("对象次序", "", "笔画"),
            ),
        )
    )


def service_users() -> Campaign:
    """A survey of those whom departments serve: grassroots units, enterprises, people at the counter."""
    content = scale("满意度", ("很满意", 100), ("满意", 85), ("基本满意", 70), ("不满意", 30), unknown="没有办过事")
    services = ("政务服务局", "不动产登记中心", "医疗保障局", "公积金管理中心", "供水公司", "公交公司")
    return ruled(
        Campaign(
            name="示例县服务对象满意度问卷",
            kind=Kind.SURVEY,
            organiser="示例县营商环境办公室",
            series="服务对象满意度",
            round="示例期",
            subjects=tuple(
                Subject(f"F{n}", name, group="服务单位", field="公共服务") for n, name in enumerate(services, start=1)
            ),
            scales=(content, options("改进方向", "少跑腿", "少交材料", "说清楚", "办得快", "态度好", "能网上办")),
            indicators=(
                *graded(
                    content,
                    ("S1", "办事效率", 40, "从申请到办结快不快"),
                    ("S2", "服务态度", 30, "是否热情、耐心、一次说清"),
                    ("S3", "公开透明", 30, "条件、材料、时限是否看得到"),
                ),
                Indicator("S4", "最希望改进的方面", Type.CHOICE, "最多选两项", "改进方向", required=False),
                Indicator(
                    "S5", "总体打分", Type.SCORE, "0 到 10 分，没有办过事的不打", required=False, weight=Fraction(0)
                ),
                Indicator("S6", "对这个单位说一句话", Type.TEXT, "可不填；请不要写姓名、电话", required=False),
            ),
            electorates=(
                Electorate("J", "基层单位", 60, ("服务单位",), Fraction(30)),
                Electorate("Q", "企业和个体工商户", 80, ("服务单位",), Fraction(30)),
                Electorate("D", "办事群众", 120, ("服务单位",), Fraction(40)),
            ),
            rules=(Rule("选择数", "S4", "≤2"), Rule("打分范围", "S5", "0-10"), Rule("不足下限", "", "不计入合计")),
        )
    )


def politics_and_duty() -> Campaign:
    """政治素质 in six aspects by grades, and 党政正职担当力 in five dimensions by points."""
    quality = scale("政治素质四等", ("好", 100), ("较好", 80), ("一般", 60), ("差", 0))
    heads = ("东湖镇党委书记", "东湖镇镇长", "西山镇党委书记", "西山镇镇长", "北坪乡党委书记", "北坪乡乡长")
    aspects = ("政治信仰", "政治领导", "政治定力", "政治担当", "政治能力", "政治自律")
    duties = (
        ("改革创新", 20, "破解难题、推动改革"),
        ("攻坚创优", 20, "重点难点工作争先进位"),
        ("核心业务争先", 25, "主责主业在同类单位的位次"),
        ("中心工作贡献", 20, "对全县中心工作的贡献"),
        ("守牢底线", 15, "安全稳定、生态环保、廉洁"),
    )
    return ruled(
        Campaign(
            name="示例县党政正职政治素质和担当力测评",
            kind=Kind.DEMOCRATIC,
            organiser="示例县委组织部",
            series="党政正职测评",
            round="示例年度",
            subjects=tuple(
                Subject(
                    f"H{n}",
                    post,
                    "person",
                    post[: post.index("镇") + 1] if "镇" in post[:4] else "北坪乡",
                    "党政正职",
                    "乡镇",
                )
                for n, post in enumerate(heads, start=1)
            ),
            scales=(quality,),
            indicators=(
                *graded(quality, *((f"Z{n}", name, None, "") for n, name in enumerate(aspects, start=1))),
                *(
                    Indicator(f"D{n}", f"担当力：{name}", Type.SCORE, hint, weight=Fraction(weight))
                    for n, (name, weight, hint) in enumerate(duties, start=1)
                ),
            ),
            electorates=(
                Electorate("A", "县领导", 20, ("党政正职",), Fraction(40)),
                Electorate("B", "县直部门主要负责人", 40, ("党政正职",), Fraction(30)),
                Electorate("C", "乡镇干部和村（社区）书记", 60, ("党政正职",), Fraction(30)),
            ),
            rules=(
                Rule("指标组", "政治素质", "30：" + "、".join(aspects)),
                Rule("指标组", "担当力", "70：D1、D2、D3、D4、D5"),
                *(Rule("去极值", f"D{n}", "各1个（多于5票）") for n in range(1, 6)),
                *(Rule("打分范围", f"D{n}", "0-100") for n in range(1, 6)),
                *(Rule("分数限额", f"D{n}", "≥90 最多1/3") for n in range(1, 6)),
                Rule("不足下限", "", "不计入合计"),
            ),
        )
    )


def staff_congress() -> Campaign:
    """教代会评议: the delegates of a school's staff congress rate its leaders; a quorum, and verdicts by 称职率."""
    leaders = ("校长", "党委书记", "教学副校长", "后勤副校长", "工会主席")
    return ruled(
        Campaign(
            name="示例中学教职工代表大会评议校领导",
            kind=Kind.DEMOCRATIC,
            organiser="示例中学工会委员会",
            series="教代会评议",
            round="示例届次",
            subjects=tuple(
                Subject(f"X{n}", post, "person", "示例中学", "校领导") for n, post in enumerate(leaders, start=1)
            ),
            scales=(POSTS,),
            indicators=(
                *graded(POSTS, *VIRTUES),
                *graded(POSTS, ("D9", "总体评价", 0, "只计票，作为评定等次的依据")),
                Indicator(
                    "Y1", "对学校工作的意见建议", Type.TEXT, "可不填；请不要写姓名、电话", required=False, whole=True
                ),
            ),
            electorates=(Electorate("D", "教职工代表", 80, ("校领导",)),),
            rates=Rates(Base.VALID),
            missing=Missing.VOID,
            rules=(
                Rule("总评一致", "D9", "优秀须各项优秀≥90%"),
                Rule("总评一致", "D9", "任一项不称职则为不称职"),
                Rule(
                    "等次评定",
                    "校领导",
                    "总体评价的优秀+称职率≥90%：优秀；总体评价的不称职率≥50%：不称职；总体评价的优秀+称职率≥60%：称职；其余：基本称职",
                ),
                Rule("强制分布", "校领导", "优秀≤2，超出评为称职"),
                Rule("法定人数", "", "收回率≥2/3，否则无效"),
            ),
        )
    )


def congress() -> Campaign:
    """人大满意度: the members of a standing committee rate how departments handled what they had asked for."""
    matters = (
        ("县发展改革局", "重点项目建设情况"),
        ("县教育局", "义务教育均衡发展情况"),
        ("县生态环境分局", "饮用水源地保护情况"),
        ("县住房城乡建设局", "老旧小区改造情况"),
        ("县卫生健康局", "乡镇卫生院建设情况"),
    )
    content = scale("满意三等", ("满意", None), ("基本满意", None), ("不满意", None), unknown="")
    return ruled(
        Campaign(
            name="示例县人大常委会专项工作满意度测评",
            kind=Kind.DEMOCRATIC,
            organiser="示例县人大常委会",
            series="人大满意度测评",
            round="示例次会议",
            subjects=tuple(
                Subject(f"M{n}", f"{unit}：{matter}", unit=unit, group="专项工作")
                for n, (unit, matter) in enumerate(matters, start=1)
            ),
            scales=(content,),
            indicators=(Indicator("S1", "满意度", Type.GRADE, "对审议意见落实情况的评价", content.name),),
            electorates=(Electorate("C", "常委会组成人员", 31, ("专项工作",)),),
            rates=Rates(Base.DUE, keep_zeros=False),
            rules=(
                Rule("等次评定", "专项工作", "满意率≥80%：满意；满意+基本满意率≥60%：基本满意；其余：不满意"),
                Rule("法定人数", "", "收回率≥1/2，否则无效"),
            ),
        )
    )


KINDS = {
    "annual.xlsx": annual,
    "six-sides.xlsx": six_sides,
    "unit-by-unit.xlsx": unit_by_unit,
    "report-and-two.xlsx": report_and_two,
    "interviews.xlsx": interviews,
    "nominations.xlsx": nominations,
    "service-users.xlsx": service_users,
    "politics-and-duty.xlsx": politics_and_duty,
    "staff-congress.xlsx": staff_congress,
    "congress.xlsx": congress,
}
