"""Rules on the whole ballot on the phone: said beforehand, counted along, told when broken, and kept in the end."""

from evalsite.usecases import closing, opening
from tests.browser.campaigns import ruled
from tests.browser.phone import ITEMS, PERSONS, Phone, Tab, fill_ruled, mend_ruled
from tests.browser.site import Site
from tests.factories import NOW


def told(tab: Tab, person: str, indicator: str) -> str:
    """What stands in red under a field; empty for nothing."""
    wrong = tab.field(person, indicator).locator(".error").last
    return wrong.inner_text() if wrong.is_visible() else ""


def sheet(phone: Phone, site: Site) -> Tab:
    return phone.here().open(site.slip("ruled")).screen("sheet")


def test_what_the_ballot_has_to_keep_is_said_first(site: Site, phone: Phone):
    tab = sheet(phone, site)
    assert tab.page.locator(".asked li").all_inner_texts() == [
        "“总体评价”：优秀最多 2 个",
        "“得分”：90 分及以上最多 1 个",
        "“得分”：低于 70 分至少 1 个",
        "“政治素质”：各对象不能全部评得一样",
        "“总体评价”：评“优秀”，须单项至少 90% 为“优秀”",
        "“总体评价”：有单项为“较差”的，须评“较差”",
    ]


def test_a_sheet_without_such_rules_says_nothing_of_them(site: Site, phone: Phone):
    tab = phone.here().open(site.slip("strict")).screen("sheet")
    assert tab.page.locator(".asked").count() == 0


def test_a_limit_on_scores_is_counted_along_and_every_score_over_it_told(site: Site, phone: Phone):
    tab = sheet(phone, site)
    first, second, _, last = PERSONS
    assert "90 分及以上 还可选 1 个；低于 70 分 至少 1 个，还差 1 个" in tab.field(last, "得分").inner_text()
    tab.score(first, "得分", "90")
    assert "90 分及以上 限 1 个，已选满" in tab.field(last, "得分").inner_text()
    assert told(tab, first, "得分") == ""
    tab.score(second, "得分", "100")
    for person in (first, second):
        assert told(tab, person, "得分") == "90 分及以上最多 1 个，现有 2 个，请改少 1 个。"
    assert told(tab, last, "得分") == ""
    tab.score(first, "得分", "69")
    assert told(tab, second, "得分") == ""
    assert "低于 70 分 至少 1 个，已够" in tab.field(last, "得分").inner_text()


def test_equal_marks_are_told_once_nothing_is_left_that_could_differ(site: Site, phone: Phone):
    tab = sheet(phone, site)
    for person in PERSONS[:3]:
        tab.pick(person, "政治素质", "良好")
    assert told(tab, PERSONS[0], "政治素质") == ""
    tab.pick(PERSONS[3], "政治素质", "良好")
    for person in PERSONS:
        assert told(tab, person, "政治素质") == "各对象现在全部评得一样，请至少改一个。"
    tab.pick(PERSONS[1], "政治素质", "优秀")
    assert told(tab, PERSONS[0], "政治素质") == ""


def test_an_overall_grade_that_the_items_contradict_is_told_with_the_items(site: Site, phone: Phone):
    tab = sheet(phone, site)
    person = PERSONS[0]
    tab.pick(person, "总体评价", "优秀").pick(person, ITEMS[0], "优秀").pick(person, ITEMS[1], "优秀")
    assert told(tab, person, "总体评价") == ""
    tab.pick(person, ITEMS[2], "良好")
    assert told(tab, person, "总体评价") == ("评“优秀”，须单项至少 90% 为“优秀”，现为 2/3。请改这里，或改：作风廉洁。")
    tab.pick(person, "总体评价", "良好")
    assert told(tab, person, "总体评价") == ""
    tab.pick(person, ITEMS[2], "较差")
    assert told(tab, person, "总体评价") == "有单项为“较差”的，须评“较差”。请改这里，或改：作风廉洁。"
    tab.pick(person, "总体评价", "较差")
    assert told(tab, person, "总体评价") == ""


def test_a_ballot_that_breaks_rules_is_led_to_what_to_change_then_dropped_and_counted(site: Site, phone: Phone):
    live = site.publish("ruled-trip", ruled())
    tab = phone.here().open(site.slip("ruled-trip")).screen("sheet")
    fill_ruled(tab)
    tab.submit().screen("sheet").see("有 4 人需要修改")
    assert tab.page.locator(".bar .lab b").inner_text() == "4"
    assert tab.card("甲某").locator("input:focus").count() == 1
    mend_ruled(tab)
    assert tab.page.locator(".todo-bar").is_hidden()
    tab.page.reload()
    tab.screen("sheet").submit().screen("review").confirm().receipt()
    closing.close(live.desk, live.box, live.id, NOW)
    counted = opening.open_box(live.desk, live.box, live.id).of("P")
    assert (counted.valid, counted.void) == (1, {})


def test_what_is_missing_and_what_is_wrong_are_counted_apart(site: Site, phone: Phone):
    tab = sheet(phone, site)
    fill_ruled(tab)
    mend_ruled(tab)
    tab.score("乙某", "得分", "96").score("丙某", "得分", "")
    tab.submit().see("还有 1 人没有填完，有 2 人需要修改")
