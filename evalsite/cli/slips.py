"""tickets issue, tickets void; the slips of a rehearsal."""

import tempfile
from pathlib import Path

import click

from evalsite.cli.common import Instance, bar, instance, put_data, say
from evalsite.core.batches import plan
from evalsite.core.links import WARNING, chosen
from evalsite.core.refusals import AlreadyIssued, FileExists
from evalsite.paper.layouts import Layout
from evalsite.paper.slipping import Choice, write_slips
from evalsite.usecases import preparing, ticketing

OTHERS = ("slips-[0-9]*.pdf", "links-*.xlsx", "links-*.csv", "singles-*.zip")  # what an issue has beside slips.pdf


@click.group()
def tickets() -> None:
    """测评码。"""


@tickets.command("issue")
@click.argument("campaign_id", metavar="ID")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="输出文件夹（默认实例文件夹下 out/ID）")
@click.option(
    "--layout",
    type=click.Choice([one.value for one in Layout]),
    default=Layout.GRID.value,
    help="测评条版式（默认 3x8）",
)
@click.option("--pack", multiple=True, metavar="票种=批次", help="按批分装，如 A=第一科12、第二科15；可重复")
@click.option("--links", multiple=True, metavar="票种", help="做成链接，用短信或邮件发，不印成条；可重复，人太少的不做")
@click.option("--singles", is_flag=True, help="做成链接的，每张另出一个 PDF（装成 ZIP）")
@click.option("--csv", "with_csv", is_flag=True, help="同时写出 tickets.csv（含明文测评码，用后请删除）")
@click.option("--anew", is_flag=True, help="还没有人投票时重新制作，原来的测评条全部作废")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def issue(  # noqa: PLR0913, PLR0917 - each is an option of the command
    campaign_id: str, out: Path | None, layout: str, pack: tuple[str, ...],
    links: tuple[str, ...], singles: bool, with_csv: bool, anew: bool, as_json: bool,  # noqa: FBT001 - click flags
) -> None:  # fmt: skip
    """制作测评条 slips.pdf、海报 poster.pdf 和发放单 handout.pdf；明文测评码不留底。"""
    here = instance()
    campaign = preparing.campaign_of(preparing.get(here.desk, campaign_id))
    wishes = dict(text.partition("=")[::2] for text in pack)
    sent = chosen(campaign, links, wishes)
    choice = Choice(Layout(layout), plan(campaign.electorates, wishes), with_csv, sent, singles)
    number, files = make_slips(here, campaign_id, out, choice, anew=anew)
    put_data({"id": campaign_id, "tickets": number, "files": files}, files[0], as_json=as_json)


def make_slips(
    here: Instance, campaign_id: str, out: Path | None, choice: Choice, *, anew: bool = False
) -> tuple[int, list[str]]:
    """Issue the tickets into a folder; gives their number and the files, slips.pdf first."""
    folder = out or here.settings.instance / "out" / campaign_id
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if ticketing.are_issued(here.desk, campaign_id) and not anew:
        raise AlreadyIssued()
    if not anew and (there := [one for kind in ("slips.pdf", *OTHERS) for one in folder.glob(kind)]):
        raise FileExists(path=there[0])
    if not here.settings.base_url:
        say(f"提示：测评条上的网址是 {here.settings.address}，手机打不开；正式使用请先设置 EVALSITE_BASE_URL。")
    made: list[str] = []
    # Slips get their names when their tickets count, not before: what lies there under its name is valid.
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as draft, bar("制作测评条") as progress:
        number = ticketing.issue(
            here.desk, here.settings.require_secret(), campaign_id, here.settings.address,
            lambda issue: made.extend(write_slips(issue, Path(draft), here.settings.zone, choice, progress)),
            anew=anew,
        )  # fmt: skip
        for old in (one for kind in OTHERS for one in folder.glob(kind)):
            old.unlink()  # of an issue that has just been taken back, and was another
        for name in made:
            (Path(draft) / name).replace(folder / name)
    say(f"已制作 {number} 张测评条：{folder / made[0]}")
    if choice.links:
        say("\n".join(WARNING))
    if choice.with_csv:
        say("注意：谁拿到 tickets.csv，谁就能查出哪些测评码已经投过票，也能用它们投票。请妥善保管，用后删除。")
    return number, [str(folder / name) for name in made]


@tickets.command("void")
@click.argument("campaign_id", metavar="ID")
@click.argument("code", metavar="CODE")
def void(campaign_id: str, code: str) -> None:
    """作废一张没有投过票的测评条（换发备用条或改用纸质票之前）；投过票的不能作废。"""
    here = instance()
    done = ticketing.void(here.desk, here.settings.require_secret(), campaign_id, code)
    say(f"{'已作废' if done.new else '这张早已作废'}。票种“{done.electorate}”共作废 {done.number} 张。")


COMMANDS: dict[str, click.Command] = {"tickets": tickets}
