"""Signing in: accounts, wrong passwords and the pauses after them."""

import dataclasses
import threading
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from evalsite.core.permission import Role
from evalsite.core.refusals import (
    BadAccountName,
    DoorCrowded,
    NameTaken,
    NoSuchAccount,
    SignInPaused,
    WeakPassword,
    WrongPassword,
)
from evalsite.settings import load
from evalsite.store.desk import AccountRow, SignInRow
from evalsite.usecases import signing_in
from evalsite.usecases.signing_in import Attempt, seconds_of_pause

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
RIGHT = "木桥 石灯 雨季 远山"
QUICK = dataclasses.replace(load({}), secret_key="secret", password_memory=8, password_passes=1, password_lanes=1)
HOME = "192.0.2.1"


@pytest.fixture
def desk(ledgers):
    signing_in.add_account(ledgers.desk, QUICK, "组织科", Role.ORGANISER, RIGHT)
    return ledgers.desk


def attempt(desk, password=RIGHT, name="组织科", address=HOME, now=NOW, device=""):
    return signing_in.sign_in(desk, QUICK, Attempt(name, password, address, device), now)


def fail(desk, times, **kind):
    for _ in range(times):
        with pytest.raises(WrongPassword):
            attempt(desk, "不对的密码不对的密码", **kind)


def rows(desk, table):
    with desk.read() as connection:
        return connection.execute(select(table.__table__)).all()


def test_the_right_password_signs_in(desk):
    account = attempt(desk)
    assert (account.name, account.role) == ("组织科", Role.ORGANISER)
    assert signing_in.find_account(desk, account.id, account.epoch) == account


def test_an_unknown_name_and_a_wrong_password_get_the_same_refusal(desk):
    with pytest.raises(WrongPassword) as unknown:
        attempt(desk, name="没有这个人")
    with pytest.raises(WrongPassword) as wrong:
        attempt(desk, "不对的密码不对的密码")
    assert unknown.value.details == wrong.value.details


def test_an_unknown_name_costs_as_many_hashes_as_a_known_one(desk, monkeypatch):
    verified = []
    verify = PasswordHasher.verify

    def counting(self, hashed, password):
        verified.append(hashed.rsplit("$", 2)[0])
        return verify(self, hashed, password)

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    for name in ("组织科", "没有这个人"):
        with pytest.raises(WrongPassword):
            attempt(desk, "不对的密码不对的密码", name=name)
    assert verified == ["$argon2id$v=19$m=8,t=1,p=1"] * 2


def test_after_three_wrong_passwords_there_is_a_pause_that_grows(desk):
    fail(desk, 4)
    with pytest.raises(SignInPaused) as first:
        attempt(desk, RIGHT)
    assert first.value.details["seconds"] == 2
    later = NOW + timedelta(seconds=2)
    fail(desk, 1, now=later)
    with pytest.raises(SignInPaused) as second:
        attempt(desk, now=later)
    assert second.value.details["seconds"] == 4


def test_the_right_password_after_the_pause_signs_in_and_wipes_the_slate(desk):
    fail(desk, 4)
    later = NOW + timedelta(seconds=2)
    attempt(desk, now=later)
    fail(desk, 4, now=later)


def test_a_pause_for_an_unknown_name_is_the_same(desk):
    fail(desk, 4, name="没有这个人")
    with pytest.raises(SignInPaused):
        attempt(desk, name="没有这个人")


def test_a_pause_at_one_address_does_not_keep_the_owner_out_at_another(desk):
    fail(desk, 4, address="198.51.100.7")
    assert attempt(desk, address=HOME).name == "组织科"


def test_guessing_one_account_from_many_addresses_is_slowed_too(desk):
    for number in range(21):
        fail(desk, 1, address=f"198.51.100.{number}")
    with pytest.raises(SignInPaused) as paused:
        attempt(desk)
    assert 1 <= int(str(paused.value.details["seconds"])) <= 60


def test_a_paused_attempt_does_not_lengthen_the_pause(desk):
    fail(desk, 4)
    for _ in range(5):
        with pytest.raises(SignInPaused) as paused:
            attempt(desk)
    assert paused.value.details["seconds"] == 2


def siege(desk, minutes):
    """Eight strangers ask for the owner's name every five seconds."""
    for second in range(0, minutes * 60, 5):
        for stranger in range(8):
            with pytest.raises((WrongPassword, SignInPaused)):
                attempt(
                    desk, "不对的密码不对的密码", address=f"198.51.100.{stranger}", now=NOW + timedelta(seconds=second)
                )
        yield NOW + timedelta(seconds=second)


def test_strangers_cannot_keep_the_owner_out_where_the_owner_has_signed_in_before(desk):
    attempt(desk)
    for now in siege(desk, 4):  # what strangers everywhere could bring on is at its longest, a minute, by then
        assert attempt(desk, now=now).name == "组织科"


def test_strangers_at_the_owners_own_address_cannot_keep_the_owners_browser_out(desk):
    device = signing_in.device_mark(QUICK, "组织科")
    fail(desk, 4)
    for name in range(40):
        with pytest.raises((WrongPassword, SignInPaused)):
            attempt(desk, "不对的密码不对的密码", name=f"某人{name}")
    with pytest.raises(SignInPaused):
        attempt(desk)
    assert attempt(desk, device=device).name == "组织科"


def test_a_browsers_mark_does_not_let_it_guess_without_pause(desk):
    device = signing_in.device_mark(QUICK, "组织科")
    fail(desk, 4, device=device)
    with pytest.raises(SignInPaused):
        attempt(desk, device=device)


@pytest.mark.parametrize("device", ["", ".", "x.y", "0" * 32 + "." + "0" * 64, "é.é"])
def test_an_invented_mark_is_none(desk, device):
    fail(desk, 4)
    with pytest.raises(SignInPaused):
        attempt(desk, device=device)


def test_a_mark_is_for_one_name(desk):
    signing_in.add_account(desk, QUICK, "监票人", Role.SCRUTINEER, RIGHT)
    fail(desk, 4)
    with pytest.raises(SignInPaused):
        attempt(desk, device=signing_in.device_mark(QUICK, "监票人"))


def test_asking_while_everybody_is_paused_is_counted_for_the_address_that_asks(desk):
    for number in range(21):
        fail(desk, 1, address=f"198.51.100.{number}")
    for _ in range(4):
        with pytest.raises(SignInPaused):
            attempt(desk, "不对的密码不对的密码", address="203.0.113.9")
    with pytest.raises(SignInPaused) as own:
        attempt(desk, "不对的密码不对的密码", address="203.0.113.9", now=NOW + timedelta(seconds=1))
    assert own.value.details["seconds"] == 1
    assert rows(desk, SignInRow)


def test_many_invented_names_from_one_address_are_paused_before_any_password_is_checked(desk, monkeypatch):
    for number in range(31):
        fail(desk, 1, name=f"某人{number}")
    monkeypatch.setattr(PasswordHasher, "verify", None)
    with pytest.raises(SignInPaused):
        attempt(desk, name="又一个人")


def test_right_passwords_are_no_flood(desk):
    for _ in range(40):
        attempt(desk)


def test_addresses_of_one_ipv6_subnet_are_one_place(desk):
    for number in range(4):
        fail(desk, 1, address=f"2001:db8::{number}")
    with pytest.raises(SignInPaused):
        attempt(desk, address="2001:db8::ffff")
    assert attempt(desk, address="2001:db8:0:1::1").name == "组织科"


def test_only_few_strangers_at_a_time_are_let_in_to_have_a_password_checked(desk, monkeypatch):
    inside, leave, verify = threading.Semaphore(0), threading.Event(), PasswordHasher.verify

    def slow(self, hashed, password):
        inside.release()
        leave.wait(30)
        return verify(self, hashed, password)

    monkeypatch.setattr(PasswordHasher, "verify", slow)
    monkeypatch.setattr(signing_in, "_room", threading.BoundedSemaphore(1))
    first = threading.Thread(target=attempt, args=(desk,))
    first.start()
    try:
        assert inside.acquire(timeout=30)
        with pytest.raises(DoorCrowded):
            attempt(desk, name="没有这个人")
    finally:
        leave.set()
        first.join()
    assert attempt(desk).name == "组织科"


def test_passwords_are_checked_one_at_a_time(desk, monkeypatch):
    working, most = [], []
    verify = PasswordHasher.verify

    def counting(self, hashed, password):
        working.append(1)
        most.append(len(working))
        threading.Event().wait(0.02)
        working.pop()
        return verify(self, hashed, password)

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    device = signing_in.device_mark(QUICK, "组织科")
    threads = [threading.Thread(target=attempt, args=(desk,), kwargs={"device": device}) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1, 1, 1]


def test_attempts_at_the_same_moment_are_all_counted(desk, monkeypatch):
    monkeypatch.setattr(signing_in, "_room", threading.BoundedSemaphore(8))
    seen = []

    def guess():
        try:
            attempt(desk, "不对的密码不对的密码")
        except (WrongPassword, SignInPaused) as refusal:
            seen.append(type(refusal))

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen.count(WrongPassword) == 4
    assert seen.count(SignInPaused) == 4


def test_wrong_passwords_are_forgotten_after_a_day(desk):
    fail(desk, 3)
    fail(desk, 3, now=NOW + timedelta(days=1, seconds=1))


def test_neither_names_nor_addresses_are_kept_of_those_who_tried(desk):
    fail(desk, 1, name="某个账号")
    stored = repr(rows(desk, SignInRow))
    assert HOME not in stored
    assert "某个账号" not in stored


def test_the_table_of_accounts_holds_no_password(desk):
    assert RIGHT not in repr(rows(desk, AccountRow))


def test_an_attempt_does_not_show_its_password_when_printed():
    assert RIGHT not in repr(Attempt("组织科", RIGHT, HOME))


def test_a_new_password_ends_every_session(desk):
    account = attempt(desk)
    signing_in.set_password(desk, QUICK, "组织科", "另外 一个 新的 密码")
    assert signing_in.find_account(desk, account.id, account.epoch) is None
    with pytest.raises(WrongPassword):
        attempt(desk)
    assert attempt(desk, "另外 一个 新的 密码").id == account.id


def test_changing_ones_own_password_needs_the_old_one(desk):
    account = attempt(desk)
    with pytest.raises(WrongPassword):
        signing_in.change_password(desk, QUICK, account, "并不是 旧的 密码", "另外 一个 新的 密码")
    assert signing_in.find_account(desk, account.id, account.epoch) == account


def test_changing_ones_own_password_ends_the_other_sessions(desk):
    account = attempt(desk)
    changed = signing_in.change_password(desk, QUICK, account, RIGHT, "另外 一个 新的 密码")
    assert signing_in.find_account(desk, account.id, account.epoch) is None
    assert signing_in.find_account(desk, changed.id, changed.epoch) == changed


def test_a_hash_of_older_parameters_is_renewed_without_ending_sessions(desk):
    account = attempt(desk)
    newer = dataclasses.replace(QUICK, password_passes=2, password_memory=16)
    again = signing_in.sign_in(desk, newer, Attempt("组织科", RIGHT, HOME), NOW)
    assert again == account
    assert "m=16,t=2" in rows(desk, AccountRow)[0].password
    assert attempt(desk) == account


def test_a_name_is_given_once(desk):
    with pytest.raises(NameTaken):
        signing_in.add_account(desk, QUICK, " 组织科 ", Role.READER, RIGHT)


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "长" * 65], ids=["empty", "blank", "line", "long"])
def test_an_unusable_name_is_refused(desk, name):
    with pytest.raises(BadAccountName):
        signing_in.add_account(desk, QUICK, name, Role.READER, RIGHT)


@pytest.mark.parametrize("password", ["short", "x" * 257, "管理员管理员管理员管理员"], ids=["short", "long", "name"])
def test_a_weak_password_is_refused(desk, password):
    with pytest.raises(WeakPassword):
        signing_in.add_account(desk, QUICK, "管理员管理员管理员管理员", Role.ADMIN, password)


def test_setting_the_password_of_nobody_is_refused(desk):
    with pytest.raises(NoSuchAccount):
        signing_in.set_password(desk, QUICK, "没有这个人", RIGHT)


def test_accounts_are_listed_by_name(desk):
    signing_in.add_account(desk, QUICK, "监票人", Role.SCRUTINEER, RIGHT)
    assert [account.name for account in signing_in.list_accounts(desk)] == sorted(["监票人", "组织科"])


@pytest.mark.parametrize(("failures", "seconds"), [(1, 0), (3, 0), (4, 2), (5, 4), (9, 64), (13, 900), (10**6, 900)])
def test_pauses_double_up_to_a_limit(failures, seconds):
    assert seconds_of_pause(failures, 3, 900) == seconds
