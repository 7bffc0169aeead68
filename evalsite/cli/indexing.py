"""index import, list, show, export, remove: composite indices over campaigns and imported figures."""

import json
from pathlib import Path

import click

from evalsite.cli.common import instance, now, put_out, say
from evalsite.cli.recording import who
from evalsite.core.disclosure import Shown
from evalsite.core.formula import definition, formula, notes
from evalsite.core.index_results import IndexResult
from evalsite.paper.index_results import index_json, index_words, index_xlsx
from evalsite.paper.index_workbook import index_template, read_indices, write_indices
from evalsite.usecases import indexing

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def index() -> None:
    """指数：由多次测评和导入数据加权合成。"""


@index.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@click.option("--template", "to", type=FILE, help="不导入，写出一份空白工作簿，附可选来源")
def take_in(file: Path | None, to: Path | None) -> None:
    """从工作簿导入指数；同一编号的替换，有任何问题则一个也不导入。"""
    here = instance()
    if to is not None:
        put_out(index_template(indexing.catalogue(here.desk)), to)
        return
    if file is None:
        raise click.UsageError("请给出工作簿文件，或用 --template 写出空白工作簿。")
    data = file.read_bytes()
    moment = now().astimezone(here.settings.zone)
    made = indexing.take_in(here.desk, lambda known: read_indices(data, known), who(), moment)
    say(f"已导入 {len(made)} 个指数：{'、'.join(one.name for one in made)}。")
    for one in made:
        click.echo(one.code)


@index.command("list")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def list_all(as_json: bool) -> None:  # noqa: FBT001 - a click flag
    """列出指数和它们的公式。"""
    found = indexing.kept(instance().desk)
    if as_json:
        lines = [
            {"code": k.index.code, "name": k.index.name, "definition": definition(k.index), "by": k.by, "at": k.at.isoformat()}
            for k in found
        ]  # fmt: skip
        click.echo(json.dumps(lines, ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one.index.code}\t{definition(one.index)}")
    if not found:
        say("还没有指数。用 evalsite index import --template 空白.xlsx 开始。")


@index.command("show")
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
@click.option("-o", "to", type=FILE, help="写成工作簿（.xlsx）")
def show(code: str, as_json: bool, to: Path | None) -> None:  # noqa: FBT001 - a click flag
    """算出一个指数：每个对象的名次、得数和带各项数值的公式。"""
    found = indexing.result(instance().desk, code)
    if to is not None:
        put_out(index_xlsx(found), to)
        return
    if as_json:
        click.echo(json.dumps(index_json(found), ensure_ascii=False))
        return
    for line in _lines(found):
        click.echo(line)


def _lines(found: IndexResult) -> list[str]:
    lines: list[str] = []
    for one in found.values:
        rank = f"{one.place.rank}/{one.place.of}" if one.place else "-"
        text = one.value.text if isinstance(one.value, Shown) else "未公布" if one.value else "缺项"
        lines.append(f"{rank}\t{one.subject.code}\t{one.subject.name}\t{text}\t{formula(found.index, one)}")
        lines += [f"\t\t\t\t{note}" for note in notes(one)]
    return [*lines, *index_words(found)]


@index.command("export")
@click.option("-o", "to", type=FILE, help="写到此文件（默认标准输出）")
def export(to: Path | None) -> None:
    """把全部指数写回同样格式的工作簿。"""
    desk = instance().desk
    known = indexing.catalogue(desk)
    put_out(write_indices(known.indices, known), to)


@index.command("remove")
@click.argument("code")
def remove(code: str) -> None:
    """删除一个指数；别的指数还用到它时不能删除。"""
    indexing.remove(instance().desk, code)
    say(f"已删除指数 {code}。")


COMMANDS: dict[str, click.Command] = {"index": index}
