"""What holds for every page of the desk: who may see it, which headers it has, that every form carries its token."""

import hashlib
import re
from html.parser import HTMLParser

import pytest

from evalsite.core.permission import Act, Role, allows
from evalsite.usecases import preparing
from evalsite.web.desk.room import ASSETS
from tests import factories
from tests.factories import SECRET
from tests.web.desk.conftest import NAMES

OPEN_TO_ALL = {"sign_in", "second_step", "assets", "join", "hall_screen", "language"}
OPEN_TO_EVERY_ACCOUNT = {
    "home",
    "password",
    "sign_out",
    "sessions",
    "end_session",
    "end_other_sessions",
    "second_step_setup",
    "second_step_off",
    "recovery_codes",
    "guide",
    "guide_picture",
    "unknown",
}


def rules(app, method):
    """(endpoint, address) of the desk's pages that take this method, for a campaign ``c-x``, a subject ``D1`` ..."""
    fill = {
        "campaign_id": "c-x",
        "subject": "D1",
        "kind": "json",
        "name": "desk.css",
        "token": "unknown",
        "invitation": "unknown",
        "session_id": "unknown",
        "_unknown": "nothing",
        "code": "D1",
        "electorate": "A",
        "file": "annual",
        "number": 1,
        "seat": 1,
        "objection": 1,
        "part": "subjects",
        "layout": "3x8",
        "address": "unknown",
        "guide": "organiser",
        "picture": "desk-home-1280.png",
    }
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.endpoint.startswith("desk.") and method in rule.methods:
                yield (
                    rule.endpoint.removeprefix("desk."),
                    app.url_for(rule.endpoint, **{a: fill[a] for a in rule.arguments}),
                )


def act_of(app, endpoint):
    return getattr(app.view_functions[f"desk.{endpoint}"], "act", None)


def test_every_page_asks_for_a_permission_or_is_meant_to_be_open(app):
    without = {
        endpoint for method in ("GET", "POST") for endpoint, _ in rules(app, method) if not act_of(app, endpoint)
    }
    assert without == OPEN_TO_ALL | OPEN_TO_EVERY_ACCOUNT


def test_a_stranger_sees_the_door_and_nothing_else(app, stranger):
    for endpoint, address in rules(app, "GET"):
        answer = stranger.get(address)
        if endpoint in OPEN_TO_ALL:
            # No such invitation; and no second step without the first.
            assert answer.status_code == {"join": 404, "second_step": 302}.get(endpoint, 200), address
        elif endpoint != "unknown":
            assert answer.location.startswith("/desk/sign-in"), address


@pytest.mark.parametrize("role", list(Role))
def test_every_page_is_refused_to_roles_that_may_not(app, signed_in, role):
    browser = signed_in(role.value)
    for endpoint, address in rules(app, "GET"):
        act = act_of(app, endpoint)
        if act is not None:
            assert (browser.get(address).status_code == 403) == (not allows(role, act)), address


@pytest.mark.parametrize("role", list(Role))
def test_every_step_is_refused_to_roles_that_may_not(app, signed_in, role):
    browser = signed_in(role.value)
    token = browser.token("/desk/")
    for endpoint, address in rules(app, "POST"):
        act = act_of(app, endpoint)
        if act is not None and not allows(role, act):
            assert browser.client.post(address, data={"csrf_token": token}).status_code == 403, address


def test_every_form_without_its_token_is_refused(app, signed_in):
    admin = signed_in("admin")
    for _endpoint, address in rules(app, "POST"):
        answer = admin.client.post(address, data={"name": "年度测评"})
        assert answer.status_code == 400, address
        assert "没有执行" in answer.text, address
    assert admin.get("/desk/").status_code == 200


def test_every_answer_is_armoured(app, signed_in):
    admin = signed_in("admin")
    for _endpoint, address in rules(app, "GET"):
        headers = admin.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, address
        assert "frame-ancestors 'none'" in policy, address
        assert "script-src 'unsafe-inline'" not in policy, address
        assert headers["X-Content-Type-Options"] == "nosniff", address
        assert headers["Referrer-Policy"] == "same-origin", address


class _Inline(HTMLParser):
    """Collects what the policy would not run: scripts and styles that stand in the page."""

    def __init__(self):
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if (tag == "script" and "src" not in names) or tag == "style":
            self.found.append(tag)
        self.found += [f"{tag} {name}" for name in names if name == "style" or name.startswith("on")]


def test_no_page_holds_script_or_style_of_its_own(app, signed_in, sqlite_only):
    live = factories.publish(sqlite_only)
    draft = factories.take_in(sqlite_only)
    admin = signed_in("admin")
    for _endpoint, address in rules(app, "GET"):
        for campaign_id in (live.id, draft):
            answer = admin.get(address.replace("c-x", campaign_id))
            if answer.mimetype == "text/html":
                reader = _Inline()
                reader.feed(answer.text)
                assert reader.found == [], address


def test_every_address_in_a_page_is_our_own(organiser):
    page = organiser.get("/desk/").text
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page)


def test_htmx_is_the_copy_that_was_looked_at():
    digest = hashlib.sha256((ASSETS / "htmx.min.js").read_bytes()).hexdigest()
    assert digest in (ASSETS / "VENDORED.md").read_text()


def test_assets_may_be_kept_and_pages_may_not(organiser):
    page = organiser.get("/desk/")
    assert page.headers["Cache-Control"] == "no-store"
    asset = re.search(r'href="(/desk/a/desk\.css\?v=[0-9a-f]+)"', page.text)
    assert asset
    assert "immutable" in organiser.get(asset[1]).headers["Cache-Control"]


def test_no_file_outside_the_assets_is_served(stranger):
    for name in ("..%2f..%2fsettings.py", "%2e%2e/mark.svg", "nothing.css"):
        assert stranger.get(f"/desk/a/{name}").status_code == 404


def test_a_wrong_address_is_answered_in_our_words(organiser, stranger):
    for browser in (organiser, stranger):
        answer = browser.get("/desk/nothing/here")
        assert answer.status_code == 404
        assert "没有这个页面" in answer.text


def test_an_unexpected_failure_shows_no_detail_and_logs_no_value(app, organiser, monkeypatch, caplog):
    secret = f"share {SECRET[::-1]}"

    def fail(_desk):
        raise RuntimeError(secret)

    monkeypatch.setattr(preparing, "list_all", fail)
    answer = organiser.get("/desk/")
    assert answer.status_code == 500
    assert "系统出错" in answer.text
    assert secret not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text


@pytest.mark.parametrize("role", list(NAMES))
def test_a_menu_offers_only_what_the_account_may_do(app, signed_in, role):
    browser = signed_in(role)
    page = browser.get("/desk/").text
    assert ("/desk/import" in page) == allows(Role(role), Act.PREPARE)
    assert ("/desk/users" in page) == allows(Role(role), Act.ADMINISTER)
