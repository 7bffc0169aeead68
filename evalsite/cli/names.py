"""names: names written in beside the list of a nomination; spellings put together and taken apart."""

from collections.abc import Iterator

import click

from evalsite.cli.comments import actor
from evalsite.cli.common import Speaking, instance, put_data, say
from evalsite.core.findings import squeezed
from evalsite.core.refusals import BadMerge
from evalsite.core.writeins import WHY, Name, Target
from evalsite.store.engine import Database
from evalsite.usecases import moderating
from evalsite.usecases.moderating import Nominated

INDICATOR = click.option("--indicator", help="推荐题的编号；只有一道推荐题时不用给出")


class Names(Speaking):
    """``evalsite names ID`` lists; ``evalsite names merge ID ...`` and ``split`` act."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Names)
def names() -> None:
    """写名：名单以外写的名称，合并不同的写法，或再拆开。处理记录在工作台。"""


def _json(one: Nominated, name: Name) -> dict[str, object]:
    spellings = [{"text": s.text, "votes": s.votes} for s in name.spellings]
    text = one.listed[name.subject] if name.subject else name.text
    return {
        "indicator": one.indicator,
        "name": text,
        "subject": name.subject or None,
        "votes": name.votes,
        "least": name.least,
        "spellings": spellings,
    }


def _plain(one: Nominated, name: Name) -> str:
    text = f"{one.listed[name.subject]}（名单上的）" if name.subject else name.text
    votes = f"{name.votes} 票" if name.votes == name.least else f"{name.votes} 票，至少 {name.least} 票"
    spelt = "、".join(f"{s.text}（{s.votes}）" for s in name.spellings)
    return f"{one.indicator}\t{text}\t{votes}\t{spelt}"


def _advice(one: Nominated) -> Iterator[str]:
    """What may be one name: for a person to decide."""
    texts = {spelling.key: spelling.text for spelling in one.written}
    for proposal in one.proposals:
        target = proposal.target
        into = f"名单上的“{one.listed[target.subject]}”" if target.subject else f"“{texts[target.spelling]}”"
        yield f"提示：“{texts[proposal.key]}”可能是{into}（{WHY[proposal.why]}）。"


@names.command("list")
@click.argument("campaign_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def list_all(campaign_id: str, as_json: bool) -> None:  # noqa: FBT001 - a click flag
    """列出写的名称、票数和已合并的写法，并提示可能是同一个的。只给组织者看。"""
    found = moderating.names_of(instance().desk, campaign_id)
    lines = [(one, name) for one in found for name in one.names]
    if lines or as_json:
        data = [_json(one, name) for one, name in lines]
        put_data(data, "\n".join(_plain(one, name) for one, name in lines), as_json=as_json)
    for one in found:
        for words in _advice(one):
            say(words)
    say(f"共 {len(lines)} 个名称。")


@names.command()
@click.argument("campaign_id", metavar="ID")
@click.argument("spellings", metavar="写法...", nargs=-1, required=True)
@click.option("--into", required=True, help="合并到：名单上的编号或名称，或者有人写过的另一种写法")
@INDICATOR
def merge(campaign_id: str, spellings: tuple[str, ...], into: str, indicator: str | None) -> None:
    """把一种或几种写法合并到另一个名称，票数随之改变。留有记录，可以拆开。"""
    desk = instance().desk
    one = _nominated(desk, campaign_id, indicator)
    target = _target(one, into)
    if {squeezed(spelling) for spelling in spellings} - {written.key for written in one.written}:
        raise BadMerge(problem="not_written")  # before anything is done: all of it or nothing
    for spelling in spellings:
        moderating.merge(desk, campaign_id, one.indicator, squeezed(spelling), target, actor())
        say(f"已合并“{spelling}”。")


@names.command()
@click.argument("campaign_id", metavar="ID")
@click.argument("spelling", metavar="写法")
@INDICATOR
def split(campaign_id: str, spelling: str, indicator: str | None) -> None:
    """把合并了的一种写法拆开，重新算作单独的名称。"""
    desk = instance().desk
    one = _nominated(desk, campaign_id, indicator)
    moderating.split(desk, campaign_id, one.indicator, squeezed(spelling), actor())
    say(f"已拆开“{spelling}”。")


def _nominated(desk: Database, campaign_id: str, indicator: str | None) -> Nominated:
    """The nomination that is meant. Raises BadMerge where nobody wrote a name under it; asks where there are several."""
    found = moderating.names_of(desk, campaign_id)
    if indicator is None and len(found) > 1:
        raise click.UsageError(
            f"有几道推荐题，请用 --indicator 写明是哪一道：{'、'.join(o.indicator for o in found)}。"
        )
    fitting = [one for one in found if indicator in (None, one.indicator)]
    if not fitting:
        raise BadMerge(problem="not_written")
    return fitting[0]


def _target(one: Nominated, into: str) -> Target:
    """A subject on the list by code or name, else a spelling."""
    key = squeezed(into)
    for code, name in one.listed.items():
        if key in (squeezed(code), squeezed(name)):
            return Target(subject=code)
    return Target(spelling=key)


COMMANDS: dict[str, click.Command] = {"names": names}
