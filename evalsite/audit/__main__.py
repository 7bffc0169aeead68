"""``python -m evalsite.audit FILE.zip [--receipt CODE]``: the check for whoever has only this part of the program."""

import argparse
from pathlib import Path

from evalsite.audit.verify import main

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m evalsite.audit", description="复核云端测评的公开文件")
    parser.add_argument("file", type=Path, metavar="FILE.zip", help="公开的复核文件")
    parser.add_argument("--receipt", metavar="CODE", help="投票回执，检查它是否在票箱里")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    given = parser.parse_args()
    raise SystemExit(main(given.file, given.receipt, for_program=given.json))
