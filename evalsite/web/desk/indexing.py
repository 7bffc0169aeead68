"""Composite indices at the desk (指数): the list, taking them in, one with its results."""

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from markupsafe import Markup

from evalsite.core.formula import NOT_OFFICIAL, definition, formula, notes
from evalsite.core.index_results import IndexResult, IndexValue
from evalsite.core.permission import Act
from evalsite.core.refusals import Fault, FaultyWorkbook
from evalsite.core.report_parts import Peer
from evalsite.core.saying import joined, say
from evalsite.paper import score_charts
from evalsite.paper.comparison_content import index_terms, rank_shown
from evalsite.paper.index_results import index_xlsx
from evalsite.paper.index_workbook import index_template, read_indices, write_indices
from evalsite.paper.tables import Column, Table
from evalsite.paper.tables import Line as Row
from evalsite.paper.tables_files import Origin
from evalsite.usecases import indexing
from evalsite.web.access import account, needs, reading
from evalsite.web.desk.result_tables import SUBJECTS, who, who_cells
from evalsite.web.desk.room import XLSX, Page, download, now, room, routes
from evalsite.web.desk.tabling import Tables, marks_of
from evalsite.web.forms import ImportForm
from evalsite.web.language import tell


@dataclass(frozen=True, slots=True)
class Line:
    """One subject's index: its formula and what stands behind it."""

    one: IndexValue
    formula: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The subjects of one group by rank, and their chart."""

    name: str
    lines: tuple[Line, ...]
    pictures: tuple[Markup, ...]


@routes.get("/indices")
@needs(Act.READ, common=True)
def indices() -> Page:
    return _list(ImportForm(), ())


def _list(form: ImportForm, faults: tuple[Fault, ...]) -> str:
    kept = [(one, definition(one.index)) for one in indexing.seen(room().desk, reading())]
    file = form.workbook.data.filename if faults else ""
    return render_template(
        "desk/indices.html", form=form, faults=faults, file=file, kept=kept, not_official=NOT_OFFICIAL
    )


@routes.post("/indices/import")
@needs(Act.PREPARE, common=True)
def index_import() -> Page:
    form = ImportForm()
    if not form.validate_on_submit():
        return _list(form, ()), 400
    data = form.workbook.data.read()
    try:
        made = indexing.take_in(room().desk, lambda known: read_indices(data, known), account().name, now())
    except FaultyWorkbook as refusal:
        return _list(form, refusal.faults), refusal.status
    tell(
        say("已导入 {number} 个指数：{names}。", number=len(made), names=joined("、", (one.name for one in made))),
        "good",
    )
    return redirect(url_for("desk.indices"))


@routes.get("/indices/template.xlsx")
@needs(Act.PREPARE, common=True)
def indices_template() -> Page:
    return download(index_template(indexing.catalogue(room().desk)), "指数（空白）.xlsx", XLSX)


@routes.get("/indices/export.xlsx")
@needs(Act.PREPARE, common=True)
def indices_export() -> Page:
    known = indexing.catalogue(room().desk)
    return download(write_indices(known.indices, known), "指数.xlsx", XLSX)


@routes.get("/indices/of/<code>")
@needs(Act.READ, common=True)
def index(code: str) -> Page:
    kept, found = indexing.get_index(room().desk, code), indexing.result(room().desk, code, reading())
    groups = _groups(found)
    tables = Tables(_table(n, found, group) for n, group in enumerate(groups, start=1))
    if file := tables.file(Origin(found.index.name, remarks=(NOT_OFFICIAL,))):
        return file
    return render_template(
        "desk/index.html",
        kept=kept,
        found=found,
        definition=definition(kept.index),
        groups=groups,
        tables=tables,
        terms=index_terms(found),
        not_official=NOT_OFFICIAL,
    )


def _table(n: int, found: IndexResult, group: Group) -> Table:
    """The index and its terms, those that weigh something first, as they stand in each value."""
    terms = [*found.index.weighed, *(one for one in found.index.terms if not one.weighed)]
    columns = (
        Column("rank", say("名次")),
        *who(),
        Column("value", found.index.name),
        *(Column(f"t{place}", term.name) for place, term in enumerate(terms)),
    )
    lines = tuple(
        Row(
            (
                line.one.place.rank if line.one.place else None,
                *who_cells(line.one.subject),
                line.one.value,
                *(one.value for one in line.one.terms),
            ),
            line.one.subject.code,
            marks_of(line.one.subject),
        )
        for line in group.lines
    )
    return Table(f"index-{n}", group.name or say("结果"), columns, lines, SUBJECTS)


def _groups(found: IndexResult) -> list[Group]:
    names = dict.fromkeys(one.subject.group for one in found.values)
    return [_group(found, name, [one for one in found.values if one.subject.group == name]) for name in names]


def _group(found: IndexResult, name: str, values: list[IndexValue]) -> Group:
    peers = [Peer(one.subject.name, one.value, rank_shown(one.place), own=False) for one in values if one.value]
    pictures = score_charts.ranking(peers, None, f"{found.index.name}：{name}") if len(peers) > 1 else []
    lines = tuple(Line(one, formula(found.index, one), notes(one)) for one in values)
    return Group(name, lines, tuple(Markup(svg) for svg in pictures))  # noqa: S704 - drawn by us


@routes.get("/indices/of/<code>.xlsx")
@needs(Act.READ, common=True)
def index_export(code: str) -> Page:
    found = indexing.result(room().desk, code, reading())
    return download(index_xlsx(found), f"指数-{found.index.name}.xlsx", XLSX)


@routes.post("/indices/of/<code>/remove")
@needs(Act.PREPARE, common=True)
def index_remove(code: str) -> Page:
    name = indexing.get_index(room().desk, code).index.name
    indexing.remove(room().desk, code)
    tell(say("已删除指数“{name}”。", name=name), "good")
    return redirect(url_for("desk.indices"))
