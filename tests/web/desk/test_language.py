"""The desk in English for who asks for it, in Chinese for everybody else."""

from datetime import UTC, date, datetime

import pytest

from evalsite.web import locale
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


# --- the switch -------------------------------------------------------------------------------------------------------


def switched(browser, target, wanted="en"):
    return browser.post("/desk/language", {"language": wanted, "next": target}, page="/desk/password")


def test_the_switch_leads_back_to_the_page_in_the_other_language_and_is_remembered(organiser):
    assert "English" in words(organiser.get("/desk/register/?find=x"))
    answer = switched(organiser, "/desk/register/?find=x")
    assert answer.location == "/desk/register/?find=x"
    assert "Register" in words(organiser.get(answer.location))
    assert "中文" in words(organiser.get("/desk/"))
    switched(organiser, "/desk/", "zh")
    assert "名册" in words(organiser.get("/desk/"))


def test_the_switch_leads_nowhere_else_and_to_no_third_language(organiser):
    for target in ("https://example.org/", "//example.org", "/b", ""):
        assert switched(organiser, target).location == "/desk/", target
    assert switched(organiser, "/desk/", "fr").status_code == 400


def test_a_stranger_can_switch_at_the_door(stranger):
    answer = stranger.post("/desk/language", {"language": "en", "next": "/desk/sign-in"}, page="/desk/sign-in")
    assert "Organiser's desk" in words(stranger.get(answer.location))


def test_a_page_that_answers_a_form_has_no_switch_for_it_would_be_lost(organiser):
    token = organiser.token("/desk/password")
    shown = organiser.client.post("/desk/password", data={"csrf_token": token, "old": "x"})
    assert 'action="/desk/language"' not in shown.text
    assert 'action="/desk/language"' in organiser.get("/desk/password").text


def test_pages_without_an_account_have_their_language_in_the_address(app):
    client = app.test_client()
    for path in ("/desk/hall/unknown", f"/r/{'0' * 64}"):
        assert '<html lang="zh-CN">' in client.get(path).text
        assert '<html lang="en">' in client.get(f"{path}?lang=en").text
        assert '<html lang="zh-CN">' in client.get(f"{path}?lang=xx").text


# --- dates, numbers, names --------------------------------------------------------------------------------------------


@pytest.fixture
def spoken(app):
    """A call within a page of the language."""

    def within(language, call):
        with app.test_request_context("/desk/", headers={"Cookie": f"{COOKIE}={language}"}):
            return call()

    return within


@pytest.mark.parametrize(
    ("call", "chinese", "english"),
    [
        (
            lambda: locale.moment(datetime(2025, 9, 3, 10, 5, tzinfo=UTC), UTC),
            "2025年9月3日 10:05",
            "3 Sept 2025, 10:05",
        ),
        (lambda: locale.moment(None, UTC), "", ""),
        (lambda: locale.day("2026-11-30"), "2026年11月30日", "30 Nov 2026"),
        (lambda: locale.day(None), "", ""),
        (lambda: locale.short_day(date(2026, 11, 30)), "11月30日", "30 Nov"),
        (lambda: locale.number(12345), "12345", "12,345"),
        (lambda: locale.number(66.25, 1), "66.2", "66.2"),
        (
            lambda: locale.in_order(["张科", "beta", "李科", "Alpha", "安科"]),
            ["Alpha", "beta", "安科", "李科", "张科"],
            None,
        ),
        (lambda: locale.in_order(["b", "A", "a", "B"]), ["A", "a", "b", "B"], ["A", "a", "B", "b"]),
    ],
)
def test_dates_numbers_and_names_are_those_of_the_language(spoken, call, chinese, english):
    assert spoken("zh", call) == chinese
    if english is not None:
        assert spoken("en", call) == english


def test_a_moment_of_this_year_goes_without_it(spoken):
    now = datetime.now(UTC)
    assert "年" not in spoken("zh", lambda: locale.moment(now, UTC))
