"""user add."""

import sys

import click

from evalsite.cli.common import instance, say
from evalsite.core.permission import ROLE_WORDS
from evalsite.usecases import signing_in

ROLES = "角色：" + "、".join(f"{role.value} {word}" for role, word in ROLE_WORDS.items())


@click.group()
def user() -> None:
    """账号。"""


@user.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in ROLE_WORDS]), required=True, help=ROLES)
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
