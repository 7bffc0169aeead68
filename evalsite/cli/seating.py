"""seats show, set, invite, clear, publish: seats of scrutineers without a browser."""

import click

from evalsite.cli.common import bar, instance, now, put_data, say, say_cautions
from evalsite.cli.recording import who
from evalsite.core.seats import WAY_WORDS, Ceremony, Wanted, Way, state_words, warning
from evalsite.usecases import preparing, seating, ticketing
from evalsite.usecases.preparing import Terms

ROOM_IN_BROWSER = "当场分发要有一块屏幕，请在工作台发布；命令行只能发布“分别领取”的活动。"


@click.group()
def seats() -> None:
    """监票人席位。"""


def _data(ceremony: Ceremony) -> dict[str, object]:
    return {
        "k": ceremony.k,
        "n": ceremony.n,
        "way": ceremony.way.value,
        "alive": ceremony.alive if ceremony.published else None,
        "tried": ceremony.tried or None,
        "seats": [
            {
                "number": seat.number,
                "name": seat.name,
                "holder": seat.holder or None,
                "taken": seat.taken or None,
                "lost": seat.lost or None,
            }
            for seat in ceremony.seats
        ],
    }


@seats.command("show")
@click.argument("campaign_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def show(campaign_id: str, as_json: bool) -> None:  # noqa: FBT001 - a click flag
    """显示各席的监票人和份额：领了没有，丢了没有，还剩几份可用。"""
    here = instance()
    preparing.get(here.desk, campaign_id)
    ceremony, seconds = seating.get(here.desk, campaign_id), int(now().timestamp())
    alarm = warning(ceremony, voting=ticketing.are_issued(here.desk, campaign_id))
    if alarm:
        say(alarm)
    lines = [
        f"{seat.number}\t{seat.name}\t{seat.holder or '—'}\t{state_words(seat, ceremony, seconds)[0]}"
        for seat in ceremony.seats
    ]
    head = f"{ceremony.k}/{ceremony.n}\t{WAY_WORDS[ceremony.way]}\t试开箱 {ceremony.tried or '—'}"
    put_data(_data(ceremony), "\n".join([head, *lines]), as_json=as_json)


@seats.command("set")
@click.argument("campaign_id", metavar="ID")
@click.option("-k", "--need", "k", type=int, default=2, show_default=True, help="开箱所需份数")
@click.option(
    "--way", type=click.Choice([way.value for way in Way]), default="apart", help="room 当场分发，apart 分别领取"
)
@click.option(
    "--seat", "wanted", multiple=True, required=True, help="席位名称，或“名称=监票人账号”；每席一次，依次编号"
)
def set_(campaign_id: str, k: int, way: str, wanted: tuple[str, ...]) -> None:
    """设定草稿的监票人席位，替换原来的；留任的监票人已设的领取密码仍有效。"""
    here = instance()
    found = [Wanted(name.strip(), holder.strip()) for name, _, holder in (one.partition("=") for one in wanted)]
    ceremony = seating.arrange(here.desk, campaign_id, k, Way(way), found)
    say(f"席位已保存，共 {ceremony.n} 席，{ceremony.k} 份可开箱；还有 {len(ceremony.lacking())} 席没有就位。")


@seats.command("invite")
@click.argument("campaign_id", metavar="ID")
@click.argument("number", type=int, metavar="席号")
def invite(campaign_id: str, number: int) -> None:
    """邀请一个人坐进空着的席位；输出链接，只显示这一次，只能用一次。"""
    here = instance()
    made, link = seating.invite(here.desk, here.settings, campaign_id, number, who(), now())
    until = made.expires.astimezone(here.settings.zone)
    say(f"链接有效期至 {until:%Y-%m-%d %H:%M}，只能用一次。请当面或用可靠的方式交给本人。")
    click.echo(link)


@seats.command("clear")
@click.argument("campaign_id", metavar="ID")
def clear(campaign_id: str) -> None:
    """取消草稿的全部席位，席位邀请一并失效。"""
    seating.clear(instance().desk, campaign_id)
    say("席位已取消。")


@seats.command("publish")
@click.argument("campaign_id", metavar="ID")
@click.option("--acknowledge-small", is_flag=True, help=f"确认不足 {preparing.SMALL} 张票的票种也要单设")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def publish(campaign_id: str, acknowledge_small: bool, as_json: bool) -> None:  # noqa: FBT001 - click flags
    """按席位发布，输出校验码；各席监票人登录工作台领取份额，命令行不经手。"""
    here = instance()
    if seating.get(here.desk, campaign_id).way is Way.ROOM:  # a terminal is no screen that is passed on
        raise click.UsageError(ROOM_IN_BROWSER)
    say_cautions(preparing.campaign_of(preparing.get(here.desk, campaign_id)))
    terms = Terms(acknowledge_small=acknowledge_small)
    with bar("生成密钥") as progress:
        done = seating.publish(here.desk, here.box, campaign_id, now(), terms, progress)
    say("已按席位发布。请各席监票人登录工作台领取份额；领齐、试开箱成功以后才能制作测评码。")
    put_data({"id": campaign_id, "fingerprint": done.fingerprint}, done.fingerprint, as_json=as_json)


COMMANDS: dict[str, click.Command] = {"seats": seats}
