"""Make the fonts in evalsite/paper/fonts/ again, byte for byte, from what their makers publish.

Needs npm, pip and fonttools (the test dependencies have it). Sources:

- outlines: the static TrueType files of Noto Sans SC in the npm package ``@expo-google-fonts/noto-sans-sc``
  (SIL Open Font License 1.1). Static, because variable fonts come out in their thinnest weight inside SVG;
  TrueType, because reportlab cannot read CFF outlines.
- 通用规范汉字表, the 8,105 characters that names of people and places may use (State Council, 2013): the keys of
  ``ktghz2013`` in the PyPI package ``pypinyin-dict``, which takes them from Unihan's kTGHZ2013.
- GBK: Python's own codec.

Kept besides: every ideograph of the font beyond the Basic Multilingual Plane, since rare names live there.
Run without arguments to write the files, with ``--check`` to compare what would be written with what is there.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent.parent / "evalsite" / "paper" / "fonts"
OUTLINES = ("@expo-google-fonts/noto-sans-sc@0.4.3", "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59")
LIST = ("pypinyin-dict==0.9.0", "10cfbe40af87d704b867533177be8cd72837da9e224755dd275798e88097067a")
FACES = {
    "NotoSansSC-Regular.ttf": "package/400Regular/NotoSansSC_400Regular.ttf",
    "NotoSansSC-Bold.ttf": "package/700Bold/NotoSansSC_700Bold.ttf",
}
PUNCTUATION = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2044), *range(0x3000, 0x3040)]
SYMBOLS = [
    *range(0x2190, 0x2194),
    *range(0x2460, 0x2474),
    *range(0x25A0, 0x25D0),
    *range(0xFF01, 0xFF5F),
    0x2212,
    0x2713,
    0x30FB,
]


def fetched(folder: Path) -> tuple[Path, Path]:
    """The two packages, checked against the digests that the committed fonts were made from."""
    subprocess.run(["npm", "pack", "--silent", OUTLINES[0]], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", LIST[0]]
    subprocess.run(pip, cwd=folder, check=True)
    outlines, words = next(folder.glob("*.tgz")), next(folder.glob("*.whl"))
    for path, wanted in ((outlines, OUTLINES[1]), (words, LIST[1])):
        if digest(path.read_bytes()) != wanted:
            raise SystemExit(f"{path.name} is not the file these fonts were made from: {digest(path.read_bytes())}")
    return outlines, words


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def standard_characters(wheel: Path) -> set[int]:
    """通用规范汉字表."""
    with zipfile.ZipFile(wheel) as archive:
        source = archive.read("pypinyin_dict/pinyin_data/ktghz2013.py").decode()
    found = {int(code, 16) for code in re.findall(r"0x([0-9A-Fa-f]+):", source)}
    if len(found) != 8105:
        raise SystemExit(f"the list of standard characters has 8105 entries, not {len(found)}")
    return found


def gbk_characters() -> set[int]:
    pairs = (bytes([high, low]).decode("gbk", "ignore") for high in range(0x81, 0xFF) for low in range(0x40, 0xFF))
    return {ord(character) for pair in pairs for character in pair}


def cut(source: Path, target: Path, characters: set[int]) -> None:
    """Write the subset: ``characters``, and every ideograph that the source has beyond the first plane."""
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options(hinting=False, layout_features=["kern", "locl", "ccmp"], notdef_outline=True)
    options.drop_tables += ["vhea", "vmtx", "BASE"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters | {code for code in font.getBestCmap() if code >= 0x20000})
    cutter.subset(font)
    font.save(target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        outlines, words = fetched(folder)
        with tarfile.open(outlines) as archive:
            archive.extractall(folder, filter="data")
        characters = standard_characters(words) | gbk_characters() | set(PUNCTUATION) | set(SYMBOLS)
        for target, source in FACES.items():
            cut(folder / source, folder / target, characters)
            made = (folder / target).read_bytes()
            if not check:
                (FONTS / target).write_bytes(made)
            same = (FONTS / target).read_bytes() == made
            print(f"{target}: {len(made)} bytes, {digest(made)}{'' if same else ' DIFFERS from the committed file'}")
            if not same:
                raise SystemExit(1)
        licence = (folder / "package" / "LICENSE_FONT").read_bytes()
        if not check:
            (FONTS / "OFL.txt").write_bytes(licence)


if __name__ == "__main__":
    main()
