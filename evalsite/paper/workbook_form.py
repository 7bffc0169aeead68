"""The form of a campaign workbook: its sheets, their columns, and the words that may stand in them.

Reader, writer and template all go by these tables; so does every message that names a column.
"""

from dataclasses import dataclass
from enum import StrEnum

from evalsite.core.campaign import Base, Kind, Missing, Rounding
from evalsite.core.rules import KNOWN, TYPE_WORDS
from evalsite.core.saying import joined, say

YES_NO = {"是": True, "否": False}
KINDS = {kind.value: kind for kind in Kind}
SUBJECT_KINDS = {"单位": "unit", "个人": "person"}
TYPES = {word: type_ for type_, word in TYPE_WORDS.items()}
BASES = {"收回": Base.RETURNED, "有效": Base.VALID, "应到": Base.DUE, "到会": Base.PRESENT}
ROUNDINGS = {"四舍五入": Rounding.HALF_UP, "截断": Rounding.TRUNCATE, "末项补足": Rounding.LAST_TAKES_REST}
ZEROS = {"保留": True, "去掉": False}
MISSINGS = {"弃权": Missing.ABSTAIN, "废票": Missing.VOID}


class Shape(StrEnum):
    """What a cell holds: how the reader takes it and how the writer formats it."""

    TEXT = "text"
    NUMBER = "number"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """A column, or a row of 活动. ``field`` is the attribute it fills; ``needed`` says that it may not be left out."""

    header: str
    field: str
    hint: str
    width: int = 12
    words: tuple[str, ...] = ()
    shape: Shape = Shape.TEXT
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet: its name, the part of the campaign it holds, and its columns."""

    sheet: str
    part: str
    columns: tuple[Column, ...]
    needed: bool = True

    def column(self, field: str) -> Column | None:
        return next((column for column in self.columns if column.field == field), None)


ITEMS = (
    Column("名称", "name", say("必填。测评活动的全称，会印在测评条和报告上。")),
    Column("类型", "kind", say("必填。从下拉列表中选。"), words=tuple(KINDS)),
    Column("组织者", "organiser", say("可空。组织单位的名称，印在测评条上。"), needed=False),
    Column("系列", "series", say("可空。同一系列的各期可以比较，如“年度双向测评”。")),
    Column("期次", "round", say("可空。如“2026 年上半年”。")),
    Column("开始时间", "opens", say("如 2026-11-21 08:00。留空：发布后即可投票。"), shape=Shape.MOMENT),
    Column(
        "截止时间",
        "closes",
        say("如 2026-11-25 18:00，要写到几点几分。留空：由组织者封箱为止。"),
        shape=Shape.MOMENT,
    ),
    Column("公布下限", "threshold", say("票数少于这个数的结果不公布。留空为 5。"), shape=Shape.NUMBER),
    Column(
        "率的分母",
        "rates.base",
        say("收回：收回的票；有效：有效票；应到：发出的票；到会：签章的票。留空为收回。"),
        words=tuple(BASES),
    ),
    Column("小数位", "rates.decimals", say("率和得分保留几位小数，0 到 6。留空为 2。"), shape=Shape.NUMBER),
    Column(
        "舍入", "rates.rounding", say("末项补足：最后一个等次取余下的部分。留空为四舍五入。"), words=tuple(ROUNDINGS)
    ),
    Column("末尾零", "rates.keep_zeros", say("保留：25.00；去掉：25。留空为保留。"), words=tuple(ZEROS)),
    Column(
        "缺项处理",
        "missing",
        say("必答项没填时，弃权：这一项不计；废票：整张票作废。留空为弃权。"),
        words=tuple(MISSINGS),
    ),
)

CAMPAIGN = Form(
    "活动",
    "campaign",
    (
        Column("项目", "item", say("左列的项目名称请不要改动。"), width=14),
        Column("值", "value", say("在这一列填写。"), width=48),
    ),
)
SUBJECTS = Form(
    "对象",
    "subjects",
    (
        Column("编号", "code", say("必填，不能重复。自己定的短编号，如 D01。"), width=10),
        Column(
            "名称",
            "name",
            say("必填，不能重复（不同单位的个人可以同名）。编号在名册里的可以留空，取名册的名称。"),
            width=28,
        ),
        Column("类别", "kind", say("单位或个人。留空为单位。"), width=9, words=tuple(SUBJECT_KINDS)),
        Column(
            "所属单位",
            "unit",
            say("可空（编号在名册里的取名册）。写单位的名称或编号；绑定本单位的票种不评这个对象。"),
            width=24,
        ),
        Column("对象组", "group", say("必填。同组的对象由相同的票种、用相同的指标测评。"), width=14),
        Column("领域", "field", say("可空（编号在名册里的取名册）。用于同领域的横向比较。"), width=14),
    ),
)
ELECTORATES = Form(
    "票种",
    "electorates",
    (
        Column("编号", "code", say("必填，不能重复，如 A。"), width=10),
        Column("名称", "name", say("必填，不能重复，如“区级领导”。"), width=24),
        Column(
            "权重",
            "weight",
            say("评同一对象组的几个票种：全部留空（同等看待），或合计为 100 或 1，或都是 1。0 表示只计票不计分。"),
            width=9,
            shape=Shape.NUMBER,
        ),
        Column(
            "发票数", "tickets", say("必填，正整数。要印的测评条张数，备用条也算在内。"), width=9, shape=Shape.NUMBER
        ),
        Column("评议对象组", "groups", say("必填。几个组之间用顿号隔开，如“镇街、开发区”。"), width=26),
        Column("所属单位", "unit", say("可空。填了以后，这个票种不评该单位和该单位的人。"), width=24),
        Column(
            "备用条",
            "spare",
            say(
                "可空。发票数里有几张是备用条，用来换污损的测评条。应到人数 = 发票数 - 备用条，率和参与率按应到人数算。"
            ),
            width=9,
            shape=Shape.NUMBER,
            needed=False,
        ),
    ),
)
INDICATORS = Form(
    "指标",
    "indicators",
    (
        Column("编号", "code", say("必填，不能重复，如 Z01。"), width=10),
        Column("名称", "name", say("必填，不能重复。"), width=24),
        Column("说明", "hint", say("可空。投票人在指标下面看到的一句话解释。"), width=40, needed=False),
        Column("题型", "type", say("必填。从下拉列表中选。"), width=9, words=tuple(TYPES)),
        Column("等次表", "scale", say("等次题和多选题必填：“等次”表里一张表的名称。其他题型留空。"), width=14),
        Column(
            "权重",
            "weight",
            say(
                "用于同一对象组的等次题和打分题：全部留空（同等看待），或合计为 100 或 1，或都是 1。0 表示只计票不计分。"
            ),
            width=9,
            shape=Shape.NUMBER,
        ),
        Column("必答", "required", say("是或否。留空为是，意见题留空为否。"), width=9, words=tuple(YES_NO)),
        Column(
            "适用对象组",
            "groups",
            say("留空为所有对象。几个组之间用顿号隔开；意见题写“全表”为整张表只问一次。"),
            width=26,
        ),
    ),
)
GRADES = Form(
    "等次",
    "scales",
    (
        Column("等次表", "scale", say("必填，每一行都要写。名称相同的各行是一张表，顺序就是表上的顺序。"), width=14),
        Column("名称", "name", say("必填。等次的名称；多选题的选项也写在这里。"), width=24),
        Column("分值", "points", say("留空为不计分，如“不了解”。"), width=9, shape=Shape.NUMBER),
        Column(
            "计入分母",
            "counts",
            say("是或否：算率时这一等次的票是否留在分母里。留空为是。"),
            width=12,
            words=tuple(YES_NO),
        ),
    ),
)
RULES = Form(
    "规则",
    "rules",
    (
        Column("规则", "rule", say("从下拉列表中选。"), width=14, words=tuple(KNOWN)),
        Column(
            "范围",
            "scope",
            joined("\n", (say("{rule}：{scope}", rule=rule, scope=known.scope) for rule, known in KNOWN.items())),
            width=20,
        ),
        Column(
            "参数",
            "params",
            joined("\n", (say("{rule}：{example}", rule=rule, example=known.example) for rule, known in KNOWN.items())),
            width=28,
        ),
    ),
    needed=False,
)

FORMS = (CAMPAIGN, SUBJECTS, ELECTORATES, INDICATORS, GRADES, RULES)
HELP = "说明"
