"""The checker at home: the page from a file, without a network, says of every file what `evalsite verify` says of it."""

import base64
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from evalsite.audit import kit
from evalsite.audit.findings import Findings
from evalsite.audit.format import from_bytes, to_bytes
from evalsite.audit.verify import verify
from evalsite.core import envelope as formats
from evalsite.core import ticket
from evalsite.core.refusals import BadBundle
from evalsite.crypto.blindrsa import IssuingKey
from tests import pictures
from tests.audit.conftest import CODES, World, new_world
from tests.audit.tamperings import GOOD, TAMPERINGS, UNREADABLE, honest, whole, zipped
from tests.browser import axe

CHINESE = re.compile("[\u4e00-\u9fff]")
NAMES = (
    "年度测评",
    "另一个测评",
    "没",
    "第一科",
    "职工",
    "科室",
    "总评",
    "优秀",
    "较差",
    "甲",
    "乙",
    "赵一",
    "钱二",
    "受台风影响。",
    "大雨",
    "中文",
)


@pytest.fixture(scope="module")
def world() -> World:
    return new_world({code: IssuingKey.generate() for code in CODES})


class Checker:
    """The page, opened from the file as it is handed out. Whatever it asks of a network, or complains of, is noted."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.asked: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(kit.PAGE.as_uri())
        self.taken = 0

    def take(self, data: bytes) -> None:
        """Gives it a file, as somebody does who chooses one; waits for the answer."""
        self.taken += 1
        name = f"{self.taken}.zip"
        file = {"name": name, "mimeType": "application/zip", "buffer": data}
        self.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        answer = self.page.locator(".file span, .verdict.bad b").filter(has_text=name)
        answer.first.wait_for()

    def lines(self) -> list[str]:
        """What it says, line by line, as the command prints it."""
        checks = self.page.locator(".checks li")
        told = checks.evaluate_all(
            "all => all.map(one => (one.className === 'good' ? '✓ ' : '✗ ') + one.querySelector('.said').textContent)"
        )
        return [*told, self.page.locator(".verdict b").inner_text()]

    def look_up(self, code: str) -> None:
        self.page.get_by_label("回执码").fill(code)
        self.page.get_by_role("button", name="查找").click()


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN", offline=True)
    yield made
    made.close()


@pytest.fixture
def checker(context: BrowserContext) -> Iterator[Checker]:
    made = Checker(context)
    yield made
    assert made.errors == []
    assert made.asked == [kit.PAGE.as_uri()]
    made.page.close()


def said(data: bytes, receipt: str | None = None) -> list[str]:
    found: Findings = verify(from_bytes(data), receipt)
    return found.lines()


def test_of_every_file_the_page_says_what_the_command_says(world, checker):
    files = {name: to_bytes(make(world)) for name, make in GOOD.items()}
    files |= {name: case.file(case.make(world)) for name, case in TAMPERINGS.items()}
    wrong = {}
    for name, data in files.items():
        checker.take(data)
        if checker.lines() != said(data):
            wrong[name] = (checker.lines(), said(data))
        checker.page.get_by_role("button", name="English").click()
        assert _chinese(checker.page) == []
        checker.page.get_by_role("button", name="中文").click()
    assert wrong == {}


def test_what_is_no_audit_file_is_refused_in_the_same_words(world, checker):
    for make, _ in UNREADABLE.values():
        data = make(honest(world))
        with pytest.raises(BadBundle) as refusal:
            from_bytes(data)
        checker.take(data)
        assert checker.lines() == [f"{checker.taken}.zip：{refusal.value.details['problem']}。"]


def test_receipts_are_looked_up_as_the_command_does(world, checker):
    data = to_bytes(honest(world))
    checker.take(data)
    one = world.stamps[0]
    code = ticket.receipt_code(formats.leaf(world.hash, one.electorate, one.digest))
    for given in (code, code.lower().replace("-", " "), "0000-0000-0000", "ABC", "ｏ" * 12, "测" * 60):
        checker.look_up(given)
        assert checker.lines() == said(data, given), given
    assert "回执没有对上" in checker.lines()[-1]


def test_the_parcel_and_a_file_that_was_dropped_are_read_too(world, checker):
    checker.take(kit.kit(to_bytes(honest(world))))
    assert checker.lines()[-1] == "全部通过。"
    checker.page.evaluate(
        """data => {
          const file = new File([Uint8Array.from(atob(data), char => char.charCodeAt(0))], '拖来的.zip');
          const held = new DataTransfer();
          held.items.add(file);
          document.dispatchEvent(new DragEvent('drop', {dataTransfer: held, cancelable: true}));
        }""",
        base64.b64encode(zipped({"a.txt": b""})).decode(),
    )
    checker.page.get_by_text("拖来的.zip：不是复核文件").wait_for()


def test_both_languages_are_whole_and_fit_for_everybody_on_either_screen(world, checker):
    page = checker.page
    for width, height in ((390, 844), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        pictures.take(page, f"checker-empty-{width}")
        assert axe.overflow(page) == 0
    assert axe.faults(page) == []
    checker.take(to_bytes(whole(world)))
    checker.look_up("0000-0000-0000")
    page.get_by_label("看哪一项").select_option(label="总评")
    assert page.get_by_role("cell", name="5（50.00%）").is_visible()
    page.get_by_label("哪个票种").select_option(label="B,2")
    assert page.get_by_role("cell", name="未公布").is_visible()
    for width, height in ((390, 844), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        pictures.take(page, f"checker-passed-{width}", whole=True)
        assert axe.overflow(page) == 0
    assert axe.faults(page) == []
    page.get_by_role("button", name="English").click()
    pictures.take(page, "checker-english-1280", whole=True)
    assert "Everything passed" not in page.locator(".verdict").inner_text()  # a receipt is missing
    assert _chinese(page) == []
    case = TAMPERINGS["ballot replaced"]
    checker.take(case.file(case.make(world)))
    assert page.locator(".wrong").inner_text().startswith("The root of the box is not the one")
    pictures.take(page, "checker-failed-english-1280", whole=True)
    assert axe.faults(page) == []


def _chinese(page: Page) -> list[str]:
    """Lines in Chinese that are no names of the campaign's."""
    lines = page.locator("body").inner_text().splitlines()
    for name in sorted(NAMES, key=len, reverse=True):
        lines = [line.replace(name, "") for line in lines]
    return [line for line in lines if CHINESE.search(line)]


def test_the_page_s_own_policy_lets_nothing_out(context):
    """Not even a script that somebody manages to put into the page could send what it has read."""
    page = context.new_page()
    page.goto(kit.PAGE.as_uri())
    refused = page.evaluate(
        """async () => {
          const seen = [];
          document.addEventListener('securitypolicyviolation', event => seen.push(event.effectiveDirective));
          await fetch('https://example.org/').catch(() => {});
          const picture = new Image();
          picture.src = 'https://example.org/a.png';
          const script = document.createElement('script');
          script.textContent = 'window.got = true';
          document.body.append(picture, script);
          await new Promise(done => setTimeout(done, 100));
          return [seen.sort(), window.got === undefined];
        }"""
    )
    assert refused == [["connect-src", "img-src", "script-src-elem"], True]
    page.close()
