"""The door of the desk: sessions, cookies, forms' tokens, wrong passwords."""

import time
from datetime import timedelta

import pytest

from tests.web.desk.conftest import NAMES, PASSWORD, Browser, words


def cookies(answer):
    return [value for value in answer.headers.getlist("Set-Cookie") if value.startswith("evalsite_desk=")]


def test_signing_in_leads_to_the_campaigns(stranger):
    answer = stranger.sign_in(NAMES["organiser"], follow_redirects=True)
    assert "全部活动" in words(answer)


def test_a_stranger_is_asked_to_sign_in_and_then_goes_where_he_wanted(stranger):
    asked = stranger.get("/desk/import?x=1")
    assert asked.location == "/desk/sign-in?next=/desk/import?x%3D1"
    entered = stranger.post(asked.location, {"name": NAMES["organiser"], "password": PASSWORD})
    assert entered.location == "/desk/import?x=1"


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example/desk/", "/b", "/desk/..\\evil", "desk/", "/desk", "/desk/\nX: y"],
)
def test_a_link_cannot_send_people_elsewhere_after_signing_in(stranger, target):
    form = {"name": NAMES["organiser"], "password": PASSWORD}
    page = "/desk/sign-in"
    token = stranger.token(page)
    answer = stranger.client.post(page, query_string={"next": target}, data=form | {"csrf_token": token})
    assert answer.location == "/desk/"


def test_the_session_is_a_cookie_for_the_desk_alone(stranger):
    (cookie,) = cookies(stranger.sign_in(NAMES["organiser"]))
    parts = {part.strip() for part in cookie.split(";")}
    assert {"Path=/desk", "HttpOnly", "SameSite=Lax"} <= parts


def test_the_session_cookie_wants_https_where_the_site_has_it(settings, sqlite_only):
    import dataclasses

    from evalsite.factory import create_app

    secure = Browser(create_app(dataclasses.replace(settings, base_url="https://vote.example.org")))
    (cookie,) = cookies(secure.get("/desk/sign-in", base_url="https://vote.example.org"))
    assert "Secure" in cookie


def test_a_signed_in_browser_votes_as_a_stranger(organiser):
    answer = organiser.get("/b/why")
    assert "Cookie" not in answer.request.headers
    assert "Set-Cookie" not in answer.headers


def test_signing_in_throws_away_the_session_from_before(stranger):
    old_token = stranger.token("/desk/sign-in")
    old = stranger.client.get_cookie("evalsite_desk", path="/desk").value
    stranger.client.post(
        "/desk/sign-in", data={"csrf_token": old_token, "name": NAMES["organiser"], "password": PASSWORD}
    )
    assert stranger.client.get_cookie("evalsite_desk", path="/desk").value != old
    planted = stranger.client.post("/desk/sign-out", data={"csrf_token": old_token})
    assert planted.status_code == 400


def test_a_session_from_before_signing_in_does_not_become_signed_in(app, stranger):
    stranger.token("/desk/sign-in")
    planted = stranger.client.get_cookie("evalsite_desk", path="/desk").value
    stranger.sign_in(NAMES["organiser"])
    attacker = Browser(app)
    attacker.client.set_cookie("evalsite_desk", planted, path="/desk")
    assert attacker.get("/desk/").status_code == 302


def test_an_unknown_name_and_a_wrong_password_look_alike(stranger):
    def refused(name):
        answer = stranger.sign_in(name, "不对的密码不对的密码")
        assert answer.status_code == 403
        return words(answer).replace(name, "")

    assert refused("没有这个人") == refused(NAMES["organiser"])


def test_after_several_wrong_passwords_the_page_says_how_long_to_wait(stranger):
    for _ in range(4):
        stranger.sign_in(NAMES["organiser"], "不对的密码不对的密码")
    answer = stranger.sign_in(NAMES["organiser"])
    assert answer.status_code == 429
    assert "秒后再试" in words(answer)


def test_wrong_passwords_of_others_in_the_same_network_do_not_shut_out_a_browser_that_has_signed_in(app, stranger):
    stranger.sign_in(NAMES["organiser"])
    stranger.post("/desk/sign-out", page="/desk/")
    other = Browser(app)
    for _ in range(4):
        other.sign_in(NAMES["organiser"], "不对的密码不对的密码")
    assert other.sign_in(NAMES["organiser"]).status_code == 429
    assert stranger.sign_in(NAMES["organiser"]).status_code == 302


def test_the_mark_of_a_browser_goes_to_the_door_alone_and_to_no_script(stranger):
    answer = stranger.sign_in(NAMES["organiser"])
    (mark,) = (one for one in answer.headers.getlist("Set-Cookie") if one.startswith("evalsite_device="))
    assert {"Path=/desk/sign-in", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in mark.split(";")}
    assert not any(
        one.startswith("evalsite_device=") for one in stranger.get("/desk/sign-in").headers.getlist("Set-Cookie")
    )


def test_nothing_typed_is_answered_without_trying(stranger):
    text = words(stranger.post("/desk/sign-in"))
    assert "请输入账号。" in text
    assert "请输入密码。" in text


def test_signing_out_ends_copies_of_the_cookie(app, organiser):
    copy = organiser.client.get_cookie("evalsite_desk", path="/desk").value
    organiser.post("/desk/sign-out", page="/desk/")
    thief = Browser(app)
    thief.client.set_cookie("evalsite_desk", copy, path="/desk")
    assert thief.get("/desk/").status_code == 302


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(signed_in):
    here, elsewhere = signed_in("organiser"), signed_in("organiser")
    form = {"old": PASSWORD, "new": "另外 一个 新的 密码", "again": "另外 一个 新的 密码"}
    assert here.post("/desk/password", form).status_code == 302
    assert here.get("/desk/").status_code == 200
    assert elsewhere.get("/desk/").status_code == 302


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"old": "不对", "new": "另外 一个 新的 密码", "again": "另外 一个 新的 密码"}, "现在的密码不对"),
        ({"old": PASSWORD, "new": "另外 一个 新的 密码", "again": "另外 一个 旧的 密码"}, "两次输入的新密码不一样"),
        ({"old": PASSWORD, "new": "短", "again": "短"}, "密码至少 10 个字符"),
        ({"old": PASSWORD, "new": "1234567890", "again": "1234567890"}, "最常见的密码"),
    ],
    ids=["wrong", "different", "weak", "guessable"],
)
def test_a_password_that_cannot_be_changed_says_why(organiser, form, message):
    assert message in words(organiser.post("/desk/password", form))


def test_a_session_ends_after_its_hours(organiser, settings, monkeypatch):
    later = time.time() + timedelta(hours=settings.session_hours).total_seconds() + 60
    monkeypatch.setattr("evalsite.web.access._seconds", lambda: later)
    assert organiser.get("/desk/").status_code == 302


def test_a_part_of_a_page_that_polls_without_a_session_sends_the_whole_page_to_the_door(stranger):
    answer = stranger.get("/desk/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/desk/sign-in")
