"""What axe-core and the width of the window hold against a page."""

import json

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERY_RULE = {"type": "tag", "values": TAGS}
# What the size of the window can change while the elements stay the same; all other rules ask the elements only.
RULES_OF_SIZE = {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}

# Bars that stay in place lie over whatever the page happens to be scrolled to, and axe takes what is under them for too
# small. That nothing with the focus stays under them is tested on its own (test_states.py, ``covered``).
LOOSEN = """() => {
  window.bars = [...document.querySelectorAll('*')].filter((one) => /fixed|sticky/.test(getComputedStyle(one).position));
  for (const bar of window.bars) bar.style.position = 'static';
}"""
FASTEN = "() => { for (const bar of window.bars) bar.style.position = ''; }"


def faults(page: Page, *, size_only: bool = False, without: str = "") -> list[str]:
    """What axe-core holds against the page: rule, and the first places.

    ``size_only``: this page has been looked at in another size already. ``without`` is a selector of what is passed over.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": RULES_OF_SIZE if size_only else EVERY_RULE, "resultTypes": ["violations"]}
    context = json.dumps({"exclude": [[without]]} if without else {"include": [["html"]]})
    page.evaluate(LOOSEN)
    found = page.evaluate(f"axe.run({context}, {json.dumps(options)})")["violations"]
    page.evaluate(FASTEN)
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}" for one in found]


def overflow(page: Page) -> int:
    """How far the page can be scrolled sideways, in CSS pixels."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width
