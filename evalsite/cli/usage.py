"""What click says by itself, in Chinese: help pages and wrong usage. A sentence unknown here is shown as it came."""

import re
from collections.abc import Iterable

import click
from click.exceptions import NoArgsIsHelpError

_HEADINGS = {"Options": "选项", "Commands": "命令", "Positional arguments": "参数"}
_HELP = {
    "Show this message and exit.": "显示本说明后退出。",
    "Show the version and exit.": "显示版本后退出。",
}
_METAVARS = {
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]...",
    "INTEGER RANGE": "N",
    "INTEGER": "N",
    "DIRECTORY": "DIR",
}
_METAVAR = re.compile("|".join(rf"(?<![\w-]){re.escape(one)}(?![\w-])" for one in _METAVARS))
_QUOTED = r"['\"](.+)['\"]"
_KINDS = {"File": "文件", "Directory": "文件夹", "Path": "路径"}

# Click's sentences, and ours with what stands in their brackets. Tested with the click that is locked: another click
# may word them differently, and then says them in English.
_SENTENCES = [
    (rf"Missing option {_QUOTED}\.(?: Choose from:\s*(.+))?", "缺少选项 {0}。{list:可用的值：}"),
    (rf"Missing argument {_QUOTED}\.(?: Choose from:\s*(.+))?", "缺少参数 {0}。{list:可用的值：}"),
    (r"Missing command\.", "缺少命令。"),
    (rf"No such option {_QUOTED}\. \(?Did you mean (?:one of: )?(.+?)\?\)?", "没有选项 {0}。{list:相近的有：}"),
    (rf"No such option {_QUOTED}\.", "没有选项 {0}。"),
    (rf"No such command {_QUOTED}\. \(?Did you mean (?:one of: )?(.+?)\?\)?", "没有命令 {0}。{list:相近的有：}"),
    (rf"No such command {_QUOTED}\.", "没有命令 {0}。"),
    (r"Got unexpected extra arguments? \((.+)\)", "多出了参数：{0}。"),
    (rf"Option {_QUOTED} requires an argument\.", "选项 {0} 后面要写它的值。"),
    (rf"Option {_QUOTED} does not take a value\.", "选项 {0} 后面不能写值。"),
    (rf"(File|Directory|Path) {_QUOTED} does not exist\.", "没有{kind}“{1}”。请核对路径。"),
    (rf"(File|Directory|Path) {_QUOTED} is a directory\.", "“{1}”是文件夹，不是文件。"),
    (rf"(File|Directory|Path) {_QUOTED} is a file\.", "“{1}”是文件，不是文件夹。"),
    (rf"(File|Directory|Path) {_QUOTED} is not (?:readable|writable)\.", "没有权限读写“{1}”。"),
    (rf"{_QUOTED} is not a valid integer(?: range)?\.", "“{0}”不是整数。"),
    (r"(\S+) is not in the range (.+)\.", "{0} 超出范围，应{range}。"),
    (rf"{_QUOTED} is not one of (.+)\.", "“{0}”不是可用的值。{list:可用的值：}"),
]  # fmt: skip


class Help(click.HelpFormatter):
    """Help pages with Chinese headings, placeholders and standing sentences."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, _named(args), "用法：" if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{_HEADINGS.get(heading, heading)}：\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(_named(name), _helped(text)) for name, text in rows], col_max, col_spacing)


class Context(click.Context):
    """The context of every command; its help speaks Chinese."""

    formatter_class = Help


def in_chinese(command: click.Command) -> click.Command:
    """The command itself, whose help and that of its own commands will be in Chinese."""
    command.context_class = Context
    if isinstance(command, click.Group):
        for one in command.commands.values():
            in_chinese(one)
    return command


def usage_words(error: click.ClickException) -> str:
    """What to tell somebody who has written a command wrongly: how it is written, where help is, what is wrong."""
    if isinstance(error, NoArgsIsHelpError):
        return error.message
    said = _said(error.format_message())
    if not isinstance(error, click.UsageError) or error.ctx is None:
        return said
    return f"{error.ctx.get_usage()}\n查看说明：{error.ctx.command_path} --help\n\n{said}"


def _named(text: str) -> str:
    return _METAVAR.sub(lambda found: _METAVARS[found[0]], text)


def _range(text: str) -> str:
    """``1<=x<=65535`` and ``x>=1`` in words."""
    if both := re.fullmatch(r"(\S+)<=x<=(\S+)", text):
        return f"在 {both[1]} 至 {both[2]} 之间"
    least = re.fullmatch(r"x>=(\S+)", text)
    return f"不小于 {least[1]}" if least else text


def _helped(text: str) -> str:
    """A line of help: click's own sentences, and what it adds in brackets."""
    if text in _HELP:
        return _HELP[text]
    told = re.search(r"  \[([^\[\]]+)\]$", text)
    if told is None:
        return text
    parts = [
        "必填" if part == "required" else re.sub(r"^default: ", "默认 ", _range(part)) for part in told[1].split("; ")
    ]
    return f"{text[: told.start()]}（{'；'.join(parts)}）"


def _said(message: str) -> str:
    """One of click's sentences in Chinese. Our own, which are Chinese already, pass unchanged."""
    wrong = re.fullmatch(r"Invalid value(?: for (.+?))?: (.+)", message, re.DOTALL)
    if wrong:
        name = (wrong[1] or "").replace("'", "")
        return f"{name} 的值不对：{_said(wrong[2])}" if name else _said(wrong[2])
    for pattern, sentence in _SENTENCES:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return _filled(sentence, [group or "" for group in found.groups()])
    return message


def _filled(sentence: str, groups: list[str]) -> str:
    last = groups[-1] if groups else ""
    listed = "、".join(part.strip(" \t\n'\"") for part in last.split(",") if part.strip())
    lead = re.search(r"\{list:(.+?)\}", sentence)
    if lead:
        sentence = sentence.replace(lead[0], f"{lead[1]}{listed}。" if listed and len(groups) > 1 else "")
    sentence = sentence.replace("{kind}", _KINDS.get(groups[0], "") if groups else "").replace("{range}", _range(last))
    for place, group in enumerate(groups):
        sentence = sentence.replace(f"{{{place}}}", group)
    return sentence
