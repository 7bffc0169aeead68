"""register import, export, list, campaign: units and people that last over campaigns."""

import json
from datetime import date, datetime
from pathlib import Path

import click

from evalsite.cli.common import instance, now, put_out, say
from evalsite.cli.recording import who
from evalsite.core.register import Entry, Snapshot
from evalsite.core.register_links import Wanted, chosen, subjects_of
from evalsite.paper.register_words import details, kinds_of, unit_names
from evalsite.paper.register_workbook import read_register, register_template, write_register
from evalsite.paper.workbook import template
from evalsite.usecases import registering

FILE = click.Path(path_type=Path, dir_okay=False)
KINDS = {"单位": "unit", "人员": "person"}
LONGEST = 50  # changes listed one by one


@click.group()
def register() -> None:
    """名册：单位和人员。"""


def _day(when: datetime | None) -> date:
    return when.date() if when else now().astimezone(instance().settings.zone).date()


DAY = click.DateTime(["%Y-%m-%d"])


@register.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@click.option("--template", "to", type=FILE, help="不导入，写出一份带说明的空白名册")
@click.option("--since", "when", type=DAY, help="从哪一天起（如 2026-11-21；默认今天）")
@click.option("--complete", is_flag=True, help="文件是完整的名册：没有列出的一律停用")
@click.option("--dry-run", is_flag=True, help="只列出要改动什么，不导入")
def take_in(file: Path | None, to: Path | None, when: datetime | None, complete: bool, dry_run: bool) -> None:  # noqa: FBT001 - click flags
    """从工作簿导入名册；有任何问题则一行也不导入。"""
    if to is not None:
        put_out(register_template(), to)
        return
    if file is None:
        raise click.UsageError("请给出工作簿文件，或用 --template 写出空白名册。")
    here, day, data = instance(), _day(when), file.read_bytes()
    known = registering.register_of(here.desk)
    found = read_register(data, known.as_of(day), complete=complete)
    plan = registering.plan(known, found, day, complete=complete)
    if not dry_run:
        origin = registering.source(file.name, data, who(), now())
        plan = registering.carry_out(here.desk, found, day, origin, complete=complete, mark=plan.mark)
    names = unit_names(known.as_of(day), found)
    for change in plan.changes[:LONGEST]:
        say(f"  {kinds_of(change)}\t{change.after.code}\t{change.after.name}\t{'；'.join(details(change, names))}")
    if len(plan.changes) > LONGEST:
        say(f"  ……共 {len(plan.changes)} 处")
    done = "要改动" if dry_run else "已改动"
    say(f"{done} {len(plan.changes)} 处，自 {day} 起。" if plan.changes else "与名册一致，没有改动。")
    if plan.untold:
        say(f"名册里另有 {plan.untold} 个文件没有列出，保持不变；要停用它们，请加 --complete。")


@register.command("export")
@click.option("-o", "to", type=FILE, help="写到此文件（默认标准输出）")
@click.option("--on", "when", type=DAY, help="哪一天的名册（默认今天）")
def export(to: Path | None, when: datetime | None) -> None:
    """把名册写成同样格式的工作簿，附沿革。"""
    put_out(write_register(registering.register_of(instance().desk), _day(when)), to)


def _line(entry: Entry, snapshot: Snapshot) -> dict[str, object]:
    return {
        "code": entry.code,
        "kind": entry.kind,
        "name": entry.name,
        "category": entry.category,
        "field": snapshot.field_of(entry),
        "zone": snapshot.zone_of(entry),
        "unit": entry.unit or None,
        "post": entry.post,
        "order": entry.order,
        "active": entry.active,
    }


@register.command("list")
@click.option("--on", "when", type=DAY, help="哪一天的名册（默认今天）")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出，停用的也在内")
def list_all(when: datetime | None, as_json: bool) -> None:  # noqa: FBT001 - a click flag
    """列出名册里在用的单位和人员。"""
    snapshot = registering.snapshot(instance().desk, _day(when))
    if as_json:
        entries = (*snapshot.units, *snapshot.people, *snapshot.left)
        click.echo(json.dumps([_line(entry, snapshot) for entry in entries], ensure_ascii=False))
        return
    for unit in snapshot.units:
        click.echo(f"{unit.code}\t{unit.name}\t{unit.category}\t{unit.field}\t{unit.zone}")
    for person in snapshot.people:
        click.echo(f"{person.code}\t{person.name}\t{snapshot.unit_name(person)}\t{person.post}")
    if not snapshot.ranks:
        say("名册是空的。用 evalsite register import --template 空白.xlsx 开始。")


@register.command("campaign")
@click.option("-o", "to", type=FILE, help="写到此文件（默认标准输出）")
@click.option("--kind", type=click.Choice(list(KINDS)), help="只要单位，或只要人员")
@click.option("--category", default="", help="单位类别")
@click.option("--field", default="", help="领域")
@click.option("--zone", default="", help="责任区")
@click.option("--unit", default="", help="单位编号")
def campaign(to: Path | None, kind: str | None, category: str, field: str, zone: str, unit: str) -> None:
    """用名册里的单位或人员作对象，写出一份待填的活动工作簿。"""
    snapshot = registering.snapshot(instance().desk, _day(None))
    entries = chosen(snapshot, Wanted(KINDS[kind] if kind else "", category, field, zone, unit))
    if not entries:
        say("提示：名册里没有符合条件的单位或人员，写出的是空白工作簿。")
    put_out(template(subjects_of(snapshot, entries)), to)


COMMANDS: dict[str, click.Command] = {"register": register}
