"""Invitations, accounts that are changed and put out of service, sessions and zones."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from evalsite.core.permission import WHOLE, Reach, Role
from evalsite.core.refusals import (
    AccountInactive,
    AccountMoved,
    BadReach,
    GuessablePassword,
    InvitationExpired,
    InvitationUsed,
    InvitationWithdrawn,
    LastAdministrator,
    NameTaken,
    NoSuchAccount,
    NoSuchInvitation,
    WeakPassword,
)
from evalsite.core.register import UNIT, Entry, Lists
from evalsite.store.desk import AccountRow
from evalsite.store.invitations import InvitationRow
from evalsite.store.sessions import SessionRow
from evalsite.usecases import inviting, keeping_accounts, passwords, preparing, registering, signing_in, staying, zoning
from evalsite.usecases.inviting import Guest
from evalsite.usecases.signing_in import Attempt
from tests import factories
from tests.usecases.test_signing_in import HOME, NOW, QUICK, RIGHT

OTHER = "另外 一个 新的 密码"
TODAY = date(2026, 11, 21)
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"


@pytest.fixture
def desk(ledgers):
    signing_in.add_account(ledgers.desk, QUICK, "管理员", Role.ADMIN, RIGHT)
    return ledgers.desk


def invite(desk, name="组织科", role=Role.ORGANISER, reach=WHOLE, now=NOW):
    made, link = inviting.invite(desk, QUICK, Guest(name, role, reach), "管理员", now)
    return made, link.rsplit("/", 1)[1]


def accept(desk, token, name="组织科", password=OTHER, now=NOW):
    return inviting.accept(desk, QUICK, token, name, password, now)


def sign_in(desk, name, password=OTHER):
    return signing_in.sign_in(desk, QUICK, Attempt(name, password, HOME), NOW)


# --- invitations ------------------------------------------------------------------------------------------------------


def test_an_invited_person_sets_name_and_password_and_has_role_and_zones(desk):
    _, token = invite(desk, reach=Reach(frozenset({"北片"})))
    accept(desk, token, "北片组织科")
    account = sign_in(desk, "北片组织科")
    assert (account.role, account.reach) == (Role.ORGANISER, Reach(frozenset({"北片"})))


def test_an_invitation_works_once_and_looking_at_it_uses_nothing_up(desk):
    _, token = invite(desk)
    for _ in range(3):
        assert inviting.look_up(desk, QUICK, token, NOW).name == "组织科"
    accept(desk, token)
    for use in (lambda: inviting.look_up(desk, QUICK, token, NOW), lambda: accept(desk, token, "另一人")):
        with pytest.raises(InvitationUsed):
            use()


def test_of_two_browsers_with_one_link_one_makes_the_account(desk):
    _, token = invite(desk)
    made: list[object] = []

    def one(name):
        try:
            made.append(accept(desk, token, name).name)
        except InvitationUsed as refusal:
            made.append(type(refusal))

    both = [threading.Thread(target=one, args=(name,)) for name in ("甲", "乙")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert InvitationUsed in made
    assert len([one for one in signing_in.list_accounts(desk) if one.name in ("甲", "乙")]) == 1


@pytest.mark.parametrize(
    ("name", "password", "refusal"),
    [("组织科", "短", WeakPassword), ("组织科", "password123", GuessablePassword), ("管理员", OTHER, NameTaken)],
    ids=["short", "guessable", "taken"],
)
def test_what_is_refused_uses_nothing_up(desk, name, password, refusal):
    _, token = invite(desk)
    with pytest.raises(refusal):
        accept(desk, token, name, password)
    assert accept(desk, token).name == "组织科"


def test_an_expired_a_withdrawn_and_an_altered_invitation_each_say_so(desk):
    made, token = invite(desk)
    for wrong in ("", "x", token[:-1], token + "x", "密"):
        with pytest.raises(NoSuchInvitation):
            inviting.look_up(desk, QUICK, wrong, NOW)
    with pytest.raises(InvitationExpired):
        accept(desk, token, now=NOW + timedelta(days=QUICK.invitation_days))
    assert inviting.withdraw(desk, made.id)
    assert not inviting.withdraw(desk, made.id)
    with pytest.raises(InvitationWithdrawn):
        accept(desk, token)
    assert inviting.list_open(desk, NOW) == []


def test_nothing_in_the_database_makes_a_link(desk):
    _, token = invite(desk)
    with desk.read() as connection:
        rows = connection.execute(select(InvitationRow.__table__)).all()
    assert token not in repr(rows)
    with pytest.raises(NoSuchInvitation):
        inviting.look_up(desk, QUICK, rows[0].id, NOW)


def test_a_forgotten_password_is_set_anew_by_the_last_link_alone_and_sessions_end(desk):
    accept(desk, invite(desk)[1])
    account = sign_in(desk, "组织科")
    cookie = staying.begin(desk, QUICK, account, EDGE, NOW)
    links = [inviting.invite_again(desk, QUICK, "组织科", "管理员", NOW)[1].rsplit("/", 1)[1] for _ in range(2)]
    assert sign_in(desk, "组织科").name == "组织科"  # until then the old one works
    with pytest.raises(InvitationWithdrawn):
        accept(desk, links[0])
    accept(desk, links[1], "一个被忽略的名称", RIGHT)
    assert sign_in(desk, "组织科", RIGHT).id == account.id
    assert staying.resume(desk, QUICK, cookie, NOW, in_use=True) is None


# --- accounts ---------------------------------------------------------------------------------------------------------


def test_who_has_left_is_out_at_once_everywhere_and_comes_back_with_the_old_password(desk):
    accept(desk, invite(desk)[1])
    account = sign_in(desk, "组织科")
    cookie = staying.begin(desk, QUICK, account, EDGE, NOW)
    link = inviting.invite_again(desk, QUICK, "组织科", "管理员", NOW)[1].rsplit("/", 1)[1]
    keeping_accounts.deactivate(desk, "组织科")
    assert staying.resume(desk, QUICK, cookie, NOW, in_use=True) is None
    assert signing_in.find_account(desk, account.id, account.epoch) is None
    with pytest.raises(AccountInactive):
        sign_in(desk, "组织科")
    with pytest.raises(InvitationWithdrawn):
        accept(desk, link)
    with pytest.raises(NoSuchAccount):
        inviting.invite_again(desk, QUICK, "组织科", "管理员", NOW)
    keeping_accounts.reactivate(desk, "组织科")
    assert staying.resume(desk, QUICK, cookie, NOW, in_use=True) is None
    assert sign_in(desk, "组织科").id == account.id


def test_the_last_active_administrator_stays_one(desk):
    for step in (
        lambda: keeping_accounts.deactivate(desk, "管理员"),
        lambda: keeping_accounts.change(desk, "管理员", Role.ORGANISER, WHOLE, TODAY),
    ):
        with pytest.raises(LastAdministrator):
            step()
    keeping_accounts.change(desk, "管理员", Role.ADMIN, WHOLE, TODAY)


def test_two_administrators_who_put_each_other_out_at_once_leave_one(desk):
    signing_in.add_account(desk, QUICK, "副管理员", Role.ADMIN, RIGHT)
    refused: list[str] = []

    def out(name):
        try:
            keeping_accounts.deactivate(desk, name)
        except LastAdministrator:
            refused.append(name)

    both = [threading.Thread(target=out, args=(name,)) for name in ("管理员", "副管理员")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert len(refused) == 1
    assert [one.name for one in signing_in.list_accounts(desk) if one.active] == refused


def test_of_two_administrators_the_slower_one_is_told_that_the_account_has_changed(desk):
    accept(desk, invite(desk)[1])
    seen = keeping_accounts.mark_of(keeping_accounts.find(desk, "组织科"))
    keeping_accounts.change(desk, "组织科", Role.SCRUTINEER, WHOLE, TODAY, seen)
    with pytest.raises(AccountMoved):
        keeping_accounts.deactivate(desk, "组织科", seen)


@pytest.mark.parametrize(
    ("role", "reach"),
    [
        (Role.ADMIN, Reach(frozenset({"北片"}))),
        (Role.ORGANISER, Reach(unit="D1")),
        (Role.READER, Reach(unit="没有")),
        (Role.READER, Reach(frozenset({"北\n片"}))),
    ],
    ids=["admin", "no reader", "unknown unit", "unprintable"],
)
def test_a_reach_that_an_account_cannot_have_is_refused(desk, role, reach):
    with pytest.raises(BadReach):
        keeping_accounts.require_reach(desk, role, reach, TODAY)


def test_a_reader_is_bound_to_a_unit_of_the_register(desk):
    units = Lists((Entry("D1", UNIT, "第一科", zone="北片"),))
    registering.carry_out(desk, units, TODAY, registering.source("名册.xlsx", b"", "组织科", NOW))
    keeping_accounts.require_reach(desk, Role.READER, Reach(unit="D1"), TODAY)
    assert zoning.known_zones(desk, TODAY) == ["北片"]


@pytest.mark.parametrize(
    "password", ["aaaaaaaaaaaa", "1234567890", "qwertyuiop", "password2026", "组织科组织科组织科组织科"]
)
def test_a_password_that_is_soon_guessed_is_refused_with_the_reason_in_chinese(password):
    with pytest.raises(GuessablePassword) as refused:
        passwords.require_strength("组织科", password)
    assert not any("a" <= letter <= "z" for letter in str(refused.value.details["why"]).replace("abc", ""))


def test_a_long_sentence_is_a_password_whatever_stands_in_it():
    passwords.require_strength("组织科", "今年秋天的桂花开得比往年晚了整整两个星期呢")
    passwords.require_strength("组织科", "p" * 3 + "今年秋天的桂花开得比往年晚了整整两个星期呢" * 10)


def test_the_links_of_an_administrator_who_has_left_open_no_way_back(desk):
    signing_in.add_account(desk, QUICK, "副管理员", Role.ADMIN, RIGHT)
    _, token = invite(desk)
    keeping_accounts.deactivate(desk, "管理员")
    with pytest.raises(InvitationWithdrawn):
        accept(desk, token)


# --- sessions ---------------------------------------------------------------------------------------------------------


def test_a_session_idles_out_and_one_in_use_ends_by_age(desk):
    account = sign_in(desk, "管理员", RIGHT)
    idle, used, polled = (staying.begin(desk, QUICK, account, EDGE, NOW) for _ in range(3))
    hours = QUICK.session_hours
    for minutes in range(0, hours * 60, 30):
        now = NOW + timedelta(minutes=minutes)
        assert staying.resume(desk, QUICK, used, now, in_use=True) == account
        staying.resume(desk, QUICK, polled, now, in_use=False)
    late = NOW + timedelta(minutes=QUICK.session_idle_minutes + 5)
    assert staying.resume(desk, QUICK, idle, late, in_use=True) is None
    assert staying.resume(desk, QUICK, polled, late, in_use=True) is None
    assert staying.resume(desk, QUICK, used, NOW + timedelta(hours=hours, minutes=1), in_use=True) is None


def test_an_owner_sees_the_sessions_and_ends_one_or_all_others(desk):
    account = sign_in(desk, "管理员", RIGHT)
    here, there, third = (staying.begin(desk, QUICK, account, EDGE, NOW) for _ in range(3))
    listed = staying.sessions_of(desk, QUICK, account, here, NOW)
    assert {one.browser for one in listed} == {"Edge，Windows"}
    assert [one.here for one in listed].count(True) == 1
    other = next(one for one in listed if not one.here)
    assert staying.end(desk, account, other.id)
    assert not staying.end(desk, account, other.id)
    assert staying.end_others(desk, account, here) == 1
    assert staying.resume(desk, QUICK, here, NOW, in_use=True) == account
    assert [staying.resume(desk, QUICK, one, NOW, in_use=True) for one in (there, third)] == [None, None]


def test_nobody_ends_the_session_of_another_account_by_its_number(desk):
    accept(desk, invite(desk)[1])
    owner, other = sign_in(desk, "管理员", RIGHT), sign_in(desk, "组织科")
    cookie = staying.begin(desk, QUICK, owner, EDGE, NOW)
    (session,) = staying.sessions_of(desk, QUICK, owner, cookie, NOW)
    assert not staying.end(desk, other, session.id)
    assert staying.end_all_of(desk, "管理员") == 1


def test_the_database_holds_neither_the_cookie_nor_an_address_nor_a_version_of_the_browser(desk):
    cookie = staying.begin(desk, QUICK, sign_in(desk, "管理员", RIGHT), EDGE, NOW)
    with desk.read() as connection:
        rows = repr(connection.execute(select(SessionRow.__table__)).all())
        assert HOME not in repr(connection.execute(select(AccountRow.__table__)).all())
    assert cookie not in rows
    assert HOME not in rows
    assert "/130" not in rows


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1 MicroMessenger/8.0",
            "微信，苹果手机或平板",
        ),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/129 Mobile Safari/537.36", "Chrome，安卓"),
        ("", "浏览器"),
    ],
)
def test_a_browser_is_called_what_its_owner_calls_it(agent, said):
    assert staying.kind_of_browser(agent) == said


# --- zones ------------------------------------------------------------------------------------------------------------


def test_an_organiser_of_a_zone_sees_its_campaigns_and_the_drafts_he_makes(ledgers, desk):
    accept(desk, invite(desk, reach=Reach(frozenset({"北片"})))[1])
    organiser, admin = sign_in(desk, "组织科"), sign_in(desk, "管理员", RIGHT)
    own, foreign, of_none = (factories.take_in(ledgers) for _ in range(3))
    zoning.settle(desk, own, organiser)
    zoning.settle(desk, foreign, admin, ["南片"])
    records = preparing.list_all(desk)
    assert [one.id for one in zoning.visible(desk, organiser, records)] == [own]
    assert {one.id for one in zoning.visible(desk, admin, records)} == {own, foreign, of_none}


def test_who_is_limited_gives_away_and_takes_nothing_of_other_zones(ledgers, desk):
    accept(desk, invite(desk, reach=Reach(frozenset({"北片", "东片"})))[1])
    organiser, admin = sign_in(desk, "组织科"), sign_in(desk, "管理员", RIGHT)
    shared = factories.take_in(ledgers)
    zoning.settle(desk, shared, admin, ["北片", "南片"])
    zoning.settle(desk, shared, organiser, ["东片", "西片"])
    assert zoning.zones_of(desk, shared) == {"东片", "南片"}
