"""The second step at the desk: set up, asked for, required of roles."""

import dataclasses
import re
import time

import pyotp
import pytest

from evalsite.core.refusals import BadSetting
from evalsite.factory import create_app
from evalsite.settings import load
from evalsite.usecases import recording
from tests.web.desk.conftest import NAMES, PASSWORD, Browser, words


def set_up(browser):
    """Turn it on; gives the secret and the recovery codes."""
    page = browser.get("/desk/second-step")
    secret = re.search(r'class="mono">([A-Z2-7]{32})<', page.text)
    token = re.search(r'name="token"[^>]* value="([^"]+)"', page.text)
    assert secret
    assert token
    form = {"code": pyotp.TOTP(secret[1]).at(time.time() - 30), "token": token[1]}
    shown = browser.post("/desk/second-step", form)
    codes = re.findall(r"<li>([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})</li>", shown.text)
    assert len(codes) == 10
    return secret[1], codes


def test_after_the_password_a_code_is_asked_and_nothing_is_open_before_it(app, signed_in, sqlite_only):
    owner = signed_in("organiser")
    secret, codes = set_up(owner)
    browser = Browser(app)
    asked = browser.sign_in(NAMES["organiser"])
    assert asked.location.startswith("/desk/sign-in/code")
    assert browser.get("/desk/").status_code == 302
    assert "验证码不对" in words(browser.post("/desk/sign-in/code", {"code": "no"}))
    entered = browser.post("/desk/sign-in/code?next=/desk/import", {"code": pyotp.TOTP(secret).now()})
    assert entered.location == "/desk/import"
    assert browser.get("/desk/").status_code == 200
    other = Browser(app)
    other.sign_in(NAMES["organiser"])
    assert other.post("/desk/sign-in/code", {"code": codes[0]}).status_code == 302
    acts = [entry.action for entry in recording.entries(sqlite_only.desk)]
    assert acts.count("sign_in") == 3
    written = repr(recording.entries(sqlite_only.desk))
    assert secret not in written
    assert codes[1] not in written


def test_the_code_must_follow_the_password_soon(app, signed_in, monkeypatch):
    set_up(signed_in("organiser"))
    browser = Browser(app)
    browser.sign_in(NAMES["organiser"])
    later = int(time.time()) + 301
    monkeypatch.setattr("evalsite.web.access._seconds", lambda: later)
    assert browser.get("/desk/sign-in/code").status_code == 302


def test_turning_it_off_asks_for_the_password_and_an_administrator_can_too(signed_in):
    owner, admin = signed_in("organiser"), signed_in("admin")
    set_up(owner)
    assert "不对" in words(owner.post("/desk/second-step/off", {"password": "x"}, page="/desk/second-step"))
    fresh = owner.post("/desk/second-step/codes", {"password": PASSWORD}, page="/desk/second-step")
    assert "恢复码只显示这一次" in words(fresh)
    owner.post("/desk/second-step/off", {"password": PASSWORD}, page="/desk/second-step")
    set_up(owner)
    page = f"/desk/users/of/{NAMES['organiser']}"
    assert "两步验证" in words(admin.get(page))
    admin.post(f"{page}/second-step-off", page=page)
    assert "开启两步验证" in words(owner.get("/desk/second-step"))


def test_a_role_that_must_have_it_sets_it_up_before_anything_else(app, settings):
    strict = create_app(dataclasses.replace(settings, second_step_roles="admin, organiser"))
    organiser, reader = Browser(strict), Browser(strict)
    organiser.sign_in(NAMES["organiser"])
    reader.sign_in(NAMES["reader"])
    assert reader.get("/desk/").status_code == 200
    for address in ("/desk/", "/desk/import", "/desk/password", "/desk/sessions"):
        assert organiser.get(address).location == "/desk/second-step", address
    set_up(organiser)
    assert organiser.get("/desk/import").status_code == 200


def test_a_role_that_there_is_none_of_is_a_wrong_setting():
    with pytest.raises(BadSetting):
        load({"EVALSITE_SECOND_STEP_ROLES": "admin,king"})
