"""The desk in a real browser over plain http: the whole way of a campaign, with our script and without."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Download, Page, expect

from evalsite.core.campaign import Electorate
from evalsite.paper.workbook import write_campaign
from evalsite.usecases import hall
from evalsite.web.language import CHINESE, ENGLISH
from tests.browser import rare
from tests.browser.axe import (
    EVERY_RULE,
    RULES_OF_LANGUAGE,
    RULES_OF_SIZE,
    cut_off,
    faults,
    motion,
    overflow,
    ready,
    unreadable_pictures,
)
from tests.browser.conftest import free_port
from tests.browser.desk import NAMES, PASSWORD, NewVisitor, Visitor, furnish, in_every_state, two_units
from tests.browser.site import Site
from tests.pictures import take

NAME = "年度测评（浏览器）"
SIZES = {"1280": (1280, 800), "640": (640, 400), "390": (390, 844), "320": (320, 568)}
ASKED = {("1280", CHINESE): EVERY_RULE, ("390", ENGLISH): RULES_OF_LANGUAGE}
DRAWN = {
    "subject",
    "compare",
    "archive",
    "index",
    "issued",
    "running",
    "invited",
    "share",
}  # with pictures of each kind
IN_ENGLISH = {"home", "draft", "running", "results", "public"}  # in pictures
NARROW = ("640", "320")  # what a window of 1280 points has at 200 % and at 400 % zoom
PAGES = {
    "home": "/desk/",
    "import": "/desk/import",
    "create": "/desk/create",
    "edit": "/desk/c/{faulty}/edit/campaign",
    "edit-rules": "/desk/c/{faulty}/edit/rules",
    "matrix": "/desk/c/{draft}/matrix",
    "preview": "/desk/c/{draft}/preview",
    "faulty": "/desk/c/{faulty}/",
    "delete": "/desk/c/{faulty}/delete",
    "draft": "/desk/c/{draft}/",
    "rehearse": "/desk/c/{draft}/rehearse",
    "publish": "/desk/c/{draft}/publish",
    "tickets": "/desk/c/{published}/tickets",
    "running": "/desk/c/{running}/",
    "issued": "/desk/c/{running}/tickets",
    "reconcile": "/desk/c/{running}/reconcile",
    "hall": "/desk/c/{running}/hall",
    "close": "/desk/c/{running}/close",
    "closed": "/desk/c/{closed}/",
    "paper": "/desk/c/{closed}/paper",
    "paper-count": "/desk/c/{closed}/paper/of/A",
    "open": "/desk/c/{closed}/open",
    "opened": "/desk/c/{opened}/",
    "certify": "/desk/c/{opened}/certify",
    "destroy-key": "/desk/c/{opened}/destroy-key",
    "results": "/desk/c/{opened}/results",
    "subject": "/desk/c/{opened}/results/of/D1",
    "reports": "/desk/c/{opened}/reports",
    "archives": "/desk/archive",
    "archive": "/desk/archive/D1",
    "compare": "/desk/c/{opened}/compare",
    "indices": "/desk/indices",
    "index": "/desk/indices/of/SL",
    "texts": "/desk/c/{opened}/texts",
    "names": "/desk/c/{opened}/names",
    "texts-trace": "/desk/c/{opened}/texts/trace",
    "register": "/desk/register/",
    "register-entry": "/desk/register/of/D1",
    "register-import": "/desk/register/import",
    "figures": "/desk/c/{opened}/figures",
    "jobs": "/desk/c/{opened}/jobs",
    "help-organiser": "/desk/help/organiser",
    "help-scrutineer": "/desk/help/scrutineer",
    "report-template": "/desk/report-template",
    "users": "/desk/users",
    "user": "/desk/users/of/组织科",
    "log": "/desk/log",
    "zones": "/desk/c/{draft}/zones",
    "sessions": "/desk/sessions",
    "second-step": "/desk/second-step",
    "password": "/desk/password",
}


@pytest.fixture
def new_visitor(browser: Browser) -> Iterator[NewVisitor]:
    visitors: list[Visitor] = []

    def make(site: Site, *size: int, **options: Any) -> Visitor:
        visitors.append(Visitor(browser, site, *size, **options))
        return visitors[-1]

    yield make
    errors = [error for visitor in visitors for error in visitor.errors]
    for visitor in visitors:
        visitor.context.close()
    assert errors == []


@pytest.fixture(scope="module")
def desk_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site without campaigns, to which the tests bring their own."""
    with Site(tmp_path_factory.mktemp("desk"), free_port()) as site:
        furnish(site)
        site.start()
        yield site


def workbook(folder: Path) -> Path:
    path = folder / "活动.xlsx"
    path.write_bytes(write_campaign(two_units(NAME)))
    return path


def files_of(download: Download) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(Path(download.path()).read_bytes()))


def take_in(page: Page, folder: Path) -> None:
    """The workbook taken in; ends on the page that publishes."""
    page.get_by_role("link", name="导入活动").first.click()
    page.get_by_label("活动工作簿").set_input_files(workbook(folder))
    page.get_by_role("button", name="检查并导入").click()
    expect(page.get_by_role("status")).to_contain_text("已导入")
    page.get_by_role("link", name="去发布").click()


def test_a_campaign_goes_all_the_way_at_the_desk_without_script(desk_site, new_visitor, tmp_path):
    """With script, tests/browser/test_ten_tasks.py goes this way."""
    visitor = new_visitor(desk_site, script=False)
    page = visitor.sign_in()
    take_in(page, tmp_path)
    visitor.confirm(NAME, "发布")
    page.get_by_role("link", name="去制作测评码").click()
    visitor.confirm(NAME, "制作测评条")
    expect(page.get_by_role("heading", name="测评条已经做好")).to_be_visible(timeout=60_000)
    with page.expect_download() as slips:
        page.get_by_role("button", name="取走测评条").click()
    assert sorted(files_of(slips.value).namelist()) == ["会场海报.pdf", "发放单.pdf", "测评条.pdf"]
    page.reload()
    expect(page.get_by_role("heading", name="测评码已经制作")).to_be_visible()

    page.get_by_role("link", name="概况与进度").first.click()
    page.get_by_role("link", name="去封箱").click()
    visitor.confirm(NAME, "封箱")
    expect(page.get_by_role("heading", name="封箱完成")).to_be_visible(timeout=60_000)
    expect(page.locator(".head .tag")).to_have_text("已封箱，待开箱")
    page.get_by_role("link", name="回到活动").click()
    page.get_by_role("link", name="去开箱").click()
    visitor.confirm(NAME, "开箱")
    expect(page.get_by_role("heading", name="计票完成")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="看结果").click()
    expect(page.get_by_role("heading", name="结果", exact=True)).to_be_visible()


def test_shares_are_saved_from_the_page_that_shows_them_once(desk_site, new_visitor, tmp_path):
    visitor = new_visitor(desk_site)
    page = visitor.sign_in()
    take_in(page, tmp_path)
    page.get_by_label("分给监票人").check()
    visitor.confirm(NAME, "发布")
    take(page, "desk-shares-1280", whole=True)
    with page.expect_download() as archive:
        page.get_by_role("link", name="下载全部份额").click()
    with page.expect_download() as one:
        page.get_by_role("link", name="下载这一份").first.click()
    files = files_of(archive.value)
    texts = [files.read(name).decode() for name in files.namelist()]
    assert len(texts) == 3
    assert Path(one.value.path()).read_text() == texts[0]
    assert texts[0] in page.content()


PASTED = """element => {
    const data = new DataTransfer();
    data.setData('text/plain', 'X1\\t第三科\\t单位\\t\\t科室\\nX1\\t第四科\\t部门\\t\\t科室\\n');
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def begin_draft(page: Page) -> None:
    page.get_by_label("从哪里开始").select_option("sample:all-types")
    page.get_by_label("名称").fill("网页上写的测评")
    page.get_by_role("button", name="建立草稿").click()
    page.get_by_role("link", name="对象", exact=True).click()


def test_a_sheet_is_pasted_and_checked_and_the_phone_page_is_looked_at_while_it_is_written(desk_site, new_visitor):
    visitor = new_visitor(desk_site)
    visitor.sign_in()
    page = visitor.go("/desk/create")
    begin_draft(page)
    codes = page.locator("input[name$='.code']")
    spare = codes.count() - 3
    codes.nth(spare).evaluate(PASTED)
    listed = page.locator("#faultlist")
    expect(listed).to_contain_text("编号“X1”重复")
    expect(listed).to_contain_text("类别“部门”不认识")
    page.get_by_role("button", name="手机预览").click()
    phone = page.frame_locator("iframe[name=phone]")
    expect(phone.get_by_text("还不能预览")).to_be_visible()
    codes.nth(spare + 1).fill("X2")
    page.get_by_label(f"第 {spare + 2} 行 类别").select_option("单位")
    expect(listed).to_be_hidden()
    expect(phone.get_by_text("这是预览")).to_be_visible()
    expect(phone.get_by_text("第四科").first).to_be_attached()
    take(page, "desk-edit-phone-1280")


def test_what_is_typed_into_a_sheet_outlasts_the_session_and_its_rows_can_be_moved(desk_site, new_visitor):
    visitor = new_visitor(desk_site)
    visitor.sign_in()
    page = visitor.go("/desk/create")
    begin_draft(page)
    names = page.locator("input[name$='.name']")
    second = names.nth(1).input_value()
    names.nth(0).fill("刚刚改的名称")
    visitor.context.clear_cookies()
    page.get_by_role("button", name="保存").first.click()
    page.get_by_label("账号").fill("组织科")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("button", name="恢复这些修改").click()
    expect(names.nth(0)).to_have_value("刚刚改的名称")
    page.locator("[name=at]").first.check()
    page.get_by_role("button", name="下移").click()
    page.get_by_role("button", name="保存").first.click()
    expect(page.get_by_role("status").first).to_contain_text("没有发现问题")
    assert [names.nth(place).input_value() for place in (0, 1)] == [second, "刚刚改的名称"]


def test_a_count_that_was_typed_while_the_session_ended_is_there_after_signing_in(stocked, new_visitor):
    site, ids = stocked
    visitor = new_visitor(site)
    visitor.sign_in()
    page = visitor.go(PAGES["paper-count"].format(**ids))
    cells = page.locator(".counts input:not([type=hidden])")
    for place in range(3):
        cells.nth(place).fill(str(7 + place))
    visitor.context.clear_cookies()
    page.get_by_role("button", name="提交我的计票").click()
    expect(page.get_by_role("status")).to_contain_text("登录已过期，这次没有执行，也没有保存")
    page.get_by_label("账号").fill(NAMES["organiser"])
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("button", name="恢复填过的内容").click()
    assert [cells.nth(place).input_value() for place in range(4)] == ["7", "8", "9", ""]


def test_a_file_that_is_too_large_or_no_workbook_is_told_before_it_is_sent(desk_site, new_visitor, tmp_path):
    visitor = new_visitor(desk_site)
    visitor.sign_in()
    page = visitor.go("/desk/import")
    page.locator("[data-drop]").evaluate("""area => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(6 * 1024 * 1024)], '活动.xlsx'));
        area.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }""")
    expect(page.locator("[data-drop-says]")).to_contain_text("这个文件有 6.0 MB，超过 5 MB")
    other = tmp_path / "名单.doc"
    other.write_bytes(b"x")
    page.get_by_label("活动工作簿").set_input_files(other)
    expect(page.locator("[data-drop-says]")).to_contain_text("这不是 .xlsx 工作簿")


# --- with campaigns in every state ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stocked(tmp_path_factory) -> Iterator[tuple[Site, dict[str, str]]]:
    with Site(tmp_path_factory.mktemp("stocked"), free_port()) as site:
        furnish(site)
        ids = in_every_state(site)
        site.start()
        yield site, ids


def test_a_table_sorts_by_numbers_and_by_chinese_and_filters(stocked, new_visitor):
    site, _ids = stocked
    page = new_visitor(site).sign_in()
    names = page.locator("#campaigns tbody tr:visible th")
    page.get_by_role("button", name="状态").click()
    assert names.first.inner_text() == "起草中的测评"
    page.get_by_role("button", name="状态").click()
    assert names.first.inner_text() == "已开箱的测评"
    page.get_by_role("button", name="活动", exact=True).click()
    assert names.first.inner_text() == "进行中的测评"  # jin comes before qi and yi
    page.get_by_placeholder("查找活动").fill("已封箱的")
    assert names.all_inner_texts() == ["已封箱的测评"]


def test_a_withheld_score_stays_below_in_both_directions_of_sorting(stocked, new_visitor):
    site, ids = stocked
    visitor = new_visitor(site)
    visitor.sign_in()
    page = visitor.go(f"/desk/c/{ids['opened']}/results/of/D1")
    header = page.locator("#votes-1 thead").get_by_role("button", name="优秀")
    for _ in range(2):
        header.click()
        assert page.locator("#votes-1 tbody tr").last.inner_text().startswith("服务对象")
    page = visitor.go(f"/desk/c/{ids['opened']}/results?find=")
    page.locator("#turnout thead").get_by_role("button", name="发出").click()
    page.locator("form[data-as-shown]").first.evaluate("form => form.requestSubmit()")
    expect(page).to_have_url(re.compile(r"order=score&.*sort=turnout\.issued$|sort=turnout\.issued&order=score$"))
    expect(page.locator("#turnout th[aria-sort=ascending]")).to_have_text("发出")


def test_the_menu_of_a_narrow_screen_leads_everywhere(stocked, new_visitor):
    site, ids = stocked
    visitor = new_visitor(site, 390, 844)
    visitor.sign_in("admin")
    page = visitor.go(f"/desk/c/{ids['opened']}/")
    page.locator(".top summary").click()
    page.locator(".top").get_by_role("link", name="报告与导出").click()
    expect(page.get_by_role("heading", name="报告与导出")).to_be_visible()
    page.locator(".top summary").click()
    page.locator(".top").get_by_role("button", name="退出").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()


def test_the_desk_can_be_used_by_keyboard_alone(stocked, new_visitor):
    site, ids = stocked
    visitor = new_visitor(site)
    page = visitor.go("/desk/sign-in")
    page.keyboard.type("组织科")
    page.keyboard.press("Tab")
    page.keyboard.type("木桥 石灯 雨季 远山")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="测评活动", exact=True).wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    results = visitor.go(f"/desk/c/{ids['opened']}/results").url
    page.get_by_label("对象的次序").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="排列")).to_be_visible()
    assert page.url == results  # moving through a choice leaves no page
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "order=" in url)
    visitor.go(f"/desk/c/{ids['closed']}/open")
    page.get_by_label("请输入活动名称以确认").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("没有执行")).to_be_visible()
    visitor.errors.clear()  # the browser reports the refusal's status as an error of loading


def test_a_wrong_share_is_told_on_the_page_that_waits(stocked, new_visitor):
    site, ids = stocked
    visitor = new_visitor(site)
    visitor.sign_in("scrutineer")
    page = visitor.go(f"/desk/c/{ids['closed']}/open")
    page.get_by_label("或在这里键入份额的单词").fill("academic acid acne")
    visitor.confirm("已封箱的测评", "开箱")
    expect(page.get_by_role("heading", name="没有完成")).to_be_visible(timeout=30_000)
    assert faults(page) == []


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_all_reports_are_made_while_the_page_shows_how_far_and_then_fetched(stocked, new_visitor, script):
    site, ids = stocked
    visitor = new_visitor(site, script=script)
    page = visitor.sign_in()
    visitor.go(f"/desk/c/{ids['opened']}/reports")
    kinds = ("PDF", "Word") if script else ("PDF",)
    for kind in ("PDF", "Word"):
        page.get_by_label(kind, exact=True).set_checked(kind in kinds)
    page.locator("#batch").get_by_role("button").click()
    fetch = page.get_by_role("link", name="下载压缩包")
    expect(fetch).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        fetch.click()
    reports = ("D1-第一科", "D2-第二科", "总报告")
    both = [*(f"PDF/{name}.pdf" for name in reports), *(f"Word/{name}.docx" for name in reports)]
    assert sorted(files_of(download.value).namelist()) == (both if script else [f"{name}.pdf" for name in reports])
    if script:
        take(page, "desk-batch-1280", whole=True)


# --- every page -------------------------------------------------------------------------------------------------------


LANGUAGES = pytest.mark.parametrize("language", [CHINESE, ENGLISH])


@LANGUAGES
def test_every_page_is_accessible_and_fits(stocked, new_visitor, language):
    site, ids = stocked
    visitor = new_visitor(site, language=language, reduced_motion="reduce")
    ready(visitor.context)
    visitor.enter(NAMES["admin"])
    held: dict[str, list[str]] = {}
    for name, path in PAGES.items():
        held |= look(visitor.go(path.format(**ids)), name, language)
    assert {name: found for name, found in held.items() if found} == {}


@pytest.fixture(scope="module")
def rare_site(desk_site: Site) -> tuple[Site, dict[str, str]]:
    return desk_site, rare.prepare(desk_site)


@LANGUAGES
def test_pages_of_rare_days_are_accessible_and_fit(rare_site, new_visitor, language):
    desk_site, made = rare_site
    visitor = new_visitor(desk_site, language=language, reduced_motion="reduce")
    ready(visitor.context)
    ids = made | {"language": language}
    held: dict[str, list[str]] = {}

    def see(page: Page, name: str) -> None:
        held.update(look(page, name, language))

    who = ""
    for name, (whose, path) in rare.PAGES.items():
        if whose != who:
            visitor.enter(NAMES.get(whose, whose))
            who = whose
        see(visitor.go(path.format(**ids)), name)
    visitor.enter(NAMES["admin"])
    rare.answers(visitor, ids, see)
    rare.second_step(visitor, see, language)
    visitor.errors = [error for error in visitor.errors if "Failed to load resource" not in error]  # what is refused
    assert {name: found for name, found in held.items() if found} == {}


def look(page: Page, name: str, language: str) -> dict[str, list[str]]:
    """What can be held against a page, by size: by axe-core, sideways scrolling, parts that cannot be seen. Takes pictures.

    A narrow window folds the menu, the same on all pages, and changes nothing else but sizes; another language changes
    names and sizes. So axe is asked everything of the wide page in Chinese, and of the narrow one in English only what
    either can change.
    """
    held: dict[str, list[str]] = {}
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        found = cut_off(page) + (["scrolls sideways"] if overflow(page) > 0 else [])
        if size not in NARROW and language == CHINESE:
            take(page, f"desk-{name}-{size}", whole=True)
        elif size == "1280" and name in IN_ENGLISH:
            take(page, f"english-{name}-{size}", whole=True)
        if (size, language) in ASKED:
            found += faults(page, only=EVERY_RULE if name == "home" else ASKED[size, language])
        held[f"{name} {size}"] = found
    held[name] = motion(page) + (unreadable_pictures(page) if name in DRAWN and language == CHINESE else [])
    return held


def two_screens(site: Site) -> dict[int, str]:
    """The addresses of big screens, by number of electorates; that of four is a rehearsal's, which has more to say."""
    name = "关于开展某某县县直机关和乡镇（街道）领导班子及其成员年度综合考核民主测评的活动"
    closes = datetime.now(UTC) + timedelta(hours=30)
    found: dict[int, str] = {}
    for lines in (2, 4):
        electorates = tuple(Electorate(f"E{n}", f"第{n}类职工代表", 40, ("科室",)) for n in range(lines))
        shown = replace(two_units(name), electorates=electorates, closes=closes, rehearsal=lines == 4)
        live = site.publish(f"screen-{lines}", shown)
        found[lines] = f"/desk/hall/{hall.switch_on(site.ledgers.desk, live.id)}"
    return found


def test_the_big_screen_fits_a_projector_and_counts_down(desk_site, new_visitor):
    for lines, address in two_screens(desk_site).items():
        page = new_visitor(desk_site).go(address)
        expect(page.locator("[data-countdown]")).to_have_text(re.compile(r"1 天 05:59:\d\d"))
        for width, height in ((1280, 720), (1920, 1080)):
            page.set_viewport_size({"width": width, "height": height})
            take(page, f"desk-hall-screen-{lines}-{width}")
            assert faults(page, only=EVERY_RULE if lines == 4 and width == 1280 else RULES_OF_SIZE) == []
            assert (
                page.evaluate("""() => [document.documentElement, ...document.querySelectorAll('main > *')]
                .filter(one => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1
                    || one.getBoundingClientRect().bottom > innerHeight).map(one => one.className)""")
                == []
            )


def test_words_that_are_selected_in_a_text_become_the_passage_to_hide(stocked, new_visitor):
    site, ids = stocked
    visitor = new_visitor(site)
    visitor.sign_in()
    page = visitor.go(PAGES["texts"].format(**ids))
    text = page.locator("[data-words]").filter(has_text="办事公道").first
    text.evaluate("""element => {
        const range = document.createRange(), words = element.firstChild;
        range.setStart(words, words.data.indexOf('办事公道'));
        range.setEnd(words, words.data.indexOf('办事公道') + 4);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
    }""")
    text.dispatch_event("mouseup")
    entry = page.locator(".opinion", has=text).first
    expect(entry.get_by_label("要隐去的话")).to_have_value("办事公道")
    entry.get_by_role("button", name="隐去这段话").click()
    expect(page.get_by_role("status")).to_contain_text("已隐去 1 处“办事公道”")
    page.get_by_role("button", name="恢复").click()
    expect(page.get_by_role("status")).to_contain_text("已恢复显示")
