"""People at work in a browser: what they press, fill in and read is found by its role and its words, as they find it.

The same steps serve both languages, since texts are looked up in the catalogue by the Chinese ones, and both hands: with
``keyboard`` nothing is clicked, everything is reached with the Tab key and worked with Enter, Space and the arrows.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from playwright.sync_api import Browser, ConsoleMessage, Download, ElementHandle, Locator, Page, expect

from evalsite.web.language import CHINESE, COOKIE, ENGLISH, TRANSLATIONS
from tests import pictures
from tests.browser.axe import faults, overflow

WAIT = 60_000
"""Milliseconds to wait for what must come: a busy machine is no defect."""
DESK, PHONE = (1280, 800), (390, 844)
STOPS = 300
"""More presses of the Tab key than any page has stops."""

HAS_FOCUS = "one => document.activeElement === one"
NOWHERE_YET = "() => document.activeElement === document.body && location.hash !== '#main'"
# What has the focus must be seen to have it, and stand on the screen.
SEEN = """one => {
  const shown = one.closest('label') || one, style = getComputedStyle(one), place = one.getBoundingClientRect();
  const marked = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const inside = place.bottom > 0 && place.top < innerHeight;
  return marked && inside ? '' : `${shown.outerHTML.slice(0, 160)}: outline ${style.outline}, at ${place.top}`;
}"""


@cache
def _english() -> dict[str, str]:
    with (TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return {one.id: one.string for one in read_po(file, locale="en") if isinstance(one.id, str) and not one.context}  # type: ignore[misc]


class Words:
    """The texts of the pages in one language, by the Chinese ones. What people ``wrote`` is the same in every language."""

    def __init__(self, language: str = CHINESE, wrote: Iterable[str] = ()) -> None:
        self.language, self.wrote = language, frozenset(wrote)

    def __call__(self, chinese: str, **values: object) -> str:
        """A text as the pages have it; ``values`` fill the blanks of its pattern (``%(name)s`` or ``{name}``)."""
        text = chinese if self.language == CHINESE or chinese in self.wrote else _english().get(chinese, "")
        assert text, f"no English for “{chinese}”"
        return (text % values if "%(" in text else text.format(**values)) if values else text


class Person:
    """Somebody with a browser of the own. Errors that pages report are collected: a refused script or style is one."""

    def __init__(
        self, browser: Browser, base: str, words: Words, size: tuple[int, int] = DESK, *, keyboard: bool = False
    ) -> None:
        self.base, self.words, self.keyboard, self.size = base, words, keyboard, size
        self.errors: list[str] = []
        self.stale: list[str] = []
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN", reduced_motion="reduce"
        )
        self.context.set_default_timeout(WAIT)
        if words.language == ENGLISH:
            self.context.add_cookies([{"name": COOKIE, "value": ENGLISH, "url": f"{base}/desk"}])
        self.page: Page = self.context.new_page()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({self.page.url}, {message.location})")

    # --- what is there ------------------------------------------------------------------------------------------------

    def go(self, address: str) -> None:
        self.page.goto(address if "://" in address else f"{self.base}{address}")

    @property
    def body(self) -> Locator:
        """What a page is about, without its menu."""
        return self.page.get_by_role("main")

    def one(self, role: str, chinese: str, **values: object) -> Locator:
        """The first element of a role with just this name, in the page's own part."""
        found = self.body.get_by_role(role, name=self.words(chinese, **values), exact=True)  # type: ignore[arg-type]
        return found.first

    def field(self, chinese: str, **values: object) -> Locator:
        return self.body.get_by_label(self.words(chinese, **values), exact=True).first

    def see(self, chinese: str, **values: object) -> None:
        """The text stands on the page, perhaps after a while."""
        expect(self.body).to_contain_text(self.words(chinese, **values), timeout=WAIT)

    def read(self, text: str) -> None:
        """Something that a person wrote stands on the page: it has no other language."""
        expect(self.body).to_contain_text(text, timeout=WAIT)

    def heading(self, chinese: str, **values: object) -> None:
        expect(self.one("heading", chinese, **values)).to_be_visible(timeout=WAIT)

    # --- what is done -------------------------------------------------------------------------------------------------

    def press(self, role: str, chinese: str, **values: object) -> None:
        """Press a button, follow a link, open what is folded."""
        self.work(self.one(role, chinese, **values))

    def work(self, target: Locator) -> None:
        if self.keyboard:
            self._reach(target)
            self.page.keyboard.press("Enter")
        else:
            target.click()

    def menu(self, chinese: str) -> None:
        """Go somewhere by the menu, which on a phone is folded."""
        if self.size == PHONE:
            self.page.get_by_role("banner").locator("summary").click()
        name = self.words(chinese)
        self.work(self.page.get_by_role("navigation").get_by_role("link", name=name, exact=True).first)

    def fill(self, chinese: str, text: str) -> None:
        self.write(self.field(chinese), text)

    def write(self, target: Locator, text: str) -> None:
        if self.keyboard:
            self._reach(target)
            self.page.keyboard.press("Control+a")
            self.page.keyboard.insert_text(text)
        else:
            target.fill(text)

    def tick(self, chinese: str, **values: object) -> None:
        """Tick a box, or choose one of several."""
        target = self.field(chinese, **values)
        if not self.keyboard:
            target.check()
        elif target.get_attribute("type") == "radio":
            self._choose(target)
        else:
            self._reach(target)
            self.page.keyboard.press("Space")
        expect(target).to_be_checked()

    def choose(self, target: Locator, option: str) -> None:
        """One of a list that unfolds."""
        if not self.keyboard:
            target.select_option(option)
            return
        self._reach(target)
        for _ in range(target.locator("option").count()):
            if target.input_value() == option:
                return
            self.page.keyboard.press("ArrowDown")
        expect(target).to_have_value(option)

    def attach(self, target: Locator, *files: Path) -> None:
        """Choose files where a page asks for them."""
        with self.page.expect_file_chooser() as chooser:
            self.work(target)
        chooser.value.set_files(list(files))

    def save(self, role: str, chinese: str, **values: object) -> Path:
        """Press what brings a file; gives the file."""
        return self.bring(self.one(role, chinese, **values))

    def bring(self, target: Locator) -> Path:
        with self.page.expect_download() as coming:
            self.work(target)
        came: Download = coming.value
        return Path(came.path())

    # --- with the keyboard --------------------------------------------------------------------------------------------

    def _reach(self, target: Locator) -> None:
        """From stop to stop with the Tab key; past the menu by the page's first link, which is made for that."""
        expect(target).to_be_visible(timeout=WAIT)
        handle = target.element_handle()
        if self.page.evaluate(NOWHERE_YET) and self._is_in_body(handle) and self.page.locator(".skip").count():
            self.page.keyboard.press("Tab")
            assert self.page.evaluate("document.activeElement.getAttribute('href')") == "#main"
            self.page.keyboard.press("Enter")
        for _ in range(STOPS):
            if self.page.evaluate(HAS_FOCUS, handle):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"no way to {target} by keyboard")
        assert self.page.evaluate(SEEN, handle) == ""

    def _is_in_body(self, handle: ElementHandle) -> bool:
        inside: bool = handle.evaluate("one => one.closest('main') !== null")
        return inside

    def _choose(self, target: Locator) -> None:
        """One of several: the Tab key leads to the one that is chosen now, arrows to the others."""
        name = target.get_attribute("name")
        group = self.body.locator(f"input[type=radio][name='{name}']")
        chosen = group.and_(self.body.locator(":checked"))
        self._reach(chosen if chosen.count() else group.first)
        for _ in range(group.count()):
            if target.is_checked():
                return
            self.page.keyboard.press("ArrowDown")

    # --- what is left of it -------------------------------------------------------------------------------------------

    def picture(self, name: str, *, both: bool = False) -> None:
        """The page as it stands, in the own size or in ``both``; in Chinese alone, as the guides are."""
        if self.words.language == CHINESE:
            self._draw(name, both=both)

    def look(self, name: str, *, again: bool = False) -> None:
        """As ``picture``; axe has nothing against the page, and nothing stands beyond its edge.

        ``again``: the picture of a page that only the journey in English comes to is taken when it is asked for once more.
        """
        assert overflow(self.page) == 0, name
        assert faults(self.page) == [], name
        if again and self.words.language != CHINESE:
            self._in(CHINESE)
            self._draw(name, both=False)
            self._in(self.words.language)
        else:
            self.picture(name)

    def _in(self, language: str) -> None:
        self.context.add_cookies([{"name": COOKIE, "value": language, "url": f"{self.base}/desk"}])
        self.page.reload()

    def _draw(self, name: str, *, both: bool) -> None:
        self.page.wait_for_load_state()
        self.page.evaluate("document.activeElement?.blur()")  # a frame around a field would point at it
        for width, height in sorted(
            {DESK, PHONE, self.size} if both else {self.size}, key=lambda size: size == self.size
        ):
            self.page.set_viewport_size({"width": width, "height": height})
            pictures.take(self.page, f"{name}-{width}", whole=True, caret="initial")
            self.stale += pictures.changed_since(self.page, f"{name}-{width}")
