"""The desk in English for who asks for it, in Chinese for everybody else."""

from evalsite.web.language import COOKIE
from tests.web.desk.conftest import words

MISSING = "/desk/c/c-missing/"


def in_english(browser):
    browser.client.set_cookie(COOKIE, "en", path="/desk")
    return browser


def test_a_refusal_is_chinese_whatever_the_browser_prefers(organiser):
    answer = organiser.get(MISSING, headers={"Accept-Language": "en"})
    assert "没有编号为 c-missing 的测评活动" in words(answer)
    assert '<html lang="zh-CN">' in answer.text


def test_a_refusal_is_english_where_that_was_asked_for(organiser):
    answer = in_english(organiser).get(MISSING)
    assert "There is no campaign c-missing. Enter by “Campaigns” on the left." in words(answer)
    assert '<html lang="en">' in answer.text


def test_a_language_that_is_not_spoken_is_chinese(organiser):
    organiser.client.set_cookie(COOKIE, "xx", path="/desk")
    assert '<html lang="zh-CN">' in organiser.get(MISSING).text


def test_the_voters_page_is_the_same_for_everyone(app):
    client = app.test_client()
    before = client.get("/b")
    client.set_cookie(COOKIE, "en", path="/")
    after = client.get("/b")
    assert (before.text, list(before.headers)) == (after.text, list(after.headers))
