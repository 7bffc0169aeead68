"""Every state of the phone page, by name, and how a visit gets there: looked at by axe and by the camera."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext

from evalsite.core.envelope import b64
from tests.browser.phone import Phone, Tab, deliver, fill_ruled, fill_six, mend_ruled
from tests.browser.site import Site

State = Callable[[Phone, Site], Tab]
STATES: dict[str, State] = {}


def state(show: State) -> State:
    STATES[show.__name__.replace("_", "-")] = show
    return show


def amend(context: BrowserContext, **changes: Any) -> None:
    """The sheet's answer with other fields: a phase, a ticket's state, a mixing time."""
    context.route("**/b/sheet", lambda route: route.fulfill(json=deliver(route) | changes))


def refuse(context: BrowserContext, path: str, status: int, error: str, message: str = "") -> None:
    context.route(f"**{path}", lambda route: route.fulfill(status=status, json={"error": error, "message": message}))


def filled(phone: Phone, site: Site) -> Tab:
    mixed(phone)
    tab = phone.here().open(site.slip("six")).screen("sheet")
    fill_six(tab)
    return tab


SHARED = ("发展和改革局", "教育局", "公安局", "综合排序")


def skipped(tab: Tab) -> Tab:
    """A sheet of six types filled in the quickest way."""
    for title in SHARED:
        tab.skip(title)
    return tab.submit().screen("review")


def sent(phone: Phone, site: Site) -> Tab:
    """Confirmed: what is shown next may come at once, so nothing is waited for. No later screen shows any mark."""
    return skipped(phone.here().open(site.slip("six")).screen("sheet")).confirm()


def mixed(phone: Phone) -> None:
    """The usual wait, on a site that has none. For states that do not live through it."""
    amend(phone.context, mix=[2000, 8000])


@state
def enter(phone: Phone, site: Site) -> Tab:
    return phone.here().open(f"{site.base}/b").screen("enter")


@state
def enter_wrong(phone: Phone, site: Site) -> Tab:
    tab = phone.here().open(f"{site.base}/b#ABC").screen("enter").see("没有认出二维码里的测评码")
    tab.page.get_by_label("测评码（24 位）").fill("7K2M-9QTU-0001")
    tab.page.get_by_role("button", name="打开测评表").click()
    return tab.see("测评码里没有“U”")


@state
def compare(phone: Phone, site: Site) -> Tab:
    return phone.here().open(f"{site.base}/b#{site.code('six')}").screen("compare")


@state
def loading_trouble(phone: Phone, site: Site) -> Tab:
    phone.context.route("**/b/sheet", lambda route: route.abort())
    return phone.here().open(site.slip("six")).see("网络不通或系统正忙")


@state
def sheet(phone: Phone, site: Site) -> Tab:
    mixed(phone)
    return phone.here().open(site.slip("six")).screen("sheet")


@state
def sheet_unmixed(phone: Phone, site: Site) -> Tab:
    """Nothing is waited for between stamp and drop, and the voter is told."""
    return phone.here().open(site.slip("six")).screen("sheet").see("本次测评没有设混合等待")


@state
def sheet_strict(phone: Phone, site: Site) -> Tab:
    """Two of three scrutineers open this one; no 不了解."""
    mixed(phone)
    return phone.here().open(site.slip("strict")).screen("sheet")


@state
def sheet_ruled(phone: Phone, site: Site) -> Tab:
    """What the whole ballot has to keep is said before anything is filled in."""
    mixed(phone)
    return phone.here().open(site.slip("ruled")).screen("sheet").see("填写要求")


@state
def sheet_broken(phone: Phone, site: Site) -> Tab:
    """All filled in, and four rules on the whole ballot broken."""
    mixed(phone)
    tab = phone.here().open(site.slip("ruled")).screen("sheet")
    fill_ruled(tab)
    return tab.submit().see("需要修改")


@state
def review_ruled(phone: Phone, site: Site) -> Tab:
    mixed(phone)
    tab = phone.here().open(site.slip("ruled")).screen("sheet")
    fill_ruled(tab)
    mend_ruled(tab)
    return tab.submit().screen("review")


@state
def sheet_missing(phone: Phone, site: Site) -> Tab:
    mixed(phone)
    tab = phone.here().open(site.slip("six")).screen("sheet")
    tab.pick("发展和改革局", "办事效率", "优秀").submit().see("还有 4 项没有填完")
    return tab


@state
def sheet_filled(phone: Phone, site: Site) -> Tab:
    tab = filled(phone, site)
    tab.page.evaluate("scrollTo(0, 0)")
    return tab


@state
def sheet_ranking(phone: Phone, site: Site) -> Tab:
    tab = filled(phone, site)
    tab.page.evaluate("new Promise(done => setTimeout(done, 400))")  # the page's own scrolls, timed earlier, come first
    tab.card("综合排序").evaluate("card => card.scrollIntoView()")
    return tab


@state
def sheet_long(phone: Phone, site: Site) -> Tab:
    mixed(phone)
    tab = phone.here().open(site.slip("long")).screen("sheet")
    for label in tab.card("第1单位").locator("label.o", has_text="良好").all():
        label.click()
    tab.skip("第2单位")
    for title in ("第1单位", "第2单位"):
        tab.card(title).locator(".bd").wait_for(state="hidden")
    tab.page.evaluate("scrollTo(0, 0)")
    return tab


@state
def sheet_jump(phone: Phone, site: Site) -> Tab:
    tab = sheet_long(phone, site)
    tab.page.get_by_role("button", name="目录").click()
    return tab


@state
def review(phone: Phone, site: Site) -> Tab:
    return filled(phone, site).submit().screen("review")


@state
def mixing(phone: Phone, site: Site) -> Tab:
    mixed(phone)
    # A wait of the usual bounds that does not end: its timer, and no other, is never set.
    phone.context.add_init_script(
        "const later = window.setTimeout.bind(window);"
        "window.setTimeout = (done, time) => time >= 2000 && time <= 8000 ? 0 : later(done, time);"
    )
    tab = sent(phone, site)
    tab.page.locator('[aria-current="step"]', has_text="正在混入票箱").wait_for()
    return tab


@state
def sending_trouble(phone: Phone, site: Site) -> Tab:
    phone.context.route("**/b/drop", lambda route: route.abort())
    return sent(phone, site).see("网络不太稳，正在自动重试。")


@state
def unmixed(phone: Phone, site: Site) -> Tab:
    phone.context.route("**/b/stamp", lambda _route: None)  # never answered
    return sent(phone, site).screen("sending").see("本次测评没有设混合等待")


@state
def receipt(phone: Phone, site: Site) -> Tab:
    tab = sent(phone, site)
    tab.receipt()
    return tab


@state
def receipt_saved(phone: Phone, site: Site) -> Tab:
    tab = receipt(phone, site)
    tab.page.get_by_role("button", name="存成图片").click()
    tab.page.get_by_role("button", name="复制回执码").click()
    tab.page.get_by_text("完整凭据", exact=True).click()
    tab.page.locator(".picture img").wait_for()
    return tab


@state
def receipt_clearing(phone: Phone, site: Site) -> Tab:
    tab = receipt(phone, site)
    tab.page.get_by_role("button", name="清除本机记录").click()
    return tab.see("确定清除本机记录吗？")


@state
def receipt_cleared(phone: Phone, site: Site) -> Tab:
    tab = receipt_clearing(phone, site)
    tab.page.get_by_role("button", name="确认清除").click()
    return tab.see("本机记录已清除")


@state
def not_open_yet(phone: Phone, site: Site) -> Tab:
    amend(phone.context, phase="waiting")
    return phone.here().open(site.slip("six")).see("测评还没有开始")


@state
def closed(phone: Phone, site: Site) -> Tab:
    amend(phone.context, phase="closed")
    return phone.here().open(site.slip("six")).see("测评已经截止")


@state
def closed_while_filling(phone: Phone, site: Site) -> Tab:
    refuse(phone.context, "/b/stamp", 410, "closed")
    return sent(phone, site).see("没有赶上截止时间")


@state
def closed_before_drop(phone: Phone, site: Site) -> Tab:
    refuse(phone.context, "/b/drop", 410, "closed")
    return sent(phone, site).see("票箱已经封存")


@state
def unknown_ticket(phone: Phone, site: Site) -> Tab:
    fingerprint = site.lives["six"].published.fingerprint
    return phone.here().open(f"{site.base}/b#{'0' * 24}.{fingerprint}").see("没有这个测评码")


@state
def unknown_code(phone: Phone, site: Site) -> Tab:
    """One wrong character of a typed code: the others need not be typed again."""
    tab = enter(phone, site)
    tab.page.get_by_label("测评码（24 位）").fill("0" * 24)
    tab.page.get_by_role("button", name="打开测评表").click()
    tab.see("没有这个测评码，可能输错了")
    assert tab.page.get_by_label("测评码（24 位）").input_value() == "-".join(["0000"] * 6)
    return tab


@state
def void_ticket(phone: Phone, site: Site) -> Tab:
    amend(phone.context, ticket="void")
    return phone.here().open(site.slip("six")).see("这张测评条已经作废")


@state
def used_elsewhere(phone: Phone, site: Site) -> Tab:
    amend(phone.context, ticket="stamped")
    return phone.here().open(site.slip("six")).see("这张测评条已经用过")


@state
def fingerprint_mismatch(phone: Phone, site: Site) -> Tab:
    other = site.lives["strict"].published.fingerprint
    return phone.here().open(f"{site.base}/b#{site.code('six')}.{other}").see("核对不上，请不要填写")


@state
def false_stamp(phone: Phone, site: Site) -> Tab:
    phone.context.route("**/b/stamp", lambda route: route.fulfill(json={"signature": b64(b"\x01" * 256)}))
    return sent(phone, site).see("签章核对不上")


@state
def false_receipt(phone: Phone, site: Site) -> Tab:
    answer = {"leaf": "00" * 32, "receipt": b64(bytes(64))}
    phone.context.route("**/b/drop", lambda route: route.fulfill(json=answer))
    return sent(phone, site).see("回执核对不上")


@state
def altered_sheet(phone: Phone, site: Site) -> Tab:
    amend(phone.context, manifest="{}")
    return phone.here().open(site.slip("six")).see("测评表打不开")


@state
def refused_drop(phone: Phone, site: Site) -> Tab:
    refuse(phone.context, "/b/drop", 422, "bad_stamp", "选票的签章不对，没有投入票箱。")
    return sent(phone, site).see("这一步没有成功")


@state
def no_storage(phone: Phone, site: Site) -> Tab:
    phone.context.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });"
    )
    return phone.here().open(site.slip("six")).screen("sheet").see("这个浏览器不能保存草稿")


@state
def old_browser(phone: Phone, site: Site) -> Tab:
    phone.context.add_init_script("delete window.BigInt")
    phone.context.route("**/b/a/ballot.js*", lambda route: route.fulfill(body="const later = 1n ?? #;"))
    tab = phone.here().open(site.slip("six")).see("这个浏览器版本太旧")
    phone.errors.clear()  # that the script cannot be read is what this is about
    return tab


@state
def script_not_loaded(phone: Phone, site: Site) -> Tab:
    phone.context.route("**/b/a/ballot.js*", lambda route: route.abort())
    return phone.here().open(site.slip("six")).see("网络不稳，页面没有下载完整")


@state
def box_closed(phone: Phone, site: Site) -> Tab:
    """The public list, as it stands after the closing."""
    return phone.here().open(f"{site.base}/b/box/{site.lives['closed'].hash.hex()}").see("全部回执码")


@state
def why(phone: Phone, site: Site) -> Tab:
    return phone.here().open(f"{site.base}/b/why").see("它挡不住什么")


@state
def rehearsal_sheet(phone: Phone, site: Site) -> Tab:
    return phone.here().open(site.slip("rehearsal")).screen("sheet").see("演练，不计票")


@state
def rehearsal_receipt(phone: Phone, site: Site) -> Tab:
    tab = skipped(phone.here().open(site.slip("rehearsal")).screen("sheet")).confirm().screen("receipt")
    return tab.see("这是演练的票，不计入任何结果。")
