"""What a person at a terminal reads when a command is written wrongly, or when they ask for help: Chinese, status 2."""

import re

import click
import pytest
from click.testing import CliRunner

from evalsite.cli import COMMANDS, evalsite
from evalsite.core.permission import ROLE_WORDS


def run(*arguments: str, **options):
    return CliRunner().invoke(evalsite, arguments, prog_name="evalsite", **options)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("--bogus", "没有选项 --bogus。"),
        ("bogus", "没有命令 bogus。"),
        ("campain", "没有命令 campain。"),
        ("campaign nix", "没有命令 nix。"),
        ("vote", "缺少选项 --tickets。"),
        ("vote --ticket x", "没有选项 --ticket。相近的有：--tickets。"),
        ("vote --tickets nofile", "--tickets 的值不对：没有文件“nofile”。请核对路径。"),
        ("vote --tickets /", "--tickets 的值不对：“/”是文件夹，不是文件。"),
        ("bundle x -o /", "-o 的值不对：“/”是文件夹，不是文件。"),
        ("serve --port abc", "--port 的值不对：“abc”不是整数。"),
        ("serve --port 70000", "--port 的值不对：70000 超出范围，应在 1 至 65535 之间。"),
        ("serve --workers 0", "--workers 的值不对：0 超出范围，应不小于 1。"),
        ("campaign publish x -k two", "-k / --need 的值不对：“two”不是整数。"),
        ("serve --role king", "--role 的值不对：“king”不是可用的值。可用的值：all、desk、roll、box。"),
        ("user add x", "缺少选项 --role。可用的值：organiser、scrutineer、teller、reader、admin。"),
        ("campaign publish", "缺少参数 ID。"),
        ("campaign show a b", "多出了参数：b。"),
        ("export x --format", "选项 --format 后面要写它的值。"),
        ("campaign list --json=3", "选项 --json 后面不能写值。"),
        ("campaign import", "请给出工作簿文件，或用 --template 写出空白工作簿。"),
    ],
)
def test_a_command_written_wrongly_is_told_in_chinese_and_ends_with_two(line, says):
    done = run(*line.split())
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr
    assert not re.search("Usage|Error|Try |Missing|Invalid|No such|does not|Did you", done.stderr)


def test_wrong_usage_shows_how_it_is_written_and_where_help_is():
    assert run("export", "x").stderr.startswith("用法：evalsite export [选项] ID\n查看说明：evalsite export --help\n\n")


def test_a_file_name_with_quotes_of_its_own_is_shown_as_it_is():
    assert "没有文件“it's.zip”" in run("verify", "it's.zip").stderr


def every(command: click.Command, path: tuple[str, ...] = ()):
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from every(below, (*path, name))


@pytest.mark.parametrize("path", list(every(evalsite)), ids=" ".join)
def test_every_page_of_help_is_in_chinese(path):
    done = run(*path, "--help")
    assert done.exit_code == 0
    assert done.stdout.startswith("用法：evalsite")
    assert "显示本说明后退出。" in done.stdout
    english = r"Usage|Options:|Commands:|\[OPTIONS\]|COMMAND|ARGS|Show |INTEGER|required|default|x[<>]="
    assert not re.search(english, done.stdout)


def test_a_bare_command_shows_its_help_and_is_still_wrong_usage():
    done = run()
    assert done.exit_code == 2
    assert all(name in done.stderr for name in COMMANDS)


def test_a_question_that_is_not_answered_is_called_off_in_chinese(monkeypatch):
    def interrupted(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("evalsite.cli.accounts.instance", interrupted)
    done = run("user", "add", "x", "--role", "reader")
    assert (done.exit_code, done.stderr.strip()) == (1, "已取消。")


def test_roles_are_explained_where_one_is_asked_for():
    told = "".join(run("user", "add", "--help").stdout.split())
    assert all(f"{role.value}{word}" in told for role, word in ROLE_WORDS.items())


def test_the_version_is_told_in_one_line():
    assert re.fullmatch(r"云端测评 \d[\w.]*\n", run("--version").stdout)
