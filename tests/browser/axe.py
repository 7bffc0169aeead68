"""What axe-core and the width of the window hold against a page."""

import json

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERY_RULE = {"type": "tag", "values": TAGS}
# What the size of the window can change while the elements stay the same; all other rules ask the elements only.
RULES_OF_SIZE = {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}
# A page in another language has the same colours; looking for them takes half of axe's time.
COLOURS = {"color-contrast": {"enabled": False}}

# Bars that stay in place lie over whatever the page happens to be scrolled to, and axe takes what is under them for too
# small. That nothing with the focus stays under them is tested on its own (test_states.py, ``covered``).
LOOSEN = """() => {
  window.bars = [...document.querySelectorAll('*')].filter((one) => /fixed|sticky/.test(getComputedStyle(one).position));
  for (const bar of window.bars) bar.style.position = 'static';
}"""
FASTEN = "() => { for (const bar of window.bars) bar.style.position = ''; }"


def faults(page: Page, *, size_only: bool = False, colours: bool = True, without: str = "") -> list[str]:
    """What axe-core holds against the page: rule, and the first places.

    ``size_only``: this page has been looked at in another size already. ``colours=False``: it has been in another
    language. ``without`` is a selector of what is passed over.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    options = {
        "runOnly": RULES_OF_SIZE if size_only else EVERY_RULE,
        "resultTypes": ["violations"],
        "rules": {} if colours else COLOURS,
    }
    context = json.dumps({"exclude": [[without]]} if without else {"include": [["html"]]})
    page.evaluate(LOOSEN)
    found = page.evaluate(f"axe.run({context}, {json.dumps(options)})")["violations"]
    page.evaluate(FASTEN)
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}" for one in found]


def overflow(page: Page) -> int:
    """How far the page can be scrolled sideways, in CSS pixels."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


# What is typed into a field, and the page in a frame, can be moved where they are.
CUT = """() => [...document.querySelectorAll('body *')].filter(one => {
  if (!one.checkVisibility() || one.closest('.visually-hidden, .skip, svg, input, select, textarea, iframe')) return false;
  const style = getComputedStyle(one), clips = /hidden|clip/;
  return clips.test(style.overflowX) && one.scrollWidth > one.clientWidth + 1
    || clips.test(style.overflowY) && one.scrollHeight > one.clientHeight + 1
    || one.getBoundingClientRect().right < 1 && one.textContent.trim() !== '';
}).map(one => one.outerHTML.slice(0, 120))"""


def cut_off(page: Page) -> list[str]:
    """Elements of which a part is hidden, and nothing can be scrolled to see it."""
    found: list[str] = page.evaluate(CUT)
    return found


# Who asked for stillness gets it: nothing moves by itself, and nothing slides.
MOVING = """() => [...document.querySelectorAll('*')].filter(one => {
  const style = getComputedStyle(one);
  return parseFloat(style.transitionDuration) > 0 || style.animationName !== 'none' || style.scrollBehavior === 'smooth';
}).map(one => 'moves: ' + one.outerHTML.slice(0, 120))"""


def motion(page: Page) -> list[str]:
    """Elements that move although the visitor's system asks for less of it."""
    found: list[str] = page.evaluate(MOVING)
    return found


# Forced colours repaint the words of a picture, not its shapes: only a picture that keeps its own colours, on its own
# ground, can be read in both.
REPAINTED = """() => [...document.querySelectorAll('svg')].filter(one => {
  const style = getComputedStyle(one);
  return one.checkVisibility() && (style.forcedColorAdjust !== 'none' || style.backgroundColor === 'rgba(0, 0, 0, 0)');
}).map(one => 'repainted: ' + one.outerHTML.slice(0, 120))"""


def unreadable_pictures(page: Page) -> list[str]:
    """Charts and symbols that a dark palette of forced colours would make unreadable."""
    if page.locator("svg").count() == 0:
        return []
    page.emulate_media(forced_colors="active", color_scheme="dark")
    found: list[str] = page.evaluate(REPAINTED)
    page.emulate_media(forced_colors="none", color_scheme="light")
    return found
