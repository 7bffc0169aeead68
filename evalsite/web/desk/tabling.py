"""Tables of a page as its address asks for them: filtered, sorted, and each as a file of just what is shown.

A page makes its tables (paper/tables.py) and hands them to ``Tables``; templates/macros/tables.html draws them. All of it
works by addresses, so that it needs no script, survives a reload and can be passed on:

* ``find`` and ``only_group``, ``only_unit`` … leave lines out, in all tables of what is searched;
* ``sort=scores-1.total`` sorts one table (``-scores-1.total`` the other way round), once for each of them;
* ``turn=units.2`` shows the second part of a table that is too long for one page, in that order;
* ``table=scores-1&file=xlsx`` (or csv) gives that table as a file. The same page answers under the same guard, from
  the same disclosed results: a file cannot hold more than the page.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import g, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from evalsite.core.campaign import Campaign, Subject
from evalsite.core.disclosure import Results
from evalsite.core.report import UnitReport
from evalsite.core.saying import Saying, say
from evalsite.paper.naming import safe_name
from evalsite.paper.tables import Column, Kind, Line, Table, hits
from evalsite.paper.tables_files import Origin, table_csv, table_xlsx
from evalsite.paper.words import moment
from evalsite.web.desk.room import XLSX, Page, download, now, room
from evalsite.web.language import spoken

FILES = {"xlsx": XLSX, "csv": "text/csv"}
MARKS = {
    "group": say("对象组"),
    "unit": say("所属单位"),
    "field": say("领域"),
    "kind": say("类别"),
    "verdict": say("评定等次"),
}
FEW = 5  # so many lines are seen at a glance: nothing is offered to look through them
REHEARSAL = say("演练，不计票")


def marks_of(subject: Subject, **more: str) -> dict[str, str]:
    """What subjects are filtered by."""
    return {"group": subject.group, "unit": subject.unit, "field": subject.field, **more}


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice among the marks that lines have: ``values`` are those, as Chinese texts that stand in the address, each with
    the words for it, which are said in the page's language.
    """

    key: str
    label: Saying
    values: tuple[tuple[str, str], ...]
    chosen: str

    @property
    def name(self) -> str:
        """Its name in the address."""
        return f"only_{self.key}"


class Tables:
    """The tables of a page by their keys, with as many lines and in the order that the address asks for.

    ``page`` is the page's endpoint where the request is for a part of it: the part is as the page's own address asks.
    """

    def __init__(self, tables: Iterable[Table], page: str = "") -> None:
        self._page, self._args = page, _args(page)
        made = [table for table in tables if table.lines]
        self.find = self._args.get("find", "").strip()
        self.filters = tuple(_filters(made, self._args))
        self.whole = len({line.about for table in made for line in table.lines if line.marks and line.about})
        kept = [self._kept(table) for table in made]
        self.kept = len({line.about for table in kept for line in table.lines if line.marks and line.about})
        sorts = dict(_place(one) for one in self.orders)
        ordered = [one.in_order(sorts[one.key]) if one.key in sorts else one for one in kept]
        turns = dict(_turn(one) for one in self._args.getlist("turn"))
        self.all = {one.key: one.turned(turns.get(one.key, 1)) for one in ordered}

    def _kept(self, table: Table) -> Table:
        """Lines that have no marks are not what is looked for, and stay."""
        if not any(line.marks for line in table.lines):
            return table
        places = [n for n, column in enumerate(table.columns) if column.kind in (Kind.NAME, Kind.WORDS)]
        return table.keeping(line for line in table.lines if not line.marks or self._wanted(line, places))

    def _wanted(self, line: Line, places: list[int]) -> bool:
        chosen = all(line.marks.get(one.key) == one.chosen for one in self.filters if one.chosen)
        return chosen and (not self.find or hits(line, self.find, places, spoken))

    # --- for templates ---

    def __getitem__(self, key: str) -> Table:
        return self.all[key]

    def __contains__(self, key: str) -> bool:
        return key in self.all

    def starting(self, prefix: str) -> list[Table]:
        """The tables ``scores-1``, ``scores-2`` … that have a line left."""
        return [table for key, table in self.all.items() if key.rpartition("-")[0] == prefix and table.lines]

    @property
    def asked(self) -> bool:
        """Whether the address leaves lines out."""
        return bool(self.find) or any(one.chosen for one in self.filters)

    @property
    def searchable(self) -> bool:
        return self.whole > FEW or self.asked

    @property
    def orders(self) -> list[str]:
        """How tables are sorted, in the words of the address."""
        return self._args.getlist("sort")

    def kept_but(self, *names: str) -> list[tuple[str, str]]:
        """What of the address a form has to keep beside its own fields, which have these names."""
        left_out = {"table", "file", *names}
        return [(name, value) for name, value in self._args.items(multi=True) if name not in left_out]

    def beside_filters(self) -> list[tuple[str, str]]:
        """What the form of the filters has to keep."""
        return self.kept_but("find", "turn", *(one.name for one in self.filters))

    def sort_address(self, table: Table, column: Column) -> str:
        """This page with a table sorted by a column, or the other way round, from its beginning."""
        others = [one for one in self.orders if _place(one)[0] != table.key]
        wanted = table.next_order(column)
        sign = "-" if wanted.startswith("-") else ""
        orders = [*others, f"{sign}{table.key}.{wanted.removeprefix('-')}"]
        return self._address(sort=orders, turn=self._turns_but(table), _anchor=table.key)

    def turn_address(self, table: Table, part: int) -> str:
        """This page with another part of a table."""
        return self._address(turn=[*self._turns_but(table), f"{table.key}.{part}"], _anchor=table.key)

    def _turns_but(self, table: Table) -> list[str]:
        return [one for one in self._args.getlist("turn") if _turn(one)[0] != table.key]

    def file_address(self, table: Table, kind: str) -> str:
        return self._address(table=table.key, file=kind)

    def clear_address(self) -> str:
        """This page with all its lines."""
        return self._address(find=None, turn=None, **{one.name: None for one in self.filters})

    def _address(self, **changes: Any) -> str:
        kept: dict[str, Any] = {name: self._args.getlist(name) for name in self._args if not _is_ours(name)}
        return url_for(self._page or request.endpoint or "", **(kept | (request.view_args or {}) | changes))

    # --- for files ---

    def file(self, origin: Origin) -> Page | None:
        """The file that the address asks for; None where it asks for a page."""
        kind = request.args.get("file")
        if kind is None:
            return None
        table = self.all.get(request.args.get("table", ""))
        if table is None or kind not in FILES:
            return render_template("desk/refused.html", message=say("没有这张表的文件。请回到页面上重新导出。")), 404
        assert "begun" in g  # what leaves is logged: the page stands in recording.TABLES
        told = replace(origin, facts=(*origin.facts, *self._facts(table)))
        data = table_csv(table, told) if kind == "csv" else table_xlsx(table, told)
        return download(data, f"{safe_name(f'{origin.name}-{table.title}')}.{kind}", FILES[kind])

    def _facts(self, table: Table) -> Iterator[tuple[str, str]]:
        if table.whole:
            asked = [f"{one.label}：{one.chosen}" for one in self.filters if one.chosen]
            asked += [f"含有“{self.find}”"] if self.find else []
            yield "条件", "；".join(asked)
            yield "行数", f"{len(table.lines)} 行" + (f"，共 {table.whole} 行" if asked else "")
        yield "导出时间", moment(now(), room().settings.zone)


def origin_of_campaign(campaign: Campaign, remarks: Iterable[str] = ()) -> Origin:
    """What every file of a campaign says of itself: that it is of a rehearsal before anything else."""
    trial = (REHEARSAL,) if campaign.rehearsal else ()
    return Origin(
        campaign.name, (("期次", campaign.round),) if campaign.round else (), (*trial, *remarks), campaign.rates
    )


def origin_of(found: Results, report: UnitReport | None = None) -> Origin:
    """What every file made of these results says of itself; of a page on one subject with the remarks that concern it."""
    remarks = report.remarks if report else [remark.text for remark in found.remarks]
    origin = origin_of_campaign(found.campaign, remarks)
    name = f"{origin.name}-{report.subject.name}" if report else origin.name
    return replace(origin, name=name, facts=(*origin.facts, ("编号", found.id)))


def _args(page: str) -> MultiDict[str, str]:
    """What the address asks for. A part is asked for by a script (htmx), which tells the address that the page has now:
    sorted since it was loaded, it has another.
    """
    if page and (address := request.headers.get("HX-Current-URL")):
        try:
            return MultiDict(parse_qsl(urlsplit(address).query))
        except ValueError:  # no address of ours
            return MultiDict()
    return request.args


def _filters(tables: list[Table], args: MultiDict[str, str]) -> Iterator[Filter]:
    """Those by which the lines differ, and those that the address asks for."""
    for key, label in MARKS.items():
        values = dict.fromkeys(line.marks[key] for table in tables for line in table.lines if line.marks.get(key))
        chosen = args.get(f"only_{key}", "")
        if len(values) > 1 or chosen:
            yield Filter(key, label, tuple((str(one), one) for one in values), chosen)


def _is_ours(name: str) -> bool:
    """Whether ``url_for`` would take a visitor's word for an order to itself, or a page's address lead to a file."""
    return name.startswith("_") or name in ("endpoint", "table", "file")


def _turn(wanted: str) -> tuple[str, int]:
    """Table and part of a word of the address; the first part where it says no number."""
    table, _, part = wanted.partition(".")
    return table, int(part) if part.isascii() and part.isdecimal() and len(part) < 6 else 1


def _place(wanted: str) -> tuple[str, str]:
    """Table and column of a word of the address; the hyphen of the other way round stays with the column."""
    table, _, column = wanted.removeprefix("-").partition(".")
    return table, f"-{column}" if wanted.startswith("-") else column
