"""user add, list, invite, invitations, withdraw, change, deactivate, activate, end-sessions, reset-second-step."""

import sys
from datetime import date

import click

from evalsite.cli.common import Instance, instance, now, put_data, say
from evalsite.cli.recording import who
from evalsite.core.permission import ROLE_WORDS, Reach, Role
from evalsite.core.refusals import NoSuchInvitation
from evalsite.usecases import inviting, keeping_accounts, proving, signing_in, staying
from evalsite.usecases.inviting import Guest, Invitation

ROLES = "角色：" + "、".join(f"{role.value} {word}" for role, word in ROLE_WORDS.items())
ROLE = click.Choice([role.value for role in ROLE_WORDS])


@click.group()
def user() -> None:
    """账号。"""


@user.command("add")
@click.argument("name")
@click.option("--role", type=ROLE, required=True, help=ROLES)
def add(name: str, role: str) -> None:
    """新建账号；密码从终端输入，或从标准输入读一行。"""
    here = instance()
    if sys.stdin.isatty():
        password = click.prompt("密码", hide_input=True, confirmation_prompt="再输一次", err=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    signing_in.add_account(here.desk, here.settings, name, role, password)
    say(f"已建立账号 {name}。")


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def list_all(as_json: bool) -> None:  # noqa: FBT001 - a click flag
    """列出账号：角色、责任区、是否在用。"""
    found = signing_in.list_accounts(instance().desk)
    data = [
        {"name": x.name, "role": x.role.value, "zones": sorted(x.reach.zones), "unit": x.reach.unit, "active": x.active}
        for x in found
    ]
    lines = (
        f"{one.name}\t{ROLE_WORDS[one.role]}\t{'、'.join(sorted(one.reach.zones)) or one.reach.unit or '全部'}"
        f"\t{'在用' if one.active else '已停用'}"
        for one in found
    )
    put_data(data, "\n".join(lines), as_json=as_json)


# --- invitations ------------------------------------------------------------------------------------------------------


@user.command("invite")
@click.argument("name")
@click.option("--role", type=ROLE, help=f"{ROLES}；--again 时不填")
@click.option("--zone", "zones", multiple=True, help="只限这个责任区，可多次给出")
@click.option("--unit", default="", help="阅看人只看这个单位的报告：名册里的单位编号")
@click.option("--again", is_flag=True, help="账号已有，忘记密码：发一个设新密码的链接")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def invite(name: str, role: str | None, zones: tuple[str, ...], unit: str, again: bool, as_json: bool) -> None:  # noqa: FBT001 - each is an option of the command
    """邀请一个人使用工作台；输出链接，只显示这一次，只能用一次。"""
    here = instance()
    if again and (role or zones or unit):
        raise click.UsageError("--again 不改角色和范围，请去掉 --role、--zone、--unit。")
    if again:
        made, link = inviting.invite_again(here.desk, here.settings, name, who(), now())
    elif role is None:
        raise click.UsageError("请用 --role 给出角色。")
    else:
        guest = Guest(name, Role(role), Reach(inviting.split_zones(zones), unit))
        keeping_accounts.require_reach(here.desk, guest.role, guest.reach, _today(here))
        made, link = inviting.invite(here.desk, here.settings, guest, who(), now())
    until = made.expires.astimezone(here.settings.zone)
    say(f"链接有效期至 {until:%Y-%m-%d %H:%M}，只能用一次。请当面或用可靠的方式交给本人。")
    put_data({"id": made.id, "link": link, "expires": made.expires.isoformat()}, link, as_json=as_json)


def _today(here: Instance) -> date:
    return now().astimezone(here.settings.zone).date()


@user.command("invitations")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def invitations(as_json: bool) -> None:  # noqa: FBT001 - a click flag
    """列出还没有用过的邀请。"""
    here = instance()
    found = inviting.list_open(here.desk, now())
    plain = "\n".join(_line(here, one) for one in found)
    data = [
        {"id": one.id, "name": one.name, "role": one.role.value, "again": one.again, "expires": one.expires.isoformat()}
        for one in found
    ]
    put_data(data, plain, as_json=as_json)


def _line(here: Instance, one: Invitation) -> str:
    until = one.expires.astimezone(here.settings.zone)
    return (
        f"{one.id}\t{one.name}\t{ROLE_WORDS[one.role]}\t{'设新密码' if one.again else '新账号'}\t{until:%Y-%m-%d %H:%M}"
    )


@user.command("withdraw")
@click.argument("invitation_id", metavar="ID")
def withdraw(invitation_id: str) -> None:
    """收回一个还没有用过的邀请。"""
    if not inviting.withdraw(instance().desk, invitation_id):
        raise NoSuchInvitation()
    say("邀请已收回，那个链接不能再用。")


# --- accounts that are there ------------------------------------------------------------------------------------------


@user.command("change")
@click.argument("name")
@click.option("--role", type=ROLE, help=ROLES)
@click.option("--zone", "zones", multiple=True, help="只限这个责任区，可多次给出")
@click.option("--all-zones", is_flag=True, help="不再限定责任区")
@click.option("--unit", help="阅看人只看这个单位的报告；空字符串表示不限")
def change(name: str, role: str | None, zones: tuple[str, ...], all_zones: bool, unit: str | None) -> None:  # noqa: FBT001 - a click flag
    """改一个账号的角色和范围；没有给出的不变。"""
    here = instance()
    before = keeping_accounts.find(here.desk, name)
    kept = frozenset() if all_zones else inviting.split_zones(zones) or before.reach.zones
    reach = Reach(kept, before.reach.unit if unit is None else unit)
    keeping_accounts.change(here.desk, name, Role(role) if role else before.role, reach, _today(here))
    say(f"账号 {name} 的角色和范围已保存，马上生效。")


@user.command("deactivate")
@click.argument("name")
def deactivate(name: str) -> None:
    """停用账号：退出所有登录，再也进不来；账号不删除。"""
    keeping_accounts.deactivate(instance().desk, name)
    say(f"账号 {name} 已停用。")


@user.command("activate")
@click.argument("name")
def activate(name: str) -> None:
    """重新启用账号，仍用原来的密码。"""
    keeping_accounts.reactivate(instance().desk, name)
    say(f"账号 {name} 已重新启用。")


@user.command("end-sessions")
@click.argument("name")
def end_sessions(name: str) -> None:
    """退出一个账号的所有登录。"""
    say(f"账号 {name} 的 {staying.end_all_of(instance().desk, name)} 处登录已退出。")


@user.command("reset-second-step")
@click.argument("name")
def reset_second_step(name: str) -> None:
    """关闭一个账号的两步验证（手机和恢复码都丢了的时候）。"""
    done = proving.reset(instance().desk, name)
    say(f"账号 {name} 的两步验证已关闭。" if done else f"账号 {name} 没有开启两步验证。")


COMMANDS: dict[str, click.Command] = {"user": user}
