"""The second step of signing in: codes of an authenticator, recovery codes, and the pauses after wrong ones."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from evalsite.core.permission import Role
from evalsite.core.refusals import NoSuchAccount, SignInPaused, WrongCode, WrongPassword
from evalsite.store.second_steps import RecoveryCodeRow, SecondStepRow
from evalsite.usecases import proving, signing_in
from evalsite.usecases.signing_in import Attempt
from tests.usecases.test_signing_in import HOME, NOW, QUICK, RIGHT

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def desk(ledgers):
    signing_in.add_account(ledgers.desk, QUICK, "管理员", Role.ADMIN, RIGHT)
    return ledgers.desk


def enter(desk, address=HOME, now=LATER):
    return signing_in.sign_in(desk, QUICK, Attempt("管理员", RIGHT, address), now)


@pytest.fixture
def on(desk):
    """(account, secret, recovery codes) of an account with a second step."""
    account = enter(desk, now=NOW)
    made = proving.offer(QUICK, account)
    codes = proving.turn_on(desk, QUICK, account, made.token, code_of(made.secret, NOW), NOW)
    return account, made.secret, codes


def code_of(secret, now):
    return pyotp.TOTP(secret).at(now)


def prove(desk, account, code, now=LATER, address=HOME):
    proving.prove(desk, QUICK, account, Attempt(account.name, code, address), now)


def test_it_is_in_force_only_once_a_code_of_it_has_worked(desk):
    account = enter(desk)
    made = proving.offer(QUICK, account)
    assert made.address.startswith("otpauth://totp/")
    with pytest.raises(WrongCode):
        proving.turn_on(desk, QUICK, account, made.token, "000000x", NOW)
    with pytest.raises(WrongCode):
        proving.turn_on(desk, QUICK, account, made.token + "x", code_of(made.secret, NOW), NOW)
    assert not enter(desk).second
    assert len(proving.turn_on(desk, QUICK, account, made.token, code_of(made.secret, NOW), NOW)) == proving.CODES
    assert enter(desk).second


def test_a_code_is_good_once_and_for_clocks_that_are_half_a_minute_off(desk, on):
    account, secret, _ = on
    for drift in (timedelta(minutes=-2), timedelta(minutes=2)):
        with pytest.raises(WrongCode):
            prove(desk, account, code_of(secret, LATER + drift))
    early = code_of(secret, LATER - timedelta(seconds=30))
    prove(desk, account, f"{early[:3]} {early[3:]}")
    with pytest.raises(WrongCode):
        prove(desk, account, early)
    prove(desk, account, code_of(secret, LATER + timedelta(seconds=30)))
    with pytest.raises(WrongCode):  # older than one that was taken
        prove(desk, account, code_of(secret, LATER))


def test_the_code_that_turned_it_on_signs_nobody_in(desk, on):
    account, secret, _ = on
    with pytest.raises(WrongCode):
        prove(desk, account, code_of(secret, NOW), now=NOW)


def test_a_recovery_code_is_good_once_however_it_is_written(desk, on):
    account, _, codes = on
    prove(desk, account, codes[0].lower().replace("-", " "))
    with pytest.raises(WrongCode):
        prove(desk, account, codes[0])
    assert proving.codes_left(desk, account) == proving.CODES - 1


def test_other_recovery_codes_void_those_before(desk, on):
    account, _, codes = on
    with pytest.raises(WrongPassword):
        proving.renew_codes(desk, QUICK, account, "不对的密码不对的密码")
    fresh = proving.renew_codes(desk, QUICK, account, RIGHT)
    with pytest.raises(WrongCode):
        prove(desk, account, codes[0])
    prove(desk, account, fresh[0])


def test_turning_it_off_asks_for_the_password_and_an_administrator_can_for_who_lost_all(desk, on):
    account, _, _ = on
    with pytest.raises(WrongPassword):
        proving.turn_off(desk, QUICK, account, "不对的密码不对的密码")
    assert proving.is_on(desk, account)
    proving.turn_off(desk, QUICK, account, RIGHT)
    assert not enter(desk).second
    with pytest.raises(NoSuchAccount):
        proving.renew_codes(desk, QUICK, account, RIGHT)
    assert not proving.reset(desk, "管理员")
    with pytest.raises(NoSuchAccount):
        proving.reset(desk, "没有这个人")


def test_guessing_codes_is_paused_as_guessing_passwords_is_and_from_many_places_too(desk, on):
    account, secret, _ = on
    for _ in range(4):
        with pytest.raises(WrongCode):
            prove(desk, account, "123456x", address="198.51.100.7")
    with pytest.raises(SignInPaused):
        prove(desk, account, code_of(secret, LATER), address="198.51.100.7")
    for number in range(17):
        with pytest.raises(WrongCode):
            prove(desk, account, "123456x", address=f"203.0.113.{number}")
    with pytest.raises(SignInPaused):
        prove(desk, account, code_of(secret, LATER), address="192.0.2.99")


def test_who_has_the_password_alone_makes_his_address_no_known_place(desk, on):
    account, secret, _ = on
    stranger = "198.51.100.7"
    enter(desk, address=stranger)
    for number in range(21):
        with pytest.raises(WrongCode):
            prove(desk, account, "123456x", address=f"203.0.113.{number}")
    with pytest.raises(SignInPaused):
        prove(desk, account, code_of(secret, LATER), address=stranger)
    prove(desk, account, code_of(secret, LATER))  # the owner, where he signed in before


def test_the_database_holds_neither_the_secret_nor_a_recovery_code(desk, on):
    _, secret, codes = on
    with desk.read() as connection:
        kept = repr(connection.execute(select(SecondStepRow.__table__)).all())
        kept += repr(connection.execute(select(RecoveryCodeRow.__table__)).all())
    assert not [one for one in (secret, *codes) if one in kept or one.replace("-", "") in kept]
