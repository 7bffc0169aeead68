"""archive: all counted campaigns of one unit or person."""

from pathlib import Path

import click

from evalsite.cli.common import instance, now, put_data, say, write_whole
from evalsite.cli.reports import FORMS
from evalsite.paper.batch import Form, Press, archive_sheets, write_all
from evalsite.usecases import archiving


@click.group()
def archive() -> None:
    """测评档案：一个班子一个档案，一个干部一个档案。"""


@archive.command("list")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def list_archives(as_json: bool) -> None:  # noqa: FBT001 - a click flag
    """列出有档案的单位和个人。"""
    here = instance()
    found = archiving.list_archives(here.desk, now().astimezone(here.settings.zone).date())
    data = [
        {
            "code": one.code,
            "name": one.name,
            "kind": one.kind,
            "unit": one.unit,
            "campaigns": one.campaigns,
            "last": one.last.isoformat(),
        }
        for one in found
    ]
    plain = "\n".join(f"{one.code}\t{one.name}\t{one.campaigns} 次\t{one.last.isoformat()}" for one in found)
    put_data(data, plain, as_json=as_json)


@archive.command("make")
@click.argument("code", metavar="CODE")
@click.option("--format", "kinds", type=FORMS, required=True, multiple=True, help="格式，可以给出几个")
@click.option("-o", "to", type=click.Path(path_type=Path), required=True, help="文件夹，或一个 .zip 文件")
def make(code: str, kinds: tuple[str, ...], to: Path) -> None:
    """输出一个对象的档案：历次测评一览，和每次的报告。"""
    here = instance()
    found = archiving.archive_of(here.desk, code, now().astimezone(here.settings.zone).date())
    press = Press(tuple(Form(kind) for kind in dict.fromkeys(kinds)), here.settings.own_template())
    files = press.files(archive_sheets(found, archiving.reports_of(here.desk, found)))
    write_all(to, files, write_whole)
    say(f"已写入 {to}：{found.name}，{len(found.filed)} 次测评")


COMMANDS: dict[str, click.Command] = {"archive": archive}
