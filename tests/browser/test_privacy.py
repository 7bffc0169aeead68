"""What the page must not do: remember, tell, fetch or run anything it should not; and it must work without a secure context."""

import json
from collections.abc import Callable

from playwright.sync_api import Route

from evalsite.core.campaign import Campaign, Electorate, Indicator, Kind, Subject, Type
from evalsite.crypto import manifest as manifests
from evalsite.usecases import preparing
from tests.browser.campaigns import FOUR
from tests.browser.phone import Phone, fill_six
from tests.browser.site import Site
from tests.browser.states import amend, skipped


def test_the_whole_trip_works_over_plain_http_without_web_crypto(site: Site, phone: Phone):
    tab = phone.here().open(site.slip("six")).screen("sheet")
    assert tab.page.evaluate("window.isSecureContext") is False
    assert tab.page.evaluate("typeof crypto.subtle") == "undefined"
    fill_six(tab)
    tab.submit().confirm()
    tab.receipt()


def test_no_cookie_is_set_nothing_foreign_asked_for_and_the_policy_is_kept(site: Site, phone: Phone):
    phone.context.add_init_script(
        "window.violations = []; addEventListener('securitypolicyviolation', e => violations.push(e.violatedDirective))"
    )
    tab = phone.here().open(site.slip("six")).screen("sheet")
    fill_six(tab)
    tab.submit().confirm()
    tab.receipt()
    tab.page.get_by_role("button", name="存成图片").click()
    tab.page.locator(".picture img").wait_for()
    assert tab.page.evaluate("violations") == []
    assert phone.context.cookies() == []
    foreign = [url for url in phone.requests if not url.startswith((site.base + "/b", "data:"))]
    assert foreign == []


def test_code_and_fingerprint_never_reach_the_server_in_an_address(site: Site, phone: Phone):
    slip = site.slip("six")
    code, fingerprint = slip.split("#")[1].split(".")
    tab = phone.here().open(slip).screen("sheet")
    assert tab.page.url == f"{site.base}/b"
    tab.page.get_by_role("link", name="怎样保证匿名").click()
    tab.see("它挡不住什么")
    tab.page.get_by_role("link", name="返回测评表").click()
    tab.screen("sheet")
    sent = [url.split("#")[0] for url in phone.requests]
    assert not [url for url in sent if code in url or fingerprint in url]


def test_answers_carry_the_headers_that_the_promise_needs(site: Site, phone: Phone):
    tab = phone.here()
    for path in ("/b", "/b/why"):
        response = tab.page.goto(site.base + path)
        assert response is not None
        headers = response.headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "'unsafe" not in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in headers


def test_stamp_and_drop_share_nothing_that_names_the_voter(site: Site, phone: Phone):
    bodies: dict[str, str] = {}
    headers: dict[str, dict[str, str]] = {}

    def note(route: Route) -> None:
        path = route.request.url.rsplit("/", 1)[1]
        bodies[path] = route.request.post_data or ""
        headers[path] = route.request.all_headers()
        route.continue_()

    for path in ("sheet", "stamp", "drop"):
        phone.context.route(f"**/b/{path}", note)
    slip = site.slip("six")
    code = slip.split("#")[1].split(".")[0]
    tab = phone.here().open(slip).screen("sheet")
    fill_six(tab)
    tab.submit().confirm()
    tab.receipt()
    assert code in bodies["stamp"]
    assert code not in bodies["drop"]
    for sent in headers.values():
        assert not {"cookie", "authorization", "referer"} & sent.keys()


def test_ballots_are_as_long_whatever_was_written(site: Site, new_phone: Callable[..., Phone]):
    lengths: list[int] = []
    for words in ("", "长" * 200):
        phone = new_phone()

        def note(route: Route) -> None:
            lengths.append(len(route.request.post_data or ""))
            route.continue_()

        phone.context.route("**/b/drop", note)
        tab = phone.here().open(site.slip("six")).screen("sheet")
        tab.write("对全年工作的建议", "对全年工作的建议", words)
        skipped(tab).confirm()
        tab.receipt()
    assert len(lengths) == 2
    assert len(set(lengths)) == 1


def test_names_in_a_manifest_are_shown_as_text_never_as_markup(site: Site, phone: Phone):
    nasty = "<img src=x onerror=\"document.title='owned'\"> <b>某局</b>"
    site.publish(
        "nasty",
        Campaign(
            name=nasty,
            kind=Kind.SURVEY,
            organiser=nasty,
            subjects=(Subject("D1", nasty, group="部门"),),
            scales=(FOUR,),
            indicators=(Indicator("G", nasty, Type.GRADE, hint=nasty, scale="四等"),),
            electorates=(Electorate("P", nasty, 10, ("部门",)),),
        ),
    )
    tab = phone.here().open(site.slip("nasty")).screen("sheet")
    tab.page.locator("label.o", has_text="良好").click()
    tab.submit().screen("review").confirm()
    tab.receipt()
    assert tab.page.locator("img").count() == 0
    assert "owned" not in tab.page.title().replace(nasty, "")


def test_an_exact_delay_from_the_server_is_not_obeyed(site: Site, phone: Phone):
    """A roll that gave each voter a delay of his own would know his envelope by it."""
    amend(phone.context, mix=[4321, 4321])
    phone.context.add_init_script(
        "window.times = []; const later = window.setTimeout.bind(window);"
        "window.setTimeout = (done, time) => { times.push(time); return later(done, time > 1900 && time < 8100 ? 0 : time); };"
    )
    tab = skipped(phone.here().open(site.slip("six")).screen("sheet")).confirm()
    tab.receipt()
    waits = [time for time in tab.page.evaluate("times") if 1900 < time < 8100]
    assert len(waits) == 1
    assert waits != [4321]
    assert 2000 <= waits[0] <= 8000


def test_a_manifest_with_a_crowd_of_one_is_not_opened(site: Site, phone: Phone):
    data = json.loads(preparing.get(site.ledgers.desk, site.lives["six"].id).manifest or "")
    data["electorates"].append(data["electorates"][0] | {"code": "ONE", "tickets": 1})
    amend(phone.context, manifest=manifests.canonical(data))
    phone.here().open(site.slip("six")).see("测评表打不开")


def test_the_sheet_tells_how_large_the_crowd_is(site: Site, phone: Phone):
    phone.here().open(site.slip("six")).screen("sheet").see("票种：服务对象代表（共 60 张）")
