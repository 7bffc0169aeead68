"""Keeps the pictures that the tests have taken: those of out/screenshots that people look at go to docs/screenshots.

Run by ``make pictures`` after the tests; with ``--last`` those go that none of them takes any more. Colours are reduced to a palette, so that all of it stays small; a picture that
looks as before stays as it was, so that the repository does not grow by what nobody can see. The index is written anew.
"""

import io
import re
import sys
from pathlib import Path
from typing import cast

from PIL import Image, ImageChops, ImageStat

ROOT = Path(__file__).parent.parent
TAKEN, KEPT = ROOT / "out" / "screenshots", ROOT / "docs" / "screenshots"
SIZES = ("1280", "390")
SHEETS = {"poster", "slips-25", "report-1", "report-2", "report-3", "summary-1", "paper-ballot", "reconciliation"}
# A voter's page is one column at any width: of what was seen wide these show it.
WIDE = {
    "enter",
    "compare",
    "sheet",
    "sheet-filled",
    "sheet-long",
    "sheet-jump",
    "review",
    "mixing",
    "receipt",
    "box-closed",
    "why",
}
TONGUES = {"sheet", "receipt"}
# One more of a kind: a list, a form or a notice that another picture shows.
DOUBLE = {
    "sealed",
    "public-none",
    "join-over",
    "phone-in-a-frame",
    "leader",
    "leader-results",
    "unconfirmed",
    "hall-screen-4",
    "share",
    "edit-phone",
    "batch",
}
FREQUENT, OTHERS = 12, 20  # colours: grounds and text as they are, the rest by what comes near
TALLEST = 1800  # points: below that a long table goes on as it was
ALIKE = 0.6  # mean difference of a channel, of 255
TITLES = {
    "desk": "The desk",
    "english": "The desk in English, some pages of it",
    "tasks": "The ten tasks, as in the guides",
    "phone": "The phone page",
    "": "On paper",
}


def wanted(path: Path) -> bool:
    kind, _, name = path.stem.partition("-")
    page, _, size = name.rpartition("-")
    if kind == "desk" and page in DOUBLE:
        return False
    if kind == "phone" and size != "390":
        return page in (WIDE if size == "1280" else TONGUES if size == "english" else ())
    return path.stem in SHEETS or (kind in TITLES and size in SIZES)


def reduced(image: Image.Image) -> bytes:
    """A PNG with a palette; what is longer than a person scrolls is cut."""
    cut = image.convert("RGB").crop((0, 0, image.width, min(image.height, TALLEST)))
    out = io.BytesIO()
    cut.quantize(palette=palette(cut), dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def palette(image: Image.Image) -> Image.Image:
    """The most frequent colours exactly, so that grounds keep theirs, and some that are near to all others."""
    counted = sorted(image.getcolors(image.width * image.height) or [], reverse=True)
    exact = [channel for _count, colour in counted[:FREQUENT] for channel in cast("tuple[int, int, int]", colour)]
    near = image.quantize(OTHERS, method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    made = Image.new("P", (1, 1))
    made.putpalette((exact + near[: 3 * OTHERS] + exact[:3] * 256)[:768])
    return made


def alike(one: bytes, other: Path) -> bool:
    if not other.exists():
        return False
    first, second = Image.open(io.BytesIO(one)).convert("RGB"), Image.open(other).convert("RGB")
    if first.size != second.size:
        return False
    means = ImageStat.Stat(ImageChops.difference(first, second)).mean
    return max(means) < ALIKE


def keep() -> list[str]:
    """Names of the pictures that have changed."""
    changed: list[str] = []
    for path in sorted(TAKEN.glob("*.png")):
        if wanted(path):
            data, place = reduced(Image.open(path)), KEPT / path.name
            if not alike(data, place):
                place.write_bytes(data)
                changed.append(path.stem)
    return changed


def index() -> str:
    """docs/screenshots/README.md: every picture with its name, the two sizes of a page side by side."""
    lines = [
        "# Screenshots",
        "",
        "Taken by the tests of campaigns that are invented; `make pictures` takes them anew. Pages of the desk at 1280x800 and 390x844, of voters at 390x844 and, where it shows something else, wide.",
    ]
    for group, title in TITLES.items():
        names = sorted({re.sub(r"-(1280|390)$", "", path.stem) for path in KEPT.glob("*.png")})
        lines += ["", f"## {title}", ""]
        for name in (
            one for one in names if (one.partition("-")[0] if one.partition("-")[0] in TITLES else "") == group
        ):
            sizes = [size for size in SIZES if (KEPT / f"{name}-{size}.png").exists()]
            links = [f"[{size}]({name}-{size}.png)" for size in sizes] or [f"[picture]({name}.png)"]
            lines.append(f"* `{name}`: {', '.join(links)}")
    return "\n".join([*lines, ""])


def remove_untaken() -> None:
    """What no test takes any more, and what is not kept any more."""
    for path in KEPT.glob("*.png"):
        if not wanted(path) or not (TAKEN / path.name).exists():
            path.unlink()


def main(*, last: bool = False) -> int:
    changed = keep()
    if last:
        remove_untaken()
    if (TAKEN / "words.json").exists():
        (KEPT / "words.json").write_bytes((TAKEN / "words.json").read_bytes())
    (KEPT / "README.md").write_text(index(), encoding="utf-8")
    size = sum(path.stat().st_size for path in KEPT.glob("*.png"))
    print(f"{len(changed)} pictures changed; {len(list(KEPT.glob('*.png')))} in all, {size / 1e6:.1f} MB")
    for name in changed:
        print(" ", name)
    return 0


if __name__ == "__main__":
    sys.exit(main(last="--last" in sys.argv[1:]))
