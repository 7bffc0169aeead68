"""What axe-core and the width of the window hold against a page."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERY_RULE: dict[str, object] = {"type": "tag", "values": TAGS}
# What the size of the window can change while the elements stay the same; all other rules ask the elements only.
OF_SIZE = ["target-size", "scrollable-region-focusable"]
RULES_OF_SIZE: dict[str, object] = {"type": "rule", "values": OF_SIZE}
# What another language changes: names, marks of the language, and how much room words take.
NAMES = [
    "aria-command-name", "aria-input-field-name", "aria-meter-name", "aria-progressbar-name", "aria-toggle-field-name",
    "button-name", "document-title", "duplicate-id-aria", "empty-heading", "empty-table-header", "form-field-multiple-labels",
    "frame-title", "html-has-lang", "html-lang-valid", "image-alt", "input-button-name", "label", "label-title-only",
    "landmark-unique", "link-in-text-block", "link-name", "role-img-alt", "select-name", "summary-name", "svg-img-alt",
    "table-duplicate-name", "valid-lang",
]  # fmt: skip
RULES_OF_LANGUAGE: dict[str, object] = {"type": "rule", "values": [*NAMES, *OF_SIZE]}

# Bars that stay in place lie over whatever the page happens to be scrolled to, and axe takes what is under them for too
# small. That nothing with the focus stays under them is tested on its own (test_states.py, ``covered``).
RUN = """async ([context, options]) => {
  const bars = [...document.querySelectorAll('*')].filter((one) => /fixed|sticky/.test(getComputedStyle(one).position));
  for (const bar of bars) bar.style.position = 'static';
  const found = await axe.run(context, options);
  for (const bar of bars) bar.style.position = '';
  return found.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 120))}`);
}"""


def ready(context: BrowserContext) -> None:
    """Every page of this browser brings axe along: handing it to each costs as much as its answer."""
    context.add_init_script(AXE_SCRIPT)


def faults(page: Page, *, only: dict[str, object] = EVERY_RULE, without: str = "") -> list[str]:
    """What axe-core holds against the page: rule, and the first places.

    ``only`` is EVERY_RULE, or fewer where the page has been looked at in another size (RULES_OF_SIZE) or in another
    language (RULES_OF_LANGUAGE) already. ``without`` is a selector of what is passed over. What stands in a frame is a
    page of its own, to be looked at as such.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    context = {"exclude": [[without]]} if without else {"include": [["html"]]}
    found: list[str] = page.evaluate(RUN, [context, {"runOnly": only, "resultTypes": ["violations"], "iframes": False}])
    return found


def overflow(page: Page) -> int:
    """How far the page can be scrolled sideways, in CSS pixels."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


# What is typed into a field, and the page in a frame, can be moved where they are.
CUT = """() => [...document.querySelectorAll('body *')].filter(one => {
  if (!one.checkVisibility() || one.closest('.visually-hidden, .sr, .skip, svg, input, select, textarea, iframe')) return false;
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
