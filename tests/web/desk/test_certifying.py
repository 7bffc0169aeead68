"""After the opening at the desk: the protocol is read, the result confirmed, objections answered, the ballots destroyed."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from evalsite.core.permission import Role
from evalsite.usecases import certifying, closing, opening, preparing, signing_in
from evalsite.usecases.preparing import Terms
from tests import factories
from tests.factories import NOW
from tests.usecases.scrutiny import ORGANISER
from tests.web.desk.conftest import NAMES, PASSWORD, Browser, words
from tests.web.desk.test_second_step import set_up

SECOND = "第二监票员"


def counted(ledgers, terms):
    live = factories.publish(ledgers, terms=terms)
    for code in live.codes["A"][:5]:
        factories.cast(live, code, {0: 1, 2: 2})
    closing.close(live.desk, live.box, live.id, NOW)
    opening.open_box(live.desk, live.box, live.id, live.shares[:2], by=NAMES["organiser"], at=NOW)
    return live


@pytest.fixture
def live(sqlite_only):
    return counted(sqlite_only, Terms(2, 3, keep=False))


@pytest.fixture
def second(app, settings, sqlite_only):
    signing_in.add_account(sqlite_only.desk, settings, SECOND, "scrutineer", PASSWORD)
    browser = Browser(app)
    assert browser.sign_in(SECOND).status_code == 302
    return browser


def page(browser, live):
    return words(browser.get(f"/desk/c/{live.id}/certify"))


def send(browser, live, step, **data):
    """What the page says after a step."""
    address = f"/desk/c/{live.id}/certify"
    answer = browser.post(f"{address}/{step}", data, page="/desk/password")
    assert answer.location == address
    return page(browser, live)


def state(live):
    return preparing.get(live.desk, live.id).state.value


def test_who_signs_in_by_two_steps_confirms_by_two(live, signed_in):
    scrutineer = signed_in("scrutineer")
    secret, _codes = set_up(scrutineer)
    assert "请输入验证码" in send(scrutineer, live, "confirm", password=PASSWORD)
    assert "验证码不对" in send(scrutineer, live, "confirm", password=PASSWORD, code="000000")
    code = pyotp.TOTP(secret).now()
    assert "还要其余监票人确认" in send(scrutineer, live, "confirm", password=PASSWORD, code=code)


def test_k_scrutineers_confirm_with_their_passwords_each_once(live, organiser, signed_in, second):
    scrutineer = signed_in("scrutineer")
    before = page(scrutineer, live)
    assert "0 位监票人已确认，共需 2 位" in before
    assert "组织科" in before
    assert "第 1、2 份" in before
    assert "确认的意思是" not in page(organiser, live)
    assert "账号或密码不对" in send(scrutineer, live, "confirm", password="不对的密码不对的密码")
    assert "请输入现在的密码" in send(scrutineer, live, "confirm", password="")
    assert "还要其余监票人确认" in send(scrutineer, live, "confirm", password=PASSWORD)
    assert "已经确认过" in send(scrutineer, live, "confirm", password=PASSWORD)
    assert "请换用相应的账号" in send(organiser, live, "confirm", password=PASSWORD)
    assert "结果已确认并签名" in send(second, live, "confirm", password=PASSWORD)
    assert state(live) == "certified"
    assert "已确认" in words(organiser.get(f"/desk/c/{live.id}/"))


def test_objections_are_entered_by_both_and_answered_by_the_organiser(live, organiser, signed_in):
    scrutineer = signed_in("scrutineer")
    assert "请写明异议的内容" in send(scrutineer, live, "object", text="")
    assert "编号 1" in send(scrutineer, live, "object", text="一处票数要核对")
    assert "编号 2" in send(scrutineer, live, "object", text="来信反映", received="y", day="2026-11-20")
    assert "编号 3" in send(organiser, live, "object", text="电话反映")
    told = page(organiser, live)
    assert "监票员（监票人）提出" in told
    assert "2026年11月20日" in told
    assert "请写明答复" in send(organiser, live, "answer/1", text="")
    assert "第 1 条异议已答复" in send(organiser, live, "answer/1", text="已复核，无误")
    assert "没有编号为 1 的待答复异议" in send(organiser, live, "answer/1", text="再答一次")
    assert "异议期为 10 天" in send(organiser, live, "period", days="10")
    assert "请填写天数" in send(organiser, live, "period", days="")


def test_ballots_are_destroyed_after_the_period_with_the_consent_of_k(live, organiser, signed_in, second):
    for name in (NAMES["scrutineer"], SECOND):
        by = certifying.By(name, Role.SCRUTINEER, datetime.now(UTC) - timedelta(days=9))
        certifying.confirm(live.desk, live.box, live.id, by, lambda _found: {})
    early = words(organiser.get(f"/desk/c/{live.id}/destroy"))
    assert "现在还不能销毁" in early
    assert "要 2 位监票人同意" in early
    assert "输入活动名称" not in early
    for browser in (signed_in("scrutineer"), second):
        assert "您已同意销毁选票" in send(browser, live, "agree", password=PASSWORD)
    address = f"/desk/c/{live.id}/destroy"
    assert "名称不符" in words(organiser.post(address, {"name": "别的"}))
    assert organiser.post(address, {"name": "年度测评"}).status_code == 302
    assert state(live) == "destroyed"
    told = page(organiser, live)
    assert "销毁选票 5 张，经手人 组织科，监票员、第二监票员 同意" in told
    assert "写下异议" not in told
    assert organiser.get(f"/desk/c/{live.id}/open").location == f"/desk/c/{live.id}/"
    assert "选票已于" in words(organiser.get(f"/b/box/{live.hash.hex()}"))
    assert "不能再复核计票" in words(organiser.get(f"/desk/c/{live.id}/"))


def test_where_the_server_keeps_the_key_the_page_says_that_the_organiser_confirms(sqlite_only, organiser):
    live = counted(sqlite_only, Terms())
    assert "由组织者确认即可" in page(organiser, live)
    assert "结果已确认并签名" in send(organiser, live, "confirm", password=PASSWORD)
    certifying.set_period(live.desk, live.id, 9, ORGANISER)
    assert "到 2026年" in page(organiser, live)


def test_the_protocol_is_a_page_and_before_the_opening_there_is_none(live, sqlite_only, organiser, signed_in):
    told = words(signed_in("scrutineer").get(f"/desk/c/{live.id}/protocol.html"))
    for one in ("开箱记录", "监票人（签名）", "组织者（签名）", "票箱根值", "没有收到异议"):
        assert one in told
    assert organiser.get(f"/desk/c/{live.id}/protocol.exe").status_code == 404
    closed = factories.publish(sqlite_only)
    assert organiser.get(f"/desk/c/{closed.id}/certify").location == f"/desk/c/{closed.id}/"
    assert organiser.get(f"/desk/c/{closed.id}/protocol.html").status_code == 409
