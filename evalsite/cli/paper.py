"""paper ballots, sheet, enter, show, take-back: votes on paper, counted by two tellers."""

import json
from pathlib import Path

import click

from evalsite.cli.common import Instance, instance, now, put_out, say, write_whole
from evalsite.core.refusals import FaultyCount, FaultyWorkbook
from evalsite.paper.count_workbook import read_counts, write_counts
from evalsite.paper.naming import safe_name
from evalsite.paper.paper_ballot import paper_ballots
from evalsite.store.paper import SEATS
from evalsite.usecases import preparing, telling
from evalsite.usecases.telling import Standing

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def paper() -> None:
    """纸质票：测评票样、计票表、两名计票人的录入。"""


@paper.command()
@click.argument("campaign_id", metavar="ID")
@click.option(
    "-o", "to", type=click.Path(path_type=Path, file_okay=False), help="输出文件夹（默认实例文件夹下 out/ID）"
)
def ballots(campaign_id: str, to: Path | None) -> None:
    """每个票种一份纸质测评票（PDF），照需要的张数复印。"""
    here = instance()
    campaign = preparing.campaign_of(preparing.get(here.desk, campaign_id))
    folder = to or here.settings.instance / "out" / campaign_id
    for code, pdf in paper_ballots(campaign).items():
        file = folder / f"纸质票-{safe_name(code)}-{safe_name(campaign.electorate(code).name)}.pdf"
        write_whole(file, pdf)
        click.echo(file)


@paper.command()
@click.argument("campaign_id", metavar="ID")
@click.option("-o", "to", type=FILE, help="写到此文件（默认标准输出）")
def sheet(campaign_id: str, to: Path | None) -> None:
    """空白计票表（工作簿），每个票种一张；两名计票人各填一份。"""
    campaign = preparing.campaign_of(preparing.get(instance().desk, campaign_id))
    put_out(write_counts(campaign), to)


@paper.command()
@click.argument("campaign_id", metavar="ID")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--teller", required=True, help="计票人姓名；两名计票人各录一次")
def enter(campaign_id: str, file: Path, teller: str) -> None:
    """录入一名计票人的计票表；有任何一处合不上则一项也不录入。只能在封箱以后、开箱以前。"""
    here = instance()
    if not teller.strip():
        raise click.UsageError("请写明计票人姓名。")
    counts = read_counts(file.read_bytes(), preparing.campaign_of(preparing.get(here.desk, campaign_id)))
    moment = now().astimezone(here.settings.zone)
    try:
        found = telling.tell(here.desk, campaign_id, teller.strip(), counts.texts, moment)
    except FaultyCount as refusal:
        raise FaultyWorkbook(counts.faults(refusal.wrong)) from refusal
    say(f"已录入“{teller.strip()}”的计票：{len(counts.texts)} 个票种。")
    _tell(found)


def _state(one: Standing) -> str:
    if not one.entered:
        return "没有录入"
    if len(one.entered) == 1:
        return "等另一名计票人"
    return "一致" if one.agreed else f"有 {len(one.differences)} 处不同"


def _tell(standings: tuple[Standing, ...]) -> None:
    for one in standings:
        tellers = "、".join(f"{SEATS[row.seat]} {row.teller}" for row in one.entered)
        click.echo(f"{one.electorate.code}\t{one.electorate.name}\t{_state(one)}\t{tellers}")
        for cell in one.differences:
            click.echo(f"\t{cell.where}\t{cell.what}\t甲 {cell.first}\t乙 {cell.second}")


@paper.command()
@click.argument("campaign_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def show(campaign_id: str, as_json: bool) -> None:  # noqa: FBT001 - a click flag
    """两名计票人录入的情况；不同之处逐项列出。"""
    found = telling.standings(instance().desk, campaign_id)
    if as_json:
        click.echo(json.dumps([_as_json(one) for one in found], ensure_ascii=False))
    else:
        _tell(found)


def _as_json(one: Standing) -> dict[str, object]:
    return {
        "electorate": one.electorate.code,
        "room": one.room,
        "entered": [{"seat": SEATS[row.seat], "teller": row.teller, "at": row.told} for row in one.entered],
        "agreed": one.agreed,
        "differences": [
            {"where": x.where, "what": x.what, "first": x.first, "second": x.second} for x in one.differences
        ],
    }


@paper.command("take-back")
@click.argument("campaign_id", metavar="ID")
@click.option("--teller", required=True, help="计票人姓名")
@click.option("--electorate", help="票种编号；不给出则撤回这名计票人的全部录入")
def take_back(campaign_id: str, teller: str, electorate: str | None) -> None:
    """撤回一名计票人的录入（录错了票种，或换人计票）。"""
    here: Instance = instance()
    say(f"已撤回 {telling.take_back(here.desk, campaign_id, teller.strip(), electorate)} 个票种的录入。")


COMMANDS: dict[str, click.Command] = {"paper": paper}
