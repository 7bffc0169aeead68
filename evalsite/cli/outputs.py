"""export, bundle, verify, backup, restore."""

import json
from pathlib import Path

import click

from evalsite.audit import kit as kits
from evalsite.audit.verify import main as verify_file
from evalsite.cli.common import instance, now, put_out, say, say_flags, say_remarks
from evalsite.cli.recording import who
from evalsite.core.logbook import Action, Deed
from evalsite.core.ordering import Listing, listed
from evalsite.paper.batch import Form, Press
from evalsite.paper.protocol_content import protocol_content
from evalsite.paper.results import results_csv, results_json, results_xlsx
from evalsite.paper.typesetting import Typesetter
from evalsite.usecases import auditing, figuring, keeping, protocoling, registering, reporting
from evalsite.usecases.recording import note as record

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("campaign_id", metavar="ID")
@click.option("--format", "kind", type=click.Choice(["xlsx", "csv", "json"]), required=True, help="格式")
@click.option(
    "--order", type=click.Choice([one.value for one in Listing]), help="对象的次序：得分、名册或笔画（默认照测评表）"
)
@click.option("-o", "to", type=FILE, help="写到此文件（默认标准输出）")
def export(campaign_id: str, kind: str, order: str | None, to: Path | None) -> None:
    """导出可以公布的结果。"""
    here = instance()
    found = reporting.results(here.desk, campaign_id)
    if order:
        day = now().astimezone(here.settings.zone).date()
        found = listed(found, Listing(order), registering.ranks(here.desk, day))
    figures = figuring.figures_of(here.desk, campaign_id)
    say_remarks(found)
    say_flags(here.desk, campaign_id)
    match kind:
        case "xlsx":
            data = results_xlsx(found, figures)
        case "csv":
            data = results_csv(found, figures).encode("utf-8")
        case _:
            data = (json.dumps(results_json(found, figures), ensure_ascii=False, indent=1) + "\n").encode()
    put_out(data, to)


@click.command()
@click.argument("campaign_id", metavar="ID")
@click.option("-o", "to", type=FILE, required=True, help="写到此文件（.zip）")
@click.option("--kit", is_flag=True, help="连同核票工具（一个网页）和说明打成一包，供监票人带回家核对")
def bundle(campaign_id: str, to: Path, kit: bool) -> None:  # noqa: FBT001 - a click flag
    """输出公开的复核文件：清单、封箱签名、签章、结果，不含任何选票内容。"""
    here = instance()
    data = auditing.bundle(here.desk, here.box, campaign_id, results_json)
    put_out(kits.kit(data) if kit else data, to)


@click.command()
@click.argument("campaign_id", metavar="ID")
@click.option(
    "--format", "kind", type=click.Choice([form.value for form in Form]), default="pdf", help="格式，默认 pdf"
)
@click.option("-o", "to", type=FILE, help="写到此文件（默认标准输出）")
def protocol(campaign_id: str, kind: str, to: Path | None) -> None:
    """输出开箱记录：时间、经手人、各票种票数、确认、异议和销毁，供签字存档。"""
    here = instance()
    pages = protocol_content(protocoling.protocol(here.desk, campaign_id))
    with Typesetter() as typesetter:
        put_out(Press((Form(kind),), here.settings.own_template()).make(pages, Form(kind), typesetter), to)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@click.option("--receipt", help="投票回执，检查它是否在票箱里")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
@click.option("--page", type=FILE, help="不核对，把核票工具写到此文件（.html）：一个网页，断网也能核对")
def verify(file: Path | None, receipt: str | None, as_json: bool, page: Path | None) -> None:  # noqa: FBT001 - a click flag
    """不用数据库和服务器，复核一份公开文件。"""
    if page is not None and file is None:
        put_out(kits.page(), page)
        return
    if file is None or page is not None:
        raise click.UsageError("请给出一份复核文件，或用 --page 写出核票工具。")
    raise SystemExit(verify_file(file, receipt, for_program=as_json))


@click.command()
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """备份整个实例（两个数据库和密钥）到一个文件。"""
    here = instance()
    open_now = keeping.backup(here.desk, here.box, here.settings.require_secret(), file, here.settings.own_template())
    if open_now:
        say("注意：有测评正在投票。不同时刻的备份相互比较会缩小匿名范围，请只留一份并在封箱后销毁。")
    say(f"已备份到 {file}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    """把备份恢复到一个空的实例。"""
    from evalsite.settings import load  # noqa: PLC0415 - an instance that is not there yet cannot be opened

    settings = load()
    keeping.restore(settings, file)
    record(settings.desk(), Deed(who(), Action.RESTORE), now())
    say(f"已恢复到 {settings.instance}")


COMMANDS: dict[str, click.Command] = {
    "export": export,
    "bundle": bundle,
    "protocol": protocol,
    "verify": verify,
    "backup": backup,
    "restore": restore,
}
