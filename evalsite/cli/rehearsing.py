"""rehearse: a trial of a draft with the real machinery, and its wiping."""

from pathlib import Path

import click

from evalsite.cli.campaigns import split_of
from evalsite.cli.common import Instance, bar, instance, now, put_data, say, write_whole
from evalsite.cli.slips import make_slips
from evalsite.crypto.shares import share_file
from evalsite.paper.slipping import Choice
from evalsite.usecases import preparing, rehearsing
from evalsite.usecases.preparing import Terms
from evalsite.usecases.rehearsing import Rehearsal

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("campaign_id", metavar="ID")
@click.option("--out", type=FOLDER, help="演练测评条的输出文件夹（默认实例文件夹下 out/演练编号，清除时一并删除）")
@click.option("--csv", "with_csv", is_flag=True, help="同时写出 tickets.csv，供 evalsite vote 试投")
@click.option("--shares", type=FOLDER, help="连同分份额开箱一起演练：把份额写到此文件夹")
@click.option("-k", "--need", "k", type=int, default=None, help="开箱所需份数（默认 2；只有 1 份时为 1）")
@click.option("-n", "--of", "n", type=int, default=None, help="份额总数（默认 3）")
@click.option("--wipe", is_flag=True, help="不新建，清除演练：ID 是演练编号时清除这一次，是活动编号时清除它的全部演练")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def rehearse(  # noqa: PLR0913, PLR0917 - each is an option of the command
    campaign_id: str, out: Path | None, with_csv: bool, shares: Path | None,  # noqa: FBT001 - a click flag
    k: int | None, n: int | None, wipe: bool, as_json: bool,  # noqa: FBT001 - click flags
) -> None:  # fmt: skip
    """演练一个草稿：另用一套钥匙发布并制作带“演练”字样的测评条，不计票；输出演练编号。"""
    here = instance()
    if wipe:
        number = _wipe(here, campaign_id)
        say(f"已清除 {number} 次演练：选票、测评码、钥匙、结果和程序存放的文件。写到别处的文件和纸质测评条请自行销毁。")
        put_data({"id": campaign_id, "wiped": number}, str(number), as_json=as_json)
        return
    need, total = split_of(shares, k, n)
    with bar("生成密钥") as progress:
        made = rehearsing.rehearse(
            here.desk, here.box, campaign_id, now(), Terms(need, total, shares is None), progress
        )
    if shares:
        _write_shares(here, made, shares, need)
    number, files = make_slips(here, made.id, out, Choice(with_csv=with_csv))
    say(f"演练已开始，不计票。做完用 evalsite rehearse {made.id} --wipe 清除。")
    answer = {"id": made.id, "rehearses": campaign_id, "fingerprint": made.published.fingerprint}
    put_data(answer | {"tickets": number, "files": files}, made.id, as_json=as_json)


def _wipe(here: Instance, campaign_id: str) -> int:
    """How many rehearsals were wiped. Raises NoSuchCampaign."""
    if preparing.get(here.desk, campaign_id).rehearses:
        rehearsing.wipe(here.desk, here.box, campaign_id, here.settings.instance)
        return 1
    return rehearsing.wipe_all_of(here.desk, here.box, campaign_id, here.settings.instance)


def _write_shares(here: Instance, made: Rehearsal, folder: Path, need: int) -> None:
    name, total = preparing.campaign_of(preparing.get(here.desk, made.id)).name, len(made.published.shares)
    for number, words in enumerate(made.published.shares, start=1):
        text = share_file(f"{name}（演练）", made.id, made.published.fingerprint, number, need, total, words)
        write_whole(folder / f"share-{number}-of-{total}.txt", text.encode())


COMMANDS: dict[str, click.Command] = {"rehearse": rehearse}
