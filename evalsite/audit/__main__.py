"""``python -m evalsite.audit FILE.zip [--receipt CODE]``: the check for whoever has only this part of the program."""

import argparse
from pathlib import Path
from typing import NoReturn

from evalsite.audit.verify import main


class Parser(argparse.ArgumentParser):
    """The library's, in Chinese."""

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", "用法：", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, _message: str) -> NoReturn:
        self.exit(2, f"{self.format_usage()}写法不对。请给出一个复核文件；回执码写在 --receipt 后面。\n")


if __name__ == "__main__":
    parser = Parser(prog="python -m evalsite.audit", description="复核云端测评的公开文件", add_help=False)
    needed, extra = parser.add_argument_group("参数"), parser.add_argument_group("选项")
    needed.add_argument("file", type=Path, metavar="FILE.zip", help="公开的复核文件")
    extra.add_argument("--receipt", metavar="CODE", help="投票回执，检查它是否在票箱里")
    extra.add_argument("--json", action="store_true", help="以 JSON 输出")
    extra.add_argument("--help", "-h", action="help", help="显示说明")
    given = parser.parse_args()
    raise SystemExit(main(given.file, given.receipt, for_program=given.json))
