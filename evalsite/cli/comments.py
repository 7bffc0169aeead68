"""comments: list what people wrote with its flags, hide passages, show them again."""

import getpass

import click

from evalsite.cli.common import Speaking, instance, now, put_data, say
from evalsite.core.contacts import KINDS
from evalsite.core.redacting import REASONS
from evalsite.core.refusals import NoSuchText
from evalsite.store.engine import Database
from evalsite.usecases import moderating
from evalsite.usecases.moderating import Actor, Looked

SHOWN_KEY = 16  # characters of a text's key that tell it from all others of a campaign
REASON_HELP = "，".join(f"{key} {words}" for key, words in REASONS.items())


class Comments(Speaking):
    """``evalsite comments ID`` lists; ``evalsite comments redact ID ...`` and the others act."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Comments)
def comments() -> None:
    """意见：查看原文和标记，隐去和恢复。处理记录在工作台。"""


def actor() -> Actor:
    """The account of the system that runs the command, since nobody signs in here."""
    return Actor(f"命令行 {getpass.getuser()}", now())


def _line(one: Looked) -> dict[str, object]:
    it = one.opinion
    return {
        "key": it.key[:SHOWN_KEY],
        "subject": it.subject,
        "indicator": it.indicator,
        "times": it.times,
        "text": it.text,
        "published": one.seen.text,
        "flags": [{"kind": f.kind, "text": it.text[f.start : f.end]} for f in one.flags],
        "hidden": [{"start": p.start, "end": p.end, "reason": p.reason} for p in one.passages],
    }


@comments.command("list")
@click.argument("campaign_id", metavar="ID")
@click.option("--flagged", is_flag=True, help="只列带标记、还没有隐去的")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def list_all(campaign_id: str, flagged: bool, as_json: bool) -> None:  # noqa: FBT001 - click flags
    """列出投票人写的原文、标记和隐去之处。只给组织者看。"""
    found = [one for one in moderating.texts(instance().desk, campaign_id) if not flagged or one.open_flags]
    plain = "\n".join(_plain(one) for one in found)
    if found or as_json:
        put_data([_line(one) for one in found], plain, as_json=as_json)
    say(f"共 {len(found)} 条。标记由程序给出，会有错漏，请以人工判断为准。")


def _plain(one: Looked) -> str:
    it = one.opinion
    flags = "，".join(f"{KINDS[f.kind]}“{it.text[f.start : f.end]}”" for f in one.flags)
    text = it.text.replace("\n", " ／ ")
    parts = [it.key[:SHOWN_KEY], it.subject or "*", it.indicator, str(it.times), text, flags]
    parts.append(f"公布为：{one.seen.text.replace(chr(10), ' ／ ')}" if one.passages else "")
    return "\t".join(parts)


@comments.command()
@click.argument("campaign_id", metavar="ID")
@click.argument("key")
@click.option("--passage", help="要隐去的话，照原文；不给出则隐去整条")
@click.option("--reason", type=click.Choice(list(REASONS)), required=True, help=f"理由：{REASON_HELP}")
def redact(campaign_id: str, key: str, passage: str | None, reason: str) -> None:
    """把一条意见里的一段话（或整条）换成 ▇▇▇。留有记录，可以恢复。KEY 见列表第一列。"""
    desk = instance().desk
    places = moderating.hide(desk, campaign_id, _looked(desk, campaign_id, key).opinion.key, passage, reason, actor())
    say(f"已隐去 {places} 处。")


@comments.command()
@click.argument("campaign_id", metavar="ID")
@click.argument("key")
def restore(campaign_id: str, key: str) -> None:
    """恢复一条意见里隐去的全部内容。"""
    desk = instance().desk
    found = _looked(desk, campaign_id, key)
    for one in found.passages:
        moderating.show_again(desk, campaign_id, found.opinion.key, (one.start, one.end), actor())
    say(f"已恢复 {len(found.passages)} 处。")


def _looked(desk: Database, campaign_id: str, begun: str) -> Looked:
    """The text whose key begins so. Raises NoSuchText where none does, or more than one."""
    fitting = [one for one in moderating.texts(desk, campaign_id) if one.opinion.key.startswith(begun)]
    if len(fitting) != 1:
        raise NoSuchText()
    return fitting[0]


COMMANDS: dict[str, click.Command] = {"comments": comments}
