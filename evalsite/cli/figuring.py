"""figures import, list, export, template, withdraw: what other sources know of a campaign's subjects."""

import json
from pathlib import Path

import click

from evalsite.cli.common import instance, now, put_out, say
from evalsite.cli.recording import who
from evalsite.paper.figures_workbook import figures_template, read_figures, write_figures
from evalsite.usecases import figuring, preparing
from evalsite.usecases.figuring import Imported
from evalsite.words import IMPORTS

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def figures() -> None:
    """导入数据：满意度、考核得分、实绩、加减分。"""


@figures.command("import")
@click.argument("campaign_id", metavar="ID")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--add", is_flag=True, help="追加在已导入的后面（默认替换以前的导入）")
def take_in(campaign_id: str, file: Path, add: bool) -> None:  # noqa: FBT001 - a click flag
    """为一个测评活动导入数据工作簿；有任何问题则一行也不导入。"""
    here = instance()
    campaign = preparing.campaign_of(preparing.get(here.desk, campaign_id))
    standing = figuring.figures_of(here.desk, campaign_id)
    data = file.read_bytes()
    found = read_figures(data, campaign, standing if add else None)
    figuring.take_in(
        here.desk,
        campaign_id,
        found,
        figuring.provenance(file.name, data, who(), now().astimezone(here.settings.zone)),
        adding=add,
    )
    say(
        f"已导入“{file.name}”：数据 {len(found.imported)} 行、实绩 {len(found.deeds)} 行、加减分 {len(found.adjustments)} 行。"
    )
    if not add and not standing.is_empty:
        say("以前导入的数据已被替换，记录仍可在 evalsite figures list 里查到。")


def _line(one: Imported) -> dict[str, object]:
    return {
        "number": one.number,
        "kind": one.kind.value,
        "in_force": one.in_force,
        "file": one.provenance.file,
        "sha256": one.provenance.sha256,
        "by": one.provenance.by,
        "at": one.provenance.at.isoformat(),
        "figures": len(one.figures.imported),
        "deeds": len(one.figures.deeds),
        "adjustments": len(one.figures.adjustments),
    }


@figures.command("list")
@click.argument("campaign_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def list_all(campaign_id: str, as_json: bool) -> None:  # noqa: FBT001 - a click flag
    """列出一个测评活动的各次导入：来源文件、何时由谁导入、现在是否使用。"""
    here = instance()
    found = figuring.imports_of(here.desk, campaign_id)
    if as_json:
        click.echo(json.dumps([_line(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        origin = one.provenance
        state = "使用中" if one.in_force else "已停用"
        counts = (
            f"数据 {len(one.figures.imported)}、实绩 {len(one.figures.deeds)}、加减分 {len(one.figures.adjustments)}"
        )
        said = f"{one.number}\t{IMPORTS[one.kind.value]}\t{state}\t{origin.at:%Y-%m-%d %H:%M}\t{origin.by}"
        click.echo(f"{said}\t{origin.file}\t{counts}" if origin.file else said)
    if not found:
        say("还没有导入数据。用 evalsite figures template -o 空白.xlsx 开始。")


@figures.command("export")
@click.argument("campaign_id", metavar="ID")
@click.option("-o", "to", type=FILE, help="写到此文件（默认标准输出）")
def export(campaign_id: str, to: Path | None) -> None:
    """把使用中的导入数据写回同样格式的工作簿。"""
    here = instance()
    campaign = preparing.campaign_of(preparing.get(here.desk, campaign_id))
    put_out(write_figures(figuring.figures_of(here.desk, campaign_id), campaign), to)


@figures.command("template")
@click.argument("campaign_id", metavar="ID", required=False)
@click.option("-o", "to", type=FILE, help="写到此文件（默认标准输出）")
def empty(campaign_id: str | None, to: Path | None) -> None:
    """写出一份带说明的空白工作簿；给出活动编号时附上对象名单。"""
    campaign = preparing.campaign_of(preparing.get(instance().desk, campaign_id)) if campaign_id else None
    put_out(figures_template(campaign), to)


@figures.command("withdraw")
@click.argument("campaign_id", metavar="ID")
def withdraw(campaign_id: str) -> None:
    """停用全部导入数据，报告不再显示；导入记录保留。"""
    here = instance()
    figuring.withdraw(here.desk, campaign_id, who(), now().astimezone(here.settings.zone))
    say("导入数据已全部停用，导入记录保留。")


COMMANDS: dict[str, click.Command] = {"figures": figures}
