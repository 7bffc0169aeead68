"""user add."""

import sys

import click

from evalsite.cli.common import instance, say
from evalsite.usecases import signing_in


@click.group()
def user() -> None:
    """账号。"""


@user.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(["organiser", "scrutineer", "reader", "admin"]), required=True, help="角色")
def add(name: str, role: str) -> None:
    """新建账号；密码从终端输入，或从标准输入读一行。"""
    here = instance()
    if sys.stdin.isatty():
        password = click.prompt("密码", hide_input=True, confirmation_prompt="再输一次", err=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    signing_in.add_account(here.desk, here.settings, name, role, password)
    say(f"已建立账号 {name}。")


COMMANDS: dict[str, click.Command] = {"user": user}
