"""campaign import, list, show, publish, export; close; open."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import cast

import click

from evalsite.cli.common import (
    Instance,
    bar,
    instance,
    now,
    put_data,
    put_out,
    say,
    say_cautions,
    say_remarks,
    write_whole,
)
from evalsite.core.extension import in_words
from evalsite.core.paper import PaperLine
from evalsite.core.refusals import FileExists
from evalsite.crypto.shares import share_file
from evalsite.paper.workbook import read_campaign, template, write_campaign
from evalsite.paper.workbook_grid import judge, sheets_of, write_sheets
from evalsite.store.desk import Record
from evalsite.usecases import (
    closing,
    drafting,
    extending,
    opening,
    preparing,
    registering,
    rehearsing,
    reporting,
    watching,
    zoning,
)
from evalsite.usecases.drafting import Workbook
from evalsite.usecases.extending import Asked
from evalsite.usecases.inviting import split_zones
from evalsite.words import STATES

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def campaign() -> None:
    """测评活动。"""


@campaign.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@click.option("--template", "to", type=FILE, help="不导入，写出一份带说明的空白工作簿")
def take_in(file: Path | None, to: Path | None) -> None:
    """从工作簿导入测评活动；有任何问题则一项也不导入。"""
    if to is not None:
        put_out(template(), to)
        return
    if file is None:
        raise click.UsageError("请给出工作簿文件，或用 --template 写出空白工作簿。")
    here = instance()
    today = now().astimezone(here.settings.zone).date()
    found = read_campaign(file.read_bytes(), here.settings.timezone, registering.snapshot(here.desk, today))
    campaign_id = preparing.take_in(here.desk, found, now())
    for note in registering.notes_on(here.desk, found, today):
        say(f"提示：{note.text}")
    say(
        f"已导入“{found.name}”：{len(found.subjects)} 个对象、{len(found.electorates)} 个票种、{len(found.indicators)} 项指标。"
    )
    say_cautions(found)
    click.echo(campaign_id)


def _summary(record: Record) -> dict[str, object]:
    found = preparing.campaign_of(record)
    summary: dict[str, object] = {
        "id": record.id,
        "name": found.name,
        "kind": found.kind.value,
        "round": found.round,
        "state": record.state.value,
        "fingerprint": preparing.fingerprint_of(record) or None,
    }
    return summary | ({"rehearses": record.rehearses} if record.rehearses else {})


@campaign.command("list")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def list_all(as_json: bool) -> None:  # noqa: FBT001 - a click flag
    """列出测评活动。"""
    here = instance()
    records = preparing.list_all(here.desk)
    if as_json:
        click.echo(json.dumps([_summary(record) for record in records], ensure_ascii=False))
        return
    for record in records:
        click.echo(f"{record.id}\t{STATES[record.state.value]}\t{preparing.campaign_of(record).name}")
    trials = rehearsing.list_all(here.desk)
    for record in trials:
        name = preparing.campaign_of(record).name
        click.echo(f"{record.id}\t{STATES[record.state.value]}\t演练，不计票：{name}（{record.rehearses}）")
    if not records and not trials:
        say("还没有测评活动。用 evalsite campaign import --template 空白.xlsx 开始。")


@campaign.command(help=f"显示一个测评活动的状态和参与情况（每 {watching.STEP} 票一档）。")
@click.argument("campaign_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def show(campaign_id: str, as_json: bool) -> None:  # noqa: FBT001 - a click flag
    here = instance()
    record = preparing.get(here.desk, campaign_id)
    turnout = watching.turnout(here.desk, campaign_id, now(), here.settings.turnout_delay).lines
    if as_json:
        lines = [{"electorate": t.electorate, "issued": t.issued, "stamped_at_least": t.stamped} for t in turnout]
        click.echo(json.dumps({**_summary(record), "turnout": lines}, ensure_ascii=False))
        return
    summary = _summary(record)
    click.echo(f"{summary['name']}（{record.id}）\n状态：{STATES[record.state.value]}")
    if faults := preparing.faults_of(record):
        click.echo(f"还有 {faults} 处要改，请在工作台的“编辑”里改好")
    if record.rehearses:
        click.echo(f"演练，不计票。演练的是 {record.rehearses}")
    if record.manifest:
        click.echo(f"校验码：{summary['fingerprint']}")
    for line in turnout:
        click.echo(f"{line.electorate}\t{line.name}\t发出 {line.expected}\t已投至少 {line.stamped}")


def split_of(shares: Path | None, k: int | None, n: int | None) -> tuple[int, int]:
    """(need, of) as the options say, with the folder for the shares made ready. Raises FileExists."""
    if shares is None and (k or n):
        raise click.UsageError("分给监票人时请同时用 --shares 指定存放份额的文件夹。")
    total = n or (3 if shares else 1)
    if shares:
        _make_empty(shares)
    return k or min(2, total), total


def _make_empty(folder: Path) -> None:
    """A folder for shares. Raises FileExists where something lies in it already."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise FileExists(path=folder)


@contextmanager
def _shares_of_nothing_removed(folder: Path | None) -> Iterator[None]:
    """Takes back the share files of a publication that failed: the folder was empty, so whatever lies there is of it."""
    try:
        yield
    except BaseException:
        if folder:
            for file in folder.glob("share-*-of-*.txt"):
                file.unlink()
            folder.rmdir()
        raise


@campaign.command()
@click.argument("campaign_id", metavar="ID")
@click.option("--shares", type=click.Path(path_type=Path, file_okay=False), help="把监票人份额写到此文件夹，服务器不留")
@click.option("-k", "--need", "k", type=int, default=None, help="开箱所需份数（默认 2；只有 1 份时为 1）")
@click.option("-n", "--of", "n", type=int, default=None, help="份额总数（默认 3）")
@click.option("--acknowledge-small", is_flag=True, help=f"确认不足 {preparing.SMALL} 张票的票种也要单设")
@click.option("--wipe-rehearsals", "wipe", is_flag=True, help="发布前清除这个活动的全部演练")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def publish(  # noqa: PLR0913, PLR0917 - each is an option of the command
    campaign_id: str, shares: Path | None, k: int | None, n: int | None,
    acknowledge_small: bool, wipe: bool, as_json: bool,  # noqa: FBT001 - click flags
) -> None:  # fmt: skip
    """发布：冻结测评活动并生成密钥，输出校验码。发布后不能修改。"""
    need, total = split_of(shares, k, n)
    here = instance()
    if wipe:
        rehearsing.wipe_all_of(here.desk, here.box, campaign_id, here.settings.instance)
    found = preparing.campaign_of(preparing.get(here.desk, campaign_id))
    if found.threshold < preparing.LOW_LIMIT:
        say(f"提示：公布下限只有 {found.threshold} 张票，几个人的票也会公布，从结果容易猜到是谁投的。")
    say_cautions(found)
    files: list[str] = []

    def hand_over(made: preparing.Published) -> None:
        for number, words in enumerate(made.shares, start=1):
            text = share_file(found.name, campaign_id, made.fingerprint, number, need, total, words)
            files.append(str(cast("Path", shares) / f"share-{number}-of-{total}.txt"))
            write_whole(Path(files[-1]), text.encode())

    terms = preparing.Terms(need, total, shares is None, acknowledge_small, hand_over)
    with _shares_of_nothing_removed(shares), bar("生成密钥") as progress:
        done = preparing.publish(here.desk, here.box, campaign_id, now(), terms, progress)
    if shares:
        say(f"开箱份额 {total} 份已写入 {shares}，开箱需要其中 {need} 份；请分别交给监票人，服务器没有留存。")
    else:
        say("开箱钥匙由服务器保管（未分给监票人），投票页面会如实说明。")
    put_data({"id": campaign_id, "fingerprint": done.fingerprint, "shares": files}, done.fingerprint, as_json=as_json)


@campaign.command("destroy-key")
@click.argument("campaign_id", metavar="ID")
def destroy_key(campaign_id: str) -> None:
    """复核期满后，销毁由服务器保管的开箱钥匙；此后谁也不能再打开票箱里的信封。"""
    here = instance()
    if opening.destroy_key(here.desk, campaign_id):
        say("开箱钥匙已销毁。此前的备份里还有这把钥匙，也请销毁。")
    else:
        say("服务器没有这个活动的开箱钥匙：已经销毁，或者分给了监票人。")


@campaign.command("zones")
@click.argument("campaign_id", metavar="ID")
@click.option("--zone", "zones", multiple=True, help="属于这个责任区，可多次给出")
@click.option("--none", "nowhere", is_flag=True, help="不属于任何责任区：只有不限责任区的账号看得到")
def zones(campaign_id: str, zones: tuple[str, ...], nowhere: bool) -> None:  # noqa: FBT001 - a click flag
    """设定或显示活动的责任区；限定了责任区的账号只看得到自己责任区的活动。"""
    here = instance()
    if zones or nowhere:
        zoning.put(here.desk, campaign_id, split_zones(zones))
    click.echo("、".join(sorted(zoning.zones_of(here.desk, campaign_id))))


@campaign.command("export")
@click.argument("campaign_id", metavar="ID")
@click.option("-o", "to", type=FILE, help="写到此文件（默认标准输出）")
def export_workbook(campaign_id: str, to: Path | None) -> None:
    """把测评活动写回同样格式的工作簿，便于下一次使用。"""
    here = instance()
    record, timezone = preparing.get(here.desk, campaign_id), here.settings.timezone
    if preparing.faults_of(record):
        workbook = Workbook(lambda sheets: judge(sheets, timezone), lambda found: sheets_of(found, timezone))
        put_out(write_sheets(drafting.sheets_of(here.desk, campaign_id, workbook)), to)
        return
    put_out(write_campaign(preparing.campaign_of(record)), to)


@campaign.command("extend")
@click.argument("campaign_id", metavar="ID")
@click.option(
    "--until", required=True, type=click.DateTime(["%Y-%m-%d %H:%M"]), help="新的截止时间，如 '2026-12-01 18:00'"
)
@click.option("--reason", required=True, help="原因，投票人和报告里都会看到")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def extend(campaign_id: str, until: datetime, reason: str, as_json: bool) -> None:  # noqa: FBT001 - a click flag
    """延期：把截止时间改晚，签名公告，投票页面、报告和复核文件都会写明。不能提前，封箱后不能延。"""
    here = instance()
    asked = Asked(until.replace(tzinfo=here.settings.zone), reason)
    done = extending.extend(here.desk, here.box, campaign_id, asked, now())
    say(f"第 {done.number} 号公告已签名：{in_words(done)}")
    data = {"id": campaign_id, "number": done.number, "closes": done.closes.isoformat()}
    put_data(data, done.closes.isoformat(), as_json=as_json)


def _names(here: Instance, campaign_id: str) -> dict[str, str]:
    """Names of electorates by code."""
    found = preparing.campaign_of(preparing.get(here.desk, campaign_id))
    return {electorate.code: electorate.name for electorate in found.electorates}


@click.command()
@click.argument("campaign_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def close(campaign_id: str, as_json: bool) -> None:  # noqa: FBT001 - a click flag
    """封箱：停止收票，签名公布根值和票数，销毁签章密钥。"""
    here = instance()
    say("正在封箱，等待已签章的选票投入票箱……")
    statement = closing.close(
        here.desk, here.box, campaign_id, now().astimezone(here.settings.zone), grace=here.settings.grace
    )
    if as_json:
        click.echo(json.dumps(statement, ensure_ascii=False))
        return
    names = _names(here, campaign_id)
    for line in statement["counts"]:
        click.echo(
            f"{line['electorate']}\t{names[line['electorate']]}\t印制 {line['issued']}\t签章 {line['stamped']}\t投入 {line['dropped']}"
        )
    click.echo(f"根值 {statement['root']}")


def _text(file: Path) -> str:
    """A share file, also when an editor on a Chinese Windows has saved it anew. What is neither is no share."""
    data = file.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


@click.command("open")
@click.argument("campaign_id", metavar="ID")
@click.option(
    "--share",
    "files",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="监票人份额文件，可多次给出",
)
@click.option("--despite-excess", is_flag=True, help="箱内信封多于盖过的章，仍要计票")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def open_box(campaign_id: str, files: tuple[Path, ...], despite_excess: bool, as_json: bool) -> None:  # noqa: FBT001 - click flags
    """开箱计票；已开箱的再开一次即复核计票。"""
    here = instance()
    shares = [_text(file) for file in files]
    with bar("开箱计票") as progress:
        tally = opening.open_box(
            here.desk,
            here.box,
            campaign_id,
            shares,
            progress,
            despite_excess=despite_excess,
            at=now().astimezone(here.settings.zone),
        )
    say_remarks(reporting.results(here.desk, campaign_id))
    lines = [
        {"electorate": t.electorate, "returned": t.returned, "valid": t.valid, "void": t.void}
        for t in tally.electorates
    ]
    if as_json:
        click.echo(json.dumps(lines, ensure_ascii=False))
        return
    names = _names(here, campaign_id)
    for one in tally.electorates:
        click.echo(
            f"{one.electorate}\t{names[one.electorate]}\t收回 {one.returned}\t有效 {one.valid}\t废票 {one.returned - one.valid}"
        )
    for count in tally.paper:
        paper = PaperLine.of(count)
        click.echo(
            f"{paper.electorate}\t{names[paper.electorate]}（纸质票）\t收回 {paper.returned}\t有效 {paper.valid}\t废票 {paper.void}"
        )


COMMANDS: dict[str, click.Command] = {"campaign": campaign, "close": close, "open": open_box}
