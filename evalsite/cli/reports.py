"""report: one report, all of them, the one on the whole campaign; template: what Word reports look like."""

from itertools import chain
from pathlib import Path

import click

from evalsite.cli.common import bar, instance, now, put_out, say, say_flags, say_remarks, write_whole
from evalsite.core.ordering import Listing
from evalsite.paper.batch import Form, Press, Sheet, summary_sheet, unit_sheet, write_all
from evalsite.paper.report_docx import TEMPLATE, check_template
from evalsite.paper.typesetting import Typesetter
from evalsite.usecases import registering, reporting
from evalsite.usecases.reporting import Reports

FILE = click.Path(path_type=Path, dir_okay=False)
EXISTING = click.Path(path_type=Path, exists=True, dir_okay=False)
FORMS = click.Choice([form.value for form in Form])


@click.command()
@click.argument("campaign_id", metavar="ID")
@click.option("--subject", help="测评对象编号；不给出则输出全部")
@click.option("--summary", is_flag=True, help="只输出整个测评活动的总报告")
@click.option(
    "--order", type=click.Choice([one.value for one in Listing]), help="总报告里对象的次序：得分（默认）、名册或笔画"
)
@click.option("--format", "kinds", type=FORMS, required=True, multiple=True, help="格式，可以给出几个")
@click.option("-o", "to", type=click.Path(path_type=Path), help="文件；几份报告时为文件夹，或一个 .zip 文件")
def report(
    campaign_id: str, subject: str | None, summary: bool, order: str | None, kinds: tuple[str, ...], to: Path | None  # noqa: FBT001 - a click flag
) -> None:  # fmt: skip
    """输出一个或全部测评对象的报告，或总报告。"""
    if subject is not None and summary:
        raise click.UsageError("--subject 和 --summary 只能给出一个。")
    if order and not summary:
        raise click.UsageError("--order 只用于总报告，请和 --summary 一起给出。")
    here = instance()
    found = reporting.reports(here.desk, campaign_id)
    say_remarks(found.results)
    say_flags(here.desk, campaign_id)
    press = Press(tuple(Form(kind) for kind in dict.fromkeys(kinds)), here.settings.own_template())
    if subject is None and not summary:
        _all(found, press, to or Path(f"reports-{campaign_id}"))
    else:
        ranks = registering.ranks(here.desk, now().astimezone(here.settings.zone).date())
        whole = found.summary(Listing(order or Listing.SCORE), ranks) if subject is None else None
        _one(summary_sheet(whole) if whole else unit_sheet(found.of(str(subject))), press, to)


def _one(sheet: Sheet, press: Press, to: Path | None) -> None:
    """One report: to the file or to stdout; into a folder under its own name, in every form."""
    if len(press.forms) == 1 and (to is None or not to.is_dir()):
        with Typesetter() as typesetter:
            put_out(press.make(sheet.pages, press.forms[0], typesetter), to)
        return
    if to is None or (to.suffix and not to.is_dir()):
        raise click.UsageError("几种格式要写到一个文件夹（-o 文件夹）。")
    for name, data in press.files([sheet]):
        put_out(data, to / Path(name).name)


def _all(found: Reports, press: Press, to: Path) -> None:
    """The report on the whole and one on every subject, into a folder or one ZIP."""
    total = len(found.results.campaign.subjects) + 1
    sheets = chain([summary_sheet(found.summary())], (unit_sheet(one) for one in found.all()))
    with bar("生成报告") as progress:
        write_all(to, press.files(sheets, total, progress), write_whole)
    say(f"已写入 {to}：{total} 份报告（含总报告）")


# --- the template of Word reports -------------------------------------------------------------------------------------


@click.group()
def template() -> None:
    """Word 报告模板：导出、检查、换用、恢复。"""


@template.command("export")
@click.option("-o", "to", type=FILE, required=True, help="写到此文件（.docx）")
def export_template(to: Path) -> None:
    """导出现用的模板，可在 Word 里改字体、版式和页眉页脚。"""
    put_out(instance().settings.own_template() or TEMPLATE.read_bytes(), to)


@template.command("check")
@click.argument("file", type=EXISTING)
def check(file: Path) -> None:
    """检查改过的模板能不能用。"""
    check_template(file.read_bytes())
    say("模板可以使用。")


@template.command("use")
@click.argument("file", type=EXISTING)
def use(file: Path) -> None:
    """检查后换用这个模板，以后的 Word 报告都用它。"""
    data = file.read_bytes()
    check_template(data)
    instance().settings.keep_template(data)
    say("已换用这个模板。")


@template.command("reset")
def reset() -> None:
    """恢复系统自带的模板。"""
    instance().settings.report_template.unlink(missing_ok=True)
    say("已恢复系统自带的模板。")


COMMANDS: dict[str, click.Command] = {"report": report, "template": template}
