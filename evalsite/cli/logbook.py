"""log list, export, verify: what was done at the desk and on the command line."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from evalsite.cli.common import instance, put_data, put_out, say
from evalsite.core.logbook import Checked
from evalsite.store.logbook import Wanted
from evalsite.usecases import recording
from evalsite.words import LOG_ACTIONS, LOG_FAULTS, LOG_OUTCOMES


@click.group()
def log() -> None:
    """操作日志。"""


@log.command("list")
@click.option("--who", default="", help="只看这个账号")
@click.option("--action", type=click.Choice(list(LOG_ACTIONS)), default=None, help="只看这一种")
@click.option("--campaign", default="", help="只看这个活动编号")
@click.option("--page", type=click.IntRange(1), default=1, help=f"第几页，每页 {recording.MOST} 条，最新的在前")
def list_all(who: str, action: str | None, campaign: str, page: int) -> None:
    """列出操作，最新的在前。"""
    here = instance()
    found = recording.listing(here.desk, Wanted(who, action or "", campaign), page)
    for line in found.lines:
        at = line.at.astimezone(here.settings.zone)
        what = LOG_ACTIONS.get(line.entry.action, line.entry.action)
        told = "；".join(f"{name}={value}" for name, value in line.details.items())
        outcome = LOG_OUTCOMES[line.outcome]
        click.echo(
            f"{line.entry.number}\t{at:%Y-%m-%d %H:%M:%S}\t{line.entry.who}\t{what}\t{line.entry.about}\t{outcome}\t{told}"
        )
    say(f"第 {found.page} 页，共 {found.pages} 页，{found.number} 条。")


@log.command("export")
@click.option("-o", "to", type=click.Path(path_type=Path, dir_okay=False), help="写到此文件（默认标准输出）")
def export(to: Path | None) -> None:
    """输出全部记录（JSON），带每一条的校验值。"""
    data = [asdict(entry) for entry in recording.entries(instance().desk)]
    put_out((json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode(), to)


@log.command("verify")
@click.option("--head", help="以前抄下的最后一条：编号:校验值；检查末尾有没有被截掉")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def verify(head: str | None, as_json: bool) -> None:  # noqa: FBT001 - a click flag
    """逐条检查日志，指出第一处接不上的地方；有问题时退出状态为 1。"""
    desk = instance().desk
    found = recording.verify(desk)
    kept = head is None or _holds(head, {entry.number: entry.hash for entry in recording.entries(desk)})
    if found.broken:
        say(
            f"日志被动过：{LOG_FAULTS[found.broken.fault].format(number=found.broken.number)}。前 {found.length} 条完好。"
        )
    elif not kept:
        say("日志里没有抄下的那一条：末尾被截掉过，或整本日志被换过。")
    else:
        say(f"日志完好：{found.length} 条，一条接一条，都没有改动。")
    put_data(_as_json(found, kept=kept), f"{found.length}:{found.head}", as_json=as_json)
    if found.broken or not kept:
        raise SystemExit(1)


def _holds(head: str, known: dict[int, str]) -> bool:
    number, _, digest = head.partition(":")
    return number.isascii() and number.isdecimal() and known.get(int(number)) == digest.strip().lower()


def _as_json(found: Checked, *, kept: bool) -> dict[str, object]:
    broken = {"number": found.broken.number, "fault": found.broken.fault.value} if found.broken else None
    return {"length": found.length, "head": found.head, "broken": broken, "known_head_found": kept}


COMMANDS: dict[str, click.Command] = {"log": log}
