"""Make evalsite/core/strokes.txt again: Chinese characters in stroke order (姓氏笔画), from what their makers publish.

Needs npm, node with full ICU, and fonttools (the test dependencies have it). Sources:

- which characters: the ideographs of the committed fonts, that is GBK, the 8,105 of 通用规范汉字表 and rare ones of names.
- strokes as they are written on the mainland, in their order: the npm package ``cnchar-order`` (MIT), 6,939 characters.
  Its letters are the shapes of strokes; ``SHAPES`` brings them to the five of GF 3003-1999 (横 竖 撇 点 折).
  ``CORRECTED`` are characters in which it differs from that standard.
- all others, and which comes first of two that are written alike: the stroke collation of CLDR, as node's ICU has it.
  Its counts follow Unihan's first source, which is not always the mainland's (与 has 4 there), so it only fills gaps.

Run without arguments to write the file, with ``--check`` to compare what would be written with what is there.
"""

import argparse
import hashlib
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

from fontTools.ttLib import TTFont

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "evalsite" / "core" / "strokes.txt"
FONT = ROOT / "evalsite" / "paper" / "fonts" / "NotoSansSC-Regular.ttf"
STROKES = ("cnchar-order@3.2.6", "98112307108d5815203d6eeafae05fac332f2040433f006782e305e96e729d58")
ICU = ("78.2", "48.0")
WIDE = 60
SHAPES = dict.fromkeys("ij", "1") | dict.fromkeys("fg", "2") | {"s": "3"} | dict.fromkeys("dkl", "4")  # others are 折
SECOND = dict.fromkeys("ig", "2")  # 提 comes after 横, 竖钩 after 竖, where all shapes are the same
CORRECTED = {
    "德": "332122522114544",
    "皙": "1234331232511",
    "炽": "433425134",
    "锺": "31115312511211",
    "媾": "5311122125211",
    "撅": "121134315233534",
    "膝": "351112343424134",
    "黏": "31234342413421251",
}
HEAD = """\
# Chinese characters in stroke order: the number of strokes, then the characters in their order, line after line.
# Made by scripts/make_strokes.py; do not edit. Sources and licences: strokes.LICENSES.txt, docs/decisions/stroke-order.md.
"""

# Counts come from the index marks that CLDR sets before the characters of each number of strokes (U+FDD0 and a letter
# of Braille patterns); the order of characters from the collator itself.
NODE = """
const given = JSON.parse(require("fs").readFileSync(0, "utf8"));
const sandbox = { exports: {}, module: { exports: {} } };
new Function("module", "exports", "window", given.program)(sandbox.module, sandbox.exports, undefined);
const collator = new Intl.Collator("zh-u-co-stroke");
const marks = Array.from({ length: 48 }, (_, n) => "\\uFDD0" + String.fromCharCode(0x2801 + n));
// Numbers that no character has are no marks, and sort after everything.
const count = (c) => marks.reduce((found, mark, n) => (collator.compare(mark, c) <= 0 ? n + 1 : found), 0);
const ordered = [...given.characters].sort(collator.compare);
console.log(JSON.stringify({
  versions: [process.versions.icu, process.versions.cldr],
  letters: sandbox.module.exports.dict.orders,
  ordered: ordered.map((c) => [c, count(c)]),
}));
"""


def characters() -> str:
    """All ideographs that can be printed."""
    blocks = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
    found = [code for code in TTFont(FONT).getBestCmap() if any(low <= code <= high for low, high in blocks)]
    return "〇" + "".join(map(chr, sorted(found)))


def program(folder: Path) -> str:
    """The script of the package, checked against the digest that the committed table was made from."""
    subprocess.run(["npm", "pack", "--silent", STROKES[0]], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    package = next(folder.glob("*.tgz"))
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    if digest != STROKES[1]:
        raise SystemExit(f"{package.name} is not the file this table was made from: {digest}")
    with tarfile.open(package) as archive:
        member = archive.extractfile("package/cnchar.order.min.js")
        assert member is not None
        return member.read().decode()


def asked(source: str) -> dict[str, list[tuple[str, int]] | dict[str, str] | list[str]]:
    given = json.dumps({"program": source, "characters": characters()})
    done = subprocess.run(["node", "-e", NODE], input=given, text=True, check=True, capture_output=True)
    answer: dict[str, list[tuple[str, int]] | dict[str, str] | list[str]] = json.loads(done.stdout)
    if tuple(answer["versions"]) != ICU:
        print(f"note: this table was made with ICU and CLDR {ICU}, this is {answer['versions']}")
    return answer


def shapes(letters: dict[str, str]) -> dict[str, str]:
    """The five shapes of a character's strokes, in the order in which they are written."""
    known = {character: "".join(SHAPES.get(one, "5") for one in word) for character, word in letters.items()}
    return known | CORRECTED


def lines(ordered: Iterable[tuple[str, int]], letters: dict[str, str]) -> Iterable[str]:
    """By number of strokes; then by shape, 横 before 竖, 撇, 点, 折; what is not known so exactly after what is."""
    known = shapes(letters)
    placed = []
    for place, (character, count) in enumerate(ordered):
        word = known.get(character, "")
        second = "".join(SECOND.get(one, "1") for one in letters.get(character, ""))
        placed.append((len(word) or count, word or "9", second, place, character))
    placed.sort()
    for number in sorted({one[0] for one in placed}):
        row = "".join(one[-1] for one in placed if one[0] == number)
        for start in range(0, len(row), WIDE):
            yield f"{number}\t{row[start : start + WIDE]}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as name:
        answer = asked(program(Path(name)))
    ordered, letters = answer["ordered"], answer["letters"]
    assert isinstance(ordered, list)
    assert isinstance(letters, dict)
    made = HEAD + "".join(lines(ordered, letters))  # type: ignore[arg-type]
    if not check:
        TABLE.write_text(made, encoding="utf-8")
    same = TABLE.read_text(encoding="utf-8") == made
    print(f"{TABLE.name}: {len(ordered)} characters{'' if same else ' DIFFERS from the committed file'}")
    if not same:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
