"""Accounts at the desk: invitations by link, one account's page, one's own sessions, zones."""

import html
import re

import pytest

from evalsite.core.permission import Reach, Role
from evalsite.core.register import UNIT, Entry, Lists
from evalsite.usecases import closing, opening, registering, zoning
from tests import factories
from tests.factories import NOW
from tests.web.desk.conftest import NAMES, Browser, words

OTHER = "另外 一个 新的 密码"


def link_in(answer):
    found = re.search(r"http://vote\.example\.org(/desk/join/[^<\s]+)", html.unescape(answer.text))
    assert found, words(answer)
    return found[1]


def test_a_colleague_is_invited_by_a_link_that_works_once(app, signed_in):
    admin = signed_in("admin")
    shown = admin.post("/desk/users", {"name": "北片组织科", "role": "organiser", "zones": "北片、东片"})
    link = link_in(shown)
    assert "链接只显示这一次" in words(shown)
    assert "<svg" in shown.text
    assert link not in admin.get("/desk/users").text
    guest = Browser(app)
    assert "邀请您作为组织者使用工作台" in words(guest.get(link))
    form: dict[str, object] = {"name": "北片组织科", "password": OTHER, "again": OTHER}
    assert "两次输入的密码不一样" in words(guest.post(link, form | {"again": "x"}))
    assert "已经有了" in words(guest.post(link, form | {"name": NAMES["organiser"]}))
    assert "北片组织科" in words(guest.post(link, form, follow_redirects=True))
    late = Browser(app).get(link)
    assert late.status_code == 410
    assert "已经用过" in words(late)
    assert "责任区：北片、东片" in words(admin.get("/desk/users"))


def test_a_signed_in_other_user_is_told_and_then_signed_out(app, signed_in):
    admin = signed_in("admin")
    link = link_in(admin.post("/desk/users", {"name": "监票新人", "role": "scrutineer"}))
    copy = Browser(app)
    copy.client.set_cookie("evalsite_desk", admin.client.get_cookie("evalsite_desk", path="/desk").value, path="/desk")
    assert f"登录着账号“{NAMES['admin']}”" in words(admin.get(link))
    admin.post(link, {"name": "监票新人", "password": OTHER, "again": OTHER})
    assert "监票新人 监票人" in words(admin.get("/desk/"))
    assert copy.get("/desk/").status_code == 302


def test_an_invitation_that_was_withdrawn_says_so(app, signed_in):
    admin = signed_in("admin")
    link = link_in(admin.post("/desk/users", {"name": "新人", "role": "reader"}))
    invitation = re.search(r"/desk/users/withdraw/(\w+)", admin.get("/desk/users").text)
    assert invitation
    admin.post(invitation[0], page="/desk/users")
    assert "已被管理员收回" in words(Browser(app).get(link))
    assert "没有改动" in words(admin.post(invitation[0], page="/desk/users", follow_redirects=True))


def test_one_account_is_invited_anew_changed_put_out_and_taken_back(app, signed_in):
    admin, organiser = signed_in("admin"), signed_in("organiser")
    page = f"/desk/users/of/{NAMES['organiser']}"
    mark = re.search(r'name="mark" value="(\w+)"', admin.get(page).text)
    assert mark
    link = link_in(admin.post(f"{page}/again", page=page))
    assert "设置新密码" in words(Browser(app).get(link))
    change = {"role": "organiser", "zones": "北片", "mark": mark[1]}
    assert "已保存" in words(admin.post(page, change, follow_redirects=True))
    assert "刚刚被别人改过" in words(admin.post(page, change))
    assert admin.post(f"{page}/deactivate", {"mark": mark[1]}, page=page).status_code == 409
    now = re.search(r'name="mark" value="(\w+)"', admin.get(page).text)
    assert now
    admin.post(f"{page}/deactivate", {"mark": now[1]}, page=page)
    assert organiser.get("/desk/").status_code == 302
    assert "已经停用" in words(Browser(app).sign_in(NAMES["organiser"]))
    out = re.search(r'name="mark" value="(\w+)"', admin.get(page).text)
    assert out
    admin.post(f"{page}/reactivate", {"mark": out[1]}, page=page)
    assert Browser(app).sign_in(NAMES["organiser"]).status_code == 302


def test_the_last_administrator_is_told_to_invite_another(signed_in):
    admin = signed_in("admin")
    page = f"/desk/users/of/{NAMES['admin']}"
    mark = re.search(r'name="mark" value="(\w+)"', admin.get(page).text)
    assert mark
    refused = admin.post(f"{page}/deactivate", {"mark": mark[1]}, page=page)
    assert "最后一个在用的管理员" in words(refused)
    assert admin.get("/desk/").status_code == 200


def test_an_owner_ends_the_other_sessions_and_an_administrator_all(signed_in):
    here, there = signed_in("organiser"), signed_in("organiser")
    assert "2 处登录" in words(here.get("/desk/sessions"))
    here.post("/desk/sessions/end-others", page="/desk/sessions")
    assert there.get("/desk/").status_code == 302
    admin = signed_in("admin")
    admin.post(f"/desk/users/of/{NAMES['organiser']}/end-sessions", page=f"/desk/users/of/{NAMES['organiser']}")
    assert here.get("/desk/").status_code == 302


# --- how far an account reaches ---------------------------------------------------------------------------------------


def routes_of_a_campaign(app, campaign_id):
    fill = {
        "subject": "D1",
        "kind": "json",
        "electorate": "A",
        "part": "campaign",
        "number": "1",
        "seat": "1",
        "objection": 1,
        "campaign_id": campaign_id,
    }
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.endpoint.startswith("desk.") and "campaign_id" in rule.arguments:
                methods = {"GET", "POST"} & (rule.methods or set())
                yield (
                    (rule.rule, *sorted(methods)),
                    app.url_for(rule.endpoint, **{a: fill.get(a, "x") for a in rule.arguments}),
                )


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_a_campaign_of_another_zone_answers_at_every_address_as_one_that_does_not_exist(
    app, of_reach, sqlite_only, role
):
    live = factories.publish(sqlite_only)
    zoning.put(sqlite_only.desk, live.id, ["南片"])
    browser = of_reach(role, Reach(frozenset({"北片"})))
    token = browser.token("/desk/")

    def said(address, method):
        if method == "GET":
            answer = browser.get(address)
        else:
            answer = browser.client.post(address, data={"csrf_token": token}, buffered=True)
        return answer.status_code, words(answer).replace(live.id, "…").replace("c-x", "…")

    nowhere = dict(routes_of_a_campaign(app, "c-x"))
    for (rule, *methods), address in routes_of_a_campaign(app, live.id):
        for method in methods:
            foreign = said(address, method)
            assert foreign == said(nowhere[rule, *methods], method), (address, method)
            assert foreign[0] in (403, 404), (address, method)
    assert "年度测评" not in browser.get("/desk/").text


def test_in_the_own_zone_every_page_answers_as_to_any_organiser(app, of_reach, signed_in, sqlite_only):
    """What belongs to all zones is the one exception: it is refused."""
    live = factories.publish(sqlite_only)
    zoning.put(sqlite_only.desk, live.id, ["北片"])
    limited, unlimited = of_reach(Role.ORGANISER, Reach(frozenset({"北片"}))), signed_in("organiser")
    pages = [(rule, address) for (rule, *methods), address in routes_of_a_campaign(app, live.id) if "GET" in methods]
    for rule, address in pages:
        assert limited.get(address).status_code == unlimited.get(address).status_code, rule
    for rule in app.url_map.iter_rules():
        guard = app.view_functions[rule.endpoint].__dict__.get("guard")
        if guard is not None and guard.common and "GET" in (rule.methods or ()):
            with app.test_request_context():
                address = app.url_for(rule.endpoint, **dict.fromkeys(rule.arguments, "x"))
            assert limited.get(address).status_code == 403, rule.rule


def test_an_organiser_of_a_zone_works_in_it_as_any_organiser_does(app, of_reach, sqlite_only):
    live = factories.publish(sqlite_only)
    zoning.put(sqlite_only.desk, live.id, ["北片"])
    browser = of_reach(Role.ORGANISER, Reach(frozenset({"北片"})))
    assert "年度测评" in browser.get("/desk/").text
    assert browser.get(f"/desk/c/{live.id}/close").status_code == 200
    assert browser.get("/desk/register/import").status_code == 403  # the register is everybody's
    page = browser.get("/desk/").text
    assert "/desk/indices" not in page


def test_a_reader_of_one_unit_finds_its_report_and_no_other(app, of_reach, sqlite_only):
    units = Lists((Entry("D1", UNIT, "第一科"),))
    registering.carry_out(sqlite_only.desk, units, NOW.date(), registering.source("名册.xlsx", b"", "组织科", NOW))
    live = factories.publish(sqlite_only)
    for code in live.codes["A"]:
        factories.cast(live, code)
    closing.close(live.desk, live.box, live.id, NOW)
    opening.open_box(live.desk, live.box, live.id)
    reader = of_reach(Role.READER, Reach(unit="D1"))
    home = reader.get("/desk/")
    assert f"/desk/c/{live.id}/results/of/D1" in home.text
    own = reader.get(f"/desk/c/{live.id}/results/of/D1")
    assert own.status_code == 200
    assert "第二科" not in words(own)
    for other in ("results/of/D2", "results", "reports/D2.html", "export.json", "summary.html", "compare", "batch"):
        assert reader.get(f"/desk/c/{live.id}/{other}").status_code == 404, other
    assert reader.get("/desk/archive/D1").status_code == 200
    assert reader.get("/desk/archive/D2").status_code == 404
    assert reader.get("/desk/archive").status_code == 403
