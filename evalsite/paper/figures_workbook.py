"""Workbooks of imported figures: sheets 数据, 实绩 and 加减分, for one campaign. Read, written, or empty to fill in.

Excel stores 98.2% as 0.982 and says nothing of it: a figure in percent is taken only where it cannot be that slip.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from evalsite.core.campaign import Campaign
from evalsite.core.decimals import decimal
from evalsite.core.figure_faults import problems
from evalsite.core.figures import Adjustment, Deed, DeedKind, Figures, ImportedFigure
from evalsite.core.findings import squeezed
from evalsite.core.saying import say
from evalsite.paper import workbook_cells as cells
from evalsite.paper.workbook_form import Column, Form, Shape
from evalsite.paper.workbook_lists import Lists, write_lists
from evalsite.paper.workbook_row import Row
from evalsite.paper.workbook_sheets import Entries

DEED_KINDS = {kind.value: kind for kind in DeedKind}
PERCENT = ("%", "‰")

_CODE = Column("对象编号", "subject", "必填。活动里对象的编号。", width=11)
_NAME = Column("对象名称", "title", "可空。填了会与编号核对，防止错行。", width=24, needed=False)
_DAY = Column("日期", "day", "可空。数据或事情的日期，如 2026-06-30。", width=13, needed=False)
FIGURES = Form(
    "数据",
    "imported",
    (
        _CODE,
        _NAME,
        Column("项目", "name", "必填。是什么数，如“群众满意度”。同一对象同一项目只写一行。", width=24),
        Column("数值", "value", "必填。百分数请写 98.2，单位写 %；不要设成百分比格式。", width=11, shape=Shape.NUMBER),
        Column("单位", "unit", "可空。如 %、分、件。同一项目的单位要一致。", width=9, needed=False),
        _DAY,
        Column("来源", "source", "必填。谁提供的，如“第三方测评机构”。", width=24),
        Column("说明", "note", "可空。", width=36, needed=False),
    ),
    needed=False,
)
DEEDS = Form(
    "实绩",
    "deeds",
    (
        _CODE,
        _NAME,
        Column("类别", "kind", "必填。从下拉列表中选。", width=12, words=tuple(DEED_KINDS)),
        _DAY,
        Column("来源单位", "source", "必填。认定这件事的单位。", width=24),
        Column("内容", "text", "必填。做了什么，成效如何。", width=70),
    ),
    needed=False,
)
ADJUSTMENTS = Form(
    "加减分",
    "adjustments",
    (
        _CODE,
        _NAME,
        Column(
            "分值",
            "points",
            "必填。加分写正数，减分写负数。只用于综合指数，不改变测评得分。",
            width=9,
            shape=Shape.NUMBER,
        ),
        Column("理由", "reason", "必填。", width=50),
        _DAY,
        Column("来源单位", "source", "必填。提出加减分的单位。", width=24),
    ),
    needed=False,
)
FORMS = (FIGURES, DEEDS, ADJUSTMENTS)
SUBJECTS = Form(
    "对象名单",
    "subjects",
    (
        Column("编号", "code", "供填写时对照。", width=11),
        Column("名称", "name", "", width=28),
        Column("所属单位", "unit", "", width=24),
    ),
)
STEPS = (
    "导入数据工作簿：怎么填",
    "1. 数据：第三方满意度、业务考核得分等数字。实绩：做成的事。加减分：综合指数里的奖惩分。三张表用哪张填哪张。",
    "2. 对象编号就是活动里对象的编号；“对象名单”列出了全部编号，导入时不读。",
    "3. 每一行都要写明来源。这些内容与测评结果并列显示，并注明不来自选票，不会混入测评得分。",
    "4. 有任何问题会一次列出位置和改法，全部改好才会导入。",
)


def read_figures(data: bytes, campaign: Campaign, standing: Figures | None = None) -> Figures:
    """The figures in a workbook, fit for ``campaign``, and for being added to ``standing`` where that is given.

    Raises FaultyWorkbook with every fault there is.
    """
    lists = Lists(data, FORMS)
    names = {subject.code: subject.name for subject in campaign.subjects}
    found = Figures(
        tuple(_figure(row, names) for row in lists.rows("imported")),
        tuple(_deed(row, names) for row in lists.rows("deeds")),
        tuple(_adjustment(row, names) for row in lists.rows("adjustments")),
    )
    lists.refuse(problems(found, campaign, standing))
    return found


def _subject(row: Row, names: dict[str, str]) -> str:
    """The code; a name beside it that is not its name shows that lines have slipped."""
    code = row.text("subject")

    def compare(value: cells.Value) -> None:
        written = cells.text(value)
        name = names.get(code, written)
        if squeezed(written) != squeezed(name):
            raise cells.Unreadable(
                say("编号 {code} 是“{name}”，这里写的是“{written}”", code=code, name=name, written=written),
                say("请核对是编号错了还是名称错了"),
            )

    row.take("title", compare, None)
    return code


def _figure(row: Row, names: dict[str, str]) -> ImportedFigure:
    subject, unit = _subject(row, names), row.text("unit")
    value, unit = row.take("value", lambda cell: _measured(cell, unit), (Fraction(0), unit), required=say("数值"))
    return ImportedFigure(subject, row.text("name"), value, unit, _day(row), row.text("source"), row.text("note"))


def _measured(value: cells.Value, unit: str) -> tuple[Fraction, str]:
    """A number with its unit. "98.2%" typed as text says its unit itself; a percentage that Excel has made 0.982 is
    refused, since nothing tells it from one below one percent.
    """
    found = cells.number(value)
    sign = squeezed(value)[-1:] if isinstance(value, str) else ""
    if sign == "%":
        if unit not in ("", "%"):
            raise cells.Unreadable(say("数值写了 %，单位却是“{unit}”", unit=unit), say("请核对单位"))
        return found * 100, "%"
    if unit in PERCENT and not isinstance(value, str) and 0 < abs(found) <= 1:
        words = say("单位是 {unit}，数值却是 {found}，可能是 Excel 的百分比格式", unit=unit, found=decimal(found))
        remedy = say(
            "是 {found}{unit} 的，请填 {found}；确实不到 1 的，请设成文本格式再填 {other}",
            found=decimal(found * 100),
            unit=unit,
            other=decimal(found),
        )
        raise cells.Unreadable(words, remedy)
    return found, unit


def _day(row: Row) -> date | None:
    return row.take("day", cells.day, None)


def _deed(row: Row, names: dict[str, str]) -> Deed:
    return Deed(
        _subject(row, names),
        row.take("kind", lambda v: cells.word(v, DEED_KINDS, say("类别")), DeedKind.DAILY, required=say("类别")),
        _day(row),
        row.text("source"),
        row.text("text"),
    )


def _adjustment(row: Row, names: dict[str, str]) -> Adjustment:
    return Adjustment(
        _subject(row, names),
        row.take("points", cells.number, Fraction(1), required=say("分值")),
        row.text("reason"),
        _day(row),
        row.text("source"),
    )


def write_figures(figures: Figures, campaign: Campaign) -> bytes:
    """The workbook of these figures; ``read_figures`` gives them back."""
    names = {subject.code: subject.name for subject in campaign.subjects}

    def entry(line: ImportedFigure | Deed | Adjustment) -> Entries:
        day = line.day.isoformat() if line.day else ""
        return {"subject": line.subject, "title": names.get(line.subject, ""), "day": day, "source": line.source}

    entries: dict[str, Sequence[Entries]] = {
        "imported": [
            entry(one) | {"name": one.name, "value": _cell(one), "unit": one.unit, "note": one.note}
            for one in figures.imported
        ],
        "deeds": [entry(one) | {"kind": one.kind.value, "text": one.text} for one in figures.deeds],
        "adjustments": [entry(one) | {"points": one.points, "reason": one.reason} for one in figures.adjustments],
        "subjects": _listed(campaign),
    }
    return write_lists((*FORMS, SUBJECTS), entries)


def _cell(figure: ImportedFigure) -> str | Fraction:
    """The value; as text where a number would be taken for Excel's kind of percentage."""
    return decimal(figure.value) if figure.unit in PERCENT and 0 < abs(figure.value) <= 1 else figure.value


def figures_template(campaign: Campaign | None = None) -> bytes:
    """The empty workbook with hints; for a campaign also with the list of its subjects' codes."""
    if campaign is None:
        return write_lists(FORMS, {}, STEPS)
    return write_lists((*FORMS, SUBJECTS), {"subjects": _listed(campaign)}, STEPS)


def _listed(campaign: Campaign) -> list[Entries]:
    return [{"code": one.code, "name": one.name, "unit": one.unit} for one in campaign.subjects]
