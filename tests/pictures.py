"""Where tests leave pictures of what they have seen: every page, every sheet of paper, for people to look at.

Some of them stand in the guides (docs/guide-*.md). Beside those the words of their pages are kept, so that a page that
has changed since its picture was taken is found by the next run.
"""

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "out" / "screenshots"
KEPT = ROOT / "docs" / "screenshots"
WORDS = "words.json"
"""The file, in either folder, of what pages in the guides say: lines by the picture's name."""

# A page that has just been scrolled is painted two frames later; before that a picture of it can be empty.
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def place(name: str) -> Path:
    """The file of a picture called ``name`` (without ending)."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    return FOLDER / f"{name}.png"


def take(page: Page, name: str, *, whole: bool = False, caret: Literal["hide", "initial"] = "hide") -> None:
    """A picture of the page as it stands; ``whole`` includes what has to be scrolled to.

    ``caret="initial"``: it is not hidden by a style of the driver's, which a page that is used on would hold against it.

    With EVALSITE_PICTURES=none the page is waited for all the same, and no picture is drawn.
    """
    if whole:
        page.evaluate("scrollTo(0, 0)")  # else the menu beside it hangs where the page had been scrolled to
    page.evaluate(PAINTED)
    if os.environ.get("EVALSITE_PICTURES") == "none":
        return
    page.screenshot(path=place(name), full_page=whole, caret=caret)


# --- the guides' pictures are of the pages as they are ----------------------------------------------------------------


@cache
def in_guides() -> frozenset[str]:
    """Names of the pictures that stand in a guide."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("guide-*.md")]
    return frozenset(name for text in texts for name in re.findall(r"\(screenshots/([^)]+)\.png\)", text))


def words_of(page: Page) -> list[str]:
    """The lines that can be read on a page, without what differs each time: numbers, codes, keys, order by chance."""
    text = re.sub(r"[0-9A-Za-z][0-9A-Za-z .,:/%+_-]*", "#", page.get_by_role("main").inner_text())
    lines = {re.sub(r"\s+", " ", line.replace("#年#月", "#月")).strip() for line in text.splitlines()}
    return sorted(line for line in lines if line.strip("# "))


def changed_since(page: Page, name: str) -> list[str]:
    """What a guide's page says that was not there when its picture was taken, and the other way round.

    With EVALSITE_PICTURES=keep (``make pictures``) the words are noted beside the new picture instead.
    """
    if name not in in_guides():
        return []
    now = words_of(page)
    if os.environ.get("EVALSITE_PICTURES") == "keep":
        place(name)
        noted = FOLDER / WORDS
        known = json.loads(noted.read_text(encoding="utf-8")) if noted.exists() else {}
        noted.write_text(
            json.dumps(known | {name: now}, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8"
        )
        return []
    before = json.loads((KEPT / WORDS).read_text(encoding="utf-8")).get(name, [])
    return [f"{name}: - {line}" for line in before if line not in now] + [f"{name}: + {line}" for line in now if line not in before]  # fmt: skip
