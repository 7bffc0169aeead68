"""Workbooks of composite indices: sheets 指数 and 项. Read, written, or empty to fill in with what there is to choose from."""

from collections.abc import Iterable, Sequence

from evalsite.core.catalogue import Catalogue, Known, Line, assembled
from evalsite.core.composite import HUNDRED, Gap, Index, Of, Reach, Term
from evalsite.core.index_faults import problems
from evalsite.core.saying import say
from evalsite.paper import workbook_cells as cells
from evalsite.paper.workbook_form import Column, Form, Shape
from evalsite.paper.workbook_lists import Lists, write_lists
from evalsite.paper.workbook_row import Row
from evalsite.paper.workbook_sheets import Entries

GAPS = {gap.value: gap for gap in Gap}
KINDS = {of.value: of for of in Of}
REACHES = {reach.value: reach for reach in Reach}
NO_NAMES: tuple[str, ...] = ()

INDICES = Form(
    "指数",
    "indices",
    (
        Column("编号", "code", "必填，不能重复。自己定的短编号，如 SL。再次导入同一编号就是替换。", width=10),
        Column("名称", "name", "必填。如“双力指数”。", width=24),
        Column("满分", "full", "各项占分之和。留空为 100。", width=9, shape=Shape.NUMBER),
        Column("对象组", "groups", "可空。只给这些对象组算；几个组之间用顿号隔开。", width=20, needed=False),
        Column("缺项处理", "gap", "有的项没有数时怎么办。留空为不出指数。", width=14, words=tuple(GAPS), needed=False),
        Column("小数位", "decimals", "0 到 6。留空为 2。", width=9, shape=Shape.NUMBER, needed=False),
        Column("说明", "note", "可空。写明依据，会印在结果下面。", width=40, needed=False),
    ),
)
TERMS = Form(
    "项",
    "terms",
    (
        Column("指数", "index", "必填。这一项属于哪个指数：“指数”表里的编号。", width=10),
        Column("项名", "name", "必填。公式里怎么称呼它，如“领导力”。", width=18),
        Column("来源", "of", "必填。得分、得票率、导入数据、加减分，或者另一个指数。", width=11, words=tuple(KINDS)),
        Column("活动", "campaign", "来源是指数时留空。已开箱的活动：编号（c-…）或名称。", width=26),
        Column(
            "内容",
            "what",
            "得分：指标，留空为综合得分；得票率：指标；导入数据：项目名称；指数：指数的编号；加减分：留空。",
            width=22,
        ),
        Column("票种", "electorate", "可空。只取这一票种的得分或得票率。", width=14, needed=False),
        Column("等次", "grades", "得票率必填，如“优秀”或“优秀、良好”（相加）。", width=16, needed=False),
        Column(
            "取自",
            "reach",
            "本对象：对象自己的数；所属人员平均：该单位人员的平均；所属单位：本人所在单位的数。留空为本对象。",
            width=14,
            words=tuple(REACHES),
            needed=False,
        ),
        Column(
            "满分",
            "full",
            "这项来源的满分。留空：得分按活动能得的最高分，其余为 100。",
            width=9,
            shape=Shape.NUMBER,
            needed=False,
        ),
        Column(
            "占分", "share", "必填。这一项满分时在指数里占多少分；加减分留空，按原分加减。", width=9, shape=Shape.NUMBER
        ),
        Column("上限", "cap", "可空。加减分最多加（或减）多少。", width=9, shape=Shape.NUMBER, needed=False),
    ),
)
FORMS = (INDICES, TERMS)
SOURCES = Form(
    "可选来源",
    "sources",
    (
        Column("活动编号", "id", "填在“项”表的“活动”一列。", width=14),
        Column("活动", "name", "", width=36),
        Column("期次", "round", "", width=14),
        Column("状态", "state", "", width=12),
        Column("指标", "indicators", "", width=40),
        Column("票种", "electorates", "", width=30),
        Column("导入数据", "figures", "", width=30),
    ),
)
STEPS = (
    "指数工作簿：怎么填",
    "1. 指数：每行一个指数。项：每行一项，写明属于哪个指数、取自哪里、占多少分；各项占分之和等于指数的满分。",
    "2. “可选来源”列出了现有的活动、指标、票种和导入数据，供填写时对照，导入时不读。",
    "3. 例：双力指数满分 100，领导力（得分，满分 100）占 50，敢为力占 50；600 + 200 + 200 的写满分 1000，三项各占 600、200、200。",
    "4. 只用已经公布的数：有的项未公布，指数也不公布；有的项没有数，按“缺项处理”办，不会当作 0 分。",
    "5. 有任何问题会一次列出位置和改法，全部改好才会导入。指数是自定的，不是官方指标，结果下面会印出完整公式。",
)


def read_indices(data: bytes, catalogue: Catalogue) -> tuple[Index, ...]:
    """The indices in a workbook, fit to be kept. Raises FaultyWorkbook with every fault there is."""
    lists = Lists(data, FORMS)
    indices = tuple(_index(row) for row in lists.rows("indices"))
    lines = tuple(_line(row) for row in lists.rows("terms"))
    lists.refuse(problems(indices, lines, catalogue))
    return assembled(indices, lines, catalogue)


def _index(row: Row) -> Index:
    return Index(
        row.text("code"),
        row.text("name"),
        (),
        row.take("full", cells.number, HUNDRED),
        row.take("gap", lambda v: cells.word(v, GAPS, say("缺项处理")), Gap.NONE),
        row.take("decimals", cells.whole, 2),
        row.take("groups", cells.names, NO_NAMES),
        row.text("note"),
    )


def _line(row: Row) -> Line:
    return Line(
        row.text("index"),
        row.text("name"),
        row.take("of", lambda v: cells.word(v, KINDS, say("来源")), Of.SCORE, required=say("来源")),
        row.text("campaign"),
        row.text("what"),
        row.text("electorate"),
        row.take("grades", cells.names, NO_NAMES),
        row.take("reach", lambda v: cells.word(v, REACHES, say("取自")), Reach.OWN),
        row.take("full", cells.number, None),
        row.take("share", cells.number, None),
        row.take("cap", cells.number, None),
    )


def write_indices(indices: Sequence[Index], catalogue: Catalogue) -> bytes:
    """The workbook of these indices; ``read_indices`` gives them back. With the list of what there is to choose from."""
    entries: dict[str, Sequence[Entries]] = {
        "indices": [_index_entries(index) for index in indices],
        "terms": [_term_entries(index, term) for index in indices for term in index.terms],
        "sources": _sources(catalogue.campaigns),
    }
    return write_lists((*FORMS, SOURCES), entries)


def _index_entries(index: Index) -> Entries:
    return {
        "code": index.code,
        "name": index.name,
        "full": index.full,
        "groups": "、".join(index.groups),
        "gap": index.gap.value,
        "decimals": index.decimals,
        "note": index.note,
    }


def _term_entries(index: Index, term: Term) -> Entries:
    return {
        "index": index.code,
        "name": term.name,
        "of": term.of.value,
        "campaign": term.campaign,
        "what": term.what,
        "electorate": term.electorate,
        "grades": "、".join(term.grades),
        "reach": term.reach.value,
        "full": term.full if term.weighed else None,
        "share": term.share,
        "cap": term.cap,
    }


def index_template(catalogue: Catalogue | None = None) -> bytes:
    """The empty workbook with hints; with a catalogue also the list of what there is to choose from."""
    if catalogue is None:
        return write_lists(FORMS, {}, STEPS)
    return write_lists((*FORMS, SOURCES), {"sources": _sources(catalogue.campaigns)}, STEPS)


def _sources(campaigns: Iterable[Known]) -> list[Entries]:
    return [
        {
            "id": known.id,
            "name": known.name,
            "round": known.campaign.round,
            "state": "已开箱" if known.opened else "未开箱",
            "indicators": "、".join(f"{i.code} {i.name}" for i in known.campaign.indicators),
            "electorates": "、".join(f"{e.code} {e.name}" for e in known.campaign.electorates),
            "figures": "、".join(dict.fromkeys(one.name for one in known.figures.imported)),
        }
        for known in campaigns
    ]
