"""Where tests leave pictures of what they have seen: every page, every sheet of paper, for people to look at."""

import os
from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).parents[1] / "out" / "screenshots"

# A page that has just been scrolled is painted two frames later; before that a picture of it can be empty.
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def place(name: str) -> Path:
    """The file of a picture called ``name`` (without ending)."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    return FOLDER / f"{name}.png"


def take(page: Page, name: str, *, whole: bool = False) -> None:
    """A picture of the page as it stands; ``whole`` includes what has to be scrolled to.

    With EVALSITE_PICTURES=none the page is waited for all the same, and no picture is drawn.
    """
    page.evaluate(PAINTED)
    if os.environ.get("EVALSITE_PICTURES") == "none":
        return
    page.screenshot(path=place(name), full_page=whole)
