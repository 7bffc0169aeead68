"""The register at the desk: units and people, each with its history; import with a look at it before; export."""

import base64
import binascii
from dataclasses import asdict
from datetime import date

from flask import redirect, render_template, request, url_for

from evalsite.core.permission import Act, allows
from evalsite.core.refusals import Fault, FaultyWorkbook, NoSuchEntry
from evalsite.core.register import Entry, Lists, Snapshot
from evalsite.core.register_links import Wanted, chosen, subjects_of
from evalsite.core.saying import say
from evalsite.paper.register_words import KINDS, details, kinds_of, unit_names
from evalsite.paper.register_workbook import read_register, write_register
from evalsite.paper.register_workbook import register_template as empty_workbook
from evalsite.paper.tables import Column, Kind, Line, Table
from evalsite.paper.tables_files import Origin
from evalsite.paper.workbook import template
from evalsite.usecases import registering, zoning
from evalsite.usecases.registering import Plan
from evalsite.web import language, locale
from evalsite.web.access import account, needs
from evalsite.web.desk.room import XLSX, Page, download, now, room, routes
from evalsite.web.desk.tabling import Tables
from evalsite.web.forms import RegisterForm, RegisterPlanForm
from evalsite.web.language import tell
from evalsite.words import STATES

MOST_LINES = 500  # of one table on a page; who looks for one entry narrows the search


def _today() -> date:
    return now().date()


def _wanted() -> Wanted:
    return Wanted(**{name: request.args.get(name, "").strip() for name in Wanted.__dataclass_fields__})


@routes.get("/register/")
@needs(Act.READ)
def register() -> Page:
    """All that is in use and fits the filters, units first; who has left stands apart."""
    snapshot, wanted = registering.snapshot(room().desk, _today()), _wanted()
    found = chosen(snapshot, wanted)
    units = [entry for entry in found if entry.kind == "unit"]
    people = [entry for entry in found if entry.kind == "person"]
    tables = Tables([_units(units), _people(people, snapshot)])
    if file := tables.file(Origin(say("名册"))):
        return file
    return render_template(
        "desk/register.html",
        snapshot=snapshot,
        wanted=wanted,
        asked={name: value for name, value in asdict(wanted).items() if value},
        tables=tables,
        to_entry=lambda code: url_for("desk.register_entry", code=code),
        units=units,
        people=people,
        most=MOST_LINES,
        choices=_choices(snapshot),
        kinds=language.table(KINDS),
        imports=registering.imports_of(room().desk) if allows(account().role, Act.PREPARE) else [],
    )


def _units(entries: list[Entry]) -> Table:
    """A page holds no more than can be looked through."""
    columns = (
        Column("order", say("次序"), roomy=True),
        Column("code", say("编号"), Kind.WORDS),
        Column("name", say("名称"), Kind.NAME),
        Column("category", say("类别"), Kind.WORDS),
        Column("field", say("领域"), Kind.WORDS),
        Column("zone", say("责任区"), Kind.WORDS),
    )
    lines = (Line((one.order, one.code, one.name, one.category, one.field, one.zone), one.code) for one in entries)
    return Table("units", say("单位"), columns, tuple(lines), say("个"), most=MOST_LINES)


def _people(entries: list[Entry], snapshot: Snapshot) -> Table:
    columns = (
        Column("code", say("编号"), Kind.WORDS),
        Column("name", say("姓名"), Kind.NAME),
        Column("unit", say("单位"), Kind.WORDS),
        Column("post", say("职务"), Kind.WORDS),
        Column("field", say("领域"), Kind.WORDS),
    )
    lines = (
        Line((one.code, one.name, snapshot.unit_name(one), one.post, snapshot.field_of(one)), one.code)
        for one in entries
    )
    return Table("people", say("人员"), columns, tuple(lines), say("个"), most=MOST_LINES)


def _choices(snapshot: Snapshot) -> dict[str, list[str]]:
    """What there is to filter by."""
    return {
        name: sorted({value for unit in snapshot.units if (value := getattr(unit, name))})
        for name in ("category", "field", "zone")
    }


@routes.get("/register/of/<code>")
@needs(Act.READ)
def register_entry(code: str) -> Page:
    """One unit or person: what holds today, what held before, and the campaigns it was a subject of."""
    known = registering.register_of(room().desk)
    history, snapshot = known.history(code), known.as_of(_today())
    if not history:
        raise NoSuchEntry(entry=code)
    entry = snapshot.find(code) or history[0].entry
    all_states = allows(account().role, Act.FOLLOW)
    found = registering.appearances(room().desk, code)
    seen = {record.id for record in zoning.visible(room().desk, account(), [one.record for one in found])}
    rounds = [one for one in found if one.record.id in seen and (all_states or one.record.state.counted)]
    return render_template(
        "desk/register_entry.html",
        entry=entry,
        snapshot=snapshot,
        history=history,
        names=unit_names(snapshot),
        members=[person for person in snapshot.people if person.unit == code],
        rounds=rounds,
        states=language.table(STATES),
        kinds=language.table(KINDS),
    )


# --- import -----------------------------------------------------------------------------------------------------------


@routes.route("/register/import", methods=["GET", "POST"])
@needs(Act.PREPARE, common=True)
def register_import() -> Page:
    form = RegisterForm()
    if not form.validate_on_submit():
        return _import_page(form), 400 if form.errors else 200
    upload, day, complete = form.workbook.data, form.since.data or _today(), bool(form.complete.data)
    data = upload.read()
    try:
        lists, plan = _planned(data, day, complete=complete)
    except FaultyWorkbook as refusal:
        return _import_page(form, refusal.faults, upload.filename or ""), refusal.status
    return _plan_page(lists, plan, data, upload.filename or "", complete=complete)


def _import_page(form: RegisterForm, faults: tuple[Fault, ...] = (), file: str = "") -> str:
    return render_template("desk/register_import.html", form=form, faults=faults, file=file, today=_today())


def _planned(data: bytes, day: date, *, complete: bool) -> tuple[Lists, Plan]:
    """What a workbook would change. Raises FaultyWorkbook."""
    known = registering.register_of(room().desk)
    lists = read_register(data, known.as_of(day), complete=complete)
    return lists, registering.plan(known, lists, day, complete=complete)


def _plan_page(lists: Lists, plan: Plan, data: bytes, file: str, *, complete: bool) -> str:
    names = unit_names(registering.snapshot(room().desk, plan.day), lists)
    lines = [(kinds_of(change), change.after, list(details(change, names))) for change in plan.changes]
    return render_template(
        "desk/register_plan.html",
        plan=plan,
        lines=lines,
        most=MOST_LINES,
        kinds=language.table(KINDS),
        file=file,
        complete=complete,
        data=base64.b64encode(data).decode(),
    )


@routes.post("/register/confirm")
@needs(Act.PREPARE, common=True)
def register_confirm() -> Page:
    """Carries out the plan that was shown. Everything is read and judged anew: what comes back is a browser's word."""
    form = RegisterPlanForm()
    try:
        data = base64.b64decode(form.data.data or "", validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not form.validate_on_submit() or not data:
        tell(say("没有收到工作簿，请重新选择文件导入。"), "bad")
        return redirect(url_for("desk.register_import"))
    complete = form.complete.data == "yes"
    try:
        lists, _ = _planned(data, form.since.data, complete=complete)
    except FaultyWorkbook as refusal:
        return _import_page(RegisterForm(formdata=None), refusal.faults, form.file.data), refusal.status
    origin = registering.source(form.file.data, data, account().name, now())
    done = registering.carry_out(room().desk, lists, form.since.data, origin, complete=complete, mark=form.mark.data)
    tell(say("名册已改动 {number} 处，自 {day} 起。", number=len(done.changes), day=locale.day(done.day)), "good")
    return redirect(url_for("desk.register"))


# --- files ------------------------------------------------------------------------------------------------------------


@routes.get("/register/template.xlsx")
@needs(Act.PREPARE)
def register_template() -> Page:
    return download(empty_workbook(), "名册（空白）.xlsx", XLSX)


@routes.get("/register/export.xlsx")
@needs(Act.PREPARE)
def register_export() -> Page:
    day = _today()
    return download(write_register(registering.register_of(room().desk), day), f"名册-{day}.xlsx", XLSX)


@routes.get("/register/campaign.xlsx")
@needs(Act.PREPARE)
def register_campaign() -> Page:
    """A campaign workbook with the chosen units and people as its subjects."""
    snapshot = registering.snapshot(room().desk, _today())
    subjects = subjects_of(snapshot, chosen(snapshot, _wanted()))
    return download(template(subjects), "活动工作簿（对象取自名册）.xlsx", XLSX)
