"""One ballot from the slip to the count, in a real browser against a real server over plain http."""

from pathlib import Path

from evalsite.audit.format import read
from evalsite.audit.verify import verify
from evalsite.paper.results import results_json
from evalsite.usecases import auditing, closing, opening
from tests.browser.campaigns import six_types
from tests.browser.phone import Phone, Tab, fill_six
from tests.browser.site import Site
from tests.browser.states import skipped
from tests.factories import NOW


def test_a_ballot_of_all_six_types_is_counted_as_it_was_filled_in(site: Site, phone: Phone, tmp_path: Path):
    live = site.publish("trip", six_types())
    tab = phone.here().open(site.slip("trip")).screen("sheet")
    fill_six(tab)
    tab.submit().screen("review").see("多听意见。").confirm()
    code = tab.receipt()

    closing.close(live.desk, live.box, live.id, NOW)
    opening.open_box(live.desk, live.box, live.id)
    path = tmp_path / "bundle.zip"
    path.write_bytes(auditing.bundle(live.desk, live.box, live.id, results_json))
    bundle = read(path)
    assert bundle.result is not None
    (turnout,) = [row for row in bundle.result["turnout"] if row["electorate"] == "P"]
    assert [turnout[name] for name in ("stamped", "dropped", "valid", "void")] == [1, 1, 1, 0]
    findings = verify(bundle, code)
    assert findings.passed, findings.lines()


FOCUSED = """() => {
  const one = document.activeElement;
  const group = one.type === 'radio' ? document.getElementsByName(one.name) : [];
  return { text: one.textContent, radio: one.type === 'radio', done: [...group].some((each) => each.checked) };
}"""


def tab_to(tab: Tab, button: str) -> None:
    """From stop to stop with the Tab key; Space marks each group of buttons that is passed without a mark."""
    for _ in range(100):
        tab.page.keyboard.press("Tab")
        here = tab.page.evaluate(FOCUSED)
        if here["text"] == button:
            return
        if here["radio"] and not here["done"]:
            tab.page.keyboard.press("Space")
    raise AssertionError(f"no way to {button} by keyboard")


def test_a_whole_ballot_is_cast_by_keyboard_alone(site: Site, phone: Phone):
    tab = phone.here().open(site.slip("strict")).screen("sheet")
    tab_to(tab, "核对并提交")
    tab.page.keyboard.press("Enter")
    tab.screen("review")
    tab_to(tab, "确认提交")
    tab.page.keyboard.press("Enter")
    tab.receipt()


def test_a_ballot_that_skips_everything_is_an_abstention_not_a_void_one(site: Site, phone: Phone):
    tab = phone.here().open(site.slip("six")).screen("sheet")
    skipped(tab).see("没有填写任何内容，相当于全部弃权。").confirm()
    tab.receipt()


def test_what_is_missing_is_marked_and_the_voter_led_to_it(site: Site, phone: Phone):
    tab = phone.here().open(site.slip("strict")).screen("sheet")
    tab.submit().screen("sheet").see("还有 2 人没有填完")
    assert tab.page.locator(".card.miss").count() == 2
    tab.pick("甲某", "总体评价", "良好").pick("甲某", "得分", "4")
    tab.see("还有 1 人没有填完")
    tab.page.get_by_role("button", name="去填写").click()
    assert tab.card("乙某").locator("input:focus").count() == 1
    tab.pick("乙某", "总体评价", "一般").pick("乙某", "得分", "3")
    assert tab.page.locator(".todo-bar").is_hidden()
    tab.submit().screen("review")


def test_a_quota_is_counted_down_and_never_exceeded(site: Site, phone: Phone):
    tab = phone.here().open(site.slip("six")).screen("sheet")
    field = tab.field("教育局", "办事效率")
    assert "优秀 还可选 1 个" in field.inner_text()
    tab.pick("发展和改革局", "办事效率", "优秀")
    assert "优秀 限 1 个，已选满" in field.inner_text()
    assert field.get_by_role("radio", name="优秀").is_disabled()
    tab.pick("发展和改革局", "办事效率", "良好")
    assert field.get_by_role("radio", name="优秀").is_enabled()


def test_scores_out_of_bounds_and_too_many_choices_are_not_taken(site: Site, phone: Phone):
    tab = phone.here().open(site.slip("six")).screen("sheet")
    tab.score("教育局", "服务质量", "101")
    tab.page.keyboard.press("Tab")
    tab.see("请填 0 至 100 分。")
    field = tab.field("教育局", "服务质量")
    field.get_by_role("button", name="减 1 分").click()
    assert field.get_by_role("textbox").input_value() == "100"
    tab.pick("教育局", "需要改进的方面", "办事效率", "服务态度")
    assert tab.field("教育局", "需要改进的方面").get_by_role("checkbox", name="政策公开").is_disabled()


def test_a_ranking_can_be_moved_tied_and_undone(site: Site, phone: Phone):
    tab = phone.here().open(site.slip("six")).screen("sheet")
    tab.rank("综合排序", ("公安局", "教育局", "发展和改革局"))
    card = tab.card("综合排序")
    places = card.locator(".place .sr")
    card.get_by_role("button", name="发展和改革局 上移一位").click()
    assert card.locator(".who").all_inner_texts()[1].startswith("发展和改革局")
    card.get_by_role("button", name="发展和改革局 与上一位并列").click()
    assert places.all_text_contents() == ["第 1 名", "第 1 名", "第 3 名"]
    card.get_by_role("button", name="取消 公安局 的名次").click()
    assert places.all_text_contents() == ["第 1 名", "第 2 名"]
    assert card.locator(".add").all_inner_texts() == ["公安局"]


def test_a_code_typed_by_hand_is_compared_with_the_poster_first(site: Site, phone: Phone):
    code, fingerprint = site.code("six"), site.lives["six"].published.fingerprint
    tab = phone.here().open(f"{site.base}/b").screen("enter")
    field = tab.page.get_by_label("测评码（24 位）")
    field.fill(code[:23])
    tab.page.get_by_role("button", name="打开测评表").click()
    tab.see("已输入 23 位，应为 24 位")
    field.fill(f" {code[:4].lower()} {code[4:].replace('0', 'o').replace('1', 'l')}")
    tab.page.get_by_role("button", name="打开测评表").click()
    tab.screen("compare")
    assert "".join(tab.page.locator(".fingerprint span").all_inner_texts()) == fingerprint
    tab.page.get_by_role("button", name="一致，开始填写").click()
    tab.screen("sheet")
    tab.page.reload()
    tab.screen("sheet")


def test_the_review_leads_back_to_each_card_and_the_back_gesture_to_the_sheet(site: Site, phone: Phone):
    tab = phone.here().open(site.slip("strict")).screen("sheet")
    tab.grade_all("良好").grade_all("3")
    tab.submit().screen("review")
    tab.page.get_by_role("button", name="修改 乙某").click()
    tab.screen("sheet").pick("乙某", "得分", "5").submit().screen("review").see("5 分")
    tab.page.go_back()
    tab.screen("sheet")
    assert tab.field("乙某", "得分").get_by_role("radio", name="5").is_checked()
